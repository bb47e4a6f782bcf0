/* yc-typeset-lines.c: a text broken into lines
 *
 * Pango breaks lines by UAX 14, which keeps closing marks from a line's start and
 * opening ones from its end. What it does not do is done here:
 *
 * 1. Lines stand a fixed distance apart, whatever fonts are in them, so that a
 *    rare character out of another font leaves the page even.
 * 2. A line is justified between characters of full width, never within a word
 *    of Latin letters or a number, and never at a blank alone.
 * 3. A character that only a font outside the style's could draw is refused:
 *    on the next machine it would look otherwise, or be missing.
 */

#include "yc-typeset-private.h"

#include "yc-template.h"

#include <string.h>

/* A gap may grow by this much of the size; readers of the PDF take more for a blank. */
#define GAP_MAX 0.09

void
yc_typeset_lines_free (YcTypesetLines *lines)
{
  g_object_unref (lines->layout);
  g_free (lines);
}

static const char *
find_origin (const YcTypesetText *text,
             gsize                at)
{
  for (guint i = 0; i < text->marks->len; i++)
    {
      const YcTypesetMark *mark = &g_array_index (text->marks, YcTypesetMark, i);

      if (at >= mark->start && at < mark->end && mark->origin != NULL)
        return mark->origin;
    }
  return NULL;
}

static gboolean
refuse_glyph (const YcTypesetText  *text,
              const YcTypesetStyle *style,
              int                   at,
              GError              **error)
{
  gunichar character = g_utf8_get_char (text->words->str + at);
  const char *origin = find_origin (text, (gsize) at);
  g_autofree char *families = g_strjoinv (", ", style->families);
  char shown[7] = { 0 };

  g_unichar_to_utf8 (character, shown);
  g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_GLYPH,
               "%s: no font for papers has the character “%s” (U+%04X). Nothing was made. Check how it is written; "
               "a font that has it must be installed and named by the style “%s” (now: %s)",
               origin != NULL ? origin : "the template", shown, character, style->name, families);
  return FALSE;
}

/* Whether every glyph is there and comes from a font of the style. */
static gboolean
check_run (YcTypeset            *self,
           PangoGlyphItem       *run,
           const YcTypesetText  *text,
           const YcTypesetStyle *style,
           GError              **error)
{
  g_autoptr (PangoFontDescription) font = pango_font_describe (run->item->analysis.font);
  const char *family = pango_font_description_get_family (font);
  int at = run->item->offset;

  for (int i = 0; i < run->glyphs->num_glyphs; i++)
    if (run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG)
      return refuse_glyph (text, style, at + run->glyphs->log_clusters[i], error);
  if (family == NULL || !g_strv_contains ((const char *const *) style->families, family))
    return refuse_glyph (text, style, at, error);
  if (!g_hash_table_contains (self->fonts, family))
    g_hash_table_add (self->fonts, g_strdup (family));
  return TRUE;
}

/* A gap may open between @before and @after. */
static gboolean
is_gap (gunichar before,
        gunichar after)
{
  return g_unichar_iswide (before) || g_unichar_iswide (after);
}

/* Calls for each place in the line where a gap may open: with the glyph before it. */
static guint
open_gaps (PangoLayoutLine *line,
           const char      *words,
           int              extra)
{
  PangoGlyphInfo *before = NULL;
  gunichar before_char = 0;
  guint count = 0;

  for (GSList *l = line->runs; l != NULL; l = l->next)
    {
      PangoGlyphItem *run = l->data;
      PangoGlyphItemIter iter;
      gboolean more = pango_glyph_item_iter_init_start (&iter, run, words);

      for (; more; more = pango_glyph_item_iter_next_cluster (&iter))
        {
          gunichar first = g_utf8_get_char (words + iter.start_index);
          const char *last = g_utf8_prev_char (words + iter.end_index);

          if (before != NULL && is_gap (before_char, first))
            {
              before->geometry.width += extra;
              count++;
            }
          before = &run->glyphs->glyphs[iter.end_glyph - 1];
          before_char = g_utf8_get_char (last);
        }
    }
  return count;
}

