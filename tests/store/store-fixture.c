/* store-fixture.c: a store in a folder of its own */

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

void
test_note_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

void
test_await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* What is queued for the main context lets go of the store. */
static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
test_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      test_remove_tree (inner);
    }
  g_remove (path);
}

static void
open_now (TestStore *self)
{
  g_autoptr (GError) error = NULL;

  self->store = test_open (self->dir, self->key, &error);
  g_assert_no_error (error);
}

void
test_store_set_up (TestStore     *self,
                   gconstpointer  data)
{
  guint8 key[YC_KEY_SIZE] = { 7, 7, 7 };

  self->dir = g_dir_make_tmp ("yc-store-XXXXXX", NULL);
  self->key = g_bytes_new (key, sizeof key);
  open_now (self);
}

void
test_store_tear_down (TestStore     *self,
                      gconstpointer  data)
{
  test_store_drop (self);
  test_remove_tree (self->dir);
  g_free (self->dir);
  g_bytes_unref (self->key);
}

/* Finalizing without closing: no mark of a proper end is written. */
void
test_store_drop (TestStore *self)
{
  if (self->store == NULL)
    return;
  drain ();
  g_object_add_weak_pointer (G_OBJECT (self->store), (gpointer *) &self->store);
  g_object_unref (self->store);
  while (self->store != NULL)
    g_main_context_iteration (NULL, TRUE);
}

void
test_store_reopen (TestStore *self)
{
  g_autoptr (GError) error = NULL;

  if (self->store != NULL)
    {
      test_close (self->store, &error);
      g_assert_no_error (error);
      test_store_drop (self);
    }
  open_now (self);
}

char *
test_store_path (TestStore  *self,
                 const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

YcStore *
test_open (const char  *dir,
           GBytes      *key,
           GError     **error)
{
  return test_open_with (dir, key, NULL, error);
}

YcStore *
test_open_with (const char  *dir,
                GBytes      *key,
                const char  *cipher,
                GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_store_open_with_async (dir, key, cipher, NULL, test_note_cb, &result);
  test_await (&result);
  return yc_store_open_finish (result, error);
}

gboolean
test_close (YcStore  *store,
            GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_store_close_async (store, test_note_cb, &result);
  test_await (&result);
  return yc_store_close_finish (store, result, error);
}

gint64
test_append (YcStore    *store,
             GPtrArray  *ops,
             GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_store_append_async (store, ops, test_note_cb, &result);
  test_await (&result);
  return yc_store_append_finish (store, result, error);
}

/* Takes @op. */
void
test_append_one (YcStore *store,
                 YcOp    *op)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (ops, op);
  g_assert_cmpint (test_append (store, ops, &error), >, 0);
  g_assert_no_error (error);
}

gboolean
test_commit (YcStore     *store,
             YcStoreTxn  *txn,
             GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_store_commit_async (store, txn, test_note_cb, &result);
  test_await (&result);
  return yc_store_commit_finish (store, result, error);
}

YcStoreHistory *
test_load_stream (YcStore        *store,
                  const YcStream *stream)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  YcStoreHistory *history;

  yc_store_load_stream_async (store, stream, NULL, test_note_cb, &result);
  test_await (&result);
  history = yc_store_load_stream_finish (store, result, &error);
  g_assert_no_error (error);
  return history;
}

GPtrArray *
test_load_outbox (YcStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *ops;

  yc_store_load_outbox_async (store, NULL, test_note_cb, &result);
  test_await (&result);
  ops = yc_store_load_outbox_finish (store, result, &error);
  g_assert_no_error (error);
  return ops;
}

GArray *
test_list_streams (YcStore      *store,
                   YcStreamType  type)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GArray *streams;

  yc_store_list_streams_async (store, type, NULL, test_note_cb, &result);
  test_await (&result);
  streams = yc_store_list_streams_finish (store, result, &error);
  g_assert_no_error (error);
  return streams;
}

YcStoreCursors *
test_load_cursors (YcStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  YcStoreCursors *cursors;

  yc_store_load_cursors_async (store, NULL, test_note_cb, &result);
  test_await (&result);
  cursors = yc_store_load_cursors_finish (store, result, &error);
  g_assert_no_error (error);
  return cursors;
}

char *
test_add_blob (YcStore  *store,
               GBytes   *bytes,
               GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_store_add_blob_async (store, bytes, "scan", YC_STORE_BLOB_ANNOUNCED, 1000, test_note_cb, &result);
  test_await (&result);
  return yc_store_add_blob_finish (store, result, error);
}

GBytes *
test_read_blob (YcStore     *store,
                const char  *sha256,
                gint64       offset,
                gint64       size_max,
                GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_store_read_blob_async (store, sha256, offset, size_max, NULL, test_note_cb, &result);
  test_await (&result);
  return yc_store_read_blob_finish (store, result, error);
}

