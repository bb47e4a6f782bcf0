/* yc-hub-ingest.c: taking ops in
 *
 * Each op passes these, in this order; the first that fails answers:
 *
 *   known already? → the answer it had, or 422 when the bytes are others
 *   grant of this device (kept here, or lost and shown) → author and window as granted → signature
 *   kind known → stream of the kind's type → role → body sound
 *   hall → time within the grant → judged: applied, contested or refused
 *
 * What is judged is kept, also what is refused: op, verdict, revision,
 * position and hash are one row, and the answer can be read from it for ever.
 * All ops of a batch, and what the hub appends on their account, are one
 * transaction. When it fails nothing of it is answered; whoever sends again
 * finds out whether it was kept after all.
 */

#include "yc-hub-ingest.h"

#include "yc-case-job.h"
#include "yc-case-judge.h"
#include "yc-case-next.h"
#include "yc-date.h"
#include "yc-hub-blobs.h"
#include "yc-hub-facts.h"
#include "yc-hub-engine.h"
#include "yc-hub-hold.h"
#include "yc-hub-lists.h"
#include "yc-hub-packs.h"
#include "yc-hub-registry.h"
#include "yc-hub-reveals.h"
#include "yc-hub-shown.h"
#include "yc-hub-staff.h"
#include "yc-op-wire.h"
#include "yc-staff.h"

#include <string.h>

static gboolean
refuse (YcHubPut   *put,
        guint       status,
        const char *code,
        const char *detail)
{
  put->answer = yc_hub_answer_new_problem (status, code, detail);
  return FALSE;
}

/* The verdict goes out as the bytes that are kept. */
static YcHubAnswer *
answer_from_row (const YcHubRow *row)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;
  gsize size;
  const char *verdict = g_bytes_get_data (row->verdict, &size);

  text = g_strdup_printf ("{\"position\":%" G_GINT64_FORMAT ",\"revision\":%" G_GINT64_FORMAT
                          ",\"hash\":\"%s\",\"verdict\":%.*s,\"received\":%" G_GINT64_FORMAT "}",
                          row->position, row->revision, row->hash, (int) size, verdict, row->received_ms);
  body = g_bytes_new_take (text, strlen (text));
  text = NULL;
  return yc_hub_answer_new (body);
}

/* Answers an op that is there already. FALSE on failure of the store. */
static gboolean
answer_known (YcHub    *hub,
              YcHubPut *put,
              GError  **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (YcHubRow) row = YC_HUB_CALL (hub, find_row, &put->op->id, &local_error);

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (row == NULL)
    return TRUE;
  if (g_bytes_equal (row->bytes, put->op->bytes))
    put->answer = answer_from_row (row);
  else
    refuse (put, 422, "other-bytes", "An op with this id and other bytes is kept already");
  return TRUE;
}

static gboolean
check_grant (YcHubPut         *put,
             const YcHubGrant *grant)
{
  const YcOp *op = put->op;
  gsize size;
  gconstpointer bytes = g_bytes_get_data (op->bytes, &size);

  if (grant == NULL || !yc_id_equal (&grant->device, &put->device->id))
    return refuse (put, 403, "grant", "The op names a permission that this device does not have");
  if (strcmp (op->by, grant->operator_code) != 0 || strcmp (op->window, grant->window) != 0)
    return refuse (put, 403, "grant", "The permission is another operator's or another window's");
  if (!(put->is_verified && memcmp (put->verified_key, grant->key, sizeof put->verified_key) == 0) &&
      !yc_signature_verify (grant->key, bytes, size, g_bytes_get_data (op->signature, NULL)))
    return refuse (put, 403, "signature", "The signature is not by the key of the permission");
  return TRUE;
}

