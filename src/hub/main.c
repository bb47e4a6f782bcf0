/* main.c: yichuang-hub, the server that plays the 一窗通 of a city */

#include "yc-file.h"
#include "yc-hub-admin.h"
#include "yc-hub-backup.h"
#include "yc-hub-engine.h"
#include "yc-hub-log.h"
#include "yc-hub-notify.h"
#include "yc-hub-server.h"

#include <glib-unix.h>
#include <locale.h>
#include <string.h>

#define OFFICES_MAX 65536 /* bytes */
#define CATALOGUES YC_DATA_DIR "/catalogue"
#define DISK_FLOOR_MIB 512

static char *option_data;
static char *option_listen;
static char *option_socket;
static char *option_port_file;
static char *option_catalogue;
static char *option_offices;
static char *option_password;
static gboolean option_training;
static char *option_watch;
static char *option_log;
static int option_disk_floor = DISK_FLOOR_MIB;
static gboolean option_certificates;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &option_data, "Where all is kept", "DIR" },
  { "listen", 0, 0, G_OPTION_ARG_STRING, &option_listen, "A loopback address; port 0 draws one", "ADDRESS:PORT" },
  { "socket", 0, 0, G_OPTION_ARG_FILENAME, &option_socket, "A Unix socket to listen at", "PATH" },
  { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &option_port_file, "Where to write the port", "FILE" },
  { "catalogue", 0, 0, G_OPTION_ARG_FILENAME, &option_catalogue, "The catalogue, or a folder with its versions", "PATH" },
  { "offices", 0, 0, G_OPTION_ARG_FILENAME, &option_offices, "Which outside offices there are", "FILE" },
  { "watch", 0, 0, G_OPTION_ARG_STRING, &option_watch, "Where /metrics, /healthz and /readyz are", "ADDRESS:PORT | unix:PATH" },
  { "disk-floor", 0, 0, G_OPTION_ARG_INT, &option_disk_floor, "Not ready with less left on the disk (512)", "MiB" },
  { "certificates", 0, 0, G_OPTION_ARG_NONE, &option_certificates,
    "Take a device only with its window's certificate, told by the proxy in front", NULL },
  { "log", 0, 0, G_OPTION_ARG_STRING, &option_log, "An object a line and request (json), or plain text", "json | plain" },
  { "training", 0, 0, G_OPTION_ARG_NONE, &option_training, "Make an empty folder one for training", NULL },
  { "training-password", 0, 0, G_OPTION_ARG_STRING, &option_password, "Of the operators C0301, R0301 and S0301", "PASSWORD" },
  { NULL },
};

static gboolean
stopped_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

typedef struct
{
  GMainLoop *loop;
  YcHubServer *server;
  guint watchdog;      /* source */
} Running;

static gboolean
signal_cb (gpointer data)
{
  Running *running = data;

  yc_hub_notify ("STOPPING=1");
  yc_hub_server_stop (running->server, stopped_cb, running->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
open_doors (YcHubServer *server,
            GError     **error)
{
  g_autofree char *admin = g_build_filename (option_data, YC_HUB_ADMIN_SOCKET, NULL);
  guint port = 0;
  guint watch_port;

  if (option_certificates)
    yc_hub_server_require_certificates (server);
  if (!yc_hub_server_listen_admin (server, admin, error) ||
      (option_socket != NULL && !yc_hub_server_listen_unix (server, option_socket, error)) ||
      (option_watch != NULL && !yc_hub_server_listen_watch (server, option_watch, (gint64) option_disk_floor << 20,
                                                            &watch_port, error)) ||
      (option_listen != NULL && !yc_hub_server_listen (server, option_listen, &port, error)))
    return FALSE;
  if (option_port_file != NULL)
    {
      g_autofree char *text = g_strdup_printf ("%u\n", port);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      return yc_file_write_durably (option_port_file, bytes, 0644, error);
    }
  return TRUE;
}

static gboolean
open_offices (YcHubServer *server,
              GError     **error)
{
  g_autoptr (GBytes) config = NULL;

  if (option_offices == NULL)
    return TRUE;
  config = yc_file_read (option_offices, OFFICES_MAX, error);
  return config != NULL && yc_hub_server_open_offices (server, config, error);
}

static gboolean
watchdog_cb (gpointer data)
{
  yc_hub_notify ("WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

/* All doors are open. A main loop that turns is what a service manager's watchdog asks for. */
static void
tell_ready (Running *running)
{
  gint64 watchdog_ms = yc_hub_notify_get_watchdog_ms ();

  yc_hub_notify ("READY=1");
  if (watchdog_ms > 0)
    running->watchdog = g_timeout_add ((guint) MIN (watchdog_ms / 2, G_MAXINT), watchdog_cb, NULL);
}

static gboolean
serve (YcHub   *hub,
       GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (YcHubServer) server = yc_hub_server_new (hub, error);
  Running running = { loop, server, 0 };

  /* Before anybody can know that it is there. */
  g_unix_signal_add (SIGTERM, signal_cb, &running);
  g_unix_signal_add (SIGINT, signal_cb, &running);
  if (server == NULL || !open_doors (server, error) || !open_offices (server, error))
    return FALSE;
  tell_ready (&running);
  g_main_loop_run (loop);
  g_clear_handle_id (&running.watchdog, g_source_remove);
  return TRUE;
}

/* YC_CATALOGUE is for a build tree, which has nothing installed. */
static const char *
get_catalogue_path (void)
{
  const char *path = g_getenv ("YC_CATALOGUE");

  if (option_catalogue != NULL)
    return option_catalogue;
  return path != NULL ? path : CATALOGUES;
}

static gboolean
run (GError **error)
{
  YcHub *hub = yc_hub_open (option_data, yc_clock_get_system (), get_catalogue_path (), error);
  gboolean good;

  if (hub == NULL)
    return FALSE;
  good = (!option_training ||
          yc_hub_admin_train (hub, option_password != NULL ? option_password : "yichuang", error)) &&
         yc_hub_engine_catch_up (hub, error) && serve (hub, error);
  return yc_hub_close (hub, good ? error : NULL) && good;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  YcHubLogFormat format = YC_HUB_LOG_JSON;

  setlocale (LC_ALL, "");
  g_set_prgname ("yichuang-hub");
  if (argc > 1 && strcmp (argv[1], "admin") == 0)
    return yc_hub_admin_main (argv + 1);
  if (argc > 1 && strcmp (argv[1], "restore") == 0)
    return yc_hub_restore_main (argv + 1);
  g_option_context_set_summary (context, "yichuang-hub admin --help tells how to enrol devices and operators, and to make a backup;\n"
                                         "yichuang-hub restore --help how to put one back.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("yichuang-hub: %s\n", error->message);
      return 2;
    }
  if (option_data == NULL || (option_listen == NULL && option_socket == NULL) || option_disk_floor < 0 ||
      (option_log != NULL && !yc_hub_log_parse_format (option_log, &format)))
    {
      g_printerr ("yichuang-hub: Say --data DIR and --listen or --socket; --log is json or plain, --disk-floor a number of MiB\n");
      return 2;
    }
  yc_hub_log_open (format);
  if (run (&error))
    return 0;
  yc_hub_log_failure (error->message);
  return 1;
}
