/* A device on the Devices page: state and last problem in words. */
#pragma once

#include "yc-device.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "device". */
#define YC_TYPE_DEVICE_ROW (yc_device_row_get_type ())
G_DECLARE_FINAL_TYPE (YcDeviceRow, yc_device_row, YC, DEVICE_ROW, GtkWidget)

G_END_DECLS
