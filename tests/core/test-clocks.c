/* Clocks: by example, and against a model that counts every millisecond. */

#include "yc-clocks.h"

#include <string.h>

#define T0 G_GINT64_CONSTANT (1790000000000) /* 2026-09-21 22:13:20 in China, a Monday */
#define DAY G_GINT64_CONSTANT (86400000)
#define CHINA (8 * 60)

static const YcClockFacts blank = { .now_ms = T0 + 1000, .zone_minutes = CHINA, .received_ms = T0, .promise_ms = 600 };

static YcClocks
read_clocks (const YcClockFacts *facts)
{
  YcClocks clocks;

  yc_clocks_read (facts, &clocks);
  return clocks;
}

static void
test_limits (void)
{
  YcClockFacts facts = blank;

  facts.now_ms = T0 + 600;
  g_assert_cmpint (read_clocks (&facts).promise.state, ==, YC_CLOCK_TIGHT);
  g_assert_cmpint (read_clocks (&facts).promise.due_at_ms, ==, T0 + 600);
  facts.now_ms = T0 + 601;
  g_assert_cmpint (read_clocks (&facts).promise.state, ==, YC_CLOCK_BROKEN);
  facts.finished_ms = T0 + 600;
  g_assert_cmpint (read_clocks (&facts).promise.state, ==, YC_CLOCK_KEPT);
  facts.finished_ms = T0 + 601;
  g_assert_cmpint (read_clocks (&facts).promise.state, ==, YC_CLOCK_BROKEN);
  facts.finished_ms = 0;
  facts.now_ms = T0 + 450;
  g_assert_cmpint (read_clocks (&facts).promise.state, ==, YC_CLOCK_CALM);
  facts.need_ms = 151;
  g_assert_cmpint (read_clocks (&facts).promise.state, ==, YC_CLOCK_TIGHT);
  facts.received_ms = 0;
  g_assert_cmpint (read_clocks (&facts).promise.state, ==, YC_CLOCK_IDLE);
  facts.received_ms = T0;
  facts.promise_ms = YC_CLOCK_NO_LIMIT;
  g_assert_cmpint (read_clocks (&facts).promise.state, ==, YC_CLOCK_CALM);
  g_assert_cmpint (read_clocks (&facts).promise.due_at_ms, ==, G_MAXINT64);
}

static void
test_pauses (void)
{
  const YcClockPause pauses[] = {
    { "correction", NULL, T0 + 100, T0 + 300, FALSE }, /* overlap */
    { "applicant", NULL, T0 + 200, T0 + 400, TRUE },
    { "system", NULL, T0 + 250, T0 + 260, FALSE }, /* nested */
    { "appraisal", NULL, T0 + 900, 0, FALSE },     /* lasts */
  };
  YcClockFacts facts = blank;
  YcClocks clocks;

  facts.promise_ms = 700;
  facts.pauses = pauses;
  facts.n_pauses = G_N_ELEMENTS (pauses);
  clocks = read_clocks (&facts);
  g_assert_cmpint (clocks.promise.gross_ms, ==, 1000);
  g_assert_cmpint (clocks.promise.net_ms, ==, 1000 - 300 - 100);
  g_assert_cmpint (clocks.promise.due_at_ms, ==, T0 + 1000 + 100);
  g_assert_cmpint (clocks.promise.state, ==, YC_CLOCK_PAUSED);
  g_assert_cmpstr (clocks.promise.waits, ==, "appraisal");
  g_assert_true (clocks.promise.uncertain);
}

