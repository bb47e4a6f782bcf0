/* Asking the applicant whether a helper may fill in for them, or whether what
 * identifies them may be taken in. */
#pragma once

#include "yc-display.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal "agreed" (YcCaseFile): the consent is recorded. */
#define YC_TYPE_CONSENT_BOX (yc_consent_box_get_type ())
G_DECLARE_FINAL_TYPE (YcConsentBox, yc_consent_box, YC, CONSENT_BOX, GtkWidget)

void yc_consent_box_set_display (YcConsentBox *self,
                                 YcDisplay    *display);
void yc_consent_box_set_file    (YcConsentBox *self,
                                 YcCaseFile   *file);
void yc_consent_box_start       (YcConsentBox *self);
/* @purpose: YC_CONSENT_HELPER, as it is at first, or YC_CONSENT_SENSITIVE */
void yc_consent_box_set_purpose (YcConsentBox *self,
                                 const char   *purpose);
/* Asks @name (nullable) on the display at once; without a name, for the name. */
void yc_consent_box_ask         (YcConsentBox *self,
                                 const char   *name);

G_END_DECLS
