/* yc-case-fold.c: a case as the fold of its ops
 *
 * The fold follows verdicts and judges nothing: what the hub said of an op is
 * in the feed row beside it, and the fold does just that. So two programs of
 * different versions, with different rules, show the same case from the same
 * feed. (Judging is in yc-case-judge.c; the hub does it once for everyone, a
 * desk does it only to predict what the hub will say of its own ops.)
 *
 * Invariants:
 *  1. The state depends on the sequence of (op, verdict) and on nothing else.
 *  2. An op has effect once: a second time it is passed over.
 *  3. Rows of the feed are folded without a gap: revision n follows n − 1.
 *  4. No value anybody gave is lost: it is the field's value, or was replaced
 *     by someone who had seen it, or stands in a branch.
 *
 * A row of a list is a field too: its existence, 1 or nothing. So a row that
 * one person removes while another fills it in is contested like any value.
 */

#include "yc-case-private.h"

#include <string.h>

static void
reason_free (gpointer data)
{
  YcDecisionReason *reason = data;

  g_free (reason->rule);
  g_free (reason->text);
  g_free (reason->path);
  g_free (reason->remedy);
  g_free (reason);
}

static YcField *
ensure_field (YcCase     *self,
              const char *path)
{
  YcField *field = g_hash_table_lookup (self->fields, path);

  if (field == NULL)
    {
      field = yc_field_new ();
      g_hash_table_insert (self->fields, g_strdup (path), field);
    }
  return field;
}

/* Sets the value at @path, or lets it stand against the field's, as the
 * verdict says. */
static void
put_value (YcCase        *self,
           const YcFact    *fact,
           const char    *path,
           const YcValue *value,
           const char    *source)
{
  YcField *field = ensure_field (self, path);
  YcContest *contest = yc_verdict_find_contest (fact->verdict, path);
  YcOrigin origin = {
    .op = fact->op->id,
    .by = fact->op->by,
    .window = fact->op->window,
    .source = (char *) source,
    .at = fact->verdict->at,
  };

  if (contest != NULL)
    yc_field_contest (field, &contest->joins, value, &origin);
  else
    yc_field_set (field, value, &origin, fact->revision);
}

const char *
yc_fact_get_text (const YcFact *fact,
                  const char   *key)
{
  return yc_record_get_text (fact->op->body->record, key);
}

static void
fold_open (YcCase     *self,
           const YcFact *fact)
{
  g_free (self->matter);
  g_free (self->version);
  g_free (self->hall);
  self->matter = g_strdup (yc_fact_get_text (fact, "matter"));
  self->version = g_strdup (yc_fact_get_text (fact, "version"));
  self->hall = g_strdup (yc_fact_get_text (fact, "hall"));
  if (yc_fact_get_text (fact, "visit") != NULL)
    yc_id_parse (yc_fact_get_text (fact, "visit"), &self->visit);
  self->status = YC_CASE_DRAFT;
}

static void
fold_fields_set (YcCase     *self,
                 const YcFact *fact)
{
  GPtrArray *items = fact->op->body->items;
  const char *source = yc_fact_get_text (fact, "source");
  g_auto (YcValue) one = YC_VALUE_INIT;

  yc_value_set_int (&one, 1);
  for (guint i = 0; i < items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (items, i);
      const char *path = yc_record_get_text (item, "path");
      g_autofree char *row = yc_path_dup_row (path, NULL);

      put_value (self, fact, path, yc_record_get (item, "value"), source);
      /* An edit in a row that somebody removed says: the row should be. */
      if (row != NULL && yc_verdict_find_contest (fact->verdict, row) != NULL)
        put_value (self, fact, row, &one, source);
    }
}

static char *
dup_row_path (const YcFact *fact)
{
  return g_strconcat (yc_fact_get_text (fact, "list"), "/", yc_fact_get_text (fact, "row"), NULL);
}

