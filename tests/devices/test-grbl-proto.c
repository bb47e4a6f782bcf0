/* test-grbl-proto.c: what a GRBL machine says, in good and in damaged lines */

#include "yc-grbl-proto.h"

#include "yc-device-error.h"

#include <string.h>

static void
test_answers (void)
{
  const struct
  {
    const char *line;
    YcGrblAnswerType type;
    guint number;
  } rows[] = {
    { "ok", YC_GRBL_ANSWER_OK, 0 },
    { "error:22", YC_GRBL_ANSWER_ERROR, 22 },
    { "ALARM:1", YC_GRBL_ANSWER_ALARM, 1 },
    { "", YC_GRBL_ANSWER_NOTHING, 0 },
    { "[MSG:Caution: Unlocked]", YC_GRBL_ANSWER_NOTHING, 0 },
    { "[GC:G0 G54 G17 G21 G90 G94 M5 M9 T0 F0 S0]", YC_GRBL_ANSWER_NOTHING, 0 },
    { "Grbl 1.1h ['$' for help]", YC_GRBL_ANSWER_GREETING, 0 },
    { "$30=1000", YC_GRBL_ANSWER_SETTING, 30 },
    { "$130=200.000", YC_GRBL_ANSWER_SETTING, 130 },
    { "Grbl 0.9j ['$' for help]", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "okok", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "o", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "error:", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "error:2x", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "error:-1", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "error:99999999999", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "ALARM:", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "[MSG:cut", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "$", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "$x=1", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "$1=", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "<", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "<Idle", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "<Dancing|MPos:0,0,0>", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "<Idle|MPos:0.000>", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "<Idle|MPos:a,b,c>", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "<Idle|MPos:9999999999,0,0>", YC_GRBL_ANSWER_NONSENSE, 0 },
    { "<Idle|FS:1>", YC_GRBL_ANSWER_NONSENSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      YcGrblAnswer answer;

      yc_grbl_parse_answer (rows[i].line, &answer);
      g_test_message ("%s", rows[i].line);
      g_assert_cmpint (answer.type, ==, rows[i].type);
      g_assert_cmpuint (answer.number, ==, rows[i].number);
    }
}

static void
test_reports (void)
{
  const struct
  {
    const char *line;
    YcGrblState state;
    gboolean has_place;
    gint32 x_um;
    gint32 y_um;
    guint spindle;
  } rows[] = {
    { "<Idle|MPos:0.000,0.000,0.000|FS:0,0>", YC_GRBL_IDLE, TRUE, 0, 0, 0 },
    { "<Run|MPos:12.345,-3.5,0.000|FS:6000,750|Ov:100,100,100>", YC_GRBL_RUN, TRUE, 12345, -3500, 750 },
    { "<Hold:0|WPos:1.000,2.000,0.000|FS:0,0>", YC_GRBL_HELD, FALSE, 0, 0, 0 },
    { "<Hold:1|MPos:1,2,3>", YC_GRBL_HOLDING, TRUE, 1000, 2000, 0 },
    { "<Door:1|MPos:0.000,0.000,0.000|FS:0,0|Pn:D>", YC_GRBL_DOOR, TRUE, 0, 0, 0 },
    { "<Alarm|MPos:-0.001,0.000,0.000|FS:0,0|WCO:0.000,0.000,0.000>", YC_GRBL_ALARM, TRUE, -1, 0, 0 },
    { "<Check>", YC_GRBL_CHECK, FALSE, 0, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      YcGrblAnswer answer;

      yc_grbl_parse_answer (rows[i].line, &answer);
      g_assert_cmpint (answer.type, ==, YC_GRBL_ANSWER_REPORT);
      g_assert_cmpint (answer.report.state, ==, rows[i].state);
      g_assert_cmpint (answer.report.has_place, ==, rows[i].has_place);
      g_assert_cmpint (answer.report.x_um, ==, rows[i].x_um);
      g_assert_cmpint (answer.report.y_um, ==, rows[i].y_um);
      g_assert_cmpuint (answer.report.spindle, ==, rows[i].spindle);
    }
}

/* Every line cut anywhere is itself or nonsense, never another answer of use. */
static void
test_cut_lines (void)
{
  const char *const lines[] = { "error:22", "ALARM:10", "$30=1000",
                                "<Run|MPos:12.345,-3.500,0.000|FS:6000,750>" };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    for (gsize size = 1; size < strlen (lines[i]); size++)
      {
        g_autofree char *cut = g_strndup (lines[i], size);
        YcGrblAnswer answer, whole;

        yc_grbl_parse_answer (lines[i], &whole);
        yc_grbl_parse_answer (cut, &answer);
        g_assert_true (answer.type == YC_GRBL_ANSWER_NONSENSE || answer.type == whole.type);
        g_assert_cmpint (answer.type, !=, YC_GRBL_ANSWER_OK);
      }
}

static guint
feed (YcGrblLines *lines,
      const char  *bytes,
      gsize        size)
{
  guint whole = 0;

  for (gsize i = 0; i < size; i++)
    whole += yc_grbl_lines_take (lines, (guint8) bytes[i]);
  return whole;
}

static void
test_lines (void)
{
  YcGrblLines lines = { .size = 0 };
  YcGrblAnswer answer;
  char longer[YC_GRBL_ANSWER_MAX_BYTES + 2];

  g_assert_cmpuint (feed (&lines, "o", 1), ==, 0);
  g_assert_cmpuint (feed (&lines, "k\r\n", 3), ==, 1);
  g_assert_cmpstr (lines.bytes, ==, "ok");
  g_assert_cmpuint (feed (&lines, "\r\nerror:1\r\nok\r\n", 15), ==, 3);
  g_assert_cmpstr (lines.bytes, ==, "ok");

  /* Too long, and with a zero in it: nonsense, and the next line is whole. */
  memset (longer, 'a', sizeof longer);
  g_assert_cmpuint (feed (&lines, longer, sizeof longer), ==, 0);
  g_assert_cmpuint (feed (&lines, "\n", 1), ==, 1);
  yc_grbl_parse_answer (lines.bytes, &answer);
  g_assert_cmpint (answer.type, ==, YC_GRBL_ANSWER_NONSENSE);
  g_assert_cmpuint (feed (&lines, "ok\0x\n", 5), ==, 1);
  yc_grbl_parse_answer (lines.bytes, &answer);
  g_assert_cmpint (answer.type, ==, YC_GRBL_ANSWER_NONSENSE);
  g_assert_cmpuint (feed (&lines, "ok\n", 3), ==, 1);
  g_assert_cmpstr (lines.bytes, ==, "ok");
}

static void
test_window (void)
{
  YcGrblWindow window = { .count = 0 };
  GRand *chance = g_rand_new_with_seed (7);
  GQueue sizes = G_QUEUE_INIT;
  guint in_flight = 0;

  g_assert_false (yc_grbl_window_pop (&window));
  g_assert_false (yc_grbl_window_fits (&window, 0));
  g_assert_true (yc_grbl_window_fits (&window, 127));
  g_assert_false (yc_grbl_window_fits (&window, 128));
  for (guint i = 0; i < 20000; i++)
    {
      guint size = (guint) g_rand_int_range (chance, 1, YC_GRBL_LINE_MAX_BYTES + 1);

      if (yc_grbl_window_fits (&window, size))
        {
          yc_grbl_window_push (&window, size);
          g_queue_push_tail (&sizes, GUINT_TO_POINTER (size));
          in_flight += size;
        }
      else
        {
          g_assert_cmpuint (in_flight + size, >, 127);
          g_assert_true (yc_grbl_window_pop (&window));
          in_flight -= GPOINTER_TO_UINT (g_queue_pop_head (&sizes));
        }
      g_assert_cmpuint (window.in_flight_bytes, ==, in_flight);
      g_assert_cmpuint (in_flight, <=, 127);
    }
  g_queue_clear (&sizes);
  g_rand_free (chance);
}

/* Every number has a sentence of its own that says what to do or what is so; what a
 * clerk can mend is an instruction. */
static void
test_words (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint retries = 0;

  for (guint i = 0; i <= YC_GRBL_ERRORS_MAX + YC_GRBL_ALARMS_MAX + 2; i++)
    {
      gboolean alarm = i > YC_GRBL_ERRORS_MAX + 1;
      guint number = alarm ? i - YC_GRBL_ERRORS_MAX - 1 : i;
      g_autoptr (GError) error = alarm ? yc_grbl_alarm_new (number) : yc_grbl_error_new (number);

      g_assert_true (error->domain == YC_DEVICE_ERROR || error->domain == YC_DEVICE_RETRY);
      g_assert_cmpuint (strlen (error->message), >, 30);
      g_assert_true (g_hash_table_add (seen, g_strdup (error->message)));
      retries += error->domain == YC_DEVICE_RETRY;
    }
  g_assert_cmpuint (retries, ==, 7);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grbl-proto/answers", test_answers);
  g_test_add_func ("/grbl-proto/reports", test_reports);
  g_test_add_func ("/grbl-proto/cut-lines", test_cut_lines);
  g_test_add_func ("/grbl-proto/lines", test_lines);
  g_test_add_func ("/grbl-proto/window", test_window);
  g_test_add_func ("/grbl-proto/words", test_words);
  return g_test_run ();
}
