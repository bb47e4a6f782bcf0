/* Working days around the National Day of 2026. */

#include "yc-calendar.h"

static const YcDate sunday_worked = { 2026, 9, 20 };
static const YcDate saturday_worked = { 2026, 10, 10 };

static YcCalendar *
make_calendar (void)
{
  YcCalendar *calendar = yc_calendar_new ();

  for (int day = 1; day <= 7; day++)
    yc_calendar_add_holiday (calendar, &(YcDate){ 2026, 10, day });
  yc_calendar_add_working_day (calendar, &sunday_worked);
  yc_calendar_add_working_day (calendar, &saturday_worked);
  return calendar;
}

static void
assert_added (const YcCalendar *calendar,
              YcDate            from,
              guint             working_days,
              YcDate            expected)
{
  YcDate end = yc_calendar_add (calendar, &from, working_days);

  g_assert_cmpint (yc_date_compare (&end, &expected), ==, 0);
}

static void
test_days (void)
{
  g_autoptr (YcCalendar) calendar = make_calendar ();

  g_assert_true (yc_calendar_is_working_day (calendar, &sunday_worked));
  g_assert_true (yc_calendar_is_working_day (calendar, &saturday_worked));
  g_assert_false (yc_calendar_is_working_day (calendar, &(YcDate){ 2026, 10, 1 }));
  g_assert_false (yc_calendar_is_working_day (calendar, &(YcDate){ 2026, 10, 7 }));
  g_assert_true (yc_calendar_is_working_day (calendar, &(YcDate){ 2026, 10, 8 }));
  g_assert_false (yc_calendar_is_working_day (calendar, &(YcDate){ 2026, 10, 11 }));
  g_assert_true (yc_calendar_covers (calendar, 2026));
  g_assert_false (yc_calendar_covers (calendar, 2027));
}

static void
test_terms (void)
{
  g_autoptr (YcCalendar) calendar = make_calendar ();

  assert_added (calendar, (YcDate){ 2026, 9, 30 }, 0, (YcDate){ 2026, 9, 30 });
  assert_added (calendar, (YcDate){ 2026, 9, 30 }, 1, (YcDate){ 2026, 10, 8 });
  assert_added (calendar, (YcDate){ 2026, 9, 30 }, 3, (YcDate){ 2026, 10, 10 });
  assert_added (calendar, (YcDate){ 2026, 9, 30 }, 4, (YcDate){ 2026, 10, 12 });
  assert_added (calendar, (YcDate){ 2026, 9, 18 }, 1, (YcDate){ 2026, 9, 20 });
  /* Nobody announced 2027: Monday to Friday. */
  assert_added (calendar, (YcDate){ 2027, 1, 1 }, 1, (YcDate){ 2027, 1, 4 });
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/calendar/days", test_days);
  g_test_add_func ("/calendar/terms", test_terms);

  return g_test_run ();
}
