/* yc-case-facts.c: what a folded case and a folded visit tell the figures
 *
 * A case counts for the window and the person that opened it, a visit for
 * those that called it first: neither moves from one group to another later.
 * Paper was taken in when something of the checklist was seen as an original
 * or a copy; what came as data or on a screen has neither. The ticket's and
 * the first call's moments are the visit's; whoever has both puts them in.
 */

#include "yc-case-facts.h"

#include "yc-case-clocks.h"
#include "yc-case-job.h"

#include <string.h>

static void
read_opening (YcCase      *folded,
              YcCaseFacts *facts)
{
  const YcEvent *opened = yc_case_find_event (folded, "case.open");

  facts->window = opened != NULL ? opened->window : "";
  facts->operator_code = opened != NULL ? opened->by : "";
  facts->opened_ms = opened != NULL ? opened->at.at_ms : 0;
  facts->clock.uncertain |= opened != NULL && opened->at.uncertain;
}

static void
read_decision (YcCase      *folded,
               YcCaseFacts *facts)
{
  const YcDecision *decision = yc_case_get_decision (folded, "registration");

  if (decision == NULL || (strcmp (decision->outcome, "approved") != 0 && strcmp (decision->outcome, "refused") != 0))
    return;
  facts->decided_ms = decision->at.at_ms;
  facts->at_once = strcmp (decision->by, "rules") == 0;
  facts->clock.uncertain |= decision->at.uncertain;
}

static gboolean
took_paper (YcCase         *folded,
            const YcMatter *matter)
{
  for (guint i = 0; i < matter->items->len; i++)
    {
      const YcItemSpec *spec = g_ptr_array_index (matter->items, i);
      const YcItem *item = yc_case_get_item (folded, spec->id);

      if (item != NULL && strcmp (item->state, "seen") == 0 && (item->originals > 0 || item->copies > 0))
        return TRUE;
    }
  return FALSE;
}

/* A machine worked for the case from a job's start to the word on how it ended. */
static void
read_machine (YcCase *folded,
              GArray *machine)
{
  GPtrArray *jobs = yc_case_get_jobs (folded);

  for (guint i = 0; i < jobs->len; i++)
    {
      const YcCaseJob *job = g_ptr_array_index (jobs, i);
      YcSpan span = { job->started_at.at_ms, job->ended_at.at_ms };

      if (span.from_ms > 0 && span.to_ms > span.from_ms)
        g_array_append_val (machine, span);
    }
}

/**
 * yc_case_reading_init:
 * @self: (out caller-allocates): gets the facts; clear it afterwards
 * @folded: a case
 * @matter: the case's
 * @zone_minutes: the hall's, east of UTC
 *
 * The texts in @self live until the next op is folded.
 */
void
yc_case_reading_init (YcCaseReading  *self,
                      YcCase         *folded,
                      const YcMatter *matter,
                      int             zone_minutes)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_get_id (folded) };
  YcStream visit = { YC_STREAM_VISIT, { { 0 } } };
  GPtrArray *events = yc_case_get_events (folded);
  const YcEvent *last = events->len > 0 ? g_ptr_array_index (events, events->len - 1) : NULL;
  const char *name = yc_case_get_matter (folded);

  memset (self, 0, sizeof *self);
  self->pauses = g_array_new (FALSE, FALSE, sizeof (YcClockPause));
  self->machine = g_array_new (FALSE, FALSE, sizeof (YcSpan));
  yc_stream_to_text (&stream, self->stream);
  if (yc_case_get_visit (folded, &visit.id))
    yc_stream_to_text (&visit, self->visit);
  self->last_ms = last != NULL ? last->at.at_ms : 0;
  yc_case_read_clock_facts (folded, matter, self->last_ms, zone_minutes, self->modules, self->pauses,
                            &self->facts.clock);
  read_machine (folded, self->machine);
  self->facts.machine = (const YcSpan *) (gpointer) self->machine->data;
  self->facts.n_machine = self->machine->len;
  self->facts.stream = self->stream;
  self->facts.matter = name != NULL ? name : "";
  self->facts.rating = yc_case_get_rating (folded);
  self->facts.rated_ms = yc_case_get_rated_at (folded).at_ms;
  self->facts.electronic = !took_paper (folded, matter);
  read_opening (folded, &self->facts);
  read_decision (folded, &self->facts);
}

void
yc_case_reading_clear (YcCaseReading *self)
{
  g_clear_pointer (&self->pauses, g_array_unref);
  g_clear_pointer (&self->machine, g_array_unref);
}

/* @ret_facts: (out caller-allocates): without a stream and a matter; its texts
 * live until the next op is folded */
void
yc_visit_read_facts (YcVisit      *self,
                     YcVisitFacts *ret_facts)
{
  YcMoment issued = yc_visit_get_issued_at (self), no_show = yc_visit_get_no_show_at (self);
  YcMoment transferred = yc_visit_get_transferred_at (self), called;
  YcVisitFacts facts = { .stream = "", .matter = "" };

  called = yc_visit_get_first_call (self, &facts.window, &facts.operator_code);
  facts.issued_ms = issued.at_ms;
  facts.called_ms = called.at_ms;
  facts.no_show_ms = no_show.at_ms;
  facts.transferred_ms = transferred.at_ms;
  facts.waits = yc_visit_get_state (self) == YC_VISIT_WAITING;
  facts.uncertain = issued.uncertain || called.uncertain || (no_show.at_ms != 0 && no_show.uncertain) ||
                    transferred.uncertain;
  *ret_facts = facts;
}
