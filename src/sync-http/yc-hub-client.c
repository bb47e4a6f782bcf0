/* yc-hub-client.c: the hub's doors as functions
 *
 * One libsoup session a hub: HTTP/1.1, no proxy, no redirects, no cookies,
 * and enough connections for what the sync machine sends at once beside a
 * long poll. Every call has a time limit and a limit on its answer's size.
 */

#include "yc-hub-client-private.h"

#include "yc-hub-exchange.h"
#include "yc-hub-tls.h"
#include "yc-json-guard.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#define CONNECTIONS_MAX 16
#define CALL_TIMEOUT_MS 15000
#define OP_TIMEOUT_MS 20000
#define PUT_TIMEOUT_MS 30000 /* the sync machine gives up sooner */
#define PROBE_TIMEOUT_MS 10000
#define FEED_TIMEOUT_MS 10000 /* beyond the wait */
/* Of a silent socket; the limits above end an exchange much sooner. */
#define SOCKET_TIMEOUT_S 60
#define UNIX_PREFIX "unix:"

struct _YcHubClient
{
  GObject parent_instance;

  char *url;
  char *base; /* what paths are put behind */
  char *token; /* (nullable) */
  SoupSession *session;
};

G_DEFINE_FINAL_TYPE (YcHubClient, yc_hub_client, G_TYPE_OBJECT)
G_DEFINE_QUARK (yc-hub-error-quark, yc_hub_error)

/* A call under way; what its answer is read by. */
typedef YcHubParse Parse;

typedef struct
{
  Parse parse;
  GDestroyNotify free;
  YcHubProblem problem;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  yc_hub_problem_clear (&call->problem);
  g_free (call);
}

void
yc_hub_problem_clear (YcHubProblem *problem)
{
  g_clear_pointer (&problem->code, g_free);
  problem->status = 0;
  problem->retry_after_ms = 0;
  problem->offset = -1;
}

static void
exchange_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GTask) task = data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = yc_hub_exchange_finish (result, &call->problem, &error);
  gpointer answer = body != NULL ? call->parse (body, &error) : NULL;

  if (answer != NULL)
    g_task_return_pointer (task, answer, call->free);
  else if (body != NULL)
    g_task_return_new_error (task, YC_HUB_ERROR, YC_HUB_ERROR_UNREADABLE,
                             "The hub's answer cannot be read: %s", error->message);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static SoupMessage *
create_message (YcHubClient *self,
                const char  *method,
                const char  *path)
{
  g_autofree char *url = g_strconcat (self->base, path, NULL);
  SoupMessage *message = soup_message_new (method, url);
  SoupMessageHeaders *headers;

  g_assert (message != NULL); /* the base was checked, and paths are ours */
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept", "application/json");
  if (self->token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);

      soup_message_headers_replace (headers, "Authorization", bearer);
    }
  return message;
}

static void
start_call (YcHubClient         *self,
            SoupMessage         *message,
            gsize                bytes_max,
            guint                timeout_ms,
            Parse                parse,
            GDestroyNotify       free_answer,
            gpointer             tag,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->parse = parse;
  call->free = free_answer;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, call, call_free);
  yc_hub_exchange_async (self->session, message, bytes_max, timeout_ms, cancellable, exchange_cb,
                         task);
}

