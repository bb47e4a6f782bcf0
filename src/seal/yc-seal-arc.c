/* yc-seal-arc.c: text along the inside of a ring
 *
 * Even spacing is what the eye sees: between each two neighbours the least
 * distance of their outlines is the same, whatever the characters' own width. So
 * characters are put one by one, each turned to the ring's normal where it stands,
 * as far along as makes that distance; then the distance itself is sought for
 * which the last ends where the text should.
 *
 * Of each character only its sides count: in rows of its height, the point
 * furthest to the left and furthest to the right. The distance between two sides is
 * that of their points: quick, and a little off, above all where few characters
 * stand far round from each other. From those places it goes on with the distances
 * of whole outlines, all letters at once.
 *
 * Every search is a secant with a fixed number of steps: the same text always
 * comes out the same.
 */

#include "yc-seal-arc.h"

#include "yc-seal-clash.h"

#include <math.h>
#include <string.h>

#define ROWS 36
#define COLUMNS 24
#define FOOT_STEPS 4       /* of Newton's way to the nearest point of the ring */
#define ROWS_NEAR 12       /* rows that are looked at above and below the one across */
#define FLAT_MM 0.02       /* chords of curves, for the sides */
#define STEPS_MAX 12
#define GAP_FIRST_MM 0.2   /* what the search begins with */
#define GOOD_MM 0.005
#define SETTLED_MM 0.004
#define OVERLAP_MM 0.05    /* what an overlap of outlines counts as, at least */
#define MOVED_MM 0.002     /* by less nothing is learned */
#define SLOPE_MIN 0.25     /* of the speed along the ring */
#define SLOPE_MAX 1.3
#define CENTRE_ROUNDS 4    /* an angle is no turn of an ellipse */
#define PASSES_MAX 8

typedef struct
{
  gboolean there;
  YcSealPoint at;
} Side;

typedef struct
{
  Side left[ROWS];
  Side right[ROWS];
  Side edge[COLUMNS]; /* the points nearest the ring */
} Sides;

typedef struct
{
  YcSealPoint origin;
  YcSealPoint along; /* unit vectors: the letter's x and y */
  YcSealPoint down;
} Frame;

typedef struct
{
  const YcSealBend *bend;
  const YcSealLetters *letters;
  Sides *sides;     /* one a letter */
  double *turns;    /* where each stands, in the ring's parameter, from the left on */
  double *steps;    /* how far the next one was when it was last sought; 0: not yet */
  double gap_mm;    /* the gap it was sought for */
  GPtrArray *edges; /* of GArray of YcSealEdge: each letter's outline, where it lies by itself */
  double *slopes;   /* mm that a letter and the next come apart for each unit of turn */
  double depth_mm;  /* from the ring to the letters' nearer edge */
} Arc;

/* --- sides ----------------------------------------------------------- */

/* What is known of a letter while its outline is walked. */
typedef struct
{
  Sides *sides;
  const YcSealLetter *letter;
  double height_mm; /* of the whole text */
  gboolean below;
} Noting;

static void
note (Noting      *self,
      YcSealPoint  at)
{
  const YcSealBox *box = &self->letter->box;
  guint row = (guint) CLAMP (at.y / self->height_mm * ROWS, 0, ROWS - 1);
  guint column = (guint) CLAMP ((at.x - box->x) / box->width * COLUMNS, 0, COLUMNS - 1);
  Side *left = &self->sides->left[row], *right = &self->sides->right[row], *edge = &self->sides->edge[column];

  if (!left->there || at.x < left->at.x)
    *left = (Side) { TRUE, at };
  if (!right->there || at.x > right->at.x)
    *right = (Side) { TRUE, at };
  if (!edge->there || (self->below ? at.y > edge->at.y : at.y < edge->at.y))
    *edge = (Side) { TRUE, at };
}

/* A long line is noted in every row and column that it crosses. */
static void
note_line (Noting      *self,
           YcSealPoint  a,
           YcSealPoint  b)
{
  guint n = 1 + (guint) (MAX (fabs (b.y - a.y), fabs (b.x - a.x)) / self->height_mm * ROWS);

  for (guint i = 0; i < n; i++)
    {
      double t = (double) i / n;

      note (self, (YcSealPoint) { a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) });
    }
}

