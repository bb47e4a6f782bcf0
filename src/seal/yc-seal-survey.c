/* yc-seal-survey.c: lengths and angles of text, from its outlines
 *
 * Nothing here knows where the layout put a character. Its upright is found: it is
 * the ring's normal through the middle of the character's own box in that very
 * direction, which a few rounds settle. A character that is turned otherwise is
 * then too high or too wide.
 *
 * A row's or an arc's characters are measured in the order in which they lie in the
 * drawing, which is that of the text.
 */

#include "yc-seal-survey.h"

#include "yc-seal-clash.h"

#include <math.h>
#include <string.h>

#define ROUNDS 8
#define FOOT_STEPS 8
#define PLACES 72 /* where a border's line is measured */
#define NO_SHAPE G_MAXUINT
#define NARROW "1()" /* narrow by nature */

typedef struct
{
  double a; /* of the ring's edge, around the middle of the page */
  double b;
  double x;
  double y;
} Ring;

/* A character in its own upright: how far from the ring it begins and ends, how wide it is. */
typedef struct
{
  double near_mm;
  double far_mm;
  double width_mm;
  double angle;      /* of its middle, from the centre line, in the text's direction */
  double reach[2];   /* the same of its outermost points */
} Upright;

/* --- the ring -------------------------------------------------------- */

/* All outlines of one role. */
static GPtrArray *
list_lines (const YcSealDrawing *drawing,
            YcSealRole           role)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (guint i = 0; i < yc_seal_drawing_count_shapes (drawing); i++)
    if (yc_seal_drawing_get_role (drawing, i) == role)
      {
        GPtrArray *lines = yc_seal_drawing_flatten (drawing, i, YC_SEAL_FLAT_MM);

        g_ptr_array_extend_and_steal (all, lines);
      }
  return all;
}

/* The edge of the border that faces the middle: its box, from its outlines. */
static gboolean
find_ring (const YcSealDrawing *drawing,
           YcSealRole           role,
           Ring                *ring)
{
  g_autoptr (GPtrArray) lines = list_lines (drawing, role);

  ring->x = yc_seal_drawing_get_width_mm (drawing) / 2;
  ring->y = yc_seal_drawing_get_height_mm (drawing) / 2;
  ring->a = ring->b = G_MAXDOUBLE;
  for (guint c = 0; c < lines->len; c++)
    {
      GArray *points = g_ptr_array_index (lines, c);

      for (guint p = 0; p < points->len; p++)
        {
          YcSealPoint at = g_array_index (points, YcSealPoint, p);
          double x = fabs (at.x - ring->x), y = fabs (at.y - ring->y);

          /* Near an axis a point is as far out as the axis is long. */
          if (y < 0.02 * ring->y)
            ring->a = MIN (ring->a, x);
          if (x < 0.02 * ring->x)
            ring->b = MIN (ring->b, y);
        }
    }
  return ring->a < G_MAXDOUBLE && ring->b < G_MAXDOUBLE;
}

/* The point of the ring nearest to @p, as its parameter: from the polar angle by Newton's way. */
static double
find_foot (const Ring  *ring,
           YcSealPoint  p)
{
  double x = p.x - ring->x, y = p.y - ring->y;
  double t = atan2 (y / ring->b, x / ring->a);

  for (guint i = 0; i < FOOT_STEPS; i++)
    {
      double c = cos (t), s = sin (t), k = ring->a * ring->a - ring->b * ring->b;
      double f = k * c * s - x * ring->a * s + y * ring->b * c;
      double slope = k * (c * c - s * s) - x * ring->a * c - y * ring->b * s;

      t -= slope != 0 ? f / slope : 0;
    }
  return t;
}

/* --- one character --------------------------------------------------- */

static YcSealPoint
get_first (const GPtrArray *lines)
{
  return g_array_index ((GArray *) g_ptr_array_index (lines, 0), YcSealPoint, 0);
}

