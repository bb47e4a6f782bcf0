/* yc-counter-codes.c: hand-over codes
 *
 * The hub makes a code and keeps only its hash; here it is shown and printed,
 * and kept nowhere. Whoever gives it first opens the case: both are facts in
 * the case's history.
 */

#include "yc-counter-state.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CODE_DIGITS 8

static gboolean
check_online (YcCounter  *self,
              GTask      *task,
              const char *words)
{
  if (self->client != NULL && yc_counter_is_online (self))
    return TRUE;
  g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_OFFLINE, "%s", words);
  g_object_unref (task);
  return FALSE;
}

static void
issued_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  YcHubCode *code = yc_hub_client_issue_code_finish (YC_HUB_CLIENT (source), result, &problem, &error);

  if (code != NULL)
    g_task_return_pointer (task, code, (GDestroyNotify) yc_hub_code_free);
  else if (problem.status == 404 || problem.status == 409)
    g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND,
                             _("The central system does not have this case yet: wait until it is sent"));
  else if (problem.status == 403)
    g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                             _("Only helpers and clerks of this hall may hand this case over"));
  else
    g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_OFFLINE,
                             _("The central system gave no code: try again"));
}

/**
 * yc_counter_issue_code_async:
 * @self: a counter where somebody is signed in
 * @file: the case that is to go on elsewhere
 *
 * YC_COUNTER_ERROR: OFFLINE, NOT_FOUND while the hub does not have the case.
 */
void
yc_counter_issue_code_async (YcCounter           *self,
                             YcCaseFile          *file,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  YcStream stream = { YC_STREAM_CASE, *yc_case_file_get_id (file) };

  g_task_set_source_tag (task, yc_counter_issue_code_async);
  if (!yc_counter_check_signed_in (self, task) || !check_online (self, task, _("The line is down. Hand-over codes come from the central system: go on here, or try again when the line is back.")))
    return;
  if (yc_case_file_get_waiting (file) > 0)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_OFFLINE,
                               _("The case is still being sent: try again in a moment, so that nothing has to be told again"));
      g_object_unref (task);
      return;
    }
  yc_hub_client_issue_code_async (self->client, &stream, cancellable, issued_cb, task);
}

/**
 * yc_counter_issue_code_finish:
 * @ret_expires_ms: (out) (optional): until when it opens the case
 *
 * Returns: (transfer full) (nullable): 8 digits
 */
char *
yc_counter_issue_code_finish (YcCounter     *self,
                              GAsyncResult  *result,
                              gint64        *ret_expires_ms,
                              GError       **error)
{
  g_autoptr (YcHubCode) code = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  code = g_task_propagate_pointer (G_TASK (result), error);
  if (code == NULL)
    return NULL;
  if (ret_expires_ms != NULL)
    *ret_expires_ms = code->expires_ms;
  return g_steal_pointer (&code->code);
}

/* --- using one -------------------------------------------------------------- */

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  YcCaseFile *file = yc_counter_open_stream_finish (YC_COUNTER (source), result, &error);

  if (file != NULL)
    g_task_return_pointer (task, file, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
say_why (GTask              *task,
         const YcHubProblem *problem)
{
  if (problem->status == 429)
    g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                             _("Five wrong codes: this window takes no codes for ten minutes. Open the case by its number, or let the helper open it."));
  else if (problem->status == 0 || problem->status >= 500)
    g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_OFFLINE,
                             _("The central system did not answer: the code was not used. Try again."));
  else
    g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND,
                             _("This code opens nothing: it is mistyped, was used already, or is older than a day. The helper can make another."));
}

static void
redeemed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  g_autofree YcStream *stream = yc_hub_client_redeem_code_finish (YC_HUB_CLIENT (source), result, &problem, &error);

  if (stream == NULL)
    say_why (task, &problem);
  else
    yc_counter_open_stream_async (g_task_get_source_object (task), &stream->id, g_task_get_cancellable (task),
                                  opened_cb, g_object_ref (task));
}

/**
 * yc_counter_redeem_code_async:
 * @self: a counter where somebody is signed in
 * @code: 8 digits
 *
 * Opens the case that the code is for; the code is used up then.
 * YC_COUNTER_ERROR: OFFLINE; NOT_FOUND for a code that opens nothing;
 * NOT_ALLOWED after five of them.
 */
void
yc_counter_redeem_code_async (YcCounter           *self,
                              const char          *code,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, yc_counter_redeem_code_async);
  if (!yc_counter_check_signed_in (self, task))
    return;
  if (strlen (code) != CODE_DIGITS || strspn (code, "0123456789") != CODE_DIGITS)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND,
                               _("A hand-over code has eight digits"));
      g_object_unref (task);
      return;
    }
  if (check_online (self, task, _("The line is down: the code was not used and stays good. Try again when the line is back.")))
    yc_hub_client_redeem_code_async (self->client, code, cancellable, redeemed_cb, task);
}

/* Returns: (transfer full) (nullable) */
YcCaseFile *
yc_counter_redeem_code_finish (YcCounter     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
