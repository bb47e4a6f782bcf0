/* yc-seal-letters.c: a text as outlines of one measured size
 *
 * A rule that says 4.2 mm high means what can be measured on the print: outlines,
 * not the font's em. So the text's outlines, one above the other on their base
 * line, are scaled until they are as high as that, and the widest as wide. All
 * characters share one scale; a text stays the hand it is written in.
 */

#include "yc-seal-letters.h"

#include <math.h>
#include <string.h>

/* A text of nothing but low or narrow characters (一, 卜) is not blown up beyond what others would be. */
#define EXTENT_MIN 0.6       /* em */
#define EXTENT_LATIN_MIN 0.3 /* em */
#define STEM_STEP 0.004      /* em: strokes are widened in such steps, so that glyphs can be kept */
#define STEM_MAX 0.08        /* em: more would close what is open */
#define NARROW_OF "0"        /* what a 1 has its width from */

/* What a text's outlines take, in em. */
typedef struct
{
  double top;
  double bottom;
  double width;
} Extent;

static void
letter_free (gpointer data)
{
  YcSealLetter *self = data;

  g_free (self->font);
  yc_seal_path_free (self->path);
  g_free (self);
}

void
yc_seal_letters_free (YcSealLetters *self)
{
  g_ptr_array_unref (self->letters);
  g_free (self);
}

static GPtrArray *
list_glyphs (YcSealFonts        *fonts,
             const YcSealStyle  *style,
             const char         *text,
             GError            **error)
{
  g_autoptr (GPtrArray) glyphs = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_seal_glyph_unref);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      YcSealGlyph *glyph = yc_seal_fonts_get_glyph (fonts, style, g_utf8_get_char (p), 0, 0, error);

      if (glyph == NULL)
        return NULL;
      g_ptr_array_add (glyphs, glyph);
    }
  return g_steal_pointer (&glyphs);
}

static gboolean
is_han (gunichar character)
{
  return g_unichar_iswide (character);
}

static void
measure (GPtrArray *glyphs,
         Extent    *extent)
{
  double least = EXTENT_LATIN_MIN;

  *extent = (Extent) { .top = G_MAXDOUBLE, .bottom = -G_MAXDOUBLE };
  for (guint i = 0; i < glyphs->len; i++)
    {
      const YcSealGlyph *glyph = g_ptr_array_index (glyphs, i);

      extent->top = MIN (extent->top, glyph->box.y);
      extent->bottom = MAX (extent->bottom, glyph->box.y + glyph->box.height);
      extent->width = MAX (extent->width, glyph->box.width);
      if (is_han (glyph->character))
        least = EXTENT_MIN;
    }
  if (extent->bottom - extent->top < least)
    {
      double middle = (extent->top + extent->bottom) / 2;

      extent->top = middle - least / 2;
      extent->bottom = middle + least / 2;
    }
  extent->width = MAX (extent->width, least);
}

/* How many em a stroke lacks to be @line_mm wide when an em is @scale mm. */
static double
get_lack (double line_mm,
          double scale,
          double stem)
{
  double lack = line_mm / scale - stem;

  return lack <= 0 ? 0 : MIN (ceil (lack / STEM_STEP) * STEM_STEP, STEM_MAX);
}

/* Each glyph with its strokes as wide as the style wants them; a font whose strokes are wide needs less. */
static gboolean
strengthen (GPtrArray          *glyphs,
            YcSealFonts        *fonts,
            const YcSealStyle  *style,
            double              scale_x,
            double              scale_y,
            GError            **error)
{
  double line_mm = style->line_um / 1000.0;

  for (guint i = 0; i < glyphs->len; i++)
    {
      YcSealGlyph *glyph = g_ptr_array_index (glyphs, i);
      double wider = get_lack (line_mm, scale_x, glyph->stem[0]), higher = get_lack (line_mm, scale_y, glyph->stem[1]);
      YcSealGlyph *stronger;

      if (wider == 0 && higher == 0)
        continue;
      stronger = yc_seal_fonts_get_glyph (fonts, style, glyph->character, wider, higher, error);
      if (stronger == NULL)
        return FALSE;
      yc_seal_glyph_unref (glyph);
      g_ptr_array_index (glyphs, i) = stronger;
    }
  return TRUE;
}

/* The scale of one glyph from left to right. */
static double
get_scale (const YcSealGlyph *glyph,
           const Extent      *extent,
           double             narrow,
           double             width_mm,
           YcSealWidth        how)
{
  if (how == YC_SEAL_WIDTH_COMMON)
    return width_mm / extent->width;
  return glyph->character == '1' || glyph->character == '(' || glyph->character == ')' ? narrow : width_mm / glyph->box.width;
}

