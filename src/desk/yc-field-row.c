/* yc-field-row.c: a field of the form
 *
 * What is typed becomes a fact when the field is left: then, and not at every
 * key, one op is made, and once it is on disk the case shows it. Until then
 * the row is *dirty*: whatever else changes about the case, what the clerk is
 * typing stays.
 *
 * While typing the row praises what is right with a tick, and keeps quiet
 * about what is not right yet; what is wrong is said when the field is left.
 * A value that came by itself says where from.
 *
 * A personal value is masked. Who put it there sees it while they are at it;
 * everybody else says first what they need it for (Ctrl+I), or types another
 * over it without having seen it.
 */

#include "yc-field-row.h"

#include "yc-case-form.h"
#include "yc-case-look.h"
#include "yc-contest-box.h"
#include "yc-field-editor.h"
#include "yc-focus.h"
#include "yc-place.h"
#include "yc-say.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

struct _YcFieldRow
{
  GtkWidget parent_instance;

  YcCaseFile *file;
  const YcFieldSpec *spec; /* the catalogue's */
  char *path;
  char *row; /* (nullable): the path of the row it is in */
  YcValue shown; /* what the editor was last set to, or what was last kept */
  gboolean dirty;
  gboolean focused;
  guint committing; /* ops on their way to the disk */

  GtkWidget *content;
  GtkLabel *label;
  GtkStack *slot;
  GtkWidget *editor;
  GtkWidget *contest;
  GtkLabel *unit;
  GtkLabel *origin;
  GtkWidget *words_box;
  GtkLabel *words;
  GtkWidget *mend;
  char *mend_value; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (YcFieldRow, yc_field_row, GTK_TYPE_WIDGET)

/* The case's form with the value that is being typed in its place. */
typedef struct
{
  YcForm form;
  YcCaseForm case_form;
  const char *path;
  const YcValue *value;
} TypedForm;

static const YcValue *
typed_form_get (const YcForm *form,
                const char   *path)
{
  const TypedForm *self = (const TypedForm *) form;

  if (g_str_equal (path, self->path))
    return self->value;
  return self->case_form.form.get (&self->case_form.form, path);
}

static char **
typed_form_list_rows (const YcForm *form,
                      const char   *list)
{
  const TypedForm *self = (const TypedForm *) form;

  return self->case_form.form.list_rows (&self->case_form.form, list);
}

static gboolean
is_right (YcFieldRow    *self,
          const YcValue *value)
{
  TypedForm form = { .form = { typed_form_get, typed_form_list_rows }, .path = self->path, .value = value };
  YcDate today = yc_words_get_today ();
  g_autoptr (GPtrArray) findings = NULL;

  if (value->type == YC_VALUE_NONE)
    return FALSE;
  yc_case_form_init (&form.case_form, yc_case_file_get_case (self->file));
  findings = yc_field_spec_check (self->spec, self->path, &form.form, self->row, &today);
  return yc_findings_count (findings, YC_SEVERITY_ERROR) == 0;
}

/* Whether whoever has the focus typed what stands there. */
static gboolean
is_own (YcFieldRow *self)
{
  return self->dirty || self->committing > 0 || yc_case_file_is_own (self->file, self->path);
}

static void
show_mask (YcFieldRow *self)
{
  YcMask mask;

  if (yc_field_spec_get_mask (self->spec) == YC_MASK_NONE)
    return;
  mask = yc_case_file_get_mask (self->file, self->path);
  if (self->focused && is_own (self))
    mask = YC_MASK_NONE;
  yc_field_editor_set_mask (YC_FIELD_EDITOR (self->editor), mask, self->focused);
}

static void
show_origin (YcFieldRow *self,
             const char *words,
             const char *css_class)
{
  const char *classes[] = { "caption", css_class, NULL };

  gtk_label_set_text (self->origin, words);
  gtk_widget_set_css_classes (GTK_WIDGET (self->origin), classes);
}

static void
say (YcFieldRow *self,
     const char *words,
     const char *css_class)
{
  const char *classes[] = { "caption", css_class, NULL };

  gtk_label_set_text (self->words, words != NULL ? words : "");
  gtk_widget_set_css_classes (GTK_WIDGET (self->words), classes);
  gtk_widget_set_visible (self->mend, FALSE);
  gtk_widget_set_visible (self->words_box, words != NULL && *words != '\0');
}

/* What put it there by itself, in the catalogue's words; NULL where that is
 * somebody's word, or what the field begins with. */
static const char *
find_proposal (YcFieldRow    *self,
               const YcField *field)
{
  YcDate today = yc_words_get_today ();
  g_auto (YcValue) value = YC_VALUE_INIT;
  const YcProposal *proposal;
  YcCaseForm form;

  if (g_strcmp0 (field->origin.source, "default") != 0)
    return NULL;
  yc_case_form_init (&form, yc_case_file_get_case (self->file));
  proposal = yc_field_spec_propose (self->spec, &form.form, self->row, &today, &value);
  return proposal != NULL && yc_value_equal (&value, &field->value) ? proposal->from : NULL;
}

static void
show_source (YcFieldRow    *self,
             const YcField *field)
{
  const char *from = find_proposal (self, field);
  g_autofree char *words = from != NULL ? g_strdup (from) : yc_place_dup_source (self->file, &field->origin);

  show_origin (self, words, "dim-label");
}

static const YcFinding *
find_finding (YcFieldRow *self)
{
  GPtrArray *findings = yc_case_file_get_findings (self->file);

  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      if (g_str_equal (finding->path, self->path))
        return finding;
    }
  return NULL;
}