static gpointer
finish_call (YcHubClient   *self,
             GAsyncResult  *result,
             gpointer       tag,
             YcHubProblem  *ret_problem,
             GError       **error)
{
  Call *call;

  g_return_val_if_fail (YC_IS_HUB_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == tag, NULL);

  call = g_task_get_task_data (G_TASK (result));
  if (ret_problem != NULL)
    {
      yc_hub_problem_clear (ret_problem);
      *ret_problem = call->problem;
      call->problem = (YcHubProblem) YC_HUB_PROBLEM_INIT;
    }
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A door that is only read. @path is ours; @tag names the public function. */
void
yc_hub_client_get_async (YcHubClient         *self,
                         const char          *path,
                         gsize                bytes_max,
                         YcHubParse           parse,
                         GDestroyNotify       free_answer,
                         gpointer             tag,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (SoupMessage) message = create_message (self, "GET", path);

  start_call (self, message, bytes_max, CALL_TIMEOUT_MS, parse, free_answer, tag, cancellable, callback, user_data);
}

/* A door that something is brought to; @body may be large. */
void
yc_hub_client_put_async (YcHubClient         *self,
                         const char          *path,
                         const char          *type,
                         GBytes              *body,
                         YcHubParse           parse,
                         GDestroyNotify       free_answer,
                         gpointer             tag,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (SoupMessage) message = create_message (self, "PUT", path);

  soup_message_set_request_body_from_bytes (message, type, body);
  start_call (self, message, YC_HUB_ANSWER_BYTES_MAX, PUT_TIMEOUT_MS, parse, free_answer, tag, cancellable, callback,
              user_data);
}

gpointer
yc_hub_client_get_finish (YcHubClient   *self,
                          GAsyncResult  *result,
                          gpointer       tag,
                          YcHubProblem  *ret_problem,
                          GError       **error)
{
  return finish_call (self, result, tag, ret_problem, error);
}

static void
set_json_body (SoupMessage *message,
               json_t      *json)
{
  char *text = json_dumps (json, JSON_COMPACT);
  g_autoptr (GBytes) bytes = NULL;

  g_assert (text != NULL);
  bytes = g_bytes_new_with_free_func (text, strlen (text), free, text);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
}

/* A door that is asked with a few words; @body stays the caller's. */
void
yc_hub_client_post_async (YcHubClient         *self,
                          const char          *path,
                          json_t              *body,
                          YcHubParse           parse,
                          GDestroyNotify       free_answer,
                          gpointer             tag,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (SoupMessage) message = create_message (self, "POST", path);

  set_json_body (message, body);
  start_call (self, message, YC_HUB_ANSWER_BYTES_MAX, CALL_TIMEOUT_MS, parse, free_answer, tag, cancellable, callback,
              user_data);
}

static void
yc_hub_client_finalize (GObject *object)
{
  YcHubClient *self = YC_HUB_CLIENT (object);

  g_free (self->url);
  g_free (self->base);
  g_free (self->token);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yc_hub_client_parent_class)->finalize (object);
}

static void
yc_hub_client_class_init (YcHubClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_hub_client_finalize;
}

static void
yc_hub_client_init (YcHubClient *self)
{
}

static SoupSession *
create_session (GSocketConnectable *connectable)
{
  SoupSession *session = g_object_new (SOUP_TYPE_SESSION,
                                       "remote-connectable", connectable,
                                       "max-conns", CONNECTIONS_MAX,
                                       "max-conns-per-host", CONNECTIONS_MAX,
                                       "timeout", SOCKET_TIMEOUT_S,
                                       "idle-timeout", SOCKET_TIMEOUT_S,
                                       "user-agent", "yichuang/" YC_VERSION,
                                       NULL);

  /* Directly, whatever the desktop is set to. */
  soup_session_set_proxy_resolver (session, NULL);
  return session;
}

/**
 * yc_hub_client_new:
 * @url: "http://host:port", "https://…" or "unix:PATH"
 * @error: G_IO_ERROR_INVALID_ARGUMENT where it is none of these
 *
 * Returns: (transfer full) (nullable): a client; nothing is sent yet
 */
YcHubClient *
yc_hub_client_new (const char  *url,
                   GError     **error)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GUri) uri = NULL;
  YcHubClient *self;

  g_return_val_if_fail (url != NULL, NULL);

  if (g_str_has_prefix (url, UNIX_PREFIX "/"))
    address = g_unix_socket_address_new (url + strlen (UNIX_PREFIX));
  else
    {
      uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, error);
      if (uri == NULL)
        return NULL;
      if ((!g_str_equal (g_uri_get_scheme (uri), "http") &&
           !g_str_equal (g_uri_get_scheme (uri), "https")) ||
          g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "“%s” is not the address of a hub", url);
          return NULL;
        }
    }

  self = g_object_new (YC_TYPE_HUB_CLIENT, NULL);
  self->url = g_strdup (url);
  self->base = g_strdup (address != NULL ? "http://localhost" : url);
  if (g_str_has_suffix (self->base, "/"))
    self->base[strlen (self->base) - 1] = '\0';
  self->session = create_session (address != NULL ? G_SOCKET_CONNECTABLE (address) : NULL);
  return self;
}