static gboolean
check_kind (YcHubPut         *put,
            const YcHubGrant *grant)
{
  const YcOp *op = put->op;
  const YcKind *kind = yc_kind_find (op->kind);
  const char *wrong;

  if (kind == NULL)
    return refuse (put, 409, "unknown-kind", "This hub does not know the op's kind");
  if (kind->stream != op->stream.type)
    return refuse (put, 422, "malformed", "The kind belongs to another type of stream");
  if ((kind->roles & grant->roles & YC_ROLE_ANYONE) == 0)
    return refuse (put, 403, "role", "The operator's roles do not allow this");
  wrong = yc_kind_check_body (kind, op->body);
  if (wrong == NULL && kind->stream == YC_STREAM_STAFF)
    wrong = yc_staff_check (op);
  if (wrong != NULL)
    {
      g_autofree char *detail = g_strdup_printf ("“%s” is missing or not what it must be", wrong);

      return refuse (put, 422, "malformed", detail);
    }
  return TRUE;
}

/* A stream belongs to the hall that wrote its first op; beside it, who was
 * given its code may write. FALSE on failure of the store. */
static gboolean
check_stream (YcHub            *hub,
              YcHubPut         *put,
              const YcHubState *state,
              GError          **error)
{
  gboolean open = state->stream.type == YC_STREAM_STAFF; /* the city's, whoever of its administrators writes */

  if (!open && !yc_hub_stream_is_open (hub, &state->stream, state->hall, put->device, &open, error))
    return FALSE;
  if (!open)
    refuse (put, 403, "role", "The stream belongs to another hall");
  else if (state->revision >= YC_HUB_STREAM_OPS_MAX)
    refuse (put, 413, "too-many", "The stream has as many ops as a stream may have");
  return TRUE;
}

static gboolean
correct_time (YcHub            *hub,
              YcHubPut         *put,
              const YcHubGrant *grant,
              YcMoment         *ret_at,
              GError          **error)
{
  gint64 floor_ms;

  if (!YC_HUB_CALL (hub, find_floor, &put->op->stream, &put->device->id, &floor_ms, error))
    return FALSE;
  *ret_at = yc_stamp_correct (&put->op->when, &put->sending, put->received_ms,
                              put->received_ms - put->sending.wall_ms, MIN (floor_ms, put->received_ms));
  if (ret_at->at_ms > grant->expires_ms)
    refuse (put, 403, "grant", "The permission had ended when the op was made");
  else if (put->op->stream.type == YC_STREAM_STAFF && put->received_ms >= grant->expires_ms)
    refuse (put, 403, "grant", "What an administrator does counts only while they are signed in");
  return TRUE;
}

static gboolean
hall_is_ours (const YcOp  *op,
              const char  *hall)
{
  const char *named = yc_record_get_text (op->body->record, "hall");

  return named == NULL || strcmp (named, hall) == 0;
}

static void
judge (YcHub             *hub,
       YcHubState        *state,
       const YcOp        *op,
       const YcHubDevice *device,
       guint              roles,
       YcVerdict         *verdict)
{
  g_autofree char *desk = yc_id_dup_text (&device->id);

  if (!hall_is_ours (op, device->hall))
    yc_verdict_refuse (verdict, "", "other-hall");
  if (state->folded_visit != NULL)
    yc_visit_judge (state->folded_visit, op, verdict);
  if (state->folded_case == NULL)
    return;
  yc_case_judge (state->folded_case, op, verdict);
  yc_case_judge_roles (state->folded_case, op, roles, verdict);
  yc_case_judge_desk (state->folded_case, op, desk, roles, verdict);
  yc_hub_rules_judge (hub->rules, state->folded_case, op, verdict->at.at_ms, verdict);
}

/* What nobody can see cannot be approved (D14). */
static gboolean
judge_approval (YcHub      *hub,
                const YcOp *op,
                YcVerdict  *verdict,
                GError    **error)
{
  char stream[YC_STREAM_TEXT_SIZE];
  gint64 missing;

  if (strcmp (op->kind, "decision.record") != 0 ||
      g_strcmp0 (yc_record_get_text (op->body->record, "outcome"), "approved") != 0)
    return TRUE;
  yc_stream_to_text (&op->stream, stream);
  if (!YC_HUB_CALL (hub, count_missing, stream, &missing, error))
    return FALSE;
  if (missing > 0)
    yc_verdict_refuse (verdict, "", "missing-blobs");
  return TRUE;
}

