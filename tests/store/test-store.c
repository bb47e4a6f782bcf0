/* The store's calls, each with what has to be true after the next start. */

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static void
assert_op (const YcStoreOp *stored,
           const YcOp      *op,
           YcStoreOpState   state)
{
  g_assert_true (yc_id_equal (&stored->id, &op->id));
  g_assert_true (yc_stream_equal (&stored->stream, &op->stream));
  g_assert_cmpstr (stored->kind, ==, op->kind);
  g_assert_cmpint (stored->made.wall_ms, ==, op->when.wall_ms);
  g_assert_cmpint (stored->made.boot_ms, ==, op->when.boot_ms);
  g_assert_true (yc_id_equal (&stored->made.boot, &op->when.boot));
  g_assert_true (g_bytes_equal (stored->bytes, op->bytes));
  g_assert_true (g_bytes_equal (stored->signature, op->signature));
  g_assert_cmpint (stored->state, ==, state);
}

static GPtrArray *
make_ops (const YcStream *stream,
          guint8          from,
          guint8          until)
{
  GPtrArray *ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);

  for (guint8 n = from; n < until; n++)
    g_ptr_array_add (ops, test_op (stream, n));
  return ops;
}

static void
commit (TestStore  *f,
        YcStoreTxn *txn)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (test_commit (f->store, txn, &error));
  g_assert_no_error (error);
}

static void
acknowledge (TestStore  *f,
             const YcOp *op,
             gint64      revision,
             gint64      received_ms)
{
  YcStoreTxn *txn = yc_store_txn_new ();
  g_autoptr (GBytes) verdict = test_bytes ("applied");

  yc_store_txn_acknowledge (txn, &op->id, verdict, revision, 100 + revision, received_ms);
  commit (f, txn);
}

/* D12: after the answer they are on the disk, in order, byte for byte. */
static void
test_append_and_reopen (TestStore     *f,
                        gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) ops = make_ops (&stream, 1, 6);
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GError) error = NULL;
  YcStamp stamp;

  g_assert_false (yc_store_get_last_stamp (f->store, &stamp));
  g_assert_cmpint (test_append (f->store, ops, &error), ==, 1);
  g_assert_no_error (error);
  test_store_drop (f);
  test_store_reopen (f);

  outbox = test_load_outbox (f->store);
  g_assert_cmpuint (outbox->len, ==, 5);
  for (guint i = 0; i < outbox->len; i++)
    assert_op (outbox->pdata[i], ops->pdata[i], YC_STORE_OP_QUEUED);
  g_assert_true (yc_store_get_last_stamp (f->store, &stamp));
  g_assert_cmpint (stamp.boot_ms, ==, 5005);
}

static void
test_append_again (TestStore     *f,
                   gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) ops = make_ops (&stream, 1, 4);
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpint (test_append (f->store, ops, &error), ==, 1);
      g_assert_no_error (error);
    }
  outbox = test_load_outbox (f->store);
  g_assert_cmpuint (outbox->len, ==, 3);
}

/* One id taken by other bytes: nothing of the action is stored. */
static void
test_append_conflict (TestStore     *f,
                      gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) ops = make_ops (&stream, 1, 4);
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GError) error = NULL;

  test_append_one (f->store, test_op (&stream, 9));
  ((YcOp *) ops->pdata[2])->id = (YcId){ { 0x09, 9 } };
  g_assert_cmpint (test_append (f->store, ops, &error), ==, 0);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CONFLICT);
  outbox = test_load_outbox (f->store);
  g_assert_cmpuint (outbox->len, ==, 1);
}

static void
test_acknowledge (TestStore     *f,
                  gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (YcOp) op = test_op (&stream, 1);
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (YcStoreHistory) history = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();
  YcStoreOp *stored;

  test_append_one (f->store, yc_op_ref (op));
  test_append_one (f->store, test_op (&stream, 2));
  yc_store_txn_mark_sent (txn, &op->id, 500);
  commit (f, txn);
  acknowledge (f, op, 7, 900);

  test_store_reopen (f);
  outbox = test_load_outbox (f->store);
  g_assert_cmpuint (outbox->len, ==, 1);
  history = test_load_stream (f->store, &stream);
  g_assert_cmpuint (history->ops->len, ==, 2);
  stored = history->ops->pdata[0];
  assert_op (stored, op, YC_STORE_OP_ACKNOWLEDGED);
  test_assert_bytes (stored->verdict, "applied");
  g_assert_cmpint (stored->revision, ==, 7);
  g_assert_cmpint (stored->position, ==, 107);
  g_assert_cmpint (stored->changed_ms, ==, 900);
}

