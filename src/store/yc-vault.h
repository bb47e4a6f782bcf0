/* The store's side that works: database, key and folder, on one thread.
 * Private to the store. */
#pragma once

#include "yc-db.h"
#include "yc-seal-record.h"

G_BEGIN_DECLS

typedef struct
{
  YcDb *db;
  YcSealer *sealer;
  char *dir;
  char *blob_dir;
  int lock_fd;
  gboolean unclean;      /* the program before did not end properly */
  gboolean has_last;     /* @last is set */
  YcStamp last;          /* of the newest op of this desk */
  GHashTable *touched;   /* YcStream: changed by the transaction at hand */
  gboolean outbox_touched;
  gboolean files_may_go; /* documents without a row may be left */
  gboolean mixed;        /* something may be sealed in another way than is written */
} YcVault;

#define YC_VAULT_PIECE_SIZE 0x100000 /* bytes of a document that are sealed as one */

YcVault *yc_vault_open  (const char *dir,
                         GBytes     *key,
                         const char *cipher,
                         GError    **error);
gboolean yc_vault_close (YcVault    *self,
                         GError    **error);
void     yc_vault_free  (YcVault    *self);
gboolean yc_vault_check (YcVault    *self,
                         const char *table,
                         GError    **error);
gboolean yc_vault_back_up (YcVault    *self,
                           const char *dir,
                           GError    **error);

/* Sealing: NULL gives NULL. */
GBytes *yc_vault_seal (YcVault    *self,
                       const char *table,
                       const char *id,
                       gint64      version,
                       GBytes     *plain);
GBytes *yc_vault_open_column (YcVault    *self,
                              const char *table,
                              const char *id,
                              gint64      version,
                              YcDbRows   *rows,
                              int         column,
                              GError    **error);
/* Several byte strings as one: a record is sealed once. */
GBytes  *yc_vault_pack   (GBytes   *const *parts,
                          guint     n_parts);
gboolean yc_vault_unpack (GBytes   *packed,
                          GBytes  **ret_parts,
                          guint     n_parts,
                          GError  **error);

/* Everything is sealed as is written now. */
gboolean yc_vault_note_format (YcVault *self,
                               GError **error);
gboolean yc_vault_shorten_log (YcVault *self,
                               GError **error);

/* Streams are met before anything is kept for them. */
gboolean yc_vault_meet_stream (YcVault        *self,
                               const YcStream *stream,
                               GError        **error);
void     yc_vault_touch       (YcVault        *self,
                               const YcStream *stream);

/* yc-vault-ops.c, within a transaction */
gboolean   yc_vault_append        (YcVault        *self,
                                   GPtrArray      *ops,
                                   gint64         *ret_number,
                                   GError        **error);
gboolean   yc_vault_mark_sent     (YcVault        *self,
                                   const YcId     *id,
                                   gint64          now_ms,
                                   GError        **error);
gboolean   yc_vault_acknowledge   (YcVault        *self,
                                   const YcId     *id,
                                   GBytes         *verdict,
                                   gint64          revision,
                                   gint64          position,
                                   gint64          now_ms,
                                   GError        **error);
gboolean   yc_vault_park          (YcVault        *self,
                                   const YcId     *id,
                                   const char     *reason,
                                   const char     *detail,
                                   gint64          now_ms,
                                   GError        **error);
gboolean   yc_vault_unpark        (YcVault        *self,
                                   const YcId     *id,
                                   GError        **error);
gboolean   yc_vault_unpark_stream (YcVault        *self,
                                   const YcStream *stream,
                                   GError        **error);
gboolean   yc_vault_requeue_all   (YcVault        *self,
                                   GError        **error);
gboolean   yc_vault_forget        (YcVault        *self,
                                   gint64          before_ms,
                                   GError        **error);
GPtrArray *yc_vault_load_outbox   (YcVault        *self,
                                   GError        **error);
GPtrArray *yc_vault_load_pending  (YcVault        *self,
                                   const YcStream *stream,
                                   GError        **error);

/* yc-vault-feed.c, within a transaction */
gboolean        yc_vault_add_row      (YcVault          *self,
                                       const YcStoreRow *row,
                                       GError          **error);
gboolean        yc_vault_notice       (YcVault          *self,
                                       const YcStream   *stream,
                                       gint64            revision,
                                       GError          **error);
gboolean        yc_vault_set_cursor   (YcVault          *self,
                                       const char       *feed,
                                       gint64            position,
                                       const char       *hash,
                                       GError          **error);
gboolean        yc_vault_begin_epoch  (YcVault          *self,
                                       const char       *epoch,
                                       GError          **error);
YcStoreHistory *yc_vault_load_history (YcVault          *self,
                                       const YcStream   *stream,
                                       GError          **error);
