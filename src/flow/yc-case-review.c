/* yc-case-review.c: a case before a reviewer
 *
 * The catalogue says what is looked at: points, each with fields, papers and,
 * where a rule can say something, a rule. A matter without points is looked at
 * page by page, with all its papers at the end. Everything that asks for a
 * second look is marked where it stands and on its point, so that a point
 * without a mark can be passed over.
 */

#include "yc-case-review.h"

#include "yc-case-form.h"
#include "yc-case-verbs-private.h"
#include "yc-counter-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ITEMS "/items/"
#define IDENTITY "/identity"
#define PAPERS "papers" /* the point made for a matter that has none */

/* What the views of one case are made of. */
typedef struct
{
  YcCaseFile *file;
  YcCase *c;
  const YcMatter *matter;
  YcCaseForm form;
  YcDate today;
  YcCase *before; /* (nullable): as it was when it was returned last */
  gint64 returned_ms;
  GStrv persons;
} Review;

static void
field_free (gpointer data)
{
  YcReviewField *self = data;

  yc_value_clear (&self->before);
  g_free (self->path);
  g_free (self);
}

static void
evidence_free (gpointer data)
{
  YcReviewEvidence *self = data;

  g_free (self->path);
  g_free (self);
}

static void
view_free (gpointer data)
{
  YcReviewView *self = data;

  g_free (self->id);
  g_free (self->label);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->evidence);
  g_free (self);
}

static YcReviewView *
view_new (const char *id,
          const char *label)
{
  YcReviewView *self = g_new0 (YcReviewView, 1);

  self->id = g_strdup (id);
  self->label = g_strdup (label);
  self->holds = TRUE;
  self->fields = g_ptr_array_new_with_free_func (field_free);
  self->evidence = g_ptr_array_new_with_free_func (evidence_free);
  return self;
}

/* Events stand in the stream's order, one a revision. */
static gint64
find_return (YcCase   *c,
             YcMoment *ret_at)
{
  GPtrArray *events = yc_case_get_events (c);

  for (guint i = events->len; i > 0; i--)
    {
      const YcEvent *event = g_ptr_array_index (events, i - 1);

      if (!g_str_equal (event->kind, "decision.record") || event->outcome == YC_OUTCOME_REFUSED ||
          !g_str_equal (event->detail, "returned"))
        continue;
      *ret_at = event->at;
      return i;
    }
  return 0;
}

gint64
yc_case_file_get_returned_at (YcCaseFile *self)
{
  YcMoment at = { 0, FALSE };

  g_return_val_if_fail (YC_IS_CASE_FILE (self), 0);

  return find_return (yc_case_file_get_case (self), &at) > 0 ? at.at_ms : 0;
}

/* --- fields ----------------------------------------------------------------- */

static void
mark_change (Review        *review,
             YcReviewField *view,
             const YcField *field)
{
  const YcValue *before;

  if (review->before == NULL)
    return;
  before = yc_case_get_value (review->before, view->path);
  if (before == NULL ? field->value.type == YC_VALUE_NONE : yc_value_equal (before, &field->value))
    return;
  view->marks |= YC_MARK_CHANGED;
  if (before != NULL)
    yc_value_copy (before, &view->before);
}

static void
add_field (Review            *review,
           YcReviewView      *view,
           const YcFieldSpec *spec,
           const char        *path,
           const char        *row)
{
  const YcField *field = yc_case_get_field (review->c, path);
  YcReviewField *entry;

  if (!yc_field_spec_is_shown (spec, &review->form.form, row, &review->today))
    return;
  entry = g_new0 (YcReviewField, 1);
  entry->path = g_strdup (path);
  if (field != NULL)
    mark_change (review, entry, field);
  if (field != NULL && yc_field_is_contested (field))
    entry->marks |= YC_MARK_CONTESTED;
  view->marks |= entry->marks;
  g_ptr_array_add (view->fields, entry);
}

