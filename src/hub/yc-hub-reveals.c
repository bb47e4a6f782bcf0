/* yc-hub-reveals.c: who looked at personal data of a hall's cases
 *
 * The history of a case says who looked at it and why (yc-case-reveal.h). This
 * is the same by hall and moment, a row a look, written in the transaction of
 * the op, so that a supervisor sees all of it: by person, by purpose, and look
 * by look with its case. A row says how many fields, never what they hold.
 */

#include "yc-hub-reveals.h"

#include "yc-hub-figures.h"

#include <string.h>

/* @row: what was just kept of @op, and not refused */
gboolean
yc_hub_reveals_keep (YcHub           *hub,
                     const YcHubRow  *row,
                     const YcOp      *op,
                     GError         **error)
{
  g_autoptr (YcHubReveal) reveal = NULL;
  const YcRecord *record = op->body->record;
  const char *text = yc_record_get_text (record, "text");
  char stream[YC_STREAM_TEXT_SIZE];

  if (strcmp (op->kind, "person.reveal") != 0)
    return TRUE;
  yc_stream_to_text (&row->stream, stream);
  reveal = yc_hub_reveal_new ();
  reveal->position = row->position;
  reveal->stream = g_strdup (stream);
  reveal->hall = g_strdup (row->hall);
  reveal->at_ms = row->at_ms;
  reveal->operator_code = g_strdup (op->by);
  reveal->window = g_strdup (op->window);
  reveal->purpose = g_strdup (yc_record_get_text (record, "purpose"));
  reveal->text = g_strdup (text != NULL ? text : "");
  reveal->fields = op->body->items->len;
  return YC_HUB_CALL (hub, put_reveal, reveal, error);
}

static json_t *
reveal_to_json (const YcHubReveal *reveal)
{
  return json_pack ("{s:I, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:s}", "at", (json_int_t) reveal->at_ms, "operator",
                    reveal->operator_code, "name", reveal->operator_name, "window", reveal->window, "purpose",
                    reveal->purpose, "text", reveal->text, "fields", (json_int_t) reveal->fields, "stream",
                    reveal->stream, "number", reveal->number, "case", reveal->case_name);
}

static json_t *
count_to_json (const YcHubRevealCount *count)
{
  return json_pack ("{s:s, s:s, s:I, s:I}", "key", count->key, "name", count->name, "looks", (json_int_t) count->looks,
                    "cases", (json_int_t) count->cases);
}

/* Returns: (transfer full) (nullable): the groups, those who looked most first */
static json_t *
count_by (YcHub              *hub,
          const YcHubRequest *request,
          const char         *hall,
          gboolean            by_purpose,
          GError            **error)
{
  g_autoptr (GPtrArray) counts = YC_HUB_CALL (hub, count_reveals, hall, request->figures.from_ms, request->figures.to_ms,
                                              by_purpose, YC_HUB_REVEAL_GROUPS_MAX, error);
  json_t *json = counts != NULL ? json_array () : NULL;

  for (guint i = 0; counts != NULL && i < counts->len; i++)
    json_array_append_new (json, count_to_json (g_ptr_array_index (counts, i)));
  return json;
}

static YcHubAnswer *
answer_store (GError *error)
{
  g_warning ("The store failed: %s", error->message);
  return yc_hub_answer_new_problem (503, "store", "The hub cannot read this now; try again");
}

/**
 * yc_hub_reveals_read:
 * @request: of the door reveals
 * @device: who asks; of its hall's cases
 *
 * Returns: (transfer full): {"rows","total","persons","purposes"}: the newest
 *   look first; the groups are of the whole period, whoever is asked for
 */
YcHubAnswer *
yc_hub_reveals_read (YcHub              *hub,
                     const YcHubRequest *request,
                     const YcHubDevice  *device)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  YcHubAnswer *refusal = yc_hub_check_supervisor (hub, device);
  json_t *array, *persons, *purposes;
  gint64 total;

  if (refusal != NULL)
    return refusal;
  rows = YC_HUB_CALL (hub, list_reveals, device->hall, request->figures.from_ms, request->figures.to_ms,
                      request->search, request->cursor.after, request->cursor.limit, &total, &error);
  if (rows == NULL)
    return answer_store (error);
  persons = count_by (hub, request, device->hall, FALSE, &error);
  if (persons == NULL)
    return answer_store (error);
  purposes = count_by (hub, request, device->hall, TRUE, &error);
  if (purposes == NULL)
    {
      json_decref (persons);
      return answer_store (error);
    }
  array = json_array ();
  for (guint i = 0; i < rows->len; i++)
    json_array_append_new (array, reveal_to_json (g_ptr_array_index (rows, i)));
  return yc_hub_answer_new_json (json_pack ("{s:o, s:I, s:o, s:o}", "rows", array, "total", (json_int_t) total, "persons",
                                            persons, "purposes", purposes));
}
