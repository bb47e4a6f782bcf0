/* yc-op-wire.c: ops, verdicts and feed rows as bytes
 *
 * An op's bytes are made once, by its author:
 *
 *   {"v":1,"id":"…","stream":"case-…","kind":"fields.set","by":"C0301",
 *    "grant":"…","window":"3","when":{"wall":ms,"boot":"…","boottime":ms},
 *    "seen":12,"body":{…,"items":[{…}]}}
 *
 * From then on these bytes are what is stored, sent, hashed, signed and
 * compared; nobody makes them again from the parsed op. That is why a feed
 * carries them as a JSON string and not as JSON.
 *
 * Members this program does not know are passed over: their author signed
 * them, and they stay in the bytes.
 */

#include "yc-op-wire.h"

#include "yc-field.h"
#include "yc-json-guard.h"
#include "yc-wire-error.h"

#include <string.h>

#define OP_VERSION 1

G_DEFINE_QUARK (yc-wire-error-quark, yc_wire_error)

static const YcJsonLimits op_limits = {
  .bytes_max = YC_OP_BYTES_MAX,
  .depth_max = 6,
  .members_max = YC_BODY_ITEMS_MAX * YC_RECORD_KEYS_MAX,
  .string_bytes_max = YC_VALUE_TEXT_MAX,
};

static gboolean
refuse_shape (GError    **error,
              const char *what)
{
  g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE, "“%s” is missing or not what it must be",
               what);
  return FALSE;
}

/* A text of at most @bytes_max; NULL with @error set otherwise. */
static const char *
get_text (json_t     *object,
          const char *name,
          gsize       bytes_max,
          GError    **error)
{
  json_t *member = json_object_get (object, name);

  if (!json_is_string (member) || json_string_length (member) > bytes_max)
    {
      refuse_shape (error, name);
      return NULL;
    }
  return json_string_value (member);
}

static gboolean
get_int (json_t     *object,
         const char *name,
         gint64     *ret_integer,
         GError    **error)
{
  json_t *member = json_object_get (object, name);

  if (!json_is_integer (member) || ABS (json_integer_value (member)) > YC_VALUE_INT_MAX)
    return refuse_shape (error, name);
  *ret_integer = json_integer_value (member);
  return TRUE;
}

static gboolean
get_id (json_t     *object,
        const char *name,
        YcId       *ret_id,
        GError    **error)
{
  const char *text = get_text (object, name, YC_ID_TEXT_SIZE - 1, error);

  if (text == NULL)
    return FALSE;
  return yc_id_parse (text, ret_id) || refuse_shape (error, name);
}

static void
set_id (json_t     *object,
        const char *name,
        const YcId *id)
{
  char text[YC_ID_TEXT_SIZE];

  yc_id_to_text (id, text);
  json_object_set_new (object, name, json_string (text));
}

static json_t *
value_to_json (const YcValue *value)
{
  switch (value->type)
    {
    case YC_VALUE_TEXT:
      return json_string (value->text);
    case YC_VALUE_INT:
      return json_integer (value->integer);
    case YC_VALUE_NONE:
    default:
      return json_null ();
    }
}

/* Values come in as they will be compared: a text that is not in normal form
 * is refused, not mended, because the bytes are signed. */
static gboolean
value_from_json (json_t   *json,
                 YcValue  *ret_value)
{
  YcValue value = YC_VALUE_INIT;

  if (json_is_string (json))
    {
      value.type = YC_VALUE_TEXT;
      value.text = (char *) json_string_value (json);
    }
  else if (json_is_integer (json))
    {
      value.type = YC_VALUE_INT;
      value.integer = json_integer_value (json);
    }
  else if (!json_is_null (json))
    return FALSE;
  if (!yc_value_is_valid (&value))
    return FALSE;
  yc_value_copy (&value, ret_value);
  return TRUE;
}

static void
record_to_json (const YcRecord *record,
                json_t         *object)
{
  for (guint i = 0; i < yc_record_get_size (record); i++)
    json_object_set_new (object, yc_record_get_key (record, i),
                         value_to_json (yc_record_get_at (record, i)));
}

