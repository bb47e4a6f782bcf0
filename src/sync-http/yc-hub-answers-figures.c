/* yc-hub-answers-figures.c: the hall's figures, read from bytes
 *
 * Pure. A number that is missing is 0 and a text nothing: figures are for the
 * eye. A row that is no row is refused with the whole answer.
 */

#include "yc-hub-answers-figures.h"

#include "yc-json-guard.h"
#include "yc-wire-error.h"

#define TEXT_MAX 1024 /* bytes of one text of a row */

static const YcJsonLimits figures_limits = {
  .bytes_max = YC_HUB_FIGURES_BYTES_MAX,
  .depth_max = 6,
  .members_max = YC_HUB_FIGURES_ROWS_MAX * 100,
  .string_bytes_max = TEXT_MAX,
};

static gpointer
refuse_shape (GError    **error,
              const char *what)
{
  g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE, "The hub's answer has no “%s” as it must be", what);
  return NULL;
}

static char *
dup_text (json_t     *json,
          const char *name)
{
  const char *text = json_string_value (json_object_get (json, name));

  return g_strdup (text != NULL ? text : "");
}

static gint64
get_int (json_t     *json,
         const char *name)
{
  return json_integer_value (json_object_get (json, name));
}

static guint
get_count (json_t     *json,
           const char *name)
{
  return (guint) CLAMP (get_int (json, name), 0, G_MAXINT);
}

static void
read_stages (json_t *json,
             gint64  ret_stages_ms[YC_STAGES])
{
  for (guint i = 0; i < YC_STAGES; i++)
    ret_stages_ms[i] = MAX (get_int (json, yc_stage_to_text (i)), 0);
}

static YcSpread
read_spread (json_t *json)
{
  return (YcSpread){ get_count (json, "n"), get_int (json, "median"), get_int (json, "p90") };
}

static YcFigures *
parse_figures (json_t  *json,
               GError **error)
{
  json_t *counts = json_object_get (json, "counts"), *hours = json_object_get (json, "hours");
  YcFigures *self;

  if (!json_is_object (counts) || !json_is_array (hours))
    return refuse_shape (error, "counts");
  self = g_new0 (YcFigures, 1);
  self->key = g_strdup (json_string_value (json_object_get (json, "key")));
  for (guint i = 0; i < YC_MEASURES; i++)
    self->counts[i] = get_count (counts, yc_measure_to_text (i));
  for (guint i = 0; i < YC_HOURS; i++)
    self->hours[i] = (guint) CLAMP (json_integer_value (json_array_get (hours, i)), 0, G_MAXINT);
  self->waited = read_spread (json_object_get (json, "waited"));
  self->handled = read_spread (json_object_get (json, "handled"));
  self->total = read_spread (json_object_get (json, "total"));
  read_stages (json_object_get (json, "stages"), self->stages_ms);
  self->whole_ms = get_int (json, "whole");
  self->uncertain = get_count (json, "uncertain");
  return self;
}

void
yc_hub_counted_free (YcHubCounted *self)
{
  g_free (self->number);
  g_free (self->name);
  g_free (self->status);
  g_free (self->window);
  g_free (self->operator_code);
  g_free (self->matter);
  g_free (self->state);
  g_free (self->why);
  g_free (self->why_module);
  g_free (self);
}

YcHubCounted *
yc_hub_counted_copy (const YcHubCounted *self)
{
  YcHubCounted *copy = g_memdup2 (self, sizeof *self);

  copy->number = g_strdup (self->number);
  copy->name = g_strdup (self->name);
  copy->status = g_strdup (self->status);
  copy->window = g_strdup (self->window);
  copy->operator_code = g_strdup (self->operator_code);
  copy->matter = g_strdup (self->matter);
  copy->state = g_strdup (self->state);
  copy->why = g_strdup (self->why);
  copy->why_module = g_strdup (self->why_module);
  return copy;
}

