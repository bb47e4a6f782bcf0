/* The rows of a list of the form, such as the shareholders. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_LIST_BOX (yc_list_box_get_type ())
G_DECLARE_FINAL_TYPE (YcListBox, yc_list_box, YC, LIST_BOX, GtkWidget)

GtkWidget  *yc_list_box_new      (YcCaseFile       *file,
                                  const YcListSpec *spec);
void        yc_list_box_refresh  (YcListBox        *self);
void        yc_list_box_add      (YcListBox        *self);
const char *yc_list_box_get_path (YcListBox        *self);
gboolean    yc_list_box_jump     (YcListBox        *self,
                                  const char       *path);

G_END_DECLS
