/* yc-case-verbs.c: what is done with a case beside its form
 *
 * Each verb makes its ops, asks the judge of all cases what the hub would say
 * of them (yc_case_judge: the same code), and stores them only when nothing
 * stands against them: a clerk hears at once what cannot be.
 */

#include "yc-case-verbs.h"

#include "yc-case-job.h"
#include "yc-case-judge.h"
#include "yc-case-verbs-private.h"
#include "yc-counter-state.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *code;
  const char *words;
} reasons[] = {
  { "not-open", N_("The case is not open yet") },
  { "already-submitted", N_("The case has been submitted already") },
  { "not-approved", N_("This has to wait until the registration is approved") },
  { "not-ended", N_("The case is still being worked on") },
  { "not-under-way", N_("No clock runs in this case now") },
  { "no-points", N_("Name at least one point") },
  { "no-deadline", N_("Say by which day it must come") },
  { "module-not-done", N_("This has not been issued yet") },
  { "already-handed", N_("This has been handed over already") },
  { "already-rated", N_("This case has been rated already") },
  { "already-paused", N_("The clock stands still for this reason already") },
  { "not-paused", N_("The clock is not paused for this reason") },
  { "nothing-to-retry", N_("No office is waiting for a correction") },
  { "nothing-to-drop", N_("No office has refused this") },
  { "contested", N_("Two values stand against each other: choose one first") },
  { "not-received", N_("This case does not wait for a decision: somebody else may just have decided it") },
  { "consultation-open", N_("A consultation is open: close it with its decision first (T)") },
  { "consultation-closed", N_("This consultation has been closed already") },
  { "no-such-callback", N_("No call-back is due for this reason") },
  { "missing-blobs", N_("A paper of this case has not come to the center yet: approve when it is there") },
  { "no-consent", N_("Ask the applicant first whether a helper may fill in for them (Alt+3)") },
  { "no-such-document", N_("This paper is not in the case") },
  { "out-of-date", N_("The paper says something else than the form by now: make it anew first") },
  { "other-document", N_("Somebody has signed this paper meanwhile: show it again") },
  { "not-whole", N_("The paper was not shown whole") },
  { "not-read", N_("They have not read this paper: show it to them first") },
  { "not-identified", N_("Who signs must be identified first (F2)") },
  { "already-signed", N_("They have signed this paper already") },
  { "ink-used-before", N_("This handwriting has been used already: they must write anew") },
  { "changed-since", N_("What this was about has changed meanwhile: look at it again") },
  { "pieces-missing", N_("Not everything has been made yet: give it out together") },
  { "no-such-job", N_("The case knows nothing of this work") },
  { "no-artwork", N_("What is to be made was not worked out") },
  { "other-code", N_("The number on it is not the one that the office has filed") },
  { "artwork-out-of-date", N_("The form says something else by now: work the piece out anew") },
  { "artwork-shows-too-little", N_("The piece does not show all that it must") },
  { "piece-granted", N_("A window has the permission for this piece: use it there, or give it back") },
  { "piece-under-way", N_("This piece is being made") },
  { "piece-made", N_("This piece has been made already") },
  { "piece-unknown", N_("Nobody knows yet whether this piece was made: look at it, and say so first") },
  { "piece-not-wanted", N_("The applicant does not want this piece") },
  { "not-made-here", N_("This is not made here") },
  { "other-kind", N_("This is not made by this machine") },
  { "no-reason", N_("Say why") },
  { "no-grant", N_("The center's permission is not here yet: it comes with the line") },
  { "job-returned", N_("The permission was given back: ask for another") },
  { "job-void", N_("A supervisor has stated that this was not made: ask for another permission") },
  { "already-started", N_("This has been started already; nothing is made twice") },
  { "other-artwork", N_("This is not what the permission is for") },
  { "not-started", N_("This work is not under way") },
  { "nothing-to-settle", N_("There is nothing to say about this work") },
  { "not-granted", N_("This permission can not be given back any more") },
  { "nothing-to-void", N_("This can not be stated of this work") },
  { "other-desk", N_("The machine stands at another window: only there can this be said") },
  { "has-owner", N_("This firm has its helper already: only they or a supervisor can give it to another") },
};

