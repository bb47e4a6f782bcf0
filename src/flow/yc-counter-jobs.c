/* yc-counter-jobs.c: the journal of granted work, and what a crash left of it
 *
 * An op that says that a job was started, or how it ended, goes to the journal
 * in its own transaction: whoever appends such an op, it is kept there, and a
 * second start, or one of a job that was given back, is no transaction at all.
 *
 * A job that the case calls started here, and that this run of the program has
 * not started, is what an earlier run left when it died. Nobody knows how far
 * the machine came (D21): it is called unknown as soon as somebody is signed in
 * who may say so, and then a person is asked.
 */

#include "yc-counter-state.h"

#include "yc-case-job.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a machine did while nobody could say so. */
#define REASON_CRASH "crash"

static const YcCaseJob *
find_job (YcCounter  *self,
          const YcOp *op,
          YcId       *ret_id)
{
  YcCaseFile *file = g_hash_table_lookup (self->files, &op->stream.id);

  if (!yc_id_parse (yc_record_get_text (op->body->record, "job"), ret_id) || file == NULL)
    return NULL;
  return yc_case_find_job (yc_case_file_get_case (file), ret_id);
}

static gboolean
get_ending (const YcOp      *op,
            YcStoreJobState *ret_state)
{
  gboolean made = g_strcmp0 (yc_record_get_text (op->body->record, "outcome"), "made") == 0;

  if (strcmp (op->kind, "job.done") == 0)
    *ret_state = YC_STORE_JOB_DONE;
  else if (strcmp (op->kind, "job.unknown") == 0)
    *ret_state = YC_STORE_JOB_UNKNOWN;
  else if (strcmp (op->kind, "job.settle") == 0)
    *ret_state = made ? YC_STORE_JOB_DONE : YC_STORE_JOB_CANCELLED;
  else
    return FALSE;
  return TRUE;
}

/**
 * yc_counter_create_journal:
 * @self: a counter
 * @ops: what is about to be stored together
 *
 * Returns: (transfer full) (nullable): what the journal keeps of it; %NULL for
 *   nothing
 */
YcStoreTxn *
yc_counter_create_journal (YcCounter *self,
                           GPtrArray *ops)
{
  gint64 now_ms = g_get_real_time () / 1000;
  YcStoreTxn *txn = NULL;

  for (guint i = 0; i < ops->len; i++)
    {
      const YcOp *op = g_ptr_array_index (ops, i);
      const YcCaseJob *job;
      YcStoreJobState ending;
      YcId id;

      if (!g_str_has_prefix (op->kind, "job."))
        continue;
      job = find_job (self, op, &id);
      if (txn == NULL)
        txn = yc_store_txn_new ();
      if (strcmp (op->kind, "job.start") == 0 && job != NULL)
        {
          yc_store_txn_begin_job (txn, &id, &op->stream, job->piece, job->artwork, now_ms);
          g_hash_table_add (self->jobs, yc_id_copy (&id));
        }
      else if (strcmp (op->kind, "job.return") == 0 && job != NULL)
        yc_store_txn_return_job (txn, &id, &op->stream, job->piece, job->artwork, now_ms);
      else if (get_ending (op, &ending))
        yc_store_txn_end_job (txn, &id, ending, now_ms);
    }
  return txn;
}

/**
 * yc_counter_drop_journal:
 * @self: a counter
 * @ops: what was not stored
 * @error: why
 *
 * What could not be stored was not started; where it was stored after all it is
 * unknown. Only what is in the journal already goes on as it is.
 */
void
yc_counter_drop_journal (YcCounter    *self,
                         GPtrArray    *ops,
                         const GError *error)
{
  if (g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_CONFLICT))
    return;
  for (guint i = 0; i < ops->len; i++)
    {
      const YcOp *op = g_ptr_array_index (ops, i);
      YcId id;

      if (strcmp (op->kind, "job.start") == 0 && yc_id_parse (yc_record_get_text (op->body->record, "job"), &id))
        g_hash_table_remove (self->jobs, &id);
    }
}

static void
doubt (YcCounter       *self,
       const YcStream  *stream,
       const YcCaseJob *job)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
  g_autofree char *id = yc_id_dup_text (&job->id);
  YcBody *body = yc_body_new ();

  g_hash_table_add (self->jobs, yc_id_copy (&job->id));
  yc_record_set_text (body->record, "job", id);
  yc_record_set_text (body->record, "reason", REASON_CRASH);
  g_ptr_array_add (ops, yc_op_new (stream, "job.unknown", body));
  yc_counter_append_async (self, ops, NULL, NULL);
  yc_counter_notice (self, _("A piece was being made when the program ended: look at it, and say what became of it"));
}

/**
 * yc_counter_doubt_jobs:
 * @self: a counter
 * @file: a case that was folded anew
 *
 * Calls unknown what an earlier run of the program has left started here.
 */
void
yc_counter_doubt_jobs (YcCounter  *self,
                       YcCaseFile *file)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_file_get_id (file) };
  GPtrArray *jobs = yc_case_get_jobs (yc_case_file_get_case (file));

  if ((yc_counter_get_roles (self) & YC_ROLE_CLERK) == 0)
    return;
  for (guint i = 0; i < jobs->len; i++)
    {
      const YcCaseJob *job = g_ptr_array_index (jobs, i);

      if (job->state == YC_JOB_STARTED && g_strcmp0 (job->desk, self->device) == 0 &&
          !g_hash_table_contains (self->jobs, &job->id))
        doubt (self, &stream, job);
    }
}

static void
journal_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (YcCounter) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = yc_store_load_jobs_finish (YC_STORE (source), result, &error);

  for (guint i = 0; jobs != NULL && self->store != NULL && i < jobs->len; i++)
    {
      const YcStoreJob *job = g_ptr_array_index (jobs, i);

      if (job->state == YC_STORE_JOB_UNKNOWN && job->stream.type == YC_STREAM_CASE &&
          !g_hash_table_contains (self->files, &job->stream.id))
        yc_counter_reload_async (self, &job->stream, NULL);
    }
  if (jobs == NULL)
    g_debug ("The journal could not be read: %s", error->message);
}

/* Somebody has signed in: what this window shows is looked through, and what the
 * journal doubts and this window does not show is opened. */
void
yc_counter_doubt_all_jobs (YcCounter *self)
{
  g_autoptr (GList) files = g_hash_table_get_values (self->files);

  if (self->session == NULL || self->store == NULL)
    return;
  for (GList *file = files; file != NULL; file = file->next)
    yc_counter_doubt_jobs (self, file->data);
  yc_store_load_jobs_async (self->store, NULL, journal_cb, g_object_ref (self));
}
