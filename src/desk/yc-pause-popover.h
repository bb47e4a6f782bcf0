/* Why a case stands still: a reason of the catalogue. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Stops the clocks of @file with the reason that is chosen below @widget, or
 * lets them run again where they stand still. */
void yc_pause_popover_ask (GtkWidget  *widget,
                           YcCaseFile *file);

G_END_DECLS
