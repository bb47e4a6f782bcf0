/* yc-counter-training.c: synthetic persons' cards in a training hall, and where its machines' work lies
 *
 * The simulated reader has a control socket of its own: a connection a line, a
 * line an answer. Without one these do nothing.
 */

#include "yc-counter-state.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define TIMEOUT_S 5
#define ANSWER_MAX 8192 /* bytes */

typedef struct
{
  char *path;
  char *line;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_free (ask->path);
  g_free (ask->line);
  g_free (ask);
}

static char *
ask (const Ask  *question,
     GError    **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (question->path);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *answer = g_malloc0 (ANSWER_MAX + 1);
  GOutputStream *out;
  GInputStream *in;

  g_socket_client_set_timeout (client, TIMEOUT_S);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);
  if (connection == NULL)
    return NULL;
  out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  if (!g_output_stream_write_all (out, question->line, strlen (question->line), NULL, NULL, error) ||
      !g_input_stream_read_all (in, answer, ANSWER_MAX, NULL, NULL, error))
    return NULL;
  return g_steal_pointer (&answer);
}

static void
ask_in_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  GError *error = NULL;
  char *answer = ask (data, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, g_free);
}

/* Answers with the text that came back. */
static void
ask_async (YcCounter           *self,
           const char          *line,
           GAsyncReadyCallback  callback)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, NULL);
  Ask *question = g_new0 (Ask, 1);

  question->path = g_strdup (self->card_control);
  question->line = g_strconcat (line, "\n", NULL);
  g_task_set_task_data (task, question, ask_free);
  g_task_run_in_thread (task, ask_in_thread);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  YcCounter *self = YC_COUNTER (source);
  g_autofree char *answer = g_task_propagate_pointer (G_TASK (result), NULL);

  if (answer == NULL)
    return;
  g_strfreev (self->training_cards);
  self->training_cards = g_strsplit (g_strchomp (answer), "\n", 0);
}

void
yc_counter_ask_training_cards (YcCounter *self)
{
  if (self->card_control != NULL)
    ask_async (self, "persons", listed_cb);
}

char **
yc_counter_list_training_cards (YcCounter *self)
{
  if (self->training_cards == NULL)
    return g_new0 (char *, 1);
  return g_strdupv (self->training_cards);
}

static void
laid_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = g_task_propagate_pointer (G_TASK (result), &error);

  if (answer == NULL)
    yc_counter_notice (YC_COUNTER (source), error->message);
  else if (!g_str_has_prefix (answer, "ok"))
    yc_counter_notice (YC_COUNTER (source), g_strchomp (answer));
}

void
yc_counter_lay_training_card (YcCounter  *self,
                              const char *id)
{
  g_autofree char *line = id != NULL ? g_strconcat ("insert ", id, NULL) : g_strdup ("lift");

  if (self->card_control != NULL)
    ask_async (self, line, laid_cb);
}

const char *const *
yc_counter_get_made_folders (YcCounter *self)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (YC_IS_COUNTER (self), none);

  return self->training && self->made != NULL ? (const char *const *) self->made : none;
}
