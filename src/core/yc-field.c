/* yc-field.c: one field of a case
 *
 * A field has one value that counts, and beside it any number of branches:
 * values given by people who had not seen that one. Nothing is thrown away;
 * a branch stands until a settlement names it.
 */

#include "yc-field.h"

#include <string.h>

/**
 * yc_path_is_valid:
 * @path: "/name/trade", "/shareholders/<id>/amount"
 *
 * Segments are of lower-case letters, digits and dashes; none is empty.
 */
gboolean
yc_path_is_valid (const char *path)
{
  gsize length;

  if (path == NULL || *path != '/')
    return FALSE;
  length = strlen (path);
  if (length > YC_PATH_MAX || path[length - 1] == '/' || strstr (path, "//") != NULL)
    return FALSE;
  return strspn (path, "/-abcdefghijklmnopqrstuvwxyz0123456789") == length;
}

gboolean
yc_path_is_below (const char *path,
                  const char *ancestor)
{
  gsize length = strlen (ancestor);

  return strncmp (path, ancestor, length) == 0 && path[length] == '/';
}

/**
 * yc_path_dup_row:
 * @path: a field's path
 * @ret_row: (out) (optional): the row's id; untouched when there is none
 *
 * Returns: (transfer full) (nullable): the path of the row that @path lies
 *   in, "/shareholders/<id>"; %NULL where it lies in none or is one itself
 */
char *
yc_path_dup_row (const char *path,
                 YcId       *ret_row)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 4);
  YcId row;

  if (g_strv_length (parts) < 4 || !yc_id_parse (parts[2], &row))
    return NULL;
  if (ret_row != NULL)
    *ret_row = row;
  return g_strconcat ("/", parts[1], "/", parts[2], NULL);
}

static void
origin_clear (YcOrigin *origin)
{
  g_clear_pointer (&origin->by, g_free);
  g_clear_pointer (&origin->window, g_free);
  g_clear_pointer (&origin->source, g_free);
}

static void
origin_replace (YcOrigin       *origin,
                const YcOrigin *other)
{
  YcOrigin copy = *other;

  copy.by = g_strdup (other->by);
  copy.window = g_strdup (other->window);
  copy.source = g_strdup (other->source);
  origin_clear (origin);
  *origin = copy;
}

static void
value_replace (YcValue       *value,
               const YcValue *other)
{
  YcValue copy;

  yc_value_copy (other, &copy);
  yc_value_clear (value);
  *value = copy;
}

static void
branch_free (gpointer data)
{
  YcBranch *branch = data;

  yc_value_clear (&branch->value);
  origin_clear (&branch->origin);
  g_free (branch);
}

YcField *
yc_field_new (void)
{
  YcField *self = g_new0 (YcField, 1);

  self->branches = g_ptr_array_new_with_free_func (branch_free);
  return self;
}

void
yc_field_free (YcField *self)
{
  yc_value_clear (&self->value);
  origin_clear (&self->origin);
  g_ptr_array_unref (self->branches);
  g_free (self);
}

/* Sets the value that counts. The same value again changes nothing: its first
 * giver stays its giver. */
void
yc_field_set (YcField        *self,
              const YcValue  *value,
              const YcOrigin *origin,
              gint64          revision)
{
  if (self->origin.by != NULL && yc_value_equal (&self->value, value))
    return;
  value_replace (&self->value, value);
  origin_replace (&self->origin, origin);
  self->revision = revision;
}

gboolean
yc_field_is_contested (const YcField *self)
{
  return self->branches->len > 0;
}

/* Returns: (nullable) (transfer none): the branch that op @first opened */
YcBranch *
yc_field_find_branch (const YcField *self,
                      const YcId    *first)
{
  for (guint i = 0; i < self->branches->len; i++)
    {
      YcBranch *branch = g_ptr_array_index (self->branches, i);

      if (yc_id_equal (&branch->first, first))
        return branch;
    }
  return NULL;
}

/**
 * yc_field_contest:
 * @self: a field
 * @joins: the branch to go on with; nil for the op's own, which it opens
 * @value: what stands against the field's value
 * @origin: who says so
 */
void
yc_field_contest (YcField        *self,
                  const YcId     *joins,
                  const YcValue  *value,
                  const YcOrigin *origin)
{
  const YcId *name = yc_id_is_nil (joins) ? &origin->op : joins;
  YcBranch *branch = yc_field_find_branch (self, name);

  if (branch == NULL)
    {
      branch = g_new0 (YcBranch, 1);
      branch->first = *name;
      g_ptr_array_add (self->branches, branch);
    }
  value_replace (&branch->value, value);
  origin_replace (&branch->origin, origin);
}

void
yc_field_close_branch (YcField    *self,
                       const YcId *first)
{
  YcBranch *branch = yc_field_find_branch (self, first);

  if (branch != NULL)
    g_ptr_array_remove (self->branches, branch);
}
