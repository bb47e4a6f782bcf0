/* Driver: ESC/P-K form printers of the USB printer class. */
#pragma once

#include "yc-class-printer.h"

G_BEGIN_DECLS

#define YC_TYPE_ESCPK_DEVICE (yc_escpk_device_get_type ())
G_DECLARE_FINAL_TYPE (YcEscpkDevice, yc_escpk_device, YC, ESCPK_DEVICE, YcClassPrinter)

G_END_DECLS
