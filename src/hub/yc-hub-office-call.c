/* yc-hub-office-call.c: one request to an outside office, and its answer
 *
 * The answer's body is counted as it comes, and the whole has a time: an
 * office that says too much or nothing costs no more than that.
 */

#include "yc-hub-office-call.h"

#define CHUNK_BYTES 65536
#define RETRY_AFTER_MAX_S 3600

typedef struct
{
  SoupMessage *message;
  gsize bytes_max;
  GCancellable *cancellable; /* our own; follows the caller's */
  GCancellable *caller;
  gulong caller_handler;
  guint deadline;
  GByteArray *body;
} Call;

static void
call_free (gpointer data)
{
  Call *self = data;

  g_clear_handle_id (&self->deadline, g_source_remove);
  g_cancellable_disconnect (self->caller, self->caller_handler);
  g_clear_object (&self->caller);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->message);
  g_byte_array_unref (self->body);
  g_free (self);
}

void
yc_hub_office_reply_free (YcHubOfficeReply *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

static gboolean
late_cb (gpointer data)
{
  Call *self = data;

  self->deadline = 0;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
caller_cancelled_cb (GCancellable *caller,
                     gpointer      data)
{
  g_cancellable_cancel (data);
}

static gint64
read_retry_after_ms (SoupMessage *message)
{
  const char *text = soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  guint64 seconds;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, RETRY_AFTER_MAX_S, &seconds, NULL))
    return 0;
  return (gint64) seconds * 1000;
}

static void
give (GTask *task)
{
  Call *self = g_task_get_task_data (task);
  YcHubOfficeReply *reply = g_new0 (YcHubOfficeReply, 1);

  reply->status = soup_message_get_status (self->message);
  reply->body = g_bytes_new (self->body->data, self->body->len);
  reply->retry_after_ms = read_retry_after_ms (self->message);
  g_task_return_pointer (task, reply, (GDestroyNotify) yc_hub_office_reply_free);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GTask) task = data;
  Call *self = g_task_get_task_data (task);
  GInputStream *stream = G_INPUT_STREAM (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) chunk = g_input_stream_read_bytes_finish (stream, result, &error);

  if (chunk == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (g_bytes_get_size (chunk) == 0)
    {
      give (task);
      return;
    }
  if (self->body->len + g_bytes_get_size (chunk) > self->bytes_max)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                               "It says more than %" G_GSIZE_FORMAT " bytes", self->bytes_max);
      return;
    }
  g_byte_array_append (self->body, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
  g_input_stream_read_bytes_async (stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, self->cancellable, read_cb,
                                   g_steal_pointer (&task));
}

static void
send_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GTask) task = data;
  Call *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (stream == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_input_stream_read_bytes_async (stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, self->cancellable, read_cb,
                                   g_steal_pointer (&task));
}

/**
 * yc_hub_office_call_async:
 * @bytes_max: of the answer's body
 * @timeout_ms: for the whole
 */
void
yc_hub_office_call_async (SoupSession         *session,
                          SoupMessage         *message,
                          gsize                bytes_max,
                          guint                timeout_ms,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             data)
{
  Call *self = g_new0 (Call, 1);
  GTask *task = g_task_new (session, NULL, callback, data);

  g_task_set_source_tag (task, yc_hub_office_call_async);
  self->message = g_object_ref (message);
  self->bytes_max = bytes_max;
  self->body = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
  self->caller = g_object_ref (cancellable);
  self->caller_handler = g_cancellable_connect (cancellable, G_CALLBACK (caller_cancelled_cb),
                                                g_object_ref (self->cancellable), g_object_unref);
  self->deadline = g_timeout_add (timeout_ms, late_cb, self);
  g_task_set_task_data (task, self, call_free);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, self->cancellable, send_cb, task);
}

/* Returns: (transfer full) (nullable): what the office said, whatever its status */
YcHubOfficeReply *
yc_hub_office_call_finish (GAsyncResult *result,
                           GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
