/* yc-scope.c: a business scope is a text of wordings
 *
 * The wordings are kept and not their codes: what is signed, printed and sent
 * is the text, and a case of last year reads the same when the list of items
 * has changed. Whether an item is licensed is asked of the list and never of
 * the applicant; a wording that is not in it counts as licensed, so that a
 * person looks at it.
 */

#include "yc-scope.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Returns: (transfer full): the wordings in their order, without empty ones */
char **
yc_scope_split (const char *scope)
{
  g_autoptr (GRegex) separators = g_regex_new ("[；;]", 0, 0, NULL);
  g_auto (GStrv) pieces = g_regex_split (separators, scope, 0);
  GPtrArray *wordings = g_ptr_array_new ();

  for (char **piece = pieces; *piece != NULL; piece++)
    if (*g_strstrip (*piece) != '\0')
      g_ptr_array_add (wordings, g_strdup (*piece));
  g_ptr_array_add (wordings, NULL);
  return (char **) g_ptr_array_free (wordings, FALSE);
}

char *
yc_scope_join (char **wordings)
{
  return g_strjoinv (YC_SCOPE_SEPARATOR, wordings);
}

static gboolean
wording_is_licensed (const char *wording)
{
  const YcScopeItem *item = yc_scope_item_find_name (wording);

  return item == NULL || yc_scope_item_is_licensed (item);
}

/* Whether any of it may be begun only with a licence. */
gboolean
yc_scope_is_licensed (const char *scope)
{
  g_auto (GStrv) wordings = yc_scope_split (scope);

  for (char **wording = wordings; *wording != NULL; wording++)
    if (wording_is_licensed (*wording))
      return TRUE;
  return FALSE;
}

/* Those wordings of @scope that are licensed, or those that are not; (transfer full). */
char *
yc_scope_pick (const char *scope,
               gboolean    licensed)
{
  g_auto (GStrv) wordings = yc_scope_split (scope);
  g_autoptr (GPtrArray) picked = g_ptr_array_new ();

  for (char **wording = wordings; *wording != NULL; wording++)
    if (wording_is_licensed (*wording) == licensed)
      g_ptr_array_add (picked, *wording);
  g_ptr_array_add (picked, NULL);
  return yc_scope_join ((char **) picked->pdata);
}

/* @scope with @wording at its end, once; (transfer full). */
char *
yc_scope_add (const char *scope,
              const char *wording)
{
  g_auto (GStrv) wordings = yc_scope_split (scope);
  g_autofree char *before = yc_scope_join (wordings);

  if (g_strv_contains ((const char *const *) wordings, wording))
    return g_steal_pointer (&before);
  return *before == '\0' ? g_strdup (wording) : g_strconcat (before, YC_SCOPE_SEPARATOR, wording, NULL);
}

char *
yc_scope_remove (const char *scope,
                 const char *wording)
{
  g_auto (GStrv) wordings = yc_scope_split (scope);
  g_autoptr (GPtrArray) left = g_ptr_array_new ();

  for (char **at = wordings; *at != NULL; at++)
    if (strcmp (*at, wording) != 0)
      g_ptr_array_add (left, *at);
  g_ptr_array_add (left, NULL);
  return yc_scope_join ((char **) left->pdata);
}

/* @scope with @wording @by places further on, or back where it is negative, but
 * not beyond an end; (transfer full). */
char *
yc_scope_move (const char *scope,
               const char *wording,
               int         by)
{
  g_auto (GStrv) wordings = yc_scope_split (scope);
  int n = (int) g_strv_length (wordings), at = 0;

  while (at < n && strcmp (wordings[at], wording) != 0)
    at++;
  for (int to = CLAMP (at + by, 0, n - 1); at < n && at != to;)
    {
      int next = at < to ? at + 1 : at - 1;
      char *moved = wordings[at];

      wordings[at] = wordings[next];
      wordings[next] = moved;
      at = next;
    }
  return yc_scope_join (wordings);
}

static void
add_unknown (const char *path,
             const char *wording,
             GPtrArray  *findings)
{
  g_autofree char *message = g_strdup_printf (_("%s is not in the list of business items."), wording);
  g_autoptr (GPtrArray) near = yc_scope_item_search (wording, NULL, 1);
  const YcScopeItem *item = near->len > 0 ? g_ptr_array_index (near, 0) : NULL;
  g_autofree char *mend = item != NULL ? g_strdup_printf (_("Choose it from the list, for example %s."), item->name)
                                       : g_strdup (_("Choose it from the list."));

  g_ptr_array_add (findings, yc_finding_new (path, "scope-unknown", YC_SEVERITY_ERROR, message, mend, NULL));
}

/* Adds what is wrong with @scope: wordings that are not in the list, that come
 * twice, and too many of them. */
void
yc_scope_check (const char *path,
                const char *scope,
                GPtrArray  *findings)
{
  g_auto (GStrv) wordings = yc_scope_split (scope);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (char **wording = wordings; *wording != NULL; wording++)
    if (!g_hash_table_add (seen, *wording))
      g_ptr_array_add (findings, yc_finding_new (path, "scope-twice", YC_SEVERITY_ERROR,
                                                 _("A business item comes twice."), _("Take one out."), NULL));
    else if (yc_scope_item_find_name (*wording) == NULL)
      add_unknown (path, *wording, findings);
  if (g_strv_length (wordings) > YC_SCOPE_ITEMS_MAX)
    g_ptr_array_add (findings, yc_finding_new (path, "scope-long", YC_SEVERITY_ERROR,
                                               _("There are more business items than a licence can hold."),
                                               _("Take some out."), NULL));
}
