/* Line: what waits, since when, why, and what can be done. */
#pragma once

#include "yc-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal: "open-case" (YcCaseFile). */
#define YC_TYPE_LINE_PAGE (yc_line_page_get_type ())
G_DECLARE_FINAL_TYPE (YcLinePage, yc_line_page, YC, LINE_PAGE, GtkWidget)

void yc_line_page_set_counter (YcLinePage *self,
                               YcCounter  *counter);
void yc_line_page_retry       (YcLinePage *self);

G_END_DECLS
