/* yc-pack-check.c: whether the parts of a pack are sound and go together
 *
 * The catalogue is read by its own reader, templates and seals against it, and
 * every example is taken through all conditions and rules: what the publisher says
 * becomes of it must be what becomes of it here. A pack has all the papers that its
 * catalogue wants signed and all the sizes of seals that its form offers, so
 * nothing of a version comes from elsewhere.
 *
 * The first thing wrong is named by part and place.
 */

#include "yc-pack-check.h"

#include "yc-json-guard.h"
#include "yc-seal-profile-reader.h"
#include "yc-template-private.h"

#include <string.h>

#define DECIDES "registration" /* the module whose rules decide a case at once */

static const YcJsonLimits example_limits = {
  .bytes_max = YC_TEMPLATE_DATA_BYTES_MAX,
  .depth_max = 4,
  .members_max = YC_TEMPLATE_DATA_VALUES_MAX,
  .string_bytes_max = YC_VALUE_TEXT_MAX,
};

static const char *const outcomes[] = { "incomplete", "approved", "review" };

const char *
yc_pack_outcome_to_text (YcPackOutcome outcome)
{
  g_return_val_if_fail ((guint) outcome < G_N_ELEMENTS (outcomes), "");

  return outcomes[outcome];
}

static gboolean refuse (GError **error, const char *part, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Always FALSE. */
static gboolean
refuse (GError    **error,
        const char *part,
        const char *format,
        ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, YC_PACK_ERROR, YC_PACK_ERROR_CONTENT, "%s: %s", part, text);
  return FALSE;
}

static void
example_free (gpointer data)
{
  YcPackExample *self = data;

  g_free (self->name);
  yc_template_data_unref (self->data);
  g_free (self);
}

/* --- templates and seals ----------------------------------------------------- */

static const YcTemplate *
find_template (YcPackContent  *self,
               const YcMatter *matter,
               const char     *id)
{
  for (guint i = 0; i < self->templates->len; i++)
    {
      const YcTemplate *template = g_ptr_array_index (self->templates, i);

      if (template->matter == matter && strcmp (template->id, id) == 0)
        return template;
    }
  return NULL;
}

static gboolean
take_template (YcPackContent     *self,
               const YcPackPart  *part,
               GError           **error)
{
  g_autoptr (YcTemplate) template = yc_template_read (part->bytes, part->name, self->catalogue, error);

  if (template == NULL)
    return FALSE;
  if (find_template (self, template->matter, template->id) != NULL)
    return refuse (error, part->name, "the matter has a paper “%s” already", template->id);
  g_ptr_array_add (self->templates, g_steal_pointer (&template));
  return TRUE;
}

static gboolean
check_signed_papers (YcPackContent   *self,
                     const YcMatter  *matter,
                     GError         **error)
{
  for (guint i = 0; i < matter->signatures->len; i++)
    {
      const YcSignedPaper *paper = g_ptr_array_index (matter->signatures, i);

      if (find_template (self, matter, paper->paper) == NULL)
        return refuse (error, "catalogue.json", "“%s” is to be signed, and the pack has no template of it", paper->paper);
    }
  return TRUE;
}

/* Every size that a form offers must be one that can be made. */
static gboolean
check_sizes (YcPackContent   *self,
             const YcMatter  *matter,
             YcSealKind       kind,
             GError         **error)
{
  g_autofree char *path = g_strdup_printf ("/seals/%s/size", yc_seal_kind_to_text (kind));
  const YcFieldSpec *spec = yc_matter_find_field (matter, path);

  for (guint i = 0; spec != NULL && i < spec->choices->len; i++)
    {
      const YcChoice *size = g_ptr_array_index (spec->choices, i);

      if (yc_seal_profiles_find (self->seals, kind, size->code) == NULL)
        return refuse (error, "seals.json", "the form offers %s, and there is no profile “%s” of it", path, size->code);
    }
  return TRUE;
}

static gboolean
check_matter (YcPackContent   *self,
              const YcMatter  *matter,
              GError         **error)
{
  if (!check_signed_papers (self, matter, error))
    return FALSE;
  for (int kind = 0; self->seals != NULL && kind < YC_SEAL_N_KINDS; kind++)
    if (!check_sizes (self, matter, (YcSealKind) kind, error))
      return FALSE;
  return TRUE;
}

/* --- examples ---------------------------------------------------------------- */

