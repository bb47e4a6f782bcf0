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
gboolean yc_ctl_script_rate           (YcCtlScript *self,
                                       int          score,
                                       GError     **error);

G_END_DECLS
