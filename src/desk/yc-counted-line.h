/* A case or a visit that a figure counted, in two lines. */
#pragma once

#include "yc-hall.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "row" (YcCountedRow, nullable). */
#define YC_TYPE_COUNTED_LINE (yc_counted_line_get_type ())
G_DECLARE_FINAL_TYPE (YcCountedLine, yc_counted_line, YC, COUNTED_LINE, GtkWidget)

/* Whose catalogue names modules; not kept alive. */
void yc_counted_line_set_counter (YcCounter *counter);

G_END_DECLS