static void
find_sides (Noting *self)
{
  g_autoptr (GPtrArray) lines = yc_seal_path_flatten (self->letter->path, FLAT_MM);

  for (guint i = 0; i < lines->len; i++)
    {
      GArray *points = g_ptr_array_index (lines, i);

      for (guint p = 0; p < points->len; p++)
        note_line (self, g_array_index (points, YcSealPoint, p),
                   g_array_index (points, YcSealPoint, (p + 1) % points->len));
    }
}

/* --- frames ---------------------------------------------------------- */

/* @turn: from the lowest (or uppermost) point of the ring on, to the right in the print */
static void
get_frame (const Arc *self,
           double     turn,
           Frame     *frame)
{
  const YcSealEllipse *e = &self->bend->ring;
  double t = self->bend->below ? G_PI / 2 - turn : turn - G_PI / 2;
  double nx = e->b * cos (t), ny = e->a * sin (t), norm = hypot (nx, ny);
  double sign = self->bend->below ? 1 : -1;
  double depth = self->depth_mm + (self->bend->below ? self->letters->height_mm : 0);

  nx /= norm;
  ny /= norm;
  frame->origin = (YcSealPoint) { e->x + e->a * cos (t) - depth * nx, e->y + e->b * sin (t) - depth * ny };
  frame->down = (YcSealPoint) { sign * nx, sign * ny };
  frame->along = (YcSealPoint) { frame->down.y, -frame->down.x };
}

static YcSealPoint
put (const Frame *frame,
     YcSealPoint  p)
{
  return (YcSealPoint) { frame->origin.x + p.x * frame->along.x + p.y * frame->down.x,
                         frame->origin.y + p.x * frame->along.y + p.y * frame->down.y };
}

/* The other way round. */
static YcSealPoint
take (const Frame *frame,
      YcSealPoint  p)
{
  double x = p.x - frame->origin.x, y = p.y - frame->origin.y;

  return (YcSealPoint) { x * frame->along.x + y * frame->along.y, x * frame->down.x + y * frame->down.y };
}

/* How many mm one unit of turn is, where the letters' middle runs. */
static double
get_speed (const Arc *self,
           double     turn)
{
  const YcSealEllipse *e = &self->bend->ring;
  double inside = self->depth_mm + self->letters->height_mm / 2;

  return hypot ((e->a - inside) * cos (turn), (e->b - inside) * sin (turn));
}

/* The angle from the middle line, seen from the centre; to the right in the print is more. */
static double
get_angle (const Arc   *self,
           YcSealPoint  p)
{
  const YcSealEllipse *e = &self->bend->ring;

  return atan2 (p.x - e->x, self->bend->below ? p.y - e->y : e->y - p.y);
}

/* How far from the centre the letters' middle is there. */
static double
get_angle_radius (const Arc *self,
                  double     turn)
{
  const YcSealEllipse *e = &self->bend->ring;
  double inside = self->depth_mm + self->letters->height_mm / 2;

  return hypot ((e->a - inside) * sin (turn), (e->b - inside) * cos (turn));
}

/* How far a letter reaches round to the right, or to the left. */
static double
get_reach (const Arc *self,
           guint      letter,
           double     turn,
           gboolean   right)
{
  const Side *sides = right ? self->sides[letter].right : self->sides[letter].left;
  double reach = right ? -G_MAXDOUBLE : G_MAXDOUBLE, middle;
  Frame frame;

  get_frame (self, turn, &frame);
  middle = get_angle (self, put (&frame, (YcSealPoint) { 0, self->letters->height_mm / 2 }));
  middle = turn + remainder (middle - turn, 2 * G_PI);
  for (guint i = 0; i < ROWS; i++)
    if (sides[i].there)
      {
        double angle = middle + remainder (get_angle (self, put (&frame, sides[i].at)) - middle, 2 * G_PI);

        reach = right ? MAX (reach, angle) : MIN (reach, angle);
      }
  return reach;
}

/* --- distances ------------------------------------------------------- */

