/* In which order this window's engraver best cuts the seals of all its cases. */
#pragma once

#include "yc-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Called when a case was chosen; the window has gone then. */
typedef void (*YcSealQueueFunc) (YcCaseFile *file,
                                 gpointer    data);

void yc_seal_queue_window_present (GtkWindow       *parent,
                                   YcCounter       *counter,
                                   YcSealQueueFunc  chosen,
                                   gpointer         data);

G_END_DECLS
