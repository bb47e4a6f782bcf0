/* A device that prints bytes made for it, once. */
#pragma once

#include "yc-device.h"
#include "yc-id.h"

G_BEGIN_DECLS

#define YC_PRINTER_JOB_MAX_BYTES (1024 * 1024)
#define YC_PRINTER_CHUNK_MAX_BYTES 4096
/* How long a job that has begun waits for the clerk to put in paper. */
#define YC_PRINTER_PAPER_WAIT_MAX_MS 600000

/* D21, seen from the printer. */
typedef enum
{
  YC_PRINT_NOT_STARTED, /* not one byte left: printing again is safe */
  YC_PRINT_DONE,        /* the device took every byte and reports no fault */
  YC_PRINT_UNKNOWN,     /* some bytes left: only a person can tell */
} YcPrintOutcome;

typedef enum
{
  YC_PRINTER_FLAG_NONE = 0,
  YC_PRINTER_PAPER_OUT = 1 << 0,
  YC_PRINTER_PAPER_LOW = 1 << 1,
  YC_PRINTER_COVER_OPEN = 1 << 2,
  YC_PRINTER_OFFLINE = 1 << 3,
  YC_PRINTER_FAULT = 1 << 4,
} YcPrinterFlags;

typedef struct
{
  YcId job;
  gsize sent_bytes; /* acknowledged by the device; 0 the first time: "started" */
  gsize total_bytes;
} YcPrintProgress;

/* Called on the device's worker thread: once with 0 bytes sent, before the
 * first byte leaves, and then after each chunk. It may block, to write to disk.
 * FALSE the first time stops the job unstarted; later, the job stops as
 * unknown. */
typedef gboolean (*YcPrinterJournalFunc) (const YcPrintProgress *progress,
                                          gpointer               data,
                                          GError               **error);

#define YC_TYPE_PRINTER (yc_printer_get_type ())
G_DECLARE_INTERFACE (YcPrinter, yc_printer, YC, PRINTER, YcDevice)

struct _YcPrinterInterface
{
  GTypeInterface parent_iface;

  void (*print_async) (YcPrinter           *self,
                       GBytes              *bytes,
                       const YcId          *job,
                       YcPrinterJournalFunc journal,
                       gpointer             journal_data,
                       GDestroyNotify       journal_free,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             data);
  YcPrintOutcome (*print_finish) (YcPrinter    *self,
                                  GAsyncResult *result,
                                  GError      **error);
  void (*check_async) (YcPrinter          *self,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            data);
  gboolean (*check_finish) (YcPrinter      *self,
                            GAsyncResult   *result,
                            YcPrinterFlags *ret_flags,
                            GError        **error);
};

void           yc_printer_print_async  (YcPrinter           *self,
                                        GBytes              *bytes,
                                        const YcId          *job,
                                        YcPrinterJournalFunc journal,
                                        gpointer             journal_data,
                                        GDestroyNotify       journal_free,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             data);
YcPrintOutcome yc_printer_print_finish (YcPrinter           *self,
                                        GAsyncResult        *result,
                                        GError             **error);
void           yc_printer_check_async  (YcPrinter           *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             data);
gboolean       yc_printer_check_finish (YcPrinter           *self,
                                        GAsyncResult        *result,
                                        YcPrinterFlags      *ret_flags,
                                        GError             **error);

G_END_DECLS
