/* Driver: ESC/POS receipt printers of the USB printer class. */
#pragma once

#include "yc-class-printer.h"

G_BEGIN_DECLS

#define YC_TYPE_ESCPOS_DEVICE (yc_escpos_device_get_type ())
G_DECLARE_FINAL_TYPE (YcEscposDevice, yc_escpos_device, YC, ESCPOS_DEVICE, YcClassPrinter)

G_END_DECLS
