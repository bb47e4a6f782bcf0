/* What a bus knows about a device before any driver has spoken to it. */
#pragma once

#include "yc-transport.h"

G_BEGIN_DECLS

#define YC_TYPE_DEVICE_INFO (yc_device_info_get_type ())

/* Reference counted; written by its bus, read only afterwards. */
typedef struct
{
  guint16 vendor;
  guint16 product;
  guint8 class_code; /* of the interface the transport would claim */
  guint8 subclass;
  guint8 protocol;
  char *place;         /* where it is plugged: "usb:1-2.3", "socket:/run/reader" */
  char *serial;        /* (nullable) */
  char *label;         /* (nullable): what the device calls itself */
  char *printer_id;    /* (nullable): IEEE 1284 device id of a printer */
  char *refusal;       /* (nullable): why it cannot be opened, for the clerk */
  YcTransport *transport;
} YcDeviceInfo;

GType         yc_device_info_get_type     (void);
YcDeviceInfo *yc_device_info_new          (const char   *place);
YcDeviceInfo *yc_device_info_ref          (YcDeviceInfo *info);
void          yc_device_info_unref        (YcDeviceInfo *info);
char         *yc_device_info_dup_identity (const YcDeviceInfo *info);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcDeviceInfo, yc_device_info_unref)

G_END_DECLS
