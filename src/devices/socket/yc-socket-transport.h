/* A simulated device behind a unix socket. */
#pragma once

#include "yc-transport.h"

G_BEGIN_DECLS

#define YC_TYPE_SOCKET_TRANSPORT (yc_socket_transport_get_type ())
G_DECLARE_FINAL_TYPE (YcSocketTransport, yc_socket_transport, YC, SOCKET_TRANSPORT, YcTransport)

YcTransport *yc_socket_transport_new (const char *path);

G_END_DECLS
