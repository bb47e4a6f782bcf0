/* yc-socket-bus.c: hot-plug of a simulated device
 *
 * A thread keeps one connection to the simulator and listens for HELLO, which
 * says whether the device is plugged in. When the simulator is not there it
 * tries again, so that it may be started later, or again.
 */

#include "yc-socket-bus.h"

#include "yc-socket-link.h"
#include "yc-socket-transport.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define RETRY_MS 300

struct _YcSocketBus
{
  YcBusPost *post;
  char *path;
  int wake_fd; /* readable: end */
  GThread *thread;

  /* The thread's own. */
  YcSocketLink link;
  gboolean plugged;
};

static YcDeviceInfo *
new_info (YcSocketBus *self)
{
  g_autofree char *place = g_strconcat ("socket:", self->path, NULL);

  return yc_device_info_new (place);
}

static void
tell (YcSocketBus  *self,
      YcDeviceInfo *info,
      gboolean      plugged)
{
  if (plugged == self->plugged)
    {
      yc_device_info_unref (info);
      return;
    }
  self->plugged = plugged;
  if (plugged)
    info->transport = yc_socket_transport_new (self->path);
  yc_bus_post_send (self->post, info, plugged);
}

static gboolean
should_end (YcSocketBus *self,
            int          wait_ms)
{
  struct pollfd fd = { self->wake_fd, POLLIN, 0 };

  return poll (&fd, 1, wait_ms) > 0;
}

static void
listen_once (YcSocketBus *self)
{
  YcSocketFrame frame;

  if (!yc_socket_link_open (&self->link, self->path, NULL))
    return;
  while (yc_socket_link_receive (&self->link, -1, self->wake_fd, &frame, NULL))
    {
      YcDeviceInfo *info = new_info (self);
      gboolean plugged;

      if (yc_socket_parse_hello (&frame, info, &plugged, NULL))
        tell (self, info, plugged);
      else
        yc_device_info_unref (info);
    }
  yc_socket_link_close (&self->link);
}

static gpointer
bus_main (gpointer data)
{
  YcSocketBus *self = data;
  int wait_ms = 0;

  while (!should_end (self, wait_ms))
    {
      listen_once (self);
      tell (self, new_info (self), FALSE);
      wait_ms = RETRY_MS;
    }
  return NULL;
}

/**
 * yc_socket_bus_new:
 * @path: where `yichuang-sim` listens, or will
 * @func: told when its device is plugged in or out, on this thread's main context
 * @data: for @func
 *
 * Returns: (transfer full): a bus of at most one device
 */
YcSocketBus *
yc_socket_bus_new (const char *path,
                   YcBusFunc   func,
                   gpointer    data)
{
  YcSocketBus *self = g_new0 (YcSocketBus, 1);

  self->post = yc_bus_post_new (func, data);
  self->path = g_strdup (path);
  self->link.fd = -1;
  self->wake_fd = eventfd (0, EFD_CLOEXEC);
  if (self->wake_fd < 0)
    g_error ("No event descriptor: %s", g_strerror (errno));
  self->thread = g_thread_new ("yc-socket", bus_main, self);
  return self;
}

/* Ends the thread, at once. */
void
yc_socket_bus_free (YcSocketBus *self)
{
  if (self == NULL)
    return;

  yc_bus_post_close (self->post);
  if (eventfd_write (self->wake_fd, 1) != 0)
    g_error ("Could not wake a thread: %s", g_strerror (errno));
  g_thread_join (self->thread);
  close (self->wake_fd);
  yc_bus_post_unref (self->post);
  g_free (self->path);
  g_free (self);
}
