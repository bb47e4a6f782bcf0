/* yc-seal-path.c: closed outlines of lines and cubic Béziers
 *
 * What always holds:
 *
 * 1. Every contour is closed: yc_seal_path_close() adds the line that lacks.
 * 2. Bounds are those of the outline itself, not of its control points.
 * 3. A flattened curve is nowhere further from the curve than the tolerance.
 *    The number of its chords follows from its second differences (Wang's
 *    bound), so the same curve always gives the same points.
 */

#include "yc-seal-path.h"

#include <math.h>

#define CHORDS_MAX 4096 /* of one curve */

struct _YcSealPath
{
  GPtrArray *contours; /* of YcSealContour */
  gboolean open;       /* the last contour is being made */
};

static void
contour_free (gpointer data)
{
  YcSealContour *contour = data;

  g_array_unref (contour->segments);
  g_free (contour);
}

YcSealPath *
yc_seal_path_new (void)
{
  YcSealPath *self = g_new0 (YcSealPath, 1);

  self->contours = g_ptr_array_new_with_free_func (contour_free);
  return self;
}

void
yc_seal_path_free (YcSealPath *self)
{
  g_ptr_array_unref (self->contours);
  g_free (self);
}

/* @matrix: (nullable): what every point goes through */
YcSealPath *
yc_seal_path_copy (const YcSealPath     *self,
                   const cairo_matrix_t *matrix)
{
  YcSealPath *copy = yc_seal_path_new ();

  yc_seal_path_append (copy, self, matrix);
  return copy;
}

static YcSealContour *
get_open (YcSealPath *self)
{
  g_assert (self->open);
  return g_ptr_array_index (self->contours, self->contours->len - 1);
}

/* Begins a contour; the one before it is closed. */
void
yc_seal_path_move_to (YcSealPath *self,
                      double      x,
                      double      y)
{
  YcSealContour *contour;

  yc_seal_path_close (self);
  g_return_if_fail (isfinite (x) && isfinite (y) && self->contours->len < YC_SEAL_CONTOURS_MAX);
  contour = g_new0 (YcSealContour, 1);
  contour->start = (YcSealPoint) { x, y };
  contour->segments = g_array_new (FALSE, FALSE, sizeof (YcSealSegment));
  g_ptr_array_add (self->contours, contour);
  self->open = TRUE;
}

static YcSealPoint
get_end (const YcSealContour *contour)
{
  guint n = contour->segments->len;

  return n > 0 ? g_array_index (contour->segments, YcSealSegment, n - 1).points[2] : contour->start;
}

static void
add_segment (YcSealPath          *self,
             const YcSealSegment *segment)
{
  YcSealContour *contour = get_open (self);

  for (guint i = 0; i < G_N_ELEMENTS (segment->points); i++)
    g_return_if_fail (isfinite (segment->points[i].x) && isfinite (segment->points[i].y));
  g_return_if_fail (contour->segments->len < YC_SEAL_SEGMENTS_MAX);
  g_array_append_vals (contour->segments, segment, 1);
}

void
yc_seal_path_line_to (YcSealPath *self,
                      double      x,
                      double      y)
{
  YcSealPoint from = get_end (get_open (self));

  add_segment (self, &(YcSealSegment) { FALSE, { from, { x, y }, { x, y } } });
}

void
yc_seal_path_curve_to (YcSealPath *self,
                       double      x1,
                       double      y1,
                       double      x2,
                       double      y2,
                       double      x,
                       double      y)
{
  add_segment (self, &(YcSealSegment) { TRUE, { { x1, y1 }, { x2, y2 }, { x, y } } });
}

/* A contour without a segment is no outline and goes away. */
void
yc_seal_path_close (YcSealPath *self)
{
  YcSealContour *contour;
  YcSealPoint end;

  if (!self->open)
    return;
  contour = get_open (self);
  end = get_end (contour);
  if (end.x != contour->start.x || end.y != contour->start.y)
    yc_seal_path_line_to (self, contour->start.x, contour->start.y);
  if (contour->segments->len == 0)
    g_ptr_array_set_size (self->contours, (gint) self->contours->len - 1);
  self->open = FALSE;
}

