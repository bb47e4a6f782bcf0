/* yc-store-calls.c: what can be asked of the store
 *
 * Each call is three small functions: one packs the values, one works on the
 * store's thread, one hands the result out.
 */

#include "yc-store-private.h"

#include <string.h>

static gboolean
is_name (const char *text,
         gsize       size_max)
{
  return text != NULL && *text != '\0' && strlen (text) <= size_max;
}

static gpointer
box_number (gboolean good,
            gint64   number)
{
  return good ? g_memdup2 (&number, sizeof number) : NULL;
}

/* 0 on failure: numbers begin at 1. */
static gint64
unbox_number (gpointer result)
{
  g_autofree gint64 *number = result;

  return number != NULL ? *number : 0;
}

static gpointer
do_append (YcVault      *vault,
           YcStoreCall  *call,
           GError      **error)
{
  gint64 number = 0;
  gboolean good = yc_vault_append (vault, call->ops, &number, error) &&
                  (call->txn == NULL || yc_store_txn_apply (call->txn, vault, error));

  return box_number (good, number);
}

static gboolean
ops_are_whole (GPtrArray *ops)
{
  if (ops == NULL || ops->len == 0 || ops->len > YC_STORE_OPS_MAX)
    return FALSE;
  for (guint i = 0; i < ops->len; i++)
    {
      const YcOp *op = ops->pdata[i];

      if (op->bytes == NULL || g_bytes_get_size (op->bytes) > YC_OP_BYTES_MAX ||
          op->signature == NULL || g_bytes_get_size (op->signature) != YC_SIGNATURE_SIZE ||
          !is_name (op->kind, YC_OP_KIND_MAX))
        return FALSE;
    }
  return TRUE;
}

/**
 * yc_store_append_async:
 * @self: a store
 * @ops: (element-type YcOp): all ops of one action of the clerk, with bytes
 *   and signature; at most %YC_STORE_OPS_MAX
 * @callback: calls yc_store_append_finish()
 * @user_data: for @callback
 *
 * All of them are on the disk together, or none is (D12). Appending the same
 * ops again is no fault: it is what to do after UNCERTAIN.
 */
void
yc_store_append_async (YcStore             *self,
                       GPtrArray           *ops,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  yc_store_append_with_async (self, ops, NULL, callback, user_data);
}

/**
 * yc_store_append_with_async:
 * @self: a store
 * @ops: (element-type YcOp): as of yc_store_append_async()
 * @txn: (transfer full) (nullable): what is to happen with them
 * @callback: calls yc_store_append_finish()
 * @user_data: for @callback
 *
 * In one transaction: where @txn contradicts what is stored, the ops are not
 * stored either.
 */
void
yc_store_append_with_async (YcStore             *self,
                            GPtrArray           *ops,
                            YcStoreTxn          *txn,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  YcStoreCall *call;

  g_return_if_fail (YC_IS_STORE (self) && ops_are_whole (ops));

  call = yc_store_call_new (YC_STORE_CALL_WRITES, do_append, g_free);
  call->txn = txn;
  call->ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
  for (guint i = 0; i < ops->len; i++)
    g_ptr_array_add (call->ops, yc_op_ref (ops->pdata[i]));
  yc_store_note_stamp (self, &((const YcOp *) ops->pdata[ops->len - 1])->when);
  yc_store_call_run (self, call, yc_store_append_async, NULL, callback, user_data);
}

/**
 * yc_store_append_finish:
 * @self: a store
 * @result: what the callback got
 * @error: of %YC_STORE_ERROR; CONFLICT when an id is taken by other bytes
 *
 * Returns: the first op's number in the desk's own order, from 1; the others
 *   follow it. 0 on failure
 */
gint64
yc_store_append_finish (YcStore       *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return unbox_number (yc_store_call_finish (self, result, yc_store_append_async, error));
}

static gpointer
do_commit (YcVault      *vault,
           YcStoreCall  *call,
           GError      **error)
{
  return yc_store_txn_apply (call->txn, vault, error) ? YC_STORE_YES : NULL;
}

/**
 * yc_store_commit_async:
 * @self: a store
 * @txn: (transfer full): at most %YC_STORE_EFFECTS_MAX changes
 * @callback: calls yc_store_commit_finish()
 * @user_data: for @callback
 *
 * All changes in one transaction.
 */
