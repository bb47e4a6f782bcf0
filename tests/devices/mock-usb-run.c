/* mock-usb-run: runs a command that sees simulated devices on USB
 *
 *   mock-usb-run --control DIR [--output DIR] [--serial TEXT] -- COMMAND…
 *
 * Plugs in a card reader and a receipt printer, which the command's libusb and
 * udev see as real, and makes DIR/reader and DIR/printer: sockets that take
 * lines of the script language (`yichuang-sim tell DIR/reader insert zhang`).
 * What is printed is put into the output folder. Ends as the command does.
 *
 * The preload of umockdev has to be there before the program starts, with the
 * address sanitizer's library, if we are built with it, before that: so it
 * starts itself again. The command inherits both; one without the sanitizer may
 * need ASAN_OPTIONS=detect_leaks=0.
 */

#include "yc-mock-bus.h"
#include "yc-sim-card-reader.h"
#include "yc-sim-control.h"
#include "yc-sim-paper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PRELOAD "libumockdev-preload.so.0"
#define ALREADY "YC_MOCK_USB_RUN"

typedef struct
{
  char *control;
  char *output; /* (nullable) */
  char *serial;
  char **command;
} Options;

typedef struct
{
  const char *folder; /* (nullable) */
  guint count;
} Paper;

/* The sanitizer's library as this very program has it: the words of its line in
 * the process's map. NULL without one. */
static char *
find_sanitizer (void)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL))
    return NULL;
  lines = g_strsplit (maps, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (strstr (*line, "/libasan.so") != NULL)
      return g_strdup (strchr (*line, '/'));
  return NULL;
}

static void
start_again (char **argv)
{
  g_autofree char *sanitizer = find_sanitizer ();
  g_autofree char *preload = g_strjoin (" ", sanitizer != NULL ? sanitizer : PRELOAD,
                                        sanitizer != NULL ? PRELOAD : NULL, NULL);

  if (g_getenv (ALREADY) != NULL)
    return;
  g_setenv (ALREADY, "1", TRUE);
  g_setenv ("LD_PRELOAD", preload, TRUE);
  execv ("/proc/self/exe", argv);
  g_error ("Could not start again: %s", g_strerror (errno));
}

static gboolean
parse_options (int      argc,
               char   **argv,
               Options *options,
               GError **error)
{
  GOptionEntry entries[] = {
    { "control", 0, 0, G_OPTION_ARG_FILENAME, &options->control, "For the sockets", "DIR" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, "For what is printed", "DIR" },
    { "serial", 0, 0, G_OPTION_ARG_STRING, &options->serial, "The reader's number", "TEXT" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->command, NULL, "COMMAND…" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_strict_posix (context, TRUE);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (options->control != NULL && options->command != NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "Usage: mock-usb-run --control DIR [--output DIR] -- COMMAND…");
  return FALSE;
}

/* The bus's thread. */
static void
printed_cb (YcSimDevice *device,
            gboolean     released,
            gpointer     data)
{
  Paper *paper = data;
  g_autoptr (GError) error = NULL;

  if (paper->folder != NULL &&
      !yc_sim_paper_save (YC_SIM_PRINTER (device), released, paper->folder, &paper->count, &error))
    g_printerr ("mock-usb-run: %s\n", error->message);
}

static gboolean
told_cb (const char *line,
         gpointer    data,
         GError    **error)
{
  return yc_mock_port_tell (data, line, error);
}

static YcSimControl *
add_control (const char *folder,
             const char *name,
             YcMockPort *port)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  YcSimControl *control = yc_sim_control_new (path, told_cb, port, &error);

  if (control == NULL)
    g_error ("%s: %s", path, error->message);
  return control;
}

static void
child_cb (GPid     pid,
          int      status,
          gpointer data)
{
  int *code = data;

  *code = WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

/* Serves the sockets until the command has ended. */
static int
run_command (char   **command,
             GError **error)
{
  int code = -1;
  GPid pid;

  if (!g_spawn_async (NULL, command, NULL,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH |
                        G_SPAWN_CHILD_INHERITS_STDIN,
                      NULL, NULL, &pid, error))
    return 127;
  g_child_watch_add (pid, child_cb, &code);
  while (code < 0)
    g_main_context_iteration (NULL, TRUE);
  return code;
}

static int
run (const Options *options,
     GError       **error)
{
  g_autoptr (YcSimDevice) reader = yc_sim_card_reader_new (options->serial);
  g_autoptr (YcSimDevice) printer = yc_sim_printer_new ("P0001");
  g_autoptr (YcMockBus) bus = yc_mock_bus_new ();
  Paper paper = { options->output, 0 };
  YcSimControl *controls[2];
  int code;

  controls[0] = add_control (options->control, "reader", yc_mock_bus_add (bus, reader, NULL, NULL));
  controls[1] = add_control (options->control, "printer",
                             yc_mock_bus_add (bus, printer, printed_cb, &paper));
  /* A command that starts itself again must not be held back by our mark. */
  g_unsetenv (ALREADY);
  code = run_command (options->command, error);
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    yc_sim_control_free (controls[i]);
  return code;
}

int
main (int    argc,
      char **argv)
{
  Options options = { NULL };
  g_autoptr (GError) error = NULL;
  int code = 2;

  start_again (argv);
  if (parse_options (argc, argv, &options, &error))
    {
      if (g_mkdir_with_parents (options.control, 0700) != 0 ||
          (options.output != NULL && g_mkdir_with_parents (options.output, 0700) != 0))
        g_error ("Could not make the folders: %s", g_strerror (errno));
      code = run (&options, &error);
    }
  if (error != NULL)
    g_printerr ("mock-usb-run: %s\n", error->message);
  g_free (options.control);
  g_free (options.output);
  g_free (options.serial);
  g_strfreev (options.command);
  return code;
}
