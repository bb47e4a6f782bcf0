/* yc-seal-fonts.c: characters as outlines
 *
 * A style names families, the wanted one first; a character comes from the first
 * that has it, and one that none has is refused by name: no box is ever cut into
 * a seal. Which family it was goes with the glyph, for the report. fontconfig says
 * where a family lies; nothing else of it is asked, so no rule of the machine
 * puts another font in between.
 *
 * Outlines are taken in the font's own units, without hints: what is measured is
 * what the font's maker drew. Strokes may be made wider by FreeType before that,
 * for characters that will be narrowed.
 *
 * FreeType's faces are for one thread at a time: a lock keeps them. A glyph does
 * not change and may go anywhere.
 */

#include "yc-seal-fonts.h"

#include "yc-seal-art-error.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include <glib/gi18n-lib.h>
#include <string.h>

/* Debian's only simplified FangSong comes with TeX, which keeps its fonts to itself. */
#define TEX_FONTS "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
#define GLYPHS_MAX 1500 /* kept */
#define SAMPLE_HAN 0x5341 /* 十: one stroke each way */
#define SAMPLE_LATIN 'L'

G_DEFINE_QUARK (yc-seal-art-error-quark, yc_seal_art_error)

typedef struct
{
  FT_Face face;
  char *font;
  double stem[2];
} Face;

/* A style as it is on this machine. */
typedef struct
{
  GPtrArray *faces; /* of Face */
  gboolean has_wanted;
} Family;

struct _YcSealFonts
{
  gatomicrefcount references;
  GMutex lock;
  FcConfig *config;
  FT_Library library;
  GHashTable *families; /* style's key → Family */
  GHashTable *glyphs;   /* key → YcSealGlyph */
};

static void
glyph_clear (gpointer data)
{
  YcSealGlyph *glyph = data;

  g_free (glyph->font);
  g_clear_pointer (&glyph->path, yc_seal_path_free);
}

void
yc_seal_glyph_unref (YcSealGlyph *glyph)
{
  g_atomic_rc_box_release_full (glyph, glyph_clear);
}

static void
face_free (gpointer data)
{
  Face *self = data;

  FT_Done_Face (self->face);
  g_free (self->font);
  g_free (self);
}

static void
family_free (gpointer data)
{
  Family *self = data;

  g_ptr_array_unref (self->faces);
  g_free (self);
}

/* Looks for the machine's fonts; a glyph's first asking reads its file. */
YcSealFonts *
yc_seal_fonts_new (void)
{
  YcSealFonts *self = g_new0 (YcSealFonts, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->config = FcInitLoadConfigAndFonts ();
  FcConfigAppFontAddDir (self->config, (const FcChar8 *) TEX_FONTS);
  if (FT_Init_FreeType (&self->library) != 0)
    g_error ("FreeType does not start");
  self->families = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, family_free);
  self->glyphs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) yc_seal_glyph_unref);
  return self;
}

