/* Telling the clerk what happened, from any widget. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void yc_say       (GtkWidget    *from,
                   const char   *format,
                   ...) G_GNUC_PRINTF (2, 3);
void yc_say_error (GtkWidget    *from,
                   const GError *error);

G_END_DECLS
