/* yc-case-edit.c: the verbs of a case
 *
 * A verb makes one or more ops and hands them to the counter, which stores
 * them together. What the clerk had before them goes into each op: `was` for
 * a value, the revision for the rest.
 */

#include "yc-case-signing.h"
#include "yc-case-verbs.h"

#include "yc-case-propose.h"
#include "yc-counter-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

YcOp *
yc_case_file_create_op (YcCaseFile *self,
                        const char *kind,
                        YcBody     *body)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_file_get_id (self) };

  return yc_op_new (&stream, kind, body);
}

GPtrArray *
yc_case_file_create_ops (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
}

/* One task a verb, tagged alike, so that one finish serves them all. */
GTask *
yc_case_file_begin (YcCaseFile          *self,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, yc_case_file_finish);
  return task;
}

static gboolean
changes_form (GPtrArray *ops)
{
  static const char *const kinds[] = { "fields.set", "row.add", "row.remove", NULL };

  for (guint i = 0; i < ops->len; i++)
    if (g_strv_contains (kinds, ((YcOp *) g_ptr_array_index (ops, i))->kind))
      return TRUE;
  return FALSE;
}

/* What follows from @ops, where it may be changed here, is stored with them. */
static void
add_proposals (YcCaseFile *self,
               GPtrArray  *ops)
{
  const YcMatter *matter = yc_case_file_get_matter (self);
  YcDate today = yc_counter_get_today (yc_case_file_get_counter (self));
  g_autoptr (GPtrArray) proposals = NULL;
  g_autoptr (YcBody) body = yc_body_new ();

  if (matter == NULL)
    return;
  proposals = yc_case_list_proposals (yc_case_file_get_case (self), matter, &today, ops);
  yc_record_set_text (body->record, "source", "default");
  for (guint i = 0; i < proposals->len && body->items->len < YC_BODY_ITEMS_MAX; i++)
    {
      const YcProposedEdit *edit = g_ptr_array_index (proposals, i);

      if (yc_case_file_is_path_open (self, edit->path))
        yc_body_add_edit (body, edit->path, &edit->value, &edit->was);
    }
  if (body->items->len > 0)
    g_ptr_array_add (ops, yc_case_file_create_op (self, "fields.set", g_steal_pointer (&body)));
}

static void
catch_up (YcCaseFile *self)
{
  g_autoptr (GPtrArray) ops = yc_case_file_create_ops ();

  if (yc_case_file_get_counter (self) != NULL)
    add_proposals (self, ops);
  if (ops->len > 0)
    yc_case_file_append (self, yc_case_file_begin (self, NULL, NULL), ops);
}

static void
append_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  YcCaseFile *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  gboolean fine = yc_counter_append_finish (YC_COUNTER (source), result, &error);

  if (yc_case_file_end_append (self) && fine)
    catch_up (self);
  if (!fine)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
  yc_case_file_tell_settled (self);
}

/* While other ops are on their way the case does not show them yet: what follows
 * from all of them is looked at when they have come. */
void
yc_case_file_append (YcCaseFile *self,
                     GTask      *task,
                     GPtrArray  *ops)
{
  YcCounter *counter = yc_case_file_get_counter (self);
  gboolean form = changes_form (ops);

  if (counter == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));
      g_object_unref (task);
      return;
    }
  if (!yc_case_file_check_roles (self, task, ops) || !yc_case_file_check_sensitive (self, task, ops))
    return;
  if (yc_case_file_begin_append (self, form) && form)
    add_proposals (self, ops);
  yc_counter_append_async (counter, ops, append_cb, task);
}

void
yc_case_file_append_one (YcCaseFile *self,
                         GTask      *task,
                         YcOp       *op)
{
  g_autoptr (GPtrArray) ops = yc_case_file_create_ops ();

  g_ptr_array_add (ops, op);
  yc_case_file_append (self, task, ops);
}

