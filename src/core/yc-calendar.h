/* Working days, with the days that are moved (D11). */
#pragma once

#include "yc-date.h"

G_BEGIN_DECLS

typedef struct _YcCalendar YcCalendar;

YcCalendar *yc_calendar_new             (void);
void        yc_calendar_free            (YcCalendar       *self);
void        yc_calendar_add_holiday     (YcCalendar       *self,
                                         const YcDate     *day);
void        yc_calendar_add_working_day (YcCalendar       *self,
                                         const YcDate     *day);
gboolean    yc_calendar_is_working_day  (const YcCalendar *self,
                                         const YcDate     *day);
gboolean    yc_calendar_covers          (const YcCalendar *self,
                                         int               year);
YcDate      yc_calendar_add             (const YcCalendar *self,
                                         const YcDate     *day,
                                         guint             working_days);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcCalendar, yc_calendar_free)

G_END_DECLS
