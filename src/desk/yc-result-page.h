/* Step 6: what the applicant takes home. */
#pragma once

#include "yc-step-page.h"

G_BEGIN_DECLS

#define YC_TYPE_RESULT_PAGE (yc_result_page_get_type ())
G_DECLARE_FINAL_TYPE (YcResultPage, yc_result_page, YC, RESULT_PAGE, YcStepPage)

void yc_result_page_print_list (YcResultPage *self);

G_END_DECLS
