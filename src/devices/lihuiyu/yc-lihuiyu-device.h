/* An engraver with a Lihuiyu board, behind a guard. */
#pragma once

#include "yc-engraver-device.h"

G_BEGIN_DECLS

#define YC_TYPE_LIHUIYU_DEVICE (yc_lihuiyu_device_get_type ())
G_DECLARE_FINAL_TYPE (YcLihuiyuDevice, yc_lihuiyu_device, YC, LIHUIYU_DEVICE, YcEngraverDevice)

G_END_DECLS
