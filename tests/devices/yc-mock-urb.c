/* yc-mock-urb.c: usbfs ioctls, answered for one simulated device
 *
 * The kernel's half of usbfs, as far as libusb uses it: requests are queued,
 * completed in any order and fetched one at a time. libusb learns that there is
 * something to fetch from POLLOUT on the device node. The node is a FIFO of
 * ours: full means nothing to fetch, empty means something.
 *
 * A transfer's memory is the client's; what is written into the resolved data
 * reaches it with the answer to the fetching ioctl. Several processes may have the
 * node open: each fetches its own, and what a process left that is gone is dropped.
 */

#include "yc-mock-urb.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FIFO_BYTES 4096

typedef struct
{
  guint64 tag;
  UMockdevIoctlClient *client; /* (unowned) */
  UMockdevIoctlData *urb;
  UMockdevIoctlData *buffer; /* (nullable) */
  gsize offset;              /* of the data in the buffer: 8 after a setup */
  int status;
  gsize actual;
} Request;

struct _YcMockUrb
{
  UMockdevIoctlBase parent_instance;

  YcSimDevice *device;
  YcSimPort *port;
  YcMockUrbOwner owner;
  int fifo; /* -1: unplugged */
  guint64 last_tag;
  GQueue pending; /* of Request */
  GQueue done;
};

G_DEFINE_FINAL_TYPE (YcMockUrb, yc_mock_urb, UMOCKDEV_TYPE_IOCTL_BASE)

static void
request_free (gpointer data)
{
  Request *r = data;

  g_object_unref (r->urb);
  g_clear_object (&r->buffer);
  g_free (r);
}

/* Empties the FIFO for "something to fetch", fills it for "nothing". */
static void
set_ready (YcMockUrb *self,
           gboolean   ready)
{
  char bytes[FIFO_BYTES] = { 0 };

  if (self->fifo < 0)
    return;
  if (ready)
    while (read (self->fifo, bytes, sizeof bytes) > 0)
      ;
  else
    while (write (self->fifo, bytes, sizeof bytes) > 0)
      ;
}

static Request *
find_request (YcMockUrb *self,
              guint64    tag)
{
  for (GList *l = self->pending.head; l != NULL; l = l->next)
    if (((Request *) l->data)->tag == tag)
      return l->data;
  return NULL;
}

static int
to_errno (YcSimStatus status)
{
  switch (status)
    {
    case YC_SIM_OK:
      return 0;
    case YC_SIM_STALL:
      return -EPIPE;
    case YC_SIM_GONE:
      /* As a real kernel: transfers fail first, and the device is gone a moment later. */
      return -EPROTO;
    case YC_SIM_CANCELLED:
    case YC_SIM_WAIT:
    default:
      return -ENOENT;
    }
}

static void
complete (YcMockUrb *self,
          Request   *r,
          int        status,
          gsize      actual)
{
  g_queue_remove (&self->pending, r);
  r->status = status;
  r->actual = actual;
  g_queue_push_tail (&self->done, r);
  set_ready (self, TRUE);
}

/* From the port: a transfer of the device has ended. */
static void
ended_cb (guint64       tag,
          YcSimStatus   status,
          const guint8 *data,
          gsize         count,
          gpointer      user_data)
{
  YcMockUrb *self = user_data;
  Request *r = find_request (self, tag);
  gboolean in;

  if (r == NULL)
    return;
  in = r->offset > 0 ? (r->buffer->data[0] & 0x80) != 0
                     : (((struct usbdevfs_urb *) (gpointer) r->urb->data)->endpoint & 0x80) != 0;
  if (in && r->buffer != NULL && count > 0)
    memcpy (r->buffer->data + r->offset, data, MIN (count, (gsize) r->buffer->data_len - r->offset));
  complete (self, r, to_errno (status), count);
}

/* A string descriptor, USB 2.0 clause 9.6.7. */
static gssize
write_string (const char *text,
              guint8     *data,
              gsize       size_bytes)
{
  guint8 bytes[255] = { 2, 3 };

  for (; text != NULL && *text != '\0' && bytes[0] < 253; text++)
    {
      bytes[bytes[0]] = (guint8) *text;
      bytes[0] += 2;
    }
  memcpy (data, bytes, MIN (bytes[0], size_bytes));
  return (gssize) MIN (bytes[0], size_bytes);
}

/* Strings are the bus's business; -1 for what the device shall answer. */
static gssize
answer_standard (YcMockUrb            *self,
                 const YcControlSetup *setup,
                 guint8               *data)
{
  static const guint8 languages[] = { 4, 3, 0x09, 0x04 };
  g_autoptr (YcDeviceInfo) info = NULL;

  if (setup->type != 0x80 || setup->request != 0x06 || setup->value >> 8 != 3)
    return -1;
  info = yc_sim_device_describe (self->device);
  switch (setup->value & 0xFF)
    {
    case 0:
      memcpy (data, languages, MIN (sizeof languages, setup->length_bytes));
      return MIN ((gssize) sizeof languages, setup->length_bytes);
    case 2:
      return write_string (info->label, data, setup->length_bytes);
    default:
      return write_string (info->serial, data, setup->length_bytes);
    }
}

