/* test-engraver.c: engravers through their guard: a board on the real libusb, a laser on
 * a real terminal
 *
 * Arguments: which of the two, and the guard.
 */

#include "yc-test-engraver.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static gboolean is_grbl;
static const char *guard;

#define HAS(job, state) (((job).states & (1u << (state))) != 0)

static void
init (YcTestEngraver *engraver)
{
  yc_test_engraver_init (engraver, is_grbl, guard);
  if (is_grbl)
    yc_test_engraver_home (engraver); /* it begins locked */
}

static void
test_done (void)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  g_autoptr (YcToolpath) path = yc_test_raster_new (60, 250000);
  YcTestReport report;

  init (&engraver);
  yc_test_engraver_run (&engraver, path, &job);
  g_assert_no_error (job.error);
  g_assert_cmpint (job.outcome, ==, YC_ENGRAVE_DONE);
  /* Told once, before the first byte. */
  g_assert_cmpuint (job.starts, ==, 1);
  g_assert_cmpuint (job.packets_started, ==, 0);
  g_assert_cmpuint (job.progresses, >, 1);
  g_assert_cmpuint (job.last.moves_done, ==, job.last.moves_total);
  g_assert_cmpuint (job.last.moves_total, ==, yc_toolpath_get_n_moves (path));
  g_assert_true (HAS (job, YC_ENGRAVER_PREPARING) && HAS (job, YC_ENGRAVER_RUNNING) &&
                 HAS (job, YC_ENGRAVER_PARKING) && !HAS (job, YC_ENGRAVER_STOPPING));
  g_assert_cmpint (yc_engraver_get_state (YC_ENGRAVER (engraver.device)), ==, YC_ENGRAVER_RESTING);

  yc_test_engraver_report (&engraver, &report);
  g_assert_cmpuint (yc_test_engraver_differs (&engraver, 60), ==, 0);
  g_assert_cmpuint (report.plate.dots_twice, ==, 0);
  g_assert_true (report.idle);
  g_assert_false (report.plate.laser);
  g_assert_cmpfloat (report.plate.still_ms_max, <=, 600);

  yc_test_engraver_ask (&engraver, &job);
  g_assert_cmpint (job.record->outcome, ==, YC_ENGRAVE_DONE);
  g_assert_cmpuint (job.record->moves_done, ==, yc_toolpath_get_n_moves (path));
}

static void
test_vectors (void)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  g_autoptr (YcToolpath) path = yc_test_vectors_new (100000);
  YcTestReport report;

  init (&engraver);
  yc_test_engraver_run (&engraver, path, &job);
  g_assert_no_error (job.error);
  yc_test_engraver_report (&engraver, &report);
  g_assert_cmpfloat (report.plate.burnt_mm, >, 40 + 2 * G_PI * 8 + 21.5);
}

/* A job's name is good for one start only, whatever the desk believes. */
static void
test_never_twice (void)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  g_autoptr (YcToolpath) path = yc_test_raster_new (20, 250000);
  YcTestReport before, after;

  init (&engraver);
  yc_test_engraver_run (&engraver, path, &job);
  g_assert_no_error (job.error);
  yc_test_engraver_report (&engraver, &before);
  job.again = TRUE;
  yc_test_engraver_run (&engraver, path, &job);
  g_assert_error (job.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_JOURNAL);
  g_assert_cmpint (job.outcome, ==, YC_ENGRAVE_NOT_STARTED);
  g_assert_cmpuint (job.starts, ==, 0);
  yc_test_engraver_report (&engraver, &after);
  g_assert_cmpuint (after.packets, ==, before.packets);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  YcTestJob *job = data;

  yc_engraver_finish (YC_ENGRAVER (source), result, &job->error);
  job->done = TRUE;
}

static void
test_check_and_frame (void)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  g_autoptr (YcToolpath) path = yc_test_raster_new (60, 250000);
  YcTestReport report;

  init (&engraver);
  yc_engraver_check_async (YC_ENGRAVER (engraver.device), NULL, done_cb, &job);
  yc_test_wait_long (job.done, 20);
  g_assert_no_error (job.error);
  job.done = FALSE;
  yc_engraver_frame_async (YC_ENGRAVER (engraver.device), path, NULL, done_cb, &job);
  yc_test_wait_long (job.done, 20);
  g_assert_no_error (job.error);
  yc_test_engraver_report (&engraver, &report);
  g_assert_cmpuint (report.plate.dots, ==, 0);
  g_assert_cmpuint (report.programs, ==, 0);
  g_assert_true (report.idle);
}

