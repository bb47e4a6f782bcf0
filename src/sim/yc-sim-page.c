/* yc-sim-page.c: synthetic pages to be scanned
 *
 * A typed paper with a heading, paragraphs, a table and a red stamp. Nobody's
 * paper: the words are about the page itself.
 */

#include "yc-sim-page.h"

#include <pango/pangocairo.h>
#include <turbojpeg.h>

#define QUALITY 85
#define MM_PER_INCH 25.4
#define SPECKS 12
#define LINES 26

static void
draw_text (cairo_t    *cr,
           double      x_mm,
           double      y_mm,
           double      size_mm,
           const char *text)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Noto Serif CJK SC");

  pango_font_description_set_absolute_size (font, size_mm * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  cairo_move_to (cr, x_mm, y_mm);
  pango_cairo_show_layout (cr, layout);
  pango_font_description_free (font);
}

static void
draw_stamp (cairo_t *cr,
            double   x_mm,
            double   y_mm)
{
  cairo_save (cr);
  cairo_set_source_rgb (cr, 0.82, 0.12, 0.12);
  cairo_set_line_width (cr, 1.2);
  cairo_arc (cr, x_mm, y_mm, 20, 0, 2 * G_PI);
  cairo_stroke (cr);
  draw_text (cr, x_mm - 13, y_mm - 4, 6.5, "测试专用");
  cairo_restore (cr);
}

static void
draw_paper (cairo_t         *cr,
            const YcSimPage *page)
{
  g_autofree char *heading = g_strdup_printf ("模拟材料  第 %u 页", page->number);

  cairo_set_source_rgb (cr, 0.08, 0.08, 0.1);
  draw_text (cr, 62, 24, 8, heading);
  for (guint i = 0; i < LINES; i++)
    {
      g_autofree char *line = g_strdup_printf ("%u.%02u  本页由模拟扫描仪绘制，内容与任何单位和个人无关，仅供培训演示使用。",
                                               page->number, i + 1);

      draw_text (cr, 24, 44 + i * 7.4, 4.4, line);
    }
  cairo_set_line_width (cr, 0.35);
  for (guint i = 0; i < 4; i++)
    {
      cairo_move_to (cr, 24, 244 + i * 9);
      cairo_line_to (cr, 186, 244 + i * 9);
    }
  cairo_stroke (cr);
  draw_stamp (cr, 150, 236);
}

static void
draw_dust (cairo_t         *cr,
           const YcSimPage *page)
{
  cairo_set_source_rgb (cr, 0.55, 0.55, 0.5);
  for (guint i = 0; i < SPECKS; i++)
    {
      cairo_rectangle (cr, 20 + (i * 37 + page->number * 11) % 170, 20 + (i * 71 + page->number * 29) % 250, 0.2, 0.2);
      cairo_fill (cr);
    }
}

static cairo_surface_t *
draw (const YcSimPage *page)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) page->width, (int) page->height);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  /* From here on in millimetres; the page turns about its middle. */
  cairo_translate (cr, page->width / 2.0, page->height / 2.0);
  cairo_rotate (cr, page->skew * G_PI / 180);
  cairo_translate (cr, page->width / -2.0, page->height / -2.0);
  cairo_scale (cr, page->dpi / MM_PER_INCH, page->dpi / MM_PER_INCH);
  if (page->blank)
    draw_dust (cr, page);
  else
    draw_paper (cr, page);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

GBytes *
yc_sim_page_draw (const YcSimPage *page,
                  GError         **error)
{
  cairo_surface_t *surface = draw (page);
  tjhandle handle = tjInitCompress ();
  unsigned char *data = NULL;
  unsigned long size = 0;
  GBytes *jpeg = NULL;

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No page of %u × %u dots: %s", page->width, page->height,
                 cairo_status_to_string (cairo_surface_status (surface)));
  /* Cairo's RGB24 is BGRX in memory here. */
  else if (tjCompress2 (handle, cairo_image_surface_get_data (surface), (int) page->width,
                        cairo_image_surface_get_stride (surface), (int) page->height,
                        G_BYTE_ORDER == G_LITTLE_ENDIAN ? TJPF_BGRX : TJPF_XRGB, &data, &size,
                        page->gray ? TJSAMP_GRAY : TJSAMP_420, QUALITY, 0) != 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No JPEG: %s", tjGetErrorStr2 (handle));
  else
    jpeg = g_bytes_new (data, size);
  tjFree (data);
  tjDestroy (handle);
  cairo_surface_destroy (surface);
  return jpeg;
}