static void
submit_control (YcMockUrb *self,
                Request   *r)
{
  guint8 *b = r->buffer->data;
  YcControlSetup setup = { b[0], b[1], (guint16) (b[2] | b[3] << 8), (guint16) (b[4] | b[5] << 8),
                           (guint16) (b[6] | b[7] << 8) };
  gssize got;

  r->offset = 8;
  if ((gsize) r->buffer->data_len < 8u + setup.length_bytes)
    {
      complete (self, r, -EINVAL, 0);
      return;
    }
  got = answer_standard (self, &setup, b + 8);
  if (got >= 0)
    complete (self, r, 0, (gsize) got);
  else
    yc_sim_port_control (self->port, r->tag, &setup, b + 8);
}

static gboolean
submit (YcMockUrb           *self,
        UMockdevIoctlClient *client,
        UMockdevIoctlData   *arg,
        GError             **error)
{
  g_autoptr (UMockdevIoctlData) st =
    umockdev_ioctl_data_resolve (arg, 0, sizeof (struct usbdevfs_urb), error);
  struct usbdevfs_urb *urb;
  Request *r;

  if (st == NULL)
    return FALSE;
  urb = (gpointer) st->data;
  r = g_new0 (Request, 1);
  r->tag = ++self->last_tag;
  r->client = client;
  r->urb = g_object_ref (st);
  if (urb->buffer_length > 0)
    r->buffer = umockdev_ioctl_data_resolve (st, G_STRUCT_OFFSET (struct usbdevfs_urb, buffer),
                                             (gsize) urb->buffer_length, error);
  if (urb->buffer_length > 0 && r->buffer == NULL)
    {
      /* The process has died in the middle of asking. */
      request_free (r);
      return FALSE;
    }
  g_queue_push_tail (&self->pending, r);
  if (urb->type == USBDEVFS_URB_TYPE_CONTROL && r->buffer != NULL)
    submit_control (self, r);
  else if (urb->endpoint & 0x80)
    yc_sim_port_in (self->port, r->tag, (gsize) urb->buffer_length);
  else
    yc_sim_port_out (self->port, r->tag, r->buffer == NULL ? (const guint8 *) "" : r->buffer->data,
                     (gsize) urb->buffer_length);
  return TRUE;
}

static Request *
pop_done (YcMockUrb           *self,
          UMockdevIoctlClient *client)
{
  for (GList *l = self->done.head; l != NULL; l = l->next)
    {
      Request *r = l->data;

      if (r->client != client)
        continue;
      g_queue_delete_link (&self->done, l);
      return r;
    }
  return NULL;
}

/* 0, or an errno. */
static int
reap (YcMockUrb           *self,
      UMockdevIoctlClient *client,
      UMockdevIoctlData   *arg,
      GError             **error)
{
  Request *r = pop_done (self, client);
  g_autoptr (UMockdevIoctlData) slot = NULL;
  struct usbdevfs_urb *urb;

  if (r == NULL)
    {
      if (self->fifo >= 0 && self->done.length == 0)
        set_ready (self, FALSE);
      return self->fifo >= 0 ? EAGAIN : ENODEV;
    }
  urb = (gpointer) r->urb->data;
  urb->status = r->status;
  urb->actual_length = (int) r->actual;
  slot = umockdev_ioctl_data_resolve (arg, 0, sizeof (void *), error);
  if (slot != NULL)
    umockdev_ioctl_data_set_ptr (slot, 0, r->urb);
  request_free (r);
  return 0;
}

static int
discard (YcMockUrb           *self,
         UMockdevIoctlClient *client,
         UMockdevIoctlData   *arg)
{
  gulong address;

  memcpy (&address, arg->data, sizeof address);
  for (GList *l = self->pending.head; l != NULL; l = l->next)
    {
      Request *r = l->data;

      if (r->client == client && r->urb->client_addr == address)
        return yc_sim_port_cancel (self->port, r->tag) ? 0 : EINVAL;
    }
  return EINVAL;
}

static int
capabilities (UMockdevIoctlData *arg,
              GError           **error)
{
  g_autoptr (UMockdevIoctlData) slot = umockdev_ioctl_data_resolve (arg, 0, 4, error);
  const guint32 caps = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION |
                       USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_REAP_AFTER_DISCONNECT;

  if (slot != NULL)
    memcpy (slot->data, &caps, sizeof caps);
  return 0;
}

