/* A scanner with a SANE driver. */
#pragma once

#include "yc-scanner.h"

G_BEGIN_DECLS

#define YC_TYPE_SANE_DEVICE (yc_sane_device_get_type ())
G_DECLARE_FINAL_TYPE (YcSaneDevice, yc_sane_device, YC, SANE_DEVICE, YcDevice)

const char *yc_sane_device_get_sane_name (YcSaneDevice *self);

G_END_DECLS
