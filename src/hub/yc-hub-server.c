/* yc-hub-server.c: the hub's doors on the network
 *
 * SoupServer is not made for peers one does not trust, so what it would let
 * through is stopped here: how many connections, how long a head and a body
 * may take to come, how many headers, how large a body. A request is judged
 * when its head has come, before its body is read; a body is counted as it
 * comes. Whoever is refused on the way loses the connection.
 *
 * There is one answer to every request that was taken, also while the server
 * is stopping.
 */

#include "yc-hub-server-private.h"

#include "yc-hub-blobs.h"
#include "yc-hub-events.h"
#include "yc-hub-listen.h"
#include "yc-hub-refusal.h"
#include "yc-hub-stream.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <gio/gunixconnection.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define VISIT_KEY "yc-hub-visit"
#define STORE_JOBS_MAX 20000
#define PASSWORD_JOBS_MAX 16
#define FIGURES_JOBS_MAX 64
#define PIECES_MAX 64 /* in memory at once: 256 MiB */
#define BACKUPS_MAX 4 /* that wait for one another */
#define STOP_MAX_MS 10000
#define CLEAR_S (24 * 3600)
#define SEEN_S 60

static void
visit_free (gpointer data)
{
  YcHubVisit *visit = data;

  g_clear_handle_id (&visit->deadline, g_source_remove);
  g_clear_handle_id (&visit->wait_source, g_source_remove);
  g_clear_pointer (&visit->request, yc_hub_request_free);
  g_clear_pointer (&visit->device, yc_hub_device_free);
  g_clear_pointer (&visit->answer, yc_hub_answer_free);
  g_clear_pointer (&visit->body, g_bytes_unref);
  g_clear_pointer (&visit->puts, g_ptr_array_unref);
  g_clear_pointer (&visit->enrolment, yc_hub_enrol_request_free);
  g_clear_pointer (&visit->enrolled, yc_hub_device_free);
  g_clear_pointer (&visit->login, yc_hub_login_request_free);
  if (visit->code != NULL)
    yc_secret_clear (visit->code, strlen (visit->code));
  g_free (visit->code);
  g_clear_pointer (&visit->pack_word, yc_hub_pack_word_free);
  g_clear_pointer (&visit->choice, yc_hub_choice_free);
  g_free (visit->drawn);
  g_clear_pointer (&visit->touched, g_hash_table_unref);
  g_clear_pointer (&visit->piece, g_bytes_unref);
  if (visit->place != NULL)
    {
      (*visit->place)--;
      g_rc_box_release (visit->place);
    }
  g_free (visit);
}

/* An operator's code only once it was proven: until then it is whatever somebody typed. */
static const char *
get_proven_operator (YcHubVisit        *visit,
                     const YcHubAnswer *answer)
{
  const char *code = NULL;

  if (answer->status != 200)
    return NULL;
  if (visit->puts != NULL)
    code = ((YcHubPut *) g_ptr_array_index (visit->puts, 0))->op->by;
  else if (visit->login != NULL)
    code = visit->login->operator_code;
  else if (visit->choice != NULL)
    code = visit->choice->operator_code;
  return code != NULL && yc_hub_code_is_valid (code) ? code : NULL;
}

/* Every request that was answered is counted and told once. */
void
yc_hub_visit_note (YcHubVisit        *visit,
                   const YcHubAnswer *answer)
{
  const char *door = visit->request != NULL ? yc_hub_door_get_name (visit->request->door) : "none";
  gint64 took_us = g_get_monotonic_time () - visit->began_us - visit->waited_us;
  const YcHubLogRequest told = {
    .request = visit->id,
    .door = door,
    .status = answer->status,
    .code = answer->code,
    .took_ms = took_us / 1000,
    .device = visit->device != NULL ? &visit->device->id : NULL,
    .operator_code = get_proven_operator (visit, answer),
  };

  yc_hub_metrics_count_request (visit->server->hub->metrics, door, answer->status, took_us);
  yc_hub_log_request (&told);
}

static void
refuse (YcHubVisit  *visit,
        YcHubAnswer *answer)
{
  g_clear_handle_id (&visit->deadline, g_source_remove);
  yc_hub_visit_note (visit, answer);
  yc_hub_refuse_now (visit->message, answer);
}

