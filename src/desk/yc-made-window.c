/* yc-made-window.c: what the simulated machines have made, as it is made
 *
 * The folders are watched; files are listed and read by workers. A learner sees
 * the plate, the form and the receipt that a real machine would have given.
 */

#include "yc-made-window.h"

#include "yc-made.h"
#include "yc-words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define SETTLE_MS 200 /* a machine writes several files for one thing */
#define TEXT_MAX (256 * 1024)

#define YC_TYPE_MADE_WINDOW (yc_made_window_get_type ())
G_DECLARE_FINAL_TYPE (YcMadeWindow, yc_made_window, YC, MADE_WINDOW, AdwWindow)

struct _YcMadeWindow
{
  AdwWindow parent_instance;

  YcCounter *counter;
  GPtrArray *monitors;       /* of GFileMonitor */
  GPtrArray *made;           /* of YcMade, as the list shows them */
  GCancellable *listing;     /* (nullable) */
  GCancellable *reading;     /* (nullable) */
  guint settle_id;
  char *shown;               /* (nullable): the path of what is shown */

  GtkStack *stack;
  GtkListBox *list;
  GtkPicture *picture;
  GtkLabel *text;
};

G_DEFINE_FINAL_TYPE (YcMadeWindow, yc_made_window, ADW_TYPE_WINDOW)

static void list_again (YcMadeWindow *self);

/* --- what is chosen ------------------------------------------------------------- */

static void
read_picture_in_thread (GTask        *task,
                        gpointer      source,
                        gpointer      data,
                        GCancellable *cancellable)
{
  GError *error = NULL;
  GdkTexture *texture = gdk_texture_new_from_filename (data, &error);

  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
show_text (YcMadeWindow *self,
           const char   *words)
{
  gtk_label_set_text (self->text, words);
  gtk_stack_set_visible_child_name (self->stack, "text");
}

static void
picture_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (YcMadeWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  if (texture == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_text (self, error->message);
  if (texture == NULL)
    return;
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_stack_set_visible_child_name (self->stack, "picture");
}

static void
text_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (YcMadeWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *words = NULL;
  gsize size = 0;

  if (!g_file_load_contents_finish (G_FILE (source), result, &bytes, &size, NULL, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_text (self, error->message);
      return;
    }
  words = g_utf8_make_valid (bytes, (gssize) MIN (size, TEXT_MAX));
  show_text (self, words);
}

static void
read_picture (YcMadeWindow *self,
              const char   *path)
{
  /* No source: the thread may be the last to let go of the task, and no widget ends there. */
  g_autoptr (GTask) task = g_task_new (NULL, self->reading, picture_read_cb, g_object_ref (self));

  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_picture_in_thread);
}

static void
read_text (YcMadeWindow *self,
           const char   *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_file_load_contents_async (file, self->reading, text_read_cb, g_object_ref (self));
}

static void
selected_cb (YcMadeWindow  *self,
             GtkListBoxRow *row)
{
  const YcMade *made;

  if (row == NULL)
    return;
  made = g_ptr_array_index (self->made, (guint) gtk_list_box_row_get_index (row));
  g_free (self->shown);
  self->shown = g_strdup (made->path);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  if (made->is_picture)
    read_picture (self, made->path);
  else
    read_text (self, made->path);
}

/* --- the list --------------------------------------------------------------------- */

static void
add_row (YcMadeWindow *self,
         const YcMade *made)
{
  GtkWidget *label;
  g_autofree char *name = g_path_get_basename (made->path);
  g_autofree char *time = yc_words_dup_time (made->at_ms);
  g_autofree char *words = g_strdup_printf ("%s  %s", time, name);

  label = gtk_label_new (words);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (label, "dense-row");
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_box_append (self->list, label);
}

/* The row of what is shown; the newest where that is shown, or nothing is. */
static int
find_shown (YcMadeWindow *self,
            gboolean      newest)
{
  for (guint i = 0; !newest && i < self->made->len; i++)
    if (g_strcmp0 (((const YcMade *) g_ptr_array_index (self->made, i))->path, self->shown) == 0)
      return (int) i;
  return 0;
}

static void
fill (YcMadeWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  gboolean newest = row == NULL || gtk_list_box_row_get_index (row) == 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->made->len; i++)
    add_row (self, g_ptr_array_index (self->made, i));
  if (self->made->len == 0)
    {
      show_text (self, _("The simulated machines have made nothing yet."));
      return;
    }
  row = gtk_list_box_get_row_at_index (self->list, find_shown (self, newest));
  gtk_list_box_select_row (self->list, row);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcMadeWindow) self = data;
  GPtrArray *made = yc_made_list_finish (result, NULL);

  if (made == NULL)
    return;
  g_ptr_array_unref (self->made);
  self->made = made;
  fill (self);
}

static void
list_again (YcMadeWindow *self)
{
  if (self->listing != NULL)
    g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  self->listing = g_cancellable_new ();
  yc_made_list_async (yc_counter_get_made_folders (self->counter), self->listing, listed_cb, g_object_ref (self));
}

static gboolean
settled_cb (gpointer data)
{
  YcMadeWindow *self = data;

  self->settle_id = 0;
  list_again (self);
  return G_SOURCE_REMOVE;
}

static void
folder_changed_cb (YcMadeWindow *self)
{
  if (self->settle_id == 0)
    self->settle_id = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
watch (YcMadeWindow *self)
{
  const char *const *folders = yc_counter_get_made_folders (self->counter);

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autoptr (GFile) folder = g_file_new_for_path (folders[i]);
      GFileMonitor *monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);

      if (monitor == NULL)
        continue;
      g_signal_connect_object (monitor, "changed", G_CALLBACK (folder_changed_cb), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->monitors, monitor);
    }
}

/* --- the class ---------------------------------------------------------------------- */

static void
stop (GCancellable **cancellable)
{
  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

static void
yc_made_window_dispose (GObject *object)
{
  YcMadeWindow *self = YC_MADE_WINDOW (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  stop (&self->listing);
  stop (&self->reading);
  g_ptr_array_set_size (self->monitors, 0);
  g_clear_object (&self->counter);
  G_OBJECT_CLASS (yc_made_window_parent_class)->dispose (object);
}

static void
yc_made_window_finalize (GObject *object)
{
  YcMadeWindow *self = YC_MADE_WINDOW (object);

  g_ptr_array_unref (self->monitors);
  g_ptr_array_unref (self->made);
  g_free (self->shown);
  G_OBJECT_CLASS (yc_made_window_parent_class)->finalize (object);
}

static void
yc_made_window_class_init (YcMadeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_made_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = yc_made_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-made-window.ui");
  gtk_widget_class_bind_template_child (widget_class, YcMadeWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, YcMadeWindow, list);
  gtk_widget_class_bind_template_child (widget_class, YcMadeWindow, picture);
  gtk_widget_class_bind_template_child (widget_class, YcMadeWindow, text);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
yc_made_window_init (YcMadeWindow *self)
{
  self->monitors = g_ptr_array_new_with_free_func (g_object_unref);
  self->made = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Shows it beside @parent: who learns goes on working while it is open. */
void
yc_made_window_present (GtkWindow *parent,
                        YcCounter *counter)
{
  YcMadeWindow *self = g_object_new (YC_TYPE_MADE_WINDOW, "transient-for", parent, NULL);

  self->counter = g_object_ref (counter);
  watch (self);
  list_again (self);
  gtk_window_present (GTK_WINDOW (self));
}
