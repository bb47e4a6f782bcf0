/* yc-case.c: a case as the fold of its ops
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

#include "yc-case.h"

#include <string.h>

struct _YcCase
{
  GObject parent_instance;

  YcId id;
  YcCaseStatus status;
  gint64 revision;
  char *matter;
  char *version;
  char *hall;
  YcId visit;
  char *number;

  GHashTable *folded;     /* set of YcId: the ops that had their effect */
  GHashTable *fields;     /* path → YcField */
  GHashTable *rows;       /* list's path → GPtrArray of row ids as text, as added */
  GHashTable *identities; /* person's path → YcIdentity */
  GHashTable *items;      /* item's id → YcItem */
  GHashTable *decisions;  /* module → YcDecision */
  GHashTable *results;    /* "module/key" → text */
  GPtrArray *documents;   /* of YcDocument */
  GPtrArray *events;      /* of YcEvent */

  YcValue shown; /* what a computed path answers; until the next question */
};

G_DEFINE_FINAL_TYPE (YcCase, yc_case, G_TYPE_OBJECT)

/* What an effect may look at beside the case. */
typedef struct
{
  const YcOp *op;
  const YcVerdict *verdict;
  gint64 revision; /* 0 while predicted */
} Fact;

static void
event_free (gpointer data)
{
  YcEvent *event = data;

  g_free (event->kind);
  g_free (event->by);
  g_free (event->window);
  g_free (event->detail);
  g_free (event);
}

static void
identity_free (gpointer data)
{
  YcIdentity *identity = data;

  g_free (identity->method);
  g_free (identity->name);
  g_free (identity->number);
  g_free (identity->by);
  g_free (identity->confirmed_by);
  g_free (identity);
}

static void
item_free (gpointer data)
{
  YcItem *item = data;

  g_free (item->id);
  g_free (item->state);
  g_free (item->due);
  g_free (item);
}

static void
document_free (gpointer data)
{
  YcDocument *document = data;

  g_free (document->kind);
  g_free (document->title);
  g_free (document->sha256);
  g_hash_table_unref (document->shows);
  g_free (document);
}

static void
reason_free (gpointer data)
{
  YcDecisionReason *reason = data;

  g_free (reason->rule);
  g_free (reason->text);
  g_free (reason);
}

static void
decision_free (gpointer data)
{
  YcDecision *decision = data;

  g_free (decision->module);
  g_free (decision->outcome);
  g_free (decision->by);
  g_ptr_array_unref (decision->reasons);
  g_free (decision);
}

