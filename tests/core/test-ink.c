/* Handwriting: what is taken, and how near the curves through it are. */

#include "yc-ink.h"

#include <math.h>

static void
put (YcInk *ink,
     gint32 x_um,
     gint32 y_um,
     guint  dt_ms,
     int    pressure)
{
  const YcInkSample sample = { x_um, y_um, dt_ms, (gint16) pressure };
  g_autoptr (GError) error = NULL;

  yc_ink_add (ink, &sample, &error);
  g_assert_no_error (error);
}

static void
refuse (YcInk     *ink,
        gint32     x_um,
        gint32     y_um,
        guint      dt_ms,
        int        pressure,
        YcInkError code)
{
  const YcInkSample sample = { x_um, y_um, dt_ms, (gint16) pressure };
  g_autoptr (YcInk) before = yc_ink_copy (ink);
  g_autoptr (GError) error = NULL;

  g_assert_false (yc_ink_add (ink, &sample, &error));
  g_assert_error (error, YC_INK_ERROR, (int) code);
  g_assert_true (yc_ink_equal (ink, before));
}

static void
test_strokes (void)
{
  g_autoptr (YcInk) ink = yc_ink_new (YC_INK_PEN, 120, 40);
  g_autoptr (GError) error = NULL;
  YcInkBox box = { -1, -1, -1, -1 };

  g_assert_false (yc_ink_get_bounds (ink, &box));
  g_assert_cmpint (box.x_um, ==, -1);
  g_assert_false (yc_ink_check_ended (ink, &error));
  g_assert_error (error, YC_INK_ERROR, YC_INK_ERROR_UNENDED);
  put (ink, 10000, 10000, 0, 0);
  put (ink, 13000, 14000, 8, 512);
  g_assert_true (yc_ink_is_down (ink));
  g_assert_false (yc_ink_check_ended (ink, NULL));
  put (ink, 90000, 39000, 8, YC_INK_UP);
  put (ink, 20000, 10000, 300, 1024);
  put (ink, 20000, 10000, 5, YC_INK_UP);
  g_assert_true (yc_ink_check_ended (ink, NULL));
  g_assert_cmpuint (yc_ink_count_strokes (ink), ==, 2);
  g_assert_cmpuint (yc_ink_get_duration_ms (ink), ==, 321);
  g_assert_cmpfloat_with_epsilon (yc_ink_get_travel_mm (ink), 5, 1e-9);
  g_assert_true (yc_ink_has_pressure (ink));
  g_assert_true (yc_ink_get_bounds (ink, &box));
  g_assert_cmpint (box.x_um, ==, 10000);
  g_assert_cmpint (box.width_um, ==, 10000);
  g_assert_cmpint (box.height_um, ==, 4000);
}

static void
test_refused (void)
{
  g_autoptr (YcInk) pen = yc_ink_new (YC_INK_PEN, 120, 40);
  g_autoptr (YcInk) mouse = yc_ink_new (YC_INK_MOUSE, 120, 40);

  refuse (pen, 1, 1, 0, YC_INK_UP, YC_INK_ERROR_SAMPLE);
  refuse (pen, 1, 1, 7, 1, YC_INK_ERROR_SAMPLE);
  refuse (pen, 1, 1, 0, 1025, YC_INK_ERROR_SAMPLE);
  refuse (pen, 1, 1, 0, -3, YC_INK_ERROR_SAMPLE);
  refuse (pen, 120000 + YC_INK_OUTSIDE_UM_MAX + 1, 1, 0, 1, YC_INK_ERROR_SAMPLE);
  refuse (pen, 1, -YC_INK_OUTSIDE_UM_MAX - 1, 0, 1, YC_INK_ERROR_SAMPLE);
  put (pen, 120000 + YC_INK_OUTSIDE_UM_MAX, -YC_INK_OUTSIDE_UM_MAX, 0, 1);
  put (pen, 1, 1, 1, YC_INK_UP);
  refuse (pen, 1, 1, 1, YC_INK_UP, YC_INK_ERROR_SAMPLE);
  refuse (pen, 1, 1, YC_INK_DURATION_MS_MAX, 1, YC_INK_ERROR_TOO_MUCH);
  put (pen, 1, 1, YC_INK_DURATION_MS_MAX - 1, 1);
  refuse (mouse, 1, 1, 0, 512, YC_INK_ERROR_SAMPLE);
  put (mouse, 1, 1, 0, YC_INK_NO_PRESSURE);
}

