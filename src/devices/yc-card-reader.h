/* A device that reads identity cards. */
#pragma once

#include "yc-card.h"
#include "yc-device.h"

G_BEGIN_DECLS

/* How long a read waits for a card before it says NO_CARD. */
#define YC_CARD_READER_WAIT_MAX_MS 600000

#define YC_TYPE_CARD_READER (yc_card_reader_get_type ())
G_DECLARE_INTERFACE (YcCardReader, yc_card_reader, YC, CARD_READER, YcDevice)

struct _YcCardReaderInterface
{
  GTypeInterface parent_iface;

  void (*read_async) (YcCardReader       *self,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            data);
  YcCard *(*read_finish) (YcCardReader *self,
                          GAsyncResult *result,
                          GError      **error);
  void (*check_async) (YcCardReader       *self,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            data);
  gboolean (*check_finish) (YcCardReader *self,
                            GAsyncResult *result,
                            GError      **error);
};

void     yc_card_reader_read_async   (YcCardReader       *self,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            data);
YcCard  *yc_card_reader_read_finish  (YcCardReader       *self,
                                      GAsyncResult       *result,
                                      GError            **error);
void     yc_card_reader_check_async  (YcCardReader       *self,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            data);
gboolean yc_card_reader_check_finish (YcCardReader       *self,
                                      GAsyncResult       *result,
                                      GError            **error);

G_END_DECLS
