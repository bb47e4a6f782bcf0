/* yc-catalogue-reader-modules.c: what a catalogue says of modules, promises,
 * coded reasons and working days
 *
 * A module waits only for modules that stand before it, so there is no circle
 * to look for.
 */

#include "yc-checks.h"
#include "yc-reading.h"

#include <string.h>

#define MODULES_MAX 16
#define RULES_MAX 64
#define OUTPUTS_MAX 32
#define REVIEW_POINTS_MAX 64
#define PATHS_MAX 200
#define PATH_CHARS_MAX 160
#define ID_CHARS_MAX 40
#define PROMISES_MAX 16
#define REASONS_MAX 64
#define DAYS_MAX 400
#define PROMISE_MINUTES_MAX (60 * 24 * 30)
#define STATUTORY_DAYS_MAX 365

static gboolean
rule_id_is_free (const YcModule *module,
                 const char     *id)
{
  for (guint i = 0; i < module->rules->len; i++)
    if (g_strcmp0 (((YcRule *) g_ptr_array_index (module->rules, i))->id, id) == 0)
      return FALSE;
  return TRUE;
}

static gboolean
read_rule (YcReading *reading,
           json_t    *json,
           gpointer   data)
{
  static const char *const required[] = { "id", "label", "failed", "holds", NULL };
  static const char *const optional[] = { NULL };
  YcModule *module = data;
  YcRule *rule;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  if (!rule_id_is_free (module, json_string_value (json_object_get (json, "id"))))
    return yc_reading_refuse_twice (reading, "id");
  rule = yc_rule_new ();
  g_ptr_array_add (module->rules, rule);
  return yc_reading_get_id (reading, json, "id", &rule->id) &&
         yc_reading_get_label (reading, json, "label", &rule->label) &&
         yc_reading_get_text (reading, json, "failed", YC_CATALOGUE_HELP_CHARS_MAX, &rule->failed) &&
         yc_reading_get_expr (reading, json, "holds", NULL, &rule->holds);
}

/* --- what a module uses and gives ------------------------------------ */

/* Paths that must be there once the matter has been read whole. */
static gboolean
get_paths (YcReading  *reading,
           json_t     *json,
           const char *member,
           GPtrArray  *ret_paths)
{
  gsize mark;

  if (!yc_reading_get_texts (reading, json, member, PATHS_MAX, PATH_CHARS_MAX, ret_paths))
    return FALSE;
  mark = yc_reading_enter (reading, member);
  for (guint i = 0; i < ret_paths->len; i++)
    {
      gsize inner = yc_reading_enter_index (reading, i);

      yc_reading_refer (reading, YC_REFERENCE_USED, g_ptr_array_index (ret_paths, i), NULL, NULL);
      yc_reading_leave (reading, inner);
    }
  yc_reading_leave (reading, mark);
  return TRUE;
}

static gboolean
read_output_kind (YcReading *reading,
                  json_t    *json,
                  YcOutput  *output)
{
  static const char *const names[] = {
    [YC_OUTPUT_ELECTRONIC] = "electronic",
    [YC_OUTPUT_PAPER] = "paper",
    [YC_OUTPUT_OBJECT] = "object",
  };
  const char *name = json_string_value (json_object_get (json, "kind"));

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (names[i], name) == 0)
      {
        output->kind = (YcOutputKind) i;
        return TRUE;
      }
  return yc_reading_refuse_member (reading, "kind", YC_CATALOGUE_ERROR_SHAPE, "is no kind of output");
}

/* What the hall makes itself can be held in the hand. */
static gboolean
read_making (YcReading *reading,
             json_t    *json,
             YcOutput  *output)
{
  if (!yc_reading_get_id (reading, json, "made", &output->made) ||
      !get_paths (reading, json, "made_from", output->made_from) ||
      !yc_reading_get_expr (reading, json, "made_when", NULL, &output->made_when))
    return FALSE;
  if (output->made != NULL && (output->kind == YC_OUTPUT_ELECTRONIC || !output->handed))
    return yc_reading_refuse_member (reading, "made", YC_CATALOGUE_ERROR_SHAPE, "is of nothing that is given out");
  if (output->made == NULL && output->made_when != NULL)
    return yc_reading_refuse_member (reading, "made_when", YC_CATALOGUE_ERROR_SHAPE, "is of nothing that is made");
  return output->made != NULL || output->made_from->len == 0 ||
         yc_reading_refuse_member (reading, "made_from", YC_CATALOGUE_ERROR_SHAPE, "is of nothing that is made");
}

static gboolean
read_like (YcReading  *reading,
           json_t     *json,
           char      **ret_path)
{
  gsize mark;

  if (!yc_reading_get_text (reading, json, "as", PATH_CHARS_MAX, ret_path))
    return FALSE;
  if (*ret_path == NULL)
    return TRUE;
  mark = yc_reading_enter (reading, "as");
  yc_reading_refer (reading, YC_REFERENCE_LIKE, *ret_path, NULL, NULL);
  yc_reading_leave (reading, mark);
  return TRUE;
}

