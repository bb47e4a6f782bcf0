/* test-engraver-faults.c: every fault of every engraver, and what the clerk sees
 *
 * Each row of the matrix is played, and the table of what came of it is compared with
 * tests/devices/engraver-faults.md, which people read. YC_TEST_WRITE=1 writes it anew.
 *
 * Then the cable: pulled at every transfer of a short job, and at random ones of a long.
 *
 * Arguments: lihuiyu or grbl, the guard, the table.
 */

#include "yc-test-engraver.h"

#include <stdio.h>
#include <string.h>

#define ROWS 120
#define RANDOM_POINTS 50
#define FULL_ROWS 200

static gboolean is_grbl;
static const char *guard;
static const char *table_path;

typedef struct
{
  const char *fault;  /* lines of the script, by ; */
  gboolean on_the_way;
  const char *then;   /* (nullable): what is done when a problem shows or after a while:
                       * "cancel", or lines of the script and "go on" */
  YcEngraveOutcome outcome;
  gboolean spoils; /* a line was not carried out, and those behind it were */
} Row;

static const Row lihuiyu_rows[] = {
  { "power-off", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "unplug", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "silent", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "status EF", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "status EE", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "status 11", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "garbage", FALSE, NULL, YC_ENGRAVE_DONE },
  { "cut 1", FALSE, NULL, YC_ENGRAVE_DONE },
  { "stall in", FALSE, NULL, YC_ENGRAVE_DONE },
  { "late 250", FALSE, NULL, YC_ENGRAVE_DONE },
  { "garbage", TRUE, NULL, YC_ENGRAVE_DONE },
  { "cut 1", TRUE, NULL, YC_ENGRAVE_DONE },
  { "slow 20", TRUE, NULL, YC_ENGRAVE_DONE },
  { "refuse 3", TRUE, NULL, YC_ENGRAVE_DONE },
  { "stall in", TRUE, NULL, YC_ENGRAVE_DONE },
  { "stall out", TRUE, NULL, YC_ENGRAVE_STOPPED },
  { "status EF 1", TRUE, NULL, YC_ENGRAVE_STOPPED },
  { "status 11 3", TRUE, NULL, YC_ENGRAVE_STOPPED },
  { "status EC 150", TRUE, NULL, YC_ENGRAVE_STOPPED },
  { "refuse 6", TRUE, NULL, YC_ENGRAVE_STOPPED },
  { "refuse 1000", TRUE, NULL, YC_ENGRAVE_UNKNOWN },
  { "slow 1000", TRUE, NULL, YC_ENGRAVE_UNKNOWN },
  { "silent", TRUE, NULL, YC_ENGRAVE_UNKNOWN },
  { "unplug", TRUE, NULL, YC_ENGRAVE_UNKNOWN },
  { "power-off", TRUE, NULL, YC_ENGRAVE_UNKNOWN },
  { "power-off-at 100", TRUE, NULL, YC_ENGRAVE_UNKNOWN },
  { "stuck", TRUE, "cancel", YC_ENGRAVE_UNKNOWN },
  { "stuck", TRUE, "free", YC_ENGRAVE_DONE },
};

static const Row grbl_rows[] = {
  { "power-off", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "unplug", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "silent", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "alarm 1", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "door-open", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "laser-mode-off", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "error 22 3", FALSE, NULL, YC_ENGRAVE_NOT_STARTED },
  { "slow 20", TRUE, NULL, YC_ENGRAVE_DONE },
  { "error 20", TRUE, NULL, YC_ENGRAVE_STOPPED, TRUE },
  { "alarm 1", TRUE, NULL, YC_ENGRAVE_STOPPED },
  { "alarm 2", TRUE, NULL, YC_ENGRAVE_STOPPED },
  { "garbage", TRUE, NULL, YC_ENGRAVE_STOPPED },
  { "lose-ok 1", TRUE, NULL, YC_ENGRAVE_STOPPED },
  { "power-off; power-on", TRUE, NULL, YC_ENGRAVE_STOPPED },
  { "silent", TRUE, NULL, YC_ENGRAVE_UNKNOWN },
  { "unplug", TRUE, NULL, YC_ENGRAVE_UNKNOWN },
  { "power-off", TRUE, NULL, YC_ENGRAVE_UNKNOWN },
  { "power-off-at 100", TRUE, NULL, YC_ENGRAVE_UNKNOWN },
  { "stuck", TRUE, "cancel", YC_ENGRAVE_STOPPED },
  { "door-open", TRUE, "door-close; go on", YC_ENGRAVE_DONE },
};

