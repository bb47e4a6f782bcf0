/* A device in the header: a dot, its name, and its trouble on demand. */
#pragma once

#include "yc-device.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "device". */
#define YC_TYPE_DEVICE_DOT (yc_device_dot_get_type ())
G_DECLARE_FINAL_TYPE (YcDeviceDot, yc_device_dot, YC, DEVICE_DOT, GtkWidget)

GtkWidget  *yc_device_dot_new         (YcDevice     *device);
const char *yc_device_role_get_words  (YcDeviceRole role);
const char *yc_device_state_get_words (YcDeviceState state);
const char *yc_device_state_get_class (YcDeviceState state);

G_END_DECLS
