/* Corrected time (D11): exact within a boot, bounded always, whatever is sent. */

#include "yc-stamp.h"

static const YcId boot = { { 1 } };
static const YcId other_boot = { { 2 } };

static void
assert_moment (YcMoment moment,
               gint64   at_ms,
               gboolean uncertain)
{
  g_assert_cmpint (moment.at_ms, ==, at_ms);
  g_assert_cmpint (moment.uncertain, ==, uncertain);
}

/* The wall clock is two hours off and steps in between: it does not matter. */
static void
test_same_boot (void)
{
  YcStamp made = { 999000000, boot, 5000 };
  YcStamp sending = { 1000, boot, 65000 };

  assert_moment (yc_stamp_correct (&made, &sending, 1000000, 77, 0), 940000, FALSE);
}

static void
test_after_a_restart (void)
{
  YcStamp made = { 500000, boot, 5000 };
  YcStamp sending = { 900000, other_boot, 1000 };

  assert_moment (yc_stamp_correct (&made, &sending, 1000000, 30000, 0), 530000, TRUE);
}

/* Boot time that ran backwards is no boot time. */
static void
test_boottime_backwards (void)
{
  YcStamp made = { 500000, boot, 5000 };
  YcStamp sending = { 900000, boot, 4999 };

  assert_moment (yc_stamp_correct (&made, &sending, 1000000, 0, 0), 500000, TRUE);
}

static void
test_clamped (void)
{
  YcStamp made = { 5000000, boot, 0 };
  YcStamp sending = { 5000000, other_boot, 0 };
  YcStamp late = { 5000000, boot, 900000 };

  /* Not after receipt, not before the op before it; receipt wins. */
  assert_moment (yc_stamp_correct (&made, &sending, 1000000, 0, 0), 1000000, TRUE);
  assert_moment (yc_stamp_correct (&made, &late, 1000000, 0, 600000), 600000, FALSE);
  assert_moment (yc_stamp_correct (&made, &late, 1000000, 0, 2000000), 1000000, FALSE);
}

static void
test_absurd (void)
{
  static const gint64 numbers[] = { G_MININT64, G_MININT64 + 1, -1, 0, 1, G_MAXINT64 - 1, G_MAXINT64 };
  guint n = G_N_ELEMENTS (numbers);
  gint64 received_ms = 1000000;

  for (guint i = 0; i < n * n * n * n * 2; i++)
    {
      YcStamp made = { numbers[i % n], boot, numbers[i / n % n] };
      YcStamp sending = { 0, i / n / n / n / n ? other_boot : boot, numbers[i / n / n % n] };
      gint64 offset_ms = numbers[i / n / n / n % n];
      YcMoment moment = yc_stamp_correct (&made, &sending, received_ms, offset_ms, 1000);

      g_assert_cmpint (moment.at_ms, >=, 1000);
      g_assert_cmpint (moment.at_ms, <=, received_ms);
    }
}

static void
test_system_clock (void)
{
  YcStamp first, second;

  yc_clock_read (yc_clock_get_system (), &first);
  g_usleep (3000);
  yc_clock_read (yc_clock_get_system (), &second);
  g_assert_true (yc_id_equal (&first.boot, &second.boot));
  g_assert_false (yc_id_is_nil (&first.boot));
  g_assert_cmpint (second.boot_ms - first.boot_ms, >=, 2);
  g_assert_cmpint (ABS (first.wall_ms - g_get_real_time () / 1000), <, 60000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stamp/same-boot", test_same_boot);
  g_test_add_func ("/stamp/after-a-restart", test_after_a_restart);
  g_test_add_func ("/stamp/boottime-backwards", test_boottime_backwards);
  g_test_add_func ("/stamp/clamped", test_clamped);
  g_test_add_func ("/stamp/absurd", test_absurd);
  g_test_add_func ("/stamp/system-clock", test_system_clock);
  return g_test_run ();
}
