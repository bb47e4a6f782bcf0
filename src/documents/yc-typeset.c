/* yc-typeset.c: pages of Chinese text and tables, to a PDF
 *
 * What is added is put on pages at once, as ink at a place; only when the last
 * page is known is anything drawn, so that every page can say how many there
 * are. Coordinates are points from the top left corner.
 *
 * The same calls give the same bytes: nothing here asks the clock but for the
 * time limit, and fonts are measured without hints, as paper wants them.
 */

#include "yc-typeset-private.h"

#include "yc-template.h"

#include <cairo-pdf.h>
#include <qrencode.h>
#include <string.h>

#define LINE_WIDTH 0.5 /* points */
#define KEEP_LINES 2   /* lines of what comes next that a heading wants below it */
#define SPLIT_MIN 2    /* lines of a paragraph on either side of a page's end */
#define QR_QUIET 2     /* modules left white around it */

static void
ink_clear (gpointer data)
{
  YcInk *ink = data;

  g_clear_object (&ink->layout);
  g_free (ink->code);
}

static void
add_page (YcTypeset *self)
{
  GArray *page = g_array_new (FALSE, FALSE, sizeof (YcInk));

  g_array_set_clear_func (page, ink_clear);
  g_ptr_array_add (self->pages, page);
  self->y = self->top;
}

static PangoContext *
create_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string ("zh-cn"));
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);
  return context;
}

/**
 * yc_typeset_new:
 * @page: size and margins
 * @pages_max: more are an error
 * @deadline_us: of g_get_monotonic_time()
 * @cancellable: (nullable): looked at between paragraphs
 */
YcTypeset *
yc_typeset_new (const YcTypesetPage *page,
                guint                pages_max,
                gint64               deadline_us,
                GCancellable        *cancellable)
{
  YcTypeset *self = g_new0 (YcTypeset, 1);

  self->page_width = page->width_mm * YC_TYPESET_POINTS_PER_MM;
  self->page_height = page->height_mm * YC_TYPESET_POINTS_PER_MM;
  self->left = page->left_mm * YC_TYPESET_POINTS_PER_MM;
  self->right = self->page_width - page->right_mm * YC_TYPESET_POINTS_PER_MM;
  self->top = page->top_mm * YC_TYPESET_POINTS_PER_MM;
  self->bottom = self->page_height - page->bottom_mm * YC_TYPESET_POINTS_PER_MM;
  self->pages_max = pages_max;
  self->deadline_us = deadline_us;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->context = create_context ();
  self->fonts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->header = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_typeset_row_free);
  add_page (self);
  return self;
}

void
yc_typeset_free (YcTypeset *self)
{
  g_ptr_array_unref (self->header);
  g_ptr_array_unref (self->pages);
  g_hash_table_unref (self->fonts);
  g_object_unref (self->context);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/* Whether there is time left, and nobody has cancelled. */
gboolean
yc_typeset_check (YcTypeset  *self,
                  GError    **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (g_get_monotonic_time () <= self->deadline_us)
    return TRUE;
  g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_LIMIT, "Making the paper took too long; nothing was made");
  return FALSE;
}

gboolean
yc_typeset_new_page (YcTypeset  *self,
                     GError    **error)
{
  if (self->pages->len >= self->pages_max)
    {
      g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_LIMIT,
                   "The paper would have more than %u pages; nothing was made", self->pages_max);
      return FALSE;
    }
  add_page (self);
  return yc_typeset_check (self, error);
}

/* Takes what the ink owns. @page: from 1 */
void
yc_typeset_add_ink (YcTypeset   *self,
                    guint        page,
                    const YcInk *ink)
{
  g_array_append_vals (g_ptr_array_index (self->pages, page - 1), ink, 1);
}

static gboolean
is_at_top (YcTypeset *self)
{
  return self->y <= self->top + 0.01;
}

