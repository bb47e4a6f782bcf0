/* yc-hub-admin-main.c: yichuang-hub admin, as one types it */

#include "yc-hub-admin.h"

#include "yc-file.h"
#include "yc-json-guard.h"
#include "yc-password.h"

#include <gio/gunixsocketaddress.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *hall;
  char *window;
  char *code;
  char *name;
  char *city;
  char *roles;
  char *to;
  char *reason;
  char *catalogue;
  int keep;
  gboolean password_stdin;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->folder);
  g_free (self->hall);
  g_free (self->window);
  g_free (self->code);
  g_free (self->name);
  g_free (self->city);
  g_free (self->roles);
  g_free (self->to);
  g_free (self->reason);
  g_free (self->catalogue);
}

/* pack VERB [SUBJECT] */
static gboolean
is_pack (GStrv arguments)
{
  guint count = g_strv_length (arguments);

  return (count == 3 || count == 4) && strcmp (arguments[1], "pack") == 0;
}

static gboolean
parse_options (Options *self,
               GStrv   *arguments,
               GError **error)
{
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &self->folder, "The hub's folder", "DIR" },
    { "hall", 0, 0, G_OPTION_ARG_STRING, &self->hall, "A hall's code", "CODE" },
    { "window", 0, 0, G_OPTION_ARG_STRING, &self->window, "A window's code", "CODE" },
    { "code", 0, 0, G_OPTION_ARG_STRING, &self->code, "The code of what is added", "CODE" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->name, "Its name", "NAME" },
    { "city", 0, 0, G_OPTION_ARG_STRING, &self->city, "A hall's city", "NAME" },
    { "roles", 0, 0, G_OPTION_ARG_STRING, &self->roles, "clerk, helper, reviewer, supervisor, administrator", "ROLE,…" },
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &self->to, "Where backups are", "FOLDER" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &self->reason, "Why a form is withdrawn", "TEXT" },
    { "catalogue", 0, 0, G_OPTION_ARG_FILENAME, &self->catalogue, "The program's forms, for packs at a hub that does not run", "PATH" },
    { "keep", 0, 0, G_OPTION_ARG_INT, &self->keep, "How many backups stay (all)", "N" },
    { "password-stdin", 0, 0, G_OPTION_ARG_NONE, &self->password_stdin, "Read the password from standard input", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND");

  g_option_context_set_summary (context, "Commands: enrol-code --window CODE [--hall CODE]\n"
                                         "          operator-add --code CODE --name NAME --roles ROLE,… --password-stdin\n"
                                         "          hall-add --code CODE --name NAME --city NAME\n"
                                         "          status\n"
                                         "          backup --to FOLDER [--keep N], while the hub runs or not\n"
                                         "          pack install FILE | list | withdraw VERSION [--reason TEXT]\n"
                                         "          pack trust KEY --name NAME | distrust KEY\n"
                                         "          release-jobs, after a backup was put back and every desk has been here");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, arguments, error))
    return FALSE;
  if (self->folder != NULL && (g_strv_length (*arguments) == 2 || is_pack (*arguments)))
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "Say --data DIR and one command; --help lists them");
  return FALSE;
}

/* The first line of standard input; only its hash goes further. */
static char *
read_password_hash (void)
{
  char line[YC_PASSWORD_MAX + 2];
  char *hash = NULL;

  if (fgets (line, sizeof line, stdin) != NULL)
    {
      line[strcspn (line, "\r\n")] = '\0';
      if (line[0] != '\0')
        hash = yc_password_hash (line);
    }
  yc_secret_clear (line, sizeof line);
  return hash;
}

static void
set_text (json_t     *json,
          const char *name,
          const char *text)
{
  if (text != NULL)
    json_object_set_new (json, name, json_string (text));
}

/* A command, and behind it the pack that is to be installed. */
static GBytes *
append_pack (GBytes      *command,
             const char  *path,
             GError     **error)
{
  g_autoptr (GBytes) pack = yc_file_read (path, YC_PACK_BYTES_MAX, error);
  GByteArray *message;

  if (pack == NULL)
    return NULL;
  message = g_byte_array_new ();
  g_byte_array_append (message, g_bytes_get_data (command, NULL), (guint) g_bytes_get_size (command));
  g_byte_array_append (message, (const guint8 *) "\n", 1);
  g_byte_array_append (message, g_bytes_get_data (pack, NULL), (guint) g_bytes_get_size (pack));
  return g_byte_array_free_to_bytes (message);
}

