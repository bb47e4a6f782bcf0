/* Papers of a case on the form printer, and where that printer puts them.
 *
 * Bytes are made for one printer with its offset, and go out once. While it is
 * not known how far a print came, the paper is not printed again: somebody looks
 * at it and says so. */
#pragma once

#include "yc-case-file.h"
#include "yc-counter.h"
#include "yc-device.h"

G_BEGIN_DECLS

#define YC_FORM_OFFSET_MAX_MM 20.0

/* Returns: (transfer none) (nullable): the one that is plugged in */
YcDevice *yc_counter_get_form_printer        (YcCounter           *self);
/* The same, where the case's counter is open. */
YcDevice *yc_case_file_get_form_printer      (YcCaseFile          *self);

/* @kind: the template's id. YC_COUNTER_ERROR_NOT_FOUND where the case has no such
 * paper for a form printer; ends in yc_case_file_finish(). */
void      yc_case_file_print_form_async      (YcCaseFile          *self,
                                              const char          *kind,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
/* Whether @error says that somebody has to look at the paper. */
gboolean  yc_form_print_is_in_doubt          (const GError        *error);
/* Somebody has: @whole or spoilt. Ends in yc_case_file_finish(). */
void      yc_case_file_settle_print_async    (YcCaseFile          *self,
                                              const char          *kind,
                                              gboolean             whole,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);

/* In mm, to the right and down; kept in the desk's store by the printer's
 * identity, and what it prints by from then on. */
void      yc_counter_load_form_offset_async  (YcCounter           *self,
                                              YcDevice            *printer,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean  yc_counter_load_form_offset_finish (YcCounter           *self,
                                              GAsyncResult        *result,
                                              double              *ret_x_mm,
                                              double              *ret_y_mm,
                                              GError             **error);
void      yc_counter_set_form_offset_async   (YcCounter           *self,
                                              YcDevice            *printer,
                                              double               x_mm,
                                              double               y_mm,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean  yc_counter_set_form_offset_finish  (YcCounter           *self,
                                              GAsyncResult        *result,
                                              GError             **error);
/* Rulers in mm from the paper's edges, printed without any offset. */
void      yc_counter_print_calibration_async (YcCounter           *self,
                                              YcDevice            *printer,
                                              double               width_mm,
                                              double               height_mm,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean  yc_counter_print_calibration_finish (YcCounter          *self,
                                              GAsyncResult        *result,
                                              GError             **error);

G_END_DECLS
