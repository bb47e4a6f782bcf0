/* A store in a folder of its own, and its calls made to wait. */
#pragma once

#include "yc-store.h"

G_BEGIN_DECLS

/* Synthetic; the leak test looks for them. */
#define TEST_NAME "张测试"
#define TEST_CITIZEN "11010519491231002X"

typedef struct
{
  char *dir;
  GBytes *key;
  YcStore *store;
} TestStore;

void            test_store_set_up      (TestStore      *self,
                                        gconstpointer   data);
void            test_store_tear_down   (TestStore      *self,
                                        gconstpointer   data);
void            test_store_reopen      (TestStore      *self);
/* As if the program had been killed: closed without a word in the database. */
void            test_store_drop        (TestStore      *self);
char           *test_store_path        (TestStore      *self,
                                        const char     *name);
void            test_remove_tree       (const char     *path);

void            test_note_cb           (GObject        *source,
                                        GAsyncResult   *result,
                                        gpointer        slot);
void            test_await             (GAsyncResult  **slot);

YcStore        *test_open              (const char     *dir,
                                        GBytes         *key,
                                        GError        **error);
YcStore        *test_open_with         (const char     *dir,
                                        GBytes         *key,
                                        const char     *cipher,
                                        GError        **error);
gboolean        test_close             (YcStore        *store,
                                        GError        **error);
gint64          test_append            (YcStore        *store,
                                        GPtrArray      *ops,
                                        GError        **error);
void            test_append_one        (YcStore        *store,
                                        YcOp           *op);
gboolean        test_commit            (YcStore        *store,
                                        YcStoreTxn     *txn,
                                        GError        **error);
YcStoreHistory *test_load_stream       (YcStore        *store,
                                        const YcStream *stream);
GPtrArray      *test_load_outbox       (YcStore        *store);
GArray         *test_list_streams      (YcStore        *store,
                                        YcStreamType    type);
YcStoreCursors *test_load_cursors      (YcStore        *store);
char           *test_add_blob          (YcStore        *store,
                                        GBytes         *bytes,
                                        GError        **error);
GBytes         *test_read_blob         (YcStore        *store,
                                        const char     *sha256,
                                        gint64          offset,
                                        gint64          size_max,
                                        GError        **error);
GPtrArray      *test_load_blobs        (YcStore        *store);
YcStoreJob     *test_plan_job          (YcStore        *store,
                                        const YcStream *stream,
                                        const char     *kind);
gboolean        test_set_job           (YcStore        *store,
                                        const YcId     *job,
                                        YcStoreJobState state,
                                        gint64          bytes_sent,
                                        GError        **error);
GPtrArray      *test_load_jobs         (YcStore        *store);
gint64          test_next_number       (YcStore        *store,
                                        const char     *name);
GBytes         *test_load_setting      (YcStore        *store,
                                        const char     *name,
                                        GError        **error);
void            test_set_setting       (YcStore        *store,
                                        const char     *name,
                                        const char     *text);
gboolean        test_back_up           (YcStore        *store,
                                        const char     *dir,
                                        GError        **error);

/* @revision, @sha256: of the case that goes; received before 1500 ms */
gboolean        test_purge             (YcStore        *store,
                                        const YcStream *stream,
                                        gint64          revision,
                                        const char     *sha256,
                                        GError        **error);
void            test_end_purges        (YcStore        *store);
GPtrArray      *test_load_purges       (YcStore        *store);

/* The @n-th stream of a type, always the same. */
YcStream        test_stream            (YcStreamType    type,
                                        guint8          n);
/* The @n-th op of all, always the same bytes; made at wall time @n seconds. */
YcOp           *test_op                (const YcStream *stream,
                                        guint8          n);
GBytes         *test_bytes             (const char     *text);
void            test_txn_add_row       (YcStoreTxn     *txn,
                                        const YcOp     *op,
                                        gint64          revision,
                                        gint64          position);
void            test_assert_bytes      (GBytes         *bytes,
                                        const char     *text);

G_END_DECLS
