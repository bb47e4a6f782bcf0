/* yc-toolpath-pulse.c: partial power as pulses, for boards that only switch
 *
 * Whether a dot is burnt depends on where it lies and on the power there: dot d of
 * line l burns when d × power + l × 618, of 1000, is less than power. Along a line
 * that is the evenest way to burn so many dots of a thousand; from line to line it moves
 * by the golden ratio, so that pulses do not stand in columns and, from a power of
 * 300 on, no three lines of three dots are all dark. Nothing is carried along: runs of
 * one power fit together across lines wherever they begin, and whichever way the head
 * goes. A run gets what it should to less than a dot.
 */

#include "yc-toolpath-private.h"

#define GOLDEN_PERMILLE 618

typedef struct
{
  YcToolpathBuilder *builder;
  const YcToolpathSection *section;
  gboolean along_x;
} Pulser;

static gint64
get_along (const Pulser         *self,
           const YcToolpathMove *move)
{
  return self->along_x ? move->x_nm : move->y_nm;
}

static gboolean
is_burnt (gint64 dot,
          gint64 line,
          gint32 power)
{
  return (dot * power + line * GOLDEN_PERMILLE) % YC_TOOLPATH_POWER_FULL < power;
}

/* A run of partial power, dot by dot; the first and the last may be cut. */
static void
pulse (Pulser               *self,
       const YcToolpathMove *from,
       const YcToolpathMove *to)
{
  gint64 at = get_along (self, from), end = get_along (self, to), size = self->section->setting.dot_nm;
  gint64 line = (self->along_x ? to->y_nm : to->x_nm) / self->section->setting.line_step_nm;
  gboolean ahead = end > at;

  while (at != end)
    {
      gint64 dot = ahead ? at / size : (at - 1) / size;
      gint32 power = is_burnt (dot, line, to->power) ? YC_TOOLPATH_POWER_FULL : 0;

      at = ahead ? MIN (end, (dot + 1) * size) : MAX (end, dot * size);
      yc_toolpath_builder_add (self->builder, self->along_x ? at : to->x_nm, self->along_x ? to->y_nm : at, power);
    }
}

static void
pulse_rows (YcToolpathBuilder       *builder,
            const YcToolpathSection *section)
{
  Pulser pulser = { builder, section, section->setting.axis == YC_TOOLPATH_AXIS_X };

  for (guint m = 0; m < section->n_moves; m++)
    {
      const YcToolpathMove *to = &section->moves[m];

      if (to->power > 0 && to->power < YC_TOOLPATH_POWER_FULL)
        pulse (&pulser, &section->moves[m - 1], to);
      else
        yc_toolpath_builder_add (builder, to->x_nm, to->y_nm, to->power);
    }
}

/**
 * yc_toolpath_dup_pulsed:
 * @self: a toolpath
 * @error: YC_TOOLPATH_ERROR_TOO_LARGE
 *
 * Returns: (transfer full) (nullable): the same, with powers 0 and full alone: each
 * partial run has become pulses of whole dots. The head goes the same way.
 */
YcToolpath *
yc_toolpath_dup_pulsed (const YcToolpath *self,
                        GError          **error)
{
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (self->width_nm, self->height_nm);

  for (guint i = 0; i < self->sections->len; i++)
    {
      const YcToolpathSection *section = &g_array_index (self->sections, YcToolpathSection, i);

      yc_toolpath_builder_begin (builder, &section->setting);
      if (section->setting.mode == YC_TOOLPATH_RASTER)
        pulse_rows (builder, section);
      else
        for (guint m = 0; m < section->n_moves; m++)
          yc_toolpath_builder_add (builder, section->moves[m].x_nm, section->moves[m].y_nm, section->moves[m].power);
    }
  return yc_toolpath_builder_finish (builder, error);
}
