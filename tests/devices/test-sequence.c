/* test-sequence.c: clean-up states are never skipped */

#include "yc-sequence.h"

#include <string.h>

/* What each state does, a letter a state: n next, f fail, d done, l loop once
 * and then next, 0 jump to the first, w wait. The last two states clean up. */
typedef struct
{
  const char *plan;
  GString *trace;
  GCancellable *cancellable;
  gboolean looped;
  gboolean ended;
  char *error;
} Run;

static void
act (YcSequence *sequence,
     Run        *run,
     guint       state)
{
  g_string_append_c (run->trace, (char) ('0' + state));
  switch (run->plan[state])
    {
    case 'f':
      yc_sequence_fail (sequence, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "state %u", state));
      break;
    case 'd':
      yc_sequence_finish (sequence);
      break;
    case 'l':
      run->looped = !run->looped;
      if (run->looped)
        yc_sequence_jump (sequence, state);
      else
        yc_sequence_next (sequence);
      break;
    case '0':
      yc_sequence_jump (sequence, 0);
      break;
    case 'c':
      g_cancellable_cancel (run->cancellable);
      yc_sequence_next (sequence);
      break;
    case 'w':
      break;
    default:
      yc_sequence_next (sequence);
    }
}

#define STATE(n)                            \
  static void                               \
  state_##n (YcSequence *sequence,          \
             gpointer    data)              \
  {                                         \
    act (sequence, data, n);                \
  }
STATE (0)
STATE (1)
STATE (2)
STATE (3)
STATE (4)

static const YcSequenceState states[] = {
  { "zero", state_0 }, { "one", state_1 }, { "two", state_2 }, { "three", state_3 },
  { "four", state_4 },
};

static void
test_plans (void)
{
  const struct
  {
    const char *plan;
    const char *trace;
    const char *error; /* (nullable) */
  } rows[] = {
    { "nnnnn", "01234", NULL },
    { "fnnnn", "034", "state 0" },
    { "nnfnn", "01234", "state 2" },
    { "ndnnn", "0134", NULL },
    { "nlnnn", "011234", NULL },
    { "nnnfn", "01234", "state 3" },  /* a clean-up that fails goes on */
    { "nnnff", "01234", "state 3" },
    { "nfnff", "0134", "state 1" },   /* the first error is the one told */
    { "ncnnn", "0134", "cancelled" },
    { "nnnnc", "01234", NULL },       /* too late to matter */
    { "n0nnn", "010101010134", "came round more than 10 times" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) trace = g_string_new (NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Run run = { rows[i].plan, trace, cancellable };
      g_autoptr (YcSequence) sequence = yc_sequence_new (states, G_N_ELEMENTS (states), 3, 10, &run);

      g_assert_cmpint (yc_sequence_run (sequence, cancellable, &error), ==, rows[i].error == NULL);
      g_assert_cmpstr (trace->str, ==, rows[i].trace);
      if (rows[i].error != NULL)
        g_assert_nonnull (strstr (error->message, rows[i].error));
      g_assert_cmpstr (yc_sequence_get_state (sequence), ==, "ended");
    }
}

static void
done_cb (YcSequence   *sequence,
         const GError *error,
         gpointer      data)
{
  Run *run = data;

  g_assert_false (run->ended);
  run->ended = TRUE;
  run->error = error != NULL ? g_strdup (error->message) : NULL;
}

/* A state may answer later; "done" comes once, after the clean-up. */
static void
test_later (void)
{
  g_autoptr (GString) trace = g_string_new (NULL);
  Run run = { "nwnwn", trace, NULL };
  g_autoptr (YcSequence) sequence = yc_sequence_new (states, G_N_ELEMENTS (states), 3, 10, &run);

  yc_sequence_start (sequence, NULL, done_cb);
  g_assert_cmpstr (trace->str, ==, "01");
  g_assert_cmpstr (yc_sequence_get_state (sequence), ==, "one");
  yc_sequence_fail (sequence, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "later"));
  g_assert_cmpstr (trace->str, ==, "013");
  g_assert_false (run.ended);
  yc_sequence_next (sequence);
  g_assert_cmpstr (trace->str, ==, "0134");
  g_assert_true (run.ended);
  g_assert_cmpstr (run.error, ==, "later");
  g_free (run.error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sequence/plans", test_plans);
  g_test_add_func ("/sequence/later", test_later);
  return g_test_run ();
}
