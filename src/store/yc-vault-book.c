/* yc-vault-book.c: the journal of physical work, local numbers, settings
 *
 *   planned ──> started ──> done
 *      │           └──────> unknown ──> done, or cancelled: a person says which
 *      └──> cancelled
 *
 * What the hub grants (D20) has its id from there, and comes into the journal as
 * started, in the transaction of the op that says so: once, because an id is
 * there once. What it was before stands in the case.
 *
 * A job is set started before its first byte goes out. A program that starts
 * finds no job started: what an earlier one left so is unknown, because nobody
 * can tell how far the machine came (D21).
 */

#include "yc-vault.h"

#include <glib/gi18n-lib.h>

static gboolean
may_follow (YcStoreJobState from,
            YcStoreJobState to)
{
  switch (from)
    {
    case YC_STORE_JOB_PLANNED:
      return to == YC_STORE_JOB_STARTED || to == YC_STORE_JOB_CANCELLED;
    case YC_STORE_JOB_STARTED:
      /* Started again: more bytes went out. */
      return to == YC_STORE_JOB_STARTED || to == YC_STORE_JOB_DONE || to == YC_STORE_JOB_UNKNOWN;
    case YC_STORE_JOB_UNKNOWN:
      return to == YC_STORE_JOB_DONE || to == YC_STORE_JOB_CANCELLED;
    case YC_STORE_JOB_DONE:
    case YC_STORE_JOB_CANCELLED:
    default:
      return FALSE;
    }
}

/**
 * yc_vault_plan_job:
 * @self: an open folder, in a transaction
 * @stream: for which case or ticket
 * @kind: what is made, a code
 * @digest: SHA-256 of what is made, as text
 * @now_ms: the moment
 * @error: of %YC_STORE_ERROR
 *
 * Returns: (transfer full): the job with its copy number, which no other job
 *   of that kind and stream has or will have here
 */
YcStoreJob *
yc_vault_plan_job (YcVault         *self,
                   const YcStream  *stream,
                   const char      *kind,
                   const char      *digest,
                   gint64           now_ms,
                   GError         **error)
{
  g_autoptr (YcStoreJob) job = g_new0 (YcStoreJob, 1);

  yc_id_init_random (&job->id);
  job->stream = *stream;
  job->kind = g_strdup (kind);
  job->digest = g_strdup (digest);
  job->state = YC_STORE_JOB_PLANNED;
  job->planned_ms = now_ms;
  job->changed_ms = now_ms;
  if (!yc_db_number (self->db, &job->copy, error,
                     "SELECT ifnull (max (copy), 0) + 1 FROM jobs WHERE stream = ? AND kind = ?",
                     "ms", stream, kind) ||
      !yc_db_run (self->db, error,
                  "INSERT INTO jobs (id, stream, kind, copy, digest, state, planned_ms, changed_ms)"
                  " VALUES (?, ?, ?, ?, ?, 1, ?, ?)",
                  "dmsisii", &job->id, stream, kind, job->copy, digest, now_ms, now_ms))
    return NULL;
  return g_steal_pointer (&job);
}

/* A job that the hub granted is put into the journal, where it is not yet. */
static gboolean
enter_job (YcVault          *self,
           const YcId       *id,
           const YcStream   *stream,
           const char       *kind,
           const char       *digest,
           YcStoreJobState   state,
           gint64            now_ms,
           gboolean         *ret_there,
           GError          **error)
{
  gint64 there;

  if (!yc_db_number (self->db, &there, error, "SELECT count (*) FROM jobs WHERE id = ?", "d", id))
    return FALSE;
  *ret_there = there > 0;
  return there > 0 ||
         yc_db_run (self->db, error,
                    "INSERT INTO jobs (id, stream, kind, copy, digest, state, planned_ms, changed_ms)"
                    " VALUES (?, ?, ?, (SELECT ifnull (max (copy), 0) + 1 FROM jobs WHERE stream = ? AND kind = ?),"
                    " ?, ?, ?, ?)",
                    "dmsmssiii", id, stream, kind, stream, kind, digest, (gint64) state, now_ms, now_ms);
}

/**
 * yc_vault_begin_job:
 * @id: the job's, as the hub granted it
 * @kind: what is made, a code
 * @digest: SHA-256 of what is made, as text
 * @error: of %YC_STORE_ERROR; CONFLICT where the job is in the journal
 *
 * A granted job is started.
 */
