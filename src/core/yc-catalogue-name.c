/* yc-catalogue-name.c: the name that a form holds, for the name engine
 *
 * The paths are the same in every matter that is about an enterprise: scripts
 * and other catalogues rely on them.
 */

#include "yc-catalogue.h"

#define AREA_PATH "/domicile/area"
#define INDUSTRY_PATH "/business/industry"
#define CAPITAL_PATH "/capital/amount"

/* A form's name, kept while the engine looks at it. */
typedef struct
{
  YcName name;
  char *parts[YC_NAME_N_PARTS];
  char *area;
  char *industry;
} Kept;

static const char *const paths[YC_NAME_N_PARTS] = {
  [YC_NAME_REGION] = "/name/region",
  [YC_NAME_TRADE] = "/name/trade",
  [YC_NAME_INDUSTRY] = "/name/industry",
  [YC_NAME_FORM] = "/name/form",
};

const char *
yc_name_part_get_path (YcNamePart part)
{
  g_return_val_if_fail ((guint) part < YC_NAME_N_PARTS, "");

  return paths[part];
}

/* (nullable): NULL where it is not filled in */
static char *
dup_filled (const YcForm *form,
            const char   *path)
{
  const YcValue *value = form->get (form, path);

  return value != NULL && value->type == YC_VALUE_TEXT && *value->text != '\0' ? g_strdup (value->text) : NULL;
}

static void
kept_init (Kept           *kept,
           const YcMatter *matter,
           const YcForm   *form)
{
  const YcValue *capital;

  *kept = (Kept){ 0 };
  for (guint i = 0; i < YC_NAME_N_PARTS; i++)
    {
      char *part = dup_filled (form, paths[i]);

      kept->parts[i] = part != NULL ? part : g_strdup ("");
      kept->name.parts[i] = kept->parts[i];
    }
  kept->name.area = kept->area = dup_filled (form, AREA_PATH);
  kept->name.industry_code = kept->industry = dup_filled (form, INDUSTRY_PATH);
  kept->name.kind = matter->name_kind;
  capital = form->get (form, CAPITAL_PATH);
  kept->name.capital = capital != NULL && capital->type == YC_VALUE_INT ? capital->integer : 0;
}

static void
kept_clear (Kept *kept)
{
  for (guint i = 0; i < YC_NAME_N_PARTS; i++)
    g_free (kept->parts[i]);
  g_free (kept->area);
  g_free (kept->industry);
}

/**
 * yc_matter_explain_name:
 * @self: a matter; one that has no name to judge finds nothing
 * @form: what was filled in
 *
 * Returns: (transfer full): of YcNameReason; empty while neither trade name nor
 *   industry is filled in: nobody is scolded for a name they did not begin
 */
GPtrArray *
yc_matter_explain_name (const YcMatter *self,
                        const YcForm   *form)
{
  GPtrArray *reasons = NULL;
  Kept kept;

  kept_init (&kept, self, form);
  if (self->name_kind != NULL && self->name_rules != NULL &&
      (*kept.parts[YC_NAME_TRADE] != '\0' || *kept.parts[YC_NAME_INDUSTRY] != '\0'))
    reasons = yc_name_explain (self->name_rules, &kept.name);
  kept_clear (&kept);
  return reasons != NULL ? reasons : g_ptr_array_new_with_free_func ((GDestroyNotify) yc_name_reason_free);
}

YcNameLikeness
yc_matter_compare_name (const YcMatter    *self,
                        const YcForm      *form,
                        const char *const *parts)
{
  YcName other = { .kind = self->name_kind };
  YcNameLikeness likeness;
  Kept kept;

  for (guint i = 0; i < YC_NAME_N_PARTS; i++)
    other.parts[i] = parts[i];
  kept_init (&kept, self, form);
  likeness = yc_name_compare (self->name_rules, &kept.name, &other);
  kept_clear (&kept);
  return likeness;
}
