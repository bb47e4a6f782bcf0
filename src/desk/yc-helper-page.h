/* The helper's page: today's applicants, handing over, my firms. */
#pragma once

#include "yc-counter.h"
#include "yc-display.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal "open-case" (YcCaseFile): to be filled in or looked at. */
#define YC_TYPE_HELPER_PAGE (yc_helper_page_get_type ())
G_DECLARE_FINAL_TYPE (YcHelperPage, yc_helper_page, YC, HELPER_PAGE, GtkWidget)

void yc_helper_page_set_counter (YcHelperPage *self,
                                 YcCounter    *counter);
void yc_helper_page_set_display (YcHelperPage *self,
                                 YcDisplay    *display);
void yc_helper_page_set_file    (YcHelperPage *self,
                                 YcCaseFile   *file);
void yc_helper_page_act         (YcHelperPage *self,
                                 const char   *verb);

G_END_DECLS
