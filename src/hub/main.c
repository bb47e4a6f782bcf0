/* main.c: yichuang-hub, the server that plays the 一窗通 of a city */

#include "yc-file.h"
#include "yc-hub-admin.h"
#include "yc-hub-engine.h"
#include "yc-hub-server.h"

#include <glib-unix.h>
#include <locale.h>
#include <string.h>

#define OFFICES_MAX 65536 /* bytes */
#define CATALOGUES YC_DATA_DIR "/catalogue"

static char *option_data;
static char *option_listen;
static char *option_socket;
static char *option_port_file;
static char *option_catalogue;
static char *option_offices;
static char *option_password;
static gboolean option_training;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &option_data, "Where all is kept", "DIR" },
  { "listen", 0, 0, G_OPTION_ARG_STRING, &option_listen, "A loopback address; port 0 draws one", "ADDRESS:PORT" },
  { "socket", 0, 0, G_OPTION_ARG_FILENAME, &option_socket, "A Unix socket to listen at", "PATH" },
  { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &option_port_file, "Where to write the port", "FILE" },
  { "catalogue", 0, 0, G_OPTION_ARG_FILENAME, &option_catalogue, "The catalogue, or a folder with its versions", "PATH" },
  { "offices", 0, 0, G_OPTION_ARG_FILENAME, &option_offices, "Which outside offices there are", "FILE" },
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
} Running;

static gboolean
signal_cb (gpointer data)
{
  Running *running = data;

  yc_hub_server_stop (running->server, stopped_cb, running->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
open_doors (YcHubServer *server,
            GError     **error)
{
  g_autofree char *admin = g_build_filename (option_data, YC_HUB_ADMIN_SOCKET, NULL);
  guint port = 0;

  if (!yc_hub_server_listen_admin (server, admin, error) ||
      (option_socket != NULL && !yc_hub_server_listen_unix (server, option_socket, error)) ||
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
serve (YcHub   *hub,
       GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (YcHubServer) server = yc_hub_server_new (hub, error);
  Running running = { loop, server };

  /* Before anybody can know that it is there. */
  g_unix_signal_add (SIGTERM, signal_cb, &running);
  g_unix_signal_add (SIGINT, signal_cb, &running);
  if (server == NULL || !open_doors (server, error) || !open_offices (server, error))
    return FALSE;
  g_main_loop_run (loop);
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

  setlocale (LC_ALL, "");
  g_set_prgname ("yichuang-hub");
  if (argc > 1 && strcmp (argv[1], "admin") == 0)
    return yc_hub_admin_main (argv + 1);
  g_option_context_set_summary (context, "yichuang-hub admin --help tells how to enrol devices and operators.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("yichuang-hub: %s\n", error->message);
      return 2;
    }
  if (option_data == NULL || (option_listen == NULL && option_socket == NULL))
    {
      g_printerr ("yichuang-hub: Say --data DIR and --listen or --socket\n");
      return 2;
    }
  if (run (&error))
    return 0;
  g_printerr ("yichuang-hub: %s\n", error->message);
  return 1;
}
