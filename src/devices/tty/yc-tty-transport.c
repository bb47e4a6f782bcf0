/* yc-tty-transport.c: a serial line
 *
 * Raw, 115200 8N1, no flow control: what is sent is counted by whoever sends it.
 * Nobody else may open it meanwhile (TIOCEXCL), and closing does not drop DTR, which
 * would reset many boards. The descriptor does not block; every wait is a poll with
 * an end.
 */

#include "yc-tty-transport.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define IDLE_MS 200

struct _YcTtyTransport
{
  YcTransport parent_instance;

  char *path;
  int fd;
};

G_DEFINE_FINAL_TYPE (YcTtyTransport, yc_tty_transport, YC_TYPE_TRANSPORT)

static YcDeviceError
code_of (int number)
{
  switch (number)
    {
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case EIO: /* the line was hung up */
      return YC_DEVICE_ERROR_UNPLUGGED;
    case EACCES:
    case EPERM:
      return YC_DEVICE_ERROR_FORBIDDEN;
    case EBUSY:
      return YC_DEVICE_ERROR_CLAIMED;
    default:
      return YC_DEVICE_ERROR_LINK;
    }
}

static gboolean
set_error (GError    **error,
           int         number,
           const char *doing)
{
  YcDeviceError code = code_of (number);

  if (code == YC_DEVICE_ERROR_UNPLUGGED)
    g_set_error (error, YC_DEVICE_ERROR, code, _("Could not %s: it has been unplugged"), doing);
  else if (code == YC_DEVICE_ERROR_FORBIDDEN)
    g_set_error (error, YC_DEVICE_ERROR, code,
                 _("Could not %s: this user may not; install the udev rule"), doing);
  else if (code == YC_DEVICE_ERROR_CLAIMED)
    g_set_error (error, YC_DEVICE_ERROR, code, _("Could not %s: another program holds it"), doing);
  else
    g_set_error (error, YC_DEVICE_ERROR, code, _("Could not %s: %s"), doing, g_strerror (number));
  return FALSE;
}

static gboolean
set_timeout (GError    **error,
             const char *doing)
{
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT,
               _("Could not %s: it does not answer"), doing);
  return FALSE;
}

static gboolean
set_up (int fd)
{
  struct termios settings;

  if (ioctl (fd, TIOCEXCL) != 0 || tcgetattr (fd, &settings) != 0)
    return FALSE;
  cfmakeraw (&settings);
  settings.c_cflag &= ~(tcflag_t) (CSTOPB | CRTSCTS | HUPCL);
  settings.c_cflag |= CLOCAL | CREAD | CS8;
  settings.c_cc[VMIN] = 0;
  settings.c_cc[VTIME] = 0;
  return cfsetspeed (&settings, B115200) == 0 && tcsetattr (fd, TCSANOW, &settings) == 0 &&
         tcflush (fd, TCIFLUSH) == 0;
}

