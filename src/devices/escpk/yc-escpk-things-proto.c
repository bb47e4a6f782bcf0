/* yc-escpk-things-proto.c: a page as things in the order the paper passes the head
 *
 * The printer's characters are 24 dots high and, of full width, 24 dots wide;
 * they stand in the middle of the box they were laid out in, whatever the size
 * of the type. Half-width ones come in three pitches: those of a word share its
 * width evenly, in the widest pitch that fits.
 */

#include "yc-escpk-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define FULL_WIDTH 24
#define SAME_LINE_MM 0.05

static double
to_ticks (double mm)
{
  return mm / YC_PRINT_MM_PER_INCH * YC_ESCPK_TICKS_PER_INCH;
}

static gboolean
refuse_place (double   x_mm,
              double   y_mm,
              GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("With this printer's offset, something would be printed outside the paper: at %.1f mm from the left, %.1f mm from the top"),
               x_mm, y_mm);
  return FALSE;
}

static gboolean
is_half_width (const YcPrintChar *c)
{
  return c->character < 0x80;
}

/* Whether @next goes on with @c's word. */
static gboolean
joins (const YcPrintChar *c,
       const YcPrintChar *next)
{
  return is_half_width (next) && fabs (next->y_mm - c->y_mm) < SAME_LINE_MM &&
         fabs (next->x_mm - c->x_mm - c->width_mm) < SAME_LINE_MM && fabs (next->size_mm - c->size_mm) < SAME_LINE_MM;
}

/* How many characters from @at on make one word of half width; 0 for another. */
static guint
count_word (const GArray *chars,
            guint         at)
{
  guint count = is_half_width (&g_array_index (chars, YcPrintChar, at)) ? 1 : 0;

  while (count > 0 && at + count < chars->len &&
         joins (&g_array_index (chars, YcPrintChar, at + count - 1), &g_array_index (chars, YcPrintChar, at + count)))
    count++;
  return count;
}

static guint
choose_pitch (double width)
{
  return width >= 18 ? 18 : width >= 15 ? 15 : 12;
}

static gboolean
add_char (const YcPrintPage      *page,
          const YcEscpkSettings *settings,
          const YcPrintChar      *box,
          guint                  pitch,
          GArray                *things,
          GError               **error)
{
  YcEscpkThing thing = { .pitch = pitch };
  guint cell = pitch == 0 ? FULL_WIDTH : pitch;
  double x_mm = box->x_mm + box->width_mm / 2 + settings->offset_x_mm;
  double y_mm = box->y_mm + box->size_mm / 2 + settings->offset_y_mm;

  if (yc_escpk_encode (settings->glyphs, box->character, thing.code) == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("The printer has no character U+%04X: it has to be drawn"),
                   box->character);
      return FALSE;
    }
  thing.x = (int) lround (to_ticks (x_mm) - cell / 2.0);
  thing.y = (int) lround (to_ticks (y_mm) - YC_ESCPK_PINS / 2.0);
  if (thing.x < 0 || thing.y < 0 || thing.x + (int) cell > (int) lround (to_ticks (page->width_mm)) ||
      thing.y + YC_ESCPK_PINS > yc_escpk_get_form_ticks (page->height_mm))
    return refuse_place (x_mm, y_mm, error);
  g_array_append_val (things, thing);
  return TRUE;
}

static gboolean
add_word (const YcPrintPage      *page,
          const YcEscpkSettings *settings,
          guint                  at,
          guint                  count,
          GArray                *things,
          GError               **error)
{
  const YcPrintChar *first = &g_array_index (page->chars, YcPrintChar, at);
  const YcPrintChar *last = first + count - 1;
  double width_mm = (last->x_mm + last->width_mm - first->x_mm) / count;

  for (guint i = 0; i < count; i++)
    {
      YcPrintChar box = { first[i].character, first->x_mm + i * width_mm, first->y_mm, width_mm, first->size_mm };

      if (!add_char (page, settings, &box, choose_pitch (to_ticks (width_mm)), things, error))
        return FALSE;
    }
  return TRUE;
}

static int
compare_things_cb (gconstpointer a,
                   gconstpointer b)
{
  const YcEscpkThing *one = a, *two = b;

  if (one->y != two->y)
    return one->y < two->y ? -1 : 1;
  if (one->is_band != two->is_band)
    return one->is_band ? 1 : -1;
  return one->x < two->x ? -1 : one->x > two->x;
}

/* No ink lies, or is moved by the offset, over an edge of the paper. */
static gboolean
check_dots (const YcPrintPage      *page,
            int                    offset_x,
            int                    offset_y,
            GError               **error)
{
  const YcRaster *dots = page->dots;

  for (guint y = 0; y < dots->height; y++)
    for (guint x = 0; x < dots->width; x++)
      {
        int to_x = (int) x + 2 * offset_x, to_y = (int) y + offset_y;

        if (yc_raster_get_row (dots, y)[x] < 128 &&
            (to_x < 0 || to_y < 0 || to_x >= (int) dots->width || to_y >= yc_escpk_get_form_ticks (page->height_mm)))
          return refuse_place ((double) to_x / YC_PRINT_DPI_X * YC_PRINT_MM_PER_INCH,
                               (double) to_y / YC_PRINT_DPI_Y * YC_PRINT_MM_PER_INCH, error);
      }
  return TRUE;
}

/**
 * yc_escpk_list_things:
 * @page: in mm
 * @settings: the printer's, its offset applied
 * @error: G_IO_ERROR_INVALID_ARGUMENT for what lies outside the paper, or is
 * no character of the printer's
 *
 * Returns: (transfer full) (nullable): of YcEscpkThing, from top to bottom and
 *   from left to right
 */
GArray *
yc_escpk_list_things (const YcPrintPage      *page,
                      const YcEscpkSettings *settings,
                      GError               **error)
{
  g_autoptr (GArray) things = g_array_new (FALSE, FALSE, sizeof (YcEscpkThing));
  int offset_x = (int) lround (to_ticks (settings->offset_x_mm)), offset_y = (int) lround (to_ticks (settings->offset_y_mm));

  for (guint i = 0, count; i < page->chars->len; i += MAX (count, 1))
    {
      count = count_word (page->chars, i);
      if (count > 0 ? !add_word (page, settings, i, count, things, error)
                    : !add_char (page, settings, &g_array_index (page->chars, YcPrintChar, i), 0, things, error))
        return NULL;
    }
  if (!check_dots (page, offset_x, offset_y, error))
    return NULL;
  yc_escpk_list_bands (page->dots, offset_y, things);
  g_array_sort (things, compare_things_cb);
  return g_steal_pointer (&things);
}
