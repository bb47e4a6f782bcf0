/* yc-seal-plan-cuts.c: cutting the pieces out, and the naive plan to compare with */

#include "yc-seal-plan-private.h"

#include "yc-seal-tour.h"

#include <math.h>

/* On the bed, in mm. */
static GPtrArray *
list_outlines (const YcSealPlan *self)
{
  GPtrArray *outlines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  double dot_mm = self->dot_nm / 1e6;

  for (guint i = 0; i < self->seals->len; i++)
    {
      const YcSealPlace *place = &g_array_index (self->seals, YcSealPlanned, i).place;
      GArray *outline = g_array_copy (place->burn->outline);

      for (guint c = 0; c < outline->len; c++)
        {
          g_array_index (outline, YcSealPoint, c).x += place->x_dots * dot_mm;
          g_array_index (outline, YcSealPoint, c).y += place->y_dots * dot_mm;
        }
      g_ptr_array_add (outlines, outline);
    }
  return outlines;
}

static void
add_point (YcToolpathBuilder *builder,
           const GArray      *outline,
           guint              corner,
           gint32             power)
{
  const YcSealPoint *point = &g_array_index (outline, YcSealPoint, corner % outline->len);

  yc_toolpath_builder_add (builder, lround (point->x * 1e6), lround (point->y * 1e6), power);
}

static void
add_cut (const YcSealPlan  *self,
         YcToolpathBuilder *builder,
         const GArray      *outline,
         const YcSealStop  *stop)
{
  YcToolpathSetting setting = {
    .mode = YC_TOOLPATH_VECTOR, .axis = YC_TOOLPATH_AXIS_X,
    .speed_um_s = MIN (self->material->cut_mm_s, self->machine->speed_max_mm_s) * 1000 + 0.5,
    .passes = self->material->cut_passes
  };
  const char *label = g_array_index (self->seals, YcSealPlanned, stop->outline).label;
  glong length = MIN (g_utf8_strlen (label, -1), YC_TOOLPATH_LABEL_BYTES_MAX / 4);
  g_autofree char *short_label = g_utf8_substring (label, 0, length);

  g_strlcpy (setting.label, short_label, sizeof setting.label);
  yc_toolpath_builder_begin (builder, &setting);
  for (guint i = 0; i <= outline->len; i++)
    add_point (builder, outline, stop->corner + i, i == 0 ? 0 : YC_TOOLPATH_POWER_FULL);
}

/* A section a piece. @in_order: as they were given, not the shortest way. */
void
yc_seal_plan_add_cuts (const YcSealPlan  *self,
                       YcToolpathBuilder *builder,
                       gboolean           in_order)
{
  static const YcSealPoint corner = { 0, 0 };
  g_autoptr (GPtrArray) outlines = list_outlines (self);
  g_autoptr (GArray) tour = NULL;

  if (self->material->cut_passes == 0)
    return;
  tour = yc_seal_tour_new (outlines, &corner);
  for (guint i = 0; i < tour->len; i++)
    {
      YcSealStop stop = g_array_index (tour, YcSealStop, i);

      if (in_order)
        stop = (YcSealStop){ i, 0 };
      add_cut (self, builder, g_ptr_array_index (outlines, stop.outline), &stop);
    }
}

/* --- naively ----------------------------------------------------------- */

/* What all seals are burnt in, in dots: left, top, right, bottom. */
static void
get_burnt (const YcSealPlan *self,
           gint32            ret_box[4])
{
  ret_box[0] = ret_box[1] = G_MAXINT32;
  ret_box[2] = ret_box[3] = G_MININT32;
  for (guint i = 0; i < self->seals->len; i++)
    {
      const YcSealPlace *place = &g_array_index (self->seals, YcSealPlanned, i).place;

      ret_box[0] = MIN (ret_box[0], place->x_dots);
      ret_box[1] = MIN (ret_box[1], place->y_dots);
      ret_box[2] = MAX (ret_box[2], place->x_dots + (gint32) place->burn->width);
      ret_box[3] = MAX (ret_box[3], place->y_dots + (gint32) place->burn->height);
    }
}

static YcToolpath *
make_naive (const YcSealPlan *self)
{
  g_autoptr (YcToolpathBuilder) builder =
    yc_toolpath_builder_new (yc_seal_plan_get_bed_width_nm (self), yc_seal_plan_get_bed_height_nm (self));
  gint32 box[4], dot = self->dot_nm;

  get_burnt (self, box);
  for (gint32 y = box[1]; y < box[3]; y++)
    {
      yc_toolpath_builder_begin (builder, &self->raster);
      yc_toolpath_builder_add (builder, (box[0] - self->overscan_dots) * dot, y * dot, 0);
      yc_toolpath_builder_add (builder, box[0] * dot, y * dot, 0);
      yc_toolpath_builder_add (builder, box[2] * dot, y * dot, YC_TOOLPATH_POWER_FULL);
      yc_toolpath_builder_add (builder, (box[2] + self->overscan_dots) * dot, y * dot, 0);
    }
  yc_seal_plan_add_cuts (self, builder, TRUE);
  return yc_toolpath_builder_finish (builder, NULL);
}

/**
 * yc_seal_plan_time_naive_s:
 *
 * Returns: what the same seals on the same places take without a plan: every row from the first burnt
 * to the last, over the full width of all that is burnt, one way only. It is counted in its favour:
 * the head comes back as fast as it can, no change of mode costs anything, the line carries
 * nothing but a run a row, and the pieces are cut out in the order they were given.
 */
double
yc_seal_plan_time_naive_s (const YcSealPlan *self)
{
  YcSealMachine machine = *self->machine;
  g_autoptr (YcToolpath) path = make_naive (self);
  g_autoptr (YcSealTime) time = NULL;

  machine.section_ms = 0;
  machine.rapid_mm_s = MAX (machine.rapid_mm_s, self->raster.speed_um_s / 1e3);
  time = yc_seal_time_new (path, &machine);
  return yc_seal_time_get_total_s (time);
}
