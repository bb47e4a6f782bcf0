/* The seals of a case: measured, played through, cut, looked at. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void yc_seals_window_present (GtkWindow  *parent,
                              YcCaseFile *file);

G_END_DECLS