static gboolean
record_from_json (json_t    *object,
                  YcRecord  *record,
                  GError   **error)
{
  const char *key;
  json_t *member;

  if (!json_is_object (object) || json_object_size (object) > YC_RECORD_KEYS_MAX)
    return refuse_shape (error, "body");
  json_object_foreach (object, key, member)
    {
      g_auto (YcValue) value = YC_VALUE_INIT;

      if (json_is_array (member) && strcmp (key, "items") == 0)
        continue;
      if (strlen (key) > YC_RECORD_KEY_MAX || !value_from_json (member, &value))
        return refuse_shape (error, key);
      yc_record_set (record, key, &value);
    }
  return TRUE;
}

static YcBody *
body_from_json (json_t  *json,
                GError **error)
{
  g_autoptr (YcBody) body = yc_body_new ();
  json_t *items = json_object_get (json, "items");
  json_t *item;
  gsize i;

  if (!record_from_json (json, body->record, error))
    return NULL;
  if (json_array_size (items) > YC_BODY_ITEMS_MAX)
    {
      g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_TOO_BIG,
                   "More than %d items in one op", YC_BODY_ITEMS_MAX);
      return NULL;
    }
  json_array_foreach (items, i, item)
    if (!record_from_json (item, yc_body_add_item (body), error))
      return NULL;
  return g_steal_pointer (&body);
}

static json_t *
body_to_json (const YcBody *body)
{
  json_t *object = json_object ();
  json_t *items;

  record_to_json (body->record, object);
  if (body->items->len == 0)
    return object;
  items = json_array ();
  for (guint i = 0; i < body->items->len; i++)
    {
      json_t *item = json_object ();

      record_to_json (g_ptr_array_index (body->items, i), item);
      json_array_append_new (items, item);
    }
  json_object_set_new (object, "items", items);
  return object;
}

static GBytes *
dump_bytes (json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);

  g_assert (text != NULL); /* we made it, so it is sound */
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

/**
 * yc_op_encode:
 * @op: an op with everything filled in
 *
 * Makes the bytes of an op. Called once in an op's life, by its author.
 *
 * Returns: (transfer full): its bytes
 */
GBytes *
yc_op_encode (const YcOp *op)
{
  g_autoptr (json_t) json = json_object ();
  json_t *when = json_object ();
  char stream[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&op->stream, stream);
  json_object_set_new (json, "v", json_integer (OP_VERSION));
  set_id (json, "id", &op->id);
  json_object_set_new (json, "stream", json_string (stream));
  json_object_set_new (json, "kind", json_string (op->kind));
  json_object_set_new (json, "by", json_string (op->by));
  set_id (json, "grant", &op->grant);
  json_object_set_new (json, "window", json_string (op->window));
  json_object_set_new (when, "wall", json_integer (op->when.wall_ms));
  set_id (when, "boot", &op->when.boot);
  json_object_set_new (when, "boottime", json_integer (op->when.boot_ms));
  json_object_set_new (json, "when", when);
  json_object_set_new (json, "seen", json_integer (op->seen));
  json_object_set_new (json, "body", body_to_json (op->body));
  return dump_bytes (json);
}

static gboolean
read_stamp (json_t   *json,
            YcStamp  *ret_stamp,
            GError  **error)
{
  if (!json_is_object (json))
    return refuse_shape (error, "when");
  return get_int (json, "wall", &ret_stamp->wall_ms, error) &&
         get_id (json, "boot", &ret_stamp->boot, error) &&
         get_int (json, "boottime", &ret_stamp->boot_ms, error);
}

static gboolean
read_head (json_t  *json,
           YcOp    *op,
           GError **error)
{
  const char *by = get_text (json, "by", YC_OP_CODE_MAX, error);
  const char *window;
  gint64 version;

  if (by == NULL || !get_int (json, "v", &version, error))
    return FALSE;
  if (version != OP_VERSION)
    return refuse_shape (error, "v");
  window = get_text (json, "window", YC_OP_CODE_MAX, error);
  if (window == NULL)
    return FALSE;
  g_free (op->by);
  g_free (op->window);
  op->by = g_strdup (by);
  op->window = g_strdup (window);
  if (!get_id (json, "id", &op->id, error) || !get_id (json, "grant", &op->grant, error) ||
      !get_int (json, "seen", &op->seen, error))
    return FALSE;
  if (op->seen < 0)
    return refuse_shape (error, "seen");
  return read_stamp (json_object_get (json, "when"), &op->when, error);
}