static void
fold_row_add (YcCase     *self,
              const YcFact *fact)
{
  const char *list = yc_fact_get_text (fact, "list");
  const char *row = yc_fact_get_text (fact, "row");
  g_autofree char *path = dup_row_path (fact);
  GPtrArray *rows = g_hash_table_lookup (self->rows, list);
  g_auto (YcValue) one = YC_VALUE_INIT;

  if (rows == NULL)
    {
      rows = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (self->rows, g_strdup (list), rows);
    }
  if (!g_ptr_array_find_with_equal_func (rows, row, g_str_equal, NULL))
    g_ptr_array_add (rows, g_strdup (row));
  yc_value_set_int (&one, 1);
  put_value (self, fact, path, &one, "typed");
}

static void
fold_row_remove (YcCase     *self,
                 const YcFact *fact)
{
  static const YcValue none = YC_VALUE_INIT;
  g_autofree char *path = dup_row_path (fact);

  put_value (self, fact, path, &none, "typed");
}

static void
fold_settle (YcCase     *self,
             const YcFact *fact)
{
  GPtrArray *items = fact->op->body->items;
  const char *path = yc_fact_get_text (fact, "path");
  YcField *field = ensure_field (self, path);

  put_value (self, fact, path, yc_record_get (fact->op->body->record, "chosen"), "settled");
  for (guint i = 0; i < items->len; i++)
    {
      YcId first;

      if (yc_id_parse (yc_record_get_text (g_ptr_array_index (items, i), "closes"), &first))
        yc_field_close_branch (field, &first);
    }
}

static void
fold_identity (YcCase     *self,
               const YcFact *fact)
{
  YcIdentity *identity = g_new0 (YcIdentity, 1);

  identity->method = g_strdup (yc_fact_get_text (fact, "method"));
  identity->name = g_strdup (yc_fact_get_text (fact, "name"));
  identity->number = g_strdup (yc_fact_get_text (fact, "number"));
  identity->document = g_strdup (yc_fact_get_text (fact, "document"));
  identity->expires = g_strdup (yc_fact_get_text (fact, "expires"));
  identity->scope = g_strdup (yc_fact_get_text (fact, "scope"));
  identity->delegate = g_strdup (yc_fact_get_text (fact, "delegate"));
  identity->delegate_number = g_strdup (yc_fact_get_text (fact, "delegate_number"));
  identity->by = g_strdup (fact->op->by);
  identity->at = fact->verdict->at;
  g_hash_table_insert (self->identities, g_strdup (yc_fact_get_text (fact, "person")), identity);
}

/* The second look confirms who it saw, by name and number: as whomever they
 * were identified. */
static void
fold_identity_confirm (YcCase     *self,
                       const YcFact *fact)
{
  YcIdentity *identity = yc_case_find_identity (self, yc_fact_get_text (fact, "name"),
                                                yc_fact_get_text (fact, "number"));

  if (identity == NULL)
    return;
  g_free (identity->confirmed_by);
  identity->confirmed_by = g_strdup (fact->op->by);
}

static void
fold_item (YcCase     *self,
           const YcFact *fact)
{
  const YcRecord *record = fact->op->body->record;
  YcItem *item = g_new0 (YcItem, 1);

  item->id = g_strdup (yc_fact_get_text (fact, "item"));
  item->state = g_strdup (yc_fact_get_text (fact, "state"));
  item->originals = yc_record_get_int (record, "originals", 0);
  item->copies = yc_record_get_int (record, "copies", 0);
  item->due = g_strdup (yc_fact_get_text (fact, "due"));
  item->at = fact->verdict->at;
  g_hash_table_replace (self->items, item->id, item);
}

