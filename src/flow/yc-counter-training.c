/* yc-counter-training.c: synthetic persons' cards in a training hall
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
  char *line;
  GSocketConnection *connection;
  GString *answer;
  char buffer[1024];
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_free (ask->line);
  g_clear_object (&ask->connection);
  g_string_free (ask->answer, TRUE);
  g_free (ask);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (size < 0)
    g_task_return_error (task, error);
  else if (size == 0 || ask->answer->len + size > ANSWER_MAX)
    g_task_return_pointer (task, g_strdup (ask->answer->str), g_free);
  else
    {
      g_string_append_len (ask->answer, ask->buffer, size);
      g_input_stream_read_async (G_INPUT_STREAM (source), ask->buffer, sizeof ask->buffer,
                                 G_PRIORITY_DEFAULT, NULL, read_cb, task);
      return;
    }
  g_object_unref (task);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = user_data;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (ask->connection)),
                             ask->buffer, sizeof ask->buffer, G_PRIORITY_DEFAULT, NULL, read_cb,
                             task);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GTask *task = user_data;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  ask->connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (ask->connection == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (ask->connection)),
                                   ask->line, strlen (ask->line), G_PRIORITY_DEFAULT, NULL,
                                   written_cb, task);
}

/* Answers with the text that came back. */
static void
ask_async (YcCounter           *self,
           const char          *line,
           GAsyncReadyCallback  callback)
{
  GTask *task = g_task_new (self, NULL, callback, NULL);
  Ask *ask = g_new0 (Ask, 1);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->card_control);

  ask->line = g_strconcat (line, "\n", NULL);
  ask->answer = g_string_new (NULL);
  g_task_set_task_data (task, ask, ask_free);
  g_socket_client_set_timeout (client, TIMEOUT_S);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (address), NULL, connected_cb, task);
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
