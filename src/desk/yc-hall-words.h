/* The hall's figures in words. */
#pragma once

#include "yc-hall.h"

G_BEGIN_DECLS

char *yc_hall_words_dup_key     (YcCounter          *counter,
                                 YcHall             *hall,
                                 const char         *key);
char *yc_hall_words_dup_why     (YcCounter          *counter,
                                 const YcHubCounted *counted);
char *yc_hall_words_dup_left    (const YcHubCounted *counted,
                                 gint64              now_ms);
char *yc_hall_words_dup_percent (guint               count,
                                 guint               of);
char *yc_hall_words_dup_change  (gint64              change);
char *yc_hall_words_dup_name    (const YcHubCounted *counted);
const char *yc_hall_words_get_measure (YcMeasure     measure);

G_END_DECLS
