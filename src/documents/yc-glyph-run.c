/* yc-glyph-run.c: a line of text as black and white dots
 *
 * Pango lays the line out with whatever fonts have its characters, cairo draws
 * it; a dot is black where more than half of it is. A character that no font has is an error and not a box:
 * a name on a paper is right or it is not printed.
 */

#include "yc-glyph-run.h"

#include <pango/pangocairo.h>
#include <string.h>

static PangoLayout *
create_layout (const char *text,
               guint       height_dots)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();
  PangoContext *context = pango_font_map_create_context (map);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Noto Sans CJK SC");
  PangoLayout *layout = pango_layout_new (context);

  g_object_unref (context); /* the layout holds it */
  pango_context_set_language (context, pango_language_from_string ("zh-cn"));
  pango_font_description_set_absolute_size (font, 0.8 * height_dots * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* A dot a byte becomes a dot a bit, the first in the highest. */
static GBytes *
pack_rows (cairo_surface_t *surface,
           guint            width,
           guint            height)
{
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  gsize row_bytes = (width + 7) / 8;
  guint8 *rows = g_malloc0 (row_bytes * height);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      if (pixels[y * stride + x] >= 128)
        rows[y * row_bytes + x / 8] |= 0x80 >> (x % 8);
  return g_bytes_new_take (rows, row_bytes * height);
}

/**
 * yc_glyph_run_draw:
 * @text: UTF-8, at most %YC_GLYPH_RUN_TEXT_MAX bytes
 * @height_dots: how high, at most %YC_GLYPH_RUN_HEIGHT_MAX
 * @ret_width_dots: (out): how wide it came out; untouched on failure
 * @error: G_IO_ERROR_NOT_SUPPORTED where no font has one of the characters
 *
 * Returns: (transfer full) (nullable): rows of whole bytes, first dot in the
 *   highest bit
 */
GBytes *
yc_glyph_run_draw (const char *text,
                   guint       height_dots,
                   guint      *ret_width_dots,
                   GError    **error)
{
  g_autoptr (PangoLayout) layout = NULL;
  cairo_surface_t *surface;
  cairo_t *cr;
  GBytes *rows;
  int unknown, width, height;

  g_return_val_if_fail (text != NULL && strlen (text) <= YC_GLYPH_RUN_TEXT_MAX, NULL);
  g_return_val_if_fail (height_dots > 0 && height_dots <= YC_GLYPH_RUN_HEIGHT_MAX, NULL);

  layout = create_layout (text, height_dots);
  unknown = pango_layout_get_unknown_glyphs_count (layout);
  if (unknown > 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "No font on this machine has every character of “%s”", text);
      return NULL;
    }
  pango_layout_get_pixel_size (layout, &width, &height);
  width = MAX (width, 1);
  surface = cairo_image_surface_create (CAIRO_FORMAT_A8, width, height_dots);
  cr = cairo_create (surface);
  cairo_move_to (cr, 0, ((double) height_dots - height) / 2);
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  rows = pack_rows (surface, width, height_dots);
  cairo_surface_destroy (surface);
  *ret_width_dots = width;
  return rows;
}
