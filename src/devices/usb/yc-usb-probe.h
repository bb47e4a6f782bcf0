/* What a USB device says about itself before it is claimed. */
#pragma once

#include "yc-bus.h"

#include <libusb.h>

G_BEGIN_DECLS

char         *yc_usb_dup_place (libusb_device *device);
YcDeviceInfo *yc_usb_probe     (libusb_device *device,
                                GObject       *keeper);

G_END_DECLS
