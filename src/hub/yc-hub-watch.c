/* yc-hub-watch.c: the door for those who run the hub
 *
 *   GET /metrics   what it counts, as Prometheus reads it
 *   GET /healthz   200: the process answers
 *   GET /readyz    200, or 503 and the reason: somebody must look
 *
 * It has an address of its own, on loopback or a Unix socket, which no proxy
 * leads to: so nothing of it can be reached from outside by a mistake in a
 * proxy's configuration, and it needs no password. It tells no personal data.
 *
 * It answers also while the store does not: after STORE_MAX_MS without what
 * the store's thread was asked for, which is a reason not to be ready.
 */

#include "yc-hub-watch.h"

#include "yc-hub-listen.h"
#include "yc-hub-look.h"
#include "yc-hub-refusal.h"
#include "yc-hub-server-private.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CONNECTIONS_MAX 32
#define IDLE_MAX_S 10
#define REQUEST_MAX_MS 5000
#define STORE_MAX_MS 2000
#define WRITE_EVERY_MS 1000 /* a write for /readyz at most so often */
#define UNIX_PREFIX "unix:"
#define ASKED_KEY "yc-hub-asked"
#define TEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"
#define FOLDER_OF_FILES "/proc/self/fd"

struct _YcHubWatch
{
  YcHubServer *server;
  SoupServer *soup;
  GSocketService *service;
  char *socket_path; /* (nullable) */
  gint64 disk_floor_bytes;
  guint *connections; /* outlived by connections: counted references */
  gint64 started_us;      /* monotonic */
  gint64 started_wall_us;

  /* The store's thread alone: */
  gint64 wrote_us; /* when it was last tried; 0: never */
  gboolean writable;
};

typedef enum
{
  METRICS,
  HEALTH,
  READY,
} Page;

/* A request; it lives until the store's thread and the message have both let it go. */
typedef struct
{
  YcHubWatch *watch;
  SoupServerMessage *message; /* (nullable): not owned; NULL once it was answered or is gone */
  Page page;
  guint deadline; /* source */
  YcHubLook *look; /* (nullable): the store's thread writes it */
  gboolean written; /* of READY: the same */
} Asked;

static void
asked_clear (gpointer data)
{
  Asked *asked = data;

  g_clear_pointer (&asked->look, yc_hub_look_free);
}

static void
asked_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, asked_clear);
}

/* The message is gone, answered or not. */
static void
message_gone_cb (gpointer data)
{
  Asked *asked = data;

  g_clear_handle_id (&asked->deadline, g_source_remove);
  asked->message = NULL;
  asked_unref (asked);
}

/* Answering. */

static void
answer (Asked      *asked,
        guint       status,
        const char *type,
        const char *text,
        gsize       size)
{
  SoupServerMessage *message = g_steal_pointer (&asked->message);

  g_clear_handle_id (&asked->deadline, g_source_remove);
  soup_server_message_set_status (message, status, yc_hub_status_to_text (status));
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Cache-Control", "no-store");
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, size);
  soup_server_message_unpause (message);
}

static void
answer_json (Asked       *asked,
             YcHubAnswer *said)
{
  gsize size;
  const char *text = g_bytes_get_data (said->body, &size);

  answer (asked, said->status, yc_hub_answer_get_type (said), text, size);
  yc_hub_answer_free (said);
}

static double
get_uptime_s (YcHubWatch *self)
{
  return (double) (g_get_monotonic_time () - self->started_us) / G_USEC_PER_SEC;
}

static void
answer_well (Asked      *asked,
             const char *status)
{
  YcHubWatch *self = asked->watch;

  answer_json (asked, yc_hub_answer_new_json (json_pack ("{s:s, s:s, s:s, s:I}", "status", status, "version", YC_VERSION,
                                                         "epoch", self->server->hub->epoch, "uptime",
                                                         (json_int_t) get_uptime_s (self))));
}

/* The text of /metrics. */

static void
write_gauge (GString    *text,
             const char *name,
             const char *help,
             double      value)
{
  yc_hub_metrics_write_head (text, name, "gauge", help);
  yc_hub_metrics_write_value (text, name, NULL, NULL, value);
}

