/* yc-transport.c: the checks every transport shares
 *
 * A transport is opened for one action and closed at its end, so that a
 * printer goes back to the system between jobs. All functions block and are
 * called from one thread, the device's worker. Sizes and waits have limits
 * here, once, for every kind of transport.
 */

#include "yc-transport.h"

typedef struct
{
  gboolean open;
} YcTransportPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (YcTransport, yc_transport, G_TYPE_OBJECT)

static gboolean
is_open (YcTransport *self)
{
  YcTransportPrivate *priv = yc_transport_get_instance_private (self);

  return priv->open;
}

static void
yc_transport_class_init (YcTransportClass *klass)
{
}

static void
yc_transport_init (YcTransport *self)
{
}

/**
 * yc_transport_open:
 * @self: a transport
 * @error: UNPLUGGED, FORBIDDEN, CLAIMED or LINK
 *
 * Takes the device for this program alone.
 *
 * Returns: %TRUE if it may be written to
 */
gboolean
yc_transport_open (YcTransport *self,
                   GError     **error)
{
  YcTransportPrivate *priv = yc_transport_get_instance_private (self);

  g_return_val_if_fail (YC_IS_TRANSPORT (self) && !priv->open, FALSE);

  priv->open = YC_TRANSPORT_GET_CLASS (self)->open (self, error);
  return priv->open;
}

/* Gives the device back; nothing if it is not open. */
void
yc_transport_close (YcTransport *self)
{
  YcTransportPrivate *priv = yc_transport_get_instance_private (self);

  g_return_if_fail (YC_IS_TRANSPORT (self));

  if (priv->open)
    YC_TRANSPORT_GET_CLASS (self)->close (self);
  priv->open = FALSE;
}

/**
 * yc_transport_write:
 * @self: an open transport
 * @data: bytes
 * @size_bytes: 1 to %YC_TRANSPORT_WRITE_MAX_BYTES
 * @timeout_ms: how long it may take, 1 to %YC_TRANSPORT_TIMEOUT_MAX_MS
 * @idle: (nullable): asked every now and then while the device takes nothing
 * @idle_data: for @idle
 * @sent_bytes: (out): how many the device acknowledged; set on failure too
 * @error: what the link did, or what @idle said
 *
 * The bytes are handed over once. After a failure some of those beyond
 * @sent_bytes may have arrived as well: nobody may send them again.
 *
 * Returns: %TRUE if all were acknowledged
 */
gboolean
yc_transport_write (YcTransport        *self,
                    const guint8       *data,
                    gsize               size_bytes,
                    guint               timeout_ms,
                    YcTransportIdleFunc idle,
                    gpointer            idle_data,
                    gsize              *sent_bytes,
                    GError            **error)
{
  g_return_val_if_fail (YC_IS_TRANSPORT (self) && is_open (self), FALSE);
  g_return_val_if_fail (data != NULL && sent_bytes != NULL, FALSE);
  g_return_val_if_fail (size_bytes > 0 && size_bytes <= YC_TRANSPORT_WRITE_MAX_BYTES, FALSE);
  g_return_val_if_fail (timeout_ms > 0 && timeout_ms <= YC_TRANSPORT_TIMEOUT_MAX_MS, FALSE);

  *sent_bytes = 0;
  return YC_TRANSPORT_GET_CLASS (self)->write (self, data, size_bytes, timeout_ms, idle, idle_data,
                                               sent_bytes, error);
}

/**
 * yc_transport_read:
 * @self: an open transport
 * @buffer: where the bytes go
 * @size_bytes: its size, 1 to %YC_TRANSPORT_READ_MAX_BYTES; over USB a multiple
 * of the packet size
 * @timeout_ms: how long to wait for the first byte
 * @error: what the link did
 *
 * Returns: how many bytes came, 0 for an empty packet, -1 on failure
 */
gssize
yc_transport_read (YcTransport *self,
                   guint8      *buffer,
                   gsize        size_bytes,
                   guint        timeout_ms,
                   GError     **error)
{
  g_return_val_if_fail (YC_IS_TRANSPORT (self) && is_open (self) && buffer != NULL, -1);
  g_return_val_if_fail (size_bytes > 0 && size_bytes <= YC_TRANSPORT_READ_MAX_BYTES, -1);
  g_return_val_if_fail (timeout_ms > 0 && timeout_ms <= YC_TRANSPORT_TIMEOUT_MAX_MS, -1);

  return YC_TRANSPORT_GET_CLASS (self)->read (self, buffer, size_bytes, timeout_ms, error);
}

/**
 * yc_transport_control:
 * @self: an open transport
 * @setup: the request
 * @data: (nullable): `length_bytes` bytes to send or to fill
 * @timeout_ms: how long it may take
 * @error: what the link did; STALLED when the device refuses the request
 *
 * Returns: how many bytes moved, -1 on failure
 */
gssize
yc_transport_control (YcTransport          *self,
                      const YcControlSetup *setup,
                      guint8               *data,
                      guint                 timeout_ms,
                      GError              **error)
{
  g_return_val_if_fail (YC_IS_TRANSPORT (self) && is_open (self) && setup != NULL, -1);
  g_return_val_if_fail (setup->length_bytes <= YC_TRANSPORT_CONTROL_MAX_BYTES, -1);
  g_return_val_if_fail (data != NULL || setup->length_bytes == 0, -1);
  g_return_val_if_fail (timeout_ms > 0 && timeout_ms <= YC_TRANSPORT_TIMEOUT_MAX_MS, -1);

  return YC_TRANSPORT_GET_CLASS (self)->control (self, setup, data, timeout_ms, error);
}

/* Where it leads, for people: "USB 1-2.3". Any thread. */
char *
yc_transport_describe (YcTransport *self)
{
  g_return_val_if_fail (YC_IS_TRANSPORT (self), NULL);

  return YC_TRANSPORT_GET_CLASS (self)->describe (self);
}