static void
test_cancel (void)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  g_autoptr (YcToolpath) path = yc_test_raster_new (120, 100000);
  YcTestReport report;

  init (&engraver);
  yc_test_engraver_start (&engraver, path, &job);
  yc_test_wait_long (job.last.moves_done > 200, 20);
  g_cancellable_cancel (job.cancellable);
  yc_test_wait_long (job.done, 20);
  g_assert_error (job.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_STOPPED);
  g_assert_cmpint (job.outcome, ==, YC_ENGRAVE_STOPPED);
  g_assert_true (HAS (job, YC_ENGRAVER_STOPPING) && HAS (job, YC_ENGRAVER_PARKING));
  yc_test_engraver_report (&engraver, &report);
  g_assert_cmpuint (report.stops, ==, is_grbl ? 2 : 1); /* one is the home before */
  g_assert_true (report.idle);
  g_assert_false (report.plate.laser);
  g_assert_cmpuint (report.plate.dots_twice, ==, 0);
  g_assert_cmpuint (yc_test_engraver_differs (&engraver, 120), >, 10);

  yc_test_engraver_ask (&engraver, &job);
  g_assert_cmpint (job.record->outcome, ==, YC_ENGRAVE_STOPPED);
  g_assert_cmpuint (job.record->moves_done, >, 200);
  g_assert_cmpuint (job.record->moves_done, <, yc_toolpath_get_n_moves (path));
}

/* Called off while it is being started: nothing has left. */
static void
test_cancel_before (void)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  g_autoptr (YcToolpath) path = yc_test_raster_new (20, 100000);
  YcTestReport report;

  init (&engraver);
  yc_test_engraver_start (&engraver, path, &job);
  g_cancellable_cancel (job.cancellable);
  yc_test_wait_long (job.done, 20);
  g_assert_cmpint (job.outcome, !=, YC_ENGRAVE_DONE);
  g_assert_cmpint (job.outcome, !=, YC_ENGRAVE_UNKNOWN);
  yc_test_engraver_report (&engraver, &report);
  g_assert_cmpuint (report.plate.dots, ==, 0);
}

/* Rests with the laser off, for as long as one likes, and goes on to a whole seal. */
static void
test_pause (void)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  g_autoptr (YcToolpath) path = yc_test_raster_new (120, 100000);
  YcTestReport before, after;

  init (&engraver);
  yc_test_engraver_start (&engraver, path, &job);
  yc_test_wait_long (job.last.moves_done > 100, 20);
  yc_engraver_pause (YC_ENGRAVER (engraver.device));
  yc_test_wait_long (HAS (job, YC_ENGRAVER_PAUSED), 20);
  yc_test_engraver_report (&engraver, &before);
  {
    gint64 until_us = g_get_monotonic_time () + 1500 * 1000;

    yc_test_wait_long (g_get_monotonic_time () > until_us, 20);
    yc_test_engraver_report (&engraver, &after);
    g_assert_cmpuint (after.plate.dots, ==, before.plate.dots);
    g_assert_false (after.plate.laser);
  }
  g_assert_false (job.done);
  yc_engraver_resume (YC_ENGRAVER (engraver.device));
  yc_test_wait_long (job.done, 30);
  g_assert_no_error (job.error);
  g_assert_cmpint (job.outcome, ==, YC_ENGRAVE_DONE);
  g_assert_cmpuint (yc_test_engraver_differs (&engraver, 120), ==, 0);
  yc_test_engraver_report (&engraver, &after);
  g_assert_cmpuint (after.plate.dots_twice, ==, 0);
}

/* What cannot be written down is not begun. */
static void
test_journal_refuses (void)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  g_autoptr (YcToolpath) path = yc_test_raster_new (20, 250000);
  YcTestReport report;

  init (&engraver);
  job.refuse = TRUE;
  yc_test_engraver_run (&engraver, path, &job);
  g_assert_error (job.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_JOURNAL);
  g_assert_nonnull (strstr (job.error->message, "disk full"));
  g_assert_cmpint (job.outcome, ==, YC_ENGRAVE_NOT_STARTED);
  yc_test_engraver_report (&engraver, &report);
  g_assert_cmpuint (report.plate.dots, ==, 0);
  if (!is_grbl)
    g_assert_cmpuint (report.packets, ==, 0);
  yc_test_engraver_ask (&engraver, &job);
  g_assert_cmpint (job.record->outcome, ==, YC_ENGRAVE_NOT_STARTED);
}

