/* Figures: by example, and against a recount. */

#include "yc-figures.h"

#include <string.h>

#define T0 G_GINT64_CONSTANT (1790000000000)
#define MINUTE G_GINT64_CONSTANT (60000)

static const YcFiguresQuery today = { T0, T0 + 600 * MINUTE, T0 + 600 * MINUTE, YC_BY_WINDOW };

static void
test_spread (void)
{
  gint64 ten[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 };
  gint64 eleven[] = { 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 };
  gint64 two[] = { 7, 3 };
  gint64 one[] = { 4 };
  YcSpread spread = yc_spread_compute (ten, G_N_ELEMENTS (ten));

  g_assert_cmpuint (spread.n, ==, 10);
  g_assert_cmpint (spread.median_ms, ==, 5);
  g_assert_cmpint (spread.p90_ms, ==, 9);
  spread = yc_spread_compute (eleven, G_N_ELEMENTS (eleven));
  g_assert_cmpint (spread.median_ms, ==, 6);
  g_assert_cmpint (spread.p90_ms, ==, 10);
  spread = yc_spread_compute (two, G_N_ELEMENTS (two));
  g_assert_cmpint (spread.median_ms, ==, 3);
  g_assert_cmpint (spread.p90_ms, ==, 7);
  spread = yc_spread_compute (one, 1);
  g_assert_cmpint (spread.median_ms, ==, 4);
  g_assert_cmpint (spread.p90_ms, ==, 4);
  spread = yc_spread_compute (NULL, 0);
  g_assert_cmpuint (spread.n, ==, 0);
}

/* Five counters, five values: none is another's. */
static void
test_ratings (void)
{
  static const guint wanted[YC_RATINGS] = { 7, 5, 3, 2, 1 };
  YcCaseFacts cases[18] = { 0 };
  g_autoptr (GPtrArray) figures = NULL;
  guint n = 0;

  for (int score = 1; score <= YC_RATINGS; score++)
    for (guint i = 0; i < wanted[score - 1]; i++)
      cases[n++] = (YcCaseFacts){ .stream = "case", .window = "1", .rated_ms = T0 + n, .rating = score };
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (cases));
  figures = yc_figures_compute (&today, cases, n, NULL, 0);
  g_assert_cmpuint (figures->len, ==, 2);
  for (guint i = 0; i < YC_RATINGS; i++)
    {
      YcFigures *all = g_ptr_array_index (figures, 0), *window = g_ptr_array_index (figures, 1);

      g_assert_cmpuint (all->counts[YC_MEASURE_RATED_1 + i], ==, wanted[i]);
      g_assert_cmpuint (window->counts[YC_MEASURE_RATED_1 + i], ==, wanted[i]);
    }
}

/* Ticket 0, called 5, received 15, decided 18, seals 18 to 26: at their office to
 * 19, waiting for the machine, which works 20 to 23, paused 30 to 32 while the bank runs, bank 28 to 34, finished 35. */
