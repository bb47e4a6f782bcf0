/* How values are written on a Chinese paper. Pure. */
#pragma once

#include "yc-date.h"

G_BEGIN_DECLS

/* Money is in fen. All (transfer full). */
char *yc_format_money       (gint64        fen);
char *yc_format_money_wan   (gint64        fen);
char *yc_format_money_upper (gint64        fen);
char *yc_format_share       (gint64        part,
                             gint64        whole);
char *yc_format_date        (const YcDate *date);
char *yc_format_masked      (const char   *text);
char *yc_format_ordinal     (guint         number);

G_END_DECLS