static void
write_server (YcHubServer *server,
              GString     *text)
{
  write_gauge (text, "yichuang_hub_connections", "Connections of desks, or of the proxy in front.", *server->connections);
  write_gauge (text, "yichuang_hub_feed_readers", "Feeds that are being read or waited for.",
               server->reading + server->waiting);
  write_gauge (text, "yichuang_hub_long_polls_waiting", "Feeds with nothing new, whose readers wait.", server->waiting);
  write_gauge (text, "yichuang_hub_ops_queued", "Ops that wait for the next transaction.", server->queued);
  write_gauge (text, "yichuang_hub_pieces_in_memory", "Pieces of documents on their way.", *server->pieces);
}

static void
write_office (GString               *text,
              const char            *state,
              const YcHubOfficeOpen *open,
              gint64                 count)
{
  g_string_append_printf (text, "yichuang_hub_office_requests{office=\"%s\",state=\"%s\"} %" G_GINT64_FORMAT "\n",
                          open->office, state, count);
}

/* An office's name is a code (yc_hub_code_is_valid), so it needs no escape. */
static void
write_outbox (GString         *text,
              const GPtrArray *outbox)
{
  yc_hub_metrics_write_head (text, "yichuang_hub_office_requests", "gauge",
                             "Requests to an office that are open: to be sent, tried in vain so far, acknowledged.");
  for (guint i = 0; i < outbox->len; i++)
    {
      const YcHubOfficeOpen *open = g_ptr_array_index (outbox, i);

      write_office (text, "to-send", open, open->to_send);
      write_office (text, "late", open, open->late);
      write_office (text, "acknowledged", open, open->acknowledged);
    }
}

static void
write_look (const YcHubLook *look,
            GString         *text)
{
  write_gauge (text, "yichuang_hub_store_answers", "1: the store answered in time for this page.", look != NULL);
  if (look == NULL)
    return;
  write_gauge (text, "yichuang_hub_position", "Rows in the hub's order.", (double) look->head);
  write_gauge (text, "yichuang_hub_database_bytes", "Size of the database.", (double) look->database_bytes);
  write_gauge (text, "yichuang_hub_database_log_bytes", "Size of its write-ahead log.", (double) look->log_bytes);
  write_gauge (text, "yichuang_hub_disk_free_bytes", "Left where both are kept.", (double) look->disk_free_bytes);
  write_outbox (text, look->outbox);
}

/* The second number of /proc/self/statm: pages that are in memory. */
static double
read_resident_bytes (void)
{
  g_autofree char *text = NULL;
  char *space;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) || (space = strchr (text, ' ')) == NULL)
    return 0;
  return (double) g_ascii_strtoull (space, NULL, 10) * (double) sysconf (_SC_PAGESIZE);
}

static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open (FOLDER_OF_FILES, 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;
  return count > 0 ? count - 1 : 0; /* without the folder itself */
}

static void
write_process (YcHubWatch *self,
               GString    *text)
{
  yc_hub_metrics_write_head (text, "yichuang_hub_build_info", "gauge", "The program's version.");
  yc_hub_metrics_write_value (text, "yichuang_hub_build_info", "version", YC_VERSION, 1);
  yc_hub_metrics_write_head (text, "yichuang_hub_epoch_info", "gauge", "The life of the database that is served.");
  yc_hub_metrics_write_value (text, "yichuang_hub_epoch_info", "epoch", self->server->hub->epoch, 1);
  write_gauge (text, "yichuang_hub_uptime_seconds", "Since the doors were opened.", get_uptime_s (self));
  write_gauge (text, "process_start_time_seconds", "The same as a moment since 1970.",
               (double) (self->started_wall_us / 1000) / 1000);
  write_gauge (text, "process_resident_memory_bytes", "Memory in use.", read_resident_bytes ());
  write_gauge (text, "process_open_fds", "Files and connections that are open.", count_files ());
}

/* @look: (nullable): what the store's thread saw */
static void
answer_metrics (Asked           *asked,
                const YcHubLook *look)
{
  g_autoptr (GString) text = g_string_new (NULL);
  YcHubServer *server = asked->watch->server;

  yc_hub_metrics_write (server->hub->metrics, text);
  write_server (server, text);
  write_look (look, text);
  write_process (asked->watch, text);
  answer (asked, 200, TEXT_TYPE, text->str, text->len);
}

