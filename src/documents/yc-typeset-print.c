/* yc-typeset-print.c: laid-out pages for a printer that writes characters
 *
 * The same ink as the PDF's, no second layout. A character that the printer
 * has is told by its place; one that it has not is drawn from the font it was
 * laid out with, and so are rules and codes.
 */

#include "yc-typeset-private.h"

#include "yc-template.h"

#define INK_FROM 100 /* of 255: how much of a dot is covered where it is struck; thin strokes stay whole */

typedef struct
{
  YcPrintPage *page;
  YcPrintGlyphFunc has_glyph;
  gpointer data;
  cairo_surface_t *surface; /* (nullable): what is drawn, once something is */
  cairo_t *cr;
} Print;

static double
to_mm (double points)
{
  return points / YC_TYPESET_POINTS_PER_MM;
}

/* A surface of the page's dots, on which points are drawn. */
static cairo_t *
need_surface (Print *self)
{
  const YcRaster *dots = self->page->dots;

  if (self->cr != NULL)
    return self->cr;
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_A8, (int) dots->width, (int) dots->height);
  self->cr = cairo_create (self->surface);
  cairo_scale (self->cr, YC_PRINT_DPI_X / 72.0, YC_PRINT_DPI_Y / 72.0);
  return self->cr;
}

static void
draw_cluster (Print                *self,
              PangoFont            *font,
              PangoGlyphString     *glyphs,
              const PangoGlyphItemIter *iter,
              double                x,
              double                y)
{
  PangoGlyphString part = *glyphs;

  part.num_glyphs = iter->end_glyph - iter->start_glyph;
  part.glyphs = glyphs->glyphs + iter->start_glyph;
  part.log_clusters = glyphs->log_clusters + iter->start_glyph;
  cairo_move_to (need_surface (self), x, y);
  pango_cairo_show_glyph_string (self->cr, font, &part);
}

static double
get_cluster_width (const PangoGlyphString   *glyphs,
                   const PangoGlyphItemIter *iter)
{
  double width = 0;

  for (int i = iter->start_glyph; i < iter->end_glyph; i++)
    width += (double) glyphs->glyphs[i].geometry.width / PANGO_SCALE;
  return width;
}

/* One character, or several that share glyphs. @ret_width: points */
static gboolean
print_cluster (Print                    *self,
               const YcInk              *ink,
               PangoGlyphItem           *run,
               const PangoGlyphItemIter *iter,
               double                    x,
               double                   *ret_width,
               GError                  **error)
{
  const char *words = pango_layout_get_text (ink->layout);
  gunichar character = g_utf8_get_char (words + iter->start_index);
  double size = (double) pango_font_description_get_size (pango_layout_get_font_description (ink->layout)) / PANGO_SCALE;
  YcPrintChar c = { character, to_mm (x), to_mm (ink->y - YC_TYPESET_ASCENT * size), 0, to_mm (size) };

  *ret_width = get_cluster_width (run->glyphs, iter);
  c.width_mm = to_mm (*ret_width);
  if (g_unichar_isspace (character))
    return TRUE;
  if (iter->end_char - iter->start_char == 1 && self->has_glyph (character, c.size_mm, self->data))
    return yc_print_page_add_char (self->page, &c, error);
  draw_cluster (self, run->item->analysis.font, run->glyphs, iter, x, ink->y);
  return TRUE;
}

static gboolean
print_line (Print        *self,
            const YcInk  *ink,
            GError      **error)
{
  PangoLayoutLine *line = pango_layout_get_line_readonly (ink->layout, (int) ink->line);
  const char *words = pango_layout_get_text (ink->layout);
  double x = ink->x, width;

  for (GSList *l = line->runs; l != NULL; l = l->next)
    {
      PangoGlyphItem *run = l->data;
      PangoGlyphItemIter iter;

      for (gboolean more = pango_glyph_item_iter_init_start (&iter, run, words); more;
           more = pango_glyph_item_iter_next_cluster (&iter))
        {
          if (!print_cluster (self, ink, run, &iter, x, &width, error))
            return FALSE;
          x += width;
        }
    }
  return TRUE;
}

