/* yc-template-facts.c: what a paper may say that is no field of the form
 *
 * Facts of the case and its office, of how the form was received, of who signs
 * and what is given out. A template that names anything else is refused.
 */

#include "yc-template-private.h"

#include <string.h>

typedef struct
{
  const char *path; /* of a list's field its column */
  YcFieldType type;
  gboolean sensitive;
} Fact;

static const Fact facts[] = {
  { "/paper/date", YC_FIELD_DATE, FALSE },
  { "/office/authority", YC_FIELD_TEXT, FALSE },
  { "/office/tax", YC_FIELD_TEXT, FALSE },
  { "/office/hall", YC_FIELD_TEXT, FALSE },
  { "/office/window", YC_FIELD_TEXT, FALSE },
  { "/office/operator", YC_FIELD_TEXT, FALSE },
  { "/case/number", YC_FIELD_TEXT, FALSE },
  { "/case/id", YC_FIELD_TEXT, FALSE },
  { "/case/matter", YC_FIELD_TEXT, FALSE },
  { "/case/received", YC_FIELD_DATE, FALSE },
  { "/case/submitted", YC_FIELD_TEXT, FALSE },
  { "/case/promise", YC_FIELD_TEXT, FALSE },
  { "/incomplete/text", YC_FIELD_TEXT, FALSE },
  { "/incomplete/remedy", YC_FIELD_TEXT, FALSE },
  { "/incomplete-word/text", YC_FIELD_TEXT, FALSE },
  { "/incomplete-word/on", YC_FIELD_DATE, FALSE },
  { "/owed/text", YC_FIELD_TEXT, FALSE },
  { "/owed/remedy", YC_FIELD_TEXT, FALSE },
  { "/owed-word/text", YC_FIELD_TEXT, FALSE },
  { "/owed-word/on", YC_FIELD_DATE, FALSE },
  { "/owed-word/due", YC_FIELD_DATE, FALSE },
  { "/refused/text", YC_FIELD_TEXT, FALSE },
  { "/refused/remedy", YC_FIELD_TEXT, FALSE },
  { "/refused-word/text", YC_FIELD_TEXT, FALSE },
  { "/refused-word/on", YC_FIELD_DATE, FALSE },
  { "/persons/post", YC_FIELD_TEXT, FALSE },
  { "/persons/name", YC_FIELD_TEXT, FALSE },
  { "/persons/number", YC_FIELD_PERSON_NUMBER, TRUE },
  { "/persons/document", YC_FIELD_TEXT, FALSE },
  { "/persons/method", YC_FIELD_TEXT, FALSE },
  { "/persons/on", YC_FIELD_DATE, FALSE },
  { "/outputs/label", YC_FIELD_TEXT, FALSE },
  { "/outputs/module", YC_FIELD_TEXT, FALSE },
  { "/outputs/value", YC_FIELD_TEXT, FALSE },
  { "/outputs/kind", YC_FIELD_TEXT, FALSE },
  { "/outputs/how", YC_FIELD_TEXT, FALSE },
  { "/outputs/on", YC_FIELD_DATE, FALSE },
};

static const char *const fact_lists[] = { "/incomplete", "/owed", "/refused", "/persons", "/outputs", NULL };

static const char *const roles[] = {
  "shareholder", "legal-representative", "director", "supervisor", "manager", "finance", "liaison", "agent",
  "applicant", "signer", "receiver", "clerk", "authority", "company", "tax-office", NULL,
};

static const Fact *
find_fact (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (strcmp (facts[i].path, path) == 0)
      return &facts[i];
  return NULL;
}

/* "/results/<module>/<key>": what an office gave. */
static gboolean
is_result (const YcMatter *matter,
           const char     *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 5);
  const YcModule *module;

  if (g_strv_length (parts) != 4 || strcmp (parts[1], "results") != 0)
    return FALSE;
  module = yc_matter_find_module (matter, parts[2]);
  return module != NULL && yc_module_find_output (module, parts[3]) != NULL;
}

gboolean
yc_template_is_fact (const char *path)
{
  return find_fact (path) != NULL || g_strv_contains (fact_lists, path) || g_str_has_prefix (path, "/results/");
}

gboolean
yc_template_has_list (const YcMatter *matter,
                      const char     *list)
{
  return g_strv_contains (fact_lists, list) || yc_matter_find_list (matter, list) != NULL;
}

gboolean
yc_template_role_exists (const char *role)
{
  return g_strv_contains (roles, role);
}

static void
subject_from_spec (const YcFieldSpec *spec,
                   YcSubject         *ret_subject)
{
  ret_subject->spec = spec;
  ret_subject->type = spec->type;
  ret_subject->sensitive = spec->sensitive;
}

/* A column of a list is no field by itself: it is found through a row. */
static const YcFieldSpec *
find_spec (const YcMatter *matter,
           const char     *list,
           const char     *path)
{
  g_autofree char *in_row = NULL;

  if (list != NULL)
    {
      in_row = g_strconcat (list, "/0", path + strlen (list), NULL);
      return yc_matter_find_list (matter, list) != NULL ? yc_matter_find_field (matter, in_row) : NULL;
    }
  for (guint i = 0; i < matter->pages->len; i++)
    {
      const YcPage *page = g_ptr_array_index (matter->pages, i);

      if (page->list != NULL && yc_path_is_below (path, page->list->path))
        return NULL;
    }
  return yc_matter_find_field (matter, path);
}

/**
 * yc_template_find_subject:
 * @list: (nullable): the list that @path is a column of
 * @path: "/name/trade", "/case/number"; of a row's field "/shareholders/name"
 * @ret_subject: (out): untouched where there is none
 *
 * Returns: whether something can stand there
 */
gboolean
yc_template_find_subject (const YcMatter *matter,
                          const char     *list,
                          const char     *path,
                          YcSubject      *ret_subject)
{
  const YcFieldSpec *spec = find_spec (matter, list, path);
  const Fact *fact = find_fact (path);
  gboolean in_fact_list = list != NULL && g_strv_contains (fact_lists, list);

  if (spec != NULL)
    subject_from_spec (spec, ret_subject);
  else if (fact != NULL && in_fact_list == (list != NULL))
    *ret_subject = (YcSubject) { NULL, fact->type, fact->sensitive };
  else if (list == NULL && is_result (matter, path))
    *ret_subject = (YcSubject) { NULL, YC_FIELD_TEXT, FALSE };
  else
    return FALSE;
  return TRUE;
}