static double
get_distance (const Arc *self,
              guint      letter,
              double     turn,
              double     next_turn)
{
  const Side *right = self->sides[letter].right, *left = self->sides[letter + 1].left;
  YcSealPoint placed[ROWS];
  double least = G_MAXDOUBLE; /* squared */
  double overlap = 0;         /* what lies on the wrong side of the point across */
  Frame frame, next;

  get_frame (self, turn, &frame);
  get_frame (self, next_turn, &next);
  for (guint i = 0; i < ROWS; i++)
    if (left[i].there)
      placed[i] = put (&next, left[i].at);
  for (guint i = 0; i < ROWS; i++)
    {
      YcSealPoint from;

      if (!right[i].there)
        continue;
      from = put (&frame, right[i].at);
      for (guint k = i < ROWS_NEAR ? 0 : i - ROWS_NEAR; k < MIN (i + ROWS_NEAR, ROWS); k++)
        if (left[k].there)
          {
            double x = placed[k].x - from.x, y = placed[k].y - from.y;
            double ahead = x * frame.along.x + y * frame.along.y;

            overlap = MIN (overlap, ahead);
            least = MIN (least, x * x + y * y);
          }
    }
  /* Nothing of both in rows near each other: the boxes decide. */
  if (least == G_MAXDOUBLE)
    {
      const YcSealLetter *a = g_ptr_array_index (self->letters->letters, letter);
      const YcSealLetter *b = g_ptr_array_index (self->letters->letters, letter + 1);

      return (next_turn - turn) * get_speed (self, (turn + next_turn) / 2) - (a->box.width + b->box.width) / 2;
    }
  return overlap < 0 ? overlap : sqrt (least);
}

/* Where the letter after @letter stands so that the two are @gap_mm apart. */
static double
find_next (const Arc *self,
           guint      letter,
           double     gap_mm)
{
  const YcSealLetter *a = g_ptr_array_index (self->letters->letters, letter);
  const YcSealLetter *b = g_ptr_array_index (self->letters->letters, letter + 1);
  double turn = self->turns[letter];
  double speed = get_speed (self, turn);
  double step = self->steps[letter] > 0 ? self->steps[letter] + (gap_mm - self->gap_mm) / speed
                                        : ((a->box.width + b->box.width) / 2 + gap_mm) / speed;
  double at = turn + step;
  double gap = get_distance (self, letter, turn, at);

  for (guint i = 0; i < STEPS_MAX && fabs (gap - gap_mm) > GOOD_MM; i++)
    {
      at += (gap_mm - gap) / get_speed (self, at);
      gap = get_distance (self, letter, turn, at);
    }
  self->steps[letter] = at - turn;
  return at;
}

/* --- the whole text -------------------------------------------------- */

static guint
get_last (const Arc *self)
{
  return self->letters->letters->len - 1;
}

/* Puts all letters, the first at @first; where the last one ends to the right. */
static double
place_from (Arc    *self,
            double  first,
            double  gap_mm)
{
  self->turns[0] = first;
  for (guint i = 0; i < get_last (self); i++)
    self->turns[i + 1] = find_next (self, i, gap_mm);
  self->gap_mm = gap_mm;
  return get_reach (self, get_last (self), self->turns[get_last (self)], TRUE);
}

/* Where the first letter stands so that it begins at @angle. */
static double
find_first (Arc    *self,
            double  angle)
{
  double turn = angle;

  for (guint i = 0; i < STEPS_MAX; i++)
    turn += angle - get_reach (self, 0, turn, FALSE);
  return turn;
}

/* The gap for which the text ends where it should; negative where there is no room. */
static double
fill (Arc    *self,
      double  span_rad)
{
  double first = find_first (self, -span_rad / 2);
  double gap_mm = self->gap_mm, end = place_from (self, first, gap_mm);
  guint gaps = MAX (get_last (self), 1);

  for (guint i = 0; i < STEPS_MAX && fabs (span_rad / 2 - end) > 1e-3; i++)
    {
      gap_mm += (span_rad / 2 - end) * get_speed (self, span_rad / 4) / gaps;
      gap_mm = MAX (gap_mm, -0.5);
      end = place_from (self, first, gap_mm);
    }
  return gap_mm;
}

/* Turns the whole text until its ends are as far from the middle line. */
static void
centre (Arc *self)
{
  guint last = get_last (self);

  for (guint round = 0; round < CENTRE_ROUNDS; round++)
    {
      double off = (get_reach (self, 0, self->turns[0], FALSE) + get_reach (self, last, self->turns[last], TRUE)) / 2;

      for (guint i = 0; i <= last; i++)
        self->turns[i] -= off;
    }
}

/* From a point inside to the nearest of the ring. */
static double
get_ring_distance (const YcSealEllipse *e,
                   YcSealPoint          p)
{
  double x = p.x - e->x, y = p.y - e->y, k = e->a * e->a - e->b * e->b;
  double t = atan2 (y / e->b, x / e->a);

  for (guint i = 0; i < FOOT_STEPS && k != 0; i++)
    {
      double c = cos (t), s = sin (t);

      t -= (k * c * s - x * e->a * s + y * e->b * c) / (k * (c * c - s * s) - x * e->a * c - y * e->b * s);
    }
  return hypot (e->a * cos (t) - x, e->b * sin (t) - y);
}