static YcSealPoint
map (const cairo_matrix_t *matrix,
     YcSealPoint           point)
{
  if (matrix != NULL)
    cairo_matrix_transform_point (matrix, &point.x, &point.y);
  return point;
}

/* @matrix: (nullable): what every point of @other goes through */
void
yc_seal_path_append (YcSealPath           *self,
                     const YcSealPath     *other,
                     const cairo_matrix_t *matrix)
{
  g_return_if_fail (!other->open);

  for (guint i = 0; i < other->contours->len; i++)
    {
      const YcSealContour *contour = g_ptr_array_index (other->contours, i);
      YcSealPoint start = map (matrix, contour->start);

      yc_seal_path_move_to (self, start.x, start.y);
      for (guint s = 0; s < contour->segments->len; s++)
        {
          YcSealSegment segment = g_array_index (contour->segments, YcSealSegment, s);

          for (guint p = 0; p < G_N_ELEMENTS (segment.points); p++)
            segment.points[p] = map (matrix, segment.points[p]);
          add_segment (self, &segment);
        }
      yc_seal_path_close (self);
    }
}

guint
yc_seal_path_count_contours (const YcSealPath *self)
{
  return self->contours->len;
}

/* Returns: (transfer none) */
const YcSealContour *
yc_seal_path_get_contour (const YcSealPath *self,
                          guint             index)
{
  g_return_val_if_fail (index < self->contours->len, NULL);

  return g_ptr_array_index (self->contours, index);
}

/* --- bounds ---------------------------------------------------------- */

static double
get_at (const double p[4],
        double       t)
{
  double u = 1 - t;

  return u * u * u * p[0] + 3 * u * u * t * p[1] + 3 * u * t * t * p[2] + t * t * t * p[3];
}

static void
widen (double  value,
       double *min,
       double *max)
{
  *min = MIN (*min, value);
  *max = MAX (*max, value);
}

/* Where the derivative is zero between the ends, the curve turns. */
static void
widen_by_curve (const double p[4],
                double      *min,
                double      *max)
{
  double a = p[3] - 3 * p[2] + 3 * p[1] - p[0];
  double b = 2 * (p[2] - 2 * p[1] + p[0]);
  double c = p[1] - p[0];
  double roots[2] = { -1, -1 };

  widen (p[3], min, max);
  if (fabs (a) < 1e-12)
    roots[0] = fabs (b) < 1e-12 ? -1 : -c / b;
  else if (b * b >= 4 * a * c)
    {
      double q = -0.5 * (b + copysign (sqrt (b * b - 4 * a * c), b));

      roots[0] = q / a;
      roots[1] = q != 0 ? c / q : -1;
    }
  for (guint i = 0; i < G_N_ELEMENTS (roots); i++)
    if (roots[i] > 0 && roots[i] < 1)
      widen (get_at (p, roots[i]), min, max);
}

static void
widen_by_contour (const YcSealContour *contour,
                  double               min[2],
                  double               max[2])
{
  YcSealPoint from = contour->start;

  widen (from.x, &min[0], &max[0]);
  widen (from.y, &min[1], &max[1]);
  for (guint i = 0; i < contour->segments->len; i++)
    {
      const YcSealSegment *s = &g_array_index (contour->segments, YcSealSegment, i);

      if (s->curve)
        {
          widen_by_curve ((double[]) { from.x, s->points[0].x, s->points[1].x, s->points[2].x }, &min[0], &max[0]);
          widen_by_curve ((double[]) { from.y, s->points[0].y, s->points[1].y, s->points[2].y }, &min[1], &max[1]);
        }
      from = s->points[2];
      widen (from.x, &min[0], &max[0]);
      widen (from.y, &min[1], &max[1]);
    }
}

