/* yc-case-job-judge.c: which physical work may be done, by whom, and when
 *
 * Three questions, asked by hub and desk alike. What holds of any case: the
 * judge's laws. What its matter says: which pieces there are, what they are made
 * from, and that they are there before they are given out (yc_case_judge_piece).
 * And who may say it: facts of a machine come from the desk it stands at
 * (yc_case_judge_desk).
 *
 * A desk asks one question more before it burns (yc_case_judge_burn). The hub
 * does not: what was burnt without a line is a fact by the time it hears of it.
 */

#include "yc-case-job.h"

#include "yc-case-form.h"
#include "yc-case-next.h"
#include "yc-case-private.h"
#include "yc-crypto.h"

#include <string.h>

#define STATUS(name) (1u << YC_CASE_##name)
#define REGISTERED (STATUS (APPROVED) | STATUS (DONE))

static const char *
text_of (const YcOp *op,
         const char *key)
{
  return yc_record_get_text (op->body->record, key);
}

/* Nothing, or nothing but blanks. */
static gboolean
is_empty (const char *text)
{
  while (text != NULL && *text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text == NULL || *text == '\0';
}

/* (nullable): refuses where the case has no such job */
static const YcCaseJob *
find_named (YcCase     *self,
            const YcOp *op,
            YcVerdict  *verdict)
{
  const YcCaseJob *job;
  YcId id;

  yc_id_parse (text_of (op, "job"), &id);
  job = yc_case_find_job (self, &id);
  if (job == NULL)
    yc_verdict_refuse (verdict, "", "no-such-job");
  return job;
}

/* "seals" of "seals/seal-official", and the output's key behind it. */
static char *
dup_module (const char  *piece,
            const char **ret_key)
{
  const char *slash = strchr (piece, '/');

  *ret_key = slash != NULL ? slash + 1 : "";
  return slash != NULL ? g_strndup (piece, (gsize) (slash - piece)) : g_strdup ("");
}

static gboolean
is_digest (const char *text)
{
  guint8 hash[YC_SHA256_SIZE];

  return text != NULL && yc_sha256_parse (text, hash);
}

/* The number on the piece is the one its office gave, and no other. */
static void
judge_code (YcCase     *self,
            const YcOp *op,
            YcVerdict  *verdict)
{
  const char *key;
  g_autofree char *module = dup_module (text_of (op, "piece"), &key);
  const YcModuleProgress *progress = yc_case_get_module (self, module);

  if (progress == NULL || progress->state != YC_MODULE_DONE)
    yc_verdict_refuse (verdict, "", "module-not-done");
  else if (g_strcmp0 (text_of (op, "code"), yc_case_get_result (self, module, key)) != 0)
    yc_verdict_refuse (verdict, "", "other-code");
}

static void
judge_shown (YcCase     *self,
             const YcOp *op,
             YcVerdict  *verdict)
{
  GPtrArray *items = op->body->items;

  if (items->len > YC_JOB_PATHS_MAX)
    yc_verdict_refuse (verdict, "", "too-many");
  for (guint i = 0; i < items->len && i < YC_JOB_PATHS_MAX; i++)
    {
      const YcRecord *item = g_ptr_array_index (items, i);
      const char *path = yc_record_get_text (item, "path");
      const YcField *field = yc_case_get_field (self, path);
      g_autofree char *digest = yc_value_dup_digest (yc_case_get_value (self, path));

      if (field != NULL && yc_field_is_contested (field))
        yc_verdict_refuse (verdict, path, "contested");
      else if (strcmp (digest, yc_record_get_text (item, "digest")) != 0)
        yc_verdict_refuse (verdict, path, "artwork-out-of-date");
    }
}

static void
judge_holder (YcCase     *self,
              const char *piece,
              YcVerdict  *verdict)
{
  static const char *const reasons[] = {
    [YC_JOB_ASKED] = "piece-granted", [YC_JOB_GRANTED] = "piece-granted", [YC_JOB_STARTED] = "piece-under-way",
    [YC_JOB_DONE] = "piece-made",     [YC_JOB_UNKNOWN] = "piece-unknown",
  };
  const YcCaseJob *holder = yc_case_find_piece_holder (self, piece);

  if (holder != NULL)
    yc_verdict_refuse (verdict, "", reasons[holder->state]);
}

static void
judge_ask (YcCase     *self,
           const YcOp *op,
           YcVerdict  *verdict)
{
  const char *piece = text_of (op, "piece");
  YcId id;

  yc_id_parse (text_of (op, "job"), &id);
  if (yc_case_find_job (self, &id) != NULL)
    yc_verdict_refuse (verdict, "", "job-exists");
  if (!is_digest (text_of (op, "artwork")) || (text_of (op, "plan") != NULL && !is_digest (text_of (op, "plan"))))
    yc_verdict_refuse (verdict, "", "no-artwork");
  judge_code (self, op, verdict);
  judge_shown (self, op, verdict);
  judge_holder (self, piece, verdict);
  if (yc_case_find_handover (self, piece) != NULL)
    yc_verdict_refuse (verdict, "", "already-handed");
  if (yc_case_job_needs_reason (self, piece) && is_empty (text_of (op, "reason")))
    yc_verdict_refuse (verdict, "", "no-reason");
}

static void
judge_grant (YcCase     *self,
             const YcOp *op,
             YcVerdict  *verdict)
{
  const YcCaseJob *job = find_named (self, op, verdict);

  if (job != NULL && job->state != YC_JOB_ASKED)
    yc_verdict_refuse (verdict, "", "not-asked");
}

/* Why @job is not started; NULL where it may be. */
static const char *
why_not_started (const YcCaseJob *job)
{
  if (job->started_at.at_ms != 0)
    return "already-started";
  switch (job->state)
    {
    case YC_JOB_GRANTED:
    case YC_JOB_VOID: /* a desk that had not heard of it: the fold makes it unknown */
      return NULL;
    case YC_JOB_ASKED:
      return "no-grant";
    case YC_JOB_RETURNED:
      return "job-returned";
    case YC_JOB_STARTED:
    case YC_JOB_DONE:
    case YC_JOB_UNKNOWN:
    case YC_JOB_SPOILT:
    default:
      return "already-started";
    }
}

static void
judge_start (YcCase     *self,
             const YcOp *op,
             YcVerdict  *verdict)
{
  const YcCaseJob *job = find_named (self, op, verdict);
  const char *reason = job != NULL ? why_not_started (job) : NULL;

  if (job == NULL)
    return;
  if (reason != NULL)
    yc_verdict_refuse (verdict, "", reason);
  if (strcmp (job->artwork, text_of (op, "artwork")) != 0 || g_strcmp0 (job->plan, text_of (op, "plan")) != 0)
    yc_verdict_refuse (verdict, "", "other-artwork");
}

static void
judge_run (YcCase     *self,
           const YcOp *op,
           YcVerdict  *verdict)
{
  const YcCaseJob *job = find_named (self, op, verdict);

  if (job != NULL && job->state != YC_JOB_STARTED)
    yc_verdict_refuse (verdict, "", "not-started");
}

/* Made: only what nobody could tell, and no second one. Spoilt: that, and what
 * is still here and turns out to be no good. */
static void
judge_settle (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  static const char *const outcomes[] = { "made", "spoilt", NULL };
  const YcCaseJob *job = find_named (self, op, verdict);
  const char *outcome = text_of (op, "outcome");
  gboolean made = g_strcmp0 (outcome, "made") == 0;

  if (!g_strv_contains (outcomes, outcome))
    yc_verdict_refuse (verdict, "", "unknown-outcome");
  if (is_empty (text_of (op, "reason")))
    yc_verdict_refuse (verdict, "", "no-reason");
  if (job == NULL)
    return;
  if (job->state != YC_JOB_UNKNOWN && (made || job->state != YC_JOB_DONE))
    yc_verdict_refuse (verdict, "", "nothing-to-settle");
  if (made && yc_case_find_piece (self, job->piece) != NULL)
    yc_verdict_refuse (verdict, "", "piece-made");
  if (job->state == YC_JOB_DONE && yc_case_find_handover (self, job->piece) != NULL)
    yc_verdict_refuse (verdict, "", "already-handed");
}

static void
judge_return (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  const YcCaseJob *job = find_named (self, op, verdict);

  if (job != NULL && job->state != YC_JOB_ASKED && job->state != YC_JOB_GRANTED)
    yc_verdict_refuse (verdict, "", "not-granted");
}

static void
judge_void (YcCase     *self,
            const YcOp *op,
            YcVerdict  *verdict)
{
  const YcCaseJob *job = find_named (self, op, verdict);

  if (job != NULL && job->state != YC_JOB_GRANTED && job->state != YC_JOB_STARTED && job->state != YC_JOB_UNKNOWN)
    yc_verdict_refuse (verdict, "", "nothing-to-void");
  if (is_empty (text_of (op, "reason")))
    yc_verdict_refuse (verdict, "", "no-reason");
}

static const struct
{
  YcKindCode code;
  YcCaseLaw judge;
} laws[] = {
  { YC_KIND_JOB_ASK, judge_ask },         { YC_KIND_JOB_GRANT, judge_grant },   { YC_KIND_JOB_START, judge_start },
  { YC_KIND_JOB_DONE, judge_run },        { YC_KIND_JOB_UNKNOWN, judge_run },   { YC_KIND_JOB_SETTLE, judge_settle },
  { YC_KIND_JOB_RETURN, judge_return },   { YC_KIND_JOB_VOID, judge_void },
};

gboolean
yc_case_job_find_law (YcKindCode   code,
                      guint       *ret_in,
                      const char **ret_reason,
                      YcCaseLaw   *ret_law)
{
  for (gsize i = 0; i < G_N_ELEMENTS (laws); i++)
    if (laws[i].code == code)
      {
        *ret_in = REGISTERED;
        *ret_reason = "not-approved";
        *ret_law = laws[i].judge;
        return TRUE;
      }
  return FALSE;
}

/* --- what the matter says ------------------------------------------------- */

/* Whether the hall makes @output in this case. */
gboolean
yc_case_piece_is_wanted (YcCase         *self,
                         const YcOutput *output,
                         const YcDate   *today)
{
  YcCaseForm form;

  if (output->made == NULL)
    return FALSE;
  yc_case_form_init (&form, self);
  return (output->given_when == NULL || yc_expr_holds (output->given_when, &form.form, NULL, today)) &&
         (output->made_when == NULL || yc_expr_holds (output->made_when, &form.form, NULL, today));
}

static const YcCaseJob *
find_output_piece (YcCase         *self,
                   const YcModule *module,
                   const YcOutput *output)
{
  g_autofree char *piece = g_strconcat (module->id, "/", output->key, NULL);

  return yc_case_find_piece (self, piece);
}

/**
 * yc_case_module_is_made:
 * @module: of the case's matter
 * @today: for conditions
 *
 * Returns: whether every piece of @module that the case wants is there; also
 *   where the hall makes none of it
 */
gboolean
yc_case_module_is_made (YcCase         *self,
                        const YcModule *module,
                        const YcDate   *today)
{
  for (guint i = 0; i < module->outputs->len; i++)
    {
      const YcOutput *output = g_ptr_array_index (module->outputs, i);

      if (yc_case_piece_is_wanted (self, output, today) && find_output_piece (self, module, output) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Returns: when the last piece of @module was made; 0 where there is none */
YcMoment
yc_case_module_get_made_at (YcCase         *self,
                            const YcModule *module,
                            const YcDate   *today)
{
  YcMoment last = { 0 };

  for (guint i = 0; i < module->outputs->len; i++)
    {
      const YcOutput *output = g_ptr_array_index (module->outputs, i);
      const YcCaseJob *job = yc_case_piece_is_wanted (self, output, today)
                                 ? find_output_piece (self, module, output) : NULL;

      if (job != NULL && job->ended_at.at_ms > last.at_ms)
        last = job->ended_at;
    }
  return last;
}

static gboolean
shows (const YcOp *op,
       const char *path)
{
  for (guint i = 0; i < op->body->items->len; i++)
    if (strcmp (yc_record_get_text (g_ptr_array_index (op->body->items, i), "path"), path) == 0)
      return TRUE;
  return FALSE;
}

static void
judge_wanted (YcCase         *self,
              const YcOutput *output,
              const YcOp     *op,
              const YcDate   *today,
              YcVerdict      *verdict)
{
  if (output == NULL || output->made == NULL)
    {
      yc_verdict_refuse (verdict, "", "not-made-here");
      return;
    }
  if (!yc_case_piece_is_wanted (self, output, today))
    yc_verdict_refuse (verdict, "", "piece-not-wanted");
  if (strcmp (output->made, text_of (op, "kind")) != 0)
    yc_verdict_refuse (verdict, "", "other-kind");
  for (guint i = 0; i < output->made_from->len; i++)
    if (!shows (op, g_ptr_array_index (output->made_from, i)))
      yc_verdict_refuse (verdict, g_ptr_array_index (output->made_from, i), "artwork-shows-too-little");
}

/**
 * yc_case_judge_piece:
 * @matter: (nullable): the case's, of its own version of the catalogue; without
 *   it nothing is made
 * @op: an op of a known kind with a sound body
 * @today: the hub's day
 * @verdict: (inout): gets the matter's reasons to refuse
 *
 * A piece is asked for that the case wants, from all that it is made from; and
 * nothing of a module is given out before all of it that the hall makes is there.
 */
void
yc_case_judge_piece (YcCase         *self,
                     const YcMatter *matter,
                     const YcOp     *op,
                     const YcDate   *today,
                     YcVerdict      *verdict)
{
  YcKindCode code = yc_kind_find (op->kind)->code;
  gboolean asks = code == YC_KIND_JOB_ASK;
  gboolean gives = code == YC_KIND_HANDOVER_SIGN ||
                   (code == YC_KIND_HANDOVER_POST && g_strcmp0 (text_of (op, "direction"), "in") != 0);
  g_autofree char *id = NULL;
  const YcModule *module;
  const char *key;

  g_return_if_fail (YC_IS_CASE (self) && today != NULL);

  if (!asks && !gives)
    return;
  id = dup_module (text_of (op, asks ? "piece" : "output"), &key);
  module = matter != NULL ? yc_matter_find_module (matter, id) : NULL;
  if (asks)
    judge_wanted (self, module != NULL ? yc_module_find_output (module, key) : NULL, op, today, verdict);
  else if (module != NULL && !yc_case_module_is_made (self, module, today))
    yc_verdict_refuse (verdict, "", "pieces-missing");
}

/* --- who may say it ------------------------------------------------------- */

/**
 * yc_case_judge_desk:
 * @op: an op of a known kind with a sound body
 * @desk: the desk that it comes from, as the hub names it
 * @roles: set of #YcRole: of who made it
 * @verdict: (inout): as of yc_case_judge()
 *
 * What a machine did is known at its desk. A supervisor states elsewhere that
 * something was not made, or calls it spoilt; never that it was made.
 */
void
yc_case_judge_desk (YcCase     *self,
                    const YcOp *op,
                    const char *desk,
                    guint       roles,
                    YcVerdict  *verdict)
{
  const YcCaseJob *job;
  YcId id;

  g_return_if_fail (YC_IS_CASE (self) && desk != NULL);

  if (!g_str_has_prefix (op->kind, "job.") || strcmp (op->kind, "job.grant") == 0 || strcmp (op->kind, "job.void") == 0)
    return;
  if (strcmp (op->kind, "job.ask") == 0)
    {
      if (strcmp (text_of (op, "desk"), desk) != 0)
        yc_verdict_refuse (verdict, "", "other-desk");
      return;
    }
  if (strcmp (op->kind, "job.settle") == 0 && (roles & YC_ROLE_SUPERVISOR) != 0 &&
      g_strcmp0 (text_of (op, "outcome"), "spoilt") == 0)
    return;
  job = yc_id_parse (text_of (op, "job"), &id) ? yc_case_find_job (self, &id) : NULL;
  if (job != NULL && strcmp (job->desk, desk) != 0)
    yc_verdict_refuse (verdict, "", "other-desk");
}

/**
 * yc_case_judge_burn:
 * @op: a job.start that its desk is about to make
 * @verdict: (inout): as of yc_case_judge()
 *
 * What stops a desk before it burns, though it holds a grant: the job is void,
 * or what the artwork shows is contested or out of date by now.
 */
void
yc_case_judge_burn (YcCase     *self,
                    const YcOp *op,
                    YcVerdict  *verdict)
{
  const YcCaseJob *job = find_named (self, op, verdict);

  if (job == NULL)
    return;
  if (job->state == YC_JOB_VOID)
    yc_verdict_refuse (verdict, "", "job-void");
  if (!yc_case_job_is_current (self, job))
    yc_verdict_refuse (verdict, "", "artwork-out-of-date");
}

/**
 * yc_case_job_grant_stands:
 * @verdict: that refuses an ask, or does not
 *
 * A hub that was set back, and is shown that it has granted what is asked for,
 * stands by what it has signed: also where the form has come back otherwise, or
 * the case has not come that far again.
 *
 * Returns: %FALSE where somebody else has the piece
 */
gboolean
yc_case_job_grant_stands (const YcVerdict *verdict)
{
  static const char *const taken_by_another[] = { "piece-granted", "piece-under-way", "piece-made", "piece-unknown",
                                                  "already-handed", "job-exists", NULL };

  for (guint i = 0; i < verdict->reasons->len; i++)
    if (g_strv_contains (taken_by_another, ((YcReason *) g_ptr_array_index (verdict->reasons, i))->code))
      return FALSE;
  return TRUE;
}

/**
 * yc_case_job_goes_on:
 * @op: about a job, no ask
 * @verdict: that refuses it
 *
 * The same of what is done under a grant that stands.
 *
 * Returns: %TRUE where the job is there, and only the case is not where it was
 */
gboolean
yc_case_job_goes_on (YcCase          *self,
                     const YcOp      *op,
                     const YcVerdict *verdict)
{
  static const char *const not_yet[] = { "not-approved", "module-not-done", NULL };
  YcId job;

  for (guint i = 0; i < verdict->reasons->len; i++)
    if (!g_strv_contains (not_yet, ((YcReason *) g_ptr_array_index (verdict->reasons, i))->code))
      return FALSE;
  return verdict->reasons->len > 0 && yc_id_parse (yc_record_get_text (op->body->record, "job"), &job) &&
         yc_case_find_job (self, &job) != NULL;
}
