/* yc-sim-form-look.c: a form printer's page as people see it
 *
 * The text, line by line with its places, and a picture. The machine's own
 * characters are drawn with a font of this machine in cells of 24 × 24 dots.
 */

#include "yc-sim-form-paper.h"

#include <math.h>
#include <pango/pangocairo.h>

#define MM_PER_INCH 25.4
#define SAME_LINE_MM 0.05
#define INK_BELOW 128
#define TYPE 0.94 /* of the cell's height */
#define BASELINE 0.86

static int
compare_chars_cb (gconstpointer a,
                  gconstpointer b)
{
  const YcSimFormChar *one = a, *two = b;

  if (fabs (one->y_mm - two->y_mm) > SAME_LINE_MM)
    return one->y_mm < two->y_mm ? -1 : 1;
  return one->x_mm < two->x_mm ? -1 : one->x_mm > two->x_mm;
}

/* Whether @c goes on where @before ends, or nearly so. */
static gboolean
goes_on (const YcSimFormChar *before,
         const YcSimFormChar *c)
{
  return fabs (c->y_mm - before->y_mm) <= SAME_LINE_MM &&
         c->x_mm - before->x_mm - before->width_mm < before->height_mm;
}

static void
append_page (GString             *text,
             const YcSimFormPage *page)
{
  g_autoptr (GArray) chars = g_array_copy (page->chars);

  g_array_sort (chars, compare_chars_cb);
  for (guint i = 0; i < chars->len; i++)
    {
      const YcSimFormChar *c = &g_array_index (chars, YcSimFormChar, i);

      if (i == 0 || !goes_on (c - 1, c))
        g_string_append_printf (text, "%s%7.2f %7.2f  ", i == 0 ? "" : "\n", c->x_mm, c->y_mm);
      g_string_append_unichar (text, c->character);
    }
  g_string_append (text, chars->len > 0 ? "\n" : "");
}

char *
yc_sim_form_paper_dup_text (const YcSimFormPaper *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->pages->len; i++)
    {
      const YcSimFormPage *page = g_ptr_array_index (self->pages, i);

      g_string_append_printf (text, "--- page %u, %.1f mm%s ---\n", i + 1, page->height_mm,
                              page->dots != NULL ? ", with dots" : "");
      append_page (text, page);
    }
  return g_string_free (text, FALSE);
}

/* In the picture's dots, of which fonts round what they measure. */
static void
draw_char (cairo_t             *cr,
           PangoLayout         *layout,
           const YcSimFormChar *c)
{
  double scale = YC_SIM_FORM_DPI_X / MM_PER_INCH;
  char text[7] = { 0 };
  PangoRectangle extents;

  g_unichar_to_utf8 (c->character, text);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_extents (layout, NULL, &extents);
  cairo_move_to (cr, scale * (c->x_mm + c->width_mm / 2) - (double) extents.width / PANGO_SCALE / 2,
                 scale * (c->y_mm + BASELINE * c->height_mm) - (double) pango_layout_get_baseline (layout) / PANGO_SCALE);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_chars (cairo_t             *cr,
            const YcSimFormPage *page)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Noto Serif CJK SC");

  for (guint i = 0; i < page->chars->len; i++)
    {
      const YcSimFormChar *c = &g_array_index (page->chars, YcSimFormChar, i);

      pango_font_description_set_absolute_size (font, TYPE * c->height_mm * YC_SIM_FORM_DPI_X / MM_PER_INCH * PANGO_SCALE);
      pango_layout_set_font_description (layout, font);
      draw_char (cr, layout, c);
    }
}

/* A row of dots is two of the picture's: 180 an inch down, 360 across. */
static void
draw_dots (cairo_surface_t *surface,
           const YcRaster  *dots)
{
  guint8 *pixels = cairo_image_surface_get_data (surface);
  guint width = (guint) cairo_image_surface_get_width (surface), height = (guint) cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);

  cairo_surface_flush (surface);
  for (guint y = 0; y < MIN (height, 2 * dots->height); y++)
    for (guint x = 0; x < MIN (width, dots->width); x++)
      if (yc_raster_get_row (dots, y / 2)[x] < INK_BELOW)
        pixels[y * stride + x] = 0;
  cairo_surface_mark_dirty (surface);
}

static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         size)
{
  g_byte_array_append (closure, data, size);
  return CAIRO_STATUS_SUCCESS;
}

/* @width_mm: how much of the paper's width is shown. A byte a dot, which to cairo is
 * how much stands there, and to who reads the picture how white it is: ink takes away. */
GBytes *
yc_sim_form_page_to_png (const YcSimFormPage *page,
                         double               width_mm,
                         GError             **error)
{
  g_autoptr (GByteArray) png = g_byte_array_new ();
  double scale = YC_SIM_FORM_DPI_X / MM_PER_INCH;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, (int) lround (CLAMP (width_mm, 1, YC_SIM_FORM_WIDTH_MM) * scale),
                                                         (int) lround (page->height_mm * scale));
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_DEST_OUT);
  draw_chars (cr, page);
  cairo_destroy (cr);
  if (page->dots != NULL)
    draw_dots (surface, page->dots);
  status = cairo_surface_write_to_png_stream (surface, write_cb, png);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&png));
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No picture of the page: %s", cairo_status_to_string (status));
  return NULL;
}
