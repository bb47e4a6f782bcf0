/* yc-seal.c: a seal's artwork
 *
 * From a profile and what the seal says to a drawing. Pure but for the fonts: the
 * same profile, texts and fonts give the same drawing, to the last digit of its
 * digest. Any thread may make seals.
 *
 * The name is the one part that must be fitted. Its span follows from how many
 * characters it has. Its characters are as wide as that span allows, with a gap of
 * at least a share of their width; where they become narrow they become lower too, as far
 * as the profile lets them. What does not fit then is refused and not squeezed.
 */

#include "yc-seal.h"

#include "yc-seal-arc.h"
#include "yc-seal-clash.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define SPAN_CHARS_FULL 18 /* a name of so many characters spans all it may */
#define SLIM_MAX 1.7       /* a name's characters are at most so many times as high as wide, where the profile lets them */
#define GAP_SHARE 0.08     /* of a character's width: the least gap */
#define GUESS_SHARE 0.04   /* the same between boxes, whose corners few outlines fill */
#define FIT_STEPS_MAX 10
#define LENGTH_STEPS 60
#define MM(um) ((um) / 1000.0)
#define DEGREES(deg) ((deg) * G_PI / 180)

typedef struct
{
  const YcSealProfile *profile;
  const YcSealTexts *texts;
  YcSealFonts *fonts;
  YcSealDrawingBuilder *builder;
  GPtrArray *uses;
  double x; /* mm, of the centre */
  double y;
} Making;

/* --- fonts used ------------------------------------------------------ */

static void
use_free (gpointer data)
{
  YcSealFontUse *use = data;

  g_free (use->font);
  g_string_free (use->characters, TRUE);
  g_free (use);
}

static YcSealFontUse *
find_use (GPtrArray          *uses,
          YcSealRole          role,
          const YcSealLetter *letter)
{
  YcSealFontUse *use;

  for (guint i = 0; i < uses->len; i++)
    {
      use = g_ptr_array_index (uses, i);
      if (use->role == role && g_str_equal (use->font, letter->font))
        return use;
    }
  use = g_new0 (YcSealFontUse, 1);
  use->role = role;
  use->font = g_strdup (letter->font);
  use->wanted = letter->wanted;
  use->characters = g_string_new (NULL);
  g_ptr_array_add (uses, use);
  return use;
}

/* Adds one letter to the drawing and to the record of fonts. */
static void
put_letter (Making               *self,
            const YcSealLetters  *letters,
            guint                 index,
            const cairo_matrix_t *matrix,
            YcSealRole            role)
{
  const YcSealLetter *letter = g_ptr_array_index (letters->letters, index);
  YcSealFontUse *use = find_use (self->uses, role, letter);

  if (strstr (use->characters->str, letter->text) == NULL)
    g_string_append (use->characters, letter->text);
  yc_seal_letters_put (letters, index, matrix, role, self->builder);
}

static void
put_all (Making              *self,
         const YcSealLetters *letters,
         const GArray        *matrices,
         YcSealRole           role)
{
  for (guint i = 0; i < matrices->len; i++)
    put_letter (self, letters, i, &g_array_index (matrices, cairo_matrix_t, i), role);
}

/* --- borders --------------------------------------------------------- */

