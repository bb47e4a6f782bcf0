/* yc-hub-notify.c: telling the service manager how it stands
 *
 * The protocol of sd_notify(3): a datagram of "NAME=value" lines to the Unix
 * socket that NOTIFY_SOCKET names; an @ at its beginning stands for the byte 0
 * of an abstract name. Without that variable there is nobody to tell.
 */

#include "yc-hub-notify.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <unistd.h>

static GSocketAddress *
create_address (const char *name)
{
  if (name[0] == '@')
    return g_unix_socket_address_new_with_type (name + 1, (int) strlen (name + 1), G_UNIX_SOCKET_ADDRESS_ABSTRACT);
  return name[0] == '/' ? g_unix_socket_address_new (name) : NULL;
}

/**
 * yc_hub_notify:
 * @state: "READY=1", "STOPPING=1", "WATCHDOG=1"…
 *
 * Returns: whether somebody was told; it never waits
 */
gboolean
yc_hub_notify (const char *state)
{
  const char *name = g_getenv ("NOTIFY_SOCKET");
  g_autoptr (GSocketAddress) address = name != NULL ? create_address (name) : NULL;
  g_autoptr (GSocket) socket = NULL;

  if (address == NULL)
    return FALSE;
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  if (socket == NULL)
    return FALSE;
  g_socket_set_blocking (socket, FALSE);
  return g_socket_send_to (socket, address, state, strlen (state), NULL, NULL) == (gssize) strlen (state);
}

/* How often "WATCHDOG=1" is wanted at the least, in ms; 0: it is not wanted. */
gint64
yc_hub_notify_get_watchdog_ms (void)
{
  const char *usec_text = g_getenv ("WATCHDOG_USEC");
  const char *pid_text = g_getenv ("WATCHDOG_PID");
  guint64 usec, pid;

  if (usec_text == NULL || !g_ascii_string_to_unsigned (usec_text, 10, 1000, G_MAXINT64, &usec, NULL))
    return 0;
  if (pid_text != NULL &&
      (!g_ascii_string_to_unsigned (pid_text, 10, 1, G_MAXINT, &pid, NULL) || (pid_t) pid != getpid ()))
    return 0;
  return (gint64) (usec / 1000);
}
