/* yc-piece-plan.c: what the machines here make next, over all cases of this window
 *
 * The cases say which pieces wait and when their promise breaks; who knows the
 * artwork says how long each takes; yc_schedule_plan() says which machine makes
 * what and when. A plan is thrown away when anything has changed: it binds
 * nobody, and what is started is started by the verbs of a case.
 */

#include "yc-piece-plan.h"

#include "yc-case-time.h"
#include "yc-counter-private.h"

#include <string.h>

typedef struct
{
  YcCounter *counter;
  gint64 now_ms;
  YcPieceEstimate estimate;
  gpointer data;
  GArray *jobs;      /* of YcScheduleJob */
  GPtrArray *pieces; /* of YcPlannedPiece: of each job, without a plan */
} Plan;

static void
planned_free (gpointer data)
{
  YcPlannedPiece *self = data;

  g_object_unref (self->file);
  g_free (self->piece);
  g_free (self->machine);
  g_free (self);
}

/* The case's promise or the module's own, whichever breaks first. */
static gint64
get_due (YcCaseFile *file,
         const char *module,
         gint64      now_ms)
{
  const YcClocks *clocks = yc_case_file_get_clocks (file, now_ms);
  gint64 due_ms = yc_clocks_get_promise (clocks)->due_at_ms;

  for (guint i = 0; i < clocks->n_modules; i++)
    if (strcmp (clocks->modules[i].module, module) == 0)
      due_ms = MIN (due_ms, clocks->modules[i].due_at_ms);
  return due_ms;
}

/* Nothing of it has begun, and nobody else has the permission for it. */
static gboolean
waits_here (YcCaseFile    *file,
            const YcPiece *piece)
{
  YcJob *job = piece->holder != NULL ? yc_case_file_find_job (file, &piece->holder->id) : NULL;

  return piece->ready && !piece->made &&
         (job == NULL || (yc_job_is_mine (job) && yc_job_get_state (job) <= YC_JOB_GRANTED));
}

static void
add_piece (Plan          *plan,
           YcCaseFile    *file,
           const YcPiece *piece,
           guint          promise)
{
  YcScheduleJob job = { .promise = promise };
  YcPlannedPiece *planned;

  if (plan->jobs->len == YC_SCHEDULE_JOBS_MAX || !waits_here (file, piece) ||
      !plan->estimate (file, piece, &job.duration_ms, &job.needs, plan->data))
    return;
  job.due_ms = get_due (file, piece->module->id, plan->now_ms);
  planned = g_new0 (YcPlannedPiece, 1);
  planned->file = g_object_ref (file);
  planned->piece = g_strdup (piece->piece);
  planned->due_ms = job.due_ms;
  g_array_append_val (plan->jobs, job);
  g_ptr_array_add (plan->pieces, planned);
}

static void
collect (Plan *plan)
{
  GListModel *cases = yc_counter_get_cases (plan->counter);

  for (guint i = 0; i < g_list_model_get_n_items (cases); i++)
    {
      g_autoptr (YcCaseFile) file = g_list_model_get_item (cases, i);
      g_autoptr (GPtrArray) pieces = yc_case_file_list_pieces (file);

      for (guint k = 0; k < pieces->len; k++)
        add_piece (plan, file, g_ptr_array_index (pieces, k), i);
    }
}

static GPtrArray *
write_down (Plan                *plan,
            const YcPlanMachine *machines,
            const GArray        *slots)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (planned_free);

  for (guint i = 0; i < slots->len; i++)
    {
      const YcScheduleSlot *slot = &g_array_index (slots, YcScheduleSlot, i);
      YcPlannedPiece *planned = g_steal_pointer (&plan->pieces->pdata[slot->job]);

      planned->machine = slot->machine != YC_SCHEDULE_NOWHERE ? g_strdup (machines[slot->machine].id) : NULL;
      planned->start_ms = slot->start_ms;
      planned->finish_ms = slot->finish_ms;
      planned->late = slot->late;
      g_ptr_array_add (list, planned);
    }
  return list;
}

GPtrArray *
yc_counter_plan_pieces (YcCounter           *self,
                        const YcPlanMachine *machines,
                        guint                n_machines,
                        YcPieceEstimate      estimate,
                        gpointer             data)
{
  g_autoptr (GArray) jobs = g_array_new (FALSE, TRUE, sizeof (YcScheduleJob));
  g_autoptr (GPtrArray) pieces = g_ptr_array_new ();
  YcScheduleMachine seen[YC_SCHEDULE_MACHINES_MAX] = { { 0 } };
  g_autoptr (GArray) slots = NULL;
  Plan plan = { self, yc_counter_now (self).at_ms, estimate, data, jobs, pieces };

  g_return_val_if_fail (YC_IS_COUNTER (self) && estimate != NULL, NULL);
  g_return_val_if_fail (n_machines <= YC_SCHEDULE_MACHINES_MAX, NULL);

  for (guint i = 0; i < n_machines; i++)
    seen[i] = (YcScheduleMachine){ machines[i].free_ms, machines[i].speed_permille, machines[i].can };
  collect (&plan);
  slots = yc_schedule_plan ((const YcScheduleJob *) (gpointer) jobs->data, jobs->len, seen, n_machines, plan.now_ms);
  return write_down (&plan, machines, slots);
}
