/* yc-case-judge.c: what the hub says of a case's op
 *
 * The one place with rules about what may be done to a case and when. The
 * fold does not come here: it follows the verdict that was once given.
 *
 * An edit holds when the value is still the one its author had before them
 * (`was`), or is already the one they gave. Where the field is contested, the
 * author of a branch goes on with that branch. Anything else stands against
 * the field's value.
 */

#include "yc-case-judge.h"

#include "yc-case-private.h"

#include <string.h>

static gboolean
is_same_author (const YcOrigin *origin,
                const YcOp     *op)
{
  return g_strcmp0 (origin->by, op->by) == 0 && g_strcmp0 (origin->window, op->window) == 0;
}

/* The branch that @op goes on with: its author's own, and still as they left it. */
static const YcBranch *
find_own_branch (const YcField *field,
                 const YcOp    *op,
                 const YcValue *was)
{
  for (guint i = 0; i < field->branches->len; i++)
    {
      const YcBranch *branch = g_ptr_array_index (field->branches, i);

      if (is_same_author (&branch->origin, op) && yc_value_equal (&branch->value, was))
        return branch;
    }
  return NULL;
}

static void
judge_value (YcCase        *self,
             const YcOp    *op,
             const char    *path,
             const YcValue *value,
             const YcValue *was,
             YcVerdict     *verdict)
{
  const YcField *field = yc_case_get_field (self, path);
  const YcValue *current = field != NULL ? &field->value : NULL;
  const YcBranch *own;

  if (yc_value_equal (current, value))
    return;
  if (field == NULL || !yc_field_is_contested (field))
    {
      if (!yc_value_equal (current, was))
        yc_verdict_add_contest (verdict, path, NULL);
      return;
    }

  own = find_own_branch (field, op, was);
  if (own != NULL)
    yc_verdict_add_contest (verdict, path, &own->first);
  else if (!yc_value_equal (current, was) || !is_same_author (&field->origin, op))
    yc_verdict_add_contest (verdict, path, NULL);
}

/* An edit in a row needs the row. One that was removed meanwhile makes the
 * removal contested; one that never was makes the edit senseless. Its author
 * says so once: later edits go on with that branch. */
static void
judge_row_of (YcCase     *self,
              const YcOp *op,
              const char *path,
              YcVerdict  *verdict)
{
  g_autofree char *row = yc_path_dup_row (path, NULL);
  const YcField *field = row != NULL ? yc_case_get_field (self, row) : NULL;
  g_auto (YcValue) there = YC_VALUE_INIT;
  const YcBranch *own;

  if (row == NULL)
    return;
  if (field == NULL)
    {
      yc_verdict_refuse (verdict, path, "no-such-row");
      return;
    }
  if (field->value.type != YC_VALUE_NONE || yc_verdict_find_contest (verdict, row) != NULL)
    return;
  yc_value_set_int (&there, 1);
  own = find_own_branch (field, op, &there);
  yc_verdict_add_contest (verdict, row, own != NULL ? &own->first : NULL);
}

/* Two values for one field in one op: nobody can tell which one is meant. */
static gboolean
is_given_before (GPtrArray  *items,
                 guint       before,
                 const char *path)
{
  for (guint i = 0; i < before; i++)
    if (g_strcmp0 (yc_record_get_text (g_ptr_array_index (items, i), "path"), path) == 0)
      return TRUE;
  return FALSE;
}

static void
judge_fields_set (YcCase     *self,
                  const YcOp *op,
                  YcVerdict  *verdict)
{
  GPtrArray *items = op->body->items;

  for (guint i = 0; i < items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (items, i);
      const char *path = yc_record_get_text (item, "path");

      if (is_given_before (items, i, path))
        yc_verdict_refuse (verdict, path, "given-twice");
      judge_value (self, op, path, yc_record_get (item, "value"), yc_record_get (item, "was"),
                   verdict);
      judge_row_of (self, op, path, verdict);
    }
}

static void
judge_row_add (YcCase     *self,
               const YcOp *op,
               YcVerdict  *verdict)
{
  const YcRecord *record = op->body->record;
  g_autofree char *path = g_strconcat (yc_record_get_text (record, "list"), "/",
                                       yc_record_get_text (record, "row"), NULL);

  if (yc_case_get_field (self, path) != NULL)
    yc_verdict_refuse (verdict, path, "row-exists");
}

/* A row may be removed as its remover saw it: what somebody else has put into
 * it since then makes the removal contested. */
