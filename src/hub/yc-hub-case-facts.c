/* yc-hub-case-facts.c: what a hub keeps of its cases and visits for the figures
 *
 * Plain values, so that they can lie in a table and in memory alike. Modules,
 * pauses and when machines worked are one text of JSON: they are asked for only while a case runs,
 * and once more when one of its moments changes.
 */

#include "yc-hub-case-facts.h"

#include "yc-json-guard.h"

static void
release (GRefString *text)
{
  if (text != NULL)
    g_ref_string_release (text);
}

YcHubCaseFacts *
yc_hub_case_facts_new (void)
{
  return g_new0 (YcHubCaseFacts, 1);
}

void
yc_hub_case_facts_free (YcHubCaseFacts *self)
{
  g_free (self->stream);
  g_free (self->visit);
  g_free (self->hall);
  release (self->window);
  release (self->operator_code);
  release (self->matter);
  release (self->operator_name);
  g_free (self->number);
  g_free (self->name);
  g_free (self->status);
  g_free (self->detail);
  g_clear_pointer (&self->parsed, json_decref);
  g_free (self->modules);
  g_free (self->pauses);
  g_free (self->machine);
  g_free (self);
}

/* Lets the facts point at what is owned here. */
void
yc_hub_case_facts_point (YcHubCaseFacts *self)
{
  self->facts.stream = self->stream;
  self->facts.window = self->window;
  self->facts.operator_code = self->operator_code;
  self->facts.matter = self->matter;
  self->facts.clock.modules = self->modules;
  self->facts.clock.pauses = self->pauses;
  self->facts.machine = self->machine;
  self->facts.clock.uncertain = self->own_uncertain || self->visit_uncertain;
}

/* @waits is a word of the program's or a code of the catalogue's. */
static json_t *
pack_module (const YcClockModule *module)
{
  return json_pack ("[s, I, I, I, b, s, b, I]", module->id, (json_int_t) module->started_ms, (json_int_t) module->ended_ms,
                    (json_int_t) module->limit_ms, module->is_outside, module->waits != NULL ? module->waits : "",
                    module->uncertain, (json_int_t) module->making_ms);
}

static json_t *
pack_pause (const YcClockPause *pause)
{
  return json_pack ("[s, s?, I, I, b]", pause->code, pause->module, (json_int_t) pause->from_ms,
                    (json_int_t) pause->to_ms, pause->uncertain);
}

static char *
pack (const YcCaseFacts *facts)
{
  const YcClockFacts *clock = &facts->clock;
  json_t *modules = json_array (), *pauses = json_array (), *machine = json_array ();
  g_autoptr (json_t) json = json_pack ("{s:o, s:o, s:o}", "modules", modules, "pauses", pauses, "machine", machine);
  char *dump, *text;

  for (guint i = 0; i < clock->n_modules; i++)
    json_array_append_new (modules, pack_module (&clock->modules[i]));
  for (guint i = 0; i < clock->n_pauses; i++)
    json_array_append_new (pauses, pack_pause (&clock->pauses[i]));
  for (guint i = 0; i < facts->n_machine; i++)
    json_array_append_new (machine, json_pack ("[I, I]", (json_int_t) facts->machine[i].from_ms,
                                               (json_int_t) facts->machine[i].to_ms));
  dump = json_dumps (json, JSON_COMPACT);
  text = g_strdup (dump);
  free (dump);
  return text;
}

static gboolean
unpack_module (json_t        *json,
               YcClockModule *ret_module)
{
  YcClockModule module = { 0 };
  json_int_t started, ended, limit;
  int outside, uncertain;

  if (json_unpack (json, "[s, I, I, I, b, s, b]", &module.id, &started, &ended, &limit, &outside, &module.waits,
                   &uncertain) != 0)
    return FALSE;
  module.started_ms = started;
  module.ended_ms = ended;
  module.limit_ms = limit;
  module.is_outside = outside;
  module.uncertain = uncertain;
  module.making_ms = json_integer_value (json_array_get (json, 7)); /* not in what an earlier program wrote */
  *ret_module = module;
  return TRUE;
}

static gboolean
unpack_pause (json_t       *json,
              YcClockPause *ret_pause)
{
  YcClockPause pause = { 0 };
  json_int_t from, to;
  int uncertain;
  json_t *module;

  if (json_unpack (json, "[s, o, I, I, b]", &pause.code, &module, &from, &to, &uncertain) != 0)
    return FALSE;
  pause.module = json_string_value (module);
  pause.from_ms = from;
  pause.to_ms = to;
  pause.uncertain = uncertain;
  *ret_pause = pause;
  return TRUE;
}

/* A store of an earlier program knows of no machines. */
static gboolean
unpack_machine (YcHubCaseFacts *self,
                json_t         *machine)
{
  self->machine = g_new0 (YcSpan, json_array_size (machine));
  self->facts.n_machine = 0;
  for (gsize i = 0; i < json_array_size (machine); i++)
    {
      json_int_t from, to;

      if (json_unpack (json_array_get (machine, i), "[I, I]", &from, &to) != 0)
        return FALSE;
      self->machine[self->facts.n_machine++] = (YcSpan){ from, to };
    }
  return TRUE;
}

