/* yc-test-facts.c: what a hub has put down of a month of a large hall
 *
 * Facts of cases and visits, as the hub keeps them for its figures, without the
 * ops behind them: for measuring what a supervisor waits for.
 */

#include "yc-test-facts.h"

#include "yc-hub-admin.h"
#include "yc-hub-facts.h"

#define WINDOWS 60
#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define UNFINISHED_OF 200 /* one in so many is not done */

static guint
draw (guint i,
      guint salt,
      guint below)
{
  return (guint) (((guint64) i * 2654435761u + (guint64) salt * 40503u) % 4294967291u % below);
}

static YcHubVisitFacts *
make_visit (guint  i,
            gint64 now_ms)
{
  YcHubVisitFacts *visit = yc_hub_visit_facts_new ();
  g_autofree char *window = g_strdup_printf ("%u", i % WINDOWS + 1);

  visit->stream = g_strdup_printf ("visit-%032x", i + 1);
  visit->hall = g_strdup (YC_HUB_TRAINING_HALL);
  visit->number = g_strdup_printf ("A%03u", i % 1000);
  visit->window = g_ref_string_new_intern (window);
  visit->operator_code = g_ref_string_new_intern (window);
  visit->matter = g_ref_string_new_intern ("limited-company-establishment");
  visit->facts.issued_ms = now_ms - draw (i, 1, 30 * 24 * 60) * MINUTE_MS;
  visit->facts.called_ms = visit->facts.issued_ms + draw (i, 2, 30) * MINUTE_MS + draw (i, 3, 60000);
  visit->facts.waits = i % 200 == 0;
  visit->last_ms = visit->facts.called_ms;
  yc_hub_visit_facts_point (visit);
  return visit;
}

static YcHubCaseFacts *
make_case (guint                  i,
           const YcHubVisitFacts *visit)
{
  YcHubCaseFacts *facts = yc_hub_case_facts_new ();
  YcClockFacts *clock = &facts->facts.clock;
  gint64 at_ms = visit->facts.called_ms;

  facts->stream = g_strdup_printf ("case-%032x", i + 1);
  facts->visit = g_strdup (visit->stream);
  facts->hall = g_strdup (YC_HUB_TRAINING_HALL);
  facts->window = g_ref_string_acquire (visit->window);
  facts->operator_code = g_ref_string_acquire (visit->operator_code);
  facts->matter = g_ref_string_acquire (visit->matter);
  facts->facts.opened_ms = at_ms;
  clock->received_ms = at_ms += draw (i, 4, 1200000);
  clock->promise_ms = 20 * MINUTE_MS;
  clock->zone_minutes = YC_HUB_TIME_ZONE_MINUTES;
  if (i % UNFINISHED_OF != 0)
    {
      facts->facts.decided_ms = at_ms += draw (i, 5, 600000);
      clock->finished_ms = at_ms += draw (i, 6, 900000);
      clock->handed_ms = at_ms += draw (i, 7, 600000);
      facts->facts.rating = (int) draw (i, 8, 5) + 1;
      facts->facts.rated_ms = at_ms;
    }
  facts->facts.at_once = draw (i, 9, 3) > 0;
  facts->facts.electronic = draw (i, 10, 50) > 0;
  facts->last_ms = at_ms;
  facts->detail = g_strdup_printf ("{\"modules\":[[\"registration\",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT
                                   ",1200000,false,\"review\",false]],\"pauses\":[]}", clock->received_ms,
                                   facts->facts.decided_ms);
  g_assert_true (yc_hub_case_facts_unpack (facts));
  yc_hub_facts_join (facts, visit);
  return facts;
}

/* Puts down the facts of the case and the visit number @i. */
void
test_facts_put (YcHub *hub,
                guint  i,
                gint64 now_ms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubVisitFacts) visit = make_visit (i, now_ms);
  g_autoptr (YcHubCaseFacts) facts = make_case (i, visit);

  YC_HUB_CALL (hub, put_visit_facts, visit, &error);
  YC_HUB_CALL (hub, put_case_facts, facts, &error);
  g_assert_no_error (error);
}

/* Puts down @count of each, spread over the thirty days before @now_ms. */
void
test_facts_fill (YcHub *hub,
                 guint  count,
                 gint64 now_ms)
{
  g_autoptr (GError) error = NULL;

  YC_HUB_CALL (hub, begin, &error);
  for (guint i = 0; i < count; i++)
    test_facts_put (hub, i, now_ms);
  YC_HUB_CALL (hub, commit, &error);
  g_assert_no_error (error);
}