void
yc_body_add_edit (YcBody        *body,
                  const char    *path,
                  const YcValue *value,
                  const YcValue *was)
{
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "path", path);
  yc_record_set (item, "value", value);
  yc_record_set (item, "was", was);
}

/* What the clerk sees as the field's value: their own branch where they have
 * one, since that is what they go on with. */
const YcValue *
yc_case_file_get_value_seen (YcCaseFile *self,
                             const char *path)
{
  const YcField *field = yc_case_get_field (yc_case_file_get_case (self), path);
  YcCounter *counter = yc_case_file_get_counter (self);

  if (field == NULL)
    return NULL;
  for (guint i = 0; counter != NULL && i < field->branches->len; i++)
    {
      const YcBranch *branch = g_ptr_array_index (field->branches, i);

      if (g_strcmp0 (branch->origin.by, yc_counter_get_operator_code (counter)) == 0 &&
          g_strcmp0 (branch->origin.window, yc_counter_get_window (counter)) == 0)
        return &branch->value;
    }
  return &field->value;
}

/* The edits that change something, as the body of an op; NULL when none does. */
static YcBody *
create_edits (YcCaseFile   *self,
              const YcEdit *edits,
              guint         n_edits,
              const char   *source)
{
  g_autoptr (YcBody) body = yc_body_new ();

  yc_record_set_text (body->record, "source", source);
  for (guint i = 0; i < n_edits; i++)
    {
      const YcValue *now = yc_case_file_get_value_seen (self, edits[i].path);
      const YcValue *was = edits[i].was != NULL ? edits[i].was : now;

      if (!yc_value_equal (now, edits[i].value))
        yc_body_add_edit (body, edits[i].path, edits[i].value, was);
    }
  return body->items->len > 0 ? g_steal_pointer (&body) : NULL;
}

/* The same edits the other way. */
static YcBody *
create_reverse (YcCaseFile   *self,
                const YcBody *body)
{
  YcBody *reverse = yc_body_new ();

  yc_record_set_text (reverse->record, "source", yc_case_file_get_typed_source (self));
  for (guint i = 0; i < body->items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (body->items, i);

      yc_body_add_edit (reverse, yc_record_get_text (item, "path"), yc_record_get (item, "was"),
                        yc_record_get (item, "value"));
    }
  return reverse;
}

/**
 * yc_case_file_set_fields_async:
 * @self: a case
 * @edits: (array length=n_edits): what to set; copied
 * @n_edits: how many, at most %YC_BODY_ITEMS_MAX
 * @source: where the values come from
 *
 * The edits of one page are one op. Those that change nothing are left out;
 * where none changes anything the verb is done at once.
 */
void
yc_case_file_set_fields_async (YcCaseFile          *self,
                               const YcEdit        *edits,
                               guint                n_edits,
                               YcSource             source,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task = yc_case_file_begin (self, callback, user_data);
  YcBody *body;

  g_return_if_fail (n_edits <= YC_BODY_ITEMS_MAX);

  body = create_edits (self, edits, n_edits, source == YC_SOURCE_CARD ? "card" : yc_case_file_get_typed_source (self));
  if (body == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  if (!yc_case_file_needs_consent (self))
    yc_case_file_remember_undo (self, create_reverse (self, body));
  yc_case_file_append_one (self, task, yc_case_file_create_op (self, "fields.set", body));
}

static YcOp *
create_row_op (YcCaseFile *self,
               const char *kind,
               const char *list,
               const char *row)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "list", list);
  yc_record_set_text (body->record, "row", row);
  return yc_case_file_create_op (self, kind, body);
}

/* Fields with a value of @but (nullable) are left to it. */
static gboolean
is_set_by (const YcBody *but,
           const char   *path)
{
  for (guint i = 0; but != NULL && i < but->items->len; i++)
    if (g_strcmp0 (yc_record_get_text (g_ptr_array_index (but->items, i), "path"), path) == 0)
      return TRUE;
  return FALSE;
}

