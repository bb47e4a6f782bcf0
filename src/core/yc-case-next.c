/* yc-case-next.c: what the hub does of itself, once a case is as it is
 *
 * A function of the state alone, asked again after every op. So it does not
 * matter by which way a case came to be as it is, nor whether the hub was
 * killed in between: what is due stands here until it has been done.
 *
 *  1. A module starts when it is chosen, waits, and all it waits for have
 *     ended. What was sent back by a window (retry) waits again, and starts.
 *  2. A module has ended when its office is done with it and the pieces that the
 *     hall makes of it are there, or when it was given up.
 *  3. Physical work that was asked for, and that nothing stands against, is
 *     granted (the judge has seen to that: yc-case-job-judge.c).
 *  4. The case is finished when every chosen module has ended.
 *  5. It is handed over when every output that is given out has been.
 *  6. Somebody is called back: after a bad rating; and, of what was finished,
 *     every firm that went through all its modules and every one that has its
 *     licence only.
 *
 * Nothing here looks at a clock: no module moves by a timer.
 */

#include "yc-case-next.h"

#include "yc-case-form.h"

#include <string.h>

#define BAD_RATING 4 /* dissatisfied; 5 is very dissatisfied */

/* Returns: the module's state; waiting where nothing has begun */
YcModuleState
yc_case_get_module_state (YcCase     *self,
                          const char *module)
{
  const YcModuleProgress *progress = yc_case_get_module (self, module);

  return progress != NULL ? progress->state : YC_MODULE_WAITING;
}

/* Whether @module needs nothing more: neither of its office nor of a machine. */
gboolean
yc_case_module_has_ended (YcCase         *self,
                          const YcModule *module,
                          const YcDate   *today)
{
  switch (yc_case_get_module_state (self, module->id))
    {
    case YC_MODULE_DROPPED:
      return TRUE;
    case YC_MODULE_DONE:
      return yc_case_module_is_made (self, module, today);
    case YC_MODULE_WAITING:
    case YC_MODULE_STARTED:
    case YC_MODULE_ACKNOWLEDGED:
    case YC_MODULE_CORRECTION:
    case YC_MODULE_REFUSED:
    default:
      return FALSE;
    }
}

static gboolean
is_chosen (YcCase         *c,
           const YcModule *module)
{
  YcCaseForm form;

  yc_case_form_init (&form, c);
  return yc_module_is_chosen (module, &form.form);
}

/* A module that nobody chose holds up no other. */
static gboolean
may_start (YcCase         *c,
           const YcMatter *matter,
           const YcModule *module,
           const YcDate   *today)
{
  if (module->office == NULL || !is_chosen (c, module) ||
      yc_case_get_module_state (c, module->id) != YC_MODULE_WAITING)
    return FALSE;
  for (guint i = 0; i < module->after->len; i++)
    {
      const YcModule *before = yc_matter_find_module (matter, g_ptr_array_index (module->after, i));

      if (before != NULL && is_chosen (c, before) && !yc_case_module_has_ended (c, before, today))
        return FALSE;
    }
  return TRUE;
}

static gboolean
all_ended (YcCase         *c,
           const YcMatter *matter,
           const YcDate   *today)
{
  for (guint i = 0; i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      if (is_chosen (c, module) && !yc_case_module_has_ended (c, module, today))
        return FALSE;
    }
  return TRUE;
}

/**
 * yc_case_output_is_due:
 * @module: a module of the case's matter
 * @output: one of its outputs
 *
 * Returns: whether it has been made and is to be given out, whether or not it
 *   has been
 */
gboolean
yc_case_output_is_due (YcCase         *self,
                       const YcModule *module,
                       const YcOutput *output,
                       const YcDate   *today)
{
  YcCaseForm form;

  if (!output->handed || yc_case_get_module_state (self, module->id) != YC_MODULE_DONE)
    return FALSE;
  yc_case_form_init (&form, self);
  return output->given_when == NULL || yc_expr_holds (output->given_when, &form.form, NULL, today);
}

