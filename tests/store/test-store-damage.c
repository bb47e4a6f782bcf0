/* Folders that are not as they were left: another holder, another key, another
 * version, torn and scribbled files, records moved about, an old database. */

#include "store-fixture.h"
#include "store-leaks.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define PAGE_SIZE 4096

/* Behind the store's back, while it is closed. */
static void
run_sql (TestStore  *f,
         const char *sql)
{
  g_autofree char *path = test_store_path (f, "desk.db");
  sqlite3 *db;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

static void
fill (TestStore *f)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GBytes) scan = test_bytes ("a scan of " TEST_NAME);
  g_autofree char *sha256 = NULL;

  for (guint8 n = 1; n <= 3; n++)
    test_append_one (f->store, test_op (&stream, n));
  test_set_setting (f->store, "token", TEST_NAME);
  sha256 = test_add_blob (f->store, scan, NULL);
  g_assert_nonnull (sha256);
}

static void
close_store (TestStore *f)
{
  g_assert_true (test_close (f->store, NULL));
  test_store_drop (f);
}

static void
assert_refused (TestStore *f,
                int        code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (test_open (f->dir, f->key, &error));
  g_assert_error (error, YC_STORE_ERROR, code);
  g_assert_cmpuint (strlen (error->message), >, 20);
}

static void
assert_whole (TestStore *f)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) outbox = NULL;

  test_store_reopen (f);
  outbox = test_load_outbox (f->store);
  g_assert_cmpuint (outbox->len, ==, 3);
  for (guint8 n = 1; n <= 3; n++)
    {
      g_autoptr (YcOp) op = test_op (&stream, n);

      g_assert_true (g_bytes_equal (((YcStoreOp *) outbox->pdata[n - 1])->bytes, op->bytes));
    }
}

/* Who holds it is named; the holder is not disturbed. */
static void
test_second (TestStore     *f,
             gconstpointer  child)
{
  char *argv[] = { (char *) child, f->dir, (char *) "x", NULL };
  g_autofree char *output = NULL;
  g_autofree char *who = g_strdup_printf ("(%ld)", (long) getpid ());
  g_autoptr (GError) error = NULL;
  int status;

  fill (f);
  g_assert_true (g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status >> 8, ==, 3);
  g_assert_nonnull (strstr (output, who));
  g_assert_nonnull (strstr (output, g_get_prgname ()));
  assert_whole (f);
}

static void
test_wrong_key (TestStore     *f,
                gconstpointer  data)
{
  guint8 other[YC_KEY_SIZE] = { 8 };
  g_autoptr (GBytes) right = g_bytes_ref (f->key);

  fill (f);
  close_store (f);
  g_bytes_unref (f->key);
  f->key = g_bytes_new (other, sizeof other);
  assert_refused (f, YC_STORE_ERROR_WRONG_KEY);
  g_bytes_unref (f->key);
  f->key = g_bytes_ref (right);
  assert_whole (f);
}

static void
test_newer (TestStore     *f,
            gconstpointer  data)
{
  fill (f);
  close_store (f);
  run_sql (f, "PRAGMA user_version = 1000");
  assert_refused (f, YC_STORE_ERROR_NEWER);
  run_sql (f, "PRAGMA user_version = 3");
  assert_whole (f);
}

static void
test_foreign (TestStore     *f,
              gconstpointer  data)
{
  close_store (f);
  run_sql (f, "PRAGMA application_id = 77");
  assert_refused (f, YC_STORE_ERROR_DAMAGED);
}

static void
write_db (TestStore  *f,
          const char *data,
          gsize       size)
{
  g_autofree char *path = test_store_path (f, "desk.db");

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
}

