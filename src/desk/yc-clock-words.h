/* A clock in the clerk's words. */
#pragma once

#include "yc-case-time.h"

G_BEGIN_DECLS

const char *yc_clock_words_get_class (const YcClockReading *reading);
char       *yc_clock_words_dup_left  (const YcClockReading *reading);
char       *yc_clock_words_dup_why   (YcCaseFile           *file,
                                      const YcClockReading *reading,
                                      gint64                now_ms);

G_END_DECLS