const char *
yc_hub_client_get_url (YcHubClient *self)
{
  return self->url;
}

/* @token: (nullable): what the device says who it is with */
void
yc_hub_client_set_token (YcHubClient *self,
                         const char  *token)
{
  g_return_if_fail (YC_IS_HUB_CLIENT (self));

  g_free (self->token);
  self->token = g_strdup (token);
}

/* For "https://…": before anything is sent. The files are read when it is. */
void
yc_hub_client_set_tls (YcHubClient         *self,
                       const YcHubTlsFiles *files)
{
  g_autoptr (YcHubTls) tls = NULL;

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && files != NULL);

  if (files->ca == NULL && files->certificate == NULL)
    return;
  tls = yc_hub_tls_new (files);
  yc_hub_tls_attach (tls, self->session);
}

/**
 * yc_hub_client_enrol_async:
 * @code: the one-time code from the hub's operator
 * @name: what the device is to be called
 * @key: the device's Ed25519 public key
 * @proof: its signature over "yichuang-enrol " and @code
 * @hall: (nullable): where the device has stood, and must stand
 * @window: (nullable): the same
 */
void
yc_hub_client_enrol_async (YcHubClient         *self,
                           const char          *code,
                           const char          *name,
                           const guint8         key[32],
                           GBytes              *proof,
                           const char          *hall,
                           const char          *window,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (json_t) json = NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *proof_text = NULL;

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && code != NULL && name != NULL && key != NULL);

  message = create_message (self, "POST", "/v1/enrol");
  encoded = g_base64_encode (key, 32);
  proof_text = g_base64_encode (g_bytes_get_data (proof, NULL), g_bytes_get_size (proof));
  json = json_pack ("{s:s, s:s, s:s, s:s}", "code", code, "name", name, "key", encoded, "proof", proof_text);
  if (hall != NULL && window != NULL)
    {
      json_object_set_new (json, "hall", json_string (hall));
      json_object_set_new (json, "window", json_string (window));
    }
  set_json_body (message, json);
  start_call (self, message, YC_HUB_ANSWER_BYTES_MAX, CALL_TIMEOUT_MS,
              (Parse) yc_hub_enrolment_parse, (GDestroyNotify) yc_hub_enrolment_free,
              yc_hub_client_enrol_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable) */
YcHubEnrolment *
yc_hub_client_enrol_finish (YcHubClient   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return finish_call (self, result, yc_hub_client_enrol_async, NULL, error);
}

/**
 * yc_hub_client_login_async:
 * @operator_code: who
 * @password: never kept here
 * @key: the session's Ed25519 public key, which the grant will name
 */
void
yc_hub_client_login_async (YcHubClient         *self,
                           const char          *operator_code,
                           const char          *password,
                           const guint8         key[32],
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (json_t) json = NULL;
  g_autofree char *encoded = NULL;

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && operator_code != NULL && password != NULL &&
                    key != NULL);

  message = create_message (self, "POST", "/v1/login");
  encoded = g_base64_encode (key, 32);
  json = json_pack ("{s:s, s:s, s:s}", "operator", operator_code, "password", password, "key",
                    encoded);
  set_json_body (message, json);
  start_call (self, message, YC_HUB_ANSWER_BYTES_MAX, CALL_TIMEOUT_MS, (Parse) yc_hub_grant_parse,
              (GDestroyNotify) yc_hub_signed_free, yc_hub_client_login_async, cancellable, callback,
              user_data);
}

/* Returns: (transfer full) (nullable): the grant's bytes, signed by the hub */
YcHubSigned *
yc_hub_client_login_finish (YcHubClient   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return finish_call (self, result, yc_hub_client_login_async, NULL, error);
}

