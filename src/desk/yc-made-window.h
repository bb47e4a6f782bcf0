/* In a training hall: what the simulated machines have made, as it is made. */
#pragma once

#include "yc-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void yc_made_window_present (GtkWindow *parent,
                             YcCounter *counter);

G_END_DECLS
