/* The store's ciphers: what is chosen holds, what was written before stays
 * readable, sealing anew leaves nothing behind and survives a kill, and a library
 * that answers wrongly is not worked with.
 *
 *   test-store-cipher CHILD KEPT-V1 [SHIM WRONG-SM4 [RUNTIME]]
 */

#include "store-fixture.h"
#include "store-leaks.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>

#define AES "aes-256-gcm"
#define SM4 "sm4-gcm"
#define N_OPS 200 /* more than one step's */

static const char *child_path;
static const char *kept_path;
static const char *killpoint_lib;
static const char *wrong_lib;
static const char *runtime_lib;

/* The first bytes of all that is sealed in the folder: bit n is set where one is n. */
static guint
find_formats (const char *dir)
{
  static const char sql[] =
    "SELECT unicode (CAST (substr (sealed, 1, 1) AS TEXT)) FROM"
    " (SELECT sealed FROM ops UNION ALL SELECT sealed_detail FROM ops UNION ALL SELECT sealed_verdict FROM ops"
    "  UNION ALL SELECT sealed FROM rows UNION ALL SELECT sealed FROM settings) WHERE sealed IS NOT NULL";
  g_autofree char *path = g_build_filename (dir, "desk.db", NULL);
  g_autofree char *blobs = g_build_filename (dir, "blobs", NULL);
  g_autoptr (GDir) files = g_dir_open (blobs, 0, NULL);
  sqlite3_stmt *statement;
  const char *name;
  guint found = 0;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    found |= 1u << sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *file = g_build_filename (blobs, name, NULL);
      g_autofree char *data = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (file, &data, &size, NULL));
      for (gsize at = 0; at < size; at += 0x100000 + 45)
        found |= 1u << (guint8) data[at];
    }
  return found;
}

/* A piece and a bit, so that a file of several is sealed anew. */
static GBytes *
make_scan (void)
{
  GString *text = g_string_new (NULL);

  while (text->len < 1050000)
    g_string_append (text, TEST_NAME " " TEST_CITIZEN "\n");
  return g_string_free_to_bytes (text);
}

static void
fill (TestStore *f)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
  g_autoptr (GBytes) verdict = test_bytes ("applied to " TEST_NAME);
  g_autoptr (GBytes) scan = make_scan ();
  g_autofree char *sha256 = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();
  g_autoptr (GError) error = NULL;

  for (guint n = 1; n <= N_OPS; n++)
    g_ptr_array_add (ops, test_op (&stream, (guint8) n));
  g_assert_cmpint (test_append (f->store, ops, &error), >, 0);
  for (guint n = 0; n < 70; n++)
    {
      const YcOp *op = ops->pdata[n];

      yc_store_txn_acknowledge (txn, &op->id, verdict, n + 1, n + 1, 1000);
      test_txn_add_row (txn, op, n + 1, n + 1);
    }
  yc_store_txn_park (txn, &((YcOp *) ops->pdata[100])->id, "role", "only " TEST_NAME " may", 1000);
  g_assert_true (test_commit (f->store, txn, &error));
  test_set_setting (f->store, "token", TEST_NAME);
  sha256 = test_add_blob (f->store, scan, &error);
  g_assert_no_error (error);
}

/* Everything fill() put there, byte for byte, once. */
static void
assert_filled (YcStore *store)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (YcStoreHistory) history = test_load_stream (store, &stream);
  g_autoptr (GPtrArray) outbox = test_load_outbox (store);
  g_autoptr (GBytes) token = test_load_setting (store, "token", NULL);
  g_autoptr (GPtrArray) blobs = test_load_blobs (store);
  g_autoptr (GBytes) scan = make_scan ();
  g_autoptr (GBytes) read = NULL;

  g_assert_cmpuint (history->rows->len, ==, 70);
  for (guint n = 0; n < 70; n++)
    {
      g_autoptr (YcOp) op = test_op (&stream, (guint8) (n + 1));

      g_assert_true (g_bytes_equal (((YcStoreRow *) history->rows->pdata[n])->bytes, op->bytes));
    }
  g_assert_cmpuint (outbox->len, ==, N_OPS - 70);
  for (guint n = 70; n < N_OPS; n++)
    {
      g_autoptr (YcOp) op = test_op (&stream, (guint8) (n + 1));

      g_assert_true (g_bytes_equal (((YcStoreOp *) outbox->pdata[n - 70])->bytes, op->bytes));
    }
  g_assert_cmpstr (((YcStoreOp *) outbox->pdata[30])->detail, ==, "only " TEST_NAME " may");
  test_assert_bytes (token, TEST_NAME);
  g_assert_cmpuint (blobs->len, ==, 1);
  read = test_read_blob (store, ((YcStoreBlob *) blobs->pdata[0])->sha256, 0, YC_STORE_READ_MAX_BYTES, NULL);
  g_assert_true (g_bytes_equal (read, scan));
}