/* The box of the outlines along a direction and across it; @ret_box: from the origin of both. */
static void
measure_box (const GPtrArray *lines,
             YcSealPoint      down,
             YcSealBox       *ret_box)
{
  double min[2] = { G_MAXDOUBLE, G_MAXDOUBLE }, max[2] = { -G_MAXDOUBLE, -G_MAXDOUBLE };

  for (guint i = 0; i < lines->len; i++)
    {
      GArray *points = g_ptr_array_index (lines, i);

      for (guint p = 0; p < points->len; p++)
        {
          YcSealPoint at = g_array_index (points, YcSealPoint, p);
          double v[2] = { at.x * down.y - at.y * down.x, at.x * down.x + at.y * down.y };

          for (guint k = 0; k < 2; k++)
            {
              min[k] = MIN (min[k], v[k]);
              max[k] = MAX (max[k], v[k]);
            }
        }
    }
  *ret_box = (YcSealBox) { min[0], min[1], max[0] - min[0], max[1] - min[1] };
}

static double
get_angle (const Ring  *ring,
           YcSealPoint  p,
           gboolean     below)
{
  return atan2 (p.x - ring->x, below ? p.y - ring->y : ring->y - p.y);
}

static void
find_reach (const GPtrArray *lines,
            const Ring      *ring,
            gboolean         below,
            Upright         *upright)
{
  upright->reach[0] = G_MAXDOUBLE;
  upright->reach[1] = -G_MAXDOUBLE;
  for (guint i = 0; i < lines->len; i++)
    {
      GArray *points = g_ptr_array_index (lines, i);

      for (guint p = 0; p < points->len; p++)
        {
          double angle = get_angle (ring, g_array_index (points, YcSealPoint, p), below);

          angle = upright->angle + remainder (angle - upright->angle, 2 * G_PI);
          upright->reach[0] = MIN (upright->reach[0], angle);
          upright->reach[1] = MAX (upright->reach[1], angle);
        }
    }
}

static void
stand_up (const GPtrArray *lines,
          const Ring      *ring,
          gboolean         below,
          Upright         *upright)
{
  YcSealPoint middle = get_first (lines), down = { 0, 1 }, foot = { 0, 0 };
  YcSealBox box = { 0, 0, 0, 0 };

  for (guint i = 0; i < ROUNDS; i++)
    {
      double t = find_foot (ring, middle);
      double nx = ring->b * cos (t), ny = ring->a * sin (t), norm = hypot (nx, ny);
      double u, v;

      foot = (YcSealPoint) { ring->x + ring->a * cos (t), ring->y + ring->b * sin (t) };
      down = (YcSealPoint) { -nx / norm, -ny / norm };
      measure_box (lines, down, &box);
      u = box.x + box.width / 2;
      v = box.y + box.height / 2;
      middle = (YcSealPoint) { u * down.y + v * down.x, -u * down.x + v * down.y };
    }
  upright->near_mm = box.y - (foot.x * down.x + foot.y * down.y);
  upright->far_mm = upright->near_mm + box.height;
  upright->width_mm = box.width;
  upright->angle = get_angle (ring, middle, below);
  find_reach (lines, ring, below, upright);
}

/* --- texts ----------------------------------------------------------- */

static double
measure_border_gap (const YcSealDrawing *drawing,
                    guint                shape,
                    YcSealRole           border)
{
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < yc_seal_drawing_count_shapes (drawing); i++)
    if (yc_seal_drawing_get_role (drawing, i) == border)
      least = MIN (least, yc_seal_measure_gap (drawing, shape, i));
  return least;
}

static void
add_neighbour (const YcSealDrawing *drawing,
               guint                before,
               guint                shape,
               YcSealArcSurvey     *survey)
{
  double gap = yc_seal_measure_gap (drawing, before, shape);

  if (gap < survey->gap_min_mm)
    {
      survey->gap_min_mm = gap;
      survey->gap_min_at = before;
    }
  if (gap > survey->gap_max_mm)
    {
      survey->gap_max_mm = gap;
      survey->gap_max_at = before;
    }
}

/**
 * yc_seal_survey_arc:
 * @role: of the text
 * @border: of the ring that it lies inside
 * @below: it runs along the lower half
 * @ret_survey: (out): untouched where there is no such text
 */
