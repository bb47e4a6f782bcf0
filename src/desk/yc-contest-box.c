/* yc-contest-box.c: a field that two people have filled in
 *
 * Both values stand side by side, each with who gave it and when. ← and → go
 * between them (they are buttons in a row), Return takes the one that has the
 * focus. Nothing is chosen by itself.
 */

#include "yc-contest-box.h"

#include "yc-focus.h"
#include "yc-place.h"
#include "yc-step-page.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

struct _YcContestBox
{
  GtkWidget parent_instance;

  YcCaseFile *file;
  char *path;
  GtkWidget *content;
  GtkBox *sides;
};

G_DEFINE_FINAL_TYPE (YcContestBox, yc_contest_box, GTK_TYPE_WIDGET)

static void
choose_cb (YcContestBox *self,
           GtkWidget *button)
{
  const YcId *branch = g_object_get_data (G_OBJECT (button), "branch");

  yc_case_file_settle_async (self->file, self->path, branch, yc_step_page_done_cb, g_object_ref (self));
}

static void
add_side (YcContestBox      *self,
          const YcValue  *value,
          const YcOrigin *origin,
          const YcId     *branch)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *shown = yc_place_dup_value (self->file, self->path, value);
  g_autofree char *who = yc_words_dup_origin (origin);
  g_autofree char *words = NULL;
  GtkWidget *value_label = gtk_label_new (*shown != '\0' ? shown : _("(empty)"));
  GtkWidget *who_label = gtk_label_new (who);

  gtk_label_set_wrap (GTK_LABEL (value_label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (value_label), 0);
  gtk_label_set_xalign (GTK_LABEL (who_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (who_label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (who_label, "caption");
  gtk_widget_add_css_class (who_label, "dim-label");
  gtk_widget_add_css_class (who_label, "numeric");
  gtk_box_append (GTK_BOX (box), value_label);
  gtk_box_append (GTK_BOX (box), who_label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_hexpand (button, TRUE);
  g_object_set_data_full (G_OBJECT (button), "branch", yc_id_copy (branch), g_free);
  words = g_strdup_printf (_("Take “%s”, by %s"), shown, who);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (choose_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->sides, button);
}

static gboolean
yc_contest_box_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (YC_CONTEST_BOX (widget)->sides), GTK_DIR_TAB_FORWARD);
}

static void
yc_contest_box_dispose (GObject *object)
{
  YcContestBox *self = YC_CONTEST_BOX (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->file);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (yc_contest_box_parent_class)->dispose (object);
}

static void
yc_contest_box_class_init (YcContestBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_contest_box_dispose;
  widget_class->focus = yc_focus_through;
  widget_class->grab_focus = yc_contest_box_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-contest-box.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcContestBox, content);
  gtk_widget_class_bind_template_child (widget_class, YcContestBox, sides);
}

static void
yc_contest_box_init (YcContestBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
yc_contest_box_new (void)
{
  return g_object_new (YC_TYPE_CONTEST_BOX, NULL);
}

/* Shows the values that stand at @path now. */
void
yc_contest_box_show (YcContestBox  *self,
                 YcCaseFile *file,
                 const char *path)
{
  const YcField *field;
  GtkWidget *child;
  YcId own = { { 0 } };

  g_return_if_fail (YC_IS_CONTEST_BOX (self));

  g_set_object (&self->file, file);
  if (g_strcmp0 (self->path, path) != 0)
    {
      g_free (self->path);
      self->path = g_strdup (path);
    }
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->sides))) != NULL)
    gtk_box_remove (self->sides, child);
  field = yc_case_get_field (yc_case_file_get_case (file), path);
  if (field == NULL)
    return;
  add_side (self, &field->value, &field->origin, &own);
  for (guint i = 0; i < field->branches->len; i++)
    {
      const YcBranch *branch = g_ptr_array_index (field->branches, i);

      add_side (self, &branch->value, &branch->origin, &branch->first);
    }
}
