/* yc-calendar.c: working days
 *
 * Monday to Friday, without the days the State Council frees, with the days it
 * has worked instead. A year nobody announced is Monday to Friday only;
 * yc_calendar_covers() tells.
 */

#include "yc-calendar.h"

struct _YcCalendar
{
  GHashTable *moved; /* day as yyyymmdd → TRUE where it is worked */
  GHashTable *years; /* set of years with a day in @moved */
};

YcCalendar *
yc_calendar_new (void)
{
  YcCalendar *self = g_new0 (YcCalendar, 1);

  self->moved = g_hash_table_new (NULL, NULL);
  self->years = g_hash_table_new (NULL, NULL);
  return self;
}

void
yc_calendar_free (YcCalendar *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->moved);
  g_hash_table_unref (self->years);
  g_free (self);
}

static gpointer
day_to_key (const YcDate *day)
{
  return GINT_TO_POINTER (day->year * 10000 + day->month * 100 + day->day);
}

static void
move_day (YcCalendar   *self,
          const YcDate *day,
          gboolean      worked)
{
  g_hash_table_insert (self->moved, day_to_key (day), GINT_TO_POINTER (worked));
  g_hash_table_add (self->years, GINT_TO_POINTER (day->year));
}

void
yc_calendar_add_holiday (YcCalendar   *self,
                         const YcDate *day)
{
  g_return_if_fail (self != NULL && yc_date_is_valid (day));

  move_day (self, day, FALSE);
}

/* A day worked though it is a Saturday or a Sunday. */
void
yc_calendar_add_working_day (YcCalendar   *self,
                             const YcDate *day)
{
  g_return_if_fail (self != NULL && yc_date_is_valid (day));

  move_day (self, day, TRUE);
}

gboolean
yc_calendar_is_working_day (const YcCalendar *self,
                            const YcDate     *day)
{
  gpointer worked;

  g_return_val_if_fail (self != NULL && yc_date_is_valid (day), FALSE);

  if (g_hash_table_lookup_extended (self->moved, day_to_key (day), NULL, &worked))
    return GPOINTER_TO_INT (worked);
  return yc_date_weekday (day) <= 5;
}

/* Whether the moved days of @year were announced. */
gboolean
yc_calendar_covers (const YcCalendar *self,
                    int               year)
{
  return g_hash_table_contains (self->years, GINT_TO_POINTER (year));
}

/**
 * yc_calendar_add:
 * @self: a calendar
 * @day: the day a term begins; it does not count itself
 * @working_days: how many
 *
 * Returns: the last day of the term, as the Administrative Licensing Law
 *   counts it (article 82: working days, without public holidays)
 */
YcDate
yc_calendar_add (const YcCalendar *self,
                 const YcDate     *day,
                 guint             working_days)
{
  YcDate end = *day;

  while (working_days > 0)
    {
      end = yc_date_add_days (&end, 1);
      if (yc_calendar_is_working_day (self, &end))
        working_days--;
    }
  return end;
}
