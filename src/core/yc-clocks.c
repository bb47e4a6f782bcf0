/* yc-clocks.c: how long it took, against what was promised
 *
 * Three kinds of clocks are kept apart: the promise (received → finished), the
 * visitor's (ticket → handed over) and the statutory one (working days, a
 * module's own). Beside them each module has its promise.
 *
 *  1. A module stands still while the whole case or it itself is paused.
 *  2. The case stands still while the whole of it is paused, or while modules
 *     run and every one that runs is paused: what one module's correction
 *     waits for holds up the case only when nothing else goes on.
 *  3. Gross is what the wall clock says, net is gross without what was paused.
 *     Pauses may overlap; a moment is left out once.
 *  4. A limit is broken when net is more than it, not when it is equal.
 *  5. Of a statutory term, the day it begins does not count, nor a day that is
 *     not worked, nor one at whose end a pause stood.
 *
 * Time is cut at every moment where something begins or ends; between two cuts
 * nothing changes. A pause that lasts is taken to last until now.
 */

#include "yc-clocks.h"

#include <string.h>

#define DAY_MS G_GINT64_CONSTANT (86400000)
#define TERM_DAYS_MAX 5000 /* days a term is followed */

static gboolean
holds (gint64 from_ms,
       gint64 to_ms,
       gint64 at_ms)
{
  return from_ms > 0 && from_ms <= at_ms && (to_ms == 0 || at_ms < to_ms);
}

static const YcClockPause *
find_pause (const YcClockFacts *self,
            const char         *module,
            gint64              at_ms)
{
  for (guint i = 0; i < self->n_pauses; i++)
    {
      const YcClockPause *pause = &self->pauses[i];

      if (holds (pause->from_ms, pause->to_ms, at_ms) &&
          (pause->module == NULL || g_strcmp0 (pause->module, module) == 0))
        return pause;
    }
  return NULL;
}

/**
 * yc_clock_facts_is_paused:
 * @self: what happened
 * @module: (nullable): a module, %NULL for the case
 * @at_ms: a moment; a pause that lasts holds at any moment after it began
 */
gboolean
yc_clock_facts_is_paused (const YcClockFacts *self,
                          const char         *module,
                          gint64              at_ms)
{
  guint running = 0;

  if (self->n_pauses == 0)
    return FALSE;
  if (find_pause (self, module, at_ms) != NULL)
    return TRUE;
  if (module != NULL)
    return FALSE;
  for (guint i = 0; i < self->n_modules; i++)
    {
      const YcClockModule *other = &self->modules[i];

      if (!holds (other->started_ms, other->ended_ms, at_ms))
        continue;
      if (find_pause (self, other->id, at_ms) == NULL)
        return FALSE;
      running++;
    }
  return running > 0;
}

static void
add_edge (GArray *edges,
          gint64  from_ms,
          gint64  to_ms,
          gint64  at_ms)
{
  if (at_ms > from_ms && at_ms < to_ms)
    g_array_append_val (edges, at_ms);
}

static int
compare_moments (gconstpointer a,
                 gconstpointer b)
{
  const gint64 *first = a, *second = b;

  return (*first > *second) - (*first < *second);
}

/**
 * yc_clock_facts_list_edges:
 * @self: what happened
 * @from_ms: first moment
 * @to_ms: last moment, not before @from_ms
 *
 * Returns: (transfer full) (element-type gint64): @from_ms, every moment
 *   between where a pause or a module begins or ends, @to_ms; in order
 */
GArray *
yc_clock_facts_list_edges (const YcClockFacts *self,
                           gint64              from_ms,
                           gint64              to_ms)
{
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (edges, from_ms);
  for (guint i = 0; i < self->n_pauses; i++)
    {
      add_edge (edges, from_ms, to_ms, self->pauses[i].from_ms);
      add_edge (edges, from_ms, to_ms, self->pauses[i].to_ms);
    }
  for (guint i = 0; i < self->n_modules; i++)
    {
      add_edge (edges, from_ms, to_ms, self->modules[i].started_ms);
      add_edge (edges, from_ms, to_ms, self->modules[i].ended_ms);
      add_edge (edges, from_ms, to_ms, self->modules[i].making_ms);
    }
  g_array_append_val (edges, to_ms);
  g_array_sort (edges, compare_moments);
  return edges;
}

