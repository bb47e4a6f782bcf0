/* Numbers, times and states in the clerk's words. */
#pragma once

#include "yc-counter.h"

G_BEGIN_DECLS

char       *yc_words_dup_duration    (gint64        ms);
char       *yc_words_dup_clock       (gint64        ms);
char       *yc_words_dup_time        (gint64        at_ms);
gboolean    yc_words_parse_yuan      (const char   *text,
                                      gint64       *ret_fen);
const char *yc_words_get_source      (const char   *source);
const char *yc_words_get_step        (YcStep        step);
const char *yc_words_get_line_state  (YcLineState   state);
YcDate      yc_words_get_today       (void);
char       *yc_words_dup_origin      (const YcOrigin *origin);

G_END_DECLS
