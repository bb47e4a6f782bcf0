/* The clocks of a case as a window has it, and who breaks first. */
#pragma once

#include "yc-case-clocks.h"
#include "yc-case-file.h"

G_BEGIN_DECLS

/* Good until the case changes; read once for each @now_ms. */
const YcClocks *yc_case_file_get_clocks (YcCaseFile *self,
                                         gint64      now_ms);
/* By what breaks first, then by what waits for the clerk, then by age. */
int             yc_case_file_compare    (YcCaseFile *a,
                                         YcCaseFile *b,
                                         gint64      now_ms);
/* The whole case's pause that lasts; (nullable). */
const YcPause  *yc_case_file_get_pause  (YcCaseFile *self);

G_END_DECLS
