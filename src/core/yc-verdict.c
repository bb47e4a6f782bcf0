/* yc-verdict.c: the hub's word on an op */

#include "yc-verdict.h"

#include <string.h>

static const char *const outcome_texts[] = {
  [YC_OUTCOME_APPLIED] = "applied",
  [YC_OUTCOME_CONTESTED] = "contested",
  [YC_OUTCOME_REFUSED] = "refused",
};

static void
contest_free (gpointer data)
{
  YcContest *contest = data;

  g_free (contest->path);
  g_free (contest);
}

static void
reason_free (gpointer data)
{
  YcReason *reason = data;

  g_free (reason->path);
  g_free (reason->code);
  g_free (reason);
}

YcVerdict *
yc_verdict_new (YcOutcome outcome)
{
  YcVerdict *self = g_new0 (YcVerdict, 1);

  self->outcome = outcome;
  self->contests = g_ptr_array_new_with_free_func (contest_free);
  self->reasons = g_ptr_array_new_with_free_func (reason_free);
  return self;
}

void
yc_verdict_free (YcVerdict *self)
{
  g_ptr_array_unref (self->contests);
  g_ptr_array_unref (self->reasons);
  g_free (self);
}

YcVerdict *
yc_verdict_copy (const YcVerdict *self)
{
  YcVerdict *copy = yc_verdict_new (self->outcome);

  for (guint i = 0; i < self->contests->len; i++)
    {
      const YcContest *contest = g_ptr_array_index (self->contests, i);

      yc_verdict_add_contest (copy, contest->path, &contest->joins);
    }
  for (guint i = 0; i < self->reasons->len; i++)
    {
      const YcReason *reason = g_ptr_array_index (self->reasons, i);

      yc_verdict_refuse (copy, reason->path, reason->code);
    }
  copy->outcome = self->outcome;
  copy->at = self->at;
  return copy;
}

/* Marks the value at @path as standing against another, and with it the op; a
 * refused op stays refused. */
void
yc_verdict_add_contest (YcVerdict  *self,
                        const char *path,
                        const YcId *joins)
{
  YcContest *contest = g_new0 (YcContest, 1);

  contest->path = g_strdup (path);
  if (joins != NULL)
    contest->joins = *joins;
  g_ptr_array_add (self->contests, contest);
  if (self->outcome == YC_OUTCOME_APPLIED)
    self->outcome = YC_OUTCOME_CONTESTED;
}

/* Adds one reason and refuses the op as a whole. */
void
yc_verdict_refuse (YcVerdict  *self,
                   const char *path,
                   const char *code)
{
  YcReason *reason = g_new0 (YcReason, 1);

  reason->path = g_strdup (path);
  reason->code = g_strdup (code);
  g_ptr_array_add (self->reasons, reason);
  self->outcome = YC_OUTCOME_REFUSED;
}

/* What was said against the op does not count. */
void
yc_verdict_overrule (YcVerdict *self)
{
  g_ptr_array_set_size (self->reasons, 0);
  self->outcome = YC_OUTCOME_APPLIED;
}

/* Returns: (nullable) (transfer none): the contest at @path */
YcContest *
yc_verdict_find_contest (const YcVerdict *self,
                         const char      *path)
{
  for (guint i = 0; i < self->contests->len; i++)
    {
      YcContest *contest = g_ptr_array_index (self->contests, i);

      if (strcmp (contest->path, path) == 0)
        return contest;
    }
  return NULL;
}

const char *
yc_outcome_to_text (YcOutcome outcome)
{
  g_return_val_if_fail (outcome >= YC_OUTCOME_APPLIED && outcome <= YC_OUTCOME_REFUSED, NULL);

  return outcome_texts[outcome];
}

gboolean
yc_outcome_parse (const char *text,
                  YcOutcome  *ret_outcome)
{
  for (YcOutcome outcome = YC_OUTCOME_APPLIED; outcome <= YC_OUTCOME_REFUSED; outcome++)
    if (g_strcmp0 (text, outcome_texts[outcome]) == 0)
      {
        *ret_outcome = outcome;
        return TRUE;
      }
  return FALSE;
}