/* Returns: %FALSE when the text is none that this program writes */
gboolean
yc_hub_case_facts_unpack (YcHubCaseFacts *self)
{
  json_t *modules, *pauses;

  if (self->parsed != NULL)
    return TRUE;
  self->parsed = json_loads (self->detail, JSON_REJECT_DUPLICATES, NULL);
  modules = json_object_get (self->parsed, "modules");
  pauses = json_object_get (self->parsed, "pauses");
  if (!json_is_array (modules) || !json_is_array (pauses) || json_array_size (modules) > YC_CLOCKS_MODULES_MAX)
    return FALSE;
  self->modules = g_new0 (YcClockModule, json_array_size (modules));
  self->pauses = g_new0 (YcClockPause, json_array_size (pauses));
  self->facts.clock.n_modules = self->facts.clock.n_pauses = 0;
  for (gsize i = 0; i < json_array_size (modules); i++)
    if (!unpack_module (json_array_get (modules, i), &self->modules[self->facts.clock.n_modules++]))
      return FALSE;
  for (gsize i = 0; i < json_array_size (pauses); i++)
    if (!unpack_pause (json_array_get (pauses, i), &self->pauses[self->facts.clock.n_pauses++]))
      return FALSE;
  if (!unpack_machine (self, json_object_get (self->parsed, "machine")))
    return FALSE;
  yc_hub_case_facts_point (self);
  return TRUE;
}

/* Without what its visit says. */
YcHubCaseFacts *
yc_hub_case_facts_new_read (YcCase         *folded,
                            const YcMatter *matter,
                            const char     *hall,
                            int             zone_minutes)
{
  YcHubCaseFacts *self = yc_hub_case_facts_new ();
  YcCaseReading reading;

  yc_case_reading_init (&reading, folded, matter, zone_minutes);
  self->stream = g_strdup (reading.stream);
  self->visit = g_strdup (reading.visit);
  self->hall = g_strdup (hall);
  self->last_ms = reading.last_ms;
  self->own_uncertain = reading.facts.clock.uncertain;
  self->detail = pack (&reading.facts);
  self->facts = reading.facts;
  self->window = g_ref_string_new_intern (reading.facts.window);
  self->operator_code = g_ref_string_new_intern (reading.facts.operator_code);
  self->matter = g_ref_string_new_intern (reading.facts.matter);
  yc_case_reading_clear (&reading);
  if (!yc_hub_case_facts_unpack (self))
    g_assert_not_reached ();
  return self;
}

YcHubVisitFacts *
yc_hub_visit_facts_new (void)
{
  return g_new0 (YcHubVisitFacts, 1);
}

void
yc_hub_visit_facts_free (YcHubVisitFacts *self)
{
  g_free (self->stream);
  g_free (self->hall);
  g_free (self->number);
  release (self->window);
  release (self->operator_code);
  release (self->matter);
  release (self->operator_name);
  g_free (self);
}

void
yc_hub_visit_facts_point (YcHubVisitFacts *self)
{
  self->facts.stream = self->stream;
  self->facts.window = self->window;
  self->facts.operator_code = self->operator_code;
  self->facts.matter = self->matter;
}

/* Without what its case says. */
YcHubVisitFacts *
yc_hub_visit_facts_new_read (YcVisit    *folded,
                             const char *hall)
{
  YcHubVisitFacts *self = yc_hub_visit_facts_new ();
  YcStream stream = { YC_STREAM_VISIT, *yc_visit_get_id (folded) };
  const char *number = yc_visit_get_number (folded);
  char text[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&stream, text);
  yc_visit_read_facts (folded, &self->facts);
  self->stream = g_strdup (text);
  self->hall = g_strdup (hall);
  self->number = g_strdup (number != NULL ? number : "");
  self->window = g_ref_string_new_intern (self->facts.window);
  self->operator_code = g_ref_string_new_intern (self->facts.operator_code);
  self->matter = g_ref_string_new_intern ("");
  self->last_ms = MAX (MAX (self->facts.issued_ms, self->facts.called_ms),
                       MAX (self->facts.no_show_ms, self->facts.transferred_ms));
  yc_hub_visit_facts_point (self);
  return self;
}

/**
 * yc_hub_facts_join:
 * @self: a case, unpacked
 * @visit: (nullable): the visit it belongs to, if there is one already
 *
 * Puts in when the ticket was drawn and called first, and settles the case.
 */
void
yc_hub_facts_join (YcHubCaseFacts        *self,
                   const YcHubVisitFacts *visit)
{
  self->facts.clock.issued_ms = visit != NULL ? visit->facts.issued_ms : 0;
  self->facts.called_ms = visit != NULL ? visit->facts.called_ms : 0;
  self->visit_uncertain = visit != NULL && visit->facts.uncertain;
  yc_hub_case_facts_point (self);
  yc_case_facts_settle (&self->facts);
}
