/* yc-schedule.c: which machine makes what, and in which order
 *
 * A promise is kept when all of its pieces are there in time, so promises are
 * planned and not pieces. On one machine Moore and Hodgson's rule is the best
 * there is: take the promises by what is due first, and when one does not fit,
 * leave out the largest of those taken. On several machines the question is NP
 * hard; the same rule is followed with a trial of every promise that could be
 * left out, and then two are put in the place of one as long as that helps.
 *
 * Whether a set of promises fits is tried two ways, for neither is always the
 * better: each piece, those with the fewest machines to choose from first, goes
 * where it is done earliest; or where it is done latest and still in time, which
 * keeps the quick places free.
 *
 * Invariants:
 *  1. Every job has one slot; no machine has two at a time; none begins before
 *     its machine is free.
 *  2. Jobs of a promise that is kept stand before those of one that is not.
 *  3. The same question has the same answer: what is equal goes by its number.
 */

#include "yc-schedule.h"

#include <stdlib.h>

typedef struct
{
  guint number;   /* what the jobs call it */
  gint64 due_ms;
  gint64 work_ms; /* of all its pieces */
  GArray *jobs;   /* of guint, the largest first */
  gboolean possible; /* every piece has a machine */
  gboolean kept;
} Promise;

typedef struct
{
  const YcScheduleJob *jobs;
  guint n_jobs;
  const YcScheduleMachine *machines;
  guint n_machines;
  gint64 now_ms;
  GPtrArray *promises; /* of Promise, what is due first first */
} Plan;

static void
promise_free (gpointer data)
{
  Promise *self = data;

  g_array_unref (self->jobs);
  g_free (self);
}

static gboolean
can_do (const YcScheduleMachine *machine,
        const YcScheduleJob     *job)
{
  return machine->speed_permille > 0 && (job->needs & ~machine->can) == 0;
}

static gint64
get_duration (const YcScheduleMachine *machine,
              const YcScheduleJob     *job)
{
  return (job->duration_ms * 1000 + machine->speed_permille - 1) / machine->speed_permille;
}

static guint
count_machines (const Plan          *plan,
                const YcScheduleJob *job)
{
  guint count = 0;

  for (guint i = 0; i < plan->n_machines; i++)
    count += can_do (&plan->machines[i], job);
  return count;
}

/* Who has the fewest machines to go to chooses first; then the largest. */
static int
compare_jobs_cb (gconstpointer a,
                 gconstpointer b,
                 gpointer      data)
{
  const Plan *plan = data;
  const YcScheduleJob *jobs = plan->jobs;
  const guint *one = a, *other = b;
  guint first = count_machines (plan, &jobs[*one]), second = count_machines (plan, &jobs[*other]);

  if (first != second)
    return first < second ? -1 : 1;
  if (jobs[*one].duration_ms != jobs[*other].duration_ms)
    return jobs[*one].duration_ms > jobs[*other].duration_ms ? -1 : 1;
  return *one < *other ? -1 : *one > *other;
}

static int
compare_promises_cb (gconstpointer a,
                     gconstpointer b)
{
  const Promise *one = *(Promise *const *) a, *other = *(Promise *const *) b;

  if (one->due_ms != other->due_ms)
    return one->due_ms < other->due_ms ? -1 : 1;
  return one->number < other->number ? -1 : one->number > other->number;
}

static Promise *
ensure_promise (Plan                *plan,
                GHashTable          *found,
                const YcScheduleJob *job)
{
  Promise *promise = g_hash_table_lookup (found, GUINT_TO_POINTER (job->promise));

  if (promise != NULL)
    return promise;
  promise = g_new0 (Promise, 1);
  promise->number = job->promise;
  promise->due_ms = YC_SCHEDULE_NO_DUE;
  promise->jobs = g_array_new (FALSE, FALSE, sizeof (guint));
  promise->possible = TRUE;
  g_hash_table_insert (found, GUINT_TO_POINTER (job->promise), promise);
  g_ptr_array_add (plan->promises, promise);
  return promise;
}

static void
collect_promises (Plan *plan)
{
  g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < plan->n_jobs; i++)
    {
      Promise *promise = ensure_promise (plan, found, &plan->jobs[i]);

      promise->due_ms = MIN (promise->due_ms, plan->jobs[i].due_ms);
      promise->work_ms += plan->jobs[i].duration_ms;
      promise->possible &= count_machines (plan, &plan->jobs[i]) > 0;
      g_array_append_val (promise->jobs, i);
    }
  for (guint i = 0; i < plan->promises->len; i++)
    g_array_sort_with_data (((Promise *) g_ptr_array_index (plan->promises, i))->jobs, compare_jobs_cb,
                            plan);
  g_ptr_array_sort (plan->promises, compare_promises_cb);
}

