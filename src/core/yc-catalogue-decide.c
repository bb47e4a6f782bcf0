/* yc-catalogue-decide.c: a module's decision, by rules that can be read aloud */

#include "yc-catalogue.h"

static void
rule_result_free (gpointer data)
{
  YcRuleResult *self = data;

  g_free (self->seen);
  g_free (self);
}

/**
 * yc_module_decide:
 * @self: a module
 * @form: a case that yc_matter_check() finds nothing wrong with
 * @today: the day of the decision
 * @ret_approve: (out) (optional): whether all rules hold. A module without
 *   rules is decided by a person.
 *
 * All rules are looked at, also after one that does not hold: a reviewer sees
 * every reason.
 *
 * Returns: (transfer full): of YcRuleResult, in the order of the catalogue
 */
GPtrArray *
yc_module_decide (const YcModule *self,
                  const YcForm   *form,
                  const YcDate   *today,
                  gboolean       *ret_approve)
{
  GPtrArray *results = g_ptr_array_new_with_free_func (rule_result_free);
  gboolean approve = self->rules->len > 0;

  for (guint i = 0; i < self->rules->len; i++)
    {
      YcRuleResult *result = g_new0 (YcRuleResult, 1);

      result->rule = g_ptr_array_index (self->rules, i);
      result->holds = yc_expr_holds (result->rule->holds, form, NULL, today);
      result->seen = yc_expr_explain (result->rule->holds, form, NULL, today);
      approve = approve && result->holds;
      g_ptr_array_add (results, result);
    }
  if (ret_approve != NULL)
    *ret_approve = approve;
  return results;
}
