/* yc-escpk-calibration-proto.c: the page that shows a printer's offset
 *
 * Two rulers cross in the middle of the form, with a mark every millimetre and
 * a number every ten, counted from the paper's edges. Where the form's own
 * edges or frame stand against the rulers, less where they should, is what to
 * enter as offset.
 */

#include "yc-escpk-private.h"

#include <math.h>
#include <string.h>

#define EDGE_MM 5.0 /* no pin reaches nearer */
#define RULE_MM 0.14
#define TYPE_MM (24.0 / YC_ESCPK_TICKS_PER_INCH * YC_PRINT_MM_PER_INCH)
#define DIGIT_MM (12.0 / YC_ESCPK_TICKS_PER_INCH * YC_PRINT_MM_PER_INCH)

static double
get_mark_mm (guint mm)
{
  return mm % 10 == 0 ? 4 : mm % 5 == 0 ? 2.6 : 1.4;
}

/* Between two numbers. */
static double
get_middle_mm (double side_mm)
{
  return floor (side_mm / 20) * 10 + 5;
}

/* @x_mm: of the number's middle */
static gboolean
add_number (YcPrintPage *page,
            guint       number,
            double      x_mm,
            double      y_mm,
            GError    **error)
{
  char digits[12];
  guint count;

  g_snprintf (digits, sizeof digits, "%u", number);
  count = (guint) strlen (digits);
  for (guint i = 0; i < count; i++)
    {
      YcPrintChar c = { (gunichar) digits[i], x_mm + (i - count / 2.0) * DIGIT_MM, y_mm, DIGIT_MM, TYPE_MM };

      if (!yc_print_page_add_char (page, &c, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_across (YcPrintPage *page,
            double      y_mm,
            GError    **error)
{
  yc_print_page_fill (page, EDGE_MM, y_mm, page->width_mm - 2 * EDGE_MM, RULE_MM);
  for (guint mm = (guint) EDGE_MM; mm <= page->width_mm - EDGE_MM; mm++)
    {
      yc_print_page_fill (page, mm, y_mm - get_mark_mm (mm), RULE_MM, get_mark_mm (mm));
      if (mm % 10 == 0 && !add_number (page, mm, mm, y_mm + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_down (YcPrintPage *page,
          double      x_mm,
          double      across_mm,
          GError    **error)
{
  yc_print_page_fill (page, x_mm, EDGE_MM, RULE_MM, page->height_mm - 2 * EDGE_MM);
  for (guint mm = (guint) EDGE_MM; mm <= page->height_mm - EDGE_MM; mm++)
    {
      yc_print_page_fill (page, x_mm, mm, get_mark_mm (mm), RULE_MM);
      if (mm % 10 == 0 && fabs (mm - across_mm) > 2 * TYPE_MM && !add_number (page, mm, x_mm + 8, mm - TYPE_MM / 2, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * yc_escpk_new_calibration:
 * @width_mm: the form's, 40 at least
 * @height_mm: the same
 * @error: YC_RASTER_ERROR
 *
 * Returns: (transfer full) (nullable): to be printed without an offset, or with
 *   the one that is to be looked at again
 */
YcPrintPage *
yc_escpk_new_calibration (double   width_mm,
                          double   height_mm,
                          GError **error)
{
  g_autoptr (YcPrintPage) page = yc_print_page_new (width_mm, height_mm, error);

  if (page == NULL)
    return NULL;
  if (!(width_mm >= 40 && height_mm >= 40))
    {
      g_set_error (error, YC_RASTER_ERROR, YC_RASTER_ERROR_EMPTY, "A calibration page is 40 × 40 mm at least");
      return NULL;
    }
  if (!add_across (page, get_middle_mm (height_mm), error) ||
      !add_down (page, get_middle_mm (width_mm), get_middle_mm (height_mm), error))
    return NULL;
  return g_steal_pointer (&page);
}
