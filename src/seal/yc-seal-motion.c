/* yc-seal-motion.c: how fast the head is at each corner of its way
 *
 * The model: along each move the head gains speed at the constant acceleration a, keeps
 * the move's speed, and loses speed at a; a trapezoid, or a triangle where the move is
 * short. Between two moves it has one speed, which is at most
 *
 * - either move's own speed;
 * - what the corner allows. Where the head goes straight on: anything. Where it turns
 *   by 90° or more in a raster, or back anywhere: rest. Else GRBL's junction deviation
 *   d: v² = a·d·s / (1 − s), with s the sine of half the angle between the two legs.
 *   A board that does not slow down at corners (junction_mm 0) keeps the speed of a vector's
 *   burning moves, and comes to rest before and after a jog;
 * - what can be reached from the corner before, v² = u² + 2·a·l, and be got rid of until
 *   the corner after;
 * - what can be got rid of within the moves that the machine looks ahead.
 *
 * A move that is slanted gets the acceleration at which neither axis has more than its
 * own. A burning move's speed, and that of all moves in a raster's rows, is the commanded one
 * times the machine's factor; other jogs are rapid. The head begins at (0, 0), at rest,
 * and ends at rest.
 */

#include "yc-seal-time-private.h"

#include <math.h>

#define STRAIGHT 0.999999 /* cosine: less than a tenth of a degree */

typedef struct
{
  const YcSealMachine *machine;
  double last_x; /* unit vector of the move before */
  double last_y;
  double last_speed;
  gboolean last_burns;
  gboolean last_raster;
  double at_x_mm;
  double at_y_mm;
} Walk;

static double
get_speed (const Walk              *walk,
           const YcToolpathSection *section,
           guint                    move)
{
  gboolean rapid = move == 0 || (section->setting.mode == YC_TOOLPATH_VECTOR && section->moves[move].power == 0);

  return rapid ? walk->machine->rapid_mm_s
               : MIN (section->setting.speed_um_s / 1e3, walk->machine->speed_max_mm_s) * walk->machine->factor;
}

/* The squared speed that the corner into (@x, @y) allows. */
static double
get_corner (const Walk *walk,
            double      x,
            double      y,
            double      accel,
            gboolean    raster,
            gboolean    burns)
{
  double cosine = x * walk->last_x + y * walk->last_y, half;

  if (cosine > STRAIGHT)
    return HUGE_VAL;
  if (walk->machine->junction_mm <= 0)
    return burns && walk->last_burns && !raster && !walk->last_raster ? HUGE_VAL : 0;
  if (cosine <= 0 && raster)
    return 0;
  half = sqrt (MAX (0, (1 + cosine) / 2)); /* of the angle between the legs */
  return accel * walk->machine->junction_mm * half / (1 - half);
}

static void
fill_step (Walk                    *walk,
           const YcToolpathSection *section,
           guint                    move,
           YcSealStep              *step)
{
  const YcToolpathMove *to = &section->moves[move];
  double x = to->x_nm / 1e6 - walk->at_x_mm, y = to->y_nm / 1e6 - walk->at_y_mm;
  double length = x == 0 ? fabs (y) : y == 0 ? fabs (x) : hypot (x, y);
  gboolean raster = section->setting.mode == YC_TOOLPATH_RASTER;
  double accel, speed = get_speed (walk, section, move);

  *step = (YcSealStep){ .length_mm = length, .speed_mm_s = speed, .accel_mm_s2 = walk->machine->accel_x_mm_s2 };
  if (length == 0)
    return;
  x /= length;
  y /= length;
  accel = MIN (x != 0 ? walk->machine->accel_x_mm_s2 / fabs (x) : HUGE_VAL,
               y != 0 ? walk->machine->accel_y_mm_s2 / fabs (y) : HUGE_VAL);
  step->accel_mm_s2 = accel;
  step->entry_mm_s = MIN (MIN (speed * speed, walk->last_speed * walk->last_speed),
                          get_corner (walk, x, y, accel, raster, to->power > 0));
  walk->last_x = x;
  walk->last_y = y;
  walk->last_speed = speed;
  walk->last_burns = to->power > 0;
  walk->last_raster = raster;
  walk->at_x_mm = to->x_nm / 1e6;
  walk->at_y_mm = to->y_nm / 1e6;
}

static void
fill_limits (const YcToolpath    *path,
             const YcSealMachine *machine,
             YcSealStep          *steps)
{
  Walk walk = { .machine = machine };
  guint at = 0;

  for (guint s = 0; s < yc_toolpath_get_n_sections (path); s++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (path, s);

      for (guint pass = 0; pass < section->setting.passes; pass++)
        for (guint m = 0; m < section->n_moves; m++)
          fill_step (&walk, section, m, &steps[at++]);
    }
}

