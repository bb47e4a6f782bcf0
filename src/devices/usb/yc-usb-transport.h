/* One interface of a USB device, through libusb. */
#pragma once

#include "yc-transport.h"

#include <libusb.h>

G_BEGIN_DECLS

#define YC_TYPE_USB_TRANSPORT (yc_usb_transport_get_type ())
G_DECLARE_FINAL_TYPE (YcUsbTransport, yc_usb_transport, YC, USB_TRANSPORT, YcTransport)

GError      *yc_usb_error_new     (int            code,
                                   const char    *doing);
YcTransport *yc_usb_transport_new (GObject       *keeper,
                                   libusb_device *device,
                                   int            interface_number);

G_END_DECLS