static void
add_list (Review           *review,
          YcReviewView     *view,
          const YcListSpec *list)
{
  g_auto (GStrv) rows = yc_case_list_rows (review->c, list->path);

  for (char **id = rows; *id != NULL; id++)
    {
      g_autofree char *row = g_strconcat (list->path, "/", *id, NULL);

      for (guint i = 0; i < list->fields->len; i++)
        {
          const YcFieldSpec *spec = g_ptr_array_index (list->fields, i);
          g_autofree char *path = g_strconcat (row, "/", spec->path, NULL);

          add_field (review, view, spec, path, row);
        }
    }
}

static void
add_path (Review       *review,
          YcReviewView *view,
          const char   *path)
{
  const YcListSpec *list = yc_matter_find_list (review->matter, path);
  const YcFieldSpec *spec = yc_matter_find_field (review->matter, path);

  if (list != NULL && g_str_equal (list->path, path))
    add_list (review, view, list);
  else if (spec != NULL && list == NULL)
    add_field (review, view, spec, path, NULL);
}

/* --- evidence --------------------------------------------------------------- */

static void
add_evidence (YcReviewView     *view,
              YcReviewEvidence *evidence)
{
  view->marks |= evidence->marks;
  g_ptr_array_add (view->evidence, evidence);
}

static void
add_item (Review           *review,
          YcReviewView     *view,
          const YcItemSpec *spec)
{
  YcReviewEvidence *evidence;

  if (!yc_item_spec_is_needed (spec, &review->form.form, &review->today))
    return;
  evidence = g_new0 (YcReviewEvidence, 1);
  evidence->path = g_strconcat (ITEMS, spec->id, NULL);
  evidence->item = yc_case_get_item (review->c, spec->id);
  if (evidence->item == NULL ? !spec->from_card : g_str_equal (evidence->item->state, "missing"))
    evidence->marks |= YC_MARK_MISSING;
  else if (evidence->item != NULL && g_str_equal (evidence->item->state, "owed"))
    evidence->marks |= YC_MARK_OWED;
  if (evidence->item != NULL && review->before != NULL && evidence->item->at.at_ms > review->returned_ms)
    evidence->marks |= YC_MARK_CHANGED;
  add_evidence (view, evidence);
}

static gboolean
has_field_of (YcReviewView *view,
              const char   *person)
{
  for (guint i = 0; i < view->fields->len; i++)
    {
      const YcReviewField *field = g_ptr_array_index (view->fields, i);

      if (yc_path_is_below (field->path, person))
        return TRUE;
    }
  return FALSE;
}

/* Whoever is named in the point's fields and has to be identified. */
static void
add_identities (Review       *review,
                YcReviewView *view)
{
  for (char **person = review->persons; *person != NULL; person++)
    {
      YcReviewEvidence *evidence;

      if (!has_field_of (view, *person))
        continue;
      evidence = g_new0 (YcReviewEvidence, 1);
      evidence->path = g_strconcat (*person, IDENTITY, NULL);
      evidence->identity = yc_case_get_identity (review->c, *person);
      if (evidence->identity == NULL)
        evidence->marks |= YC_MARK_MISSING;
      else if (!yc_identity_is_by_machine (evidence->identity))
        evidence->marks |= YC_MARK_TYPED;
      add_evidence (view, evidence);
    }
}

/* --- points ----------------------------------------------------------------- */

static YcReviewView *
create_view (Review              *review,
             const YcReviewPoint *point)
{
  YcReviewView *view = view_new (point->id, point->label);

  for (guint i = 0; i < point->fields->len; i++)
    add_path (review, view, g_ptr_array_index (point->fields, i));
  add_identities (review, view);
  for (guint i = 0; i < point->items->len; i++)
    {
      const YcItemSpec *item = yc_matter_find_item (review->matter, g_ptr_array_index (point->items, i));

      if (item != NULL)
        add_item (review, view, item);
    }
  view->has_rule = point->holds != NULL;
  if (view->has_rule && !yc_expr_holds (point->holds, &review->form.form, NULL, &review->today))
    {
      view->holds = FALSE;
      view->marks |= YC_MARK_FAILED;
    }
  return view;
}