static void
read_texts (YcHubCounted *self,
            json_t       *json)
{
  self->number = dup_text (json, "number");
  self->name = dup_text (json, "name");
  self->status = dup_text (json, "status");
  self->window = dup_text (json, "window");
  self->operator_code = dup_text (json, "operator");
  self->matter = dup_text (json, "matter");
  self->state = dup_text (json, "state");
  self->why = dup_text (json, "why");
  self->why_module = dup_text (json, "why_module");
}

static YcHubCounted *
parse_counted (json_t  *json,
               GError **error)
{
  const char *text = json_string_value (json_object_get (json, "stream"));
  YcHubCounted *self;
  YcStream stream;

  if (text == NULL || !yc_stream_parse (text, &stream))
    return refuse_shape (error, "stream");
  self = g_new0 (YcHubCounted, 1);
  self->stream = stream;
  read_texts (self, json);
  self->opened_ms = get_int (json, "opened");
  self->received_ms = get_int (json, "received");
  self->finished_ms = get_int (json, "finished");
  self->handed_ms = get_int (json, "handed");
  self->issued_ms = get_int (json, "issued");
  self->called_ms = get_int (json, "called");
  self->no_show_ms = get_int (json, "no_show");
  self->transferred_ms = get_int (json, "transferred");
  self->rating = (int) get_count (json, "rating");
  self->limit_ms = json_object_get (json, "limit") != NULL ? get_int (json, "limit") : -1;
  self->net_ms = get_int (json, "net");
  self->due_ms = get_int (json, "due");
  self->since_ms = get_int (json, "since");
  read_stages (json_object_get (json, "stages"), self->stages_ms);
  return self;
}

/* @parse: of one entry; @name: of the array, which may be missing */
static GPtrArray *
parse_array (json_t         *json,
             const char     *name,
             gsize           rows_max,
             gpointer      (*parse) (json_t *json, GError **error),
             GDestroyNotify  free_row,
             GError        **error)
{
  json_t *array = json_object_get (json, name), *entry;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  gsize i;

  if (array != NULL && (!json_is_array (array) || json_array_size (array) > rows_max))
    return refuse_shape (error, name);
  json_array_foreach (array, i, entry)
    {
      gpointer row = parse (entry, error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}

static gpointer
parse_figures_row (json_t  *json,
                   GError **error)
{
  return parse_figures (json, error);
}

static gpointer
parse_counted_row (json_t  *json,
                   GError **error)
{
  return parse_counted (json, error);
}

static GPtrArray *
parse_counted_array (json_t     *json,
                     const char *name,
                     GError    **error)
{
  return parse_array (json, name, YC_HUB_COUNTED_ROWS_MAX, parse_counted_row, (GDestroyNotify) yc_hub_counted_free,
                      error);
}

static GHashTable *
read_names (json_t *json)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *code;
  json_t *name;

  json_object_foreach (json, code, name)
    if (json_is_string (name))
      g_hash_table_insert (names, g_strdup (code), g_strdup (json_string_value (name)));
  return names;
}

/* Returns: (transfer full) (nullable): the answer to GET /v1/figures */
YcHubFigures *
yc_hub_figures_parse (GBytes  *bytes,
                      GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &figures_limits, error);
  g_autoptr (YcHubFigures) self = g_new0 (YcHubFigures, 1);

  if (json == NULL)
    return NULL;
  self->now_ms = get_int (json, "now");
  self->from_ms = get_int (json, "from");
  self->to_ms = get_int (json, "to");
  self->since_ms = get_int (json, "since");
  self->rows = parse_array (json, "rows", YC_HUB_FIGURES_ROWS_MAX, parse_figures_row, (GDestroyNotify) yc_figures_free,
                            error);
  if (self->rows == NULL)
    return NULL;
  if (self->rows->len == 0 || ((YcFigures *) g_ptr_array_index (self->rows, 0))->key != NULL)
    return refuse_shape (error, "rows");
  self->before = parse_figures (json_object_get (json, "before"), error);
  if (self->before == NULL)
    return NULL;
  self->breaking = parse_counted_array (json, "breaking", error);
  if (self->breaking == NULL)
    return NULL;
  self->names = read_names (json_object_get (json, "names"));
  self->windows = parse_counted_array (json, "windows", error);
  return self->windows != NULL ? g_steal_pointer (&self) : NULL;
}

