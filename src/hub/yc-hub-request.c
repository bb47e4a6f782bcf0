/* yc-hub-request.c: what a request asks for, read from its head
 *
 * Pure: text in, values out, so that a fuzzer can lay anything before it. All
 * that can be refused without the body or the store is refused here.
 */

#include "yc-hub-request.h"

#include "yc-catalogue.h"
#include "yc-hub-shown.h"
#include "yc-op-batch.h"
#include "yc-pack.h"

#include <string.h>

#define TOKEN_PREFIX "Bearer "
#define TOKEN_MAX 128 /* bytes */

static const struct
{
  YcHubDoor door;
  const char *name; /* in logs and numbers */
  const char *method;
  const char *first; /* segments after /v1/; NULL: there is none; "*": any */
  const char *second;
  const char *third;
} doors[] = {
  { YC_HUB_DOOR_HEALTH, "health", "GET", "health", NULL, NULL },
  { YC_HUB_DOOR_ENROL, "enrol", "POST", "enrol", NULL, NULL },
  { YC_HUB_DOOR_LOGIN, "login", "POST", "login", NULL, NULL },
  { YC_HUB_DOOR_CATALOGUE, "catalogue", "GET", "catalogue", NULL, NULL },
  { YC_HUB_DOOR_OP, "op", "PUT", "ops", "*", NULL },
  { YC_HUB_DOOR_OPS, "ops", "POST", "ops", NULL, NULL },
  { YC_HUB_DOOR_HALL_FEED, "hall-feed", "GET", "halls", "*", "feed" },
  { YC_HUB_DOOR_STREAM_FEED, "stream-feed", "GET", "streams", "*", "feed" },
  { YC_HUB_DOOR_CASES, "cases", "GET", "cases", NULL, NULL },
  { YC_HUB_DOOR_CASE_CODE, "case-code", "POST", "cases", "*", "code" },
  { YC_HUB_DOOR_CODES, "codes", "POST", "codes", NULL, NULL },
  { YC_HUB_DOOR_LISTS, "lists", "GET", "lists", "*", NULL },
  { YC_HUB_DOOR_FIGURES, "figures", "GET", "figures", NULL, NULL },
  { YC_HUB_DOOR_COUNTED, "counted", "GET", "figures", "cases", NULL },
  { YC_HUB_DOOR_REVEALS, "reveals", "GET", "reveals", NULL, NULL },
  { YC_HUB_DOOR_PUT_BLOB, "put-blob", "PUT", "blobs", "*", NULL },
  { YC_HUB_DOOR_GET_BLOB, "get-blob", "GET", "blobs", "*", NULL },
  { YC_HUB_DOOR_AUDIT_HEAD, "audit-head", "GET", "audit", "head", NULL },
  { YC_HUB_DOOR_PACKS, "packs", "GET", "packs", NULL, NULL },
  { YC_HUB_DOOR_PACK, "pack", "GET", "packs", "*", NULL },
  { YC_HUB_DOOR_PACK_STATE, "pack-state", "POST", "packs", "*", "state" },
  { YC_HUB_DOOR_STAFF_OPERATORS, "staff-operators", "GET", "staff", "operators", NULL },
  { YC_HUB_DOOR_STAFF_WINDOWS, "staff-windows", "GET", "staff", "windows", NULL },
  { YC_HUB_DOOR_STAFF_DEVICES, "staff-devices", "GET", "staff", "devices", NULL },
  { YC_HUB_DOOR_STAFF_PACKS, "staff-packs", "GET", "staff", "packs", NULL },
  { YC_HUB_DOOR_STAFF_CODES, "staff-codes", "POST", "staff", "codes", NULL },
  { YC_HUB_DOOR_PASSWORD, "password", "POST", "password", NULL, NULL },
};

static gboolean
refuse (YcHubAnswer **ret_refusal,
        guint         status,
        const char   *code,
        const char   *detail)
{
  *ret_refusal = yc_hub_answer_new_problem (status, code, detail);
  return FALSE;
}

