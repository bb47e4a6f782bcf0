/* yc-sim-office-command.c: yichuang-sim office MODULE|all, as one types it */

#include "yc-sim-commands.h"

#include "yc-file.h"
#include "yc-sim-control.h"
#include "yc-sim-office-server.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

#define SCRIPT_MAX_BYTES (256 * 1024)
#define TOKEN "office-training"

typedef struct
{
  char *listen;
  char *port_file;
  char *hub_file;
  char *data;
  char *script;
  char *control;
  char *token;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->listen);
  g_free (options->port_file);
  g_free (options->hub_file);
  g_free (options->data);
  g_free (options->script);
  g_free (options->control);
  g_free (options->token);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
fail (GError    **error,
      const char *why)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, why);
  return FALSE;
}

static gboolean
parse_options (int     *argc,
               char  ***argv,
               Options *options,
               GError **error)
{
  GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen, "A loopback address; port 0 draws one", "ADDRESS:PORT" },
    { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &options->port_file, "Where to write the port", "FILE" },
    { "hub-file", 0, 0, G_OPTION_ARG_FILENAME, &options->hub_file, "Where to write what yichuang-hub --offices reads",
      "FILE" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options->data, "Where the books are; none: nothing is kept", "DIR" },
    { "script", 0, 0, G_OPTION_ARG_FILENAME, &options->script, "What goes otherwise than it should", "FILE" },
    { "control", 0, 0, G_OPTION_ARG_FILENAME, &options->control, "Takes lines at run time", "PATH" },
    { "token", 0, 0, G_OPTION_ARG_STRING, &options->token, "What the hub must say", "TEXT" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("OFFICE|all");

  g_option_context_set_summary (context, "The offices: police tax social medical fund bank. Also by module: seals invoices.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc != 2)
    return fail (error, "Name one office, or all");
  if (options->token == NULL)
    options->token = g_strdup (TOKEN);
  return options->listen != NULL || fail (error, "--listen ADDRESS:PORT is missing");
}

static gboolean
add_office (GPtrArray              *offices,
            const YcSimOfficeRules *rules,
            const char             *folder,
            GError                **error)
{
  YcSimOffice *office = yc_sim_office_new (rules, folder, error);

  if (office == NULL)
    return FALSE;
  g_ptr_array_add (offices, office);
  return TRUE;
}

static GPtrArray *
open_offices (const char *name,
              const char *folder,
              GError    **error)
{
  g_autoptr (GPtrArray) offices = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_sim_office_free);
  const YcSimOfficeRules *one = yc_sim_office_rules_find (name);

  if (folder != NULL && !yc_dir_ensure (folder, error))
    return NULL;
  if (one == NULL && strcmp (name, "all") != 0)
    {
      fail (error, "There is no such office");
      return NULL;
    }
  for (guint i = 0; i < YC_SIM_OFFICES; i++)
    if ((one == NULL || one == yc_sim_office_rules_get (i)) &&
        !add_office (offices, yc_sim_office_rules_get (i), folder, error))
      return NULL;
  return g_steal_pointer (&offices);
}

static gboolean
told_cb (const char *line,
         gpointer    data,
         GError    **error)
{
  return yc_sim_office_server_tell (data, line, error);
}

static gboolean
load_script (YcSimOfficeServer *server,
             const char        *path,
             GError           **error)
{
  g_autoptr (GBytes) bytes = path != NULL ? yc_file_read (path, SCRIPT_MAX_BYTES, error) : NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (path == NULL)
    return TRUE;
  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_size (bytes) > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                                      : g_strdup ("");
  if (!g_utf8_validate (text, -1, NULL))
    return fail (error, "The script is not text");
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (!yc_sim_office_server_tell (server, *line, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_text (const char *path,
            const char *text,
            GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return path == NULL || yc_file_write_durably (path, bytes, 0600, error);
}

/* {"police":{"url","token"},…} */
static char *
describe (GPtrArray  *offices,
          guint       port,
          const char *token)
{
  json_t *json = json_object ();
  char *dump, *text;

  for (guint i = 0; i < offices->len; i++)
    {
      const char *id = yc_sim_office_get_rules (g_ptr_array_index (offices, i))->id;
      g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/%s", port, id);

      json_object_set_new (json, id, json_pack ("{s:s, s:s}", "url", url, "token", token));
    }
  dump = json_dumps (json, JSON_INDENT (2));
  text = g_strdup_printf ("%s\n", dump);
  free (dump);
  json_decref (json);
  return text;
}

static gboolean
say_where (GPtrArray     *offices,
           guint          port,
           const Options *options,
           GError       **error)
{
  g_autofree char *number = g_strdup_printf ("%u\n", port);
  g_autofree char *description = describe (offices, port, options->token);

  return write_text (options->hub_file, description, error) && write_text (options->port_file, number, error);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gboolean
serve (GPtrArray     *offices,
       const Options *options,
       GError       **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (YcSimOfficeServer) server = yc_sim_office_server_new (offices, options->token);
  YcSimControl *control = NULL;
  guint port;

  if (!load_script (server, options->script, error) ||
      !yc_sim_office_server_listen (server, options->listen, &port, error) ||
      !say_where (offices, port, options, error))
    return FALSE;
  if (options->control != NULL)
    {
      control = yc_sim_control_new (options->control, told_cb, server, error);
      if (control == NULL)
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
yc_sim_command_office (int    argc,
                       char **argv)
{
  g_auto (Options) options = { NULL };
  g_autoptr (GPtrArray) offices = NULL;
  g_autoptr (GError) error = NULL;

  if (parse_options (&argc, &argv, &options, &error))
    offices = open_offices (argv[1], options.data, &error);
  if (offices != NULL && serve (offices, &options, &error))
    return 0;
  g_printerr ("yichuang-sim: %s\n", error->message);
  return 1;
}
