/* yc-office-wire.c: an office's JSON
 *
 * A page of answers is read whole or not at all as a page: where it begins,
 * that its places go up, and how many there are. One answer in it that is not
 * what the interface says spoils only itself: it keeps its place, so that the
 * hub can record it and read on behind it.
 */

#include "yc-office-wire.h"

#include "yc-json-guard.h"
#include "yc-wire-error.h"

#include <string.h>

#define TIME_MAX (G_GINT64_CONSTANT (1) << 53)
#define KEY_MAX 64 /* bytes */

static const YcJsonLimits page_limits = {
  .bytes_max = YC_OFFICE_PAGE_BYTES_MAX,
  .depth_max = 5,
  .members_max = YC_OFFICE_ANSWERS_MAX * (YC_OFFICE_POINTS_MAX * 5 + 16),
  .string_bytes_max = 64 * 1024, /* one that is too long spoils its answer only */
};

static const YcJsonLimits receipt_limits = {
  .bytes_max = YC_OFFICE_RECEIPT_BYTES_MAX,
  .depth_max = 2,
  .members_max = 16,
  .string_bytes_max = YC_OFFICE_TEXT_MAX,
};

void
yc_office_entry_free (YcOfficeEntry *self)
{
  g_clear_pointer (&self->answer, yc_office_answer_free);
  g_free (self);
}

/* --- what it is sent ----------------------------------------------------- */

static void
put_value (json_t        *form,
           const char    *path,
           const YcValue *value)
{
  if (value != NULL && value->type == YC_VALUE_TEXT && *value->text != '\0')
    json_object_set_new (form, path, json_string (value->text));
  else if (value != NULL && value->type == YC_VALUE_INT)
    json_object_set_new (form, path, json_integer (value->integer));
}

static void
put_rows (json_t           *form,
          YcCase           *c,
          const YcListSpec *list)
{
  g_auto (GStrv) rows = yc_case_list_rows (c, list->path);

  for (char **row = rows; *row != NULL; row++)
    for (guint i = 0; i < list->fields->len; i++)
      {
        const YcFieldSpec *spec = g_ptr_array_index (list->fields, i);
        g_autofree char *path = g_strdup_printf ("%s/%s/%s", list->path, *row, spec->path);

        put_value (form, path, yc_case_get_value (c, path));
      }
}

/* The fields that the module uses, and no others. */
static json_t *
build_form (YcCase         *c,
            const YcMatter *matter,
            const YcModule *module)
{
  json_t *form = json_object ();

  for (guint i = 0; i < module->uses->len; i++)
    {
      const char *path = g_ptr_array_index (module->uses, i);
      const YcListSpec *list = yc_matter_find_list (matter, path);

      if (list != NULL)
        put_rows (form, c, list);
      else
        put_value (form, path, yc_case_get_value (c, path));
    }
  return form;
}

/* What the modules before this one gave. */
static json_t *
build_inputs (YcCase         *c,
              const YcModule *module)
{
  GPtrArray *modules = yc_case_list_modules (c);
  json_t *inputs = json_object ();

  for (guint i = 0; i < modules->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (modules, i);
      json_t *given;

      if (progress->state != YC_MODULE_DONE || !yc_module_has_after (module, progress->module))
        continue;
      given = json_object ();
      for (guint j = 0; j < progress->keys->len; j++)
        {
          const char *key = g_ptr_array_index (progress->keys, j);

          json_object_set_new (given, key, json_string (yc_case_get_result (c, progress->module, key)));
        }
      json_object_set_new (inputs, progress->module, given);
    }
  return inputs;
}

/**
 * yc_office_request_encode:
 * @c: a case that has a number
 * @module: a module of @matter, which an office decides
 * @sent_ms: milliseconds since 1970
 * @deadline_ms: when the answer is promised
 *
 * Returns: (transfer full): the body of PUT /v1/requests/ID
 */
