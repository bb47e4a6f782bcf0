/* Step 5: what was decided, and why. */
#pragma once

#include "yc-step-page.h"

G_BEGIN_DECLS

#define YC_TYPE_DECISION_PAGE (yc_decision_page_get_type ())
G_DECLARE_FINAL_TYPE (YcDecisionPage, yc_decision_page, YC, DECISION_PAGE, YcStepPage)

G_END_DECLS