/* One module's pause stops the case only when no other module runs. */
static void
test_modules (void)
{
  const YcClockModule modules[] = {
    { .id = "tax", .started_ms = T0, .ended_ms = T0 + 500, .limit_ms = 400, .waits = "acknowledged" },
    { .id = "bank", .started_ms = T0 + 100, .limit_ms = 5000, .waits = "acknowledged" },
    { .id = "fund", .limit_ms = YC_CLOCK_AT_ONCE_MS, .waits = "waiting" },
  };
  const YcClockPause pauses[] = {
    { "correction", "bank", T0 + 300, T0 + 800, FALSE },
  };
  YcClockFacts facts = blank;
  YcClocks clocks;

  facts.modules = modules;
  facts.n_modules = G_N_ELEMENTS (modules);
  facts.pauses = pauses;
  facts.n_pauses = G_N_ELEMENTS (pauses);
  clocks = read_clocks (&facts);
  g_assert_cmpint (clocks.modules[0].net_ms, ==, 500);
  g_assert_cmpint (clocks.modules[0].state, ==, YC_CLOCK_BROKEN);
  g_assert_cmpint (clocks.modules[1].net_ms, ==, 400);
  g_assert_cmpint (clocks.modules[1].gross_ms, ==, 900);
  g_assert_cmpint (clocks.modules[2].state, ==, YC_CLOCK_IDLE);
  g_assert_cmpint (clocks.promise.net_ms, ==, 1000 - 300);
  g_assert_cmpstr (clocks.promise.waits_module, ==, "bank");
  facts.now_ms = T0 + 600;
  g_assert_cmpint (read_clocks (&facts).promise.state, ==, YC_CLOCK_PAUSED);
  facts.now_ms = T0 + 400;
  g_assert_cmpint (read_clocks (&facts).promise.state, !=, YC_CLOCK_PAUSED);
}

static void
test_order (void)
{
  const YcClockModule modules[] = {
    { .id = "ended", .started_ms = T0, .ended_ms = T0 + 1, .limit_ms = 2 },
    { .id = "late", .started_ms = T0, .limit_ms = 3000 },
    { .id = "soon", .started_ms = T0, .limit_ms = 2000 },
    { .id = "idle", .limit_ms = 1 },
  };
  YcClockFacts facts = blank;
  YcClocks clocks;

  facts.modules = modules;
  facts.n_modules = G_N_ELEMENTS (modules);
  clocks = read_clocks (&facts);
  qsort (clocks.modules, clocks.n_modules, sizeof clocks.modules[0],
         (int (*) (const void *, const void *)) yc_clock_reading_compare);
  g_assert_cmpstr (clocks.modules[0].module, ==, "soon");
  g_assert_cmpstr (clocks.modules[1].module, ==, "late");
  g_assert_cmpstr (clocks.modules[2].module, ==, "ended");
  g_assert_cmpstr (clocks.modules[3].module, ==, "idle");
}

/* Of one case the clock that breaks first; of several, the case. */
static void
test_front (void)
{
  YcClockModule modules[] = {
    { .id = "ended", .started_ms = T0, .ended_ms = T0 + 1, .limit_ms = 9000 },
    { .id = "soon", .started_ms = T0, .limit_ms = 2000 },
  };
  const YcClockPause pause = { "correction", NULL, T0 + 1, 0, FALSE };
  YcClockFacts facts = blank;
  YcClocks soon, late, paused, nothing;

  facts.now_ms = T0 + 500;
  facts.received_ms = T0;
  facts.promise_ms = 5000;
  late = read_clocks (&facts);
  facts.modules = modules;
  facts.n_modules = G_N_ELEMENTS (modules);
  soon = read_clocks (&facts);
  facts.pauses = &pause;
  facts.n_pauses = 1;
  paused = read_clocks (&facts);
  facts = blank;
  facts.now_ms = T0 + 500;
  facts.received_ms = 0;
  facts.issued_ms = T0;
  nothing = read_clocks (&facts);

  g_assert_true (yc_clocks_get_front (&late) == &late.promise);
  g_assert_cmpstr (yc_clocks_get_front (&soon)->module, ==, "soon");
  g_assert_true (yc_clocks_get_front (&nothing) == &nothing.visitor);
  g_assert_cmpint (yc_clocks_compare (&soon, &late), <, 0);
  g_assert_cmpint (yc_clocks_compare (&late, &soon), >, 0);
  g_assert_cmpint (yc_clocks_compare (&late, &paused), <, 0);
  g_assert_cmpint (yc_clocks_compare (&late, &nothing), <, 0);
  g_assert_cmpint (yc_clocks_compare (&nothing, &paused), ==, 0);
}

/* Where nothing is promised for the whole, the longest module's promise is. */
static void
test_promise (void)
{
  const YcClockModule modules[] = {
    { .id = "short", .started_ms = T0, .limit_ms = 1000 },
    { .id = "long", .limit_ms = 3000 },
  };
  YcClockFacts facts = blank;
  YcClocks clocks;

  facts.promise_ms = YC_CLOCK_NO_LIMIT;
  clocks = read_clocks (&facts);
  g_assert_true (yc_clocks_get_promise (&clocks) == &clocks.promise);
  facts.modules = modules;
  facts.n_modules = G_N_ELEMENTS (modules);
  clocks = read_clocks (&facts);
  g_assert_cmpstr (yc_clocks_get_promise (&clocks)->module, ==, "long");
  facts.promise_ms = 500;
  clocks = read_clocks (&facts);
  g_assert_true (yc_clocks_get_promise (&clocks) == &clocks.promise);
}

