/* A case on one of the hub's lists, as a row of a list. */
#pragma once

#include "yc-list-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "row" (YcListRow). */
#define YC_TYPE_LIST_LINE (yc_list_line_get_type ())
G_DECLARE_FINAL_TYPE (YcListLine, yc_list_line, YC, LIST_LINE, GtkWidget)

G_END_DECLS
