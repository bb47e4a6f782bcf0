/* Driver: ESC/P-K form printers of the USB printer class. */
#pragma once

#include "yc-class-printer.h"
#include "yc-escpk-proto.h"

G_BEGIN_DECLS

#define YC_TYPE_ESCPK_DEVICE (yc_escpk_device_get_type ())
G_DECLARE_FINAL_TYPE (YcEscpkDevice, yc_escpk_device, YC, ESCPK_DEVICE, YcClassPrinter)

/* In mm, to the right and down; at most YC_ESCPK_OFFSET_MAX_MM either way. */
void yc_escpk_device_set_offset   (YcEscpkDevice   *self,
                                   double           x_mm,
                                   double           y_mm);
/* How bytes for this machine are made. */
void yc_escpk_device_get_settings (YcEscpkDevice   *self,
                                   YcEscpkSettings *ret_settings);

G_END_DECLS