/* An op that went out before a crash is still known to have gone out. */
static void
test_sent_survives (TestStore     *f,
                    gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (YcOp) op = test_op (&stream, 1);
  g_autoptr (GPtrArray) outbox = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();

  test_append_one (f->store, yc_op_ref (op));
  yc_store_txn_mark_sent (txn, &op->id, 500);
  commit (f, txn);
  test_store_drop (f);
  test_store_reopen (f);
  outbox = test_load_outbox (f->store);
  assert_op (outbox->pdata[0], op, YC_STORE_OP_SENT);
}

static void
test_park (TestStore     *f,
           gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (YcOp) op = test_op (&stream, 1);
  g_autoptr (YcOp) other = test_op (&stream, 2);
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GArray) streams = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();
  YcStoreOp *stored;

  test_append_one (f->store, yc_op_ref (op));
  test_append_one (f->store, yc_op_ref (other));
  yc_store_txn_park (txn, &op->id, "role", "only " TEST_NAME " may", 700);
  commit (f, txn);
  test_store_reopen (f);

  outbox = test_load_outbox (f->store);
  stored = outbox->pdata[0];
  assert_op (stored, op, YC_STORE_OP_PARKED);
  assert_op (outbox->pdata[1], other, YC_STORE_OP_QUEUED);
  g_assert_cmpstr (stored->reason, ==, "role");
  g_assert_cmpstr (stored->detail, ==, "only " TEST_NAME " may");
  streams = test_list_streams (f->store, YC_STREAM_CASE);
  g_assert_cmpint (g_array_index (streams, YcStoreStream, 0).waiting, ==, 2);
  g_assert_cmpint (g_array_index (streams, YcStoreStream, 0).parked, ==, 1);

  txn = yc_store_txn_new ();
  yc_store_txn_unpark (txn, &op->id);
  commit (f, txn);
  again = test_load_outbox (f->store);
  stored = again->pdata[0];
  assert_op (stored, op, YC_STORE_OP_QUEUED);
  g_assert_null (stored->reason);
  g_assert_null (stored->detail);
}

static void
test_unpark_stream (TestStore     *f,
                    gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  YcStream other_stream = test_stream (YC_STREAM_CASE, 2);
  YcStoreTxn *txn = yc_store_txn_new ();
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (YcOp) a = test_op (&stream, 1);
  g_autoptr (YcOp) b = test_op (&stream, 2);
  g_autoptr (YcOp) c = test_op (&other_stream, 3);

  test_append_one (f->store, yc_op_ref (a));
  test_append_one (f->store, yc_op_ref (b));
  test_append_one (f->store, yc_op_ref (c));
  yc_store_txn_park (txn, &a->id, "role", NULL, 700);
  yc_store_txn_park (txn, &b->id, "role", NULL, 700);
  yc_store_txn_park (txn, &c->id, "role", NULL, 700);
  yc_store_txn_unpark_stream (txn, &stream);
  commit (f, txn);
  outbox = test_load_outbox (f->store);
  assert_op (outbox->pdata[0], a, YC_STORE_OP_QUEUED);
  assert_op (outbox->pdata[1], b, YC_STORE_OP_QUEUED);
  assert_op (outbox->pdata[2], c, YC_STORE_OP_PARKED);
}

/* What the hub has answered is not parked by a late "no". */
static void
test_answered_stays_answered (TestStore     *f,
                              gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (YcOp) op = test_op (&stream, 1);
  g_autoptr (YcStoreHistory) history = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();

  test_append_one (f->store, yc_op_ref (op));
  acknowledge (f, op, 1, 900);
  yc_store_txn_park (txn, &op->id, "role", NULL, 950);
  yc_store_txn_mark_sent (txn, &op->id, 950);
  commit (f, txn);
  history = test_load_stream (f->store, &stream);
  assert_op (history->ops->pdata[0], op, YC_STORE_OP_ACKNOWLEDGED);
}

/* All or nothing: the last change names an op that is not here. */
static void
test_txn_is_whole (TestStore     *f,
                   gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (YcOp) op = test_op (&stream, 1);
  g_autoptr (YcOp) unknown = test_op (&stream, 99);
  g_autoptr (YcStoreCursors) cursors = NULL;
  g_autoptr (YcStoreHistory) history = NULL;
  g_autoptr (GBytes) value = test_bytes ("v");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) setting_error = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();

  test_append_one (f->store, yc_op_ref (op));
  test_txn_add_row (txn, op, 1, 1);
  yc_store_txn_set_cursor (txn, "hall", 1, "abc");
  yc_store_txn_set_setting (txn, "name", value);
  yc_store_txn_park (txn, &unknown->id, "role", NULL, 1);
  g_assert_false (test_commit (f->store, txn, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND);

  cursors = test_load_cursors (f->store);
  g_assert_cmpuint (cursors->cursors->len, ==, 0);
  history = test_load_stream (f->store, &stream);
  g_assert_cmpuint (history->rows->len, ==, 0);
  g_assert_null (test_load_setting (f->store, "name", &setting_error));
  g_assert_error (setting_error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND);
}

