/* From outlines to dots: ink, area and slope, against a slow and plain reference. */

#include "yc-seal-burn.h"
#include "yc-seal-hull.h"
#include "yc-test-artwork.h"

#include <math.h>

#define DOT_NM 50800
#define DOT_MM 0.0508
#define FINE 8
#define SEEDS 6

/* How many of a dot's FINE × FINE sample points are ink; dots of the burn, mirrored drawing. */
static guint8 *
sample_ink (const YcSealBurn    *burn,
            const YcSealDrawing *drawing)
{
  g_autoptr (YcSealDrawing) mirrored = yc_seal_drawing_mirror (drawing);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, burn->width * FINE, burn->height * FINE);
  cairo_t *cr = cairo_create (surface);
  guint8 *counts = g_malloc0 ((gsize) burn->width * burn->height);
  const guint8 *data;
  int stride;

  cairo_scale (cr, FINE / DOT_MM, FINE / DOT_MM);
  cairo_translate (cr, -burn->left_mm, -burn->top_mm);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  yc_seal_drawing_draw (mirrored, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (guint y = 0; y < burn->height * FINE; y++)
    for (guint x = 0; x < burn->width * FINE; x++)
      counts[(y / FINE) * burn->width + x / FINE] += data[(gsize) y * stride + x] > 0;
  cairo_surface_destroy (surface);
  return counts;
}

/* How far a point lies from a convex outline; negative inside. */
static double
get_outside (const GArray *hull,
             double        x,
             double        y)
{
  double least = HUGE_VAL;
  gboolean inside = TRUE;

  for (guint i = 0; i < hull->len; i++)
    {
      const YcSealPoint *a = &g_array_index (hull, YcSealPoint, i);
      const YcSealPoint *b = &g_array_index (hull, YcSealPoint, (i + 1) % hull->len);
      double u = b->x - a->x, v = b->y - a->y, square = u * u + v * v;
      double part = square > 0 ? CLAMP (((x - a->x) * u + (y - a->y) * v) / square, 0, 1) : 0;

      inside &= (x - a->x) * v - (y - a->y) * u <= 0;
      least = MIN (least, hypot (x - a->x - part * u, y - a->y - part * v));
    }
  return inside ? -least : least;
}

/* Squared, in dots, to the nearest dot that is ink; at most 10². */
static int
find_ink (const YcSealBurn *burn,
          const guint8     *is_ink,
          int               x,
          int               y)
{
  int least = 100;

  for (int v = MAX (0, y - 10); v <= MIN ((int) burn->height - 1, y + 10); v++)
    for (int u = MAX (0, x - 10); u <= MIN ((int) burn->width - 1, x + 10); u++)
      if (is_ink[v * burn->width + u])
        least = MIN (least, (u - x) * (u - x) + (v - y) * (v - y));
  return least;
}

/* 0.4 mm are 8 dots, in 4 steps from 300 to 1000 per mille. */
static gint32
get_power (int square)
{
  static const gint32 powers[] = { 300, 475, 650, 825 };
  double depth = (sqrt (square) - 1) / 8 * 4;

  return depth >= 4 ? 1000 : powers[(int) floor (depth)];
}

static void
assert_relief (const YcSealBurn    *burn,
               const YcSealDrawing *drawing)
{
  g_autoptr (YcSealDrawing) mirrored = yc_seal_drawing_mirror (drawing);
  g_autoptr (GArray) hull = yc_seal_hull_new (mirrored, 0.005);
  g_autofree guint8 *counts = sample_ink (burn, drawing), *is_ink = g_malloc (burn->width * burn->height);
  guint full = 0, sloped = 0;

  /* Ink is where half of a dot is covered; the picture's own rounding is a sixteenth of a dot. */
  for (guint i = 0; i < burn->width * burn->height; i++)
    {
      double x = burn->left_mm + (i % burn->width + 0.5) * DOT_MM, y = burn->top_mm + (i / burn->width + 0.5) * DOT_MM;
      double outside = get_outside (hull, x, y);

      is_ink[i] = burn->levels[i] == 0 && outside < 1.0;
      if (counts[i] > FINE * FINE * 5 / 8)
        g_assert_cmpint (burn->levels[i], ==, 0);
      if (counts[i] < FINE * FINE * 3 / 8 && outside < 1.5 - DOT_MM)
        g_assert_cmpint (burn->levels[i], >, 0);
      if (outside > 1.5 + DOT_MM)
        g_assert_cmpint (burn->levels[i], ==, 0);
    }
  for (guint y = 0; y < burn->height; y++)
    for (guint x = 0; x < burn->width; x++)
      {
        guint8 level = burn->levels[y * burn->width + x];

        if (level == 0)
          continue;
        g_assert_cmpint (burn->powers[level], ==, get_power (find_ink (burn, is_ink, x, y)));
        full += burn->powers[level] == 1000;
        sloped += burn->powers[level] < 1000;
      }
  g_assert_cmpuint (full, >, 1000);
  g_assert_cmpuint (sloped, >, 1000);
}

static void
test_relief (void)
{
  for (guint seed = 0; seed < SEEDS; seed++)
    {
      g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (seed % 3, 18, seed % 3 == YC_TEST_OVAL ? 14 : 18, seed);
      g_autoptr (GError) error = NULL;
      g_autoptr (YcSealBurn) burn = yc_seal_burn_new (drawing, yc_seal_material_find ("rubber"), DOT_NM, 8, &error);

      g_assert_no_error (error);
      assert_relief (burn, drawing);
    }
}

