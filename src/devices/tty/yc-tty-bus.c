/* yc-tty-bus.c: hot-plug of one serial line
 *
 * A thread looks now and then whether the node is there: udev makes it when the
 * machine is plugged in, and takes it away. The line is not opened for that, which
 * would reset some boards.
 */

#include "yc-tty-bus.h"

#include "yc-tty-transport.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK_MS 100

struct _YcTtyBus
{
  YcBusPost *post;
  char *path;
  int wake_fd; /* readable: end */
  GThread *thread;
};

static gboolean
is_there (const char *path)
{
  struct stat about;

  return stat (path, &about) == 0 && S_ISCHR (about.st_mode);
}

static void
tell (YcTtyBus *self,
      gboolean  there)
{
  g_autofree char *place = g_strconcat ("tty:", self->path, NULL);
  YcDeviceInfo *info = yc_device_info_new (place);

  if (there)
    info->transport = yc_tty_transport_new (self->path);
  yc_bus_post_send (self->post, info, there);
}

static gpointer
bus_main (gpointer data)
{
  YcTtyBus *self = data;
  struct pollfd fd = { self->wake_fd, POLLIN, 0 };
  gboolean there = FALSE;

  do
    if (is_there (self->path) != there)
      {
        there = !there;
        tell (self, there);
      }
  while (poll (&fd, 1, LOOK_MS) <= 0);
  return NULL;
}

/**
 * yc_tty_bus_new:
 * @path: of a serial line, whether it is there or not
 * @func: told when it comes and goes, on this thread's main context
 * @data: for @func
 *
 * Returns: (transfer full): a bus of at most one device
 */
YcTtyBus *
yc_tty_bus_new (const char *path,
                YcBusFunc   func,
                gpointer    data)
{
  YcTtyBus *self = g_new0 (YcTtyBus, 1);

  self->post = yc_bus_post_new (func, data);
  self->path = g_strdup (path);
  self->wake_fd = eventfd (0, EFD_CLOEXEC);
  if (self->wake_fd < 0)
    g_error ("No event descriptor: %s", g_strerror (errno));
  self->thread = g_thread_new ("yc-tty", bus_main, self);
  return self;
}

/* Ends the thread, at once. */
void
yc_tty_bus_free (YcTtyBus *self)
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
