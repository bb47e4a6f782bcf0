/* yc-case-progress-fold.c: what the ops do that come after the form
 *
 * A module's way, one line a transition; the arrows are ops of the hub, but
 * for retry and drop, which a window gives:
 *
 *   WAITING -start-> STARTED -acknowledge-> ACKNOWLEDGED -done-> DONE
 *                       |                        |
 *                       +--- correct, refuse ----+--> CORRECTION -retry-> WAITING
 *                                                 +-> REFUSED    -retry-> WAITING
 *                                                                -drop--> DROPPED
 *
 * Registration has no office: a decision stands in its place, and its one op
 * is done. A correction opens the paths it names, and pauses its module's
 * clock until the module is sent again.
 */

#include "yc-case-private.h"

#include <string.h>

static char *
dup_text (const YcFact *fact,
          const char   *key)
{
  return g_strdup (yc_fact_get_text (fact, key));
}

/* A pause that lasts already goes on. */
void
yc_case_pause (YcCase       *self,
               const YcFact *fact,
               const char   *code,
               const char   *module)
{
  YcPause *pause;

  if (yc_case_find_pause (self, code, module) != NULL)
    return;
  pause = g_new0 (YcPause, 1);
  pause->code = g_strdup (code);
  pause->module = g_strdup (module);
  pause->text = dup_text (fact, "text");
  pause->by = g_strdup (fact->op->by);
  pause->from = fact->verdict->at;
  g_ptr_array_add (self->pauses, pause);
}

void
yc_case_resume (YcCase       *self,
                const YcFact *fact,
                const char   *code,
                const char   *module)
{
  YcPause *pause = (YcPause *) yc_case_find_pause (self, code, module);

  if (pause != NULL)
    pause->to = fact->verdict->at;
}

/* --- people ---------------------------------------------------------- */

static void
fold_consent (YcCase       *self,
              const YcFact *fact)
{
  YcConsent *consent = g_new0 (YcConsent, 1);

  consent->purpose = dup_text (fact, "purpose");
  consent->person = dup_text (fact, "person");
  consent->method = dup_text (fact, "method");
  consent->text = dup_text (fact, "text");
  consent->by = g_strdup (fact->op->by);
  consent->at = fact->verdict->at;
  g_ptr_array_add (self->consents, consent);
}

static void
fold_owner (YcCase       *self,
            const YcFact *fact)
{
  g_free (self->owner);
  g_free (self->owner_name);
  self->owner = dup_text (fact, "operator");
  self->owner_name = dup_text (fact, "name");
}

static YcContact *
add_contact (YcCase       *self,
             const YcFact *fact,
             const char   *channel,
             const char   *subject)
{
  YcContact *contact = g_new0 (YcContact, 1);
  const char *text = yc_fact_get_text (fact, "text");

  contact->channel = g_strdup (channel);
  contact->subject = g_strdup (subject);
  contact->text = g_strdup (text != NULL ? text : "");
  contact->by = g_strdup (fact->op->by);
  contact->at = fact->verdict->at;
  g_ptr_array_add (self->contacts, contact);
  return contact;
}

static void
fold_contact (YcCase       *self,
              const YcFact *fact)
{
  YcContact *contact = add_contact (self, fact, yc_fact_get_text (fact, "channel"), yc_fact_get_text (fact, "subject"));

  contact->result = dup_text (fact, "result");
}

/* Every way of receiving is a contact too: nobody is turned away unrecorded. */
static void
fold_receiving (YcCase       *self,
                const YcFact *fact)
{
  YcReceiving *receiving = g_new0 (YcReceiving, 1);

  receiving->outcome = dup_text (fact, "outcome");
  receiving->text = dup_text (fact, "text");
  receiving->due = dup_text (fact, "due");
  receiving->by = g_strdup (fact->op->by);
  receiving->at = fact->verdict->at;
  receiving->points = yc_points_new (fact->op->body);
  g_ptr_array_add (self->receivings, receiving);
  add_contact (self, fact, "window", receiving->outcome);
  if (strcmp (receiving->outcome, "refused") == 0)
    self->status = YC_CASE_NOT_RECEIVED;
  else if (strcmp (receiving->outcome, "incomplete") == 0)
    yc_case_pause (self, fact, YC_PAUSE_CORRECTION, NULL);
}