/* Rows by revision, whatever order they came in; own ops only until their row
 * is here. */
static void
test_history (TestStore     *f,
              gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) ops = make_ops (&stream, 1, 5);
  g_autoptr (YcStoreHistory) history = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();
  YcStoreRow *row;

  for (guint i = 1; i < 4; i++)
    test_append_one (f->store, yc_op_ref (ops->pdata[i]));
  acknowledge (f, ops->pdata[1], 2, 900);
  test_txn_add_row (txn, ops->pdata[1], 2, 12);
  test_txn_add_row (txn, ops->pdata[0], 1, 11);
  yc_store_txn_add_notice (txn, &stream, 9);
  yc_store_txn_add_notice (txn, &stream, 8);
  commit (f, txn);
  test_store_reopen (f);

  history = test_load_stream (f->store, &stream);
  g_assert_cmpuint (history->rows->len, ==, 2);
  g_assert_cmpint (history->noticed, ==, 9);
  for (guint i = 0; i < 2; i++)
    {
      YcOp *op = ops->pdata[i];

      row = history->rows->pdata[i];
      g_assert_cmpint (row->revision, ==, i + 1);
      g_assert_cmpint (row->position, ==, 11 + i);
      g_assert_true (yc_id_equal (&row->id, &op->id));
      g_assert_true (g_bytes_equal (row->bytes, op->bytes));
      g_assert_true (g_bytes_equal (row->signature, op->signature));
      test_assert_bytes (row->verdict, "{\"outcome\":\"applied\"}");
    }
  g_assert_cmpuint (history->ops->len, ==, 2);
  assert_op (history->ops->pdata[0], ops->pdata[2], YC_STORE_OP_QUEUED);
  assert_op (history->ops->pdata[1], ops->pdata[3], YC_STORE_OP_QUEUED);
}

static void
test_unknown_stream_is_empty (TestStore     *f,
                              gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_VISIT, 1);
  g_autoptr (YcStoreHistory) history = test_load_stream (f->store, &stream);

  g_assert_cmpuint (history->rows->len + history->ops->len, ==, 0);
  g_assert_cmpint (history->noticed, ==, 0);
}