/* A row comes with the values that its fields begin with. */
static void
add_row_ops (YcCaseFile   *self,
             GPtrArray    *ops,
             const char   *list,
             const char   *row,
             const YcBody *but)
{
  const YcMatter *matter = yc_case_file_get_matter (self);
  const YcListSpec *spec = matter != NULL ? yc_matter_find_list (matter, list) : NULL;
  g_autoptr (YcBody) body = yc_body_new ();

  g_ptr_array_add (ops, create_row_op (self, "row.add", list, row));
  yc_record_set_text (body->record, "source", "default");
  for (guint i = 0; spec != NULL && i < spec->fields->len; i++)
    {
      const YcFieldSpec *field = g_ptr_array_index (spec->fields, i);
      g_autofree char *path = g_strjoin ("/", list, row, field->path, NULL);

      if (field->initial.type != YC_VALUE_NONE && !is_set_by (but, path))
        yc_body_add_edit (body, path, &field->initial, NULL);
    }
  if (body->items->len > 0)
    g_ptr_array_add (ops, yc_case_file_create_op (self, "fields.set", g_steal_pointer (&body)));
}

static char *
dup_new_row (void)
{
  YcId row;

  yc_id_init_random (&row);
  return yc_id_dup_text (&row);
}

void
yc_case_file_add_row_async (YcCaseFile          *self,
                            const char          *list,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autofree char *row = dup_new_row ();
  g_autoptr (GPtrArray) ops = yc_case_file_create_ops ();
  GTask *task = yc_case_file_begin (self, callback, user_data);

  g_task_set_task_data (task, g_strconcat (list, "/", row, NULL), g_free);
  add_row_ops (self, ops, list, row, NULL);
  yc_case_file_append (self, task, ops);
}

char *
yc_case_file_add_row_finish (YcCaseFile    *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_strdup (g_task_get_task_data (G_TASK (result)));
}

void
yc_case_file_remove_row_async (YcCaseFile          *self,
                               const char          *row_path,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autofree char *list = g_path_get_dirname (row_path);
  g_autofree char *row = g_path_get_basename (row_path);

  yc_case_file_append_one (self, yc_case_file_begin (self, callback, user_data),
              create_row_op (self, "row.remove", list, row));
}

/**
 * yc_case_file_settle_async:
 * @self: a case
 * @path: a contested field
 * @branch: the branch whose value to take; nil takes the field's own
 *
 * Closes every branch that is seen now.
 */
void
yc_case_file_settle_async (YcCaseFile          *self,
                           const char          *path,
                           const YcId          *branch,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  const YcField *field = yc_case_get_field (yc_case_file_get_case (self), path);
  GTask *task = yc_case_file_begin (self, callback, user_data);
  const YcBranch *chosen;
  YcBody *body;

  if (field == NULL || !yc_field_is_contested (field))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  chosen = yc_field_find_branch (field, branch);
  body = yc_body_new ();
  yc_record_set_text (body->record, "path", path);
  yc_record_set (body->record, "chosen", chosen != NULL ? &chosen->value : &field->value);
  yc_record_set (body->record, "was", &field->value);
  for (guint i = 0; i < field->branches->len; i++)
    {
      const YcBranch *closed = g_ptr_array_index (field->branches, i);
      g_autofree char *id = yc_id_dup_text (&closed->first);

      yc_record_set_text (yc_body_add_item (body), "closes", id);
    }
  yc_case_file_append_one (self, task, yc_case_file_create_op (self, "field.settle", body));
}

YcOp *
yc_case_file_create_identity_op (YcCaseFile *self,
                                 const char *kind,
                                 const char *person,
                                 const char *name,
                                 const char *number)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "person", person);
  yc_record_set_text (body->record, "name", name);
  yc_record_set_text (body->record, "number", number);
  return yc_case_file_create_op (self, kind, body);
}

const char *
yc_case_file_get_person_text (YcCaseFile *self,
                              const char *person,
                              const char *key)
{
  g_autofree char *path = g_strconcat (person, "/", key, NULL);
  const YcValue *value = yc_case_get_value (yc_case_file_get_case (self), path);

  return value != NULL && value->type == YC_VALUE_TEXT ? value->text : NULL;
}

