/* yc-sim-command-credential.c: the sub-command that plays a credential platform */

#include "yc-sim-commands.h"

#include "yc-file.h"
#include "yc-sim-control.h"
#include "yc-sim-credential.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

typedef struct
{
  char *listen;
  char *port_file;
  char *key_file;
  char *control;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->listen);
  g_free (options->port_file);
  g_free (options->key_file);
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
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen, "Where a desk finds it", "ADDRESS:PORT" },
    { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &options->port_file, "Where to write the port", "FILE" },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &options->key_file, "Where to write the public key", "FILE" },
    { "control", 0, 0, G_OPTION_ARG_FILENAME, &options->control, "Takes lines at run time", "PATH" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, &argc, &argv, error);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gboolean
told_cb (const char *line,
         gpointer    data,
         GError    **error)
{
  return yc_sim_credential_tell (data, line, error);
}

static gboolean
write_text (const char *path,
            const char *text,
            GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return path == NULL || yc_file_write_durably (path, bytes, 0644, error);
}

/* The key is there before the port: who waits for the port finds both. */
static gboolean
tell_where (YcSimCredential *platform,
            const Options   *options,
            GError         **error)
{
  g_autofree char *key = yc_sim_credential_dup_key (platform);
  g_autofree char *port_text = NULL;
  guint port;

  if (!yc_sim_credential_listen (platform, options->listen != NULL ? options->listen : "127.0.0.1:0", &port, error))
    return FALSE;
  port_text = g_strdup_printf ("%u\n", port);
  return write_text (options->key_file, key, error) && write_text (options->port_file, port_text, error);
}

int
yc_sim_command_credential (int    argc,
                           char **argv)
{
  g_auto (Options) options = { NULL };
  g_autoptr (YcSimCredential) platform = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  YcSimControl *control = NULL;

  if (!parse_options (argc, argv, &options, &error))
    goto bad;
  platform = yc_sim_credential_new (NULL);
  if (options.control != NULL)
    control = yc_sim_control_new (options.control, told_cb, platform, &error);
  if ((options.control != NULL && control == NULL) || !tell_where (platform, &options, &error))
    goto bad;
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_print ("ready\n");
  g_main_loop_run (loop);
  yc_sim_control_free (control);
  return 0;

bad:
  g_printerr ("yichuang-sim: %s\n", error->message);
  yc_sim_control_free (control);
  return 1;
}
