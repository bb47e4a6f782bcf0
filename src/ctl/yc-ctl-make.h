/* The scripted case's physical work, at a bench instead of a machine. */
#pragma once

#include "yc-ctl-script.h"

G_BEGIN_DECLS

/* Whether there is a bench, and something to be made at it now. */
gboolean yc_ctl_script_has_work    (YcCtlScript *self);
/* Makes all that can be made now, each piece once. */
gboolean yc_ctl_script_make_pieces (YcCtlScript *self,
                                    GError     **error);

G_END_DECLS
