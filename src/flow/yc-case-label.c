/* yc-case-label.c: what a path of a case is called */

#include "yc-case-verbs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ITEMS "/items/"
#define IDENTITY "/identity"

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

/* The list that @path is, or lies in. */
static const YcListSpec *
find_list (const YcMatter *matter,
           const char     *path)
{
  for (guint i = 0; i < matter->pages->len; i++)
    {
      const YcListSpec *list = ((const YcPage *) g_ptr_array_index (matter->pages, i))->list;

      if (list != NULL && (g_str_equal (path, list->path) || yc_path_is_below (path, list->path)))
        return list;
    }
  return NULL;
}

static char *
dup_person_label (YcCaseFile *file,
                  const char *person)
{
  g_autofree char *name_path = g_strconcat (person, "/name", NULL);
  const YcValue *name = yc_case_get_value (yc_case_file_get_case (file), name_path);

  if (name != NULL && name->type == YC_VALUE_TEXT && *name->text != '\0')
    return g_strdup (name->text);
  return yc_case_file_dup_label (file, person);
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
 * yc_case_file_dup_label:
 * @file: a case
 * @path: of a field, a row, a list, a person, an identity or an item
 *
 * Returns: (transfer full): its name as the clerk knows it, "Shareholder 2 · Amount"
 */
char *
yc_case_file_dup_label (YcCaseFile *file,
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
  list = find_list (matter, path);
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
