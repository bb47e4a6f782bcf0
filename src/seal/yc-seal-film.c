/* yc-seal-film.c: a transparency as PDF
 *
 * Under the flash the pad is sealed where light comes through, and stays open,
 * and gives ink, under the black. So the ink is black; whether it is mirrored says
 * the material: with the printed side on the pad it is not.
 *
 * A4, filled outlines, no colour and no gray, at true size: a line of 50 mm below
 * lets the maker see that the printer did not scale. Nothing on it depends on the day, so
 * the same seals give the same bytes.
 */

#include "yc-seal-film.h"

#include "yc-seal-plate.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <pango/pangocairo.h>

#define POINTS_MM (72 / 25.4)
#define PAGE_WIDTH_MM 210
#define PAGE_HEIGHT_MM 297
#define MARGIN_MM 15
#define GAP_MM 8
#define LABEL_MM 5      /* the room below a seal */
#define TEXT_MM 2.8
#define RULER_MM 50
#define RULER_Y_MM 275
#define PDF_BYTES_MAX (64 * 1024 * 1024)
#define UM_MM 1000

G_DEFINE_QUARK (yc-seal-film-error-quark, yc_seal_film_error)

static cairo_status_t
write_cb (void                *data,
          const unsigned char *bytes,
          unsigned int         size)
{
  GByteArray *pdf = data;

  if (pdf->len + size > PDF_BYTES_MAX)
    return CAIRO_STATUS_WRITE_ERROR;
  g_byte_array_append (pdf, bytes, size);
  return CAIRO_STATUS_SUCCESS;
}

/* Black words, as outlines: the page needs no font. Their left top corner is the current point. */
static void
show_words (cairo_t    *cr,
            const char *words)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Noto Sans CJK SC");

  /* Whole units are whole millimetres here. */
  pango_context_set_round_glyph_positions (pango_layout_get_context (layout), FALSE);
  pango_font_description_set_absolute_size (font, TEXT_MM * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, words, -1);
  pango_cairo_layout_path (cr, layout);
  cairo_fill (cr);
  pango_font_description_free (font);
  g_object_unref (layout);
}

static void
draw_ruler (cairo_t *cr)
{
  cairo_rectangle (cr, MARGIN_MM, RULER_Y_MM, RULER_MM, 0.2);
  for (guint i = 0; i <= RULER_MM / 10; i++)
    cairo_rectangle (cr, MARGIN_MM + i * 10 - 0.1, RULER_Y_MM - 2, 0.2, 2);
  cairo_fill (cr);
  cairo_move_to (cr, MARGIN_MM, RULER_Y_MM + 1.5);
  show_words (cr, _("Print at true size: this line is 50 mm long. The printed side lies on the pad."));
}

static void
draw_seal (cairo_t              *cr,
           const YcSealPart     *part,
           const YcSealMaterial *material,
           const YcSealPiece    *piece)
{
  g_autoptr (YcSealDrawing) drawing = material->mirrored ? yc_seal_drawing_mirror (part->drawing)
                                                         : yc_seal_drawing_ref (part->drawing);
  double x_mm = MARGIN_MM + piece->x / (double) UM_MM, y_mm = MARGIN_MM + piece->y / (double) UM_MM;

  cairo_save (cr);
  cairo_translate (cr, x_mm, y_mm);
  yc_seal_drawing_draw (drawing, cr);
  cairo_restore (cr);
  cairo_move_to (cr, x_mm, y_mm + yc_seal_drawing_get_height_mm (drawing) + 1);
  show_words (cr, part->label);
}

static GBytes *
draw_page (const GPtrArray       *parts,
           const YcSealMaterial  *material,
           const YcSealPiece     *pieces,
           GError               **error)
{
  g_autoptr (GByteArray) pdf = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, pdf, PAGE_WIDTH_MM * POINTS_MM,
                                                                  PAGE_HEIGHT_MM * POINTS_MM);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "1970-01-01T00:00:00Z");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Yichuang " YC_VERSION);
  cairo_scale (cr, POINTS_MM, POINTS_MM);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint i = 0; i < parts->len; i++)
    draw_seal (cr, g_ptr_array_index (parts, i), material, &pieces[i]);
  draw_ruler (cr);
  cairo_show_page (cr);
  cairo_surface_finish (surface);
  status = cairo_status (cr) != CAIRO_STATUS_SUCCESS ? cairo_status (cr) : cairo_surface_status (surface);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&pdf));
  g_set_error (error, YC_SEAL_FILM_ERROR, YC_SEAL_FILM_ERROR_PDF, _("The film cannot be drawn: %s"),
               cairo_status_to_string (status));
  return NULL;
}

/* Without its own room each seal would run into the next one's label. */
static gboolean
lay_out (const GPtrArray *parts,
         YcSealPiece     *pieces)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const YcSealPart *part = g_ptr_array_index (parts, i);

      pieces[i].width = (gint64) ceil (yc_seal_drawing_get_width_mm (part->drawing) * UM_MM);
      pieces[i].height = (gint64) ceil ((yc_seal_drawing_get_height_mm (part->drawing) + LABEL_MM) * UM_MM);
    }
  return yc_seal_plate_lay_out (pieces, parts->len, (PAGE_WIDTH_MM - 2 * MARGIN_MM) * UM_MM,
                                (RULER_Y_MM - 5 - MARGIN_MM) * UM_MM, GAP_MM * UM_MM);
}

/**
 * yc_seal_film_new:
 * @parts: (element-type YcSealPart): the seals of one page
 * @material: one that is flashed
 * @error: YC_SEAL_FILM_ERROR
 *
 * Returns: (transfer full) (nullable): a PDF of one A4 page
 */
GBytes *
yc_seal_film_new (const GPtrArray       *parts,
                  const YcSealMaterial  *material,
                  GError               **error)
{
  g_autofree YcSealPiece *pieces = g_new0 (YcSealPiece, MAX (parts->len, 1));

  if (material->process != YC_SEAL_FILM)
    {
      g_set_error (error, YC_SEAL_FILM_ERROR, YC_SEAL_FILM_ERROR_MATERIAL,
                   _("A seal of this material is burnt, not flashed: it needs no film (%s)"), _(material->title));
      return NULL;
    }
  if (parts->len == 0 || !lay_out (parts, pieces))
    {
      g_set_error_literal (error, YC_SEAL_FILM_ERROR, YC_SEAL_FILM_ERROR_PAGE,
                           parts->len == 0 ? _("There is no seal to make")
                                           : _("The seals do not fit on one film. Make two."));
      return NULL;
    }
  return draw_page (parts, material, pieces, error);
}
