/* yc-gadget.c: a simulated device behind the real kernel
 *
 * FunctionFS gives a device's side of USB to a program: requests come out of
 * ep0, a bulk endpoint is a file. One thread answers requests, one takes what
 * the host writes, one gives what it reads, and one plays the script and pulls
 * the cable: it takes the gadget off its controller and puts it back.
 *
 * The kernel has acknowledged a packet when we see it. So bytes are taken a
 * packet at a time, and where a script counts them ("unplug-at") the host may
 * believe up to a packet more; a transfer ("unplug-transfer") is a packet. A
 * device that takes nothing is not asked again: the host is answered NAK.
 *
 * One mutex guards the device. It is never held while the kernel is called,
 * which may wait for the host.
 */

#include "yc-gadget.h"

#include "yc-transport.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/usb/ch9.h>
#include <linux/usb/functionfs.h>
#include <poll.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define GADGETS "/sys/kernel/config/usb_gadget"
#define MOUNTS "/run/yc-gadget"
#define PACKET_BYTES 64 /* full speed, as the real ones */
#define REPLY_MAX_BYTES (64 * 1024)
#define LOOK_MS 50
#define IDLE_MS 1000

#define LE32(n) (guint8) (n), (guint8) ((n) >> 8), (guint8) ((n) >> 16), (guint8) ((n) >> 24)

struct _YcGadget
{
  YcSimDevice *device;
  char *name;
  char *controller;
  char *config; /* its folder in configfs */
  char *mount;  /* of its FunctionFS */
  int ep0;
  int in;
  int out;
  GThread *threads[4];
  GMutex mutex;
  GCond changed;
  gboolean plugged; /* as the host sees it; the bus thread's to change */
  gboolean stopping;
};

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

/* With the mutex held: until something happens, or the device does something by itself. */
static void
wait_for_change (YcGadget *self)
{
  gint64 until_ms = now_ms () + IDLE_MS;
  gint64 next_ms = yc_sim_device_get_next_ms (self->device);

  if (next_ms >= 0)
    until_ms = MIN (until_ms, next_ms);
  g_cond_wait_until (&self->changed, &self->mutex, until_ms * 1000 + 500);
}

/* --- what the gadget is ---------------------------------------------- */

static void
put_attribute (YcGadget   *self,
               const char *name,
               const char *value)
{
  g_autofree char *path = g_build_filename (self->config, name, NULL);
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gssize size = (gssize) strlen (value);

  if (fd < 0 || write (fd, value, (gsize) size) != size)
    g_error ("%s: %s", path, g_strerror (errno));
  close (fd);
}

static void
put_number (YcGadget   *self,
            const char *name,
            guint       number)
{
  g_autofree char *text = g_strdup_printf ("0x%04x", number);

  put_attribute (self, name, text);
}

static void
make_folder (YcGadget   *self,
             const char *name)
{
  g_autofree char *path = g_build_filename (self->config, name, NULL);

  if (g_mkdir (path, 0755) != 0)
    g_error ("%s: %s", path, g_strerror (errno));
}

static void
make_gadget (YcGadget           *self,
             const YcDeviceInfo *info)
{
  g_autofree char *function = g_strdup_printf ("functions/ffs.%s", self->name);
  g_autofree char *target = g_build_filename (self->config, function, NULL);
  g_autofree char *link = g_build_filename (self->config, "configs/c.1/f", NULL);

  if (g_mkdir (self->config, 0755) != 0)
    g_error ("%s: %s", self->config, g_strerror (errno));
  put_number (self, "idVendor", info->vendor);
  put_number (self, "idProduct", info->product);
  make_folder (self, "strings/0x409");
  put_attribute (self, "strings/0x409/product", info->label);
  if (info->serial != NULL)
    put_attribute (self, "strings/0x409/serialnumber", info->serial);
  make_folder (self, "configs/c.1");
  make_folder (self, function);
  if (symlink (target, link) != 0)
    g_error ("%s: %s", link, g_strerror (errno));
  if (g_mkdir_with_parents (self->mount, 0755) != 0 ||
      mount (self->name, self->mount, "functionfs", 0, NULL) != 0)
    g_error ("%s: %s", self->mount, g_strerror (errno));
}

static int
open_endpoint (YcGadget   *self,
               const char *name)
{
  g_autofree char *path = g_build_filename (self->mount, name, NULL);
  int fd = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0)
    g_error ("%s: %s", path, g_strerror (errno));
  return fd;
}

