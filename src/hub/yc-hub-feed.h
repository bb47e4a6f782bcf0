/* Reading a hall's or a stream's feed, and finding cases. */
#pragma once

#include "yc-hub-request.h"
#include "yc-hub.h"

G_BEGIN_DECLS

YcHubAnswer *yc_hub_feed_read  (YcHub              *hub,
                                const YcHubRequest *request,
                                const YcHubDevice  *device,
                                gboolean           *ret_is_empty);
YcHubAnswer *yc_hub_feed_read_events (YcHub        *hub,
                                YcHubRequest       *request,
                                const YcHubDevice  *device);
YcHubAnswer *yc_hub_feed_find  (YcHub              *hub,
                                const char         *search,
                                const YcHubDevice  *device);

G_END_DECLS