static void
field_free (gpointer data)
{
  yc_field_free (data);
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
           const Fact    *fact,
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

static const char *
text_of (const Fact *fact,
         const char *key)
{
  return yc_record_get_text (fact->op->body->record, key);
}

static void
fold_open (YcCase     *self,
           const Fact *fact)
{
  g_free (self->matter);
  g_free (self->version);
  g_free (self->hall);
  self->matter = g_strdup (text_of (fact, "matter"));
  self->version = g_strdup (text_of (fact, "version"));
  self->hall = g_strdup (text_of (fact, "hall"));
  if (text_of (fact, "visit") != NULL)
    yc_id_parse (text_of (fact, "visit"), &self->visit);
  self->status = YC_CASE_DRAFT;
}

static void
fold_fields_set (YcCase     *self,
                 const Fact *fact)
{
  GPtrArray *items = fact->op->body->items;
  const char *source = text_of (fact, "source");
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
dup_row_path (const Fact *fact)
{
  return g_strconcat (text_of (fact, "list"), "/", text_of (fact, "row"), NULL);
}

static void
fold_row_add (YcCase     *self,
              const Fact *fact)
{
  const char *list = text_of (fact, "list");
  const char *row = text_of (fact, "row");
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
                 const Fact *fact)
{
  static const YcValue none = YC_VALUE_INIT;
  g_autofree char *path = dup_row_path (fact);

  put_value (self, fact, path, &none, "typed");
}

static void
fold_settle (YcCase     *self,
             const Fact *fact)
{
  GPtrArray *items = fact->op->body->items;
  const char *path = text_of (fact, "path");
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
               const Fact *fact)
{
  YcIdentity *identity = g_new0 (YcIdentity, 1);

  identity->method = g_strdup (text_of (fact, "method"));
  identity->name = g_strdup (text_of (fact, "name"));
  identity->number = g_strdup (text_of (fact, "number"));
  identity->by = g_strdup (fact->op->by);
  identity->at = fact->verdict->at;
  g_hash_table_insert (self->identities, g_strdup (text_of (fact, "person")), identity);
}

/* The second look confirms what it saw: another name or number since then
 * leaves the identity as it was. */
static void
fold_identity_confirm (YcCase     *self,
                       const Fact *fact)
{
  YcIdentity *identity = g_hash_table_lookup (self->identities, text_of (fact, "person"));

  if (identity == NULL ||
      strcmp (identity->name, text_of (fact, "name")) != 0 ||
      strcmp (identity->number, text_of (fact, "number")) != 0)
    return;
  g_free (identity->confirmed_by);
  identity->confirmed_by = g_strdup (fact->op->by);
}

static void
fold_item (YcCase     *self,
           const Fact *fact)
{
  const YcRecord *record = fact->op->body->record;
  YcItem *item = g_new0 (YcItem, 1);

  item->id = g_strdup (text_of (fact, "item"));
  item->state = g_strdup (text_of (fact, "state"));
  item->originals = yc_record_get_int (record, "originals", 0);
  item->copies = yc_record_get_int (record, "copies", 0);
  item->due = g_strdup (text_of (fact, "due"));
  item->at = fact->verdict->at;
  g_hash_table_replace (self->items, item->id, item);
}

static void
fold_document (YcCase     *self,
               const Fact *fact)
{
  GPtrArray *items = fact->op->body->items;
  YcDocument *document = g_new0 (YcDocument, 1);

  yc_id_parse (text_of (fact, "document"), &document->id);
  document->kind = g_strdup (text_of (fact, "kind"));
  document->title = g_strdup (text_of (fact, "title"));
  document->sha256 = g_strdup (text_of (fact, "sha256"));
  document->size = yc_record_get_int (fact->op->body->record, "size", 0);
  document->at = fact->verdict->at;
  document->shows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (items, i);

      g_hash_table_insert (document->shows, g_strdup (yc_record_get_text (item, "path")),
                           g_strdup (yc_record_get_text (item, "digest")));
    }
  g_ptr_array_add (self->documents, document);
}

static void
fold_receive (YcCase     *self,
              const Fact *fact)
{
  g_free (self->number);
  self->number = g_strdup (text_of (fact, "number"));
  self->status = YC_CASE_RECEIVED;
}

static void
fold_decision (YcCase     *self,
               const Fact *fact)
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

  decision->module = g_strdup (text_of (fact, "module"));
  decision->outcome = g_strdup (text_of (fact, "outcome"));
  decision->by = g_strdup (text_of (fact, "by"));
  decision->at = fact->verdict->at;
  decision->reasons = g_ptr_array_new_with_free_func (reason_free);
  for (guint i = 0; i < items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (items, i);
      YcDecisionReason *reason = g_new0 (YcDecisionReason, 1);

      reason->rule = g_strdup (yc_record_get_text (item, "rule"));
      reason->text = g_strdup (yc_record_get_text (item, "text"));
      reason->holds = yc_record_get_int (item, "holds", 0) != 0;
      g_ptr_array_add (decision->reasons, reason);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_equal (decision->outcome, ends[i].outcome))
      self->status = ends[i].status;
  g_hash_table_replace (self->decisions, decision->module, decision);
}