GArray         *yc_vault_list_streams (YcVault          *self,
                                       YcStreamType      type,
                                       GError          **error);
YcStoreCursors *yc_vault_load_cursors (YcVault          *self,
                                       GError          **error);

/* yc-vault-blob.c, within a transaction but for the first, which has its own */
char      *yc_vault_add_blob        (YcVault          *self,
                                     GBytes           *bytes,
                                     const char       *kind,
                                     YcStoreBlobState  state,
                                     gint64            now_ms,
                                     GError          **error);
GBytes    *yc_vault_read_blob       (YcVault          *self,
                                     const char       *sha256,
                                     gint64            offset,
                                     gint64            size_max,
                                     GError          **error);
gboolean   yc_vault_set_blob        (YcVault          *self,
                                     const char       *sha256,
                                     YcStoreBlobState  state,
                                     gint64            offset,
                                     gint64            now_ms,
                                     GError          **error);
GPtrArray *yc_vault_load_blobs      (YcVault          *self,
                                     GError          **error);
gboolean   yc_vault_remove_orphans  (YcVault          *self,
                                     GError          **error);
gboolean   yc_vault_requeue_blobs   (YcVault          *self,
                                     GError          **error);

gboolean   yc_vault_read_blob_format (YcVault       *self,
                                     const char    *sha256,
                                     guint8        *ret_format);

/* yc-vault-recrypt.c, within a transaction a step */
typedef struct
{
  guint column;
  gint64 number; /* of the last record that was looked at */
  char *sha256;  /* (nullable): of the last document */
  gboolean files_done;
  gboolean over;
  gint64 done; /* records and documents that were not as is written now */
  gint64 left; /* when it is over: those of them that do not open */
} YcVaultRecrypt;

gboolean   yc_vault_recrypt         (YcVault        *self,
                                     YcVaultRecrypt *progress,
                                     GError        **error);

/* yc-vault-purge.c; the second has its own transactions */
gboolean   yc_vault_purge           (YcVault            *self,
                                     const YcStorePurge *purge,
                                     GError            **error);
gboolean   yc_vault_end_purges      (YcVault            *self,
                                     GError            **error);
GPtrArray *yc_vault_load_purges     (YcVault            *self,
                                     GError            **error);

/* yc-vault-book.c, within a transaction: jobs, numbers, settings */
YcStoreJob *yc_vault_plan_job       (YcVault         *self,
                                     const YcStream  *stream,
                                     const char      *kind,
                                     const char      *digest,
                                     gint64           now_ms,
                                     GError         **error);
gboolean    yc_vault_begin_job      (YcVault         *self,
                                     const YcId      *id,
                                     const YcStream  *stream,
                                     const char      *kind,
                                     const char      *digest,
                                     gint64           now_ms,
                                     GError         **error);
gboolean    yc_vault_return_job     (YcVault         *self,
                                     const YcId      *id,
                                     const YcStream  *stream,
                                     const char      *kind,
                                     const char      *digest,
                                     gint64           now_ms,
                                     GError         **error);
gboolean    yc_vault_end_job        (YcVault         *self,
                                     const YcId      *id,
                                     YcStoreJobState  state,
                                     gint64           now_ms,
                                     GError         **error);
gboolean    yc_vault_set_job        (YcVault         *self,
                                     const YcId      *id,
                                     YcStoreJobState  state,
                                     gint64           bytes_sent,
                                     gint64           now_ms,
                                     GError         **error);
gboolean    yc_vault_doubt_jobs     (YcVault         *self,
                                     GError         **error);
gboolean    yc_vault_find_job       (YcVault         *self,
                                     const YcStream  *stream,
                                     const char      *kind,
                                     YcStoreJob     **ret_job,
                                     GError         **error);
gboolean    yc_vault_check_no_doubt (YcVault         *self,
                                     const YcStream  *stream,
                                     const char      *kind,
                                     GError         **error);
YcStoreJob *yc_vault_settle_job     (YcVault         *self,
                                     const YcStream  *stream,
                                     const char      *kind,
                                     YcStoreJobState  state,
                                     gint64           now_ms,
                                     GError         **error);
GPtrArray  *yc_vault_load_jobs      (YcVault         *self,
                                     GError         **error);
gboolean    yc_vault_next_number    (YcVault         *self,
                                     const char      *name,
                                     gint64          *ret_number,
                                     GError         **error);
gboolean    yc_vault_set_setting    (YcVault         *self,
                                     const char      *name,
                                     GBytes          *value,
                                     GError         **error);
GBytes     *yc_vault_load_setting   (YcVault         *self,
                                     const char      *name,
                                     GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcVault, yc_vault_free)

G_END_DECLS
