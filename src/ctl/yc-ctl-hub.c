/* yc-ctl-hub.c: yichuang-ctl hub status [--hub URL]
 *
 * Reads the door that a hub opens for those who run it (yichuang-hub --watch)
 * and says in words what it finds. Exit status: 0 all is well, 1 somebody
 * must look, 2 no hub answers there.
 */

#include "yc-ctl-hub.h"

#include "yc-json-guard.h"

#include <gio/gunixsocketaddress.h>
#include <libsoup/soup.h>
#include <string.h>

#define USUAL "http://127.0.0.1:8471"
#define UNIX_PREFIX "unix:"
#define ANSWER_MAX_S 10
#define PAGE_BYTES_MAX 0x100000

enum
{
  WELL = 0,
  LOOK = 1,
  NOBODY = 2,
};

static char *option_hub;

static const GOptionEntry entries[] = {
  { "hub", 0, 0, G_OPTION_ARG_STRING, &option_hub, "Where it is watched (" USUAL ")", "URL | unix:PATH" },
  { NULL },
};

static const YcJsonLimits limits = {
  .bytes_max = 4096,
  .depth_max = 2,
  .members_max = 16,
  .string_bytes_max = 1024,
};

typedef struct
{
  SoupSession *session;
  char *base;
  GHashTable *numbers; /* a sample's name with its labels → double */
  gboolean look;       /* somebody must */
} Watch;

static void
watch_clear (Watch *watch)
{
  g_clear_object (&watch->session);
  g_clear_pointer (&watch->numbers, g_hash_table_unref);
  g_free (watch->base);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watch, watch_clear)

static void
watch_init (Watch      *watch,
            const char *url)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (g_str_has_prefix (url, UNIX_PREFIX "/"))
    address = g_unix_socket_address_new (url + strlen (UNIX_PREFIX));
  watch->base = g_strdup (address != NULL ? "http://localhost" : url);
  watch->session = g_object_new (SOUP_TYPE_SESSION, "remote-connectable", address, "timeout", ANSWER_MAX_S, NULL);
  soup_session_set_proxy_resolver (watch->session, NULL);
  watch->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* Returns: (transfer full) (nullable): a page as text; other statuses than 200
 * and 503 are none of a hub */
static char *
read_page (Watch       *watch,
           const char  *path,
           guint       *ret_status,
           GError     **error)
{
  g_autofree char *url = g_strconcat (watch->base, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *text = g_malloc (PAGE_BYTES_MAX + 1);
  gsize size;

  if (message == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is not an address", watch->base);
      return NULL;
    }
  stream = soup_session_send (watch->session, message, NULL, error);
  if (stream == NULL || !g_input_stream_read_all (stream, text, PAGE_BYTES_MAX, &size, NULL, error))
    return NULL;
  text[size] = '\0';
  *ret_status = soup_message_get_status (message);
  if (*ret_status == 200 || *ret_status == 503)
    return g_steal_pointer (&text);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "What answers is no hub's door for watching (%u for %s)", *ret_status,
               path);
  return NULL;
}

/* Of a line "NAME{LABELS} NUMBER". */
static void
read_sample (Watch *watch,
             char  *line)
{
  char *space = strrchr (line, ' ');
  double *number;

  if (line[0] == '#' || space == NULL)
    return;
  *space = '\0';
  number = g_new (double, 1);
  *number = g_ascii_strtod (space + 1, NULL);
  g_hash_table_replace (watch->numbers, g_strdup (line), number);
}

static gboolean
read_numbers (Watch   *watch,
              GError **error)
{
  guint status;
  g_autofree char *text = read_page (watch, "/metrics", &status, error);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    read_sample (watch, lines[i]);
  return lines != NULL;
}

static double
get (Watch      *watch,
     const char *name)
{
  const double *number = g_hash_table_lookup (watch->numbers, name);

  return number != NULL ? *number : 0;
}

/* Of all samples of @name that have @label, a piece like class="4xx". */
static double
add_up (Watch      *watch,
        const char *name,
        const char *label)
{
  g_autofree char *start = g_strconcat (name, "{", NULL);
  GHashTableIter iter;
  gpointer key, value;
  double sum = 0;

  g_hash_table_iter_init (&iter, watch->numbers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, start) && strstr (key, label) != NULL)
      sum += *(double *) value;
  return sum;
}

static char *
dup_size (double bytes)
{
  return g_format_size_full ((guint64) bytes, G_FORMAT_SIZE_IEC_UNITS);
}

static void
say_store (Watch *watch)
{
  g_autofree char *database = dup_size (get (watch, "yichuang_hub_database_bytes"));
  g_autofree char *log = dup_size (get (watch, "yichuang_hub_database_log_bytes"));
  g_autofree char *left = dup_size (get (watch, "yichuang_hub_disk_free_bytes"));
  double commits = get (watch, "yichuang_hub_commit_seconds_count");
  double failed = get (watch, "yichuang_hub_commits_failed_total");

  if (get (watch, "yichuang_hub_store_answers") == 0)
    {
      g_print ("store: does not answer\n");
      watch->look = TRUE;
      return;
    }
  g_print ("store: %.0f rows, database %s, log %s, disk left %s\n", get (watch, "yichuang_hub_position"), database, log,
           left);
  if (commits > 0)
    g_print ("commits: %.0f, %.1f ms each%s", commits, get (watch, "yichuang_hub_commit_seconds_sum") / commits * 1000,
             failed > 0 ? "" : "\n");
  if (failed > 0)
    g_print (", %.0f of them failed\n", failed);
  watch->look |= failed > 0;
}