/* The process that is a child of ours and runs the guard; 0 when there is none. */
static int
find_guard (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%s/stat", name);
      g_autofree char *text = NULL;
      g_auto (GStrv) words = NULL;
      const char *rest;

      if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &text, NULL, NULL))
        continue;
      rest = strrchr (text, ')'); /* ") S PPID" */
      words = g_strsplit (rest != NULL ? rest : "", " ", 4);
      if (strstr (text, "(yichuang-guard)") != NULL && g_strv_length (words) > 2 &&
          g_ascii_strtoll (words[2], NULL, 10) == getpid ())
        return (int) g_ascii_strtoll (name, NULL, 10);
    }
  return 0;
}

/* What no software can promise: the guard itself dies. The board runs its buffer dry,
 * the laser stays on (a GRBL laser in M4 does not), and it is said that nobody knows. The
 * next guard ends it. */
static void
test_guard_killed (void)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  g_autoptr (YcToolpath) path = yc_test_vectors_new (15000);
  gint64 until_us;
  YcTestReport report;
  int pid;

  init (&engraver);
  yc_test_engraver_start (&engraver, path, &job);
  yc_test_wait_long (HAS (job, YC_ENGRAVER_RUNNING) && job.last.moves_done > 0, 20);
  do
    yc_test_engraver_report (&engraver, &report);
  while (!report.plate.laser);
  pid = find_guard ();
  g_assert_cmpint (pid, >, 0);
  yc_test_engraver_tell (&engraver, "pace 50");
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  yc_test_wait_long (job.done, 20);
  g_assert_cmpint (job.outcome, ==, YC_ENGRAVE_UNKNOWN);
  g_assert_nonnull (strstr (job.error->message, "stop"));

  until_us = g_get_monotonic_time () + 2000 * 1000;
  yc_test_wait_long (g_get_monotonic_time () > until_us, 20);
  yc_test_engraver_report (&engraver, &report);
  if (is_grbl)
    g_assert_cmpfloat (report.plate.still_ms_total, ==, 0);
  else
    g_assert_cmpfloat (report.plate.still_ms_max, >, 600);
  yc_test_engraver_ask (&engraver, &job);
  g_assert_cmpint (job.record->outcome, ==, YC_ENGRAVE_UNKNOWN);
  yc_test_engraver_home (&engraver);
  yc_test_engraver_report (&engraver, &report);
  g_assert_false (report.plate.laser);
  g_assert_true (report.idle);
}

/* A guard that is not there, or is something else, starts nothing. */
static void
test_no_guard (void)
{
  const char *const programs[] = { "/nonexistent/guard", "/bin/true" };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_auto (YcTestEngraver) engraver = { FALSE };
      g_auto (YcTestJob) job = { FALSE };
      g_autoptr (YcToolpath) path = yc_test_raster_new (20, 250000);

      yc_test_engraver_init (&engraver, is_grbl, programs[i]);
      yc_test_engraver_run (&engraver, path, &job);
      g_assert_cmpint (job.outcome, ==, YC_ENGRAVE_NOT_STARTED);
      g_assert_nonnull (job.error);
      g_assert_cmpuint (job.starts, ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  is_grbl = g_str_equal (argv[1], "grbl");
  guard = argv[2];
  g_test_add_func ("/engraver/done", test_done);
  g_test_add_func ("/engraver/vectors", test_vectors);
  g_test_add_func ("/engraver/never-twice", test_never_twice);
  g_test_add_func ("/engraver/check-and-frame", test_check_and_frame);
  g_test_add_func ("/engraver/cancel", test_cancel);
  g_test_add_func ("/engraver/cancel-before", test_cancel_before);
  g_test_add_func ("/engraver/pause", test_pause);
  g_test_add_func ("/engraver/journal-refuses", test_journal_refuses);
  g_test_add_func ("/engraver/guard-killed", test_guard_killed);
  g_test_add_func ("/engraver/no-guard", test_no_guard);
  return g_test_run ();
}
