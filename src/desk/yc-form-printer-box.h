/* Where the form printer puts what it prints: set by a ruler, on the Devices page. */
#pragma once

#include "yc-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Hidden while no form printer is connected. */
#define YC_TYPE_FORM_PRINTER_BOX (yc_form_printer_box_get_type ())
G_DECLARE_FINAL_TYPE (YcFormPrinterBox, yc_form_printer_box, YC, FORM_PRINTER_BOX, GtkWidget)

void yc_form_printer_box_set_counter (YcFormPrinterBox *self,
                                      YcCounter        *counter);

G_END_DECLS
