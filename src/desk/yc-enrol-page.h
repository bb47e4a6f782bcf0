/* The first start: this machine becomes a counter of a hall. */
#pragma once

#include "yc-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_ENROL_PAGE (yc_enrol_page_get_type ())
G_DECLARE_FINAL_TYPE (YcEnrolPage, yc_enrol_page, YC, ENROL_PAGE, GtkWidget)

void yc_enrol_page_set_counter  (YcEnrolPage *self,
                                 YcCounter   *counter);
void yc_enrol_page_show_problem (YcEnrolPage *self,
                                 const char  *problem);

G_END_DECLS
