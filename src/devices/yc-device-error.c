/* yc-device-error.c: the two error domains of devices */

#include "yc-device-error.h"

G_DEFINE_QUARK (yc-device-error-quark, yc_device_error)
G_DEFINE_QUARK (yc-device-retry-quark, yc_device_retry)

/* Which layer failed; %YC_DEVICE_LAYER_NONE for what is no device error. */
YcDeviceLayer
yc_device_error_get_layer (const GError *error)
{
  if (error == NULL || error->domain != YC_DEVICE_ERROR)
    return YC_DEVICE_LAYER_NONE;

  switch ((YcDeviceError) error->code)
    {
    case YC_DEVICE_ERROR_UNPLUGGED:
    case YC_DEVICE_ERROR_TIMEOUT:
    case YC_DEVICE_ERROR_STALLED:
    case YC_DEVICE_ERROR_LINK:
    case YC_DEVICE_ERROR_FORBIDDEN:
    case YC_DEVICE_ERROR_CLAIMED:
      return YC_DEVICE_LAYER_LINK;
    case YC_DEVICE_ERROR_DEVICE:
    case YC_DEVICE_ERROR_UNSUPPORTED:
      return YC_DEVICE_LAYER_DEVICE;
    case YC_DEVICE_ERROR_PROTOCOL:
      return YC_DEVICE_LAYER_PROTOCOL;
    case YC_DEVICE_ERROR_CARD:
      return YC_DEVICE_LAYER_CARD;
    case YC_DEVICE_ERROR_BUSY:
    case YC_DEVICE_ERROR_JOURNAL:
    case YC_DEVICE_ERROR_OUTCOME_UNKNOWN:
    case YC_DEVICE_ERROR_STOPPED:
    default:
      return YC_DEVICE_LAYER_NONE;
    }
}

const char *
yc_device_layer_to_name (YcDeviceLayer layer)
{
  static const char *const names[] = { "none", "link", "device", "protocol", "card" };

  g_return_val_if_fail ((guint) layer < G_N_ELEMENTS (names), NULL);

  return names[layer];
}
