/* yc-case-form.c: a case as a form that the catalogue can check
 *
 * Beside its fields a case answers what it knows of persons and of papers, so
 * that conditions and rules can ask for that too:
 *
 *   "/shareholders/<id>/identity"   "card", "typed" or "typed-confirmed"
 *   "/items/<item>/state"           "seen", "owed" or "missing"
 */

#include "yc-case-form.h"

#include <string.h>

/* Answers are constants: nobody has to free them. */
static const YcValue *
find_answer (const char *word)
{
  static const YcValue answers[] = {
    { YC_VALUE_TEXT, (char *) "card", 0 },
    { YC_VALUE_TEXT, (char *) "typed", 0 },
    { YC_VALUE_TEXT, (char *) "typed-confirmed", 0 },
    { YC_VALUE_TEXT, (char *) "seen", 0 },
    { YC_VALUE_TEXT, (char *) "owed", 0 },
    { YC_VALUE_TEXT, (char *) "missing", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_strcmp0 (answers[i].text, word) == 0)
      return &answers[i];
  return NULL;
}

static const YcValue *
get_identity (YcCase     *c,
              const char *person)
{
  const YcIdentity *identity = yc_case_get_identity (c, person);

  if (identity == NULL)
    return NULL;
  if (g_strcmp0 (identity->method, "typed") == 0 && identity->confirmed_by != NULL)
    return find_answer ("typed-confirmed");
  return find_answer (identity->method);
}

/* @path: below "/items/" */
static const YcValue *
get_item_state (YcCase     *c,
                const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 4);
  const YcItem *item;

  if (g_strv_length (parts) != 4 || strcmp (parts[3], "state") != 0)
    return NULL;
  item = yc_case_get_item (c, parts[2]);
  return item != NULL ? find_answer (item->state) : NULL;
}

static const YcValue *
case_form_get (const YcForm *form,
               const char   *path)
{
  YcCase *c = ((const YcCaseForm *) form)->c;

  if (g_str_has_suffix (path, "/identity"))
    {
      g_autofree char *person = g_strndup (path, strlen (path) - strlen ("/identity"));

      return get_identity (c, person);
    }
  if (g_str_has_prefix (path, "/items/"))
    return get_item_state (c, path);
  return yc_case_get_value (c, path);
}

static char **
case_form_list_rows (const YcForm *form,
                     const char   *list)
{
  return yc_case_list_rows (((const YcCaseForm *) form)->c, list);
}

void
yc_case_form_init (YcCaseForm *self,
                   YcCase     *c)
{
  self->form.get = case_form_get;
  self->form.list_rows = case_form_list_rows;
  self->c = c;
}
