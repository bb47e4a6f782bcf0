/* yc-audit-report.c: what an audit has found, as values */

#include "yc-audit-report.h"

static void
finding_free (gpointer data)
{
  YcAuditFinding *finding = data;

  g_free (finding->stream);
  g_free (finding->op);
  g_free (finding->detail);
  g_free (finding);
}

YcAuditReport *
yc_audit_report_new (const char *epoch)
{
  YcAuditReport *self = g_new0 (YcAuditReport, 1);

  self->epoch = g_strdup (epoch);
  self->findings = g_ptr_array_new_with_free_func (finding_free);
  return self;
}

void
yc_audit_report_free (YcAuditReport *self)
{
  g_free (self->epoch);
  g_ptr_array_unref (self->findings);
  g_free (self);
}

/* Nothing more is added once there are as many as there may be. */
void
yc_audit_report_add (YcAuditReport *self,
                     YcAuditFault   fault,
                     gint64         position,
                     const char    *stream,
                     const char    *op,
                     const char    *detail)
{
  YcAuditFinding *finding;

  if (self->findings->len >= YC_AUDIT_FINDINGS_MAX)
    {
      self->stopped = TRUE;
      return;
    }
  finding = g_new0 (YcAuditFinding, 1);
  finding->fault = fault;
  finding->position = position;
  finding->stream = g_strdup (stream);
  finding->op = g_strdup (op);
  finding->detail = g_strdup (detail);
  g_ptr_array_add (self->findings, finding);
}

static int
compare_cb (gconstpointer a,
            gconstpointer b)
{
  const YcAuditFinding *first = *(const YcAuditFinding *const *) a;
  const YcAuditFinding *second = *(const YcAuditFinding *const *) b;

  if (first->position != second->position)
    return first->position < second->position ? -1 : 1;
  return (int) first->fault - (int) second->fault;
}

void
yc_audit_report_sort (YcAuditReport *self)
{
  g_ptr_array_sort (self->findings, compare_cb);
}

const char *
yc_audit_fault_to_text (YcAuditFault fault)
{
  static const char *const texts[] = {
    [YC_AUDIT_NOTHING] = "nothing",
    [YC_AUDIT_CHANGED_OP] = "changed-op",
    [YC_AUDIT_CHANGED_VERDICT] = "changed-verdict",
    [YC_AUDIT_CHANGED_ROW] = "changed-row",
    [YC_AUDIT_CHANGED_VALUE] = "changed-value",
    [YC_AUDIT_DROPPED] = "dropped",
    [YC_AUDIT_INSERTED] = "inserted",
    [YC_AUDIT_REORDERED] = "reordered",
    [YC_AUDIT_HEAD] = "head-contradicts",
    [YC_AUDIT_UNSIGNED] = "head-not-signed",
  };

  return texts[fault];
}
