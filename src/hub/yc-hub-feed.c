/* yc-hub-feed.c: reading a hall's or a stream's feed, and finding cases
 *
 * A feed is written straight from what is kept: an op's bytes go out as the
 * JSON string of those bytes, a verdict as it was encoded. Nothing is parsed,
 * so a reader gets what was hashed.
 */

#include "yc-hub-feed.h"

#include "yc-hub-staff.h"

#include <string.h>

#define EVENTS_MAX 200       /* rows read at once */
#define FEED_BYTES_MAX 0x400000 /* 4 MiB: a feed stops behind the row that passes this */

typedef struct
{
  GString *text;
  gboolean notices; /* rows of cases without their op */
  guint rows;
  const char *epoch; /* (nullable): as events of this epoch */
  gint64 position;   /* the last row's */
  char hash[YC_SHA256_TEXT_SIZE];
} FeedWriter;

static void
add_string (GString    *text,
            const char *bytes,
            gsize       size)
{
  g_string_append_c (text, '"');
  for (gsize i = 0; i < size; i++)
    {
      guchar byte = (guchar) bytes[i];

      if (byte == '"' || byte == '\\')
        g_string_append_c (text, '\\');
      if (byte < 0x20)
        g_string_append_printf (text, "\\u%04x", byte);
      else
        g_string_append_c (text, (char) byte);
    }
  g_string_append_c (text, '"');
}

static void
add_op (GString        *text,
        const YcHubRow *row)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (row->bytes, &size);
  g_autofree char *signature = NULL;

  g_string_append (text, ",\"op\":");
  add_string (text, bytes, size);
  bytes = g_bytes_get_data (row->signature, &size);
  signature = g_base64_encode (bytes, size);
  g_string_append_printf (text, ",\"signature\":\"%s\",\"verdict\":", signature);
  bytes = g_bytes_get_data (row->verdict, &size);
  g_string_append_len (text, bytes, (gssize) size);
}

static gboolean
add_row (const YcHubRow *row,
         gpointer        data,
         GError        **error)
{
  FeedWriter *writer = data;
  char stream[YC_STREAM_TEXT_SIZE];

  if (writer->text->len > FEED_BYTES_MAX)
    return FALSE;
  yc_stream_to_text (&row->stream, stream);
  if (writer->epoch != NULL)
    g_string_append_printf (writer->text, "id: %s:%" G_GINT64_FORMAT ":%s\ndata: ", writer->epoch, row->position, row->hash);
  g_string_append_printf (writer->text,
                          "%s{\"position\":%" G_GINT64_FORMAT ",\"stream\":\"%s\",\"revision\":%" G_GINT64_FORMAT
                          ",\"hash\":\"%s\"",
                          writer->rows > 0 && writer->epoch == NULL ? "," : "", row->position, stream, row->revision, row->hash);
  if (!writer->notices || row->stream.type != YC_STREAM_CASE)
    add_op (writer->text, row);
  g_string_append (writer->text, writer->epoch != NULL ? "}\n\n" : "}");
  writer->position = row->position;
  g_strlcpy (writer->hash, row->hash, sizeof writer->hash);
  writer->rows++;
  return TRUE;
}

static YcHubAnswer *
answer_failure (const GError *error)
{
  g_warning ("The store cannot be read: %s", error->message);
  return yc_hub_answer_new_problem (503, "store", "The hub cannot read its store now");
}

/* (nullable): what is wrong with where the reader believes to be. */
static YcHubAnswer *
check_cursor (YcHub              *hub,
              const YcHubRequest *request,
              GError            **error)
{
  const YcHubCursor *cursor = &request->cursor;
  const YcStream *stream = request->door == YC_HUB_DOOR_STREAM_FEED ? &request->stream : NULL;
  g_autofree char *hash = NULL;
  gboolean good = cursor->epoch[0] == '\0' ? cursor->after == 0 : strcmp (cursor->epoch, hub->epoch) == 0;

  if (good && cursor->after > 0)
    {
      hash = YC_HUB_CALL (hub, find_hash, stream, cursor->after, error);
      good = hash != NULL && strcmp (hash, cursor->hash) == 0;
    }
  return good ? NULL : yc_hub_answer_new_problem (409, "new-epoch", "The hub's history is not the one you have read");
}

static YcHubAnswer *
check_hall (YcHub              *hub,
            const YcHubRequest *request,
            const YcHubDevice  *device,
            GError            **error)
{
  g_autofree char *hall = NULL;
  gboolean open;
  gint64 revision;

  if (request->door == YC_HUB_DOOR_HALL_FEED)
    return strcmp (request->hall, device->hall) == 0
               ? NULL
               : yc_hub_answer_new_problem (403, "role", "The device stands in another hall");
  if (request->stream.type == YC_STREAM_STAFF)
    {
      if (!yc_hub_staff_may_read (hub, device, &open, error))
        return NULL;
      return open ? NULL : yc_hub_answer_new_problem (403, "role", "What administrators do is shown to administrators");
    }
  if (!YC_HUB_CALL (hub, find_stream, &request->stream, &revision, &hall, error) ||
      !yc_hub_stream_is_open (hub, &request->stream, hall, device, &open, error))
    return NULL;
  return open ? NULL : yc_hub_answer_new_problem (403, "role", "The stream belongs to another hall");
}