static void
test_a_million (void)
{
  g_autoptr (YcInk) ink = yc_ink_new (YC_INK_TOUCH, 120, 40);
  g_autoptr (GArray) curves = NULL;

  for (guint i = 0; i < YC_INK_SAMPLES_MAX; i++)
    put (ink, (gint32) (60000 + 50000 * cos (i / 900.0)), (gint32) (20000 + 18000 * sin (i / 700.0)), 0, YC_INK_NO_PRESSURE);
  refuse (ink, 1, 1, 0, YC_INK_NO_PRESSURE, YC_INK_ERROR_TOO_MUCH);
  curves = yc_ink_fit (ink, 50);
  g_assert_cmpuint (curves->len, <, 60000);
}

static void
test_digest (void)
{
  g_autoptr (YcInk) a = yc_ink_new (YC_INK_PEN, 120, 40);
  g_autoptr (YcInk) b = NULL;
  g_autoptr (YcInk) touch = yc_ink_new (YC_INK_TOUCH, 120, 40);
  char one[YC_SHA256_TEXT_SIZE], other[YC_SHA256_TEXT_SIZE];

  put (a, 1000, -2000, 0, 3);
  put (touch, 1000, -2000, 0, 3);
  yc_ink_get_digest (a, one);
  /* Worked out by another program from what yc_ink_get_digest() says. */
  g_assert_cmpstr (one, ==, "fd69f29fcacfde6ee9f05359434919360eda5bc516ac2c84d0f01f0edae5824d");
  yc_ink_get_digest (touch, other);
  g_assert_cmpstr (one, !=, other);
  b = yc_ink_copy (a);
  yc_ink_get_digest (b, other);
  g_assert_cmpstr (one, ==, other);
  put (b, 1000, -2000, 0, YC_INK_UP);
  yc_ink_get_digest (b, other);
  g_assert_cmpstr (one, !=, other);
}

/* --- curves ---------------------------------------------------------------------- */

static void
point_at (const YcInkCurve *curve,
          double            t,
          double           *ret_x,
          double           *ret_y)
{
  double s = 1 - t, b[4] = { s * s * s, 3 * t * s * s, 3 * t * t * s, t * t * t };

  *ret_x = *ret_y = 0;
  for (int i = 0; i < 4; i++)
    {
      *ret_x += b[i] * curve->x[i];
      *ret_y += b[i] * curve->y[i];
    }
}

/* How far @sample is from the nearest of many points on all curves. */
static double
measure_distance_mm (GArray            *curves,
                     const YcInkSample *sample)
{
  double nearest = INFINITY;

  for (guint i = 0; i < curves->len; i++)
    for (int step = 0; step <= 100; step++)
      {
        double x, y;

        point_at (&g_array_index (curves, YcInkCurve, i), step / 100.0, &x, &y);
        nearest = MIN (nearest, hypot (x - sample->x_um / 1000.0, y - sample->y_um / 1000.0));
      }
  return nearest;
}