/* With the mutex held. 0, or an errno. */
static int
answer (YcMockUrb           *self,
        UMockdevIoctlClient *client,
        gulong               request,
        GError             **error)
{
  UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg (client);
  gboolean fetches = request == USBDEVFS_REAPURBNDELAY || request == USBDEVFS_REAPURB;

  if (self->fifo < 0 && !fetches && request != USBDEVFS_DISCARDURB)
    return ENODEV;
  switch (request)
    {
    case USBDEVFS_GET_CAPABILITIES:
      return capabilities (arg, error);
    case USBDEVFS_GETDRIVER:
    case USBDEVFS_IOCTL:
      return ENODATA; /* no driver of the system's is attached */
    case USBDEVFS_SUBMITURB:
      submit (self, client, arg, error);
      return 0;
    case USBDEVFS_DISCARDURB:
      return discard (self, client, arg);
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY:
      return reap (self, client, arg, error);
    case USBDEVFS_RELEASEINTERFACE:
      self->owner.moved (self->owner.data, TRUE);
      return 0;
    case USBDEVFS_DISCONNECT_CLAIM:
    case USBDEVFS_CLAIMINTERFACE:
    case USBDEVFS_CLEAR_HALT:
    case USBDEVFS_SETINTERFACE:
    case USBDEVFS_SETCONFIGURATION:
    case USBDEVFS_RESET:
      return 0;
    default:
      return ENOTTY;
    }
}

static gboolean
yc_mock_urb_handle_ioctl (UMockdevIoctlBase   *base,
                          UMockdevIoctlClient *client)
{
  YcMockUrb *self = YC_MOCK_URB (base);
  gulong request = umockdev_ioctl_client_get_request (client);
  g_autoptr (GError) error = NULL;
  int code;

  g_mutex_lock (self->owner.mutex);
  code = answer (self, client, request, &error);
  if (request == USBDEVFS_SUBMITURB)
    {
      yc_mock_urb_pump (self);
      self->owner.moved (self->owner.data, FALSE);
    }
  g_mutex_unlock (self->owner.mutex);

  if (error != NULL)
    code = EFAULT;
  umockdev_ioctl_client_complete (client, code == 0 ? 0 : -1, code);
  return TRUE;
}

/* A process has closed the node, or has died. Nobody fetches what it asked for. */
static void
drop_client (GQueue              *queue,
             YcMockUrb           *self,
             UMockdevIoctlClient *client)
{
  for (GList *l = queue->head, *next; l != NULL; l = next)
    {
      Request *r = l->data;

      next = l->next;
      if (r->client != client)
        continue;
      g_queue_delete_link (queue, l);
      yc_sim_port_drop (self->port, r->tag, r->tag);
      request_free (r);
    }
}

static void
yc_mock_urb_client_vanished (UMockdevIoctlBase   *base,
                             UMockdevIoctlClient *client)
{
  YcMockUrb *self = YC_MOCK_URB (base);

  g_mutex_lock (self->owner.mutex);
  drop_client (&self->pending, self, client);
  drop_client (&self->done, self, client);
  g_mutex_unlock (self->owner.mutex);
}

static void
yc_mock_urb_finalize (GObject *object)
{
  YcMockUrb *self = YC_MOCK_URB (object);

  g_queue_clear_full (&self->pending, request_free);
  g_queue_clear_full (&self->done, request_free);
  yc_sim_port_free (self->port);
  g_object_unref (self->device);
  G_OBJECT_CLASS (yc_mock_urb_parent_class)->finalize (object);
}

static void
yc_mock_urb_class_init (YcMockUrbClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_mock_urb_finalize;
  UMOCKDEV_IOCTL_BASE_CLASS (klass)->handle_ioctl = yc_mock_urb_handle_ioctl;
  UMOCKDEV_IOCTL_BASE_CLASS (klass)->client_vanished = yc_mock_urb_client_vanished;
}

static void
yc_mock_urb_init (YcMockUrb *self)
{
  self->fifo = -1;
  g_queue_init (&self->pending);
  g_queue_init (&self->done);
}

YcMockUrb *
yc_mock_urb_new (YcSimDevice          *device,
                 const YcMockUrbOwner *owner)
{
  YcMockUrb *self = g_object_new (YC_TYPE_MOCK_URB, NULL);

  self->device = g_object_ref (device);
  self->port = yc_sim_port_new (device, ended_cb, self);
  self->owner = *owner;
  return self;
}

/* Plugged in: @fifo stands for the device node. */
void
yc_mock_urb_attach (YcMockUrb *self,
                    int        fifo)
{
  g_queue_clear_full (&self->done, request_free);
  self->fifo = fifo;
  set_ready (self, FALSE);
}

/* Unplugged: what waits is completed, and can still be fetched. */
void
yc_mock_urb_detach (YcMockUrb *self)
{
  yc_mock_urb_pump (self);
  set_ready (self, TRUE);
  self->fifo = -1;
}

void
yc_mock_urb_pump (YcMockUrb *self)
{
  yc_sim_port_pump (self->port, g_get_monotonic_time () / 1000);
}