static const char *const outcome_words[] = { "not started", "done", "stopped", "unknown" };

static void
init (YcTestEngraver *engraver)
{
  yc_test_engraver_init (engraver, is_grbl, guard);
  yc_test_engraver_tell (engraver, "pace 20");
  if (is_grbl)
    yc_test_engraver_home (engraver);
}

/* Lines of the script, and "go on" for the clerk's key. */
static void
play (YcTestEngraver *engraver,
      const char     *script)
{
  g_auto (GStrv) lines = g_strsplit (script, ";", -1);

  for (char **line = lines; *line != NULL; line++)
    if (g_str_equal (g_strstrip (*line), "go on"))
      yc_engraver_resume (YC_ENGRAVER (engraver->device));
    else
      yc_test_engraver_tell (engraver, "%s", *line);
}

static void
play_row (YcTestEngraver *engraver,
          const Row      *row,
          YcTestJob      *job)
{
  g_autoptr (YcToolpath) path = yc_test_raster_new (ROWS, 250000);

  if (!row->on_the_way)
    play (engraver, row->fault);
  if (g_str_equal (row->fault, "unplug") && !row->on_the_way)
    yc_test_wait_for (yc_device_get_state (engraver->device) == YC_DEVICE_ABSENT);
  yc_test_engraver_start (engraver, path, job);
  if (row->on_the_way)
    {
      yc_test_wait_long (job->done || job->last.moves_done >= 60, 30);
      g_assert_false (job->done);
      play (engraver, row->fault);
    }
  if (row->then != NULL && g_str_equal (row->then, "cancel") && is_grbl)
    {
      gint64 until_us = g_get_monotonic_time () + 300 * 1000;

      yc_test_wait_long (g_get_monotonic_time () > until_us, 10);
      g_cancellable_cancel (job->cancellable);
    }
  else if (row->then != NULL)
    {
      yc_test_wait_long (job->problem != NULL, 20);
      if (g_str_equal (row->then, "cancel"))
        g_cancellable_cancel (job->cancellable);
      else
        play (engraver, row->then);
    }
  yc_test_wait_long (job->done, 90);
}

/* What holds whatever happened. */
static void
assert_truth (YcTestEngraver *engraver,
              const Row      *row,
              YcTestJob      *job)
{
  YcTestReport report;

  g_assert_cmpint (job->outcome, ==, row->outcome);
  yc_test_engraver_report (engraver, &report);
  if (!row->spoils)
    g_assert_cmpuint (report.plate.dots_twice, ==, 0);
  if (job->outcome == YC_ENGRAVE_NOT_STARTED)
    g_assert_cmpuint (report.plate.dots + job->starts, ==, 0);
  else
    g_assert_cmpuint (job->starts, ==, 1);
  if (job->outcome == YC_ENGRAVE_DONE)
    g_assert_cmpuint (yc_test_engraver_differs (engraver, ROWS), <=, 10);
  if (job->outcome == YC_ENGRAVE_STOPPED)
    {
      g_assert_false (report.plate.laser);
      /* One that lies about having come home may still be on its way. */
      while (!report.idle)
        yc_test_engraver_report (engraver, &report);
    }
  if (job->outcome == YC_ENGRAVE_DONE)
    g_assert_no_error (job->error);
  else
    g_assert_true (job->error != NULL && strlen (job->error->message) > 20);
}

/* Which of a link's ways failed first is chance. */
static char *
dup_words (const char *text)
{
  GString *words = g_string_new (text);

  g_string_replace (words, "read from the device", "write to the device", 0);
  return g_string_free (words, FALSE);
}

static void
describe (GString   *table,
          const Row *row,
          YcTestJob *job)
{
  g_autofree char *said = dup_words (job->error != NULL ? job->error->message : "");

  g_string_append_printf (table, "| %s | %s | `%s`%s%s%s | %s | %s%s%s |\n",
                          is_grbl ? "GRBL" : "Lihuiyu", row->on_the_way ? "on the way" : "before",
                          row->fault, row->then != NULL ? ", then `" : "",
                          row->then != NULL ? row->then : "", row->then != NULL ? "`" : "",
                          outcome_words[job->outcome],
                          job->problem != NULL ? job->problem : "",
                          job->problem != NULL && said[0] != '\0' ? "; then: " : "",
                          said);
}

/* The table's rows of this machine, as they stand in the file. */
static char *
read_table (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GString *rows = g_string_new (NULL);

  if (!g_file_get_contents (table_path, &text, NULL, NULL))
    return g_string_free (rows, FALSE);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (g_str_has_prefix (*line, is_grbl ? "| GRBL |" : "| Lihuiyu |"))
      g_string_append_printf (rows, "%s\n", *line);
  return g_string_free (rows, FALSE);
}

