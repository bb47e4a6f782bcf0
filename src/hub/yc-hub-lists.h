/* Which lists a case stands on, and reading them. */
#pragma once

#include "yc-hub.h"
#include "yc-hub-request.h"

G_BEGIN_DECLS

gboolean     yc_hub_lists_update   (YcHub               *hub,
                                    YcHubState          *state,
                                    GError             **error);
YcHubAnswer *yc_hub_lists_read     (YcHub               *hub,
                                    const YcHubRequest  *request,
                                    const YcHubDevice   *device);

G_END_DECLS