/* One interface, bulk IN and bulk OUT, no strings of its own. */
static void
describe (YcGadget           *self,
          const YcDeviceInfo *info)
{
  const guint8 descriptors[] = {
    LE32 (FUNCTIONFS_DESCRIPTORS_MAGIC_V2), LE32 (39),
    LE32 (FUNCTIONFS_HAS_FS_DESC | FUNCTIONFS_ALL_CTRL_RECIP), LE32 (3),
    9, 4, 0, 0, 2, info->class_code, info->subclass, info->protocol, 0,
    7, 5, 0x81, 2, PACKET_BYTES, 0, 0,
    7, 5, 0x02, 2, PACKET_BYTES, 0, 0,
  };
  const guint8 strings[] = { LE32 (FUNCTIONFS_STRINGS_MAGIC), LE32 (16), LE32 (0), LE32 (0) };

  self->ep0 = open_endpoint (self, "ep0");
  if (write (self->ep0, descriptors, sizeof descriptors) != sizeof descriptors ||
      write (self->ep0, strings, sizeof strings) != sizeof strings)
    g_error ("%s: %s", self->mount, g_strerror (errno));
  self->in = open_endpoint (self, "ep1");
  self->out = open_endpoint (self, "ep2");
}

/* --- the bus --------------------------------------------------------- */

/* Makes the bus look as the device says. Called and left with the mutex held. */
static void
follow (YcGadget *self)
{
  gboolean wanted = yc_sim_device_is_plugged (self->device) && !self->stopping;

  if (wanted == self->plugged)
    return;
  g_mutex_unlock (&self->mutex);
  put_attribute (self, "UDC", wanted ? self->controller : "\n");
  g_mutex_lock (&self->mutex);
  self->plugged = wanted;
  g_cond_broadcast (&self->changed);
}

static gpointer
bus_main (gpointer data)
{
  YcGadget *self = data;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&self->mutex);
  while (!self->stopping)
    {
      if (!yc_sim_device_tick (self->device, now_ms (), &error))
        g_error ("%s", error->message);
      follow (self);
      /* Another may have waited for the lock, and have been heard already. */
      if (!self->stopping && self->plugged == yc_sim_device_is_plugged (self->device))
        wait_for_change (self);
    }
  follow (self);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/* With the mutex held. FALSE when it is time to end. */
static gboolean
wait_plugged (YcGadget *self)
{
  while (!self->stopping && (!self->plugged || !yc_sim_device_is_plugged (self->device)))
    wait_for_change (self);
  return !self->stopping;
}

/* An endpoint that is not enabled, or not any more: for a moment. */
static gboolean
is_away (gssize n)
{
  if (n >= 0)
    return FALSE;
  if (errno != EAGAIN && errno != ESHUTDOWN && errno != EINTR && errno != ENODEV)
    g_error ("FunctionFS: %s", g_strerror (errno));
  g_usleep (2000);
  return TRUE;
}

/* --- requests -------------------------------------------------------- */

/* The other way than asked means refused; the kernel says so with an error. */
static void
refuse (YcGadget *self,
        gboolean  in)
{
  guint8 byte = 0;

  if ((in ? read (self->ep0, &byte, 0) : write (self->ep0, &byte, 0)) < 0 && errno != EL2HLT)
    is_away (-1);
}

static void
answer (YcGadget                     *self,
        const struct usb_ctrlrequest *request)
{
  YcControlSetup setup = { request->bRequestType, request->bRequest,
                           GUINT16_FROM_LE (request->wValue), GUINT16_FROM_LE (request->wIndex),
                           GUINT16_FROM_LE (request->wLength) };
  guint8 data[YC_TRANSPORT_CONTROL_MAX_BYTES] = { 0 };
  gboolean in = (setup.type & 0x80) != 0;
  YcSimStatus status;
  gsize got;

  setup.length_bytes = MIN (setup.length_bytes, sizeof data);
  if (!in && setup.length_bytes > 0 && is_away (read (self->ep0, data, setup.length_bytes)))
    return;
  g_mutex_lock (&self->mutex);
  status = yc_sim_device_control (self->device, &setup, data, &got);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  if (status != YC_SIM_OK)
    refuse (self, in);
  else if (in)
    is_away (write (self->ep0, data, got));
  else if (setup.length_bytes == 0)
    is_away (read (self->ep0, data, 0));
}

static gboolean
is_stopping (YcGadget *self)
{
  gboolean stopping;

  g_mutex_lock (&self->mutex);
  stopping = self->stopping;
  g_mutex_unlock (&self->mutex);
  return stopping;
}

static gpointer
control_main (gpointer data)
{
  YcGadget *self = data;

  while (!is_stopping (self))
    {
      struct pollfd ready = { self->ep0, POLLIN, 0 };
      struct usb_functionfs_event event;

      if (poll (&ready, 1, LOOK_MS) <= 0 || is_away (read (self->ep0, &event, sizeof event)))
        continue;
      if (event.type == FUNCTIONFS_SETUP)
        answer (self, &event.u.setup);
    }
  return NULL;
}

/* --- bulk ------------------------------------------------------------ */

/* The wrong way halts an endpoint; the kernel says so with an error. */
static void
halt (int      fd,
      gboolean in)
{
  guint8 byte = 0;

  if ((in ? read (fd, &byte, 1) : write (fd, &byte, 1)) < 0 && errno != EBADMSG)
    is_away (-1);
}

