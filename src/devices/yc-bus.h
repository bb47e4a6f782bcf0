/* Where devices come from: tells what is plugged in and what is taken out. */
#pragma once

#include "yc-device-info.h"

G_BEGIN_DECLS

/* Called on the main context the bus was started from. */
typedef void (*YcBusFunc) (YcDeviceInfo *info,
                           gboolean      arrived,
                           gpointer      data);

/* Carries events from a bus's own thread to that context; keeps nothing alive
 * but itself. */
typedef struct _YcBusPost YcBusPost;

YcBusPost *yc_bus_post_new   (YcBusFunc     func,
                              gpointer      data);
YcBusPost *yc_bus_post_ref   (YcBusPost    *post);
void       yc_bus_post_unref (YcBusPost    *post);
void       yc_bus_post_send  (YcBusPost    *post,
                              YcDeviceInfo *info,
                              gboolean      arrived);
void       yc_bus_post_release (YcBusPost  *post,
                                GObject    *object);
void       yc_bus_post_close (YcBusPost    *post);

G_END_DECLS
