/* yc-case-clocks.c: what a folded case tells the clocks
 *
 * A module with an office runs from its first request to its end; one without
 * (the registration) from the receiving of the case. A module with a promise
 * of 0 minutes is promised at once. Where the hall makes pieces of a module, it ends
 * with the last of them. A matter that promises nothing as a whole
 * promises what its first module does. A case that was refused, or turned away at
 * the window, has ended with that.
 */

#include "yc-case-clocks.h"

#include "yc-case-form.h"
#include "yc-case-job.h"

#define MINUTE_MS G_GINT64_CONSTANT (60000)

static gboolean
is_chosen (YcCase         *self,
           const YcModule *module)
{
  YcCaseForm form;

  yc_case_form_init (&form, self);
  return yc_module_is_chosen (module, &form.form);
}

static const char *
name_wait (const YcModule         *module,
           const YcModuleProgress *progress,
           gboolean                ended)
{
  YcModuleState state = progress != NULL ? progress->state : YC_MODULE_WAITING;

  if (state == YC_MODULE_DONE && !ended)
    return "making";
  if (state == YC_MODULE_WAITING && module->office == NULL)
    return "review";
  return yc_module_state_to_text (state);
}

/* Without its pieces no module is over. */
static YcMoment
get_module_end (YcCase                 *self,
                const YcModule         *module,
                const YcModuleProgress *progress,
                const YcDate           *today)
{
  YcMoment made;

  if (progress->state != YC_MODULE_DONE)
    return progress->ended_at;
  if (!yc_case_module_is_made (self, module, today))
    return (YcMoment){ 0, FALSE };
  made = yc_case_module_get_made_at (self, module, today);
  return made.at_ms > progress->ended_at.at_ms ? made : progress->ended_at;
}

static void
fill_module (YcCase         *self,
             const YcModule *module,
             const YcDate   *today,
             YcClockModule  *ret_module)
{
  const YcModuleProgress *progress = yc_case_get_module (self, module->id);
  YcMoment started = { 0 }, ended = { 0 };

  if (progress != NULL)
    {
      started = progress->started_at;
      ended = get_module_end (self, module, progress, today);
    }
  ret_module->making_ms = 0;
  if (progress != NULL && progress->state == YC_MODULE_DONE && ended.at_ms != progress->ended_at.at_ms)
    ret_module->making_ms = progress->ended_at.at_ms;
  if (started.at_ms == 0 && module->office == NULL)
    started = yc_case_get_received_at (self);
  ret_module->id = module->id;
  ret_module->started_ms = started.at_ms;
  ret_module->ended_ms = ended.at_ms;
  ret_module->limit_ms = module->promise_minutes > 0 ? module->promise_minutes * MINUTE_MS : YC_CLOCK_AT_ONCE_MS;
  ret_module->statutory_days = module->statutory_days;
  ret_module->waits = name_wait (module, progress, ended.at_ms > 0);
  ret_module->is_outside = module->office != NULL;
  ret_module->uncertain = started.uncertain || ended.uncertain;
}

static guint
fill_modules (YcCase         *self,
              const YcMatter *matter,
              const YcDate   *today,
              YcClockModule   modules[YC_CLOCKS_MODULES_MAX])
{
  guint n = 0;

  for (guint i = 0; i < matter->modules->len && n < YC_CLOCKS_MODULES_MAX; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      if (is_chosen (self, module))
        fill_module (self, module, today, &modules[n++]);
    }
  return n;
}

static void
fill_pauses (YcCase *self,
             GArray *list)
{
  GPtrArray *pauses = yc_case_get_pauses (self);

  for (guint i = 0; i < pauses->len; i++)
    {
      const YcPause *from = g_ptr_array_index (pauses, i);
      YcClockPause pause = { from->code, from->module, from->from.at_ms, from->to.at_ms,
                             from->from.uncertain || from->to.uncertain };

      g_array_append_val (list, pause);
    }
}

