/* Step 4: all that stands in the way, and the last key. */
#pragma once

#include "yc-case-verbs.h"
#include "yc-step-page.h"

G_BEGIN_DECLS

#define YC_TYPE_SUBMIT_PAGE (yc_submit_page_get_type ())
G_DECLARE_FINAL_TYPE (YcSubmitPage, yc_submit_page, YC, SUBMIT_PAGE, YcStepPage)

/* Begins one of the ways that are not simply accepting. */
void yc_submit_page_receive (YcSubmitPage    *self,
                             YcReceiveOutcome outcome);

G_END_DECLS