/**
 * yc_hub_visit_answer:
 * @visit: a request whose body has come
 * @answer: (transfer full): what to say
 */
void
yc_hub_visit_answer (YcHubVisit  *visit,
                     YcHubAnswer *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (visit->message);
  SoupMessageBody *body = soup_server_message_get_response_body (visit->message);
  g_autofree char *retry = g_strdup_printf ("%u", answer->retry_after_s);

  soup_server_message_set_status (visit->message, answer->status, yc_hub_status_to_text (answer->status));
  soup_message_headers_replace (headers, "Content-Type", yc_hub_answer_get_type (answer));
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Yc-Request", visit->id);
  if (answer->retry_after_s > 0)
    soup_message_headers_replace (headers, "Retry-After", retry);
  if (g_bytes_get_size (answer->body) > 0)
    soup_message_body_append_bytes (body, answer->body);
  soup_message_body_complete (body);
  yc_hub_visit_note (visit, answer);
  yc_hub_answer_free (answer);
  soup_server_message_unpause (visit->message);
}

static gboolean
too_slow_cb (gpointer data)
{
  YcHubVisit *visit = data;

  visit->deadline = 0;
  refuse (visit, yc_hub_answer_new_problem (408, "slow", "The request took too long to come"));
  return G_SOURCE_REMOVE;
}

static gboolean
headers_fit (SoupMessageHeaders *headers)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;
  gsize count = 0, size = 0;

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      count++;
      size += strlen (name) + strlen (value);
    }
  return count <= YC_HUB_HEADERS_MAX && size <= YC_HUB_HEADERS_BYTES_MAX;
}

/* A token counts only with the certificate of the window it was given to: who
 * has copied one of them has not got the other. The header is the proxy's,
 * which lets none of its kind through (packaging/nginx). */
static gboolean
check_certificate (YcHubVisit   *visit,
                   YcHubAnswer **ret_refusal)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (visit->message);
  const char *name = soup_message_headers_get_one (headers, "Yc-Certificate");
  g_autofree char *wanted = g_strconcat (visit->device->hall, ".", visit->device->window, NULL);

  if (name != NULL && strcmp (name, wanted) == 0)
    return TRUE;
  *ret_refusal = yc_hub_answer_new_problem (403, "certificate",
                                            name == NULL || *name == '\0'
                                                ? "The request has come without a desk's certificate"
                                                : "The certificate is that of another window");
  return FALSE;
}

/* Whether the request's token counts, now; compared in constant time. */
gboolean
yc_hub_visit_is_known (YcHubVisit *visit)
{
  const YcHubRequest *request = visit->request;
  const YcHubDevice *device = g_hash_table_lookup (visit->server->devices, &request->token_device);

  return device != NULL && yc_secret_equal (device->token, request->token_hash, sizeof device->token);
}

static gboolean
identify (YcHubVisit   *visit,
          YcHubAnswer **ret_refusal)
{
  const YcHubRequest *request = visit->request;

  if (!yc_hub_request_needs_device (request))
    return TRUE;
  if (!yc_hub_visit_is_known (visit))
    {
      *ret_refusal = yc_hub_answer_new_problem (403, "device", "This hub does not know the device");
      return FALSE;
    }
  visit->device = yc_hub_device_copy (g_hash_table_lookup (visit->server->devices, &request->token_device));
  yc_hub_seen_note (visit->server->hub->seen, &visit->device->id, yc_hub_get_now (visit->server->hub),
                    soup_message_headers_get_one (soup_server_message_get_request_headers (visit->message),
                                                  "User-Agent"));
  return !visit->server->certificates || check_certificate (visit, ret_refusal);
}

