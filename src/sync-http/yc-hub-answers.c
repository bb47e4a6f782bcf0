/* yc-hub-answers.c: what the hub answers, read from bytes
 *
 * Pure. Every text goes through the guard first, with limits of its own door;
 * members that are not known are passed over. An answer that cannot be read
 * is no answer: what asks for it is tried again.
 */

#include "yc-hub-answers.h"

#include "yc-json-guard.h"
#include "yc-wire-error.h"

#include <string.h>

#define TEXT_MAX 512 /* bytes of a name, a code, a token */
#define FEED_ROWS_MAX 500

static const YcJsonLimits answer_limits = {
  .bytes_max = YC_HUB_ANSWER_BYTES_MAX,
  .depth_max = 6,
  .members_max = 4096,
  .string_bytes_max = 16384,
};

static const YcJsonLimits feed_limits = {
  .bytes_max = YC_HUB_FEED_BYTES_MAX,
  .depth_max = 8,
  .members_max = 400000,
  .string_bytes_max = YC_OP_BYTES_MAX,
};

static const YcJsonLimits catalogue_limits = {
  .bytes_max = 2 * YC_HUB_CATALOGUE_BYTES_MAX,
  .depth_max = 2,
  .members_max = 16,
  .string_bytes_max = YC_HUB_CATALOGUE_BYTES_MAX,
};

static gboolean
refuse_shape (GError    **error,
              const char *what)
{
  g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE,
               "The hub's answer has no “%s” as it must be", what);
  return FALSE;
}

static gboolean
take_text (json_t     *json,
           const char *name,
           char      **ret_text,
           GError    **error)
{
  json_t *member = json_object_get (json, name);

  if (!json_is_string (member) || json_string_length (member) > TEXT_MAX)
    return refuse_shape (error, name);
  *ret_text = g_strdup (json_string_value (member));
  return TRUE;
}

static gboolean
take_int (json_t     *json,
          const char *name,
          gint64     *ret_integer,
          GError    **error)
{
  json_t *member = json_object_get (json, name);

  if (!json_is_integer (member) || json_integer_value (member) < 0)
    return refuse_shape (error, name);
  *ret_integer = json_integer_value (member);
  return TRUE;
}

/* Base64 that gives exactly @size bytes. */
static gboolean
take_base64 (json_t     *json,
             const char *name,
             gsize       size,
             GBytes    **ret_bytes,
             GError    **error)
{
  json_t *member = json_object_get (json, name);
  g_autofree guint8 *data = NULL;
  gsize length = 0;

  if (json_is_string (member) && json_string_length (member) <= TEXT_MAX)
    data = g_base64_decode (json_string_value (member), &length);
  if (data == NULL || length != size)
    return refuse_shape (error, name);
  *ret_bytes = g_bytes_new_take (g_steal_pointer (&data), length);
  return TRUE;
}

static void
row_free_cb (gpointer data)
{
  yc_feed_row_free (data);
}

static void
found_free_cb (gpointer data)
{
  yc_hub_found_free (data);
}

static YcHubOpAnswer *
read_op_answer (json_t  *json,
                GError **error)
{
  g_autoptr (YcHubOpAnswer) self = NULL;

  self = g_new0 (YcHubOpAnswer, 1);
  if (!take_int (json, "position", &self->position, error) ||
      !take_int (json, "revision", &self->revision, error) ||
      !take_text (json, "hash", &self->hash, error) ||
      !take_int (json, "received", &self->received_ms, error))
    return NULL;
  self->verdict = yc_verdict_from_json (json_object_get (json, "verdict"), error);
  return self->verdict != NULL ? g_steal_pointer (&self) : NULL;
}

/* Returns: (transfer full) (nullable): the answer to PUT /v1/ops/ID */
YcHubOpAnswer *
yc_hub_op_answer_parse (GBytes  *bytes,
                        GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &feed_limits, error);

  return json != NULL ? read_op_answer (json, error) : NULL;
}

static void
op_result_free (gpointer data)
{
  YcHubOpResult *self = data;

  g_clear_pointer (&self->answer, yc_hub_op_answer_free);
  g_free (self->code);
  g_free (self);
}

static gboolean
read_op_result (json_t         *json,
                YcHubOpResult  *self,
                GError        **error)
{
  json_t *answer = json_object_get (json, "answer");
  gint64 status;

  if (!take_int (json, "status", &status, error))
    return FALSE;
  self->status = (guint) CLAMP (status, 0, 999);
  if (self->status != 200)
    return take_text (answer, "code", &self->code, error);
  self->answer = read_op_answer (answer, error);
  return self->answer != NULL;
}

