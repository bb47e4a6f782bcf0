/* test-engraver-killed.c: the desk dies in the middle of a job
 *
 * The desk is a program of its own, killed when the machine has taken its n-th packet
 * (of a GRBL laser: line), for each n until a job ends before. Each time the guard has to
 * stop the machine: the laser is not on without motion for longer than STILL_MAX_MS,
 * nothing is burnt twice or begun again, and whoever asks next is told.
 *
 * Arguments: lihuiyu or grbl, the guard, the desk.
 */

#include "yc-test-engraver.h"

#include <signal.h>
#include <sys/wait.h>

#define STILL_MAX_MS 600
#define GRBL_STEP 9 /* lines between two kills: some hundred would take minutes */

static gboolean is_grbl;
static const char *guard;
static const char *desk;

static gint kill_at;    /* atomic: packets; 0 for never */
static gint desk_pid;   /* atomic */
static gint was_killed; /* atomic */

/* The bus's thread. */
static void
moved_cb (YcSimDevice *sim,
          gboolean     released,
          gpointer     data)
{
  gint at = g_atomic_int_get (&kill_at), pid = g_atomic_int_get (&desk_pid);
  YcSimLihuiyuReport lihuiyu;
  YcSimGrblReport grbl;
  guint packets;

  if (at == 0 || pid == 0 || g_atomic_int_get (&was_killed))
    return;
  if (is_grbl)
    yc_sim_grbl_report (YC_SIM_GRBL (sim), g_get_monotonic_time () / 1000, &grbl);
  else
    yc_sim_lihuiyu_report (YC_SIM_LIHUIYU (sim), g_get_monotonic_time () / 1000, &lihuiyu);
  packets = is_grbl ? grbl.lines : lihuiyu.packets;
  if (packets < (guint) at)
    return;
  kill (pid, SIGKILL);
  g_atomic_int_set (&was_killed, TRUE);
}