static YcHubRequest *
read_head (SoupServerMessage *message,
           YcHubAnswer      **ret_refusal)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GUri *uri = soup_server_message_get_uri (message);
  YcHubHead head = {
    .method = soup_server_message_get_method (message),
    .path = g_uri_get_path (uri),
    .query = g_uri_get_query (uri),
    .authorization = soup_message_headers_get_one (headers, "Authorization"),
    .signature = soup_message_headers_get_one (headers, "Yc-Signature"),
    .sending = soup_message_headers_get_one (headers, "Yc-Sending"),
    .epoch = soup_message_headers_get_one (headers, "Yc-Epoch"),
    .grant = soup_message_headers_get_one (headers, "Yc-Grant"),
    .said = soup_message_headers_get_one (headers, "Yc-Said"),
    .accept = soup_message_headers_get_list (headers, "Accept"),
    .last_event = soup_message_headers_get_one (headers, "Last-Event-ID"),
  };

  if (!headers_fit (headers))
    {
      *ret_refusal = yc_hub_answer_new_problem (431, "headers", "Too many or too long headers");
      return NULL;
    }
  /* A part of an answer is not to be had. */
  soup_message_headers_remove (headers, "Range");
  return yc_hub_request_parse (&head, ret_refusal);
}

static YcHubAnswer *
refuse_size (void)
{
  return yc_hub_answer_new_problem (413, "too-big", "The body is longer than this door lets through");
}

/* Pieces of documents are large: not more of them at once than there is room for. */
static gboolean
take_place (YcHubVisit   *visit,
            YcHubAnswer **ret_refusal)
{
  if (visit->request->door != YC_HUB_DOOR_PUT_BLOB && visit->request->door != YC_HUB_DOOR_GET_BLOB)
    return TRUE;
  if (*visit->server->pieces >= PIECES_MAX)
    {
      *ret_refusal = yc_hub_answer_new_problem (503, "busy", "Too many documents are on their way; come again");
      return FALSE;
    }
  visit->place = g_rc_box_acquire (visit->server->pieces);
  (*visit->place)++;
  return TRUE;
}

/* The peer has gone between two requests. */
static void
take_away (YcHubVisit *visit)
{
  GIOStream *stream;

  g_clear_handle_id (&visit->deadline, g_source_remove);
  stream = soup_server_message_steal_connection (visit->message);
  if (stream == NULL)
    return;
  g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (stream);
}

/* The head has come, the body has not. */
static void
early_cb (SoupServer        *soup,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           data)
{
  YcHubVisit *visit = g_object_get_data (G_OBJECT (message), VISIT_KEY);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  YcHubAnswer *refusal = NULL;

  if (yc_hub_stream_is_over (message))
    {
      take_away (visit);
      return;
    }
  yc_hub_log_init_id (soup_message_headers_get_one (headers, "Yc-Request"), visit->id);
  visit->request = read_head (message, &refusal);
  if (visit->request != NULL && identify (visit, &refusal) && take_place (visit, &refusal) &&
      soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      (guint64) soup_message_headers_get_content_length (headers) > yc_hub_request_get_body_max (visit->request))
    refusal = refuse_size ();
  if (refusal != NULL)
    refuse (visit, refusal);
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              gpointer           data)
{
  YcHubVisit *visit = data;

  visit->body_bytes += g_bytes_get_size (chunk);
  /* A head that SoupServer itself refuses, as it does ".." in a path, never came to us. */
  if (visit->request == NULL)
    refuse (visit, yc_hub_answer_new_problem (404, "no-such-door", "There is no such door"));
  else if (visit->body_bytes > yc_hub_request_get_body_max (visit->request))
    refuse (visit, refuse_size ());
}

/* The body has come. */
static void
handler_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  YcHubVisit *visit = g_object_get_data (G_OBJECT (message), VISIT_KEY);
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));

  g_clear_handle_id (&visit->deadline, g_source_remove);
  soup_server_message_pause (message);
  yc_hub_dispatch (visit, body);
}