static void
judge_row_remove (YcCase     *self,
                  const YcOp *op,
                  YcVerdict  *verdict)
{
  const YcRecord *record = op->body->record;
  g_autofree char *path = g_strconcat (yc_record_get_text (record, "list"), "/",
                                       yc_record_get_text (record, "row"), NULL);
  g_auto (GStrv) paths = yc_case_list_fields (self);
  const YcField *row = yc_case_get_field (self, path);

  if (row == NULL)
    {
      yc_verdict_refuse (verdict, path, "no-such-row");
      return;
    }
  if (row->value.type == YC_VALUE_NONE)
    return;
  for (char **below = paths; *below != NULL; below++)
    {
      const YcField *field = yc_case_get_field (self, *below);

      if (yc_path_is_below (*below, path) && field->revision > op->seen &&
          !is_same_author (&field->origin, op))
        {
          yc_verdict_add_contest (verdict, path, NULL);
          return;
        }
    }
}

/* A settlement chooses between values that were seen side by side. When they
 * are others by now, it settles nothing: they must be looked at again. */
static void
judge_settle (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  const YcRecord *record = op->body->record;
  const char *path = yc_record_get_text (record, "path");
  const YcField *field = yc_case_get_field (self, path);

  if (field == NULL || !yc_field_is_contested (field))
    yc_verdict_refuse (verdict, path, "not-contested");
  else if (!yc_value_equal (&field->value, yc_record_get (record, "was")))
    yc_verdict_refuse (verdict, path, "changed-since");
}

static void
judge_submit (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  g_auto (GStrv) contested = yc_case_list_contested (self);
  g_autofree char *digest = yc_case_dup_form_digest (self);

  for (char **path = contested; *path != NULL; path++)
    yc_verdict_refuse (verdict, *path, "contested");
  if (g_strcmp0 (digest, yc_record_get_text (op->body->record, "digest")) != 0)
    yc_verdict_refuse (verdict, "", "changed-since");
}

static gboolean
is_one_of (const char        *text,
           const char *const *choices)
{
  return text != NULL && g_strv_contains (choices, text);
}

static void
judge_identity (YcCase     *self,
                const YcOp *op,
                YcVerdict  *verdict)
{
  static const char *const methods[] = { "card", "typed", "passport", "licence", "e-id", NULL };
  const char *person = yc_record_get_text (op->body->record, "person");

  if (!is_one_of (yc_record_get_text (op->body->record, "method"), methods))
    yc_verdict_refuse (verdict, person, "unknown-method");
}

/* A second look needs a first one, at the same name and number. */
static void
judge_identity_confirm (YcCase     *self,
                        const YcOp *op,
                        YcVerdict  *verdict)
{
  const YcRecord *record = op->body->record;
  const char *person = yc_record_get_text (record, "person");
  const YcIdentity *identity = yc_case_get_identity (self, person);

  if (identity == NULL ||
      g_strcmp0 (identity->name, yc_record_get_text (record, "name")) != 0 ||
      g_strcmp0 (identity->number, yc_record_get_text (record, "number")) != 0)
    yc_verdict_refuse (verdict, person, "changed-since");
}

static void
judge_item (YcCase     *self,
            const YcOp *op,
            YcVerdict  *verdict)
{
  static const char *const states[] = { "seen", "owed", "missing", NULL };

  if (!is_one_of (yc_record_get_text (op->body->record, "state"), states))
    yc_verdict_refuse (verdict, "", "unknown-state");
}

/* What a document names is a field that it shows, or a file that belongs to
 * it, and its bytes then: an item that is neither would be kept for nothing. */
static void
judge_document (YcCase     *self,
                const YcOp *op,
                YcVerdict  *verdict)
{
  for (guint i = 0; i < op->body->items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (op->body->items, i);
      gboolean shown = yc_record_get (item, "path") != NULL && yc_record_get (item, "digest") != NULL;
      gboolean file = yc_record_get (item, "file") != NULL && yc_record_get (item, "sha256") != NULL &&
                      yc_record_get_int (item, "size", 0) > 0;

      if (shown == file)
        yc_verdict_refuse (verdict, "", "unknown-item");
    }
}