/* Returns: (transfer none): why the hub would refuse, in the clerk's words */
const char *
yc_case_reason_get_words (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].code, code) == 0)
      return _(reasons[i].words);
  return code;
}

/* A helper who is no clerk. */
static gboolean
is_helper (YcCaseFile *self)
{
  YcCounter *counter = yc_case_file_get_counter (self);
  guint roles = counter != NULL ? yc_counter_get_roles (counter) : 0;

  return (roles & (YC_ROLE_CLERK | YC_ROLE_HELPER)) == YC_ROLE_HELPER;
}

gboolean
yc_case_file_needs_consent (YcCaseFile *self)
{
  g_return_val_if_fail (YC_IS_CASE_FILE (self), FALSE);

  return is_helper (self) && yc_case_find_consent (yc_case_file_get_case (self), YC_CONSENT_HELPER) == NULL;
}

gboolean
yc_case_file_needs_sensitive_consent (YcCaseFile *self)
{
  const YcMatter *matter;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), FALSE);

  matter = yc_case_file_get_matter (self);
  return matter != NULL && matter->consent != NULL &&
         yc_case_find_consent (yc_case_file_get_case (self), YC_CONSENT_SENSITIVE) == NULL;
}

/* Returns: whether nothing in @ops needs a consent that is not there; answers
 * @task where something does */
gboolean
yc_case_file_check_sensitive (YcCaseFile *self,
                              GTask      *task,
                              GPtrArray  *ops)
{
  const YcMatter *matter = yc_case_file_get_matter (self);

  for (guint i = 0; matter != NULL && i < ops->len; i++)
    if (yc_case_wants_consent (yc_case_file_get_case (self), matter, g_ptr_array_index (ops, i)))
      {
        g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                                 _("The applicant is asked first whether this may be taken in: Ctrl+1, then F9"));
        g_object_unref (task);
        return FALSE;
      }
  return TRUE;
}

/* Returns: (transfer none): what a value that was typed here came from */
const char *
yc_case_file_get_typed_source (YcCaseFile *self)
{
  return is_helper (self) ? "helper" : "typed";
}

/* Returns: whether who is signed in may store @ops; answers @task where not */
gboolean
yc_case_file_check_roles (YcCaseFile *self,
                          GTask      *task,
                          GPtrArray  *ops)
{
  guint roles = yc_counter_get_roles (yc_case_file_get_counter (self));

  for (guint i = 0; i < ops->len; i++)
    {
      g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
      const YcReason *reason;

      yc_case_judge_roles (yc_case_file_get_case (self), g_ptr_array_index (ops, i), roles, verdict);
      if (verdict->outcome != YC_OUTCOME_REFUSED)
        continue;
      reason = g_ptr_array_index (verdict->reasons, 0);
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, "%s",
                               yc_case_reason_get_words (reason->code));
      g_object_unref (task);
      return FALSE;
    }
  return TRUE;
}

static void
judge_as_hub (YcCaseFile *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  YcCounter *counter = yc_case_file_get_counter (self);
  YcCase *c = yc_case_file_get_case (self);
  YcDate today;

  yc_case_judge (c, op, verdict);
  if (counter == NULL)
    return;
  today = yc_counter_get_today (counter);
  yc_case_judge_piece (c, yc_case_file_get_matter (self), op, &today, verdict);
  if (counter->device != NULL)
    yc_case_judge_desk (c, op, counter->device, yc_counter_get_roles (counter), verdict);
}

static YcVerdict *
judge (YcCaseFile *self,
       const YcOp *op)
{
  const YcKind *kind = yc_kind_find (op->kind);
  YcVerdict *verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  const char *fault = yc_kind_check_body (kind, op->body);

  if (fault != NULL)
    yc_verdict_refuse (verdict, "", fault);
  else
    judge_as_hub (self, op, verdict);
  return verdict;
}

/**
 * yc_case_file_append_judged:
 * @self: a case
 * @task: (transfer full): a verb's, from yc_case_file_begin()
 * @ops: of #YcOp: stored together or not at all
 */
