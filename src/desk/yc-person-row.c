/* yc-person-row.c: a person who must be identified, and how they were
 *
 * With a card there is nothing to do here but look. Without one, name and
 * number are typed from another paper, the reason is given, and somebody looks
 * a second time; until then the person counts as not identified, and says so.
 */

#include "yc-person-row.h"

#include "yc-field-row.h"
#include "yc-place.h"
#include "yc-step-page.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

struct _YcPersonRow
{
  GtkWidget parent_instance;

  YcCaseFile *file;
  char *person;

  GtkWidget *content;
  GtkLabel *role;
  GtkLabel *name;
  GtkLabel *number;
  GtkLabel *state;
  GtkToggleButton *by_hand;
  GtkWidget *second_look;
  GtkBox *fields;
  GtkEditable *reason;
  GtkWidget *record;
};

G_DEFINE_FINAL_TYPE (YcPersonRow, yc_person_row, GTK_TYPE_WIDGET)

static const char *
get_text (YcPersonRow *self,
          const char  *key)
{
  g_autofree char *path = g_strconcat (self->person, "/", key, NULL);
  const YcValue *value = yc_case_get_value (yc_case_file_get_case (self->file), path);

  return value != NULL && value->type == YC_VALUE_TEXT ? value->text : "";
}

static void
show_state (YcPersonRow *self,
            const char  *words,
            const char  *css_class)
{
  const char *classes[] = { css_class, "numeric", NULL };

  gtk_label_set_text (self->state, words);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state), classes);
}

static void
show_identity (YcPersonRow      *self,
               const YcIdentity *identity)
{
  g_autofree char *time = NULL;
  g_autofree char *words = NULL;

  if (identity == NULL)
    {
      show_state (self, _("Not identified yet"), "dim-label");
      return;
    }
  time = yc_words_dup_time (identity->at.at_ms);
  if (g_strcmp0 (identity->number, get_text (self, "number")) != 0 ||
      g_strcmp0 (identity->name, get_text (self, "name")) != 0)
    {
      show_state (self, _("Name or number has changed since: identify again"), "warning");
      return;
    }
  if (g_strcmp0 (identity->method, "card") == 0)
    words = g_strdup_printf (_("✓ by ID card, %s, %s"), identity->by, time);
  else if (identity->confirmed_by != NULL)
    words = g_strdup_printf (_("✓ without a card, %s, seen again by %s"), identity->by, identity->confirmed_by);
  else
    words = g_strdup_printf (_("Without a card, %s, %s: waits for a second look"), identity->by, time);
  show_state (self, words, g_str_has_prefix (words, "✓") ? "success" : "warning");
}

static void
add_field (YcPersonRow *self,
           const char  *key)
{
  g_autofree char *path = g_strconcat (self->person, "/", key, NULL);
  const YcMatter *matter = yc_case_file_get_matter (self->file);
  const YcFieldSpec *spec = matter != NULL ? yc_matter_find_field (matter, path) : NULL;

  if (spec != NULL)
    gtk_box_append (self->fields, yc_field_row_new (self->file, spec, *spec->path == '/' ? NULL : self->person));
}

static void
by_hand_cb (YcPersonRow *self)
{
  if (gtk_toggle_button_get_active (self->by_hand))
    gtk_widget_child_focus (GTK_WIDGET (self->fields), GTK_DIR_TAB_FORWARD);
}

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (YcPersonRow) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    gtk_toggle_button_set_active (self->by_hand, FALSE);
  else
    show_state (self, error->message, "warning");
}

/* The fields may still hold what has been typed last. */
static void
record_cb (YcPersonRow *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->fields)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    yc_field_row_commit (YC_FIELD_ROW (child));
  yc_case_file_identify_typed_async (self->file, self->person, gtk_editable_get_text (self->reason), recorded_cb,
                                     g_object_ref (self));
}

static void
second_look_cb (YcPersonRow *self)
{
  yc_case_file_confirm_identity_async (self->file, self->person, yc_step_page_done_cb, g_object_ref (self));
}

static gboolean
yc_person_row_grab_focus (GtkWidget *widget)
{
  YcPersonRow *self = YC_PERSON_ROW (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (self->second_look) ? self->second_look
                                                                          : GTK_WIDGET (self->by_hand));
}

static void
yc_person_row_dispose (GObject *object)
{
  YcPersonRow *self = YC_PERSON_ROW (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->file);
  g_clear_pointer (&self->person, g_free);
  G_OBJECT_CLASS (yc_person_row_parent_class)->dispose (object);
}

static void
yc_person_row_class_init (YcPersonRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_person_row_dispose;
  widget_class->grab_focus = yc_person_row_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-person-row.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, content);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, role);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, name);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, number);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, state);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, by_hand);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, second_look);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, fields);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, reason);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, record);
  gtk_widget_class_bind_template_callback (widget_class, by_hand_cb);
  gtk_widget_class_bind_template_callback (widget_class, record_cb);
  gtk_widget_class_bind_template_callback (widget_class, second_look_cb);
}

static void
yc_person_row_init (YcPersonRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
yc_person_row_new (YcCaseFile *file,
                   const char *person)
{
  YcPersonRow *self = g_object_new (YC_TYPE_PERSON_ROW, NULL);

  self->file = g_object_ref (file);
  self->person = g_strdup (person);
  add_field (self, "name");
  add_field (self, "number");
  yc_person_row_refresh (self);
  return GTK_WIDGET (self);
}

const char *
yc_person_row_get_path (YcPersonRow *self)
{
  g_return_val_if_fail (YC_IS_PERSON_ROW (self), NULL);

  return self->person;
}

void
yc_person_row_refresh (YcPersonRow *self)
{
  const YcIdentity *identity;
  g_autofree char *role = NULL;
  g_autofree char *words = NULL;
  gboolean editable;

  g_return_if_fail (YC_IS_PERSON_ROW (self));

  identity = yc_case_get_identity (yc_case_file_get_case (self->file), self->person);
  role = yc_place_dup_label (self->file, self->person);
  editable = yc_case_file_is_editable (self->file);
  gtk_label_set_text (self->role, role);
  gtk_label_set_text (self->name, *get_text (self, "name") != '\0' ? get_text (self, "name") : "—");
  gtk_label_set_text (self->number, get_text (self, "number"));
  show_identity (self, identity);
  gtk_widget_set_visible (GTK_WIDGET (self->by_hand), editable);
  gtk_widget_set_visible (self->second_look, editable && identity != NULL &&
                                               g_strcmp0 (identity->method, "typed") == 0 &&
                                               identity->confirmed_by == NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->fields)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    yc_field_row_refresh (YC_FIELD_ROW (child));
  words = g_strdup_printf ("%s, %s, %s", role, gtk_label_get_text (self->name), gtk_label_get_text (self->state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}
