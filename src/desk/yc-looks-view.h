/* Who looked at personal data, for the hall's supervisor to read. */
#pragma once

#include "yc-looks.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal: "open" (YcHubLook): its case is wanted. */
#define YC_TYPE_LOOKS_VIEW (yc_looks_view_get_type ())
G_DECLARE_FINAL_TYPE (YcLooksView, yc_looks_view, YC, LOOKS_VIEW, GtkWidget)

void yc_looks_view_set_counter (YcLooksView *self,
                                YcCounter   *counter);
void yc_looks_view_ask         (YcLooksView *self,
                                gint64       from_ms,
                                gint64       to_ms);

G_END_DECLS
