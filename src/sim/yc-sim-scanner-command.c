/* yc-sim-scanner-command.c: yichuang-sim scanner, as one types it */

#include "yc-sim-commands.h"

#include "yc-file.h"
#include "yc-sim-control.h"
#include "yc-sim-scanner.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

#define SCRIPT_MAX_BYTES (256 * 1024)

typedef struct
{
  char *listen;
  char *port_file;
  char *sane_dir;
  char *pages;
  char *script;
  char *control;
  int load;
  int refill;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->listen);
  g_free (options->port_file);
  g_free (options->sane_dir);
  g_free (options->pages);
  g_free (options->script);
  g_free (options->control);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (int      argc,
               char   **argv,
               Options *options,
               GError **error)
{
  GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen, "A loopback address; port 0 draws one", "ADDRESS:PORT" },
    { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &options->port_file, "Where to write the port", "FILE" },
    { "sane-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->sane_dir,
      "Where to write what SANE_CONFIG_DIR shall name, so that the driver finds this scanner and no other", "DIR" },
    { "pages", 0, 0, G_OPTION_ARG_FILENAME, &options->pages, "JPEGs to serve; none: pages are drawn", "DIR" },
    { "load", 0, 0, G_OPTION_ARG_INT, &options->load, "How many sheets lie in the feeder", "N" },
    { "refill", 0, 0, G_OPTION_ARG_INT, &options->refill, "How many lie there again when it was empty", "N" },
    { "script", 0, 0, G_OPTION_ARG_FILENAME, &options->script, "What goes otherwise than it should", "FILE" },
    { "control", 0, 0, G_OPTION_ARG_FILENAME, &options->control, "Takes lines at run time", "PATH" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, &argc, &argv, error);
}

static gboolean
told_cb (const char *line,
         gpointer    data,
         GError    **error)
{
  return yc_sim_scanner_tell (data, line, error);
}

static gboolean
tell_number (YcSimScanner *scanner,
             const char   *word,
             int           number,
             GError      **error)
{
  g_autofree char *line = g_strdup_printf ("%s %d", word, number);

  return number == 0 || yc_sim_scanner_tell (scanner, line, error);
}

static gboolean
load_script (YcSimScanner  *scanner,
             const Options *options,
             GError       **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!tell_number (scanner, "load", options->load, error) ||
      !tell_number (scanner, "refill", options->refill, error))
    return FALSE;
  if (options->script == NULL)
    return TRUE;
  bytes = yc_file_read (options->script, SCRIPT_MAX_BYTES, error);
  if (bytes == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (!yc_sim_scanner_tell (scanner, *line, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_text (const char *path,
            const char *text,
            GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return yc_file_write_durably (path, bytes, 0644, error);
}

/* The driver of network scanners, this one, and no search for others. */
static gboolean
write_sane_dir (const char *folder,
                guint       port,
                GError    **error)
{
  g_autofree char *airscan = g_strdup_printf ("[devices]\n\"Training scanner\" = http://127.0.0.1:%u/eSCL, eSCL\n\n"
                                              "[options]\ndiscovery = disable\n", port);

  g_autofree char *devices = g_build_filename (folder, "airscan.conf", NULL);
  g_autofree char *drivers = g_build_filename (folder, "dll.conf", NULL);

  return yc_dir_ensure (folder, error) && write_text (devices, airscan, error) &&
         write_text (drivers, "airscan\n", error);
}

static gboolean
say_where (YcSimScanner  *scanner,
           const Options *options,
           GError       **error)
{
  g_autofree char *text = NULL;
  guint port;

  if (!yc_sim_scanner_listen (scanner, options->listen != NULL ? options->listen : "127.0.0.1:0", &port, error) ||
      (options->sane_dir != NULL && !write_sane_dir (options->sane_dir, port, error)))
    return FALSE;
  text = g_strdup_printf ("%u\n", port);
  return options->port_file == NULL || write_text (options->port_file, text, error);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gboolean
serve (const Options *options,
       GError       **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (YcSimScanner) scanner = yc_sim_scanner_new (options->pages, error);
  YcSimControl *control = NULL;

  if (scanner == NULL || !load_script (scanner, options, error))
    return FALSE;
  if (options->control != NULL && (control = yc_sim_control_new (options->control, told_cb, scanner, error)) == NULL)
    return FALSE;
  if (!say_where (scanner, options, error))
    {
      yc_sim_control_free (control);
      return FALSE;
    }
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_print ("ready\n");
  g_main_loop_run (loop);
  yc_sim_control_free (control);
  return TRUE;
}

int
yc_sim_command_scanner (int    argc,
                        char **argv)
{
  g_auto (Options) options = { NULL };
  g_autoptr (GError) error = NULL;

  if (parse_options (argc, argv, &options, &error) && serve (&options, &error))
    return 0;
  g_printerr ("yichuang-sim: %s\n", error->message);
  return 1;
}
