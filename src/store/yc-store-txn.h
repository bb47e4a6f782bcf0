/* Changes that happen together or not at all. */
#pragma once

#include "yc-store-types.h"

G_BEGIN_DECLS

typedef struct _YcStoreTxn YcStoreTxn;

YcStoreTxn *yc_store_txn_new         (void);
void        yc_store_txn_free        (YcStoreTxn       *self);
guint       yc_store_txn_get_length  (YcStoreTxn       *self);

/* This desk's ops */
void        yc_store_txn_mark_sent   (YcStoreTxn       *self,
                                      const YcId       *op,
                                      gint64            now_ms);
void        yc_store_txn_acknowledge (YcStoreTxn       *self,
                                      const YcId       *op,
                                      GBytes           *verdict,
                                      gint64            revision,
                                      gint64            position,
                                      gint64            received_ms);
void        yc_store_txn_park        (YcStoreTxn       *self,
                                      const YcId       *op,
                                      const char       *reason,
                                      const char       *detail,
                                      gint64            now_ms);
void        yc_store_txn_unpark      (YcStoreTxn       *self,
                                      const YcId       *op);
void        yc_store_txn_unpark_stream (YcStoreTxn     *self,
                                      const YcStream   *stream);
void        yc_store_txn_forget      (YcStoreTxn       *self,
                                      gint64            before_ms);

/* What the hub's feeds bring */
void        yc_store_txn_add_row     (YcStoreTxn       *self,
                                      const YcStream   *stream,
                                      gint64            revision,
                                      gint64            position,
                                      const char       *hash,
                                      const YcId       *op,
                                      const char       *kind,
                                      GBytes           *bytes,
                                      GBytes           *signature,
                                      GBytes           *verdict);
void        yc_store_txn_add_notice  (YcStoreTxn       *self,
                                      const YcStream   *stream,
                                      gint64            revision);
void        yc_store_txn_set_cursor  (YcStoreTxn       *self,
                                      const char       *feed,
                                      gint64            position,
                                      const char       *hash);
void        yc_store_txn_begin_epoch (YcStoreTxn       *self,
                                      const char       *epoch);

/* The rest */
void        yc_store_txn_set_setting (YcStoreTxn       *self,
                                      const char       *name,
                                      GBytes           *value);
void        yc_store_txn_set_blob    (YcStoreTxn       *self,
                                      const char       *sha256,
                                      YcStoreBlobState  state,
                                      gint64            offset,
                                      gint64            now_ms);

/* The journal of what the hub grants: with the op that says it */
void        yc_store_txn_begin_job   (YcStoreTxn       *self,
                                      const YcId       *job,
                                      const YcStream   *stream,
                                      const char       *kind,
                                      const char       *digest,
                                      gint64            now_ms);
void        yc_store_txn_return_job  (YcStoreTxn       *self,
                                      const YcId       *job,
                                      const YcStream   *stream,
                                      const char       *kind,
                                      const char       *digest,
                                      gint64            now_ms);
void        yc_store_txn_end_job     (YcStoreTxn       *self,
                                      const YcId       *job,
                                      YcStoreJobState   state,
                                      gint64            now_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStoreTxn, yc_store_txn_free)

G_END_DECLS
