/* The film: true size, black and clear, the same bytes again; read back by poppler. */

#include "yc-seal-film.h"
#include "yc-test-artwork.h"

#include <math.h>
#include <poppler.h>

#define DOTS_MM 20
#define MARGIN_MM 15

static cairo_surface_t *
show (GBytes *pdf)
{
  g_autoptr (GError) error = NULL;
  PopplerDocument *document = poppler_document_new_from_bytes (pdf, NULL, &error);
  PopplerPage *page;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 210 * DOTS_MM, 297 * DOTS_MM);
  cairo_t *cr = cairo_create (surface);
  double width, height;

  g_assert_no_error (error);
  g_assert_cmpint (poppler_document_get_n_pages (document), ==, 1);
  page = poppler_document_get_page (document, 0);
  poppler_page_get_size (page, &width, &height);
  g_assert_cmpfloat_with_epsilon (width / 72 * 25.4, 210, 0.01);
  g_assert_cmpfloat_with_epsilon (height / 72 * 25.4, 297, 0.01);
  cairo_scale (cr, 25.4 / 72 * DOTS_MM, 25.4 / 72 * DOTS_MM);
  poppler_page_render_for_printing (page, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_object_unref (page);
  g_object_unref (document);
  return surface;
}

static gboolean
is_black (cairo_surface_t *surface,
          int              x,
          int              y)
{
  return cairo_image_surface_get_data (surface)[y * cairo_image_surface_get_stride (surface) + x] >= 128;
}

/* The one seal lies at the margin's corner, as it prints: the film's printed side is on the pad. */
static void
test_true_size (void)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_seal_part_free);
  g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (YC_TEST_ROUND, 40, 40, 3);
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GError) error = NULL;
  cairo_surface_t *film, *seal = cairo_image_surface_create (CAIRO_FORMAT_A8, 40 * DOTS_MM, 40 * DOTS_MM);
  cairo_t *cr = cairo_create (seal);
  guint ink = 0, other = 0;

  g_ptr_array_add (parts, yc_seal_part_new (drawing, "公章"));
  pdf = yc_seal_film_new (parts, yc_seal_material_find ("photosensitive"), &error);
  g_assert_no_error (error);
  film = show (pdf);
  cairo_scale (cr, DOTS_MM, DOTS_MM);
  yc_seal_drawing_draw (drawing, cr);
  cairo_destroy (cr);
  cairo_surface_flush (seal);
  for (int y = 0; y < 40 * DOTS_MM; y++)
    for (int x = 0; x < 40 * DOTS_MM; x++)
      {
        gboolean black = is_black (seal, x, y);

        ink += black;
        other += black != is_black (film, MARGIN_MM * DOTS_MM + x, MARGIN_MM * DOTS_MM + y);
      }
  g_assert_cmpuint (ink, >, 50000);
  g_assert_cmpuint (other * 200, <, ink);
  /* And the line of 50 mm. */
  g_assert_true (is_black (film, MARGIN_MM * DOTS_MM + 2, 275 * DOTS_MM + 1));
  g_assert_true (is_black (film, (MARGIN_MM + 50) * DOTS_MM - 2, 275 * DOTS_MM + 1));
  g_assert_false (is_black (film, (MARGIN_MM + 50) * DOTS_MM + 10, 275 * DOTS_MM + 1));
  cairo_surface_destroy (film);
  cairo_surface_destroy (seal);
}

static void
test_same_again (void)
{
  g_autoptr (GPtrArray) parts = yc_test_artwork_new_five (3);
  g_autoptr (GBytes) a = yc_seal_film_new (parts, yc_seal_material_find ("photosensitive"), NULL);
  g_autoptr (GBytes) b = yc_seal_film_new (parts, yc_seal_material_find ("photosensitive"), NULL);

  g_assert_nonnull (a);
  g_assert_true (g_bytes_equal (a, b));
}

static void
test_refuses (void)
{
  g_autoptr (GPtrArray) parts = yc_test_artwork_new_five (3);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_seal_film_new (parts, yc_seal_material_find ("rubber"), &error));
  g_assert_error (error, YC_SEAL_FILM_ERROR, YC_SEAL_FILM_ERROR_MATERIAL);
  g_clear_error (&error);
  g_assert_null (yc_seal_film_new (none, yc_seal_material_find ("photosensitive"), &error));
  g_assert_error (error, YC_SEAL_FILM_ERROR, YC_SEAL_FILM_ERROR_PAGE);
  g_clear_error (&error);
  for (guint i = 0; i < 40; i++)
    g_ptr_array_add (parts, yc_seal_part_new (((YcSealPart *) g_ptr_array_index (parts, 0))->drawing, "official"));
  g_assert_null (yc_seal_film_new (parts, yc_seal_material_find ("photosensitive"), &error));
  g_assert_error (error, YC_SEAL_FILM_ERROR, YC_SEAL_FILM_ERROR_PAGE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal-film/true-size", test_true_size);
  g_test_add_func ("/seal-film/same-again", test_same_again);
  g_test_add_func ("/seal-film/refuses", test_refuses);
  return g_test_run ();
}
