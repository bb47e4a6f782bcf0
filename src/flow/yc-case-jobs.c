/* yc-case-jobs.c: making what a case wants, once (D20, D21)
 *
 * Asking goes to the hub; its answer is a grant in the case's history, signed by
 * it, and kept on disk like every row: so what was granted can be started
 * without a line. Starting is three looks and one transaction: the grant is the
 * hub's, for just this job at this desk; nothing that the artwork shows has
 * changed; it is in the journal for the first time. Only when that transaction
 * is on disk does the verb finish, and only then may a byte go out.
 */

#include "yc-case-jobs.h"

#include "yc-case-form.h"
#include "yc-case-verbs-private.h"
#include "yc-counter-state.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
piece_free (gpointer data)
{
  YcPiece *self = data;

  g_free (self->piece);
  g_free (self);
}

static YcPiece *
create_piece (YcCase         *c,
              const YcModule *module,
              const YcOutput *spec)
{
  const YcModuleProgress *progress = yc_case_get_module (c, module->id);
  YcPiece *self = g_new0 (YcPiece, 1);

  self->piece = g_strconcat (module->id, "/", spec->key, NULL);
  self->module = module;
  self->spec = spec;
  self->code = yc_case_get_result (c, module->id, spec->key);
  self->ready = progress != NULL && progress->state == YC_MODULE_DONE;
  self->made = yc_case_find_piece (c, self->piece) != NULL;
  self->needs_reason = yc_case_job_needs_reason (c, self->piece);
  self->holder = yc_case_find_piece_holder (c, self->piece);
  return self;
}

GPtrArray *
yc_case_file_list_pieces (YcCaseFile *self)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (piece_free);
  YcCounter *counter = yc_case_file_get_counter (self);
  const YcMatter *matter = yc_case_file_get_matter (self);
  YcCase *c = yc_case_file_get_case (self);
  YcCaseForm form;
  YcDate today;

  if (matter == NULL || counter == NULL)
    return pieces;
  yc_case_form_init (&form, c);
  today = yc_counter_get_today (counter);
  for (guint i = 0; i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      for (guint k = 0; yc_module_is_chosen (module, &form.form) && k < module->outputs->len; k++)
        if (yc_case_piece_is_wanted (c, g_ptr_array_index (module->outputs, k), &today))
          g_ptr_array_add (pieces, create_piece (c, module, g_ptr_array_index (module->outputs, k)));
    }
  return pieces;
}

void
yc_case_file_count_pieces (YcCaseFile     *self,
                           const YcModule *module,
                           guint          *ret_all,
                           guint          *ret_made)
{
  g_autoptr (GPtrArray) pieces = NULL;

  g_return_if_fail (YC_IS_CASE_FILE (self) && module != NULL);

  pieces = yc_case_file_list_pieces (self);
  *ret_all = *ret_made = 0;
  for (guint i = 0; i < pieces->len; i++)
    {
      const YcPiece *piece = g_ptr_array_index (pieces, i);

      if (piece->module != module)
        continue;
      *ret_all += 1;
      *ret_made += piece->made;
    }
}

YcJob *
yc_case_file_find_job (YcCaseFile *self,
                       const YcId *id)
{
  GListModel *jobs = yc_case_file_get_jobs (self);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (YcJob) job = g_list_model_get_item (jobs, i);

      if (yc_id_equal (yc_job_get_id (job), id))
        return job;
    }
  return NULL;
}

guint
yc_case_file_count_asking (YcCaseFile *self)
{
  GListModel *jobs = yc_case_file_get_jobs (self);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (YcJob) job = g_list_model_get_item (jobs, i);

      count += yc_job_asks (job);
    }
  return count;
}

/* "seals/seal-official" → 公章; (nullable) */
static const YcOutput *
find_output (YcCaseFile *self,
             const char *piece)
{
  const YcMatter *matter = yc_case_file_get_matter (self);
  const char *slash = strchr (piece, '/');
  g_autofree char *id = slash != NULL ? g_strndup (piece, (gsize) (slash - piece)) : NULL;
  const YcModule *module = matter != NULL && id != NULL ? yc_matter_find_module (matter, id) : NULL;

  return module != NULL ? yc_module_find_output (module, slash + 1) : NULL;
}

/**
 * yc_case_file_show_jobs:
 * @self: a case that was folded anew
 * @store: (inout): of YcJob: shows the case's jobs afterwards; those that were
 *   there are the same objects
 */