static YcMoment
get_end (YcCase *self)
{
  const YcDecision *decision = yc_case_get_decision (self, "registration");
  GPtrArray *receivings = yc_case_get_receivings (self);

  if (yc_case_get_status (self) == YC_CASE_NOT_RECEIVED)
    return ((const YcReceiving *) g_ptr_array_index (receivings, receivings->len - 1))->at;
  if (yc_case_get_status (self) == YC_CASE_REFUSED && decision != NULL)
    return decision->at;
  return yc_case_get_finished_at (self);
}

static gint64
get_promise (YcCase         *self,
             const YcMatter *matter,
             gint64          at_ms,
             int             zone_minutes)
{
  YcDate day = yc_date_from_wall (at_ms, zone_minutes);
  const YcPromise *promise;
  YcCaseForm form;

  yc_case_form_init (&form, self);
  promise = yc_matter_find_promise (matter, &form.form, &day);
  if (promise != NULL)
    return promise->minutes * MINUTE_MS;
  if (matter->modules->len > 0)
    return ((const YcModule *) g_ptr_array_index (matter->modules, 0))->promise_minutes * MINUTE_MS;
  return YC_CLOCK_NO_LIMIT;
}

/**
 * yc_case_read_clock_facts:
 * @self: a case
 * @matter: the case's
 * @now_ms: milliseconds since 1970
 * @zone_minutes: the hall's, east of UTC
 * @modules: (out caller-allocates) (array fixed-size=16): where its modules go
 * @pauses: (inout): of YcClockPause: where its pauses go; empty before
 * @ret_facts: (out caller-allocates): what happened, without a ticket and a
 *   calendar; the texts in it live until the next op is folded
 */
void
yc_case_read_clock_facts (YcCase         *self,
                          const YcMatter *matter,
                          gint64          now_ms,
                          int             zone_minutes,
                          YcClockModule   modules[YC_CLOCKS_MODULES_MAX],
                          GArray         *pauses,
                          YcClockFacts   *ret_facts)
{
  YcMoment received = yc_case_get_received_at (self), ended = get_end (self);
  YcMoment handed = yc_case_get_handed_at (self);
  YcClockFacts facts = { .now_ms = now_ms, .zone_minutes = zone_minutes };
  YcDate today = yc_date_from_wall (now_ms, zone_minutes);

  facts.received_ms = received.at_ms;
  facts.finished_ms = ended.at_ms;
  facts.handed_ms = handed.at_ms;
  facts.promise_ms = get_promise (self, matter, received.at_ms > 0 ? received.at_ms : now_ms, zone_minutes);
  facts.uncertain = received.uncertain || ended.uncertain || handed.uncertain;
  facts.modules = modules;
  facts.n_modules = fill_modules (self, matter, &today, modules);
  fill_pauses (self, pauses);
  facts.pauses = (const YcClockPause *) (gpointer) pauses->data;
  facts.n_pauses = pauses->len;
  *ret_facts = facts;
}

/**
 * yc_case_read_clocks:
 * @self: a case
 * @visit: (nullable): the visit it belongs to
 * @catalogue: of the case's version
 * @matter: the case's, of @catalogue
 * @now_ms: milliseconds since 1970
 * @zone_minutes: the hall's, east of UTC
 * @ret_clocks: (out caller-allocates): its clocks; the texts in them live
 *   until the next op is folded
 */
void
yc_case_read_clocks (YcCase            *self,
                     YcVisit           *visit,
                     const YcCatalogue *catalogue,
                     const YcMatter    *matter,
                     gint64             now_ms,
                     int                zone_minutes,
                     YcClocks          *ret_clocks)
{
  YcClockModule modules[YC_CLOCKS_MODULES_MAX] = { 0 };
  g_autoptr (GArray) pauses = g_array_new (FALSE, FALSE, sizeof (YcClockPause));
  YcMoment issued = { 0 };
  YcClockFacts facts;

  yc_case_read_clock_facts (self, matter, now_ms, zone_minutes, modules, pauses, &facts);
  if (visit != NULL)
    issued = yc_visit_get_issued_at (visit);
  facts.calendar = yc_catalogue_get_calendar (catalogue);
  facts.issued_ms = issued.at_ms;
  facts.uncertain |= issued.uncertain;
  yc_clocks_read (&facts, ret_clocks);
}