gboolean
yc_seal_survey_arc (const YcSealDrawing *drawing,
                    YcSealRole           role,
                    YcSealRole           border,
                    gboolean             below,
                    YcSealArcSurvey     *ret_survey)
{
  YcSealArcSurvey survey = { .ring_gap_mm = G_MAXDOUBLE, .gap_min_mm = G_MAXDOUBLE, .order_deg = G_MAXDOUBLE };
  double near_mm = G_MAXDOUBLE, far_mm = 0, reach[2] = { G_MAXDOUBLE, -G_MAXDOUBLE }, last = 0;
  guint before = NO_SHAPE;
  Ring ring;

  if (!find_ring (drawing, border, &ring))
    return FALSE;
  for (guint i = 0; i < yc_seal_drawing_count_shapes (drawing); i++)
    {
      g_autoptr (GPtrArray) lines = NULL;
      Upright upright;

      if (yc_seal_drawing_get_role (drawing, i) != role)
        continue;
      lines = yc_seal_drawing_flatten (drawing, i, YC_SEAL_FLAT_MM);
      stand_up (lines, &ring, below, &upright);
      near_mm = MIN (near_mm, upright.near_mm);
      far_mm = MAX (far_mm, upright.far_mm);
      reach[0] = MIN (reach[0], upright.reach[0]);
      reach[1] = MAX (reach[1], upright.reach[1]);
      survey.width_mm = MAX (survey.width_mm, upright.width_mm);
      survey.ring_gap_mm = MIN (survey.ring_gap_mm, measure_border_gap (drawing, i, border));
      if (before != NO_SHAPE)
        {
          add_neighbour (drawing, before, i, &survey);
          survey.order_deg = MIN (survey.order_deg, (upright.angle - last) * 180 / G_PI);
        }
      last = upright.angle;
      before = i;
      survey.count++;
    }
  if (survey.count == 0)
    return FALSE;
  survey.height_mm = far_mm - near_mm;
  survey.span_deg = (reach[1] - reach[0]) * 180 / G_PI;
  survey.middle_deg = (reach[1] + reach[0]) * 90 / G_PI;
  *ret_survey = survey;
  return TRUE;
}

static void
widen_box (YcSealBox       *box,
           const YcSealBox *by)
{
  double right = MAX (box->x + box->width, by->x + by->width), bottom = MAX (box->y + box->height, by->y + by->height);

  box->x = MIN (box->x, by->x);
  box->y = MIN (box->y, by->y);
  box->width = right - box->x;
  box->height = bottom - box->y;
}

/* FALSE where there is no such text; @ret_survey is untouched then. */
gboolean
yc_seal_survey_row (const YcSealDrawing *drawing,
                    YcSealRole           role,
                    YcSealRowSurvey     *ret_survey)
{
  YcSealRowSurvey survey = { .width_min_mm = G_MAXDOUBLE, .gap_min_mm = G_MAXDOUBLE };
  double right = 0;

  for (guint i = 0; i < yc_seal_drawing_count_shapes (drawing); i++)
    {
      const char *text = yc_seal_drawing_get_text (drawing, i);
      g_autoptr (GPtrArray) lines = NULL;
      YcSealBox box;

      if (yc_seal_drawing_get_role (drawing, i) != role)
        continue;
      lines = yc_seal_drawing_flatten (drawing, i, YC_SEAL_FLAT_MM);
      measure_box (lines, (YcSealPoint) { 0, 1 }, &box);
      if (text == NULL || strstr (NARROW, text) == NULL)
        survey.width_min_mm = MIN (survey.width_min_mm, box.width);
      survey.width_max_mm = MAX (survey.width_max_mm, box.width);
      if (survey.count > 0)
        {
          survey.gap_min_mm = MIN (survey.gap_min_mm, box.x - right);
          survey.gap_max_mm = MAX (survey.gap_max_mm, box.x - right);
          widen_box (&survey.box, &box);
        }
      else
        survey.box = box;
      right = box.x + box.width;
      survey.count++;
    }
  if (survey.count == 0)
    return FALSE;
  *ret_survey = survey;
  return TRUE;
}