void
yc_store_commit_async (YcStore             *self,
                       YcStoreTxn          *txn,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  YcStoreCall *call;

  g_return_if_fail (YC_IS_STORE (self) && txn != NULL);
  g_return_if_fail (yc_store_txn_get_length (txn) <= YC_STORE_EFFECTS_MAX);

  call = yc_store_call_new (YC_STORE_CALL_WRITES, do_commit, NULL);
  call->txn = txn;
  yc_store_call_run (self, call, yc_store_commit_async, NULL, callback, user_data);
}

gboolean
yc_store_commit_finish (YcStore       *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_commit_async, error) != NULL;
}

static gpointer
do_load_stream (YcVault      *vault,
                YcStoreCall  *call,
                GError      **error)
{
  return yc_vault_load_history (vault, &call->stream, error);
}

/* The rows the hub gave, then this desk's ops that no row has yet. */
void
yc_store_load_stream_async (YcStore             *self,
                            const YcStream      *stream,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  YcStoreCall *call;

  g_return_if_fail (YC_IS_STORE (self) && stream != NULL);

  call = yc_store_call_new (YC_STORE_CALL_READS, do_load_stream, (GDestroyNotify) yc_store_history_free);
  call->stream = *stream;
  yc_store_call_run (self, call, yc_store_load_stream_async, cancellable, callback, user_data);
}

YcStoreHistory *
yc_store_load_stream_finish (YcStore       *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_load_stream_async, error);
}

static gpointer
do_list_streams (YcVault      *vault,
                 YcStoreCall  *call,
                 GError      **error)
{
  return yc_vault_list_streams (vault, (YcStreamType) call->number, error);
}

void
yc_store_list_streams_async (YcStore             *self,
                             YcStreamType         type,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  YcStoreCall *call;

  g_return_if_fail (YC_IS_STORE (self));

  call = yc_store_call_new (YC_STORE_CALL_READS, do_list_streams, (GDestroyNotify) g_array_unref);
  call->number = type;
  yc_store_call_run (self, call, yc_store_list_streams_async, cancellable, callback, user_data);
}

GArray *
yc_store_list_streams_finish (YcStore       *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_list_streams_async, error);
}

static gpointer
do_load_outbox (YcVault      *vault,
                YcStoreCall  *call,
                GError      **error)
{
  return yc_vault_load_outbox (vault, error);
}

void
yc_store_load_outbox_async (YcStore             *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (YC_IS_STORE (self));

  yc_store_call_run (self,
                     yc_store_call_new (YC_STORE_CALL_READS, do_load_outbox,
                                        (GDestroyNotify) g_ptr_array_unref),
                     yc_store_load_outbox_async, cancellable, callback, user_data);
}

GPtrArray *
yc_store_load_outbox_finish (YcStore       *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_load_outbox_async, error);
}

static gpointer
do_load_cursors (YcVault      *vault,
                 YcStoreCall  *call,
                 GError      **error)
{
  return yc_vault_load_cursors (vault, error);
}

void
yc_store_load_cursors_async (YcStore             *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (YC_IS_STORE (self));

  yc_store_call_run (self,
                     yc_store_call_new (YC_STORE_CALL_READS, do_load_cursors,
                                        (GDestroyNotify) yc_store_cursors_free),
                     yc_store_load_cursors_async, cancellable, callback, user_data);
}

YcStoreCursors *
yc_store_load_cursors_finish (YcStore       *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_load_cursors_async, error);
}

static gpointer
do_add_blob (YcVault      *vault,
             YcStoreCall  *call,
             GError      **error)
{
  return yc_vault_add_blob (vault, call->bytes, call->name, (YcStoreBlobState) call->number,
                            call->now_ms, error);
}

/**
 * yc_store_add_blob_async:
 * @self: a store
 * @bytes: a document, 1 to %YC_STORE_BLOB_MAX_BYTES bytes
 * @kind: what it is, a code, kept in clear
 * @state: ANNOUNCED for this desk's own, RECEIVED for one from the hub
 * @now_ms: the moment; the hub's clock for RECEIVED
 * @callback: calls yc_store_add_blob_finish()
 * @user_data: for @callback
 *
 * When it is answered the document is on the disk: only then append an op
 * that names it (D14). Adding it again is no fault.
 */