static void
close_store (TestStore *f)
{
  g_assert_true (test_close (f->store, NULL));
  test_store_drop (f);
}

static void
recrypt (TestStore *f,
         gint64    *ret_done,
         gint64    *ret_left)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  yc_store_recrypt_async (f->store, test_note_cb, &result);
  test_await (&result);
  g_assert_true (yc_store_recrypt_finish (f->store, result, ret_done, ret_left, &error));
  g_assert_no_error (error);
}

/* The choice is written down, and holds without being said again. */
static void
test_chosen (TestStore     *f,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  close_store (f);
  test_remove_tree (f->dir);
  f->store = test_open_with (f->dir, f->key, SM4, &error);
  g_assert_no_error (error);
  fill (f);
  close_store (f);
  g_assert_cmpuint (find_formats (f->dir), ==, 1u << 3);
  assert_no_leak (f->dir);

  test_store_reopen (f);
  assert_filled (f->store);
  test_set_setting (f->store, "more", TEST_NAME);
  close_store (f);
  g_assert_cmpuint (find_formats (f->dir), ==, 1u << 3);
  assert_no_leak (f->dir);
}

static void
test_unknown (TestStore     *f,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fill (f);
  close_store (f);
  g_assert_null (test_open_with (f->dir, f->key, "rot13", &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FAILED);
  test_store_reopen (f);
  assert_filled (f->store);
}

/* There and back: both can be read meanwhile, and nothing of the old is left. */
static void
test_recrypt (TestStore     *f,
              gconstpointer  data)
{
  static const struct { const char *cipher; guint format; } ways[] = { { SM4, 3 }, { AES, 2 } };
  gint64 done, left;

  fill (f);
  close_store (f);
  g_assert_cmpuint (find_formats (f->dir), ==, 1u << 2);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      f->store = test_open_with (f->dir, f->key, ways[i].cipher, NULL);
      g_assert_nonnull (f->store);
      assert_filled (f->store);
      recrypt (f, &done, &left);
      g_assert_cmpint (left, ==, 0);
      assert_filled (f->store);
      close_store (f);
      g_assert_cmpuint (find_formats (f->dir), ==, 1u << ways[i].format);
      assert_no_leak (f->dir);
    }
  test_store_reopen (f);
  recrypt (f, &done, &left);
  g_assert_cmpint (done, ==, 0);
  g_assert_cmpint (left, ==, 0);
}

static void
recrypted_cb (YcStore *store,
              gint64   done,
              gint64   left,
              gint64  *said)
{
  g_assert_cmpint (left, ==, 0);
  *said = done;
}

