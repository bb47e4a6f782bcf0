/* What every printer of the USB printer class says of itself: pure. */
#pragma once

#include "yc-printer.h"

G_BEGIN_DECLS

YcPrinterFlags yc_class_printer_parse_port_status (guint8        byte);
char          *yc_class_printer_parse_id          (const guint8 *bytes,
                                                   gsize         size_bytes,
                                                   GError      **error);

G_END_DECLS
