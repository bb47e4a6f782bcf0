/* The scripted case after its decision: modules, hand-over, rating. */
#pragma once

#include "yc-ctl-script.h"

G_BEGIN_DECLS

gboolean yc_ctl_script_follow_modules (YcCtlScript *self,
                                       guint        patience_ms,
                                       GError     **error);
gboolean yc_ctl_script_hand_out       (YcCtlScript *self,
                                       gboolean     print,
                                       GError     **error);
/* Makes the paper @kind and prints it on the form printer. */
gboolean yc_ctl_script_print_form (YcCtlScript *self,
                                   const char  *kind,
                                   GError     **error);
gboolean yc_ctl_script_rate           (YcCtlScript *self,
                                       int          score,
                                       GError     **error);

G_END_DECLS
