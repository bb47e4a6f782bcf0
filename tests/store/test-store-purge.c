/* A case that leaves the desk: all of it or nothing, against receipts only, with
 * nothing of it left in any file, and through a kill at every write.
 *
 *   test-store-purge CHILD [SHIM [RUNTIME]]
 */

#include "store-fixture.h"
#include "store-leaks.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>

#define N_OPS 3
#define EARLY_MS 1000 /* before the horizon of test_purge() */
#define LATE_MS 2000

static const char *child_path;
static const char *killpoint_lib;
static const char *runtime_lib;

static void
commit (YcStore    *store,
        YcStoreTxn *txn)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (test_commit (store, txn, &error));
  g_assert_no_error (error);
}

static char *
dup_setting (const char     *prefix,
             const YcStream *stream)
{
  g_autofree char *id = yc_id_dup_text (&stream->id);

  return g_strconcat (prefix, id, NULL);
}

static void
acknowledge (YcStore    *store,
             const YcOp *op,
             gint64      revision,
             gint64      received_ms)
{
  YcStoreTxn *txn = yc_store_txn_new ();
  g_autoptr (GBytes) verdict = test_bytes ("applied");

  yc_store_txn_acknowledge (txn, &op->id, verdict, revision, 100 + revision, received_ms);
  commit (store, txn);
}

static void
set_blob (YcStore          *store,
          const char       *sha256,
          YcStoreBlobState  state,
          gint64            now_ms)
{
  YcStoreTxn *txn = yc_store_txn_new ();

  yc_store_txn_set_blob (txn, sha256, state, 10, now_ms);
  commit (store, txn);
}

/* The @n-th case: ops with receipts and rows, a document at the hub, a feed's
 * cursor, and settings in its name. Returns: the document's SHA-256 */
static char *
fill_case (YcStore *store,
           guint8   n)
{
  YcStream stream = test_stream (YC_STREAM_CASE, n);
  g_autofree char *text = g_strdup_printf ("a scan of " TEST_NAME " for case %d", n);
  g_autofree char *said = dup_setting ("said.case-", &stream);
  g_autofree char *scan = dup_setting ("scan-", &stream);
  char feed[YC_STREAM_TEXT_SIZE];
  g_autoptr (GBytes) bytes = test_bytes (text);
  YcStoreTxn *txn = yc_store_txn_new ();
  char *sha256 = test_add_blob (store, bytes, NULL);

  yc_stream_to_text (&stream, feed);
  for (guint8 i = 1; i <= N_OPS; i++)
    {
      g_autoptr (YcOp) op = test_op (&stream, (guint8) (10 * n + i));

      test_append_one (store, yc_op_ref (op));
      acknowledge (store, op, i, EARLY_MS);
      test_txn_add_row (txn, op, i, 100 * n + i);
    }
  yc_store_txn_set_cursor (txn, feed, N_OPS, "aa");
  commit (store, txn);
  test_set_setting (store, said, TEST_NAME);
  test_set_setting (store, scan, TEST_NAME);
  set_blob (store, sha256, YC_STORE_BLOB_SENT, EARLY_MS);
  return sha256;
}

static gboolean
has_setting (YcStore        *store,
             const char     *prefix,
             const YcStream *stream)
{
  g_autofree char *name = dup_setting (prefix, stream);
  g_autoptr (GBytes) value = test_load_setting (store, name, NULL);

  return value != NULL;
}

static gboolean
has_blob (YcStore    *store,
          const char *sha256)
{
  g_autoptr (GBytes) bytes = test_read_blob (store, sha256, 0, 1000, NULL);

  return bytes != NULL;
}

/* All of what fill_case() put there, or FALSE where there is nothing of it; else
 * it fails. */
static gboolean
is_there (YcStore    *store,
          guint8      n,
          const char *sha256)
{
  YcStream stream = test_stream (YC_STREAM_CASE, n);
  g_autoptr (YcStoreHistory) history = test_load_stream (store, &stream);
  g_autoptr (GArray) streams = test_list_streams (store, YC_STREAM_CASE);
  g_autoptr (YcStoreCursors) cursors = test_load_cursors (store);
  char feed[YC_STREAM_TEXT_SIZE];
  guint found = 0;

  yc_stream_to_text (&stream, feed);
  found += history->rows->len == N_OPS;
  for (guint i = 0; i < streams->len; i++)
    found += yc_stream_equal (&g_array_index (streams, YcStoreStream, i).stream, &stream);
  for (guint i = 0; i < cursors->cursors->len; i++)
    found += g_str_equal (((YcStoreCursor *) cursors->cursors->pdata[i])->feed, feed);
  found += has_setting (store, "said.case-", &stream);
  found += has_setting (store, "scan-", &stream);
  found += has_blob (store, sha256);
  g_assert_true (found == 0 || found == 6);
  g_assert_true (found == 6 || history->rows->len + history->ops->len == 0);
  return found == 6;
}

