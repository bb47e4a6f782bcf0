/* yc-hub-log.c: a line at a time, to standard error
 *
 * journald, or whatever reads standard error, keeps the lines. They hold no
 * personal data (D24): a request is told by ids, a door and numbers, and the
 * messages of this program name no person, no value of a form and no search.
 */

#include "yc-hub-log.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static YcHubLogFormat format = YC_HUB_LOG_PLAIN;
static GLogLevelFlags fatal; /* levels that end the program */

gboolean
yc_hub_log_parse_format (const char     *text,
                         YcHubLogFormat *ret_format)
{
  if (strcmp (text, "plain") != 0 && strcmp (text, "json") != 0)
    return FALSE;
  *ret_format = strcmp (text, "json") == 0 ? YC_HUB_LOG_JSON : YC_HUB_LOG_PLAIN;
  return TRUE;
}

/* One write a line, so that those of several threads do not mix. */
static void
write_line (json_t *json)
{
  g_autofree char *text = NULL;
  char *dump = json_dumps (json, JSON_COMPACT);
  gsize size, done = 0;

  g_assert (dump != NULL); /* every text in it was made valid */
  text = g_strconcat (dump, "\n", NULL);
  free (dump);
  size = strlen (text);
  while (done < size)
    {
      gssize count = write (STDERR_FILENO, text + done, size - done);

      if (count < 0 && errno != EINTR)
        return; /* there is nobody left to tell */
      done += count > 0 ? (gsize) count : 0;
    }
}

static json_t *
create_line (const char *level)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *second = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *time = g_strdup_printf ("%s.%03dZ", second, g_date_time_get_microsecond (now) / 1000);

  return json_pack ("{s:s, s:s}", "time", time, "level", level);
}

static const char *
get_level_name (GLogLevelFlags level)
{
  switch (level & G_LOG_LEVEL_MASK)
    {
    case G_LOG_LEVEL_ERROR:
    case G_LOG_LEVEL_CRITICAL:
      return "error";
    case G_LOG_LEVEL_WARNING:
      return "warning";
    case G_LOG_LEVEL_MESSAGE:
      return "notice";
    case G_LOG_LEVEL_INFO:
      return "info";
    default:
      return "debug";
    }
}

static char *
dup_field (const GLogField *fields,
           gsize            count,
           const char      *name)
{
  for (gsize i = 0; i < count; i++)
    if (strcmp (fields[i].key, name) == 0)
      return g_utf8_make_valid (fields[i].value, fields[i].length);
  return NULL;
}

static GLogWriterOutput
write_json_cb (GLogLevelFlags   level,
               const GLogField *fields,
               gsize            count,
               gpointer         data)
{
  g_autofree char *domain = dup_field (fields, count, "GLIB_DOMAIN");
  g_autofree char *message = dup_field (fields, count, "MESSAGE");
  json_t *json;

  if (g_log_writer_default_would_drop (level, domain))
    return G_LOG_WRITER_HANDLED;
  json = create_line (get_level_name (level));
  if (domain != NULL)
    json_object_set_new (json, "domain", json_string (domain));
  json_object_set_new (json, "message", json_string (message != NULL ? message : ""));
  write_line (json);
  json_decref (json);
  /* What GLib's own writer would do with it. */
  if ((level & (fatal | G_LOG_FLAG_FATAL)) != 0)
    abort ();
  return G_LOG_WRITER_HANDLED;
}

/**
 * yc_hub_log_open:
 * @asked: how the lines are to look
 *
 * Once, before anything is said.
 */
void
yc_hub_log_open (YcHubLogFormat asked)
{
  format = asked;
  if (asked != YC_HUB_LOG_JSON)
    return;
  /* The mask is told only to who sets it. */
  fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_always_fatal (fatal);
  g_log_set_writer_func (write_json_cb, NULL, NULL);
}

void
yc_hub_log_request (const YcHubLogRequest *request)
{
  json_t *json;

  if (format != YC_HUB_LOG_JSON)
    return;
  json = create_line ("info");
  json_object_set_new (json, "request", json_string (request->request));
  json_object_set_new (json, "door", json_string (request->door));
  json_object_set_new (json, "status", json_integer (request->status));
  if (request->code != NULL)
    json_object_set_new (json, "code", json_string (request->code));
  json_object_set_new (json, "ms", json_integer (request->took_ms));
  if (request->device != NULL)
    {
      char device[YC_ID_TEXT_SIZE];

      yc_id_to_text (request->device, device);
      json_object_set_new (json, "device", json_string (device));
    }
  if (request->operator_code != NULL)
    json_object_set_new (json, "operator", json_string (request->operator_code));
  write_line (json);
  json_decref (json);
}

/* Why the program ends. */
void
yc_hub_log_failure (const char *why)
{
  g_autofree char *text = g_utf8_make_valid (why, -1);
  json_t *json;

  if (format != YC_HUB_LOG_JSON)
    {
      g_printerr ("yichuang-hub: %s\n", text);
      return;
    }
  json = create_line ("error");
  json_object_set_new (json, "message", json_string (text));
  write_line (json);
  json_decref (json);
}

/**
 * yc_hub_log_init_id:
 * @asked: (nullable): the id that a proxy in front gave the request
 * @ret_id: (out): that id where it is one, 1 to 32 hexadecimal digits; a new one else
 */
void
yc_hub_log_init_id (const char *asked,
                    char        ret_id[YC_HUB_REQUEST_ID_SIZE])
{
  gsize length = asked != NULL ? strlen (asked) : 0;

  if (length >= 1 && length < YC_HUB_REQUEST_ID_SIZE && strspn (asked, "0123456789abcdef") == length)
    g_strlcpy (ret_id, asked, YC_HUB_REQUEST_ID_SIZE);
  else
    g_snprintf (ret_id, YC_HUB_REQUEST_ID_SIZE, "%08x%08x", g_random_int (), g_random_int ());
}