/* Whom a card belongs to: the person with its number, else the first for whom
 * no number stands. NULL where a new shareholder is wanted. */
char *
yc_case_file_dup_person_for (YcCaseFile *self,
                             const char *number)
{
  g_auto (GStrv) persons = yc_case_file_list_persons (self);

  for (char **person = persons; *person != NULL; person++)
    if (g_strcmp0 (yc_case_file_get_person_text (self, *person, "number"), number) == 0)
      return g_strdup (*person);
  for (char **person = persons; *person != NULL; person++)
    if (yc_case_file_get_person_text (self, *person, "number") == NULL)
      return g_strdup (*person);
  return NULL;
}

/* The card's data as edits of those of @person's fields that the form has. */
static YcBody *
create_card_edits (YcCaseFile *self,
                   const char *person,
                   YcCard     *card)
{
  char birth[YC_DATE_TEXT_SIZE] = "";
  const char sex[2] = { card->sex, '\0' };
  const struct
  {
    const char *key;
    const char *text;
  } facts[] = {
    { "name", card->name != NULL ? card->name : card->english_name },
    { "number", card->number },
    { "address", card->address },
    { "sex", sex },
    { "ethnic", card->ethnic },
    { "birth", birth },
  };
  g_autoptr (YcBody) body = yc_body_new ();

  if (yc_date_is_valid (&card->birth))
    yc_date_to_text (&card->birth, birth);
  yc_record_set_text (body->record, "source", "card");
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      g_autofree char *path = g_strconcat (person, "/", facts[i].key, NULL);
      g_auto (YcValue) value = YC_VALUE_INIT;
      const YcValue *was = yc_case_file_get_value_seen (self, path);

      yc_value_set_text (&value, facts[i].text);
      if (value.type != YC_VALUE_NONE && yc_case_file_has_field (self, path) &&
          !yc_value_equal (was, &value))
        yc_body_add_edit (body, path, &value, was);
    }
  return body->items->len > 0 ? g_steal_pointer (&body) : NULL;
}

/**
 * yc_case_file_identify_card_async:
 * @self: a case
 * @person: (nullable): path of a person; %NULL finds the one it belongs to
 * @card: what was read
 *
 * Puts what the card says into the person's fields and records that they were
 * identified by it, together.
 */
void
yc_case_file_identify_card_async (YcCaseFile          *self,
                                  const char          *person,
                                  YcCard              *card,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autofree char *path = person != NULL ? g_strdup (person) : yc_case_file_dup_person_for (self, card->number);
  g_autoptr (GPtrArray) ops = yc_case_file_create_ops ();
  g_autofree char *row = path == NULL ? dup_new_row () : NULL;
  YcBody *edits;
  YcOp *identity;

  if (row != NULL)
    path = g_strconcat (YC_CASE_SHAREHOLDERS, "/", row, NULL);
  edits = create_card_edits (self, path, card);
  if (row != NULL)
    add_row_ops (self, ops, YC_CASE_SHAREHOLDERS, row, edits);
  if (edits != NULL)
    g_ptr_array_add (ops, yc_case_file_create_op (self, "fields.set", edits));
  identity = yc_case_file_create_identity_op (self, "identity.record", path,
                                              card->name != NULL ? card->name : card->english_name,
                                              card->number);
  yc_record_set_text (identity->body->record, "method", "card");
  g_ptr_array_add (ops, identity);
  yc_case_file_append (self, yc_case_file_begin (self, callback, user_data), ops);
}

/* Returns the task's fate early where name or number is not there yet. */
static gboolean
has_name_and_number (YcCaseFile *self,
                     const char *person,
                     GTask      *task)
{
  if (yc_case_file_get_person_text (self, person, "name") != NULL &&
      yc_case_file_get_person_text (self, person, "number") != NULL)
    return TRUE;
  g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                           _("Fill in the person's name and number first"));
  g_object_unref (task);
  return FALSE;
}

