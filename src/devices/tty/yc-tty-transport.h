/* A serial line: 115200 baud, 8N1, for this program alone. */
#pragma once

#include "yc-transport.h"

G_BEGIN_DECLS

#define YC_TYPE_TTY_TRANSPORT (yc_tty_transport_get_type ())
G_DECLARE_FINAL_TYPE (YcTtyTransport, yc_tty_transport, YC, TTY_TRANSPORT, YcTransport)

YcTransport *yc_tty_transport_new (const char *path);

G_END_DECLS
