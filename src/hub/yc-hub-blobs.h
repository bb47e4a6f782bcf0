/* Documents: announced by ops, brought in pieces, given out again (D14). */
#pragma once

#include "yc-hub-request.h"
#include "yc-hub.h"

G_BEGIN_DECLS

#define YC_HUB_BLOB_OVERDUE_MS (10 * 60 * 1000) /* announced and not here: is told */

gboolean     yc_hub_blobs_announce    (YcHub              *hub,
                                       const YcOp         *op,
                                       gint64              now_ms,
                                       GError            **error);
YcHubAnswer *yc_hub_blobs_check_put   (YcHub              *hub,
                                       const YcHubRequest *request,
                                       const YcHubDevice  *device);
YcHubAnswer *yc_hub_blobs_write       (YcHub              *hub,
                                       const YcHubRequest *request,
                                       GBytes             *piece,
                                       gboolean           *ret_whole);
void         yc_hub_blobs_clear       (YcHub              *hub);
YcHubAnswer *yc_hub_blobs_complete    (YcHub              *hub,
                                       const YcHubRequest *request,
                                       GHashTable         *touched);
YcHubAnswer *yc_hub_blobs_check_get   (YcHub              *hub,
                                       const YcHubRequest *request,
                                       const YcHubDevice  *device);
YcHubAnswer *yc_hub_blobs_read        (YcHub              *hub,
                                       const YcHubRequest *request);

G_END_DECLS
