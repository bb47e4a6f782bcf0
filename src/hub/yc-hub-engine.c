/* yc-hub-engine.c: what the hub does of itself
 *
 * After every op of a case that was applied the question is what is due now
 * (yc_case_list_next), until nothing is. All of it is appended in the op's own
 * transaction, a module's request to its office with it, as the very bytes
 * that will be sent. So a hub that is killed anywhere has either done all of
 * it or none, and sends the same bytes again.
 *
 * An office's answer is taken with the place it had in the office's list, in
 * one transaction: what was read is not read again, and what was not kept is.
 * An answer that cannot be taken is put beside the case as it is
 * (answer.reject) and changes nothing. Nothing else moves a module.
 *
 *   request   waiting → acknowledged → ended
 *                 └──────────────────────┘   answered before its receipt came,
 *                                            or the office will not have it
 */

#include "yc-hub-engine.h"

#include "yc-case-next.h"
#include "yc-date.h"
#include "yc-sync-backoff.h"

#include <string.h>

#define ROUNDS_MAX 16
#define AT_ONCE_MINUTES 1    /* a module that is promised at once */
#define REJECTED_MAX 20      /* answers to one request that are put down as not taken */
#define CATCH_UP_MAX 100000  /* cases */
#define KNOWN_RECEIPT "恢复备份前已收件"
#define PROBLEM_TEXT "部门系统未接受本次申报"
#define PROBLEM_REMEDY "请联系系统管理员与该部门核对接口后重新申报"

static gint64
to_ms (guint minutes)
{
  return (minutes > 0 ? minutes : AT_ONCE_MINUTES) * G_GINT64_CONSTANT (60000);
}

static YcMoment
now (YcHub *hub)
{
  return (YcMoment){ yc_hub_get_now (hub), FALSE };
}

static YcBody *
request_body_new (const char *module,
                  const YcId *request)
{
  YcBody *body = yc_body_new ();
  char text[YC_ID_TEXT_SIZE];

  yc_id_to_text (request, text);
  yc_record_set_text (body->record, "module", module);
  yc_record_set_text (body->record, "request", text);
  return body;
}

/* --- what is due --------------------------------------------------------- */

static gboolean
keep_request (YcHub          *hub,
              YcHubState     *state,
              const YcModule *module,
              const YcId     *id,
              gint64          sent_ms,
              gint64          due_ms,
              GError        **error)
{
  g_autoptr (YcHubOfficeRequest) request = yc_hub_office_request_new ();
  const YcMatter *matter = yc_hub_rules_find_matter (hub->rules, state->folded_case);
  char stream[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&state->stream, stream);
  request->id = *id;
  request->office = g_strdup (module->office);
  request->stream = g_strdup (stream);
  request->module = g_strdup (module->id);
  request->body = yc_office_request_encode (state->folded_case, matter, module, sent_ms, due_ms);
  return YC_HUB_CALL (hub, put_office_request, request, error);
}

/* The n-th request of a module in a case has one id, whenever it is made: a hub
 * that was set back asks under the same, and the office knows it. By the hub's
 * key, so that nobody else can tell it beforehand. */
static void
derive_request (YcHub      *hub,
                YcHubState *state,
                const char *module,
                YcId       *ret_id)
{
  const YcModuleProgress *progress = yc_case_get_module (state->folded_case, module);
  char stream[YC_STREAM_TEXT_SIZE];
  g_autofree char *text = NULL;
  guint8 signature[YC_ED25519_SIGNATURE_SIZE];
  guint8 hash[YC_SHA256_SIZE];

  yc_stream_to_text (&state->stream, stream);
  text = g_strdup_printf ("yichuang-request %s %s %u", stream, module, progress != NULL ? progress->tries : 0);
  yc_key_pair_sign (hub->key, text, strlen (text), signature);
  yc_sha256 (signature, sizeof signature, hash);
  memcpy (ret_id->bytes, hash, sizeof ret_id->bytes);
}

