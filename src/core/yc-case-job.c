/* yc-case-job.c: what is made of a case once, and by whom it is known (D20, D21)
 *
 * A piece (an output of a module: a seal, a sheet of numbered stock, a licence)
 * is made by a job. A job has one way, one op a transition; who gives it stands
 * beside the arrow:
 *
 *   ASKED ──grant: hub──> GRANTED ──start: desk──> STARTED ──done: desk──> DONE
 *     │                     │  │                      │                     │ ^
 *     └──return: clerk──────┘  │                  unknown: desk             │ │
 *             v                │                      v                     │ │
 *          RETURNED            │                   UNKNOWN ─settle: clerk───│─┘
 *                              │                      │                     v
 *                              │                      └──settle: clerk──> SPOILT
 *                              │
 *   GRANTED, STARTED, UNKNOWN ─┴─void: supervisor──> VOID ──start: desk──> UNKNOWN
 *
 * Invariants of what is applied (the judge's; the fold follows verdicts):
 *  1. A grant is started once at most: only GRANTED can be, and what has been
 *     is never GRANTED again. A desk starts only what it holds the hub's signed
 *     grant of, and start is on its disk before the first byte goes out.
 *  2. A piece has one holder at most: while a job of it is asked, granted,
 *     started, unknown or done, no other is granted.
 *  3. A grant never lapses by time. Its piece is free again when its desk gives
 *     it back unstarted, when a person who has looked calls it spoilt, or when a
 *     supervisor states on record that it was not made.
 *  4. What is unknown is resolved by a person and by nobody else. That it was
 *     made, only who stands at its desk can say.
 *  5. What was made is as was granted: the artwork's digest in start is the
 *     grant's, and the artwork's number is what the office gave.
 *  6. Nothing is granted while a field the artwork shows is contested, or is no
 *     longer what it shows (D7).
 *  7. A piece that was spoilt, or stated not to have been made, is granted again
 *     only with a reason.
 *  8. A fact is a fact: where a desk without a line had started what a supervisor
 *     then stated not to have been made, the start is taken, and the job is
 *     unknown: somebody looks, and calls one of two pieces spoilt.
 *
 * Tickets, receipts and copies are not of this kind: their desk's journal and
 * their copy number are enough.
 */

#include "yc-case-job.h"

#include "yc-case-private.h"

#include <string.h>

static void
job_free (gpointer data)
{
  YcCaseJob *self = data;

  g_free (self->piece);
  g_free (self->kind);
  g_free (self->artwork);
  g_free (self->plan);
  g_free (self->machine);
  g_free (self->desk);
  g_free (self->window);
  g_free (self->code);
  g_free (self->reason);
  g_hash_table_unref (self->shows);
  g_free (self->doubt);
  g_free (self->word);
  g_free (self->said_by);
  g_free (self);
}

void
yc_case_job_init (YcCase *self)
{
  self->jobs = g_ptr_array_new_with_free_func (job_free);
}

void
yc_case_job_clear (YcCase *self)
{
  g_ptr_array_unref (self->jobs);
}

/* --- what is known ------------------------------------------------------- */

/* Returns: (transfer none): of YcCaseJob, as they were asked for */
GPtrArray *
yc_case_get_jobs (YcCase *self)
{
  g_return_val_if_fail (YC_IS_CASE (self), NULL);

  return self->jobs;
}

static YcCaseJob *
find_job (YcCase     *self,
          const YcId *id)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      YcCaseJob *job = g_ptr_array_index (self->jobs, i);

      if (yc_id_equal (&job->id, id))
        return job;
    }
  return NULL;
}

/* Returns: (transfer none) (nullable) */
const YcCaseJob *
yc_case_find_job (YcCase     *self,
                  const YcId *id)
{
  g_return_val_if_fail (YC_IS_CASE (self), NULL);

  return find_job (self, id);
}

/* Returns: (transfer none) (nullable): the job that made @piece */
const YcCaseJob *
yc_case_find_piece (YcCase     *self,
                    const char *piece)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const YcCaseJob *job = g_ptr_array_index (self->jobs, i);

      if (job->state == YC_JOB_DONE && strcmp (job->piece, piece) == 0)
        return job;
    }
  return NULL;
}

/* Returns: (transfer none) (nullable): the job that makes, has made or may have
 *   made @piece, so that no other may */
