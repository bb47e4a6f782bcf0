/* The display beside the clerk's, for the applicant. */
#pragma once

#include "yc-display.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_DISPLAY_WINDOW (yc_display_window_get_type ())
G_DECLARE_FINAL_TYPE (YcDisplayWindow, yc_display_window, YC, DISPLAY_WINDOW, GtkWindow)

/* @clerk: the window that keeps the keyboard; not owned */
YcDisplayWindow *yc_display_window_new    (YcDisplay       *display,
                                           GtkWindow       *clerk);
/* Onto the monitor that the clerk does not have, when there is one; FALSE: none. */
gboolean         yc_display_window_place  (YcDisplayWindow *self);
/* Shows it, or hides it where it is an ordinary window. */
void             yc_display_window_come_forward (YcDisplayWindow *self);
void             yc_display_window_toggle (YcDisplayWindow *self);

G_END_DECLS
