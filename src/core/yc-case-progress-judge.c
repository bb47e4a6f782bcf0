/* yc-case-progress-judge.c: what may be done to a case after its form, and when
 *
 * The hub judges its own ops by the same laws as everybody's: an office's
 * answer that comes twice, or for a request that is no longer the newest, is
 * refused here and nowhere else.
 */

#include "yc-case-private.h"

#include <string.h>

#define STATUS(name) (1u << YC_CASE_##name)
#define EDITABLE (STATUS (DRAFT) | STATUS (RETURNED))
#define OPENED (~STATUS (NEW))
#define UNDER_WAY (STATUS (SUBMITTED) | STATUS (RECEIVED) | STATUS (RETURNED) | STATUS (APPROVED))
#define REGISTERED (STATUS (APPROVED) | STATUS (DONE))
#define ENDED (REGISTERED | STATUS (REFUSED) | STATUS (NOT_RECEIVED))

static const char *
text_of (const YcOp *op,
         const char *key)
{
  return yc_record_get_text (op->body->record, key);
}

static void
judge_choice (const YcOp        *op,
              const char        *key,
              const char *const *choices,
              const char        *reason,
              YcVerdict         *verdict)
{
  if (!g_strv_contains (choices, text_of (op, key)))
    yc_verdict_refuse (verdict, "", reason);
}

static void
judge_consent (YcCase     *self,
               const YcOp *op,
               YcVerdict  *verdict)
{
  static const char *const methods[] = { "signed", "spoken", "display", NULL };

  judge_choice (op, "method", methods, "unknown-method", verdict);
}

static void
judge_receiving (YcCase     *self,
                 const YcOp *op,
                 YcVerdict  *verdict)
{
  static const char *const outcomes[] = { "corrected", "incomplete", "owed", "refused", NULL };

  judge_choice (op, "outcome", outcomes, "unknown-outcome", verdict);
  if (op->body->items->len == 0)
    yc_verdict_refuse (verdict, "", "no-points");
  if (strcmp (text_of (op, "outcome"), "owed") == 0 && text_of (op, "due") == NULL)
    yc_verdict_refuse (verdict, "", "no-deadline");
}

static void
judge_contact (YcCase     *self,
               const YcOp *op,
               YcVerdict  *verdict)
{
  static const char *const channels[] = { "window", "phone", "visit", "post", NULL };

  judge_choice (op, "channel", channels, "unknown-channel", verdict);
}

/* --- consultations --------------------------------------------------- */

static const YcConsult *
find_consult (YcCase     *self,
              const YcOp *op)
{
  YcId id;

  yc_id_parse (text_of (op, "consult"), &id);
  for (guint i = 0; i < self->consults->len; i++)
    {
      const YcConsult *consult = g_ptr_array_index (self->consults, i);

      if (yc_id_equal (&consult->id, &id))
        return consult;
    }
  return NULL;
}

static void
judge_consult_open (YcCase     *self,
                    const YcOp *op,
                    YcVerdict  *verdict)
{
  if (yc_case_find_open_consult (self) != NULL || find_consult (self, op) != NULL)
    yc_verdict_refuse (verdict, "", "consultation-open");
}

static void
judge_consult_word (YcCase     *self,
                    const YcOp *op,
                    YcVerdict  *verdict)
{
  const YcConsult *consult = find_consult (self, op);

  if (consult == NULL || consult->outcome != NULL)
    yc_verdict_refuse (verdict, "", "consultation-closed");
}

static void
judge_consult_close (YcCase     *self,
                     const YcOp *op,
                     YcVerdict  *verdict)
{
  static const char *const outcomes[] = { "approve", "return", "refuse", NULL };

  judge_consult_word (self, op, verdict);
  judge_choice (op, "outcome", outcomes, "unknown-outcome", verdict);
}

/* --- modules --------------------------------------------------------- */

static YcModuleState
state_of (YcCase     *self,
          const YcOp *op)
{
  const YcModuleProgress *progress = yc_case_get_module (self, text_of (op, "module"));

  return progress != NULL ? progress->state : YC_MODULE_WAITING;
}

static void
judge_start (YcCase     *self,
             const YcOp *op,
             YcVerdict  *verdict)
{
  if (state_of (self, op) != YC_MODULE_WAITING)
    yc_verdict_refuse (verdict, "", "module-under-way");
}

