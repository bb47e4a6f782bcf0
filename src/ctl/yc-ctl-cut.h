/* The seals of a case, cut by the engraver that stands at the counter. */
#pragma once

#include "yc-ctl-script.h"

G_BEGIN_DECLS

gboolean yc_ctl_script_cut_seals (YcCtlScript  *self,
                                  GError      **error);

G_END_DECLS