void
yc_store_add_blob_async (YcStore             *self,
                         GBytes              *bytes,
                         const char          *kind,
                         YcStoreBlobState     state,
                         gint64               now_ms,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  YcStoreCall *call;

  g_return_if_fail (YC_IS_STORE (self) && bytes != NULL && is_name (kind, YC_STORE_NAME_MAX));
  g_return_if_fail (g_bytes_get_size (bytes) > 0 && g_bytes_get_size (bytes) <= YC_STORE_BLOB_MAX_BYTES);
  g_return_if_fail (state == YC_STORE_BLOB_ANNOUNCED || state == YC_STORE_BLOB_RECEIVED);

  call = yc_store_call_new (YC_STORE_CALL_PLAIN, do_add_blob, g_free);
  call->bytes = g_bytes_ref (bytes);
  call->name = g_strdup (kind);
  call->number = state;
  call->now_ms = now_ms;
  yc_store_call_run (self, call, yc_store_add_blob_async, NULL, callback, user_data);
}

char *
yc_store_add_blob_finish (YcStore       *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_add_blob_async, error);
}

static gpointer
do_read_blob (YcVault      *vault,
              YcStoreCall  *call,
              GError      **error)
{
  return yc_vault_read_blob (vault, call->name, call->number, call->size, error);
}

/**
 * yc_store_read_blob_async:
 * @self: a store
 * @sha256: which document
 * @offset: from which of its bytes
 * @size_max: how many, at most %YC_STORE_READ_MAX_BYTES
 * @cancellable: (nullable): until the work begins
 * @callback: calls yc_store_read_blob_finish(), which gives fewer bytes at the
 *   document's end and none behind it
 * @user_data: for @callback
 */
void
yc_store_read_blob_async (YcStore             *self,
                          const char          *sha256,
                          gint64               offset,
                          gint64               size_max,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  YcStoreCall *call;
  guint8 hash[YC_SHA256_SIZE];

  g_return_if_fail (YC_IS_STORE (self) && yc_sha256_parse (sha256, hash));
  g_return_if_fail (offset >= 0 && size_max > 0 && size_max <= YC_STORE_READ_MAX_BYTES);

  call = yc_store_call_new (YC_STORE_CALL_READS, do_read_blob, (GDestroyNotify) g_bytes_unref);
  call->name = g_strdup (sha256);
  call->number = offset;
  call->size = size_max;
  yc_store_call_run (self, call, yc_store_read_blob_async, cancellable, callback, user_data);
}

GBytes *
yc_store_read_blob_finish (YcStore       *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_read_blob_async, error);
}

static gpointer
do_load_blobs (YcVault      *vault,
               YcStoreCall  *call,
               GError      **error)
{
  return yc_vault_load_blobs (vault, error);
}

void
yc_store_load_blobs_async (YcStore             *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (YC_IS_STORE (self));

  yc_store_call_run (self,
                     yc_store_call_new (YC_STORE_CALL_READS, do_load_blobs,
                                        (GDestroyNotify) g_ptr_array_unref),
                     yc_store_load_blobs_async, cancellable, callback, user_data);
}

GPtrArray *
yc_store_load_blobs_finish (YcStore       *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_load_blobs_async, error);
}

static gpointer
do_plan_job (YcVault      *vault,
             YcStoreCall  *call,
             GError      **error)
{
  return yc_vault_plan_job (vault, &call->stream, call->name, call->text, call->now_ms, error);
}

/* Not while the one before is in doubt. */
static gpointer
do_plan_surely (YcVault      *vault,
                YcStoreCall  *call,
                GError      **error)
{
  return yc_vault_check_no_doubt (vault, &call->stream, call->name, error) ? do_plan_job (vault, call, error) : NULL;
}

static void
plan_job (YcStore             *self,
          YcStoreCall         *call,
          const YcStream      *stream,
          const char          *kind,
          const char          *digest,
          gint64               now_ms,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  call->stream = *stream;
  call->name = g_strdup (kind);
  call->text = g_strdup (digest);
  call->now_ms = now_ms;
  yc_store_call_run (self, call, yc_store_plan_job_async, NULL, callback, user_data);
}