static void
test_stages (void)
{
  const YcClockModule modules[] = {
    { .id = "registration", .started_ms = T0 + 15 * MINUTE, .ended_ms = T0 + 18 * MINUTE },
    { .id = "seals", .started_ms = T0 + 18 * MINUTE, .making_ms = T0 + 19 * MINUTE,
      .ended_ms = T0 + 26 * MINUTE, .is_outside = TRUE },
    { .id = "bank", .started_ms = T0 + 28 * MINUTE, .ended_ms = T0 + 34 * MINUTE, .is_outside = TRUE },
  };
  const YcClockPause pause = { "correction", "bank", T0 + 30 * MINUTE, T0 + 32 * MINUTE, FALSE };
  const YcSpan machine = { T0 + 20 * MINUTE, T0 + 23 * MINUTE };
  YcCaseFacts facts = { .stream = "case", .window = "1", .called_ms = T0 + 5 * MINUTE, .opened_ms = T0 + 6 * MINUTE,
                        .decided_ms = T0 + 18 * MINUTE, .machine = &machine, .n_machine = 1 };
  g_autoptr (GPtrArray) figures = NULL;
  YcFigures *all;

  facts.clock = (YcClockFacts){ .issued_ms = T0, .received_ms = T0 + 15 * MINUTE, .finished_ms = T0 + 35 * MINUTE,
                                .promise_ms = 18 * MINUTE, .modules = modules, .n_modules = 3, .pauses = &pause,
                                .n_pauses = 1 };
  facts.clock.issued_ms = T0 + 1; /* within the period */
  figures = yc_figures_compute (&today, &facts, 1, NULL, 0);
  all = g_ptr_array_index (figures, 0);
  g_assert_cmpint (all->whole_ms, ==, 35 * MINUTE - 1);
  g_assert_cmpint (all->stages_ms[YC_STAGE_WAIT], ==, (5 + 3 + 4) * MINUTE - 1);
  g_assert_cmpint (all->stages_ms[YC_STAGE_MACHINE], ==, 3 * MINUTE);
  g_assert_cmpint (all->stages_ms[YC_STAGE_OFFICE], ==, (1 + 4) * MINUTE);
  g_assert_cmpint (all->stages_ms[YC_STAGE_PAUSED], ==, 2 * MINUTE);
  g_assert_cmpint (all->stages_ms[YC_STAGE_TOUCH], ==, (10 + 2 + 1) * MINUTE);
  g_assert_cmpuint (all->counts[YC_MEASURE_PROMISED], ==, 1);
  g_assert_cmpuint (all->counts[YC_MEASURE_KEPT], ==, 1); /* 20 minutes, 2 of them paused */
  g_assert_cmpint (all->handled.median_ms, ==, 30 * MINUTE);
}

static void
test_breaking (void)
{
  const YcClockModule modules[] = {
    { .id = "tax", .started_ms = T0 + MINUTE, .limit_ms = MINUTE, .waits = "acknowledged" },
  };
  YcCaseFacts cases[4] = { 0 };
  YcFiguresQuery query = { T0, T0 + 10 * MINUTE, T0 + 10 * MINUTE, YC_BY_NOTHING };
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      cases[i] = (YcCaseFacts){ .stream = "case", .window = "1", .opened_ms = T0 + 1 };
      cases[i].clock = (YcClockFacts){ .received_ms = T0 + 1, .promise_ms = 5 * MINUTE, .modules = modules,
                                       .n_modules = 1 };
    }
  cases[0].clock.promise_ms = 11 * MINUTE;       /* tight */
  cases[1].clock.promise_ms = 60 * MINUTE;       /* calm */
  cases[2].clock.finished_ms = T0 + 9 * MINUTE;  /* broken, but over */
  list = yc_figures_list_breaking (&query, cases, G_N_ELEMENTS (cases));
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_true (g_ptr_array_index (list, 0) == &cases[3]);
  g_assert_true (g_ptr_array_index (list, 1) == &cases[0]);
}

/* A day drawn at random, and a recount of it. */

#define CASES 200
#define VISITS 300

typedef struct
{
  YcCaseFacts cases[CASES];
  YcVisitFacts visits[VISITS];
  YcClockModule modules[CASES];
  YcClockPause pauses[CASES];
} Day;

static const char *const windows[] = { "1", "2", "3" };

static gint64
draw_after (gint64 at_ms)
{
  return at_ms == 0 || g_test_rand_int_range (0, 5) == 0 ? 0 : at_ms + g_test_rand_int_range (1, (int) (200 * MINUTE));
}

