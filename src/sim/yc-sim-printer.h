/* A simulated receipt or form printer of the USB printer class. */
#pragma once

#include "yc-sim-device.h"

G_BEGIN_DECLS

#define YC_SIM_PRINTER_PAPER_MAX_BYTES (8 * 1024 * 1024)

#define YC_TYPE_SIM_PRINTER (yc_sim_printer_get_type ())
G_DECLARE_FINAL_TYPE (YcSimPrinter, yc_sim_printer, YC, SIM_PRINTER, YcSimDevice)

YcSimDevice *yc_sim_printer_new           (const char   *serial);
YcSimDevice *yc_sim_printer_new_form      (const char   *serial);
gboolean     yc_sim_printer_is_form       (YcSimPrinter *self);
GBytes      *yc_sim_printer_get_received  (YcSimPrinter *self);
GBytes      *yc_sim_printer_take_document (YcSimPrinter *self,
                                           gboolean      unfinished);

G_END_DECLS
