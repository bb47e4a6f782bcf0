/* What an audit has found. */
#pragma once

#include "yc-audit-chain.h"

G_BEGIN_DECLS

#define YC_AUDIT_FINDINGS_MAX 1000 /* after which nothing more is looked for */

typedef enum
{
  YC_AUDIT_NOTHING,
  YC_AUDIT_CHANGED_OP,      /* op or signature is not what its author signed */
  YC_AUDIT_CHANGED_VERDICT, /* what the hub added is not what was chained: the verdict, or when it was received */
  YC_AUDIT_CHANGED_ROW,     /* what stands beside the op is not what the op says */
  YC_AUDIT_CHANGED_VALUE,   /* the row is sound, the chain's value beside it is not */
  YC_AUDIT_DROPPED,
  YC_AUDIT_INSERTED,
  YC_AUDIT_REORDERED,
  YC_AUDIT_HEAD,            /* a signed head says otherwise */
  YC_AUDIT_UNSIGNED,        /* what is given as a head is not the hub's */
} YcAuditFault;

typedef struct
{
  YcAuditFault fault;
  gint64 position; /* where it stands, or stood */
  char *stream;    /* "" where it is not known */
  char *op;        /* an id as text; "" where it is not known */
  char *detail;    /* in words */
} YcAuditFinding;

typedef struct
{
  char *epoch;
  gint64 rows;       /* that were read */
  gint64 position;   /* of the last; 0: none */
  char value[YC_CHAIN_TEXT_SIZE]; /* that stands there; "" for none */
  guint heads;       /* signed heads that the rows were held against */
  guint heads_agree;
  gint64 agreed;     /* the highest position that a head confirms; 0: none */
  gint64 unchecked;  /* rows of the hub's own whose signature was not looked at, for want of its key */
  gboolean stopped;  /* at YC_AUDIT_FINDINGS_MAX */
  GPtrArray *findings; /* of YcAuditFinding, by position */
} YcAuditReport;

YcAuditReport *yc_audit_report_new     (const char      *epoch);
void           yc_audit_report_free    (YcAuditReport   *self);
void           yc_audit_report_add     (YcAuditReport   *self,
                                        YcAuditFault     fault,
                                        gint64           position,
                                        const char      *stream,
                                        const char      *op,
                                        const char      *detail);
void           yc_audit_report_sort    (YcAuditReport   *self);
const char    *yc_audit_fault_to_text  (YcAuditFault     fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcAuditReport, yc_audit_report_free)

G_END_DECLS
