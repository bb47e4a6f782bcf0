/* yc-case-propose.c: what follows from what was filled in
 *
 * The catalogue says what stands in a field until somebody says otherwise. That
 * is asked again whenever something is filled in, of the case as it will be
 * then: so what follows is stored with what it follows from, and no look at a
 * case writes anything. A field is left alone for good once a person, a card or
 * an office has put something there, and be it nothing.
 */

#include "yc-case-propose.h"

#include "yc-case-form.h"

#include <string.h>

#define SOURCE "default"
#define ROUNDS_MAX 4 /* proposals that follow from proposals */

/* A case with ops on top that it has not folded yet. */
typedef struct
{
  YcForm form;
  YcCaseForm base;
  GHashTable *fields; /* path → Laid */
  GPtrArray *added;   /* of char *: "/shareholders/<id>" */
  GPtrArray *removed;
} Overlay;

typedef struct
{
  YcValue value;
  gboolean free; /* nobody's word */
} Laid;

static void
laid_free (gpointer data)
{
  Laid *self = data;

  yc_value_clear (&self->value);
  g_free (self);
}

static void
proposed_edit_free (gpointer data)
{
  YcProposedEdit *self = data;

  g_free (self->path);
  yc_value_clear (&self->value);
  yc_value_clear (&self->was);
  g_free (self);
}

static const YcValue *
overlay_get (const YcForm *form,
             const char   *path)
{
  const Overlay *self = (const Overlay *) form;
  const Laid *laid = g_hash_table_lookup (self->fields, path);

  return laid != NULL ? &laid->value : self->base.form.get (&self->base.form, path);
}

static gboolean
has_path (GPtrArray  *paths,
          const char *path)
{
  return g_ptr_array_find_with_equal_func (paths, path, g_str_equal, NULL);
}

static char **
overlay_list_rows (const YcForm *form,
                   const char   *list)
{
  const Overlay *self = (const Overlay *) form;
  g_auto (GStrv) rows = self->base.form.list_rows (&self->base.form, list);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (char **row = rows; *row != NULL; row++)
    {
      g_autofree char *path = g_strconcat (list, "/", *row, NULL);

      if (!has_path (self->removed, path))
        g_strv_builder_add (builder, *row);
    }
  for (guint i = 0; i < self->added->len; i++)
    {
      const char *path = g_ptr_array_index (self->added, i);

      if (yc_path_is_below (path, list))
        g_strv_builder_add (builder, path + strlen (list) + 1);
    }
  return g_strv_builder_end (builder);
}

static void
lay (Overlay       *self,
     const char    *path,
     const YcValue *value,
     gboolean       free)
{
  Laid *laid = g_new0 (Laid, 1);

  if (value != NULL)
    yc_value_copy (value, &laid->value);
  laid->free = free;
  g_hash_table_replace (self->fields, g_strdup (path), laid);
}

static void
lay_row (GPtrArray      *rows,
         const YcRecord *record)
{
  const char *list = yc_record_get_text (record, "list");
  const char *row = yc_record_get_text (record, "row");

  if (list != NULL && row != NULL)
    g_ptr_array_add (rows, g_strconcat (list, "/", row, NULL));
}

static void
lay_op (Overlay    *self,
        const YcOp *op)
{
  gboolean free = g_strcmp0 (yc_record_get_text (op->body->record, "source"), SOURCE) == 0;

  if (strcmp (op->kind, "row.add") == 0)
    lay_row (self->added, op->body->record);
  else if (strcmp (op->kind, "row.remove") == 0)
    lay_row (self->removed, op->body->record);
  for (guint i = 0; strcmp (op->kind, "fields.set") == 0 && i < op->body->items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (op->body->items, i);

      lay (self, yc_record_get_text (item, "path"), yc_record_get (item, "value"), free);
    }
}

/* Whether nobody has said what is to stand there. */
static gboolean
is_free (const Overlay *self,
         const char    *path)
{
  const Laid *laid = g_hash_table_lookup (self->fields, path);
  const YcField *field;

  if (laid != NULL)
    return laid->free;
  field = yc_case_get_field (self->base.c, path);
  return field == NULL || (!yc_field_is_contested (field) && g_strcmp0 (field->origin.source, SOURCE) == 0);
}

