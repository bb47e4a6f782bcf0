/* The ways to receive a form that cannot simply be accepted. */
#pragma once

#include "yc-case-verbs.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal "choosing": a way was chosen, or left. */
#define YC_TYPE_RECEIVE_BOX (yc_receive_box_get_type ())
G_DECLARE_FINAL_TYPE (YcReceiveBox, yc_receive_box, YC, RECEIVE_BOX, GtkWidget)

void     yc_receive_box_set_file (YcReceiveBox    *self,
                                  YcCaseFile      *file);
/* Shows what can be done with the case as it is now. */
void     yc_receive_box_refresh  (YcReceiveBox    *self);
/* Begins one of the ways: its points are there, to be looked over. */
void     yc_receive_box_choose   (YcReceiveBox    *self,
                                  YcReceiveOutcome outcome);
/* Records what was chosen and prints its paper; FALSE where nothing was. */
gboolean yc_receive_box_record   (YcReceiveBox    *self);
gboolean yc_receive_box_is_open  (YcReceiveBox    *self);

G_END_DECLS
