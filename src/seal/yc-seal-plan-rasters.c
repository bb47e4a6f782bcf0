/* yc-seal-plan-rasters.c: which islands are burnt together
 *
 * Islands of a shelf share no column. Burnt together, a row turns once for all of
 * them but runs over the gaps; burnt apart, it is the other way round. Which is
 * faster, and for which neighbours, is asked of the time model: a group's time by
 * rows of one run each, then the cheapest way to cut the line of islands into groups
 * (dynamic programming over where the last group begins).
 */

#include "yc-seal-plan-private.h"

#include <math.h>
#include <string.h>

#define GAP_MM 2.0      /* less blank than that parts no islands */
#define ISLANDS_MAX 24  /* of a shelf; with more, seals are not parted any further */

static double
time_group (const YcSealPlan   *self,
            const YcSealIsland *islands,
            guint               n_islands)
{
  g_autoptr (YcToolpathBuilder) builder =
    yc_toolpath_builder_new (yc_seal_plan_get_bed_width_nm (self), yc_seal_plan_get_bed_height_nm (self));
  g_autoptr (YcToolpath) path = NULL;
  g_autoptr (YcSealTime) time = NULL;

  yc_seal_rows_add (builder, islands, n_islands, &self->raster, self->overscan_dots, TRUE);
  path = yc_toolpath_builder_finish (builder, NULL);
  if (path == NULL)
    return HUGE_VAL;
  time = yc_seal_time_new (path, self->machine);
  return yc_seal_time_get_total_s (time);
}

/* For each island, where the group begins that ends with it, in the fastest way. */
static void
find_groups (const YcSealPlan *self,
             const GArray     *islands,
             guint            *begins)
{
  g_autofree double *fastest = g_new0 (double, islands->len + 1);

  for (guint end = 1; end <= islands->len; end++)
    {
      fastest[end] = HUGE_VAL;
      for (guint begin = 0; begin < end; begin++)
        {
          double time_s = fastest[begin] + time_group (self, &g_array_index (islands, YcSealIsland, begin), end - begin);

          if (time_s < fastest[end])
            {
              fastest[end] = time_s;
              begins[end - 1] = begin;
            }
        }
    }
}

/* "official + finance", cut short at a whole character. */
static void
set_label (const YcSealPlan   *self,
           const YcSealIsland *islands,
           guint               n_islands,
           YcToolpathSetting  *setting)
{
  g_autoptr (GString) label = g_string_new (NULL);

  for (guint i = 0; i < n_islands; i++)
    {
      const YcSealPlanned *seal = &g_array_index (self->seals, YcSealPlanned, islands[i].part);

      if (i == 0 || islands[i].part != islands[i - 1].part)
        g_string_append_printf (label, "%s%s", label->len > 0 ? " + " : "", seal->label);
    }
  while (label->len > YC_TOOLPATH_LABEL_BYTES_MAX)
    g_string_truncate (label, g_utf8_find_prev_char (label->str, label->str + label->len) - label->str);
  memcpy (setting->label, label->str, label->len + 1);
}

static void
add_groups (const YcSealPlan  *self,
            YcToolpathBuilder *builder,
            const GArray      *islands,
            const guint       *begins,
            guint              end)
{
  YcToolpathSetting setting = self->raster;
  const YcSealIsland *first;

  if (end == 0)
    return;
  add_groups (self, builder, islands, begins, begins[end - 1]);
  first = &g_array_index (islands, YcSealIsland, begins[end - 1]);
  set_label (self, first, end - begins[end - 1], &setting);
  yc_seal_rows_add (builder, first, end - begins[end - 1], &setting, self->overscan_dots, FALSE);
}

static int
compare_islands (gconstpointer a,
                 gconstpointer b)
{
  const YcSealIsland *i = a, *j = b;
  gint32 left = i->x_dots + (gint32) i->from, right = j->x_dots + (gint32) j->from;

  return left < right ? -1 : left > right;
}

static GArray *
list_islands (const YcSealPlan *self,
              guint             shelf,
              guint             gap_dots)
{
  GArray *islands = g_array_new (FALSE, FALSE, sizeof (YcSealIsland));

  g_array_set_clear_func (islands, (GDestroyNotify) yc_seal_island_clear);
  for (guint i = 0; i < self->seals->len; i++)
    {
      const YcSealPlanned *seal = &g_array_index (self->seals, YcSealPlanned, i);

      if (seal->shelf == shelf)
        yc_seal_islands_add (islands, seal->burn, i, seal->place.x_dots, seal->place.y_dots, gap_dots);
    }
  g_array_sort (islands, compare_islands);
  return islands;
}

/* Shelf after shelf. */
gboolean
yc_seal_plan_add_rasters (const YcSealPlan  *self,
                          YcToolpathBuilder *builder,
                          GCancellable      *cancellable,
                          GError           **error)
{
  for (guint shelf = 0; shelf < self->seals->len; shelf++)
    {
      g_autoptr (GArray) islands = list_islands (self, shelf, (guint) (GAP_MM * 1e6 / self->dot_nm));
      g_autofree guint *begins = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (islands->len > ISLANDS_MAX)
        {
          g_array_unref (islands);
          islands = list_islands (self, shelf, G_MAXUINT);
        }
      begins = g_new0 (guint, MAX (islands->len, 1));
      find_groups (self, islands, begins);
      add_groups (self, builder, islands, begins, islands->len);
    }
  return TRUE;
}