/* @version: (nullable): NULL for the newest that is valid */
void
yc_hub_client_fetch_catalogue_async (YcHubClient         *self,
                                     const char          *version,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *escaped = version != NULL ? g_uri_escape_string (version, NULL, FALSE) : NULL;
  g_autofree char *target = escaped != NULL ? g_strconcat ("/v1/catalogue?version=", escaped, NULL)
                                            : g_strdup ("/v1/catalogue");

  g_return_if_fail (YC_IS_HUB_CLIENT (self));

  message = create_message (self, "GET", target);
  start_call (self, message, 2 * YC_HUB_CATALOGUE_BYTES_MAX, CALL_TIMEOUT_MS,
              (Parse) yc_hub_catalogue_parse, (GDestroyNotify) yc_hub_signed_free,
              yc_hub_client_fetch_catalogue_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable): the catalogue's bytes, signed by the hub */
YcHubSigned *
yc_hub_client_fetch_catalogue_finish (YcHubClient   *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return finish_call (self, result, yc_hub_client_fetch_catalogue_async, NULL, error);
}

void
yc_hub_client_fetch_head_async (YcHubClient         *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (YC_IS_HUB_CLIENT (self));

  yc_hub_client_get_async (self, "/v1/audit/head", YC_HUB_ANSWER_BYTES_MAX, (Parse) yc_hub_head_parse,
                           (GDestroyNotify) yc_hub_signed_free, yc_hub_client_fetch_head_async, cancellable, callback,
                           user_data);
}

/* Returns: (transfer full) (nullable): the head's bytes, signed by the hub */
YcHubSigned *
yc_hub_client_fetch_head_finish (YcHubClient   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return finish_call (self, result, yc_hub_client_fetch_head_async, NULL, error);
}

/**
 * yc_hub_client_search_async:
 * @words: name, number, person or phone; at least 2 characters
 */
void
yc_hub_client_search_async (YcHubClient         *self,
                            const char          *words,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && words != NULL);

  escaped = g_uri_escape_string (words, NULL, FALSE);
  path = g_strconcat ("/v1/cases?q=", escaped, NULL);
  message = create_message (self, "GET", path);
  start_call (self, message, YC_HUB_ANSWER_BYTES_MAX, CALL_TIMEOUT_MS, (Parse) yc_hub_found_parse,
              (GDestroyNotify) g_ptr_array_unref, yc_hub_client_search_async, cancellable, callback,
              user_data);
}

/* Returns: (transfer full) (nullable): of YcHubFound */
GPtrArray *
yc_hub_client_search_finish (YcHubClient   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return finish_call (self, result, yc_hub_client_search_async, NULL, error);
}

/**
 * yc_hub_client_list_async:
 * @name: of the list
 * @operator_code: (nullable): whose; for "firms"
 * @rows_max: at most so many, ≤ %YC_HUB_LIST_ROWS_MAX
 */
void
yc_hub_client_list_async (YcHubClient         *self,
                          const char          *name,
                          const char          *operator_code,
                          guint                rows_max,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GString) path = NULL;

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && name != NULL && rows_max <= YC_HUB_LIST_ROWS_MAX);

  path = g_string_new ("/v1/lists/");
  g_string_append_uri_escaped (path, name, NULL, FALSE);
  g_string_append_printf (path, "?limit=%u", rows_max);
  if (operator_code != NULL)
    {
      g_string_append (path, "&operator=");
      g_string_append_uri_escaped (path, operator_code, NULL, FALSE);
    }
  message = create_message (self, "GET", path->str);
  start_call (self, message, YC_HUB_LIST_BYTES_MAX, CALL_TIMEOUT_MS, (Parse) yc_hub_list_parse,
              (GDestroyNotify) yc_hub_list_free, yc_hub_client_list_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable) */
YcHubList *
yc_hub_client_list_finish (YcHubClient   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return finish_call (self, result, yc_hub_client_list_async, NULL, error);
}

/**
 * yc_hub_client_issue_code_async:
 * @stream: the case that is to be opened elsewhere
 *
 * Every call gives another code.
 */
void
yc_hub_client_issue_code_async (YcHubClient         *self,
                                const YcStream      *stream,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (json_t) json = json_object ();
  g_autofree char *path = NULL;
  char text[YC_STREAM_TEXT_SIZE];

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && stream != NULL);

  yc_stream_to_text (stream, text);
  path = g_strdup_printf ("/v1/cases/%s/code", text);
  message = create_message (self, "POST", path);
  set_json_body (message, json);
  start_call (self, message, YC_HUB_ANSWER_BYTES_MAX, CALL_TIMEOUT_MS, (Parse) yc_hub_code_parse,
              (GDestroyNotify) yc_hub_code_free, yc_hub_client_issue_code_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable) */
