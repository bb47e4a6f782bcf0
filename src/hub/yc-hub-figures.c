/* yc-hub-figures.c: the hall's figures, for its supervisors
 *
 * A question goes through two threads. The store's says whether who asks may
 * (the device's operator must be a supervisor) and reads what has changed;
 * the counting one counts, so that ops do not wait for it. The same question
 * within a second gets the same answer.
 *
 * What is behind a figure is found by the question that counted it; "now" in
 * an answer makes it the same question also for promises, which time breaks.
 */

#include "yc-hub-figures.h"

#include <string.h>

#define HOUR_MS G_GINT64_CONSTANT (3600000)

static YcHubAnswer *
answer_store (GError *error)
{
  g_warning ("The store failed: %s", error->message);
  return yc_hub_answer_new_problem (503, "store", "The hub cannot read this now; try again");
}

/**
 * yc_hub_check_supervisor:
 * @device: who asks
 *
 * In the store's thread.
 *
 * Returns: (transfer full) (nullable): why not, where nobody who is logged in
 *   at @device is a supervisor
 */
YcHubAnswer *
yc_hub_check_supervisor (YcHub             *hub,
                         const YcHubDevice *device)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubGrant) grant = YC_HUB_CALL (hub, find_device_grant, &device->id, &error);

  if (error != NULL)
    return answer_store (error);
  if (grant == NULL || (grant->roles & YC_ROLE_SUPERVISOR) == 0 || grant->expires_ms <= yc_hub_get_now (hub))
    return yc_hub_answer_new_problem (403, "role", "This is for supervisors");
  return NULL;
}

/* In the store's thread. Returns: (transfer full) (nullable): why not */
YcHubAnswer *
yc_hub_figures_collect (YcHub             *hub,
                        const YcHubDevice *device)
{
  g_autoptr (GError) error = NULL;
  YcHubAnswer *refusal = yc_hub_check_supervisor (hub, device);

  if (refusal != NULL)
    return refusal;
  return yc_hub_board_collect (hub->board, hub->store, device->hall, &error) ? NULL : answer_store (error);
}

static json_t *
spread_to_json (const YcSpread *spread)
{
  return json_pack ("{s:i, s:I, s:I}", "n", (int) spread->n, "median", (json_int_t) spread->median_ms, "p90",
                    (json_int_t) spread->p90_ms);
}

static json_t *
stages_to_json (const gint64 stages_ms[YC_STAGES])
{
  json_t *json = json_object ();

  for (guint i = 0; i < YC_STAGES; i++)
    json_object_set_new (json, yc_stage_to_text (i), json_integer (stages_ms[i]));
  return json;
}

static json_t *
figures_to_json (const YcFigures *figures)
{
  json_t *counts = json_object (), *hours = json_array ();

  for (guint i = 0; i < YC_MEASURES; i++)
    json_object_set_new (counts, yc_measure_to_text (i), json_integer (figures->counts[i]));
  for (guint i = 0; i < YC_HOURS; i++)
    json_array_append_new (hours, json_integer (figures->hours[i]));
  return json_pack ("{s:s?, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:i}", "key", figures->key, "counts", counts, "waited",
                    spread_to_json (&figures->waited), "handled", spread_to_json (&figures->handled), "total",
                    spread_to_json (&figures->total), "stages", stages_to_json (figures->stages_ms), "whole",
                    (json_int_t) figures->whole_ms, "hours", hours, "uncertain", (int) figures->uncertain);
}

/* The promise of a case: what is left of it, and why. */
static void
add_promise (json_t            *json,
             const YcCaseFacts *facts,
             gint64             now_ms)
{
  YcClockFacts clock = facts->clock;
  const YcClockReading *promise;
  YcClocks clocks;

  clock.now_ms = now_ms;
  yc_clocks_read (&clock, &clocks);
  promise = &clocks.promise;
  json_object_set_new (json, "limit", json_integer (clock.promise_ms));
  json_object_set_new (json, "due", json_integer (promise->due_at_ms < G_MAXINT64 ? promise->due_at_ms : 0));
  json_object_set_new (json, "net", json_integer (promise->net_ms));
  json_object_set_new (json, "state", json_string (yc_clock_state_to_text (promise->state)));
  json_object_set_new (json, "why", json_string (promise->waits != NULL ? promise->waits : ""));
  json_object_set_new (json, "why_module", json_string (promise->waits_module != NULL ? promise->waits_module : ""));
}

static json_t *
case_to_json (const YcHubCaseFacts *self,
              gint64                now_ms)
{
  const YcCaseFacts *facts = &self->facts;
  json_t *json = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:i}", "stream", self->stream,
                            "number", self->number != NULL ? self->number : "", "name",
                            self->name != NULL ? self->name : "", "status", self->status != NULL ? self->status : "",
                            "window", self->window, "operator", self->operator_code, "matter", self->matter, "opened",
                            (json_int_t) facts->opened_ms, "received", (json_int_t) facts->clock.received_ms,
                            "finished", (json_int_t) facts->clock.finished_ms, "handed",
                            (json_int_t) facts->clock.handed_ms, "rating", facts->rating);

  if (!facts->is_settled)
    add_promise (json, facts, now_ms);
  else if (facts->clock.received_ms > 0 && facts->clock.promise_ms >= 0)
    json_object_set_new (json, "state", json_string (facts->kept ? "kept" : "broken"));
  return json;
}