static YcSealLetter *
create_letter (const YcSealGlyph *glyph,
               double             scale_x,
               double             scale_y,
               double             top)
{
  YcSealLetter *letter = g_new0 (YcSealLetter, 1);
  cairo_matrix_t matrix;

  g_unichar_to_utf8 (glyph->character, letter->text);
  letter->font = g_strdup (glyph->font);
  letter->wanted = glyph->wanted;
  cairo_matrix_init (&matrix, scale_x, 0, 0, scale_y, -scale_x * (glyph->box.x + glyph->box.width / 2), -scale_y * top);
  letter->path = yc_seal_path_copy (glyph->path, &matrix);
  letter->box = (YcSealBox) { -scale_x * glyph->box.width / 2, scale_y * (glyph->box.y - top), scale_x * glyph->box.width,
                              scale_y * glyph->box.height };
  return letter;
}

static gboolean
get_narrow (YcSealFonts        *fonts,
            const YcSealStyle  *style,
            double              width_mm,
            double             *ret_scale,
            GError            **error)
{
  g_autoptr (GPtrArray) zero = list_glyphs (fonts, style, NARROW_OF, error);

  if (zero == NULL)
    return FALSE;
  *ret_scale = width_mm / ((YcSealGlyph *) g_ptr_array_index (zero, 0))->box.width;
  return TRUE;
}

/**
 * yc_seal_letters_new:
 * @text: UTF-8, characters that show something
 * @width_mm: of the widest outline, or of each
 * @height_mm: from the highest outline to the lowest
 * @error: of #YC_SEAL_ART_ERROR: GLYPH, FONT
 */
YcSealLetters *
yc_seal_letters_new (YcSealFonts        *fonts,
                     const YcSealStyle  *style,
                     const char         *text,
                     double              width_mm,
                     double              height_mm,
                     YcSealWidth         how,
                     GError            **error)
{
  double narrow = 0;
  g_autoptr (GPtrArray) glyphs = list_glyphs (fonts, style, text, error);
  YcSealLetters *self;
  Extent extent;

  if (glyphs == NULL)
    return NULL;
  measure (glyphs, &extent);
  if (!strengthen (glyphs, fonts, style, width_mm / extent.width, height_mm / (extent.bottom - extent.top), error))
    return NULL;
  measure (glyphs, &extent);
  if (how == YC_SEAL_WIDTH_EACH && !get_narrow (fonts, style, width_mm, &narrow, error))
    return NULL;
  self = g_new0 (YcSealLetters, 1);
  self->letters = g_ptr_array_new_with_free_func (letter_free);
  self->height_mm = height_mm;
  for (guint i = 0; i < glyphs->len; i++)
    {
      const YcSealGlyph *glyph = g_ptr_array_index (glyphs, i);
      YcSealLetter *letter = create_letter (glyph, get_scale (glyph, &extent, narrow, width_mm, how),
                                            height_mm / (extent.bottom - extent.top), extent.top);

      self->width_mm = MAX (self->width_mm, letter->box.width);
      g_ptr_array_add (self->letters, letter);
    }
  return self;
}

/**
 * yc_seal_letters_get_share:
 * @error: of #YC_SEAL_ART_ERROR: GLYPH, FONT
 *
 * Returns: what a text's characters take of as many times the widest, from left to
 *   right; 0 on failure
 */
double
yc_seal_letters_get_share (YcSealFonts        *fonts,
                           const YcSealStyle  *style,
                           const char         *text,
                           GError            **error)
{
  g_autoptr (GPtrArray) glyphs = list_glyphs (fonts, style, text, error);
  double all = 0;
  Extent extent;

  if (glyphs == NULL)
    return 0;
  measure (glyphs, &extent);
  for (guint i = 0; i < glyphs->len; i++)
    all += ((YcSealGlyph *) g_ptr_array_index (glyphs, i))->box.width;
  return all / glyphs->len / extent.width;
}

/* Adds a letter to the drawing. @matrix: from its own place to the page */
void
yc_seal_letters_put (const YcSealLetters  *self,
                     guint                 letter,
                     const cairo_matrix_t *matrix,
                     YcSealRole            role,
                     YcSealDrawingBuilder *builder)
{
  const YcSealLetter *one = g_ptr_array_index (self->letters, letter);

  yc_seal_drawing_builder_add (builder, role, one->text, yc_seal_path_copy (one->path, matrix));
}
