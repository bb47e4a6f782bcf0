/* yc-seal-figures.c: borders, cuts, a star
 *
 * An arc is made of curves of at most an eighth of the ellipse each: at 20 mm they
 * are less than 0.1 µm off it.
 */

#include "yc-seal-figures.h"

#include <math.h>

#define ARC_MAX (G_PI / 4)

/* The tips' circle to the inner corners' in a star whose sides are straight lines from tip to tip. */
static const double star_ratio = 0.38196601125010515;

YcSealPath *
yc_seal_star_new (double x,
                  double y,
                  double radius_mm)
{
  YcSealPath *path = yc_seal_path_new ();

  for (guint i = 0; i < 10; i++)
    {
      double r = i % 2 == 0 ? radius_mm : radius_mm * star_ratio;
      double angle = i * G_PI / 5 - G_PI / 2;

      if (i == 0)
        yc_seal_path_move_to (path, x + r * cos (angle), y + r * sin (angle));
      else
        yc_seal_path_line_to (path, x + r * cos (angle), y + r * sin (angle));
    }
  yc_seal_path_close (path);
  return path;
}

static void
add_box (YcSealPath      *path,
         const YcSealBox *box,
         gboolean         back)
{
  double right = box->x + box->width, bottom = box->y + box->height;

  yc_seal_path_move_to (path, box->x, box->y);
  yc_seal_path_line_to (path, back ? box->x : right, back ? bottom : box->y);
  yc_seal_path_line_to (path, right, bottom);
  yc_seal_path_line_to (path, back ? right : box->x, back ? box->y : bottom);
  yc_seal_path_close (path);
}

YcSealPath *
yc_seal_frame_new (const YcSealBox *outside,
                   double           line_mm)
{
  YcSealPath *path = yc_seal_path_new ();
  YcSealBox inside = { outside->x + line_mm, outside->y + line_mm, outside->width - 2 * line_mm,
                       outside->height - 2 * line_mm };

  add_box (path, outside, FALSE);
  add_box (path, &inside, TRUE);
  return path;
}

/* Goes on from where the path is, which is at @from, to @to; both in the ellipse's own parameter. */
static void
add_arc (YcSealPath          *path,
         const YcSealEllipse *e,
         double               from,
         double               to)
{
  guint n = (guint) ceil (fabs (to - from) / ARC_MAX);
  double step = (to - from) / n;
  double k = 4.0 / 3.0 * tan (step / 4);

  for (guint i = 0; i < n; i++)
    {
      double s = from + i * step, t = s + step;

      yc_seal_path_curve_to (path, e->x + e->a * (cos (s) - k * sin (s)), e->y + e->b * (sin (s) + k * cos (s)),
                             e->x + e->a * (cos (t) + k * sin (t)), e->y + e->b * (sin (t) - k * cos (t)),
                             e->x + e->a * cos (t), e->y + e->b * sin (t));
    }
}

static void
add_ellipse (YcSealPath          *path,
             const YcSealEllipse *e,
             double               way)
{
  yc_seal_path_move_to (path, e->x + e->a, e->y);
  add_arc (path, e, 0, way * 2 * G_PI);
  yc_seal_path_close (path);
}

/* How far along the ellipse's parameter a length lies, at @t. */
static double
get_turn (const YcSealEllipse *e,
          double               t,
          double               length_mm)
{
  return length_mm / hypot (e->a * sin (t), e->b * cos (t));
}

/* The piece of a ring from @from to @to; its ends are half a cut away, by the length on each edge. */
static YcSealPath *
create_piece (const YcSealEllipse *outside,
              const YcSealEllipse *inside,
              double               from,
              double               to,
              double               half_mm)
{
  YcSealPath *path = yc_seal_path_new ();
  double outer[2] = { from + get_turn (outside, from, half_mm), to - get_turn (outside, to, half_mm) };
  double inner[2] = { from + get_turn (inside, from, half_mm), to - get_turn (inside, to, half_mm) };

  yc_seal_path_move_to (path, outside->x + outside->a * cos (outer[0]), outside->y + outside->b * sin (outer[0]));
  add_arc (path, outside, outer[0], outer[1]);
  yc_seal_path_line_to (path, inside->x + inside->a * cos (inner[1]), inside->y + inside->b * sin (inner[1]));
  add_arc (path, inside, inner[1], inner[0]);
  yc_seal_path_close (path);
  return path;
}

/**
 * yc_seal_ring_put:
 * @outside: its outer edge
 * @cuts_rad: (nullable): where it is cut through, in the ellipse's parameter, rising, within one turn
 * @cut_mm: how wide
 *
 * Adds a ring to the drawing: one shape, or one between each cut and the next.
 */
void
yc_seal_ring_put (const YcSealEllipse  *outside,
                  double                line_mm,
                  const GArray         *cuts_rad,
                  double                cut_mm,
                  YcSealRole            role,
                  YcSealDrawingBuilder *builder)
{
  YcSealEllipse inside = { outside->x, outside->y, outside->a - line_mm, outside->b - line_mm };

  if (cuts_rad == NULL || cuts_rad->len == 0)
    {
      YcSealPath *path = yc_seal_path_new ();

      add_ellipse (path, outside, 1);
      add_ellipse (path, &inside, -1);
      yc_seal_drawing_builder_add (builder, role, NULL, path);
      return;
    }
  for (guint i = 0; i < cuts_rad->len; i++)
    {
      double from = g_array_index (cuts_rad, double, i);
      double to = i + 1 < cuts_rad->len ? g_array_index (cuts_rad, double, i + 1)
                                        : g_array_index (cuts_rad, double, 0) + 2 * G_PI;

      yc_seal_drawing_builder_add (builder, role, NULL, create_piece (outside, &inside, from, to, cut_mm / 2));
    }
}
