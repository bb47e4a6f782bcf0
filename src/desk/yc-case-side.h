/* Beside the case: the clock, and what is missing. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_CASE_SIDE (yc_case_side_get_type ())
G_DECLARE_FINAL_TYPE (YcCaseSide, yc_case_side, YC, CASE_SIDE, GtkWidget)

void        yc_case_side_set_file  (YcCaseSide *self,
                                    YcCaseFile *file);
void        yc_case_side_refresh   (YcCaseSide *self);
char       *yc_case_side_dup_next  (YcCaseSide *self,
                                    const char *after);

G_END_DECLS