static void
request_started_cb (SoupServer        *soup,
                    SoupServerMessage *message,
                    gpointer           data)
{
  YcHubServer *self = data;
  YcHubVisit *visit = g_new0 (YcHubVisit, 1);

  yc_hub_stream_begin (message);
  visit->server = self;
  visit->message = message;
  visit->began_us = g_get_monotonic_time ();
  yc_hub_log_init_id (NULL, visit->id);
  visit->deadline = g_timeout_add (self->request_max_ms, too_slow_cb, visit);
  g_object_set_data_full (G_OBJECT (message), VISIT_KEY, visit, visit_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), visit);
  g_signal_connect (message, "finished", G_CALLBACK (yc_hub_stream_rest), NULL);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           data)
{
  YcHubServer *self = data;
  g_autoptr (GError) error = NULL;

  if (*self->connections >= YC_HUB_CONNECTIONS_MAX || self->stopped != NULL)
    {
      g_io_stream_close_async (G_IO_STREAM (connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      return TRUE;
    }
  g_socket_set_timeout (g_socket_connection_get_socket (connection), YC_HUB_IDLE_MAX_S);
  /* A head and a body written one after the other: without this the kernel holds
   * the second back until the peer has acknowledged the first. */
  if (!G_IS_UNIX_CONNECTION (connection))
    g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, TRUE,
                         NULL);
  if (!yc_hub_stream_accept (self->soup, connection, &error))
    {
      g_debug ("A connection was not taken: %s", error->message);
      return TRUE;
    }
  yc_hub_count_connection (connection, self->connections);
  return TRUE;
}

static gboolean
load_devices (YcHubServer *self,
              GError     **error)
{
  g_autoptr (GPtrArray) devices = YC_HUB_CALL (self->hub, list_devices, error);

  if (devices == NULL)
    return FALSE;
  g_ptr_array_set_free_func (devices, NULL);
  for (guint i = 0; i < devices->len; i++)
    {
      YcHubDevice *device = g_ptr_array_index (devices, i);

      if (device->withdrawn_ms > 0)
        yc_hub_device_free (device);
      else
        g_hash_table_replace (self->devices, &device->id, device);
    }
  return TRUE;
}

/* SoupServer keeps connections open for a next request only while it listens
 * itself. So it listens where nobody can come: at a name that is taken away. */
static gboolean
keep_connections_alive (YcHubServer *self,
                        GError     **error)
{
  g_autofree char *folder = g_dir_make_tmp ("yichuang-hub-XXXXXX", error);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "nobody", NULL) : NULL;
  g_autoptr (GSocketAddress) address = path != NULL ? g_unix_socket_address_new (path) : NULL;
  g_autoptr (GSocket) socket = NULL;
  gboolean good;

  if (folder == NULL)
    return FALSE;
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  good = socket != NULL && g_socket_bind (socket, address, FALSE, error) && g_socket_listen (socket, error);
  g_unlink (path);
  g_rmdir (folder);
  return good && soup_server_listen_socket (self->soup, socket, 0, error);
}

static void
clear_job (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  yc_hub_blobs_clear (data);
  g_task_return_boolean (task, TRUE);
}

/* On the thread that pieces are written by. One that has no place for it has
 * documents coming in; tomorrow is soon enough. */
static gboolean
clear_cb (gpointer data)
{
  YcHubServer *self = data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, self->hub, NULL);
  yc_worker_run (self->blob_worker, task, clear_job);
  return G_SOURCE_CONTINUE;
}

static void
write_seen (YcHub *hub)
{
  g_autoptr (GError) error = NULL;

  if (!yc_hub_seen_write (hub->seen, hub->store, &error))
    g_warning ("When devices were heard of could not be kept: %s", error->message);
}

static void
seen_job (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  write_seen (data);
  g_task_return_boolean (task, TRUE);
}

static gboolean
seen_cb (gpointer data)
{
  YcHubServer *self = data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, self->hub, NULL);
  yc_worker_run (self->store_worker, task, seen_job);
  return G_SOURCE_CONTINUE;
}

/**
 * yc_hub_server_new:
 * @hub: the hub; from now on the server's worker uses it, until the server is freed
 * @error: where to say why not
 */
