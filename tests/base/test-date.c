/* Dates, day by day beside GLib's, and at the ends of their range. */

#include "yc-date.h"

static const YcDate first_day = { 1800, 1, 1 };
static const YcDate last_day = { 9999, 12, 31 };

static void
assert_date (YcDate date,
             int    year,
             int    month,
             int    day)
{
  g_assert_cmpint (date.year, ==, year);
  g_assert_cmpint (date.month, ==, month);
  g_assert_cmpint (date.day, ==, day);
}

/* 219 511 days: number, weekday, spelling and the way back. */
static void
test_beside_glib (void)
{
  GDate *other = g_date_new_dmy (1, G_DATE_JANUARY, 1800);
  YcDate epoch = { 1970, 1, 1 };
  YcDate date = first_day;
  guint count = 0;

  while (date.year <= 2400)
    {
      char text[YC_DATE_TEXT_SIZE];
      YcDate again;

      assert_date (date, g_date_get_year (other), (int) g_date_get_month (other), g_date_get_day (other));
      g_assert_cmpint (yc_date_days_between (&epoch, &date), ==,
                       (int) g_date_get_julian (other) - 719163);
      g_assert_cmpint (yc_date_weekday (&date), ==, (int) g_date_get_weekday (other));
      yc_date_to_text (&date, text);
      g_assert_true (yc_date_parse (text, &again));
      g_assert_cmpint (yc_date_compare (&date, &again), ==, 0);
      g_date_add_days (other, 1);
      date = yc_date_add_days (&date, 1);
      count++;
    }
  g_assert_cmpuint (count, ==, 219511);
  g_date_free (other);
}

static void
test_months_beside_glib (void)
{
  for (int start = 0; start < 40000; start += 17)
    for (int months = 0; months < 30; months++)
      {
        YcDate date = yc_date_add_days (&first_day, start);
        YcDate later = yc_date_add_months (&date, months);
        GDate *other = g_date_new_dmy (date.day, date.month, date.year);

        g_date_add_months (other, months);
        assert_date (later, g_date_get_year (other), (int) g_date_get_month (other), g_date_get_day (other));
        g_date_free (other);
      }
}

static void
test_months_back (void)
{
  YcDate date = { 2024, 3, 31 };

  assert_date (yc_date_add_months (&date, -1), 2024, 2, 29);
  assert_date (yc_date_add_months (&date, -13), 2023, 2, 28);
  assert_date (yc_date_add_months (&date, -3), 2023, 12, 31);
}

static void
test_refused (void)
{
  static const char *const wrong[] = {
    "", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "1799-12-31",
    "2026-1-01", "2026/01/01", "20260101", "2026-01-01 ", " 2026-01-0", "-026-01-01", "+026-01-01",
    "2026-01-0x", "1900-02-29", "2100-02-29", "９９９９",
  };
  static const char *const wrong_digits[] = { "", "2026010", "202601011", "20260229", "2026010 ", "0x260101" };
  YcDate date = { 2000, 1, 1 };

  g_assert_false (yc_date_parse (NULL, &date));
  g_assert_false (yc_date_parse_digits (NULL, &date));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (yc_date_parse (wrong[i], &date));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong_digits); i++)
    g_assert_false (yc_date_parse_digits (wrong_digits[i], &date));
  assert_date (date, 2000, 1, 1);

  g_assert_true (yc_date_parse_digits ("19491231", &date));
  assert_date (date, 1949, 12, 31);
}

/* The result is always a date, whatever is added. */
static void
test_ends (void)
{
  YcDate date = { 2026, 5, 31 };

  assert_date (yc_date_add_days (&last_day, 1), 9999, 12, 31);
  assert_date (yc_date_add_days (&first_day, -1), 1800, 1, 1);
  assert_date (yc_date_add_days (&date, G_MAXINT), 9999, 12, 31);
  assert_date (yc_date_add_days (&date, G_MININT), 1800, 1, 1);
  assert_date (yc_date_add_months (&date, G_MAXINT), 9999, 12, 31);
  assert_date (yc_date_add_months (&date, G_MININT), 1800, 1, 31);
  g_assert_cmpint (yc_date_days_between (&first_day, &last_day), ==, 2994987);
}

static void
test_from_wall (void)
{
  static const gint64 absurd[] = { G_MAXINT64, G_MAXINT64 - 1, G_GINT64_CONSTANT (1) << 53,
                                   G_MININT64, G_MININT64 + 1, -(G_GINT64_CONSTANT (1) << 53) };

  assert_date (yc_date_from_wall (0, 0), 1970, 1, 1);
  assert_date (yc_date_from_wall (-1, 0), 1969, 12, 31);
  /* Midnight in China is 16:00 the day before at Greenwich. */
  assert_date (yc_date_from_wall (G_GINT64_CONSTANT (1772294399999), 480), 2026, 2, 28);
  assert_date (yc_date_from_wall (G_GINT64_CONSTANT (1772294400000), 480), 2026, 3, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (absurd); i++)
    {
      YcDate date = yc_date_from_wall (absurd[i], absurd[i] > 0 ? 840 : -720);

      g_assert_cmpint (yc_date_compare (&date, absurd[i] > 0 ? &last_day : &first_day), ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/date/beside-glib", test_beside_glib);
  g_test_add_func ("/date/months-beside-glib", test_months_beside_glib);
  g_test_add_func ("/date/months-back", test_months_back);
  g_test_add_func ("/date/refused", test_refused);
  g_test_add_func ("/date/ends", test_ends);
  g_test_add_func ("/date/from-wall", test_from_wall);
  return g_test_run ();
}