static void
judge_decision (YcCase     *self,
                const YcOp *op,
                YcVerdict  *verdict)
{
  static const char *const outcomes[] = { "approved", "review", "returned", "refused", NULL };

  const char *outcome = yc_record_get_text (op->body->record, "outcome");

  if (!is_one_of (outcome, outcomes))
    yc_verdict_refuse (verdict, "", "unknown-outcome");
  if (g_strcmp0 (yc_record_get_text (op->body->record, "by"), "rules") == 0 && g_strcmp0 (op->by, "hub") != 0)
    yc_verdict_refuse (verdict, "", "not-by-rules");
  if (yc_case_find_open_consult (self) != NULL)
    yc_verdict_refuse (verdict, "", "consultation-open");
  if ((g_strcmp0 (outcome, "returned") == 0 || g_strcmp0 (outcome, "refused") == 0) && op->body->items->len == 0)
    yc_verdict_refuse (verdict, "", "no-points");
}

/* A form that was sent in is closed, but for what an office wants corrected. */
static void
judge_open_paths (YcCase     *self,
                  const YcOp *op,
                  YcVerdict  *verdict)
{
  GPtrArray *items = op->body->items;

  for (guint i = 0; i < items->len; i++)
    {
      const char *path = yc_record_get_text (g_ptr_array_index (items, i), "path");

      if (!yc_case_path_is_open (self, path))
        yc_verdict_refuse (verdict, path, "not-editable");
    }
}

static void
judge_any_fields_set (YcCase     *self,
                      const YcOp *op,
                      YcVerdict  *verdict)
{
  judge_open_paths (self, op, verdict);
  if (verdict->outcome != YC_OUTCOME_REFUSED)
    judge_fields_set (self, op, verdict);
}

/* Values may come to stand against each other in an open path too. */
static void
judge_any_settle (YcCase     *self,
                  const YcOp *op,
                  YcVerdict  *verdict)
{
  const char *path = yc_record_get_text (op->body->record, "path");

  if (!yc_case_path_is_open (self, path))
    yc_verdict_refuse (verdict, path, "not-editable");
  else
    judge_settle (self, op, verdict);
}

#define STATUS(name) (1u << YC_CASE_##name)
#define EDITABLE (STATUS (DRAFT) | STATUS (RETURNED))
#define OPENED (~STATUS (NEW))

/* In which states a kind may be, what is said otherwise, and what more is asked. */
static const struct
{
  YcKindCode code;
  guint in; /* set of states */
  const char *reason;
  YcCaseLaw judge;
} laws[] = {
  { YC_KIND_CASE_OPEN, STATUS (NEW), "already-open", NULL },
  { YC_KIND_FIELDS_SET, OPENED, "not-open", judge_any_fields_set },
  { YC_KIND_ROW_ADD, EDITABLE, "not-editable", judge_row_add },
  { YC_KIND_ROW_REMOVE, EDITABLE, "not-editable", judge_row_remove },
  { YC_KIND_FIELD_SETTLE, OPENED, "not-open", judge_any_settle },
  { YC_KIND_IDENTITY_RECORD, EDITABLE, "not-editable", judge_identity },
  { YC_KIND_IDENTITY_CONFIRM, EDITABLE, "not-editable", judge_identity_confirm },
  { YC_KIND_ITEM_MARK, OPENED, "not-open", judge_item },
  { YC_KIND_DOCUMENT_ADD, OPENED, "not-open", judge_document },
  { YC_KIND_CASE_SUBMIT, EDITABLE, "already-submitted", judge_submit },
  { YC_KIND_CASE_RECEIVE, STATUS (SUBMITTED), "not-submitted", NULL },
  { YC_KIND_DECISION_RECORD, STATUS (RECEIVED), "not-received", judge_decision },
  { YC_KIND_NOTE_ADD, OPENED, "not-open", NULL },
  { YC_KIND_PRINT_RECORD, OPENED, "not-open", NULL },
  { YC_KIND_PRINT_SETTLE, OPENED, "not-open", NULL },
};

static gboolean
find_law (YcKindCode   code,
          guint       *ret_in,
          const char **ret_reason,
          YcCaseLaw   *ret_judge)
{
  for (gsize i = 0; i < G_N_ELEMENTS (laws); i++)
    if (laws[i].code == code)
      {
        *ret_in = laws[i].in;
        *ret_reason = laws[i].reason;
        *ret_judge = laws[i].judge;
        return TRUE;
      }
  return yc_case_sign_find_law (code, ret_in, ret_reason, ret_judge) ||
         yc_case_reveal_find_law (code, ret_in, ret_reason, ret_judge) ||
         yc_case_job_find_law (code, ret_in, ret_reason, ret_judge) ||
         yc_case_progress_find_law (code, ret_in, ret_reason, ret_judge);
}

/**
 * yc_case_judge:
 * @self: the case, with everything folded that came before @op
 * @op: an op of a known kind with a sound body
 * @verdict: (inout): comes as applied; becomes contested or refused, with all
 *   reasons at once
 */
