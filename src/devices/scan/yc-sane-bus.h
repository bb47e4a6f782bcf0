/* Scanners that SANE finds. */
#pragma once

#include "yc-bus.h"

G_BEGIN_DECLS

#define YC_SANE_SCANNERS_MAX 16

typedef struct _YcSaneBus YcSaneBus;

YcSaneBus *yc_sane_bus_new        (YcBusFunc  func,
                                   gpointer   data);
void       yc_sane_bus_free       (YcSaneBus *self);
void       yc_sane_bus_look_again (YcSaneBus *self);

G_END_DECLS
