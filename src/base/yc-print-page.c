/* yc-print-page.c: a page for a printer that writes characters
 *
 * What lays a paper out says here where each character stands, and draws as
 * dots what the printer has no characters for. Measures are millimetres from
 * the paper's top left corner, so that it does not matter which printer it is.
 */

#include "yc-print-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define WHITE 255

static guint
to_dots (double mm,
         guint  dpi)
{
  return (guint) lround (CLAMP (mm, 0, YC_PRINT_SIDE_MAX_MM) / YC_PRINT_MM_PER_INCH * dpi);
}

static void
code_clear (gpointer data)
{
  g_free (((YcPrintCode *) data)->text);
}

/**
 * yc_print_page_new:
 * @width_mm: at most %YC_PRINT_SIDE_MAX_MM
 * @height_mm: the same
 * @error: YC_RASTER_ERROR
 *
 * Returns: (transfer full) (nullable): an empty page
 */
YcPrintPage *
yc_print_page_new (double   width_mm,
                  double   height_mm,
                  GError **error)
{
  g_autoptr (YcPrintPage) self = g_new0 (YcPrintPage, 1);

  if (!(width_mm > 0 && width_mm <= YC_PRINT_SIDE_MAX_MM && height_mm > 0 && height_mm <= YC_PRINT_SIDE_MAX_MM))
    {
      g_set_error (error, YC_RASTER_ERROR, YC_RASTER_ERROR_TOO_LARGE, _("A form of %.1f × %.1f mm: %.0f mm a side is the most"),
                   width_mm, height_mm, YC_PRINT_SIDE_MAX_MM);
      return NULL;
    }
  self->width_mm = width_mm;
  self->height_mm = height_mm;
  self->chars = g_array_new (FALSE, FALSE, sizeof (YcPrintChar));
  self->codes = g_array_new (FALSE, FALSE, sizeof (YcPrintCode));
  g_array_set_clear_func (self->codes, code_clear);
  self->dots = yc_raster_new (MAX (to_dots (width_mm, YC_PRINT_DPI_X), 1), MAX (to_dots (height_mm, YC_PRINT_DPI_Y), 1),
                              1, 0, error);
  if (self->dots == NULL)
    return NULL;
  memset (self->dots->dots, WHITE, yc_raster_get_stride (self->dots) * self->dots->height);
  return g_steal_pointer (&self);
}

void
yc_print_page_free (YcPrintPage *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->chars, g_array_unref);
  g_clear_pointer (&self->codes, g_array_unref);
  yc_raster_free (self->dots);
  g_free (self);
}

gboolean
yc_print_page_add_char (YcPrintPage        *self,
                       const YcPrintChar  *c,
                       GError           **error)
{
  if (self->chars->len >= YC_PRINT_CHARS_MAX)
    {
      g_set_error (error, YC_RASTER_ERROR, YC_RASTER_ERROR_TOO_LARGE, _("A form's page holds %d characters at most"),
                   YC_PRINT_CHARS_MAX);
      return FALSE;
    }
  g_array_append_vals (self->chars, c, 1);
  return TRUE;
}

gboolean
yc_print_page_add_code (YcPrintPage  *self,
                        const char   *text,
                        double        x_mm,
                        double        y_mm,
                        double        side_mm,
                        GError      **error)
{
  YcPrintCode code = { g_strdup (text), x_mm, y_mm, side_mm };

  if (self->codes->len < YC_PRINT_CODES_MAX)
    {
      g_array_append_val (self->codes, code);
      return TRUE;
    }
  g_free (code.text);
  g_set_error (error, YC_RASTER_ERROR, YC_RASTER_ERROR_TOO_LARGE, _("A form's page holds %d codes at most"), YC_PRINT_CODES_MAX);
  return FALSE;
}

/* A rectangle of ink, of one dot (two across, which are one at 180 an inch) at
 * least; what lies outside the page is left out. Edges fall on even dots, so
 * that a rule costs one pass of the head. */
void
yc_print_page_fill (YcPrintPage *self,
                   double      x_mm,
                   double      y_mm,
                   double      width_mm,
                   double      height_mm)
{
  guint left = to_dots (x_mm, YC_PRINT_DPI_X / 2) * 2, top = to_dots (y_mm, YC_PRINT_DPI_Y);
  guint right = MAX (to_dots (x_mm + width_mm, YC_PRINT_DPI_X / 2) * 2, left + 2);
  guint bottom = MAX (to_dots (y_mm + height_mm, YC_PRINT_DPI_Y), top + 1);

  for (guint y = top; y < MIN (bottom, self->dots->height); y++)
    for (guint x = left; x < MIN (right, self->dots->width); x++)
      yc_raster_get_row (self->dots, y)[x] = 0;
}