/* --- the border ------------------------------------------------------ */

/* From the first line that a look out of the middle meets to the last; 0 where it meets none. */
static double
look_through (const GPtrArray *lines,
              YcSealPoint      from,
              YcSealPoint      way)
{
  double first = G_MAXDOUBLE, last = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      GArray *points = g_ptr_array_index (lines, i);

      for (guint p = 0; p < points->len; p++)
        {
          YcSealPoint a = g_array_index (points, YcSealPoint, p);
          YcSealPoint b = g_array_index (points, YcSealPoint, p + 1 < points->len ? p + 1 : 0);
          double ax = a.x - from.x, ay = a.y - from.y, bx = b.x - from.x, by = b.y - from.y;
          double side_a = way.x * ay - way.y * ax, side_b = way.x * by - way.y * bx, t, far;

          if ((side_a > 0) == (side_b > 0))
            continue;
          t = side_a / (side_a - side_b);
          far = way.x * (ax + t * (bx - ax)) + way.y * (ay + t * (by - ay));
          if (far <= 0)
            continue;
          first = MIN (first, far);
          last = MAX (last, far);
        }
    }
  return last > 0 ? last - first : 0;
}

/* A place inside, and the way from it straight out over the edge. */
static void
get_outlook (const YcSealDrawing *drawing,
             double               place,
             gboolean             square,
             YcSealPoint         *from,
             YcSealPoint         *way)
{
  double a = yc_seal_drawing_get_width_mm (drawing) / 2, b = yc_seal_drawing_get_height_mm (drawing) / 2;
  double t = place * 2 * G_PI / PLACES, nx = b * cos (t), ny = a * sin (t), norm = hypot (nx, ny);

  if (square)
    {
      guint side = (guint) (place / PLACES * 4) % 4;
      double along = place / PLACES * 4 - floor (place / PLACES * 4) - 0.5;

      *way = (YcSealPoint) { side < 2 ? 0 : side == 2 ? -1 : 1, side >= 2 ? 0 : side == 0 ? -1 : 1 };
      *from = (YcSealPoint) { a + (way->x == 0 ? 1.6 * a * along : 0), b + (way->y == 0 ? 1.6 * b * along : 0) };
      return;
    }
  *way = (YcSealPoint) { nx / norm, ny / norm };
  *from = (YcSealPoint) { a + a * cos (t) - way->x * MIN (a, b) / 2, b + b * sin (t) - way->y * MIN (a, b) / 2 };
}

/**
 * yc_seal_survey_border:
 * @square: it has four straight sides; otherwise it is an ellipse
 * @ret_min_mm: (out): how wide its line is where it is narrowest, of places at equal distances around it
 * @ret_max_mm: (out): the same where it is widest
 *
 * Each place is looked at thrice, a little apart, and the middle value taken: a cut is no thin line.
 *
 * Returns: FALSE where there is no such border
 */
gboolean
yc_seal_survey_border (const YcSealDrawing *drawing,
                       YcSealRole           role,
                       gboolean             square,
                       double              *ret_min_mm,
                       double              *ret_max_mm)
{
  g_autoptr (GPtrArray) lines = list_lines (drawing, role);
  double least = G_MAXDOUBLE, most = 0;

  for (guint place = 0; place < PLACES; place++)
    {
      double widths[3], middle;

      for (guint i = 0; i < 3; i++)
        {
          YcSealPoint from, way;

          get_outlook (drawing, place + 0.2 + 0.3 * i, square, &from, &way);
          widths[i] = look_through (lines, from, way);
        }
      middle = MAX (MIN (widths[0], widths[1]), MIN (MAX (widths[0], widths[1]), widths[2]));
      least = MIN (least, middle);
      most = MAX (most, middle);
    }
  if (most == 0)
    return FALSE;
  *ret_min_mm = least;
  *ret_max_mm = most;
  return TRUE;
}
