/* One window, person or matter in figures. */
#pragma once

#include "yc-hall.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "row" (YcHallRow, nullable). */
#define YC_TYPE_HALL_LINE (yc_hall_line_get_type ())
G_DECLARE_FINAL_TYPE (YcHallLine, yc_hall_line, YC, HALL_LINE, GtkWidget)

/* What all lines show their keys by; not kept alive. */
void yc_hall_line_set_hall (YcCounter *counter,
                            YcHall    *hall);

G_END_DECLS