/* Readiness. */

static void
answer_unready (Asked      *asked,
                const char *code,
                const char *detail)
{
  answer_json (asked, yc_hub_answer_new_problem (503, code, detail));
}

static gboolean
has_catalogue (YcHub *hub)
{
  return hub->rules != NULL && yc_hub_rules_find_bytes (hub->rules, NULL, yc_hub_get_now (hub)) != NULL;
}

static void
answer_ready (Asked *asked)
{
  YcHubWatch *self = asked->watch;

  if (self->server->stopped != NULL)
    answer_unready (asked, "stopping", "The hub is being stopped");
  else if (!has_catalogue (self->server->hub))
    answer_unready (asked, "catalogue", "No catalogue is valid today; no case can be opened");
  else if (asked->look == NULL)
    answer_unready (asked, "store", "The database does not answer");
  else if (asked->look->disk_free_bytes < self->disk_floor_bytes)
    {
      g_autofree char *detail = g_strdup_printf ("The disk has %" G_GINT64_FORMAT " MiB left; the floor is %" G_GINT64_FORMAT,
                                                 asked->look->disk_free_bytes >> 20, self->disk_floor_bytes >> 20);

      answer_unready (asked, "disk", detail);
    }
  else if (!asked->written)
    answer_unready (asked, "read-only", "The database cannot be written");
  else
    answer_well (asked, "ready");
}

static void
answer_looked (Asked *asked)
{
  if (asked->page == METRICS)
    answer_metrics (asked, asked->look);
  else
    answer_ready (asked);
}

/* In the store's thread. A watcher that asks all the time wears out no disk. */
static gboolean
try_to_write (YcHubWatch *self)
{
  g_autoptr (GError) error = NULL;
  gint64 now_us = g_get_monotonic_time ();

  if (self->wrote_us != 0 && now_us - self->wrote_us < WRITE_EVERY_MS * 1000)
    return self->writable;
  self->writable = yc_hub_look_write (self->server->hub, &error);
  self->wrote_us = now_us;
  if (!self->writable)
    g_warning ("The database cannot be written: %s", error->message);
  return self->writable;
}

static void
look_job (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  Asked *asked = data;
  g_autoptr (GError) error = NULL;

  asked->look = yc_hub_look (asked->watch->server->hub, &error);
  if (asked->look == NULL)
    g_warning ("The database cannot be read: %s", error->message);
  else if (asked->page == READY && asked->look->disk_free_bytes >= asked->watch->disk_floor_bytes)
    asked->written = try_to_write (asked->watch);
  g_task_return_boolean (task, TRUE);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Asked *asked = g_task_get_task_data (G_TASK (result));
  YcHubServer *server = asked->watch->server;

  /* Too late for one that was answered without. */
  if (asked->message != NULL)
    answer_looked (asked);
  yc_hub_server_job_done (server);
}

static gboolean
store_late_cb (gpointer data)
{
  Asked *asked = data;

  asked->deadline = 0;
  /* Without @asked's look, which the other thread may be writing. */
  if (asked->page == METRICS)
    answer_metrics (asked, NULL);
  else
    answer_unready (asked, "store", "The database does not answer in time");
  return G_SOURCE_REMOVE;
}

static void
ask_store (Asked *asked)
{
  YcHubServer *server = asked->watch->server;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, looked_cb, NULL);

  server->jobs++;
  asked->deadline = g_timeout_add (STORE_MAX_MS, store_late_cb, asked);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (asked), asked_unref);
  yc_worker_run (server->store_worker, task, look_job);
}

/* Requests. */

static gboolean
find_page (const char *path,
           Page       *ret_page)
{
  static const char *const paths[] = { "/metrics", "/healthz", "/readyz" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_strcmp0 (path, paths[i]) == 0)
      {
        *ret_page = (Page) i;
        return TRUE;
      }
  return FALSE;
}

