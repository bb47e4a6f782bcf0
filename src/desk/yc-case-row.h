/* A case in the list: firm, number, what it waits for, how long there is left. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "file". */
#define YC_TYPE_CASE_ROW (yc_case_row_get_type ())
G_DECLARE_FINAL_TYPE (YcCaseRow, yc_case_row, YC, CASE_ROW, GtkWidget)

G_END_DECLS
