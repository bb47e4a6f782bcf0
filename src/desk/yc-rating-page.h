/* How the applicant was served: asked on their display, not shown here. */
#pragma once

#include "yc-step-page.h"

G_BEGIN_DECLS

#define YC_TYPE_RATING_PAGE (yc_rating_page_get_type ())
G_DECLARE_FINAL_TYPE (YcRatingPage, yc_rating_page, YC, RATING_PAGE, YcStepPage)

G_END_DECLS
