/* What administrators are shown. */
#pragma once

#include "yc-hub-request.h"
#include "yc-hub.h"

G_BEGIN_DECLS

YcHubAnswer *yc_hub_staff_lists_read (YcHub              *hub,
                                      const YcHubRequest *request,
                                      const YcHubDevice  *device);

G_END_DECLS
