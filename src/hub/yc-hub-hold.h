/* What a hub that was set back to a backup waits with. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

gboolean yc_hub_hold_is_on (YcHub       *hub,
                            gboolean    *ret_on,
                            GError     **error);
gboolean yc_hub_hold_op    (YcHub       *hub,
                            YcHubState  *state,
                            const YcOp  *op,
                            YcVerdict   *verdict,
                            gboolean    *ret_held,
                            GError     **error);

G_END_DECLS