static void
begin (const Plan *plan,
       gint64      free_ms[YC_SCHEDULE_MACHINES_MAX])
{
  for (guint i = 0; i < plan->n_machines; i++)
    free_ms[i] = MAX (plan->machines[i].free_ms, plan->now_ms);
}

/* Where @job goes: done earliest; or, @snug, latest and still before @due_ms.
 * Returns: YC_SCHEDULE_NOWHERE where no machine can do it */
static guint
choose_machine (const Plan          *plan,
                const YcScheduleJob *job,
                const gint64        *free_ms,
                gint64               due_ms,
                gboolean             snug)
{
  guint best = YC_SCHEDULE_NOWHERE;
  gint64 best_ms = 0;

  for (guint i = 0; i < plan->n_machines; i++)
    {
      gint64 done_ms = free_ms[i] + get_duration (&plan->machines[i], job);
      gboolean better = best == YC_SCHEDULE_NOWHERE ||
                        (snug && done_ms <= due_ms && best_ms <= due_ms ? done_ms > best_ms : done_ms < best_ms);

      if (can_do (&plan->machines[i], job) && better)
        {
          best = i;
          best_ms = done_ms;
        }
    }
  return best;
}

/* Puts the pieces of @promise behind what stands on the machines. Returns: whether
 * all of them are in time */
static gboolean
place (const Plan    *plan,
       const Promise *promise,
       gint64        *free_ms,
       gboolean       snug,
       GArray        *slots)
{
  gboolean in_time = TRUE;

  for (guint i = 0; i < promise->jobs->len; i++)
    {
      YcScheduleSlot slot = { .job = g_array_index (promise->jobs, guint, i) };
      const YcScheduleJob *job = &plan->jobs[slot.job];

      slot.machine = choose_machine (plan, job, free_ms, promise->due_ms, snug);
      if (slot.machine != YC_SCHEDULE_NOWHERE)
        {
          slot.start_ms = free_ms[slot.machine];
          slot.finish_ms = slot.start_ms + get_duration (&plan->machines[slot.machine], job);
          free_ms[slot.machine] = slot.finish_ms;
        }
      slot.late = slot.machine == YC_SCHEDULE_NOWHERE || slot.finish_ms > promise->due_ms;
      in_time = in_time && !slot.late;
      if (slots != NULL)
        g_array_append_val (slots, slot);
    }
  return in_time;
}

/* Whether all that are to be kept can be, placed one way. */
static gboolean
fits_one_way (const Plan *plan,
              gboolean    snug,
              gint64     *free_ms,
              GArray     *slots)
{
  gboolean in_time = TRUE;

  begin (plan, free_ms);
  for (guint i = 0; i < plan->promises->len && (in_time || slots != NULL); i++)
    {
      const Promise *promise = g_ptr_array_index (plan->promises, i);

      if (promise->kept)
        in_time = place (plan, promise, free_ms, snug, slots) && in_time;
    }
  return in_time;
}

static gboolean
fits (const Plan *plan)
{
  gint64 free_ms[YC_SCHEDULE_MACHINES_MAX];

  return fits_one_way (plan, FALSE, free_ms, NULL) || fits_one_way (plan, TRUE, free_ms, NULL);
}

/* The largest that can be left out so that the rest fits; NULL where no single
 * one is enough. */
static Promise *
find_largest_to_drop (const Plan *plan,
                      guint       until)
{
  Promise *best = NULL;

  for (guint i = 0; i <= until; i++)
    {
      Promise *promise = g_ptr_array_index (plan->promises, i);

      if (!promise->kept || (best != NULL && promise->work_ms <= best->work_ms))
        continue;
      promise->kept = FALSE;
      if (fits (plan))
        best = promise;
      promise->kept = TRUE;
    }
  return best;
}

static void
choose_by_moore (const Plan *plan)
{
  for (guint i = 0; i < plan->promises->len; i++)
    {
      Promise *promise = g_ptr_array_index (plan->promises, i), *dropped;

      promise->kept = promise->possible;
      if (!promise->kept || fits (plan))
        continue;
      dropped = find_largest_to_drop (plan, i);
      if (dropped == NULL)
        dropped = promise;
      dropped->kept = FALSE;
    }
}

/* Every promise that fits beside the others. */
static guint
add_all (const Plan *plan)
{
  guint added = 0;

  for (guint i = 0; i < plan->promises->len; i++)
    {
      Promise *promise = g_ptr_array_index (plan->promises, i);

      if (promise->kept || !promise->possible)
        continue;
      promise->kept = TRUE;
      if (fits (plan))
        added++;
      else
        promise->kept = FALSE;
    }
  return added;
}