static gboolean
segment_fits (const char *pattern,
              const char *segment)
{
  if (pattern == NULL || segment == NULL)
    return pattern == segment;
  return strcmp (pattern, "*") == 0 ? *segment != '\0' : strcmp (pattern, segment) == 0;
}

static gboolean
find_door (YcHubRequest *self,
           const char   *method,
           char        **segments,
           YcHubAnswer **ret_refusal)
{
  guint count = g_strv_length (segments);
  gboolean is_path = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (doors) && count >= 3 && count <= 5; i++)
    {
      if (!segment_fits (doors[i].first, segments[2]) ||
          !segment_fits (doors[i].second, count > 3 ? segments[3] : NULL) ||
          !segment_fits (doors[i].third, count > 4 ? segments[4] : NULL))
        continue;
      is_path = TRUE;
      self->door = doors[i].door;
      if (g_strcmp0 (doors[i].method, method) == 0)
        return TRUE;
    }
  return is_path ? refuse (ret_refusal, 405, "method", "This door is not opened that way")
                 : refuse (ret_refusal, 404, "no-such-door", "There is no such door");
}

/* Codes are short and plain, so that they can stand in a path and on paper. */
gboolean
yc_hub_code_is_valid (const char *code)
{
  gsize length = strlen (code);

  if (length < 1 || length > YC_HUB_CODE_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (code[i]) && code[i] != '-' && code[i] != '_')
      return FALSE;
  return TRUE;
}

/* Base64 (RFC 4648, section 4) of exactly @size bytes, with its padding. */
gboolean
yc_hub_base64_decode (const char *text,
                      guint8     *ret_bytes,
                      gsize       size)
{
  g_autofree guint8 *bytes = NULL;
  g_autofree char *again = NULL;
  gsize decoded;

  if (text == NULL || strlen (text) != (size + 2) / 3 * 4)
    return FALSE;
  bytes = g_base64_decode (text, &decoded);
  if (decoded != size)
    return FALSE;
  again = g_base64_encode (bytes, decoded);
  if (strcmp (again, text) != 0)
    return FALSE;
  memcpy (ret_bytes, bytes, size);
  return TRUE;
}

/* A token is the device's id, a dot and a secret; the secret is kept as its hash. */
static gboolean
read_token (YcHubRequest *self,
            const char   *authorization,
            YcHubAnswer **ret_refusal)
{
  g_auto (GStrv) parts = NULL;

  if (authorization == NULL)
    return TRUE;
  if (strlen (authorization) > TOKEN_MAX || !g_str_has_prefix (authorization, TOKEN_PREFIX))
    return refuse (ret_refusal, 401, "token", "The authorization is not a device's token");
  parts = g_strsplit (authorization + strlen (TOKEN_PREFIX), ".", 3);
  if (g_strv_length (parts) != 2 || !yc_id_parse (parts[0], &self->token_device))
    return refuse (ret_refusal, 401, "token", "The authorization is not a device's token");
  yc_sha256 (parts[1], strlen (parts[1]), self->token_hash);
  self->has_token = TRUE;
  return TRUE;
}

static gboolean
parse_number (const char *text,
              gint64      least,
              gint64      most,
              gint64     *ret_number)
{
  return g_ascii_string_to_signed (text, 10, least, most, ret_number, NULL);
}

/* "wall boot boottime" */
static gboolean
read_sending (const char *text,
              YcStamp    *ret_sending)
{
  g_auto (GStrv) parts = NULL;

  if (text == NULL || strlen (text) > 100)
    return FALSE;
  parts = g_strsplit (text, " ", 4);
  return g_strv_length (parts) == 3 &&
         parse_number (parts[0], -YC_VALUE_INT_MAX, YC_VALUE_INT_MAX, &ret_sending->wall_ms) &&
         yc_id_parse (parts[1], &ret_sending->boot) &&
         parse_number (parts[2], 0, YC_VALUE_INT_MAX, &ret_sending->boot_ms);
}

/* When and to whom they were sent. */
static gboolean
read_ops_head (YcHubRequest    *self,
               const YcHubHead *head,
               YcHubAnswer    **ret_refusal)
{
  if (!read_sending (head->sending, &self->sending))
    return refuse (ret_refusal, 422, "malformed", "Yc-Sending is missing or not three readings");
  self->cursor.epoch = g_strndup (head->epoch != NULL ? head->epoch : "", YC_ID_TEXT_SIZE);
  return TRUE;
}

