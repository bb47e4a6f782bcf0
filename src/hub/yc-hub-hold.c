/* yc-hub-hold.c: what a hub that was set back to a backup waits with
 *
 * It has granted more than it knows of, and desks bring that back one after the
 * other: a piece may be made already. Until whoever runs it says that all of
 * them have been here, or what they hold is older than they keep it, physical
 * work in cases from before waits, and so do decisions that would be refused: a
 * document may be on its way, or the form that was decided.
 */

#include "yc-hub-hold.h"

#include "yc-case-job.h"

#include <string.h>

/**
 * yc_hub_hold_is_on:
 * @ret_on: (out): the hub was set back to a backup, and it is not known yet
 *   what it has forgotten
 */
gboolean
yc_hub_hold_is_on (YcHub     *hub,
                   gboolean  *ret_on,
                   GError   **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *released = NULL;

  *ret_on = hub->restored_ms > 0 && yc_hub_get_now (hub) < hub->restored_ms + YC_HUB_HORIZON_MS;
  if (!*ret_on)
    return TRUE;
  released = YC_HUB_CALL (hub, get_meta, YC_HUB_RELEASED_META, &local_error);
  *ret_on = released == NULL || g_ascii_strtoll (released, NULL, 10) != hub->restored_ms;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Whether it came when all that this hub had lost was lost already. */
static gboolean
is_since (YcHub         *hub,
          const YcEvent *event)
{
  return event != NULL && !event->at.uncertain && event->at.at_ms > hub->restored_ms;
}

/* Whether the grant of the job that it is about was shown. */
static gboolean
has_grant (YcHub      *hub,
           const YcOp *op)
{
  const char *job = yc_record_get_text (op->body->record, "job");

  for (guint i = 0; i < hub->said->len; i++)
    {
      const YcOp *word = g_ptr_array_index (hub->said, i);

      if (strcmp (word->kind, "job.grant") == 0 && g_strcmp0 (yc_record_get_text (word->body->record, "job"), job) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether a grant of this hub's was shown for what @ask asks for, to another job,
 * and is not in the case again. */
static gboolean
owes_piece (YcHub      *hub,
            YcHubState *state,
            const YcOp *ask)
{
  const char *piece = yc_record_get_text (ask->body->record, "piece");

  for (guint i = 0; i < hub->said->len; i++)
    {
      const YcOp *op = g_ptr_array_index (hub->said, i);
      YcId job;

      if (strcmp (op->kind, "job.grant") == 0 &&
          g_strcmp0 (yc_record_get_text (op->body->record, "piece"), piece) == 0 &&
          yc_id_parse (yc_record_get_text (op->body->record, "job"), &job) &&
          yc_case_find_job (state->folded_case, &job) == NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * yc_hub_hold_op:
 * @hub: the hub, within a transaction, its own words in that stream at hand
 * @op: of a case
 * @verdict: (inout): what the judges say of it
 * @ret_held: (out): it is to be sent again later
 *
 * A hub that was set back may have granted a piece to a desk that has not been
 * here since. Until it is known that all have, it takes what its own grant is
 * shown of; and what would be refused about physical work, or of decisions,
 * waits, for what came before it may be on its way.
 *
 * All may have been here, and what a grant rested on still not have come: it lies
 * behind something at another desk, or is refused where it comes in another order
 * than it was taken. The grant stands then, whatever the case has come to: to let
 * it wait would be for ever. Who else asks for that piece is told that somebody
 * has it.
 *
 * Returns: %FALSE on failure of the store
 */
gboolean
yc_hub_hold_op (YcHub       *hub,
                YcHubState  *state,
                const YcOp  *op,
                YcVerdict   *verdict,
                gboolean    *ret_held,
                GError     **error)
{
  GPtrArray *events = yc_case_get_events (state->folded_case);
  gboolean asks = strcmp (op->kind, "job.ask") == 0;
  gboolean granted = has_grant (hub, op);
  gboolean on = FALSE;

  *ret_held = FALSE;
  if (!g_str_has_prefix (op->kind, "job.") && strcmp (op->kind, "decision.record") != 0)
    return TRUE;
  if (events->len > 0 && is_since (hub, g_ptr_array_index (events, 0)))
    return TRUE;
  if (!yc_hub_hold_is_on (hub, &on, error))
    return FALSE;
  if (on && (verdict->outcome == YC_OUTCOME_REFUSED || (asks && !granted)))
    *ret_held = TRUE;
  else if (granted && (asks ? yc_case_job_grant_stands (verdict) : yc_case_job_goes_on (state->folded_case, op, verdict)))
    yc_verdict_overrule (verdict);
  else if (asks && !granted && owes_piece (hub, state, op))
    yc_verdict_refuse (verdict, "", "piece-granted");
  return TRUE;
}