static gboolean
start_module (YcHub          *hub,
              YcHubState     *state,
              const YcModule *module,
              YcMoment        at,
              GHashTable     *touched,
              GError        **error)
{
  gint64 due_ms = at.at_ms + to_ms (module->promise_minutes);
  YcBody *body;
  YcId id;

  derive_request (hub, state, module->id, &id);
  body = request_body_new (module->id, &id);
  yc_record_set_text (body->record, "office", module->office);
  yc_record_set_int (body->record, "due", due_ms);
  if (!yc_hub_ingest_own (hub, state, "module.start", body, at, touched, error) ||
      !keep_request (hub, state, module, &id, at.at_ms, due_ms, error))
    return FALSE;
  g_hash_table_add (touched, g_strconcat (YC_HUB_OFFICE_TOUCHED, module->office, NULL));
  return TRUE;
}

static gboolean
ask_back (YcHub            *hub,
          YcHubState       *state,
          const YcCaseNext *next,
          YcMoment          at,
          GHashTable       *touched,
          GError          **error)
{
  YcBody *body = yc_body_new ();
  char due[YC_DATE_TEXT_SIZE];

  yc_date_to_text (&next->due, due);
  yc_record_set_text (body->record, "reason", next->reason);
  yc_record_set_text (body->record, "due", due);
  return yc_hub_ingest_own (hub, state, "callback.due", body, at, touched, error);
}

static gboolean
do_next (YcHub            *hub,
         YcHubState       *state,
         const YcCaseNext *next,
         YcMoment          at,
         GHashTable       *touched,
         GError          **error)
{
  switch ((int) next->code)
    {
    case YC_KIND_MODULE_START:
      return start_module (hub, state, next->module, at, touched, error);
    case YC_KIND_JOB_GRANT:
      return yc_hub_ingest_own (hub, state, "job.grant", yc_case_job_dup_grant (next->job), at, touched, error);
    case YC_KIND_CALLBACK_DUE:
      return ask_back (hub, state, next, at, touched, error);
    default:
      return yc_hub_ingest_own (hub, state, yc_kind_get (next->code)->name, yc_body_new (), at, touched, error);
    }
}

/**
 * yc_hub_engine_follow:
 * @hub: the hub, within a transaction, its head known
 * @state: of a case
 * @at: the moment of what is appended
 * @touched: (inout): gets the names of what has new rows, and of offices that
 *   there is something for
 *
 * Does all that is due.
 */
gboolean
yc_hub_engine_follow (YcHub      *hub,
                      YcHubState *state,
                      YcMoment    at,
                      GHashTable *touched,
                      GError    **error)
{
  const YcMatter *matter = yc_hub_rules_find_matter (hub->rules, state->folded_case);
  const YcCatalogue *catalogue = yc_hub_rules_find_catalogue (hub->rules, state->folded_case);
  YcDate today = yc_date_from_wall (at.at_ms, YC_HUB_TIME_ZONE_MINUTES);

  for (guint round = 0; matter != NULL && round < ROUNDS_MAX; round++)
    {
      g_autoptr (GArray) next = yc_case_list_next (state->folded_case, catalogue, matter, &today);

      if (next->len == 0)
        return TRUE;
      for (guint i = 0; i < next->len; i++)
        if (!do_next (hub, state, &g_array_index (next, YcCaseNext, i), at, touched, error))
          return FALSE;
    }
  if (matter != NULL)
    g_warning ("A case has something due again and again");
  return TRUE;
}

/* --- transactions -------------------------------------------------------- */

static gboolean
begin (YcHub   *hub,
       GError **error)
{
  return YC_HUB_CALL (hub, begin, error) && yc_hub_know_head (hub, error);
}

/* Commits where all went well; else nothing of it was. */
static gboolean
end (YcHub      *hub,
     gboolean    good,
     GHashTable *touched,
     GError    **error)
{
  if (good && YC_HUB_CALL (hub, commit, error))
    return TRUE;
  YC_HUB_CALL (hub, rollback);
  yc_hub_forget (hub);
  g_hash_table_remove_all (touched);
  return FALSE;
}

