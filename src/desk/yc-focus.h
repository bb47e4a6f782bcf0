/* Where the focus goes on. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean yc_focus_through (GtkWidget       *widget,
                           GtkDirectionType direction);

G_END_DECLS