/* What a case's records look like on the disk: a part of each sealed one. */
static GPtrArray *
collect_traces (const char *dir,
                guint8      n,
                const char *sha256)
{
  YcStream stream = test_stream (YC_STREAM_CASE, n);
  g_autofree char *path = g_build_filename (dir, "desk.db", NULL);
  g_autofree char *id = yc_id_dup_text (&stream.id);
  g_autofree char *file = g_build_filename (dir, "blobs", sha256, NULL);
  g_autofree char *sql = g_strdup_printf (
    "SELECT substr (sealed, 30, 16) FROM ops WHERE instr (stream, '%s') UNION ALL"
    " SELECT substr (sealed_verdict, 30, 16) FROM ops WHERE instr (stream, '%s') AND length (sealed_verdict) > 45 UNION ALL"
    " SELECT substr (sealed, 30, 16) FROM rows WHERE instr (stream, '%s') UNION ALL"
    " SELECT substr (sealed, 30, 16) FROM settings WHERE instr (name, '%s')", id, id, id, id);
  GPtrArray *traces = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *data = NULL;
  sqlite3_stmt *statement;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_ptr_array_add (traces, g_bytes_new (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0)));
  sqlite3_finalize (statement);
  sqlite3_close (db);
  g_assert_true (g_file_get_contents (file, &data, NULL, NULL));
  g_ptr_array_add (traces, g_bytes_new (data + 29, 16));
  g_assert_cmpuint (traces->len, >=, 3 * N_OPS + 3);
  return traces;
}

/* How many of @traces are in some file of @dir. */
static guint
count_traces (const char *dir,
              GPtrArray  *traces)
{
  g_autoptr (GDir) names = g_dir_open (dir, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (names)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_autofree char *data = NULL;
      gsize size;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          count += count_traces (path, traces);
          continue;
        }
      g_assert_true (g_file_get_contents (path, &data, &size, NULL));
      for (guint i = 0; i < traces->len; i++)
        {
          gsize trace_size;
          gconstpointer trace = g_bytes_get_data (g_ptr_array_index (traces, i), &trace_size);

          count += memmem (data, size, trace, trace_size) != NULL;
        }
    }
  return count;
}

static void
close_store (TestStore *f)
{
  g_assert_true (test_close (f->store, NULL));
  test_store_drop (f);
}

/* Gone while the desk goes on: from its tables, its documents, its settings, and
 * from every byte of its files; the other case is as it was. */
static void
test_gone (TestStore     *f,
           gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autofree char *first = fill_case (f->store, 1);
  g_autofree char *second = fill_case (f->store, 2);
  g_autoptr (YcStoreJob) job = test_plan_job (f->store, &stream, "receipt");
  g_autoptr (GPtrArray) traces = NULL;
  g_autoptr (GPtrArray) purges = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GError) error = NULL;
  YcStorePurged *purged;

  close_store (f);
  traces = collect_traces (f->dir, 1, first);
  g_assert_cmpuint (count_traces (f->dir, traces), >=, traces->len);
  test_store_reopen (f);
  g_assert_true (is_there (f->store, 1, first));

  g_assert_true (test_purge (f->store, &stream, N_OPS, first, &error));
  g_assert_no_error (error);
  test_end_purges (f->store);
  g_assert_cmpuint (count_traces (f->dir, traces), ==, 0);
  assert_no_leak (f->dir);
  g_assert_false (is_there (f->store, 1, first));
  g_assert_true (is_there (f->store, 2, second));

  purges = test_load_purges (f->store);
  g_assert_cmpuint (purges->len, ==, 1);
  purged = purges->pdata[0];
  g_assert_true (yc_stream_equal (&purged->stream, &stream));
  g_assert_cmpint (purged->purged_ms, ==, 9000);
  g_assert_cmpint (purged->before_ms, ==, 1500);
  g_assert_cmpint (purged->revision, ==, N_OPS);
  g_assert_cmpint (purged->first_position, ==, 101);
  g_assert_cmpint (purged->position, ==, 100 + N_OPS);
  g_assert_cmpuint (strlen (purged->hash), ==, 64);
  g_assert_cmpint (purged->documents, ==, 1);
  /* Work that was begun once is not begun again: its journal stays. */
  jobs = test_load_jobs (f->store);
  g_assert_cmpuint (jobs->len, ==, 1);
}