YcSealFonts *
yc_seal_fonts_ref (YcSealFonts *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
yc_seal_fonts_unref (YcSealFonts *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_hash_table_unref (self->glyphs);
  g_hash_table_unref (self->families);
  FT_Done_FreeType (self->library);
  FcConfigDestroy (self->config);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* --- outlines -------------------------------------------------------- */

typedef struct
{
  YcSealPath *path;
  double scale; /* from the font's units to em */
  FT_Vector at;
} Tracing;

static int
trace_move (const FT_Vector *to,
            void            *data)
{
  Tracing *self = data;

  yc_seal_path_move_to (self->path, to->x * self->scale, -to->y * self->scale);
  self->at = *to;
  return 0;
}

static int
trace_line (const FT_Vector *to,
            void            *data)
{
  Tracing *self = data;

  if (to->x != self->at.x || to->y != self->at.y)
    yc_seal_path_line_to (self->path, to->x * self->scale, -to->y * self->scale);
  self->at = *to;
  return 0;
}

static int
trace_cubic (const FT_Vector *a,
             const FT_Vector *b,
             const FT_Vector *to,
             void            *data)
{
  Tracing *self = data;
  double s = self->scale;

  yc_seal_path_curve_to (self->path, a->x * s, -a->y * s, b->x * s, -b->y * s, to->x * s, -to->y * s);
  self->at = *to;
  return 0;
}

/* A quadratic curve is the cubic one whose controls lie two thirds of the way to its own. */
static int
trace_conic (const FT_Vector *c,
             const FT_Vector *to,
             void            *data)
{
  Tracing *self = data;
  double s = self->scale;
  FT_Vector from = self->at;

  yc_seal_path_curve_to (self->path, (from.x + 2.0 * c->x) / 3 * s, -(from.y + 2.0 * c->y) / 3 * s,
                         (to->x + 2.0 * c->x) / 3 * s, -(to->y + 2.0 * c->y) / 3 * s, to->x * s, -to->y * s);
  self->at = *to;
  return 0;
}

static YcSealPath *
trace (FT_Face face,
       double  wider,
       double  higher)
{
  static const FT_Outline_Funcs funcs = { trace_move, trace_line, trace_conic, trace_cubic, 0, 0 };
  FT_Outline *outline = &face->glyph->outline;
  Tracing tracing = { yc_seal_path_new (), 1.0 / face->units_per_EM, { 0, 0 } };
  FT_Pos x = (FT_Pos) (wider * face->units_per_EM), y = (FT_Pos) (higher * face->units_per_EM);

  if (x > 0 || y > 0)
    FT_Outline_EmboldenXY (outline, x, y);
  FT_Outline_Decompose (outline, &funcs, &tracing);
  yc_seal_path_close (tracing.path);
  return tracing.path;
}

/* How long the ink is that a straight line through the outline meets first. */
static double
measure_stroke (const YcSealPath *path,
                gboolean          upright,
                double            at)
{
  g_autoptr (GPtrArray) lines = yc_seal_path_flatten (path, 0.001);
  double first = G_MAXDOUBLE, second = G_MAXDOUBLE;

  for (guint i = 0; i < lines->len; i++)
    {
      GArray *points = g_ptr_array_index (lines, i);

      for (guint p = 0; p < points->len; p++)
        {
          YcSealPoint a = g_array_index (points, YcSealPoint, p);
          YcSealPoint b = g_array_index (points, YcSealPoint, (p + 1) % points->len);
          double across[2] = { upright ? a.y : a.x, upright ? b.y : b.x };
          double along[2] = { upright ? a.x : a.y, upright ? b.x : b.y };
          double x;

          if ((across[0] < at) == (across[1] < at))
            continue;
          x = along[0] + (at - across[0]) / (across[1] - across[0]) * (along[1] - along[0]);
          second = x < first ? first : MIN (second, x);
          first = MIN (first, x);
        }
    }
  return second < G_MAXDOUBLE ? second - first : 0;
}

/* Strokes are measured away from their ends: a fifth into the sample. */
static void
measure_stems (Face *self)
{
  FT_UInt han = FT_Get_Char_Index (self->face, SAMPLE_HAN);
  FT_UInt glyph = han != 0 ? han : FT_Get_Char_Index (self->face, SAMPLE_LATIN);
  g_autoptr (YcSealPath) path = NULL;
  YcSealBox box;

  if (glyph == 0 || FT_Load_Glyph (self->face, glyph, FT_LOAD_NO_SCALE) != 0)
    return;
  path = trace (self->face, 0, 0);
  if (!yc_seal_path_get_bounds (path, &box))
    return;
  self->stem[0] = measure_stroke (path, TRUE, box.y + (han != 0 ? 0.8 : 0.3) * box.height);
  self->stem[1] = measure_stroke (path, FALSE, box.x + (han != 0 ? 0.2 : 0.6) * box.width);
}

/* --- faces ----------------------------------------------------------- */

static int
get_int (const FcPattern *pattern,
         const char      *object,
         int              otherwise)
{
  int value = otherwise;

  FcPatternGetInteger (pattern, object, 0, &value);
  return value;
}

static const char *
get_string (const FcPattern *pattern,
            const char      *object)
{
  FcChar8 *value = NULL;

  return FcPatternGetString (pattern, object, 0, &value) == FcResultMatch ? (const char *) value : "";
}

/* Some fonts give their bold the weight of their regular and tell them apart by the style's name only. */
static int
get_distance (const FcPattern *pattern,
              gboolean         bold)
{
  int weight = bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR;
  gboolean says_bold = strstr (get_string (pattern, FC_STYLE), "Bold") != NULL;

  return 2 * ABS (get_int (pattern, FC_WEIGHT, FC_WEIGHT_REGULAR) - weight) + 1000 * get_int (pattern, FC_SLANT, 0) +
         (says_bold != bold ? 1 : 0);
}

/* Upright and of the weight nearest; among equals the first by file, on every run. */
static int
compare_patterns (const FcPattern *a,
                  const FcPattern *b,
                  gboolean         bold)
{
  int far_a = get_distance (a, bold), far_b = get_distance (b, bold);

  return far_a != far_b ? far_a - far_b : strcmp (get_string (a, FC_FILE), get_string (b, FC_FILE));
}

static Face *
open_face (YcSealFonts     *self,
           const FcPattern *pattern,
           const char      *family)
{
  Face *face = g_new0 (Face, 1);

  if (FT_New_Face (self->library, get_string (pattern, FC_FILE), get_int (pattern, FC_INDEX, 0) & 0xffff, &face->face) != 0)
    {
      g_free (face);
      return NULL;
    }
  if (!FT_IS_SCALABLE (face->face))
    {
      face_free (face);
      return NULL;
    }
  FT_Select_Charmap (face->face, FT_ENCODING_UNICODE);
  face->font = g_strdup_printf ("%s %s", family, get_string (pattern, FC_STYLE));
  measure_stems (face);
  return face;
}

/* Returns: (nullable): NULL where the machine has no such family */
static Face *
find_face (YcSealFonts *self,
           const char  *family,
           gboolean     bold)
{
  FcPattern *wanted = FcPatternBuild (NULL, FC_FAMILY, FcTypeString, family, FC_VARIABLE, FcTypeBool, FcFalse, NULL);
  FcObjectSet *objects = FcObjectSetBuild (FC_FILE, FC_INDEX, FC_WEIGHT, FC_SLANT, FC_STYLE, NULL);
  FcFontSet *set = FcFontList (self->config, wanted, objects);
  const FcPattern *best = NULL;
  Face *face = NULL;

  for (int i = 0; set != NULL && i < set->nfont; i++)
    if (best == NULL || compare_patterns (set->fonts[i], best, bold) < 0)
      best = set->fonts[i];
  if (best != NULL)
    face = open_face (self, best, family);
  if (set != NULL)
    FcFontSetDestroy (set);
  FcObjectSetDestroy (objects);
  FcPatternDestroy (wanted);
  return face;
}

static Family *
get_family (YcSealFonts       *self,
            const YcSealStyle *style,
            const char        *key)
{
  Family *family = g_hash_table_lookup (self->families, key);

  if (family != NULL)
    return family;
  family = g_new0 (Family, 1);
  family->faces = g_ptr_array_new_with_free_func (face_free);
  for (guint i = 0; style->families[i] != NULL; i++)
    {
      Face *face = find_face (self, style->families[i], style->bold);

      if (face != NULL)
        g_ptr_array_add (family->faces, face);
      if (face != NULL && i == 0)
        family->has_wanted = TRUE;
    }
  g_hash_table_insert (self->families, g_strdup (key), family);
  return family;
}

/* --- glyphs ---------------------------------------------------------- */

/* Returns: (nullable): NULL where the font has nothing to show for it */
static YcSealGlyph *
load_glyph (Face     *face,
            FT_UInt   index,
            gunichar  character,
            double    wider,
            double    higher)
{
  YcSealGlyph *glyph;

  if (FT_Load_Glyph (face->face, index, FT_LOAD_NO_SCALE) != 0 ||
      face->face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
    return NULL;
  glyph = g_atomic_rc_box_new0 (YcSealGlyph);
  glyph->character = character;
  glyph->font = g_strdup (face->font);
  glyph->advance = (double) face->face->glyph->advance.x / face->face->units_per_EM;
  glyph->path = trace (face->face, wider, higher);
  glyph->stem[0] = face->stem[0];
  glyph->stem[1] = face->stem[1];
  if (yc_seal_path_get_bounds (glyph->path, &glyph->box))
    return glyph;
  yc_seal_glyph_unref (glyph);
  return NULL;
}

static YcSealGlyph *
find_glyph (Family            *family,
            const YcSealStyle *style,
            gunichar           character,
            double             wider,
            double             higher,
            GError           **error)
{
  g_autofree char *families = g_strjoinv (", ", style->families);
  char shown[7] = { 0 };

  for (guint i = 0; i < family->faces->len; i++)
    {
      Face *face = g_ptr_array_index (family->faces, i);
      FT_UInt index = FT_Get_Char_Index (face->face, character);
      YcSealGlyph *glyph = index != 0 ? load_glyph (face, index, character, wider, higher) : NULL;

      if (glyph == NULL)
        continue;
      glyph->wanted = i == 0 && family->has_wanted;
      return glyph;
    }
  if (family->faces->len == 0)
    {
      g_set_error (error, YC_SEAL_ART_ERROR, YC_SEAL_ART_ERROR_FONT,
                   _("None of the fonts for seals is on this machine: %s. Install one of them."), families);
      return NULL;
    }
  g_unichar_to_utf8 (character, shown);
  g_set_error (error, YC_SEAL_ART_ERROR, YC_SEAL_ART_ERROR_GLYPH,
               _("No font for seals has the character “%s” (U+%04X). Check how it is written; a font that has it must be "
                 "installed and named by the profile (now: %s)."), shown, character, families);
  return NULL;
}

/**
 * yc_seal_fonts_get_glyph:
 * @style: where to look
 * @wider: em that vertical strokes are made wider by; 0 as they are
 * @higher: em that horizontal strokes are made higher by
 * @error: GLYPH where no font of the style has the character, FONT where there is no font
 *
 * May be called from any thread.
 *
 * Returns: (transfer full) (nullable): its outline
 */
YcSealGlyph *
yc_seal_fonts_get_glyph (YcSealFonts        *self,
                         const YcSealStyle  *style,
                         gunichar            character,
                         double              wider,
                         double              higher,
                         GError            **error)
{
  g_autofree char *families = g_strjoinv (",", style->families);
  g_autofree char *style_key = g_strdup_printf ("%s%s", families, style->bold ? ":bold" : "");
  g_autofree char *key = g_strdup_printf ("%s:%x:%.4f:%.4f", style_key, character, wider, higher);
  YcSealGlyph *glyph;

  g_mutex_lock (&self->lock);
  glyph = g_hash_table_lookup (self->glyphs, key);
  if (glyph == NULL)
    {
      glyph = find_glyph (get_family (self, style, style_key), style, character, wider, higher, error);
      if (g_hash_table_size (self->glyphs) >= GLYPHS_MAX)
        g_hash_table_remove_all (self->glyphs);
      if (glyph != NULL)
        g_hash_table_insert (self->glyphs, g_steal_pointer (&key), glyph);
    }
  if (glyph != NULL)
    g_atomic_rc_box_acquire (glyph);
  g_mutex_unlock (&self->lock);
  return glyph;
}
