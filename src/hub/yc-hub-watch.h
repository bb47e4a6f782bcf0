/* The door for those who run the hub: numbers, health, readiness. */
#pragma once

#include "yc-hub-server.h"

G_BEGIN_DECLS

typedef struct _YcHubWatch YcHubWatch;

YcHubWatch *yc_hub_watch_new  (YcHubServer *server,
                               const char  *address,
                               gint64       disk_floor_bytes,
                               guint       *ret_port,
                               GError     **error);
void        yc_hub_watch_free (YcHubWatch  *self);

G_END_DECLS