static void
fold_result (YcCase     *self,
             const Fact *fact)
{
  g_hash_table_replace (self->results,
                        g_strconcat (text_of (fact, "module"), "/", text_of (fact, "key"), NULL),
                        g_strdup (text_of (fact, "value")));
}

static void
fold_submit (YcCase     *self,
             const Fact *fact)
{
  self->status = YC_CASE_SUBMITTED;
}

/* What an op of each kind does, and which of its keys tells it from others in
 * the history. A kind without a line here leaves only its event. */
static const struct
{
  YcKindCode code;
  void (*fold) (YcCase *self, const Fact *fact);
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
  { YC_KIND_MODULE_RESULT, fold_result, "value" },
  { YC_KIND_NOTE_ADD, NULL, "text" },
  { YC_KIND_PRINT_RECORD, NULL, "paper" },
};

static const char *
apply_effect (YcCase     *self,
              const Fact *fact,
              YcKindCode  code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
    {
      if (effects[i].code != code)
        continue;
      if (effects[i].fold != NULL && fact->verdict->outcome != YC_OUTCOME_REFUSED)
        effects[i].fold (self, fact);
      return effects[i].detail != NULL ? text_of (fact, effects[i].detail) : NULL;
    }
  return NULL;
}

/* A body that a feed carries was sound to the hub. Where this program cannot
 * read it, the op is to it one of a kind it does not know. */
static void
apply (YcCase     *self,
       const Fact *fact)
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

static void
yc_case_finalize (GObject *object)
{
  YcCase *self = YC_CASE (object);

  g_free (self->matter);
  g_free (self->version);
  g_free (self->hall);
  g_free (self->number);
  g_hash_table_unref (self->folded);
  g_hash_table_unref (self->fields);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->identities);
  g_hash_table_unref (self->items);
  g_hash_table_unref (self->decisions);
  g_hash_table_unref (self->results);
  g_ptr_array_unref (self->documents);
  g_ptr_array_unref (self->events);
  yc_value_clear (&self->shown);
  G_OBJECT_CLASS (yc_case_parent_class)->finalize (object);
}

static void
yc_case_class_init (YcCaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_case_finalize;
}

static void
yc_case_init (YcCase *self)
{
  self->folded = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, field_free);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) g_ptr_array_unref);
  self->identities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, identity_free);
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, item_free);
  self->decisions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, decision_free);
  self->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->documents = g_ptr_array_new_with_free_func (document_free);
  self->events = g_ptr_array_new_with_free_func (event_free);
}

/**
 * yc_case_new:
 * @id: the case's id, which is its stream's
 *
 * Returns: (transfer full): a case with nothing folded
 */
YcCase *
yc_case_new (const YcId *id)
{
  YcCase *self = g_object_new (YC_TYPE_CASE, NULL);

  self->id = *id;
  return self;
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
  Fact fact = { op, verdict, revision };

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
  Fact fact = { op, verdict, 0 };

  g_return_if_fail (YC_IS_CASE (self) && op != NULL && verdict != NULL);

  if (g_hash_table_contains (self->folded, &op->id))
    return;
  g_hash_table_add (self->folded, yc_id_copy (&op->id));
  apply (self, &fact);
}

const YcId *
yc_case_get_id (YcCase *self)
{
  return &self->id;
}

YcCaseStatus
yc_case_get_status (YcCase *self)
{
  return self->status;
}

/* A form may be changed while it is a draft and when it was given back. */
gboolean
yc_case_is_editable (YcCase *self)
{
  return self->status == YC_CASE_DRAFT || self->status == YC_CASE_RETURNED;
}

gint64
yc_case_get_revision (YcCase *self)
{
  return self->revision;
}

const char *
yc_case_get_matter (YcCase *self)
{
  return self->matter;
}

/* The catalogue version the case began with and keeps. */
const char *
yc_case_get_version (YcCase *self)
{
  return self->version;
}