/* What the applicant must know who does without what @value says no to: all
 * modules that the field chooses; (transfer full) (nullable). */
static char *
dup_notice (YcFieldRow    *self,
            const YcValue *value)
{
  const YcMatter *matter = yc_case_file_get_matter (self->file);
  GString *notice = g_string_new (NULL);

  for (guint i = 0; value->type == YC_VALUE_TEXT && !g_str_equal (value->text, "yes") && i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      if (g_strcmp0 (module->chosen_by, self->path) != 0 || module->opt_out_notice == NULL)
        continue;
      g_string_append_printf (notice, "%s%s", notice->len > 0 ? "\n" : "", module->opt_out_notice);
    }
  return g_string_free (notice, notice->len == 0);
}

static void
show_notice (YcFieldRow    *self,
             const YcField *field)
{
  g_autofree char *notice = field != NULL ? dup_notice (self, &field->value) : NULL;

  if (notice != NULL && !gtk_widget_get_visible (self->words_box))
    say (self, notice, "accent");
}

/* What is wrong with the value that stands, and how to mend it; an empty field
 * that is needed is only marked so. */
static void
show_findings (YcFieldRow    *self,
               const YcField *field)
{
  const YcFinding *finding = find_finding (self);
  gboolean empty = field == NULL || field->value.type == YC_VALUE_NONE;
  g_autofree char *words = NULL;

  g_clear_pointer (&self->mend_value, g_free);
  if (empty || finding == NULL)
    {
      say (self, empty ? self->spec->help : NULL, "dim-label");
      if (empty && finding != NULL)
        show_origin (self, finding->severity == YC_SEVERITY_ERROR ? _("needed") : "", "dim-label");
      else if (empty)
        show_origin (self, "", "dim-label");
      else
        show_source (self, field);
      return;
    }
  words = g_strdup_printf ("%s%s%s", finding->message, finding->mend != NULL && *finding->mend != '\0' ? " · " : "",
                           finding->mend != NULL ? finding->mend : "");
  say (self, words, "warning");
  show_source (self, field);
  if (finding->mend_value != NULL && *finding->mend_value != '\0')
    {
      const char *choice = self->spec->type == YC_FIELD_CHOICE
                             ? yc_field_spec_get_choice_label (self->spec, finding->mend_value) : NULL;
      g_autofree char *mend = yc_mask_dup_text (yc_case_file_get_mask (self->file, self->path),
                                                choice != NULL ? choice : finding->mend_value);
      g_autofree char *label = g_strdup_printf (_("Use %s"), mend);

      self->mend_value = g_strdup (finding->mend_value);
      gtk_button_set_label (GTK_BUTTON (self->mend), label);
      gtk_widget_set_visible (self->mend, TRUE);
    }
}

/* --- committing ----------------------------------------------------------- */