/* --- proposing -------------------------------------------------------------- */

static gboolean
propose (Overlay           *self,
         const YcMatter    *matter,
         const YcFieldSpec *spec,
         const char        *row,
         const YcDate      *today,
         GPtrArray         *edits)
{
  g_autofree char *path = row != NULL ? g_strconcat (row, "/", spec->path, NULL) : g_strdup (spec->path);
  g_auto (YcValue) value = YC_VALUE_INIT;
  const YcValue none = YC_VALUE_INIT;
  const YcValue *now;
  YcProposedEdit *edit;

  if (!is_free (self, path) || !yc_field_spec_is_shown (spec, &self->form, row, today))
    return FALSE;
  yc_field_spec_propose (spec, &self->form, row, today, &value);
  now = overlay_get (&self->form, path);
  if (yc_value_equal (now != NULL ? now : &none, &value) ||
      (value.type != YC_VALUE_NONE && yc_matter_check_value (matter, path, &value) != NULL))
    return FALSE;
  edit = g_new0 (YcProposedEdit, 1);
  edit->path = g_strdup (path);
  yc_value_copy (&value, &edit->value);
  yc_value_copy (now != NULL ? now : &none, &edit->was);
  g_ptr_array_add (edits, edit);
  lay (self, path, &value, TRUE);
  return TRUE;
}

static gboolean
propose_rows (Overlay          *self,
              const YcMatter   *matter,
              const YcListSpec *list,
              const YcDate     *today,
              GPtrArray        *edits)
{
  g_auto (GStrv) rows = overlay_list_rows (&self->form, list->path);
  gboolean any = FALSE;

  for (char **row = rows; *row != NULL; row++)
    {
      g_autofree char *path = g_strconcat (list->path, "/", *row, NULL);

      for (guint i = 0; i < list->fields->len; i++)
        {
          const YcFieldSpec *spec = g_ptr_array_index (list->fields, i);

          any |= spec->proposals->len > 0 && propose (self, matter, spec, path, today, edits);
        }
    }
  return any;
}

/* Once through the form; whether anything was proposed. */
static gboolean
propose_all (Overlay        *self,
             const YcMatter *matter,
             const YcDate   *today,
             GPtrArray      *edits)
{
  gboolean any = FALSE;

  for (guint i = 0; i < matter->pages->len; i++)
    {
      const YcPage *page = g_ptr_array_index (matter->pages, i);

      for (guint j = 0; j < page->fields->len; j++)
        {
          const YcFieldSpec *spec = g_ptr_array_index (page->fields, j);

          any |= spec->proposals->len > 0 && propose (self, matter, spec, NULL, today, edits);
        }
      any |= page->list != NULL && yc_list_spec_is_shown (page->list, &self->form, today) &&
             propose_rows (self, matter, page->list, today, edits);
    }
  return any;
}

GPtrArray *
yc_case_list_proposals (YcCase         *self,
                        const YcMatter *matter,
                        const YcDate   *today,
                        GPtrArray      *ops)
{
  GPtrArray *edits = g_ptr_array_new_with_free_func (proposed_edit_free);
  Overlay overlay = { .form = { overlay_get, overlay_list_rows } };

  g_return_val_if_fail (matter != NULL && ops != NULL, edits);

  yc_case_form_init (&overlay.base, self);
  overlay.fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, laid_free);
  overlay.added = g_ptr_array_new_with_free_func (g_free);
  overlay.removed = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < ops->len; i++)
    lay_op (&overlay, g_ptr_array_index (ops, i));
  for (guint round = 0; round < ROUNDS_MAX && propose_all (&overlay, matter, today, edits); round++)
    ;
  g_hash_table_unref (overlay.fields);
  g_ptr_array_unref (overlay.added);
  g_ptr_array_unref (overlay.removed);
  return edits;
}
