/* Simulated devices: hot-plug over a unix socket. */
#pragma once

#include "yc-bus.h"

G_BEGIN_DECLS

typedef struct _YcSocketBus YcSocketBus;

YcSocketBus *yc_socket_bus_new  (const char  *path,
                                 YcBusFunc    func,
                                 gpointer     data);
void         yc_socket_bus_free (YcSocketBus *self);

G_END_DECLS