/* Returns: (transfer full) (element-type YcHubOpResult) (nullable): the answers to POST /v1/ops */
GPtrArray *
yc_hub_op_results_parse (GBytes  *bytes,
                         GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &feed_limits, error);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (op_result_free);
  json_t *answers = json_object_get (json, "answers"), *entry;
  gsize i;

  if (json == NULL)
    return NULL;
  if (!json_is_array (answers))
    {
      refuse_shape (error, "answers");
      return NULL;
    }
  json_array_foreach (answers, i, entry)
    {
      YcHubOpResult *result = g_new0 (YcHubOpResult, 1);

      g_ptr_array_add (results, result);
      if (!read_op_result (entry, result, error))
        return NULL;
    }
  return g_steal_pointer (&results);
}

void
yc_hub_op_answer_free (YcHubOpAnswer *self)
{
  g_free (self->hash);
  g_clear_pointer (&self->verdict, yc_verdict_free);
  g_free (self);
}

static gboolean
read_rows (json_t     *array,
           GPtrArray  *rows,
           GError    **error)
{
  json_t *entry;
  gsize i;

  if (!json_is_array (array) || json_array_size (array) > FEED_ROWS_MAX)
    return refuse_shape (error, "rows");
  json_array_foreach (array, i, entry)
    {
      YcFeedRow *row = yc_feed_row_from_json (entry, error);

      if (row == NULL)
        return FALSE;
      g_ptr_array_add (rows, row);
    }
  return TRUE;
}