static void
take_shown (YcFieldRow    *self,
            const YcField *field)
{
  yc_value_clear (&self->shown);
  if (field != NULL)
    yc_value_copy (&field->value, &self->shown);
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (YcFieldRow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean kept = yc_case_file_finish (YC_CASE_FILE (source), result, &error);

  self->committing--;
  if (self->file == NULL)
    return;
  if (kept)
    {
      yc_field_row_refresh (self);
      return;
    }
  take_shown (self, yc_case_get_field (yc_case_file_get_case (self->file), self->path));
  /* What was typed stays in the editor, still to be kept. */
  self->dirty = TRUE;
  show_mask (self);
  say (self, error->message, "warning");
}

static void
set_value (YcFieldRow    *self,
           const YcValue *value)
{
  YcEdit edit = { .path = self->path, .value = value, .was = &self->shown };

  self->dirty = FALSE;
  self->committing++;
  yc_case_file_set_fields_async (self->file, &edit, 1, YC_SOURCE_TYPED, committed_cb, g_object_ref (self));
  /* The next edit comes after this one, on the disk and not yet in the case. */
  if (value != &self->shown)
    {
      yc_value_clear (&self->shown);
      yc_value_copy (value, &self->shown);
    }
}

static void
changed_cb (YcFieldRow *self)
{
  g_auto (YcValue) value = YC_VALUE_INIT;
  gboolean parsed = yc_field_editor_get_value (YC_FIELD_EDITOR (self->editor), &value);

  self->dirty = TRUE;
  say (self, self->spec->help, "dim-label");
  if (parsed && is_right (self, &value))
    show_origin (self, "✓", "success");
  else
    show_origin (self, "", "dim-label");
  gtk_widget_activate_action (GTK_WIDGET (self), "win.mirror", NULL);
}

static void
done_cb (YcFieldRow *self)
{
  yc_field_row_commit (self);
  if (self->spec->type != YC_FIELD_CHOICE)
    g_signal_emit_by_name (self, "move-focus", GTK_DIR_TAB_FORWARD);
}

/* Whoever may not see what stands there is told how they come to. */
static void
enter_cb (YcFieldRow *self)
{
  YcMask mask = yc_field_spec_get_mask (self->spec);

  self->focused = TRUE;
  if (mask == YC_MASK_NONE)
    return;
  show_mask (self);
  if (is_own (self) || yc_case_file_get_mask (self->file, self->path) == YC_MASK_NONE)
    yc_field_editor_select (YC_FIELD_EDITOR (self->editor));
  else if (!gtk_widget_get_visible (self->words_box))
    say (self, _("Ctrl+I shows it; what is typed takes its place"), "dim-label");
}

static void
leave_cb (YcFieldRow *self)
{
  self->focused = FALSE;
  yc_field_editor_deselect (YC_FIELD_EDITOR (self->editor));
  yc_field_row_commit (self);
  if (self->file == NULL || yc_field_spec_get_mask (self->spec) == YC_MASK_NONE)
    return;
  show_mask (self);
  if (!self->dirty && self->committing == 0)
    show_findings (self, yc_case_get_field (yc_case_file_get_case (self->file), self->path));
}

static void
mend_cb (YcFieldRow *self)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  if (self->mend_value == NULL)
    return;
  if (self->spec->type == YC_FIELD_INT || self->spec->type == YC_FIELD_MONEY)
    yc_value_set_int (&value, g_ascii_strtoll (self->mend_value, NULL, 10));
  else
    yc_value_set_text (&value, self->mend_value);
  set_value (self, &value);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        gpointer               data)
{
  if (keyval == GDK_KEY_Escape && yc_field_row_revert (data))
    return GDK_EVENT_STOP;
  return GDK_EVENT_PROPAGATE;
}

/* --- the class ------------------------------------------------------------ */

static gboolean
yc_field_row_grab_focus (GtkWidget *widget)
{
  YcFieldRow *self = YC_FIELD_ROW (widget);

  return gtk_widget_grab_focus (gtk_stack_get_visible_child (self->slot));
}

static void
yc_field_row_dispose (GObject *object)
{
  YcFieldRow *self = YC_FIELD_ROW (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->file);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->row, g_free);
  g_clear_pointer (&self->mend_value, g_free);
  yc_value_clear (&self->shown);
  G_OBJECT_CLASS (yc_field_row_parent_class)->dispose (object);
}

static void
yc_field_row_class_init (YcFieldRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_field_row_dispose;
  widget_class->focus = yc_focus_through;
  widget_class->grab_focus = yc_field_row_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-field-row.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcFieldRow, content);
  gtk_widget_class_bind_template_child (widget_class, YcFieldRow, label);
  gtk_widget_class_bind_template_child (widget_class, YcFieldRow, slot);
  gtk_widget_class_bind_template_child (widget_class, YcFieldRow, unit);
  gtk_widget_class_bind_template_child (widget_class, YcFieldRow, origin);
  gtk_widget_class_bind_template_child (widget_class, YcFieldRow, words_box);
  gtk_widget_class_bind_template_child (widget_class, YcFieldRow, words);
  gtk_widget_class_bind_template_child (widget_class, YcFieldRow, mend);
  gtk_widget_class_bind_template_callback (widget_class, enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, mend_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
}