static void
fold_document (YcCase     *self,
               const YcFact *fact)
{
  GPtrArray *items = fact->op->body->items;
  YcDocument *document = g_new0 (YcDocument, 1);

  yc_id_parse (yc_fact_get_text (fact, "document"), &document->id);
  document->kind = g_strdup (yc_fact_get_text (fact, "kind"));
  document->title = g_strdup (yc_fact_get_text (fact, "title"));
  document->item = g_strdup (yc_fact_get_text (fact, "item"));
  document->sha256 = g_strdup (yc_fact_get_text (fact, "sha256"));
  document->size = yc_record_get_int (fact->op->body->record, "size", 0);
  document->at = fact->verdict->at;
  document->shows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (items, i);
      const char *path = yc_record_get_text (item, "path");
      const char *digest = yc_record_get_text (item, "digest");

      if (path != NULL && digest != NULL)
        g_hash_table_insert (document->shows, g_strdup (path), g_strdup (digest));
    }
  g_ptr_array_add (self->documents, document);
}

static void
fold_receive (YcCase     *self,
              const YcFact *fact)
{
  g_free (self->number);
  self->number = g_strdup (yc_fact_get_text (fact, "number"));
  self->status = YC_CASE_RECEIVED;
  if (self->received_at.at_ms == 0)
    self->received_at = fact->verdict->at;
}

static void
fold_decision (YcCase     *self,
               const YcFact *fact)
{
  static const struct
  {
    const char *outcome;
    YcCaseStatus status;
  } ends[] = {
    { "approved", YC_CASE_APPROVED },
    { "returned", YC_CASE_RETURNED },
    { "refused", YC_CASE_REFUSED },
  };
  GPtrArray *items = fact->op->body->items;
  YcDecision *decision = g_new0 (YcDecision, 1);

  decision->module = g_strdup (yc_fact_get_text (fact, "module"));
  decision->outcome = g_strdup (yc_fact_get_text (fact, "outcome"));
  decision->by = g_strdup (yc_fact_get_text (fact, "by"));
  decision->operator_code = g_strdup (fact->op->by);
  decision->text = g_strdup (yc_fact_get_text (fact, "text"));
  decision->at = fact->verdict->at;
  decision->reasons = g_ptr_array_new_with_free_func (reason_free);
  for (guint i = 0; i < items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (items, i);
      YcDecisionReason *reason = g_new0 (YcDecisionReason, 1);

      reason->rule = g_strdup (yc_record_get_text (item, "rule"));
      reason->text = g_strdup (yc_record_get_text (item, "text"));
      reason->path = g_strdup (yc_record_get_text (item, "path"));
      reason->remedy = g_strdup (yc_record_get_text (item, "remedy"));
      reason->holds = yc_record_get_int (item, "holds", 0) != 0;
      g_ptr_array_add (decision->reasons, reason);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_equal (decision->outcome, ends[i].outcome))
      self->status = ends[i].status;
  if (self->status == YC_CASE_RETURNED)
    yc_case_pause (self, fact, YC_PAUSE_CORRECTION, NULL);
  g_hash_table_replace (self->decisions, decision->module, decision);
}

static void
fold_submit (YcCase     *self,
             const YcFact *fact)
{
  self->status = YC_CASE_SUBMITTED;
  yc_case_resume (self, fact, YC_PAUSE_CORRECTION, NULL);
}

/* What an op of each kind does, and which of its keys tells it from others in
 * the history. A kind without a line here leaves only its event. */
static const struct
{
  YcKindCode code;
  YcCaseEffect fold;
  const char *detail;
} effects[] = {
  { YC_KIND_CASE_OPEN, fold_open, "matter" },
  { YC_KIND_FIELDS_SET, fold_fields_set, "source" },
  { YC_KIND_ROW_ADD, fold_row_add, "list" },
  { YC_KIND_ROW_REMOVE, fold_row_remove, "list" },
  { YC_KIND_FIELD_SETTLE, fold_settle, "path" },
  { YC_KIND_IDENTITY_RECORD, fold_identity, "method" },
  { YC_KIND_IDENTITY_CONFIRM, fold_identity_confirm, NULL },
  { YC_KIND_ITEM_MARK, fold_item, "item" },
  { YC_KIND_DOCUMENT_ADD, fold_document, "title" },
  { YC_KIND_CASE_SUBMIT, fold_submit, NULL },
  { YC_KIND_CASE_RECEIVE, fold_receive, "number" },
  { YC_KIND_DECISION_RECORD, fold_decision, "outcome" },
  { YC_KIND_NOTE_ADD, NULL, "text" },
  { YC_KIND_PRINT_RECORD, NULL, "paper" },
  { YC_KIND_PRINT_SETTLE, NULL, "paper" },
};