static gboolean
is_plan (const YcStream *stream,
         const char     *kind,
         const char     *digest)
{
  guint8 hash[YC_SHA256_SIZE];

  return stream != NULL && is_name (kind, YC_STORE_NAME_MAX) && yc_sha256_parse (digest, hash);
}

/**
 * yc_store_plan_job_async:
 * @self: a store
 * @stream: for which case or ticket
 * @kind: what is made, a code
 * @digest: SHA-256 of what is made, as text
 * @now_ms: this desk's clock
 * @callback: calls yc_store_plan_job_finish()
 * @user_data: for @callback
 *
 * Draws the copy number, so that it can be printed on the piece (D20).
 */
void
yc_store_plan_job_async (YcStore             *self,
                         const YcStream      *stream,
                         const char          *kind,
                         const char          *digest,
                         gint64               now_ms,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (YC_IS_STORE (self) && is_plan (stream, kind, digest));

  plan_job (self, yc_store_call_new (YC_STORE_CALL_WRITES, do_plan_job, (GDestroyNotify) yc_store_job_free), stream,
            kind, digest, now_ms, callback, user_data);
}

/**
 * yc_store_plan_job_surely_async:
 *
 * As yc_store_plan_job_async(), and the same end; %YC_STORE_ERROR_DOUBT while
 * nobody has said what became of the last of @kind, and %YC_STORE_ERROR_STATE
 * while that is being made.
 */
void
yc_store_plan_job_surely_async (YcStore             *self,
                                const YcStream      *stream,
                                const char          *kind,
                                const char          *digest,
                                gint64               now_ms,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (YC_IS_STORE (self) && is_plan (stream, kind, digest));

  plan_job (self, yc_store_call_new (YC_STORE_CALL_WRITES, do_plan_surely, (GDestroyNotify) yc_store_job_free), stream,
            kind, digest, now_ms, callback, user_data);
}

static gpointer
do_settle_job (YcVault      *vault,
               YcStoreCall  *call,
               GError      **error)
{
  return yc_vault_settle_job (vault, &call->stream, call->name, (YcStoreJobState) call->number, call->now_ms, error);
}

/**
 * yc_store_settle_job_async:
 * @state: %YC_STORE_JOB_DONE or %YC_STORE_JOB_CANCELLED
 *
 * Somebody has looked at what became of the last of @kind.
 */
void
yc_store_settle_job_async (YcStore             *self,
                           const YcStream      *stream,
                           const char          *kind,
                           YcStoreJobState      state,
                           gint64               now_ms,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  YcStoreCall *call;

  g_return_if_fail (YC_IS_STORE (self) && stream != NULL && is_name (kind, YC_STORE_NAME_MAX));
  g_return_if_fail (state == YC_STORE_JOB_DONE || state == YC_STORE_JOB_CANCELLED);

  call = yc_store_call_new (YC_STORE_CALL_WRITES, do_settle_job, (GDestroyNotify) yc_store_job_free);
  call->stream = *stream;
  call->name = g_strdup (kind);
  call->number = state;
  call->now_ms = now_ms;
  yc_store_call_run (self, call, yc_store_settle_job_async, NULL, callback, user_data);
}

/* Returns: (transfer full) (nullable): what was in doubt */
YcStoreJob *
yc_store_settle_job_finish (YcStore       *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_settle_job_async, error);
}

YcStoreJob *
yc_store_plan_job_finish (YcStore       *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_plan_job_async, error);
}

static gpointer
do_set_job (YcVault      *vault,
            YcStoreCall  *call,
            GError      **error)
{
  return yc_vault_set_job (vault, &call->id, (YcStoreJobState) call->number, call->size,
                           call->now_ms, error)
         ? YC_STORE_YES : NULL;
}

/**
 * yc_store_set_job_async:
 * @self: a store
 * @job: which
 * @state: its next state
 * @bytes_sent: how many went out so far; a smaller number is ignored
 * @now_ms: this desk's clock
 * @callback: calls yc_store_set_job_finish()
 * @user_data: for @callback
 *
 * Send nothing to the machine before STARTED has been answered (D21). A step
 * that cannot be is %YC_STORE_ERROR_STATE.
 */