static void
draw_case (Day  *day,
           guint i)
{
  YcCaseFacts *facts = &day->cases[i];
  gint64 issued = T0 + g_test_rand_int_range (-300, 600) * MINUTE;

  *facts = (YcCaseFacts){ .stream = "case", .window = windows[i % 3], .operator_code = i % 2 ? "C1" : "C2" };
  facts->matter = i % 5 ? "establishment" : "change";
  facts->called_ms = issued + g_test_rand_int_range (0, (int) (40 * MINUTE));
  facts->opened_ms = facts->called_ms + 1000;
  facts->clock.issued_ms = g_test_rand_bit () ? issued : 0;
  facts->clock.received_ms = draw_after (facts->opened_ms);
  facts->decided_ms = draw_after (facts->clock.received_ms);
  facts->at_once = g_test_rand_bit ();
  facts->electronic = g_test_rand_bit ();
  facts->clock.finished_ms = draw_after (facts->decided_ms);
  facts->clock.handed_ms = draw_after (facts->clock.finished_ms);
  facts->rated_ms = draw_after (facts->clock.finished_ms);
  facts->rating = facts->rated_ms > 0 ? g_test_rand_int_range (1, 6) : 0;
  facts->clock.promise_ms = g_test_rand_bit () ? 120 * MINUTE : YC_CLOCK_NO_LIMIT;
  day->modules[i] = (YcClockModule){ .id = "tax", .started_ms = facts->decided_ms,
                                     .ended_ms = facts->clock.finished_ms, .is_outside = TRUE };
  day->pauses[i] = (YcClockPause){ "correction", g_test_rand_bit () ? "tax" : NULL, issued, 0, FALSE };
  day->pauses[i].to_ms = issued + g_test_rand_int_range (1, (int) (300 * MINUTE));
  facts->clock.modules = &day->modules[i];
  facts->clock.n_modules = 1;
  facts->clock.pauses = &day->pauses[i];
  facts->clock.n_pauses = g_test_rand_bit ();
}

static void
draw_visit (Day  *day,
            guint i)
{
  YcVisitFacts *facts = &day->visits[i];

  *facts = (YcVisitFacts){ .stream = "visit", .window = windows[i % 3], .operator_code = "C1", .matter = "" };
  facts->issued_ms = T0 + g_test_rand_int_range (-300, 600) * MINUTE;
  facts->called_ms = draw_after (facts->issued_ms);
  facts->waits = facts->called_ms == 0;
  facts->no_show_ms = draw_after (facts->called_ms);
  facts->transferred_ms = draw_after (facts->called_ms);
}

static gboolean
in_period (gint64 at_ms)
{
  return at_ms >= today.from_ms && at_ms < today.to_ms;
}

static int
compare_moments (const void *a,
                 const void *b)
{
  const gint64 *first = a, *second = b;

  return (*first > *second) - (*first < *second);
}

/* Received to finished without the one pause; a module's counts while it runs. */
static gint64
count_net (const YcCaseFacts *c)
{
  const YcClockPause *pause = c->clock.pauses;
  gint64 from = c->clock.received_ms, to = c->clock.finished_ms, cut_from, cut_to;

  if (c->clock.n_pauses == 0)
    return to - from;
  cut_from = MAX (from, pause->from_ms);
  if (pause->module != NULL)
    cut_from = MAX (cut_from, c->clock.modules->started_ms);
  cut_to = MIN (to, pause->to_ms);
  return to - from - MAX (0, cut_to - cut_from);
}

static void
recount_cases (const Day       *day,
               const char      *window,
               const YcFigures *figures)
{
  guint done = 0, in_hand = 0, electronic = 0, decided = 0, at_once = 0;
  guint handed = 0, promised = 0, kept = 0;
  gint64 handled[CASES], total[CASES], whole = 0, sum = 0;

  for (guint i = 0; i < CASES; i++)
    {
      const YcCaseFacts *c = &day->cases[i];

      if (window != NULL && strcmp (window, c->window) != 0)
        continue;
      in_hand += c->opened_ms < today.to_ms && c->clock.finished_ms == 0;
      decided += in_period (c->decided_ms);
      at_once += in_period (c->decided_ms) && c->at_once;
      if (in_period (c->clock.handed_ms))
        total[handed++] = c->clock.handed_ms - (c->clock.issued_ms > 0 ? c->clock.issued_ms : c->opened_ms);
      if (!in_period (c->clock.finished_ms))
        continue;
      promised += c->clock.promise_ms >= 0;
      kept += c->clock.promise_ms >= 0 && count_net (c) <= c->clock.promise_ms;
      electronic += c->electronic;
      handled[done++] = c->clock.finished_ms - c->called_ms;
      whole += c->clock.finished_ms - (c->clock.issued_ms > 0 ? c->clock.issued_ms : c->opened_ms);
    }
  g_assert_cmpuint (figures->counts[YC_MEASURE_DONE], ==, done);
  g_assert_cmpuint (figures->counts[YC_MEASURE_IN_HAND], ==, in_hand);
  g_assert_cmpuint (figures->counts[YC_MEASURE_ELECTRONIC], ==, electronic);
  g_assert_cmpuint (figures->counts[YC_MEASURE_DECIDED], ==, decided);
  g_assert_cmpuint (figures->counts[YC_MEASURE_AT_ONCE], ==, at_once);
  g_assert_cmpuint (figures->handled.n, ==, done);
  g_assert_cmpuint (figures->counts[YC_MEASURE_HANDED], ==, handed);
  g_assert_cmpuint (figures->counts[YC_MEASURE_PROMISED], ==, promised);
  g_assert_cmpuint (figures->counts[YC_MEASURE_KEPT], ==, kept);
  g_assert_cmpuint (figures->total.n, ==, handed);
  qsort (total, handed, sizeof total[0], compare_moments);
  if (handed > 0)
    g_assert_cmpint (figures->total.p90_ms, ==, total[(handed * 9 + 9) / 10 - 1]);
  qsort (handled, done, sizeof handled[0], compare_moments);
  if (done > 0)
    g_assert_cmpint (figures->handled.median_ms, ==, handled[(done + 1) / 2 - 1]);
  for (guint i = 0; i < YC_STAGES; i++)
    sum += figures->stages_ms[i];
  g_assert_cmpint (figures->whole_ms, ==, whole);
  g_assert_cmpint (sum, ==, whole);
}

