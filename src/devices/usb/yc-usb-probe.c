/* yc-usb-probe.c: what a USB device says about itself before it is claimed
 *
 * Reads descriptors, strings and, of a printer, the IEEE 1284 id. The system's
 * own driver stays attached: none of these requests needs the interface.
 */

#include "yc-usb-probe.h"

#include "yc-class-printer-proto.h"
#include "yc-usb-transport.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STRING_MAX_BYTES 256
#define PROBE_TIMEOUT_MS 500
#define PORTS_MAX 8

/* Never touched: what is loaded into them would be their firmware. */
static const struct
{
  guint16 vendor;
  guint16 product;
} bootloaders[] = {
  { 0x28E9, 0x0289 },
  { 0x0483, 0xDF11 },
};

static gboolean
is_bootloader (const struct libusb_device_descriptor *d)
{
  for (guint i = 0; i < G_N_ELEMENTS (bootloaders); i++)
    if (bootloaders[i].vendor == d->idVendor && bootloaders[i].product == d->idProduct)
      return TRUE;
  return FALSE;
}

/* "usb:1-2.3": the bus and the ports on the way, the same each time. */
char *
yc_usb_dup_place (libusb_device *device)
{
  GString *place = g_string_new (NULL);
  guint8 ports[PORTS_MAX];
  int count = libusb_get_port_numbers (device, ports, PORTS_MAX);

  g_string_append_printf (place, "usb:%u", libusb_get_bus_number (device));
  for (int i = 0; i < count; i++)
    g_string_append_printf (place, "%c%u", i == 0 ? '-' : '.', ports[i]);
  return g_string_free (place, FALSE);
}

static gboolean
has_bulk_out (const struct libusb_interface_descriptor *d)
{
  for (int i = 0; i < d->bNumEndpoints; i++)
    if ((d->endpoint[i].bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) == LIBUSB_TRANSFER_TYPE_BULK &&
        !(d->endpoint[i].bEndpointAddress & LIBUSB_ENDPOINT_IN))
      return TRUE;
  return FALSE;
}

/* The interface a driver would speak to: the first with a bulk OUT endpoint,
 * a printer's before others, its first setting only. */
static const struct libusb_interface_descriptor *
choose_interface (const struct libusb_config_descriptor *config)
{
  const struct libusb_interface_descriptor *chosen = NULL;

  for (int i = 0; i < config->bNumInterfaces; i++)
    {
      const struct libusb_interface_descriptor *d = config->interface[i].altsetting;

      if (config->interface[i].num_altsetting < 1 || !has_bulk_out (d))
        continue;
      if (d->bInterfaceClass == LIBUSB_CLASS_PRINTER)
        return d;
      if (chosen == NULL)
        chosen = d;
    }
  return chosen;
}

static char *
read_string (libusb_device_handle *handle,
             guint8                index)
{
  char text[STRING_MAX_BYTES];
  int size;

  if (index == 0)
    return NULL;
  size = libusb_get_string_descriptor_ascii (handle, index, (guint8 *) text, sizeof text);
  if (size <= 0)
    return NULL;
  return g_strstrip (g_strndup (text, (gsize) size));
}

static char *
read_printer_id (libusb_device_handle *handle,
                 int                   interface_number)
{
  guint8 bytes[YC_TRANSPORT_CONTROL_MAX_BYTES];
  int size;

  size = libusb_control_transfer (handle, 0xA1, 0x00, 0, (guint16) (interface_number << 8), bytes,
                                  sizeof bytes, PROBE_TIMEOUT_MS);
  return size <= 0 ? NULL : yc_class_printer_parse_id (bytes, (gsize) size, NULL);
}

static void
read_strings (YcDeviceInfo                          *info,
              libusb_device                         *device,
              const struct libusb_device_descriptor *d,
              int                                    interface_number)
{
  libusb_device_handle *handle;
  int r = libusb_open (device, &handle);

  if (r != LIBUSB_SUCCESS)
    {
      g_autoptr (GError) error = yc_usb_error_new (r, _("open the device"));

      info->refusal = g_strdup (error->message);
      return;
    }
  info->serial = read_string (handle, d->iSerialNumber);
  info->label = read_string (handle, d->iProduct);
  if (info->class_code == LIBUSB_CLASS_PRINTER)
    info->printer_id = read_printer_id (handle, interface_number);
  libusb_close (handle);
}

/**
 * yc_usb_probe:
 * @device: what was plugged in
 * @keeper: kept alive by the transport: the owner of the libusb context
 *
 * Returns: (transfer full) (nullable): what is known of it, or %NULL if it has
 * nothing to speak to, or must not be spoken to
 */
YcDeviceInfo *
yc_usb_probe (libusb_device *device,
              GObject       *keeper)
{
  const struct libusb_interface_descriptor *interface;
  struct libusb_config_descriptor *config;
  struct libusb_device_descriptor d;
  g_autofree char *place = yc_usb_dup_place (device);
  YcDeviceInfo *info = NULL;

  if (libusb_get_device_descriptor (device, &d) != LIBUSB_SUCCESS || is_bootloader (&d) ||
      libusb_get_active_config_descriptor (device, &config) != LIBUSB_SUCCESS)
    return NULL;

  interface = choose_interface (config);
  if (interface != NULL)
    {
      info = yc_device_info_new (place);
      info->vendor = d.idVendor;
      info->product = d.idProduct;
      info->class_code = interface->bInterfaceClass;
      info->subclass = interface->bInterfaceSubClass;
      info->protocol = interface->bInterfaceProtocol;
      info->transport = yc_usb_transport_new (keeper, device, interface->bInterfaceNumber);
      read_strings (info, device, &d, interface->bInterfaceNumber);
    }
  libusb_free_config_descriptor (config);
  return info;
}