static void
restore (const Plan     *plan,
         const gboolean *kept)
{
  for (guint i = 0; i < plan->promises->len; i++)
    ((Promise *) g_ptr_array_index (plan->promises, i))->kept = kept[i];
}

static gint64
get_kept_work (const Plan *plan)
{
  gint64 work_ms = 0;

  for (guint i = 0; i < plan->promises->len; i++)
    {
      const Promise *promise = g_ptr_array_index (plan->promises, i);

      work_ms += promise->kept ? promise->work_ms : 0;
    }
  return work_ms;
}

/* Leaves one out where two come in for it, or one with less work: that makes room
 * for others. Returns: whether that helped; it can not help for ever */
static gboolean
exchange (const Plan *plan)
{
  g_autofree gboolean *kept = g_new (gboolean, plan->promises->len + 1);
  gint64 work_ms = get_kept_work (plan);

  for (guint i = 0; i < plan->promises->len; i++)
    kept[i] = ((Promise *) g_ptr_array_index (plan->promises, i))->kept;
  for (guint i = 0; i < plan->promises->len; i++)
    {
      Promise *promise = g_ptr_array_index (plan->promises, i);
      guint added;

      if (!promise->kept)
        continue;
      promise->kept = FALSE;
      promise->possible = FALSE; /* not itself again */
      added = add_all (plan);
      promise->possible = TRUE;
      if (added > 1 || (added == 1 && get_kept_work (plan) < work_ms))
        return TRUE;
      restore (plan, kept);
    }
  return FALSE;
}

static int
compare_slots_cb (gconstpointer a,
                  gconstpointer b)
{
  const YcScheduleSlot *one = a, *other = b;

  if ((one->machine == YC_SCHEDULE_NOWHERE) != (other->machine == YC_SCHEDULE_NOWHERE))
    return one->machine == YC_SCHEDULE_NOWHERE ? 1 : -1;
  if (one->start_ms != other->start_ms)
    return one->start_ms < other->start_ms ? -1 : 1;
  return one->machine != other->machine ? (one->machine < other->machine ? -1 : 1) : (one->job < other->job ? -1 : 1);
}

/* What is kept, by what is due first; then what is broken anyway, the least work
 * first, so that the fewest wait. */
static GArray *
write_down (const Plan *plan)
{
  GArray *slots = g_array_new (FALSE, TRUE, sizeof (YcScheduleSlot));
  gint64 free_ms[YC_SCHEDULE_MACHINES_MAX];
  gboolean snug = !fits_one_way (plan, FALSE, free_ms, NULL);

  fits_one_way (plan, snug, free_ms, slots);
  while (TRUE)
    {
      Promise *next = NULL;

      for (guint i = 0; i < plan->promises->len; i++)
        {
          Promise *promise = g_ptr_array_index (plan->promises, i);

          if (!promise->kept && (next == NULL || promise->work_ms < next->work_ms))
            next = promise;
        }
      if (next == NULL)
        break;
      next->kept = TRUE;
      place (plan, next, free_ms, FALSE, slots);
    }
  g_array_sort (slots, compare_slots_cb);
  return slots;
}

/**
 * yc_schedule_plan:
 * @jobs: (array length=n_jobs): what is to be made, at most %YC_SCHEDULE_JOBS_MAX
 * @machines: (array length=n_machines): at most %YC_SCHEDULE_MACHINES_MAX
 * @now_ms: nothing begins before
 *
 * What runs already is not among @jobs: its machine is free later.
 */
GArray *
yc_schedule_plan (const YcScheduleJob     *jobs,
                  guint                    n_jobs,
                  const YcScheduleMachine *machines,
                  guint                    n_machines,
                  gint64                   now_ms)
{
  g_autoptr (GPtrArray) promises = g_ptr_array_new_with_free_func (promise_free);
  Plan plan = { jobs, n_jobs, machines, n_machines, now_ms, promises };

  g_return_val_if_fail (n_jobs <= YC_SCHEDULE_JOBS_MAX && n_machines <= YC_SCHEDULE_MACHINES_MAX, NULL);

  collect_promises (&plan);
  choose_by_moore (&plan);
  add_all (&plan);
  while (exchange (&plan))
    ;
  return write_down (&plan);
}

/* How many promises @slots break. */
guint
yc_schedule_count_broken (const YcScheduleJob *jobs,
                          const GArray        *slots)
{
  g_autoptr (GHashTable) broken = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < slots->len; i++)
    {
      const YcScheduleSlot *slot = &g_array_index (slots, YcScheduleSlot, i);

      if (slot->late)
        g_hash_table_add (broken, GUINT_TO_POINTER (jobs[slot->job].promise));
    }
  return g_hash_table_size (broken);
}