/* While the desk works, and what it writes meanwhile is written anew already. */
static void
test_behind (TestStore     *f,
             gconstpointer  data)
{
  gint64 said = -1;

  fill (f);
  close_store (f);
  f->store = test_open_with (f->dir, f->key, SM4, NULL);
  g_signal_connect (f->store, "recrypted", G_CALLBACK (recrypted_cb), &said);
  test_set_setting (f->store, "more", TEST_NAME);
  g_assert_cmpint (said, ==, -1);
  while (said < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (said, >, N_OPS);
  assert_filled (f->store);
  close_store (f);
  g_assert_cmpuint (find_formats (f->dir), ==, 1u << 3);
}

/* As it was before each cipher had a key of its own. */
static void
test_from_v1 (TestStore     *f,
              gconstpointer  data)
{
  g_autofree char *db_path = test_store_path (f, "desk.db");
  g_autofree char *sql = NULL;
  g_autoptr (GBytes) token = NULL;
  gint64 done, left;
  sqlite3 *db;

  close_store (f);
  g_assert_true (g_file_get_contents (kept_path, &sql, NULL, NULL));
  g_assert_cmpint (g_unlink (db_path), ==, 0);
  g_assert_cmpint (sqlite3_open (db_path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_cmpuint (find_formats (f->dir), ==, 1u << 1);
  test_store_reopen (f);
  recrypt (f, &done, &left);
  g_assert_cmpint (left, ==, 0);
  token = test_load_setting (f->store, "token", NULL);
  test_assert_bytes (token, TEST_NAME);
  close_store (f);
  g_assert_cmpuint (find_formats (f->dir), ==, 1u << 2);
}

/* What does not open is neither lost nor passed over in silence. */
static void
test_damaged (TestStore     *f,
              gconstpointer  data)
{
  g_autofree char *db_path = test_store_path (f, "desk.db");
  gint64 done, left;
  sqlite3 *db;

  fill (f);
  close_store (f);
  g_assert_cmpint (sqlite3_open (db_path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE ops SET sealed = (SELECT sealed FROM ops WHERE number = 2) WHERE number = 1",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  f->store = test_open_with (f->dir, f->key, SM4, NULL);
  for (int i = 0; i < 2; i++)
    {
      recrypt (f, &done, &left);
      g_assert_cmpint (left, ==, 1);
    }
  close_store (f);
  g_assert_cmpuint (find_formats (f->dir), ==, 1u << 2 | 1u << 3);
}

/* A wrong key neither seals anything nor changes the choice. */
static void
test_wrong_key (TestStore     *f,
                gconstpointer  data)
{
  guint8 other[YC_KEY_SIZE] = { 8 };
  g_autoptr (GBytes) wrong = g_bytes_new (other, sizeof other);
  g_autoptr (GError) error = NULL;

  fill (f);
  close_store (f);
  g_assert_null (test_open_with (f->dir, wrong, SM4, &error));
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_WRONG_KEY);
  test_store_reopen (f);
  assert_filled (f->store);
  test_set_setting (f->store, "more", TEST_NAME);
  close_store (f);
  g_assert_cmpuint (find_formats (f->dir), ==, 1u << 2);
}

/* Runs CHILD DIR recrypt. Returns: its wait status. */
static int
run_child (const char *dir,
           const char *preload,
           const char *mode,
           int         at,
           int        *ret_calls,
           char      **ret_output)
{
  g_autofree char *libraries = g_strjoin (" ", runtime_lib != NULL ? runtime_lib : preload, runtime_lib != NULL ? preload : NULL, NULL);
  g_autofree char *count_path = g_strconcat (dir, ".count", NULL);
  g_autofree char *at_text = g_strdup_printf ("%d", at);
  g_autofree char *count = NULL;
  char *argv[] = { (char *) child_path, (char *) dir, (char *) "recrypt", NULL };
  g_auto (GStrv) env = g_get_environ ();
  g_autoptr (GError) error = NULL;
  int status;

  env = g_environ_setenv (env, "LD_PRELOAD", libraries, TRUE);
  env = g_environ_setenv (env, "YC_KILL_DIR", dir, TRUE);
  env = g_environ_setenv (env, "YC_KILL_MODE", mode, TRUE);
  env = g_environ_setenv (env, "YC_KILL_AT", at_text, TRUE);
  env = g_environ_setenv (env, "YC_KILL_COUNT_FILE", count_path, TRUE);
  g_spawn_sync (NULL, argv, env, G_SPAWN_DEFAULT, NULL, NULL, ret_output, NULL, &status, &error);
  g_assert_no_error (error);
  if (ret_calls != NULL && g_file_get_contents (count_path, &count, NULL, NULL))
    *ret_calls = (int) g_ascii_strtoll (count, NULL, 10);
  g_remove (count_path);
  return status;
}

static void
copy_tree (const char *from,
           const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_cmpint (g_mkdir (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *data = NULL;
      gsize size;

      if (g_file_test (source, G_FILE_TEST_IS_DIR))
        {
          copy_tree (source, target);
          continue;
        }
      g_assert_true (g_file_get_contents (source, &data, &size, NULL));
      g_assert_true (g_file_set_contents (target, data, (gssize) size, NULL));
    }
}

/* After the kill nobody's name can be read, everything is there, and sealing
 * anew goes on to its end. */
static void
check_killed (TestStore  *f,
              const char *dir)
{
  TestStore killed = { .dir = (char *) dir, .key = f->key };
  g_autoptr (GError) error = NULL;
  gint64 done, left;

  assert_no_leak (dir);
  killed.store = test_open (dir, f->key, &error);
  g_assert_no_error (error);
  assert_filled (killed.store);
  test_close (killed.store, NULL);
  test_store_drop (&killed);
  killed.store = test_open_with (dir, f->key, SM4, &error);
  g_assert_no_error (error);
  recrypt (&killed, &done, &left);
  g_assert_cmpint (left, ==, 0);
  assert_filled (killed.store);
  test_close (killed.store, NULL);
  test_store_drop (&killed);
  g_assert_cmpuint (find_formats (dir), ==, 1u << 3);
  assert_no_leak (dir);
}

static void
sweep (TestStore     *f,
       gconstpointer  mode)
{
  /* In memory where there is such a folder: a killed program's writes are the same there. */
  g_autofree char *dir = g_strdup_printf ("%s/yc-recrypt-%d", g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : f->dir,
                                          g_random_int_range (0, G_MAXINT));
  int stride = g_str_equal (mode, "torn") ? 4 : 1;
  int calls = 0;
  int killed = 0;

  fill (f);
  close_store (f);
  copy_tree (f->dir, dir);
  g_assert_cmpint (run_child (dir, killpoint_lib, mode, G_MAXINT, &calls, NULL), ==, 0);
  check_killed (f, dir);
  test_remove_tree (dir);
  g_assert_cmpint (calls, >, 20);
  for (int at = 1; at <= calls; at += stride)
    {
      int status;

      copy_tree (f->dir, dir);
      status = run_child (dir, killpoint_lib, mode, at, NULL, NULL);
      g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
      killed++;
      check_killed (f, dir);
      test_remove_tree (dir);
    }
  g_test_message ("%d durable calls, %d kills with %s", calls, killed, (const char *) mode);
}

/* A library that encrypts otherwise than everybody else is found before
 * anything is touched. */
static void
test_wrong_library (TestStore     *f,
                    gconstpointer  data)
{
  g_autofree char *output = NULL;
  int status;

  fill (f);
  close_store (f);
  status = run_child (f->dir, wrong_lib, "before", G_MAXINT, NULL, &output);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 3);
  g_assert_nonnull (strstr (output, "sm4-gcm"));
  g_assert_cmpuint (find_formats (f->dir), ==, 1u << 2);
  test_store_reopen (f);
  assert_filled (f->store);
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
  if (argc < 3)
    g_error ("Usage: test-store-cipher CHILD KEPT-V1 [SHIM WRONG-SM4 [RUNTIME]]");
  child_path = argv[1];
  kept_path = argv[2];
  add ("/store-cipher/chosen", test_chosen, NULL);
  add ("/store-cipher/unknown", test_unknown, NULL);
  add ("/store-cipher/recrypt", test_recrypt, NULL);
  add ("/store-cipher/behind", test_behind, NULL);
  add ("/store-cipher/from-v1", test_from_v1, NULL);
  add ("/store-cipher/damaged", test_damaged, NULL);
  add ("/store-cipher/wrong-key", test_wrong_key, NULL);
  if (argc > 4)
    {
      killpoint_lib = argv[3];
      wrong_lib = argv[4];
      runtime_lib = argc > 5 ? argv[5] : NULL;
      add ("/store-cipher/wrong-library", test_wrong_library, NULL);
      add ("/store-cipher/killed-before", sweep, "before");
      add ("/store-cipher/killed-torn", sweep, "torn");
    }
  return g_test_run ();
}
