/* yc-mock-bus.c: simulated devices on a USB bus that the real libusb sees
 *
 * A thread plays the devices' scripts, moves bytes when their time has come,
 * and plugs and unplugs: umockdev makes the device's folder in a false /sys,
 * its node, and the event of the kernel. Each plugging in gets a new number on
 * the bus, as from a real kernel.
 *
 * One mutex guards all devices. It is never held while umockdev is called.
 */

#include "yc-mock-bus.h"

#include "yc-mock-urb.h"
#include "yc-sim-printer.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIFO_BYTES 4096

/* umockdev ends the program where somebody who listens for devices goes between its
 * connect and its send. Whoever has gone has missed nothing: here that is no error. */
ssize_t
sendmsg (int                  fd,
         const struct msghdr *message,
         int                  flags)
{
  static ssize_t (*real) (int, const struct msghdr *, int);
  ssize_t sent;

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "sendmsg");
  sent = real (fd, message, flags);
  return sent < 0 && errno == ECONNREFUSED ? 0 : sent;
}

struct _YcMockPort
{
  YcMockBus *bus;
  YcSimDevice *device;
  YcMockUrb *urb;
  YcMockFunc moved;
  gpointer data;
  guint number; /* on the bus's hub: 1 and up */

  /* While plugged in; the thread's own but for the flag. */
  gboolean plugged;
  guint address;
  int fifo;
  char *syspath;
};

struct _YcMockBus
{
  UMockdevTestbed *testbed;
  GThread *thread;
  GMutex mutex;
  GCond changed;
  gboolean kicked;
  gboolean stopping;
  guint last_address;
  GPtrArray *ports; /* of YcMockPort */
};

static char *
node_path (guint address)
{
  return g_strdup_printf ("/dev/bus/usb/001/%03u", address);
}