static gboolean
read_output (YcReading *reading,
             json_t    *json,
             gpointer   data)
{
  static const char *const required[] = { "key", "label", "kind", NULL };
  static const char *const optional[] = { "check", "as", "handed", "given_when", "made", "made_from", "made_when",
                                          NULL };
  YcModule *module = data;
  YcOutput *output;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  if (yc_module_find_output (module, json_string_value (json_object_get (json, "key"))) != NULL)
    return yc_reading_refuse_twice (reading, "key");
  output = yc_output_new ();
  g_ptr_array_add (module->outputs, output);
  if (!yc_reading_get_id (reading, json, "key", &output->key) ||
      !yc_reading_get_label (reading, json, "label", &output->label) ||
      !read_output_kind (reading, json, output) ||
      !yc_reading_get_boolean (reading, json, "handed", &output->handed) ||
      !yc_reading_get_expr (reading, json, "given_when", NULL, &output->given_when) ||
      !yc_reading_get_id (reading, json, "check", &output->check) || !read_like (reading, json, &output->as) ||
      !read_making (reading, json, output))
    return FALSE;
  return output->check == NULL || yc_check_is_known (output->check) ||
         yc_reading_refuse_member (reading, "check", YC_CATALOGUE_ERROR_REFERENCE, "is no check");
}

static gboolean
check_items (YcReading           *reading,
             const YcMatter      *matter,
             const YcReviewPoint *point)
{
  for (guint i = 0; i < point->items->len; i++)
    if (yc_matter_find_item (matter, g_ptr_array_index (point->items, i)) == NULL)
      return yc_reading_refuse_member (reading, "items", YC_CATALOGUE_ERROR_REFERENCE, "names no item");
  return TRUE;
}

/* A module, and the matter it is read for. */
typedef struct
{
  YcMatter *matter;
  YcModule *module;
} ModulePlace;

static gboolean
point_id_is_free (const YcModule *module,
                  const char     *id)
{
  for (guint i = 0; i < module->review_points->len; i++)
    if (g_strcmp0 (((YcReviewPoint *) g_ptr_array_index (module->review_points, i))->id, id) == 0)
      return FALSE;
  return TRUE;
}

static gboolean
read_review_point (YcReading *reading,
                   json_t    *json,
                   gpointer   data)
{
  static const char *const required[] = { "id", "label", NULL };
  static const char *const optional[] = { "fields", "items", "holds", NULL };
  const ModulePlace *place = data;
  YcReviewPoint *point;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  if (!point_id_is_free (place->module, json_string_value (json_object_get (json, "id"))))
    return yc_reading_refuse_twice (reading, "id");
  point = yc_review_point_new ();
  g_ptr_array_add (place->module->review_points, point);
  return yc_reading_get_id (reading, json, "id", &point->id) &&
         yc_reading_get_label (reading, json, "label", &point->label) &&
         get_paths (reading, json, "fields", point->fields) &&
         yc_reading_get_texts (reading, json, "items", PATHS_MAX, ID_CHARS_MAX, point->items) &&
         check_items (reading, place->matter, point) &&
         yc_reading_get_expr (reading, json, "holds", NULL, &point->holds);
}

/* --- modules --------------------------------------------------------- */

static gboolean
read_after (YcReading   *reading,
            json_t      *json,
            ModulePlace *place)
{
  GPtrArray *after = place->module->after;

  if (!yc_reading_get_texts (reading, json, "after", MODULES_MAX, ID_CHARS_MAX, after))
    return FALSE;
  for (guint i = 0; i < after->len; i++)
    {
      const char *id = g_ptr_array_index (after, i);

      if (g_strcmp0 (id, place->module->id) == 0 || yc_matter_find_module (place->matter, id) == NULL)
        return yc_reading_refuse_member (reading, "after", YC_CATALOGUE_ERROR_REFERENCE, "names no module before it");
    }
  return TRUE;
}

/* The field that chooses a module says "yes" or something else. */
static gboolean
read_chosen_by (YcReading *reading,
                json_t    *json,
                YcModule  *module)
{
  g_auto (YcValue) yes = YC_VALUE_INIT;
  gsize mark;

  if (!yc_reading_get_text (reading, json, "chosen_by", PATH_CHARS_MAX, &module->chosen_by))
    return FALSE;
  if (module->chosen_by == NULL)
    return TRUE;
  yc_value_set_text (&yes, "yes");
  mark = yc_reading_enter (reading, "chosen_by");
  yc_reading_refer (reading, YC_REFERENCE_COMPARED, module->chosen_by, NULL, &yes);
  yc_reading_leave (reading, mark);
  return TRUE;
}

static gboolean
read_module_lists (YcReading   *reading,
                   json_t      *json,
                   ModulePlace *place)
{
  YcModule *module = place->module;

  return get_paths (reading, json, "uses", module->uses) &&
         yc_reading_get_each (reading, json, "outputs", OUTPUTS_MAX, read_output, module) &&
         yc_reading_get_each (reading, json, "review_points", REVIEW_POINTS_MAX, read_review_point, place) &&
         yc_reading_get_each (reading, json, "rules", RULES_MAX, read_rule, module);
}