static json_t *
visit_to_json (const YcHubVisitFacts *self)
{
  const YcVisitFacts *facts = &self->facts;

  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I}", "stream", self->stream, "number", self->number,
                    "window", self->window, "operator", self->operator_code, "matter", self->matter, "issued",
                    (json_int_t) facts->issued_ms, "called", (json_int_t) facts->called_ms, "no_show",
                    (json_int_t) facts->no_show_ms, "transferred", (json_int_t) facts->transferred_ms);
}

/* The YcHubCaseFacts or YcHubVisitFacts that @facts, of the array @all, are of. */
static gpointer
find_owner (GArray       *all,
            GPtrArray    *owners,
            gconstpointer facts)
{
  gsize offset = (gsize) ((const char *) facts - all->data);

  return g_ptr_array_index (owners, offset / g_array_get_element_size (all));
}

static json_t *
list_breaking (YcHubHallFacts       *hall,
               const YcFiguresQuery *query)
{
  g_autoptr (GPtrArray) list = yc_figures_list_breaking (query, (YcCaseFacts *) (gpointer) hall->cases->data,
                                                         hall->cases->len);
  json_t *array = json_array ();

  for (guint i = 0; i < list->len && i < YC_HUB_FIGURES_BREAKING_MAX; i++)
    {
      YcHubCaseFacts *owner = find_owner (hall->cases, hall->case_owners, g_ptr_array_index (list, i));

      json_array_append_new (array, case_to_json (owner, query->now_ms));
    }
  return array;
}

/* The case that each window wrote to last, of those that are not finished. */
static GHashTable *
find_current (YcHubHallFacts *hall)
{
  GHashTable *current = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < hall->case_owners->len; i++)
    {
      YcHubCaseFacts *facts = g_ptr_array_index (hall->case_owners, i);
      YcHubCaseFacts *other;

      if (facts->facts.clock.finished_ms != 0)
        continue;
      other = g_hash_table_lookup (current, facts->window);
      if (other == NULL || other->last_ms < facts->last_ms)
        g_hash_table_replace (current, facts->window, facts);
    }
  return current;
}

static json_t *
list_windows (YcHubHallFacts       *hall,
              const YcFiguresQuery *query)
{
  g_autoptr (GHashTable) current = find_current (hall);
  json_t *array = json_array ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, current);
  while (g_hash_table_iter_next (&iter, NULL, &value) && json_array_size (array) < YC_HUB_FIGURES_ROWS_MAX)
    {
      const YcHubCaseFacts *owner = value;
      gint64 begin_ms = yc_case_facts_get_begin (&owner->facts), stages_ms[YC_STAGES] = { 0 };
      json_t *json = case_to_json (owner, query->now_ms);

      yc_case_facts_split (&owner->facts, begin_ms, MAX (begin_ms, query->now_ms), stages_ms);
      json_object_set_new (json, "since", json_integer (begin_ms));
      json_object_set_new (json, "stages", stages_to_json (stages_ms));
      json_array_append_new (array, json);
    }
  return array;
}

static GPtrArray *
compute (YcHubHallFacts       *hall,
         const YcFiguresQuery *query)
{
  return yc_figures_compute (query, (YcCaseFacts *) (gpointer) hall->cases->data, hall->cases->len,
                             (YcVisitFacts *) (gpointer) hall->visits->data, hall->visits->len);
}

/* The same stretch of the period before, as far as this one has come. */
static json_t *
count_before (YcHubHallFacts       *hall,
              const YcFiguresQuery *query)
{
  gint64 length_ms = query->to_ms - query->from_ms;
  YcFiguresQuery before = *query;
  g_autoptr (GPtrArray) list = NULL;

  before.from_ms = query->from_ms - length_ms;
  before.to_ms = CLAMP (query->now_ms, query->from_ms, query->to_ms) - length_ms;
  before.by = YC_BY_NOTHING;
  before.day_ms = 0;
  list = compute (hall, &before);
  return figures_to_json (g_ptr_array_index (list, 0));
}

/* What the operators are called. */
static json_t *
list_names (YcHubHallFacts *hall)
{
  json_t *json = json_object ();
  GHashTableIter iter;
  gpointer code, name;

  g_hash_table_iter_init (&iter, hall->names);
  while (g_hash_table_iter_next (&iter, &code, &name) && json_object_size (json) < YC_HUB_FIGURES_ROWS_MAX)
    json_object_set_new (json, code, json_string (name));
  return json;
}