void
yc_case_file_append_judged (YcCaseFile *self,
                            GTask      *task,
                            GPtrArray  *ops)
{
  for (guint i = 0; i < ops->len; i++)
    {
      g_autoptr (YcVerdict) verdict = judge (self, g_ptr_array_index (ops, i));
      const YcReason *reason;

      if (verdict->outcome != YC_OUTCOME_REFUSED)
        continue;
      reason = g_ptr_array_index (verdict->reasons, 0);
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, "%s",
                               yc_case_reason_get_words (reason->code));
      g_object_unref (task);
      return;
    }
  yc_case_file_append (self, task, ops);
}

/**
 * yc_case_file_create_text_op:
 * @self: a case
 * @kind: of the op
 * @...: keys and their texts in turn, ended by %NULL; a text that is %NULL or
 *   empty is left out with its key
 *
 * Returns: (transfer full)
 */
YcOp *
yc_case_file_create_text_op (YcCaseFile *self,
                             const char *kind,
                             ...)
{
  YcBody *body = yc_body_new ();
  const char *key;
  va_list args;

  va_start (args, kind);
  while ((key = va_arg (args, const char *)) != NULL)
    {
      const char *text = va_arg (args, const char *);

      if (text != NULL && *text != '\0')
        yc_record_set_text (body->record, key, text);
    }
  va_end (args);
  return yc_case_file_create_op (self, kind, body);
}

/* @op: (transfer full) */
void
yc_case_file_append_judged_one (YcCaseFile          *self,
                                YcOp                *op,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GPtrArray) ops = yc_case_file_create_ops ();

  g_ptr_array_add (ops, op);
  yc_case_file_append_judged (self, yc_case_file_begin (self, callback, user_data), ops);
}

void
yc_case_file_consent_async (YcCaseFile          *self,
                            const char          *purpose,
                            const char          *person,
                            const char          *method,
                            const char          *text,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_case_file_append_judged_one (self,
                                  yc_case_file_create_text_op (self, "consent.record", "purpose", purpose,
                                                               "person", person, "method", method,
                                                               "text", text, NULL),
                                  callback, user_data);
}

void
yc_case_file_contact_async (YcCaseFile          *self,
                            const char          *channel,
                            const char          *subject,
                            const char          *text,
                            const char          *result,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_case_file_append_judged_one (self,
                                  yc_case_file_create_text_op (self, "contact.record", "channel", channel,
                                                               "subject", subject, "text", text,
                                                               "result", result, NULL),
                                  callback, user_data);
}

void
yc_case_file_pause_async (YcCaseFile          *self,
                          const char          *code,
                          const char          *module,
                          const char          *text,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_case_file_append_judged_one (self,
                                  yc_case_file_create_text_op (self, "clock.pause", "code", code,
                                                               "module", module, "text", text, NULL),
                                  callback, user_data);
}

void
yc_case_file_resume_async (YcCaseFile          *self,
                           const char          *code,
                           const char          *module,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_case_file_append_judged_one (self,
                                  yc_case_file_create_text_op (self, "clock.resume", "code", code,
                                                               "module", module, NULL),
                                  callback, user_data);
}

void
yc_case_file_retry_module_async (YcCaseFile          *self,
                                 const char          *module,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_case_file_append_judged_one (self,
                                  yc_case_file_create_text_op (self, "module.retry", "module", module, NULL),
                                  callback, user_data);
}

void
yc_case_file_drop_module_async (YcCaseFile          *self,
                                const char          *module,
                                const char          *reason,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_case_file_append_judged_one (self,
                                  yc_case_file_create_text_op (self, "module.drop", "module", module,
                                                               "reason", reason, NULL),
                                  callback, user_data);
}

/* Never says the score to anybody: not in the events, not in a log. */
void
yc_case_file_rate_async (YcCaseFile          *self,
                         int                  score,
                         const char          *text,
                         const char          *channel,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  YcOp *op;

  g_return_if_fail (YC_IS_CASE_FILE (self));

  op = yc_case_file_create_text_op (self, "rating.give", "text", text, "channel", channel, NULL);
  yc_record_set_int (op->body->record, "score", score);
  yc_case_file_append_judged_one (self, op, callback, user_data);
}

void
yc_case_file_callback_async (YcCaseFile          *self,
                             const char          *reason,
                             const char          *result,
                             const char          *text,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_case_file_append_judged_one (self,
                                  yc_case_file_create_text_op (self, "callback.record", "reason", reason,
                                                               "result", result, "text", text, NULL),
                                  callback, user_data);
}
