/* Step 4: who has signed what, and giving the next paper to the display. */
#pragma once

#include "yc-step-page.h"

G_BEGIN_DECLS

#define YC_TYPE_SIGN_PAGE (yc_sign_page_get_type ())
G_DECLARE_FINAL_TYPE (YcSignPage, yc_sign_page, YC, SIGN_PAGE, YcStepPage)

/* F4: the next who can sign, from the chosen line on; again: takes it back. */
void yc_sign_page_next (YcSignPage *self);

G_END_DECLS