/* An empty or missing database where there was one is never begun anew. */
static void
test_lost (TestStore     *f,
           gconstpointer  data)
{
  g_autofree char *path = test_store_path (f, "desk.db");
  g_autofree char *before = NULL;
  gsize size;

  fill (f);
  close_store (f);
  g_assert_true (g_file_get_contents (path, &before, &size, NULL));
  write_db (f, "", 0);
  assert_refused (f, YC_STORE_ERROR_DAMAGED);
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_refused (f, YC_STORE_ERROR_DAMAGED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  write_db (f, before, size);
  assert_whole (f);
}

/* What can be read from a damaged database is right or an error, never
 * something else, and the file stays for those who can mend it. */
static void
try_damaged (TestStore *f)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GError) error = NULL;

  f->store = test_open (f->dir, f->key, &error);
  if (f->store != NULL)
    {
      yc_store_load_outbox_async (f->store, NULL, test_note_cb, &result);
      test_await (&result);
      outbox = yc_store_load_outbox_finish (f->store, result, &error);
    }
  g_assert_true (outbox != NULL || error->domain == YC_STORE_ERROR);
  for (guint i = 0; outbox != NULL && i < outbox->len; i++)
    {
      YcStoreOp *stored = outbox->pdata[i];
      g_autoptr (YcOp) op = test_op (&stream, stored->id.bytes[1]);

      g_assert_true (g_bytes_equal (stored->bytes, op->bytes));
    }
  /* The answer holds the store. */
  g_clear_object (&result);
  test_store_drop (f);
}

