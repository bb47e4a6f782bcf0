/* yc-seal-play.c: a toolpath drawn from one moment to another
 *
 * What is drawn is what the time model carries out, pulses and all: a row's runs as
 * bars of a line's height, cuts as lines. Only the moves of that time are looked at,
 * so a playback adds to the picture that it has, tick by tick, and never begins anew.
 *
 * Rows are thinner than a pixel of most screens. What is burnt is therefore added up:
 * each run adds its share of the pixel, rows that meet fill it, and a second pass makes partial
 * power darker, as it does. Only an alpha surface adds up so.
 */

#include "yc-seal-play.h"

#define CUT_MM 0.2
#define PIECES_MAX 1000 /* of one path given to cairo */

/* What has been put into cairo's path and not been drawn yet: all of one kind. */
typedef struct
{
  cairo_t *cr;
  double width_mm;
  gint32 power;
  gboolean bars;
  guint pieces;
} Pen;

static void
flush (Pen *pen)
{
  if (pen->pieces == 0)
    return;
  cairo_set_operator (pen->cr, pen->power > 0 ? CAIRO_OPERATOR_ADD : CAIRO_OPERATOR_OVER);
  if (pen->power > 0)
    cairo_set_source_rgba (pen->cr, 0, 0, 0, pen->power / (double) YC_TOOLPATH_POWER_FULL);
  else
    cairo_set_source_rgb (pen->cr, 0.85, 0.1, 0.1);
  cairo_set_line_width (pen->cr, pen->width_mm);
  if (pen->bars)
    cairo_fill (pen->cr);
  else
    cairo_stroke (pen->cr);
  pen->pieces = 0;
}

static void
add_bar (Pen                     *pen,
         const YcToolpathSetting *setting,
         const YcSealMoment      *from,
         const YcSealMoment      *to)
{
  double step_mm = setting->line_step_nm / 1e6;

  if (setting->axis == YC_TOOLPATH_AXIS_X)
    cairo_rectangle (pen->cr, MIN (from->x_mm, to->x_mm), from->y_mm - step_mm / 2, ABS (to->x_mm - from->x_mm), step_mm);
  else
    cairo_rectangle (pen->cr, from->x_mm - step_mm / 2, MIN (from->y_mm, to->y_mm), step_mm, ABS (to->y_mm - from->y_mm));
}

/* @to->power is the move's. */
static void
add_piece (Pen                     *pen,
           const YcToolpathSetting *setting,
           const YcSealMoment      *from,
           const YcSealMoment      *to)
{
  gboolean bars = to->power > 0 && setting->mode == YC_TOOLPATH_RASTER;

  if (pen->pieces == PIECES_MAX || to->power != pen->power || bars != pen->bars)
    flush (pen);
  pen->power = to->power;
  pen->bars = bars;
  pen->pieces++;
  if (bars)
    {
      add_bar (pen, setting, from, to);
      return;
    }
  cairo_move_to (pen->cr, from->x_mm, from->y_mm);
  cairo_line_to (pen->cr, to->x_mm, to->y_mm);
}

static gboolean
is_same_move (const YcSealMoment *a,
              const YcSealMoment *b)
{
  return a->section == b->section && a->pass == b->pass && a->move == b->move;
}

/* On to the beginning of the next move. */
static void
go_on (const YcToolpath *path,
       YcSealMoment     *at)
{
  const YcToolpathSection *section = yc_toolpath_get_section (path, at->section);

  if (++at->move < section->n_moves)
    return;
  at->move = 0;
  if (++at->pass < section->setting.passes)
    return;
  at->pass = 0;
  at->section++;
}

/* Moves from one moment to the other, whole but for the first and the last. */
static void
draw (const YcSealTime *time,
      double            from_s,
      double            to_s,
      gboolean          burnt,
      Pen              *pen)
{
  YcToolpath *path = yc_seal_time_get_path (time);
  YcSealMoment at, end;

  if (!(to_s > from_s) || !yc_seal_time_locate (time, from_s, &at) || !yc_seal_time_locate (time, to_s, &end))
    return;
  cairo_save (pen->cr);
  cairo_new_path (pen->cr);
  for (gboolean last = FALSE; !last; go_on (path, &at))
    {
      const YcToolpathSection *section = yc_toolpath_get_section (path, at.section);
      const YcToolpathMove *move = &section->moves[at.move];
      YcSealMoment to = { .x_mm = move->x_nm / 1e6, .y_mm = move->y_nm / 1e6, .power = move->power };

      last = is_same_move (&at, &end);
      if (last)
        {
          to.x_mm = end.x_mm;
          to.y_mm = end.y_mm;
        }
      if ((move->power > 0) == burnt)
        add_piece (pen, &section->setting, &at, &to);
      at.x_mm = to.x_mm;
      at.y_mm = to.y_mm;
    }
  flush (pen);
  cairo_restore (pen->cr);
}

/**
 * yc_seal_play_draw_burnt:
 * @time: of a job
 * @from_s: what was burnt before is not drawn
 * @to_s: what is burnt by then is
 * @cr: in mm of the bed, on an alpha surface
 *
 * Full power is opaque, partial power its share of it.
 */
void
yc_seal_play_draw_burnt (const YcSealTime *time,
                         double            from_s,
                         double            to_s,
                         cairo_t          *cr)
{
  Pen pen = { .cr = cr, .width_mm = CUT_MM };

  draw (time, from_s, to_s, TRUE, &pen);
}

/* The way with the beam off, approaches too, as red lines of that width. */
void
yc_seal_play_draw_jogs (const YcSealTime *time,
                        double            from_s,
                        double            to_s,
                        double            width_mm,
                        cairo_t          *cr)
{
  Pen pen = { .cr = cr, .width_mm = width_mm };

  draw (time, from_s, to_s, FALSE, &pen);
}