static YcHubRow *
build_row (YcHub           *hub,
           YcHubState      *state,
           const YcOp      *op,
           const YcVerdict *verdict,
           const char      *hall,
           gint64           received_ms)
{
  YcHubRow *row = yc_hub_row_new ();

  row->position = hub->head_position + 1;
  row->revision = state->revision + 1;
  row->id = op->id;
  row->stream = op->stream;
  row->hall = g_strdup (hall);
  row->kind = g_strdup (op->kind);
  row->bytes = g_bytes_ref (op->bytes);
  row->signature = g_bytes_ref (op->signature);
  row->verdict = yc_verdict_encode (verdict);
  row->at_ms = verdict->at.at_ms;
  row->received_ms = received_ms;
  return row;
}

static const char *
status_to_text (YcCaseStatus status)
{
  static const char *const names[] = {
    [YC_CASE_NEW] = "new",           [YC_CASE_DRAFT] = "draft",       [YC_CASE_SUBMITTED] = "submitted",
    [YC_CASE_RECEIVED] = "received", [YC_CASE_RETURNED] = "returned", [YC_CASE_APPROVED] = "approved",
    [YC_CASE_REFUSED] = "refused",   [YC_CASE_NOT_RECEIVED] = "not-received", [YC_CASE_DONE] = "done",
  };

  return names[status];
}

static gboolean
index_case (YcHub      *hub,
            YcHubState *state,
            GError    **error)
{
  g_autoptr (YcHubCaseCard) card = yc_hub_case_card_new ();
  const char *number = yc_case_get_number (state->folded_case);
  char stream[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&state->stream, stream);
  card->stream = g_strdup (stream);
  card->hall = g_strdup (state->hall);
  card->number = g_strdup (number != NULL ? number : "");
  card->name = yc_hub_rules_dup_name (hub->rules, state->folded_case);
  card->words = yc_hub_rules_dup_words (hub->rules, state->folded_case);
  card->status = g_strdup (status_to_text (yc_case_get_status (state->folded_case)));
  return YC_HUB_CALL (hub, put_case_card, card, error) && yc_hub_lists_update (hub, state, error);
}