void
yc_case_judge (YcCase     *self,
               const YcOp *op,
               YcVerdict  *verdict)
{
  const YcKind *kind = yc_kind_find (op->kind);
  const char *reason;
  YcCaseLaw judge;
  guint in;

  g_return_if_fail (YC_IS_CASE (self));
  g_return_if_fail (kind != NULL && kind->stream == YC_STREAM_CASE);

  if (!find_law (kind->code, &in, &reason, &judge))
    return;
  if ((in & (1u << yc_case_get_status (self))) == 0)
    yc_verdict_refuse (verdict, "", reason);
  else if (judge != NULL)
    judge (self, op, verdict);
}

/* --- who somebody is -------------------------------------------------------- */

/* What the catalogue puts into a case when it is opened is nobody's word. */
static gboolean
is_beginning (YcCase     *self,
              const YcOp *op)
{
  return g_strcmp0 (yc_record_get_text (op->body->record, "source"), "default") == 0 &&
         g_hash_table_size (self->fields) == 0;
}

/* Whether @op puts something into a case in the applicant's name. */
static gboolean
fills_in (YcCase       *self,
          const YcKind *kind,
          const YcOp   *op)
{
  switch ((int) kind->code)
    {
    case YC_KIND_FIELDS_SET:
      return !is_beginning (self, op);
    case YC_KIND_ROW_ADD:
    case YC_KIND_ROW_REMOVE:
    case YC_KIND_FIELD_SETTLE:
    case YC_KIND_IDENTITY_RECORD:
    case YC_KIND_IDENTITY_CONFIRM:
    case YC_KIND_ITEM_MARK:
    case YC_KIND_DOCUMENT_ADD:
    case YC_KIND_DOCUMENT_READ:
    case YC_KIND_SIGNATURE_ADD:
    case YC_KIND_CASE_SUBMIT:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
takes_in_sensitive (const YcMatter *matter,
                    const YcOp     *op)
{
  for (guint i = 0; g_str_equal (op->kind, "fields.set") && i < op->body->items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (op->body->items, i);
      const YcFieldSpec *spec = yc_matter_find_field (matter, yc_record_get_text (item, "path"));
      const YcValue *value = yc_record_get (item, "value");

      if (spec != NULL && spec->sensitive && value != NULL && value->type != YC_VALUE_NONE)
        return TRUE;
    }
  return g_str_equal (op->kind, "identity.record");
}

/**
 * yc_case_wants_consent:
 * @self: the case, with everything folded that came before @op
 * @matter: what the case is about
 * @op: an op with a sound body
 *
 * Whether @op takes in what the law calls sensitive (a number, a card), in a
 * matter that asks for a separate consent to that, before there is one
 * (Personal Information Protection Law, article 29).
 */
gboolean
yc_case_wants_consent (YcCase         *self,
                       const YcMatter *matter,
                       const YcOp     *op)
{
  g_return_val_if_fail (YC_IS_CASE (self), FALSE);

  return matter->consent != NULL && yc_case_find_consent (self, YC_CONSENT_SENSITIVE) == NULL &&
         takes_in_sensitive (matter, op);
}

/**
 * yc_case_judge_roles:
 * @self: the case, with everything folded that came before @op
 * @op: an op of a known kind with a sound body, that its author may append
 * @roles: set of #YcRole: what the author's permission says they are
 * @verdict: (inout): as of yc_case_judge()
 *
 * What depends on who somebody is: a helper who is no clerk fills in only what
 * the applicant has agreed to, and a firm that somebody takes care of is given
 * to another by its owner or a supervisor.
 */
void
yc_case_judge_roles (YcCase     *self,
                     const YcOp *op,
                     guint       roles,
                     YcVerdict  *verdict)
{
  const YcKind *kind = yc_kind_find (op->kind);

  g_return_if_fail (YC_IS_CASE (self));
  g_return_if_fail (kind != NULL);

  if (fills_in (self, kind, op) && (roles & (YC_ROLE_HELPER | YC_ROLE_CLERK)) == YC_ROLE_HELPER &&
      yc_case_find_consent (self, YC_CONSENT_HELPER) == NULL)
    yc_verdict_refuse (verdict, "", "no-consent");
  if (kind->code == YC_KIND_OWNER_SET && self->owner != NULL && g_strcmp0 (self->owner, op->by) != 0 &&
      (roles & YC_ROLE_SUPERVISOR) == 0)
    yc_verdict_refuse (verdict, "", "has-owner");
}