static void
begin_with (YcTemplateData *data,
            GPtrArray      *fields,
            const char     *row)
{
  const YcForm *form = yc_template_data_get_form (data);

  for (guint i = 0; i < fields->len; i++)
    {
      const YcFieldSpec *spec = g_ptr_array_index (fields, i);
      g_autofree char *path = row != NULL ? g_strconcat (row, "/", spec->path, NULL) : g_strdup (spec->path);

      if (form->get (form, path) == NULL)
        yc_template_data_set (data, path, &spec->initial);
    }
}

/* What stands in a form before anybody has said anything stands in an example too. */
static void
fill_initial (YcTemplateData *data,
              const YcMatter *matter)
{
  const YcForm *form = yc_template_data_get_form (data);

  for (guint i = 0; i < matter->pages->len; i++)
    {
      const YcPage *page = g_ptr_array_index (matter->pages, i);
      g_auto (GStrv) rows = page->list != NULL ? form->list_rows (form, page->list->path) : NULL;

      begin_with (data, page->fields, NULL);
      for (char **row = rows; row != NULL && *row != NULL; row++)
        {
          g_autofree char *path = g_strconcat (page->list->path, "/", *row, NULL);

          begin_with (data, page->list->fields, path);
        }
    }
}

static gboolean
parse_outcome (const char    *text,
               YcPackOutcome *ret_outcome)
{
  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (outcomes); i++)
    if (strcmp (outcomes[i], text) == 0)
      {
        *ret_outcome = (YcPackOutcome) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_example (YcPackContent     *self,
              const YcPackPart  *part,
              YcPackExample     *example,
              GError           **error)
{
  g_autoptr (json_t) json = yc_json_parse (part->bytes, &example_limits, error);
  const char *matter = json_string_value (json_object_get (json, "matter"));
  const char *day = json_string_value (json_object_get (json, "day"));

  if (json == NULL)
    {
      g_prefix_error (error, "%s: ", part->name);
      return FALSE;
    }
  example->matter = matter != NULL ? yc_catalogue_find_matter (self->catalogue, matter) : NULL;
  if (example->matter == NULL)
    return refuse (error, part->name, "/matter: is none of the catalogue's");
  if (day == NULL || !yc_date_parse (day, &example->day) || !yc_catalogue_is_valid_on (self->catalogue, &example->day))
    return refuse (error, part->name, "/day: is no day on which the catalogue is valid");
  if (!parse_outcome (json_string_value (json_object_get (json, "outcome")), &example->outcome))
    return refuse (error, part->name, "/outcome: is not incomplete, approved or review");
  example->data = yc_template_data_read (part->bytes, error);
  if (example->data == NULL)
    {
      g_prefix_error (error, "%s: ", part->name);
      return FALSE;
    }
  fill_initial (example->data, example->matter);
  return TRUE;
}

/* All that is asked of a case on its way beside being complete. */
static void
ask_the_rest (YcPackContent       *self,
              const YcPackExample *example)
{
  const YcForm *form = yc_template_data_get_form (example->data);

  yc_matter_find_promise (example->matter, form, &example->day);
  for (guint i = 0; i < example->matter->signatures->len; i++)
    yc_signed_paper_is_needed (g_ptr_array_index (example->matter->signatures, i), form, &example->day);
  for (guint i = 0; i < self->templates->len; i++)
    {
      const YcTemplate *template = g_ptr_array_index (self->templates, i);

      if (template->matter == example->matter)
        yc_template_applies (template, form, &example->day);
    }
}

/* Returns: what becomes of it. @seen: why, in words */
static YcPackOutcome
try_example (const YcPackExample *example,
             GString             *seen)
{
  const YcForm *form = yc_template_data_get_form (example->data);
  g_autoptr (GPtrArray) findings = yc_matter_check (example->matter, form, &example->day);
  const YcModule *decides = yc_matter_find_module (example->matter, DECIDES);
  gboolean approved = FALSE;

  for (guint i = 0; i < example->matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (example->matter->modules, i);
      gboolean approves;
      g_autoptr (GPtrArray) results = yc_module_decide (module, form, &example->day, &approves);

      for (guint k = 0; module == decides && k < results->len; k++)
        {
          const YcRuleResult *result = g_ptr_array_index (results, k);

          if (!result->holds)
            g_string_append_printf (seen, " rule %s;", result->rule->id);
        }
      if (module == decides)
        approved = approves;
    }
  if (yc_findings_count (findings, YC_SEVERITY_ERROR) == 0)
    return approved ? YC_PACK_OUTCOME_APPROVED : YC_PACK_OUTCOME_REVIEW;
  for (guint i = 0; i < findings->len && seen->len < 200; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity == YC_SEVERITY_ERROR)
        g_string_append_printf (seen, " %s %s;", finding->path, finding->code);
    }
  return YC_PACK_OUTCOME_INCOMPLETE;
}