static YcHubState *
get_state (YcHub      *hub,
           const char *text,
           GError    **error)
{
  YcStream stream;

  if (yc_stream_parse (text, &stream))
    return yc_hub_states_get (hub->states, hub->store, &stream, error);
  g_set_error_literal (error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_FORMAT, "A request is of no stream");
  return NULL;
}

static gboolean
catch_up_one (YcHub      *hub,
              const char *stream,
              GError    **error)
{
  g_autoptr (GHashTable) touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  YcHubState *state;

  return end (hub,
              begin (hub, error) && (state = get_state (hub, stream, error)) != NULL &&
                  yc_hub_engine_follow (hub, state, now (hub), touched, error),
              touched, error);
}

/**
 * yc_hub_engine_catch_up:
 * @hub: a hub that takes no ops yet
 *
 * Does what is due in cases that an older program left: one that knew no
 * offices, or whose catalogue had other modules.
 */
gboolean
yc_hub_engine_catch_up (YcHub   *hub,
                        GError **error)
{
  g_autoptr (GPtrArray) streams = YC_HUB_CALL (hub, list_cases_in, "approved", (gint64) CATCH_UP_MAX, error);

  for (guint i = 0; streams != NULL && i < streams->len; i++)
    if (!catch_up_one (hub, g_ptr_array_index (streams, i), error))
      return FALSE;
  return streams != NULL;
}

/* The newest request of a module that has not ended. */
static gboolean
is_newest (YcHubState               *state,
           const YcHubOfficeRequest *request)
{
  const YcModuleProgress *progress = yc_case_get_module (state->folded_case, request->module);

  return progress != NULL && yc_id_equal (&progress->request, &request->id) &&
         (progress->state == YC_MODULE_STARTED || progress->state == YC_MODULE_ACKNOWLEDGED);
}

static gboolean
acknowledge (YcHub      *hub,
             const YcId *id,
             const char *receipt,
             GHashTable *touched,
             GError    **error)
{
  g_autoptr (YcHubOfficeRequest) request = YC_HUB_CALL (hub, find_office_request, id, error);
  YcHubState *state;
  YcBody *body;

  if (request == NULL || request->state != YC_HUB_REQUEST_WAITING)
    return *error == NULL;
  request->state = YC_HUB_REQUEST_ACKNOWLEDGED;
  state = get_state (hub, request->stream, error);
  if (state == NULL || !YC_HUB_CALL (hub, put_office_request, request, error))
    return FALSE;
  if (!is_newest (state, request))
    return TRUE;
  body = request_body_new (request->module, id);
  yc_record_set_text (body->record, "receipt", receipt);
  return yc_hub_ingest_own (hub, state, "module.acknowledge", body, now (hub), touched, error);
}

/* The office has the request. */
gboolean
yc_hub_engine_acknowledge (YcHub      *hub,
                           const YcId *request,
                           const char *receipt,
                           GHashTable *touched,
                           GError    **error)
{
  return end (hub, begin (hub, error) && acknowledge (hub, request, receipt, touched, error), touched, error);
}

static gboolean
recognise (YcHub      *hub,
           const YcId *id,
           GHashTable *touched,
           GError    **error)
{
  g_autoptr (YcHubOfficeRequest) request = YC_HUB_CALL (hub, find_office_request, id, error);

  return *error == NULL && (request == NULL || (YC_HUB_CALL (hub, put_office_cursor, request->office, (gint64) 0, error) &&
                                                acknowledge (hub, id, KNOWN_RECEIPT, touched, error)));
}

/* The office has had it before the hub was set back, in other bytes: it is the
 * same request, and what was decided of it is read again from the beginning. */
gboolean
yc_hub_engine_recognise (YcHub      *hub,
                         const YcId *request,
                         GHashTable *touched,
                         GError    **error)
{
  return end (hub, begin (hub, error) && recognise (hub, request, touched, error), touched, error);
}

