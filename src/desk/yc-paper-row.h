/* A line of the checklist. */
#pragma once

#include "yc-case-file.h"
#include "yc-scan-strip.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_PAPER_ROW (yc_paper_row_get_type ())
G_DECLARE_FINAL_TYPE (YcPaperRow, yc_paper_row, YC, PAPER_ROW, GtkWidget)

GtkWidget  *yc_paper_row_new     (YcCaseFile       *file,
                                  const YcItemSpec *spec);
const char *yc_paper_row_get_id  (YcPaperRow       *self);
void        yc_paper_row_refresh (YcPaperRow       *self);
/* Returns: (transfer none) */
YcScanStrip *yc_paper_row_get_strip (YcPaperRow    *self);

G_END_DECLS