static void
test_row_twice (TestStore     *f,
                gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_VISIT, 1);
  g_autoptr (YcOp) op = test_op (&stream, 1);
  g_autoptr (YcOp) other = test_op (&stream, 2);
  g_autoptr (YcStoreHistory) history = NULL;
  g_autoptr (GError) error = NULL;
  YcStoreTxn *txn;

  for (int i = 0; i < 2; i++)
    {
      txn = yc_store_txn_new ();
      test_txn_add_row (txn, op, 1, 1);
      commit (f, txn);
    }
  txn = yc_store_txn_new ();
  test_txn_add_row (txn, other, 1, 1);
  g_assert_false (test_commit (f->store, txn, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CONFLICT);
  g_clear_error (&error);

  /* The same op at another revision is no less wrong. */
  txn = yc_store_txn_new ();
  test_txn_add_row (txn, op, 2, 2);
  g_assert_false (test_commit (f->store, txn, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CONFLICT);
  history = test_load_stream (f->store, &stream);
  g_assert_cmpuint (history->rows->len, ==, 1);
}

/* The hub's own ops may come without a signature. */
static void
test_row_without_signature (TestStore     *f,
                            gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (YcOp) op = test_op (&stream, 1);
  g_autoptr (YcStoreHistory) history = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();

  g_clear_pointer (&op->signature, g_bytes_unref);
  test_txn_add_row (txn, op, 1, 1);
  commit (f, txn);
  history = test_load_stream (f->store, &stream);
  g_assert_null (((YcStoreRow *) history->rows->pdata[0])->signature);
}

static void
test_cursors (TestStore     *f,
              gconstpointer  data)
{
  g_autoptr (YcStoreCursors) none = test_load_cursors (f->store);
  g_autoptr (YcStoreCursors) cursors = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();
  YcStoreCursor *cursor;

  g_assert_cmpstr (none->epoch, ==, "");
  yc_store_txn_begin_epoch (txn, "e1");
  yc_store_txn_set_cursor (txn, "hall", 4, "aa");
  yc_store_txn_set_cursor (txn, "hall", 5, "bb");
  yc_store_txn_set_cursor (txn, "case-1", 0, "");
  commit (f, txn);
  test_store_reopen (f);
  cursors = test_load_cursors (f->store);
  g_assert_cmpstr (cursors->epoch, ==, "e1");
  g_assert_cmpuint (cursors->cursors->len, ==, 2);
  cursor = cursors->cursors->pdata[1];
  g_assert_cmpstr (cursor->feed, ==, "hall");
  g_assert_cmpint (cursor->position, ==, 5);
  g_assert_cmpstr (cursor->hash, ==, "bb");
}

/* D16: what is held goes out again; what the feeds brought is read again. */
static void
test_epoch (TestStore     *f,
            gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) ops = make_ops (&stream, 1, 5);
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (YcStoreCursors) cursors = NULL;
  g_autoptr (YcStoreHistory) history = NULL;
  g_autoptr (GPtrArray) blobs = NULL;
  g_autoptr (GBytes) scan = test_bytes ("scan");
  g_autofree char *sha256 = test_add_blob (f->store, scan, NULL);
  YcStoreTxn *txn = yc_store_txn_new ();

  for (guint i = 0; i < 4; i++)
    test_append_one (f->store, yc_op_ref (ops->pdata[i]));
  acknowledge (f, ops->pdata[0], 1, 900);
  yc_store_txn_mark_sent (txn, &((YcOp *) ops->pdata[1])->id, 950);
  yc_store_txn_park (txn, &((YcOp *) ops->pdata[2])->id, "role", NULL, 950);
  test_txn_add_row (txn, ops->pdata[0], 1, 1);
  yc_store_txn_add_notice (txn, &stream, 5);
  yc_store_txn_set_cursor (txn, "hall", 1, "aa");
  yc_store_txn_set_blob (txn, sha256, YC_STORE_BLOB_SENT, 4, 950);
  commit (f, txn);

  txn = yc_store_txn_new ();
  yc_store_txn_begin_epoch (txn, "e2");
  commit (f, txn);
  test_store_reopen (f);

  outbox = test_load_outbox (f->store);
  g_assert_cmpuint (outbox->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    assert_op (outbox->pdata[i], ops->pdata[i], i == 2 ? YC_STORE_OP_PARKED : YC_STORE_OP_QUEUED);
  cursors = test_load_cursors (f->store);
  g_assert_cmpstr (cursors->epoch, ==, "e2");
  g_assert_cmpuint (cursors->cursors->len, ==, 0);
  history = test_load_stream (f->store, &stream);
  g_assert_cmpuint (history->rows->len, ==, 0);
  g_assert_cmpuint (history->ops->len, ==, 4);
  g_assert_cmpint (history->noticed, ==, 0);
  blobs = test_load_blobs (f->store);
  g_assert_cmpint (((YcStoreBlob *) blobs->pdata[0])->state, ==, YC_STORE_BLOB_ANNOUNCED);
  g_assert_cmpint (((YcStoreBlob *) blobs->pdata[0])->offset, ==, 0);
}

/* D16: acknowledged, past the horizon, and back in a feed: all three. */
static void
test_forget (TestStore     *f,
             gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) ops = make_ops (&stream, 1, 5);
  g_autoptr (YcStoreHistory) history = NULL;
  g_autoptr (GPtrArray) outbox = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();

  for (guint i = 0; i < 4; i++)
    test_append_one (f->store, yc_op_ref (ops->pdata[i]));
  acknowledge (f, ops->pdata[0], 1, 900);  /* goes */
  acknowledge (f, ops->pdata[1], 2, 1000); /* too young */
  acknowledge (f, ops->pdata[2], 3, 900);  /* not back yet */
  test_txn_add_row (txn, ops->pdata[0], 1, 1);
  test_txn_add_row (txn, ops->pdata[1], 2, 2);
  yc_store_txn_forget (txn, 1000);
  commit (f, txn);

  /* A new epoch shows which ops are still held. */
  txn = yc_store_txn_new ();
  yc_store_txn_begin_epoch (txn, "e2");
  commit (f, txn);
  history = test_load_stream (f->store, &stream);
  g_assert_cmpuint (history->ops->len, ==, 3);
  assert_op (history->ops->pdata[0], ops->pdata[1], YC_STORE_OP_QUEUED);
  assert_op (history->ops->pdata[1], ops->pdata[2], YC_STORE_OP_QUEUED);
  assert_op (history->ops->pdata[2], ops->pdata[3], YC_STORE_OP_QUEUED);
}

static void
test_streams (TestStore     *f,
              gconstpointer  data)
{
  YcStream first = test_stream (YC_STREAM_CASE, 200);
  YcStream second = test_stream (YC_STREAM_CASE, 1);
  YcStream visit = test_stream (YC_STREAM_VISIT, 1);
  g_autoptr (YcOp) op = test_op (&second, 1);
  g_autoptr (GArray) cases = NULL;
  g_autoptr (GArray) windows = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();
  YcStoreStream *stream;

  test_append_one (f->store, test_op (&first, 2));
  test_append_one (f->store, test_op (&visit, 3));
  test_txn_add_row (txn, op, 6, 12);
  commit (f, txn);
  cases = test_list_streams (f->store, YC_STREAM_CASE);
  windows = test_list_streams (f->store, YC_STREAM_WINDOW);
  g_assert_cmpuint (cases->len, ==, 2);
  g_assert_cmpuint (windows->len, ==, 0);
  stream = &g_array_index (cases, YcStoreStream, 0);
  g_assert_true (yc_stream_equal (&stream->stream, &first));
  g_assert_cmpint (stream->waiting, ==, 1);
  stream = &g_array_index (cases, YcStoreStream, 1);
  g_assert_true (yc_stream_equal (&stream->stream, &second));
  g_assert_cmpint (stream->revision, ==, 6);
  g_assert_cmpint (stream->waiting, ==, 0);
}

