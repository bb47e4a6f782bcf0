/* yc-escpos-device.c: ESC/POS receipt printers of the USB printer class
 *
 * Prints as every printer of the class does. Its language has questions, which
 * tell an open cover from a fault.
 */

#include "yc-escpos-device.h"

#include "yc-class-printer.h"
#include "yc-device-private.h"
#include "yc-escpos-proto.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ANSWER_TIMEOUT_MS 300
#define PACKET_BYTES 512

struct _YcEscposDevice
{
  YcClassPrinter parent_instance;
};

G_DEFINE_FINAL_TYPE (YcEscposDevice, yc_escpos_device, YC_TYPE_CLASS_PRINTER)

static gboolean
ask_realtime (YcTransport    *transport,
              guint           n,
              YcPrinterFlags *ret_flags,
              GError        **error)
{
  const guint8 question[] = { 0x10, 0x04, (guint8) n };
  guint8 answer[PACKET_BYTES];
  gssize got;
  gsize sent;

  if (!yc_transport_write (transport, question, sizeof question, ANSWER_TIMEOUT_MS, NULL, NULL,
                           &sent, error))
    return FALSE;
  got = yc_transport_read (transport, answer, sizeof answer, ANSWER_TIMEOUT_MS, error);
  if (got < 0)
    return FALSE;
  if (got > 0 && yc_escpos_parse_realtime (answer[got - 1], n, ret_flags))
    return TRUE;
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
                       _("The printer's status byte makes no sense"));
  return FALSE;
}

static gboolean
is_unplugged (const GError *error)
{
  return g_error_matches (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED);
}

/* Everything the printer will say. The port's byte cannot tell a cover from a
 * fault, so the printer is asked as well; an answer to either question will do.
 * FALSE when it said nothing at all. */
static gboolean
yc_escpos_device_look (YcTransport    *transport,
                       YcPrinterFlags *ret_flags,
                       GError        **error)
{
  YcPrinterFlags flags = YC_PRINTER_FLAG_NONE;
  YcPrinterFlags more = YC_PRINTER_FLAG_NONE;
  g_autoptr (GError) local = NULL;
  gboolean answered = yc_class_printer_ask_port (transport, &flags, &local);

  if (!is_unplugged (local) && !(flags & YC_PRINTER_PAPER_OUT))
    for (guint n = 1; n <= 4; n = n == 1 ? 2 : n + 2)
      {
        g_clear_error (&local);
        if (!ask_realtime (transport, n, &more, &local))
          break;
        answered = TRUE;
        flags |= more;
      }
  if (answered && !is_unplugged (local))
    {
      *ret_flags = flags;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* By class and by what the printer says of itself. The table only helps those
 * that say nothing; an office printer belongs to the system. */
static guint
yc_escpos_device_match (YcDeviceClass      *klass,
                        const YcDeviceInfo *info)
{
  static const char *const marks[] = { "ESC/POS", "ESCPOS", "POS-58", "POS-80", "MDL:TM-" };

  if (info->class_code != 0x07 || info->subclass != 0x01)
    return 0;
  for (guint i = 0; info->printer_id != NULL && i < G_N_ELEMENTS (marks); i++)
    if (strstr (info->printer_id, marks[i]) != NULL)
      return 90;
  return YC_DEVICE_CLASS (yc_escpos_device_parent_class)->match (klass, info);
}

static void
yc_escpos_device_class_init (YcEscposDeviceClass *klass)
{
  static const YcDeviceMatch matches[] = {
    { 0x04B8, 0x0202 }, { 0x04B8, 0x0E03 },                /* Epson TM */
    { 0x0416, 0x5011 },                                    /* POS-58 */
    { 0x154F, YC_DEVICE_ANY_PRODUCT },                     /* SNBC */
    { 0x1504, YC_DEVICE_ANY_PRODUCT },                     /* Bixolon */
    { 0x0DD4, YC_DEVICE_ANY_PRODUCT },                     /* Custom */
    { 0 },
  };
  YcDeviceClass *device_class = YC_DEVICE_CLASS (klass);

  YC_CLASS_PRINTER_CLASS (klass)->look = yc_escpos_device_look;
  device_class->id = "escpos";
  device_class->name = N_("Receipt printer");
  device_class->role = YC_DEVICE_ROLE_RECEIPT_PRINTER;
  device_class->matches = matches;
  device_class->score = 60;
  device_class->match = yc_escpos_device_match;
}

static void
yc_escpos_device_init (YcEscposDevice *self)
{
}
