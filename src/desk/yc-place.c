/* yc-place.c: what a path of a case is called, and where it is mended */

#include "yc-place.h"

#include "yc-codes.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

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

/* Which row of its list a path is in: 1 and up, 0 for none. */
static guint
row_number (YcCaseFile       *file,
            const YcListSpec *list,
            const char       *path)
{
  g_auto (GStrv) rows = yc_case_list_rows (yc_case_file_get_case (file), list->path);

  for (guint i = 0; rows[i] != NULL; i++)
    {
      g_autofree char *row = g_strconcat (list->path, "/", rows[i], NULL);

      if (g_str_equal (path, row) || yc_path_is_below (path, row))
        return i + 1;
    }
  return 0;
}

static char *
dup_person_label (YcCaseFile *file,
                  const char *person)
{
  g_autofree char *name_path = g_strconcat (person, "/name", NULL);
  const YcValue *name = yc_case_get_value (yc_case_file_get_case (file), name_path);

  if (name != NULL && name->type == YC_VALUE_TEXT && *name->text != '\0')
    return g_strdup (name->text);
  return yc_place_dup_label (file, person);
}

static const YcSigner *
find_signer (const YcMatter *matter,
             const char     *path)
{
  for (guint i = 0; i < matter->signers->len; i++)
    {
      const YcSigner *signer = g_ptr_array_index (matter->signers, i);

      if (g_str_equal (signer->path, path))
        return signer;
    }
  return NULL;
}

/**
 * yc_place_dup_label:
 * @file: a case
 * @path: of a field, a row, a list, a person, an identity or an item
 *
 * Returns: (transfer full): its name as the clerk knows it, "Shareholder 2 · Amount"
 */
char *
yc_place_dup_label (YcCaseFile *file,
                    const char *path)
{
  const YcMatter *matter = yc_case_file_get_matter (file);
  const YcFieldSpec *field;
  const YcListSpec *list;
  const YcSigner *signer;
  guint row;

  if (matter == NULL || *path == '\0')
    return g_strdup (_("The whole case"));
  if (g_str_has_prefix (path, ITEMS))
    {
      const YcItemSpec *item = yc_matter_find_item (matter, path + strlen (ITEMS));

      return g_strdup (item != NULL ? item->label : path);
    }
  if (g_str_has_suffix (path, IDENTITY))
    {
      g_autofree char *person = g_strndup (path, strlen (path) - strlen (IDENTITY));

      return dup_person_label (file, person);
    }
  list = yc_matter_find_list (matter, path);
  field = yc_matter_find_field (matter, path);
  row = list != NULL ? row_number (file, list, path) : 0;
  if (row > 0 && field != NULL)
    return g_strdup_printf ("%s %u · %s", list->row_label, row, field->label);
  if (row > 0)
    return g_strdup_printf ("%s %u", list->row_label, row);
  if (field != NULL)
    return g_strdup (field->label);
  signer = find_signer (matter, path);
  if (signer != NULL)
    return g_strdup (signer->label);
  return g_strdup (list != NULL ? list->label : path);
}

/* Returns: (transfer full): the value as the clerk reads it */
char *
yc_place_dup_value (YcCaseFile    *file,
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
    return yc_words_dup_yuan (value->integer);
  if (field->type == YC_FIELD_AREA && value->type == YC_VALUE_TEXT)
    {
      char *name = yc_area_dup_full_name (value->text);

      return name != NULL ? name : g_strdup (value->text);
    }
  label = field->type == YC_FIELD_CHOICE && value->type == YC_VALUE_TEXT
            ? yc_field_spec_get_choice_label (field, value->text)
            : NULL;
  return label != NULL ? g_strdup (label) : yc_value_dup_text (value);
}
