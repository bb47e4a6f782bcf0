/* yc-hub-refusal.c: saying no to a request that is still being sent
 *
 * SoupServer reads a body to its end before it answers, however long it is.
 * So the connection is taken from it, the answer is written, and the
 * connection is closed. What the sender has still on its way is read and
 * thrown away for a short while: a connection closed on unread bytes is
 * reset, and the sender would never see the answer.
 */

#include "yc-hub-refusal.h"

#include <string.h>

#define LINGER_MS 1000
#define LINGER_BYTES_MAX 0x1000000 /* 16 MiB */
#define LINGER_BLOCK 16384         /* bytes */

typedef struct
{
  GIOStream *stream;
  GCancellable *cancellable;
  guint timeout;
  char *text;
  gsize dropped;
  char block[LINGER_BLOCK];
} Farewell;

static void
farewell_free (Farewell *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (self->stream);
  g_object_unref (self->cancellable);
  g_free (self->text);
  g_free (self);
}

static void drop_more (Farewell *self);

static void
dropped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Farewell *self = data;
  gssize count = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (count > 0)
    self->dropped += (gsize) count;
  if (count <= 0 || self->dropped > LINGER_BYTES_MAX)
    farewell_free (self);
  else
    drop_more (self);
}

static void
drop_more (Farewell *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->block, sizeof self->block,
                             G_PRIORITY_LOW, self->cancellable, dropped_cb, self);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Farewell *self = data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    {
      farewell_free (self);
      return;
    }
  if (G_IS_SOCKET_CONNECTION (self->stream))
    g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (self->stream)), FALSE, TRUE, NULL);
  drop_more (self);
}

static gboolean
enough_cb (gpointer data)
{
  Farewell *self = data;

  self->timeout = 0;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static char *
dup_response (YcHubAnswer *answer)
{
  gsize size;
  const char *body = g_bytes_get_data (answer->body, &size);

  return g_strdup_printf ("HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\nConnection: close\r\n\r\n%.*s",
                          answer->status, yc_hub_status_to_text (answer->status), yc_hub_answer_get_type (answer),
                          size, (int) size, body);
}

/**
 * yc_hub_refuse_now:
 * @message: whose head, or some of whose body, has come
 * @answer: (transfer full): what to say
 *
 * Ends the connection with @answer. @message is nobody's any more.
 */
void
yc_hub_refuse_now (SoupServerMessage *message,
                   YcHubAnswer       *answer)
{
  Farewell *self = g_new0 (Farewell, 1);

  self->stream = soup_server_message_steal_connection (message);
  self->cancellable = g_cancellable_new ();
  self->text = dup_response (answer);
  yc_hub_answer_free (answer);
  if (self->stream == NULL)
    {
      g_object_unref (self->cancellable);
      g_free (self->text);
      g_free (self);
      return;
    }
  self->timeout = g_timeout_add (LINGER_MS, enough_cb, self);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), self->text, strlen (self->text),
                                   G_PRIORITY_DEFAULT, self->cancellable, written_cb, self);
}
