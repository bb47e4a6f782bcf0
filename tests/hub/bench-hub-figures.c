/* bench-hub-figures.c: how long a supervisor waits for the figures of 100 000 cases
 *
 * A hub's store is filled with the facts of 100 000 cases and as many visits of
 * one month, then its door is asked over HTTP as a desk asks it: the first time
 * all is read from the disk, afterwards only what has changed. Between two
 * questions 50 facts are written, as in a second of a city's busiest hour.
 */

#include "yc-test-facts.h"
#include "yc-test-hub.h"

#include <string.h>

#define CASES 100000
#define EVENTS 50 /* a second */
#define ROUNDS 20
#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * MINUTE_MS)

/* While no request is under way, the store's thread is idle. */
static void
change (YcHub *hub,
        guint  round)
{
  g_autoptr (GError) error = NULL;

  YC_HUB_CALL (hub, begin, &error);
  for (guint i = 0; i < EVENTS; i++)
    {
      guint which = (round * EVENTS + i) * 37 % CASES;
      g_autofree char *stream = g_strdup_printf ("case-%032x", which + 1);

      test_facts_put (hub, which, TEST_NOW_MS);
      yc_hub_board_touch (hub->board, YC_HUB_TRAINING_HALL, stream);
    }
  YC_HUB_CALL (hub, commit, &error);
  g_assert_no_error (error);
}

static double
time_question (TestHub    *hub,
               TestDesk   *desk,
               const char *target)
{
  gint64 begin_us = g_get_monotonic_time ();

  g_assert_cmpuint (test_hub_ask (hub, "GET", target, desk->token, NULL, NULL), ==, 200);
  return (double) (g_get_monotonic_time () - begin_us) / 1000;
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  const double *first = a, *second = b;

  return (*first > *second) - (*first < *second);
}

static void
measure (TestHub    *hub,
         TestDesk   *desk,
         const char *name,
         const char *target)
{
  double times[ROUNDS];
  gint64 change_us = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 begin_us = g_get_monotonic_time ();

      change (hub->hub, i);
      change_us += g_get_monotonic_time () - begin_us;
      times[i] = time_question (hub, desk, target);
    }
  qsort (times, ROUNDS, sizeof *times, compare_times);
  g_print ("%s: median %.1f ms, slowest of %d %.1f ms; %.3f ms to write one event's facts\n", name, times[ROUNDS / 2],
           ROUNDS, times[ROUNDS - 1], (double) change_us / 1000 / (ROUNDS * EVENTS));
}

int
main (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "9", YC_HUB_TRAINING_SUPERVISOR);
  g_autofree char *month = g_strdup_printf ("from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT,
                                            TEST_NOW_MS - 31 * DAY_MS, TEST_NOW_MS + DAY_MS);
  g_autofree char *windows = g_strdup_printf ("/v1/figures?%s&by=window", month);
  g_autofree char *matters = g_strdup_printf ("/v1/figures?%s&by=matter", month);
  g_autofree char *behind = g_strdup_printf ("/v1/figures/cases?%s&by=window&measure=done&key=7", month);

  yc_hub_board_set_age (hub->hub->board, 0);
  test_facts_fill (hub->hub, CASES, TEST_NOW_MS);
  g_print ("%d cases and visits, first question (all is read from the disk): %.1f ms\n", CASES,
           time_question (hub, desk, windows));
  measure (hub, desk, "figures by window", windows);
  measure (hub, desk, "figures by matter", matters);
  measure (hub, desk, "the cases behind one", behind);
  return 0;
}
