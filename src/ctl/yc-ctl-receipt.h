/* A laid-out paper's words for a receipt printer. */
#pragma once

#include "yc-print-page.h"

G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): ESC/POS; @pages: of YcPrintPage */
GBytes *yc_ctl_receipt_write (GPtrArray  *pages,
                              GError    **error);

G_END_DECLS
