/* yc-list-box.c: the rows of a list of the form
 *
 * Rows have ids, so a row keeps its widget while others come and go, and what
 * is being typed in it stays. Removing asks for a second press of the same
 * button: nobody loses a shareholder by one key.
 */

#include "yc-list-box.h"

#include "yc-field-row.h"
#include "yc-say.h"
#include "yc-step-page.h"

#include <glib/gi18n-lib.h>

struct _YcListBox
{
  GtkWidget parent_instance;

  YcCaseFile *file;
  const YcListSpec *spec; /* the catalogue's */
  GHashTable *rows;       /* row's path → its box (GtkWidget, owned by its parent) */

  GtkWidget *content;
  GtkLabel *title;
  GtkBox *box;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (YcListBox, yc_list_box, GTK_TYPE_WIDGET)

static GtkWidget *
first_field (GtkWidget *row_box)
{
  GtkWidget *child = gtk_widget_get_first_child (row_box);

  while (child != NULL && !YC_IS_FIELD_ROW (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
remove_cb (YcListBox *self,
           GtkWidget *button)
{
  const char *row = g_object_get_data (G_OBJECT (button), "row");

  if (!gtk_widget_has_css_class (button, "destructive-action"))
    {
      gtk_widget_add_css_class (button, "destructive-action");
      gtk_button_set_label (GTK_BUTTON (button), _("Press again to remove"));
      return;
    }
  yc_case_file_remove_row_async (self->file, row, yc_step_page_done_cb, g_object_ref (self));
}

/* Leaving the button disarms it. */
static void
disarm_cb (GtkWidget *button)
{
  gtk_widget_remove_css_class (button, "destructive-action");
  gtk_button_set_label (GTK_BUTTON (button), _("Remove"));
}

static GtkWidget *
new_remove_button (YcListBox  *self,
                   const char *row)
{
  GtkWidget *button = gtk_button_new_with_label (_("Remove"));
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_object_set_data_full (G_OBJECT (button), "row", g_strdup (row), g_free);
  gtk_widget_add_css_class (button, "mend");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (disarm_cb), button, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (button, focus);
  return button;
}

static GtkWidget *
new_row_box (YcListBox  *self,
             const char *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new ("");

  gtk_widget_add_css_class (box, "row-box");
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), new_remove_button (self, row));
  gtk_box_append (GTK_BOX (box), head);
  g_object_set_data (G_OBJECT (box), "title", title);
  for (guint i = 0; i < self->spec->fields->len; i++)
    gtk_box_append (GTK_BOX (box), yc_field_row_new (self->file, g_ptr_array_index (self->spec->fields, i), row));
  return box;
}

static void
refresh_row (YcListBox *self,
             GtkWidget *box,
             guint      number)
{
  g_autofree char *title = g_strdup_printf ("%s %u", self->spec->row_label, number);

  gtk_label_set_text (g_object_get_data (G_OBJECT (box), "title"), title);
  for (GtkWidget *child = first_field (box); child != NULL; child = gtk_widget_get_next_sibling (child))
    yc_field_row_refresh (YC_FIELD_ROW (child));
}

static void
drop_rows (YcListBox    *self,
           GtkWidget   **kept,
           guint         n_kept)
{
  GHashTableIter iter;
  gpointer box;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &box))
    {
      guint i = 0;

      while (i < n_kept && kept[i] != box)
        i++;
      if (i < n_kept)
        continue;
      gtk_box_remove (self->box, box);
      g_hash_table_iter_remove (&iter);
    }
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (YcListBox) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *row = yc_case_file_add_row_finish (YC_CASE_FILE (source), result, &error);
  GtkWidget *box;

  if (row == NULL)
    {
      yc_say_error (GTK_WIDGET (self), error);
      return;
    }
  if (self->rows == NULL)
    return;
  yc_list_box_refresh (self);
  box = g_hash_table_lookup (self->rows, row);
  if (box != NULL)
    gtk_widget_grab_focus (first_field (box));
}

static void
add_cb (YcListBox *self)
{
  yc_list_box_add (self);
}

static void
yc_list_box_dispose (GObject *object)
{
  YcListBox *self = YC_LIST_BOX (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (yc_list_box_parent_class)->dispose (object);
}

static void
yc_list_box_class_init (YcListBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_list_box_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-list-box.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcListBox, content);
  gtk_widget_class_bind_template_child (widget_class, YcListBox, title);
  gtk_widget_class_bind_template_child (widget_class, YcListBox, box);
  gtk_widget_class_bind_template_child (widget_class, YcListBox, add);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
yc_list_box_init (YcListBox *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
yc_list_box_new (YcCaseFile       *file,
                 const YcListSpec *spec)
{
  YcListBox *self = g_object_new (YC_TYPE_LIST_BOX, NULL);
  g_autofree char *add = g_strdup_printf (_("Add: %s  Ctrl+N"), spec->row_label);

  self->file = g_object_ref (file);
  self->spec = spec;
  gtk_label_set_text (self->title, spec->label);
  gtk_button_set_label (GTK_BUTTON (self->add), add);
  yc_list_box_refresh (self);
  return GTK_WIDGET (self);
}

void
yc_list_box_refresh (YcListBox *self)
{
  g_auto (GStrv) rows = NULL;
  g_autofree GtkWidget **kept = NULL;
  GtkWidget *before = NULL;
  guint n;

  g_return_if_fail (YC_IS_LIST_BOX (self));

  rows = yc_case_list_rows (yc_case_file_get_case (self->file), self->spec->path);
  n = g_strv_length (rows);
  kept = g_new0 (GtkWidget *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat (self->spec->path, "/", rows[i], NULL);

      kept[i] = g_hash_table_lookup (self->rows, path);
      if (kept[i] == NULL)
        {
          kept[i] = new_row_box (self, path);
          gtk_box_append (self->box, kept[i]);
          g_hash_table_insert (self->rows, g_steal_pointer (&path), kept[i]);
        }
      gtk_box_reorder_child_after (self->box, kept[i], before);
      before = kept[i];
      refresh_row (self, kept[i], i + 1);
    }
  drop_rows (self, kept, n);
  gtk_widget_set_sensitive (self->add, n < self->spec->rows_max &&
                                         yc_case_file_is_editable (self->file));
}

/* Adds a row and goes to its first field once it is on disk. */
void
yc_list_box_add (YcListBox *self)
{
  g_return_if_fail (YC_IS_LIST_BOX (self));

  if (gtk_widget_get_sensitive (self->add))
    yc_case_file_add_row_async (self->file, self->spec->path, added_cb, g_object_ref (self));
}

const char *
yc_list_box_get_path (YcListBox *self)
{
  g_return_val_if_fail (YC_IS_LIST_BOX (self), NULL);

  return self->spec->path;
}

/* Returns: whether @path is of this list; it has the focus then */
gboolean
yc_list_box_jump (YcListBox  *self,
                  const char *path)
{
  GHashTableIter iter;
  gpointer row, box;

  g_return_val_if_fail (YC_IS_LIST_BOX (self), FALSE);

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &row, &box))
    {
      if (g_str_equal (path, row))
        return gtk_widget_grab_focus (first_field (box));
      for (GtkWidget *child = first_field (box); child != NULL; child = gtk_widget_get_next_sibling (child))
        if (g_str_equal (path, yc_field_row_get_path (YC_FIELD_ROW (child))))
          return gtk_widget_grab_focus (child);
    }
  return g_str_equal (path, self->spec->path) && gtk_widget_grab_focus (self->add);
}