/* --- consultations --------------------------------------------------- */

static void
word_free (gpointer data)
{
  YcConsultWord *word = data;

  g_free (word->by);
  g_free (word->text);
  g_free (word);
}

static YcConsult *
find_consult (YcCase       *self,
              const YcFact *fact)
{
  YcId id;

  yc_id_parse (yc_fact_get_text (fact, "consult"), &id);
  for (guint i = 0; i < self->consults->len; i++)
    {
      YcConsult *consult = g_ptr_array_index (self->consults, i);

      if (yc_id_equal (&consult->id, &id))
        return consult;
    }
  return NULL;
}

static void
fold_consult_open (YcCase       *self,
                   const YcFact *fact)
{
  YcConsult *consult = g_new0 (YcConsult, 1);

  yc_id_parse (yc_fact_get_text (fact, "consult"), &consult->id);
  consult->question = dup_text (fact, "question");
  consult->with = dup_text (fact, "with");
  consult->by = g_strdup (fact->op->by);
  consult->opened_at = fact->verdict->at;
  consult->words = g_ptr_array_new_with_free_func (word_free);
  g_ptr_array_add (self->consults, consult);
}

static void
fold_consult_say (YcCase       *self,
                  const YcFact *fact)
{
  YcConsult *consult = find_consult (self, fact);
  YcConsultWord *word;

  if (consult == NULL)
    return;
  word = g_new0 (YcConsultWord, 1);
  word->by = g_strdup (fact->op->by);
  word->text = dup_text (fact, "text");
  word->at = fact->verdict->at;
  g_ptr_array_add (consult->words, word);
}

static void
fold_consult_close (YcCase       *self,
                    const YcFact *fact)
{
  YcConsult *consult = find_consult (self, fact);

  if (consult == NULL || consult->outcome != NULL)
    return;
  consult->outcome = dup_text (fact, "outcome");
  consult->text = dup_text (fact, "text");
  consult->closed_by = g_strdup (fact->op->by);
  consult->closed_at = fact->verdict->at;
}

/* --- modules --------------------------------------------------------- */

static YcModuleProgress *
get_module (YcCase       *self,
            const YcFact *fact)
{
  return yc_case_ensure_module (self, yc_fact_get_text (fact, "module"));
}

static void
set_points (YcModuleProgress *progress,
            const YcBody     *body)
{
  g_ptr_array_unref (progress->points);
  progress->points = yc_points_new (body);
}

static void
fold_start (YcCase       *self,
            const YcFact *fact)
{
  YcModuleProgress *progress = get_module (self, fact);

  progress->state = YC_MODULE_STARTED;
  yc_id_parse (yc_fact_get_text (fact, "request"), &progress->request);
  g_free (progress->office);
  progress->office = dup_text (fact, "office");
  progress->due_ms = yc_record_get_int (fact->op->body->record, "due", 0);
  progress->tries++;
  g_clear_pointer (&progress->receipt, g_free);
  progress->acknowledged_at.at_ms = 0;
  if (progress->started_at.at_ms == 0)
    progress->started_at = fact->verdict->at;
}

static void
fold_acknowledge (YcCase       *self,
                  const YcFact *fact)
{
  YcModuleProgress *progress = get_module (self, fact);

  progress->state = YC_MODULE_ACKNOWLEDGED;
  g_free (progress->receipt);
  progress->receipt = dup_text (fact, "receipt");
  progress->acknowledged_at = fact->verdict->at;
}

/* What a module gave, under its own name, for later modules and for papers. */
static void
put_outputs (YcCase           *self,
             YcModuleProgress *progress,
             const YcBody     *body)
{
  for (guint i = 0; i < body->items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (body->items, i);
      const char *key = yc_record_get_text (item, "key");
      char *name = g_strconcat (progress->module, "/", key, NULL);

      if (!g_hash_table_contains (self->results, name))
        g_ptr_array_add (progress->keys, g_strdup (key));
      g_hash_table_replace (self->results, name, g_strdup (yc_record_get_text (item, "value")));
    }
}

