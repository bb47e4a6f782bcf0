/* A call-back that is due, and what came of it. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_CALL_BOX (yc_call_box_get_type ())
G_DECLARE_FINAL_TYPE (YcCallBox, yc_call_box, YC, CALL_BOX, GtkWidget)

/* Hidden while no call is due. */
void yc_call_box_set_file (YcCallBox  *self,
                           YcCaseFile *file);
void yc_call_box_start    (YcCallBox  *self);

G_END_DECLS