static gboolean
read_op_head (YcHubRequest    *self,
              const YcHubHead *head,
              const char      *id,
              YcHubAnswer    **ret_refusal)
{
  guint8 signature[YC_SIGNATURE_SIZE];

  if (!yc_id_parse (id, &self->op))
    return refuse (ret_refusal, 422, "malformed", "The path does not end in an id");
  if (!yc_hub_base64_decode (head->signature, signature, sizeof signature))
    return refuse (ret_refusal, 422, "malformed", "Yc-Signature is missing or not a signature");
  if (!read_ops_head (self, head, ret_refusal))
    return FALSE;
  self->grant = yc_hub_shown_parse (head->grant);
  if (self->grant == NULL)
    return refuse (ret_refusal, 422, "malformed", "Yc-Grant is not a signed text");
  self->said = yc_hub_shown_parse (head->said);
  if (self->said == NULL)
    return refuse (ret_refusal, 422, "malformed", "Yc-Said is not a list of signed texts");
  self->signature = g_bytes_new (signature, sizeof signature);
  return TRUE;
}

static gboolean
read_number_param (GHashTable *params,
                   const char *name,
                   gint64      most,
                   gint64      fallback,
                   gint64     *ret_number)
{
  const char *text = g_hash_table_lookup (params, name);

  *ret_number = fallback;
  return text == NULL || parse_number (text, 0, most, ret_number);
}

static gboolean
read_cursor (YcHubCursor  *cursor,
             GHashTable   *params,
             YcHubAnswer **ret_refusal)
{
  const char *epoch = g_hash_table_lookup (params, "epoch");
  const char *hash = g_hash_table_lookup (params, "hash");
  gint64 limit, wait;

  if (!read_number_param (params, "after", YC_VALUE_INT_MAX, 0, &cursor->after) ||
      !read_number_param (params, "limit", YC_HUB_FEED_LIMIT_MAX, YC_HUB_FEED_LIMIT_MAX, &limit) ||
      !read_number_param (params, "wait", YC_HUB_FEED_WAIT_MAX_S, 0, &wait) || limit < 1)
    return refuse (ret_refusal, 422, "malformed", "after, limit or wait is not a number in its range");
  cursor->epoch = g_strndup (epoch != NULL ? epoch : "", YC_ID_TEXT_SIZE);
  cursor->hash = g_strndup (hash != NULL ? hash : "", YC_SHA256_TEXT_SIZE);
  cursor->limit = (guint) limit;
  cursor->wait_s = (guint) wait;
  return TRUE;
}

/* Where a reader of events is: "EPOCH:POSITION:HASH", as the hub said it. */
static gboolean
read_last_event (YcHubCursor *cursor,
                 const char  *id)
{
  g_auto (GStrv) parts = g_strsplit (id, ":", 4);
  guint8 hash[YC_SHA256_SIZE];
  YcId epoch;
  gint64 after;

  if (g_strv_length (parts) != 3 || !yc_id_parse (parts[0], &epoch) || !yc_sha256_parse (parts[2], hash) ||
      !g_ascii_string_to_unsigned (parts[1], 10, 1, YC_VALUE_INT_MAX, (guint64 *) &after, NULL))
    return FALSE;
  g_free (cursor->epoch);
  g_free (cursor->hash);
  cursor->epoch = g_steal_pointer (&parts[0]);
  cursor->after = after;
  cursor->hash = g_steal_pointer (&parts[2]);
  g_free (g_steal_pointer (&parts[1]));
  return TRUE;
}

/* A reader of events says so by what it accepts, and after a break where it is. */
static gboolean
read_events (YcHubRequest    *self,
             const YcHubHead *head,
             YcHubAnswer    **ret_refusal)
{
  self->events = head->accept != NULL && strstr (head->accept, "text/event-stream") != NULL;
  if (!self->events || head->last_event == NULL || *head->last_event == '\0' ||
      read_last_event (&self->cursor, head->last_event))
    return TRUE;
  return refuse (ret_refusal, 422, "malformed", "Last-Event-ID is not the id of an event");
}

