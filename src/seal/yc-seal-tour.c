/* yc-seal-tour.c: the order of cuts
 *
 * What lies inside another outline is cut before it: once the outer one is
 * through, the piece is loose. Under that rule the jogs are made short: greedily to
 * the nearest corner that may be next, then by 2-opt (a stretch of the tour turned
 * around), Or-opt (up to three stops moved elsewhere) and by beginning an outline at
 * a better corner, until none of them gains anything. Each change taken makes the
 * tour shorter by more than a nm, so it ends, and it is never longer than the greedy one. Nothing is
 * left to chance: the same outlines give the same tour.
 */

#include "yc-seal-tour.h"

#include <math.h>

#define GAIN_MM_MIN 1e-6
#define OR_OPT_MAX 3
#define ROUNDS_MAX 64

typedef struct
{
  const GPtrArray *outlines;
  YcSealPoint from;
  GArray *inside; /* of guint pairs: the first lies in the second */
} Problem;

static const YcSealPoint *
get_point (const Problem    *problem,
           const YcSealStop *stop)
{
  return &g_array_index ((GArray *) g_ptr_array_index (problem->outlines, stop->outline), YcSealPoint, stop->corner);
}

static double
get_distance (const YcSealPoint *a,
              const YcSealPoint *b)
{
  return hypot (a->x - b->x, a->y - b->y);
}

static double
get_length (const Problem    *problem,
            const YcSealStop *stops,
            guint             n_stops)
{
  const YcSealPoint *at = &problem->from;
  double length = 0;

  for (guint i = 0; i < n_stops; i++)
    {
      const YcSealPoint *to = get_point (problem, &stops[i]);

      length += get_distance (at, to);
      at = to;
    }
  return length;
}

/* --- what lies in what ------------------------------------------------ */

/* By the crossings of a ray to the right. */
static gboolean
contains (const GArray      *outline,
          const YcSealPoint *point)
{
  gboolean inside = FALSE;

  for (guint i = 0; i < outline->len; i++)
    {
      const YcSealPoint *a = &g_array_index (outline, YcSealPoint, i);
      const YcSealPoint *b = &g_array_index (outline, YcSealPoint, (i + 1) % outline->len);

      if ((a->y > point->y) != (b->y > point->y) &&
          point->x < a->x + (b->x - a->x) * (point->y - a->y) / (b->y - a->y))
        inside = !inside;
    }
  return inside;
}

static gboolean
lies_in (const GPtrArray *outlines,
         guint            inner,
         guint            outer)
{
  const GArray *outline = g_ptr_array_index (outlines, inner);

  return inner != outer && contains (g_ptr_array_index (outlines, outer), &g_array_index (outline, YcSealPoint, 0));
}

static GArray *
list_inside (const GPtrArray *outlines)
{
  GArray *pairs = g_array_new (FALSE, FALSE, 2 * sizeof (guint));

  for (guint a = 0; a < outlines->len; a++)
    for (guint b = 0; b < outlines->len; b++)
      if (lies_in (outlines, a, b))
        {
          guint pair[2] = { a, b };

          g_array_append_val (pairs, pair);
        }
  return pairs;
}

static gboolean
is_allowed (const Problem    *problem,
            const YcSealStop *stops,
            guint             n_stops)
{
  guint place[YC_SEAL_TOUR_MAX];

  if (problem->inside->len == 0)
    return TRUE;
  for (guint i = 0; i < n_stops; i++)
    place[stops[i].outline] = i;
  for (guint i = 0; i < problem->inside->len; i++)
    {
      const guint *pair = (const guint *) (gconstpointer) problem->inside->data + 2 * i;

      if (place[pair[0]] > place[pair[1]])
        return FALSE;
    }
  return TRUE;
}

/* --- greedily ---------------------------------------------------------- */

static gboolean
is_ready (const Problem  *problem,
          guint           outline,
          const gboolean *done)
{
  for (guint i = 0; i < problem->inside->len; i++)
    {
      const guint *pair = (const guint *) (gconstpointer) problem->inside->data + 2 * i;

      if (pair[1] == outline && !done[pair[0]])
        return FALSE;
    }
  return TRUE;
}

static YcSealStop
find_nearest (const Problem     *problem,
              const YcSealPoint *at,
              const gboolean    *done)
{
  YcSealStop best = { 0, 0 };
  double least = HUGE_VAL;

  for (guint o = 0; o < problem->outlines->len; o++)
    {
      const GArray *outline = g_ptr_array_index (problem->outlines, o);

      if (done[o] || !is_ready (problem, o, done))
        continue;
      for (guint c = 0; c < outline->len; c++)
        {
          double distance = get_distance (at, &g_array_index (outline, YcSealPoint, c));

          if (distance < least)
            {
              least = distance;
              best = (YcSealStop){ o, c };
            }
        }
    }
  g_assert (least < HUGE_VAL); /* nesting has no circles */
  return best;
}

static void
find_greedy (const Problem *problem,
             GArray        *stops)
{
  gboolean done[YC_SEAL_TOUR_MAX] = { FALSE };
  const YcSealPoint *at = &problem->from;

  for (guint i = 0; i < problem->outlines->len; i++)
    {
      YcSealStop stop = find_nearest (problem, at, done);

      done[stop.outline] = TRUE;
      g_array_append_val (stops, stop);
      at = get_point (problem, &stop);
    }
}