YcHubServer *
yc_hub_server_new (YcHub   *hub,
                   GError **error)
{
  g_autoptr (YcHubServer) self = g_new0 (YcHubServer, 1);

  self->hub = hub;
  self->connections = g_rc_box_new0 (guint);
  self->pieces = g_rc_box_new0 (guint);
  self->request_max_ms = YC_HUB_REQUEST_MAX_MS;
  self->packs = yc_hub_get_packs (hub);
  self->devices = g_hash_table_new_full (yc_id_hash, yc_id_equal, NULL, (GDestroyNotify) yc_hub_device_free);
  self->waiters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->event_readers = g_ptr_array_new ();
  g_queue_init (&self->queue);
  if (!load_devices (self, error))
    return NULL;
  self->store_worker = yc_worker_new ("hub-store", STORE_JOBS_MAX);
  for (guint i = 0; i < YC_HUB_OP_WORKERS; i++)
    self->op_workers[i] = yc_worker_new ("hub-ops", YC_HUB_QUEUE_MAX);
  self->password_worker = yc_worker_new ("hub-password", PASSWORD_JOBS_MAX);
  self->figures_worker = yc_worker_new ("hub-figures", FIGURES_JOBS_MAX);
  self->blob_worker = yc_worker_new ("hub-blobs", PIECES_MAX);
  self->backup_worker = yc_worker_new ("hub-backup", BACKUPS_MAX);
  self->stopping = g_cancellable_new ();
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, handler_cb, self, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (request_started_cb), self);
  if (!keep_connections_alive (self, error))
    return NULL;
  self->service = yc_hub_listen_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  clear_cb (self);
  self->clear_source = g_timeout_add_seconds (CLEAR_S, clear_cb, self);
  self->seen_source = g_timeout_add_seconds (SEEN_S, seen_cb, self);
  return g_steal_pointer (&self);
}

/* How long a request may take to come; for tests. */
void
yc_hub_server_set_request_max (YcHubServer *self,
                               guint        request_max_ms)
{
  self->request_max_ms = request_max_ms;
}

/**
 * yc_hub_server_listen:
 * @address: "127.0.0.1:PORT" or "[::1]:PORT"; port 0 draws one
 * @ret_port: (out): which one it is
 * @error: of %G_IO_ERROR; INVALID_ARGUMENT for an address that is not this machine's own
 */
gboolean
yc_hub_server_listen (YcHubServer *self,
                      const char  *address,
                      guint       *ret_port,
                      GError     **error)
{
  return yc_hub_listen_loopback (self->service, address, ret_port, error);
}

gboolean
yc_hub_server_listen_unix (YcHubServer *self,
                           const char  *path,
                           GError     **error)
{
  if (!yc_hub_listen_unix (self->service, path, error))
    return FALSE;
  self->socket_path = g_strdup (path);
  return TRUE;
}

/**
 * yc_hub_server_listen_watch:
 * @address: "127.0.0.1:PORT", "[::1]:PORT" or "unix:/PATH"
 * @disk_floor_bytes: with less than that left the hub is not ready
 * @ret_port: (out): which port it is; 0 for a path
 *
 * Opens the door for those who run the hub.
 */
gboolean
yc_hub_server_listen_watch (YcHubServer *self,
                            const char  *address,
                            gint64       disk_floor_bytes,
                            guint       *ret_port,
                            GError     **error)
{
  self->watch = yc_hub_watch_new (self, address, disk_floor_bytes, ret_port, error);
  return self->watch != NULL;
}

/* From now on a device's requests must come through a proxy that has seen the
 * certificate of its window. */
void
yc_hub_server_require_certificates (YcHubServer *self)
{
  self->certificates = TRUE;
}

gboolean
yc_hub_server_listen_admin (YcHubServer *self,
                            const char  *path,
                            GError     **error)
{
  g_unlink (path);
  self->admin_service = yc_hub_admin_socket_new (self, path, error);
  if (self->admin_service == NULL)
    return FALSE;
  g_chmod (path, 0600);
  self->admin_path = g_strdup (path);
  return TRUE;
}

/**
 * yc_hub_server_open_offices:
 * @config: which outside offices there are, as docs/office-api.yaml says
 * @error: why it cannot be read
 */
gboolean
yc_hub_server_open_offices (YcHubServer *self,
                            GBytes      *config,
                            GError     **error)
{
  self->offices = yc_hub_offices_new (self, config, error);
  if (self->offices != NULL)
    yc_hub_offices_start (self->offices);
  return self->offices != NULL;
}

static void
say_stopped (YcHubServer *self)
{
  g_clear_handle_id (&self->stop_source, g_source_remove);
  if (self->stopped != NULL)
    g_idle_add (self->stopped, self->stopped_data);
}

