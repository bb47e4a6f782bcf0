/* What the papers have in common. */
#pragma once

#include "yc-date.h"
#include "yc-escpos-proto.h"
#include "yc-papers.h"

G_BEGIN_DECLS

YcEscpos *yc_paper_begin    (const YcPaperFrame *frame,
                             const char         *title);
GBytes   *yc_paper_end      (YcEscpos           *paper,
                             const YcPaperFrame *frame,
                             GError            **error);
void      yc_paper_add_line (YcEscpos           *paper,
                             const char         *format,
                             ...) G_GNUC_PRINTF (2, 3);
void      yc_paper_add_firm (YcEscpos           *paper,
                             YcCase             *c);
char     *yc_paper_dup_time (gint64              at_ms);

G_END_DECLS
