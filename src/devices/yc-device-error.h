/* What can go wrong with a device, by the layer that failed (D33). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Not for the clerk to mend at the counter. */
typedef enum
{
  /* link: the cable, the port, the operating system */
  YC_DEVICE_ERROR_UNPLUGGED,
  YC_DEVICE_ERROR_TIMEOUT,
  YC_DEVICE_ERROR_STALLED,
  YC_DEVICE_ERROR_LINK,
  YC_DEVICE_ERROR_FORBIDDEN, /* the user may not open it */
  YC_DEVICE_ERROR_CLAIMED,   /* another program holds it */
  /* device: it answers, and says that it is broken or unable */
  YC_DEVICE_ERROR_DEVICE,
  YC_DEVICE_ERROR_UNSUPPORTED,
  /* protocol: its bytes make no sense */
  YC_DEVICE_ERROR_PROTOCOL,
  /* card: the card's content makes no sense */
  YC_DEVICE_ERROR_CARD,
  /* our own side */
  YC_DEVICE_ERROR_BUSY,
  YC_DEVICE_ERROR_JOURNAL,         /* the journal could not be written: nothing was sent */
  YC_DEVICE_ERROR_OUTCOME_UNKNOWN, /* it may or may not have been made: ask a person */
  YC_DEVICE_ERROR_STOPPED,         /* it was begun and stopped: not whole */
} YcDeviceError;

#define YC_DEVICE_ERROR (yc_device_error_quark ())
GQuark yc_device_error_quark (void);

/* What the clerk can mend: shown as an instruction, then tried again. */
typedef enum
{
  YC_DEVICE_RETRY_NO_CARD,
  YC_DEVICE_RETRY_LIFT_CARD,
  YC_DEVICE_RETRY_PAPER_OUT,
  YC_DEVICE_RETRY_COVER_OPEN,
  YC_DEVICE_RETRY_OFFLINE,
  YC_DEVICE_RETRY_NO_PAGES, /* the feeder is empty */
  YC_DEVICE_RETRY_JAMMED,
  YC_DEVICE_RETRY_WAIT,     /* somebody else uses it */
} YcDeviceRetry;

#define YC_DEVICE_RETRY (yc_device_retry_quark ())
GQuark yc_device_retry_quark (void);

typedef enum
{
  YC_DEVICE_LAYER_NONE,
  YC_DEVICE_LAYER_LINK,
  YC_DEVICE_LAYER_DEVICE,
  YC_DEVICE_LAYER_PROTOCOL,
  YC_DEVICE_LAYER_CARD,
} YcDeviceLayer;

YcDeviceLayer yc_device_error_get_layer (const GError *error);
const char   *yc_device_layer_to_name   (YcDeviceLayer layer);

G_END_DECLS
