/* Step 3: what was brought. */
#pragma once

#include "yc-step-page.h"

G_BEGIN_DECLS

#define YC_TYPE_PAPERS_PAGE (yc_papers_page_get_type ())
G_DECLARE_FINAL_TYPE (YcPapersPage, yc_papers_page, YC, PAPERS_PAGE, YcStepPage)

/* F3, and Shift+F3: scans into the paper in hand. */
void yc_papers_page_scan (YcPapersPage *self,
                          gboolean      replace);

G_END_DECLS