static gboolean
read_search (YcHubRequest *self,
             GHashTable   *params,
             YcHubAnswer **ret_refusal)
{
  const char *text = g_hash_table_lookup (params, "q");
  glong length;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return refuse (ret_refusal, 422, "malformed", "q is missing or not text");
  self->search = g_strstrip (g_utf8_normalize (text, -1, G_NORMALIZE_NFC));
  length = g_utf8_strlen (self->search, -1);
  if (length < YC_HUB_SEARCH_MIN || length > YC_HUB_SEARCH_MAX)
    return refuse (ret_refusal, 422, "malformed", "q must have from 2 to 64 characters");
  return TRUE;
}

static gboolean
read_feed (YcHubRequest *self,
           const char   *name,
           GHashTable   *params,
           YcHubAnswer **ret_refusal)
{
  if (self->door == YC_HUB_DOOR_HALL_FEED && !yc_hub_code_is_valid (name))
    return refuse (ret_refusal, 404, "no-such-hall", "That is not a hall's code");
  if (self->door == YC_HUB_DOOR_STREAM_FEED && !yc_stream_parse (name, &self->stream))
    return refuse (ret_refusal, 404, "no-such-stream", "That is not a stream's name");
  self->hall = g_strdup (name);
  return read_cursor (&self->cursor, params, ret_refusal);
}

static gboolean
read_case (YcHubRequest *self,
           const char   *name,
           YcHubAnswer **ret_refusal)
{
  return (yc_stream_parse (name, &self->stream) && self->stream.type == YC_STREAM_CASE) ||
         refuse (ret_refusal, 404, "no-such-stream", "That is not a case's name");
}

/* Names that the hub does not know are none that it reads from its store. */
static gboolean
read_list (YcHubRequest *self,
           const char   *name,
           GHashTable   *params,
           YcHubAnswer **ret_refusal)
{
  static const char *const names[] = { "review", "progress", "owed", "callbacks", "corrections", "firms", NULL };
  const char *owner = g_hash_table_lookup (params, "operator");
  gint64 limit;

  if (!g_strv_contains (names, name))
    return refuse (ret_refusal, 404, "no-such-list", "There is no such list");
  if (!read_number_param (params, "after", G_MAXINT32, 0, &self->cursor.after) ||
      !read_number_param (params, "limit", YC_HUB_LIST_LIMIT_MAX, YC_HUB_LIST_LIMIT_MAX, &limit) || limit < 1 ||
      (owner != NULL && !yc_hub_code_is_valid (owner)))
    return refuse (ret_refusal, 422, "malformed", "after, limit or operator is not what it must be");
  self->hall = g_strdup (name);
  self->search = g_strdup (owner != NULL ? owner : "");
  self->cursor.limit = (guint) limit;
  return TRUE;
}

/* Of administrators. */
static gboolean
read_staff (YcHubRequest *self,
            GHashTable   *params,
            YcHubAnswer **ret_refusal)
{
  const char *text = g_hash_table_lookup (params, "q");
  gint64 limit;

  if (!read_number_param (params, "after", G_MAXINT32, 0, &self->cursor.after) ||
      !read_number_param (params, "limit", YC_HUB_LIST_LIMIT_MAX, YC_HUB_LIST_LIMIT_MAX, &limit) || limit < 1)
    return refuse (ret_refusal, 422, "malformed", "after or limit is not a number in its range");
  if (text != NULL && (!g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > YC_HUB_SEARCH_MAX))
    return refuse (ret_refusal, 422, "malformed", "q must have at most 64 characters");
  self->search = text != NULL ? g_strstrip (g_utf8_normalize (text, -1, G_NORMALIZE_NFC)) : g_strdup ("");
  self->cursor.limit = (guint) limit;
  return TRUE;
}

