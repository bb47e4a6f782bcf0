/* Civil dates of the proleptic Gregorian calendar, and moments. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A day without a time or a zone. Valid years: 1800 to 9999. */
typedef struct
{
  int year;
  int month; /* 1 to 12 */
  int day;   /* 1 to 31 */
} YcDate;

/* "YYYY-MM-DD" and the closing zero. */
#define YC_DATE_TEXT_SIZE 11

gboolean yc_date_is_valid    (const YcDate *date);
gboolean yc_date_parse       (const char   *text,
                              YcDate       *ret_date);
gboolean yc_date_parse_digits (const char  *text,
                              YcDate       *ret_date);
void     yc_date_to_text     (const YcDate *date,
                              char          text[YC_DATE_TEXT_SIZE]);
int      yc_date_compare     (const YcDate *a,
                              const YcDate *b);
YcDate   yc_date_add_days    (const YcDate *date,
                              int           days);
YcDate   yc_date_add_months  (const YcDate *date,
                              int           months);
int      yc_date_days_between (const YcDate *from,
                              const YcDate *to);
int      yc_date_weekday     (const YcDate *date);
YcDate   yc_date_from_wall   (gint64        wall_ms,
                              int           offset_minutes);

G_END_DECLS