static int
get_line_width (PangoLayoutLine *line)
{
  int width = 0;

  for (GSList *l = line->runs; l != NULL; l = l->next)
    width += pango_glyph_string_get_width (((PangoGlyphItem *) l->data)->glyphs);
  return width;
}

static gboolean
ends_paragraph (YcTypesetLines *lines,
                guint           index)
{
  return index + 1 == lines->n_lines ||
         pango_layout_get_line_readonly (lines->layout, (int) index + 1)->is_paragraph_start;
}

static double
get_indent (YcTypesetLines *lines,
            guint           index)
{
  if (!pango_layout_get_line_readonly (lines->layout, (int) index)->is_paragraph_start)
    return 0;
  return lines->style->indent_chars * lines->style->size_pt;
}

static void
justify (YcTypesetLines *lines,
         guint           index,
         const char     *words)
{
  PangoLayoutLine *line = pango_layout_get_line (lines->layout, (int) index);
  int room = (int) ((lines->width_pt - get_indent (lines, index)) * PANGO_SCALE) - get_line_width (line);
  guint gaps = open_gaps (line, words, 0);

  if (gaps > 0 && room > 0 && room / (int) gaps <= (int) (GAP_MAX * lines->style->size_pt * PANGO_SCALE))
    open_gaps (line, words, room / (int) gaps);
}

static PangoLayout *
create_layout (YcTypeset            *self,
               const char           *words,
               const YcTypesetStyle *style,
               double                width_pt)
{
  PangoLayout *layout = pango_layout_new (self->context);
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  g_autofree char *families = g_strjoinv (",", style->families);

  pango_font_description_set_family (font, families);
  pango_font_description_set_absolute_size (font, style->size_pt * PANGO_SCALE);
  pango_font_description_set_weight (font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  if (width_pt > 0)
    pango_layout_set_width (layout, (int) (width_pt * PANGO_SCALE));
  pango_layout_set_indent (layout, (int) (style->indent_chars * style->size_pt * PANGO_SCALE));
  pango_layout_set_text (layout, words, -1);
  return layout;
}

/* @width_pt: 0 for one line as long as it is */
YcTypesetLines *
yc_typeset_lines_new (YcTypeset             *self,
                      const YcTypesetText   *text,
                      const YcTypesetStyle  *style,
                      double                 width_pt,
                      GError               **error)
{
  YcTypesetLines *lines = g_new0 (YcTypesetLines, 1);

  lines->layout = create_layout (self, text->words->str, style, width_pt);
  lines->style = style;
  lines->width_pt = width_pt;
  lines->n_lines = (guint) pango_layout_get_line_count (lines->layout);
  for (guint i = 0; i < lines->n_lines; i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (lines->layout, (int) i);

      for (GSList *l = line->runs; l != NULL; l = l->next)
        if (!check_run (self, l->data, text, style, error))
          {
            yc_typeset_lines_free (lines);
            return NULL;
          }
      if (style->align == YC_TYPESET_JUSTIFY && width_pt > 0 && !ends_paragraph (lines, i))
        justify (lines, i, text->words->str);
    }
  return lines;
}

/* Puts one line on the page; @x, @y: the top left corner of its place. */
void
yc_typeset_lines_ink (YcTypeset      *self,
                      YcTypesetLines *lines,
                      guint           line,
                      guint           page,
                      double          x,
                      double          y)
{
  const YcTypesetStyle *style = lines->style;
  PangoLayoutLine *pango_line = pango_layout_get_line_readonly (lines->layout, (int) line);
  double width = (double) get_line_width (pango_line) / PANGO_SCALE;
  YcInk ink = { .type = YC_INK_TEXT, .line = line };

  if (pango_line->runs == NULL)
    return;
  ink.x = x + get_indent (lines, line);
  if (style->align == YC_TYPESET_CENTER)
    ink.x = x + (lines->width_pt - width) / 2;
  else if (style->align == YC_TYPESET_RIGHT)
    ink.x = x + lines->width_pt - width;
  ink.y = y + (style->line_pt - style->size_pt) / 2 + YC_TYPESET_ASCENT * style->size_pt;
  ink.layout = g_object_ref (lines->layout);
  yc_typeset_add_ink (self, page, &ink);
}
