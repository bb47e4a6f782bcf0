/* What is wrong with the enterprise's name, everything at once, with its mends. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Mends that have a key: Ctrl+F1 and on. */
#define YC_NAME_BOX_KEYS_MAX 9

#define YC_TYPE_NAME_BOX (yc_name_box_get_type ())
G_DECLARE_FINAL_TYPE (YcNameBox, yc_name_box, YC, NAME_BOX, GtkWidget)

GtkWidget *yc_name_box_new     (YcCaseFile *file);
void       yc_name_box_refresh (YcNameBox  *self);
gboolean   yc_name_box_take    (YcNameBox  *self,
                                guint       number);

G_END_DECLS