YcHubCode *
yc_hub_client_issue_code_finish (YcHubClient   *self,
                                 GAsyncResult  *result,
                                 YcHubProblem  *ret_problem,
                                 GError       **error)
{
  return finish_call (self, result, yc_hub_client_issue_code_async, ret_problem, error);
}

/* @code: 8 digits; used up by the first who gives it */
void
yc_hub_client_redeem_code_async (YcHubClient         *self,
                                 const char          *code,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (json_t) json = NULL;

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && code != NULL);

  message = create_message (self, "POST", "/v1/codes");
  json = json_pack ("{s:s}", "code", code);
  set_json_body (message, json);
  start_call (self, message, YC_HUB_ANSWER_BYTES_MAX, CALL_TIMEOUT_MS, (Parse) yc_hub_stream_parse, g_free,
              yc_hub_client_redeem_code_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable): the case it opens */
YcStream *
yc_hub_client_redeem_code_finish (YcHubClient   *self,
                                  GAsyncResult  *result,
                                  YcHubProblem  *ret_problem,
                                  GError       **error)
{
  return finish_call (self, result, yc_hub_client_redeem_code_async, ret_problem, error);
}

/* Whether the hub is there, in which epoch, and what its clock says. */
void
yc_hub_client_probe_async (YcHubClient         *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (SoupMessage) message = NULL;

  g_return_if_fail (YC_IS_HUB_CLIENT (self));

  message = create_message (self, "GET", "/v1/health");
  start_call (self, message, YC_HUB_ANSWER_BYTES_MAX, PROBE_TIMEOUT_MS, (Parse) yc_hub_health_parse,
              (GDestroyNotify) yc_hub_health_free, yc_hub_client_probe_async, cancellable, callback,
              user_data);
}

/* Returns: (transfer full) (nullable) */
YcHubHealth *
yc_hub_client_probe_finish (YcHubClient   *self,
                            GAsyncResult  *result,
                            YcHubProblem  *ret_problem,
                            GError       **error)
{
  return finish_call (self, result, yc_hub_client_probe_async, ret_problem, error);
}

/* When and by which clock this goes out: what the hub corrects times by (D11). */
static void
add_sending_header (SoupMessage   *message,
                    const YcStamp *sending)
{
  char boot[YC_ID_TEXT_SIZE];
  g_autofree char *text = NULL;

  yc_id_to_text (&sending->boot, boot);
  text = g_strdup_printf ("%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT, sending->wall_ms, boot,
                          sending->boot_ms);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Yc-Sending", text);
}

/**
 * yc_hub_client_put_op_async:
 * @id: the op's
 * @bytes: the op's, as they were made
 * @signature: (nullable): over @bytes
 * @sending: the clocks, read now
 * @epoch: the hub's life that the op is for; another one refuses it (D16)
 * @grant: (nullable): the op's grant as the hub signed it, for a hub that has lost it
 * @said: (nullable): what the hub has said of it already, the same
 *
 * May be done any number of times with the same bytes.
 */
