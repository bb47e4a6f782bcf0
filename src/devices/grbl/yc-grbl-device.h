/* A GRBL laser, behind a guard. */
#pragma once

#include "yc-engraver-device.h"

G_BEGIN_DECLS

#define YC_TYPE_GRBL_DEVICE (yc_grbl_device_get_type ())
G_DECLARE_FINAL_TYPE (YcGrblDevice, yc_grbl_device, YC, GRBL_DEVICE, YcEngraverDevice)

G_END_DECLS