static void
say_doors (Watch *watch)
{
  g_print ("requests: %.0f answered, %.0f refused, %.0f failed\n",
           add_up (watch, "yichuang_hub_requests_total", "class=\"2xx\""),
           add_up (watch, "yichuang_hub_requests_total", "class=\"4xx\""),
           add_up (watch, "yichuang_hub_requests_total", "class=\"5xx\""));
  g_print ("ops: %.0f applied, %.0f contested, %.0f refused\n",
           get (watch, "yichuang_hub_ops_settled_total{verdict=\"applied\"}"),
           get (watch, "yichuang_hub_ops_settled_total{verdict=\"contested\"}"),
           get (watch, "yichuang_hub_ops_settled_total{verdict=\"refused\"}"));
  g_print ("now: %.0f connections, %.0f readers waiting, %.0f ops queued\n", get (watch, "yichuang_hub_connections"),
           get (watch, "yichuang_hub_long_polls_waiting"), get (watch, "yichuang_hub_ops_queued"));
}

/* Returns: (transfer full): a set of the offices that anything is said of */
static GHashTable *
list_offices (Watch *watch)
{
  GHashTable *offices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, watch->numbers);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *start = strstr (key, "{office=\"");
      g_auto (GStrv) parts = start != NULL ? g_strsplit (start, "\"", 3) : NULL;

      if (parts != NULL && parts[1] != NULL)
        g_hash_table_add (offices, g_strdup (parts[1]));
    }
  return offices;
}

static double
get_office (Watch      *watch,
            const char *name,
            const char *office,
            const char *label)
{
  g_autofree char *sample = g_strdup_printf ("%s{office=\"%s\",%s}", name, office, label);

  return get (watch, sample);
}

static void
say_office (Watch      *watch,
            const char *office)
{
  const char *open = "yichuang_hub_office_requests";
  double late = get_office (watch, open, office, "state=\"late\"");

  g_print ("office %s: %.0f to send (%.0f tried in vain), %.0f to be answered, %.0f not taken by it\n", office,
           get_office (watch, open, office, "state=\"to-send\""), late,
           get_office (watch, open, office, "state=\"acknowledged\""),
           get_office (watch, "yichuang_hub_office_sendings_total", office, "outcome=\"refused\""));
  watch->look |= late > 0;
}

static void
say_offices (Watch *watch)
{
  g_autoptr (GHashTable) offices = list_offices (watch);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (offices), (GCompareFunc) strcmp);

  for (GList *name = names; name != NULL; name = name->next)
    say_office (watch, name->data);
}

/* Returns: (transfer full) (nullable) */
static json_t *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return yc_json_parse (bytes, &limits, NULL);
}

static gboolean
say_alive (Watch   *watch,
           GError **error)
{
  guint status;
  g_autofree char *text = read_page (watch, "/healthz", &status, error);
  g_autoptr (json_t) json = text != NULL ? parse (text) : NULL;
  const char *version, *epoch;
  json_int_t uptime_s;

  if (text == NULL)
    return FALSE;
  if (json_unpack (json, "{s:s, s:s, s:I}", "version", &version, "epoch", &epoch, "uptime", &uptime_s) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "What answers is no hub's door for watching");
      return FALSE;
    }
  g_print ("yichuang-hub %s, up for %" JSON_INTEGER_FORMAT " h %" JSON_INTEGER_FORMAT " min, epoch %s\n", version,
           uptime_s / 3600, uptime_s / 60 % 60, epoch);
  return TRUE;
}

static gboolean
say_ready (Watch   *watch,
           GError **error)
{
  guint status;
  g_autofree char *text = read_page (watch, "/readyz", &status, error);
  g_autoptr (json_t) json = text != NULL ? parse (text) : NULL;
  const char *code = json_string_value (json_object_get (json, "code"));
  const char *detail = json_string_value (json_object_get (json, "detail"));

  if (text == NULL)
    return FALSE;
  if (status == 200)
    g_print ("ready\n");
  else
    g_print ("NOT READY: %s (%s)\n", detail != NULL ? detail : "it does not say why", code != NULL ? code : "503");
  watch->look |= status != 200;
  return TRUE;
}

static int
say_status (void)
{
  g_auto (Watch) watch = { 0 };
  g_autoptr (GError) error = NULL;

  watch_init (&watch, option_hub != NULL ? option_hub : USUAL);
  if (!say_alive (&watch, &error) || !say_ready (&watch, &error) || !read_numbers (&watch, &error))
    {
      g_printerr ("No hub answers at %s: %s\n", option_hub != NULL ? option_hub : USUAL, error->message);
      return NOBODY;
    }
  say_store (&watch);
  say_doors (&watch);
  say_offices (&watch);
  return watch.look ? LOOK : WELL;
}

int
yc_ctl_hub (int    argc,
            char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("status — how it stands with a hub");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || !g_str_equal (argv[1], "status"))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "Usage: yichuang-ctl hub status [--hub URL]");
      return NOBODY;
    }
  return say_status ();
}