static void
handler_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  Asked *asked = g_object_get_data (G_OBJECT (message), ASKED_KEY);

  g_clear_handle_id (&asked->deadline, g_source_remove);
  soup_server_message_pause (message);
  if (!find_page (path, &asked->page))
    answer_json (asked, yc_hub_answer_new_problem (404, "no-such-door", "There are /metrics, /healthz and /readyz"));
  else if (strcmp (soup_server_message_get_method (message), "GET") != 0)
    answer_json (asked, yc_hub_answer_new_problem (405, "method", "This door is not opened that way"));
  else if (asked->page == HEALTH)
    answer_well (asked, "alive");
  else
    ask_store (asked);
}

/* Nobody brings anything here. */
static void
early_cb (SoupServer        *soup,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);

  if (encoding == SOUP_ENCODING_CHUNKED ||
      (encoding == SOUP_ENCODING_CONTENT_LENGTH && soup_message_headers_get_content_length (headers) > 0))
    yc_hub_refuse_now (message, yc_hub_answer_new_problem (413, "too-big", "This door takes nothing"));
}

static gboolean
too_slow_cb (gpointer data)
{
  Asked *asked = data;

  asked->deadline = 0;
  yc_hub_refuse_now (asked->message, yc_hub_answer_new_problem (408, "slow", "The request took too long to come"));
  return G_SOURCE_REMOVE;
}

static void
request_started_cb (SoupServer        *soup,
                    SoupServerMessage *message,
                    gpointer           data)
{
  Asked *asked = g_atomic_rc_box_new0 (Asked);

  asked->watch = data;
  asked->message = message;
  asked->deadline = g_timeout_add (REQUEST_MAX_MS, too_slow_cb, asked);
  g_object_set_data_full (G_OBJECT (message), ASKED_KEY, asked, message_gone_cb);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           data)
{
  YcHubWatch *self = data;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 80);

  g_socket_set_timeout (g_socket_connection_get_socket (connection), IDLE_MAX_S);
  if (*self->connections >= CONNECTIONS_MAX ||
      !soup_server_accept_iostream (self->soup, G_IO_STREAM (connection), address, address, NULL))
    {
      g_io_stream_close_async (G_IO_STREAM (connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      return TRUE;
    }
  yc_hub_count_connection (connection, self->connections);
  return TRUE;
}

static gboolean
open_door (YcHubWatch *self,
           const char *address,
           guint      *ret_port,
           GError    **error)
{
  const char *path = address + strlen (UNIX_PREFIX);

  if (!g_str_has_prefix (address, UNIX_PREFIX "/"))
    return yc_hub_listen_loopback (self->service, address, ret_port, error);
  *ret_port = 0;
  if (!yc_hub_listen_unix (self->service, path, error))
    return FALSE;
  self->socket_path = g_strdup (path);
  return TRUE;
}

/**
 * yc_hub_watch_new:
 * @server: outlives it
 * @address: "127.0.0.1:PORT", "[::1]:PORT" or "unix:/PATH"
 * @disk_floor_bytes: with less than that left the hub is not ready
 * @ret_port: (out): which port it is; 0 for a path
 * @error: of %G_IO_ERROR
 */
YcHubWatch *
yc_hub_watch_new (YcHubServer *server,
                  const char  *address,
                  gint64       disk_floor_bytes,
                  guint       *ret_port,
                  GError     **error)
{
  YcHubWatch *self = g_new0 (YcHubWatch, 1);

  self->server = server;
  self->disk_floor_bytes = disk_floor_bytes;
  self->started_us = g_get_monotonic_time ();
  self->started_wall_us = g_get_real_time ();
  self->connections = g_rc_box_new0 (guint);
  self->soup = soup_server_new (NULL, NULL);
  self->service = yc_hub_listen_service_new ();
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, handler_cb, self, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (request_started_cb), self);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  if (open_door (self, address, ret_port, error))
    return self;
  yc_hub_watch_free (self);
  return NULL;
}

/* After the workers have stopped. */
void
yc_hub_watch_free (YcHubWatch *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  soup_server_remove_handler (self->soup, NULL);
  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  g_object_unref (self->service);
  if (self->socket_path != NULL)
    g_unlink (self->socket_path);
  g_free (self->socket_path);
  g_rc_box_release (self->connections);
  g_free (self);
}