/* Five working days from Monday 21 September 2026: the 25th and 1 to 7 October
 * are free, Sunday the 27th is worked. */
static void
test_statutory (void)
{
  g_autoptr (YcCalendar) calendar = yc_calendar_new ();
  const YcClockModule module = { .id = "registration", .started_ms = T0, .limit_ms = YC_CLOCK_NO_LIMIT,
                                 .statutory_days = 5 };
  YcClockPause pause = { "correction", NULL, T0 + DAY, T0 + 3 * DAY, FALSE }; /* Tuesday to Thursday evening */
  YcClockFacts facts = blank;
  gint64 midnight = T0 - (22 * 3600 + 13 * 60 + 20) * G_GINT64_CONSTANT (1000);
  YcClocks clocks;

  yc_calendar_add_holiday (calendar, &(YcDate){ 2026, 9, 25 });
  yc_calendar_add_working_day (calendar, &(YcDate){ 2026, 9, 27 });
  for (int day = 1; day <= 7; day++)
    yc_calendar_add_holiday (calendar, &(YcDate){ 2026, 10, day });
  facts.calendar = calendar;
  facts.modules = &module;
  facts.n_modules = 1;
  facts.now_ms = T0 + 3 * DAY + 1000;
  clocks = read_clocks (&facts); /* 22, 23, 24, 27, 28 */
  g_assert_cmpint (clocks.statutory.due_at_ms, ==, midnight + 8 * DAY);
  g_assert_cmpuint (clocks.statutory.net_days, ==, 3);
  g_assert_cmpint (clocks.statutory.state, ==, YC_CLOCK_CALM);
  facts.pauses = &pause;
  facts.n_pauses = 1;
  clocks = read_clocks (&facts); /* the 22nd and the 23rd ended in a pause: 24, 27, 28, 29, 30 */
  g_assert_cmpint (clocks.statutory.due_at_ms, ==, midnight + 10 * DAY);
  g_assert_cmpuint (clocks.statutory.net_days, ==, 1);
  pause.to_ms = pause.from_ms + 1000; /* within a day: nothing moves */
  clocks = read_clocks (&facts);
  g_assert_cmpint (clocks.statutory.due_at_ms, ==, midnight + 8 * DAY);
  pause.to_ms = 0; /* lasts: from tomorrow on days count */
  clocks = read_clocks (&facts); /* the 24th is not over: 24, 27, 28, 29, 30 */
  g_assert_cmpint (clocks.statutory.due_at_ms, ==, midnight + 10 * DAY);
  g_assert_cmpint (clocks.statutory.state, ==, YC_CLOCK_PAUSED);
  pause.to_ms = pause.from_ms + 1000;
  facts.now_ms = midnight + 8 * DAY;
  g_assert_cmpint (read_clocks (&facts).statutory.state, ==, YC_CLOCK_BROKEN);
  facts.now_ms--;
  g_assert_cmpint (read_clocks (&facts).statutory.state, ==, YC_CLOCK_TIGHT);
}

/* The model: look at every millisecond. */

#define SPAN 60
#define MANY 6

typedef struct
{
  YcClockModule modules[3];
  YcClockPause pauses[MANY];
  YcClockFacts facts;
} World;

