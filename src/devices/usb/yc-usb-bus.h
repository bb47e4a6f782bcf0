/* USB through libusb: hot-plug, and the context that transports share. */
#pragma once

#include "yc-bus.h"

#include <libusb.h>

G_BEGIN_DECLS

#define YC_TYPE_USB_BUS (yc_usb_bus_get_type ())
G_DECLARE_FINAL_TYPE (YcUsbBus, yc_usb_bus, YC, USB_BUS, GObject)

YcUsbBus *yc_usb_bus_new  (YcBusFunc func,
                           gpointer  data);
void      yc_usb_bus_stop (YcUsbBus *self);

G_END_DECLS
