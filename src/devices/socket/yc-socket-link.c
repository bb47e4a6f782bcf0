/* yc-socket-link.c: a blocking connection that carries whole frames
 *
 * For a thread of its own: the device's worker, or the bus's. Each wait has an
 * end, and a second descriptor can end it early.
 */

#include "yc-socket-link.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SEND_TIMEOUT_MS 2000

static gboolean
set_gone (GError    **error,
          const char *doing)
{
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED,
               _("Could not %s: the simulated device is gone"), doing);
  return FALSE;
}

/* UNPLUGGED when nobody listens there. */
gboolean
yc_socket_link_open (YcSocketLink *link,
                     const char   *path,
                     GError      **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  struct timeval timeout = { SEND_TIMEOUT_MS / 1000, 0 };

  link->have = 0;
  link->used = 0;
  link->fd = -1;
  if (strlen (path) >= sizeof address.sun_path)
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_LINK, _("The path “%s” is too long"), path);
      return FALSE;
    }
  memcpy (address.sun_path, path, strlen (path) + 1);
  link->fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (link->fd < 0)
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_LINK, _("Could not make a socket: %s"),
                   g_strerror (errno));
      return FALSE;
    }
  setsockopt (link->fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
  if (connect (link->fd, (const struct sockaddr *) &address, sizeof address) == 0)
    return TRUE;
  yc_socket_link_close (link);
  return set_gone (error, _("open the device"));
}

void
yc_socket_link_close (YcSocketLink *link)
{
  if (link->fd >= 0)
    close (link->fd);
  link->fd = -1;
}

gboolean
yc_socket_link_send (YcSocketLink *link,
                     GBytes       *frame,
                     GError      **error)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (frame, &size);
  gsize at = 0;

  while (at < size)
    {
      ssize_t n = send (link->fd, bytes + at, size - at, MSG_NOSIGNAL);

      if (n > 0)
        at += (gsize) n;
      else if (n == 0 || errno != EINTR)
        return set_gone (error, _("write to the device"));
    }
  return TRUE;
}

/* Waits for bytes; FALSE when none came in time, or @wake_fd has some. */
static gboolean
wait_readable (YcSocketLink *link,
               int           wait_ms,
               int           wake_fd)
{
  struct pollfd fds[] = { { link->fd, POLLIN, 0 }, { wake_fd, POLLIN, 0 } };

  return poll (fds, wake_fd >= 0 ? 2 : 1, wait_ms) > 0 && fds[0].revents != 0;
}

/**
 * yc_socket_link_receive:
 * @link: an open link
 * @wait_ms: how long to wait for bytes; -1 for ever
 * @wake_fd: ends the wait when it can be read; -1 for none
 * @ret_frame: (out): valid until the next call
 * @error: UNPLUGGED, LINK, or TIMEOUT when no whole frame came yet
 *
 * Returns: %TRUE if a frame came
 */
gboolean
yc_socket_link_receive (YcSocketLink  *link,
                        int            wait_ms,
                        int            wake_fd,
                        YcSocketFrame *ret_frame,
                        GError       **error)
{
  gssize used;
  ssize_t n;

  memmove (link->bytes, link->bytes + link->used, link->have - link->used);
  link->have -= link->used;
  link->used = 0;

  while ((used = yc_socket_parse_frame (link->bytes, link->have, ret_frame, error)) == 0)
    {
      if (!wait_readable (link, wait_ms, wake_fd))
        {
          g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT,
                               _("The simulated device does not answer"));
          return FALSE;
        }
      n = recv (link->fd, link->bytes + link->have, sizeof link->bytes - link->have, 0);
      if (n <= 0)
        return set_gone (error, _("read from the device"));
      link->have += (gsize) n;
    }
  if (used > 0)
    link->used = (gsize) used;
  return used > 0;
}