/* Without one the newest is meant. */
static gboolean
read_version (YcHubRequest *self,
              GHashTable   *params,
              YcHubAnswer **ret_refusal)
{
  const char *version = g_hash_table_lookup (params, "version");

  if (version != NULL && !yc_catalogue_version_is_valid (version))
    return refuse (ret_refusal, 422, "malformed", "version is not a version's name");
  self->search = g_strdup (version);
  return TRUE;
}

/* @params: (nullable): where no piece of it is wanted */
static gboolean
read_pack (YcHubRequest *self,
           const char   *version,
           GHashTable   *params,
           YcHubAnswer **ret_refusal)
{
  if (!yc_catalogue_version_is_valid (version))
    return refuse (ret_refusal, 404, "unknown-version", "That is no version's name");
  if (params != NULL && (!read_number_param (params, "offset", YC_PACK_BYTES_MAX, 0, &self->cursor.after) ||
                         !read_number_param (params, "limit", YC_HUB_PIECE_MAX, YC_HUB_PIECE_MAX, &self->size) || self->size < 1))
    return refuse (ret_refusal, 422, "malformed", "offset or limit is not what it must be");
  self->search = g_strdup (version);
  return TRUE;
}

static gboolean
parse_by (const char  *text,
          YcFiguresBy *ret_by)
{
  static const char *const names[] = { "none", "window", "person", "matter" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text != NULL ? text : "none", names[i]) == 0)
      {
        *ret_by = i;
        return TRUE;
      }
  return FALSE;
}

/* A period of at most 400 days, which has a beginning and an end. */
static gboolean
read_figures (YcHubRequest *self,
              GHashTable   *params,
              YcHubAnswer **ret_refusal)
{
  YcFiguresQuery *query = &self->figures;

  if (!read_number_param (params, "from", YC_VALUE_INT_MAX, -1, &query->from_ms) ||
      !read_number_param (params, "to", YC_VALUE_INT_MAX, -1, &query->to_ms) ||
      !read_number_param (params, "now", YC_VALUE_INT_MAX, 0, &query->now_ms) || query->from_ms < 0 ||
      query->to_ms <= query->from_ms || query->to_ms - query->from_ms > YC_HUB_PERIOD_MAX_MS ||
      !parse_by (g_hash_table_lookup (params, "by"), &query->by))
    return refuse (ret_refusal, 422, "malformed", "from, to, now or by is not what it must be");
  if (self->door == YC_HUB_DOOR_FIGURES)
    query->now_ms = 0;
  return TRUE;
}

static gboolean
read_counted (YcHubRequest *self,
              GHashTable   *params,
              YcHubAnswer **ret_refusal)
{
  const char *key = g_hash_table_lookup (params, "key");
  gint64 limit;

  if (!yc_measure_parse (g_hash_table_lookup (params, "measure"), &self->measure) ||
      !read_number_param (params, "after", G_MAXINT32, 0, &self->cursor.after) ||
      !read_number_param (params, "limit", YC_HUB_LIST_LIMIT_MAX, YC_HUB_LIST_LIMIT_MAX, &limit) || limit < 1 ||
      (key != NULL && (strlen (key) > YC_HUB_KEY_MAX || !g_utf8_validate (key, -1, NULL) ||
                       self->figures.by == YC_BY_NOTHING)))
    return refuse (ret_refusal, 422, "malformed", "measure, key, after or limit is not what it must be");
  self->has_key = key != NULL;
  self->search = g_strdup (key != NULL ? key : "");
  self->cursor.limit = (guint) limit;
  return TRUE;
}

static gboolean
read_reveals (YcHubRequest *self,
              GHashTable   *params,
              YcHubAnswer **ret_refusal)
{
  const char *who = g_hash_table_lookup (params, "operator");
  gint64 limit;

  if (!read_number_param (params, "after", G_MAXINT32, 0, &self->cursor.after) ||
      !read_number_param (params, "limit", YC_HUB_LIST_LIMIT_MAX, YC_HUB_LIST_LIMIT_MAX, &limit) || limit < 1 ||
      (who != NULL && !yc_hub_code_is_valid (who)))
    return refuse (ret_refusal, 422, "malformed", "after, limit or operator is not what it must be");
  self->search = g_strdup (who != NULL ? who : "");
  self->cursor.limit = (guint) limit;
  return TRUE;
}