GPtrArray *
test_load_blobs (YcStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *blobs;

  yc_store_load_blobs_async (store, NULL, test_note_cb, &result);
  test_await (&result);
  blobs = yc_store_load_blobs_finish (store, result, &error);
  g_assert_no_error (error);
  return blobs;
}

YcStoreJob *
test_plan_job (YcStore        *store,
               const YcStream *stream,
               const char     *kind)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  YcStoreJob *job;

  yc_store_plan_job_async (store, stream, kind, HASH, 1000, test_note_cb, &result);
  test_await (&result);
  job = yc_store_plan_job_finish (store, result, &error);
  g_assert_no_error (error);
  return job;
}

gboolean
test_set_job (YcStore          *store,
              const YcId       *job,
              YcStoreJobState   state,
              gint64            bytes_sent,
              GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_store_set_job_async (store, job, state, bytes_sent, 2000, test_note_cb, &result);
  test_await (&result);
  return yc_store_set_job_finish (store, result, error);
}

GPtrArray *
test_load_jobs (YcStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *jobs;

  yc_store_load_jobs_async (store, NULL, test_note_cb, &result);
  test_await (&result);
  jobs = yc_store_load_jobs_finish (store, result, &error);
  g_assert_no_error (error);
  return jobs;
}

gint64
test_next_number (YcStore    *store,
                  const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 number;

  yc_store_next_number_async (store, name, test_note_cb, &result);
  test_await (&result);
  number = yc_store_next_number_finish (store, result, &error);
  g_assert_no_error (error);
  return number;
}

GBytes *
test_load_setting (YcStore     *store,
                   const char  *name,
                   GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_store_load_setting_async (store, name, NULL, test_note_cb, &result);
  test_await (&result);
  return yc_store_load_setting_finish (store, result, error);
}

void
test_set_setting (YcStore    *store,
                  const char *name,
                  const char *text)
{
  YcStoreTxn *txn = yc_store_txn_new ();
  g_autoptr (GBytes) value = text != NULL ? test_bytes (text) : NULL;
  g_autoptr (GError) error = NULL;

  yc_store_txn_set_setting (txn, name, value);
  g_assert_true (test_commit (store, txn, &error));
  g_assert_no_error (error);
}

gboolean
test_back_up (YcStore     *store,
              const char  *dir,
              GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_store_back_up_async (store, dir, test_note_cb, &result);
  test_await (&result);
  return yc_store_back_up_finish (store, result, error);
}

gboolean
test_purge (YcStore         *store,
            const YcStream  *stream,
            gint64           revision,
            const char      *sha256,
            GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) blobs = g_ptr_array_new ();
  YcStorePurge purge = { *stream, revision, 1500, 9000, blobs };

  g_ptr_array_add (blobs, (char *) sha256);
  yc_store_purge_async (store, &purge, test_note_cb, &result);
  test_await (&result);
  return yc_store_purge_finish (store, result, error);
}

void
test_end_purges (YcStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  yc_store_end_purges_async (store, test_note_cb, &result);
  test_await (&result);
  g_assert_true (yc_store_end_purges_finish (store, result, &error));
  g_assert_no_error (error);
}

GPtrArray *
test_load_purges (YcStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *purges;

  yc_store_load_purges_async (store, test_note_cb, &result);
  test_await (&result);
  purges = yc_store_load_purges_finish (store, result, &error);
  g_assert_no_error (error);
  return purges;
}

YcStream
test_stream (YcStreamType type,
             guint8       n)
{
  YcStream stream = { .type = type, .id = { { 0x57, (guint8) type, n } } };

  return stream;
}

YcOp *
test_op (const YcStream *stream,
         guint8          n)
{
  YcOp *op = yc_op_new (stream, "fields.set", yc_body_new ());
  guint8 signature[YC_SIGNATURE_SIZE];

  op->id = (YcId){ { 0x09, n } };
  op->when = (YcStamp){ n * 1000, { { 0xb0 } }, n * 1000 + 5 };
  memset (signature, n, sizeof signature);
  yc_op_take_bytes (op,
                    g_bytes_new_take (g_strdup_printf ("{\"name\":\"" TEST_NAME "\",\"number\":\"" TEST_CITIZEN
                                                       "\",\"n\":%03u}", n),
                                      strlen ("{\"name\":\"" TEST_NAME "\",\"number\":\"" TEST_CITIZEN
                                              "\",\"n\":000}")),
                    g_bytes_new (signature, sizeof signature));
  return op;
}

GBytes *
test_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

void
test_txn_add_row (YcStoreTxn *txn,
                  const YcOp *op,
                  gint64      revision,
                  gint64      position)
{
  g_autoptr (GBytes) verdict = test_bytes ("{\"outcome\":\"applied\"}");

  yc_store_txn_add_row (txn, &op->stream, revision, position, HASH, &op->id, op->kind,
                        op->bytes, op->signature, verdict);
}

void
test_assert_bytes (GBytes     *bytes,
                   const char *text)
{
  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}