void
yc_store_set_job_async (YcStore             *self,
                        const YcId          *job,
                        YcStoreJobState      state,
                        gint64               bytes_sent,
                        gint64               now_ms,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  YcStoreCall *call;

  g_return_if_fail (YC_IS_STORE (self) && job != NULL && bytes_sent >= 0);
  g_return_if_fail (state >= YC_STORE_JOB_PLANNED && state <= YC_STORE_JOB_CANCELLED);

  call = yc_store_call_new (YC_STORE_CALL_WRITES, do_set_job, NULL);
  call->id = *job;
  call->number = state;
  call->size = bytes_sent;
  call->now_ms = now_ms;
  yc_store_call_run (self, call, yc_store_set_job_async, NULL, callback, user_data);
}

gboolean
yc_store_set_job_finish (YcStore       *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_set_job_async, error) != NULL;
}

static gpointer
do_load_jobs (YcVault      *vault,
              YcStoreCall  *call,
              GError      **error)
{
  return yc_vault_load_jobs (vault, error);
}

void
yc_store_load_jobs_async (YcStore             *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (YC_IS_STORE (self));

  yc_store_call_run (self,
                     yc_store_call_new (YC_STORE_CALL_READS, do_load_jobs,
                                        (GDestroyNotify) g_ptr_array_unref),
                     yc_store_load_jobs_async, cancellable, callback, user_data);
}

GPtrArray *
yc_store_load_jobs_finish (YcStore       *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_load_jobs_async, error);
}

static gpointer
do_next_number (YcVault      *vault,
                YcStoreCall  *call,
                GError      **error)
{
  gint64 number = 0;
  gboolean good = yc_vault_next_number (vault, call->name, &number, error);

  return box_number (good, number);
}

/* The next of the numbers called @name, from 1; each is given once (D19). */
void
yc_store_next_number_async (YcStore             *self,
                            const char          *name,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  YcStoreCall *call;

  g_return_if_fail (YC_IS_STORE (self) && is_name (name, YC_STORE_NAME_MAX));

  call = yc_store_call_new (YC_STORE_CALL_WRITES, do_next_number, g_free);
  call->name = g_strdup (name);
  yc_store_call_run (self, call, yc_store_next_number_async, NULL, callback, user_data);
}

/* 0 on failure. */
gint64
yc_store_next_number_finish (YcStore       *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return unbox_number (yc_store_call_finish (self, result, yc_store_next_number_async, error));
}

static gpointer
do_load_setting (YcVault      *vault,
                 YcStoreCall  *call,
                 GError      **error)
{
  return yc_vault_load_setting (vault, call->name, error);
}

/* NOT_FOUND when it was never set, or was removed. */
void
yc_store_load_setting_async (YcStore             *self,
                             const char          *name,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  YcStoreCall *call;

  g_return_if_fail (YC_IS_STORE (self) && is_name (name, YC_STORE_NAME_MAX));

  call = yc_store_call_new (YC_STORE_CALL_READS, do_load_setting, (GDestroyNotify) g_bytes_unref);
  call->name = g_strdup (name);
  yc_store_call_run (self, call, yc_store_load_setting_async, cancellable, callback, user_data);
}

GBytes *
yc_store_load_setting_finish (YcStore       *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_load_setting_async, error);
}

static gpointer
do_back_up (YcVault      *vault,
            YcStoreCall  *call,
            GError      **error)
{
  return yc_vault_back_up (vault, call->name, error) ? YC_STORE_YES : NULL;
}

/* A folder like this one; the key is not in it, as it is not in this one. */
void
yc_store_back_up_async (YcStore             *self,
                        const char          *dir,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  YcStoreCall *call;

  g_return_if_fail (YC_IS_STORE (self) && dir != NULL);

  call = yc_store_call_new (YC_STORE_CALL_PLAIN, do_back_up, NULL);
  call->name = g_strdup (dir);
  yc_store_call_run (self, call, yc_store_back_up_async, NULL, callback, user_data);
}

gboolean
yc_store_back_up_finish (YcStore       *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_back_up_async, error) != NULL;
}
