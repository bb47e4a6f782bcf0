/* Kill at every write, and a disk that fails or fills at every call.
 *
 *   test-store-kill CHILD SHIM [RUNTIME]
 *
 * The scripted desk runs once undisturbed to count its durable calls, then once
 * for each call and mode. After each run the folder is opened here and held
 * against what the desk had said: what it acknowledged is there, what it called
 * failed is not, nothing is there by half, and nobody's name can be read.
 */

#include "store-fixture.h"
#include "store-script.h"
#include "store-leaks.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

typedef enum
{
  SAID_NOTHING, /* not begun, or cut off in the middle */
  SAID_ACK,
  SAID_FAILED,    /* nothing was saved */
  SAID_UNCERTAIN,
} Said;

typedef struct
{
  const char *mode;
  int at;
  Said said[SCRIPT_ROUNDS + 1][SCRIPT_STEPS];
  gboolean disturbed; /* killed, or told of an error */
  TestStore desk;
} Run;

static const char *child_path;
static const char *preload;

static void
read_line (Run        *run,
           const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  guint n_words = g_strv_length (words);
  gint64 round, step;

  run->disturbed |= g_str_has_prefix (line, "ERR") || g_str_has_prefix (line, "OPEN");
  if (n_words < 3)
    return;
  round = g_ascii_strtoll (words[1], NULL, 10);
  step = g_ascii_strtoll (words[2], NULL, 10);
  if (g_str_equal (words[0], "ACK"))
    run->said[round][step] = SAID_ACK;
  else if (g_str_equal (words[0], "ERR") && n_words == 4)
    run->said[round][step] = g_ascii_strtoll (words[3], NULL, 10) == YC_STORE_ERROR_UNCERTAIN
                                 ? SAID_UNCERTAIN : SAID_FAILED;
}

static void
read_output (Run        *run,
             const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    read_line (run, *line);
}