static GBytes *
make_scan (gsize size)
{
  guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (i * 31 + i / 251);
  return g_bytes_new_take (bytes, size);
}

/* Sizes around the piece's, parts across its edges. */
static void
test_blobs (TestStore     *f,
            gconstpointer  data)
{
  static const gsize sizes[] = { 1, 0x100000 - 1, 0x100000, 0x100000 + 1, 3 * 0x100000 + 77 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) scan = make_scan (sizes[i]);
      g_autoptr (GBytes) whole = NULL;
      g_autoptr (GBytes) part = NULL;
      g_autoptr (GBytes) part_expected = NULL;
      g_autoptr (GBytes) nothing = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *sha256 = test_add_blob (f->store, scan, &error);
      gsize at = sizes[i] / 3;

      g_assert_no_error (error);
      test_store_reopen (f);
      whole = test_read_blob (f->store, sha256, 0, YC_STORE_READ_MAX_BYTES, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (whole, scan));
      part = test_read_blob (f->store, sha256, (gint64) at, (gint64) sizes[i] - (gint64) at, &error);
      part_expected = g_bytes_new_from_bytes (scan, at, sizes[i] - at);
      g_assert_true (g_bytes_equal (part, part_expected));
      nothing = test_read_blob (f->store, sha256, (gint64) sizes[i], 10, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (nothing), ==, 0);
    }
}

static void
test_blob_states (TestStore     *f,
                  gconstpointer  data)
{
  g_autoptr (GBytes) big = make_scan (5000);
  g_autoptr (GBytes) small = make_scan (50);
  g_autofree char *big_name = test_add_blob (f->store, big, NULL);
  g_autofree char *small_name = test_add_blob (f->store, small, NULL);
  g_autofree char *again = test_add_blob (f->store, small, NULL);
  g_autoptr (GPtrArray) blobs = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autofree char *blob_dir = test_store_path (f, "blobs");
  YcStoreTxn *txn = yc_store_txn_new ();
  YcStoreBlob *blob;

  g_assert_cmpstr (small_name, ==, again);
  yc_store_txn_set_blob (txn, big_name, YC_STORE_BLOB_SENDING, 4096, 2000);
  yc_store_txn_set_blob (txn, small_name, YC_STORE_BLOB_SENT, 50, 2000);
  commit (f, txn);
  test_store_reopen (f);
  blobs = test_load_blobs (f->store);
  g_assert_cmpuint (blobs->len, ==, 2);
  blob = blobs->pdata[0];
  g_assert_cmpstr (blob->sha256, ==, small_name);
  g_assert_cmpint (blob->state, ==, YC_STORE_BLOB_SENT);
  blob = blobs->pdata[1];
  g_assert_cmpint (blob->state, ==, YC_STORE_BLOB_SENDING);
  g_assert_cmpint (blob->offset, ==, 4096);
  g_assert_cmpint (blob->size, ==, 5000);
  g_assert_cmpstr (blob->kind, ==, "scan");

  txn = yc_store_txn_new ();
  yc_store_txn_forget (txn, 3000);
  commit (f, txn);
  left = test_load_blobs (f->store);
  g_assert_cmpuint (left->len, ==, 1);
  dir = g_dir_open (blob_dir, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, big_name);
  g_assert_null (g_dir_read_name (dir));
}

