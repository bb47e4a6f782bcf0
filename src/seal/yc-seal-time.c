/* yc-seal-time.c: the time model
 *
 * Motion (yc-seal-motion.c) and the line (yc-seal-line.c) make one sum: a move
 * begins when the one before it is done and its own bytes have come. Bytes come one
 * after another at the line's rate, each move not faster than the board takes moves
 * in, and never more ahead of the head than the board's buffer holds. A section
 * begins with the time that the board needs to change speed or mode, and so does a
 * jog over blank rows where the board cannot say it otherwise.
 *
 * Where the line is too slow the head waits in the model at once and for just as
 * long as is lacking. A real one would have to slow down first; that is not in the
 * sum, so a job that starves for more than a moment should be planned more slowly.
 *
 * A board that only switches gets pulses, so the path that is timed is
 * yc_toolpath_dup_pulsed()'s. Playback and "time left" read the same table.
 */

#include "yc-seal-time-private.h"

#include <math.h>

struct _YcSealTime
{
  YcToolpath *path;      /* what is carried out: pulses, where there must be */
  YcSealStep *steps;
  guint n_steps;
  GArray *first_steps;   /* of guint, by section */
  double beam_s;
  double starved_s;
  guint64 bytes;
};

static void
clear (gpointer data)
{
  YcSealTime *self = data;

  yc_toolpath_unref (self->path);
  g_free (self->steps);
  g_array_unref (self->first_steps);
}