/* Returns: how many durable calls there were; 0 when the child was killed. */
static int
run_child (Run *run)
{
  g_autofree char *count_path = g_strconcat (run->desk.dir, ".count", NULL);
  g_autofree char *at = g_strdup_printf ("%d", run->at);
  char *argv[] = { (char *) child_path, run->desk.dir, NULL };
  g_auto (GStrv) env = g_get_environ ();
  g_autofree char *output = NULL;
  g_autofree char *count = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  env = g_environ_setenv (env, "LD_PRELOAD", preload, TRUE);
  env = g_environ_setenv (env, "YC_KILL_DIR", run->desk.dir, TRUE);
  env = g_environ_setenv (env, "YC_KILL_MODE", run->mode, TRUE);
  env = g_environ_setenv (env, "YC_KILL_AT", at, TRUE);
  env = g_environ_setenv (env, "YC_KILL_COUNT_FILE", count_path, TRUE);
  g_spawn_sync (NULL, argv, env, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  read_output (run, output);
  g_file_get_contents (count_path, &count, NULL, NULL);
  g_remove (count_path);
  if (WIFSIGNALED (status))
    {
      g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
      run->disturbed = TRUE;
      return 0;
    }
  /* 3: it could not even open, which a full or failing disk may cause. */
  g_assert_true (WEXITSTATUS (status) == 0 || WEXITSTATUS (status) == 3);
  return count != NULL ? (int) g_ascii_strtoll (count, NULL, 10) : 0;
}

/* @there: whether what the step does is in the store. */
static void
assert_step (Run        *run,
             int         round,
             int         step,
             gboolean    there)
{
  Said said = run->said[round][step];

  if ((said == SAID_ACK && !there) || (said == SAID_FAILED && there))
    g_error ("%s at %d: round %d, step %d was %s, and is %s", run->mode, run->at, round, step,
             said == SAID_ACK ? "acknowledged" : "called failed", there ? "there" : "not there");
}

/* Whether the round's @n-th op is there, as a row or as the desk's own; byte
 * for byte in any case. */
static gboolean
has_op (YcStoreHistory *history,
        const YcStream *stream,
        int             round,
        guint8          n)
{
  g_autoptr (YcOp) op = test_op (stream, script_op ((guint8) round, n));
  guint count = 0;

  for (guint i = 0; i < history->rows->len; i++)
    {
      YcStoreRow *row = history->rows->pdata[i];

      count += yc_id_equal (&row->id, &op->id) && g_bytes_equal (row->bytes, op->bytes);
    }
  for (guint i = 0; i < history->ops->len; i++)
    {
      YcStoreOp *stored = history->ops->pdata[i];

      count += yc_id_equal (&stored->id, &op->id) && g_bytes_equal (stored->bytes, op->bytes);
    }
  g_assert_cmpuint (count, <=, 1);
  return count == 1;
}

static gint64
get_position (YcStore *store)
{
  g_autoptr (YcStoreCursors) cursors = test_load_cursors (store);

  return cursors->cursors->len == 1 ? ((YcStoreCursor *) cursors->cursors->pdata[0])->position : 0;
}

static void
check_history (Run *run,
               int  round)
{
  YcStream stream = test_stream (YC_STREAM_CASE, (guint8) round);
  g_autoptr (YcStoreHistory) history = test_load_stream (run->desk.store, &stream);
  gboolean appended = has_op (history, &stream, round, 1);
  gboolean answered = history->rows->len == 1;
  gint64 position = get_position (run->desk.store);

  /* Both ops of the action or none. */
  g_assert_cmpint (has_op (history, &stream, round, 2), ==, appended);
  assert_step (run, round, STEP_APPEND, appended);
  assert_step (run, round, STEP_ANSWER, answered);
  assert_step (run, round, STEP_NAME_SCAN, has_op (history, &stream, round, 3));
  /* The cursor stands where the rows do, in the same breath. */
  if (answered)
    g_assert_cmpint (position, >=, round);
  else
    g_assert_cmpint (position, !=, round);
}

static void
check_jobs (Run *run)
{
  g_autoptr (GPtrArray) jobs = test_load_jobs (run->desk.store);

  for (int round = 1; round <= SCRIPT_ROUNDS; round++)
    {
      YcStream stream = test_stream (YC_STREAM_CASE, (guint8) round);
      YcStoreJob *job = NULL;

      for (guint i = 0; i < jobs->len; i++)
        if (yc_stream_equal (&((YcStoreJob *) jobs->pdata[i])->stream, &stream))
          job = jobs->pdata[i];
      assert_step (run, round, STEP_PLAN, job != NULL);
      if (job == NULL)
        continue;
      g_assert_cmpint (job->copy, ==, 1);
      g_assert_cmpint (job->state, !=, YC_STORE_JOB_STARTED);
      assert_step (run, round, STEP_START, job->state != YC_STORE_JOB_PLANNED);
      assert_step (run, round, STEP_DONE, job->state == YC_STORE_JOB_DONE);
    }
}

static void
check_numbers (Run *run)
{
  gint64 next = test_next_number (run->desk.store, "ticket-A");
  gint64 least = 1, most = 1;

  for (int round = 1; round <= SCRIPT_ROUNDS; round++)
    {
      least += run->said[round][STEP_NUMBER] == SAID_ACK;
      most += run->said[round][STEP_NUMBER] != SAID_FAILED;
    }
  g_assert_cmpint (next, >=, least);
  g_assert_cmpint (next, <=, most);
}

static void
check_scans (Run *run)
{
  g_autoptr (GPtrArray) blobs = test_load_blobs (run->desk.store);

  for (int round = 1; round <= SCRIPT_ROUNDS; round++)
    {
      g_autoptr (GBytes) scan = script_scan ((guint8) round);
      gboolean there = FALSE;

      for (guint i = 0; i < blobs->len; i++)
        {
          YcStoreBlob *blob = blobs->pdata[i];
          g_autoptr (GError) error = NULL;
          g_autoptr (GBytes) bytes = test_read_blob (run->desk.store, blob->sha256, 0,
                                                     YC_STORE_READ_MAX_BYTES, &error);

          g_assert_no_error (error);
          there |= g_bytes_equal (bytes, scan);
        }
      assert_step (run, round, STEP_SCAN, there);
    }
}

static void
checked_cb (YcStore    *store,
            const char *message,
            gboolean   *checked)
{
  g_assert_null (message);
  *checked = TRUE;
}

static void
check_folder (Run *run)
{
  g_autoptr (GError) error = NULL;
  gboolean checked = FALSE;

  assert_no_leak (run->desk.dir);
  run->desk.store = test_open (run->desk.dir, run->desk.key, &error);
  g_assert_no_error (error);
  g_signal_connect (run->desk.store, "checked", G_CALLBACK (checked_cb), &checked);
  while (yc_store_was_unclean (run->desk.store) && !checked)
    g_main_context_iteration (NULL, TRUE);
  for (int round = 1; round <= SCRIPT_ROUNDS; round++)
    check_history (run, round);
  check_jobs (run);
  check_scans (run);
  check_numbers (run);
  test_store_drop (&run->desk);
}

/* In memory where there is such a folder: a killed program's writes are the
 * same there, and a sweep takes a third of the time. */
static char *
make_dir (void)
{
  char *dir = g_strdup ("/dev/shm/yc-kill-XXXXXX");

  if (g_mkdtemp (dir) != NULL)
    return dir;
  g_free (dir);
  return g_dir_make_tmp ("yc-kill-XXXXXX", NULL);
}

/* Returns: whether the child was disturbed. */
static gboolean
run_once (const char *mode,
          int         at,
          int        *ret_calls)
{
  Run run = { .mode = mode, .at = at };
  int calls;

  run.desk.dir = make_dir ();
  run.desk.key = script_key ();
  calls = run_child (&run);
  check_folder (&run);
  test_remove_tree (run.desk.dir);
  g_free (run.desk.dir);
  g_bytes_unref (run.desk.key);
  if (ret_calls != NULL)
    *ret_calls = calls;
  return run.disturbed;
}

/* Every call that changes the disk: none may be survived, or the shim is not
 * at work. */
static void
sweep_calls (const char *mode,
             int         stride)
{
  int calls = 0;

  g_assert_false (run_once (mode, G_MAXINT, &calls));
  g_assert_cmpint (calls, >, 50);
  for (int at = 1; at <= calls; at += stride)
    g_assert_true (run_once (mode, at, NULL));
  g_test_message ("%d durable calls, every %d. with %s", calls, stride, mode);
}

static void
test_before (void)
{
  sweep_calls ("before", 1);
}

static void
test_torn (void)
{
  sweep_calls ("torn", 3);
}

static void
test_full (void)
{
  int calls = 0;
  int disturbed = 0;

  run_once ("full", G_MAXINT, &calls);
  for (int at = 1; at <= calls; at += 5)
    disturbed += run_once ("full", at, NULL);
  g_assert_cmpint (disturbed, >, calls / 10);
}

/* Some syncs may fail unheard (a folder whose file is written again later), so
 * the sweep ends after several runs without a word. */
static void
test_eio (void)
{
  int disturbed = 0;

  for (int at = 1, quiet = 0; quiet < 12; at++)
    {
      gboolean heard = run_once ("eio", at, NULL);

      quiet = heard ? 0 : quiet + 1;
      disturbed += heard;
    }
  g_assert_cmpint (disturbed, >, 20);
  g_test_message ("%d syncs failed and were told", disturbed);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc < 3)
    g_error ("Usage: test-store-kill CHILD SHIM [RUNTIME]");
  child_path = argv[1];
  preload = argc > 3 ? g_strconcat (argv[3], " ", argv[2], NULL) : argv[2];
  g_test_add_func ("/store-kill/before", test_before);
  g_test_add_func ("/store-kill/torn", test_torn);
  g_test_add_func ("/store-kill/full", test_full);
  g_test_add_func ("/store-kill/eio", test_eio);
  return g_test_run ();
}