static gboolean
module_is_handed (YcCase         *c,
                  const YcModule *module,
                  const YcDate   *today)
{
  for (guint i = 0; i < module->outputs->len; i++)
    {
      const YcOutput *output = g_ptr_array_index (module->outputs, i);
      g_autofree char *name = g_strconcat (module->id, "/", output->key, NULL);

      if (yc_case_output_is_due (c, module, output, today) && yc_case_find_handover (c, name) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* What has nothing to give out is never handed over. */
static gboolean
all_handed (YcCase         *c,
            const YcMatter *matter,
            const YcDate   *today)
{
  gboolean any = FALSE;

  for (guint i = 0; i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      if (!module_is_handed (c, module, today))
        return FALSE;
      for (guint j = 0; j < module->outputs->len; j++)
        any = any || yc_case_output_is_due (c, module, g_ptr_array_index (module->outputs, j), today);
    }
  return any;
}

static gboolean
has_callback (YcCase     *c,
              const char *reason)
{
  GPtrArray *callbacks = yc_case_get_callbacks (c);

  for (guint i = 0; i < callbacks->len; i++)
    if (strcmp (((YcCallback *) g_ptr_array_index (callbacks, i))->reason, reason) == 0)
      return TRUE;
  return FALSE;
}

/* NULL for a case of which something was chosen, but not all. */
static const char *
get_service (YcCase         *c,
             const YcMatter *matter)
{
  guint done = 0;

  for (guint i = 0; i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      if (yc_case_get_module_state (c, module->id) == YC_MODULE_DONE)
        done++;
    }
  if (done == matter->modules->len && done > 1)
    return "full-service";
  return done == 1 ? "licence-only" : NULL;
}

static void
add (GArray         *next,
     YcKindCode      code,
     const YcModule *module)
{
  YcCaseNext one = { code, module, NULL, { 0 }, NULL };

  g_array_append_val (next, one);
}

static void
add_callback (GArray            *next,
              YcCase            *c,
              const YcCatalogue *catalogue,
              const char        *reason,
              const YcDate      *today)
{
  YcCaseNext one = { YC_KIND_CALLBACK_DUE, NULL, reason, { 0 }, NULL };

  if (has_callback (c, reason) || yc_catalogue_get_callback_days (catalogue) == 0)
    return;
  one.due = yc_calendar_add (yc_catalogue_get_calendar (catalogue), today, yc_catalogue_get_callback_days (catalogue));
  g_array_append_val (next, one);
}

static void
add_grants (GArray *next,
            YcCase *c)
{
  GPtrArray *jobs = yc_case_get_jobs (c);

  for (guint i = 0; i < jobs->len; i++)
    {
      YcCaseNext one = { YC_KIND_JOB_GRANT, NULL, NULL, { 0 }, g_ptr_array_index (jobs, i) };

      if (one.job->state == YC_JOB_ASKED)
        g_array_append_val (next, one);
    }
}

/**
 * yc_case_list_next:
 * @self: a case, with everything folded
 * @catalogue: of the case's own version
 * @matter: the case's, of @catalogue
 * @today: the hub's day
 *
 * Returns: (transfer full): of #YcCaseNext: what is due now, in an order in
 *   which it may be done; empty where nothing is. After it was done, ask again.
 */
GArray *
yc_case_list_next (YcCase            *self,
                   const YcCatalogue *catalogue,
                   const YcMatter    *matter,
                   const YcDate      *today)
{
  GArray *next = g_array_new (FALSE, TRUE, sizeof (YcCaseNext));
  YcCaseStatus status = yc_case_get_status (self);
  const char *service = status == YC_CASE_DONE ? get_service (self, matter) : NULL;

  add_grants (next, self);
  for (guint i = 0; status == YC_CASE_APPROVED && i < matter->modules->len; i++)
    if (may_start (self, matter, g_ptr_array_index (matter->modules, i), today))
      add (next, YC_KIND_MODULE_START, g_ptr_array_index (matter->modules, i));
  if (status == YC_CASE_APPROVED && all_ended (self, matter, today))
    add (next, YC_KIND_CASE_FINISH, NULL);
  if (status == YC_CASE_DONE && yc_case_get_handed_at (self).at_ms == 0 && all_handed (self, matter, today))
    add (next, YC_KIND_HANDOVER_COMPLETE, NULL);
  if (service != NULL)
    add_callback (next, self, catalogue, service, today);
  if (yc_case_get_rating (self) >= BAD_RATING)
    add_callback (next, self, catalogue, "rating", today);
  return next;
}