static void
fold_done (YcCase       *self,
           const YcFact *fact)
{
  YcModuleProgress *progress = get_module (self, fact);

  progress->state = YC_MODULE_DONE;
  progress->ended_at = fact->verdict->at;
  if (progress->started_at.at_ms == 0)
    progress->started_at = self->received_at;
  set_points (progress, NULL);
  g_clear_pointer (&progress->rejected, g_free);
  put_outputs (self, progress, fact->op->body);
}

static void
fold_correct (YcCase       *self,
              const YcFact *fact)
{
  YcModuleProgress *progress = get_module (self, fact);

  progress->state = YC_MODULE_CORRECTION;
  set_points (progress, fact->op->body);
  for (guint i = 0; i < progress->points->len; i++)
    {
      const YcPoint *point = g_ptr_array_index (progress->points, i);

      g_ptr_array_add (self->open_paths, g_strdup (point->path));
    }
  yc_case_pause (self, fact, YC_PAUSE_CORRECTION, progress->module);
}

/* Another module may have opened the same path: one of its openings goes. */
static void
close_paths (YcCase           *self,
             YcModuleProgress *progress)
{
  for (guint i = 0; i < progress->points->len; i++)
    {
      const YcPoint *point = g_ptr_array_index (progress->points, i);
      guint index;

      if (point->path != NULL &&
          g_ptr_array_find_with_equal_func (self->open_paths, point->path, g_str_equal, &index))
        g_ptr_array_remove_index (self->open_paths, index);
    }
}

static void
fold_retry (YcCase       *self,
            const YcFact *fact)
{
  YcModuleProgress *progress = get_module (self, fact);

  close_paths (self, progress);
  progress->state = YC_MODULE_WAITING;
  progress->ended_at.at_ms = 0;
  set_points (progress, NULL);
  yc_case_resume (self, fact, YC_PAUSE_CORRECTION, progress->module);
}

static void
fold_refuse (YcCase       *self,
             const YcFact *fact)
{
  YcModuleProgress *progress = get_module (self, fact);

  progress->state = YC_MODULE_REFUSED;
  progress->ended_at = fact->verdict->at;
  set_points (progress, fact->op->body);
}

static void
fold_drop (YcCase       *self,
           const YcFact *fact)
{
  YcModuleProgress *progress = get_module (self, fact);

  close_paths (self, progress);
  progress->state = YC_MODULE_DROPPED;
  progress->ended_at = fact->verdict->at;
  yc_case_resume (self, fact, YC_PAUSE_CORRECTION, progress->module);
}

static void
fold_reject (YcCase       *self,
             const YcFact *fact)
{
  YcModuleProgress *progress = get_module (self, fact);

  g_free (progress->rejected);
  progress->rejected = dup_text (fact, "reason");
}

static void
fold_late (YcCase       *self,
           const YcFact *fact)
{
  get_module (self, fact)->late = TRUE;
}

static void
fold_pause (YcCase       *self,
            const YcFact *fact)
{
  yc_case_pause (self, fact, yc_fact_get_text (fact, "code"), yc_fact_get_text (fact, "module"));
}

static void
fold_resume (YcCase       *self,
             const YcFact *fact)
{
  yc_case_resume (self, fact, yc_fact_get_text (fact, "code"), yc_fact_get_text (fact, "module"));
}

static void
fold_finish (YcCase       *self,
             const YcFact *fact)
{
  self->status = YC_CASE_DONE;
  self->finished_at = fact->verdict->at;
}

/* --- the end --------------------------------------------------------- */

static void
fold_handover (YcCase       *self,
               const YcFact *fact)
{
  YcHandover *handover = g_new0 (YcHandover, 1);

  handover->output = dup_text (fact, "output");
  handover->posted = yc_fact_get_text (fact, "carrier") != NULL;
  handover->name = dup_text (fact, "name");
  handover->relation = dup_text (fact, "relation");
  handover->number_tail = dup_text (fact, "number_tail");
  handover->carrier = dup_text (fact, "carrier");
  handover->number = dup_text (fact, "number");
  handover->direction = dup_text (fact, "direction");
  handover->by = g_strdup (fact->op->by);
  handover->at = fact->verdict->at;
  g_ptr_array_add (self->handovers, handover);
}

