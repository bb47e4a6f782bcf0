/* test-schedule.c: the plan of a hall's machines, beside a search of all plans
 *
 * A plan is read back by a check that knows only what machines can do. How good
 * plans are is measured on small halls, where every choice can be tried.
 */

#include "yc-schedule.h"

#include <string.h>

#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define NOW_MS G_GINT64_CONSTANT (1000000)
#define SMALL_JOBS 8

typedef struct
{
  YcScheduleJob jobs[YC_SCHEDULE_JOBS_MAX];
  guint n_jobs;
  YcScheduleMachine machines[YC_SCHEDULE_MACHINES_MAX];
  guint n_machines;
  guint n_promises;
} Hall;

static gint64
get_duration (const Hall *hall,
              guint       job,
              guint       machine)
{
  guint speed = hall->machines[machine].speed_permille;

  return (hall->jobs[job].duration_ms * 1000 + speed - 1) / speed;
}

static gboolean
can_do (const Hall *hall,
        guint       job,
        guint       machine)
{
  return (hall->jobs[job].needs & ~hall->machines[machine].can) == 0;
}

static gint64
get_due (const Hall *hall,
         guint       promise)
{
  gint64 due_ms = YC_SCHEDULE_NO_DUE;

  for (guint i = 0; i < hall->n_jobs; i++)
    if (hall->jobs[i].promise == promise)
      due_ms = MIN (due_ms, hall->jobs[i].due_ms);
  return due_ms;
}

/* What a plan must be, whoever made it. */
static void
check_plan (const Hall   *hall,
            const GArray *slots)
{
  gint64 free_ms[YC_SCHEDULE_MACHINES_MAX];
  gboolean seen[YC_SCHEDULE_JOBS_MAX] = { 0 };

  for (guint i = 0; i < hall->n_machines; i++)
    free_ms[i] = MAX (hall->machines[i].free_ms, NOW_MS);
  g_assert_cmpuint (slots->len, ==, hall->n_jobs);
  for (guint i = 0; i < slots->len; i++)
    {
      const YcScheduleSlot *slot = &g_array_index (slots, YcScheduleSlot, i);

      g_assert_false (seen[slot->job]);
      seen[slot->job] = TRUE;
      if (slot->machine == YC_SCHEDULE_NOWHERE)
        {
          for (guint k = 0; k < hall->n_machines; k++)
            g_assert_false (can_do (hall, slot->job, k));
          g_assert_true (slot->late);
          continue;
        }
      g_assert_true (can_do (hall, slot->job, slot->machine));
      g_assert_cmpint (slot->start_ms, >=, free_ms[slot->machine]);
      g_assert_cmpint (slot->finish_ms, ==, slot->start_ms + get_duration (hall, slot->job, slot->machine));
      free_ms[slot->machine] = slot->finish_ms;
      g_assert_cmpint (slot->late, ==, slot->finish_ms > get_due (hall, hall->jobs[slot->job].promise));
    }
}

static GArray *
plan (const Hall *hall)
{
  GArray *slots = yc_schedule_plan (hall->jobs, hall->n_jobs, hall->machines, hall->n_machines, NOW_MS);

  check_plan (hall, slots);
  return slots;
}

static guint
count_broken (const Hall *hall)
{
  g_autoptr (GArray) slots = plan (hall);

  return yc_schedule_count_broken (hall->jobs, slots);
}

/* --- every plan there is -------------------------------------------------------- */

/* On each machine what is due first goes first: for a set that is to be kept no
 * order is better. */
static gboolean
is_in_time (const Hall  *hall,
            const guint *order,
            guint        n,
            const guint *machine_of)
{
  gint64 free_ms[YC_SCHEDULE_MACHINES_MAX];

  for (guint i = 0; i < hall->n_machines; i++)
    free_ms[i] = MAX (hall->machines[i].free_ms, NOW_MS);
  for (guint i = 0; i < n; i++)
    {
      guint machine = machine_of[i];

      free_ms[machine] += get_duration (hall, order[i], machine);
      if (free_ms[machine] > get_due (hall, hall->jobs[order[i]].promise))
        return FALSE;
    }
  return TRUE;
}

static gboolean
try_machines (const Hall  *hall,
              const guint *order,
              guint        n,
              guint       *machine_of,
              guint        at)
{
  if (at == n)
    return is_in_time (hall, order, n, machine_of);
  for (machine_of[at] = 0; machine_of[at] < hall->n_machines; machine_of[at]++)
    if (can_do (hall, order[at], machine_of[at]) && try_machines (hall, order, n, machine_of, at + 1))
      return TRUE;
  return FALSE;
}

static gboolean
can_keep (const Hall *hall,
          guint       promises) /* a set */
{
  guint order[SMALL_JOBS], machine_of[SMALL_JOBS], n = 0;

  for (guint i = 0; i < hall->n_jobs; i++)
    if ((promises & (1u << hall->jobs[i].promise)) != 0)
      {
        guint at = n++;

        for (; at > 0 && get_due (hall, hall->jobs[order[at - 1]].promise) > get_due (hall, hall->jobs[i].promise); at--)
          order[at] = order[at - 1];
        order[at] = i;
      }
  return try_machines (hall, order, n, machine_of, 0);
}

