/* yc-hub-lists.c: which lists a case stands on
 *
 * Written anew whenever a row is put behind a case, in the same transaction,
 * so a list is never older than the feed. What is due first stands first.
 *
 *   review       waits for a reviewer; due by the case's promise
 *   progress     received and not finished; due by the case's promise
 *   owed         something is still to be brought; due on the day it was promised
 *   callbacks    somebody is to be called; due on that day
 *   corrections  an office or a reviewer asks for something; due by the promise
 *   firms        has an owner, whatever its state; due by what is due first
 *
 * "why" is the name of the module that is waited for, or what an office asks
 * for in its words, or one of: review, returned, owed's item, a call's reason.
 * For a firm it is the list that its next step stands on, "handover" while what
 * is done has not been given out, "" for none.
 */

#include "yc-hub-lists.h"

#include "yc-case-form.h"
#include "yc-case-job.h"
#include "yc-case-progress.h"

#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

typedef struct
{
  YcHubState *state;
  YcCase *folded;
  const YcMatter *matter; /* (nullable) */
  gint64 promised_ms;     /* 0: nothing is promised yet */
  YcDate today;
  GPtrArray *rows;        /* of YcHubListed */
} Lister;

static void
add (Lister     *lister,
     const char *list,
     gint64      due_ms,
     const char *why,
     const char *module)
{
  YcHubListed *row = yc_hub_listed_new ();
  const char *owner = yc_case_get_owner (lister->folded);
  char stream[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&lister->state->stream, stream);
  row->list = g_strdup (list);
  row->stream = g_strdup (stream);
  row->hall = g_strdup (lister->state->hall);
  row->due_ms = due_ms;
  row->why = g_strdup (why != NULL ? why : "");
  row->module = g_strdup (module != NULL ? module : "");
  row->owner = g_strdup (owner != NULL ? owner : "");
  g_ptr_array_add (lister->rows, row);
}

/* The end of a day in China; 0 for a text that is none. */
static gint64
end_of_day (const char *text)
{
  const YcDate first = { 1970, 1, 1 };
  YcDate day;

  if (text == NULL || !yc_date_parse (text, &day))
    return 0;
  return (yc_date_days_between (&first, &day) + 1) * DAY_MS - YC_HUB_TIME_ZONE_MINUTES * G_GINT64_CONSTANT (60000);
}

/* Pauses of the whole case that have ended move what was promised. */
static gint64
get_promised (YcCase         *folded,
              const YcMatter *matter)
{
  gint64 received_ms = yc_case_get_received_at (folded).at_ms;
  GPtrArray *pauses = yc_case_get_pauses (folded);
  const YcPromise *promise;
  gint64 paused_ms = 0;
  YcCaseForm form;
  YcDate day;

  if (matter == NULL || received_ms == 0)
    return 0;
  day = yc_date_from_wall (received_ms, YC_HUB_TIME_ZONE_MINUTES);
  yc_case_form_init (&form, folded);
  promise = yc_matter_find_promise (matter, &form.form, &day);
  for (guint i = 0; i < pauses->len; i++)
    {
      const YcPause *pause = g_ptr_array_index (pauses, i);

      if (pause->module == NULL && pause->to.at_ms != 0)
        paused_ms += MAX (pause->to.at_ms - MAX (pause->from.at_ms, received_ms), 0);
    }
  if (promise != NULL)
    return received_ms + promise->minutes * G_GINT64_CONSTANT (60000) + paused_ms;
  return matter->modules->len > 0
             ? received_ms + ((YcModule *) matter->modules->pdata[0])->promise_minutes * G_GINT64_CONSTANT (60000) + paused_ms
             : 0;
}

static const char *
get_label (const Lister *lister,
           const char   *module)
{
  const YcModule *found = lister->matter != NULL ? yc_matter_find_module (lister->matter, module) : NULL;

  return found != NULL ? found->label : module;
}

/* Its office is done with it; what the hall makes of it is not there. */
static gboolean
is_being_made (const Lister           *lister,
               const YcModuleProgress *progress)
{
  const YcModule *module = lister->matter != NULL ? yc_matter_find_module (lister->matter, progress->module) : NULL;

  return progress->state == YC_MODULE_DONE && module != NULL &&
         !yc_case_module_is_made (lister->folded, module, &lister->today);
}

/* The first module that has begun and not ended. */
static const YcModuleProgress *
find_under_way (const Lister *lister)
{
  GPtrArray *modules = yc_case_list_modules (lister->folded);

  for (guint i = 0; i < modules->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (modules, i);

      if ((progress->state != YC_MODULE_DONE && progress->state != YC_MODULE_DROPPED) ||
          is_being_made (lister, progress))
        return progress;
    }
  return NULL;
}

static void
list_progress (Lister *lister)
{
  YcCaseStatus status = yc_case_get_status (lister->folded);
  const YcDecision *decision = yc_case_get_decision (lister->folded, "registration");
  const YcModuleProgress *progress;

  if (status == YC_CASE_RECEIVED && decision != NULL && strcmp (decision->outcome, "review") == 0)
    add (lister, "review", lister->promised_ms, "review", "registration");
  if (status == YC_CASE_RECEIVED)
    add (lister, "progress", lister->promised_ms, "review", "registration");
  if (status != YC_CASE_APPROVED)
    return;
  progress = find_under_way (lister);
  add (lister, "progress", lister->promised_ms, progress != NULL ? get_label (lister, progress->module) : "",
       progress != NULL ? progress->module : "");
}

