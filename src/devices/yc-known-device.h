/* A device that is known by name and not supported. */
#pragma once

#include "yc-device.h"

G_BEGIN_DECLS

#define YC_TYPE_KNOWN_DEVICE (yc_known_device_get_type ())
G_DECLARE_FINAL_TYPE (YcKnownDevice, yc_known_device, YC, KNOWN_DEVICE, YcDevice)

G_END_DECLS