/**
 * yc_op_decode:
 * @bytes: an op's bytes, at most %YC_OP_BYTES_MAX
 * @signature: (nullable): what signs them; kept, not verified
 * @error: where to say what is wrong
 *
 * Reads any op whose envelope is sound, also one of a kind this program does
 * not know.
 *
 * Returns: (transfer full) (nullable): the op, holding references to @bytes
 *   and @signature
 */
YcOp *
yc_op_decode (GBytes  *bytes,
              GBytes  *signature,
              GError **error)
{
  g_autoptr (json_t) json = NULL;
  g_autoptr (YcBody) body = NULL;
  g_autoptr (YcOp) op = NULL;
  const char *stream_text, *kind;
  YcStream stream;

  g_return_val_if_fail (bytes != NULL, NULL);

  json = yc_json_parse (bytes, &op_limits, error);
  if (json == NULL)
    return NULL;
  stream_text = get_text (json, "stream", YC_STREAM_TEXT_SIZE, error);
  if (stream_text == NULL)
    return NULL;
  if (!yc_stream_parse (stream_text, &stream))
    {
      refuse_shape (error, "stream");
      return NULL;
    }
  kind = get_text (json, "kind", YC_OP_KIND_MAX, error);
  if (kind == NULL)
    return NULL;
  body = body_from_json (json_object_get (json, "body"), error);
  if (body == NULL)
    return NULL;

  op = yc_op_new (&stream, kind, g_steal_pointer (&body));
  if (!read_head (json, op, error))
    return NULL;
  yc_op_take_bytes (op, g_bytes_ref (bytes), signature != NULL ? g_bytes_ref (signature) : NULL);
  return g_steal_pointer (&op);
}

/* Returns: (transfer full): the verdict as JSON */
json_t *
yc_verdict_to_json (const YcVerdict *verdict)
{
  json_t *json = json_object ();
  json_t *contests = json_array ();
  json_t *reasons = json_array ();

  json_object_set_new (json, "outcome", json_string (yc_outcome_to_text (verdict->outcome)));
  json_object_set_new (json, "at", json_integer (verdict->at.at_ms));
  json_object_set_new (json, "uncertain", json_boolean (verdict->at.uncertain));
  for (guint i = 0; i < verdict->contests->len; i++)
    {
      const YcContest *contest = g_ptr_array_index (verdict->contests, i);
      json_t *entry = json_object ();

      json_object_set_new (entry, "path", json_string (contest->path));
      if (!yc_id_is_nil (&contest->joins))
        set_id (entry, "joins", &contest->joins);
      json_array_append_new (contests, entry);
    }
  for (guint i = 0; i < verdict->reasons->len; i++)
    {
      const YcReason *reason = g_ptr_array_index (verdict->reasons, i);

      json_array_append_new (reasons, json_pack ("{s:s, s:s}", "path", reason->path, "code",
                                                 reason->code));
    }
  json_object_set_new (json, "contests", contests);
  json_object_set_new (json, "reasons", reasons);
  return json;
}

static gboolean
read_contests (json_t     *array,
               YcVerdict  *verdict,
               GError    **error)
{
  json_t *entry;
  gsize i;

  json_array_foreach (array, i, entry)
    {
      const char *path = get_text (entry, "path", YC_PATH_MAX, error);
      YcId joins = { 0 };

      if (path == NULL)
        return FALSE;
      if (json_object_get (entry, "joins") != NULL && !get_id (entry, "joins", &joins, error))
        return FALSE;
      yc_verdict_add_contest (verdict, path, &joins);
    }
  return TRUE;
}

static gboolean
read_reasons (json_t     *array,
              YcVerdict  *verdict,
              GError    **error)
{
  json_t *entry;
  gsize i;

  json_array_foreach (array, i, entry)
    {
      const char *path = get_text (entry, "path", YC_PATH_MAX, error);
      const char *code;

      if (path == NULL)
        return FALSE;
      code = get_text (entry, "code", YC_REASON_MAX, error);
      if (code == NULL)
        return FALSE;
      yc_verdict_refuse (verdict, path, code);
    }
  return TRUE;
}

