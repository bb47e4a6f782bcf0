/* What drivers and the registry may do with a device. */
#pragma once

#include "yc-device.h"

G_BEGIN_DECLS

/* Runs on the worker's thread. Returns the result, which the action's free
 * function frees, or NULL with @error set. */
typedef gpointer (*YcDeviceFunc) (YcDevice     *self,
                                  YcTransport  *transport,
                                  gpointer      data,
                                  GCancellable *cancellable,
                                  GError      **error);

void         yc_device_act               (YcDevice           *self,
                                          YcDeviceFunc        func,
                                          gpointer            data,
                                          GDestroyNotify      data_free,
                                          GDestroyNotify      result_free,
                                          GTask              *task);
/* Any thread: shows what an action that goes on is waiting for. */
void         yc_device_post_problem      (YcDevice           *self,
                                          const char         *problem);
void         yc_device_post_detail       (YcDevice           *self,
                                          const char         *detail);

guint        yc_device_class_match       (YcDeviceClass      *klass,
                                          const YcDeviceInfo *info);
void         yc_device_set_identity      (YcDevice           *self,
                                          const char         *identity);
void         yc_device_plug              (YcDevice           *self,
                                          const YcDeviceInfo *info);
void         yc_device_unplug            (YcDevice           *self);

/* Waits without holding up a cancel. FALSE when cancelled. */
gboolean     yc_device_pause             (GCancellable       *cancellable,
                                          guint               pause_ms,
                                          GError            **error);

G_END_DECLS
