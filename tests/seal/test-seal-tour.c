/* The order of cuts: inner first, never longer than nearest first, close to the best. */

#include "yc-seal-tour.h"

#include <math.h>

#define SEEDS 200

static const YcSealPoint corner = { 0, 0 };

static GArray *
make_outline (double x,
              double y,
              double radius,
              guint  corners)
{
  GArray *outline = g_array_new (FALSE, FALSE, sizeof (YcSealPoint));

  for (guint i = 0; i < corners; i++)
    {
      YcSealPoint point = { x + radius * cos (2 * G_PI * i / corners), y + radius * sin (2 * G_PI * i / corners) };

      g_array_append_val (outline, point);
    }
  return outline;
}

static GPtrArray *
make_random (guint seed,
             guint count,
             guint corners)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  GPtrArray *outlines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (guint i = 0; i < count; i++)
    {
      double x = g_rand_double_range (rand, 5, 295), y = g_rand_double_range (rand, 5, 195);

      g_ptr_array_add (outlines, make_outline (x, y, corners > 1 ? 0.4 : 0, corners));
    }
  return outlines;
}

static void
assert_each_once (const GArray *tour,
                  guint         count)
{
  g_autofree gboolean *seen = g_new0 (gboolean, count);

  g_assert_cmpuint (tour->len, ==, count);
  for (guint i = 0; i < tour->len; i++)
    {
      guint outline = g_array_index (tour, YcSealStop, i).outline;

      g_assert_cmpuint (outline, <, count);
      g_assert_false (seen[outline]);
      seen[outline] = TRUE;
    }
}

static void
test_never_longer (void)
{
  double greedy_mm = 0, better_mm = 0;

  for (guint seed = 0; seed < SEEDS; seed++)
    {
      g_autoptr (GPtrArray) outlines = make_random (seed, 1 + seed % 24, 12);
      g_autoptr (GArray) greedy = yc_seal_tour_new_greedy (outlines, &corner);
      g_autoptr (GArray) better = yc_seal_tour_new (outlines, &corner);
      double a = yc_seal_tour_get_jog_mm (outlines, greedy, &corner), b = yc_seal_tour_get_jog_mm (outlines, better, &corner);

      assert_each_once (greedy, outlines->len);
      assert_each_once (better, outlines->len);
      g_assert_cmpfloat (b, <=, a);
      greedy_mm += a;
      better_mm += b;
    }
  g_assert_cmpfloat (better_mm, <, 0.93 * greedy_mm);
}

/* Every order, for a few single points. */
static double
find_best (const GPtrArray *outlines,
           GArray          *tour,
           guint            used)
{
  double best = HUGE_VAL;

  if (tour->len == outlines->len)
    return yc_seal_tour_get_jog_mm (outlines, tour, &corner);
  for (guint i = 0; i < outlines->len; i++)
    {
      YcSealStop stop = { i, 0 };

      if (used & 1u << i)
        continue;
      g_array_append_val (tour, stop);
      best = MIN (best, find_best (outlines, tour, used | 1u << i));
      g_array_set_size (tour, tour->len - 1);
    }
  return best;
}

static void
test_close_to_best (void)
{
  guint best_found = 0;

  for (guint seed = 0; seed < 60; seed++)
    {
      g_autoptr (GPtrArray) outlines = make_random (seed, 6, 1);
      g_autoptr (GArray) empty = g_array_new (FALSE, FALSE, sizeof (YcSealStop));
      g_autoptr (GArray) tour = yc_seal_tour_new (outlines, &corner);
      double best = find_best (outlines, empty, 0), found = yc_seal_tour_get_jog_mm (outlines, tour, &corner);

      g_assert_cmpfloat (found, >=, best - 1e-9);
      g_assert_cmpfloat (found, <=, best * 1.2);
      best_found += found < best + 1e-3;
    }
  g_assert_cmpuint (best_found, >=, 50);
}

static guint
find_place (const GArray *tour,
            guint         outline)
{
  for (guint i = 0; i < tour->len; i++)
    if (g_array_index (tour, YcSealStop, i).outline == outline)
      return i;
  return G_MAXUINT;
}

/* Three rings in each other at four places, the outer ones first in the list and
 * nearer to the head. */
static void
test_inner_first (void)
{
  for (guint seed = 0; seed < 50; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) outlines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
      g_autoptr (GArray) tour = NULL;

      for (guint i = 0; i < 4; i++)
        {
          double x = 40 + 60 * i, y = g_rand_double_range (rand, 30, 170);

          for (guint depth = 0; depth < 3; depth++)
            g_ptr_array_add (outlines, make_outline (x + g_rand_double_range (rand, 0, 2), y, 20 - 6 * depth, 30));
        }
      tour = yc_seal_tour_new (outlines, &corner);
      assert_each_once (tour, 12);
      for (guint i = 0; i < 12; i++)
        if (i % 3 > 0)
          g_assert_cmpuint (find_place (tour, i), <, find_place (tour, i - 1));
    }
}

static void
test_same_again (void)
{
  g_autoptr (GPtrArray) outlines = make_random (9, 20, 40);
  g_autoptr (GArray) a = yc_seal_tour_new (outlines, &corner);
  g_autoptr (GArray) b = yc_seal_tour_new (outlines, &corner);

  g_assert_cmpmem (a->data, a->len * sizeof (YcSealStop), b->data, b->len * sizeof (YcSealStop));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal-tour/never-longer", test_never_longer);
  g_test_add_func ("/seal-tour/close-to-best", test_close_to_best);
  g_test_add_func ("/seal-tour/inner-first", test_inner_first);
  g_test_add_func ("/seal-tour/same-again", test_same_again);
  return g_test_run ();
}