static YcCaseEffect
find_effect (YcKindCode   code,
             const char **ret_detail)
{
  for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
    if (effects[i].code == code)
      {
        *ret_detail = effects[i].detail;
        return effects[i].fold;
      }
  if (yc_case_sign_find_effect (code, ret_detail) != NULL)
    return yc_case_sign_find_effect (code, ret_detail);
  if (yc_case_reveal_find_effect (code, ret_detail) != NULL)
    return yc_case_reveal_find_effect (code, ret_detail);
  if (yc_case_job_find_effect (code, ret_detail) != NULL)
    return yc_case_job_find_effect (code, ret_detail);
  return yc_case_progress_find_effect (code, ret_detail);
}

static const char *
apply_effect (YcCase       *self,
              const YcFact *fact,
              YcKindCode    code)
{
  const char *detail = NULL;
  YcCaseEffect fold = find_effect (code, &detail);

  if (fold != NULL && fact->verdict->outcome != YC_OUTCOME_REFUSED)
    fold (self, fact);
  return detail != NULL ? yc_fact_get_text (fact, detail) : NULL;
}

/* A body that a feed carries was sound to the hub. Where this program cannot
 * read it, the op is to it one of a kind it does not know. */
static void
apply (YcCase     *self,
       const YcFact *fact)
{
  const YcOp *op = fact->op;
  const YcKind *kind = yc_kind_find (op->kind);
  gboolean known = kind != NULL && kind->stream == YC_STREAM_CASE &&
                   yc_kind_check_body (kind, op->body) == NULL;
  const char *detail = known ? apply_effect (self, fact, kind->code) : NULL;
  YcEvent *event = g_new0 (YcEvent, 1);

  event->op = op->id;
  event->kind = g_strdup (op->kind);
  event->by = g_strdup (op->by);
  event->window = g_strdup (op->window);
  event->detail = g_strdup (detail != NULL ? detail : "");
  event->at = fact->verdict->at;
  event->outcome = fact->verdict->outcome;
  event->known = known;
  g_ptr_array_add (self->events, event);
}

/**
 * yc_case_fold:
 * @self: a case
 * @op: the op of a feed row
 * @verdict: what the hub said of it, from the same row
 * @revision: the row's revision in this stream, from 1
 *
 * An op folded before is passed over.
 *
 * Returns: %FALSE on a gap: rows before this one are missing, nothing changed
 */
gboolean
yc_case_fold (YcCase          *self,
              const YcOp      *op,
              const YcVerdict *verdict,
              gint64           revision)
{
  YcFact fact = { op, verdict, revision };

  g_return_val_if_fail (YC_IS_CASE (self) && op != NULL && verdict != NULL, FALSE);

  if (g_hash_table_contains (self->folded, &op->id))
    return TRUE;
  if (revision != self->revision + 1)
    return FALSE;
  g_hash_table_add (self->folded, yc_id_copy (&op->id));
  self->revision = revision;
  apply (self, &fact);
  return TRUE;
}

/**
 * yc_case_predict:
 * @self: a case, on top of whose rows nothing will be folded any more
 * @op: an op of this desk that the hub has not answered
 * @verdict: what this desk expects the hub to say
 *
 * Shows the op's effect without counting a revision. When an answer comes,
 * fold a new case from the rows and predict what is left.
 */
void
yc_case_predict (YcCase          *self,
                 const YcOp      *op,
                 const YcVerdict *verdict)
{
  YcFact fact = { op, verdict, 0 };

  g_return_if_fail (YC_IS_CASE (self) && op != NULL && verdict != NULL);

  if (g_hash_table_contains (self->folded, &op->id))
    return;
  g_hash_table_add (self->folded, yc_id_copy (&op->id));
  apply (self, &fact);
}