static void
test_matrix (void)
{
  const Row *rows = is_grbl ? grbl_rows : lihuiyu_rows;
  guint count = is_grbl ? G_N_ELEMENTS (grbl_rows) : G_N_ELEMENTS (lihuiyu_rows);
  g_autoptr (GString) table = g_string_new (NULL);
  g_autofree char *wanted = read_table ();

  for (guint i = 0; i < count; i++)
    {
      g_auto (YcTestEngraver) engraver = { FALSE };
      g_auto (YcTestJob) job = { FALSE };

      g_test_message ("%s %s", rows[i].fault, rows[i].on_the_way ? "on the way" : "before");
      init (&engraver);
      play_row (&engraver, &rows[i], &job);
      g_test_message ("%s: %s", outcome_words[job.outcome],
                      job.error != NULL ? job.error->message : "");
      assert_truth (&engraver, &rows[i], &job);
      describe (table, &rows[i], &job);
    }
  if (g_getenv ("YC_TEST_WRITE") != NULL)
    fputs (table->str, stdout);
  else
    g_assert_cmpstr (table->str, ==, wanted);
}

/* A job in the middle of which the cable is pulled. TRUE when it was done before. */
static gboolean
pull_at (guint transfer,
         guint rows)
{
  g_auto (YcTestEngraver) engraver = { FALSE };
  g_auto (YcTestJob) job = { FALSE };
  g_autoptr (YcToolpath) path = yc_test_raster_new (rows, 250000);
  YcTestReport report;

  init (&engraver);
  yc_test_engraver_tell (&engraver, "unplug-transfer %u", transfer);
  yc_test_engraver_run (&engraver, path, &job);
  if (yc_device_get_state (engraver.device) != YC_DEVICE_ABSENT)
    yc_test_engraver_tell (&engraver, "unplug"); /* never reached */
  yc_test_wait_for (yc_device_get_state (engraver.device) == YC_DEVICE_ABSENT);
  if (job.starts == 0)
    g_assert_cmpint (job.outcome, ==, YC_ENGRAVE_NOT_STARTED);
  else if (job.outcome != YC_ENGRAVE_DONE)
    g_assert_cmpint (job.outcome, ==, YC_ENGRAVE_UNKNOWN);

  /* Plugged in again, nothing begins by itself, and the question is answered. */
  yc_test_engraver_tell (&engraver, "plug");
  yc_test_wait_for (yc_device_get_state (engraver.device) != YC_DEVICE_ABSENT);
  {
    gboolean done = job.outcome == YC_ENGRAVE_DONE;
    gboolean started = job.starts > 0;

    yc_test_engraver_ask (&engraver, &job);
    g_assert_cmpint (job.record->outcome, ==, done      ? YC_ENGRAVE_DONE
                                              : started ? YC_ENGRAVE_UNKNOWN
                                                        : YC_ENGRAVE_NOT_STARTED);
    yc_test_engraver_report (&engraver, &report);
    g_assert_cmpuint (report.plate.dots_twice, ==, 0);
    if (!started)
      g_assert_cmpuint (report.plate.dots, ==, 0);
    return done;
  }
}

static void
test_pull_at_every_transfer (void)
{
  guint transfer = 1, begun = 0;

  while (!pull_at (transfer, 20))
    {
      begun++;
      transfer += is_grbl ? 3 : 1;
      g_assert_cmpuint (transfer, <, 2000);
    }
  g_test_message ("%u places", begun);
  g_assert_cmpuint (begun, >, 20);
}

static void
test_pull_at_random (void)
{
  GRand *chance = g_rand_new_with_seed (20);
  guint done = 0;

  for (guint i = 0; i < RANDOM_POINTS; i++)
    done += pull_at ((guint) g_rand_int_range (chance, 1, is_grbl ? 600 : 450), FULL_ROWS);
  g_rand_free (chance);
  g_test_message ("%u of %d were done before", done, RANDOM_POINTS);
  g_assert_cmpuint (done, <, RANDOM_POINTS / 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 4);
  is_grbl = g_str_equal (argv[1], "grbl");
  guard = argv[2];
  table_path = argv[3];
  g_test_add_func ("/engraver-faults/matrix", test_matrix);
  g_test_add_func ("/engraver-faults/pull-at-every-transfer", test_pull_at_every_transfer);
  g_test_add_func ("/engraver-faults/pull-at-random", test_pull_at_random);
  return g_test_run ();
}
