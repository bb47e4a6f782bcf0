/* yc-pdf-look.c: ink and words as a page's drawing operations
 *
 * The words are the outlines of their glyphs: right for the rarest character,
 * with no font to embed. That they can be read by a machine is the business of
 * the signature's /Name and the field's /Contents, which hold them as text.
 *
 *   ┌──────────────────────────┐
 *   │   ~~~ ink, as large as   │  the rest
 *   │       fits, or smaller   │
 *   │ 张三                     │  LINE_SHARE of the height each,
 *   │ 2026-11-26 21:04         │  at most LINE_PT_MAX
 *   └──────────────────────────┘
 */

#include "yc-pdf-look.h"

#include "yc-pdf-file.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define LINE_SHARE 0.2
#define LINE_PT_MAX 11.0
#define FONT_SHARE 0.72  /* of a line, for the letters */
#define MARGIN_PT 1.0
#define SCALE 64.0       /* the layout is made this much larger: no hints, no rounding */

static void
add_numbers (GString      *out,
             const double *numbers,
             guint         n,
             const char   *operator)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = yc_pdf_spell_number (numbers[i]);

      g_string_append (out, text);
      g_string_append_c (out, ' ');
    }
  g_string_append (out, operator);
  g_string_append_c (out, '\n');
}

/* ---- Ink ---- */

#define curve_at(ink, i) (&g_array_index ((ink), YcInkCurve, (i)))

/* What the ink covers, half a line's width around it included. */
static void
measure (GArray *ink,
         double  from[2],
         double  to[2])
{
  from[0] = from[1] = G_MAXDOUBLE;
  to[0] = to[1] = -G_MAXDOUBLE;
  for (guint i = 0; i < ink->len; i++)
    for (guint j = 0; j < 4; j++)
      {
        const YcInkCurve *curve = curve_at (ink, i);
        double half = curve->width_mm / 2;

        from[0] = MIN (from[0], curve->x[j] - half);
        from[1] = MIN (from[1], curve->y[j] - half);
        to[0] = MAX (to[0], curve->x[j] + half);
        to[1] = MAX (to[1], curve->y[j] + half);
      }
}

static gboolean
check_ink (GArray  *ink,
           GError **error)
{
  gboolean good = ink->len <= YC_PDF_INK_CURVES_MAX;

  for (guint i = 0; good && i < ink->len; i++)
    {
      const YcInkCurve *curve = curve_at (ink, i);

      good = isfinite (curve->width_mm) && curve->width_mm > 0 && curve->width_mm < YC_PDF_INK_MM_MAX;
      for (guint j = 0; j < 4; j++)
        good = good && fabs (curve->x[j]) <= YC_PDF_INK_MM_MAX && fabs (curve->y[j]) <= YC_PDF_INK_MM_MAX;
    }
  if (!good)
    g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG,
                 "The ink has more than %d curves, or leaves %.0f mm; nothing was signed", YC_PDF_INK_CURVES_MAX,
                 YC_PDF_INK_MM_MAX);
  return good;
}

/* Draws the ink into a zone, in the middle and not larger than it was written.
 * Round ends join pieces of different widths. */
static void
draw_ink (GArray  *ink,
          double   left,
          double   bottom,
          double   width,
          double   height,
          GString *out)
{
  double from[2], to[2], scale, x, y;

  measure (ink, from, to);
  scale = MIN (72 / 25.4, MIN (width / (to[0] - from[0]), height / (to[1] - from[1])));
  x = left + (width - scale * (to[0] - from[0])) / 2 - scale * from[0];
  y = bottom + (height - scale * (to[1] - from[1])) / 2 + scale * to[1];
  g_string_append (out, "q 0.05 0.1 0.35 RG 1 J 1 j\n");
  for (guint i = 0; i < ink->len; i++)
    {
      const YcInkCurve *curve = curve_at (ink, i);
      double points[8], line = curve->width_mm * scale;

      for (guint j = 0; j < 4; j++)
        {
          points[2 * j] = x + scale * curve->x[j];
          points[2 * j + 1] = y - scale * curve->y[j];
        }
      if (i == 0 || curve->begins || curve->width_mm != curve[-1].width_mm)
        {
          if (i > 0)
            g_string_append (out, "S\n");
          add_numbers (out, &line, 1, "w");
          add_numbers (out, points, 2, "m");
        }
      add_numbers (out, points + 2, 6, "c");
    }
  g_string_append (out, "S Q\n");
}