/* With the mutex held: until all is taken, or refused, or the cable is pulled. */
static YcSimStatus
take (YcGadget     *self,
      const guint8 *data,
      gsize         size_bytes)
{
  YcSimStatus status = YC_SIM_OK;
  gsize at = 0;

  while (at < size_bytes && status != YC_SIM_STALL && status != YC_SIM_GONE && !self->stopping)
    {
      gsize taken;

      status = yc_sim_device_put (self->device, data + at, size_bytes - at, now_ms (), &taken);
      at += taken;
      if (taken > 0 || status == YC_SIM_GONE)
        g_cond_broadcast (&self->changed);
      else if (status == YC_SIM_WAIT)
        wait_for_change (self);
    }
  return status;
}

static gpointer
out_main (gpointer data)
{
  YcGadget *self = data;
  guint8 packet[PACKET_BYTES];
  YcSimStatus status;

  g_mutex_lock (&self->mutex);
  while (wait_plugged (self))
    {
      gssize n;

      g_mutex_unlock (&self->mutex);
      n = read (self->out, packet, sizeof packet);
      if (is_away (n))
        n = 0;
      g_mutex_lock (&self->mutex);
      status = take (self, packet, (gsize) n);
      if (status != YC_SIM_STALL)
        continue;
      g_mutex_unlock (&self->mutex);
      halt (self->out, FALSE);
      g_mutex_lock (&self->mutex);
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/* A reply that fills its last packet is ended by an empty one. */
static void
give (YcGadget     *self,
      const guint8 *data,
      gsize         size_bytes)
{
  if (!is_away (write (self->in, data, size_bytes)) && size_bytes % PACKET_BYTES == 0)
    is_away (write (self->in, data, 0));
}

static gpointer
in_main (gpointer data)
{
  YcGadget *self = data;
  g_autofree guint8 *reply = g_malloc (REPLY_MAX_BYTES);

  g_mutex_lock (&self->mutex);
  while (wait_plugged (self))
    {
      gsize got;
      YcSimStatus status = yc_sim_device_get (self->device, reply, REPLY_MAX_BYTES, now_ms (), &got);

      if (status == YC_SIM_WAIT)
        {
          wait_for_change (self);
          continue;
        }
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->mutex);
      if (status == YC_SIM_OK)
        give (self, reply, got);
      else if (status == YC_SIM_STALL)
        halt (self->in, TRUE);
      g_mutex_lock (&self->mutex);
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/* --- for the tests --------------------------------------------------- */

/* With the mutex held. */
static void
wait_followed (YcGadget *self)
{
  g_cond_broadcast (&self->changed);
  while (self->plugged != yc_sim_device_is_plugged (self->device))
    wait_for_change (self);
}

/**
 * yc_gadget_new:
 * @device: what is plugged in, if it says so
 * @name: of the gadget: any word
 * @controller: of the device's side: "dummy_udc.0"
 *
 * Needs root, configfs, and the machine to itself: ends the program if
 * something is missing.
 *
 * Returns: (transfer full): the device, on the bus
 */
YcGadget *
yc_gadget_new (YcSimDevice *device,
               const char  *name,
               const char  *controller)
{
  GThreadFunc mains[] = { control_main, out_main, in_main, bus_main };
  g_autoptr (YcDeviceInfo) info = yc_sim_device_describe (device);
  YcGadget *self = g_new0 (YcGadget, 1);

  self->device = g_object_ref (device);
  self->name = g_strdup (name);
  self->controller = g_strdup (controller);
  self->config = g_build_filename (GADGETS, name, NULL);
  self->mount = g_build_filename (MOUNTS, name, NULL);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  make_gadget (self, info);
  describe (self, info);
  for (guint i = 0; i < G_N_ELEMENTS (mains); i++)
    self->threads[i] = g_thread_new (name, mains[i], self);
  g_mutex_lock (&self->mutex);
  wait_followed (self);
  g_mutex_unlock (&self->mutex);
  return self;
}

/* Unplugs it. Its folders stay: they go with the machine. */
void
yc_gadget_free (YcGadget *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  for (guint i = 0; i < G_N_ELEMENTS (self->threads); i++)
    g_thread_join (self->threads[i]);
  close (self->in);
  close (self->out);
  close (self->ep0);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->mutex);
  g_object_unref (self->device);
  g_free (self->name);
  g_free (self->controller);
  g_free (self->config);
  g_free (self->mount);
  g_free (self);
}

/* A line of the script language; a device that is to be plugged or unplugged by it has
 * been when this returns. */
void
yc_gadget_tell (YcGadget   *self,
                const char *line)
{
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&self->mutex);
  /* One that has unplugged itself has to be seen to be gone first. */
  wait_followed (self);
  yc_sim_device_tell (self->device, line, &error);
  g_assert_no_error (error);
  wait_followed (self);
  g_mutex_unlock (&self->mutex);
}

/* Looks at the device while nothing moves at it. */
void
yc_gadget_look (YcGadget    *self,
                YcGadgetFunc func,
                gpointer     data)
{
  g_mutex_lock (&self->mutex);
  func (self->device, data);
  g_mutex_unlock (&self->mutex);
}