GBytes *
yc_office_request_encode (YcCase         *c,
                          const YcMatter *matter,
                          const YcModule *module,
                          gint64          sent_ms,
                          gint64          deadline_ms)
{
  const char *number = yc_case_get_number (c);
  char id[YC_ID_TEXT_SIZE];
  json_t *json;
  char *text;

  yc_id_to_text (yc_case_get_id (c), id);
  json = json_pack ("{s:s, s:s, s:s, s:s, s:I, s:I, s:o, s:o, s:[]}", "case", id, "number",
                    number != NULL ? number : "", "matter", matter->id, "module", module->id, "sent",
                    (json_int_t) sent_ms, "deadline", (json_int_t) deadline_ms, "form",
                    build_form (c, matter, module), "inputs", build_inputs (c, module), "documents");
  text = json_dumps (json, JSON_COMPACT);
  json_decref (json);
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

/* --- what it sends back -------------------------------------------------- */

static gboolean
refuse (GError    **error,
        const char *what)
{
  g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE, "“%s” is missing or not what it must be", what);
  return FALSE;
}

static gboolean
is_number (json_t *json,
           gint64  min)
{
  return json_is_integer (json) && json_integer_value (json) >= min && json_integer_value (json) <= TIME_MAX;
}

/* A text of the interface; NULL where it is none. */
static const char *
get_text (json_t     *object,
          const char *name,
          gsize       bytes_max)
{
  json_t *member = json_object_get (object, name);
  g_auto (YcValue) value = YC_VALUE_INIT;

  if (!json_is_string (member) || json_string_length (member) == 0 || json_string_length (member) > bytes_max)
    return NULL;
  yc_value_set_text (&value, json_string_value (member));
  return yc_value_is_valid (&value) ? json_string_value (member) : NULL;
}

static gboolean
get_id (json_t     *object,
        const char *name,
        YcId       *ret_id)
{
  const char *text = json_string_value (json_object_get (object, name));

  return text != NULL && yc_id_parse (text, ret_id);
}

/**
 * yc_office_receipt_parse:
 * @error: of %YC_WIRE_ERROR
 *
 * Returns: (transfer full) (nullable): what the office calls the request
 */
char *
yc_office_receipt_parse (GBytes  *bytes,
                         GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &receipt_limits, error);
  const char *receipt;

  if (json == NULL)
    return NULL;
  receipt = get_text (json, "receipt", YC_OFFICE_RECEIPT_MAX);
  if (receipt == NULL)
    refuse (error, "receipt");
  return g_strdup (receipt);
}

static gboolean
read_outputs (json_t *json,
              YcBody *body)
{
  const char *key;
  json_t *member;

  if (!json_is_object (json) || json_object_size (json) > YC_OFFICE_OUTPUTS_MAX)
    return FALSE;
  json_object_foreach (json, key, member)
    {
      const char *value = get_text (json, key, YC_OFFICE_TEXT_MAX);
      YcRecord *item;

      if (value == NULL || *key == '\0' || strlen (key) > KEY_MAX)
        return FALSE;
      item = yc_body_add_item (body);
      yc_record_set_text (item, "key", key);
      yc_record_set_text (item, "value", value);
    }
  return TRUE;
}

/* @names: NULL-terminated: what every entry says */
static gboolean
read_entries (json_t            *json,
              const char *const *names,
              YcBody            *body)
{
  gsize index;
  json_t *entry;

  if (!json_is_array (json) || json_array_size (json) == 0 || json_array_size (json) > YC_OFFICE_POINTS_MAX)
    return FALSE;
  json_array_foreach (json, index, entry)
    {
      YcRecord *item = yc_body_add_item (body);

      for (const char *const *name = names; *name != NULL; name++)
        {
          const char *text = get_text (entry, *name, YC_OFFICE_TEXT_MAX);

          if (text == NULL)
            return FALSE;
          yc_record_set_text (item, *name, text);
        }
    }
  return TRUE;
}