static void
fold_handed (YcCase       *self,
             const YcFact *fact)
{
  self->handed_at = fact->verdict->at;
}

static void
fold_rating (YcCase       *self,
             const YcFact *fact)
{
  self->rating = (int) yc_record_get_int (fact->op->body->record, "score", 0);
  g_free (self->rating_text);
  self->rating_text = dup_text (fact, "text");
  self->rated_at = fact->verdict->at;
}

static void
fold_callback_due (YcCase       *self,
                   const YcFact *fact)
{
  YcCallback *callback = g_new0 (YcCallback, 1);

  callback->reason = dup_text (fact, "reason");
  callback->due = dup_text (fact, "due");
  callback->asked_at = fact->verdict->at;
  g_ptr_array_add (self->callbacks, callback);
}

/* Who was not reached is called again. */
static void
fold_callback (YcCase       *self,
               const YcFact *fact)
{
  for (guint i = 0; i < self->callbacks->len; i++)
    {
      YcCallback *callback = g_ptr_array_index (self->callbacks, i);

      if (callback->ended_at.at_ms != 0 || strcmp (callback->reason, yc_fact_get_text (fact, "reason")) != 0)
        continue;
      g_free (callback->result);
      g_free (callback->text);
      g_free (callback->by);
      callback->result = dup_text (fact, "result");
      callback->text = dup_text (fact, "text");
      callback->by = g_strdup (fact->op->by);
      callback->tries++;
      if (strcmp (callback->result, "unreached") != 0)
        callback->ended_at = fact->verdict->at;
      return;
    }
}

static const struct
{
  YcKindCode code;
  YcCaseEffect fold;
  const char *detail; /* nothing of the rating: the history is the clerk's to read */
} effects[] = {
  { YC_KIND_CONSENT_RECORD, fold_consent, "purpose" },
  { YC_KIND_OWNER_SET, fold_owner, "name" },
  { YC_KIND_TRANSFER_OFFER, NULL, "operator" },
  { YC_KIND_TRANSFER_TAKE, NULL, "window" },
  { YC_KIND_RECEIVE_RECORD, fold_receiving, "outcome" },
  { YC_KIND_CONTACT_RECORD, fold_contact, "subject" },
  { YC_KIND_CONSULT_OPEN, fold_consult_open, "with" },
  { YC_KIND_CONSULT_SAY, fold_consult_say, NULL },
  { YC_KIND_CONSULT_CLOSE, fold_consult_close, "outcome" },
  { YC_KIND_MODULE_START, fold_start, "module" },
  { YC_KIND_MODULE_ACKNOWLEDGE, fold_acknowledge, "module" },
  { YC_KIND_MODULE_DONE, fold_done, "module" },
  { YC_KIND_MODULE_CORRECT, fold_correct, "module" },
  { YC_KIND_MODULE_RETRY, fold_retry, "module" },
  { YC_KIND_MODULE_REFUSE, fold_refuse, "module" },
  { YC_KIND_MODULE_DROP, fold_drop, "module" },
  { YC_KIND_ANSWER_REJECT, fold_reject, "module" },
  { YC_KIND_ANSWER_LATE, fold_late, "module" },
  { YC_KIND_CLOCK_PAUSE, fold_pause, "code" },
  { YC_KIND_CLOCK_RESUME, fold_resume, "code" },
  { YC_KIND_CASE_FINISH, fold_finish, NULL },
  { YC_KIND_HANDOVER_SIGN, fold_handover, "output" },
  { YC_KIND_HANDOVER_POST, fold_handover, "output" },
  { YC_KIND_HANDOVER_COMPLETE, fold_handed, NULL },
  { YC_KIND_RATING_GIVE, fold_rating, NULL },
  { YC_KIND_CALLBACK_DUE, fold_callback_due, "reason" },
  { YC_KIND_CALLBACK_RECORD, fold_callback, "result" },
};

YcCaseEffect
yc_case_progress_find_effect (YcKindCode   code,
                              const char **ret_detail)
{
  for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
    if (effects[i].code == code)
      {
        *ret_detail = effects[i].detail;
        return effects[i].fold;
      }
  return NULL;
}