/* Digits as we write them: the name becomes that of a file. */
static gboolean
is_sha256 (const char *text)
{
  return strlen (text) == YC_SHA256_TEXT_SIZE - 1 && strspn (text, "0123456789abcdef") == YC_SHA256_TEXT_SIZE - 1;
}

static gboolean
read_blob (YcHubRequest *self,
           const char   *name,
           GHashTable   *params,
           YcHubAnswer **ret_refusal)
{
  gboolean put = self->door == YC_HUB_DOOR_PUT_BLOB;

  if (!is_sha256 (name))
    return refuse (ret_refusal, 404, "no-such-blob", "That is not a document's SHA-256");
  if (!read_number_param (params, "offset", YC_HUB_BLOB_MAX, put ? -1 : 0, &self->cursor.after) ||
      !read_number_param (params, put ? "size" : "limit", put ? YC_HUB_BLOB_MAX : YC_HUB_PIECE_MAX,
                          put ? -1 : YC_HUB_PIECE_MAX, &self->size) ||
      self->cursor.after < 0 || self->size < 1 || (put && self->cursor.after > self->size))
    return refuse (ret_refusal, 422, "malformed", "offset, size or limit is not a number in its range");
  self->sha256 = g_strdup (name);
  return TRUE;
}

static gboolean
read_door (YcHubRequest    *self,
           const YcHubHead *head,
           char           **segments,
           YcHubAnswer    **ret_refusal)
{
  g_autoptr (GHashTable) params = g_uri_parse_params (head->query != NULL ? head->query : "", -1, "&",
                                                      G_URI_PARAMS_WWW_FORM, NULL);

  if (params == NULL)
    return refuse (ret_refusal, 422, "malformed", "The query cannot be read");
  switch (self->door)
    {
    case YC_HUB_DOOR_OP:
      return read_op_head (self, head, segments[3], ret_refusal);
    case YC_HUB_DOOR_OPS:
      return read_ops_head (self, head, ret_refusal);
    case YC_HUB_DOOR_HALL_FEED:
      return read_feed (self, segments[3], params, ret_refusal) && read_events (self, head, ret_refusal);
    case YC_HUB_DOOR_STREAM_FEED:
      return read_feed (self, segments[3], params, ret_refusal);
    case YC_HUB_DOOR_CASES:
      return read_search (self, params, ret_refusal);
    case YC_HUB_DOOR_CASE_CODE:
      return read_case (self, segments[3], ret_refusal);
    case YC_HUB_DOOR_LISTS:
      return read_list (self, segments[3], params, ret_refusal);
    case YC_HUB_DOOR_FIGURES:
      return read_figures (self, params, ret_refusal);
    case YC_HUB_DOOR_COUNTED:
      return read_figures (self, params, ret_refusal) && read_counted (self, params, ret_refusal);
    case YC_HUB_DOOR_REVEALS:
      return read_figures (self, params, ret_refusal) && read_reveals (self, params, ret_refusal);
    case YC_HUB_DOOR_PUT_BLOB:
    case YC_HUB_DOOR_GET_BLOB:
      return read_blob (self, segments[3], params, ret_refusal);
    case YC_HUB_DOOR_CATALOGUE:
      return read_version (self, params, ret_refusal);
    case YC_HUB_DOOR_PACK:
      return read_pack (self, segments[3], params, ret_refusal);
    case YC_HUB_DOOR_PACK_STATE:
      return read_pack (self, segments[3], NULL, ret_refusal);
    case YC_HUB_DOOR_PACKS:
    case YC_HUB_DOOR_STAFF_PACKS:
    case YC_HUB_DOOR_STAFF_OPERATORS:
    case YC_HUB_DOOR_STAFF_WINDOWS:
    case YC_HUB_DOOR_STAFF_DEVICES:
      return read_staff (self, params, ret_refusal);
    case YC_HUB_DOOR_STAFF_CODES:
    case YC_HUB_DOOR_PASSWORD:
    case YC_HUB_DOOR_AUDIT_HEAD:
    case YC_HUB_DOOR_CODES:
    case YC_HUB_DOOR_HEALTH:
    case YC_HUB_DOOR_ENROL:
    case YC_HUB_DOOR_LOGIN:
    default:
      return TRUE;
    }
}

