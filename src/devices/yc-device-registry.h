/* Every device of the counter, plugged in or remembered. */
#pragma once

#include "yc-card-reader.h"
#include "yc-printer.h"
#include "yc-scanner.h"

G_BEGIN_DECLS

#define YC_DEVICE_REGISTRY_DEVICES_MAX 64

/* A GListModel of YcDevice. Lives on the main context it was made in. */
#define YC_TYPE_DEVICE_REGISTRY (yc_device_registry_get_type ())
G_DECLARE_FINAL_TYPE (YcDeviceRegistry, yc_device_registry, YC, DEVICE_REGISTRY, GObject)

YcDeviceRegistry *yc_device_registry_new         (void);
gboolean          yc_device_registry_add_address (YcDeviceRegistry *self,
                                                  const char       *address,
                                                  GError          **error);
void              yc_device_registry_prefer      (YcDeviceRegistry *self,
                                                  YcDeviceRole      role,
                                                  const char       *identity);
YcDevice         *yc_device_registry_get_by_role (YcDeviceRegistry *self,
                                                  YcDeviceRole      role);
YcDevice         *yc_device_registry_get_by_identity (YcDeviceRegistry *self,
                                                  const char       *identity);
void              yc_device_registry_look_again  (YcDeviceRegistry *self);
void              yc_device_registry_stop        (YcDeviceRegistry *self);

G_END_DECLS