/**
 * yc_case_file_identify_typed_async:
 * @self: a case
 * @person: path of a person whose name and number were typed
 * @reason: why there is no card, in words
 *
 * Marks the person as identified without a card. It counts once somebody has
 * looked a second time: yc_case_file_confirm_identity_async().
 */
void
yc_case_file_identify_typed_async (YcCaseFile          *self,
                                   const char          *person,
                                   const char          *reason,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task = yc_case_file_begin (self, callback, user_data);
  YcOp *op;

  if (!has_name_and_number (self, person, task))
    return;
  op = yc_case_file_create_identity_op (self, "identity.record", person,
                                        yc_case_file_get_person_text (self, person, "name"),
                                        yc_case_file_get_person_text (self, person, "number"));
  yc_record_set_text (op->body->record, "method", "typed");
  if (reason != NULL && *reason != '\0')
    yc_record_set_text (op->body->record, "reason", reason);
  yc_case_file_append_one (self, task, op);
}

void
yc_case_file_confirm_identity_async (YcCaseFile          *self,
                                     const char          *person,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GTask *task = yc_case_file_begin (self, callback, user_data);

  if (!has_name_and_number (self, person, task))
    return;
  yc_case_file_append_one (self, task,
              yc_case_file_create_identity_op (self, "identity.confirm", person,
                                               yc_case_file_get_person_text (self, person, "name"),
                                               yc_case_file_get_person_text (self, person, "number")));
}

/**
 * yc_case_file_mark_item_async:
 * @self: a case
 * @item: the checklist item's id
 * @state: "seen", "owed" or "missing"
 * @originals: how many originals were seen
 * @copies: how many copies were taken
 */
void
yc_case_file_mark_item_async (YcCaseFile          *self,
                              const char          *item,
                              const char          *state,
                              gint64               originals,
                              gint64               copies,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  YcBody *body = yc_body_new ();
  g_autofree char *due = NULL;

  yc_record_set_text (body->record, "item", item);
  yc_record_set_text (body->record, "state", state);
  yc_record_set_int (body->record, "originals", originals);
  yc_record_set_int (body->record, "copies", copies);
  if (strcmp (state, "owed") == 0)
    due = yc_case_file_dup_due_date (self, item);
  if (due != NULL)
    yc_record_set_text (body->record, "due", due);
  yc_case_file_append_one (self, yc_case_file_begin (self, callback, user_data),
                           yc_case_file_create_op (self, "item.mark", body));
}

/**
 * yc_case_file_submit_async:
 * @self: a case
 *
 * Submits the form as it stands before the clerk. Refused here already, with
 * nothing sent, while something is missing or contested.
 */
void
yc_case_file_submit_async (YcCaseFile          *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task = yc_case_file_begin (self, callback, user_data);
  g_autofree char *digest = yc_case_dup_form_digest (yc_case_file_get_case (self));
  guint missing = yc_case_file_count_missing (self) + yc_case_file_count_unsigned (self);
  YcBody *body;

  if (missing > 0 || !yc_case_is_editable (yc_case_file_get_case (self)))
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                               missing > 0 ? ngettext ("%u thing is still missing or wrong",
                                                       "%u things are still missing or wrong", missing)
                                           : _("The case has been submitted already"),
                               missing);
      g_object_unref (task);
      return;
    }
  body = yc_body_new ();
  yc_record_set_text (body->record, "digest", digest);
  yc_case_file_append_one (self, task, yc_case_file_create_op (self, "case.submit", body));
}

gboolean
yc_case_file_finish (YcCaseFile    *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
yc_case_file_undo_async (YcCaseFile          *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = yc_case_file_begin (self, callback, user_data);
  YcBody *body = yc_case_file_take_undo (self);

  if (body == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  yc_case_file_append_one (self, task, yc_case_file_create_op (self, "fields.set", body));
}
