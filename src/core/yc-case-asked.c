/* yc-case-asked.c: what is asked for in a case that came back
 *
 * A reviewer's points and an office's corrections name paths. A point stays
 * until what it names has been touched since it was made: by then somebody has
 * answered it, and only who asked can say whether well. It stands in nobody's
 * way: a case may be sent in again as it is, with a word of why.
 */

#include "yc-case-private.h"

#include <string.h>

#define ITEMS "/items/"
#define IDENTITY "/identity"

static gboolean
any_below_is_newer (YcCase     *self,
                    const char *path,
                    gint64      since_ms)
{
  GHashTableIter iter;
  gpointer below, field;

  g_hash_table_iter_init (&iter, self->fields);
  while (g_hash_table_iter_next (&iter, &below, &field))
    if ((strcmp (below, path) == 0 || yc_path_is_below (below, path)) &&
        ((YcField *) field)->origin.at.at_ms > since_ms)
      return TRUE;
  return FALSE;
}

static gboolean
is_touched (YcCase     *self,
            const char *path,
            gint64      since_ms)
{
  if (g_str_has_prefix (path, ITEMS))
    {
      const YcItem *item = yc_case_get_item (self, path + strlen (ITEMS));

      return item != NULL && item->at.at_ms > since_ms;
    }
  if (g_str_has_suffix (path, IDENTITY))
    {
      g_autofree char *person = g_strndup (path, strlen (path) - strlen (IDENTITY));
      const YcIdentity *identity = yc_case_get_identity (self, person);

      return identity != NULL && identity->at.at_ms > since_ms;
    }
  return any_below_is_newer (self, path, since_ms);
}

static gboolean
is_path (const char *path)
{
  return path != NULL && *path == '/';
}

/* A reviewer's point names the first field of what it is about: an answer may
 * stand in any beside it. */
static char *
dup_group (const char *path)
{
  const char *last = strrchr (path, '/');

  if (g_str_has_prefix (path, ITEMS) || g_str_has_suffix (path, IDENTITY) || last == path)
    return g_strdup (path);
  return g_strndup (path, (gsize) (last - path));
}

static void
add_returned (YcCase    *self,
              GPtrArray *points)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->decisions);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcDecision *decision = value;

      for (guint i = 0; strcmp (decision->outcome, "returned") == 0 && i < decision->reasons->len; i++)
        {
          const YcDecisionReason *reason = g_ptr_array_index (decision->reasons, i);

          g_autofree char *group = is_path (reason->path) ? dup_group (reason->path) : NULL;

          if (!reason->holds && group != NULL && !is_touched (self, group, decision->at.at_ms))
            g_ptr_array_add (points, yc_point_new (reason->rule, reason->path, reason->text, reason->remedy));
        }
    }
}

/* When @module was last asked to be corrected. */
static gint64
get_asked_ms (YcCase     *self,
              const char *module)
{
  for (guint i = self->events->len; i > 0; i--)
    {
      const YcEvent *event = g_ptr_array_index (self->events, i - 1);

      if (strcmp (event->kind, "module.correct") == 0 && event->outcome != YC_OUTCOME_REFUSED &&
          g_strcmp0 (event->detail, module) == 0)
        return event->at.at_ms;
    }
  return 0;
}

/**
 * yc_case_list_asked:
 * @self: a case
 *
 * Returns: (transfer full): of #YcPoint, each with a path; empty where nothing
 *   is asked for, or all of it has been answered
 */
GPtrArray *
yc_case_list_asked (YcCase *self)
{
  GPtrArray *points = yc_points_new (NULL);

  g_return_val_if_fail (YC_IS_CASE (self), points);

  if (self->status == YC_CASE_RETURNED)
    add_returned (self, points);
  for (guint i = 0; i < self->module_order->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (self->module_order, i);

      for (guint k = 0; progress->state == YC_MODULE_CORRECTION && k < progress->points->len; k++)
        {
          const YcPoint *point = g_ptr_array_index (progress->points, k);

          if (is_path (point->path) && !is_touched (self, point->path, get_asked_ms (self, progress->module)))
            g_ptr_array_add (points, yc_point_new (point->code, point->path, point->text, point->remedy));
        }
    }
  return points;
}
