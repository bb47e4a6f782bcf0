/* Whether a row is sound by itself: what its author signed, and what stands beside it. */
#pragma once

#include "yc-audit-report.h"
#include "yc-audit-rows.h"

G_BEGIN_DECLS

gboolean yc_audit_row_check  (YcAuditRows      *rows,
                              const YcAuditRow *row,
                              const guint8     *hub_key,
                              YcAuditFault     *ret_fault,
                              const char      **ret_detail,
                              gboolean         *ret_unchecked,
                              GError          **error);
void     yc_audit_row_digest (const YcAuditRow *row,
                              guint8            ret_digest[YC_SM3_SIZE]);

G_END_DECLS
