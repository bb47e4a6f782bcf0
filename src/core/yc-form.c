/* yc-form.c: what a path of a form says, as a digest (D8)
 *
 * A paper that shows fields records the digest of each. A column of a list,
 * "/shareholders/amount", is recorded once for all its rows: with the rows' ids
 * in it, so that a row that came or went changes it as a new value does.
 */

#include "yc-form.h"

#include "yc-case.h"

#include <string.h>

/* @column: (nullable): the field of each row, with its slash; NULL for the rows alone */
static char *
digest_rows (const YcForm *form,
             const char   *list,
             char        **rows,
             const char   *column)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; rows[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (list, "/", rows[i], column, NULL);
      g_autofree char *digest = column != NULL ? yc_value_dup_digest (form->get (form, path)) : NULL;

      g_checksum_update (sum, (const guchar *) rows[i], strlen (rows[i]) + 1);
      if (digest != NULL)
        g_checksum_update (sum, (const guchar *) digest, strlen (digest) + 1);
    }
  return g_strdup (g_checksum_get_string (sum));
}

/**
 * yc_form_dup_digest:
 * @form: a form
 * @path: a field, a list, or a column of a list ("/shareholders/amount")
 *
 * Returns: (transfer full): SHA-256 in hexadecimal of what stands there; of
 *   nothing, where nothing does
 */
char *
yc_form_dup_digest (const YcForm *form,
                    const char   *path)
{
  const YcValue *value = form->get (form, path);
  const char *last = strrchr (path, '/');
  g_auto (GStrv) rows = NULL;
  g_autofree char *list = NULL;

  if (value != NULL || last == NULL)
    return yc_value_dup_digest (value);
  rows = form->list_rows (form, path);
  if (rows != NULL && rows[0] != NULL)
    return digest_rows (form, path, rows, NULL);
  g_strfreev (rows);
  list = g_strndup (path, (gsize) (last - path));
  rows = form->list_rows (form, list);
  if (rows != NULL && rows[0] != NULL)
    return digest_rows (form, list, rows, last);
  return yc_value_dup_digest (NULL);
}
