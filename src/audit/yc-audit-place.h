/* Whether rows follow each other as they were chained, and if not, where each belongs. */
#pragma once

#include "yc-audit-report.h"
#include "yc-audit-rows.h"

G_BEGIN_DECLS

#define YC_AUDIT_SUSPECTS_MAX 256

/* Rows that are missing without a gap: those behind were moved up. */
typedef struct
{
  gint64 position; /* of the first of them, as it was */
  gint64 count;
} YcAuditDrop;

typedef struct _YcAuditPlace YcAuditPlace;

YcAuditPlace *yc_audit_place_new         (void);
void          yc_audit_place_free        (YcAuditPlace      *self);
void          yc_audit_place_take        (YcAuditPlace      *self,
                                          const YcAuditRow  *row,
                                          YcAuditFault       fault,
                                          const char        *detail,
                                          YcAuditReport     *report);
gboolean      yc_audit_place_is_full     (YcAuditPlace      *self);
gint64        yc_audit_place_get_last    (YcAuditPlace      *self);
void          yc_audit_place_take_head   (YcAuditPlace      *self,
                                          const char        *value);
GArray       *yc_audit_place_settle      (YcAuditPlace      *self,
                                          YcAuditRows       *rows,
                                          YcAuditReport     *report,
                                          GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcAuditPlace, yc_audit_place_free)

G_END_DECLS
