/* yc-card-reader.c: a device that reads identity cards */

#include "yc-card-reader.h"

G_DEFINE_INTERFACE (YcCardReader, yc_card_reader, YC_TYPE_DEVICE)

static void
yc_card_reader_default_init (YcCardReaderInterface *iface)
{
}

/**
 * yc_card_reader_read_async:
 * @self: a reader
 * @cancellable: (nullable): ends the waiting
 * @callback: when a card has been read, or not
 * @data: for @callback
 *
 * Waits for a card, up to %YC_CARD_READER_WAIT_MAX_MS, and reads it. After a
 * failed read the same card counts as new only once it has been lifted.
 */
void
yc_card_reader_read_async (YcCardReader       *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            data)
{
  g_return_if_fail (YC_IS_CARD_READER (self));

  YC_CARD_READER_GET_IFACE (self)->read_async (self, cancellable, callback, data);
}

/**
 * yc_card_reader_read_finish:
 * @self: a reader
 * @result: what the callback got
 * @error: YC_DEVICE_RETRY with an instruction for the clerk, YC_DEVICE_ERROR,
 * or G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the card, or %NULL
 */
YcCard *
yc_card_reader_read_finish (YcCardReader *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (YC_IS_CARD_READER (self), NULL);

  return YC_CARD_READER_GET_IFACE (self)->read_finish (self, result, error);
}

/* Asks whether the card read last still lies there. */
void
yc_card_reader_check_async (YcCardReader       *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            data)
{
  g_return_if_fail (YC_IS_CARD_READER (self));

  YC_CARD_READER_GET_IFACE (self)->check_async (self, cancellable, callback, data);
}

/**
 * yc_card_reader_check_finish:
 * @self: a reader
 * @result: what the callback got
 * @error: YC_DEVICE_RETRY_NO_CARD when it has been lifted, or what failed
 *
 * Returns: %TRUE if the card still lies there
 */
gboolean
yc_card_reader_check_finish (YcCardReader *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (YC_IS_CARD_READER (self), FALSE);

  return YC_CARD_READER_GET_IFACE (self)->check_finish (self, result, error);
}
