/* yc-case-verbs.c: what is done with a case beside its form
 *
 * Each verb makes its ops, asks the judge of all cases what the hub would say
 * of them (yc_case_judge: the same code), and stores them only when nothing
 * stands against them: a clerk hears at once what cannot be.
 */

#include "yc-case-verbs.h"

#include "yc-case-judge.h"
#include "yc-case-verbs-private.h"
#include "yc-counter-private.h"

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
    yc_case_judge (yc_case_file_get_case (self), op, verdict);
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
