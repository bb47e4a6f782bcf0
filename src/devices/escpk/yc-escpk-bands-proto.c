/* yc-escpk-bands-proto.c: dots as bands of 24 pins
 *
 * A band begins at the first row that has ink. Within it only stretches with
 * ink are sent. Dots come 360 an inch, and a pin leaves a mark two of them wide.
 * So even columns go in a pass at 180 (ESC * 39), and what they leave uncovered
 * of the odd ones in a second at 360 (ESC * 40), where no pin strikes in two
 * columns that are neighbours. Rules lie on even columns and need one pass.
 */

#include "yc-escpk-private.h"

#define MODE_180 39
#define MODE_360 40
/* White columns that cost less than a new beginning. */
#define GAP_MAX_COLUMNS 10
#define STRETCH_MAX_COLUMNS 4000
#define INK_BELOW 128

static gboolean
has_ink (const YcRaster *dots,
         guint           x,
         guint           y)
{
  return x < dots->width && y < dots->height && yc_raster_get_row (dots, y)[x] < INK_BELOW;
}

static gboolean
row_has_ink (const YcRaster *dots,
             guint           y)
{
  for (guint x = 0; x < dots->width; x++)
    if (has_ink (dots, x, y))
      return TRUE;
  return FALSE;
}

/* Adds a thing for every band of @dots, whose first row lies at @y. */
void
yc_escpk_list_bands (const YcRaster *dots,
                     int             y,
                     GArray         *things)
{
  for (guint row = 0; row < dots->height;)
    if (row_has_ink (dots, row))
      {
        YcEscpkThing band = { .y = y + (int) row, .is_band = TRUE };

        g_array_append_val (things, band);
        row += YC_ESCPK_PINS;
      }
    else
      row++;
}

/* The pins that strike in one column: the top one in the highest bit. */
static guint32
get_column (const YcRaster *dots,
            guint           x,
            guint           row)
{
  guint32 pins = 0;

  for (guint i = 0; i < YC_ESCPK_PINS; i++)
    if (has_ink (dots, x, row + i))
      pins |= 1u << (YC_ESCPK_PINS - 1 - i);
  return pins;
}

/* @columns: of one band. @from, @to: of a stretch, @from even. @x: ticks where
 * column 0 lies. @step: 2 at 180 an inch, 1 at 360. */
static void
write_stretch (YcEscpkHead   *head,
               const guint32 *columns,
               guint          from,
               guint          to,
               guint          step,
               int            x)
{
  guint count = (to - from + step - 1) / step;

  yc_escpk_move_to (head, x + (int) from / 2);
  yc_writer_add_bytes (&head->writer, "\x1B\x2A", 2);
  yc_writer_add_u8 (&head->writer, step == 2 ? MODE_180 : MODE_360);
  yc_writer_add_le16 (&head->writer, (guint16) count);
  for (guint i = from; i < from + count * step; i += step)
    {
      yc_writer_add_u8 (&head->writer, (guint8) (columns[i] >> 16));
      yc_writer_add_u8 (&head->writer, (guint8) (columns[i] >> 8));
      yc_writer_add_u8 (&head->writer, (guint8) columns[i]);
    }
  /* It may stand between two ticks now: the next move is from the left. */
  head->x = G_MAXINT;
}

/* The end of the stretch that begins at @from: white follows it for long, or the limit. */
static guint
find_end (const guint32 *columns,
          guint          from,
          guint          n_columns)
{
  guint end = from + 1;

  for (guint x = from + 1; x < n_columns && x - end <= GAP_MAX_COLUMNS && x - from < STRETCH_MAX_COLUMNS; x++)
    if (columns[x] != 0)
      end = x + 1;
  return end;
}

static void
write_pass (YcEscpkHead   *head,
            const guint32 *columns,
            guint          n_columns,
            guint          step,
            int            x)
{
  for (guint i = 0; i < n_columns;)
    if (columns[i] != 0 || columns[i + 1] != 0)
      {
        guint end = find_end (columns, i, n_columns);

        write_stretch (head, columns, i, end, step, x);
        i = end + end % 2;
      }
    else
      i += 2;
}

/**
 * yc_escpk_write_band:
 * @head: stands at the band's height
 * @dots: the page's
 * @row: the band's first
 * @x: ticks from the left where column 0 lies
 */
void
yc_escpk_write_band (YcEscpkHead    *head,
                     const YcRaster *dots,
                     int             row,
                     int             x)
{
  guint n_columns = dots->width + dots->width % 2;
  g_autofree guint32 *even = g_new0 (guint32, n_columns + 2);
  g_autofree guint32 *odd = g_new0 (guint32, n_columns + 2);
  gboolean again = FALSE;

  for (guint i = 0; i < n_columns; i += 2)
    {
      even[i] = get_column (dots, i, (guint) row);
      odd[i + 1] = get_column (dots, i + 1, (guint) row) & ~even[i];
      again = again || odd[i + 1] != 0;
    }
  write_pass (head, even, n_columns, 2, x);
  if (!again)
    return;
  yc_writer_add_u8 (&head->writer, '\r');
  head->x = 0;
  write_pass (head, odd, n_columns, 1, x);
}
