/* yc-usb-transport.c: one interface of a USB device, through libusb
 *
 * Reads and control requests are libusb's synchronous calls. A write is an
 * asynchronous transfer that stays in flight while the device answers NAK, so
 * that its port status can be asked for meanwhile, and so that nothing ever
 * has to be sent a second time. The bus's thread completes it.
 *
 * A stall is cleared at once, because the endpoint is dead until then, and
 * reported all the same.
 *
 * When the cable is pulled, a transfer in flight fails as if it were disturbed,
 * and the kernel finds the device gone a moment later: what looks like noise is
 * named after a short look at which of the two it was.
 */

#include "yc-usb-transport.h"

#include "yc-usb-probe.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define IDLE_MS 200
#define GONE_WAIT_MS 500 /* an external hub is asked every 256; a laser may be on meanwhile */
#define GONE_LOOK_MS 20

struct _YcUsbTransport
{
  YcTransport parent_instance;

  GObject *keeper;
  libusb_device *device;
  int interface_number;

  libusb_device_handle *handle;
  guint8 endpoint_in; /* 0 if there is none */
  guint8 endpoint_out;
};

/* A write in flight, shared with the bus's thread. */
typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean completed;
} Flight;

G_DEFINE_FINAL_TYPE (YcUsbTransport, yc_usb_transport, YC_TYPE_TRANSPORT)

/**
 * yc_usb_error_new:
 * @code: a libusb error
 * @doing: what failed, to follow "Could not"
 *
 * Returns: (transfer full): YC_DEVICE_ERROR of the link layer
 */
GError *
yc_usb_error_new (int         code,
                  const char *doing)
{
  switch (code)
    {
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
      return g_error_new (YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED,
                          _("Could not %s: it has been unplugged"), doing);
    case LIBUSB_ERROR_TIMEOUT:
      return g_error_new (YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT,
                          _("Could not %s: it does not answer"), doing);
    case LIBUSB_ERROR_PIPE:
      return g_error_new (YC_DEVICE_ERROR, YC_DEVICE_ERROR_STALLED,
                          _("Could not %s: it refused (stall)"), doing);
    case LIBUSB_ERROR_ACCESS:
      return g_error_new (YC_DEVICE_ERROR, YC_DEVICE_ERROR_FORBIDDEN,
                          _("Could not %s: this user may not; install the udev rule"), doing);
    case LIBUSB_ERROR_BUSY:
      return g_error_new (YC_DEVICE_ERROR, YC_DEVICE_ERROR_CLAIMED,
                          _("Could not %s: another program holds it"), doing);
    default:
      return g_error_new (YC_DEVICE_ERROR, YC_DEVICE_ERROR_LINK, _("Could not %s: %s"), doing,
                          libusb_strerror (code));
    }
}

static gboolean
set_usb_error (GError    **error,
               int         code,
               const char *doing)
{
  g_propagate_error (error, yc_usb_error_new (code, doing));
  return FALSE;
}

/* What a failed transfer meant. */
static int
name_failure (YcUsbTransport *self,
              int             code)
{
  if (code != LIBUSB_ERROR_IO)
    return code;
  for (guint waited_ms = 0; waited_ms < GONE_WAIT_MS; waited_ms += GONE_LOOK_MS)
    {
      /* Asks nothing of the device. */
      if (libusb_kernel_driver_active (self->handle, self->interface_number) ==
          LIBUSB_ERROR_NO_DEVICE)
        return LIBUSB_ERROR_NO_DEVICE;
      g_usleep (GONE_LOOK_MS * 1000);
    }
  return code;
}

static int
status_to_code (enum libusb_transfer_status status)
{
  switch (status)
    {
    case LIBUSB_TRANSFER_COMPLETED:
      return LIBUSB_SUCCESS;
    case LIBUSB_TRANSFER_STALL:
      return LIBUSB_ERROR_PIPE;
    case LIBUSB_TRANSFER_NO_DEVICE:
      return LIBUSB_ERROR_NO_DEVICE;
    case LIBUSB_TRANSFER_TIMED_OUT:
    case LIBUSB_TRANSFER_CANCELLED:
      return LIBUSB_ERROR_TIMEOUT;
    case LIBUSB_TRANSFER_OVERFLOW:
      return LIBUSB_ERROR_OVERFLOW;
    case LIBUSB_TRANSFER_ERROR:
    default:
      return LIBUSB_ERROR_IO;
    }
}

static void
take_endpoint (YcUsbTransport                          *self,
               const struct libusb_endpoint_descriptor *endpoint)
{
  gboolean in = (endpoint->bEndpointAddress & LIBUSB_ENDPOINT_IN) != 0;

  if ((endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) != LIBUSB_TRANSFER_TYPE_BULK)
    return;
  if (in && self->endpoint_in == 0)
    self->endpoint_in = endpoint->bEndpointAddress;
  else if (!in && self->endpoint_out == 0)
    self->endpoint_out = endpoint->bEndpointAddress;
}