/**
 * yc_seal_path_get_bounds:
 * @ret_box: (out): the least box around the outlines; untouched on failure
 *
 * Returns: FALSE where there is no contour
 */
gboolean
yc_seal_path_get_bounds (const YcSealPath *self,
                         YcSealBox        *ret_box)
{
  double min[2] = { G_MAXDOUBLE, G_MAXDOUBLE }, max[2] = { -G_MAXDOUBLE, -G_MAXDOUBLE };

  if (self->contours->len == 0)
    return FALSE;
  for (guint i = 0; i < self->contours->len; i++)
    widen_by_contour (g_ptr_array_index (self->contours, i), min, max);
  *ret_box = (YcSealBox) { min[0], min[1], max[0] - min[0], max[1] - min[1] };
  return TRUE;
}

/* --- flattening ------------------------------------------------------ */

static guint
count_chords (YcSealPoint          from,
              const YcSealSegment *curve,
              double               tolerance_mm)
{
  const YcSealPoint *p = curve->points;
  double first = hypot (from.x - 2 * p[0].x + p[1].x, from.y - 2 * p[0].y + p[1].y);
  double second = hypot (p[0].x - 2 * p[1].x + p[2].x, p[0].y - 2 * p[1].y + p[2].y);

  return (guint) CLAMP (ceil (sqrt (0.75 * MAX (first, second) / tolerance_mm)), 1, CHORDS_MAX);
}

static GArray *
flatten_contour (const YcSealContour *contour,
                 double               tolerance_mm)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (YcSealPoint));
  YcSealPoint from = contour->start;

  g_array_append_val (points, from);
  for (guint i = 0; i < contour->segments->len; i++)
    {
      const YcSealSegment *s = &g_array_index (contour->segments, YcSealSegment, i);
      guint chords = s->curve ? count_chords (from, s, tolerance_mm) : 1;

      for (guint c = 1; c < chords; c++)
        {
          double t = (double) c / chords;
          YcSealPoint at = {
            get_at ((double[]) { from.x, s->points[0].x, s->points[1].x, s->points[2].x }, t),
            get_at ((double[]) { from.y, s->points[0].y, s->points[1].y, s->points[2].y }, t),
          };

          g_array_append_val (points, at);
        }
      from = s->points[2];
      if (i + 1 < contour->segments->len)
        g_array_append_val (points, from);
    }
  return points;
}

/**
 * yc_seal_path_flatten:
 * @tolerance_mm: how far a chord may lie from its curve, at least
 *   %YC_SEAL_TOLERANCE_MM_MIN
 *
 * Returns: (transfer full) (element-type GArray): a #YcSealPoint array for each
 *   contour; the line from its last point to its first closes it
 */
GPtrArray *
yc_seal_path_flatten (const YcSealPath *self,
                      double            tolerance_mm)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  g_return_val_if_fail (tolerance_mm >= YC_SEAL_TOLERANCE_MM_MIN, lines);

  for (guint i = 0; i < self->contours->len; i++)
    g_ptr_array_add (lines, flatten_contour (g_ptr_array_index (self->contours, i), tolerance_mm));
  return lines;
}

/* Appends the outlines to the current path of @cr. */
void
yc_seal_path_draw (const YcSealPath *self,
                   cairo_t          *cr)
{
  for (guint i = 0; i < self->contours->len; i++)
    {
      const YcSealContour *contour = g_ptr_array_index (self->contours, i);

      cairo_move_to (cr, contour->start.x, contour->start.y);
      for (guint s = 0; s < contour->segments->len; s++)
        {
          const YcSealSegment *segment = &g_array_index (contour->segments, YcSealSegment, s);
          const YcSealPoint *p = segment->points;

          if (segment->curve)
            cairo_curve_to (cr, p[0].x, p[0].y, p[1].x, p[1].y, p[2].x, p[2].y);
          else
            cairo_line_to (cr, p[2].x, p[2].y);
        }
      cairo_close_path (cr);
    }
}
