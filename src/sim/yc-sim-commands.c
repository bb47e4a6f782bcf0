/* yc-sim-commands.c: the sub-commands that serve and steer simulated devices */

#include "yc-sim-commands.h"

#include "yc-file.h"
#include "yc-sim-card-reader.h"
#include "yc-sim-control.h"
#include "yc-sim-paper.h"
#include "yc-sim-person.h"
#include "yc-sim-printer.h"
#include "yc-sim-server.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

#define SCRIPT_MAX_BYTES (256 * 1024)

typedef struct
{
  char *socket;
  char *script;
  char *control;
  char *serial;
  char *output;
  gboolean form;
} Options;

typedef struct
{
  const char *folder;
  guint count;
} Paper;

static void
options_clear (Options *options)
{
  g_free (options->socket);
  g_free (options->script);
  g_free (options->control);
  g_free (options->serial);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static int
report (const GError *error)
{
  g_printerr ("yichuang-sim: %s\n", error->message);
  return 1;
}

static gboolean
parse_options (int      argc,
               char   **argv,
               Options *options,
               GError **error)
{
  GOptionEntry entries[] = {
    { "socket", 0, 0, G_OPTION_ARG_FILENAME, &options->socket, "Where the desk finds it", "PATH" },
    { "script", 0, 0, G_OPTION_ARG_FILENAME, &options->script, "What happens by itself", "FILE" },
    { "control", 0, 0, G_OPTION_ARG_FILENAME, &options->control, "Takes lines at run time", "PATH" },
    { "serial", 0, 0, G_OPTION_ARG_STRING, &options->serial, "The serial number", "TEXT" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, "Where prints are put", "DIR" },
    { "form", 0, 0, G_OPTION_ARG_NONE, &options->form, "A form printer (ESC/P-K), not one for receipts", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (options->socket != NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "--socket PATH is missing");
  return FALSE;
}

static gboolean
load_script (YcSimDevice *device,
             const char  *path,
             GError     **error)
{
  g_autofree char *text = NULL;
  gsize size;

  if (path == NULL)
    return TRUE;
  if (!g_file_get_contents (path, &text, &size, error))
    return FALSE;
  if (size > SCRIPT_MAX_BYTES || !g_utf8_validate (text, (gssize) size, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is no script", path);
      return FALSE;
    }
  return yc_sim_device_load_script (device, text, error);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* Serves until it is told to end. */
static int
serve (YcSimDevice    *device,
       const Options  *options,
       YcSimServerFunc moved,
       gpointer        moved_data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (YcSimServer) server = NULL;
  g_autoptr (GError) error = NULL;

  if (!load_script (device, options->script, &error))
    return report (error);
  server = yc_sim_server_new (device, options->socket, &error);
  if (server == NULL ||
      (options->control != NULL && !yc_sim_server_add_control (server, options->control, &error)))
    return report (error);
  yc_sim_server_set_moved (server, moved, moved_data);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_print ("ready\n");
  g_main_loop_run (loop);
  return 0;
}

int
yc_sim_command_card_reader (int    argc,
                            char **argv)
{
  g_auto (Options) options = { NULL };
  g_autoptr (YcSimDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse_options (argc, argv, &options, &error))
    return report (error);
  device = yc_sim_card_reader_new (options.serial);
  return serve (device, &options, NULL, NULL);
}

static void
printed_cb (YcSimDevice *device,
            gboolean     closed,
            gpointer     data)
{
  Paper *paper = data;
  g_autoptr (GError) error = NULL;

  if (!yc_sim_paper_save (YC_SIM_PRINTER (device), closed, paper->folder, &paper->count, &error))
    report (error);
}

int
yc_sim_command_printer (int    argc,
                        char **argv)
{
  g_auto (Options) options = { NULL };
  g_autoptr (YcSimDevice) device = NULL;
  g_autoptr (GError) error = NULL;
  Paper paper = { NULL, 0 };

  if (!parse_options (argc, argv, &options, &error))
    return report (error);
  if (options.output == NULL || g_mkdir_with_parents (options.output, 0700) != 0)
    {
      g_printerr ("yichuang-sim: --output DIR is missing or cannot be made\n");
      return 1;
    }
  device = options.form ? yc_sim_printer_new_form (options.serial) : yc_sim_printer_new (options.serial);
  paper.folder = options.output;
  return serve (device, &options, printed_cb, &paper);
}

/* What a form printer would print of a file: its text, and a picture a page. */
int
yc_sim_command_form (int    argc,
                     char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (argc != 3)
    {
      g_printerr ("Usage: yichuang-sim form FILE STEM\n");
      return 2;
    }
  bytes = yc_file_read (argv[1], YC_SIM_PRINTER_PAPER_MAX_BYTES, &error);
  if (bytes == NULL || !yc_sim_paper_save_form (bytes, argv[2], &error))
    return report (error);
  return 0;
}

int
yc_sim_command_tell (int    argc,
                     char **argv)
{
  g_autofree char *line = NULL;
  g_autofree char *reply = NULL;
  g_autoptr (GError) error = NULL;

  if (argc < 3)
    {
      g_printerr ("Usage: yichuang-sim tell CONTROL-PATH WORD…\n");
      return 2;
    }
  line = g_strjoinv (" ", argv + 2);
  if (!yc_sim_control_tell (argv[1], line, &reply, &error))
    return report (error);
  g_print ("%s", reply);
  return 0;
}

int
yc_sim_command_persons (int    argc,
                        char **argv)
{
  g_autofree char *list = yc_sim_person_list ();

  g_print ("%s", list);
  return 0;
}
