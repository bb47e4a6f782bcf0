/* A hall's feed as server-sent events, for boards and other programs. */
#pragma once

#include "yc-hub-server-private.h"

G_BEGIN_DECLS

#define YC_HUB_EVENT_READERS_MAX 256
#define YC_HUB_EVENT_READERS_OF_DEVICE_MAX 4
#define YC_HUB_EVENT_BEAT_MS 15000   /* between two comments that say that the hub is there */
#define YC_HUB_EVENT_WRITE_MS 20000  /* in which a reader must take what was written */

void yc_hub_events_begin (YcHubVisit  *visit);
void yc_hub_events_wake  (YcHubServer *server,
                          GHashTable  *touched);
void yc_hub_events_stop  (YcHubServer *server);

G_END_DECLS
