/* yc-lihuiyu-device.c: an engraver with a Lihuiyu board, behind a guard
 *
 * Which board it is cannot be asked: M2, unless the option "board" says otherwise.
 */

#include "yc-lihuiyu-device.h"

#include <glib/gi18n-lib.h>

struct _YcLihuiyuDevice
{
  YcEngraverDevice parent_instance;
};

G_DEFINE_FINAL_TYPE (YcLihuiyuDevice, yc_lihuiyu_device, YC_TYPE_ENGRAVER_DEVICE)

static void
yc_lihuiyu_device_class_init (YcLihuiyuDeviceClass *klass)
{
  static const YcDeviceMatch matches[] = {
    { 0x1A86, 0x5512 }, /* CH341 in parallel mode */
    { 0 },
  };
  YcDeviceClass *device_class = YC_DEVICE_CLASS (klass);

  device_class->id = "lihuiyu";
  device_class->name = N_("Seal engraver");
  device_class->matches = matches;
  device_class->score = 50;
  YC_ENGRAVER_DEVICE_CLASS (klass)->machine = "lihuiyu";
}

static void
yc_lihuiyu_device_init (YcLihuiyuDevice *self)
{
}
