/* The head of the hub's chain, signed. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

YcHubAnswer *yc_hub_audit_sign_head (YcHub *hub);

G_END_DECLS