static gboolean
take_example (YcPackContent     *self,
              const YcPackPart  *part,
              GError           **error)
{
  YcPackExample *example = g_new0 (YcPackExample, 1);
  g_autoptr (GString) seen = g_string_new (NULL);
  YcPackOutcome outcome;

  if (!read_example (self, part, example, error))
    {
      g_free (example);
      return FALSE;
    }
  example->name = g_strdup (part->name);
  g_ptr_array_add (self->examples, example);
  outcome = try_example (example, seen);
  ask_the_rest (self, example);
  return outcome == example->outcome ||
         refuse (error, part->name, "comes out as “%s” and not as “%s”:%s", yc_pack_outcome_to_text (outcome),
                 yc_pack_outcome_to_text (example->outcome), seen->str);
}

static gboolean
check_examples (YcPackContent  *self,
                GError        **error)
{
  GPtrArray *matters = yc_catalogue_get_matters (self->catalogue);

  for (guint i = 0; i < matters->len; i++)
    {
      const YcMatter *matter = g_ptr_array_index (matters, i);
      gboolean found = FALSE;

      for (guint k = 0; !found && k < self->examples->len; k++)
        found = ((const YcPackExample *) g_ptr_array_index (self->examples, k))->matter == matter;
      if (!found)
        return refuse (error, "catalogue.json", "the pack has no example of “%s”", matter->id);
    }
  return TRUE;
}

/* --- the whole --------------------------------------------------------------- */

static gboolean
take_catalogue (YcPackContent  *self,
                const YcPack   *pack,
                GError        **error)
{
  const YcPackPart *part = yc_pack_find_part (pack, "catalogue.json");

  self->catalogue_bytes = g_bytes_ref (part->bytes);
  self->catalogue = yc_catalogue_read (part->bytes, part->name, error);
  if (self->catalogue == NULL)
    return FALSE;
  return strcmp (yc_catalogue_get_version (self->catalogue), pack->version) == 0 ||
         refuse (error, part->name, "/version: is %s, and the pack is %s", yc_catalogue_get_version (self->catalogue),
                 pack->version);
}

static gboolean
take_parts (YcPackContent   *self,
            const YcPack    *pack,
            YcPackPartType   type,
            GError         **error)
{
  for (guint i = 0; i < pack->parts->len; i++)
    {
      const YcPackPart *part = g_ptr_array_index (pack->parts, i);

      if (part->type != type)
        continue;
      if (type == YC_PACK_SEALS && (self->seals = yc_seal_profiles_read (part->bytes, part->name, error)) == NULL)
        return FALSE;
      if ((type == YC_PACK_TEMPLATE && !take_template (self, part, error)) ||
          (type == YC_PACK_EXAMPLE && !take_example (self, part, error)))
        return FALSE;
    }
  return TRUE;
}

/**
 * yc_pack_content_new:
 * @pack: a pack
 * @error: of %YC_PACK_ERROR, %YC_CATALOGUE_ERROR, %YC_TEMPLATE_ERROR or the JSON guard's
 *
 * Takes some milliseconds; in any thread.
 *
 * Returns: (transfer full) (nullable): all of it, or nothing
 */
YcPackContent *
yc_pack_content_new (const YcPack  *pack,
                     GError       **error)
{
  g_autoptr (YcPackContent) self = g_new0 (YcPackContent, 1);
  GPtrArray *matters;

  self->templates = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_template_unref);
  self->examples = g_ptr_array_new_with_free_func (example_free);
  if (!take_catalogue (self, pack, error) || !take_parts (self, pack, YC_PACK_TEMPLATE, error) ||
      !take_parts (self, pack, YC_PACK_SEALS, error))
    return NULL;
  matters = yc_catalogue_get_matters (self->catalogue);
  for (guint i = 0; i < matters->len; i++)
    if (!check_matter (self, g_ptr_array_index (matters, i), error))
      return NULL;
  if (!take_parts (self, pack, YC_PACK_EXAMPLE, error) || !check_examples (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
yc_pack_content_free (YcPackContent *self)
{
  g_ptr_array_unref (self->examples);
  g_ptr_array_unref (self->templates);
  g_clear_pointer (&self->seals, yc_seal_profiles_unref);
  g_clear_pointer (&self->catalogue, yc_catalogue_unref);
  g_clear_pointer (&self->catalogue_bytes, g_bytes_unref);
  g_free (self);
}
