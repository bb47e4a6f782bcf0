/* The help page, F1. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void yc_help_window_present (GtkWindow *parent);

G_END_DECLS
