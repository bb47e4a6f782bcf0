/* yc-seal-hull.c: convex hull and its parallel curve
 *
 * A seal's piece is convex whatever the seal shows, so the hull of its ink serves
 * round, oval and square ones alike, and one without a border too. The parallel
 * curve of a convex outline is each edge moved out, joined by arcs.
 */

#include "yc-seal-hull.h"

#include <math.h>

static int
compare_points (gconstpointer a,
                gconstpointer b)
{
  const YcSealPoint *p = a, *q = b;

  if (p->x != q->x)
    return p->x < q->x ? -1 : 1;
  return p->y < q->y ? -1 : p->y > q->y;
}

/* Twice the signed area of a triangle. */
static double
cross (const YcSealPoint *o,
       const YcSealPoint *a,
       const YcSealPoint *b)
{
  return (a->x - o->x) * (b->y - o->y) - (a->y - o->y) * (b->x - o->x);
}

/* Whether the hull's last corner lies inside once @point is its next. */
static gboolean
turns_inwards (const GArray      *hull,
               const YcSealPoint *point)
{
  const YcSealPoint *last = &g_array_index (hull, YcSealPoint, hull->len - 1);

  return cross (last - 1, last, point) <= 0;
}

static GArray *
list_points (const YcSealDrawing *drawing,
             double               tolerance_mm)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (YcSealPoint));

  for (guint i = 0; i < yc_seal_drawing_count_shapes (drawing); i++)
    {
      g_autoptr (GPtrArray) contours = yc_seal_drawing_flatten (drawing, i, tolerance_mm);

      for (guint c = 0; c < contours->len; c++)
        {
          const GArray *contour = g_ptr_array_index (contours, c);

          g_array_append_vals (points, contour->data, contour->len);
        }
    }
  g_array_sort (points, compare_points);
  return points;
}

/* One side of the hull: points of @points, taken in their order or against it. */
static void
add_chain (GArray       *hull,
           const GArray *points,
           gboolean      forwards)
{
  guint from = hull->len;

  for (guint i = 0; i < points->len; i++)
    {
      const YcSealPoint *point = &g_array_index (points, YcSealPoint, forwards ? i : points->len - 1 - i);

      while (hull->len >= from + 2 && turns_inwards (hull, point))
        g_array_set_size (hull, hull->len - 1);
      g_array_append_vals (hull, point, 1);
    }
  if (hull->len > from)
    g_array_set_size (hull, hull->len - 1); /* the other chain begins with it */
}

/**
 * yc_seal_hull_new:
 * @drawing: a seal
 * @tolerance_mm: of flattening its curves
 *
 * Returns: (transfer full): its ink's convex hull (monotone chains); fewer than
 * three points where there is no ink
 */
GArray *
yc_seal_hull_new (const YcSealDrawing *drawing,
                  double               tolerance_mm)
{
  g_autoptr (GArray) points = list_points (drawing, tolerance_mm);
  GArray *hull = g_array_new (FALSE, FALSE, sizeof (YcSealPoint));

  add_chain (hull, points, TRUE);
  add_chain (hull, points, FALSE);
  return hull;
}

static double
get_heading (const YcSealPoint *from,
             const YcSealPoint *to)
{
  return atan2 (to->y - from->y, to->x - from->x);
}

/* The arc around a corner, both ends included. */
static void
add_arc (GArray            *curve,
         const YcSealPoint *corner,
         double             from,
         double             turn,
         double             radius_mm,
         double             step)
{
  guint n = MAX (1, (guint) ceil (turn / step));

  for (guint i = 0; i <= n; i++)
    {
      double angle = from + turn * i / n - G_PI_2;
      YcSealPoint point = { corner->x + radius_mm * cos (angle), corner->y + radius_mm * sin (angle) };

      g_array_append_val (curve, point);
    }
}

/**
 * yc_seal_hull_grow:
 * @hull: a convex outline of at least three corners
 * @by_mm: how far out
 * @tolerance_mm: how far a chord may lie from its arc
 *
 * Returns: (transfer full): the outline of all that is no further than that
 */
GArray *
yc_seal_hull_grow (const GArray *hull,
                   double        by_mm,
                   double        tolerance_mm)
{
  GArray *curve = g_array_new (FALSE, FALSE, sizeof (YcSealPoint));
  double step = by_mm > tolerance_mm ? 2 * acos (1 - tolerance_mm / by_mm) : G_PI_2;

  g_return_val_if_fail (hull->len >= 3, curve);

  for (guint i = 0; i < hull->len; i++)
    {
      const YcSealPoint *before = &g_array_index (hull, YcSealPoint, (i + hull->len - 1) % hull->len);
      const YcSealPoint *corner = &g_array_index (hull, YcSealPoint, i);
      const YcSealPoint *after = &g_array_index (hull, YcSealPoint, (i + 1) % hull->len);
      double from = get_heading (before, corner), turn = get_heading (corner, after) - from;

      if (turn < 0)
        turn += 2 * G_PI;
      add_arc (curve, corner, from, turn, by_mm, step);
    }
  return curve;
}
