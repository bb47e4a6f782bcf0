/* A disk that fails: what COMMIT's "no" means (D26), with syncs that fail as
 * often as the test says.
 *
 * One failure: SQLite throws the transaction away when it closes. More: it
 * cannot, and the frames it wrote are found again after opening.
 */

#include "store-fixture.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

static int syncs_to_fail;

/* These stand before the C library's, for SQLite too. */
static int
sync_or_fail (long call,
              int  fd)
{
  if (g_atomic_int_get (&syncs_to_fail) > 0)
    {
      g_atomic_int_add (&syncs_to_fail, -1);
      errno = EIO;
      return -1;
    }
  return (int) syscall (call, fd);
}

int
fsync (int fd)
{
  return sync_or_fail (SYS_fsync, fd);
}

int
fdatasync (int fd)
{
  return sync_or_fail (SYS_fdatasync, fd);
}

static gint64
append_with (TestStore *f,
             int        failures,
             GError   **error)
{
  YcStream stream = test_stream (YC_STREAM_CASE, 1);
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
  gint64 number;

  g_ptr_array_add (ops, test_op (&stream, 1));
  g_atomic_int_set (&syncs_to_fail, failures);
  number = test_append (f->store, ops, error);
  g_atomic_int_set (&syncs_to_fail, 0);
  return number;
}

static guint
count_outbox (TestStore *f)
{
  g_autoptr (GPtrArray) outbox = test_load_outbox (f->store);

  return outbox->len;
}

/* Whatever is answered is the truth, now and after the next start; and the
 * same call works again at once. */
static void
test_failures (TestStore     *f,
               gconstpointer  data)
{
  int failures = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  gint64 number = append_with (f, failures, &error);

  if (number != 0)
    {
      g_assert_cmpuint (count_outbox (f), ==, 1);
    }
  else if (!g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_UNCERTAIN))
    {
      g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DISK);
      g_assert_cmpuint (count_outbox (f), ==, 0);
    }
  g_clear_error (&error);
  g_assert_cmpint (append_with (f, 0, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpuint (count_outbox (f), ==, 1);
  test_store_drop (f);
  test_store_reopen (f);
  g_assert_cmpuint (count_outbox (f), ==, 1);
}

static void
test_thrown_away (TestStore     *f,
                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (append_with (f, 1, &error), ==, 0);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DISK);
  g_assert_cmpuint (count_outbox (f), ==, 0);
}

/* It said no, and yet it is there: found by its mark, so not an error. */
static void
test_saved_all_the_same (TestStore     *f,
                         gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (append_with (f, 2, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpuint (count_outbox (f), ==, 1);
}

/* As long as the disk fails nobody can know; when it works again, asking
 * again with the same ids is safe. */
static void
test_uncertain (TestStore     *f,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (append_with (f, 1000, &error), ==, 0);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_UNCERTAIN);
  g_clear_error (&error);
  g_assert_cmpint (append_with (f, 1000, &error), ==, 0);
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_cmpint (append_with (f, 0, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpuint (count_outbox (f), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store-disk/thrown-away", TestStore, NULL,
              test_store_set_up, test_thrown_away, test_store_tear_down);
  g_test_add ("/store-disk/saved-all-the-same", TestStore, NULL,
              test_store_set_up, test_saved_all_the_same, test_store_tear_down);
  g_test_add ("/store-disk/uncertain", TestStore, NULL,
              test_store_set_up, test_uncertain, test_store_tear_down);
  for (int failures = 1; failures <= 8; failures++)
    {
      g_autofree char *path = g_strdup_printf ("/store-disk/failures-%d", failures);

      g_test_add (path, TestStore, GINT_TO_POINTER (failures),
                  test_store_set_up, test_failures, test_store_tear_down);
    }
  return g_test_run ();
}
