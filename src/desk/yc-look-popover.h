/* What somebody needs personal data of a case for, before they see it. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

const char *yc_look_get_purpose_words (const char *purpose);
void        yc_look_popover_ask       (GtkWidget         *widget,
                                       GtkWidget         *near,
                                       YcCaseFile        *file,
                                       const char *const *paths);

G_END_DECLS