static void
test_torn (TestStore     *f,
           gconstpointer  data)
{
  g_autofree char *path = test_store_path (f, "desk.db");
  g_autofree char *before = NULL;
  gsize size;

  fill (f);
  close_store (f);
  g_assert_true (g_file_get_contents (path, &before, &size, NULL));
  for (gsize cut = 1; cut < size; cut += cut < PAGE_SIZE ? 371 : PAGE_SIZE / 2 + 3)
    {
      write_db (f, before, cut);
      try_damaged (f);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_scribbled (TestStore     *f,
                gconstpointer  data)
{
  g_autofree char *path = test_store_path (f, "desk.db");
  g_autofree char *before = NULL;
  gsize size;

  fill (f);
  close_store (f);
  g_assert_true (g_file_get_contents (path, &before, &size, NULL));
  for (int i = 0; i < 300; i++)
    {
      g_autofree char *changed = g_memdup2 (before, size);
      int count = g_test_rand_int_range (1, 40);

      for (gsize at = (gsize) g_test_rand_int_range (0, (int) size); count > 0 && at < size; at++, count--)
        changed[at] = (char) g_test_rand_int ();
      write_db (f, changed, size);
      try_damaged (f);
    }
}

static void
test_garbage (TestStore     *f,
              gconstpointer  data)
{
  g_autofree char *garbage = g_strnfill (5 * PAGE_SIZE, 'g');

  close_store (f);
  write_db (f, garbage, 5 * PAGE_SIZE);
  assert_refused (f, YC_STORE_ERROR_DAMAGED);
}

/* A record put into another row is genuine, and refused. */
static void
test_moved_record (TestStore     *f,
                   gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fill (f);
  close_store (f);
  run_sql (f, "UPDATE ops SET sealed = (SELECT sealed FROM ops WHERE number = 2) WHERE number = 1");
  test_store_reopen (f);
  yc_store_load_outbox_async (f->store, NULL, test_note_cb, &result);
  test_await (&result);
  g_assert_null (yc_store_load_outbox_finish (f->store, result, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED);
}

/* An old value put back is an old version, and refused. */
static void
test_old_version (TestStore     *f,
                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  test_set_setting (f->store, "token", "old");
  close_store (f);
  run_sql (f, "CREATE TABLE kept AS SELECT sealed FROM settings WHERE name = 'token'");
  test_store_reopen (f);
  test_set_setting (f->store, "token", "new");
  close_store (f);
  run_sql (f, "UPDATE settings SET sealed = (SELECT sealed FROM kept) WHERE name = 'token'");
  test_store_reopen (f);
  g_assert_null (test_load_setting (f->store, "token", &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED);
}

static void
assert_blob_damaged (TestStore  *f,
                     const char *sha256,
                     const char *path,
                     const char *content,
                     gsize       size)
{
  g_autoptr (GError) error = NULL;

  if (path != NULL)
    g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
  g_assert_null (test_read_blob (f->store, sha256, 0, 1000, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED);
}

static void
test_damaged_blob (TestStore     *f,
                   gconstpointer  data)
{
  g_autoptr (GPtrArray) blobs = NULL;
  g_autofree char *path = NULL;
  g_autofree char *before = NULL;
  const char *sha256;
  gsize size;

  fill (f);
  blobs = test_load_blobs (f->store);
  sha256 = ((YcStoreBlob *) blobs->pdata[0])->sha256;
  path = g_build_filename (f->dir, "blobs", sha256, NULL);
  g_assert_true (g_file_get_contents (path, &before, &size, NULL));
  for (gsize at = 0; at < size; at += 7)
    {
      before[at] ^= 1;
      assert_blob_damaged (f, sha256, path, before, size);
      before[at] ^= 1;
      assert_blob_damaged (f, sha256, path, before, at);
    }
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_blob_damaged (f, sha256, NULL, NULL, 0);
}

typedef struct
{
  guint count;
  char *message;
} Checked;

static void
checked_cb (YcStore    *store,
            const char *message,
            Checked    *checked)
{
  checked->count++;
  g_free (checked->message);
  checked->message = g_strdup (message);
}

static void
wait_for_check (TestStore *f,
                Checked   *checked)
{
  g_signal_connect (f->store, "checked", G_CALLBACK (checked_cb), checked);
  while (checked->count == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_check_sound (TestStore     *f,
                  gconstpointer  data)
{
  Checked checked = { 0 };

  fill (f);
  test_store_reopen (f);
  g_assert_false (yc_store_was_unclean (f->store));
  test_store_drop (f);
  test_store_reopen (f);
  g_assert_true (yc_store_was_unclean (f->store));
  wait_for_check (f, &checked);
  g_assert_null (checked.message);
}

/* The root page of a table that opening does not read. */
static gsize
find_page (TestStore  *f,
           const char *table)
{
  g_autofree char *path = test_store_path (f, "desk.db");
  g_autofree char *sql = g_strdup_printf ("SELECT rootpage FROM sqlite_schema WHERE name = '%s'", table);
  sqlite3_stmt *statement;
  sqlite3 *db;
  gsize page;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  page = (gsize) sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return page;
}

static void
test_check_damaged (TestStore     *f,
                    gconstpointer  data)
{
  g_autofree char *path = test_store_path (f, "desk.db");
  g_autofree char *before = NULL;
  Checked checked = { 0 };
  gsize size, page;

  fill (f);
  test_store_drop (f);
  page = find_page (f, "numbers");
  g_assert_true (g_file_get_contents (path, &before, &size, NULL));
  memset (before + (page - 1) * PAGE_SIZE, 0x5a, PAGE_SIZE);
  write_db (f, before, size);
  test_store_reopen (f);
  wait_for_check (f, &checked);
  g_assert_nonnull (checked.message);
  g_free (checked.message);
}

/* Every open file, and after the end too; and the search itself can find. */
static void
test_no_leak (TestStore     *f,
              gconstpointer  data)
{
  g_autofree char *planted = test_store_path (f, "planted");
  g_autofree char *utf16 = NULL;
  gsize size;

  fill (f);
  assert_no_leak (f->dir);
  close_store (f);
  assert_no_leak (f->dir);

  utf16 = g_convert ("..." TEST_NAME, -1, "UTF-16LE", "UTF-8", NULL, &size, NULL);
  g_assert_true (g_file_set_contents (planted, utf16, (gssize) size, NULL));
  g_assert_cmpuint (count_leaks (f->dir), ==, 1);
  g_assert_true (g_file_set_contents (planted, "x" TEST_CITIZEN, -1, NULL));
  g_assert_cmpuint (count_leaks (f->dir), ==, 2);
}

/* Each kept database is as an older version left it, with the same content. */
static void
test_kept (TestStore     *f,
           gconstpointer  path)
{
  g_autofree char *sql = NULL;
  g_autofree char *db_path = test_store_path (f, "desk.db");
  g_autoptr (GBytes) token = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (YcStoreHistory) history = NULL;
  g_autoptr (YcStoreCursors) cursors = NULL;
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  YcStoreOp *op;

  close_store (f);
  g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
  g_assert_cmpint (g_unlink (db_path), ==, 0);
  run_sql (f, sql);
  test_store_reopen (f);

  history = test_load_stream (f->store, &stream);
  g_assert_cmpuint (history->rows->len, ==, 1);
  g_assert_cmpuint (history->ops->len, ==, 2);
  op = history->ops->pdata[0];
  g_assert_cmpint (op->state, ==, YC_STORE_OP_PARKED);
  g_assert_cmpstr (op->reason, ==, "role");
  g_assert_cmpstr (op->detail, ==, "only a supervisor may");
  cursors = test_load_cursors (f->store);
  g_assert_cmpstr (cursors->epoch, ==, "e1");
  g_assert_cmpuint (cursors->cursors->len, ==, 1);
  jobs = test_load_jobs (f->store);
  g_assert_cmpuint (jobs->len, ==, 1);
  g_assert_cmpint (((YcStoreJob *) jobs->pdata[0])->state, ==, YC_STORE_JOB_UNKNOWN);
  token = test_load_setting (f->store, "token", NULL);
  test_assert_bytes (token, TEST_NAME);
  g_assert_cmpint (test_next_number (f->store, "ticket-A"), ==, 2);
}

/* Writes the content test_kept() expects into the folder YC_KEEP_STORE, which
 * must not exist; `sqlite3 FOLDER/desk.db .dump` then makes the kept file, with
 * the two PRAGMA lines that .dump leaves out. */
static void
keep (const char *dir)
{
  guint8 key[YC_KEY_SIZE] = { 7, 7, 7 };
  TestStore f = { .dir = (char *) dir, .key = g_bytes_new (key, sizeof key) };
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (YcOp) first = test_op (&stream, 1);
  g_autoptr (YcOp) second = test_op (&stream, 2);
  g_autoptr (GBytes) verdict = test_bytes ("applied");
  g_autoptr (YcStoreJob) job = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();

  test_store_reopen (&f);
  test_append_one (f.store, yc_op_ref (first));
  test_append_one (f.store, yc_op_ref (second));
  test_append_one (f.store, test_op (&stream, 3));
  yc_store_txn_begin_epoch (txn, "e1");
  yc_store_txn_acknowledge (txn, &first->id, verdict, 1, 1, 1000);
  yc_store_txn_park (txn, &second->id, "role", "only a supervisor may", 1000);
  test_txn_add_row (txn, first, 1, 1);
  yc_store_txn_set_cursor (txn, "hall", 1, "aa");
  g_assert_true (test_commit (f.store, txn, NULL));
  test_set_setting (f.store, "token", TEST_NAME);
  job = test_plan_job (f.store, &stream, "ticket");
  g_assert_true (test_set_job (f.store, &job->id, YC_STORE_JOB_STARTED, 0, NULL));
  g_assert_cmpint (test_next_number (f.store, "ticket-A"), ==, 1);
  close_store (&f);
  g_bytes_unref (f.key);
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
  if (g_getenv ("YC_KEEP_STORE") != NULL)
    {
      keep (g_getenv ("YC_KEEP_STORE"));
      return 0;
    }
  if (argc < 4)
    g_error ("Usage: test-store-damage CHILD KEPT-V1 KEPT-V2");
  add ("/store-damage/second", test_second, argv[1]);
  add ("/store-damage/wrong-key", test_wrong_key, NULL);
  add ("/store-damage/newer", test_newer, NULL);
  add ("/store-damage/foreign", test_foreign, NULL);
  add ("/store-damage/lost", test_lost, NULL);
  add ("/store-damage/torn", test_torn, NULL);
  add ("/store-damage/scribbled", test_scribbled, NULL);
  add ("/store-damage/garbage", test_garbage, NULL);
  add ("/store-damage/moved-record", test_moved_record, NULL);
  add ("/store-damage/old-version", test_old_version, NULL);
  add ("/store-damage/damaged-blob", test_damaged_blob, NULL);
  add ("/store-damage/check-sound", test_check_sound, NULL);
  add ("/store-damage/check-damaged", test_check_damaged, NULL);
  add ("/store-damage/no-leak", test_no_leak, NULL);
  add ("/store-damage/kept-v1", test_kept, argv[2]);
  add ("/store-damage/kept-v2", test_kept, argv[3]);
  return g_test_run ();
}