/**
 * yc_clock_facts_measure:
 * @self: what happened
 * @module: (nullable): whose pauses count, %NULL for the case's
 * @from_ms: when the clock started
 * @to_ms: until when; before @from_ms counts as @from_ms
 * @limit_ms: a limit, or %YC_CLOCK_NO_LIMIT
 * @ret_due_at_ms: (out) (optional): when the limit is or was reached if nothing
 *   is paused after @to_ms; %G_MAXINT64 without a limit
 *
 * Returns: milliseconds between the two without what was paused
 */
gint64
yc_clock_facts_measure (const YcClockFacts *self,
                        const char         *module,
                        gint64              from_ms,
                        gint64              to_ms,
                        gint64              limit_ms,
                        gint64             *ret_due_at_ms)
{
  g_autoptr (GArray) edges = NULL;
  gint64 net_ms = 0, due_at_ms = G_MAXINT64;

  if (self->n_pauses == 0)
    {
      if (ret_due_at_ms != NULL)
        *ret_due_at_ms = limit_ms >= 0 ? from_ms + limit_ms : G_MAXINT64;
      return MAX (from_ms, to_ms) - from_ms;
    }
  edges = yc_clock_facts_list_edges (self, from_ms, MAX (from_ms, to_ms));
  for (guint i = 0; i + 1 < edges->len; i++)
    {
      gint64 begin = g_array_index (edges, gint64, i), end = g_array_index (edges, gint64, i + 1);

      if (begin == end || yc_clock_facts_is_paused (self, module, begin))
        continue;
      if (limit_ms >= 0 && due_at_ms == G_MAXINT64 && net_ms + (end - begin) >= limit_ms)
        due_at_ms = begin + (limit_ms - net_ms);
      net_ms += end - begin;
    }
  if (limit_ms >= 0 && due_at_ms == G_MAXINT64)
    due_at_ms = MAX (from_ms, to_ms) + (limit_ms - net_ms);
  if (ret_due_at_ms != NULL)
    *ret_due_at_ms = due_at_ms;
  return net_ms;
}

static gint64
get_end (const YcClockFacts   *facts,
         const YcClockReading *reading)
{
  return reading->ended_ms > 0 ? reading->ended_ms : MAX (facts->now_ms, reading->started_ms);
}

static YcClockState
judge (const YcClockFacts   *facts,
       const YcClockReading *reading)
{
  gint64 left_ms = reading->limit_ms - reading->net_ms;

  if (reading->limit_ms >= 0 && left_ms < 0)
    return YC_CLOCK_BROKEN;
  if (reading->ended_ms > 0)
    return YC_CLOCK_KEPT;
  if (yc_clock_facts_is_paused (facts, reading->module, facts->now_ms))
    return YC_CLOCK_PAUSED;
  if (reading->limit_ms >= 0 &&
      (left_ms < reading->limit_ms / 4 || (reading->module == NULL && left_ms < facts->need_ms)))
    return YC_CLOCK_TIGHT;
  return YC_CLOCK_CALM;
}

static void
read_clock (const YcClockFacts *facts,
            YcClockReading     *reading)
{
  if (reading->started_ms == 0)
    return;
  reading->gross_ms = get_end (facts, reading) - reading->started_ms;
  reading->net_ms = yc_clock_facts_measure (facts, reading->module, reading->started_ms, get_end (facts, reading),
                                            reading->limit_ms, &reading->due_at_ms);
  reading->state = judge (facts, reading);
}

static void
start (YcClockReading *reading,
       const char     *module,
       gint64          started_ms,
       gint64          ended_ms,
       gint64          limit_ms)
{
  *reading = (YcClockReading){ .module = module, .started_ms = started_ms, .limit_ms = limit_ms,
                               .due_at_ms = G_MAXINT64, .waits = "" };
  if (started_ms > 0 && ended_ms > 0)
    reading->ended_ms = MAX (started_ms, ended_ms);
}