static int
compare_angles (gconstpointer a,
                gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* One in each of as many equal parts of the border, where the digest of what the seal says puts it. */
static GArray *
list_cuts (const Making *self)
{
  GArray *cuts = g_array_new (FALSE, FALSE, sizeof (double));
  const YcSealTexts *texts = self->texts;
  g_autofree char *seed = g_strjoin ("\n", "yichuang-seal-cuts-1", yc_seal_kind_to_text (self->profile->kind), texts->name,
                                     texts->code != NULL ? texts->code : "", NULL);
  guint8 hash[YC_SHA256_SIZE];

  yc_sha256 (seed, strlen (seed), hash);
  for (guint i = 0; i < texts->cuts; i++)
    {
      double share = 0.2 + 0.6 * (hash[2 * i] * 256 + hash[2 * i + 1]) / 65536.0;
      double angle = 2 * G_PI * (i + share) / texts->cuts;

      g_array_append_val (cuts, angle);
    }
  g_array_sort (cuts, compare_angles);
  return cuts;
}

static double
get_rim_mm (const YcSealProfile *profile)
{
  guint inner = profile->inner_border_um > 0 ? profile->inner_border_um + profile->inner_border_gap_um : 0;

  return MM (profile->border_um + inner);
}

static void
put_rings (Making *self)
{
  const YcSealProfile *p = self->profile;
  YcSealEllipse outside = { self->x, self->y, self->x, self->y };
  g_autoptr (GArray) cuts = list_cuts (self);

  yc_seal_ring_put (&outside, MM (p->border_um), cuts, MM (p->cut_um), YC_SEAL_BORDER, self->builder);
  if (p->inner_border_um == 0)
    return;
  outside.a -= MM (p->border_um + p->inner_border_gap_um);
  outside.b -= MM (p->border_um + p->inner_border_gap_um);
  yc_seal_ring_put (&outside, MM (p->inner_border_um), NULL, 0, YC_SEAL_INNER_BORDER, self->builder);
}

static void
put_star (Making *self)
{
  const YcSealProfile *p = self->profile;

  if (p->star_um > 0)
    yc_seal_drawing_builder_add (self->builder, YC_SEAL_STAR, NULL,
                                 yc_seal_star_new (self->x, self->y - MM (p->star_up_um), MM (p->star_um) / 2));
}

/* --- the name -------------------------------------------------------- */

static YcSealBend
get_bend (const Making *self,
          guint         gap_um,
          gboolean      below)
{
  double rim = get_rim_mm (self->profile);

  return (YcSealBend) { { self->x, self->y, self->x - rim, self->y - rim }, MM (gap_um), below };
}

static double
get_span (const YcSealArc *arc,
          guint            chars)
{
  double share = ((double) chars - YC_SEAL_NAME_CHARS_MIN) / (SPAN_CHARS_FULL - YC_SEAL_NAME_CHARS_MIN);

  return DEGREES (arc->span_min_deg + CLAMP (share, 0, 1) * (arc->span_max_deg - arc->span_min_deg));
}

/* How long the inner edge of a text of that height is. */
static double
get_length (const YcSealBend *bend,
            double            height_mm,
            double            span_rad)
{
  double a = bend->ring.a - bend->border_gap_mm - height_mm, b = bend->ring.b - bend->border_gap_mm - height_mm;
  double length = 0;

  /* Seen from the centre at the angle v, the edge is at a parameter whose tangent is b/a of that of v. */
  for (guint i = 0; i < LENGTH_STEPS; i++)
    {
      double v[2] = { ((double) i / LENGTH_STEPS - 0.5) * span_rad, ((i + 1.0) / LENGTH_STEPS - 0.5) * span_rad };
      double t[2] = { atan2 (b * sin (v[0]), a * cos (v[0])), atan2 (b * sin (v[1]), a * cos (v[1])) };

      length += hypot (a * (sin (t[1]) - sin (t[0])), b * (cos (t[1]) - cos (t[0])));
    }
  return length;
}

typedef struct
{
  double width;
  double height;
} Size;

/* @share: what the outlines take of as many times the widest */
static Size
guess_size (const YcSealArc  *arc,
            const YcSealBend *bend,
            double            span_rad,
            guint             chars,
            double            share)
{
  Size size = { 0, MM (arc->height_um) };

  for (guint i = 0; i < FIT_STEPS_MAX; i++)
    {
      size.width = get_length (bend, size.height, span_rad) / (chars * share + (chars - 1) * GUESS_SHARE);
      size.width = CLAMP (size.width, MM (arc->width_min_um), MM (arc->width_max_um));
      size.height = CLAMP (size.width * SLIM_MAX, MM (arc->height_min_um), MM (arc->height_um));
    }
  return size;
}

static YcSealLetters *
create_name (Making      *self,
             const Size  *size,
             GError     **error)
{
  return yc_seal_letters_new (self->fonts, self->profile->arc->style, self->texts->name, size->width, size->height,
                              YC_SEAL_WIDTH_COMMON, error);
}

static gboolean
refuse_size (const Making  *self,
             guint          chars,
             GError       **error)
{
  g_set_error (error, YC_SEAL_ART_ERROR, YC_SEAL_ART_ERROR_SIZE,
               _("“%s” is too small for a name of %u characters: they would be less than %.1f mm wide or %.2f mm apart. Take "
                 "a larger seal."), self->profile->label, chars, MM (self->profile->arc->width_min_um),
               MM (self->profile->arc->gap_min_um));
  return FALSE;
}

static gboolean
put_name (Making  *self,
          GError **error)
{
  const YcSealArc *arc = self->profile->arc;
  guint chars = (guint) g_utf8_strlen (self->texts->name, -1);
  YcSealBend bend = get_bend (self, arc->border_gap_um, FALSE);
  double span = get_span (arc, chars), gap;
  double share = yc_seal_letters_get_share (self->fonts, arc->style, self->texts->name, error);
  Size size;

  if (share == 0)
    return FALSE;
  size = guess_size (arc, &bend, span, chars, share);
  for (guint i = 0; i < FIT_STEPS_MAX; i++)
    {
      g_autoptr (YcSealLetters) letters = create_name (self, &size, error);
      g_autoptr (GArray) places = NULL;
      double least = MAX (MM (arc->gap_min_um), GAP_SHARE * size.width);

      if (letters == NULL)
        return FALSE;
      places = yc_seal_arc_fill (&bend, letters, span, least - 0.002, &gap);
      if (places != NULL)
        {
          put_all (self, letters, places, YC_SEAL_NAME);
          return TRUE;
        }
      if (size.width <= MM (arc->width_min_um))
        break;
      size.width = MAX (size.width - 1.05 * (least - gap) - 0.005, MM (arc->width_min_um));
      size.height = CLAMP (size.width * SLIM_MAX, MM (arc->height_min_um), MM (arc->height_um));
    }
  return refuse_size (self, chars, error);
}

static gboolean
put_code (Making  *self,
          GError **error)
{
  const YcSealCodeSpec *code = self->profile->code;
  YcSealBend bend;
  g_autoptr (YcSealLetters) letters = NULL;
  g_autoptr (GArray) places = NULL;

  if (code == NULL || self->texts->code == NULL)
    return TRUE;
  bend = get_bend (self, code->border_gap_um, TRUE);
  letters = yc_seal_letters_new (self->fonts, code->style, self->texts->code, MM (code->width_um), MM (code->height_um),
                                 YC_SEAL_WIDTH_COMMON, error);
  if (letters == NULL)
    return FALSE;
  places = yc_seal_arc_space (&bend, letters, MM (code->gap_um));
  put_all (self, letters, places, YC_SEAL_CODE);
  return TRUE;
}

/* --- straight lines -------------------------------------------------- */

static gboolean
put_row (Making           *self,
         const YcSealRow  *row,
         const char       *text,
         YcSealWidth       how,
         YcSealRole        role,
         GError          **error)
{
  g_autoptr (YcSealLetters) letters = yc_seal_letters_new (self->fonts, row->style, text, MM (row->width_um),
                                                           MM (row->height_um), how, error);
  double ink = 0, gap, at;

  if (letters == NULL)
    return FALSE;
  for (guint i = 0; i < letters->letters->len; i++)
    ink += ((YcSealLetter *) g_ptr_array_index (letters->letters, i))->box.width;
  gap = row->total_um > 0 ? (MM (row->total_um) - ink) / (letters->letters->len - 1) : MM (row->gap_um);
  at = self->x - (ink + gap * (letters->letters->len - 1)) / 2;
  for (guint i = 0; i < letters->letters->len; i++)
    {
      const YcSealLetter *letter = g_ptr_array_index (letters->letters, i);
      cairo_matrix_t matrix;

      cairo_matrix_init_translate (&matrix, at + letter->box.width / 2, self->y + MM (row->top_um));
      put_letter (self, letters, i, &matrix, role);
      at += letter->box.width + gap;
    }
  return TRUE;
}

static gboolean
put_rows (Making  *self,
          GError **error)
{
  const YcSealProfile *p = self->profile;
  g_autofree char *serial = g_strdup_printf ("(%u)", self->texts->serial);

  return (p->title == NULL || put_row (self, p->title, p->title->text, YC_SEAL_WIDTH_COMMON, YC_SEAL_TITLE, error)) &&
         (p->credit == NULL ||
          put_row (self, p->credit, self->texts->credit_code, YC_SEAL_WIDTH_EACH, YC_SEAL_CREDIT_CODE, error)) &&
         (p->serial == NULL || self->texts->serial == 0 ||
          put_row (self, p->serial, serial, YC_SEAL_WIDTH_EACH, YC_SEAL_SERIAL, error));
}

/* --- personal seals -------------------------------------------------- */

/* @count characters from the top of a column; its box is the column's. */
static gboolean
put_column (Making           *self,
            const char      **text,
            guint             count,
            const YcSealBox  *box,
            GError          **error)
{
  const YcSealSquare *square = self->profile->square;
  double gap = MM (square->gap_um), height = (box->height - (count - 1) * gap) / count;

  for (guint i = 0; i < count; i++)
    {
      const char *next = g_utf8_next_char (*text);
      g_autofree char *one = g_strndup (*text, (gsize) (next - *text));
      g_autoptr (YcSealLetters) letters = yc_seal_letters_new (self->fonts, square->style, one, box->width, height,
                                                               YC_SEAL_WIDTH_COMMON, error);
      const YcSealLetter *letter;
      cairo_matrix_t matrix;

      if (letters == NULL)
        return FALSE;
      letter = g_ptr_array_index (letters->letters, 0);
      cairo_matrix_init_translate (&matrix, box->x + box->width / 2,
                                   box->y + i * (height + gap) + height / 2 - (letter->box.y + letter->box.height / 2));
      put_letter (self, letters, 0, &matrix, YC_SEAL_PERSON);
      *text = next;
    }
  return TRUE;
}

static gboolean
put_person (Making  *self,
            GError **error)
{
  const YcSealProfile *p = self->profile;
  g_autofree char *text = yc_seal_texts_dup_person (self->texts);
  const guint *columns = p->square->columns[g_utf8_strlen (text, -1)];
  double inside = get_rim_mm (p) + MM (p->square->margin_um), gap = MM (p->square->gap_um);
  double side = MM (p->width_um) - 2 * inside;
  const char *at = text;
  guint n = 0;

  while (n < YC_SEAL_COLUMNS_MAX && columns[n] > 0)
    n++;
  for (guint i = 0; i < n; i++)
    {
      double width = (side - (n - 1) * gap) / n;
      YcSealBox box = { inside + (n - 1 - i) * (width + gap), inside, width, side };

      if (!put_column (self, &at, columns[i], &box, error))
        return FALSE;
    }
  return TRUE;
}

static void
put_frames (Making *self)
{
  const YcSealProfile *p = self->profile;
  YcSealBox box = { 0, 0, MM (p->width_um), MM (p->height_um) };
  double inset = MM (p->border_um + p->inner_border_gap_um);

  yc_seal_drawing_builder_add (self->builder, YC_SEAL_BORDER, NULL, yc_seal_frame_new (&box, MM (p->border_um)));
  if (p->inner_border_um == 0)
    return;
  box = (YcSealBox) { inset, inset, box.width - 2 * inset, box.height - 2 * inset };
  yc_seal_drawing_builder_add (self->builder, YC_SEAL_INNER_BORDER, NULL,
                               yc_seal_frame_new (&box, MM (p->inner_border_um)));
}

/* --- the seal -------------------------------------------------------- */

static gboolean
put_everything (Making  *self,
                GError **error)
{
  if (self->profile->square != NULL)
    {
      put_frames (self);
      return put_person (self, error);
    }
  put_rings (self);
  put_star (self);
  return put_name (self, error) && put_rows (self, error) && put_code (self, error);
}

static YcSeal *
create_seal (Making *self)
{
  YcSeal *seal = g_new0 (YcSeal, 1);

  g_atomic_ref_count_init (&seal->references);
  seal->drawing = yc_seal_drawing_builder_end (g_steal_pointer (&self->builder));
  seal->fonts = g_ptr_array_ref (self->uses);
  yc_seal_drawing_get_digest (seal->drawing, seal->digest);
  return seal;
}

/* "the name (司)" */
static char *
describe_shape (const YcSealDrawing *drawing,
                guint                shape)
{
  static const char *const labels[] = {
    [YC_SEAL_BORDER] = N_("the border"),   [YC_SEAL_INNER_BORDER] = N_("the inner border"),
    [YC_SEAL_STAR] = N_("the star"),       [YC_SEAL_NAME] = N_("the name"),
    [YC_SEAL_TITLE] = N_("the title"),     [YC_SEAL_CREDIT_CODE] = N_("the credit code"),
    [YC_SEAL_SERIAL] = N_("the serial number"), [YC_SEAL_CODE] = N_("the seal's number"),
    [YC_SEAL_PERSON] = N_("the person's name"),
  };
  const char *label = _(labels[yc_seal_drawing_get_role (drawing, shape)]);
  const char *text = yc_seal_drawing_get_text (drawing, shape);

  return text != NULL ? g_strdup_printf ("%s (%s)", label, text) : g_strdup (label);
}

/* What is in each other's way was not fitted; a profile may ask for what can't be. */
static gboolean
check_clash (const Making  *self,
             YcSeal        *seal,
             GError       **error)
{
  g_autofree char *first = NULL, *second = NULL;
  YcSealClash clash;

  if (!yc_seal_find_clash (seal->drawing, 0, &clash))
    return TRUE;
  first = describe_shape (seal->drawing, clash.first);
  second = describe_shape (seal->drawing, clash.second);
  g_set_error (error, YC_SEAL_ART_ERROR, YC_SEAL_ART_ERROR_SIZE,
               _("“%s” is too small for its text: %s would touch %s. Take a larger seal."), self->profile->label, first,
               second);
  return FALSE;
}

/**
 * yc_seal_make:
 * @profile: sizes and styles
 * @texts: what it says
 * @fonts: of this machine
 * @error: of #YC_SEAL_ART_ERROR
 *
 * May be called from any thread. Takes some milliseconds; the first use of a font
 * reads its file.
 *
 * Returns: (transfer full) (nullable): the seal
 */
YcSeal *
yc_seal_make (const YcSealProfile  *profile,
              const YcSealTexts    *texts,
              YcSealFonts          *fonts,
              GError              **error)
{
  Making self = { .profile = profile, .texts = texts, .fonts = fonts };
  g_autoptr (YcSeal) seal = NULL;

  if (!yc_seal_texts_check (texts, profile, error))
    return NULL;
  self.x = MM (profile->width_um) / 2;
  self.y = MM (profile->height_um) / 2;
  self.builder = yc_seal_drawing_builder_new (2 * self.x, 2 * self.y);
  self.uses = g_ptr_array_new_with_free_func (use_free);
  if (put_everything (&self, error))
    seal = create_seal (&self);
  g_clear_pointer (&self.builder, yc_seal_drawing_builder_free);
  g_ptr_array_unref (self.uses);
  return seal != NULL && check_clash (&self, seal, error) ? g_steal_pointer (&seal) : NULL;
}

YcSeal *
yc_seal_ref (YcSeal *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
yc_seal_unref (YcSeal *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  yc_seal_drawing_unref (self->drawing);
  g_ptr_array_unref (self->fonts);
  g_free (self);
}