YcSealTime *
yc_seal_time_ref (YcSealTime *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
yc_seal_time_unref (YcSealTime *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static double
get_exit (const YcSealTime *self,
          guint             step)
{
  return step + 1 < self->n_steps ? self->steps[step + 1].entry_mm_s : 0;
}

/* --- adding up -------------------------------------------------------- */

/* The line and the board's buffer, while time goes on. */
typedef struct
{
  YcSealTime *self;
  const YcSealMachine *machine;
  guint16 *bytes;     /* by step */
  double arrived_s;   /* the last byte so far */
  double done_s;      /* the last move so far */
  guint held_from;    /* the first step whose bytes may still be in the buffer */
  guint64 held_bytes; /* of held_from … now */
} Adder;

static void
add_step (Adder                   *adder,
          guint                    step,
          const YcToolpathSection *section,
          YcSealLine              *line,
          guint                    move)
{
  YcSealTime *self = adder->self;
  guint bytes = yc_seal_line_count_bytes (line, move);
  double duration_s = yc_seal_step_get_duration_s (&self->steps[step], get_exit (self, step)), ready_s;
  const YcToolpathMove *to = &section->moves[move], *from = move > 0 ? to - 1 : NULL;
  gboolean restarts = yc_seal_line_restarts (adder->machine, section, from, to);

  adder->bytes[step] = MIN (bytes, G_MAXUINT16);
  adder->held_bytes += adder->bytes[step];
  while (adder->held_bytes > adder->machine->buffer_bytes && adder->held_from < step)
    {
      adder->arrived_s = MAX (adder->arrived_s, self->steps[adder->held_from].end_s);
      adder->held_bytes -= adder->bytes[adder->held_from++];
    }
  adder->arrived_s += MAX (bytes * adder->machine->byte_ms, adder->machine->block_ms) / 1e3;
  ready_s = adder->done_s + (restarts ? adder->machine->section_ms / 1e3 : 0);
  self->starved_s += MAX (0, adder->arrived_s - ready_s);
  self->beam_s += to->power > 0 ? duration_s : 0;
  self->bytes += bytes;
  adder->done_s = MAX (ready_s, adder->arrived_s) + duration_s;
  self->steps[step].end_s = adder->done_s;
}

static void
add_up (YcSealTime          *self,
        const YcSealMachine *machine)
{
  g_autofree guint16 *bytes = g_new0 (guint16, MAX (self->n_steps, 1));
  Adder adder = { self, machine, bytes };
  guint step = 0;

  for (guint s = 0; s < yc_toolpath_get_n_sections (self->path); s++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (self->path, s);
      YcSealLine line = { machine, section, 0 };

      for (guint pass = 0; pass < section->setting.passes; pass++)
        for (guint m = 0; m < section->n_moves; m++)
          add_step (&adder, step++, section, &line, m);
    }
}

static guint
count_steps (YcSealTime *self)
{
  guint count = 0;

  for (guint s = 0; s < yc_toolpath_get_n_sections (self->path); s++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (self->path, s);

      g_array_append_val (self->first_steps, count);
      count += section->n_moves * section->setting.passes;
    }
  return count;
}

/**
 * yc_seal_time_new:
 * @path: a toolpath, as planned
 * @machine: the engraver that carries it out; only needed while this runs
 *
 * Returns: (transfer full): the moment at which each of its moves ends
 */
YcSealTime *
yc_seal_time_new (YcToolpath          *path,
                  const YcSealMachine *machine)
{
  YcSealTime *self = g_atomic_rc_box_new0 (YcSealTime);

  if (!machine->scales_power)
    self->path = yc_toolpath_dup_pulsed (path, NULL);
  if (self->path == NULL) /* too many pulses: time it as planned */
    self->path = yc_toolpath_ref (path);
  self->first_steps = g_array_new (FALSE, FALSE, sizeof (guint));
  self->n_steps = count_steps (self);
  self->steps = g_new (YcSealStep, MAX (self->n_steps, 1));
  yc_seal_motion_fill (self->path, machine, self->steps, self->n_steps);
  add_up (self, machine);
  return self;
}

/* --- asking ----------------------------------------------------------- */

/* What is carried out: sections and moves below are its. */
YcToolpath *
yc_seal_time_get_path (const YcSealTime *self)
{
  return self->path;
}

double
yc_seal_time_get_total_s (const YcSealTime *self)
{
  return self->n_steps > 0 ? self->steps[self->n_steps - 1].end_s : 0;
}

/* How long the beam is on. */
double
yc_seal_time_get_beam_s (const YcSealTime *self)
{
  return self->beam_s;
}

/* How long the head waits for the line. */
double
yc_seal_time_get_starved_s (const YcSealTime *self)
{
  return self->starved_s;
}

guint64
yc_seal_time_get_bytes (const YcSealTime *self)
{
  return self->bytes;
}

/* When a move of a pass of a section ends, from the job's beginning. */
double
yc_seal_time_get_end_s (const YcSealTime *self,
                        guint             section,
                        guint             pass,
                        guint             move)
{
  const YcToolpathSection *of = yc_toolpath_get_section (self->path, section);

  g_return_val_if_fail (of != NULL && pass < of->setting.passes && move < of->n_moves, 0);

  return self->steps[g_array_index (self->first_steps, guint, section) + pass * of->n_moves + move].end_s;
}

/**
 * yc_seal_time_get_done_s:
 * @moves_done: of yc_seal_time_get_path(), in order, each pass counted: what encoders say
 *   of each packet or line
 *
 * Returns: the moment when so many are done; what is left is the total less that
 */
double
yc_seal_time_get_done_s (const YcSealTime *self,
                         guint             moves_done)
{
  if (moves_done == 0 || self->n_steps == 0)
    return 0;
  return self->steps[MIN (moves_done, self->n_steps) - 1].end_s;
}

/* The first step that ends after @time_s, or the last. */
static guint
find_step (const YcSealTime *self,
           double            time_s)
{
  guint from = 0, to = self->n_steps - 1;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (self->steps[middle].end_s > time_s)
        to = middle;
      else
        from = middle + 1;
    }
  return from;
}

static guint
find_section (const YcSealTime *self,
              guint             step)
{
  guint section = 0;

  while (section + 1 < self->first_steps->len && g_array_index (self->first_steps, guint, section + 1) <= step)
    section++;
  return section;
}

/* Where the step before ended; the head begins at the bed's corner. */
static void
get_start (const YcSealTime   *self,
           const YcSealMoment *at,
           double             *ret_x_mm,
           double             *ret_y_mm)
{
  const YcToolpathSection *section = yc_toolpath_get_section (self->path, at->section);
  const YcToolpathMove *from = NULL;

  if (at->move > 0)
    from = &section->moves[at->move - 1];
  else if (at->pass > 0)
    from = &section->moves[section->n_moves - 1];
  else if (at->section > 0)
    {
      section = yc_toolpath_get_section (self->path, at->section - 1);
      from = &section->moves[section->n_moves - 1];
    }
  *ret_x_mm = from != NULL ? from->x_nm / 1e6 : 0;
  *ret_y_mm = from != NULL ? from->y_nm / 1e6 : 0;
}

/**
 * yc_seal_time_locate:
 * @time_s: from the job's beginning; before it and after its end count as those
 * @ret_moment: (out): where the head is
 *
 * A head that waits does so before its move.
 *
 * Returns: %FALSE for a path without moves
 */
gboolean
yc_seal_time_locate (const YcSealTime *self,
                     double            time_s,
                     YcSealMoment     *ret_moment)
{
  YcSealMoment at = { 0 };
  const YcToolpathSection *section;
  const YcToolpathMove *to;
  const YcSealStep *step;
  double exit_mm_s, after_s, part;
  guint index, within;

  if (self->n_steps == 0)
    return FALSE;
  index = find_step (self, time_s);
  step = &self->steps[index];
  at.section = find_section (self, index);
  section = yc_toolpath_get_section (self->path, at.section);
  within = index - g_array_index (self->first_steps, guint, at.section);
  at.pass = within / section->n_moves;
  at.move = within % section->n_moves;
  to = &section->moves[at.move];
  exit_mm_s = get_exit (self, index);
  after_s = time_s - (step->end_s - yc_seal_step_get_duration_s (step, exit_mm_s));
  part = step->length_mm > 0 ? yc_seal_step_get_way_mm (step, exit_mm_s, after_s) / step->length_mm : 1;
  get_start (self, &at, &at.x_mm, &at.y_mm);
  at.x_mm += (to->x_nm / 1e6 - at.x_mm) * part;
  at.y_mm += (to->y_nm / 1e6 - at.y_mm) * part;
  at.power = part > 0 && part < 1 ? to->power : 0;
  *ret_moment = at;
  return TRUE;
}