/* The machine never goes faster than it could stop within the moves it knows. */
static void
limit_lookahead (YcSealStep *steps,
                 guint       n_steps,
                 guint       blocks)
{
  double known_mm = 0;

  for (guint i = n_steps; i-- > 0;)
    {
      known_mm += steps[i].length_mm;
      if (i + blocks < n_steps)
        known_mm -= steps[i + blocks].length_mm;
      steps[i].entry_mm_s = MIN (steps[i].entry_mm_s, 2 * steps[i].accel_mm_s2 * MAX (known_mm, 0));
    }
}

/* What can be got rid of, then what can be reached; both in squares. */
static void
limit_reach (YcSealStep *steps,
             guint       n_steps)
{
  double next = 0;

  for (guint i = n_steps; i-- > 0;)
    {
      if (steps[i].length_mm == 0)
        steps[i].entry_mm_s = next;
      next = MIN (steps[i].entry_mm_s, next + 2.0 * steps[i].accel_mm_s2 * steps[i].length_mm);
      steps[i].entry_mm_s = next;
    }
  next = 0;
  for (guint i = 0; i < n_steps; i++)
    {
      next = MIN (steps[i].entry_mm_s, next);
      steps[i].entry_mm_s = next;
      next += 2.0 * steps[i].accel_mm_s2 * steps[i].length_mm;
    }
}

/**
 * yc_seal_motion_fill:
 * @path: a toolpath
 * @machine: what walks along it
 * @steps: (out): a step a move and pass; all but end_s is filled in
 * @n_steps: how many that are
 */
void
yc_seal_motion_fill (const YcToolpath    *path,
                     const YcSealMachine *machine,
                     YcSealStep          *steps,
                     guint                n_steps)
{
  fill_limits (path, machine, steps);
  if (machine->lookahead_blocks > 0)
    limit_lookahead (steps, n_steps, machine->lookahead_blocks);
  limit_reach (steps, n_steps);
  for (guint i = 0; i < n_steps; i++)
    steps[i].entry_mm_s = sqrtf (steps[i].entry_mm_s);
}

/* A step taken apart: how long it gains speed, keeps it and loses it. */
typedef struct
{
  double top_mm_s;
  double gain_s;
  double keep_s;
  double lose_s;
} Profile;

static Profile
get_profile (const YcSealStep *self,
             double            exit_mm_s)
{
  double u = self->entry_mm_s, a = self->accel_mm_s2, l = self->length_mm, v = self->speed_mm_s;
  double reach = sqrt ((2 * a * l + u * u + exit_mm_s * exit_mm_s) / 2);
  Profile profile = { .top_mm_s = MAX (MIN (v, reach), MAX (u, exit_mm_s)) };
  double left;

  v = profile.top_mm_s;
  profile.gain_s = (v - u) / a;
  profile.lose_s = (v - exit_mm_s) / a;
  left = l - (v * v - u * u) / (2 * a) - (v * v - exit_mm_s * exit_mm_s) / (2 * a);
  profile.keep_s = left > 0 && v > 0 ? left / v : 0;
  return profile;
}

/* Moving, without any wait. @exit_mm_s is the next step's entry; 0 after the last. */
double
yc_seal_step_get_duration_s (const YcSealStep *self,
                             double            exit_mm_s)
{
  Profile profile;

  if (self->length_mm == 0)
    return 0;
  if (self->entry_mm_s == self->speed_mm_s && exit_mm_s == self->speed_mm_s)
    return self->length_mm / self->speed_mm_s;
  profile = get_profile (self, exit_mm_s);
  return profile.gain_s + profile.keep_s + profile.lose_s;
}

/* How far into the step the head is @after_s from when it began to move. */
double
yc_seal_step_get_way_mm (const YcSealStep *self,
                         double            exit_mm_s,
                         double            after_s)
{
  Profile p = get_profile (self, exit_mm_s);
  double gain = CLAMP (after_s, 0, p.gain_s);
  double keep = CLAMP (after_s - p.gain_s, 0, p.keep_s);
  double lose = CLAMP (after_s - p.gain_s - p.keep_s, 0, p.lose_s);
  double way = self->entry_mm_s * gain + self->accel_mm_s2 * gain * gain / 2 + p.top_mm_s * keep +
               p.top_mm_s * lose - self->accel_mm_s2 * lose * lose / 2;

  return MIN (way, self->length_mm);
}