/* A file without its row, as a crash leaves it. */
static void
test_blob_orphans (TestStore     *f,
                   gconstpointer  data)
{
  g_autofree char *whole = g_build_filename (f->dir, "blobs", "e3b0", NULL);
  g_autofree char *half = g_build_filename (f->dir, "blobs", "e3b0.new-ab12cd", NULL);

  g_assert_true (g_file_set_contents (whole, "x", 1, NULL));
  g_assert_true (g_file_set_contents (half, "x", 1, NULL));
  test_store_reopen (f);
  g_assert_false (g_file_test (whole, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
}

static void
test_copy_numbers (TestStore     *f,
                   gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_VISIT, 1);
  YcStream other = test_stream (YC_STREAM_VISIT, 2);

  for (gint64 copy = 1; copy <= 3; copy++)
    {
      g_autoptr (YcStoreJob) job = test_plan_job (f->store, &stream, "ticket");

      g_assert_cmpint (job->copy, ==, copy);
      test_store_drop (f);
      test_store_reopen (f);
    }
  {
    g_autoptr (YcStoreJob) receipt = test_plan_job (f->store, &stream, "receipt");
    g_autoptr (YcStoreJob) elsewhere = test_plan_job (f->store, &other, "ticket");

    g_assert_cmpint (receipt->copy, ==, 1);
    g_assert_cmpint (elsewhere->copy, ==, 1);
    g_assert_false (yc_id_equal (&receipt->id, &elsewhere->id));
  }
}

/* Every step that may be, and every one that may not. */
static void
test_job_steps (TestStore     *f,
                gconstpointer  data)
{
  /* How to get to a state, and what may follow it. */
  static const struct
  {
    YcStoreJobState path[3];
    YcStoreJobState next[3];
  } known[] = {
    { { 0 }, { YC_STORE_JOB_STARTED, YC_STORE_JOB_CANCELLED } },
    { { YC_STORE_JOB_STARTED }, { YC_STORE_JOB_STARTED, YC_STORE_JOB_DONE, YC_STORE_JOB_UNKNOWN } },
    { { YC_STORE_JOB_STARTED, YC_STORE_JOB_DONE }, { 0 } },
    { { YC_STORE_JOB_STARTED, YC_STORE_JOB_UNKNOWN }, { YC_STORE_JOB_DONE, YC_STORE_JOB_CANCELLED } },
    { { YC_STORE_JOB_CANCELLED }, { 0 } },
  };
  YcStream stream = test_stream (YC_STREAM_VISIT, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    for (YcStoreJobState to = YC_STORE_JOB_PLANNED; to <= YC_STORE_JOB_CANCELLED; to++)
      {
        g_autoptr (YcStoreJob) job = test_plan_job (f->store, &stream, "ticket");
        g_autoptr (GError) error = NULL;
        gboolean allowed = FALSE;

        for (gsize k = 0; k < G_N_ELEMENTS (known[i].path) && known[i].path[k] != 0; k++)
          g_assert_true (test_set_job (f->store, &job->id, known[i].path[k], 0, NULL));
        for (gsize k = 0; k < G_N_ELEMENTS (known[i].next); k++)
          allowed |= known[i].next[k] == to;
        g_assert_cmpint (test_set_job (f->store, &job->id, to, 0, &error), ==, allowed);
        if (!allowed)
          g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_STATE);
      }
}

/* D21: a crash while started leaves unknown, and only a person mends that. */
static void
test_job_doubt (TestStore     *f,
                gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_VISIT, 1);
  g_autoptr (YcStoreJob) planned = test_plan_job (f->store, &stream, "ticket");
  g_autoptr (YcStoreJob) started = test_plan_job (f->store, &stream, "ticket");
  g_autoptr (YcStoreJob) done = test_plan_job (f->store, &stream, "ticket");
  g_autoptr (GPtrArray) jobs = NULL;

  g_assert_true (test_set_job (f->store, &started->id, YC_STORE_JOB_STARTED, 0, NULL));
  g_assert_true (test_set_job (f->store, &started->id, YC_STORE_JOB_STARTED, 400, NULL));
  g_assert_true (test_set_job (f->store, &started->id, YC_STORE_JOB_STARTED, 300, NULL));
  g_assert_true (test_set_job (f->store, &done->id, YC_STORE_JOB_STARTED, 0, NULL));
  g_assert_true (test_set_job (f->store, &done->id, YC_STORE_JOB_DONE, 900, NULL));
  test_store_drop (f);
  test_store_reopen (f);

  jobs = test_load_jobs (f->store);
  g_assert_cmpuint (jobs->len, ==, 3);
  g_assert_cmpint (((YcStoreJob *) jobs->pdata[0])->state, ==, YC_STORE_JOB_PLANNED);
  g_assert_cmpint (((YcStoreJob *) jobs->pdata[1])->state, ==, YC_STORE_JOB_UNKNOWN);
  g_assert_cmpint (((YcStoreJob *) jobs->pdata[1])->bytes_sent, ==, 400);
  g_assert_cmpint (((YcStoreJob *) jobs->pdata[2])->state, ==, YC_STORE_JOB_DONE);
  g_assert_true (yc_id_equal (&((YcStoreJob *) jobs->pdata[1])->id, &started->id));
  g_assert_true (yc_stream_equal (&((YcStoreJob *) jobs->pdata[1])->stream, &stream));
}

