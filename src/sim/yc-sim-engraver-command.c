/* yc-sim-engraver-command.c: a simulated engraver, and what it has made, as pictures */

#include "yc-sim-commands.h"

#include "yc-sim-grbl.h"
#include "yc-sim-lihuiyu.h"
#include "yc-sim-pty.h"
#include "yc-sim-server.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

#define SCRIPT_MAX_BYTES (256 * 1024)
#define LOOK_MS 500

typedef struct
{
  char *kind;
  char *board;
  char *bed;
  char *socket;
  char *pty;
  char *script;
  char *control;
  char *output;
} Options;

/* What was burnt so far, and how much of it has been saved. */
typedef struct
{
  YcSimDevice *device;
  const char *folder; /* (nullable) */
  double seen_mm;
  double saved_mm;
  guint plates;
  guint count;
  gboolean saving;
} Gallery;

static void
options_clear (Options *options)
{
  g_free (options->kind);
  g_free (options->board);
  g_free (options->bed);
  g_free (options->socket);
  g_free (options->pty);
  g_free (options->script);
  g_free (options->control);
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
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options->kind, "lihuiyu or grbl", "KIND" },
    { "board", 0, 0, G_OPTION_ARG_STRING, &options->board, "Of a Lihuiyu: M2 or B2", "BOARD" },
    { "bed", 0, 0, G_OPTION_ARG_STRING, &options->bed, "Millimetres: 300x200", "WxH" },
    { "socket", 0, 0, G_OPTION_ARG_FILENAME, &options->socket, "Where the desk finds it", "PATH" },
    { "pty", 0, 0, G_OPTION_ARG_FILENAME, &options->pty, "Of a GRBL: a terminal", "PATH" },
    { "script", 0, 0, G_OPTION_ARG_FILENAME, &options->script, "What happens by itself", "FILE" },
    { "control", 0, 0, G_OPTION_ARG_FILENAME, &options->control, "Takes lines at run time", "PATH" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output, "Where pictures are put", "DIR" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if ((options->socket == NULL) == (options->pty == NULL) ||
      (options->pty != NULL && g_strcmp0 (options->kind, "grbl") != 0))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "--socket PATH or, of a GRBL, --pty PATH: one of them");
      return FALSE;
    }
  return TRUE;
}

/* "300x200". */
static gboolean
parse_bed (const char *text,
           guint      *ret_width_mm,
           guint      *ret_height_mm)
{
  g_auto (GStrv) sides = g_strsplit (text != NULL ? text : "300x200", "x", 2);
  guint64 width, height;

  if (g_strv_length (sides) != 2 ||
      !g_ascii_string_to_unsigned (sides[0], 10, 1, YC_SIM_PLATE_SIDE_MAX_MM, &width, NULL) ||
      !g_ascii_string_to_unsigned (sides[1], 10, 1, YC_SIM_PLATE_SIDE_MAX_MM, &height, NULL))
    return FALSE;
  *ret_width_mm = (guint) width;
  *ret_height_mm = (guint) height;
  return TRUE;
}

static YcSimDevice *
new_device (const Options *options,
            GError       **error)
{
  guint width_mm, height_mm;

  if (!parse_bed (options->bed, &width_mm, &height_mm))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no bed", options->bed);
  else if (g_strcmp0 (options->kind, "grbl") == 0)
    return yc_sim_grbl_new (width_mm, height_mm);
  else if (options->kind == NULL || g_str_equal (options->kind, "lihuiyu"))
    return yc_sim_lihuiyu_new (options->board, width_mm, height_mm);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no engraver",
                 options->kind);
  return NULL;
}

static YcSimPlate *
look (YcSimDevice      *device,
      YcSimPlateReport *ret_plate,
      gboolean         *ret_idle)
{
  gint64 now_ms = g_get_monotonic_time () / 1000;
  YcSimLihuiyuReport lihuiyu;
  YcSimGrblReport grbl;

  if (YC_IS_SIM_GRBL (device))
    {
      yc_sim_grbl_report (YC_SIM_GRBL (device), now_ms, &grbl);
      *ret_plate = grbl.plate;
      *ret_idle = grbl.idle;
      return yc_sim_grbl_get_plate (YC_SIM_GRBL (device));
    }
  yc_sim_lihuiyu_report (YC_SIM_LIHUIYU (device), now_ms, &lihuiyu);
  *ret_plate = lihuiyu.plate;
  *ret_idle = lihuiyu.idle;
  return yc_sim_lihuiyu_get_plate (YC_SIM_LIHUIYU (device));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Gallery *gallery = data;
  g_autoptr (GError) error = NULL;

  gallery->saving = FALSE;
  if (!yc_sim_plate_save_finish (result, &error))
    report (error);
}

/* A picture when something new was burnt and the machine has come to rest. */
static gboolean
look_cb (gpointer data)
{
  Gallery *gallery = data;
  g_autofree char *path = NULL;
  YcSimPlateReport now;
  gboolean idle;
  YcSimPlate *plate = look (gallery->device, &now, &idle);
  gboolean rests = idle && now.burnt_mm == gallery->seen_mm;

  gallery->seen_mm = now.burnt_mm;
  if (now.plates != gallery->plates)
    gallery->saved_mm = 0;
  gallery->plates = now.plates;
  if (!rests || now.burnt_mm == gallery->saved_mm || gallery->folder == NULL || gallery->saving)
    return G_SOURCE_CONTINUE;
  gallery->saved_mm = now.burnt_mm;
  gallery->saving = TRUE;
  path = g_strdup_printf ("%s/plate-%04u.png", gallery->folder, ++gallery->count);
  yc_sim_plate_save_async (plate, path, saved_cb, gallery);
  return G_SOURCE_CONTINUE;
}

/* What was burnt last may not have been looked at twice yet. */
static void
look_for_the_last_time (Gallery *gallery)
{
  for (guint i = 0; i < 2; i++)
    {
      while (gallery->saving)
        g_main_context_iteration (NULL, TRUE);
      look_cb (gallery);
    }
  while (gallery->saving)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
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

/* Serves until it is told to end. */
static int
serve (YcSimDevice   *device,
       const Options *options)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (YcSimServer) server = NULL;
  g_autoptr (YcSimPty) pty = NULL;
  g_autoptr (GError) error = NULL;
  Gallery gallery = { device, options->output };
  const char *control = options->control;

  if (!load_script (device, options->script, &error))
    return report (error);
  if (options->pty != NULL)
    pty = yc_sim_pty_new (device, options->pty, &error);
  else
    server = yc_sim_server_new (device, options->socket, &error);
  if ((pty == NULL && server == NULL) ||
      (control != NULL && pty != NULL && !yc_sim_pty_add_control (pty, control, &error)) ||
      (control != NULL && server != NULL && !yc_sim_server_add_control (server, control, &error)))
    return report (error);
  g_timeout_add (LOOK_MS, look_cb, &gallery);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_print ("ready\n");
  g_main_loop_run (loop);
  look_for_the_last_time (&gallery);
  return 0;
}

int
yc_sim_command_engraver (int    argc,
                         char **argv)
{
  g_auto (Options) options = { NULL };
  g_autoptr (YcSimDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse_options (argc, argv, &options, &error))
    return report (error);
  if (options.output != NULL && g_mkdir_with_parents (options.output, 0700) != 0)
    {
      g_printerr ("yichuang-sim: %s cannot be made\n", options.output);
      return 1;
    }
  device = new_device (&options, &error);
  return device != NULL ? serve (device, &options) : report (error);
}
