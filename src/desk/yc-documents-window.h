/* The papers made from the form of a case: made, looked at, printed. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void yc_documents_window_present (GtkWindow  *parent,
                                  YcCaseFile *file);

G_END_DECLS