static YcReviewView *
create_page_view (Review       *review,
                  const YcPage *page)
{
  YcReviewView *view = view_new (page->id, page->label);

  for (guint i = 0; i < page->fields->len; i++)
    {
      const YcFieldSpec *spec = g_ptr_array_index (page->fields, i);

      add_field (review, view, spec, spec->path, NULL);
    }
  if (page->list != NULL && yc_list_spec_is_shown (page->list, &review->form.form, &review->today))
    add_list (review, view, page->list);
  add_identities (review, view);
  return view;
}

static void
add_pages (Review    *review,
           GPtrArray *views)
{
  YcReviewView *papers = view_new (PAPERS, _("Papers"));

  for (guint i = 0; i < review->matter->pages->len; i++)
    g_ptr_array_add (views, create_page_view (review, g_ptr_array_index (review->matter->pages, i)));
  for (guint i = 0; i < review->matter->items->len; i++)
    add_item (review, papers, g_ptr_array_index (review->matter->items, i));
  g_ptr_array_add (views, papers);
}

const YcModule *
yc_case_file_get_review_module (YcCaseFile *self)
{
  const YcMatter *matter;
  YcCase *c;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), NULL);

  matter = yc_case_file_get_matter (self);
  c = yc_case_file_get_case (self);
  for (guint i = 0; matter != NULL && yc_case_get_status (c) == YC_CASE_RECEIVED && i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      if (module->office == NULL)
        return module;
    }
  return NULL;
}

GPtrArray *
yc_case_file_list_review (YcCaseFile     *self,
                          const YcModule *module)
{
  GPtrArray *views = g_ptr_array_new_with_free_func (view_free);
  Review review = { .file = self, .c = yc_case_file_get_case (self), .matter = yc_case_file_get_matter (self) };
  YcMoment returned = { 0, FALSE };
  gint64 revision;

  if (review.matter == NULL || yc_case_file_get_counter (self) == NULL)
    return views;
  yc_case_form_init (&review.form, review.c);
  review.today = yc_counter_get_today (yc_case_file_get_counter (self));
  review.persons = yc_case_file_list_persons (self);
  revision = find_return (review.c, &returned);
  review.returned_ms = returned.at_ms;
  if (revision > 0)
    review.before = yc_history_fold_case_at (yc_case_file_get_history (self), revision);
  for (guint i = 0; i < module->review_points->len; i++)
    g_ptr_array_add (views, create_view (&review, g_ptr_array_index (module->review_points, i)));
  if (views->len == 0)
    add_pages (&review, views);
  g_strfreev (review.persons);
  g_clear_object (&review.before);
  return views;
}

/* --- deciding --------------------------------------------------------------- */

static const char *
outcome_to_text (YcDecideOutcome outcome)
{
  static const char *const texts[] = {
    [YC_DECIDE_APPROVE] = "approved", [YC_DECIDE_RETURN] = "returned", [YC_DECIDE_REFUSE] = "refused",
  };

  return texts[outcome];
}

static YcRecord *
add_reason (YcBody     *body,
            const char *rule,
            gboolean    holds,
            const char *text)
{
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "rule", rule);
  yc_record_set_int (item, "holds", holds);
  yc_record_set_text (item, "text", text);
  return item;
}

/* What was looked at, and what the rules said of it. */
static guint
add_looked_at (YcCaseFile     *self,
               const YcModule *module,
               YcBody         *body)
{
  g_autoptr (GPtrArray) views = yc_case_file_list_review (self, module);
  guint failed = 0;

  for (guint i = 0; i < views->len && i < YC_BODY_ITEMS_MAX; i++)
    {
      const YcReviewView *view = g_ptr_array_index (views, i);

      add_reason (body, view->id, view->holds, view->label);
      failed += !view->holds;
    }
  return failed;
}