static void
list_corrections (Lister *lister)
{
  GPtrArray *modules = yc_case_list_modules (lister->folded);

  if (yc_case_get_status (lister->folded) == YC_CASE_RETURNED)
    {
      add (lister, "corrections", lister->promised_ms, "returned", "registration");
      return;
    }
  for (guint i = 0; i < modules->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (modules, i);
      const YcPoint *point;

      if (progress->state != YC_MODULE_CORRECTION && progress->state != YC_MODULE_REFUSED)
        continue;
      point = progress->points->len > 0 ? g_ptr_array_index (progress->points, 0) : NULL;
      add (lister, "corrections", lister->promised_ms, point != NULL ? point->text : "", progress->module);
      return;
    }
}

/* The one that is due first. */
static void
list_owed (Lister *lister)
{
  const YcItemSpec *first = NULL;
  gint64 first_ms = 0;

  for (guint i = 0; lister->matter != NULL && i < lister->matter->items->len; i++)
    {
      const YcItemSpec *spec = g_ptr_array_index (lister->matter->items, i);
      const YcItem *item = yc_case_get_item (lister->folded, spec->id);
      gint64 due_ms;

      if (item == NULL || strcmp (item->state, "owed") != 0)
        continue;
      due_ms = end_of_day (item->due);
      if (first != NULL && (due_ms == 0 || (first_ms != 0 && due_ms >= first_ms)))
        continue;
      first = spec;
      first_ms = due_ms;
    }
  if (first != NULL)
    add (lister, "owed", first_ms, first->label, "");
}

static void
list_callbacks (Lister *lister)
{
  GPtrArray *callbacks = yc_case_get_callbacks (lister->folded);

  for (guint i = 0; i < callbacks->len; i++)
    {
      const YcCallback *callback = g_ptr_array_index (callbacks, i);

      if (callback->ended_at.at_ms != 0)
        continue;
      add (lister, "callbacks", end_of_day (callback->due), callback->reason, "");
      return;
    }
}

/* What is never due comes last. */
static gboolean
is_before (const YcHubListed *row,
           const YcHubListed *other)
{
  return row->due_ms != 0 && (other->due_ms == 0 || row->due_ms < other->due_ms);
}

/* What its owner does next: first what somebody asks of them, then what is due
 * first; and only looks on where neither is. Returns: (nullable) */
static const YcHubListed *
find_next_step (const Lister *lister)
{
  static const char *const ranks[] = { "corrections", "owed", "callbacks", "review", "progress", NULL };
  const YcHubListed *best = NULL;
  guint best_rank = 0;

  for (guint i = 0; i < lister->rows->len; i++)
    {
      const YcHubListed *row = g_ptr_array_index (lister->rows, i);
      guint rank = 0;

      while (ranks[rank] != NULL && strcmp (ranks[rank], row->list) != 0)
        rank++;
      if (rank == 2)
        rank = 1; /* owed and callbacks: by their day */
      if (best == NULL || rank < best_rank || (rank == best_rank && is_before (row, best)))
        {
          best = row;
          best_rank = rank;
        }
    }
  return best;
}

static void
list_firm (Lister *lister)
{
  const YcHubListed *next;

  if (yc_case_get_owner (lister->folded) == NULL)
    return;
  next = find_next_step (lister);
  if (next != NULL)
    add (lister, "firms", next->due_ms, next->list, next->module);
  else if (yc_case_get_status (lister->folded) == YC_CASE_DONE && yc_case_get_handed_at (lister->folded).at_ms == 0)
    add (lister, "firms", 0, "handover", "");
  else
    add (lister, "firms", 0, "", "");
}

/* Writes down which lists the case of @state stands on. */
gboolean
yc_hub_lists_update (YcHub      *hub,
                     YcHubState *state,
                     GError    **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_listed_free);
  Lister lister = { state, state->folded_case, yc_hub_rules_find_matter (hub->rules, state->folded_case), 0,
                    yc_date_from_wall (yc_hub_get_now (hub), YC_HUB_TIME_ZONE_MINUTES), rows };
  char stream[YC_STREAM_TEXT_SIZE];

  lister.promised_ms = get_promised (lister.folded, lister.matter);
  list_progress (&lister);
  list_corrections (&lister);
  list_owed (&lister);
  list_callbacks (&lister);
  list_firm (&lister);
  yc_stream_to_text (&state->stream, stream);
  return YC_HUB_CALL (hub, put_case_lists, stream, rows, error);
}

static json_t *
row_to_json (const YcHubListed *row)
{
  return json_pack ("{s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:s}", "stream", row->stream, "number", row->number, "name",
                    row->name, "status", row->status, "due", (json_int_t) row->due_ms, "why", row->why, "module",
                    row->module, "owner", row->owner);
}

/**
 * yc_hub_lists_read:
 * @request: of the door lists
 * @device: who reads; of its hall's cases
 *
 * Returns: (transfer full): {"rows","total"}
 */
YcHubAnswer *
yc_hub_lists_read (YcHub              *hub,
                   const YcHubRequest *request,
                   const YcHubDevice  *device)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  json_t *array;
  gint64 total;

  rows = YC_HUB_CALL (hub, read_list, request->hall, device->hall, request->search, request->cursor.after,
                      request->cursor.limit, &total, &error);
  if (rows == NULL)
    {
      g_warning ("The store failed: %s", error->message);
      return yc_hub_answer_new_problem (503, "store", "The hub cannot read this now; try again");
    }
  array = json_array ();
  for (guint i = 0; i < rows->len; i++)
    json_array_append_new (array, row_to_json (g_ptr_array_index (rows, i)));
  return yc_hub_answer_new_json (json_pack ("{s:o, s:I}", "rows", array, "total", (json_int_t) total));
}
