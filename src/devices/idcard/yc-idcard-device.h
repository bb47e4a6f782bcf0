/* Driver: identity card readers with a SAM module, vendor bulk protocol. */
#pragma once

#include "yc-device.h"

G_BEGIN_DECLS

#define YC_TYPE_IDCARD_DEVICE (yc_idcard_device_get_type ())
G_DECLARE_FINAL_TYPE (YcIdcardDevice, yc_idcard_device, YC, IDCARD_DEVICE, YcDevice)

G_END_DECLS
