/* yc-place.c: what a path of a case is called, and where it is mended */

#include "yc-place.h"

#include "yc-case-look.h"
#include "yc-case-progress.h"
#include "yc-case-verbs.h"
#include "yc-codes.h"
#include "yc-lookup.h"
#include "yc-words.h"

#define ITEMS "/items/"
#define IDENTITY "/identity"

YcStep
yc_place_get_step (const char *path)
{
  if (g_str_has_prefix (path, ITEMS))
    return YC_STEP_PAPERS;
  if (g_str_has_suffix (path, IDENTITY))
    return YC_STEP_IDENTITY;
  return *path == '\0' ? YC_STEP_SUBMIT : YC_STEP_FORM;
}

/* Returns: (transfer full): its name as the clerk knows it, "Shareholder 2 · Amount" */
char *
yc_place_dup_label (YcCaseFile *file,
                    const char *path)
{
  return yc_case_file_dup_label (file, path);
}

/* Returns: (transfer full): what a value came from; a helper by their name,
 * where they are the firm's, else by their code */
char *
yc_place_dup_source (YcCaseFile     *file,
                     const YcOrigin *origin)
{
  YcCase *c = yc_case_file_get_case (file);
  const char *words = yc_words_get_source (origin->source);
  const char *name = origin->by;

  if (g_strcmp0 (origin->source, "helper") != 0)
    return g_strdup (words);
  if (g_strcmp0 (yc_case_get_owner (c), origin->by) == 0)
    name = yc_case_get_owner_name (c);
  return g_strdup_printf ("%s · %s", words, name);
}

/* Returns: (transfer full): the value as a person reads it, whole */
char *
yc_place_dup_whole_value (YcCaseFile    *file,
                          const char    *path,
                          const YcValue *value)
{
  const YcMatter *matter = yc_case_file_get_matter (file);
  const YcFieldSpec *field = matter != NULL ? yc_matter_find_field (matter, path) : NULL;
  const char *label;

  if (value == NULL || value->type == YC_VALUE_NONE)
    return g_strdup ("");
  if (field == NULL)
    return yc_value_dup_text (value);
  if (field->type == YC_FIELD_MONEY && value->type == YC_VALUE_INT)
    return yc_value_dup_yuan (value->integer);
  if (field->type == YC_FIELD_AREA && value->type == YC_VALUE_TEXT)
    {
      char *name = yc_area_dup_full_name (value->text);

      return name != NULL ? name : g_strdup (value->text);
    }
  if (field->type == YC_FIELD_INDUSTRY && value->type == YC_VALUE_TEXT && yc_industry_find (value->text) != NULL)
    return g_strdup_printf ("%s %s", value->text, yc_industry_find (value->text)->name);
  label = field->type == YC_FIELD_CHOICE && value->type == YC_VALUE_TEXT
            ? yc_field_spec_get_choice_label (field, value->text)
            : NULL;
  return label != NULL ? g_strdup (label) : yc_value_dup_text (value);
}

/* Returns: (transfer full): the value as whoever is signed in may read it now:
 * masked where it is personal and was not asked for */
char *
yc_place_dup_value (YcCaseFile    *file,
                    const char    *path,
                    const YcValue *value)
{
  g_autofree char *whole = yc_place_dup_whole_value (file, path, value);

  return yc_mask_dup_text (yc_case_file_get_mask (file, path), whole);
}
