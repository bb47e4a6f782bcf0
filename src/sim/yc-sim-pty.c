/* yc-sim-pty.c: a simulated serial device behind a pseudo terminal
 *
 * Lives on the main context it was made in. The path is a link to the terminal, made
 * when the device is plugged in and taken away when it is unplugged, as udev does; the
 * terminal dies with it, so whoever has it open hears of it.
 *
 * We keep the other end open too: without that, a terminal nobody has opened yet
 * looks like one that was hung up.
 */

#include "yc-sim-pty.h"

#include "yc-sim-control.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define BUFFER_BYTES 4096

struct _YcSimPty
{
  YcSimDevice *device;
  char *path;
  YcSimControl *control; /* (nullable) */
  int master; /* -1 while unplugged */
  int slave;
  guint source;
  guint timer;
  guint8 bytes[BUFFER_BYTES]; /* come in, not taken yet */
  gsize have;
  YcSimPtyFunc moved;
  gpointer moved_data;
};

static void pump (YcSimPty *self);

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static void
hang_up (YcSimPty *self)
{
  if (self->master < 0)
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  unlink (self->path);
  close (self->master);
  close (self->slave);
  self->master = self->slave = -1;
  self->have = 0;
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     data)
{
  YcSimPty *self = data;
  ssize_t n;

  if (self->have == sizeof self->bytes)
    {
      pump (self);
      return G_SOURCE_CONTINUE;
    }
  n = read (fd, self->bytes + self->have, sizeof self->bytes - self->have);
  if (n > 0)
    self->have += (gsize) n;
  pump (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
plug (YcSimPty *self,
      GError  **error)
{
  struct termios raw;
  char name[64];
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  int slave = -1;

  if (master >= 0 && grantpt (master) == 0 && unlockpt (master) == 0 &&
      ptsname_r (master, name, sizeof name) == 0)
    slave = open (name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  unlink (self->path);
  if (slave < 0 || tcgetattr (slave, &raw) != 0 || (cfmakeraw (&raw), FALSE) ||
      tcsetattr (slave, TCSANOW, &raw) != 0 || symlink (name, self->path) != 0)
    {
      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (errno), "%s: %s", self->path,
                   g_strerror (errno));
      if (slave >= 0)
        close (slave);
      if (master >= 0)
        close (master);
      return FALSE;
    }
  self->master = master;
  self->slave = slave;
  self->source = g_unix_fd_add (master, G_IO_IN, readable_cb, self);
  return TRUE;
}

/* Makes the terminal be there if the device is plugged in. */
static void
follow (YcSimPty *self)
{
  g_autoptr (GError) error = NULL;
  gboolean plugged = yc_sim_device_is_plugged (self->device);

  if (!plugged)
    hang_up (self);
  else if (self->master < 0 && !plug (self, &error))
    g_printerr ("yichuang-sim: %s\n", error->message);
}

static void
move_in (YcSimPty *self)
{
  gsize taken = 0;
  YcSimStatus status;

  if (self->have == 0)
    return;
  status = yc_sim_device_put (self->device, self->bytes, self->have, now_ms (), &taken);
  if (status == YC_SIM_STALL)
    taken = self->have; /* a line has no stall: bytes are lost */
  memmove (self->bytes, self->bytes + taken, self->have - taken);
  self->have -= taken;
}

/* What nobody reads is lost, as on a line. */
static void
move_out (YcSimPty *self)
{
  guint8 bytes[BUFFER_BYTES];
  gsize got;

  while (yc_sim_device_get (self->device, bytes, sizeof bytes, now_ms (), &got) == YC_SIM_OK)
    if (self->master >= 0 && got > 0 && write (self->master, bytes, got) < 0)
      g_debug ("Nobody reads");
}

static gboolean
timer_cb (gpointer data)
{
  YcSimPty *self = data;

  self->timer = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
arm_timer (YcSimPty *self)
{
  gint64 next_ms = yc_sim_device_get_next_ms (self->device);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->have > 0 && next_ms < 0)
    next_ms = now_ms () + 5;
  if (next_ms >= 0)
    self->timer = g_timeout_add ((guint) CLAMP (next_ms - now_ms (), 1, 60000), timer_cb, self);
}

static void
pump (YcSimPty *self)
{
  g_autoptr (GError) error = NULL;

  if (!yc_sim_device_tick (self->device, now_ms (), &error))
    g_printerr ("yichuang-sim: %s\n", error->message);
  move_in (self);
  move_out (self);
  follow (self);
  if (self->moved != NULL)
    self->moved (self->device, self->moved_data);
  arm_timer (self);
}

static gboolean
told_cb (const char *line,
         gpointer    data,
         GError    **error)
{
  return yc_sim_pty_tell (data, line, error);
}

/**
 * yc_sim_pty_new:
 * @device: what is at the line
 * @path: of the link to the terminal; replaced if it is there
 * @error: why no terminal could be made
 */
YcSimPty *
yc_sim_pty_new (YcSimDevice *device,
                const char  *path,
                GError     **error)
{
  YcSimPty *self = g_new0 (YcSimPty, 1);

  self->device = g_object_ref (device);
  self->path = g_strdup (path);
  self->master = self->slave = -1;
  if (yc_sim_device_is_plugged (device) && !plug (self, error))
    {
      yc_sim_pty_free (self);
      return NULL;
    }
  arm_timer (self);
  return self;
}

void
yc_sim_pty_free (YcSimPty *self)
{
  if (self == NULL)
    return;
  hang_up (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->control, yc_sim_control_free);
  g_object_unref (self->device);
  g_free (self->path);
  g_free (self);
}

/* A socket that takes lines of the script language. */
gboolean
yc_sim_pty_add_control (YcSimPty   *self,
                        const char *path,
                        GError    **error)
{
  self->control = yc_sim_control_new (path, told_cb, self, error);
  return self->control != NULL;
}

gboolean
yc_sim_pty_tell (YcSimPty   *self,
                 const char *line,
                 GError    **error)
{
  gboolean ok = yc_sim_device_tell (self->device, line, error);

  follow (self);
  pump (self);
  return ok;
}

void
yc_sim_pty_set_moved (YcSimPty    *self,
                      YcSimPtyFunc moved,
                      gpointer     data)
{
  self->moved = moved;
  self->moved_data = data;
}