const YcCaseJob *
yc_case_find_piece_holder (YcCase     *self,
                           const char *piece)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const YcCaseJob *job = g_ptr_array_index (self->jobs, i);

      if (job->state <= YC_JOB_UNKNOWN && strcmp (job->piece, piece) == 0)
        return job;
    }
  return NULL;
}

/* Whether @piece was spoilt, or stated not to have been made, before. */
gboolean
yc_case_job_needs_reason (YcCase     *self,
                          const char *piece)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const YcCaseJob *job = g_ptr_array_index (self->jobs, i);

      if ((job->state == YC_JOB_SPOILT || job->state == YC_JOB_VOID) && strcmp (job->piece, piece) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether every field the artwork shows is what it shows, and contested by nobody. */
gboolean
yc_case_job_is_current (YcCase          *self,
                        const YcCaseJob *job)
{
  GHashTableIter iter;
  gpointer path, digest;

  g_hash_table_iter_init (&iter, job->shows);
  while (g_hash_table_iter_next (&iter, &path, &digest))
    {
      const YcField *field = yc_case_get_field (self, path);
      g_autofree char *now = yc_value_dup_digest (yc_case_get_value (self, path));

      if ((field != NULL && yc_field_is_contested (field)) || strcmp (now, digest) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer none): a word for files, not for people */
const char *
yc_job_state_to_text (YcJobState state)
{
  static const char *const names[] = {
    [YC_JOB_ASKED] = "asked",   [YC_JOB_GRANTED] = "granted", [YC_JOB_STARTED] = "started",
    [YC_JOB_DONE] = "done",     [YC_JOB_UNKNOWN] = "unknown", [YC_JOB_SPOILT] = "spoilt",
    [YC_JOB_RETURNED] = "returned", [YC_JOB_VOID] = "void",
  };

  return names[state];
}

/* Returns: (transfer full): what the hub's grant of @job says */
YcBody *
yc_case_job_dup_grant (const YcCaseJob *job)
{
  YcBody *body = yc_body_new ();
  g_autofree char *id = yc_id_dup_text (&job->id);

  yc_record_set_text (body->record, "job", id);
  yc_record_set_text (body->record, "piece", job->piece);
  yc_record_set_text (body->record, "artwork", job->artwork);
  if (job->plan != NULL)
    yc_record_set_text (body->record, "plan", job->plan);
  yc_record_set_text (body->record, "machine", job->machine);
  yc_record_set_text (body->record, "desk", job->desk);
  return body;
}

/**
 * yc_case_job_matches_grant:
 * @job: a job of the case
 * @stream: the case's id
 * @grant: an op whose bytes the hub has signed
 *
 * Returns: whether @grant is for just this: case, job, piece, artwork, path,
 *   machine and desk
 */
gboolean
yc_case_job_matches_grant (const YcCaseJob *job,
                           const YcId      *stream,
                           const YcOp      *grant)
{
  static const char *const keys[] = { "job", "piece", "artwork", "plan", "machine", "desk" };
  g_autoptr (YcBody) wanted = yc_case_job_dup_grant (job);

  if (strcmp (grant->kind, "job.grant") != 0 || grant->stream.type != YC_STREAM_CASE ||
      !yc_id_equal (&grant->stream.id, stream))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_strcmp0 (yc_record_get_text (wanted->record, keys[i]), yc_record_get_text (grant->body->record, keys[i])) != 0)
      return FALSE;
  return TRUE;
}

/* --- what ops do --------------------------------------------------------- */

/* (nullable): NULL where a feed names a job that this program never saw */
static YcCaseJob *
get_job (YcCase       *self,
         const YcFact *fact)
{
  YcId id;

  return yc_id_parse (yc_fact_get_text (fact, "job"), &id) ? find_job (self, &id) : NULL;
}

static char *
dup_text (const YcFact *fact,
          const char   *key)
{
  return g_strdup (yc_fact_get_text (fact, key));
}

static void
fold_ask (YcCase       *self,
          const YcFact *fact)
{
  GPtrArray *items = fact->op->body->items;
  YcCaseJob *job = g_new0 (YcCaseJob, 1);

  yc_id_parse (yc_fact_get_text (fact, "job"), &job->id);
  job->piece = dup_text (fact, "piece");
  job->kind = dup_text (fact, "kind");
  job->artwork = dup_text (fact, "artwork");
  job->plan = dup_text (fact, "plan");
  job->machine = dup_text (fact, "machine");
  job->desk = dup_text (fact, "desk");
  job->code = dup_text (fact, "code");
  job->reason = dup_text (fact, "reason");
  job->window = g_strdup (fact->op->window);
  job->shows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_insert (job->shows, g_strdup (yc_record_get_text (g_ptr_array_index (items, i), "path")),
                         g_strdup (yc_record_get_text (g_ptr_array_index (items, i), "digest")));
  job->asked_at = fact->verdict->at;
  g_ptr_array_add (self->jobs, job);
}

static void
fold_grant (YcCase       *self,
            const YcFact *fact)
{
  YcCaseJob *job = get_job (self, fact);

  if (job == NULL || job->state != YC_JOB_ASKED)
    return;
  job->state = YC_JOB_GRANTED;
  job->granted_at = fact->verdict->at;
}

static void
fold_start (YcCase       *self,
            const YcFact *fact)
{
  YcCaseJob *job = get_job (self, fact);

  if (job == NULL)
    return;
  job->belied = job->state == YC_JOB_VOID;
  job->state = job->belied ? YC_JOB_UNKNOWN : YC_JOB_STARTED;
  job->started_at = fact->verdict->at;
}

static void
end (YcCaseJob    *job,
     const YcFact *fact,
     YcJobState    state)
{
  job->state = state;
  job->ended_at = fact->verdict->at;
}

static void
fold_done (YcCase       *self,
           const YcFact *fact)
{
  YcCaseJob *job = get_job (self, fact);

  if (job != NULL)
    end (job, fact, YC_JOB_DONE);
}

static void
fold_unknown (YcCase       *self,
              const YcFact *fact)
{
  YcCaseJob *job = get_job (self, fact);

  if (job == NULL)
    return;
  job->state = YC_JOB_UNKNOWN;
  g_free (job->doubt);
  job->doubt = dup_text (fact, "reason");
}

static void
keep_word (YcCaseJob    *job,
           const YcFact *fact)
{
  g_free (job->word);
  g_free (job->said_by);
  job->word = dup_text (fact, "reason");
  job->said_by = g_strdup (fact->op->by);
}

static void
fold_settle (YcCase       *self,
             const YcFact *fact)
{
  YcCaseJob *job = get_job (self, fact);

  if (job == NULL)
    return;
  keep_word (job, fact);
  end (job, fact, g_strcmp0 (yc_fact_get_text (fact, "outcome"), "made") == 0 ? YC_JOB_DONE : YC_JOB_SPOILT);
}

static void
fold_return (YcCase       *self,
             const YcFact *fact)
{
  YcCaseJob *job = get_job (self, fact);

  if (job != NULL)
    end (job, fact, YC_JOB_RETURNED);
}

static void
fold_void (YcCase       *self,
           const YcFact *fact)
{
  YcCaseJob *job = get_job (self, fact);

  if (job == NULL)
    return;
  keep_word (job, fact);
  end (job, fact, YC_JOB_VOID);
}

static const struct
{
  YcKindCode code;
  YcCaseEffect fold;
  const char *detail;
} effects[] = {
  { YC_KIND_JOB_ASK, fold_ask, "piece" },
  { YC_KIND_JOB_GRANT, fold_grant, "piece" },
  { YC_KIND_JOB_START, fold_start, NULL },
  { YC_KIND_JOB_DONE, fold_done, NULL },
  { YC_KIND_JOB_UNKNOWN, fold_unknown, "reason" },
  { YC_KIND_JOB_SETTLE, fold_settle, "outcome" },
  { YC_KIND_JOB_RETURN, fold_return, NULL },
  { YC_KIND_JOB_VOID, fold_void, "reason" },
};

YcCaseEffect
yc_case_job_find_effect (YcKindCode   code,
                         const char **ret_detail)
{
  for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
    if (effects[i].code == code)
      {
        *ret_detail = effects[i].detail;
        return effects[i].fold;
      }
  return NULL;
}

/* Adds the jobs to a case's dump: the same for the same state. */
void
yc_case_job_dump (YcCase  *self,
                  GString *out)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const YcCaseJob *job = g_ptr_array_index (self->jobs, i);
      g_autofree char *id = yc_id_dup_text (&job->id);

      g_string_append_printf (out, "job %s %s %s %s@%s%s\n", id, job->piece, yc_job_state_to_text (job->state),
                              job->artwork, job->desk, job->belied ? " belied" : "");
    }
}
