/* Something that cannot be sent as it is: what, why, what can be done. */
#pragma once

#include "yc-line.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "parked". */
#define YC_TYPE_PARKED_ROW (yc_parked_row_get_type ())
G_DECLARE_FINAL_TYPE (YcParkedRow, yc_parked_row, YC, PARKED_ROW, GtkWidget)

G_END_DECLS