/* How near any letter comes to the ring. */
static double
get_clearance (const Arc *self)
{
  double least = G_MAXDOUBLE;

  for (guint i = 0; i <= get_last (self); i++)
    {
      Frame frame;

      get_frame (self, self->turns[i], &frame);
      for (guint k = 0; k < COLUMNS; k++)
        if (self->sides[i].edge[k].there)
          least = MIN (least, get_ring_distance (&self->bend->ring, put (&frame, self->sides[i].edge[k].at)));
    }
  return least;
}

/* The outline of the letter after @letter, as that one sees it. */
static GArray *
list_next_edges (const Arc *self,
                 guint      letter)
{
  GArray *edges = g_array_copy (g_ptr_array_index (self->edges, letter + 1));
  Frame frame, next;

  get_frame (self, self->turns[letter], &frame);
  get_frame (self, self->turns[letter + 1], &next);
  for (guint i = 0; i < edges->len; i++)
    {
      YcSealEdge *edge = &g_array_index (edges, YcSealEdge, i);

      edge->a = take (&frame, put (&next, edge->a));
      edge->b = take (&frame, put (&next, edge->b));
    }
  return edges;
}

/* How far each letter is from the next, between whole outlines; less than 0 where they overlap. */
static void
measure_gaps (const Arc *self,
              double    *gaps_mm)
{
  for (guint i = 0; i < get_last (self); i++)
    {
      g_autoptr (GArray) next = list_next_edges (self, i);
      double sides = get_distance (self, i, self->turns[i], self->turns[i + 1]);

      gaps_mm[i] = yc_seal_measure_edges_gap (g_ptr_array_index (self->edges, i), next, sides > 0 ? sides + OVERLAP_MM : G_MAXDOUBLE);
      if (gaps_mm[i] <= 0)
        gaps_mm[i] = MIN (sides, -OVERLAP_MM);
    }
}

/* What the last step did to each gap says what the next will do. */
static void
learn_slopes (Arc          *self,
              const double *gaps_mm,
              const double *gaps_before,
              const double *steps_before)
{
  for (guint i = 0; i < get_last (self); i++)
    {
      double speed = get_speed (self, (self->turns[i] + self->turns[i + 1]) / 2);
      double moved = self->turns[i + 1] - self->turns[i] - steps_before[i];

      if (steps_before[i] == 0)
        self->slopes[i] = speed;
      else if (fabs (moved * speed) > MOVED_MM)
        self->slopes[i] = CLAMP ((gaps_mm[i] - gaps_before[i]) / moved, SLOPE_MIN * speed, SLOPE_MAX * speed);
    }
}

/* The one gap that makes the text end at @end_rad, where all others are as they were measured. */
static double
find_common_gap (const Arc    *self,
                 const double *gaps_mm,
                 double        end_rad)
{
  guint last = get_last (self);
  double turn = self->turns[last], lack = end_rad - get_reach (self, last, turn, TRUE);
  double room = lack * get_angle_radius (self, turn) / get_speed (self, turn), turns_per_mm = 0;

  for (guint i = 0; i < last; i++)
    {
      room += gaps_mm[i] / self->slopes[i];
      turns_per_mm += 1 / self->slopes[i];
    }
  return turns_per_mm > 0 ? room / turns_per_mm : 0;
}

static double
find_worst (const Arc    *self,
            const double *gaps_mm,
            double        gap_mm)
{
  double worst = 0;

  for (guint i = 0; i < get_last (self); i++)
    worst = MAX (worst, fabs (gap_mm - gaps_mm[i]));
  return worst;
}

/* All letters at once, each as far as its gap lacks. @steps: (out): how far they were from each other */
static void
move_letters (Arc          *self,
              double        first,
              const double *gaps_mm,
              double       *steps,
              double        gap_mm)
{
  for (guint i = 0; i < get_last (self); i++)
    steps[i] = self->turns[i + 1] - self->turns[i];
  self->turns[0] = first;
  for (guint i = 0; i < get_last (self); i++)
    self->turns[i + 1] = self->turns[i] + steps[i] + (gap_mm - gaps_mm[i]) / self->slopes[i];
}

/**
 * settle:
 * @span_rad: the text's; 0 where the gap is given
 * @gap_mm: (inout): between each two
 *
 * From places by their sides to places by their outlines, and as deep as they should be.
 * Two characters that reach into each other may come nearer as they are moved apart, so
 * what it ends with is the best that was seen.
 */