const char *
yc_case_get_hall (YcCase *self)
{
  return self->hall;
}

gboolean
yc_case_get_visit (YcCase *self,
                   YcId   *ret_visit)
{
  if (yc_id_is_nil (&self->visit))
    return FALSE;
  *ret_visit = self->visit;
  return TRUE;
}

/* Returns: (nullable): the hub's case number, %NULL before it was received */
const char *
yc_case_get_number (YcCase *self)
{
  return self->number;
}

/* Returns: (nullable): what @module gave as @key, such as the credit code */
const char *
yc_case_get_result (YcCase     *self,
                    const char *module,
                    const char *key)
{
  g_autofree char *name = g_strconcat (module, "/", key, NULL);

  return g_hash_table_lookup (self->results, name);
}

static gboolean
field_holds_text (YcCase     *self,
                  const char *person,
                  const char *key,
                  const char *text)
{
  g_autofree char *path = g_strconcat (person, "/", key, NULL);
  const YcField *field = g_hash_table_lookup (self->fields, path);

  return field != NULL && field->value.type == YC_VALUE_TEXT &&
         strcmp (field->value.text, text) == 0;
}

/* "<person>/identity": how the person whose name and number stand in the form
 * was identified; nothing when it was somebody else or nobody. */
static const YcValue *
compute_identity (YcCase     *self,
                  const char *person)
{
  const YcIdentity *identity = yc_case_get_identity (self, person);

  if (identity == NULL)
    return NULL;
  yc_value_set_text (&self->shown,
                     g_str_equal (identity->method, "card") ? "card"
                     : identity->confirmed_by != NULL       ? "typed-confirmed"
                                                            : "typed");
  return &self->shown;
}

static const YcValue *
compute_item (YcCase     *self,
              const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 5);
  const YcItem *item;

  if (g_strv_length (parts) != 4 || strcmp (parts[3], "state") != 0)
    return NULL;
  item = g_hash_table_lookup (self->items, parts[2]);
  if (item == NULL)
    return NULL;
  yc_value_set_text (&self->shown, item->state);
  return &self->shown;
}

/**
 * yc_case_get_value:
 * @self: a case
 * @path: a field's path, or a computed one: "<person>/identity" ("card",
 *   "typed", "typed-confirmed") and "/items/<item>/state"
 *
 * Returns: (nullable) (transfer none): the value that counts, valid until the
 *   next question; %NULL where there is none
 */
const YcValue *
yc_case_get_value (YcCase     *self,
                   const char *path)
{
  const YcField *field;

  g_return_val_if_fail (YC_IS_CASE (self) && path != NULL, NULL);

  if (g_str_has_suffix (path, "/identity"))
    {
      g_autofree char *person = g_strndup (path, strlen (path) - strlen ("/identity"));

      return compute_identity (self, person);
    }
  if (g_str_has_prefix (path, "/items/"))
    return compute_item (self, path);

  field = g_hash_table_lookup (self->fields, path);
  return field != NULL && field->value.type != YC_VALUE_NONE ? &field->value : NULL;
}

/* Returns: (nullable) (transfer none): the field with its origin and branches */
const YcField *
yc_case_get_field (YcCase     *self,
                   const char *path)
{
  return g_hash_table_lookup (self->fields, path);
}

static int
compare_text_cb (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
list_field_paths (YcCase   *self,
                  gboolean  contested_only)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer path, field;

  g_hash_table_iter_init (&iter, self->fields);
  while (g_hash_table_iter_next (&iter, &path, &field))
    if (!contested_only || yc_field_is_contested (field))
      g_ptr_array_add (paths, g_strdup (path));
  g_ptr_array_sort (paths, compare_text_cb);
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&paths), FALSE);
}

/* Returns: (transfer full): the paths of all fields that were ever set, sorted */
char **
yc_case_list_fields (YcCase *self)
{
  return list_field_paths (self, FALSE);
}

