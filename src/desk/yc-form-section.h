/* One page of the form: its fields, its list, and what is said about them. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_FORM_SECTION (yc_form_section_get_type ())
G_DECLARE_FINAL_TYPE (YcFormSection, yc_form_section, YC, FORM_SECTION, GtkWidget)

GtkWidget *yc_form_section_new     (YcCaseFile    *file,
                                    const YcPage  *page);
void       yc_form_section_refresh (YcFormSection *self);
gboolean   yc_form_section_jump    (YcFormSection *self,
                                    const char    *path);
gboolean   yc_form_section_enter   (YcFormSection *self,
                                    GtkDirectionType direction);
gboolean   yc_form_section_add     (YcFormSection *self,
                                    gboolean       anywhere);
gboolean   yc_form_section_mend    (YcFormSection *self,
                                    guint          number);

/* Whether a page has anything to show in the case as it is. */
gboolean   yc_form_page_spec_is_shown (const YcPage *page,
                                    YcCaseFile    *file);

G_END_DECLS