/* Uncertain pauses make every clock uncertain that they may have stopped. */
static gboolean
is_uncertain (const YcClockFacts *facts,
              const char         *module)
{
  for (guint i = 0; i < facts->n_pauses; i++)
    if (facts->pauses[i].uncertain &&
        (module == NULL || facts->pauses[i].module == NULL || strcmp (facts->pauses[i].module, module) == 0))
      return TRUE;
  return FALSE;
}

/* Days. */

static YcDate
day_of (const YcClockFacts *facts,
        gint64              at_ms)
{
  return yc_date_from_wall (at_ms, facts->zone_minutes);
}

/* The first moment after @day. */
static gint64
end_of_day (const YcClockFacts *facts,
            const YcDate       *day)
{
  const YcDate epoch = { 1970, 1, 1 };

  return (yc_date_days_between (&epoch, day) + 1) * DAY_MS - facts->zone_minutes * G_GINT64_CONSTANT (60000);
}

static gboolean
day_counts (const YcClockFacts *facts,
            const char         *module,
            const YcDate       *day)
{
  gint64 last_ms = end_of_day (facts, day) - 1;

  return yc_calendar_is_working_day (facts->calendar, day) &&
         (last_ms >= facts->now_ms || !yc_clock_facts_is_paused (facts, module, last_ms));
}

static void
read_term (const YcClockFacts  *facts,
           const YcClockModule *module,
           YcClockReading      *reading)
{
  YcDate day, until;
  guint counted = 0;

  start (reading, module->id, module->started_ms, module->ended_ms, YC_CLOCK_NO_LIMIT);
  reading->limit_days = module->statutory_days;
  read_clock (facts, reading);
  if (reading->started_ms == 0)
    return;
  until = day_of (facts, get_end (facts, reading));
  day = day_of (facts, reading->started_ms);
  for (guint i = 0; i < TERM_DAYS_MAX && (counted < reading->limit_days || yc_date_compare (&day, &until) < 0); i++)
    {
      day = yc_date_add_days (&day, 1);
      if (!day_counts (facts, module->id, &day))
        continue;
      counted++;
      if (counted == reading->limit_days)
        reading->due_at_ms = end_of_day (facts, &day);
      if (yc_date_compare (&day, &until) <= 0)
        reading->net_days = counted;
    }
  if (get_end (facts, reading) >= reading->due_at_ms)
    reading->state = YC_CLOCK_BROKEN;
  else if (reading->state == YC_CLOCK_CALM && reading->net_days + 1 >= reading->limit_days)
    reading->state = YC_CLOCK_TIGHT;
}

static void
read_statutory (const YcClockFacts *facts,
                YcClocks           *clocks)
{
  start (&clocks->statutory, NULL, 0, 0, YC_CLOCK_NO_LIMIT);
  for (guint i = 0; i < clocks->n_modules && facts->calendar != NULL; i++)
    {
      YcClockReading reading;

      if (facts->modules[i].statutory_days == 0)
        continue;
      read_term (facts, &facts->modules[i], &reading);
      reading.uncertain = clocks->modules[i].uncertain;
      reading.waits = clocks->modules[i].waits;
      reading.waits_module = reading.module;
      if (clocks->statutory.started_ms == 0 || yc_clock_reading_compare (&reading, &clocks->statutory) < 0)
        clocks->statutory = reading;
    }
}

/* A pause says why before what a module says of itself. */
static void
explain (const YcClockFacts *facts,
         const YcClocks     *clocks,
         YcClockReading     *reading)
{
  const YcClockPause *pause = find_pause (facts, reading->module, facts->now_ms);
  const YcClockReading *first = NULL;

  if (reading->started_ms == 0 || reading->ended_ms > 0)
    return;
  if (pause != NULL)
    {
      reading->waits = pause->code;
      reading->waits_module = pause->module;
      return;
    }
  if (reading->module != NULL)
    return;
  for (guint i = 0; i < clocks->n_modules; i++)
    {
      const YcClockReading *other = &clocks->modules[i];

      if (other->started_ms > 0 && other->ended_ms == 0 &&
          (first == NULL || yc_clock_reading_compare (other, first) < 0))
        first = other;
    }
  if (first != NULL)
    {
      reading->waits = first->waits;
      reading->waits_module = first->module;
    }
}

