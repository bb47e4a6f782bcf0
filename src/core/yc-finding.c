/* yc-finding.c: what is wrong with a form */

#include "yc-finding.h"

static void
finding_free (gpointer data)
{
  yc_finding_free (data);
}

YcFinding *
yc_finding_new (const char *path,
                const char *code,
                YcSeverity  severity,
                const char *message,
                const char *mend,
                const char *mend_value)
{
  YcFinding *self = g_new0 (YcFinding, 1);

  self->path = g_strdup (path);
  self->code = g_strdup (code);
  self->severity = severity;
  self->message = g_strdup (message);
  self->mend = g_strdup (mend);
  self->mend_value = g_strdup (mend_value);
  return self;
}

void
yc_finding_free (YcFinding *self)
{
  g_free (self->path);
  g_free (self->code);
  g_free (self->message);
  g_free (self->mend);
  g_free (self->mend_value);
  g_free (self);
}

/* Returns: (transfer full): an empty list that owns its findings */
GPtrArray *
yc_findings_new (void)
{
  return g_ptr_array_new_with_free_func (finding_free);
}

guint
yc_findings_count (GPtrArray  *findings,
                   YcSeverity  severity)
{
  guint count = 0;

  for (guint i = 0; i < findings->len; i++)
    if (((YcFinding *) g_ptr_array_index (findings, i))->severity == severity)
      count++;
  return count;
}