/* Returns: (transfer full): the paths where values stand against each other, sorted */
char **
yc_case_list_contested (YcCase *self)
{
  return list_field_paths (self, TRUE);
}

/* Returns: (transfer full): the ids of the rows that are there, as they were added */
char **
yc_case_list_rows (YcCase     *self,
                   const char *list)
{
  GPtrArray *rows = g_hash_table_lookup (self->rows, list);
  g_autoptr (GPtrArray) present = g_ptr_array_new ();

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const char *row = g_ptr_array_index (rows, i);
      g_autofree char *path = g_strconcat (list, "/", row, NULL);

      if (yc_case_get_value (self, path) != NULL)
        g_ptr_array_add (present, g_strdup (row));
    }
  g_ptr_array_add (present, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&present), FALSE);
}

/**
 * yc_case_get_identity:
 * @self: a case
 * @person: path of the person, "/shareholders/<id>"
 *
 * Returns: (nullable) (transfer none): how the person was identified; %NULL
 *   also when name or number in the form are no longer those identified
 */
const YcIdentity *
yc_case_get_identity (YcCase     *self,
                      const char *person)
{
  const YcIdentity *identity = g_hash_table_lookup (self->identities, person);

  if (identity == NULL ||
      !field_holds_text (self, person, "name", identity->name) ||
      !field_holds_text (self, person, "number", identity->number))
    return NULL;
  return identity;
}

const YcItem *
yc_case_get_item (YcCase     *self,
                  const char *item)
{
  return g_hash_table_lookup (self->items, item);
}

const YcDecision *
yc_case_get_decision (YcCase     *self,
                      const char *module)
{
  return g_hash_table_lookup (self->decisions, module);
}

/* Returns: (transfer none): of YcDocument, as they were added */
GPtrArray *
yc_case_get_documents (YcCase *self)
{
  return self->documents;
}

/* Whether every field still says what @document shows (D8). */
gboolean
yc_case_document_is_current (YcCase           *self,
                             const YcDocument *document)
{
  GHashTableIter iter;
  gpointer path, digest;

  g_hash_table_iter_init (&iter, document->shows);
  while (g_hash_table_iter_next (&iter, &path, &digest))
    {
      g_autofree char *now = yc_value_dup_digest (yc_case_get_value (self, path));

      if (strcmp (now, digest) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer none): of YcEvent, in the stream's order */
GPtrArray *
yc_case_get_events (YcCase *self)
{
  return self->events;
}

/* Returns: (nullable) (transfer none): the newest event of @kind that had its effect */
const YcEvent *
yc_case_find_event (YcCase     *self,
                    const char *kind)
{
  for (guint i = self->events->len; i > 0; i--)
    {
      const YcEvent *event = g_ptr_array_index (self->events, i - 1);

      if (event->outcome != YC_OUTCOME_REFUSED && strcmp (event->kind, kind) == 0)
        return event;
    }
  return NULL;
}

/* Returns: (transfer full): SHA-256 of type and content, in hexadecimal */
char *
yc_value_dup_digest (const YcValue *value)
{
  g_autofree char *text = yc_value_dup_text (value);
  g_autofree char *typed = g_strdup_printf ("%d:%s", value != NULL ? (int) value->type : 0, text);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, typed, -1);
}

/* A value on a line of its own, with what could break the line escaped. */
static void
append_value (GString       *out,
              const char    *name,
              const YcValue *value)
{
  g_autofree char *text = yc_value_dup_text (value);
  g_autofree char *escaped = g_strescape (text, "");

  g_string_append_printf (out, "%s %d:%s\n", name, (int) value->type, escaped);
}

/**
 * yc_case_dup_form_digest:
 * @self: a case
 *
 * What a clerk submits is this: every field that has a value. A submission
 * names it, so that nothing is submitted that the clerk had not before them.
 *
 * Returns: (transfer full): SHA-256 of the form in hexadecimal
 */
char *
yc_case_dup_form_digest (YcCase *self)
{
  g_autoptr (GString) form = g_string_new (NULL);
  g_auto (GStrv) paths = yc_case_list_fields (self);

  for (char **path = paths; *path != NULL; path++)
    {
      const YcField *field = g_hash_table_lookup (self->fields, *path);

      if (field->value.type != YC_VALUE_NONE)
        append_value (form, *path, &field->value);
    }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, form->str, form->len);
}

