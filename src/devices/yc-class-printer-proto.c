/* yc-class-printer-proto.c: what every printer of the USB printer class says of itself */

#include "yc-class-printer-proto.h"

#include "yc-device-error.h"

#include <glib/gi18n-lib.h>

/* The byte of GET_PORT_STATUS, USB printer class 1.1 clause 4.2.2. */
YcPrinterFlags
yc_class_printer_parse_port_status (guint8 byte)
{
  YcPrinterFlags flags = YC_PRINTER_FLAG_NONE;

  if (byte & 0x20)
    flags |= YC_PRINTER_PAPER_OUT;
  if ((byte & 0x10) == 0)
    flags |= YC_PRINTER_OFFLINE;
  if ((byte & 0x08) == 0)
    flags |= YC_PRINTER_FAULT;
  return flags;
}

/**
 * yc_class_printer_parse_id:
 * @bytes: the answer to GET_DEVICE_ID
 * @size_bytes: its size
 * @error: PROTOCOL
 *
 * The first two bytes are the length, themselves included, big-endian; some
 * printers give it little-endian, which shows when it is absurd.
 *
 * Returns: (transfer full): the IEEE 1284 id, ASCII: "MFG:…;CMD:…;MDL:…;"
 */
char *
yc_class_printer_parse_id (const guint8 *bytes,
                           gsize         size_bytes,
                           GError      **error)
{
  gsize length = size_bytes < 2 ? 0 : (gsize) bytes[0] << 8 | bytes[1];
  char *text;

  if (length < 2 || length > size_bytes)
    length = size_bytes < 2 ? 0 : (gsize) bytes[1] << 8 | bytes[0];
  if (length < 2 || length > size_bytes)
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
                   _("The printer's id has a wrong length in %zu bytes"), size_bytes);
      return NULL;
    }
  text = g_strndup ((const char *) bytes + 2, length - 2);
  for (char *p = text; *p != '\0'; p++)
    if (!g_ascii_isprint (*p))
      *p = '?';
  return text;
}