/* It comes back from the hub like any case that another window began. */
static void
test_again (TestStore     *f,
            gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autofree char *sha256 = fill_case (f->store, 1);
  g_autoptr (YcStoreHistory) history = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();

  g_assert_true (test_purge (f->store, &stream, N_OPS, sha256, NULL));
  test_end_purges (f->store);
  for (guint8 i = 1; i <= N_OPS; i++)
    {
      g_autoptr (YcOp) op = test_op (&stream, (guint8) (10 + i));

      test_txn_add_row (txn, op, i, 100 + i);
    }
  commit (f->store, txn);
  history = test_load_stream (f->store, &stream);
  g_assert_cmpuint (history->rows->len, ==, N_OPS);
  g_assert_true (test_purge (f->store, &stream, N_OPS, sha256, NULL));
}

static void
assert_stays (TestStore  *f,
              gint64      revision,
              const char *sha256)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) purges = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (test_purge (f->store, &stream, revision, sha256, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_STATE);
  purges = test_load_purges (f->store);
  g_assert_cmpuint (purges->len, ==, 0);
  g_assert_true (has_blob (f->store, sha256));
}

/* What the desk has no receipt for stays, whatever its age. */
static void
test_without_receipt (TestStore     *f,
                      gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autofree char *sha256 = fill_case (f->store, 1);
  g_autoptr (YcOp) op = test_op (&stream, 14);
  YcStoreTxn *txn;

  test_append_one (f->store, yc_op_ref (op));
  assert_stays (f, N_OPS, sha256);
  txn = yc_store_txn_new ();
  yc_store_txn_mark_sent (txn, &op->id, EARLY_MS);
  commit (f->store, txn);
  assert_stays (f, N_OPS, sha256);
  txn = yc_store_txn_new ();
  yc_store_txn_park (txn, &op->id, "role", TEST_NAME, EARLY_MS);
  commit (f->store, txn);
  assert_stays (f, N_OPS, sha256);
  /* Answered, but its row has not come. */
  acknowledge (f->store, op, N_OPS + 1, EARLY_MS);
  assert_stays (f, N_OPS, sha256);
  txn = yc_store_txn_new ();
  test_txn_add_row (txn, op, N_OPS + 1, 200);
  commit (f->store, txn);
  /* There is more than the caller has folded. */
  assert_stays (f, N_OPS, sha256);
  g_assert_true (test_purge (f->store, &stream, N_OPS + 1, sha256, NULL));
}

/* A hub may be set back to before a receipt that is younger than the horizon. */
static void
test_young (TestStore     *f,
            gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autofree char *sha256 = fill_case (f->store, 1);
  g_autoptr (YcOp) op = test_op (&stream, 12);

  acknowledge (f->store, op, 2, LATE_MS);
  assert_stays (f, N_OPS, sha256);
  acknowledge (f->store, op, 2, EARLY_MS);
  set_blob (f->store, sha256, YC_STORE_BLOB_SENT, LATE_MS);
  assert_stays (f, N_OPS, sha256);
  set_blob (f->store, sha256, YC_STORE_BLOB_SENDING, EARLY_MS);
  assert_stays (f, N_OPS, sha256);
  set_blob (f->store, sha256, YC_STORE_BLOB_SENT, EARLY_MS);
  g_assert_true (test_purge (f->store, &stream, N_OPS, sha256, NULL));
}

/* Rows that a new epoch has thrown away, or that were announced and have not
 * come, may say something else. */
static void
test_not_whole (TestStore     *f,
                gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autofree char *sha256 = fill_case (f->store, 1);
  YcStoreTxn *txn = yc_store_txn_new ();

  yc_store_txn_add_notice (txn, &stream, N_OPS + 1);
  commit (f->store, txn);
  assert_stays (f, N_OPS, sha256);
  txn = yc_store_txn_new ();
  yc_store_txn_begin_epoch (txn, "e2");
  commit (f->store, txn);
  assert_stays (f, N_OPS, sha256);
  assert_stays (f, 0, sha256);
}

static void
test_in_doubt (TestStore     *f,
               gconstpointer  data)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autofree char *sha256 = fill_case (f->store, 1);
  g_autoptr (YcStoreJob) job = test_plan_job (f->store, &stream, "receipt");

  g_assert_true (test_set_job (f->store, &job->id, YC_STORE_JOB_STARTED, 0, NULL));
  assert_stays (f, N_OPS, sha256);
  test_store_reopen (f);
  assert_stays (f, N_OPS, sha256);
  g_assert_true (test_set_job (f->store, &job->id, YC_STORE_JOB_DONE, 0, NULL));
  g_assert_true (test_purge (f->store, &stream, N_OPS, sha256, NULL));
}