static gboolean
place_lines (YcTypeset       *self,
             YcTypesetLines  *lines,
             GError         **error)
{
  double line_pt = lines->style->line_pt;

  for (guint i = 0; i < lines->n_lines;)
    {
      guint left = lines->n_lines - i;
      guint fit = (guint) MAX (0, (self->bottom - self->y + 0.01) / line_pt);

      if (fit < left && left - fit < SPLIT_MIN && fit > SPLIT_MIN)
        fit--;
      if (fit < left && fit < SPLIT_MIN && !is_at_top (self))
        fit = 0;
      fit = MIN (left, is_at_top (self) ? MAX (fit, 1) : fit);
      for (guint end = i + fit; i < end; i++, self->y += line_pt)
        yc_typeset_lines_ink (self, lines, i, self->pages->len, self->left, self->y);
      if (i < lines->n_lines && !yc_typeset_new_page (self, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * yc_typeset_add_paragraph:
 * @keep: whether it stays on the page of what comes next
 * @error: %YC_TEMPLATE_ERROR_GLYPH, %YC_TEMPLATE_ERROR_LIMIT
 */
gboolean
yc_typeset_add_paragraph (YcTypeset             *self,
                          const YcTypesetStyle  *style,
                          const YcTypesetText   *text,
                          gboolean               keep,
                          GError               **error)
{
  YcTypesetLines *lines;
  double height;
  gboolean good;

  if (!yc_typeset_check (self, error))
    return FALSE;
  lines = yc_typeset_lines_new (self, text, style, self->right - self->left, error);
  if (lines == NULL)
    return FALSE;
  if (!is_at_top (self))
    self->y += style->before_pt;
  height = (lines->n_lines + KEEP_LINES) * style->line_pt + style->after_pt;
  good = !keep || is_at_top (self) || self->y + height <= self->bottom || yc_typeset_new_page (self, error);
  good = good && place_lines (self, lines, error);
  self->y += style->after_pt;
  yc_typeset_lines_free (lines);
  return good;
}

void
yc_typeset_add_space (YcTypeset *self,
                      double     height_mm)
{
  if (!is_at_top (self))
    self->y += height_mm * YC_TYPESET_POINTS_PER_MM;
}

gboolean
yc_typeset_break (YcTypeset  *self,
                  GError    **error)
{
  return is_at_top (self) || yc_typeset_new_page (self, error);
}

/**
 * yc_typeset_reserve:
 * @height_mm: of something that stays whole
 * @ret_spot: (out): its top left corner, at the left margin
 *
 * Goes to the next page where this one has no room for it.
 */
gboolean
yc_typeset_reserve (YcTypeset      *self,
                    double          height_mm,
                    YcTypesetSpot  *ret_spot,
                    GError        **error)
{
  double height = height_mm * YC_TYPESET_POINTS_PER_MM;

  if (!yc_typeset_check (self, error))
    return FALSE;
  if (self->y + height > self->bottom && !is_at_top (self) && !yc_typeset_new_page (self, error))
    return FALSE;
  ret_spot->page = self->pages->len;
  ret_spot->x_mm = self->left / YC_TYPESET_POINTS_PER_MM;
  ret_spot->y_mm = self->y / YC_TYPESET_POINTS_PER_MM;
  self->y += height;
  return TRUE;
}

/* One line of text at a place of any page: labels, headers, footers. */
gboolean
yc_typeset_add_text_at (YcTypeset             *self,
                        const YcTypesetSpot   *spot,
                        double                 width_mm,
                        const YcTypesetStyle  *style,
                        const YcTypesetText   *text,
                        GError               **error)
{
  YcTypesetLines *lines = yc_typeset_lines_new (self, text, style, width_mm * YC_TYPESET_POINTS_PER_MM, error);

  if (lines == NULL)
    return FALSE;
  for (guint i = 0; i < lines->n_lines; i++)
    yc_typeset_lines_ink (self, lines, i, spot->page, spot->x_mm * YC_TYPESET_POINTS_PER_MM,
                          spot->y_mm * YC_TYPESET_POINTS_PER_MM + i * style->line_pt);
  yc_typeset_lines_free (lines);
  return TRUE;
}

void
yc_typeset_add_line_at (YcTypeset           *self,
                        const YcTypesetSpot *spot,
                        double               width_mm)
{
  YcInk ink = { .type = YC_INK_LINE, .width = width_mm * YC_TYPESET_POINTS_PER_MM };

  ink.x = spot->x_mm * YC_TYPESET_POINTS_PER_MM;
  ink.y = spot->y_mm * YC_TYPESET_POINTS_PER_MM;
  yc_typeset_add_ink (self, spot->page, &ink);
}

static void
add_modules (YcTypeset    *self,
             const QRcode *code,
             double        x,
             double        y,
             double        side)
{
  double module = side / (code->width + 2 * QR_QUIET);

  for (int row = 0; row < code->width; row++)
    for (int column = 0, run = 0; column < code->width; column += MAX (run, 1))
      {
        YcInk ink = { .type = YC_INK_SQUARE, .height = module };

        for (run = 0; column + run < code->width && (code->data[row * code->width + column + run] & 1);)
          run++;
        ink.x = x + (column + QR_QUIET) * module;
        ink.y = y + (row + QR_QUIET) * module;
        ink.width = run * module;
        if (run > 0)
          yc_typeset_add_ink (self, self->pages->len, &ink);
      }
}

/* For printers that draw codes themselves. */
static void
add_code (YcTypeset  *self,
          const char *text,
          double      x,
          double      y,
          double      side)
{
  YcInk ink = { .type = YC_INK_CODE, .x = x, .y = y, .width = side, .height = side };

  ink.code = g_strdup (text);
  yc_typeset_add_ink (self, self->pages->len, &ink);
}

gboolean
yc_typeset_add_qr (YcTypeset       *self,
                   const char      *text,
                   double           side_mm,
                   YcTypesetAlign   align,
                   GError         **error)
{
  QRcode *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  double side = side_mm * YC_TYPESET_POINTS_PER_MM;
  double x = self->left;
  YcTypesetSpot spot;

  if (code == NULL)
    {
      g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_DATA, "The text is too long for a QR code");
      return FALSE;
    }
  if (align == YC_TYPESET_CENTER)
    x = (self->left + self->right - side) / 2;
  else if (align == YC_TYPESET_RIGHT)
    x = self->right - side;
  if (!yc_typeset_reserve (self, side_mm, &spot, error))
    {
      QRcode_free (code);
      return FALSE;
    }
  add_modules (self, code, x, spot.y_mm * YC_TYPESET_POINTS_PER_MM, side);
  add_code (self, text, x, spot.y_mm * YC_TYPESET_POINTS_PER_MM, side);
  QRcode_free (code);
  return TRUE;
}

guint
yc_typeset_count_pages (YcTypeset *self)
{
  return self->pages->len;
}

/* How long the text is on one line, in mm; 0 where it can't be set. */
double
yc_typeset_measure (YcTypeset            *self,
                    const YcTypesetStyle *style,
                    const YcTypesetText  *text)
{
  YcTypesetLines *lines = yc_typeset_lines_new (self, text, style, 0, NULL);
  int width = 0;

  if (lines == NULL)
    return 0;
  pango_layout_get_size (lines->layout, &width, NULL);
  yc_typeset_lines_free (lines);
  return (double) width / PANGO_SCALE / YC_TYPESET_POINTS_PER_MM;
}

static int
compare_text_cb (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
yc_typeset_list_fonts (YcTypeset *self)
{
  GPtrArray *fonts = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer family;

  g_hash_table_iter_init (&iter, self->fonts);
  while (g_hash_table_iter_next (&iter, &family, NULL))
    g_ptr_array_add (fonts, g_strdup (family));
  g_ptr_array_sort (fonts, compare_text_cb);
  return fonts;
}

/* --- drawing --------------------------------------------------------- */

typedef struct
{
  GByteArray *bytes;
  gsize bytes_max;
} Output;

static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         size)
{
  Output *output = closure;

  if (output->bytes->len + (gsize) size > output->bytes_max)
    return CAIRO_STATUS_WRITE_ERROR;
  g_byte_array_append (output->bytes, data, size);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw_ink (cairo_t     *cr,
          const YcInk *ink)
{
  switch (ink->type)
    {
    case YC_INK_TEXT:
      cairo_move_to (cr, ink->x, ink->y);
      pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (ink->layout, (int) ink->line));
      break;
    case YC_INK_LINE:
      cairo_move_to (cr, ink->x, ink->y);
      cairo_line_to (cr, ink->x + ink->width, ink->y);
      cairo_stroke (cr);
      break;
    case YC_INK_BOX:
      cairo_rectangle (cr, ink->x, ink->y, ink->width, ink->height);
      cairo_stroke (cr);
      break;
    case YC_INK_SQUARE:
      cairo_rectangle (cr, ink->x, ink->y, ink->width, ink->height);
      cairo_fill (cr);
      break;
    case YC_INK_CODE:
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
draw_pages (YcTypeset        *self,
            cairo_surface_t  *surface,
            GError          **error)
{
  cairo_t *cr = cairo_create (surface);
  gboolean good = TRUE;

  cairo_set_line_width (cr, LINE_WIDTH);
  for (guint i = 0; i < self->pages->len && good; i++)
    {
      const GArray *page = g_ptr_array_index (self->pages, i);

      for (guint j = 0; j < page->len; j++)
        draw_ink (cr, &g_array_index (page, YcInk, j));
      cairo_show_page (cr);
      good = yc_typeset_check (self, error);
    }
  cairo_destroy (cr);
  return good;
}

/**
 * yc_typeset_finish:
 * @title: of the PDF
 * @bytes_max: more are an error
 * @error: %YC_TEMPLATE_ERROR_LIMIT, %YC_TEMPLATE_ERROR_PDF
 *
 * Returns: (transfer full) (nullable): a PDF as cairo writes it
 */
GBytes *
yc_typeset_finish (YcTypeset   *self,
                   const char  *title,
                   gsize        bytes_max,
                   GError     **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Output output = { bytes, bytes_max };
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, &output, self->page_width, self->page_height);
  cairo_status_t status;
  gboolean good;

  cairo_pdf_surface_restrict_to_version (surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
  good = draw_pages (self, surface, error);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (!good)
    return NULL;
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  g_set_error (error, YC_TEMPLATE_ERROR, status == CAIRO_STATUS_WRITE_ERROR ? YC_TEMPLATE_ERROR_LIMIT : YC_TEMPLATE_ERROR_PDF,
               "The paper could not be written: %s", status == CAIRO_STATUS_WRITE_ERROR ? "it is too large" : cairo_status_to_string (status));
  return NULL;
}
