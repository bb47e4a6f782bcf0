/* yc-printer.c: a device that prints bytes made for it, once */

#include "yc-printer.h"

G_DEFINE_INTERFACE (YcPrinter, yc_printer, YC_TYPE_DEVICE)

static void
yc_printer_default_init (YcPrinterInterface *iface)
{
}

/**
 * yc_printer_print_async:
 * @self: a printer
 * @bytes: what to send, made for this kind of printer; at most
 * %YC_PRINTER_JOB_MAX_BYTES
 * @job: the durable name of this piece of printing
 * @journal: (nullable): told before the first byte and after each chunk, on the
 * device's worker thread
 * @journal_data: for @journal
 * @journal_free: (nullable): frees @journal_data
 * @cancellable: (nullable): before the first byte nothing is printed; after it
 * the outcome is unknown
 * @callback: when it is over
 * @data: for @callback
 *
 * Looks at the printer's state, sends the bytes once and looks again. Waits for
 * paper when it ends on the way. Nothing is ever sent again.
 */
void
yc_printer_print_async (YcPrinter           *self,
                        GBytes              *bytes,
                        const YcId          *job,
                        YcPrinterJournalFunc journal,
                        gpointer             journal_data,
                        GDestroyNotify       journal_free,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  g_return_if_fail (YC_IS_PRINTER (self) && bytes != NULL && job != NULL);
  g_return_if_fail (g_bytes_get_size (bytes) > 0);
  g_return_if_fail (g_bytes_get_size (bytes) <= YC_PRINTER_JOB_MAX_BYTES);

  YC_PRINTER_GET_IFACE (self)->print_async (self, bytes, job, journal, journal_data, journal_free,
                                            cancellable, callback, data);
}

/**
 * yc_printer_print_finish:
 * @self: a printer
 * @result: what the callback got
 * @error: set unless the outcome is %YC_PRINT_DONE: YC_DEVICE_RETRY with an
 * instruction, or YC_DEVICE_ERROR
 *
 * Returns: what became of the job
 */
YcPrintOutcome
yc_printer_print_finish (YcPrinter    *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (YC_IS_PRINTER (self), YC_PRINT_UNKNOWN);

  return YC_PRINTER_GET_IFACE (self)->print_finish (self, result, error);
}

/* Asks for paper, cover and faults. */
void
yc_printer_check_async (YcPrinter          *self,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            data)
{
  g_return_if_fail (YC_IS_PRINTER (self));

  YC_PRINTER_GET_IFACE (self)->check_async (self, cancellable, callback, data);
}

/**
 * yc_printer_check_finish:
 * @self: a printer
 * @result: what the callback got
 * @ret_flags: (out): its state
 * @error: what failed; DEVICE if the printer answers no question about itself
 *
 * Returns: %TRUE if @ret_flags was set
 */
gboolean
yc_printer_check_finish (YcPrinter      *self,
                         GAsyncResult   *result,
                         YcPrinterFlags *ret_flags,
                         GError        **error)
{
  g_return_val_if_fail (YC_IS_PRINTER (self) && ret_flags != NULL, FALSE);

  return YC_PRINTER_GET_IFACE (self)->check_finish (self, result, ret_flags, error);
}