gboolean
yc_vault_begin_job (YcVault         *self,
                    const YcId      *id,
                    const YcStream  *stream,
                    const char      *kind,
                    const char      *digest,
                    gint64           now_ms,
                    GError         **error)
{
  gboolean there;

  if (!enter_job (self, id, stream, kind, digest, YC_STORE_JOB_STARTED, now_ms, &there, error))
    return FALSE;
  if (!there)
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CONFLICT, _("This has been started or given back already"));
  return FALSE;
}

/* The same of a job that is given back, so that nothing begins it afterwards:
 * what is shown of the case may be older than the op that gives it back. One
 * that was started meanwhile stays so; the hub will say that it was too late. */
gboolean
yc_vault_return_job (YcVault         *self,
                     const YcId      *id,
                     const YcStream  *stream,
                     const char      *kind,
                     const char      *digest,
                     gint64           now_ms,
                     GError         **error)
{
  gboolean there;

  return enter_job (self, id, stream, kind, digest, YC_STORE_JOB_CANCELLED, now_ms, &there, error);
}

/* What came of a granted job; one that is not in this journal, or was ended by
 * an earlier word, stays as it is: the case knows. */
gboolean
yc_vault_end_job (YcVault          *self,
                  const YcId       *id,
                  YcStoreJobState   state,
                  gint64            now_ms,
                  GError          **error)
{
  gint64 from;

  if (!yc_db_number (self->db, &from, error, "SELECT ifnull (max (state), 0) FROM jobs WHERE id = ?", "d", id))
    return FALSE;
  if (from == 0 || !may_follow ((YcStoreJobState) from, state))
    return TRUE;
  return yc_db_run (self->db, error, "UPDATE jobs SET state = ?, changed_ms = ? WHERE id = ?", "iid", (gint64) state,
                    now_ms, id);
}

gboolean
yc_vault_set_job (YcVault          *self,
                  const YcId       *id,
                  YcStoreJobState   state,
                  gint64            bytes_sent,
                  gint64            now_ms,
                  GError          **error)
{
  gint64 from;

  if (!yc_db_number (self->db, &from, error, "SELECT state FROM jobs WHERE id = ?", "d", id))
    return FALSE;
  if (may_follow ((YcStoreJobState) from, state))
    return yc_db_run (self->db, error,
                      "UPDATE jobs SET state = ?, bytes_sent = max (bytes_sent, ?), changed_ms = ? WHERE id = ?",
                      "iiid", (gint64) state, bytes_sent, now_ms, id);
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_STATE,
               _("A job that is %d cannot become %d"), (int) from, (int) state);
  return FALSE;
}

/* At every start, and only then. */
gboolean
yc_vault_doubt_jobs (YcVault *self,
                     GError **error)
{
  return yc_db_run (self->db, error, "UPDATE jobs SET state = 4 WHERE state = 2", "");
}

#define JOB_COLUMNS "id, stream, kind, copy, digest, state, bytes_sent, planned_ms, changed_ms"

/* A row of JOB_COLUMNS. */
static YcStoreJob *
read_job (YcDbRows *rows,
          GError  **error)
{
  g_autoptr (YcStoreJob) job = g_new0 (YcStoreJob, 1);

  job->kind = yc_db_dup_text (rows, 2);
  job->copy = yc_db_get_number (rows, 3);
  job->digest = yc_db_dup_text (rows, 4);
  job->state = (YcStoreJobState) yc_db_get_number (rows, 5);
  job->bytes_sent = yc_db_get_number (rows, 6);
  job->planned_ms = yc_db_get_number (rows, 7);
  job->changed_ms = yc_db_get_number (rows, 8);
  if (!yc_db_read_id (rows, 0, &job->id, error) || !yc_db_read_stream (rows, 1, &job->stream, error))
    return NULL;
  return g_steal_pointer (&job);
}

/**
 * yc_vault_find_job:
 * @self: an open folder
 * @ret_job: (out) (transfer full) (nullable): the newest of @kind in @stream that
 *   has begun; %NULL where none has
 * @error: of %YC_STORE_ERROR
 */