static gboolean
yc_tty_transport_open (YcTransport *transport,
                       GError     **error)
{
  YcTtyTransport *self = YC_TTY_TRANSPORT (transport);

  self->fd = open (self->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (self->fd < 0)
    return set_error (error, errno, _("open the device"));
  if (set_up (self->fd))
    return TRUE;
  set_error (error, errno, _("take the device over"));
  close (self->fd);
  self->fd = -1;
  return FALSE;
}

static void
yc_tty_transport_close (YcTransport *transport)
{
  YcTtyTransport *self = YC_TTY_TRANSPORT (transport);

  if (ioctl (self->fd, TIOCNXCL) != 0)
    g_debug ("%s: %s", self->path, g_strerror (errno));
  close (self->fd);
  self->fd = -1;
}

/* 1 when the line is ready, 0 when the time is over, -1 when it is broken. */
static int
wait_ready (YcTtyTransport *self,
            short           events,
            gint64          end_us)
{
  struct pollfd fd = { self->fd, events, 0 };
  gint64 left_ms = MAX ((end_us - g_get_monotonic_time () + 999) / 1000, 0);
  int r = poll (&fd, 1, (int) left_ms);

  if (r < 0 && errno == EINTR)
    return 0;
  if (r > 0 && (fd.revents & events) == 0)
    {
      errno = EIO;
      return -1;
    }
  return r;
}

static gboolean
yc_tty_transport_write (YcTransport        *transport,
                        const guint8       *data,
                        gsize               size_bytes,
                        guint               timeout_ms,
                        YcTransportIdleFunc idle,
                        gpointer            idle_data,
                        gsize              *sent_bytes,
                        GError            **error)
{
  YcTtyTransport *self = YC_TTY_TRANSPORT (transport);
  gint64 end_us = g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);

  while (*sent_bytes < size_bytes)
    {
      ssize_t n = write (self->fd, data + *sent_bytes, size_bytes - *sent_bytes);
      gint64 now_us = g_get_monotonic_time ();

      if (n > 0)
        *sent_bytes += (gsize) n;
      else if (n < 0 && errno != EAGAIN && errno != EINTR)
        return set_error (error, errno, _("write to the device"));
      else if (now_us >= end_us)
        return set_timeout (error, _("write to the device"));
      else if (wait_ready (self, POLLOUT, MIN (end_us, now_us + IDLE_MS * 1000)) < 0)
        return set_error (error, errno, _("write to the device"));
      else if (idle != NULL && !idle (idle_data, error))
        return FALSE;
    }
  return TRUE;
}

static gssize
yc_tty_transport_read (YcTransport *transport,
                       guint8      *buffer,
                       gsize        size_bytes,
                       guint        timeout_ms,
                       GError     **error)
{
  YcTtyTransport *self = YC_TTY_TRANSPORT (transport);
  gint64 end_us = g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);

  for (;;)
    {
      int ready = wait_ready (self, POLLIN, end_us);
      ssize_t n = ready > 0 ? read (self->fd, buffer, size_bytes) : 0;

      if (n > 0)
        return n;
      /* Ready, and nothing there: the other end has gone. */
      if (ready < 0 || (n < 0 && errno != EAGAIN && errno != EINTR) || (ready > 0 && n == 0))
        {
          set_error (error, ready > 0 && n == 0 ? EIO : errno, _("read from the device"));
          return -1;
        }
      if (g_get_monotonic_time () >= end_us)
        {
          set_timeout (error, _("read from the device"));
          return -1;
        }
    }
}

static gssize
yc_tty_transport_control (YcTransport          *transport,
                          const YcControlSetup *setup,
                          guint8               *data,
                          guint                 timeout_ms,
                          GError              **error)
{
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
                       _("A serial line has no control requests"));
  return -1;
}

static char *
yc_tty_transport_describe (YcTransport *transport)
{
  return g_strconcat ("tty:", YC_TTY_TRANSPORT (transport)->path, NULL);
}

static void
yc_tty_transport_finalize (GObject *object)
{
  YcTtyTransport *self = YC_TTY_TRANSPORT (object);

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  G_OBJECT_CLASS (yc_tty_transport_parent_class)->finalize (object);
}

static void
yc_tty_transport_class_init (YcTtyTransportClass *klass)
{
  YcTransportClass *transport_class = YC_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_tty_transport_finalize;
  transport_class->open = yc_tty_transport_open;
  transport_class->close = yc_tty_transport_close;
  transport_class->write = yc_tty_transport_write;
  transport_class->read = yc_tty_transport_read;
  transport_class->control = yc_tty_transport_control;
  transport_class->describe = yc_tty_transport_describe;
}

static void
yc_tty_transport_init (YcTtyTransport *self)
{
  self->fd = -1;
}

/**
 * yc_tty_transport_new:
 * @path: of the line: /dev/ttyUSB0
 *
 * Returns: (transfer full): a transport that is closed
 */
YcTransport *
yc_tty_transport_new (const char *path)
{
  YcTtyTransport *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (YC_TYPE_TTY_TRANSPORT, NULL);
  self->path = g_strdup (path);
  return YC_TRANSPORT (self);
}