static gboolean
postpone (YcHub      *hub,
          const YcId *id,
          gint64      retry_after_ms,
          GError    **error)
{
  g_autoptr (YcHubOfficeRequest) request = YC_HUB_CALL (hub, find_office_request, id, error);

  if (request == NULL || request->state != YC_HUB_REQUEST_WAITING)
    return *error == NULL;
  request->tries++;
  request->next_ms = yc_hub_get_now (hub) + MAX (yc_sync_backoff_ms ((guint) MIN (request->tries, 64), g_random_int ()),
                                                 retry_after_ms);
  return YC_HUB_CALL (hub, put_office_request, request, error);
}

/**
 * yc_hub_engine_postpone:
 * @retry_after_ms: what the office asked for; 0 for nothing
 *
 * The office did not take it now: again after a pause that grows to a minute.
 */
gboolean
yc_hub_engine_postpone (YcHub      *hub,
                        const YcId *request,
                        gint64      retry_after_ms,
                        GError    **error)
{
  g_autoptr (GHashTable) touched = g_hash_table_new (g_str_hash, g_str_equal);

  return end (hub, begin (hub, error) && postpone (hub, request, retry_after_ms, error), touched, error);
}

static void
end_request (YcHubOfficeRequest *request)
{
  request->state = YC_HUB_REQUEST_ENDED;
  g_clear_pointer (&request->body, g_bytes_unref);
}

static gboolean
give_up (YcHub                    *hub,
         const YcId               *id,
         const YcHubOfficeProblem *problem,
         GHashTable               *touched,
         GError                  **error)
{
  g_autoptr (YcHubOfficeRequest) request = YC_HUB_CALL (hub, find_office_request, id, error);
  g_autofree char *text = g_strdup_printf (PROBLEM_TEXT "（%u %.64s）", problem->status,
                                           problem->code != NULL ? problem->code : "");
  YcHubState *state;
  YcRecord *item;
  YcBody *body;

  if (request == NULL || request->state != YC_HUB_REQUEST_WAITING)
    return *error == NULL;
  end_request (request);
  state = get_state (hub, request->stream, error);
  if (state == NULL || !YC_HUB_CALL (hub, put_office_request, request, error))
    return FALSE;
  if (!is_newest (state, request))
    return TRUE;
  body = request_body_new (request->module, id);
  item = yc_body_add_item (body);
  yc_record_set_text (item, "code", "request-not-taken");
  yc_record_set_text (item, "text", text);
  yc_record_set_text (item, "remedy", PROBLEM_REMEDY);
  return yc_hub_ingest_own (hub, state, "module.refuse", body, now (hub), touched, error) &&
         yc_hub_engine_follow (hub, state, now (hub), touched, error);
}

/* The office will never have this request: a person sees why, and may send the
 * module anew. */
gboolean
yc_hub_engine_give_up (YcHub                    *hub,
                       const YcId               *request,
                       const YcHubOfficeProblem *problem,
                       GHashTable               *touched,
                       GError                  **error)
{
  return end (hub, begin (hub, error) && give_up (hub, request, problem, touched, error), touched, error);
}

/* --- answers ------------------------------------------------------------- */

/* A mad office must not fill a case up. */
static gboolean
reject (YcHub              *hub,
        YcHubState         *state,
        YcHubOfficeRequest *request,
        const char         *reason,
        GHashTable         *touched,
        GError            **error)
{
  YcBody *body;

  if (request->rejected >= REJECTED_MAX)
    return TRUE;
  request->rejected++;
  body = request_body_new (request->module, &request->id);
  yc_record_set_text (body->record, "reason", reason);
  return YC_HUB_CALL (hub, put_office_request, request, error) &&
         yc_hub_ingest_own (hub, state, "answer.reject", body, now (hub), touched, error);
}