/* An answer counts for the newest request, and while nothing has ended it. */
static void
judge_answer (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  const YcModuleProgress *progress = yc_case_get_module (self, text_of (op, "module"));
  YcId request;

  if (progress == NULL || text_of (op, "request") == NULL ||
      (yc_id_parse (text_of (op, "request"), &request) && !yc_id_equal (&request, &progress->request)))
    yc_verdict_refuse (verdict, "", "other-request");
  else if (progress->state != YC_MODULE_STARTED && progress->state != YC_MODULE_ACKNOWLEDGED)
    yc_verdict_refuse (verdict, "", "module-not-under-way");
}

static void
judge_acknowledge (YcCase     *self,
                   const YcOp *op,
                   YcVerdict  *verdict)
{
  judge_answer (self, op, verdict);
  if (verdict->outcome != YC_OUTCOME_REFUSED && state_of (self, op) == YC_MODULE_ACKNOWLEDGED)
    yc_verdict_refuse (verdict, "", "module-not-under-way");
}

/* A module without an office needs the decision that stands in its place. */
static void
judge_done (YcCase     *self,
            const YcOp *op,
            YcVerdict  *verdict)
{
  const YcDecision *decision = yc_case_get_decision (self, text_of (op, "module"));

  if (text_of (op, "request") != NULL)
    judge_answer (self, op, verdict);
  else if (decision == NULL || strcmp (decision->outcome, "approved") != 0)
    yc_verdict_refuse (verdict, "", "not-decided");
  else if (state_of (self, op) != YC_MODULE_WAITING)
    yc_verdict_refuse (verdict, "", "module-not-under-way");
}

static void
judge_answer_points (YcCase     *self,
                     const YcOp *op,
                     YcVerdict  *verdict)
{
  judge_answer (self, op, verdict);
  if (op->body->items->len == 0)
    yc_verdict_refuse (verdict, "", "no-points");
}

/* A value that nobody has settled is not sent to an office. */
static void
judge_retry (YcCase     *self,
             const YcOp *op,
             YcVerdict  *verdict)
{
  g_auto (GStrv) contested = yc_case_list_contested (self);
  YcModuleState state = state_of (self, op);

  if (state != YC_MODULE_CORRECTION && state != YC_MODULE_REFUSED)
    yc_verdict_refuse (verdict, "", "nothing-to-retry");
  for (char **path = contested; *path != NULL; path++)
    yc_verdict_refuse (verdict, *path, "contested");
}

static void
judge_drop (YcCase     *self,
            const YcOp *op,
            YcVerdict  *verdict)
{
  YcModuleState state = state_of (self, op);

  if (state != YC_MODULE_CORRECTION && state != YC_MODULE_REFUSED)
    yc_verdict_refuse (verdict, "", "nothing-to-drop");
}

static void
judge_pause (YcCase     *self,
             const YcOp *op,
             YcVerdict  *verdict)
{
  if (yc_case_find_pause (self, text_of (op, "code"), text_of (op, "module")) != NULL)
    yc_verdict_refuse (verdict, "", "already-paused");
}

static void
judge_resume (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  if (yc_case_find_pause (self, text_of (op, "code"), text_of (op, "module")) == NULL)
    yc_verdict_refuse (verdict, "", "not-paused");
}

/* Every module that began must have ended; which ones had to begin is for the
 * catalogue to say. */
static void
judge_finish (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  for (guint i = 0; i < self->module_order->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (self->module_order, i);

      if (progress->state != YC_MODULE_DONE && progress->state != YC_MODULE_DROPPED)
        yc_verdict_refuse (verdict, "", "module-under-way");
    }
}

/* --- the end --------------------------------------------------------- */

/* "seals/seal-official" of a module that has given it, and not twice. */
static void
judge_output (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  const char *output = text_of (op, "output");
  const char *slash = strchr (output, '/');
  g_autofree char *module = slash != NULL ? g_strndup (output, (gsize) (slash - output)) : NULL;
  const YcModuleProgress *progress = module != NULL ? yc_case_get_module (self, module) : NULL;

  if (progress == NULL || progress->state != YC_MODULE_DONE)
    yc_verdict_refuse (verdict, "", "module-not-done");
  if (yc_case_find_handover (self, output) != NULL)
    yc_verdict_refuse (verdict, "", "already-handed");
}

static void
judge_sign (YcCase     *self,
            const YcOp *op,
            YcVerdict  *verdict)
{
  static const char *const relations[] = { "self", "agent", NULL };

  judge_choice (op, "relation", relations, "unknown-relation", verdict);
  judge_output (self, op, verdict);
}

static void
judge_post (YcCase     *self,
            const YcOp *op,
            YcVerdict  *verdict)
{
  static const char *const directions[] = { "out", "in", NULL };

  judge_choice (op, "direction", directions, "unknown-direction", verdict);
  if (strcmp (text_of (op, "direction"), "in") != 0)
    judge_output (self, op, verdict);
}

