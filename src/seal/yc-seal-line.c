/* yc-seal-line.c: how many bytes a move takes on the way to the board
 *
 * The time model stands beside the encoders and may not call them, so it counts by
 * their languages' grammar.
 *
 * LHYMICRO-GL: a letter for the sense where it changes, D or U where the beam
 * changes, and a distance: one byte up to 25 mils, two up to 51, three up to 254,
 * and one more for each 255. Turning round takes the head to the next row, in one
 * letter; over blank rows the board leaves its program, runs and begins it anew. A line that
 * is neither orthogonal nor at 45° is a staircase of both: twice its lesser part in runs.
 *
 * G-code: the words that change, X or Y with three decimals and S, and a newline.
 */

#include "yc-seal-time-private.h"

#include <stdlib.h>

#define MIL_NM 25400
#define REENTER_BYTES 45

static guint
count_distance (gint64 mils)
{
  guint bytes = mils / 255;
  gint64 rest = mils % 255;

  return bytes + (rest == 0 ? 0 : rest <= 25 ? 1 : rest <= 51 ? 2 : 3);
}

static gint64
to_mils (gint32 nm)
{
  return ((gint64) nm + (nm < 0 ? -MIL_NM / 2 : MIL_NM / 2)) / MIL_NM;
}

/* From one row to another. */
static gboolean
crosses (const YcToolpathSection *section,
         const YcToolpathMove    *from,
         const YcToolpathMove    *to)
{
  return section->setting.axis == YC_TOOLPATH_AXIS_X ? from->y_nm != to->y_nm : from->x_nm != to->x_nm;
}

/* Whether the board must leave its program for a move: for an approach, and for a jog
 * over blank rows where it only knows its line step. */
gboolean
yc_seal_line_restarts (const YcSealMachine     *machine,
                       const YcToolpathSection *section,
                       const YcToolpathMove    *from,
                       const YcToolpathMove    *to)
{
  if (from == NULL)
    return TRUE;
  return machine->words == YC_SEAL_WORDS_LIHUIYU && section->setting.mode == YC_TOOLPATH_RASTER &&
         crosses (section, from, to) &&
         ABS ((gint64) to->x_nm - from->x_nm) + ABS ((gint64) to->y_nm - from->y_nm) > section->setting.line_step_nm;
}

static guint
count_lihuiyu (YcSealLine           *self,
               const YcToolpathMove *from,
               const YcToolpathMove *to)
{
  gint64 x = from == NULL ? 0 : llabs (to_mils (to->x_nm) - to_mils (from->x_nm));
  gint64 y = from == NULL ? 0 : llabs (to_mils (to->y_nm) - to_mils (from->y_nm));
  gint64 lesser = MIN (MIN (x, y), llabs (x - y)), runs = 2 * lesser + 1;
  guint beam = to->power != self->power;

  if (from == NULL || yc_seal_line_restarts (self->machine, self->section, from, to))
    return REENTER_BYTES;
  if (self->section->setting.mode == YC_TOOLPATH_RASTER)
    return crosses (self->section, from, to) ? 1 : beam + count_distance (x + y);
  return beam + 1 + runs * (1 + count_distance (MAX (x, y) / runs));
}

static guint
count_digits (gint64 number)
{
  guint digits = 1;

  for (; number >= 10; number /= 10)
    digits++;
  return digits;
}

static guint
count_gcode (YcSealLine           *self,
             const YcToolpathMove *from,
             const YcToolpathMove *to)
{
  guint bytes = 1;

  if (from == NULL || to->x_nm != from->x_nm)
    bytes += 5 + count_digits (to->x_nm / 1000000);
  if (from == NULL || to->y_nm != from->y_nm)
    bytes += 5 + count_digits (to->y_nm / 1000000);
  if (to->power != self->power)
    bytes += 1 + count_digits (to->power);
  return bytes;
}

/* @move is counted after the one before it; the approach has none and counts as a whole. */
guint
yc_seal_line_count_bytes (YcSealLine *self,
                          guint       move)
{
  const YcToolpathMove *to = &self->section->moves[move], *from = move > 0 ? to - 1 : NULL;
  guint bytes = self->machine->words == YC_SEAL_WORDS_GCODE ? count_gcode (self, from, to)
                                                            : count_lihuiyu (self, from, to);

  self->power = to->power;
  return bytes;
}