static gboolean
accept (YcHub               *hub,
        YcHubState          *state,
        YcHubOfficeRequest  *request,
        const YcOfficeEntry *entry,
        GHashTable          *touched,
        GError             **error)
{
  const YcModuleProgress *progress = yc_case_get_module (state->folded_case, request->module);
  const char *kind = yc_office_answer_get_kind (entry->answer);
  YcMoment at = now (hub);

  end_request (request);
  request->answer = entry->id;
  if (!YC_HUB_CALL (hub, put_office_request, request, error))
    return FALSE;
  if (at.at_ms > progress->due_ms &&
      !yc_hub_ingest_own (hub, state, "answer.late", request_body_new (request->module, &request->id), at, touched,
                          error))
    return FALSE;
  return yc_hub_ingest_own (hub, state, kind, yc_office_answer_dup_body (entry->answer, request->module), at, touched,
                            error) &&
         yc_hub_engine_follow (hub, state, at, touched, error);
}

/* Why an answer is not taken; NULL where it is. */
static const char *
judge (YcHub                    *hub,
       YcHubState               *state,
       const YcHubOfficeRequest *request,
       const char               *office,
       const YcOfficeEntry      *entry)
{
  const YcMatter *matter = yc_hub_rules_find_matter (hub->rules, state->folded_case);
  YcDate today = yc_date_from_wall (yc_hub_get_now (hub), YC_HUB_TIME_ZONE_MINUTES);

  if (strcmp (request->office, office) != 0)
    return "other-office";
  if (entry->answer == NULL || matter == NULL)
    return "malformed";
  return yc_office_answer_check (entry->answer, state->folded_case, matter, &today, NULL);
}

static gboolean
take_one (YcHub               *hub,
          const char          *office,
          const YcOfficeEntry *entry,
          GHashTable          *touched,
          GError             **error)
{
  g_autoptr (YcHubOfficeRequest) request = YC_HUB_CALL (hub, find_office_request, &entry->request, error);
  YcHubState *state;
  const char *reason;

  if (*error != NULL)
    return FALSE;
  if (request == NULL)
    {
      g_message ("The office “%s” answers a request that was never sent to it (its answer %" G_GINT64_FORMAT ")",
                 office, entry->seq);
      return TRUE;
    }
  /* An office that was set back tells the same answer once more. */
  if (yc_id_equal (&request->answer, &entry->id))
    return TRUE;
  state = get_state (hub, request->stream, error);
  if (state == NULL)
    return FALSE;
  reason = judge (hub, state, request, office, entry);
  return reason != NULL ? reject (hub, state, request, reason, touched, error)
                        : accept (hub, state, request, entry, touched, error);
}

static gboolean
take_all (YcHub      *hub,
          const char *office,
          GPtrArray  *entries,
          gint64     *cursor,
          GHashTable *touched,
          GError    **error)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const YcOfficeEntry *entry = g_ptr_array_index (entries, i);

      if (!take_one (hub, office, entry, touched, error))
        return FALSE;
      *cursor = entry->seq;
    }
  return YC_HUB_CALL (hub, put_office_cursor, office, *cursor, error);
}

/**
 * yc_hub_engine_take:
 * @office: its name
 * @after: the cursor that it was asked with; where another is kept by now,
 *   nothing is taken
 * @entries: (element-type YcOfficeEntry): what it has decided since the cursor
 * @head: the place of its newest answer
 * @ret_cursor: (out): how far it has been read now
 * @touched: (inout): gets the names of what has new rows
 *
 * An office whose list ends before the cursor was set back: it is read anew
 * from its beginning, and what was taken already is known by its id.
 */
gboolean
yc_hub_engine_take (YcHub      *hub,
                    const char *office,
                    gint64      after,
                    GPtrArray  *entries,
                    gint64      head,
                    gint64     *ret_cursor,
                    GHashTable *touched,
                    GError    **error)
{
  gint64 cursor;
  gboolean good;

  good = begin (hub, error) && YC_HUB_CALL (hub, get_office_cursor, office, &cursor, error);
  if (good && cursor != after)
    {
      *ret_cursor = cursor;
      return end (hub, TRUE, touched, error);
    }
  if (good && entries->len == 0 && head < cursor)
    {
      g_message ("The list of the office “%s” has become shorter; it is read anew", office);
      cursor = 0;
    }
  good = end (hub, good && take_all (hub, office, entries, &cursor, touched, error), touched, error);
  if (good)
    *ret_cursor = cursor;
  return good;
}
