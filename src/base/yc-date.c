/* yc-date.c: civil dates, counted in days from 1970-01-01 */

#include "yc-date.h"

#include <string.h>

#define YEAR_MIN 1800
#define YEAR_MAX 9999
#define MS_PER_DAY G_GINT64_CONSTANT (86400000)

static gboolean
is_leap_year (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month (int year,
               int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return month == 2 && is_leap_year (year) ? 29 : days[month - 1];
}

/* Days before 1 January of @year, counted from year 0. */
static int
days_before_year (int year)
{
  int past = year - 1;

  return 365 * year + past / 4 - past / 100 + past / 400;
}

static int
date_to_days (const YcDate *date)
{
  int days = days_before_year (date->year) - days_before_year (1970);

  for (int month = 1; month < date->month; month++)
    days += days_in_month (date->year, month);
  return days + date->day - 1;
}

/* Days outside the valid years give the first or the last day: the result is
 * always a date. */
static YcDate
date_from_days (gint64 days)
{
  YcDate date = { YEAR_MIN, 1, 1 };
  int rest;

  days = CLAMP (days, date_to_days (&date), date_to_days (&(YcDate){ YEAR_MAX, 12, 31 }));
  date.year = 1970 + (int) (days >= 0 ? days / 366 : days / 365 - 1);
  while (date_to_days (&(YcDate){ date.year + 1, 1, 1 }) <= days)
    date.year++;

  rest = (int) (days - date_to_days (&date));
  while (rest >= days_in_month (date.year, date.month))
    rest -= days_in_month (date.year, date.month++);
  date.day += rest;
  return date;
}

gboolean
yc_date_is_valid (const YcDate *date)
{
  g_return_val_if_fail (date != NULL, FALSE);

  return date->year >= YEAR_MIN && date->year <= YEAR_MAX &&
         date->month >= 1 && date->month <= 12 &&
         date->day >= 1 && date->day <= days_in_month (date->year, date->month);
}

/* Reads exactly @count digits. */
static gboolean
read_digits (const char *text,
             int         count,
             int        *ret_number)
{
  int number = 0;

  for (int i = 0; i < count; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      number = number * 10 + (text[i] - '0');
    }
  *ret_number = number;
  return TRUE;
}

static gboolean
parse_at (const char *text,
          int         month_at,
          int         day_at,
          YcDate     *ret_date)
{
  YcDate date;

  if (!read_digits (text, 4, &date.year) ||
      !read_digits (text + month_at, 2, &date.month) ||
      !read_digits (text + day_at, 2, &date.day) ||
      !yc_date_is_valid (&date))
    return FALSE;
  *ret_date = date;
  return TRUE;
}

/**
 * yc_date_parse:
 * @text: "YYYY-MM-DD", ISO 8601's extended form
 * @ret_date: (out): untouched on failure
 *
 * Returns: %TRUE if @text is a day that exists
 */
gboolean
yc_date_parse (const char *text,
               YcDate     *ret_date)
{
  g_return_val_if_fail (ret_date != NULL, FALSE);

  if (text == NULL || strlen (text) != 10 || text[4] != '-' || text[7] != '-')
    return FALSE;
  return parse_at (text, 5, 8, ret_date);
}

/**
 * yc_date_parse_digits:
 * @text: "YYYYMMDD", as identity cards carry it
 * @ret_date: (out): untouched on failure
 *
 * Returns: %TRUE if @text is a day that exists
 */
gboolean
yc_date_parse_digits (const char *text,
                      YcDate     *ret_date)
{
  g_return_val_if_fail (ret_date != NULL, FALSE);

  if (text == NULL || strlen (text) != 8)
    return FALSE;
  return parse_at (text, 4, 6, ret_date);
}

void
yc_date_to_text (const YcDate *date,
                 char          text[YC_DATE_TEXT_SIZE])
{
  g_return_if_fail (yc_date_is_valid (date));

  g_snprintf (text, YC_DATE_TEXT_SIZE, "%04u-%02u-%02u",
              (guint) date->year % 10000, (guint) date->month % 100, (guint) date->day % 100);
}

int
yc_date_compare (const YcDate *a,
                 const YcDate *b)
{
  g_return_val_if_fail (yc_date_is_valid (a) && yc_date_is_valid (b), 0);

  return date_to_days (a) - date_to_days (b);
}

/* Never leaves the valid years: the first and the last day stand for what
 * lies beyond them. */
YcDate
yc_date_add_days (const YcDate *date,
                  int           days)
{
  g_return_val_if_fail (yc_date_is_valid (date), *date);

  return date_from_days ((gint64) date_to_days (date) + days);
}

/**
 * yc_date_add_months:
 * @date: a day
 * @months: how many months later; may be negative
 *
 * The last day of a shorter month stands for the days it lacks: one month
 * after 31 January is 28 or 29 February.
 *
 * Returns: the day
 */
YcDate
yc_date_add_months (const YcDate *date,
                    int           months)
{
  gint64 count = (gint64) date->year * 12 + date->month - 1 + months;
  YcDate sum;

  g_return_val_if_fail (yc_date_is_valid (date), *date);

  count = CLAMP (count, YEAR_MIN * 12, YEAR_MAX * 12 + 11);
  sum = (YcDate){ (int) (count / 12), (int) (count % 12) + 1, date->day };
  sum.day = MIN (sum.day, days_in_month (sum.year, sum.month));
  return sum;
}

int
yc_date_days_between (const YcDate *from,
                      const YcDate *to)
{
  g_return_val_if_fail (yc_date_is_valid (from) && yc_date_is_valid (to), 0);

  return date_to_days (to) - date_to_days (from);
}

/* 1 Monday to 7 Sunday, as ISO 8601 counts. */
int
yc_date_weekday (const YcDate *date)
{
  int days;

  g_return_val_if_fail (yc_date_is_valid (date), 1);

  days = date_to_days (date) + 3; /* 1970-01-01 was a Thursday */
  return (days % 7 + 7) % 7 + 1;
}

/**
 * yc_date_from_wall:
 * @wall_ms: milliseconds since 1970-01-01 00:00 UTC
 * @offset_minutes: the zone's offset; 480 for China
 *
 * Returns: the day on the wall there and then; the first or the last valid
 *   day for a clock that says something beyond
 */
YcDate
yc_date_from_wall (gint64 wall_ms,
                   int    offset_minutes)
{
  gint64 local_ms;
  gint64 days;

  if (__builtin_add_overflow (wall_ms, (gint64) offset_minutes * 60000, &local_ms))
    local_ms = wall_ms < 0 ? G_MININT64 : G_MAXINT64;
  days = local_ms / MS_PER_DAY;
  if (local_ms % MS_PER_DAY < 0)
    days--;
  return date_from_days (days);
}
