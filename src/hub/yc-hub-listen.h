/* Where the hub may be reached: this machine only (D28). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocketService *yc_hub_listen_service_new (void);
gboolean yc_hub_listen_loopback (GSocketService *service,
                                 const char     *address,
                                 guint          *ret_port,
                                 GError        **error);
gboolean yc_hub_listen_unix     (GSocketService *service,
                                 const char     *path,
                                 GError        **error);
void     yc_hub_count_connection (GSocketConnection *connection,
                                  guint          *connections);

G_END_DECLS