/**
 * yc_hub_request_parse:
 * @head: what came before the body
 * @ret_refusal: (out) (transfer full): what to answer when there is no such request
 *
 * Returns: (transfer full) (nullable): the request; the body may be read then
 */
YcHubRequest *
yc_hub_request_parse (const YcHubHead *head,
                      YcHubAnswer    **ret_refusal)
{
  g_autoptr (YcHubRequest) self = g_new0 (YcHubRequest, 1);
  g_auto (GStrv) segments = NULL;

  if (strlen (head->path) + (head->query != NULL ? strlen (head->query) : 0) > YC_HUB_TARGET_MAX)
    {
      refuse (ret_refusal, 414, "too-long", "The target is too long");
      return NULL;
    }
  segments = g_strsplit (head->path, "/", 7);
  if (g_strv_length (segments) < 3 || *segments[0] != '\0' || strcmp (segments[1], "v1") != 0)
    {
      refuse (ret_refusal, 404, "no-such-door", "There is no such door");
      return NULL;
    }
  if (!find_door (self, head->method, segments, ret_refusal) ||
      !read_token (self, head->authorization, ret_refusal))
    return NULL;
  if (yc_hub_request_needs_device (self) && !self->has_token)
    {
      refuse (ret_refusal, 401, "token", "Say which device you are");
      return NULL;
    }
  return read_door (self, head, segments, ret_refusal) ? g_steal_pointer (&self) : NULL;
}

void
yc_hub_request_free (YcHubRequest *self)
{
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->grant, g_ptr_array_unref);
  g_clear_pointer (&self->said, g_ptr_array_unref);
  g_free (self->hall);
  g_free (self->cursor.epoch);
  g_free (self->cursor.hash);
  g_free (self->sha256);
  g_free (self->search);
  g_free (self);
}

/* In bytes. */
gsize
yc_hub_request_get_body_max (const YcHubRequest *self)
{
  switch (self->door)
    {
    case YC_HUB_DOOR_OP:
      return YC_OP_BYTES_MAX;
    case YC_HUB_DOOR_OPS:
      return YC_OP_BATCH_BYTES_MAX;
    case YC_HUB_DOOR_PUT_BLOB:
      return YC_HUB_PIECE_MAX;
    case YC_HUB_DOOR_ENROL:
    case YC_HUB_DOOR_LOGIN:
    case YC_HUB_DOOR_CASE_CODE:
    case YC_HUB_DOOR_CODES:
    case YC_HUB_DOOR_PACK_STATE:
    case YC_HUB_DOOR_STAFF_CODES:
    case YC_HUB_DOOR_PASSWORD:
      return YC_HUB_SMALL_BODY_MAX;
    case YC_HUB_DOOR_HEALTH:
    case YC_HUB_DOOR_CATALOGUE:
    case YC_HUB_DOOR_HALL_FEED:
    case YC_HUB_DOOR_STREAM_FEED:
    case YC_HUB_DOOR_CASES:
    case YC_HUB_DOOR_LISTS:
    case YC_HUB_DOOR_FIGURES:
    case YC_HUB_DOOR_COUNTED:
    case YC_HUB_DOOR_REVEALS:
    case YC_HUB_DOOR_GET_BLOB:
    case YC_HUB_DOOR_PACKS:
    case YC_HUB_DOOR_PACK:
    default:
      return 0;
    }
}

gboolean
yc_hub_request_needs_device (const YcHubRequest *self)
{
  return self->door != YC_HUB_DOOR_HEALTH && self->door != YC_HUB_DOOR_ENROL;
}

/* Returns: a literal */
const char *
yc_hub_door_get_name (YcHubDoor door)
{
  for (gsize i = 0; i < G_N_ELEMENTS (doors); i++)
    if (doors[i].door == door)
      return doors[i].name;
  g_return_val_if_reached ("none");
}