/* A machine whose line carries fewer powers gets fewer, over the same shoulder. */
static void
test_fewer_steps (void)
{
  g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (YC_TEST_SQUARE, 12, 12, 1);
  const guint steps[] = { 0, 1, 2, 4, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (YcSealBurn) burn = yc_seal_burn_new (drawing, yc_seal_material_find ("rubber"), DOT_NM, steps[i], NULL);

      g_assert_cmpuint (burn->n_levels, ==, MIN (steps[i], 4) + 2);
      for (guint level = 1; level < burn->n_levels; level++)
        g_assert_cmpint (burn->powers[level], >, burn->powers[level - 1]);
      g_assert_cmpint (burn->powers[burn->n_levels - 1], ==, 1000);
    }
}

static void
test_direct (void)
{
  g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (YC_TEST_ROUND, 20, 20, 5);
  g_autoptr (YcSealBurn) burn = yc_seal_burn_new (drawing, yc_seal_material_find ("infiltration"), DOT_NM, 8, NULL);
  g_autofree guint8 *counts = sample_ink (burn, drawing);

  g_assert_cmpuint (burn->n_levels, ==, 2);
  for (guint i = 0; i < burn->width * burn->height; i++)
    {
      if (counts[i] > FINE * FINE * 5 / 8)
        g_assert_cmpint (burn->powers[burn->levels[i]], ==, 1000);
      if (counts[i] < FINE * FINE * 3 / 8)
        g_assert_cmpint (burn->levels[i], ==, 0);
    }
}

/* What is burnt of a drawing that reads the other way is what is burnt, the other way. */
static void
test_mirrored (void)
{
  g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (YC_TEST_ROUND, 20.32, 20.32, 7);
  g_autoptr (YcSealDrawing) mirrored = yc_seal_drawing_mirror (drawing);
  g_autoptr (YcSealBurn) a = yc_seal_burn_new (drawing, yc_seal_material_find ("infiltration"), DOT_NM, 8, NULL);
  g_autoptr (YcSealBurn) b = yc_seal_burn_new (mirrored, yc_seal_material_find ("infiltration"), DOT_NM, 8, NULL);
  guint same = 0, other = 0;

  g_assert_cmpuint (a->width, ==, b->width);
  for (guint y = 0; y < a->height; y++)
    for (guint x = 0; x < a->width; x++)
      {
        guint8 here = a->levels[y * a->width + x];

        other += here != b->levels[y * b->width + a->width - 1 - x];
        same += here != b->levels[y * b->width + x];
      }
  g_assert_cmpuint (other, <, 80); /* of 160 000: those just half covered */
  g_assert_cmpuint (same, >, 1000);
}

/* The piece is cut out outside of all that is burnt, by half the cut's width. */
static void
test_outline (void)
{
  g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (YC_TEST_OVAL, 24, 18, 3);
  g_autoptr (YcSealBurn) burn = yc_seal_burn_new (drawing, yc_seal_material_find ("rubber"), DOT_NM, 8, NULL);
  double least_x = HUGE_VAL, most_x = -HUGE_VAL;

  for (guint i = 0; i < burn->outline->len; i++)
    {
      least_x = MIN (least_x, g_array_index (burn->outline, YcSealPoint, i).x);
      most_x = MAX (most_x, g_array_index (burn->outline, YcSealPoint, i).x);
    }
  g_assert_cmpfloat_with_epsilon (most_x - least_x, 24 + 2 * (1.5 + 0.1), 0.02);
  for (guint i = 0; i < burn->width * burn->height; i++)
    if (burn->levels[i] > 0)
      {
        double x = (i % burn->width + 0.5) * DOT_MM, y = (i / burn->width + 0.5) * DOT_MM;

        g_assert_cmpfloat (get_outside (burn->outline, x, y), <, -0.05);
      }
}

static void
test_refuses (void)
{
  g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (YC_TEST_SQUARE, 12, 12, 1);
  g_autoptr (YcSealDrawing) empty = yc_seal_drawing_builder_end (yc_seal_drawing_builder_new (10, 10));
  const YcSealMaterial *rubber = yc_seal_material_find ("rubber");
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_seal_burn_new (drawing, yc_seal_material_find ("photosensitive"), DOT_NM, 8, &error));
  g_assert_error (error, YC_SEAL_BURN_ERROR, YC_SEAL_BURN_ERROR_FILM);
  g_clear_error (&error);
  g_assert_null (yc_seal_burn_new (drawing, rubber, 1000, 8, &error));
  g_assert_error (error, YC_SEAL_BURN_ERROR, YC_SEAL_BURN_ERROR_RESOLUTION);
  g_clear_error (&error);
  g_assert_null (yc_seal_burn_new (empty, rubber, DOT_NM, 8, &error));
  g_assert_error (error, YC_SEAL_BURN_ERROR, YC_SEAL_BURN_ERROR_EMPTY);
}

static void
test_bank_hint (void)
{
  g_assert_null (yc_seal_material_get_bank_hint (yc_seal_material_find ("rubber")));
  g_assert_nonnull (yc_seal_material_get_bank_hint (yc_seal_material_find ("photosensitive")));
  g_assert_null (yc_seal_material_find ("granite"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal-burn/relief", test_relief);
  g_test_add_func ("/seal-burn/fewer-steps", test_fewer_steps);
  g_test_add_func ("/seal-burn/direct", test_direct);
  g_test_add_func ("/seal-burn/mirrored", test_mirrored);
  g_test_add_func ("/seal-burn/outline", test_outline);
  g_test_add_func ("/seal-burn/refuses", test_refuses);
  g_test_add_func ("/seal-burn/bank-hint", test_bank_hint);
  return g_test_run ();
}
