/* What one revision of a PDF shows otherwise than the one before. */
#pragma once

#include "yc-pdf-file.h"

G_BEGIN_DECLS

#define YC_PDF_CHANGES_MAX 32 /* named one by one; behind them it says that there are more */

GPtrArray *yc_pdf_compare (YcPdfFile  *before,
                           YcPdfFile  *after,
                           const char *signed_field);

G_END_DECLS
