/* The hub's doors on the network. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

#define YC_HUB_CONNECTIONS_MAX 12000
#define YC_HUB_QUEUE_MAX 2048    /* ops that wait for a transaction */
#define YC_HUB_BATCH_MAX 256     /* ops in one transaction */
#define YC_HUB_HEADERS_MAX 64
#define YC_HUB_HEADERS_BYTES_MAX 8192
#define YC_HUB_REQUEST_MAX_MS 15000 /* from a request's first byte to its last */
#define YC_HUB_IDLE_MAX_S 120       /* of a connection without a request */

typedef struct _YcHubServer YcHubServer;

YcHubServer *yc_hub_server_new          (YcHub              *hub,
                                         GError            **error);
gboolean     yc_hub_server_listen       (YcHubServer        *self,
                                         const char         *address,
                                         guint              *ret_port,
                                         GError            **error);
gboolean     yc_hub_server_listen_unix  (YcHubServer        *self,
                                         const char         *path,
                                         GError            **error);
gboolean     yc_hub_server_listen_admin (YcHubServer        *self,
                                         const char         *path,
                                         GError            **error);
gboolean     yc_hub_server_listen_watch (YcHubServer        *self,
                                         const char         *address,
                                         gint64              disk_floor_bytes,
                                         guint              *ret_port,
                                         GError            **error);
void         yc_hub_server_require_certificates (YcHubServer *self);
gboolean     yc_hub_server_open_offices (YcHubServer        *self,
                                         GBytes             *config,
                                         GError            **error);
void         yc_hub_server_set_request_max (YcHubServer     *self,
                                         guint               request_max_ms);
void         yc_hub_server_stop         (YcHubServer        *self,
                                         GSourceFunc         stopped,
                                         gpointer            data);
void         yc_hub_server_free         (YcHubServer        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubServer, yc_hub_server_free)

G_END_DECLS