static gboolean
read_outcome (json_t          *json,
              YcOfficeOutcome *ret_outcome)
{
  static const char *const names[] = {
    [YC_OFFICE_DONE] = "done", [YC_OFFICE_CORRECT] = "correct", [YC_OFFICE_REFUSE] = "refuse" };
  const char *text = json_string_value (json_object_get (json, "outcome"));

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text, names[i]) == 0)
      {
        *ret_outcome = (YcOfficeOutcome) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_body (json_t         *json,
           YcOfficeAnswer *answer)
{
  static const char *const point[] = { "code", "path", "text", NULL };
  static const char *const reason[] = { "code", "text", "remedy", NULL };
  json_t *outputs = json_object_get (json, "outputs");
  json_t *points = json_object_get (json, "points");
  json_t *reasons = json_object_get (json, "reasons");

  if ((outputs != NULL) + (points != NULL) + (reasons != NULL) != 1)
    return FALSE;
  switch (answer->outcome)
    {
    case YC_OFFICE_DONE:
      return read_outputs (outputs, answer->body);
    case YC_OFFICE_CORRECT:
      return read_entries (points, point, answer->body);
    case YC_OFFICE_REFUSE:
      return read_entries (reasons, reason, answer->body);
    default:
      return FALSE;
    }
}

/* NULL for what the interface does not know. */
static YcOfficeAnswer *
read_answer (json_t     *json,
             const YcId *request)
{
  g_autoptr (YcOfficeAnswer) answer = NULL;
  YcOfficeOutcome outcome;
  YcId c;

  if (!get_id (json, "case", &c) || !read_outcome (json, &outcome) || !is_number (json_object_get (json, "at"), 0))
    return NULL;
  answer = yc_office_answer_new (request, &c, outcome);
  return read_body (json, answer) ? g_steal_pointer (&answer) : NULL;
}

static gboolean
read_entry (json_t    *json,
            gint64     after,
            GPtrArray *entries,
            GError   **error)
{
  YcOfficeEntry *entry;
  YcId id = { { 0 } };

  if (!is_number (json_object_get (json, "seq"), after + 1))
    return refuse (error, "seq");
  if (!get_id (json, "id", &id))
    return refuse (error, "id");
  entry = g_new0 (YcOfficeEntry, 1);
  entry->seq = json_integer_value (json_object_get (json, "seq"));
  entry->id = id;
  if (get_id (json, "request", &entry->request))
    entry->answer = read_answer (json, &entry->request);
  g_ptr_array_add (entries, entry);
  return TRUE;
}

/**
 * yc_office_page_parse:
 * @bytes: the body of GET /v1/answers
 * @after: the place it was asked from; what comes has higher ones, going up
 * @ret_head: (out): the place of the office's newest answer
 * @error: of %YC_WIRE_ERROR; the page is not read at all then
 *
 * Returns: (transfer full) (element-type YcOfficeEntry) (nullable): what the
 *   office has decided since
 */
GPtrArray *
yc_office_page_parse (GBytes  *bytes,
                      gint64   after,
                      gint64  *ret_head,
                      GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &page_limits, error);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_office_entry_free);
  json_t *array = json_object_get (json, "answers");
  json_t *entry;
  gsize index;

  if (json == NULL)
    return NULL;
  if (!json_is_array (array) || json_array_size (array) > YC_OFFICE_ANSWERS_MAX)
    {
      refuse (error, "answers");
      return NULL;
    }
  if (!is_number (json_object_get (json, "head"), 0))
    {
      refuse (error, "head");
      return NULL;
    }
  json_array_foreach (array, index, entry)
    {
      if (!read_entry (entry, after, entries, error))
        return NULL;
      after = ((YcOfficeEntry *) g_ptr_array_index (entries, index))->seq;
    }
  *ret_head = json_integer_value (json_object_get (json, "head"));
  return g_steal_pointer (&entries);
}
