/* Devices: how each is, in words. */
#pragma once

#include "yc-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_DEVICES_PAGE (yc_devices_page_get_type ())
G_DECLARE_FINAL_TYPE (YcDevicesPage, yc_devices_page, YC, DEVICES_PAGE, GtkWidget)

void yc_devices_page_set_counter (YcDevicesPage *self,
                                  YcCounter     *counter);

void yc_devices_page_look (YcDevicesPage *self);

G_END_DECLS