static void
add_points (YcBody    *body,
            GPtrArray *points)
{
  for (guint i = 0; i < points->len; i++)
    {
      const YcPoint *point = g_ptr_array_index (points, i);
      YcRecord *item = add_reason (body, point->code, FALSE, point->text);

      if (point->path != NULL && *point->path != '\0')
        yc_record_set_text (item, "path", point->path);
      if (point->remedy != NULL && *point->remedy != '\0')
        yc_record_set_text (item, "remedy", point->remedy);
    }
}

static gboolean
rules_hold (YcCaseFile     *self,
            const YcModule *module)
{
  const YcDecision *proposal = yc_case_get_decision (yc_case_file_get_case (self), module->id);

  for (guint i = 0; proposal != NULL && i < proposal->reasons->len; i++)
    {
      const YcDecisionReason *reason = g_ptr_array_index (proposal->reasons, i);

      if (!reason->holds)
        return FALSE;
    }
  return TRUE;
}

void
yc_case_file_decide_async (YcCaseFile          *self,
                           const YcModule      *module,
                           YcDecideOutcome      outcome,
                           GPtrArray           *points,
                           const char          *text,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  guint failed = 0;
  YcOp *op;

  g_return_if_fail (YC_IS_CASE_FILE (self));
  g_return_if_fail (points->len <= YC_BODY_ITEMS_MAX);

  op = yc_case_file_create_text_op (self, "decision.record", "module", module->id,
                                    "outcome", outcome_to_text (outcome), "by", "person", "text", text, NULL);
  if (outcome == YC_DECIDE_APPROVE)
    failed = add_looked_at (self, module, op->body);
  else
    add_points (op->body, points);
  if (outcome == YC_DECIDE_APPROVE && (failed > 0 || !rules_hold (self, module)) && (text == NULL || *text == '\0'))
    {
      GTask *task = yc_case_file_begin (self, callback, user_data);

      yc_op_unref (op);
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                               _("A rule does not hold: say why it may be approved all the same"));
      g_object_unref (task);
      return;
    }
  yc_case_file_append_judged_one (self, op, callback, user_data);
}

/* --- deciding together ------------------------------------------------------ */

void
yc_case_file_consult_open_async (YcCaseFile          *self,
                                 const char          *question,
                                 const char          *with,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autofree char *id = NULL;
  YcId consult;

  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_id_init_random (&consult);
  id = yc_id_dup_text (&consult);
  yc_case_file_append_judged_one (self,
                                  yc_case_file_create_text_op (self, "consult.open", "consult", id,
                                                               "question", question, "with", with, NULL),
                                  callback, user_data);
}

/* The open one's id; another's word on it is refused by the judge. */
static char *
dup_open_consult (YcCaseFile *self)
{
  const YcConsult *consult = yc_case_find_open_consult (yc_case_file_get_case (self));
  static const YcId none;

  return yc_id_dup_text (consult != NULL ? &consult->id : &none);
}

void
yc_case_file_consult_say_async (YcCaseFile          *self,
                                const char          *text,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autofree char *id = NULL;

  g_return_if_fail (YC_IS_CASE_FILE (self));

  id = dup_open_consult (self);
  yc_case_file_append_judged_one (self,
                                  yc_case_file_create_text_op (self, "consult.say", "consult", id, "text", text, NULL),
                                  callback, user_data);
}

void
yc_case_file_consult_close_async (YcCaseFile          *self,
                                  YcDecideOutcome      outcome,
                                  const char          *text,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  static const char *const outcomes[] = {
    [YC_DECIDE_APPROVE] = "approve", [YC_DECIDE_RETURN] = "return", [YC_DECIDE_REFUSE] = "refuse",
  };
  g_autofree char *id = NULL;

  g_return_if_fail (YC_IS_CASE_FILE (self));

  id = dup_open_consult (self);
  yc_case_file_append_judged_one (self,
                                  yc_case_file_create_text_op (self, "consult.close", "consult", id,
                                                               "outcome", outcomes[outcome], "text", text, NULL),
                                  callback, user_data);
}