gboolean
yc_vault_find_job (YcVault         *self,
                   const YcStream  *stream,
                   const char      *kind,
                   YcStoreJob     **ret_job,
                   GError         **error)
{
  g_autoptr (YcStoreJob) job = NULL;
  g_autoptr (YcDbRows) rows = NULL;
  GError *local_error = NULL;

  rows = yc_db_query (self->db, error,
                      "SELECT " JOB_COLUMNS " FROM jobs WHERE stream = ? AND kind = ? AND state IN (2, 3, 4)"
                      " ORDER BY number DESC LIMIT 1", "ms", stream, kind);
  if (rows == NULL)
    return FALSE;
  if (yc_db_next (self->db, rows, &local_error))
    job = read_job (rows, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  *ret_job = g_steal_pointer (&job);
  return TRUE;
}

/* FALSE with DOUBT while nobody has said what became of the one before. */
gboolean
yc_vault_check_no_doubt (YcVault         *self,
                         const YcStream  *stream,
                         const char      *kind,
                         GError         **error)
{
  g_autoptr (YcStoreJob) job = NULL;

  if (!yc_vault_find_job (self, stream, kind, &job, error))
    return FALSE;
  if (job == NULL || job->state == YC_STORE_JOB_DONE)
    return TRUE;
  if (job->state == YC_STORE_JOB_STARTED)
    g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_STATE, _("It is being printed just now"));
  else
    g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DOUBT,
                 _("It is not known how far the last print came: look at the paper first"));
  return FALSE;
}

/**
 * yc_vault_settle_job:
 * @state: DONE or CANCELLED, as a person says who has looked at it
 * @error: of %YC_STORE_ERROR; NOT_FOUND where there is no doubt
 *
 * Returns: (transfer full) (nullable): the job that was in doubt
 */
YcStoreJob *
yc_vault_settle_job (YcVault          *self,
                     const YcStream   *stream,
                     const char       *kind,
                     YcStoreJobState   state,
                     gint64            now_ms,
                     GError          **error)
{
  g_autoptr (YcStoreJob) job = NULL;

  if (!yc_vault_find_job (self, stream, kind, &job, error))
    return NULL;
  if (job == NULL || job->state != YC_STORE_JOB_UNKNOWN)
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND, _("No print is in doubt"));
      return NULL;
    }
  if (!yc_vault_set_job (self, &job->id, state, 0, now_ms, error))
    return NULL;
  job->state = state;
  return g_steal_pointer (&job);
}

/* All of them, in the order they were planned. */
GPtrArray *
yc_vault_load_jobs (YcVault *self,
                    GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_store_job_free);
  g_autoptr (YcDbRows) rows = NULL;
  GError *local_error = NULL;

  rows = yc_db_query (self->db, error,
                      "SELECT " JOB_COLUMNS " FROM jobs ORDER BY number", "");
  if (rows == NULL)
    return NULL;
  while (yc_db_next (self->db, rows, &local_error))
    {
      YcStoreJob *job = read_job (rows, &local_error);

      if (job == NULL)
        break;
      g_ptr_array_add (list, job);
    }
  if (local_error == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, local_error);
  return NULL;
}

/* From 1, each number once, whatever happens to what it was drawn for. */
gboolean
yc_vault_next_number (YcVault     *self,
                      const char  *name,
                      gint64      *ret_number,
                      GError     **error)
{
  return yc_db_run (self->db, error,
                    "INSERT INTO numbers VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1",
                    "s", name) &&
         yc_db_number (self->db, ret_number, error, "SELECT last FROM numbers WHERE name = ?", "s", name);
}

/* NULL removes it. */
gboolean
yc_vault_set_setting (YcVault     *self,
                      const char  *name,
                      GBytes      *value,
                      GError     **error)
{
  g_autoptr (GBytes) sealed = NULL;
  gint64 version;

  if (value == NULL)
    return yc_db_run (self->db, error, "DELETE FROM settings WHERE name = ?", "s", name);
  if (!yc_db_number (self->db, &version, error,
                     "SELECT ifnull (max (version), 0) + 1 FROM settings WHERE name = ?", "s", name))
    return FALSE;
  sealed = yc_vault_seal (self, "settings", name, version, value);
  return yc_db_run (self->db, error, "REPLACE INTO settings VALUES (?, ?, ?)", "sib", name, version, sealed);
}

GBytes *
yc_vault_load_setting (YcVault     *self,
                       const char  *name,
                       GError     **error)
{
  g_autoptr (YcDbRows) rows = NULL;
  GError *local_error = NULL;

  rows = yc_db_query (self->db, error, "SELECT version, sealed FROM settings WHERE name = ?", "s", name);
  if (rows == NULL)
    return NULL;
  if (yc_db_next (self->db, rows, &local_error))
    return yc_vault_open_column (self, "settings", name, yc_db_get_number (rows, 0), rows, 1, error);
  if (local_error == NULL)
    g_set_error (&local_error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND, _("There is no setting “%s”"), name);
  g_propagate_error (error, local_error);
  return NULL;
}