static void
dump_branches (GString       *out,
               const YcField *field)
{
  for (guint i = 0; i < field->branches->len; i++)
    {
      const YcBranch *branch = g_ptr_array_index (field->branches, i);
      char id[YC_ID_TEXT_SIZE];

      yc_id_to_text (&branch->first, id);
      g_string_append_printf (out, "  | %s %s@%s ", id, branch->origin.by, branch->origin.window);
      append_value (out, "=", &branch->value);
    }
}

static void
dump_events (GString   *out,
             GPtrArray *events)
{
  for (guint i = 0; i < events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (events, i);
      char id[YC_ID_TEXT_SIZE];

      yc_id_to_text (&event->op, id);
      g_string_append_printf (out, "event %s %s %s@%s %s %" G_GINT64_FORMAT "%s\n", id, event->kind,
                              event->by, event->window, yc_outcome_to_text (event->outcome),
                              event->at.at_ms, event->at.uncertain ? "?" : "");
    }
}

static char **
list_sorted_keys (GHashTable *table)
{
  g_autofree gpointer *keys = g_hash_table_get_keys_as_array (table, NULL);
  char **sorted = g_strdupv ((char **) keys);

  qsort (sorted, g_strv_length (sorted), sizeof (char *), compare_text_cb);
  return sorted;
}

static void
dump_results (GString *out,
              YcCase  *self)
{
  g_auto (GStrv) persons = list_sorted_keys (self->identities);
  g_auto (GStrv) items = list_sorted_keys (self->items);
  g_auto (GStrv) results = list_sorted_keys (self->results);

  for (char **person = persons; *person != NULL; person++)
    {
      const YcIdentity *identity = g_hash_table_lookup (self->identities, *person);

      g_string_append_printf (out, "identity %s %s %s %s %s\n", *person, identity->method,
                              identity->name, identity->number,
                              identity->confirmed_by != NULL ? identity->confirmed_by : "-");
    }
  for (char **id = items; *id != NULL; id++)
    {
      const YcItem *item = g_hash_table_lookup (self->items, *id);

      g_string_append_printf (out, "item %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s\n", *id,
                              item->state, item->originals, item->copies,
                              item->due != NULL ? item->due : "-");
    }
  for (char **name = results; *name != NULL; name++)
    g_string_append_printf (out, "result %s %s\n", *name,
                            (char *) g_hash_table_lookup (self->results, *name));
}

/**
 * yc_case_dup_dump:
 * @self: a case
 *
 * The whole state as text, the same for the same state: for tests, and for
 * the digest that tells two states apart. It holds personal data.
 *
 * Returns: (transfer full): lines of text
 */
char *
yc_case_dup_dump (YcCase *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) paths = yc_case_list_fields (self);

  g_string_append_printf (out, "case %d %" G_GINT64_FORMAT " %s\n", (int) self->status,
                          self->revision, self->number != NULL ? self->number : "-");
  for (char **path = paths; *path != NULL; path++)
    {
      const YcField *field = g_hash_table_lookup (self->fields, *path);

      g_string_append_printf (out, "%s@%s %s ", field->origin.by != NULL ? field->origin.by : "-",
                              field->origin.window != NULL ? field->origin.window : "-",
                              field->origin.source != NULL ? field->origin.source : "-");
      append_value (out, *path, &field->value);
      dump_branches (out, field);
    }
  dump_results (out, self);
  dump_events (out, self->events);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
