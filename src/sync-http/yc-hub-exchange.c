/* yc-hub-exchange.c: one request and its answer
 *
 * libsoup's asynchronous calls on the caller's main context. Three things
 * end an exchange early: nobody is connected after CONNECT_TIMEOUT_MS, the
 * whole takes longer than it may, or the body grows past its limit; it is
 * counted as it arrives, so a big answer costs no more than that limit.
 */

#include "yc-hub-exchange.h"

#define CONNECT_TIMEOUT_MS 5000
#define CHUNK_BYTES 65536
#define RETRY_AFTER_MAX_S 3600

typedef struct
{
  SoupMessage *message;
  gsize bytes_max;
  GCancellable *cancellable; /* our own; follows the caller's */
  gulong caller_handler;
  GCancellable *caller;      /* (nullable) */
  guint connect_source;
  guint total_source;
  gboolean late;
  GInputStream *stream;
  GByteArray *body;
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *self = data;

  g_clear_handle_id (&self->connect_source, g_source_remove);
  g_clear_handle_id (&self->total_source, g_source_remove);
  g_cancellable_disconnect (self->caller, self->caller_handler);
  g_clear_object (&self->caller);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
  g_byte_array_unref (self->body);
  g_free (self);
}

/* The caller may cancel from a handler of ours; what follows happens later. */
static void
caller_cancelled_cb (GCancellable *caller,
                     gpointer      data)
{
  g_cancellable_cancel (data);
}

static gboolean
connect_late_cb (gpointer data)
{
  Exchange *self = data;

  self->connect_source = 0;
  self->late = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
total_late_cb (gpointer data)
{
  Exchange *self = data;

  self->total_source = 0;
  self->late = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/* The request's head is written, so somebody is there. */
static void
wrote_headers_cb (SoupMessage *message,
                  gpointer     data)
{
  Exchange *self = data;

  g_clear_handle_id (&self->connect_source, g_source_remove);
}

static void
stop_timers (Exchange *self)
{
  g_clear_handle_id (&self->connect_source, g_source_remove);
  g_clear_handle_id (&self->total_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->message, self);
}

static void
fail (GTask  *task,
      GError *error)
{
  Exchange *self = g_task_get_task_data (task);

  stop_timers (self);
  if (self->late)
    g_task_return_new_error (task, YC_HUB_ERROR, YC_HUB_ERROR_OFFLINE,
                             "The hub did not answer in time");
  else if (g_cancellable_is_cancelled (self->caller))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  else
    g_task_return_new_error (task, YC_HUB_ERROR, YC_HUB_ERROR_OFFLINE,
                             "The hub cannot be reached: %s", error->message);
  g_error_free (error);
}

static void read_some (GTask *task);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GTask) task = data;
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GBytes) chunk = NULL;
  g_autoptr (GError) error = NULL;

  chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (chunk == NULL)
    {
      fail (task, g_steal_pointer (&error));
      return;
    }
  if (g_bytes_get_size (chunk) == 0)
    {
      stop_timers (self);
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->body->len + g_bytes_get_size (chunk) > self->bytes_max)
    {
      stop_timers (self);
      g_task_return_new_error (task, YC_HUB_ERROR, YC_HUB_ERROR_UNREADABLE,
                               "The hub's answer is larger than %" G_GSIZE_FORMAT " bytes",
                               self->bytes_max);
      return;
    }
  g_byte_array_append (self->body, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
  read_some (g_steal_pointer (&task));
}

static void
read_some (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (self->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT,
                                   self->cancellable, read_cb, task);
}

static void
send_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GTask) task = data;
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL)
    fail (task, g_steal_pointer (&error));
  else
    read_some (g_steal_pointer (&task));
}

/**
 * yc_hub_exchange_async:
 * @session: what to send by
 * @message: what to send
 * @bytes_max: of the answer's body
 * @timeout_ms: for the whole exchange
 */
void
yc_hub_exchange_async (SoupSession         *session,
                       SoupMessage         *message,
                       gsize                bytes_max,
                       guint                timeout_ms,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  Exchange *self = g_new0 (Exchange, 1);
  GTask *task = g_task_new (session, NULL, callback, user_data);

  g_task_set_source_tag (task, yc_hub_exchange_async);
  self->message = g_object_ref (message);
  self->bytes_max = bytes_max;
  self->body = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
  g_task_set_task_data (task, self, exchange_free);
  if (cancellable != NULL)
    {
      self->caller = g_object_ref (cancellable);
      self->caller_handler = g_cancellable_connect (cancellable, G_CALLBACK (caller_cancelled_cb),
                                                    g_object_ref (self->cancellable),
                                                    g_object_unref);
    }
  self->connect_source = g_timeout_add (CONNECT_TIMEOUT_MS, connect_late_cb, self);
  self->total_source = g_timeout_add (timeout_ms, total_late_cb, self);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (wrote_headers_cb), self);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, self->cancellable, send_cb, task);
}

static YcHubError
error_of_status (guint status)
{
  if (status == 401)
    return YC_HUB_ERROR_LOGIN;
  if (status == 403)
    return YC_HUB_ERROR_FORBIDDEN;
  return status == 429 || status >= 500 ? YC_HUB_ERROR_BUSY : YC_HUB_ERROR_REFUSED;
}

static gint64
read_retry_after_ms (SoupMessage *message)
{
  const char *text = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                   "Retry-After");
  guint64 seconds;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, RETRY_AFTER_MAX_S, &seconds, NULL))
    return 0;
  return (gint64) seconds * 1000;
}

/**
 * yc_hub_exchange_finish:
 * @result: of yc_hub_exchange_async()
 * @ret_problem: (inout) (nullable): set where the answer is not 200; comes
 *   initialised
 * @error: where to say so too
 *
 * Returns: (transfer full) (nullable): the body of a 200
 */
GBytes *
yc_hub_exchange_finish (GAsyncResult  *result,
                        YcHubProblem  *ret_problem,
                        GError       **error)
{
  Exchange *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) body = NULL;
  g_autofree char *code = NULL;
  g_autofree char *detail = NULL;
  guint status;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  body = g_bytes_new (self->body->data, self->body->len);
  status = soup_message_get_status (self->message);
  if (status == SOUP_STATUS_OK)
    return g_steal_pointer (&body);

  yc_hub_problem_parse (body, &code, &detail);
  g_set_error (error, YC_HUB_ERROR, error_of_status (status), "The hub says %u %s: %s", status, code,
               detail);
  if (ret_problem != NULL)
    {
      yc_hub_problem_clear (ret_problem);
      ret_problem->status = status;
      ret_problem->code = g_steal_pointer (&code);
      ret_problem->retry_after_ms = read_retry_after_ms (self->message);
    }
  return NULL;
}