static void
touch (GHashTable     *touched,
       const YcStream *stream,
       const char     *hall)
{
  char text[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (stream, text);
  g_hash_table_add (touched, g_strdup (text));
  if (stream->type != YC_STREAM_STAFF)
    g_hash_table_add (touched, g_strdup (hall));
}

/* Chains the row to the one before it, keeps it, and moves the state and the head on. */
static gboolean
append (YcHub           *hub,
        YcHubState      *state,
        const YcOp      *op,
        const YcVerdict *verdict,
        YcHubRow        *row,
        GHashTable      *touched,
        GError         **error)
{
  row->hash = yc_hub_row_dup_hash (row, hub->head_hash);
  if (!YC_HUB_CALL (hub, append_row, row, error))
    return FALSE;
  if (state->hall == NULL)
    state->hall = g_strdup (row->hall);
  g_assert (yc_hub_state_fold (state, op, verdict, row->revision));
  hub->head_position = row->position;
  g_free (hub->head_hash);
  hub->head_hash = g_strdup (row->hash);
  touch (touched, &row->stream, row->hall);
  if (verdict->outcome == YC_OUTCOME_REFUSED)
    return TRUE;
  if (!yc_hub_blobs_announce (hub, op, row->received_ms, error) || !yc_hub_reveals_keep (hub, row, op, error))
    return FALSE;
  return (state->folded_case == NULL || index_case (hub, state, error)) && yc_hub_facts_update (hub, state, error);
}

/* Whether what was said is what is to be said now: a case has one number and is
 * registered once, and a grant is of one job, for one piece and desk. */
static gboolean
says_the_same (const YcOp   *said,
               const char   *kind,
               const YcBody *body)
{
  static const char *const keys[] = { "module", "request", "job", "piece", "artwork", "plan", "machine", "desk" };

  if (strcmp (said->kind, kind) != 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_strcmp0 (yc_record_get_text (said->body->record, keys[i]), yc_record_get_text (body->record, keys[i])) != 0)
      return FALSE;
  return TRUE;
}

/* What a hub that was set back has said already it says again in the same
 * bytes: numbers that people were given, and grants that machines have used. */
static YcOp *
find_said (YcHub        *hub,
           const char   *kind,
           const YcBody *body,
           GError      **error)
{
  for (guint i = 0; hub->said != NULL && i < hub->said->len; i++)
    {
      YcOp *op = g_ptr_array_index (hub->said, i);
      g_autoptr (YcHubRow) row = NULL;

      if (!says_the_same (op, kind, body))
        continue;
      row = YC_HUB_CALL (hub, find_row, &op->id, error);
      if (*error != NULL)
        return NULL;
      if (row == NULL)
        return yc_op_ref (op);
    }
  return NULL;
}

/* @body is taken. */
static YcOp *
say (YcHub      *hub,
     YcHubState *state,
     const char *kind,
     YcBody     *body)
{
  YcOp *op = yc_op_new (&state->stream, kind, body);
  GBytes *bytes;

  yc_id_init_random (&op->id);
  g_free (op->by);
  op->by = g_strdup (YC_HUB_AUTHOR);
  yc_clock_read (hub->clock, &op->when);
  op->seen = state->revision;
  bytes = yc_op_encode (op);
  yc_op_take_bytes (op, bytes, yc_key_pair_sign_bytes (hub->key, bytes));
  return op;
}

/* An op of the hub's own, in the same transaction. It has passed nobody's
 * hands, so only the judge is asked; a grant that was given before stands
 * whatever the case has come to since. @body is taken. */
static gboolean
append_own (YcHub      *hub,
            YcHubState *state,
            const char *kind,
            YcBody     *body,
            YcMoment    at,
            GHashTable *touched,
            GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (YcOp) op = find_said (hub, kind, body, &local_error);
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  g_autoptr (YcHubRow) row = NULL;
  gboolean again = op != NULL;

  if (op == NULL && local_error == NULL)
    op = say (hub, state, kind, body);
  else
    yc_body_free (body);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  verdict->at = at;
  yc_case_judge (state->folded_case, op, verdict);
  if (again && strcmp (kind, "job.grant") == 0 && yc_case_job_grant_stands (verdict))
    yc_verdict_overrule (verdict);
  row = build_row (hub, state, op, verdict, state->hall, at.at_ms);
  return yc_hub_registry_note (hub, op, error) && append (hub, state, op, verdict, row, touched, error);
}

/* On the day on which the hub was set back, the hour and minute of that: what
 * was counted before it, in a database that is gone, is not given twice. */
static char *
dup_since (YcHub        *hub,
           const YcDate *day)
{
  YcDate restored = yc_date_from_wall (hub->restored_ms, YC_HUB_TIME_ZONE_MINUTES);
  gint64 minutes = hub->restored_ms / 60000 + YC_HUB_TIME_ZONE_MINUTES;

  if (hub->restored_ms == 0 || yc_date_compare (&restored, day) != 0)
    return g_strdup ("");
  return g_strdup_printf ("%02d%02d", (int) (minutes / 60 % 24), (int) (minutes % 60));
}

/* The number that the case has, when it comes back mended; else the day's next.
 * NULL on failure of the store. */
static char *
take_number (YcHub      *hub,
             YcHubState *state,
             YcMoment    at,
             GError    **error)
{
  YcDate day = yc_date_from_wall (at.at_ms, YC_HUB_TIME_ZONE_MINUTES);
  g_autofree char *date = g_strdup_printf ("%04d%02d%02d", day.year, day.month, day.day);
  g_autofree char *since = dup_since (hub, &day);
  g_autofree char *counter = g_strconcat ("case-", date, since, NULL);
  gint64 running;

  if (yc_case_get_number (state->folded_case) != NULL)
    return g_strdup (yc_case_get_number (state->folded_case));
  if (!YC_HUB_CALL (hub, count, counter, &running, error))
    return NULL;
  return g_strdup_printf ("%s%s%s%05" G_GINT64_FORMAT, yc_hub_rules_get_prefix (hub->rules, state->folded_case), date,
                          since, running);
}

static gboolean
append_receive (YcHub      *hub,
                YcHubState *state,
                YcMoment    at,
                GHashTable *touched,
                GError    **error)
{
  g_autofree char *number = take_number (hub, state, at, error);
  YcBody *body;

  if (number == NULL)
    return FALSE;
  body = yc_body_new ();
  yc_record_set_text (body->record, "number", number);
  return append_own (hub, state, "case.receive", body, at, touched, error);
}

static gboolean
append_credit_code (YcHub      *hub,
                    YcHubState *state,
                    YcMoment    at,
                    GHashTable *touched,
                    GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *code = yc_hub_registry_dup_code (hub, state, &local_error);
  YcRecord *item;
  YcBody *body;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (code == NULL)
    {
      g_warning ("A case was approved without an area to register it in");
      return TRUE;
    }
  body = yc_body_new ();
  yc_record_set_text (body->record, "module", YC_HUB_REGISTRATION);
  item = yc_body_add_item (body);
  yc_record_set_text (item, "key", "credit-code");
  yc_record_set_text (item, "value", code);
  return append_own (hub, state, "module.done", body, at, touched, error);
}

/* Whether anybody has decided since the form came last; a case that was
 * returned and mended comes again. */
static gboolean
is_decided (YcCase *folded)
{
  GPtrArray *events = yc_case_get_events (folded);

  for (guint i = events->len; i > 0; i--)
    {
      const YcEvent *event = g_ptr_array_index (events, i - 1);

      if (event->outcome != YC_OUTCOME_REFUSED && strcmp (event->kind, "decision.record") == 0)
        return TRUE;
      if (event->outcome != YC_OUTCOME_REFUSED && strcmp (event->kind, "case.receive") == 0)
        return FALSE;
    }
  return FALSE;
}

/* A case that was received is put before the rules once, when all documents
 * that it names are here (D14): they approve, or leave it to a person. */
static gboolean
follow_receipt (YcHub      *hub,
                YcHubState *state,
                YcMoment    at,
                GHashTable *touched,
                GError    **error)
{
  char stream[YC_STREAM_TEXT_SIZE];
  gint64 missing;
  gboolean approved;

  if (yc_case_get_status (state->folded_case) != YC_CASE_RECEIVED || is_decided (state->folded_case))
    return TRUE;
  yc_stream_to_text (&state->stream, stream);
  if (!YC_HUB_CALL (hub, count_missing, stream, &missing, error))
    return FALSE;
  return missing > 0 ||
         append_own (hub, state, "decision.record",
                     yc_hub_rules_decide (hub->rules, state->folded_case, at.at_ms, &approved), at, touched, error);
}

/* Whoever approved, the firm is registered. */
static gboolean
follow_approval (YcHub      *hub,
                 YcHubState *state,
                 YcMoment    at,
                 GHashTable *touched,
                 GError    **error)
{
  if (yc_case_get_status (state->folded_case) != YC_CASE_APPROVED ||
      yc_case_get_module_state (state->folded_case, YC_HUB_REGISTRATION) != YC_MODULE_WAITING)
    return TRUE;
  return append_credit_code (hub, state, at, touched, error);
}

static gboolean
go_on (YcHub      *hub,
       YcHubState *state,
       YcMoment    at,
       GHashTable *touched,
       GError    **error)
{
  return follow_receipt (hub, state, at, touched, error) && follow_approval (hub, state, at, touched, error) &&
         yc_hub_engine_follow (hub, state, at, touched, error);
}

/* What the hub does of itself after an op that was applied. */
static gboolean
follow (YcHub      *hub,
        YcHubState *state,
        const YcOp *op,
        gint64      received_ms,
        GHashTable *touched,
        GError    **error)
{
  YcMoment at = { received_ms, FALSE };

  if (op->stream.type == YC_STREAM_STAFF)
    return yc_hub_staff_apply (hub, op, received_ms, error);
  if (state->folded_case == NULL)
    return TRUE;
  if (strcmp (op->kind, "case.submit") == 0 && !append_receive (hub, state, at, touched, error))
    return FALSE;
  return go_on (hub, state, at, touched, error);
}

static gboolean
hold (YcHub       *hub,
      YcHubPut    *put,
      YcHubState  *state,
      YcVerdict   *verdict,
      GError     **error)
{
  gboolean held = FALSE;

  if (state->folded_case != NULL && !yc_hub_hold_op (hub, state, put->op, verdict, &held, error))
    return FALSE;
  if (held)
    refuse (put, 409, "held", "This hub was set back to a backup; this waits until every desk has been here");
  return TRUE;
}

static gboolean
take (YcHub            *hub,
      YcHubPut         *put,
      const YcHubGrant *grant,
      GHashTable       *touched,
      GError          **error)
{
  YcHubState *state = yc_hub_states_get (hub->states, hub->store, &put->op->stream, error);
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  g_autoptr (YcHubRow) row = NULL;

  if (state == NULL)
    return FALSE;
  if (!check_stream (hub, put, state, error))
    return FALSE;
  if (put->answer != NULL)
    return TRUE;
  if (!correct_time (hub, put, grant, &verdict->at, error))
    return FALSE;
  if (put->answer != NULL)
    return TRUE;
  if (put->op->stream.type == YC_STREAM_STAFF)
    {
      if (!yc_hub_staff_judge (hub, put->op, verdict, error))
        return FALSE;
    }
  else
    judge (hub, state, put->op, put->device, grant->roles, verdict);
  if (!judge_approval (hub, put->op, verdict, error) || !hold (hub, put, state, verdict, error))
    return FALSE;
  if (put->answer != NULL)
    return TRUE;
  row = build_row (hub, state, put->op, verdict, state->hall != NULL ? state->hall : put->device->hall,
                   put->received_ms);
  row->device = put->device->id;
  if (!append (hub, state, put->op, verdict, row, touched, error))
    return FALSE;
  put->answer = answer_from_row (row);
  put->outcome = verdict->outcome;
  if (verdict->outcome == YC_OUTCOME_APPLIED && strcmp (put->op->kind, "device.withdraw") == 0)
    yc_id_parse (yc_record_get_text (put->op->body->record, "device"), &put->withdrawn);
  return verdict->outcome != YC_OUTCOME_APPLIED || follow (hub, state, put->op, put->received_ms, touched, error);
}

/* The grant that an op names: as it is kept, or as it is shown where this hub
 * has lost it. What was shown is kept from then on. NULL, with @error unset,
 * where there is none. */
static YcHubGrant *
find_grant (YcHub      *hub,
            YcHubPut   *put,
            GError    **error)
{
  g_autoptr (YcHubGrant) grant = YC_HUB_CALL (hub, find_grant, &put->op->grant, error);
  g_autoptr (YcHubOperator) person = NULL;

  if (grant != NULL || *error != NULL)
    return g_steal_pointer (&grant);
  grant = yc_hub_shown_read_grant (put->grant, hub, &put->op->grant, put->device);
  if (grant == NULL)
    return NULL;
  person = YC_HUB_CALL (hub, find_operator, grant->operator_code, error);
  return person != NULL && YC_HUB_CALL (hub, put_grant, grant, error) ? g_steal_pointer (&grant) : NULL;
}

static gboolean
ingest_one (YcHub      *hub,
            YcHubPut   *put,
            GHashTable *touched,
            GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (YcHubGrant) grant = NULL;
  gboolean good;

  if (!yc_hub_shown_keep (hub, put->said, &put->op->stream, error) || !answer_known (hub, put, error))
    return FALSE;
  if (put->answer != NULL)
    return TRUE;
  if (put->before != NULL && put->before->answer->status != 200)
    {
      refuse (put, 409, "not-tried", "An op before it in the same stream was not taken");
      return TRUE;
    }
  grant = find_grant (hub, put, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (!check_grant (put, grant) || !check_kind (put, grant))
    return TRUE;
  yc_hub_keys_add (hub->keys, &grant->id, grant->key);
  hub->said = yc_hub_shown_list_kept (hub, &put->op->stream, error);
  if (hub->said == NULL)
    return FALSE;
  good = take (hub, put, grant, touched, error);
  g_clear_pointer (&hub->said, g_ptr_array_unref);
  return good;
}

/* Counts what is settled by it, and how long the disk took. */
static gboolean
commit (YcHub     *hub,
        GPtrArray *puts,
        GError   **error)
{
  gint64 begun_us = g_get_monotonic_time ();
  gboolean kept = YC_HUB_CALL (hub, commit, error);

  yc_hub_metrics_count_commit (hub->metrics, g_get_monotonic_time () - begun_us, kept);
  if (!kept)
    return FALSE;
  yc_hub_metrics_count_batch (hub->metrics, puts->len);
  for (guint i = 0; i < puts->len; i++)
    {
      const YcHubPut *put = g_ptr_array_index (puts, i);

      if (put->outcome != 0)
        yc_hub_metrics_count_op (hub->metrics, put->outcome);
      if (put->outcome == YC_OUTCOME_APPLIED && strcmp (put->op->kind, "catalogue.withdraw") == 0)
        yc_hub_packs_know_withdrawal (hub, yc_record_get_text (put->op->body->record, "version"), put->received_ms);
    }
  return TRUE;
}

static gboolean
ingest_all (YcHub      *hub,
            GPtrArray  *puts,
            GHashTable *touched,
            GError    **error)
{
  if (!YC_HUB_CALL (hub, begin, error) || !yc_hub_know_head (hub, error))
    return FALSE;
  for (guint i = 0; i < puts->len; i++)
    if (!ingest_one (hub, g_ptr_array_index (puts, i), touched, error))
      return FALSE;
  return commit (hub, puts, error);
}

static void
undo (YcHub      *hub,
      GPtrArray  *puts,
      GHashTable *touched)
{
  YC_HUB_CALL (hub, rollback);
  yc_hub_forget (hub);
  g_hash_table_remove_all (touched);
  for (guint i = 0; i < puts->len; i++)
    {
      YcHubPut *put = g_ptr_array_index (puts, i);

      g_clear_pointer (&put->answer, yc_hub_answer_free);
      put->outcome = 0;
      memset (&put->withdrawn, 0, sizeof put->withdrawn);
    }
}

/* One op that the store will not have must not keep the others out. */
static void
ingest_each (YcHub      *hub,
             GPtrArray  *puts,
             GHashTable *ret_touched)
{
  for (guint i = 0; i < puts->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) alone = g_ptr_array_new ();
      g_autoptr (GHashTable) touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      YcHubPut *put = g_ptr_array_index (puts, i);
      GHashTableIter iter;
      gpointer name;

      g_ptr_array_add (alone, put);
      if (!ingest_all (hub, alone, touched, &error))
        {
          g_warning ("An op was not kept: %s", error->message);
          undo (hub, alone, touched);
          put->answer = yc_hub_answer_new_problem (503, "store", "The hub cannot keep this now; send it again");
        }
      g_hash_table_iter_init (&iter, touched);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        g_hash_table_add (ret_touched, g_strdup (name));
    }
}

/**
 * yc_hub_ingest:
 * @hub: the hub
 * @puts: (element-type YcHubPut): what came; every one has an answer afterwards
 * @ret_touched: (inout): a set of texts; gets the streams and halls that have
 *   new rows
 *
 * Takes them in one transaction, or each in its own when that fails. It
 * blocks until they are on the disk.
 */
void
yc_hub_ingest (YcHub      *hub,
               GPtrArray  *puts,
               GHashTable *ret_touched)
{
  g_autoptr (GError) error = NULL;

  if (ingest_all (hub, puts, ret_touched, &error))
    return;
  g_debug ("A batch of %u ops was not kept: %s", puts->len, error->message);
  undo (hub, puts, ret_touched);
  ingest_each (hub, puts, ret_touched);
}

/**
 * yc_hub_ingest_own:
 * @hub: the hub, within a transaction, its head known
 * @state: the case it is for
 * @kind: one that the hub may append
 * @body: (transfer full): what it says
 * @at: when
 * @touched: (inout): gets the names of what has new rows
 */
gboolean
yc_hub_ingest_own (YcHub      *hub,
                   YcHubState *state,
                   const char *kind,
                   YcBody     *body,
                   YcMoment    at,
                   GHashTable *touched,
                   GError    **error)
{
  return append_own (hub, state, kind, body, at, touched, error);
}

/* Where an op of the hub's own in an administrator's stream is put down. */
static char *
dup_usual_hall (YcHub   *hub,
                GError **error)
{
  g_autoptr (GError) local_error = NULL;
  char *hall = YC_HUB_CALL (hub, get_meta, YC_HUB_META_HALL, &local_error);

  if (hall == NULL && local_error == NULL)
    g_set_error_literal (&local_error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Add a hall first");
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return hall;
}

static gboolean
refuse_staff (const YcVerdict *verdict,
              GError         **error)
{
  const YcReason *reason = g_ptr_array_index (verdict->reasons, 0);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "That is not possible: %s", reason->code);
  return FALSE;
}

/**
 * yc_hub_ingest_staff:
 * @hub: the hub, within a transaction, its head known
 * @kind: of an administrator's stream
 * @body: (transfer full): what is done
 * @touched: (inout): gets the names of what has new rows
 *
 * What whoever runs the hub does at a shell, and what the hub notes of people,
 * goes through what an administrator's op goes through, with the hub as author.
 *
 * Returns: %FALSE, with %G_IO_ERROR_INVALID_ARGUMENT, where it is refused
 */
gboolean
yc_hub_ingest_staff (YcHub      *hub,
                     const char *kind,
                     YcBody     *body,
                     GHashTable *touched,
                     GError    **error)
{
  YcMoment at = { yc_hub_get_now (hub), FALSE };
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  g_autofree char *hall = dup_usual_hall (hub, error);
  g_autoptr (YcHubRow) row = NULL;
  g_autoptr (YcOp) op = NULL;
  YcHubState *state = NULL;
  YcStream stream;
  const char *wrong = yc_staff_find_stream (body->record, &stream);

  if (hall != NULL && wrong == NULL)
    state = yc_hub_states_get (hub->states, hub->store, &stream, error);
  if (state != NULL)
    op = say (hub, state, kind, body);
  else
    yc_body_free (body);
  if (wrong == NULL && op != NULL)
    wrong = yc_staff_check (op);
  if (wrong != NULL && hall != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is missing or not what it must be", wrong);
  if (op == NULL || wrong != NULL)
    return FALSE;
  verdict->at = at;
  if (!yc_hub_staff_judge (hub, op, verdict, error))
    return FALSE;
  if (verdict->outcome == YC_OUTCOME_REFUSED)
    return refuse_staff (verdict, error);
  row = build_row (hub, state, op, verdict, state->hall != NULL ? state->hall : hall, at.at_ms);
  return append (hub, state, op, verdict, row, touched, error) && yc_hub_staff_apply (hub, op, at.at_ms, error);
}

/**
 * yc_hub_ingest_go_on:
 * @hub: the hub, within a transaction, its head known
 * @stream: of what may have waited, as text; only cases wait
 * @touched: (inout): gets the names of what has new rows
 *
 * Does what a case has waited for.
 */
gboolean
yc_hub_ingest_go_on (YcHub      *hub,
                     const char *stream,
                     GHashTable *touched,
                     GError    **error)
{
  YcMoment at = { yc_hub_get_now (hub), FALSE };
  YcHubState *state;
  YcStream parsed;
  gboolean good;

  if (!yc_stream_parse (stream, &parsed))
    return TRUE;
  state = yc_hub_states_get (hub->states, hub->store, &parsed, error);
  if (state == NULL || state->folded_case == NULL)
    return state != NULL;
  hub->said = yc_hub_shown_list_kept (hub, &parsed, error);
  good = hub->said != NULL && go_on (hub, state, at, touched, error);
  g_clear_pointer (&hub->said, g_ptr_array_unref);
  return good;
}