static void
recount_visits (const Day       *day,
                const char      *window,
                const YcFigures *figures)
{
  guint waiting = 0, waited = 0, no_show = 0, transferred = 0;

  for (guint i = 0; i < VISITS; i++)
    {
      const YcVisitFacts *v = &day->visits[i];

      if (window != NULL && strcmp (window, v->window) != 0)
        continue;
      waiting += v->waits && v->issued_ms < today.to_ms;
      waited += in_period (v->called_ms);
      no_show += in_period (v->no_show_ms);
      transferred += in_period (v->transferred_ms);
    }
  g_assert_cmpuint (figures->counts[YC_MEASURE_WAITING], ==, waiting);
  g_assert_cmpuint (figures->counts[YC_MEASURE_WAITED], ==, waited);
  g_assert_cmpuint (figures->waited.n, ==, waited);
  g_assert_cmpuint (figures->counts[YC_MEASURE_NO_SHOW], ==, no_show);
  g_assert_cmpuint (figures->counts[YC_MEASURE_TRANSFERRED], ==, transferred);
}

/* Every figure opens exactly the cases it counted. */
static void
assert_lists (const Day       *day,
              const YcFigures *figures)
{
  for (guint m = 0; m < YC_MEASURES; m++)
    {
      g_autoptr (GPtrArray) list = yc_figures_list (&today, m, figures->key, day->cases, CASES, day->visits, VISITS);
      YcMeasure parsed;

      g_assert_cmpuint (list->len, ==, figures->counts[m]);
      g_assert_true (yc_measure_parse (yc_measure_to_text (m), &parsed));
      g_assert_cmpint (parsed, ==, m);
    }
}

static void
test_recount (void)
{
  g_autofree Day *day = g_new0 (Day, 1);
  g_autoptr (GPtrArray) figures = NULL;

  for (guint i = 0; i < CASES; i++)
    draw_case (day, i);
  for (guint i = 0; i < VISITS; i++)
    draw_visit (day, i);
  figures = yc_figures_compute (&today, day->cases, CASES, day->visits, VISITS);
  g_assert_cmpuint (figures->len, ==, 4);
  for (guint i = 0; i < figures->len; i++)
    {
      const YcFigures *group = g_ptr_array_index (figures, i);

      g_assert_cmpstr (group->key, ==, i == 0 ? NULL : windows[i - 1]);
      recount_cases (day, group->key, group);
      recount_visits (day, group->key, group);
      assert_lists (day, group);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/figures/spread", test_spread);
  g_test_add_func ("/figures/ratings", test_ratings);
  g_test_add_func ("/figures/stages", test_stages);
  g_test_add_func ("/figures/breaking", test_breaking);
  g_test_add_func ("/figures/recount", test_recount);

  return g_test_run ();
}
