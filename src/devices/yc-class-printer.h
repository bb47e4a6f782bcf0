/* A printer of the USB printer class (07/01), and printing once: for drivers. */
#pragma once

#include "yc-printer.h"

G_BEGIN_DECLS

#define YC_TYPE_CLASS_PRINTER (yc_class_printer_get_type ())
G_DECLARE_DERIVABLE_TYPE (YcClassPrinter, yc_class_printer, YC, CLASS_PRINTER, YcDevice)

struct _YcClassPrinterClass
{
  YcDeviceClass parent_class;

  /* Everything the printer will say, on the worker's thread; FALSE when it said
   * nothing at all. By default the port's status. */
  gboolean (*look) (YcTransport    *transport,
                    YcPrinterFlags *ret_flags,
                    GError        **error);
};

gboolean yc_class_printer_ask_port (YcTransport    *transport,
                                    YcPrinterFlags *ret_flags,
                                    GError        **error);

G_END_DECLS