static gboolean
find_endpoints (YcUsbTransport *self,
                GError        **error)
{
  struct libusb_config_descriptor *config;
  int r = libusb_get_active_config_descriptor (self->device, &config);

  if (r != LIBUSB_SUCCESS)
    return set_usb_error (error, r, _("read the device's descriptors"));

  self->endpoint_in = 0;
  self->endpoint_out = 0;
  for (int i = 0; i < config->bNumInterfaces; i++)
    {
      const struct libusb_interface *interface = &config->interface[i];

      if (interface->num_altsetting < 1 ||
          interface->altsetting[0].bInterfaceNumber != self->interface_number)
        continue;
      for (int e = 0; e < interface->altsetting[0].bNumEndpoints; e++)
        take_endpoint (self, &interface->altsetting[0].endpoint[e]);
    }
  libusb_free_config_descriptor (config);
  if (self->endpoint_out != 0)
    return TRUE;
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
                       _("The device has no bulk endpoint to write to"));
  return FALSE;
}

/* One that has just gone may still have a node, and opening that fails for no
 * reason given: for as long as the node is there. */
static int
open_handle (YcUsbTransport *self)
{
  int r = libusb_open (self->device, &self->handle);

  for (guint waited_ms = 0; r == LIBUSB_ERROR_IO && waited_ms < GONE_WAIT_MS;
       waited_ms += GONE_LOOK_MS)
    {
      g_usleep (GONE_LOOK_MS * 1000);
      r = libusb_open (self->device, &self->handle);
    }
  return r;
}

static gboolean
yc_usb_transport_open (YcTransport *transport,
                       GError     **error)
{
  YcUsbTransport *self = YC_USB_TRANSPORT (transport);
  int r;

  if (!find_endpoints (self, error))
    return FALSE;
  r = open_handle (self);
  if (r != LIBUSB_SUCCESS)
    return set_usb_error (error, r, _("open the device"));
  /* Not every system can; claiming tells. */
  libusb_set_auto_detach_kernel_driver (self->handle, 1);
  r = libusb_claim_interface (self->handle, self->interface_number);
  if (r != LIBUSB_SUCCESS)
    {
      g_clear_pointer (&self->handle, libusb_close);
      return set_usb_error (error, r, _("take the device over"));
    }
  return TRUE;
}

static void
yc_usb_transport_close (YcTransport *transport)
{
  YcUsbTransport *self = YC_USB_TRANSPORT (transport);

  libusb_release_interface (self->handle, self->interface_number);
  g_clear_pointer (&self->handle, libusb_close);
}

static void LIBUSB_CALL
written_cb (struct libusb_transfer *transfer)
{
  Flight *flight = transfer->user_data;

  g_mutex_lock (&flight->mutex);
  flight->completed = TRUE;
  g_cond_signal (&flight->cond);
  g_mutex_unlock (&flight->mutex);
}

/* TRUE when the transfer has completed by then. */
static gboolean
flight_wait (Flight *flight,
             gint64  until_us)
{
  gboolean completed;

  g_mutex_lock (&flight->mutex);
  while (!flight->completed && g_cond_wait_until (&flight->cond, &flight->mutex, until_us))
    ;
  completed = flight->completed;
  g_mutex_unlock (&flight->mutex);
  return completed;
}

/* Cancels, and waits for the answer however long it takes: until then the
 * kernel may still read from our memory. */
static void
flight_abort (Flight                 *flight,
              struct libusb_transfer *transfer)
{
  libusb_cancel_transfer (transfer);
  g_mutex_lock (&flight->mutex);
  while (!flight->completed)
    g_cond_wait (&flight->cond, &flight->mutex);
  g_mutex_unlock (&flight->mutex);
}

static void
fly (Flight                 *flight,
     struct libusb_transfer *transfer,
     guint                   timeout_ms,
     YcTransportIdleFunc     idle,
     gpointer                idle_data,
     GError                **error)
{
  gint64 end_us = g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);

  while (!flight_wait (flight, MIN (end_us, g_get_monotonic_time () + IDLE_MS * 1000)))
    if (g_get_monotonic_time () >= end_us || (idle != NULL && !idle (idle_data, error)))
      {
        flight_abort (flight, transfer);
        return;
      }
}

/* Runs a filled transfer to its end, whatever that is. */
static gboolean
write_transfer (YcUsbTransport         *self,
                struct libusb_transfer *transfer,
                Flight                 *flight,
                guint                   timeout_ms,
                YcTransportIdleFunc     idle,
                gpointer                idle_data,
                gsize                  *sent_bytes,
                GError                **error)
{
  g_autoptr (GError) gave_up = NULL;
  int r = libusb_submit_transfer (transfer);

  if (r != LIBUSB_SUCCESS)
    return set_usb_error (error, r, _("write to the device"));
  fly (flight, transfer, timeout_ms, idle, idle_data, &gave_up);
  *sent_bytes = (gsize) MAX (transfer->actual_length, 0);

  if (transfer->status == LIBUSB_TRANSFER_STALL)
    libusb_clear_halt (self->handle, self->endpoint_out);
  if (transfer->status == LIBUSB_TRANSFER_COMPLETED &&
      transfer->actual_length == transfer->length)
    return TRUE;
  if (gave_up != NULL)
    g_propagate_error (error, g_steal_pointer (&gave_up));
  else if (transfer->status == LIBUSB_TRANSFER_COMPLETED)
    return set_usb_error (error, LIBUSB_ERROR_IO, _("write everything to the device"));
  else
    return set_usb_error (error, name_failure (self, status_to_code (transfer->status)),
                          _("write to the device"));
  return FALSE;
}

