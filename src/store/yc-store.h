/* The desk's store: what the clerk saw accepted is in it (D12, D24, D26).
 *
 * Everything is done on one thread, one call after another, in the order of
 * the calls. A call that writes is not cancelled: it happens or it fails. All
 * answers and signals come on the main context in which the store was opened;
 * the signals of a change come before its answer.
 *
 * Signals:
 *   "stream-changed" (YcStream *): ops or rows of that stream are other
 *   "outbox-changed": what waits for the hub is other
 *   "checked" (char *message): after an unclean end the database has been
 *     looked through; NULL when it is sound
 *   "recrypted" (gint64 done, gint64 left): what was sealed in another way
 *     than is written now has been sealed anew in the background; @left of
 *     them do not open and are as they were
 */
#pragma once

#include "yc-store-txn.h"
#include "yc-store-types.h"

G_BEGIN_DECLS

#define YC_STORE_CALLS_MAX 1024           /* calls that may wait */
#define YC_STORE_READ_MAX_BYTES 0x400000  /* 4 MiB of a document in one call */

#define YC_TYPE_STORE (yc_store_get_type ())
G_DECLARE_FINAL_TYPE (YcStore, yc_store, YC, STORE, GObject)

void            yc_store_open_async          (const char           *dir,
                                              GBytes               *key,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void            yc_store_open_with_async     (const char           *dir,
                                              GBytes               *key,
                                              const char           *cipher,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
YcStore        *yc_store_open_finish         (GAsyncResult         *result,
                                              GError              **error);
void            yc_store_close_async         (YcStore              *self,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean        yc_store_close_finish        (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
gboolean        yc_store_was_unclean         (YcStore              *self);
/* Everything that is sealed in another way than is written now. */
void            yc_store_recrypt_async       (YcStore              *self,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean        yc_store_recrypt_finish      (YcStore              *self,
                                              GAsyncResult         *result,
                                              gint64               *ret_done,
                                              gint64               *ret_left,
                                              GError              **error);
gboolean        yc_store_get_last_stamp      (YcStore              *self,
                                              YcStamp              *ret_stamp);

void            yc_store_append_async        (YcStore              *self,
                                              GPtrArray            *ops,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void            yc_store_append_with_async   (YcStore              *self,
                                              GPtrArray            *ops,
                                              YcStoreTxn           *txn,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gint64          yc_store_append_finish       (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_commit_async        (YcStore              *self,
                                              YcStoreTxn           *txn,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean        yc_store_commit_finish       (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);

void            yc_store_purge_async         (YcStore              *self,
                                              const YcStorePurge   *purge,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean        yc_store_purge_finish        (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_end_purges_async    (YcStore              *self,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean        yc_store_end_purges_finish   (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_load_purges_async   (YcStore              *self,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* Returns: (transfer full) (element-type YcStorePurged): in the order they went */
GPtrArray      *yc_store_load_purges_finish  (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);

void            yc_store_load_stream_async   (YcStore              *self,
                                              const YcStream       *stream,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
YcStoreHistory *yc_store_load_stream_finish  (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_list_streams_async  (YcStore              *self,
                                              YcStreamType          type,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* Returns: (transfer full) (element-type YcStoreStream): in the order this desk met them */
GArray         *yc_store_list_streams_finish (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_load_outbox_async   (YcStore              *self,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* Returns: (transfer full) (element-type YcStoreOp): all not acknowledged, in local order */
GPtrArray      *yc_store_load_outbox_finish  (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_load_cursors_async  (YcStore              *self,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
YcStoreCursors *yc_store_load_cursors_finish (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);

void            yc_store_add_blob_async      (YcStore              *self,
                                              GBytes               *bytes,
                                              const char           *kind,
                                              YcStoreBlobState      state,
                                              gint64                now_ms,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* Returns: (transfer full): the document's SHA-256 as text */
char           *yc_store_add_blob_finish     (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_read_blob_async     (YcStore              *self,
                                              const char           *sha256,
                                              gint64                offset,
                                              gint64                size_max,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GBytes         *yc_store_read_blob_finish    (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_load_blobs_async    (YcStore              *self,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* Returns: (transfer full) (element-type YcStoreBlob): small first */
GPtrArray      *yc_store_load_blobs_finish   (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);

void            yc_store_plan_job_async      (YcStore              *self,
                                              const YcStream       *stream,
                                              const char           *kind,
                                              const char           *digest,
                                              gint64                now_ms,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void            yc_store_plan_job_surely_async (YcStore            *self,
                                              const YcStream       *stream,
                                              const char           *kind,
                                              const char           *digest,
                                              gint64                now_ms,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
YcStoreJob     *yc_store_plan_job_finish     (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_set_job_async       (YcStore              *self,
                                              const YcId           *job,
                                              YcStoreJobState       state,
                                              gint64                bytes_sent,
                                              gint64                now_ms,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean        yc_store_set_job_finish      (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_settle_job_async    (YcStore              *self,
                                              const YcStream       *stream,
                                              const char           *kind,
                                              YcStoreJobState       state,
                                              gint64                now_ms,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
YcStoreJob     *yc_store_settle_job_finish   (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_load_jobs_async     (YcStore              *self,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* Returns: (transfer full) (element-type YcStoreJob): in the order they were planned */
GPtrArray      *yc_store_load_jobs_finish    (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);

void            yc_store_next_number_async   (YcStore              *self,
                                              const char           *name,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gint64          yc_store_next_number_finish  (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_load_setting_async  (YcStore              *self,
                                              const char           *name,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GBytes         *yc_store_load_setting_finish (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            yc_store_back_up_async       (YcStore              *self,
                                              const char           *dir,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean        yc_store_back_up_finish      (YcStore              *self,
                                              GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS
