/* yc-hub-exchange.c: one request and its answer
 *
 * HTTP has a thread of its own, "network": even a connect() that does not
 * block is none of the main thread's business. An exchange is started there
 * and lives there; its answer goes to the context it was asked for in, as a
 * task's does. What both threads touch is the task, the caller's cancellable
 * and, one after the other, the message.
 *
 * Three things end an exchange early: nobody is connected after CONNECT_TIMEOUT_MS, the
 * whole takes longer than it may, or the body grows past its limit; it is
 * counted as it arrives, so a big answer costs no more than that limit.
 */

#include "yc-hub-exchange.h"

#include "yc-hub-tls.h"

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
  SoupSession *session;
  guint timeout_ms;
  GSource *connect_source;
  GSource *total_source;
  gboolean late;
  GInputStream *stream;
  GByteArray *body;
} Exchange;

static gpointer
network_main (gpointer data)
{
  GMainContext *context = data;
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);

  g_main_context_push_thread_default (context);
  g_main_loop_run (loop);
  return NULL;
}

/* The network thread's, which lives as long as the program. */
static GMainContext *
get_network (void)
{
  static GMainContext *network;

  if (g_once_init_enter (&network))
    {
      GMainContext *context = g_main_context_new ();

      g_thread_unref (g_thread_new ("network", network_main, context));
      g_once_init_leave (&network, context);
    }
  return network;
}

static void
stop_timer (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
exchange_free (gpointer data)
{
  Exchange *self = data;

  stop_timer (&self->connect_source);
  stop_timer (&self->total_source);
  g_cancellable_disconnect (self->caller, self->caller_handler);
  g_clear_object (&self->caller);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_byte_array_unref (self->body);
  g_free (self);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/* The caller may cancel from a handler of ours; what follows happens later,
 * on the network thread. */
static void
caller_cancelled_cb (GCancellable *caller,
                     gpointer      data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, cancel_cb, g_object_ref (data), g_object_unref);
  g_source_attach (source, get_network ());
}

static gboolean
late_cb (gpointer data)
{
  Exchange *self = data;

  self->late = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static GSource *
start_timer (Exchange *self,
             guint     timeout_ms)
{
  GSource *source = g_timeout_source_new (timeout_ms);

  g_source_set_callback (source, late_cb, self, NULL);
  g_source_attach (source, get_network ());
  return source;
}

/* The request's head is written, so somebody is there. */
static void
wrote_headers_cb (SoupMessage *message,
                  gpointer     data)
{
  Exchange *self = data;

  stop_timer (&self->connect_source);
}

/* Nothing of an exchange that has ended is left to the caller's thread: a
 * stream finishes its message where it is let go. */
static void
stop (Exchange *self)
{
  g_clear_object (&self->stream);
  stop_timer (&self->connect_source);
  stop_timer (&self->total_source);
  g_signal_handlers_disconnect_by_data (self->message, self);
}

/* Why what answered is not believed, in as many words as there are reasons. */
static char *
dup_distrust (SoupMessage *message)
{
  static const struct
  {
    GTlsCertificateFlags flag;
    const char *words;
  } reasons[] = {
    { G_TLS_CERTIFICATE_UNKNOWN_CA, "no authority that this desk believes has issued it" },
    { G_TLS_CERTIFICATE_BAD_IDENTITY, "it is for another name" },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, "it is not valid yet" },
    { G_TLS_CERTIFICATE_EXPIRED, "it has expired" },
    { G_TLS_CERTIFICATE_REVOKED, "it was revoked" },
    { G_TLS_CERTIFICATE_INSECURE, "it is not secure" },
  };
  GTlsCertificateFlags flags = soup_message_get_tls_peer_certificate_errors (message);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if ((flags & reasons[i].flag) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", reasons[i].words);
  return g_string_free (text, FALSE);
}

static void
fail_distrusted (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  g_autofree char *why = dup_distrust (self->message);

  g_task_return_new_error (task, YC_HUB_ERROR, YC_HUB_ERROR_UNTRUSTED, "The hub's certificate is not believed: %s", why);
}

static void
fail (GTask  *task,
      GError *error)
{
  Exchange *self = g_task_get_task_data (task);

  stop (self);
  if (self->late)
    g_task_return_new_error (task, YC_HUB_ERROR, YC_HUB_ERROR_OFFLINE,
                             "The hub did not answer in time");
  else if (g_cancellable_is_cancelled (self->caller))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  else if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    fail_distrusted (task);
  else if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    g_task_return_new_error (task, YC_HUB_ERROR, YC_HUB_ERROR_CERTIFICATE, "The hub wants a certificate of this desk");
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
      stop (self);
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->body->len + g_bytes_get_size (chunk) > self->bytes_max)
    {
      stop (self);
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

/* On the network thread. */
static gboolean
start_cb (gpointer data)
{
  GTask *task = data;
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!yc_hub_tls_prepare (self->session, self->message, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return G_SOURCE_REMOVE;
    }
  self->connect_source = start_timer (self, CONNECT_TIMEOUT_MS);
  self->total_source = start_timer (self, self->timeout_ms);
  g_signal_connect (self->message, "wrote-headers", G_CALLBACK (wrote_headers_cb), self);
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           send_cb, task);
  return G_SOURCE_REMOVE;
}

/**
 * yc_hub_exchange_async:
 * @session: what to send by; used from the network thread
 * @message: what to send; left alone by the caller until the answer
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
  g_autoptr (GSource) start = g_idle_source_new ();

  g_task_set_source_tag (task, yc_hub_exchange_async);
  self->session = g_object_ref (session);
  self->message = g_object_ref (message);
  self->bytes_max = bytes_max;
  self->timeout_ms = timeout_ms;
  self->body = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
  g_task_set_task_data (task, self, exchange_free);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (cancellable != NULL)
    {
      self->caller = g_object_ref (cancellable);
      self->caller_handler = g_cancellable_connect (cancellable, G_CALLBACK (caller_cancelled_cb),
                                                    g_object_ref (self->cancellable),
                                                    g_object_unref);
    }
  g_source_set_priority (start, G_PRIORITY_DEFAULT);
  g_source_set_callback (start, start_cb, task, NULL);
  g_source_attach (start, get_network ());
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
  gint64 offset;
  guint status;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  body = g_bytes_new (self->body->data, self->body->len);
  status = soup_message_get_status (self->message);
  if (status == SOUP_STATUS_OK)
    return g_steal_pointer (&body);

  yc_hub_problem_parse (body, &code, &detail, &offset);
  g_set_error (error, YC_HUB_ERROR, error_of_status (status), "The hub says %u %s: %s", status, code,
               detail);
  if (ret_problem != NULL)
    {
      yc_hub_problem_clear (ret_problem);
      ret_problem->status = status;
      ret_problem->code = g_steal_pointer (&code);
      ret_problem->retry_after_ms = read_retry_after_ms (self->message);
      ret_problem->offset = offset;
    }
  return NULL;
}
