/* What is wrong with a form, one thing of several: where, why, how to mend it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  YC_SEVERITY_ERROR,   /* stands in the way of submitting */
  YC_SEVERITY_WARNING, /* is said, and does not */
} YcSeverity;

typedef struct
{
  char *path;       /* of the field, the list or "/items/<id>"; "" for the whole */
  char *code;       /* stable: "required", "citizen-number-check-digit" */
  char *message;    /* what is wrong, in the clerk's words */
  char *mend;       /* (nullable): what to do, in words */
  char *mend_value; /* (nullable): a value that would be right */
  YcSeverity severity;
} YcFinding;

YcFinding *yc_finding_new       (const char *path,
                                 const char *code,
                                 YcSeverity  severity,
                                 const char *message,
                                 const char *mend,
                                 const char *mend_value);
void       yc_finding_free      (YcFinding  *self);
GPtrArray *yc_findings_new      (void);
guint      yc_findings_count    (GPtrArray  *findings,
                                 YcSeverity  severity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcFinding, yc_finding_free)

G_END_DECLS