static void
assert_near (const YcInk *ink,
             guint        tolerance_um)
{
  g_autoptr (GArray) curves = yc_ink_fit (ink, tolerance_um);
  guint count, strokes = 0;
  const YcInkSample *samples = yc_ink_get_samples (ink, &count);

  for (guint i = 0; i < curves->len; i++)
    {
      const YcInkCurve *curve = &g_array_index (curves, YcInkCurve, i);

      strokes += curve->begins;
      if (!curve->begins)
        {
          g_assert_cmpfloat (curve->x[0], ==, curve[-1].x[3]);
          g_assert_cmpfloat (curve->y[0], ==, curve[-1].y[3]);
        }
    }
  g_assert_cmpuint (strokes, ==, yc_ink_count_strokes (ink));
  for (guint i = 0; i < count; i++)
    if (samples[i].pressure != YC_INK_UP)
      g_assert_cmpfloat (measure_distance_mm (curves, &samples[i]), <=, tolerance_um / 1000.0 + 0.03);
}

static void
test_curves_near (void)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (7);

  for (guint round = 0; round < 4; round++)
    {
      g_autoptr (YcInk) ink = yc_ink_new (YC_INK_PEN, 120, 40);
      double x = 20000, y = 20000, direction = 0;

      for (guint i = 0; i < 150; i++)
        {
          gboolean up = i % 50 == 49;

          direction += g_rand_double_range (chance, -0.9, 0.9);
          x = CLAMP (x + 600 * cos (direction), 0, 120000);
          y = CLAMP (y + 600 * sin (direction), 0, 40000);
          put (ink, (gint32) x, (gint32) y, i == 0 ? 0 : 7, up ? YC_INK_UP : (int) (i * 6));
        }
      assert_near (ink, 50);
      assert_near (ink, 200);
    }
}

/* A smooth stroke of many samples becomes a few curves; a dot one that stays. */
static void
test_curves_few (void)
{
  g_autoptr (YcInk) ink = yc_ink_new (YC_INK_PEN, 120, 40);
  g_autoptr (YcInk) dot = yc_ink_new (YC_INK_MOUSE, 120, 40);
  g_autoptr (GArray) curves = NULL, point = NULL;
  const YcInkCurve *curve;

  for (guint i = 0; i <= 400; i++)
    put (ink, (gint32) (60000 + 15000 * cos (i * G_PI / 200)), (gint32) (20000 + 15000 * sin (i * G_PI / 200)), i > 0 ? 5 : 0,
         1024);
  curves = yc_ink_fit (ink, 50);
  g_assert_cmpuint (curves->len, <=, 8);
  g_assert_cmpfloat_with_epsilon (g_array_index (curves, YcInkCurve, 0).width_mm, 0.9, 1e-9);

  put (dot, 5000, 6000, 0, YC_INK_NO_PRESSURE);
  put (dot, 5000, 6000, 30, YC_INK_NO_PRESSURE);
  put (dot, 5000, 6000, 30, YC_INK_UP);
  point = yc_ink_fit (dot, 50);
  g_assert_cmpuint (point->len, ==, 1);
  curve = &g_array_index (point, YcInkCurve, 0);
  g_assert_true (curve->begins);
  g_assert_cmpfloat (curve->x[0], ==, 5);
  g_assert_cmpfloat (curve->y[3], ==, 6);
}

/* Back and forth over the same ground: nothing there to go along smoothly. */
static void
test_curves_of_a_saw (void)
{
  g_autoptr (YcInk) ink = yc_ink_new (YC_INK_PEN, 120, 40);

  for (guint i = 0; i < 200; i++)
    put (ink, i % 2 == 0 ? 0 : 100000, 20000, i > 0, 100);
  assert_near (ink, 20);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ink/strokes", test_strokes);
  g_test_add_func ("/ink/refused", test_refused);
  g_test_add_func ("/ink/a-million", test_a_million);
  g_test_add_func ("/ink/digest", test_digest);
  g_test_add_func ("/ink/curves/near", test_curves_near);
  g_test_add_func ("/ink/curves/few", test_curves_few);
  g_test_add_func ("/ink/curves/saw", test_curves_of_a_saw);
  return g_test_run ();
}