static guint
search_broken (const Hall *hall)
{
  guint kept = 0;

  for (guint set = 0; set < 1u << hall->n_promises; set++)
    {
      guint n = (guint) __builtin_popcount (set);

      if (n > kept && can_keep (hall, set))
        kept = n;
    }
  return hall->n_promises - kept;
}

/* As they came, each to the machine that is free first: what a hall does without
 * a plan. */
static guint
count_broken_unplanned (const Hall *hall,
                        gboolean    by_due)
{
  gint64 free_ms[YC_SCHEDULE_MACHINES_MAX];
  gboolean done[YC_SCHEDULE_JOBS_MAX] = { 0 };
  guint broken = 0;

  for (guint i = 0; i < hall->n_machines; i++)
    free_ms[i] = MAX (hall->machines[i].free_ms, NOW_MS);
  for (guint n = 0; n < hall->n_jobs; n++)
    {
      guint next = hall->n_jobs, machine = hall->n_machines;

      for (guint i = 0; i < hall->n_jobs; i++)
        if (!done[i] && (next == hall->n_jobs || (by_due && hall->jobs[i].due_ms < hall->jobs[next].due_ms)))
          next = i;
      for (guint k = 0; k < hall->n_machines; k++)
        if (can_do (hall, next, k) && (machine == hall->n_machines || free_ms[k] < free_ms[machine]))
          machine = k;
      done[next] = TRUE;
      if (machine < hall->n_machines)
        free_ms[machine] += get_duration (hall, next, machine);
      if (machine == hall->n_machines || free_ms[machine] > get_due (hall, hall->jobs[next].promise))
        broken |= 1u << (hall->jobs[next].promise % 32);
    }
  return (guint) __builtin_popcount (broken);
}

/* --- halls by dice --------------------------------------------------------------- */

static void
draw_hall (GRand *rand,
           guint  n_machines,
           Hall  *ret_hall)
{
  memset (ret_hall, 0, sizeof *ret_hall);
  ret_hall->n_machines = n_machines;
  for (guint i = 0; i < n_machines; i++)
    ret_hall->machines[i] = (YcScheduleMachine){ NOW_MS + g_rand_int_range (rand, -2, 6) * MINUTE_MS,
                                                 n_machines == 1 ? 1000 : (guint) g_rand_int_range (rand, 2, 5) * 250,
                                                 (guint) g_rand_int_range (rand, 1, 4) };
  ret_hall->n_promises = (guint) g_rand_int_range (rand, 2, 7);
  for (guint i = 0; i < ret_hall->n_promises; i++)
    {
      gint64 due_ms = NOW_MS + g_rand_int_range (rand, 3, 25) * MINUTE_MS;
      guint pieces = (guint) g_rand_int_range (rand, 1, 4);

      for (guint k = 0; k < pieces && ret_hall->n_jobs < SMALL_JOBS - (ret_hall->n_promises - 1 - i); k++)
        ret_hall->jobs[ret_hall->n_jobs++] = (YcScheduleJob){ i, g_rand_int_range (rand, 60, 480) * 1000, due_ms,
                                                              g_rand_int_range (rand, 0, 3) == 0 ? 2 : 0 };
    }
}

typedef struct
{
  guint halls;
  guint best;     /* plans as good as the best there is */
  guint broken;
  guint searched; /* broken by the best */
  guint unplanned;
  guint by_due;
  guint worst;    /* most that one plan broke more */
} Measure;

static void
measure (guint    n_machines,
         guint32  seed,
         Measure *ret_measure)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  memset (ret_measure, 0, sizeof *ret_measure);
  for (ret_measure->halls = 0; ret_measure->halls < 600; ret_measure->halls++)
    {
      guint broken, searched;
      Hall hall;

      draw_hall (rand, n_machines, &hall);
      broken = count_broken (&hall);
      searched = search_broken (&hall);
      g_assert_cmpuint (broken, >=, searched);
      ret_measure->best += broken == searched;
      ret_measure->broken += broken;
      ret_measure->searched += searched;
      ret_measure->worst = MAX (ret_measure->worst, broken - searched);
      ret_measure->unplanned += count_broken_unplanned (&hall, FALSE);
      ret_measure->by_due += count_broken_unplanned (&hall, TRUE);
    }
  g_test_message ("%u machines, %u halls: %u broken, the best there is %u (%.1f %% of plans are); by due date %u, as they came %u",
                  n_machines, ret_measure->halls, ret_measure->broken, ret_measure->searched,
                  100.0 * ret_measure->best / ret_measure->halls, ret_measure->by_due, ret_measure->unplanned);
}

/* --- tests ----------------------------------------------------------------------- */

