/* yc-kind.c: the kinds of ops there are
 *
 * One line a kind: its name, whose history it belongs to, who may append it,
 * and what its body holds. A desk or a hub that does not know a kind keeps the
 * op all the same (D5); keys that are not listed are kept and ignored, so
 * that a newer program may say more.
 */

#include "yc-kind.h"

#include "yc-date.h"
#include "yc-field.h"

#include <string.h>

#define COUNTER (YC_ROLE_CLERK | YC_ROLE_HELPER)
#define COUNTER_AND_REVIEW (COUNTER | YC_ROLE_REVIEWER)
#define CASE_WORK (COUNTER_AND_REVIEW | YC_ROLE_SUPERVISOR)
#define ADMINISTRATION (YC_ROLE_ADMINISTRATOR | YC_ROLE_HUB)
#define WINDOW (YC_ROLE_CLERK | YC_ROLE_HELPER | YC_ROLE_SUPERVISOR)

static const YcKind kinds[] = {
  /* A visit: one number drawn at the entrance. */
  { YC_KIND_TICKET_ISSUE, "ticket.issue", YC_STREAM_VISIT, WINDOW,
    { { "number", YC_KEY_TEXT, TRUE }, { "service", YC_KEY_TEXT, TRUE }, { "hall", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_TICKET_CALL, "ticket.call", YC_STREAM_VISIT, WINDOW, { { 0 } }, { { 0 } } },
  { YC_KIND_TICKET_RECALL, "ticket.recall", YC_STREAM_VISIT, WINDOW, { { 0 } }, { { 0 } } },
  { YC_KIND_TICKET_PARK, "ticket.park", YC_STREAM_VISIT, WINDOW,
    { { "reason", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_TICKET_NO_SHOW, "ticket.no-show", YC_STREAM_VISIT, WINDOW, { { 0 } }, { { 0 } } },
  { YC_KIND_TICKET_TRANSFER, "ticket.transfer", YC_STREAM_VISIT, WINDOW,
    { { "to", YC_KEY_TEXT, TRUE }, { "reason", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_TICKET_SERVE, "ticket.serve", YC_STREAM_VISIT, WINDOW,
    { { "case", YC_KEY_ID, TRUE } }, { { 0 } } },
  { YC_KIND_TICKET_CLOSE, "ticket.close", YC_STREAM_VISIT, WINDOW,
    { { "outcome", YC_KEY_TEXT, TRUE } }, { { 0 } } },

  /* A case. */
  { YC_KIND_CASE_OPEN, "case.open", YC_STREAM_CASE, COUNTER,
    { { "matter", YC_KEY_TEXT, TRUE }, { "version", YC_KEY_TEXT, TRUE }, { "hall", YC_KEY_TEXT, TRUE },
      { "visit", YC_KEY_ID, FALSE } }, { { 0 } } },
  { YC_KIND_FIELDS_SET, "fields.set", YC_STREAM_CASE, COUNTER,
    { { "source", YC_KEY_TEXT, TRUE } },
    { { "path", YC_KEY_PATH, TRUE }, { "value", YC_KEY_ANY, TRUE }, { "was", YC_KEY_ANY, TRUE } } },
  { YC_KIND_ROW_ADD, "row.add", YC_STREAM_CASE, COUNTER,
    { { "list", YC_KEY_PATH, TRUE }, { "row", YC_KEY_ID, TRUE } }, { { 0 } } },
  { YC_KIND_ROW_REMOVE, "row.remove", YC_STREAM_CASE, COUNTER,
    { { "list", YC_KEY_PATH, TRUE }, { "row", YC_KEY_ID, TRUE } }, { { 0 } } },
  { YC_KIND_FIELD_SETTLE, "field.settle", YC_STREAM_CASE, COUNTER,
    { { "path", YC_KEY_PATH, TRUE }, { "chosen", YC_KEY_ANY, TRUE }, { "was", YC_KEY_ANY, TRUE } },
    { { "closes", YC_KEY_ID, TRUE } } },
  { YC_KIND_IDENTITY_RECORD, "identity.record", YC_STREAM_CASE, COUNTER,
    { { "person", YC_KEY_PATH, TRUE }, { "method", YC_KEY_TEXT, TRUE }, { "name", YC_KEY_TEXT, TRUE },
      { "number", YC_KEY_TEXT, TRUE }, { "reason", YC_KEY_TEXT, FALSE }, { "document", YC_KEY_TEXT, FALSE },
      { "issuer", YC_KEY_TEXT, FALSE }, { "expires", YC_KEY_DATE, FALSE }, { "scope", YC_KEY_TEXT, FALSE },
      { "delegate", YC_KEY_TEXT, FALSE }, { "delegate_number", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_IDENTITY_CONFIRM, "identity.confirm", YC_STREAM_CASE, COUNTER,
    { { "person", YC_KEY_PATH, TRUE }, { "name", YC_KEY_TEXT, TRUE }, { "number", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_ITEM_MARK, "item.mark", YC_STREAM_CASE, COUNTER,
    { { "item", YC_KEY_TEXT, TRUE }, { "state", YC_KEY_TEXT, TRUE }, { "originals", YC_KEY_INT, FALSE },
      { "copies", YC_KEY_INT, FALSE }, { "due", YC_KEY_DATE, FALSE }, { "note", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_DOCUMENT_ADD, "document.add", YC_STREAM_CASE, COUNTER,
    { { "document", YC_KEY_ID, TRUE }, { "kind", YC_KEY_TEXT, TRUE }, { "title", YC_KEY_TEXT, TRUE },
      { "sha256", YC_KEY_TEXT, TRUE }, { "size", YC_KEY_INT, TRUE }, { "item", YC_KEY_TEXT, FALSE } },
    /* A field that it shows, or a file that belongs to it. */
    { { "path", YC_KEY_PATH, FALSE }, { "digest", YC_KEY_TEXT, FALSE }, { "file", YC_KEY_TEXT, FALSE },
      { "sha256", YC_KEY_TEXT, FALSE }, { "size", YC_KEY_INT, FALSE } } },
  { YC_KIND_DOCUMENT_READ, "document.read", YC_STREAM_CASE, COUNTER,
    { { "document", YC_KEY_ID, TRUE }, { "person", YC_KEY_PATH, TRUE }, { "sha256", YC_KEY_TEXT, TRUE },
      { "pages", YC_KEY_INT, TRUE }, { "dwell_ms", YC_KEY_INT, TRUE } },
    { { "page", YC_KEY_INT, TRUE }, { "dwell_ms", YC_KEY_INT, TRUE } } },
  { YC_KIND_SIGNATURE_ADD, "signature.add", YC_STREAM_CASE, COUNTER,
    { { "document", YC_KEY_ID, TRUE }, { "person", YC_KEY_PATH, TRUE }, { "name", YC_KEY_TEXT, TRUE },
      { "sha256", YC_KEY_TEXT, TRUE }, { "device", YC_KEY_TEXT, TRUE } },
    { { "file", YC_KEY_TEXT, TRUE }, { "sha256", YC_KEY_TEXT, TRUE }, { "size", YC_KEY_INT, TRUE } } },
  { YC_KIND_CASE_SUBMIT, "case.submit", YC_STREAM_CASE, COUNTER,
    { { "digest", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_CASE_RECEIVE, "case.receive", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "number", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_DECISION_RECORD, "decision.record", YC_STREAM_CASE, YC_ROLE_HUB | YC_ROLE_REVIEWER,
    { { "module", YC_KEY_TEXT, TRUE }, { "outcome", YC_KEY_TEXT, TRUE }, { "by", YC_KEY_TEXT, TRUE },
      { "text", YC_KEY_TEXT, FALSE } },
    { { "rule", YC_KEY_TEXT, TRUE }, { "holds", YC_KEY_INT, TRUE }, { "text", YC_KEY_TEXT, TRUE },
      { "path", YC_KEY_PATH, FALSE }, { "remedy", YC_KEY_TEXT, FALSE } } },
  { YC_KIND_NOTE_ADD, "note.add", YC_STREAM_CASE, CASE_WORK,
    { { "text", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_PERSON_REVEAL, "person.reveal", YC_STREAM_CASE, YC_ROLE_ANYONE,
    { { "purpose", YC_KEY_TEXT, TRUE }, { "text", YC_KEY_TEXT, FALSE } }, { { "path", YC_KEY_PATH, TRUE } } },
  { YC_KIND_PRINT_RECORD, "print.record", YC_STREAM_CASE, COUNTER,
    { { "job", YC_KEY_ID, TRUE }, { "paper", YC_KEY_TEXT, TRUE }, { "copy", YC_KEY_INT, TRUE },
      { "outcome", YC_KEY_TEXT, TRUE }, { "sha256", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_PRINT_SETTLE, "print.settle", YC_STREAM_CASE, COUNTER,
    { { "job", YC_KEY_ID, TRUE }, { "paper", YC_KEY_TEXT, TRUE }, { "outcome", YC_KEY_TEXT, TRUE } }, { { 0 } } },

  /* Who fills in, who owns, where it goes on. */
  { YC_KIND_CONSENT_RECORD, "consent.record", YC_STREAM_CASE, COUNTER,
    { { "purpose", YC_KEY_TEXT, TRUE }, { "person", YC_KEY_TEXT, TRUE }, { "method", YC_KEY_TEXT, TRUE },
      { "text", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_OWNER_SET, "owner.set", YC_STREAM_CASE, COUNTER | YC_ROLE_SUPERVISOR,
    { { "operator", YC_KEY_TEXT, TRUE }, { "name", YC_KEY_TEXT, TRUE }, { "reason", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_TRANSFER_OFFER, "transfer.offer", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "operator", YC_KEY_TEXT, TRUE }, { "expires", YC_KEY_INT, TRUE } }, { { 0 } } },
  { YC_KIND_TRANSFER_TAKE, "transfer.take", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "window", YC_KEY_TEXT, TRUE }, { "operator", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_RECEIVE_RECORD, "receive.record", YC_STREAM_CASE, COUNTER,
    { { "outcome", YC_KEY_TEXT, TRUE }, { "text", YC_KEY_TEXT, FALSE }, { "due", YC_KEY_DATE, FALSE } },
    { { "code", YC_KEY_TEXT, TRUE }, { "path", YC_KEY_PATH, FALSE }, { "text", YC_KEY_TEXT, TRUE },
      { "remedy", YC_KEY_TEXT, FALSE } } },
  { YC_KIND_CONTACT_RECORD, "contact.record", YC_STREAM_CASE, CASE_WORK,
    { { "channel", YC_KEY_TEXT, TRUE }, { "subject", YC_KEY_TEXT, TRUE }, { "text", YC_KEY_TEXT, TRUE },
      { "result", YC_KEY_TEXT, FALSE } }, { { 0 } } },

  /* Reviewers deciding together. */
  { YC_KIND_CONSULT_OPEN, "consult.open", YC_STREAM_CASE, YC_ROLE_REVIEWER,
    { { "consult", YC_KEY_ID, TRUE }, { "question", YC_KEY_TEXT, TRUE }, { "with", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_CONSULT_SAY, "consult.say", YC_STREAM_CASE, YC_ROLE_REVIEWER,
    { { "consult", YC_KEY_ID, TRUE }, { "text", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_CONSULT_CLOSE, "consult.close", YC_STREAM_CASE, YC_ROLE_REVIEWER,
    { { "consult", YC_KEY_ID, TRUE }, { "outcome", YC_KEY_TEXT, TRUE }, { "text", YC_KEY_TEXT, TRUE } }, { { 0 } } },

  /* The modules, each with the office that decides it. */
  { YC_KIND_MODULE_START, "module.start", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "module", YC_KEY_TEXT, TRUE }, { "request", YC_KEY_ID, TRUE }, { "office", YC_KEY_TEXT, TRUE },
      { "due", YC_KEY_INT, TRUE } }, { { 0 } } },
  { YC_KIND_MODULE_ACKNOWLEDGE, "module.acknowledge", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "module", YC_KEY_TEXT, TRUE }, { "request", YC_KEY_ID, TRUE }, { "receipt", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_MODULE_DONE, "module.done", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "module", YC_KEY_TEXT, TRUE }, { "request", YC_KEY_ID, FALSE } },
    { { "key", YC_KEY_TEXT, TRUE }, { "value", YC_KEY_TEXT, TRUE } } },
  { YC_KIND_MODULE_CORRECT, "module.correct", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "module", YC_KEY_TEXT, TRUE }, { "request", YC_KEY_ID, TRUE } },
    { { "code", YC_KEY_TEXT, TRUE }, { "path", YC_KEY_PATH, TRUE }, { "text", YC_KEY_TEXT, TRUE } } },
  { YC_KIND_MODULE_RETRY, "module.retry", YC_STREAM_CASE, COUNTER,
    { { "module", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_MODULE_REFUSE, "module.refuse", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "module", YC_KEY_TEXT, TRUE }, { "request", YC_KEY_ID, TRUE } },
    { { "code", YC_KEY_TEXT, TRUE }, { "text", YC_KEY_TEXT, TRUE }, { "remedy", YC_KEY_TEXT, TRUE } } },
  { YC_KIND_MODULE_DROP, "module.drop", YC_STREAM_CASE, COUNTER,
    { { "module", YC_KEY_TEXT, TRUE }, { "reason", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_ANSWER_REJECT, "answer.reject", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "module", YC_KEY_TEXT, TRUE }, { "request", YC_KEY_ID, TRUE }, { "reason", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_ANSWER_LATE, "answer.late", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "module", YC_KEY_TEXT, TRUE }, { "request", YC_KEY_ID, TRUE } }, { { 0 } } },
  { YC_KIND_CLOCK_PAUSE, "clock.pause", YC_STREAM_CASE, COUNTER_AND_REVIEW | YC_ROLE_SUPERVISOR,
    { { "code", YC_KEY_TEXT, TRUE }, { "module", YC_KEY_TEXT, FALSE }, { "text", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_CLOCK_RESUME, "clock.resume", YC_STREAM_CASE, COUNTER_AND_REVIEW | YC_ROLE_SUPERVISOR,
    { { "code", YC_KEY_TEXT, TRUE }, { "module", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_CASE_FINISH, "case.finish", YC_STREAM_CASE, YC_ROLE_HUB, { { 0 } }, { { 0 } } },

  /* Physical work, made once: yc-case-job.c. */
  { YC_KIND_JOB_ASK, "job.ask", YC_STREAM_CASE, YC_ROLE_CLERK,
    { { "job", YC_KEY_ID, TRUE }, { "piece", YC_KEY_TEXT, TRUE }, { "kind", YC_KEY_TEXT, TRUE },
      { "artwork", YC_KEY_TEXT, TRUE }, { "plan", YC_KEY_TEXT, FALSE }, { "machine", YC_KEY_TEXT, TRUE },
      { "desk", YC_KEY_TEXT, TRUE }, { "code", YC_KEY_TEXT, FALSE }, { "reason", YC_KEY_TEXT, FALSE } },
    { { "path", YC_KEY_PATH, TRUE }, { "digest", YC_KEY_TEXT, TRUE } } },
  { YC_KIND_JOB_GRANT, "job.grant", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "job", YC_KEY_ID, TRUE }, { "piece", YC_KEY_TEXT, TRUE }, { "artwork", YC_KEY_TEXT, TRUE },
      { "plan", YC_KEY_TEXT, FALSE }, { "machine", YC_KEY_TEXT, TRUE }, { "desk", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_JOB_START, "job.start", YC_STREAM_CASE, YC_ROLE_CLERK,
    { { "job", YC_KEY_ID, TRUE }, { "artwork", YC_KEY_TEXT, TRUE }, { "plan", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_JOB_DONE, "job.done", YC_STREAM_CASE, YC_ROLE_CLERK, { { "job", YC_KEY_ID, TRUE } }, { { 0 } } },
  { YC_KIND_JOB_UNKNOWN, "job.unknown", YC_STREAM_CASE, YC_ROLE_CLERK,
    { { "job", YC_KEY_ID, TRUE }, { "reason", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_JOB_SETTLE, "job.settle", YC_STREAM_CASE, YC_ROLE_CLERK | YC_ROLE_SUPERVISOR,
    { { "job", YC_KEY_ID, TRUE }, { "outcome", YC_KEY_TEXT, TRUE }, { "reason", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_JOB_RETURN, "job.return", YC_STREAM_CASE, YC_ROLE_CLERK, { { "job", YC_KEY_ID, TRUE } }, { { 0 } } },
  { YC_KIND_JOB_VOID, "job.void", YC_STREAM_CASE, YC_ROLE_SUPERVISOR,
    { { "job", YC_KEY_ID, TRUE }, { "reason", YC_KEY_TEXT, TRUE } }, { { 0 } } },

  /* The end: what was made is given out, and how it was. */
  { YC_KIND_HANDOVER_SIGN, "handover.sign", YC_STREAM_CASE, COUNTER,
    { { "output", YC_KEY_TEXT, TRUE }, { "name", YC_KEY_TEXT, TRUE }, { "relation", YC_KEY_TEXT, TRUE },
      { "number_tail", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_HANDOVER_POST, "handover.post", YC_STREAM_CASE, COUNTER,
    { { "output", YC_KEY_TEXT, TRUE }, { "carrier", YC_KEY_TEXT, TRUE }, { "number", YC_KEY_TEXT, TRUE },
      { "direction", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_HANDOVER_COMPLETE, "handover.complete", YC_STREAM_CASE, YC_ROLE_HUB, { { 0 } }, { { 0 } } },
  { YC_KIND_RATING_GIVE, "rating.give", YC_STREAM_CASE, COUNTER,
    { { "score", YC_KEY_INT, TRUE }, { "text", YC_KEY_TEXT, FALSE }, { "channel", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_CALLBACK_DUE, "callback.due", YC_STREAM_CASE, YC_ROLE_HUB,
    { { "reason", YC_KEY_TEXT, TRUE }, { "due", YC_KEY_DATE, TRUE } }, { { 0 } } },
  { YC_KIND_CALLBACK_RECORD, "callback.record", YC_STREAM_CASE, YC_ROLE_HELPER | YC_ROLE_SUPERVISOR,
    { { "reason", YC_KEY_TEXT, TRUE }, { "result", YC_KEY_TEXT, TRUE }, { "text", YC_KEY_TEXT, TRUE } }, { { 0 } } },

  /* A window. */
  { YC_KIND_SHIFT_START, "shift.start", YC_STREAM_WINDOW, YC_ROLE_ANYONE, { { 0 } }, { { 0 } } },
  { YC_KIND_SHIFT_END, "shift.end", YC_STREAM_WINDOW, YC_ROLE_ANYONE, { { 0 } }, { { 0 } } },

  /* Who works in the city's halls, at which devices and with which forms: yc-staff.c.
   * No code and no password is ever in one. */
  { YC_KIND_OPERATOR_ADD, "operator.add", YC_STREAM_STAFF, ADMINISTRATION,
    { { "operator", YC_KEY_TEXT, TRUE }, { "name", YC_KEY_TEXT, TRUE }, { "roles", YC_KEY_TEXT, TRUE },
      { "hall", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_OPERATOR_SET, "operator.set", YC_STREAM_STAFF, ADMINISTRATION,
    { { "operator", YC_KEY_TEXT, TRUE }, { "roles", YC_KEY_TEXT, TRUE }, { "was", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_OPERATOR_LOCK, "operator.lock", YC_STREAM_STAFF, ADMINISTRATION,
    { { "operator", YC_KEY_TEXT, TRUE }, { "reason", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_OPERATOR_DISABLE, "operator.disable", YC_STREAM_STAFF, ADMINISTRATION,
    { { "operator", YC_KEY_TEXT, TRUE }, { "reason", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_OPERATOR_UNLOCK, "operator.unlock", YC_STREAM_STAFF, ADMINISTRATION,
    { { "operator", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_OPERATOR_END, "operator.end", YC_STREAM_STAFF, ADMINISTRATION,
    { { "operator", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_OPERATOR_RESET, "operator.reset", YC_STREAM_STAFF, ADMINISTRATION,
    { { "operator", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_OPERATOR_CHOSE, "operator.chose", YC_STREAM_STAFF, YC_ROLE_HUB,
    { { "operator", YC_KEY_TEXT, TRUE }, { "device", YC_KEY_ID, FALSE } }, { { 0 } } },
  { YC_KIND_DEVICE_INVITE, "device.invite", YC_STREAM_STAFF, ADMINISTRATION,
    { { "hall", YC_KEY_TEXT, TRUE }, { "window", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_DEVICE_RENAME, "device.rename", YC_STREAM_STAFF, ADMINISTRATION,
    { { "device", YC_KEY_ID, TRUE }, { "name", YC_KEY_TEXT, TRUE } }, { { 0 } } },
  { YC_KIND_DEVICE_WITHDRAW, "device.withdraw", YC_STREAM_STAFF, ADMINISTRATION,
    { { "device", YC_KEY_ID, TRUE }, { "reason", YC_KEY_TEXT, FALSE } }, { { 0 } } },
  { YC_KIND_CATALOGUE_WITHDRAW, "catalogue.withdraw", YC_STREAM_STAFF, ADMINISTRATION,
    { { "version", YC_KEY_TEXT, TRUE }, { "reason", YC_KEY_TEXT, FALSE } }, { { 0 } } },
};

static const struct
{
  YcRole role;
  const char *name;
} roles[] = {
  { YC_ROLE_CLERK, "clerk" },
  { YC_ROLE_HELPER, "helper" },
  { YC_ROLE_REVIEWER, "reviewer" },
  { YC_ROLE_SUPERVISOR, "supervisor" },
  { YC_ROLE_ADMINISTRATOR, "administrator" },
};

/* Returns: (nullable) (transfer none): the kind, NULL where this program does not know it */
const YcKind *
yc_kind_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].name, name) == 0)
      return &kinds[i];
  return NULL;
}

const YcKind *
yc_kind_get (YcKindCode code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].code == code)
      return &kinds[i];
  return NULL;
}

static gboolean
key_accepts (const YcKeySpec *spec,
             const YcValue   *value)
{
  YcId id;
  YcDate date;

  if (spec->type == YC_KEY_ANY)
    return TRUE;
  if (spec->type == YC_KEY_INT)
    return value->type == YC_VALUE_INT;
  if (value->type != YC_VALUE_TEXT)
    return FALSE;
  switch (spec->type)
    {
    case YC_KEY_ID:
      return yc_id_parse (value->text, &id);
    case YC_KEY_DATE:
      return yc_date_parse (value->text, &date);
    case YC_KEY_PATH:
      return yc_path_is_valid (value->text);
    case YC_KEY_TEXT:
    case YC_KEY_INT:
    case YC_KEY_ANY:
    default:
      return TRUE;
    }
}

static const char *
check_record (const YcKeySpec *specs,
              const YcRecord  *record)
{
  for (gsize i = 0; i < YC_KIND_KEYS_MAX && specs[i].name != NULL; i++)
    {
      const YcValue *value = yc_record_get (record, specs[i].name);

      if (value == NULL)
        {
          if (specs[i].required)
            return specs[i].name;
        }
      else if (!key_accepts (&specs[i], value))
        return specs[i].name;
    }
  return NULL;
}

/**
 * yc_kind_check_body:
 * @self: a kind
 * @body: what an op of that kind carries
 *
 * Returns: (nullable) (transfer none): the first key that is missing or of
 *   the wrong type; "items" where items stand and none may, or none stand and
 *   some must; %NULL when the body is sound
 */
const char *
yc_kind_check_body (const YcKind *self,
                    const YcBody *body)
{
  const char *wrong = check_record (self->keys, body->record);
  gboolean wants_items = self->item_keys[0].name != NULL;

  if (wrong != NULL)
    return wrong;
  if (body->items->len > 0 && !wants_items)
    return "items";
  if (self->code == YC_KIND_FIELDS_SET && body->items->len == 0)
    return "items";
  for (guint i = 0; i < body->items->len; i++)
    {
      wrong = check_record (self->item_keys, g_ptr_array_index (body->items, i));
      if (wrong != NULL)
        return wrong;
    }
  return NULL;
}

/* Returns: the role, 0 where the name is none */
guint
yc_role_parse (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (roles[i].name, name) == 0)
      return roles[i].role;
  return 0;
}

const char *
yc_role_to_text (YcRole role)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i].role == role)
      return roles[i].name;
  return "hub";
}