static void
yc_field_row_init (YcFieldRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @row: (nullable): the path of the row the field is in */
GtkWidget *
yc_field_row_new (YcCaseFile        *file,
                  const YcFieldSpec *spec,
                  const char        *row)
{
  YcFieldRow *self = g_object_new (YC_TYPE_FIELD_ROW, NULL);

  self->file = g_object_ref (file);
  self->spec = spec;
  self->row = g_strdup (row);
  self->path = row != NULL ? g_strconcat (row, "/", spec->path, NULL) : g_strdup (spec->path);
  self->editor = yc_field_editor_new (spec);
  self->contest = yc_contest_box_new ();
  gtk_stack_add_child (self->slot, self->editor);
  gtk_stack_add_child (self->slot, self->contest);
  gtk_label_set_text (self->label, spec->label);
  gtk_label_set_text (self->unit, spec->unit != NULL ? spec->unit : spec->type == YC_FIELD_MONEY ? _("yuan") : "");
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "kept", G_CALLBACK (yc_field_row_commit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  yc_field_row_refresh (self);
  return GTK_WIDGET (self);
}

const char *
yc_field_row_get_path (YcFieldRow *self)
{
  g_return_val_if_fail (YC_IS_FIELD_ROW (self), NULL);

  return self->path;
}

/* Shows what stands in the case, unless the clerk is typing. */
void
yc_field_row_refresh (YcFieldRow *self)
{
  YcCase *c;
  const YcField *field;
  YcDate today;
  YcCaseForm form;
  gboolean contested;

  g_return_if_fail (YC_IS_FIELD_ROW (self));

  c = yc_case_file_get_case (self->file);
  field = yc_case_get_field (c, self->path);
  today = yc_words_get_today ();
  yc_case_form_init (&form, c);
  gtk_widget_set_visible (GTK_WIDGET (self), yc_field_spec_is_shown (self->spec, &form.form, self->row, &today));
  contested = field != NULL && yc_field_is_contested (field);
  if (contested)
    yc_contest_box_show (YC_CONTEST_BOX (self->contest), self->file, self->path);
  gtk_stack_set_visible_child (self->slot, contested ? self->contest : self->editor);
  yc_field_editor_set_editable (YC_FIELD_EDITOR (self->editor),
                                yc_case_file_is_path_open (self->file, self->path));
  show_mask (self);
  if (self->dirty || self->committing > 0)
    return;
  take_shown (self, field);
  yc_field_editor_set_value (YC_FIELD_EDITOR (self->editor), &self->shown);
  show_findings (self, field);
  show_notice (self, field);
}

/* Makes a fact of what stands in the editor, if it is another than before. */
void
yc_field_row_commit (YcFieldRow *self)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  g_return_if_fail (YC_IS_FIELD_ROW (self));

  if (!self->dirty || self->file == NULL)
    return;
  if (!yc_field_editor_get_value (YC_FIELD_EDITOR (self->editor), &value))
    {
      say (self, _("This cannot be read yet; it is kept here until it can"), "warning");
      return;
    }
  if (yc_value_equal (&value, &self->shown))
    {
      self->dirty = FALSE;
      yc_field_row_refresh (self);
      return;
    }
  set_value (self, &value);
}

/* Returns: whether something typed was taken back */
gboolean
yc_field_row_revert (YcFieldRow *self)
{
  g_return_val_if_fail (YC_IS_FIELD_ROW (self), FALSE);

  if (!self->dirty)
    return FALSE;
  self->dirty = FALSE;
  yc_field_row_refresh (self);
  return TRUE;
}

char *
yc_field_row_dup_shown (YcFieldRow *self)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  g_return_val_if_fail (YC_IS_FIELD_ROW (self), NULL);

  if (!yc_field_editor_get_value (YC_FIELD_EDITOR (self->editor), &value))
    return NULL;
  return yc_place_dup_whole_value (self->file, self->path, &value);
}

/* What doing without it means, for the applicant to read; (transfer full) (nullable) */
char *
yc_field_row_dup_notice (YcFieldRow *self)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  g_return_val_if_fail (YC_IS_FIELD_ROW (self), NULL);

  return yc_field_editor_get_value (YC_FIELD_EDITOR (self->editor), &value) ? dup_notice (self, &value) : NULL;
}

YcMask
yc_field_row_get_mask (YcFieldRow *self)
{
  g_return_val_if_fail (YC_IS_FIELD_ROW (self), YC_MASK_TEXT);

  return yc_field_spec_get_mask (self->spec);
}
