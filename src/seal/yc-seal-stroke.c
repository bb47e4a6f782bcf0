/* yc-seal-stroke.c: how wide strokes are
 *
 * From points along a shape's outline one looks straight across: inward over the
 * ink to the other side of the stroke, outward over what is open to the next
 * stroke of the same shape. Only a side that runs about the same way counts as
 * the other side, so corners are not taken for strokes.
 *
 * Every pen stroke ends in a point, and where two meet the opening ends in one, so
 * the least of all that is nothing. A shape's line is therefore as thin as a
 * twentieth of its whole outline is; it is as narrow as a tenth of it.
 */

#include "yc-seal-stroke.h"

#include "yc-seal-clash.h"

#include <math.h>

#define STEP_MM 0.1    /* along the outline */
#define REACH_MM 0.8     /* further across nothing is thin */
#define FLAT_MM 0.01
#define SAME_WAY 0.985    /* cosine of how far the other side may turn away */
#define ASIDE_INK 0.05   /* of the outline's length: so much may be thinner */
#define ASIDE_OPEN 0.1
#define NEAR_MM 1e-4     /* a look begins so far from the outline */

typedef struct
{
  const GPtrArray *lines;
  GArray *widths[2]; /* of double: over ink, over what is open; each stands for a step of the outline */
  double length_mm;  /* of the whole outline */
  double next_mm;    /* how far the next look is from the line's beginning */
} Survey;

/* How far it is from @from along @way to the first line, and whether that runs about square to the way. */
static double
look_across (const GPtrArray *lines,
             YcSealPoint      from,
             YcSealPoint      way,
             gboolean        *ret_square)
{
  double first = G_MAXDOUBLE;

  for (guint i = 0; i < lines->len; i++)
    {
      GArray *points = g_ptr_array_index (lines, i);

      for (guint p = 0; p < points->len; p++)
        {
          YcSealPoint a = g_array_index (points, YcSealPoint, p);
          YcSealPoint b = g_array_index (points, YcSealPoint, p + 1 < points->len ? p + 1 : 0);
          double ax = a.x - from.x, ay = a.y - from.y, bx = b.x - from.x, by = b.y - from.y;
          double side_a = way.x * ay - way.y * ax, side_b = way.x * by - way.y * bx;
          double t, far;

          if ((side_a > 0) == (side_b > 0))
            continue;
          t = side_a / (side_a - side_b);
          far = way.x * (ax + t * (bx - ax)) + way.y * (ay + t * (by - ay));
          if (far <= 0 || far >= first)
            continue;
          first = far;
          *ret_square = pow (way.x * (by - ay) - way.y * (bx - ax), 2) >
                        SAME_WAY * SAME_WAY * ((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
        }
    }
  return first;
}

static void
look (Survey      *self,
      YcSealPoint  at,
      YcSealPoint  way,
      gboolean     ink)
{
  YcSealPoint from = { at.x + NEAR_MM * way.x, at.y + NEAR_MM * way.y };
  gboolean square = FALSE;
  double far = look_across (self->lines, from, way, &square);

  if (square && far < REACH_MM)
    g_array_append_val (self->widths[ink ? 0 : 1], far);
}

/* A look both ways every step along the outline, whatever lines it is made of. */
static void
walk_line (Survey      *self,
           YcSealPoint  a,
           YcSealPoint  b)
{
  double length = hypot (b.x - a.x, b.y - a.y);
  YcSealPoint way;

  if (length < NEAR_MM)
    return;
  way = (YcSealPoint) { (b.y - a.y) / length, (a.x - b.x) / length };
  for (; self->next_mm < length; self->next_mm += STEP_MM)
    {
      double t = self->next_mm / length;
      YcSealPoint at = { a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) };
      gboolean sides[2] = {
        yc_seal_is_inside (self->lines, at.x + NEAR_MM * way.x, at.y + NEAR_MM * way.y),
        yc_seal_is_inside (self->lines, at.x - NEAR_MM * way.x, at.y - NEAR_MM * way.y),
      };

      /* A line with ink on both sides is where two strokes overlap, and none to be seen. */
      if (sides[0] == sides[1])
        continue;
      self->length_mm += STEP_MM;
      look (self, at, way, sides[0]);
      look (self, at, (YcSealPoint) { -way.x, -way.y }, sides[1]);
    }
  self->next_mm -= length;
}

static int
compare_widths (gconstpointer a,
                gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
get_width (GArray *widths,
           double  aside_mm)
{
  guint aside = (guint) (aside_mm / STEP_MM);

  g_array_sort (widths, compare_widths);
  return aside < widths->len ? g_array_index (widths, double, aside) + NEAR_MM : G_MAXDOUBLE;
}

/* @ret_strokes: (out): within 0.02 mm */
void
yc_seal_measure_strokes (const YcSealDrawing *drawing,
                         guint                shape,
                         YcSealStrokes       *ret_strokes)
{
  g_autoptr (GPtrArray) lines = yc_seal_drawing_flatten (drawing, shape, FLAT_MM);
  g_autoptr (GArray) ink = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (double));
  Survey self = { lines, { ink, open }, 0, STEP_MM / 2 };

  for (guint i = 0; i < lines->len; i++)
    {
      GArray *points = g_ptr_array_index (lines, i);

      for (guint p = 0; p < points->len; p++)
        walk_line (&self, g_array_index (points, YcSealPoint, p),
                   g_array_index (points, YcSealPoint, (p + 1) % points->len));
    }
  ret_strokes->line_mm = get_width (ink, ASIDE_INK * self.length_mm);
  ret_strokes->gap_mm = get_width (open, ASIDE_OPEN * self.length_mm);
}