/* Returns: (transfer full) (nullable): the answer to GET …/feed */
YcHubFeedAnswer *
yc_hub_feed_answer_parse (GBytes  *bytes,
                          GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &feed_limits, error);
  g_autoptr (YcHubFeedAnswer) self = NULL;

  if (json == NULL)
    return NULL;
  self = g_new0 (YcHubFeedAnswer, 1);
  self->rows = g_ptr_array_new_with_free_func (row_free_cb);
  if (!take_text (json, "epoch", &self->epoch, error) ||
      !take_int (json, "horizon_ms", &self->horizon_ms, error) ||
      !take_int (json, "time", &self->time_ms, error) ||
      !take_int (json, "head", &self->head, error) ||
      !read_rows (json_object_get (json, "rows"), self->rows, error))
    return NULL;
  if (json_object_get (json, "packs") == NULL)
    self->packs = -1;
  else if (!take_int (json, "packs", &self->packs, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
yc_hub_feed_answer_free (YcHubFeedAnswer *self)
{
  g_free (self->epoch);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* Returns: (transfer full) (nullable): the answer to GET /v1/health */
YcHubHealth *
yc_hub_health_parse (GBytes  *bytes,
                     GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &answer_limits, error);
  g_autoptr (YcHubHealth) self = NULL;

  if (json == NULL)
    return NULL;
  self = g_new0 (YcHubHealth, 1);
  if (!take_text (json, "epoch", &self->epoch, error) ||
      !take_int (json, "time", &self->time_ms, error) ||
      !take_text (json, "version", &self->version, error))
    return NULL;
  if (self->epoch[0] == '\0')
    {
      refuse_shape (error, "epoch");
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
yc_hub_health_free (YcHubHealth *self)
{
  g_free (self->epoch);
  g_free (self->version);
  g_free (self);
}

/* Returns: (transfer full) (nullable): the answer to POST /v1/enrol */
YcHubEnrolment *
yc_hub_enrolment_parse (GBytes  *bytes,
                        GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &answer_limits, error);
  g_autoptr (YcHubEnrolment) self = NULL;

  if (json == NULL)
    return NULL;
  self = g_new0 (YcHubEnrolment, 1);
  if (!take_text (json, "device", &self->device, error) ||
      !take_text (json, "token", &self->token, error) ||
      !take_text (json, "window", &self->window, error) ||
      !take_text (json, "hall", &self->hall, error) ||
      !take_text (json, "hall_name", &self->hall_name, error) ||
      !take_text (json, "city", &self->city, error) ||
      !take_text (json, "epoch", &self->epoch, error) ||
      !take_int (json, "time", &self->time_ms, error) ||
      !take_base64 (json, "key", 32, &self->key, error))
    return NULL;
  self->training = json_is_true (json_object_get (json, "training"));
  return g_steal_pointer (&self);
}

void
yc_hub_enrolment_free (YcHubEnrolment *self)
{
  g_free (self->device);
  g_free (self->token);
  g_free (self->window);
  g_free (self->hall);
  g_free (self->hall_name);
  g_free (self->city);
  g_free (self->epoch);
  g_clear_pointer (&self->key, g_bytes_unref);
  g_free (self);
}

static YcHubSigned *
parse_signed (GBytes              *bytes,
              const YcJsonLimits  *limits,
              const char          *name,
              GError             **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, limits, error);
  g_autoptr (YcHubSigned) self = NULL;
  json_t *text;

  if (json == NULL)
    return NULL;
  text = json_object_get (json, name);
  if (!json_is_string (text) || json_string_length (text) == 0)
    {
      refuse_shape (error, name);
      return NULL;
    }
  self = g_new0 (YcHubSigned, 1);
  self->bytes = g_bytes_new (json_string_value (text), json_string_length (text));
  self->time_ms = json_integer_value (json_object_get (json, "time"));
  if (!take_base64 (json, "signature", YC_SIGNATURE_SIZE, &self->signature, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Returns: (transfer full) (nullable): the answer to POST /v1/login */
YcHubSigned *
yc_hub_grant_parse (GBytes  *bytes,
                    GError **error)
{
  return parse_signed (bytes, &answer_limits, "grant", error);
}

/* Returns: (transfer full) (nullable): the answer to GET /v1/catalogue */
YcHubSigned *
yc_hub_catalogue_parse (GBytes  *bytes,
                        GError **error)
{
  return parse_signed (bytes, &catalogue_limits, "catalogue", error);
}

/* Returns: (transfer full) (nullable): the answer to GET /v1/packs */
YcHubSigned *
yc_hub_packs_parse (GBytes  *bytes,
                    GError **error)
{
  return parse_signed (bytes, &catalogue_limits, "list", error);
}

/* Returns: (transfer full) (nullable): the answer to GET /v1/audit/head */
YcHubSigned *
yc_hub_head_parse (GBytes  *bytes,
                   GError **error)
{
  return parse_signed (bytes, &answer_limits, "head", error);
}

void
yc_hub_signed_free (YcHubSigned *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_free (self);
}

static YcHubFound *
parse_found (json_t  *json,
             GError **error)
{
  g_autoptr (YcHubFound) self = g_new0 (YcHubFound, 1);
  g_autofree char *stream = NULL;

  if (!take_text (json, "stream", &stream, error) ||
      !take_text (json, "number", &self->number, error) ||
      !take_text (json, "name", &self->name, error) ||
      !take_text (json, "status", &self->status, error))
    return NULL;
  if (!yc_stream_parse (stream, &self->stream))
    {
      refuse_shape (error, "stream");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* Returns: (transfer full) (nullable): of YcHubFound, from GET /v1/cases */
GPtrArray *
yc_hub_found_parse (GBytes  *bytes,
                    GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &answer_limits, error);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (found_free_cb);
  json_t *cases, *entry;
  gsize i;

  if (json == NULL)
    return NULL;
  cases = json_object_get (json, "cases");
  if (!json_is_array (cases) || json_array_size (cases) > YC_HUB_FOUND_MAX)
    {
      refuse_shape (error, "cases");
      return NULL;
    }
  json_array_foreach (cases, i, entry)
    {
      YcHubFound *found = parse_found (entry, error);

      if (found == NULL)
        return NULL;
      g_ptr_array_add (all, found);
    }
  return g_steal_pointer (&all);
}

void
yc_hub_found_free (YcHubFound *self)
{
  g_free (self->number);
  g_free (self->name);
  g_free (self->status);
  g_free (self);
}

/**
 * yc_hub_problem_parse:
 * @bytes: the body of an answer that is not 200
 * @ret_code: (out) (transfer full): the code of a problem document (RFC 9457),
 *   "" where there is none to be read
 * @ret_detail: (out) (transfer full): what it says in words, or ""
 * @ret_offset: (out): how much of a document the hub has; -1 where it does not say
 */
void
yc_hub_problem_parse (GBytes  *bytes,
                      char   **ret_code,
                      char   **ret_detail,
                      gint64  *ret_offset)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &answer_limits, NULL);
  g_autofree char *code = NULL;
  g_autofree char *detail = NULL;

  *ret_offset = -1;
  if (json != NULL)
    {
      take_text (json, "code", &code, NULL);
      take_text (json, "detail", &detail, NULL);
      take_int (json, "offset", ret_offset, NULL);
    }
  *ret_code = code != NULL ? g_steal_pointer (&code) : g_strdup ("");
  *ret_detail = detail != NULL ? g_steal_pointer (&detail) : g_strdup ("");
}