void
yc_hub_client_put_op_async (YcHubClient         *self,
                            const YcId          *id,
                            GBytes              *bytes,
                            GBytes              *signature,
                            const YcStamp       *sending,
                            const char          *epoch,
                            const char          *grant,
                            const char          *said,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *path = NULL;
  char text[YC_ID_TEXT_SIZE];

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && id != NULL && bytes != NULL && sending != NULL &&
                    epoch != NULL);

  yc_id_to_text (id, text);
  path = g_strconcat ("/v1/ops/", text, NULL);
  message = create_message (self, "PUT", path);
  if (signature != NULL)
    {
      g_autofree char *encoded = g_base64_encode (g_bytes_get_data (signature, NULL),
                                                  g_bytes_get_size (signature));

      soup_message_headers_replace (soup_message_get_request_headers (message), "Yc-Signature",
                                    encoded);
    }
  add_sending_header (message, sending);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Yc-Epoch", epoch);
  if (grant != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Yc-Grant", grant);
  if (said != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Yc-Said", said);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  start_call (self, message, 4 * YC_HUB_ANSWER_BYTES_MAX, OP_TIMEOUT_MS,
              (Parse) yc_hub_op_answer_parse, (GDestroyNotify) yc_hub_op_answer_free,
              yc_hub_client_put_op_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable) */
YcHubOpAnswer *
yc_hub_client_put_op_finish (YcHubClient   *self,
                             GAsyncResult  *result,
                             YcHubProblem  *ret_problem,
                             GError       **error)
{
  return finish_call (self, result, yc_hub_client_put_op_async, ret_problem, error);
}

/**
 * yc_hub_client_post_ops_async:
 * @parcels: (element-type YcOpParcel): from two to %YC_OP_BATCH_MAX
 * @sending: the clocks, read now
 * @epoch: the hub's life that they are for
 *
 * As yc_hub_client_put_op_async() of each, in one request.
 */
void
yc_hub_client_post_ops_async (YcHubClient         *self,
                              GPtrArray           *parcels,
                              const YcStamp       *sending,
                              const char          *epoch,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) body = NULL;

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && parcels != NULL && sending != NULL && epoch != NULL);

  body = yc_op_batch_encode (parcels);
  message = create_message (self, "POST", "/v1/ops");
  add_sending_header (message, sending);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Yc-Epoch", epoch);
  soup_message_set_request_body_from_bytes (message, YC_OP_BATCH_TYPE, body);
  start_call (self, message, YC_OP_BATCH_MAX * 4 * YC_HUB_ANSWER_BYTES_MAX, OP_TIMEOUT_MS,
              (Parse) yc_hub_op_results_parse, (GDestroyNotify) g_ptr_array_unref, yc_hub_client_post_ops_async,
              cancellable, callback, user_data);
}

/* Returns: (transfer full) (element-type YcHubOpResult) (nullable): in the order of the ops */
GPtrArray *
yc_hub_client_post_ops_finish (YcHubClient   *self,
                               GAsyncResult  *result,
                               YcHubProblem  *ret_problem,
                               GError       **error)
{
  return finish_call (self, result, yc_hub_client_post_ops_async, ret_problem, error);
}

/**
 * yc_hub_client_read_feed_async:
 * @path: "halls/<code>" or "streams/<stream>"
 * @epoch: the hub's life that the cursor is of
 * @after: the last row's position, or revision in a stream's feed; 0 for the start
 * @hash: of that row, or ""
 * @rows_max: at most so many
 * @wait_s: how long the hub may wait for one, ≤ 25
 */
void
yc_hub_client_read_feed_async (YcHubClient         *self,
                               const char          *path,
                               const char          *epoch,
                               gint64               after,
                               const char          *hash,
                               guint                rows_max,
                               guint                wait_s,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *epoch_text = NULL;
  g_autofree char *hash_text = NULL;
  g_autofree char *url = NULL;

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && path != NULL && epoch != NULL && hash != NULL);

  epoch_text = g_uri_escape_string (epoch, NULL, FALSE);
  hash_text = g_uri_escape_string (hash, NULL, FALSE);
  url = g_strdup_printf ("/v1/%s/feed?epoch=%s&after=%" G_GINT64_FORMAT
                         "&hash=%s&limit=%u&wait=%u",
                         path, epoch_text, after, hash_text, rows_max, wait_s);
  message = create_message (self, "GET", url);
  start_call (self, message, YC_HUB_FEED_BYTES_MAX, wait_s * 1000 + FEED_TIMEOUT_MS,
              (Parse) yc_hub_feed_answer_parse, (GDestroyNotify) yc_hub_feed_answer_free,
              yc_hub_client_read_feed_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable) */
YcHubFeedAnswer *
yc_hub_client_read_feed_finish (YcHubClient   *self,
                                GAsyncResult  *result,
                                YcHubProblem  *ret_problem,
                                GError       **error)
{
  return finish_call (self, result, yc_hub_client_read_feed_async, ret_problem, error);
}