/* umockdev finds major and minor in a link beside the node. */
static void
make_node (YcMockPort *port)
{
  g_autofree char *root = umockdev_testbed_get_root_dir (port->bus->testbed);
  g_autofree char *node = node_path (port->address);
  g_autofree char *path = g_strconcat (root, node, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *links = g_strconcat (root, "/dev/.node", NULL);
  g_autofree char *link_path = g_strdup_printf ("%s/bus_usb_001_%03u", links, port->address);
  g_autofree char *number = g_strdup_printf ("189:%u", port->address - 1);

  if (g_mkdir_with_parents (folder, 0755) != 0 || g_mkdir_with_parents (links, 0755) != 0 ||
      mkfifo (path, 0600) != 0 || symlink (number, link_path) != 0)
    g_error ("Could not make %s: %s", path, g_strerror (errno));
  port->fifo = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (port->fifo < 0 || fcntl (port->fifo, F_SETPIPE_SZ, FIFO_BYTES) < 0)
    g_error ("Could not open %s: %s", path, g_strerror (errno));
}

static void
remove_node (YcMockPort *port)
{
  g_autofree char *root = umockdev_testbed_get_root_dir (port->bus->testbed);
  g_autofree char *node = node_path (port->address);
  g_autofree char *path = g_strconcat (root, node, NULL);
  g_autofree char *link_path = g_strdup_printf ("%s/dev/.node/bus_usb_001_%03u", root,
                                                port->address);

  close (port->fifo);
  port->fifo = -1;
  unlink (path);
  unlink (link_path);
}

/* One configuration, one interface, bulk IN 0x81 and bulk OUT 0x02. */
static void
set_descriptors (YcMockPort         *port,
                 const YcDeviceInfo *info)
{
  const guint8 serial = info->serial != NULL ? 3 : 0;
  const guint8 bytes[] = {
    18, 1, 0x00, 0x02, 0, 0, 0, 64,
    (guint8) info->vendor, info->vendor >> 8, (guint8) info->product, info->product >> 8,
    0x00, 0x01, 0, 2, serial, 1,
    9, 2, 32, 0, 1, 1, 0, 0x80, 50,
    9, 4, 0, 0, 2, info->class_code, info->subclass, info->protocol, 0,
    7, 5, 0x81, 2, 64, 0, 0,
    7, 5, 0x02, 2, 64, 0, 0,
  };

  umockdev_testbed_set_attribute_binary (port->bus->testbed, port->syspath, "descriptors",
                                         (guint8 *) bytes, sizeof bytes);
}

static void
add_to_sys (YcMockPort         *port,
            const YcDeviceInfo *info)
{
  g_autofree char *name = g_strdup_printf ("1-%u", port->number);
  g_autofree char *node = node_path (port->address);
  g_autofree char *address = g_strdup_printf ("%u", port->address);
  g_autofree char *padded = g_strdup_printf ("%03u", port->address);
  g_autofree char *minor = g_strdup_printf ("%u", port->address - 1);
  g_autofree char *vendor = g_strdup_printf ("%04x", info->vendor);
  g_autofree char *product = g_strdup_printf ("%04x", info->product);
  const char *attributes[] = { "busnum", "1", "devnum", address, "speed", "12",
                               "bConfigurationValue", "1", "idVendor", vendor, "idProduct", product,
                               NULL };
  const char *properties[] = { "DEVTYPE", "usb_device", "SUBSYSTEM", "usb", "BUSNUM", "001",
                               "DEVNUM", padded, "DEVNAME", node, "MAJOR", "189", "MINOR", minor,
                               NULL };

  port->syspath = umockdev_testbed_add_devicev (port->bus->testbed, "usb", name, NULL,
                                                (char **) attributes, (char **) properties);
}

static void
plug (YcMockPort *port)
{
  g_autoptr (YcDeviceInfo) info = yc_sim_device_describe (port->device);
  g_autoptr (GError) error = NULL;
  g_autofree char *node = NULL;

  port->address = ++port->bus->last_address;
  node = node_path (port->address);
  make_node (port);
  g_mutex_lock (&port->bus->mutex);
  yc_mock_urb_attach (port->urb, port->fifo);
  g_mutex_unlock (&port->bus->mutex);
  if (!umockdev_testbed_attach_ioctl (port->bus->testbed, node, UMOCKDEV_IOCTL_BASE (port->urb),
                                      &error))
    g_error ("Could not plug in: %s", error->message);
  /* Tells of the device too, but without descriptors nobody takes it up. */
  add_to_sys (port, info);
  set_descriptors (port, info);
  umockdev_testbed_uevent (port->bus->testbed, port->syspath, "add");
}

static void
unplug (YcMockPort *port)
{
  g_autofree char *node = node_path (port->address);

  g_mutex_lock (&port->bus->mutex);
  yc_mock_urb_detach (port->urb);
  g_mutex_unlock (&port->bus->mutex);
  umockdev_testbed_uevent (port->bus->testbed, port->syspath, "remove");
  umockdev_testbed_remove_device (port->bus->testbed, port->syspath);
  umockdev_testbed_detach_ioctl (port->bus->testbed, node, NULL);
  remove_node (port);
  g_clear_pointer (&port->syspath, g_free);
}

/* Makes the bus look as the device says. Called and left with the mutex held. */
static void
follow (YcMockPort *port)
{
  gboolean wanted = yc_sim_device_is_plugged (port->device) && !port->bus->stopping;

  if (wanted == port->plugged)
    return;
  g_mutex_unlock (&port->bus->mutex);
  if (wanted)
    plug (port);
  else
    unplug (port);
  g_mutex_lock (&port->bus->mutex);
  port->plugged = wanted;
  g_cond_broadcast (&port->bus->changed);
}

static void
play (YcMockPort *port,
      gint64     *next_ms)
{
  g_autoptr (GError) error = NULL;
  gint64 next;

  if (!yc_sim_device_tick (port->device, g_get_monotonic_time () / 1000, &error))
    g_error ("%s", error->message);
  yc_mock_urb_pump (port->urb);
  if (port->moved != NULL)
    port->moved (port->device, FALSE, port->data);
  next = yc_sim_device_get_next_ms (port->device);
  if (next >= 0)
    *next_ms = MIN (*next_ms, next);
}

static gpointer
bus_main (gpointer data)
{
  YcMockBus *bus = data;

  g_mutex_lock (&bus->mutex);
  while (!bus->stopping)
    {
      gint64 next_ms = g_get_monotonic_time () / 1000 + 60000;

      bus->kicked = FALSE;
      for (guint i = 0; i < bus->ports->len; i++)
        {
          play (bus->ports->pdata[i], &next_ms);
          follow (bus->ports->pdata[i]);
        }
      while (!bus->kicked && !bus->stopping &&
             g_cond_wait_until (&bus->changed, &bus->mutex, next_ms * 1000 + 500))
        ;
    }
  for (guint i = 0; i < bus->ports->len; i++)
    follow (bus->ports->pdata[i]);
  g_mutex_unlock (&bus->mutex);
  return NULL;
}

static void
kick (YcMockBus *bus)
{
  bus->kicked = TRUE;
  g_cond_broadcast (&bus->changed);
}

static void
urb_moved_cb (gpointer data,
              gboolean released)
{
  YcMockPort *port = data;

  if (port->moved != NULL)
    port->moved (port->device, released, port->data);
  kick (port->bus);
}

static void
port_free (gpointer data)
{
  YcMockPort *port = data;

  g_object_unref (port->urb);
  g_object_unref (port->device);
  g_free (port);
}

/* Under umockdev's preload only. One bus a process. */
YcMockBus *
yc_mock_bus_new (void)
{
  YcMockBus *bus = g_new0 (YcMockBus, 1);

  bus->testbed = umockdev_testbed_new ();
  /* Caches its first answer, which is wrong before there is a testbed. */
  if (!umockdev_in_mock_environment ())
    g_error ("umockdev's preload is missing");
  g_mutex_init (&bus->mutex);
  g_cond_init (&bus->changed);
  bus->last_address = 1;
  bus->ports = g_ptr_array_new_with_free_func (port_free);
  bus->thread = g_thread_new ("mock-bus", bus_main, bus);
  return bus;
}

/* Unplugs everything. */
void
yc_mock_bus_free (YcMockBus *bus)
{
  if (bus == NULL)
    return;

  g_mutex_lock (&bus->mutex);
  bus->stopping = TRUE;
  g_cond_broadcast (&bus->changed);
  g_mutex_unlock (&bus->mutex);
  g_thread_join (bus->thread);
  g_object_unref (bus->testbed);
  g_ptr_array_unref (bus->ports);
  g_cond_clear (&bus->changed);
  g_mutex_clear (&bus->mutex);
  g_free (bus);
}

/* Waits until the bus looks as the device says. */
static void
wait_followed (YcMockPort *port)
{
  kick (port->bus);
  while (port->plugged != yc_sim_device_is_plugged (port->device))
    g_cond_wait (&port->bus->changed, &port->bus->mutex);
}

/**
 * yc_mock_bus_add:
 * @bus: a bus
 * @device: what is plugged in, if it says so
 * @moved: (nullable): told when bytes have moved
 * @data: for @moved
 *
 * Returns: (transfer none): its port; lives as long as the bus
 */
YcMockPort *
yc_mock_bus_add (YcMockBus   *bus,
                 YcSimDevice *device,
                 YcMockFunc   moved,
                 gpointer     data)
{
  YcMockPort *port = g_new0 (YcMockPort, 1);
  YcMockUrbOwner owner = { &bus->mutex, urb_moved_cb, port };

  g_mutex_lock (&bus->mutex);
  g_assert (bus->ports->len < YC_MOCK_PORTS_MAX);
  port->bus = bus;
  port->device = g_object_ref (device);
  port->urb = yc_mock_urb_new (device, &owner);
  port->moved = moved;
  port->data = data;
  port->fifo = -1;
  port->number = bus->ports->len + 1;
  g_ptr_array_add (bus->ports, port);
  wait_followed (port);
  g_mutex_unlock (&bus->mutex);
  return port;
}

/* A line of the script language; a device that is to be plugged or unplugged
 * by it has been when this returns. Any thread. */
gboolean
yc_mock_port_tell (YcMockPort *port,
                   const char *line,
                   GError    **error)
{
  gboolean ok;

  g_mutex_lock (&port->bus->mutex);
  /* A device that has just unplugged itself has to be seen to be gone before it
   * is plugged in again. */
  wait_followed (port);
  ok = yc_sim_device_tell (port->device, line, error);
  wait_followed (port);
  g_mutex_unlock (&port->bus->mutex);
  return ok;
}

/* Of a printer: every byte taken for printing so far. Any thread. */
GBytes *
yc_mock_port_get_received (YcMockPort *port)
{
  GBytes *bytes;

  g_mutex_lock (&port->bus->mutex);
  bytes = yc_sim_printer_get_received (YC_SIM_PRINTER (port->device));
  g_mutex_unlock (&port->bus->mutex);
  return bytes;
}

/* Looks at the device while nothing moves at it. Any thread. */
void
yc_mock_port_look (YcMockPort *port,
                   YcMockFunc  func,
                   gpointer    data)
{
  g_mutex_lock (&port->bus->mutex);
  func (port->device, FALSE, data);
  g_mutex_unlock (&port->bus->mutex);
}
