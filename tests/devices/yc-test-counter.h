/* A counter with a simulated reader and printer, seen through the real libusb. */
#pragma once

#include "yc-device-registry.h"
#include "yc-mock-bus.h"
#include "yc-test-devices.h"

G_BEGIN_DECLS

typedef struct
{
  YcMockBus *bus;
  YcMockPort *reader_port;
  YcMockPort *printer_port;
  YcDeviceRegistry *registry;
  YcDevice *reader;  /* (transfer none) */
  YcDevice *printer; /* (transfer none) */
} YcTestCounter;

/* How an action ended. */
typedef struct
{
  gboolean done;
  YcCard *card;
  YcPrintOutcome outcome;
  YcPrinterFlags flags;
  GError *error;
  GArray *journal; /* (nullable): of gsize, the bytes sent */
  gboolean refuse; /* the journal refuses */
  GCancellable *cancellable;
} YcTestEnd;

void    yc_test_counter_init    (YcTestCounter *counter,
                                 const char    *reader_serial);
void yc_test_counter_init_form (YcTestCounter *counter);
void    yc_test_counter_clear   (YcTestCounter *counter);
void    yc_test_tell            (YcMockPort    *port,
                                 const char    *format,
                                 ...) G_GNUC_PRINTF (2, 3);
void    yc_test_start_read      (YcTestCounter *counter,
                                 YcTestEnd     *end);
void    yc_test_read            (YcTestCounter *counter,
                                 YcTestEnd     *end);
void    yc_test_start_print     (YcTestCounter *counter,
                                 GBytes        *bytes,
                                 YcTestEnd     *end);
void    yc_test_print           (YcTestCounter *counter,
                                 GBytes        *bytes,
                                 YcTestEnd     *end);
gsize   yc_test_count_received  (YcTestCounter *counter,
                                 GBytes        *job);
void    yc_test_end_clear       (YcTestEnd     *end);
void    yc_test_wait_state      (YcDevice      *device,
                                 YcDeviceState  state);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcTestCounter, yc_test_counter_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcTestEnd, yc_test_end_clear)

G_END_DECLS