static void
judge_handed (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  if (self->handed_at.at_ms != 0)
    yc_verdict_refuse (verdict, "", "already-handed");
}

static void
judge_rating (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  gint64 score = yc_record_get_int (op->body->record, "score", 0);

  if (score < 1 || score > 5)
    yc_verdict_refuse (verdict, "", "no-such-score");
  if (self->rating != 0)
    yc_verdict_refuse (verdict, "", "already-rated");
}

static void
judge_callback (YcCase     *self,
                const YcOp *op,
                YcVerdict  *verdict)
{
  static const char *const results[] = { "reached", "unreached", "resolved", NULL };

  judge_choice (op, "result", results, "unknown-result", verdict);
  for (guint i = 0; i < self->callbacks->len; i++)
    {
      const YcCallback *callback = g_ptr_array_index (self->callbacks, i);

      if (callback->ended_at.at_ms == 0 && strcmp (callback->reason, text_of (op, "reason")) == 0)
        return;
    }
  yc_verdict_refuse (verdict, "", "no-such-callback");
}

static const struct
{
  YcKindCode code;
  guint in;
  const char *reason;
  YcCaseLaw judge;
} laws[] = {
  { YC_KIND_CONSENT_RECORD, OPENED, "not-open", judge_consent },
  { YC_KIND_OWNER_SET, OPENED, "not-open", NULL },
  { YC_KIND_TRANSFER_OFFER, OPENED, "not-open", NULL },
  { YC_KIND_TRANSFER_TAKE, OPENED, "not-open", NULL },
  { YC_KIND_RECEIVE_RECORD, EDITABLE, "already-submitted", judge_receiving },
  { YC_KIND_CONTACT_RECORD, OPENED, "not-open", judge_contact },
  { YC_KIND_CONSULT_OPEN, STATUS (RECEIVED), "not-received", judge_consult_open },
  { YC_KIND_CONSULT_SAY, STATUS (RECEIVED), "not-received", judge_consult_word },
  { YC_KIND_CONSULT_CLOSE, STATUS (RECEIVED), "not-received", judge_consult_close },
  { YC_KIND_MODULE_START, STATUS (APPROVED), "not-approved", judge_start },
  { YC_KIND_MODULE_ACKNOWLEDGE, STATUS (APPROVED), "not-approved", judge_acknowledge },
  { YC_KIND_MODULE_DONE, STATUS (APPROVED), "not-approved", judge_done },
  { YC_KIND_MODULE_CORRECT, STATUS (APPROVED), "not-approved", judge_answer_points },
  { YC_KIND_MODULE_RETRY, STATUS (APPROVED), "not-approved", judge_retry },
  { YC_KIND_MODULE_REFUSE, STATUS (APPROVED), "not-approved", judge_answer_points },
  { YC_KIND_MODULE_DROP, STATUS (APPROVED), "not-approved", judge_drop },
  { YC_KIND_ANSWER_REJECT, OPENED, "not-open", NULL },
  { YC_KIND_ANSWER_LATE, OPENED, "not-open", NULL },
  { YC_KIND_CLOCK_PAUSE, UNDER_WAY, "not-under-way", judge_pause },
  { YC_KIND_CLOCK_RESUME, UNDER_WAY, "not-under-way", judge_resume },
  { YC_KIND_CASE_FINISH, STATUS (APPROVED), "not-approved", judge_finish },
  { YC_KIND_HANDOVER_SIGN, REGISTERED, "not-approved", judge_sign },
  { YC_KIND_HANDOVER_POST, OPENED, "not-open", judge_post },
  { YC_KIND_HANDOVER_COMPLETE, REGISTERED, "not-approved", judge_handed },
  { YC_KIND_RATING_GIVE, ENDED, "not-ended", judge_rating },
  { YC_KIND_CALLBACK_DUE, OPENED, "not-open", NULL },
  { YC_KIND_CALLBACK_RECORD, OPENED, "not-open", judge_callback },
};

gboolean
yc_case_progress_find_law (YcKindCode   code,
                           guint       *ret_in,
                           const char **ret_reason,
                           YcCaseLaw   *ret_law)
{
  for (gsize i = 0; i < G_N_ELEMENTS (laws); i++)
    if (laws[i].code == code)
      {
        *ret_in = laws[i].in;
        *ret_reason = laws[i].reason;
        *ret_law = laws[i].judge;
        return TRUE;
      }
  return FALSE;
}