static void
fill (Print  *self,
      double  x,
      double  y,
      double  width,
      double  height)
{
  yc_print_page_fill (self->page, to_mm (x), to_mm (y), to_mm (width), to_mm (height));
}

/* Rules are one pin thick, wherever they lie. */
static void
print_box (Print       *self,
           const YcInk *ink)
{
  for (guint i = 0; i < 2; i++)
    {
      fill (self, ink->x, ink->y + i * ink->height, ink->width, 0);
      fill (self, ink->x + i * ink->width, ink->y, 0, ink->height);
    }
}

static gboolean
print_ink (Print        *self,
           const YcInk  *ink,
           GError      **error)
{
  switch (ink->type)
    {
    case YC_INK_TEXT:
      return print_line (self, ink, error);
    case YC_INK_LINE:
      fill (self, ink->x, ink->y, ink->width, 0);
      return TRUE;
    case YC_INK_BOX:
      print_box (self, ink);
      return TRUE;
    case YC_INK_SQUARE:
      fill (self, ink->x, ink->y, ink->width, ink->height);
      return TRUE;
    case YC_INK_CODE:
      return yc_print_page_add_code (self->page, ink->code, to_mm (ink->x), to_mm (ink->y), to_mm (ink->width), error);
    default:
      g_assert_not_reached ();
    }
}

/* What was drawn becomes the page's dots. */
static void
take_surface (Print *self)
{
  YcRaster *dots = self->page->dots;
  const guint8 *pixels;
  gsize stride;

  if (self->cr == NULL)
    return;
  cairo_surface_flush (self->surface);
  pixels = cairo_image_surface_get_data (self->surface);
  stride = (gsize) cairo_image_surface_get_stride (self->surface);
  for (guint y = 0; pixels != NULL && y < dots->height; y++)
    for (guint x = 0; x < dots->width; x++)
      if (pixels[y * stride + x] >= INK_FROM)
        yc_raster_get_row (dots, y)[x] = 0;
}

static YcPrintPage *
print_page (YcTypeset         *self,
            const GArray      *inks,
            YcPrintGlyphFunc   has_glyph,
            gpointer           data,
            GError           **error)
{
  g_autoptr (YcPrintPage) page = yc_print_page_new (to_mm (self->page_width), to_mm (self->page_height), error);
  Print print = { page, has_glyph, data, NULL, NULL };
  gboolean good = page != NULL;

  for (guint i = 0; i < inks->len && good; i++)
    good = print_ink (&print, &g_array_index (inks, YcInk, i), error);
  if (good)
    take_surface (&print);
  if (good && print.cr != NULL && cairo_status (print.cr) != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_LIMIT, "The page could not be drawn: %s",
                   cairo_status_to_string (cairo_status (print.cr)));
      good = FALSE;
    }
  g_clear_pointer (&print.cr, cairo_destroy);
  g_clear_pointer (&print.surface, cairo_surface_destroy);
  return good ? g_steal_pointer (&page) : NULL;
}

/**
 * yc_typeset_list_print_pages:
 * @has_glyph: what the printer writes itself
 * @data: for @has_glyph
 * @error: %YC_TEMPLATE_ERROR_LIMIT, YC_RASTER_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type YcPrintPage): every page
 */
GPtrArray *
yc_typeset_list_print_pages (YcTypeset         *self,
                             YcPrintGlyphFunc   has_glyph,
                             gpointer           data,
                             GError           **error)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_print_page_free);

  for (guint i = 0; i < self->pages->len; i++)
    {
      YcPrintPage *page = print_page (self, g_ptr_array_index (self->pages, i), has_glyph, data, error);

      if (page == NULL)
        return NULL;
      g_ptr_array_add (pages, page);
      if (!yc_typeset_check (self, error))
        return NULL;
    }
  return g_steal_pointer (&pages);
}
