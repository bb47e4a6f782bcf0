/* yc-case-clocks.c: what a folded case tells the clocks
 *
 * A module with an office runs from its first request to its end; one without
 * (the registration) from the receiving of the case. A module with a promise
 * of 0 minutes is promised at once. A case that was refused has ended with the
 * refusal.
 */

#include "yc-case-clocks.h"

#include "yc-case-form.h"

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
           const YcModuleProgress *progress)
{
  YcModuleState state = progress != NULL ? progress->state : YC_MODULE_WAITING;

  if (state == YC_MODULE_WAITING && module->office == NULL)
    return "review";
  return yc_module_state_to_text (state);
}

static void
fill_module (YcCase         *self,
             const YcModule *module,
             YcClockModule  *ret_module)
{
  const YcModuleProgress *progress = yc_case_get_module (self, module->id);
  YcMoment started = { 0 }, ended = { 0 };

  if (progress != NULL)
    {
      started = progress->started_at;
      ended = progress->ended_at;
    }
  if (started.at_ms == 0 && module->office == NULL)
    started = yc_case_get_received_at (self);
  ret_module->id = module->id;
  ret_module->started_ms = started.at_ms;
  ret_module->ended_ms = ended.at_ms;
  ret_module->limit_ms = module->promise_minutes > 0 ? module->promise_minutes * MINUTE_MS : YC_CLOCK_AT_ONCE_MS;
  ret_module->statutory_days = module->statutory_days;
  ret_module->waits = name_wait (module, progress);
  ret_module->is_outside = module->office != NULL;
  ret_module->uncertain = started.uncertain || ended.uncertain;
}

static guint
fill_modules (YcCase         *self,
              const YcMatter *matter,
              YcClockModule   modules[YC_CLOCKS_MODULES_MAX])
{
  guint n = 0;

  for (guint i = 0; i < matter->modules->len && n < YC_CLOCKS_MODULES_MAX; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      if (is_chosen (self, module))
        fill_module (self, module, &modules[n++]);
    }
  return n;
}

static GArray *
list_pauses (YcCase *self)
{
  GPtrArray *pauses = yc_case_get_pauses (self);
  GArray *list = g_array_sized_new (FALSE, FALSE, sizeof (YcClockPause), pauses->len);

  for (guint i = 0; i < pauses->len; i++)
    {
      const YcPause *from = g_ptr_array_index (pauses, i);
      YcClockPause pause = { from->code, from->module, from->from.at_ms, from->to.at_ms,
                             from->from.uncertain || from->to.uncertain };

      g_array_append_val (list, pause);
    }
  return list;
}

static YcMoment
get_end (YcCase *self)
{
  const YcDecision *decision = yc_case_get_decision (self, "registration");

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
  return promise != NULL ? promise->minutes * MINUTE_MS : YC_CLOCK_NO_LIMIT;
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
  g_autoptr (GArray) pauses = list_pauses (self);
  YcMoment issued = { 0 }, received = yc_case_get_received_at (self), ended = get_end (self);
  YcMoment handed = yc_case_get_handed_at (self);
  YcClockFacts facts = { .now_ms = now_ms, .zone_minutes = zone_minutes };

  if (visit != NULL)
    issued = yc_visit_get_issued_at (visit);
  facts.calendar = yc_catalogue_get_calendar (catalogue);
  facts.issued_ms = issued.at_ms;
  facts.received_ms = received.at_ms;
  facts.finished_ms = ended.at_ms;
  facts.handed_ms = handed.at_ms;
  facts.promise_ms = get_promise (self, matter, received.at_ms > 0 ? received.at_ms : now_ms, zone_minutes);
  facts.uncertain = issued.uncertain || received.uncertain || ended.uncertain || handed.uncertain;
  facts.modules = modules;
  facts.n_modules = fill_modules (self, matter, modules);
  facts.pauses = (const YcClockPause *) (gpointer) pauses->data;
  facts.n_pauses = pauses->len;
  yc_clocks_read (&facts, ret_clocks);
}