static gboolean
write_rows (YcHub              *hub,
            const YcHubRequest *request,
            FeedWriter         *writer,
            gint64             *ret_head,
            GError            **error)
{
  const YcHubCursor *cursor = &request->cursor;
  g_autoptr (GError) local_error = NULL;
  gboolean good;

  if (request->door == YC_HUB_DOOR_STREAM_FEED)
    good = YC_HUB_CALL (hub, each_of_stream, &request->stream, cursor->after, cursor->limit, add_row, writer,
                        &local_error);
  else
    good = YC_HUB_CALL (hub, each_of_hall, request->hall, cursor->after, cursor->limit, add_row, writer,
                        &local_error);
  if (!good && local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (request->door == YC_HUB_DOOR_STREAM_FEED)
    return YC_HUB_CALL (hub, find_stream, &request->stream, ret_head, NULL, error);
  return YC_HUB_CALL (hub, find_hall_head, request->hall, ret_head, error);
}

static YcHubAnswer *
write_feed (YcHub              *hub,
            const YcHubRequest *request,
            gboolean           *ret_is_empty,
            GError            **error)
{
  g_autoptr (GString) text = g_string_sized_new (1024);
  g_autoptr (GBytes) body = NULL;
  FeedWriter writer = { .text = text, .notices = request->door == YC_HUB_DOOR_HALL_FEED };
  gint64 head = 0;

  g_string_append_printf (text,
                          "{\"epoch\":\"%s\",\"horizon_ms\":%" G_GINT64_FORMAT ",\"time\":%" G_GINT64_FORMAT
                          ",\"packs\":%" G_GINT64_FORMAT ",\"rows\":[",
                          hub->epoch, YC_HUB_HORIZON_MS, yc_hub_get_now (hub), yc_hub_get_packs (hub));
  if (!write_rows (hub, request, &writer, &head, error))
    return NULL;
  g_string_append_printf (text, "],\"head\":%" G_GINT64_FORMAT "}", head);
  *ret_is_empty = writer.rows == 0;
  body = g_string_free_to_bytes (g_steal_pointer (&text));
  return yc_hub_answer_new (body);
}

/**
 * yc_hub_feed_read:
 * @hub: the hub
 * @request: of a hall's or a stream's feed
 * @device: who reads
 * @ret_is_empty: (out): the cursor is good and nothing is behind it yet
 *
 * Returns: (transfer full): the rows, or why not
 */
YcHubAnswer *
yc_hub_feed_read (YcHub              *hub,
                  const YcHubRequest *request,
                  const YcHubDevice  *device,
                  gboolean           *ret_is_empty)
{
  g_autoptr (GError) error = NULL;
  YcHubAnswer *answer;

  *ret_is_empty = FALSE;
  answer = check_hall (hub, request, device, &error);
  if (answer == NULL && error == NULL)
    answer = check_cursor (hub, request, &error);
  if (answer == NULL && error == NULL)
    answer = write_feed (hub, request, ret_is_empty, &error);
  if (error == NULL)
    return answer;
  g_clear_pointer (&answer, yc_hub_answer_free);
  return answer_failure (error);
}

/* What comes next in a hall, as events; @request goes on behind them. */
static YcHubAnswer *
write_events (YcHub         *hub,
              YcHubRequest  *request,
              GError       **error)
{
  YcHubCursor *cursor = &request->cursor;
  g_autoptr (GString) text = g_string_sized_new (1024);
  FeedWriter writer = { .text = text, .notices = TRUE, .epoch = hub->epoch };
  g_autoptr (GBytes) body = NULL;
  gint64 head;

  cursor->limit = MIN (cursor->limit, EVENTS_MAX);
  if (!write_rows (hub, request, &writer, &head, error))
    return NULL;
  if (writer.rows > 0)
    {
      g_free (cursor->epoch);
      g_free (cursor->hash);
      cursor->epoch = g_strdup (hub->epoch);
      cursor->after = writer.position;
      cursor->hash = g_strdup (writer.hash);
    }
  body = g_string_free_to_bytes (g_steal_pointer (&text));
  return yc_hub_answer_new (body);
}

/**
 * yc_hub_feed_read_events:
 * @hub: the hub
 * @request: (inout): of a hall's feed; its cursor is moved behind what was read
 * @device: who reads
 *
 * Returns: (transfer full): the rows as events, nothing where there are none, or why not
 */
YcHubAnswer *
yc_hub_feed_read_events (YcHub             *hub,
                         YcHubRequest      *request,
                         const YcHubDevice *device)
{
  g_autoptr (GError) error = NULL;
  YcHubAnswer *answer = check_hall (hub, request, device, &error);

  if (answer == NULL && error == NULL)
    answer = check_cursor (hub, request, &error);
  if (answer == NULL && error == NULL)
    answer = write_events (hub, request, &error);
  if (error == NULL)
    return answer;
  g_clear_pointer (&answer, yc_hub_answer_free);
  return answer_failure (error);
}

/**
 * yc_hub_feed_find:
 * @search: what somebody knows of a case
 * @device: who asks; finds the cases of its hall
 */
YcHubAnswer *
yc_hub_feed_find (YcHub             *hub,
                  const char        *search,
                  const YcHubDevice *device)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = YC_HUB_CALL (hub, search_cases, device->hall, search, &error);
  json_t *found;

  if (cards == NULL)
    return answer_failure (error);
  found = json_array ();
  for (guint i = 0; i < cards->len; i++)
    {
      const YcHubCaseCard *card = g_ptr_array_index (cards, i);

      json_array_append_new (found, json_pack ("{s:s, s:s, s:s, s:s}", "stream", card->stream, "number", card->number,
                                               "name", card->name, "status", card->status));
    }
  return yc_hub_answer_new_json (json_pack ("{s:o}", "cases", found));
}
