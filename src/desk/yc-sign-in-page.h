/* Who works at this window now. */
#pragma once

#include "yc-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_SIGN_IN_PAGE (yc_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (YcSignInPage, yc_sign_in_page, YC, SIGN_IN_PAGE, GtkWidget)

void yc_sign_in_page_set_counter  (YcSignInPage *self,
                                 YcCounter   *counter);
void yc_sign_in_page_show_problem (YcSignInPage *self,
                                 const char  *problem);

G_END_DECLS
