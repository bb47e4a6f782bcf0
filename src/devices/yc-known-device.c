/* yc-known-device.c: a device that is known by name and not supported
 *
 * So that the clerk sees why nothing happens, instead of nothing.
 */

#include "yc-known-device.h"

#include "yc-device-private.h"

#include <glib/gi18n-lib.h>

struct _YcKnownDevice
{
  YcDevice parent_instance;
};

G_DEFINE_FINAL_TYPE (YcKnownDevice, yc_known_device, YC_TYPE_DEVICE)

static void
yc_known_device_class_init (YcKnownDeviceClass *klass)
{
  static const YcDeviceMatch matches[] = {
    { 0x0425, 0x8159 }, /* identity card reader, HID, framing not public */
    { 0x2B8B, 0x2721 }, /* identity card reader, HID */
    { 0 },
  };
  YcDeviceClass *device_class = YC_DEVICE_CLASS (klass);

  device_class->id = "known";
  device_class->name = N_("Identity card reader of a kind that is not supported");
  device_class->role = YC_DEVICE_ROLE_NONE;
  device_class->matches = matches;
  device_class->score = 10;
}

static void
yc_known_device_init (YcKnownDevice *self)
{
}