void
yc_hub_figures_free (YcHubFigures *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->before, yc_figures_free);
  g_clear_pointer (&self->breaking, g_ptr_array_unref);
  g_clear_pointer (&self->windows, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_free (self);
}

/* Returns: (transfer full) (nullable): the answer to GET /v1/figures/cases */
YcHubCountedList *
yc_hub_counted_list_parse (GBytes  *bytes,
                           GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &figures_limits, error);
  g_autoptr (YcHubCountedList) self = g_new0 (YcHubCountedList, 1);

  if (json == NULL)
    return NULL;
  self->rows = parse_counted_array (json, "rows", error);
  if (self->rows == NULL)
    return NULL;
  self->visits = json_is_true (json_object_get (json, "visits"));
  self->total = MAX (get_int (json, "total"), (gint64) self->rows->len);
  return g_steal_pointer (&self);
}

void
yc_hub_counted_list_free (YcHubCountedList *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

/* --- who looked at personal data ------------------------------------------- */

void
yc_hub_look_free (YcHubLook *self)
{
  g_free (self->operator_code);
  g_free (self->operator_name);
  g_free (self->window);
  g_free (self->purpose);
  g_free (self->text);
  g_free (self->number);
  g_free (self->case_name);
  g_free (self);
}

static gpointer
parse_look (json_t  *json,
            GError **error)
{
  const char *text = json_string_value (json_object_get (json, "stream"));
  YcHubLook *self;
  YcStream stream;

  if (text == NULL || !yc_stream_parse (text, &stream) || stream.type != YC_STREAM_CASE)
    return refuse_shape (error, "stream");
  self = g_new0 (YcHubLook, 1);
  self->stream = stream;
  self->at_ms = get_int (json, "at");
  self->operator_code = dup_text (json, "operator");
  self->operator_name = dup_text (json, "name");
  self->window = dup_text (json, "window");
  self->purpose = dup_text (json, "purpose");
  self->text = dup_text (json, "text");
  self->fields = get_count (json, "fields");
  self->number = dup_text (json, "number");
  self->case_name = dup_text (json, "case");
  return self;
}

static void
look_count_free (gpointer data)
{
  YcHubLookCount *self = data;

  g_free (self->key);
  g_free (self->name);
  g_free (self);
}

static gpointer
parse_look_count (json_t  *json,
                  GError **error)
{
  YcHubLookCount *self;

  if (!json_is_object (json))
    return refuse_shape (error, "persons");
  self = g_new0 (YcHubLookCount, 1);
  self->key = dup_text (json, "key");
  self->name = dup_text (json, "name");
  self->looks = get_count (json, "looks");
  self->cases = get_count (json, "cases");
  return self;
}

/* Returns: (transfer full) (nullable): the answer to GET /v1/reveals */
YcHubLooks *
yc_hub_looks_parse (GBytes  *bytes,
                    GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &figures_limits, error);
  g_autoptr (YcHubLooks) self = g_new0 (YcHubLooks, 1);

  if (json == NULL)
    return NULL;
  self->rows = parse_array (json, "rows", YC_HUB_COUNTED_ROWS_MAX, parse_look, (GDestroyNotify) yc_hub_look_free, error);
  if (self->rows == NULL)
    return NULL;
  self->persons = parse_array (json, "persons", YC_HUB_COUNTED_ROWS_MAX, parse_look_count, look_count_free, error);
  if (self->persons == NULL)
    return NULL;
  self->purposes = parse_array (json, "purposes", YC_HUB_COUNTED_ROWS_MAX, parse_look_count, look_count_free, error);
  if (self->purposes == NULL)
    return NULL;
  self->total = MAX (get_int (json, "total"), (gint64) self->rows->len);
  return g_steal_pointer (&self);
}

void
yc_hub_looks_free (YcHubLooks *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->persons, g_ptr_array_unref);
  g_clear_pointer (&self->purposes, g_ptr_array_unref);
  g_free (self);
}