static YcHubAnswer *
count_all (YcHubHallFacts       *hall,
           const YcFiguresQuery *query)
{
  g_autoptr (GPtrArray) list = compute (hall, query);
  json_t *rows = json_array (), *json;

  for (guint i = 0; i < list->len && i <= YC_HUB_FIGURES_ROWS_MAX; i++)
    json_array_append_new (rows, figures_to_json (g_ptr_array_index (list, i)));
  json = json_pack ("{s:I, s:I, s:I, s:I, s:o, s:i, s:o, s:o}", "now", (json_int_t) query->now_ms, "from",
                    (json_int_t) query->from_ms, "to", (json_int_t) query->to_ms, "since", (json_int_t) hall->since_ms,
                    "rows", rows, "groups", (int) list->len - 1, "before", count_before (hall, query), "breaking",
                    list_breaking (hall, query));
  json_object_set_new (json, "names", list_names (hall));
  if (query->by == YC_BY_WINDOW)
    json_object_set_new (json, "windows", list_windows (hall, query));
  return yc_hub_answer_new_json (json);
}

static int
compare_last (gconstpointer a,
              gconstpointer b)
{
  const YcHubCaseFacts *first = *(const YcHubCaseFacts *const *) a, *second = *(const YcHubCaseFacts *const *) b;

  if (first->last_ms != second->last_ms)
    return first->last_ms > second->last_ms ? -1 : 1;
  return strcmp (first->stream, second->stream);
}

static int
compare_visits (gconstpointer a,
                gconstpointer b)
{
  const YcHubVisitFacts *first = *(const YcHubVisitFacts *const *) a, *second = *(const YcHubVisitFacts *const *) b;

  if (first->last_ms != second->last_ms)
    return first->last_ms > second->last_ms ? -1 : 1;
  return strcmp (first->stream, second->stream);
}

/* What a figure counted, the newest first; promises about to break by when. */
static YcHubAnswer *
list_counted (YcHubHallFacts       *hall,
              const YcHubRequest   *request,
              const YcFiguresQuery *query)
{
  gboolean visits = yc_measure_is_of_visits (request->measure);
  g_autoptr (GPtrArray) list = yc_figures_list (query, request->measure, request->has_key ? request->search : NULL,
                                                (YcCaseFacts *) (gpointer) hall->cases->data, hall->cases->len,
                                                (YcVisitFacts *) (gpointer) hall->visits->data, hall->visits->len);
  json_t *rows = json_array ();

  if (request->measure == YC_MEASURE_BREAKING)
    yc_figures_sort_breaking (query, list);
  for (guint i = 0; i < list->len; i++)
    list->pdata[i] = visits ? find_owner (hall->visits, hall->visit_owners, list->pdata[i])
                            : find_owner (hall->cases, hall->case_owners, list->pdata[i]);
  if (request->measure != YC_MEASURE_BREAKING)
    g_ptr_array_sort (list, visits ? compare_visits : compare_last);
  for (gint64 i = request->cursor.after; i < list->len && i < request->cursor.after + request->cursor.limit; i++)
    json_array_append_new (rows, visits ? visit_to_json (g_ptr_array_index (list, (guint) i))
                                        : case_to_json (g_ptr_array_index (list, (guint) i), query->now_ms));
  return yc_hub_answer_new_json (json_pack ("{s:b, s:o, s:I, s:I}", "visits", visits, "rows", rows, "total",
                                            (json_int_t) list->len, "now", (json_int_t) query->now_ms));
}

/**
 * yc_hub_figures_count:
 * @request: of the doors figures and counted
 * @device: who asks; of its hall
 *
 * In the counting thread, after yc_hub_figures_collect() in the store's.
 *
 * Returns: (transfer full): the figures, or what one of them counted
 */
YcHubAnswer *
yc_hub_figures_count (YcHub              *hub,
                      const YcHubRequest *request,
                      const YcHubDevice  *device)
{
  YcHubHallFacts *hall = yc_hub_board_read (hub->board, device->hall);
  YcFiguresQuery query = request->figures;
  g_autofree char *question = NULL;
  g_autoptr (GBytes) known = NULL;
  YcHubAnswer *answer;
  gint64 zone_ms = YC_HUB_TIME_ZONE_MINUTES * G_GINT64_CONSTANT (60000);

  if (hall == NULL)
    return yc_hub_answer_new_problem (503, "busy", "The hub is counting; come again");
  if (query.now_ms == 0)
    query.now_ms = yc_hub_get_now (hub);
  query.day_ms = query.now_ms - (query.now_ms + zone_ms) % (YC_HOURS * HOUR_MS);
  if (request->door == YC_HUB_DOOR_COUNTED)
    return list_counted (hall, request, &query);
  question = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d", device->hall, query.from_ms,
                              query.to_ms, (int) query.by);
  known = yc_hub_board_find_answer (hub->board, question);
  if (known != NULL)
    return yc_hub_answer_new (known);
  answer = count_all (hall, &query);
  yc_hub_board_keep_answer (hub->board, question, answer->body);
  return answer;
}
