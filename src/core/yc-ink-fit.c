/* yc-ink-fit.c: curves through handwriting
 *
 * A stroke is cut into cubic Bézier curves, none of which is further from a
 * sample than the tolerance (Schneider, "An Algorithm for Automatically
 * Fitting Digitized Curves", Graphics Gems, 1990): a least-squares curve with
 * given directions at its ends; where it is too far off, its parameters are
 * bettered a few times; where that does not help, it is cut at the worst
 * sample and both halves are fitted.
 *
 * Whatever the samples are, it ends: cutting is at most DEPTH_MAX deep, and
 * what is left then becomes straight lines from sample to sample.
 */

#include "yc-ink.h"

#include <math.h>

#define DEPTH_MAX 40
#define ROUNDS_MAX 4
#define WIDTH_MM_MIN 0.25 /* of a line that is hardly pressed */
#define WIDTH_MM_MAX 0.9
#define WIDTH_MM_PLAIN 0.5 /* where nothing is known of the pressure */

typedef struct
{
  double x;
  double y;
} Point;

/* A stroke and what becomes of it. */
typedef struct
{
  Point *points;      /* mm; no two neighbours are the same */
  gint16 *pressures;
  double *at;         /* where on its curve each point is nearest, 0 … 1 */
  guint count;
  double tolerance;   /* mm */
  GArray *curves;     /* of YcInkCurve */
  gboolean begins;
} Stroke;

static Point
minus (Point a,
       Point b)
{
  return (Point) { a.x - b.x, a.y - b.y };
}

static Point
along (Point  a,
       Point  direction,
       double by)
{
  return (Point) { a.x + by * direction.x, a.y + by * direction.y };
}

static double
dot (Point a,
     Point b)
{
  return a.x * b.x + a.y * b.y;
}

static Point
normal (Point a)
{
  double length = hypot (a.x, a.y);

  return length > 0 ? (Point) { a.x / length, a.y / length } : (Point) { 1, 0 };
}

static void
bernstein (double t,
           double ret[4])
{
  double s = 1 - t;

  ret[0] = s * s * s;
  ret[1] = 3 * t * s * s;
  ret[2] = 3 * t * t * s;
  ret[3] = t * t * t;
}

static Point
curve_at (const Point c[4],
          double      t)
{
  double b[4];
  Point p = { 0, 0 };

  bernstein (t, b);
  for (int i = 0; i < 4; i++)
    p = along (p, c[i], b[i]);
  return p;
}

/* --- one curve ------------------------------------------------------------------ */

/* By how far along the stroke each point lies. */
static void
spread_by_length (Stroke *self,
                  guint   first,
                  guint   last)
{
  self->at[first] = 0;
  for (guint i = first + 1; i <= last; i++)
    {
      Point step = minus (self->points[i], self->points[i - 1]);

      self->at[i] = self->at[i - 1] + hypot (step.x, step.y);
    }
  for (guint i = first + 1; i <= last; i++)
    self->at[i] /= self->at[last];
}

/* The curve from @first to @last with these directions at its ends that is
 * nearest to the points between. */
static void
fit_curve (const Stroke *self,
           guint         first,
           guint         last,
           Point         leaving,
           Point         arriving,
           Point         ret[4])
{
  Point begin = self->points[first], end = self->points[last];
  double c00 = 0, c01 = 0, c11 = 0, x0 = 0, x1 = 0, det, chord = hypot (end.x - begin.x, end.y - begin.y);
  double left = 0, right = 0;

  for (guint i = first; i <= last; i++)
    {
      double b[4];
      Point a0, a1, rest;

      bernstein (self->at[i], b);
      a0 = along ((Point) { 0, 0 }, leaving, b[1]);
      a1 = along ((Point) { 0, 0 }, arriving, b[2]);
      rest = along (along (self->points[i], begin, -(b[0] + b[1])), end, -(b[2] + b[3]));
      c00 += dot (a0, a0);
      c01 += dot (a0, a1);
      c11 += dot (a1, a1);
      x0 += dot (a0, rest);
      x1 += dot (a1, rest);
    }
  det = c00 * c11 - c01 * c01;
  if (fabs (det) > 1e-12)
    {
      left = (x0 * c11 - x1 * c01) / det;
      right = (c00 * x1 - c01 * x0) / det;
    }
  /* A third of the way is what a straight line has; also where the equations
   * give a curve that goes backwards or far away. */
  if (!(left > 1e-6 * chord && left < 3 * chord && right > 1e-6 * chord && right < 3 * chord))
    left = right = chord / 3;
  ret[0] = begin;
  ret[1] = along (begin, leaving, left);
  ret[2] = along (end, arriving, right);
  ret[3] = end;
}

/* Returns: how far the furthest point is from where the curve has it */
static double
find_worst (const Stroke *self,
            guint         first,
            guint         last,
            const Point   curve[4],
            guint        *ret_worst)
{
  double worst = 0;

  *ret_worst = (first + last) / 2;
  for (guint i = first + 1; i < last; i++)
    {
      Point off = minus (curve_at (curve, self->at[i]), self->points[i]);
      double distance = hypot (off.x, off.y);

      if (distance > worst)
        {
          worst = distance;
          *ret_worst = i;
        }
    }
  return worst;
}