void
yc_case_file_show_jobs (YcCaseFile *self,
                        GListStore *store)
{
  YcCounter *counter = yc_case_file_get_counter (self);
  GPtrArray *jobs = yc_case_get_jobs (yc_case_file_get_case (self));

  for (guint i = 0; i < jobs->len; i++)
    {
      const YcCaseJob *shown = g_ptr_array_index (jobs, i);
      const YcOutput *output = find_output (self, shown->piece);
      g_autoptr (YcJob) job = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (job == NULL || !yc_id_equal (yc_job_get_id (job), &shown->id))
        {
          YcJob *other = yc_job_new (&shown->id, counter != NULL ? counter->device : NULL);

          g_list_store_splice (store, i, job != NULL, (gpointer *) &other, 1);
          g_clear_object (&job);
          job = other;
        }
      yc_job_show (job, shown, output != NULL ? output->label : NULL);
    }
  while (g_list_model_get_n_items (G_LIST_MODEL (store)) > jobs->len)
    g_list_store_remove (store, jobs->len);
}

/* --- verbs ------------------------------------------------------------------- */

static void
add_shown (YcCaseFile *self,
           YcBody     *body,
           const char *path)
{
  g_autofree char *digest = yc_value_dup_digest (yc_case_get_value (yc_case_file_get_case (self), path));
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "digest", digest);
}

static const char *
get_code (YcCaseFile *self,
          const char *piece)
{
  const char *slash = strchr (piece, '/');
  g_autofree char *module = slash != NULL ? g_strndup (piece, (gsize) (slash - piece)) : NULL;

  return module != NULL ? yc_case_get_result (yc_case_file_get_case (self), module, slash + 1) : NULL;
}

void
yc_case_file_ask_job_async (YcCaseFile          *self,
                            const YcJobWish     *wish,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = yc_case_file_begin (self, callback, user_data);
  g_autoptr (GPtrArray) ops = yc_case_file_create_ops ();
  const YcOutput *output = find_output (self, wish->piece);
  YcCounter *counter = yc_case_file_get_counter (self);
  g_autofree char *text = NULL;
  YcId *job = g_new0 (YcId, 1);
  YcOp *op;

  yc_id_init_random (job);
  g_task_set_task_data (task, job, g_free);
  text = yc_id_dup_text (job);
  op = yc_case_file_create_text_op (self, "job.ask", "job", text, "piece", wish->piece, "kind",
                                    output != NULL && output->made != NULL ? output->made : "none", "artwork",
                                    wish->artwork, "plan", wish->plan, "machine", wish->machine, "desk",
                                    counter != NULL ? counter->device : NULL, "code", get_code (self, wish->piece),
                                    "reason", wish->reason, NULL);
  for (guint i = 0; output != NULL && i < output->made_from->len; i++)
    add_shown (self, op->body, g_ptr_array_index (output->made_from, i));
  g_ptr_array_add (ops, op);
  yc_case_file_append_judged (self, task, ops);
}

/**
 * yc_case_file_ask_job_finish:
 * @ret_job: (out): the job, which is in yc_case_file_get_jobs()
 *
 * The hub's permission comes later: then the job's state is %YC_JOB_GRANTED.
 */
gboolean
yc_case_file_ask_job_finish (YcCaseFile    *self,
                             GAsyncResult  *result,
                             YcId          *ret_job,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *ret_job = *(const YcId *) g_task_get_task_data (G_TASK (result));
  return TRUE;
}

/* Whether what lies here is the hub's own word on just this job. */
static gboolean
holds_grant (YcCaseFile      *self,
             YcCounter       *counter,
             const YcCaseJob *job)
{
  g_autofree char *text = yc_id_dup_text (&job->id);
  const YcOp *grant = yc_history_find_grant (yc_case_file_get_history (self), text);
  gsize size;
  gconstpointer bytes;

  if (grant == NULL || grant->signature == NULL || g_bytes_get_size (grant->signature) != YC_SIGNATURE_SIZE)
    return FALSE;
  bytes = g_bytes_get_data (grant->bytes, &size);
  return yc_signature_verify (counter->hub_key, bytes, size, g_bytes_get_data (grant->signature, NULL)) &&
         yc_case_job_matches_grant (job, yc_case_file_get_id (self), grant) && strcmp (job->desk, counter->device) == 0;
}

static char *
dup_why_not_burn (YcCaseFile *self,
                  const YcId *id,
                  const YcOp *op)
{
  YcCounter *counter = yc_case_file_get_counter (self);
  const YcCaseJob *job = yc_case_find_job (yc_case_file_get_case (self), id);
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

  if (job == NULL || counter == NULL)
    return g_strdup (yc_case_reason_get_words ("no-such-job"));
  yc_case_judge_burn (yc_case_file_get_case (self), op, verdict);
  if (verdict->outcome == YC_OUTCOME_REFUSED)
    return g_strdup (yc_case_reason_get_words (((YcReason *) g_ptr_array_index (verdict->reasons, 0))->code));
  if (job->state == YC_JOB_GRANTED && !holds_grant (self, counter, job))
    return g_strdup (yc_case_reason_get_words ("no-grant"));
  return NULL;
}

static YcOp *
create_job_op (YcCaseFile *self,
               const char *kind,
               const YcId *job,
               const char *key,
               const char *text)
{
  g_autofree char *id = yc_id_dup_text (job);

  return yc_case_file_create_text_op (self, kind, "job", id, key, text, NULL);
}