static gboolean
read_module (YcReading *reading,
             json_t    *json,
             gpointer   data)
{
  static const char *const required[] = { "id", "label", "promise_minutes", "rules", NULL };
  static const char *const optional[] = { "office", "after", "chosen_by", "opt_out_notice", "statutory_days", "uses",
                                          "outputs", "review_points", NULL };
  YcMatter *matter = data;
  ModulePlace place = { matter, NULL };

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  if (yc_matter_find_module (matter, json_string_value (json_object_get (json, "id"))) != NULL)
    return yc_reading_refuse_twice (reading, "id");
  place.module = yc_module_new ();
  g_ptr_array_add (matter->modules, place.module);
  return yc_reading_get_id (reading, json, "id", &place.module->id) &&
         yc_reading_get_label (reading, json, "label", &place.module->label) &&
         yc_reading_get_id (reading, json, "office", &place.module->office) &&
         read_after (reading, json, &place) &&
         read_chosen_by (reading, json, place.module) &&
         yc_reading_get_text (reading, json, "opt_out_notice", YC_CATALOGUE_HELP_CHARS_MAX,
                              &place.module->opt_out_notice) &&
         yc_reading_get_uint (reading, json, "promise_minutes", PROMISE_MINUTES_MAX,
                              &place.module->promise_minutes) &&
         yc_reading_get_uint (reading, json, "statutory_days", STATUTORY_DAYS_MAX, &place.module->statutory_days) &&
         read_module_lists (reading, json, &place);
}

gboolean
yc_reading_get_modules (YcReading *reading,
                        json_t    *json,
                        YcMatter  *matter)
{
  return yc_reading_get_each (reading, json, "modules", MODULES_MAX, read_module, matter);
}

/* --- promises, reasons, days ----------------------------------------- */

static gboolean
read_promise (YcReading *reading,
              json_t    *json,
              gpointer   data)
{
  static const char *const required[] = { "minutes", "label", NULL };
  static const char *const optional[] = { "when", NULL };
  YcMatter *matter = data;
  YcPromise *promise;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  promise = yc_promise_new ();
  g_ptr_array_add (matter->promises, promise);
  return yc_reading_get_label (reading, json, "label", &promise->label) &&
         yc_reading_get_uint (reading, json, "minutes", PROMISE_MINUTES_MAX, &promise->minutes) &&
         yc_reading_get_expr (reading, json, "when", NULL, &promise->when);
}

gboolean
yc_reading_get_promises (YcReading *reading,
                         json_t    *json,
                         YcMatter  *matter)
{
  return yc_reading_get_each (reading, json, "promises", PROMISES_MAX, read_promise, matter);
}

static gboolean
read_reason (YcReading *reading,
             json_t    *json,
             gpointer   data)
{
  static const char *const required[] = { "id", "label", NULL };
  static const char *const optional[] = { "remedy", NULL };
  GPtrArray *reasons = data;
  YcCodedReason *reason;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  if (yc_coded_reasons_find (reasons, json_string_value (json_object_get (json, "id"))) != NULL)
    return yc_reading_refuse_twice (reading, "id");
  reason = yc_coded_reason_new ();
  g_ptr_array_add (reasons, reason);
  return yc_reading_get_id (reading, json, "id", &reason->id) &&
         yc_reading_get_label (reading, json, "label", &reason->label) &&
         yc_reading_get_text (reading, json, "remedy", YC_CATALOGUE_HELP_CHARS_MAX, &reason->remedy);
}

gboolean
yc_reading_get_reasons (YcReading  *reading,
                        json_t     *json,
                        const char *member,
                        GPtrArray  *ret_reasons)
{
  return yc_reading_get_each (reading, json, member, REASONS_MAX, read_reason, ret_reasons);
}

/* The days under @member, each handed to @add. */
static gboolean
read_days (YcReading  *reading,
           json_t     *json,
           const char *member,
           YcCalendar *calendar,
           void      (*add) (YcCalendar *, const YcDate *))
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  YcDate day;

  if (!yc_reading_get_texts (reading, json, member, DAYS_MAX, YC_DATE_TEXT_SIZE, texts))
    return FALSE;
  for (guint i = 0; i < texts->len; i++)
    {
      if (!yc_date_parse (g_ptr_array_index (texts, i), &day))
        return yc_reading_refuse_member (reading, member, YC_CATALOGUE_ERROR_SHAPE, "has something that is no date");
      add (calendar, &day);
    }
  return TRUE;
}

gboolean
yc_reading_get_calendar (YcReading  *reading,
                         json_t     *json,
                         YcCalendar *calendar)
{
  static const char *const required[] = { "holidays", "working_days", NULL };
  static const char *const optional[] = { NULL };
  json_t *days = json_object_get (json, "calendar");
  gboolean fine;
  gsize mark;

  if (days == NULL)
    return TRUE;
  mark = yc_reading_enter (reading, "calendar");
  fine = yc_reading_check_object (reading, days, required, optional) &&
         read_days (reading, days, "holidays", calendar, yc_calendar_add_holiday) &&
         read_days (reading, days, "working_days", calendar, yc_calendar_add_working_day);
  yc_reading_leave (reading, mark);
  return fine;
}
