/* yc-catalogue-sign.c: which papers are signed, by whom and in what order */

#include "yc-catalogue.h"

#include "yc-field.h"

#include <string.h>

void
yc_signed_paper_free (gpointer data)
{
  YcSignedPaper *self = data;

  g_free (self->paper);
  g_free (self->label);
  g_ptr_array_unref (self->signers);
  g_clear_pointer (&self->needed_when, yc_expr_free);
  g_free (self);
}

YcSignedPaper *
yc_signed_paper_new (void)
{
  YcSignedPaper *self = g_new0 (YcSignedPaper, 1);

  self->signers = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/* Returns: (transfer none) (nullable) */
const YcSignedPaper *
yc_matter_find_signed_paper (const YcMatter *self,
                             const char     *paper)
{
  for (guint i = 0; i < self->signatures->len; i++)
    {
      const YcSignedPaper *spec = g_ptr_array_index (self->signatures, i);

      if (g_strcmp0 (spec->paper, paper) == 0)
        return spec;
    }
  return NULL;
}

static const char *
get_text (const YcForm *form,
          const char   *person,
          const char   *key)
{
  g_autofree char *path = g_strconcat (person, "/", key, NULL);
  const YcValue *value = form->get (form, path);

  return value != NULL && value->type == YC_VALUE_TEXT ? value->text : NULL;
}

/* Who is a shareholder and the legal representative too signs a paper once. */
static gboolean
is_listed (const YcForm *form,
           GPtrArray    *paths,
           const char   *person)
{
  const char *name = get_text (form, person, "name");
  const char *number = get_text (form, person, "number");

  for (guint i = 0; i < paths->len && name != NULL && number != NULL; i++)
    if (g_strcmp0 (get_text (form, g_ptr_array_index (paths, i), "name"), name) == 0 &&
        g_strcmp0 (get_text (form, g_ptr_array_index (paths, i), "number"), number) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_of (const char *person,
       const char *signer)
{
  return strcmp (person, signer) == 0 || yc_path_is_below (person, signer);
}

/**
 * yc_matter_list_paper_signers:
 * @self: a matter
 * @spec: one of its papers
 * @form: a case's
 * @today: for conditions
 *
 * Returns: (transfer full): paths of the persons who sign it, each person
 *   once, in the order the paper names them
 */
char **
yc_matter_list_paper_signers (const YcMatter      *self,
                              const YcSignedPaper *spec,
                              const YcForm        *form,
                              const YcDate        *today)
{
  g_auto (GStrv) all = yc_matter_list_signers (self, form, today);
  GPtrArray *paths = g_ptr_array_new ();

  for (guint i = 0; i < spec->signers->len; i++)
    for (char **person = all; *person != NULL; person++)
      if (is_of (*person, g_ptr_array_index (spec->signers, i)) && !is_listed (form, paths, *person))
        g_ptr_array_add (paths, g_strdup (*person));
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

gboolean
yc_signed_paper_is_needed (const YcSignedPaper *self,
                           const YcForm        *form,
                           const YcDate        *today)
{
  return self->needed_when == NULL || yc_expr_holds (self->needed_when, form, NULL, today);
}
