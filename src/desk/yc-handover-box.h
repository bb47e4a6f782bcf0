/* All that the modules have given, in one list: signed for or posted. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_HANDOVER_BOX (yc_handover_box_get_type ())
G_DECLARE_FINAL_TYPE (YcHandoverBox, yc_handover_box, YC, HANDOVER_BOX, GtkWidget)

void     yc_handover_box_show (YcHandoverBox *self,
                               YcCaseFile    *file);
/* Signs for what is ticked, or posts it; FALSE where nothing can be. */
gboolean yc_handover_box_sign (YcHandoverBox *self);
gboolean yc_handover_box_post (YcHandoverBox *self);
/* The list, to be signed by hand: on the form printer where one is connected. */
void     yc_handover_box_print (YcHandoverBox *self);

G_END_DECLS