static gboolean
yc_usb_transport_write (YcTransport        *transport,
                        const guint8       *data,
                        gsize               size_bytes,
                        guint               timeout_ms,
                        YcTransportIdleFunc idle,
                        gpointer            idle_data,
                        gsize              *sent_bytes,
                        GError            **error)
{
  YcUsbTransport *self = YC_USB_TRANSPORT (transport);
  struct libusb_transfer *transfer = libusb_alloc_transfer (0);
  g_autofree guint8 *copy = g_memdup2 (data, size_bytes);
  Flight flight = { .completed = FALSE };
  gboolean ok;

  if (transfer == NULL)
    return set_usb_error (error, LIBUSB_ERROR_NO_MEM, _("write to the device"));

  g_mutex_init (&flight.mutex);
  g_cond_init (&flight.cond);
  libusb_fill_bulk_transfer (transfer, self->handle, self->endpoint_out, copy, (int) size_bytes,
                             written_cb, &flight, 0);
  ok = write_transfer (self, transfer, &flight, timeout_ms, idle, idle_data, sent_bytes, error);
  libusb_free_transfer (transfer);
  g_cond_clear (&flight.cond);
  g_mutex_clear (&flight.mutex);
  return ok;
}

static gssize
yc_usb_transport_read (YcTransport *transport,
                       guint8      *buffer,
                       gsize        size_bytes,
                       guint        timeout_ms,
                       GError     **error)
{
  YcUsbTransport *self = YC_USB_TRANSPORT (transport);
  int got = 0;
  int r;

  if (self->endpoint_in == 0)
    {
      g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
                           _("The device has no bulk endpoint to read from"));
      return -1;
    }
  r = libusb_bulk_transfer (self->handle, self->endpoint_in, buffer, (int) size_bytes, &got,
                            timeout_ms);
  if (r == LIBUSB_SUCCESS || (r == LIBUSB_ERROR_TIMEOUT && got > 0))
    return got;
  if (r == LIBUSB_ERROR_PIPE)
    libusb_clear_halt (self->handle, self->endpoint_in);
  set_usb_error (error, name_failure (self, r), _("read from the device"));
  return -1;
}

static gssize
yc_usb_transport_control (YcTransport          *transport,
                          const YcControlSetup *setup,
                          guint8               *data,
                          guint                 timeout_ms,
                          GError              **error)
{
  YcUsbTransport *self = YC_USB_TRANSPORT (transport);
  gboolean to_interface = (setup->type & 0x1F) == LIBUSB_RECIPIENT_INTERFACE;
  guint16 index = to_interface ? (guint16) self->interface_number : setup->index;
  int r;

  r = libusb_control_transfer (self->handle, setup->type, setup->request, setup->value, index, data,
                               setup->length_bytes, timeout_ms);
  if (r < 0)
    {
      set_usb_error (error, name_failure (self, r), _("ask the device"));
      return -1;
    }
  return r;
}

static char *
yc_usb_transport_describe (YcTransport *transport)
{
  return yc_usb_dup_place (YC_USB_TRANSPORT (transport)->device);
}

static void
yc_usb_transport_finalize (GObject *object)
{
  YcUsbTransport *self = YC_USB_TRANSPORT (object);

  g_assert (self->handle == NULL);
  libusb_unref_device (self->device);
  g_object_unref (self->keeper);
  G_OBJECT_CLASS (yc_usb_transport_parent_class)->finalize (object);
}

static void
yc_usb_transport_class_init (YcUsbTransportClass *klass)
{
  YcTransportClass *transport_class = YC_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_usb_transport_finalize;
  transport_class->open = yc_usb_transport_open;
  transport_class->close = yc_usb_transport_close;
  transport_class->write = yc_usb_transport_write;
  transport_class->read = yc_usb_transport_read;
  transport_class->control = yc_usb_transport_control;
  transport_class->describe = yc_usb_transport_describe;
}

static void
yc_usb_transport_init (YcUsbTransport *self)
{
}

/**
 * yc_usb_transport_new:
 * @keeper: owns the libusb context and handles its events
 * @device: a device
 * @interface_number: the interface to claim
 *
 * Returns: (transfer full): a transport that is closed
 */
YcTransport *
yc_usb_transport_new (GObject       *keeper,
                      libusb_device *device,
                      int            interface_number)
{
  YcUsbTransport *self = g_object_new (YC_TYPE_USB_TRANSPORT, NULL);

  self->keeper = g_object_ref (keeper);
  self->device = libusb_ref_device (device);
  self->interface_number = interface_number;
  return YC_TRANSPORT (self);
}
