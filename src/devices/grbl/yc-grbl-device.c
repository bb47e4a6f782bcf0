/* yc-grbl-device.c: a GRBL laser, behind a guard
 *
 * Its serial chips stand for a thousand other things, so it is never guessed from USB:
 * it is what stands at the address "tty:PATH", or a simulated one.
 */

#include "yc-grbl-device.h"

#include <glib/gi18n-lib.h>

struct _YcGrblDevice
{
  YcEngraverDevice parent_instance;
};

G_DEFINE_FINAL_TYPE (YcGrblDevice, yc_grbl_device, YC_TYPE_ENGRAVER_DEVICE)

static guint
yc_grbl_device_match (YcDeviceClass      *klass,
                      const YcDeviceInfo *info)
{
  gboolean simulated = g_str_has_prefix (info->place, "socket:") && info->vendor == 0x1A86 &&
                       info->product == 0x7523;

  return simulated || g_str_has_prefix (info->place, "tty:") ? 50 : 0;
}

static void
yc_grbl_device_class_init (YcGrblDeviceClass *klass)
{
  YcDeviceClass *device_class = YC_DEVICE_CLASS (klass);

  device_class->id = "grbl";
  device_class->name = N_("Laser engraver");
  device_class->match = yc_grbl_device_match;
  YC_ENGRAVER_DEVICE_CLASS (klass)->machine = "grbl";
}

static void
yc_grbl_device_init (YcGrblDevice *self)
{
}