static gboolean
stop_late_cb (gpointer data)
{
  YcHubServer *self = data;

  self->stop_source = 0;
  g_warning ("%u requests were not answered in time", self->jobs);
  say_stopped (self);
  return G_SOURCE_REMOVE;
}

/* The answers that were given last are still being written. */
static gboolean
stop_soon_cb (gpointer data)
{
  YcHubServer *self = data;

  self->stop_source = 0;
  say_stopped (self);
  return G_SOURCE_REMOVE;
}

static void
stop_when_idle (YcHubServer *self)
{
  if (self->stopped == NULL || self->jobs > 0)
    return;
  g_clear_handle_id (&self->stop_source, g_source_remove);
  self->stop_source = g_timeout_add (50, stop_soon_cb, self);
}

void
yc_hub_server_job_done (YcHubServer *self)
{
  self->jobs--;
  stop_when_idle (self);
}

/**
 * yc_hub_server_stop:
 * @self: the server
 * @stopped: called in the main loop when all that was taken has been answered
 * @data: for @stopped
 */
void
yc_hub_server_stop (YcHubServer *self,
                    GSourceFunc  stopped,
                    gpointer     data)
{
  if (self->stopped != NULL)
    return;
  self->stopped = stopped;
  self->stopped_data = data;
  g_cancellable_cancel (self->stopping);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  if (self->admin_service != NULL)
    g_socket_service_stop (self->admin_service);
  if (self->offices != NULL)
    yc_hub_offices_stop (self->offices);
  self->stop_source = g_timeout_add (STOP_MAX_MS, stop_late_cb, self);
  yc_hub_dispatch_stop (self);
  yc_hub_events_stop (self);
  stop_when_idle (self);
}

static void
remove_name (char **path)
{
  if (*path != NULL)
    g_unlink (*path);
  g_clear_pointer (path, g_free);
}

/* Blocks until the workers have done what they were given. */
void
yc_hub_server_free (YcHubServer *self)
{
  g_clear_handle_id (&self->stop_source, g_source_remove);
  g_clear_handle_id (&self->clear_source, g_source_remove);
  g_clear_handle_id (&self->seen_source, g_source_remove);
  if (self->offices != NULL)
    yc_hub_offices_stop (self->offices);
  for (guint i = 0; i < YC_HUB_OP_WORKERS; i++)
    if (self->op_workers[i] != NULL)
      yc_worker_stop (self->op_workers[i]);
  if (self->store_worker != NULL)
    {
      yc_worker_stop (self->store_worker);
      write_seen (self->hub); /* the store is nobody's but ours by now */
    }
  if (self->password_worker != NULL)
    yc_worker_stop (self->password_worker);
  if (self->figures_worker != NULL)
    yc_worker_stop (self->figures_worker);
  if (self->blob_worker != NULL)
    yc_worker_stop (self->blob_worker);
  g_cancellable_cancel (self->stopping);
  if (self->backup_worker != NULL)
    yc_worker_stop (self->backup_worker);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (self->soup != NULL)
    {
      soup_server_remove_handler (self->soup, NULL);
      soup_server_disconnect (self->soup);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  /* What ended only now may have begun to wait for the end once more. */
  g_clear_handle_id (&self->stop_source, g_source_remove);
  g_clear_pointer (&self->offices, yc_hub_offices_free);
  g_clear_pointer (&self->watch, yc_hub_watch_free);
  g_clear_object (&self->soup);
  g_clear_object (&self->service);
  g_clear_object (&self->admin_service);
  for (guint i = 0; i < YC_HUB_OP_WORKERS; i++)
    g_clear_object (&self->op_workers[i]);
  g_clear_object (&self->store_worker);
  g_clear_object (&self->password_worker);
  g_clear_object (&self->figures_worker);
  g_clear_object (&self->blob_worker);
  g_clear_object (&self->backup_worker);
  g_clear_object (&self->stopping);
  g_ptr_array_unref (self->event_readers);
  g_queue_clear (&self->queue);
  g_hash_table_unref (self->waiters);
  g_hash_table_unref (self->devices);
  g_rc_box_release (self->connections);
  g_rc_box_release (self->pieces);
  remove_name (&self->socket_path);
  remove_name (&self->admin_path);
  g_free (self);
}