static GBytes *
build_pack_command (const Options *options,
                    GStrv          arguments,
                    GError       **error)
{
  gboolean install = strcmp (arguments[2], "install") == 0;
  g_autoptr (json_t) json = json_pack ("{s:s, s:s}", "command", "pack", "verb", arguments[2]);
  g_autoptr (GBytes) command = NULL;
  char *text;

  if (!install)
    set_text (json, "subject", arguments[3]);
  set_text (json, "name", options->name);
  set_text (json, "reason", options->reason);
  text = json_dumps (json, JSON_COMPACT);
  command = g_bytes_new_with_free_func (text, strlen (text), free, text);
  if (!install || arguments[3] == NULL)
    return g_steal_pointer (&command);
  return append_pack (command, arguments[3], error);
}

static GBytes *
build_command (const Options *options,
               const char    *name)
{
  g_autoptr (json_t) json = json_object ();
  g_autofree char *hash = options->password_stdin ? read_password_hash () : NULL;
  g_autofree char *to = options->to != NULL ? g_canonicalize_filename (options->to, NULL) : NULL;
  char *text;

  set_text (json, "command", name);
  set_text (json, "hall", options->hall);
  set_text (json, "window", options->window);
  set_text (json, "code", options->code);
  set_text (json, "name", options->name);
  set_text (json, "city", options->city);
  set_text (json, "roles", options->roles);
  set_text (json, "hash", hash);
  set_text (json, "to", to);
  if (options->keep != 0)
    json_object_set_new (json, "keep", json_integer (options->keep));
  text = json_dumps (json, JSON_COMPACT);
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

/* NULL with @error set when no hub answers there. */
static GBytes *
ask_running (const char *folder,
             GBytes     *command,
             GError    **error)
{
  g_autofree char *path = g_build_filename (folder, YC_HUB_ADMIN_SOCKET, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  GIOStream *stream;
  g_autofree char *answer = g_malloc (YC_HUB_ADMIN_ANSWER_MAX);
  gsize size;

  /* A backup takes as long as it takes; a hub that ends closes the connection. */
  g_socket_client_set_timeout (client, yc_hub_admin_is_long (command) ? 0 : 30);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);
  if (connection == NULL)
    return NULL;
  stream = G_IO_STREAM (connection);
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (stream), g_bytes_get_data (command, NULL),
                                  g_bytes_get_size (command), NULL, NULL, error) ||
      !g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, error) ||
      !g_input_stream_read_all (g_io_stream_get_input_stream (stream), answer, YC_HUB_ADMIN_ANSWER_MAX, &size, NULL, error))
    return NULL;
  return g_bytes_new (answer, size);
}

/* YC_CATALOGUE is for a build tree, which has nothing installed. */
static const char *
get_catalogue_path (const Options *options)
{
  const char *path = g_getenv ("YC_CATALOGUE");

  if (options->catalogue != NULL)
    return options->catalogue;
  return path != NULL ? path : YC_DATA_DIR "/catalogue";
}

static GBytes *
ask (const Options *options,
     GBytes        *command,
     GError       **error)
{
  GBytes *answer = ask_running (options->folder, command, NULL);
  YcHub *hub;

  if (answer != NULL)
    return answer;
  hub = yc_hub_open (options->folder, yc_clock_get_system (),
                     yc_hub_admin_is_pack (command) ? get_catalogue_path (options) : NULL, error);
  if (hub == NULL)
    return NULL;
  answer = yc_hub_admin_run (hub, command, NULL);
  if (yc_hub_close (hub, error))
    return answer;
  g_bytes_unref (answer);
  return NULL;
}

static int
print_answer (GBytes *answer)
{
  g_autoptr (json_t) json = json_loadb (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), 0, NULL);
  const char *text = json_string_value (json_object_get (json, "text"));

  if (json_is_true (json_object_get (json, "ok")) && text != NULL)
    {
      g_print ("%s\n", text);
      return 0;
    }
  g_printerr ("yichuang-hub: %s\n", text != NULL ? text : "The hub gave no answer");
  return 1;
}

int
yc_hub_admin_main (GStrv arguments)
{
  Options options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) command = NULL;
  g_autoptr (GBytes) answer = NULL;

  arguments = g_strdupv (arguments);
  if (parse_options (&options, &arguments, &error))
    {
      command = is_pack (arguments) ? build_pack_command (&options, arguments, &error) : build_command (&options, arguments[1]);
      answer = command != NULL ? ask (&options, command, &error) : NULL;
    }
  options_clear (&options);
  g_strfreev (arguments);
  if (answer != NULL)
    return print_answer (answer);
  g_printerr ("yichuang-hub: %s\n", error->message);
  return 1;
}
