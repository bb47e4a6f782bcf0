/* yc-escpk-device.c: ESC/P-K form printers of the USB printer class
 *
 * Prints as every printer of the class does. ESC/P has no question that a
 * printer answers on the way: what a receipt printer is asked would be printed
 * here, so only the port's status is looked at.
 */

#include "yc-escpk-device.h"

#include "yc-device-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MATCH_SCORE 90

struct _YcEscpkDevice
{
  YcClassPrinter parent_instance;

  YcEscpkSettings settings;
};

G_DEFINE_FINAL_TYPE (YcEscpkDevice, yc_escpk_device, YC_TYPE_CLASS_PRINTER)

/* Whether a language of the id's command set is that of 24 pins: ESCPK, ESC/P-K,
 * or ESCP and ESCP2. ESCP9 has nine pins, ESCPR and ESCPL2 are photo and page
 * printers, ESC/POS prints receipts. */
static gboolean
is_escpk (const char *language)
{
  g_autofree char *name = g_ascii_strup (language, -1);
  const char *rest;

  g_strstrip (name);
  if (!g_str_has_prefix (name, "ESC"))
    return FALSE;
  rest = name + 3 + (name[3] == '/');
  if (*rest++ != 'P')
    return FALSE;
  rest += *rest == '-';
  return *rest == '\0' || *rest == 'K' || *rest == '2';
}

/* @id: "MFG:…;CMD:…;MDL:…;" */
static gboolean
speaks_escpk (const char *id)
{
  g_auto (GStrv) fields = g_strsplit (id, ";", -1);

  for (guint i = 0; fields[i] != NULL; i++)
    {
      const char *value = g_str_has_prefix (fields[i], "CMD:")           ? fields[i] + 4
                          : g_str_has_prefix (fields[i], "COMMAND SET:") ? fields[i] + 12
                                                                         : NULL;
      g_auto (GStrv) languages = value != NULL ? g_strsplit (value, ",", -1) : NULL;

      for (guint j = 0; languages != NULL && languages[j] != NULL; j++)
        if (is_escpk (languages[j]))
          return TRUE;
    }
  return FALSE;
}

/* Only by what the printer says of itself: makers give one number to all kinds. */
static guint
yc_escpk_device_match (YcDeviceClass      *klass,
                       const YcDeviceInfo *info)
{
  if (info->class_code != 0x07 || info->subclass != 0x01 || info->printer_id == NULL)
    return 0;
  return speaks_escpk (info->printer_id) ? MATCH_SCORE : 0;
}

static void
yc_escpk_device_class_init (YcEscpkDeviceClass *klass)
{
  YcDeviceClass *device_class = YC_DEVICE_CLASS (klass);

  device_class->id = "escpk";
  device_class->name = N_("Form printer");
  device_class->role = YC_DEVICE_ROLE_FORM_PRINTER;
  device_class->match = yc_escpk_device_match;
}

static void
yc_escpk_device_init (YcEscpkDevice *self)
{
  self->settings.glyphs = YC_ESCPK_GB2312;
}

void
yc_escpk_device_set_offset (YcEscpkDevice *self,
                            double         x_mm,
                            double         y_mm)
{
  g_return_if_fail (YC_IS_ESCPK_DEVICE (self));
  g_return_if_fail (fabs (x_mm) <= YC_ESCPK_OFFSET_MAX_MM && fabs (y_mm) <= YC_ESCPK_OFFSET_MAX_MM);

  self->settings.offset_x_mm = x_mm;
  self->settings.offset_y_mm = y_mm;
}

void
yc_escpk_device_get_settings (YcEscpkDevice   *self,
                              YcEscpkSettings *ret_settings)
{
  g_return_if_fail (YC_IS_ESCPK_DEVICE (self));

  *ret_settings = self->settings;
}
