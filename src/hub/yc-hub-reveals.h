/* Who looked at personal data of a hall's cases, for its supervisors. */
#pragma once

#include "yc-hub.h"
#include "yc-hub-request.h"

G_BEGIN_DECLS

gboolean     yc_hub_reveals_keep (YcHub              *hub,
                                  const YcHubRow     *row,
                                  const YcOp         *op,
                                  GError            **error);
YcHubAnswer *yc_hub_reveals_read (YcHub              *hub,
                                  const YcHubRequest *request,
                                  const YcHubDevice  *device);

G_END_DECLS