/* ---- Words ---- */

static PangoLayout *
create_layout (const char *text,
               double      size_pt)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();
  PangoContext *context = pango_font_map_create_context (map);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Noto Sans CJK SC");
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoLayout *layout;

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  layout = pango_layout_new (context);
  g_object_unref (context); /* the layout holds it */
  pango_context_set_language (context, pango_language_from_string ("zh-cn"));
  pango_font_description_set_absolute_size (font, size_pt * SCALE * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static void
spell_path (const cairo_path_t *path,
            double              left,
            double              base,
            double              scale,
            GString            *out)
{
  static const struct
  {
    cairo_path_data_type_t type;
    guint points;
    const char *operator;
  } kinds[] = {
    { CAIRO_PATH_MOVE_TO, 1, "m" },
    { CAIRO_PATH_LINE_TO, 1, "l" },
    { CAIRO_PATH_CURVE_TO, 3, "c" },
    { CAIRO_PATH_CLOSE_PATH, 0, "h" },
  };

  for (int i = 0; i < path->num_data; i += path->data[i].header.length)
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
      {
        double numbers[6];

        if (path->data[i].header.type != kinds[k].type)
          continue;
        for (guint j = 0; j < kinds[k].points; j++)
          {
            numbers[2 * j] = left + scale * path->data[i + 1 + j].point.x;
            numbers[2 * j + 1] = base - scale * path->data[i + 1 + j].point.y;
          }
        add_numbers (out, numbers, 2 * kinds[k].points, kinds[k].operator);
      }
}

/* One line of text with its upper left corner at (@left, @top), made narrower if
 * it would leave @width. */
static gboolean
draw_line (const char *text,
           double      left,
           double      top,
           double      width,
           double      height,
           GString    *out,
           GError    **error)
{
  g_autoptr (PangoLayout) layout = create_layout (text, height * FONT_SHARE);
  cairo_surface_t *surface;
  cairo_path_t *path;
  cairo_t *cr;
  PangoRectangle extent;
  double scale;

  if (pango_layout_get_unknown_glyphs_count (layout) > 0)
    {
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TEXT,
                   "No font on this machine has every character of “%s”; nothing was signed", text);
      return FALSE;
    }
  pango_layout_get_extents (layout, NULL, &extent);
  scale = extent.width > 0 ? MIN (1 / SCALE, width / ((double) extent.width / PANGO_SCALE)) : 1 / SCALE;
  surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cr = cairo_create (surface);
  pango_cairo_layout_path (cr, layout);
  path = cairo_copy_path (cr);
  spell_path (path, left, top, scale, out);
  cairo_path_destroy (path);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return TRUE;
}

/**
 * yc_pdf_look_draw:
 * @ink: (nullable) (element-type YcInkCurve): what was written, fitted
 * @lines: (array zero-terminated=1): what stands below, UTF-8; empty ones are left out
 * @width_pt: how wide the whole is, in points
 * @height_pt: how high
 * @error: TEXT for a character no font has, TOO_BIG
 *
 * Returns: (transfer full) (nullable): a content stream, in points from the lower
 *   left corner
 */
char *
yc_pdf_look_draw (GArray            *ink,
                  const char *const *lines,
                  double             width_pt,
                  double             height_pt,
                  GError           **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  double line = MIN (height_pt * LINE_SHARE, LINE_PT_MAX), top = MARGIN_PT;
  double width = MAX (width_pt - 2 * MARGIN_PT, 1);

  if (ink != NULL && !check_ink (ink, error))
    return NULL;
  for (guint i = 0; lines[i] != NULL; i++)
    top += *lines[i] != '\0' ? line : 0;
  if (ink != NULL && ink->len > 0)
    draw_ink (ink, MARGIN_PT, top, width, MAX (height_pt - top - MARGIN_PT, 1), out);
  g_string_append (out, "0 g\n");
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] == '\0')
        continue;
      if (!draw_line (lines[i], MARGIN_PT, top, width, line, out, error))
        return NULL;
      top -= line;
    }
  g_string_append (out, "f\n");
  return g_string_free (g_steal_pointer (&out), FALSE);
}
