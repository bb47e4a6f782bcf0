/* The code that a firm is registered under. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

char    *yc_hub_registry_dup_code (YcHub       *hub,
                                   YcHubState  *state,
                                   GError     **error);
gboolean yc_hub_registry_note     (YcHub       *hub,
                                   const YcOp  *op,
                                   GError     **error);

G_END_DECLS
