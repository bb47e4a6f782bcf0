/* Simulated devices on a USB bus that the real libusb sees, through umockdev. */
#pragma once

#include "yc-sim-device.h"

G_BEGIN_DECLS

#define YC_MOCK_PORTS_MAX 8

typedef struct _YcMockBus YcMockBus;
typedef struct _YcMockPort YcMockPort;

/* Told in the bus's own thread, with its lock held, when bytes have moved, and
 * with @released when the host has let the device go. */
typedef void (*YcMockFunc) (YcSimDevice *device,
                            gboolean     released,
                            gpointer     data);

YcMockBus  *yc_mock_bus_new       (void);
void        yc_mock_bus_free      (YcMockBus   *bus);
YcMockPort *yc_mock_bus_add       (YcMockBus   *bus,
                                   YcSimDevice *device,
                                   YcMockFunc   moved,
                                   gpointer     data);
gboolean    yc_mock_port_tell     (YcMockPort  *port,
                                   const char  *line,
                                   GError     **error);
GBytes     *yc_mock_port_get_received (YcMockPort *port);
void        yc_mock_port_look     (YcMockPort  *port,
                                   YcMockFunc   func,
                                   gpointer     data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcMockBus, yc_mock_bus_free)

G_END_DECLS
