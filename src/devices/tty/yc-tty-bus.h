/* Hot-plug of one serial line. */
#pragma once

#include "yc-bus.h"

G_BEGIN_DECLS

typedef struct _YcTtyBus YcTtyBus;

YcTtyBus *yc_tty_bus_new  (const char *path,
                           YcBusFunc   func,
                           gpointer    data);
void      yc_tty_bus_free (YcTtyBus   *self);

G_END_DECLS
