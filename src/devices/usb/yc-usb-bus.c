/* yc-usb-bus.c: hot-plug, and the thread that handles libusb's events
 *
 * One thread makes the libusb context, handles its events for every transport
 * and probes what is plugged in. libusb forbids waiting inside a hot-plug
 * callback, so the callback only queues; the thread probes between two rounds
 * of event handling.
 *
 * The bus lives as long as any transport made from it: a transfer in flight
 * always has somebody to complete it. The thread is joined when the last
 * reference goes, so it must never drop that one itself: those it takes, for
 * transports too, are released on the listening context.
 */

#include "yc-usb-bus.h"

#include "yc-usb-probe.h"
#include "yc-usb-transport.h"

#include <string.h>

#define ARRIVALS_MAX 64

struct _YcUsbBus
{
  GObject parent_instance;

  YcBusPost *post;
  GThread *thread;
  gint stopping; /* atomic */
  GWeakRef weak; /* the thread's way to a reference */

  GMutex mutex;
  libusb_context *context; /* guarded by the mutex until the thread ends */

  /* The thread's own. */
  GQueue arrivals; /* of libusb_device, referenced */
};

G_DEFINE_FINAL_TYPE (YcUsbBus, yc_usb_bus, G_TYPE_OBJECT)

static int LIBUSB_CALL
hotplug_cb (libusb_context      *context,
            libusb_device       *device,
            libusb_hotplug_event event,
            void                *data)
{
  YcUsbBus *self = data;

  if (event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED)
    {
      if (self->arrivals.length < ARRIVALS_MAX)
        g_queue_push_tail (&self->arrivals, libusb_ref_device (device));
    }
  else
    {
      GList *queued = g_queue_find (&self->arrivals, device);
      g_autofree char *place = yc_usb_dup_place (device);

      if (queued != NULL)
        {
          libusb_unref_device (device);
          g_queue_delete_link (&self->arrivals, queued);
        }
      yc_bus_post_send (self->post, yc_device_info_new (place), FALSE);
    }
  return 0;
}

static void
probe_arrivals (YcUsbBus *self)
{
  GObject *keeper = g_weak_ref_get (&self->weak);
  libusb_device *device;

  if (keeper == NULL)
    return;
  while ((device = g_queue_pop_head (&self->arrivals)) != NULL)
    {
      YcDeviceInfo *info = yc_usb_probe (device, keeper);

      if (info != NULL)
        yc_bus_post_send (self->post, info, TRUE);
      libusb_unref_device (device);
    }
  yc_bus_post_release (self->post, keeper);
}

static void
run_events (YcUsbBus *self)
{
  libusb_hotplug_callback_handle handle;

  if (!libusb_has_capability (LIBUSB_CAP_HAS_HOTPLUG) ||
      libusb_hotplug_register_callback (self->context,
                                        LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED |
                                          LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT,
                                        LIBUSB_HOTPLUG_ENUMERATE, LIBUSB_HOTPLUG_MATCH_ANY,
                                        LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
                                        hotplug_cb, self, &handle) != LIBUSB_SUCCESS)
    {
      g_debug ("libusb tells of no devices that come and go");
      return;
    }
  while (!g_atomic_int_get (&self->stopping))
    {
      if (self->arrivals.length > 0)
        probe_arrivals (self);
      libusb_handle_events_completed (self->context, NULL);
    }
  libusb_hotplug_deregister_callback (self->context, handle);
}

static gpointer
bus_main (gpointer data)
{
  YcUsbBus *self = data;
  libusb_context *context = NULL;
  libusb_device *device;

  if (libusb_init (&context) != LIBUSB_SUCCESS)
    {
      g_debug ("There is no USB here");
      return NULL;
    }
  g_mutex_lock (&self->mutex);
  self->context = context;
  g_mutex_unlock (&self->mutex);

  run_events (self);
  while ((device = g_queue_pop_head (&self->arrivals)) != NULL)
    libusb_unref_device (device);
  return NULL;
}

static void
yc_usb_bus_finalize (GObject *object)
{
  YcUsbBus *self = YC_USB_BUS (object);

  g_atomic_int_set (&self->stopping, TRUE);
  g_mutex_lock (&self->mutex);
  if (self->context != NULL)
    libusb_interrupt_event_handler (self->context);
  g_mutex_unlock (&self->mutex);
  g_clear_pointer (&self->thread, g_thread_join);
  if (self->context != NULL)
    libusb_exit (self->context);
  g_mutex_clear (&self->mutex);
  g_weak_ref_clear (&self->weak);
  g_clear_pointer (&self->post, yc_bus_post_unref);
  G_OBJECT_CLASS (yc_usb_bus_parent_class)->finalize (object);
}

static void
yc_usb_bus_class_init (YcUsbBusClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_usb_bus_finalize;
}

static void
yc_usb_bus_init (YcUsbBus *self)
{
  g_mutex_init (&self->mutex);
  g_weak_ref_init (&self->weak, self);
  g_queue_init (&self->arrivals);
}

/**
 * yc_usb_bus_new:
 * @func: told of everything plugged in, now and later, on this thread's main
 * context
 * @data: for @func
 *
 * Does not wait: the first devices are told of soon after. On a machine without
 * USB nothing ever is.
 *
 * Returns: (transfer full): the bus
 */
YcUsbBus *
yc_usb_bus_new (YcBusFunc func,
                gpointer  data)
{
  YcUsbBus *self = g_object_new (YC_TYPE_USB_BUS, NULL);

  self->post = yc_bus_post_new (func, data);
  self->thread = g_thread_new ("yc-usb", bus_main, self);
  return self;
}

/* Tells nothing any more. The thread ends with the last transport. */
void
yc_usb_bus_stop (YcUsbBus *self)
{
  g_return_if_fail (YC_IS_USB_BUS (self));

  yc_bus_post_close (self->post);
}
