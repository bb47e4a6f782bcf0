/* yc-hub-listen.c: where the hub may be reached
 *
 * Loopback or a Unix socket, nothing else: who is further away comes through
 * a proxy, which sees to encryption and certificates.
 */

#include "yc-hub-listen.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#define WAITING_MAX 1024 /* connections that the kernel keeps until they are taken */

/* After an hour without a line all desks come in the same second, and whom the
 * kernel has no room for tries again only a second later, then three. */
GSocketService *
yc_hub_listen_service_new (void)
{
  GSocketService *service = g_socket_service_new ();

  g_socket_listener_set_backlog (G_SOCKET_LISTENER (service), WAITING_MAX);
  return service;
}

/**
 * yc_hub_listen_loopback:
 * @address: "127.0.0.1:PORT" or "[::1]:PORT"; port 0 draws one
 * @ret_port: (out): which one it is
 * @error: of %G_IO_ERROR; INVALID_ARGUMENT for an address that is not this machine's own
 */
gboolean
yc_hub_listen_loopback (GSocketService *service,
                        const char     *address,
                        guint          *ret_port,
                        GError        **error)
{
  g_autoptr (GSocketConnectable) connectable = g_network_address_parse (address, 0, error);
  g_autoptr (GSocketAddress) wanted = NULL;
  g_autoptr (GSocketAddress) effective = NULL;
  GNetworkAddress *network;

  if (connectable == NULL)
    return FALSE;
  network = G_NETWORK_ADDRESS (connectable);
  wanted = g_inet_socket_address_new_from_string (g_network_address_get_hostname (network),
                                                  g_network_address_get_port (network));
  if (wanted == NULL ||
      !g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (wanted))))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "“%s” is not a loopback address; put a proxy in front for others", address);
      return FALSE;
    }
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return FALSE;
  *ret_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return TRUE;
}

/* A name left by a hub that was killed is in the way; the folder's lock says
 * that no other hub has it. */
gboolean
yc_hub_listen_unix (GSocketService *service,
                    const char     *path,
                    GError        **error)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  g_unlink (path);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error))
    return FALSE;
  g_chmod (path, 0600);
  return TRUE;
}

static void
connection_gone_cb (gpointer data,
                    GObject *was)
{
  guint *connections = data;

  (*connections)--;
  g_rc_box_release (connections);
}

/**
 * yc_hub_count_connection:
 * @connection: one that was taken
 * @connections: a counted reference (g_rc_box); counts it for as long as it lives
 */
void
yc_hub_count_connection (GSocketConnection *connection,
                         guint             *connections)
{
  (*connections)++;
  g_object_weak_ref (G_OBJECT (connection), connection_gone_cb, g_rc_box_acquire (connections));
}
