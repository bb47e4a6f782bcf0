/* Step 1: who is here, and how we know. */
#pragma once

#include "yc-step-page.h"

G_BEGIN_DECLS

#define YC_TYPE_IDENTITY_PAGE (yc_identity_page_get_type ())
G_DECLARE_FINAL_TYPE (YcIdentityPage, yc_identity_page, YC, IDENTITY_PAGE, YcStepPage)

/* Asks the applicant whether what identifies them may be taken in; @name: (nullable) */
void yc_identity_page_ask_consent (YcIdentityPage *self,
                                   const char     *name);

G_END_DECLS