static void
ended_cb (GPid     pid,
          int      status,
          gpointer data)
{
  *(int *) data = WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

/* Returns how the desk ended: 0 when it was not killed. */
static int
run_desk (YcTestEngraver *engraver,
          const YcId     *job)
{
  g_autofree char *address = is_grbl ? g_strdup_printf ("tty:%s/line", engraver->folder)
                                     : g_strdup ("usb");
  char id[YC_ID_TEXT_SIZE];
  char *argv[] = { (char *) desk, (char *) guard, engraver->folder, address, id, (char *) "20", NULL };
  g_autoptr (GError) error = NULL;
  int code = -1;
  GPid pid;

  yc_id_to_text (job, id);
  g_spawn_async (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  g_child_watch_add (pid, ended_cb, &code);
  g_atomic_int_set (&desk_pid, pid);
  yc_test_wait_long (code >= 0, 60);
  g_atomic_int_set (&desk_pid, 0);
  return code;
}

static void
assert_safe (YcTestEngraver *engraver,
             YcTestReport   *before)
{
  YcTestReport report;
  gint64 until_us = g_get_monotonic_time () + 100 * 1000;

  yc_test_engraver_report (engraver, &report);
  g_test_message ("laser on at rest: %.0f ms; %u packets", report.plate.still_ms_max,
                  report.packets);
  g_assert_cmpfloat (report.plate.still_ms_max, <=, STILL_MAX_MS);
  g_assert_cmpuint (report.plate.dots_twice, ==, 0);
  g_assert_false (report.plate.laser);
  g_assert_true (report.idle);
  *before = report;
  /* And nothing begins anew. */
  while (g_get_monotonic_time () < until_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  yc_test_engraver_report (engraver, &report);
  g_assert_cmpuint (report.packets, ==, before->packets);
}

/* One life. TRUE when the job was done before its end. */
static gboolean
try_at (gint    at,
        double *still_ms_max)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  YcTestReport report;
  int code;

  g_atomic_int_set (&kill_at, 0);
  g_atomic_int_set (&was_killed, FALSE);
  yc_test_engraver_moved = moved_cb;
  yc_test_engraver_init (&engraver, is_grbl, guard);
  if (is_grbl)
    yc_test_engraver_home (&engraver);
  yc_test_engraver_report (&engraver, &report);
  yc_id_init_random (&job.job);
  g_atomic_int_set (&kill_at, (gint) report.packets + at);
  code = run_desk (&engraver, &job.job);

  yc_test_engraver_ask (&engraver, &job);
  assert_safe (&engraver, &report);
  *still_ms_max = MAX (*still_ms_max, report.plate.still_ms_max);
  if (code == 0)
    {
      g_assert_cmpint (job.record->outcome, ==, YC_ENGRAVE_DONE);
      g_assert_cmpuint (yc_test_engraver_differs (&engraver, 20), ==, 0);
      return TRUE;
    }
  g_assert_cmpint (code, ==, 128 + SIGKILL);
  g_test_message ("killed at %d: %s, %u of %u moves", at,
                  job.record->outcome == YC_ENGRAVE_STOPPED ? "stopped"
                  : job.record->outcome == YC_ENGRAVE_DONE  ? "done"
                  : job.record->outcome == YC_ENGRAVE_UNKNOWN ? "unknown" : "not started",
                  job.record->moves_done, job.record->moves_total);
  /* A GRBL laser reads settings and a sample before the job begins. */
  if (!is_grbl)
    g_assert_cmpint (job.record->outcome, !=, YC_ENGRAVE_NOT_STARTED);
  if (job.record->outcome == YC_ENGRAVE_NOT_STARTED)
    g_assert_cmpuint (report.plate.dots, ==, 0);
  if (job.record->outcome != YC_ENGRAVE_DONE && job.record->outcome != YC_ENGRAVE_NOT_STARTED)
    g_assert_cmpuint (report.stops, >=, 1);
  return FALSE;
}

static void
test_killed (void)
{
  double still_ms_max = 0;
  gint lives = 0;

  for (gint at = 1; !try_at (at, &still_ms_max); at += is_grbl ? GRBL_STEP : 1)
    lives++;
  g_test_message ("%d lives; longest time with the laser on and no motion: %.0f ms", lives,
                  still_ms_max);
  g_assert_cmpint (lives, >=, 10);
}

/* A desk that is only stopped says nothing any more: the guard takes it for dead. */
static void
test_frozen (void)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  g_autofree char *address = NULL;
  char id[YC_ID_TEXT_SIZE];
  char *argv[] = { (char *) desk, (char *) guard, NULL, NULL, id, (char *) "150", NULL };
  g_autoptr (GError) error = NULL;
  YcTestReport report;
  int code = -1;
  GPid pid;

  yc_test_engraver_moved = NULL;
  yc_test_engraver_init (&engraver, is_grbl, guard);
  if (is_grbl)
    yc_test_engraver_home (&engraver);
  address = is_grbl ? g_strdup_printf ("tty:%s/line", engraver.folder) : g_strdup ("usb");
  argv[2] = engraver.folder;
  argv[3] = address;
  yc_id_init_random (&job.job);
  yc_id_to_text (&job.job, id);
  g_spawn_async (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  g_child_watch_add (pid, ended_cb, &code);
  do
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
      yc_test_engraver_report (&engraver, &report);
    }
  while (report.plate.dots == 0);
  kill (pid, SIGSTOP);
  yc_test_engraver_ask (&engraver, &job);
  kill (pid, SIGKILL);
  yc_test_wait_long (code >= 0, 10);
  g_assert_cmpint (job.record->outcome, ==, YC_ENGRAVE_STOPPED);
  assert_safe (&engraver, &report);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 4);
  is_grbl = g_str_equal (argv[1], "grbl");
  guard = argv[2];
  desk = argv[3];
  g_test_add_func ("/engraver-killed/at-every-packet", test_killed);
  g_test_add_func ("/engraver-killed/frozen", test_frozen);
  return g_test_run ();
}