/* One machine: Moore and Hodgson's rule is the best there is. */
static void
test_one_machine (void)
{
  Measure found;

  measure (1, 1, &found);
  g_assert_cmpuint (found.best, ==, found.halls);
  g_assert_cmpuint (found.broken, <, found.by_due);
}

static void
test_several_machines (gconstpointer data)
{
  Measure found;

  measure (GPOINTER_TO_UINT (data), 7, &found);
  g_assert_cmpuint (found.best * 100, >=, found.halls * 97);
  g_assert_cmpuint (found.worst, <=, 1);
  g_assert_cmpuint (found.broken, <, found.by_due);
  g_assert_cmpuint (found.broken, <, found.unplanned);
}

/* Five seals in twenty minutes on two machines, and a case that can wait. */
static void
test_five_seals (void)
{
  Hall hall = { .n_machines = 2, .n_promises = 2 };
  g_autoptr (GArray) slots = NULL;
  gint64 last_ms = 0;

  hall.machines[0] = hall.machines[1] = (YcScheduleMachine){ NOW_MS, 1000, 1 };
  for (guint i = 0; i < 5; i++)
    hall.jobs[hall.n_jobs++] = (YcScheduleJob){ 0, 4 * MINUTE_MS, NOW_MS + 60 * MINUTE_MS, 1 };
  for (guint i = 0; i < 5; i++)
    hall.jobs[hall.n_jobs++] = (YcScheduleJob){ 1, 4 * MINUTE_MS, NOW_MS + 12 * MINUTE_MS, 1 };
  slots = plan (&hall);
  g_assert_cmpuint (yc_schedule_count_broken (hall.jobs, slots), ==, 0);
  for (guint i = 0; i < slots->len; i++)
    {
      const YcScheduleSlot *slot = &g_array_index (slots, YcScheduleSlot, i);

      if (hall.jobs[slot->job].promise == 1)
        last_ms = MAX (last_ms, slot->finish_ms);
    }
  g_assert_cmpint (last_ms, ==, NOW_MS + 12 * MINUTE_MS);
}

static void
test_nowhere (void)
{
  Hall hall = { .n_machines = 1, .n_promises = 2, .n_jobs = 3 };
  g_autoptr (GArray) slots = NULL;
  g_autoptr (GArray) none = NULL;

  hall.machines[0] = (YcScheduleMachine){ NOW_MS, 1000, 1 };
  hall.jobs[0] = (YcScheduleJob){ 0, MINUTE_MS, YC_SCHEDULE_NO_DUE, 2 };
  hall.jobs[1] = (YcScheduleJob){ 0, MINUTE_MS, YC_SCHEDULE_NO_DUE, 1 };
  hall.jobs[2] = (YcScheduleJob){ 1, MINUTE_MS, YC_SCHEDULE_NO_DUE, 1 };
  slots = plan (&hall);
  g_assert_cmpuint (yc_schedule_count_broken (hall.jobs, slots), ==, 1);
  g_assert_cmpuint (g_array_index (slots, YcScheduleSlot, 2).machine, ==, YC_SCHEDULE_NOWHERE);
  none = yc_schedule_plan (NULL, 0, NULL, 0, NOW_MS);
  g_assert_cmpuint (none->len, ==, 0);
}

/* The same question, the same answer; and a hall's whole day is planned at once. */
static void
test_day (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GArray) first = NULL;
  g_autoptr (GArray) second = NULL;
  Hall hall = { .n_machines = 4, .n_promises = 40 };
  gint64 begun_us = g_get_monotonic_time ();

  for (guint i = 0; i < hall.n_machines; i++)
    hall.machines[i] = (YcScheduleMachine){ NOW_MS, 800 + 100 * i, 1 };
  for (guint i = 0; i < 200; i++)
    hall.jobs[hall.n_jobs++] = (YcScheduleJob){ i / 5, g_rand_int_range (rand, 120, 300) * 1000,
                                                NOW_MS + (20 + (gint64) (i / 5) * 5) * MINUTE_MS, 1 };
  first = plan (&hall);
  g_test_message ("200 pieces on 4 machines: %u of 40 promises broken, planned in %.1f ms",
                  yc_schedule_count_broken (hall.jobs, first), (g_get_monotonic_time () - begun_us) / 1000.0);
  second = plan (&hall);
  g_assert_cmpmem (first->data, first->len * sizeof (YcScheduleSlot), second->data, second->len * sizeof (YcScheduleSlot));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/one-machine", test_one_machine);
  g_test_add_data_func ("/schedule/two-machines", GUINT_TO_POINTER (2), test_several_machines);
  g_test_add_data_func ("/schedule/three-machines", GUINT_TO_POINTER (3), test_several_machines);
  g_test_add_func ("/schedule/five-seals", test_five_seals);
  g_test_add_func ("/schedule/nowhere", test_nowhere);
  g_test_add_func ("/schedule/day", test_day);
  return g_test_run ();
}