static gint64
append_start (TestStore      *f,
              const YcStream *stream,
              guint8          n,
              const YcId     *job,
              GError        **error)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
  g_autoptr (GAsyncResult) result = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();

  g_ptr_array_add (ops, test_op (stream, n));
  yc_store_txn_begin_job (txn, job, stream, "seals/seal-official",
                          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 1000);
  yc_store_append_with_async (f->store, ops, txn, test_note_cb, &result);
  test_await (&result);
  return yc_store_append_finish (f->store, result, error);
}

static void
end_granted (TestStore       *f,
             const YcId      *job,
             YcStoreJobState  state)
{
  YcStoreTxn *txn = yc_store_txn_new ();
  g_autoptr (GError) error = NULL;

  yc_store_txn_end_job (txn, job, state, 2000);
  g_assert_true (test_commit (f->store, txn, &error));
  g_assert_no_error (error);
}

static YcStoreJobState
get_job_state (TestStore *f)
{
  g_autoptr (GPtrArray) jobs = test_load_jobs (f->store);

  g_assert_cmpuint (jobs->len, ==, 1);
  return ((YcStoreJob *) jobs->pdata[0])->state;
}

/* What the hub granted is started with the op that says so, or not at all; and
 * once, whatever else is forgotten. */
static void
test_job_granted (TestStore     *f,
                  gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  YcId job = { { 7 } }, other = { { 8 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (YcStoreHistory) history = NULL;

  g_assert_cmpint (append_start (f, &stream, 1, &job, &error), >, 0);
  g_assert_no_error (error);
  g_assert_cmpint (append_start (f, &stream, 2, &job, &error), ==, 0);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  test_store_drop (f);
  test_store_reopen (f);
  g_assert_cmpint (append_start (f, &stream, 3, &job, &error), ==, 0);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CONFLICT);
  history = test_load_stream (f->store, &stream);
  g_assert_cmpuint (history->ops->len, ==, 1);

  g_assert_cmpint (get_job_state (f), ==, YC_STORE_JOB_UNKNOWN);
  end_granted (f, &other, YC_STORE_JOB_DONE);
  end_granted (f, &job, YC_STORE_JOB_UNKNOWN);
  g_assert_cmpint (get_job_state (f), ==, YC_STORE_JOB_UNKNOWN);
  end_granted (f, &job, YC_STORE_JOB_CANCELLED);
  end_granted (f, &job, YC_STORE_JOB_DONE);
  g_assert_cmpint (get_job_state (f), ==, YC_STORE_JOB_CANCELLED);
}

static void
return_granted (TestStore      *f,
                const YcStream *stream,
                const YcId     *job)
{
  YcStoreTxn *txn = yc_store_txn_new ();
  g_autoptr (GError) error = NULL;

  yc_store_txn_return_job (txn, job, stream, "seals/seal-official",
                           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 1000);
  g_assert_true (test_commit (f->store, txn, &error));
  g_assert_no_error (error);
}

/* What was given back is not started, and what was started stays so. */
static void
test_job_returned (TestStore     *f,
                   gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  YcId returned = { { 7 } }, started = { { 8 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = NULL;

  return_granted (f, &stream, &returned);
  g_assert_cmpint (append_start (f, &stream, 1, &returned, &error), ==, 0);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_cmpint (append_start (f, &stream, 2, &started, &error), >, 0);
  g_assert_no_error (error);
  return_granted (f, &stream, &started);

  jobs = test_load_jobs (f->store);
  g_assert_cmpuint (jobs->len, ==, 2);
  g_assert_cmpint (((YcStoreJob *) jobs->pdata[0])->state, ==, YC_STORE_JOB_CANCELLED);
  g_assert_cmpint (((YcStoreJob *) jobs->pdata[1])->state, ==, YC_STORE_JOB_STARTED);
}

static void
test_job_unknown_id (TestStore     *f,
                     gconstpointer  data)
{
  YcId id = { { 1 } };
  g_autoptr (GError) error = NULL;

  g_assert_false (test_set_job (f->store, &id, YC_STORE_JOB_STARTED, 0, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND);
}

static void
test_numbers (TestStore     *f,
              gconstpointer  data)
{
  for (gint64 i = 1; i <= 3; i++)
    {
      g_assert_cmpint (test_next_number (f->store, "ticket-A"), ==, i);
      test_store_drop (f);
      test_store_reopen (f);
    }
  g_assert_cmpint (test_next_number (f->store, "ticket-B"), ==, 1);
}

static void
test_settings (TestStore     *f,
               gconstpointer  data)
{
  g_autoptr (GBytes) value = NULL;
  g_autoptr (GError) error = NULL;

  test_set_setting (f->store, "device.token", "one");
  test_set_setting (f->store, "device.token", "two");
  test_store_reopen (f);
  value = test_load_setting (f->store, "device.token", &error);
  g_assert_no_error (error);
  test_assert_bytes (value, "two");
  test_set_setting (f->store, "device.token", NULL);
  g_assert_null (test_load_setting (f->store, "device.token", &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND);
}

static void
stream_changed_cb (YcStore  *store,
                   YcStream *stream,
                   GString  *log)
{
  g_string_append_printf (log, "s%d ", stream->id.bytes[2]);
}

static void
outbox_changed_cb (YcStore *store,
                   GString *log)
{
  g_string_append (log, "o ");
}

/* Before the answer, once each, and not for what was not saved. */
static void
test_signals (TestStore     *f,
              gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 4);
  g_autoptr (GPtrArray) ops = make_ops (&stream, 1, 4);
  g_autoptr (YcOp) unknown = test_op (&stream, 99);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (YcStoreHistory) history = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();

  g_signal_connect (f->store, "stream-changed", G_CALLBACK (stream_changed_cb), log);
  g_signal_connect (f->store, "outbox-changed", G_CALLBACK (outbox_changed_cb), log);
  test_append (f->store, ops, NULL);
  g_assert_cmpstr (log->str, ==, "s4 o ");

  history = test_load_stream (f->store, &stream);
  yc_store_txn_unpark_stream (txn, &stream);
  yc_store_txn_park (txn, &unknown->id, "role", NULL, 1);
  g_assert_false (test_commit (f->store, txn, NULL));
  g_assert_cmpstr (log->str, ==, "s4 o ");

  txn = yc_store_txn_new ();
  yc_store_txn_add_notice (txn, &stream, 3);
  commit (f, txn);
  g_assert_cmpstr (log->str, ==, "s4 o s4 ");
}

static void
test_backup (TestStore     *f,
             gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autofree char *dir = g_strconcat (f->dir, "-backup", NULL);
  g_autoptr (GBytes) scan = make_scan (70000);
  g_autofree char *sha256 = test_add_blob (f->store, scan, NULL);
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GBytes) copy = NULL;
  g_autoptr (GError) error = NULL;
  TestStore other = { .dir = dir, .key = f->key };

  test_append_one (f->store, test_op (&stream, 1));
  g_assert_true (test_back_up (f->store, dir, &error));
  g_assert_no_error (error);
  test_append_one (f->store, test_op (&stream, 2));
  /* Once more, over the old one. */
  g_assert_true (test_back_up (f->store, dir, &error));
  g_assert_no_error (error);
  test_append_one (f->store, test_op (&stream, 3));

  test_store_reopen (&other);
  outbox = test_load_outbox (other.store);
  g_assert_cmpuint (outbox->len, ==, 2);
  copy = test_read_blob (other.store, sha256, 0, YC_STORE_READ_MAX_BYTES, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (copy, scan));
  test_store_drop (&other);
  test_remove_tree (dir);
}

static void
test_closed (TestStore     *f,
             gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) ops = make_ops (&stream, 1, 2);
  g_autoptr (GError) error = NULL;

  g_assert_true (test_close (f->store, NULL));
  g_assert_true (test_close (f->store, NULL));
  g_assert_cmpint (test_append (f->store, ops, &error), ==, 0);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_STATE);
}

static void
add (const char *path,
     void      (*func) (TestStore    *f,
                        gconstpointer data))
{
  g_test_add (path, TestStore, NULL, test_store_set_up, func, test_store_tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/store/append-and-reopen", test_append_and_reopen);
  add ("/store/append-again", test_append_again);
  add ("/store/append-conflict", test_append_conflict);
  add ("/store/acknowledge", test_acknowledge);
  add ("/store/sent-survives", test_sent_survives);
  add ("/store/park", test_park);
  add ("/store/unpark-stream", test_unpark_stream);
  add ("/store/answered-stays-answered", test_answered_stays_answered);
  add ("/store/txn-is-whole", test_txn_is_whole);
  add ("/store/history", test_history);
  add ("/store/unknown-stream-is-empty", test_unknown_stream_is_empty);
  add ("/store/row-twice", test_row_twice);
  add ("/store/row-without-signature", test_row_without_signature);
  add ("/store/cursors", test_cursors);
  add ("/store/epoch", test_epoch);
  add ("/store/forget", test_forget);
  add ("/store/streams", test_streams);
  add ("/store/blobs", test_blobs);
  add ("/store/blob-states", test_blob_states);
  add ("/store/blob-orphans", test_blob_orphans);
  add ("/store/copy-numbers", test_copy_numbers);
  add ("/store/job-steps", test_job_steps);
  add ("/store/job-doubt", test_job_doubt);
  add ("/store/job-granted", test_job_granted);
  add ("/store/job-returned", test_job_returned);
  add ("/store/job-unknown-id", test_job_unknown_id);
  add ("/store/numbers", test_numbers);
  add ("/store/settings", test_settings);
  add ("/store/signals", test_signals);
  add ("/store/backup", test_backup);
  add ("/store/closed", test_closed);
  return g_test_run ();
}