void
yc_case_file_start_job_async (YcCaseFile          *self,
                              const YcId          *job,
                              const char          *artwork,
                              const char          *plan,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = yc_case_file_begin (self, callback, user_data);
  g_autoptr (GPtrArray) ops = yc_case_file_create_ops ();
  YcOp *op = create_job_op (self, "job.start", job, "artwork", artwork);
  g_autofree char *why_not = NULL;

  g_return_if_fail (YC_IS_CASE_FILE (self) && artwork != NULL);

  if (plan != NULL)
    yc_record_set_text (op->body->record, "plan", plan);
  g_ptr_array_add (ops, op);
  why_not = dup_why_not_burn (self, job, op);
  if (why_not != NULL)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, "%s", why_not);
      g_object_unref (task);
      return;
    }
  yc_case_file_append_judged (self, task, ops);
}

/* A start on its way from a device's thread to the main loop and back. */
typedef struct
{
  gatomicrefcount refs; /* both hold it: the waiting one may give up */
  YcCaseFile *file;     /* let go on the main loop */
  YcId job;
  char *artwork;
  char *plan;
  GMutex mutex;
  GCond cond;
  gboolean answered;
  gboolean given_up;
  GError *error;
} Start;

static void
start_unref (Start *start)
{
  if (!g_atomic_ref_count_dec (&start->refs))
    return;
  g_free (start->artwork);
  g_free (start->plan);
  g_mutex_clear (&start->mutex);
  g_cond_clear (&start->cond);
  g_clear_error (&start->error);
  g_free (start);
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Start *start = user_data;
  gboolean late;

  g_mutex_lock (&start->mutex);
  late = yc_case_file_finish (YC_CASE_FILE (source), result, &start->error) && start->given_up;
  start->answered = TRUE;
  g_cond_signal (&start->cond);
  g_mutex_unlock (&start->mutex);
  if (late)
    yc_case_file_doubt_job_async (start->file, &start->job, "late", NULL, NULL);
  g_clear_object (&start->file);
  start_unref (start);
}

static gboolean
begin_start_cb (gpointer data)
{
  Start *start = data;

  yc_case_file_start_job_async (start->file, &start->job, start->artwork, start->plan, started_cb, start);
  return G_SOURCE_REMOVE;
}

gboolean
yc_case_file_start_job_wait (YcCaseFile  *self,
                             const YcId  *job,
                             const char  *artwork,
                             const char  *plan,
                             guint        wait_ms,
                             GError     **error)
{
  gint64 deadline_us = g_get_monotonic_time () + wait_ms * (gint64) 1000;
  Start *start = g_new0 (Start, 1);
  gboolean good;

  g_atomic_ref_count_init (&start->refs);
  g_atomic_ref_count_inc (&start->refs);
  start->file = g_object_ref (self);
  start->job = *job;
  start->artwork = g_strdup (artwork);
  start->plan = g_strdup (plan);
  g_mutex_init (&start->mutex);
  g_cond_init (&start->cond);
  g_main_context_invoke (NULL, begin_start_cb, start);

  g_mutex_lock (&start->mutex);
  while (!start->answered && g_cond_wait_until (&start->cond, &start->mutex, deadline_us))
    ;
  start->given_up = !start->answered;
  good = start->answered && start->error == NULL;
  if (start->error != NULL)
    g_propagate_error (error, g_steal_pointer (&start->error));
  else if (!good)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _("The start could not be written down in time"));
  g_mutex_unlock (&start->mutex);
  start_unref (start);
  return good;
}

void
yc_case_file_end_job_async (YcCaseFile          *self,
                            const YcId          *job,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_case_file_append_judged_one (self, create_job_op (self, "job.done", job, NULL, NULL), callback, user_data);
}

void
yc_case_file_doubt_job_async (YcCaseFile          *self,
                              const YcId          *job,
                              const char          *reason,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_case_file_append_judged_one (self, create_job_op (self, "job.unknown", job, "reason", reason), callback, user_data);
}

void
yc_case_file_settle_job_async (YcCaseFile          *self,
                               const YcId          *job,
                               gboolean             made,
                               const char          *reason,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  YcOp *op;

  g_return_if_fail (YC_IS_CASE_FILE (self));

  op = create_job_op (self, "job.settle", job, "reason", reason);
  yc_record_set_text (op->body->record, "outcome", made ? "made" : "spoilt");
  yc_case_file_append_judged_one (self, op, callback, user_data);
}

void
yc_case_file_return_job_async (YcCaseFile          *self,
                               const YcId          *job,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_case_file_append_judged_one (self, create_job_op (self, "job.return", job, NULL, NULL), callback, user_data);
}

void
yc_case_file_void_job_async (YcCaseFile          *self,
                             const YcId          *job,
                             const char          *reason,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_case_file_append_judged_one (self, create_job_op (self, "job.void", job, "reason", reason), callback, user_data);
}