static int
run_child (const char *dir,
           const char *sha256,
           const char *mode,
           int         at,
           int        *ret_calls)
{
  g_autofree char *libraries = g_strjoin (" ", runtime_lib != NULL ? runtime_lib : killpoint_lib,
                                          runtime_lib != NULL ? killpoint_lib : NULL, NULL);
  g_autofree char *count_path = g_strconcat (dir, ".count", NULL);
  g_autofree char *at_text = g_strdup_printf ("%d", at);
  g_autofree char *count = NULL;
  char *argv[] = { (char *) child_path, (char *) dir, (char *) "purge", (char *) sha256, NULL };
  g_auto (GStrv) env = g_get_environ ();
  g_autoptr (GError) error = NULL;
  int status;

  env = g_environ_setenv (env, "LD_PRELOAD", libraries, TRUE);
  env = g_environ_setenv (env, "YC_KILL_DIR", dir, TRUE);
  env = g_environ_setenv (env, "YC_KILL_MODE", mode, TRUE);
  env = g_environ_setenv (env, "YC_KILL_AT", at_text, TRUE);
  env = g_environ_setenv (env, "YC_KILL_COUNT_FILE", count_path, TRUE);
  g_spawn_sync (NULL, argv, env, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  if (ret_calls != NULL && g_file_get_contents (count_path, &count, NULL, NULL))
    *ret_calls = (int) g_ascii_strtoll (count, NULL, 10);
  g_remove (count_path);
  return status;
}

/* All of it or nothing, the other case in any event; and after the next start
 * nothing is left of what is gone. */
static gboolean
check_killed (TestStore  *f,
              const char *first,
              const char *second,
              GPtrArray  *traces)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) purges = NULL;
  gboolean there;

  assert_no_leak (f->dir);
  test_store_reopen (f);
  there = is_there (f->store, 1, first);
  g_assert_true (is_there (f->store, 2, second));
  purges = test_load_purges (f->store);
  g_assert_cmpuint (purges->len, ==, there ? 0 : 1);
  if (!there)
    g_assert_cmpuint (count_traces (f->dir, traces), ==, 0);
  if (there)
    g_assert_true (test_purge (f->store, &stream, N_OPS, first, NULL));
  test_end_purges (f->store);
  g_assert_cmpuint (count_traces (f->dir, traces), ==, 0);
  close_store (f);
  return there;
}

static void
sweep (TestStore     *f,
       gconstpointer  mode)
{
  int calls = G_MAXINT;
  int gone = 0;
  int stayed = 0;

  for (int at = 0; at <= calls; at++)
    {
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;
      g_autoptr (GPtrArray) traces = NULL;
      int status;

      if (f->store == NULL)
        test_store_reopen (f);
      first = fill_case (f->store, 1);
      second = fill_case (f->store, 2);
      close_store (f);
      traces = collect_traces (f->dir, 1, first);
      status = run_child (f->dir, first, mode, at > 0 ? at : G_MAXINT, at > 0 ? NULL : &calls);
      g_assert_true (at > 0 ? WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL : status == 0);
      if (check_killed (f, first, second, traces))
        stayed++;
      else
        gone++;
      test_remove_tree (f->dir);
    }
  g_assert_cmpint (calls, >, 15);
  g_assert_cmpint (gone, >, 3);
  g_assert_cmpint (stayed, >, 3);
  g_test_message ("%d durable calls with %s: it stayed %d times, and was gone %d times", calls, (const char *) mode, stayed, gone);
}

static void
add (const char *path,
     void      (*func) (TestStore    *f,
                        gconstpointer data),
     const char *data)
{
  g_test_add (path, TestStore, data, test_store_set_up, func, test_store_tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc < 2)
    g_error ("Usage: test-store-purge CHILD [SHIM [RUNTIME]]");
  child_path = argv[1];
  add ("/store-purge/gone", test_gone, NULL);
  add ("/store-purge/again", test_again, NULL);
  add ("/store-purge/without-receipt", test_without_receipt, NULL);
  add ("/store-purge/young", test_young, NULL);
  add ("/store-purge/not-whole", test_not_whole, NULL);
  add ("/store-purge/in-doubt", test_in_doubt, NULL);
  if (argc > 2)
    {
      killpoint_lib = argv[2];
      runtime_lib = argc > 3 ? argv[3] : NULL;
      add ("/store-purge/killed-before", sweep, "before");
      add ("/store-purge/killed-torn", sweep, "torn");
    }
  return g_test_run ();
}
