/* yc-device-info.c: a device before any driver has spoken to it */

#include "yc-device-info.h"

G_DEFINE_BOXED_TYPE (YcDeviceInfo, yc_device_info, yc_device_info_ref, yc_device_info_unref)

YcDeviceInfo *
yc_device_info_new (const char *place)
{
  YcDeviceInfo *info = g_atomic_rc_box_new0 (YcDeviceInfo);

  info->place = g_strdup (place);
  return info;
}

YcDeviceInfo *
yc_device_info_ref (YcDeviceInfo *info)
{
  return g_atomic_rc_box_acquire (info);
}

static void
info_clear (gpointer data)
{
  YcDeviceInfo *info = data;

  g_free (info->place);
  g_free (info->serial);
  g_free (info->label);
  g_free (info->printer_id);
  g_free (info->refusal);
  g_clear_object (&info->transport);
}

void
yc_device_info_unref (YcDeviceInfo *info)
{
  g_atomic_rc_box_release_full (info, info_clear);
}

/**
 * yc_device_info_dup_identity:
 * @info: what the bus knows
 *
 * What stays the same when a device is plugged in again: its serial number,
 * or, since cheap devices have none, the port.
 *
 * Returns: (transfer full): "0400:c35a#SN0001" or "0400:c35a@usb:1-2.3"
 */
char *
yc_device_info_dup_identity (const YcDeviceInfo *info)
{
  g_return_val_if_fail (info != NULL, NULL);

  if (info->serial != NULL && info->serial[0] != '\0')
    return g_strdup_printf ("%04x:%04x#%s", info->vendor, info->product, info->serial);
  return g_strdup_printf ("%04x:%04x@%s", info->vendor, info->product, info->place);
}
