/* Operators, windows and devices of the city's halls, for administrators. */
#pragma once

#include "yc-administration.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_ADMINISTRATION_PAGE (yc_administration_page_get_type ())
G_DECLARE_FINAL_TYPE (YcAdministrationPage, yc_administration_page, YC, ADMINISTRATION_PAGE, GtkWidget)

void yc_administration_page_set_counter (YcAdministrationPage *self,
                                         YcCounter            *counter);
/* "operators", "windows", "devices", "search", "refresh", or what is done: "add", "lock" … */
void yc_administration_page_act         (YcAdministrationPage *self,
                                         const char           *verb);

G_END_DECLS