/* Returns: (transfer full) (nullable): the verdict */
YcVerdict *
yc_verdict_from_json (json_t  *json,
                      GError **error)
{
  g_autoptr (YcVerdict) verdict = NULL;
  const char *text = get_text (json, "outcome", YC_REASON_MAX, error);
  YcOutcome outcome;

  if (text == NULL)
    return NULL;
  if (!yc_outcome_parse (text, &outcome))
    {
      refuse_shape (error, "outcome");
      return NULL;
    }
  verdict = yc_verdict_new (outcome);
  if (!get_int (json, "at", &verdict->at.at_ms, error) ||
      !read_contests (json_object_get (json, "contests"), verdict, error) ||
      !read_reasons (json_object_get (json, "reasons"), verdict, error))
    return NULL;
  verdict->at.uncertain = json_is_true (json_object_get (json, "uncertain"));
  verdict->outcome = outcome;
  return g_steal_pointer (&verdict);
}

GBytes *
yc_verdict_encode (const YcVerdict *verdict)
{
  g_autoptr (json_t) json = yc_verdict_to_json (verdict);

  return dump_bytes (json);
}

YcVerdict *
yc_verdict_decode (GBytes  *bytes,
                   GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &op_limits, error);

  return json != NULL ? yc_verdict_from_json (json, error) : NULL;
}

YcFeedRow *
yc_feed_row_new (void)
{
  return g_new0 (YcFeedRow, 1);
}

void
yc_feed_row_free (YcFeedRow *self)
{
  g_free (self->hash);
  g_clear_pointer (&self->op, yc_op_unref);
  g_clear_pointer (&self->verdict, yc_verdict_free);
  g_free (self);
}

static char *
encode_signature (GBytes *signature)
{
  return signature != NULL ? g_base64_encode (g_bytes_get_data (signature, NULL),
                                              g_bytes_get_size (signature))
                           : g_strdup ("");
}

static GBytes *
decode_signature (const char *text)
{
  gsize size;
  guint8 *data = g_base64_decode (text, &size);

  return g_bytes_new_take (data, size);
}

/* Returns: (transfer full): the row as JSON */
json_t *
yc_feed_row_to_json (const YcFeedRow *row)
{
  json_t *json = json_object ();
  char stream[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&row->stream, stream);
  json_object_set_new (json, "position", json_integer (row->position));
  json_object_set_new (json, "stream", json_string (stream));
  json_object_set_new (json, "revision", json_integer (row->revision));
  json_object_set_new (json, "hash", json_string (row->hash));
  if (row->op != NULL)
    {
      g_autofree char *signature = encode_signature (row->op->signature);

      json_object_set_new (json, "op",
                           json_stringn (g_bytes_get_data (row->op->bytes, NULL),
                                         g_bytes_get_size (row->op->bytes)));
      json_object_set_new (json, "signature", json_string (signature));
      json_object_set_new (json, "verdict", yc_verdict_to_json (row->verdict));
    }
  return json;
}

static gboolean
read_row_op (json_t     *json,
             YcFeedRow  *row,
             GError    **error)
{
  const char *text = get_text (json, "op", YC_OP_BYTES_MAX, error);
  const char *signature_text;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) signature = NULL;

  if (text == NULL)
    return FALSE;
  signature_text = get_text (json, "signature", 2 * YC_SIGNATURE_SIZE, error);
  if (signature_text == NULL)
    return FALSE;
  bytes = g_bytes_new (text, strlen (text));
  signature = decode_signature (signature_text);
  row->op = yc_op_decode (bytes, signature, error);
  if (row->op == NULL)
    return FALSE;
  if (!yc_stream_equal (&row->op->stream, &row->stream))
    return refuse_shape (error, "stream");
  row->verdict = yc_verdict_from_json (json_object_get (json, "verdict"), error);
  return row->verdict != NULL;
}

/* Returns: (transfer full) (nullable): the row */
YcFeedRow *
yc_feed_row_from_json (json_t  *json,
                       GError **error)
{
  g_autoptr (YcFeedRow) row = yc_feed_row_new ();
  const char *stream = get_text (json, "stream", YC_STREAM_TEXT_SIZE, error);
  const char *hash;

  if (stream == NULL)
    return NULL;
  hash = get_text (json, "hash", 64, error);
  if (hash == NULL || !get_int (json, "position", &row->position, error) ||
      !get_int (json, "revision", &row->revision, error))
    return NULL;
  if (!yc_stream_parse (stream, &row->stream) || row->position < 1 || row->revision < 1)
    {
      refuse_shape (error, "stream");
      return NULL;
    }
  row->hash = g_strdup (hash);
  if (json_object_get (json, "op") != NULL && !read_row_op (json, row, error))
    return NULL;
  return g_steal_pointer (&row);
}