/* --- and better -------------------------------------------------------- */

/* Takes @trial for the tour where it is allowed and shorter. */
static gboolean
take (const Problem    *problem,
      GArray           *stops,
      const YcSealStop *trial)
{
  YcSealStop *now = (YcSealStop *) (gpointer) stops->data;

  if (get_length (problem, trial, stops->len) > get_length (problem, now, stops->len) - GAIN_MM_MIN ||
      !is_allowed (problem, trial, stops->len))
    return FALSE;
  for (guint i = 0; i < stops->len; i++)
    now[i] = trial[i];
  return TRUE;
}

static gboolean
try_turning (const Problem *problem,
             GArray        *stops)
{
  const YcSealStop *now = (const YcSealStop *) (gconstpointer) stops->data;
  YcSealStop trial[YC_SEAL_TOUR_MAX];

  for (guint i = 0; i < stops->len; i++)
    for (guint j = i + 1; j < stops->len; j++)
      {
        for (guint k = 0; k < stops->len; k++)
          trial[k] = k < i || k > j ? now[k] : now[i + j - k];
        if (take (problem, stops, trial))
          return TRUE;
      }
  return FALSE;
}

/* Moves @count stops from @from so that they begin at @to of what is left. */
static void
move_stops (const YcSealStop *now,
            YcSealStop       *trial,
            guint             n_stops,
            guint             from,
            guint             count,
            guint             to)
{
  guint at = 0;

  for (guint rest = 0; rest <= n_stops - count; rest++)
    {
      if (rest == to)
        for (guint k = 0; k < count; k++)
          trial[at++] = now[from + k];
      if (rest < n_stops - count)
        trial[at++] = now[rest < from ? rest : rest + count];
    }
}

static gboolean
try_moving (const Problem *problem,
            GArray        *stops)
{
  const YcSealStop *now = (const YcSealStop *) (gconstpointer) stops->data;
  YcSealStop trial[YC_SEAL_TOUR_MAX];

  for (guint count = 1; count <= MIN (OR_OPT_MAX, stops->len); count++)
    for (guint from = 0; from + count <= stops->len; from++)
      for (guint to = 0; to + count <= stops->len; to++)
        {
          move_stops (now, trial, stops->len, from, count, to);
          if (to != from && take (problem, stops, trial))
            return TRUE;
        }
  return FALSE;
}

/* Each outline from the corner that lies best between its neighbours. */
static gboolean
try_corners (const Problem *problem,
             GArray        *stops)
{
  gboolean gained = FALSE;

  for (guint i = 0; i < stops->len; i++)
    {
      YcSealStop *stop = &g_array_index (stops, YcSealStop, i);
      const GArray *outline = g_ptr_array_index (problem->outlines, stop->outline);
      const YcSealPoint *before = i > 0 ? get_point (problem, stop - 1) : &problem->from;
      const YcSealPoint *after = i + 1 < stops->len ? get_point (problem, stop + 1) : NULL;
      const YcSealPoint *at = get_point (problem, stop);
      double least = get_distance (before, at) + (after != NULL ? get_distance (at, after) : 0) - GAIN_MM_MIN;

      for (guint c = 0; c < outline->len; c++)
        {
          const YcSealPoint *corner = &g_array_index (outline, YcSealPoint, c);
          double length = get_distance (before, corner) + (after != NULL ? get_distance (corner, after) : 0);

          if (length < least)
            {
              least = length - GAIN_MM_MIN;
              stop->corner = c;
              gained = TRUE;
            }
        }
    }
  return gained;
}

static GArray *
find (const GPtrArray   *outlines,
      const YcSealPoint *from,
      gboolean           better)
{
  g_autoptr (GArray) inside = list_inside (outlines);
  Problem problem = { outlines, *from, inside };
  GArray *stops = g_array_new (FALSE, FALSE, sizeof (YcSealStop));

  g_return_val_if_fail (outlines->len <= YC_SEAL_TOUR_MAX, stops);

  find_greedy (&problem, stops);
  for (guint round = 0; better && round < ROUNDS_MAX * outlines->len; round++)
    if (!try_turning (&problem, stops) && !try_moving (&problem, stops) && !try_corners (&problem, stops))
      break;
  return stops;
}

/**
 * yc_seal_tour_new:
 * @outlines: (element-type GArray): closed outlines of #YcSealPoint, at most
 *   %YC_SEAL_TOUR_MAX; they may lie in each other, but not cross
 * @from: where the head is before
 *
 * Returns: (transfer full): a #YcSealStop for each outline
 */
GArray *
yc_seal_tour_new (const GPtrArray   *outlines,
                  const YcSealPoint *from)
{
  return find (outlines, from, TRUE);
}

/* Nearest first; what yc_seal_tour_new() begins with. */
GArray *
yc_seal_tour_new_greedy (const GPtrArray   *outlines,
                         const YcSealPoint *from)
{
  return find (outlines, from, FALSE);
}

/* The way with the beam off. */
double
yc_seal_tour_get_jog_mm (const GPtrArray   *outlines,
                         const GArray      *tour,
                         const YcSealPoint *from)
{
  Problem problem = { outlines, *from, NULL };

  return get_length (&problem, (const YcSealStop *) (gconstpointer) tour->data, tour->len);
}
