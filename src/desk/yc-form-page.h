/* Step 2: the form, as the catalogue has it. */
#pragma once

#include "yc-step-page.h"

G_BEGIN_DECLS

#define YC_TYPE_FORM_PAGE (yc_form_page_get_type ())
G_DECLARE_FINAL_TYPE (YcFormPage, yc_form_page, YC, FORM_PAGE, YcStepPage)

G_END_DECLS
