/* yc-credential-http.c: a credential platform over HTTP
 *
 * By the network thread's exchange, like everything else that speaks HTTP: no
 * redirects, no proxy, no cookies, and a limit on every answer and wait.
 */

#include "yc-credential-http.h"

#include "yc-hub-exchange.h"

#define BEGIN_TIMEOUT_MS 10000
#define ASK_TIMEOUT_MS 10000 /* beyond the wait */
#define WAIT_MAX_S 25
#define SOCKET_TIMEOUT_S 60

struct _YcCredentialHttp
{
  GObject parent_instance;

  char *base;
  SoupSession *session;
};

static void yc_credential_http_iface_init (YcCredentialSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YcCredentialHttp, yc_credential_http, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YC_TYPE_CREDENTIAL_SOURCE, yc_credential_http_iface_init))

static SoupMessage *
create_message (YcCredentialHttp *self,
                const char       *method,
                const char       *path)
{
  g_autofree char *url = g_strconcat (self->base, path, NULL);

  return soup_message_new (method, url); /* the base was checked; names in paths too */
}

static void
exchange_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  GBytes *bytes = yc_hub_exchange_finish (result, NULL, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
yc_credential_http_begin_async (YcCredentialSource        *source,
                                const YcCredentialRequest *request,
                                GCancellable              *cancellable,
                                GAsyncReadyCallback        callback,
                                gpointer                   user_data)
{
  YcCredentialHttp *self = YC_CREDENTIAL_HTTP (source);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (SoupMessage) message = create_message (self, "POST", "/v1/sessions");
  g_autoptr (GBytes) body = yc_credential_request_write (request);

  g_task_set_source_tag (task, yc_credential_http_begin_async);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  yc_hub_exchange_async (self->session, message, YC_CREDENTIAL_BYTES_MAX, BEGIN_TIMEOUT_MS, cancellable,
                         exchange_cb, task);
}

static YcCredentialBegun *
yc_credential_http_begin_finish (YcCredentialSource  *source,
                                 GAsyncResult        *result,
                                 GError             **error)
{
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), error);

  return bytes != NULL ? yc_credential_begun_read (bytes, error) : NULL;
}

static void
yc_credential_http_ask_async (YcCredentialSource  *source,
                              const char          *session,
                              guint                wait_s,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  YcCredentialHttp *self = YC_CREDENTIAL_HTTP (source);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  guint wait = MIN (wait_s, WAIT_MAX_S);
  g_autofree char *path = g_strdup_printf ("/v1/sessions/%s?wait=%u", session, wait);
  g_autoptr (SoupMessage) message = create_message (self, "GET", path);

  g_task_set_source_tag (task, yc_credential_http_ask_async);
  yc_hub_exchange_async (self->session, message, 2 * YC_CREDENTIAL_BYTES_MAX, wait * 1000 + ASK_TIMEOUT_MS,
                         cancellable, exchange_cb, task);
}

static YcCredentialAnswer *
yc_credential_http_ask_finish (YcCredentialSource  *source,
                               GAsyncResult        *result,
                               GError             **error)
{
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), error);

  return bytes != NULL ? yc_credential_answer_read (bytes, error) : NULL;
}

static void
yc_credential_http_iface_init (YcCredentialSourceInterface *iface)
{
  iface->begin_async = yc_credential_http_begin_async;
  iface->begin_finish = yc_credential_http_begin_finish;
  iface->ask_async = yc_credential_http_ask_async;
  iface->ask_finish = yc_credential_http_ask_finish;
}

static void
yc_credential_http_finalize (GObject *object)
{
  YcCredentialHttp *self = YC_CREDENTIAL_HTTP (object);

  g_clear_object (&self->session);
  g_free (self->base);
  G_OBJECT_CLASS (yc_credential_http_parent_class)->finalize (object);
}

static void
yc_credential_http_class_init (YcCredentialHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_credential_http_finalize;
}

static void
yc_credential_http_init (YcCredentialHttp *self)
{
}

YcCredentialHttp *
yc_credential_http_new (const char  *url,
                        GError     **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, error);
  YcCredentialHttp *self;

  if (uri == NULL)
    return NULL;
  if (g_strcmp0 (g_uri_get_scheme (uri), "http") != 0 && g_strcmp0 (g_uri_get_scheme (uri), "https") != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s is no HTTP address", url);
      return NULL;
    }
  self = g_object_new (YC_TYPE_CREDENTIAL_HTTP, NULL);
  self->base = g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), g_uri_get_host (uri),
                                g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : 80);
  self->session = soup_session_new_with_options ("proxy-resolver", NULL, "timeout", SOCKET_TIMEOUT_S, NULL);
  return self;
}
