/* Scanned pages as one PDF. */
#pragma once

#include "yc-scan-error.h"

G_BEGIN_DECLS

#define YC_SCAN_PDF_PAGES_MAX 200
#define YC_SCAN_PDF_MAX_BYTES 0x4000000 /* 64 MiB */

typedef struct
{
  GBytes *jpeg;
  guint dpi;      /* > 0 */
  guint quarters; /* clockwise, 0 to 3: how it is to be shown */
} YcScanPdfPage;

GBytes *yc_scan_pdf_make (const YcScanPdfPage *pages,
                          guint                n_pages,
                          GError             **error);

G_END_DECLS
