/* yc-case.c: what a case answers when it is asked; how it comes to be is in
 * yc-case-fold.c */

#include "yc-case-private.h"

#include "yc-case-form.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (YcCase, yc_case, G_TYPE_OBJECT)

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
  g_free (identity->document);
  g_free (identity->expires);
  g_free (identity->scope);
  g_free (identity->delegate);
  g_free (identity->delegate_number);
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
  g_free (document->item);
  g_free (document->sha256);
  g_hash_table_unref (document->shows);
  g_free (document);
}

static void
decision_free (gpointer data)
{
  YcDecision *decision = data;

  g_free (decision->module);
  g_free (decision->outcome);
  g_free (decision->by);
  g_free (decision->operator_code);
  g_free (decision->text);
  g_ptr_array_unref (decision->reasons);
  g_free (decision);
}

static void
field_free (gpointer data)
{
  yc_field_free (data);
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
  yc_case_sign_clear (self);
  yc_case_reveal_clear (self);
  yc_case_job_clear (self);
  yc_case_progress_clear (self);
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
  yc_case_sign_init (self);
  yc_case_reveal_init (self);
  yc_case_job_init (self);
  yc_case_progress_init (self);
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

/* Whether the value at @path may be changed now: the form may, or an office
 * has asked for a correction at or above @path. */
gboolean
yc_case_path_is_open (YcCase     *self,
                      const char *path)
{
  if (yc_case_is_editable (self))
    return TRUE;
  for (guint i = 0; i < self->open_paths->len; i++)
    {
      const char *open = g_ptr_array_index (self->open_paths, i);

      if (strcmp (open, path) == 0 || yc_path_is_below (path, open))
        return TRUE;
    }
  return FALSE;
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

/* A document that was read by a machine needs no second look. */
gboolean
yc_identity_is_by_machine (const YcIdentity *self)
{
  static const char *const methods[] = { "card", "licence", "e-id", NULL };

  return g_strv_contains (methods, self->method);
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
  if (!yc_identity_is_by_machine (identity) && identity->confirmed_by != NULL)
    {
      g_autofree char *confirmed = g_strconcat (identity->method, "-confirmed", NULL);

      yc_value_set_text (&self->shown, confirmed);
    }
  else
    yc_value_set_text (&self->shown, identity->method);
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
 *   "licence", "e-id"; "typed" and "passport", with "-confirmed" after the
 *   second look) and "/items/<item>/state"
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

/* How much an identification counts: a card most, a typed one without the
 * second look least. */
static int
rank_identity (const YcIdentity *identity)
{
  if (yc_identity_is_by_machine (identity))
    return 2;
  return identity->confirmed_by != NULL ? 1 : 0;
}

/* The best identification of somebody with this name and number, as whoever
 * they were identified; among equals the one whose person's path comes first,
 * so that every program finds the same. */
YcIdentity *
yc_case_find_identity (YcCase     *self,
                       const char *name,
                       const char *number)
{
  YcIdentity *best = NULL;
  const char *best_person = NULL;
  GHashTableIter iter;
  gpointer person, value;

  g_hash_table_iter_init (&iter, self->identities);
  while (g_hash_table_iter_next (&iter, &person, &value))
    {
      YcIdentity *identity = value;
      int ahead;

      if (g_strcmp0 (identity->name, name) != 0 || g_strcmp0 (identity->number, number) != 0)
        continue;
      ahead = best != NULL ? rank_identity (identity) - rank_identity (best) : 1;
      if (ahead > 0 || (ahead == 0 && strcmp (person, best_person) < 0))
        {
          best = identity;
          best_person = person;
        }
    }
  return best;
}

static const char *
get_person_text (YcCase     *self,
                 const char *person,
                 const char *key)
{
  g_autofree char *path = g_strconcat (person, "/", key, NULL);
  const YcField *field = g_hash_table_lookup (self->fields, path);

  return field != NULL && field->value.type == YC_VALUE_TEXT ? field->value.text : NULL;
}

/**
 * yc_case_get_identity:
 * @self: a case
 * @person: path of the person, "/shareholders/<id>"
 *
 * A person is who the form says by name and number. Who is a shareholder and
 * the legal representative too shows one card once.
 *
 * Returns: (nullable) (transfer none): how the person was identified; %NULL
 *   when nobody of the name and number in the form was
 */
const YcIdentity *
yc_case_get_identity (YcCase     *self,
                      const char *person)
{
  const char *name = get_person_text (self, person, "name");
  const char *number = get_person_text (self, person, "number");

  return name != NULL && number != NULL ? yc_case_find_identity (self, name, number) : NULL;
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

/* Whether @document shows the field at @path; of a row's field the column counts. */
gboolean
yc_document_shows (const YcDocument *self,
                   const char       *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 4);
  g_autofree char *column = NULL;
  YcId row;

  if (g_hash_table_contains (self->shows, path))
    return TRUE;
  if (g_strv_length (parts) < 3 || !yc_id_parse (parts[2], &row))
    return FALSE;
  column = parts[3] != NULL ? g_strconcat ("/", parts[1], "/", parts[3], NULL) : g_strconcat ("/", parts[1], NULL);
  return g_hash_table_contains (self->shows, column);
}

/* Whether every field still says what @document shows (D8). */
gboolean
yc_case_document_is_current (YcCase           *self,
                             const YcDocument *document)
{
  GHashTableIter iter;
  gpointer path, digest;
  YcCaseForm form;

  yc_case_form_init (&form, self);
  g_hash_table_iter_init (&iter, document->shows);
  while (g_hash_table_iter_next (&iter, &path, &digest))
    {
      g_autofree char *now = yc_form_dup_digest (&form.form, path);

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