static void
draw_world (World *world)
{
  static const char *const ids[] = { "a", "b", "c" };

  memset (world, 0, sizeof *world);
  world->facts = blank;
  for (guint i = 0; i < 3; i++)
    {
      gint64 started = g_test_rand_int_range (-5, SPAN);

      world->modules[i] = (YcClockModule){ .id = ids[i], .limit_ms = g_test_rand_int_range (0, SPAN) };
      world->modules[i].started_ms = started < 0 ? 0 : T0 + started;
      if (started >= 0 && g_test_rand_bit ())
        world->modules[i].ended_ms = T0 + g_test_rand_int_range ((int) started, SPAN + 10);
    }
  for (guint i = 0; i < MANY; i++)
    {
      gint64 from = g_test_rand_int_range (0, SPAN);

      world->pauses[i] = (YcClockPause){ "correction", g_test_rand_bit () ? ids[i % 3] : NULL, T0 + from, 0, FALSE };
      if (g_test_rand_int_range (0, 4) > 0)
        world->pauses[i].to_ms = T0 + g_test_rand_int_range ((int) from, SPAN);
    }
  world->facts.now_ms = T0 + g_test_rand_int_range (0, SPAN);
  world->facts.promise_ms = g_test_rand_int_range (0, SPAN);
  if (g_test_rand_bit ())
    world->facts.finished_ms = T0 + g_test_rand_int_range (0, SPAN);
  world->facts.modules = world->modules;
  world->facts.n_modules = 3;
  world->facts.pauses = world->pauses;
  world->facts.n_pauses = g_test_rand_int_range (0, MANY + 1);
}

static gboolean
model_is_paused (const World *world,
                 const char  *module,
                 gint64       t)
{
  guint running = 0, stopped = 0;

  for (guint i = 0; i < world->facts.n_pauses; i++)
    {
      const YcClockPause *p = &world->pauses[i];

      if (t >= p->from_ms && (p->to_ms == 0 || t < p->to_ms) &&
          (p->module == NULL || (module != NULL && strcmp (p->module, module) == 0)))
        return TRUE;
    }
  if (module != NULL)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    {
      const YcClockModule *m = &world->modules[i];

      if (m->started_ms == 0 || t < m->started_ms || (m->ended_ms > 0 && t >= m->ended_ms))
        continue;
      running++;
      stopped += model_is_paused (world, m->id, t);
    }
  return running > 0 && running == stopped;
}

static void
assert_as_model (const World          *world,
                 const YcClockReading *reading)
{
  gint64 end = reading->ended_ms > 0 ? reading->ended_ms : MAX (world->facts.now_ms, reading->started_ms);
  gint64 net = 0, due = reading->limit_ms == 0 ? G_MININT64 : G_MAXINT64;

  if (reading->started_ms == 0)
    return;
  for (gint64 t = reading->started_ms; t < end; t++)
    if (!model_is_paused (world, reading->module, t) && ++net == reading->limit_ms)
      due = t + 1;
  if (due == G_MAXINT64)
    due = end + reading->limit_ms - net;
  g_assert_cmpint (reading->net_ms, ==, net);
  g_assert_cmpint (reading->gross_ms, ==, end - reading->started_ms);
  g_assert_cmpint (reading->net_ms, <=, reading->gross_ms);
  if (due != G_MININT64)
    g_assert_cmpint (reading->due_at_ms, ==, due);
  g_assert_cmpint (reading->state == YC_CLOCK_BROKEN, ==, net > reading->limit_ms);
}

static void
assert_not_earlier (const YcClockReading *with,
                    const YcClockReading *without)
{
  g_assert_cmpint (with->net_ms, <=, without->net_ms);
  g_assert_cmpint (with->due_at_ms, >=, without->due_at_ms);
  g_assert_cmpint (with->gross_ms, ==, without->gross_ms);
}

static void
test_model (void)
{
  for (guint round = 0; round < 4000; round++)
    {
      World world;
      YcClocks with, without;

      draw_world (&world);
      with = read_clocks (&world.facts);
      assert_as_model (&world, &with.promise);
      for (guint i = 0; i < with.n_modules; i++)
        assert_as_model (&world, &with.modules[i]);
      if (world.facts.n_pauses == 0)
        continue;
      world.facts.n_pauses--;
      without = read_clocks (&world.facts);
      assert_not_earlier (&with.promise, &without.promise);
      for (guint i = 0; i < with.n_modules; i++)
        assert_not_earlier (&with.modules[i], &without.modules[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clocks/limits", test_limits);
  g_test_add_func ("/clocks/pauses", test_pauses);
  g_test_add_func ("/clocks/modules", test_modules);
  g_test_add_func ("/clocks/order", test_order);
  g_test_add_func ("/clocks/front", test_front);
  g_test_add_func ("/clocks/promise", test_promise);
  g_test_add_func ("/clocks/statutory", test_statutory);
  g_test_add_func ("/clocks/model", test_model);

  return g_test_run ();
}