static void
read_modules (const YcClockFacts *facts,
              YcClocks           *clocks)
{
  clocks->n_modules = MIN (facts->n_modules, YC_CLOCKS_MODULES_MAX);
  for (guint i = 0; i < clocks->n_modules; i++)
    {
      const YcClockModule *module = &facts->modules[i];
      YcClockReading *reading = &clocks->modules[i];

      start (reading, module->id, module->started_ms, module->ended_ms, module->limit_ms);
      read_clock (facts, reading);
      reading->uncertain = module->uncertain || is_uncertain (facts, module->id);
      if (reading->ended_ms == 0 && module->waits != NULL)
        reading->waits = module->waits;
      reading->waits_module = module->id;
      explain (facts, clocks, reading);
    }
}

/**
 * yc_clocks_read:
 * @facts: what happened to a case; at most %YC_CLOCKS_MODULES_MAX modules are looked at
 * @ret_clocks: (out caller-allocates): what its clocks say; its texts are those of @facts
 */
void
yc_clocks_read (const YcClockFacts *facts,
                YcClocks           *ret_clocks)
{
  g_return_if_fail (facts != NULL && ret_clocks != NULL);

  memset (ret_clocks, 0, sizeof *ret_clocks);
  read_modules (facts, ret_clocks);
  start (&ret_clocks->promise, NULL, facts->received_ms, facts->finished_ms, facts->promise_ms);
  start (&ret_clocks->visitor, NULL, facts->issued_ms, facts->handed_ms, YC_CLOCK_NO_LIMIT);
  read_clock (facts, &ret_clocks->promise);
  read_clock (facts, &ret_clocks->visitor);
  explain (facts, ret_clocks, &ret_clocks->promise);
  explain (facts, ret_clocks, &ret_clocks->visitor);
  read_statutory (facts, ret_clocks);
  ret_clocks->promise.uncertain = facts->uncertain || is_uncertain (facts, NULL);
  ret_clocks->visitor.uncertain = ret_clocks->promise.uncertain;
}

static int
rank (const YcClockReading *reading)
{
  if (reading->started_ms == 0)
    return 3;
  if (reading->ended_ms > 0)
    return 2;
  return reading->state == YC_CLOCK_PAUSED ? 1 : 0;
}

/* Who breaks first comes first: what runs, by when it is due; then what is
 * paused; then what has ended; then what has not begun. */
int
yc_clock_reading_compare (const YcClockReading *a,
                          const YcClockReading *b)
{
  if (rank (a) != rank (b))
    return rank (a) - rank (b);
  return (a->due_at_ms > b->due_at_ms) - (a->due_at_ms < b->due_at_ms);
}

static const YcClockReading *
get_earlier (const YcClockReading *a,
             const YcClockReading *b)
{
  return yc_clock_reading_compare (b, a) < 0 ? b : a;
}

const YcClockReading *
yc_clocks_get_front (const YcClocks *self)
{
  const YcClockReading *front = &self->promise;

  for (guint i = 0; i < self->n_modules; i++)
    front = get_earlier (front, &self->modules[i]);
  front = get_earlier (front, &self->statutory);
  return get_earlier (front, &self->visitor);
}

static gboolean
runs_out (const YcClockReading *reading)
{
  return reading->started_ms > 0 && reading->ended_ms == 0 && reading->due_at_ms != G_MAXINT64 &&
         reading->state != YC_CLOCK_PAUSED;
}

int
yc_clocks_compare (const YcClocks *a,
                   const YcClocks *b)
{
  const YcClockReading *a_front = yc_clocks_get_front (a), *b_front = yc_clocks_get_front (b);

  if (runs_out (a_front) != runs_out (b_front))
    return runs_out (a_front) ? -1 : 1;
  return runs_out (a_front) ? yc_clock_reading_compare (a_front, b_front) : 0;
}

const YcClockReading *
yc_clocks_get_promise (const YcClocks *self)
{
  const YcClockReading *longest = &self->promise;

  for (guint i = 0; self->promise.limit_ms < 0 && i < self->n_modules; i++)
    if (self->modules[i].limit_ms > longest->limit_ms)
      longest = &self->modules[i];
  return longest;
}

const char *
yc_clock_state_to_text (YcClockState state)
{
  static const char *const names[] = { "idle", "calm", "tight", "paused", "broken", "kept" };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (names), "");

  return names[state];
}
