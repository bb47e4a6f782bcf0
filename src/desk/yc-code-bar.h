/* Taking over a case by its hand-over code, at any window. */
#pragma once

#include "yc-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal "open-case" (YcCaseFile): the code has opened it. */
#define YC_TYPE_CODE_BAR (yc_code_bar_get_type ())
G_DECLARE_FINAL_TYPE (YcCodeBar, yc_code_bar, YC, CODE_BAR, GtkWidget)

void yc_code_bar_set_counter (YcCodeBar *self,
                              YcCounter *counter);
void yc_code_bar_open        (YcCodeBar *self);
void yc_code_bar_close       (YcCodeBar *self);

G_END_DECLS