static void
settle (Arc    *self,
        double  span_rad,
        double *gap_mm)
{
  guint n = get_last (self) + 1;
  g_autofree double *gaps = g_new0 (double, n), *before = g_new0 (double, n), *steps = g_new0 (double, n);
  g_autofree double *best = g_new0 (double, n);
  double gap = *gap_mm, least = G_MAXDOUBLE, best_depth = self->depth_mm;

  for (guint i = 0; i < PASSES_MAX; i++)
    {
      double deeper = self->bend->border_gap_mm - get_clearance (self), worst;

      self->depth_mm += deeper;
      memcpy (before, gaps, n * sizeof (double));
      measure_gaps (self, gaps);
      learn_slopes (self, gaps, before, steps);
      if (span_rad > 0)
        gap = find_common_gap (self, gaps, span_rad / 2);
      worst = MAX (find_worst (self, gaps, gap), fabs (deeper));
      if (worst < least)
        {
          least = worst;
          best_depth = self->depth_mm;
          *gap_mm = gap;
          memcpy (best, self->turns, n * sizeof (double));
        }
      if (worst < SETTLED_MM)
        break;
      move_letters (self, span_rad > 0 ? find_first (self, -span_rad / 2) : self->turns[0], gaps, steps, gap);
      if (span_rad == 0)
        centre (self);
    }
  self->depth_mm = best_depth;
  memcpy (self->turns, best, n * sizeof (double));
}

static void
arc_init (Arc                 *self,
          const YcSealBend    *bend,
          const YcSealLetters *letters)
{
  *self = (Arc) { .bend = bend, .letters = letters, .depth_mm = bend->border_gap_mm, .gap_mm = GAP_FIRST_MM };
  self->sides = g_new0 (Sides, letters->letters->len);
  self->turns = g_new0 (double, letters->letters->len);
  self->steps = g_new0 (double, letters->letters->len);
  self->slopes = g_new0 (double, letters->letters->len);
  self->edges = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; i < letters->letters->len; i++)
    {
      Noting noting = { &self->sides[i], g_ptr_array_index (letters->letters, i), letters->height_mm, bend->below };

      find_sides (&noting);
      g_ptr_array_add (self->edges, yc_seal_list_edges (noting.letter->path));
    }
}

/* Where the letters stand, as matrices; the arc is done with. */
static GArray *
arc_end (Arc *self)
{
  GArray *matrices = g_array_new (FALSE, FALSE, sizeof (cairo_matrix_t));

  for (guint i = 0; i <= get_last (self); i++)
    {
      cairo_matrix_t matrix;
      Frame frame;

      get_frame (self, self->turns[i], &frame);
      cairo_matrix_init (&matrix, frame.along.x, frame.along.y, frame.down.x, frame.down.y, frame.origin.x, frame.origin.y);
      g_array_append_val (matrices, matrix);
    }
  g_free (self->sides);
  g_free (self->turns);
  g_free (self->steps);
  g_free (self->slopes);
  g_ptr_array_unref (self->edges);
  return matrices;
}

/**
 * yc_seal_arc_fill:
 * @span_rad: from the first outline to the last, seen from the centre
 * @gap_min_mm: with less than this it is not worth going on
 * @ret_gap_mm: (out): between each two; less than 0 where there is no room
 *
 * Returns: (transfer full) (element-type cairo_matrix_t) (nullable): where each letter goes; NULL where
 *   the gap is less than the least
 */
GArray *
yc_seal_arc_fill (const YcSealBend    *bend,
                  const YcSealLetters *letters,
                  double               span_rad,
                  double               gap_min_mm,
                  double              *ret_gap_mm)
{
  GArray *places;
  Arc self;

  arc_init (&self, bend, letters);
  *ret_gap_mm = fill (&self, span_rad);
  if (*ret_gap_mm >= gap_min_mm)
    settle (&self, span_rad, ret_gap_mm);
  places = arc_end (&self);
  if (*ret_gap_mm < gap_min_mm)
    g_clear_pointer (&places, g_array_unref);
  return places;
}

/* The same with a gap that is given: the text takes what it takes, in the middle. */
GArray *
yc_seal_arc_space (const YcSealBend    *bend,
                   const YcSealLetters *letters,
                   double               gap_mm)
{
  Arc self;

  arc_init (&self, bend, letters);
  place_from (&self, 0, gap_mm);
  centre (&self);
  settle (&self, 0, &gap_mm);
  return arc_end (&self);
}