/* One step of Newton's for each point, towards where the curve is nearest to it. */
static void
better_parameters (Stroke     *self,
                   guint       first,
                   guint       last,
                   const Point c[4])
{
  Point d1[3], d2[2];

  for (int i = 0; i < 3; i++)
    d1[i] = (Point) { 3 * (c[i + 1].x - c[i].x), 3 * (c[i + 1].y - c[i].y) };
  for (int i = 0; i < 2; i++)
    d2[i] = (Point) { 2 * (d1[i + 1].x - d1[i].x), 2 * (d1[i + 1].y - d1[i].y) };
  for (guint i = first + 1; i < last; i++)
    {
      double t = self->at[i], s = 1 - t, below;
      Point off = minus (curve_at (c, t), self->points[i]);
      Point q1 = along (along (along ((Point) { 0, 0 }, d1[0], s * s), d1[1], 2 * s * t), d1[2], t * t);
      Point q2 = along (along ((Point) { 0, 0 }, d2[0], s), d2[1], t);

      below = dot (q1, q1) + dot (off, q2);
      if (fabs (below) > 1e-12)
        self->at[i] = CLAMP (t - dot (off, q1) / below, 0, 1);
    }
}

/* --- a stroke ------------------------------------------------------------------- */

static double
get_width (const Stroke *self,
           guint         first,
           guint         last)
{
  gint64 sum = 0;

  if (self->pressures[first] < 0)
    return WIDTH_MM_PLAIN;
  for (guint i = first; i <= last; i++)
    sum += MAX (self->pressures[i], 0);
  return WIDTH_MM_MIN + (WIDTH_MM_MAX - WIDTH_MM_MIN) * sum / (last - first + 1) / YC_INK_PRESSURE_MAX;
}

static void
add_curve (Stroke     *self,
           guint       first,
           guint       last,
           const Point c[4])
{
  YcInkCurve curve = { .width_mm = get_width (self, first, last), .begins = self->begins };

  for (int i = 0; i < 4; i++)
    {
      curve.x[i] = c[i].x;
      curve.y[i] = c[i].y;
    }
  self->begins = FALSE;
  g_array_append_val (self->curves, curve);
}

static void
add_line (Stroke *self,
          guint   first,
          guint   last)
{
  Point a = self->points[first], d = minus (self->points[last], a);
  Point c[4] = { a, along (a, d, 1.0 / 3), along (a, d, 2.0 / 3), self->points[last] };

  add_curve (self, first, last, c);
}

/* The direction in which the stroke passes point @i, forwards. */
static Point
direction_at (const Stroke *self,
              guint         i)
{
  Point d = minus (self->points[i + 1], self->points[i - 1]);

  return hypot (d.x, d.y) > 0 ? normal (d) : normal (minus (self->points[i + 1], self->points[i]));
}

static void
fit_part (Stroke *self,
          guint   first,
          guint   last,
          Point   leaving,
          Point   arriving,
          guint   depth)
{
  Point curve[4], through;
  guint worst = first;

  if (last - first == 1)
    {
      add_line (self, first, last);
      return;
    }
  if (depth == DEPTH_MAX)
    {
      for (guint i = first; i < last; i++)
        add_line (self, i, i + 1);
      return;
    }
  spread_by_length (self, first, last);
  for (guint round = 0; round < ROUNDS_MAX; round++)
    {
      fit_curve (self, first, last, leaving, arriving, curve);
      if (find_worst (self, first, last, curve, &worst) <= self->tolerance)
        {
          add_curve (self, first, last, curve);
          return;
        }
      better_parameters (self, first, last, curve);
    }
  through = direction_at (self, worst);
  fit_part (self, first, worst, leaving, (Point) { -through.x, -through.y }, depth + 1);
  fit_part (self, worst, last, through, arriving, depth + 1);
}

/* A dot is a curve that goes nowhere: with round ends it is drawn as one. */
static void
fit_stroke (Stroke *self)
{
  guint last = self->count - 1;

  self->begins = TRUE;
  if (last == 0)
    {
      Point c[4] = { self->points[0], self->points[0], self->points[0], self->points[0] };

      add_curve (self, 0, 0, c);
      return;
    }
  fit_part (self, 0, last, normal (minus (self->points[1], self->points[0])),
            normal (minus (self->points[last - 1], self->points[last])), 0);
}

static void
add_point (Stroke            *self,
           const YcInkSample *sample)
{
  Point point = { sample->x_um / 1000.0, sample->y_um / 1000.0 };

  if (self->count > 0 && self->points[self->count - 1].x == point.x && self->points[self->count - 1].y == point.y)
    return;
  self->points[self->count] = point;
  self->pressures[self->count] = sample->pressure;
  self->count++;
}

/**
 * yc_ink_fit:
 * @self: ink
 * @tolerance_um: how far a curve may be from a sample, %YC_INK_TOLERANCE_UM_MIN …
 *   %YC_INK_TOLERANCE_UM_MAX
 *
 * Returns: (transfer full) (element-type YcInkCurve): in the order in which it
 *   was written, in mm from the surface's top left corner; at most one curve a
 *   sample
 */
GArray *
yc_ink_fit (const YcInk *self,
            guint        tolerance_um)
{
  guint count;
  const YcInkSample *samples = yc_ink_get_samples (self, &count);
  GArray *curves = g_array_new (FALSE, FALSE, sizeof (YcInkCurve));
  g_autofree Point *points = g_new (Point, count + 1);
  g_autofree gint16 *pressures = g_new (gint16, count + 1);
  g_autofree double *at = g_new (double, count + 1);
  Stroke stroke = { points, pressures, at, 0, tolerance_um / 1000.0, curves, TRUE };

  g_assert (tolerance_um >= YC_INK_TOLERANCE_UM_MIN && tolerance_um <= YC_INK_TOLERANCE_UM_MAX);

  for (guint i = 0; i < count; i++)
    {
      if (samples[i].pressure != YC_INK_UP)
        add_point (&stroke, &samples[i]);
      if (stroke.count > 0 && (samples[i].pressure == YC_INK_UP || i == count - 1))
        {
          fit_stroke (&stroke);
          stroke.count = 0;
        }
    }
  return curves;
}
