/* yc-scan-thumb.c: a scanned page, small
 *
 * It can have the focus, and says its number, how it was turned and whether it
 * is set aside. The picture is unpacked on another thread.
 */

#include "yc-scan-thumb.h"

#include <glib/gi18n-lib.h>

#define PICTURE_HEIGHT 132 /* pixels */
#define PICTURE_WIDTH 94

struct _YcScanThumb
{
  GtkWidget parent_instance;

  YcScanSheet *sheet;
  char *paper; /* which one it belongs to, in words */
  GtkWidget *box;
  GtkWidget *picture;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (YcScanThumb, yc_scan_thumb, GTK_TYPE_WIDGET)

typedef struct
{
  GBytes *jpeg;
  guint quarters;
} Drawing;

static void
drawing_free (gpointer data)
{
  Drawing *drawing = data;

  g_bytes_unref (drawing->jpeg);
  g_free (drawing);
}

static void
draw_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Drawing *drawing = data;
  GError *error = NULL;
  g_autoptr (YcRaster) small = yc_scan_page_show (drawing->jpeg, drawing->quarters, &error);
  g_autoptr (GBytes) dots = NULL;
  g_autofree guint8 *colours = NULL;
  gsize n;

  if (small == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  n = (gsize) small->width * small->height;
  colours = g_malloc (n * 3);
  for (gsize i = 0; i < n * 3; i++)
    colours[i] = small->dots[small->channels == 3 ? i : i / 3];
  dots = g_bytes_new_take (g_steal_pointer (&colours), n * 3);
  g_task_return_pointer (task, gdk_memory_texture_new ((int) small->width, (int) small->height, GDK_MEMORY_R8G8B8, dots,
                                                       small->width * 3), g_object_unref);
}

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (YcScanThumb) self = data;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), NULL);

  if (texture != NULL && self->picture != NULL)
    gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
}

static void
show_picture (YcScanThumb *self)
{
  GBytes *jpeg = yc_scan_sheet_get_thumbnail (self->sheet);
  g_autoptr (GTask) task = NULL;
  Drawing *drawing;

  if (jpeg == NULL)
    return;
  /* No source: the thread may be the last to let go of the task, and no widget ends there. */
  task = g_task_new (NULL, NULL, drawn_cb, g_object_ref (self));
  drawing = g_new0 (Drawing, 1);
  *drawing = (Drawing) { g_bytes_ref (jpeg), yc_scan_sheet_get_quarters (self->sheet) };
  g_task_set_task_data (task, drawing, drawing_free);
  g_task_run_in_thread (task, draw_in_thread);
}

static void
pressed_cb (YcScanThumb *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
yc_scan_thumb_dispose (GObject *object)
{
  YcScanThumb *self = YC_SCAN_THUMB (object);

  self->picture = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_scan_thumb_parent_class)->dispose (object);
}

static void
yc_scan_thumb_finalize (GObject *object)
{
  YcScanThumb *self = YC_SCAN_THUMB (object);

  g_clear_object (&self->sheet);
  g_free (self->paper);
  G_OBJECT_CLASS (yc_scan_thumb_parent_class)->finalize (object);
}

static void
yc_scan_thumb_class_init (YcScanThumbClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_scan_thumb_dispose;
  G_OBJECT_CLASS (klass)->finalize = yc_scan_thumb_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "thumb");
}

static void
yc_scan_thumb_init (YcScanThumb *self)
{
  GtkGesture *press = gtk_gesture_click_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->picture = gtk_picture_new ();
  gtk_picture_set_can_shrink (GTK_PICTURE (self->picture), TRUE);
  gtk_widget_set_size_request (self->picture, PICTURE_WIDTH, PICTURE_HEIGHT);
  self->label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_box_append (GTK_BOX (self->box), self->picture);
  gtk_box_append (GTK_BOX (self->box), self->label);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}

/* @position: from 0 */
void
yc_scan_thumb_set_number (YcScanThumb *self,
                          guint        position)
{
  gboolean aside = yc_scan_sheet_is_aside (self->sheet);
  gboolean blank = yc_scan_sheet_is_blank (self->sheet);
  g_autofree char *shown = NULL;
  g_autofree char *words = NULL;

  g_return_if_fail (YC_IS_SCAN_THUMB (self));

  shown = aside ? g_strdup_printf (_("%u · aside"), position + 1) : g_strdup_printf ("%u", position + 1);
  words = g_strdup_printf (_("%s, page %u%s%s"), self->paper, position + 1, blank ? _(", blank") : "",
                           aside ? _(", set aside") : "");
  gtk_label_set_text (GTK_LABEL (self->label), shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  if (aside)
    gtk_widget_add_css_class (GTK_WIDGET (self), "aside");
}

GtkWidget *
yc_scan_thumb_new (YcScanSheet *sheet,
                   guint        position,
                   const char  *paper)
{
  YcScanThumb *self = g_object_new (YC_TYPE_SCAN_THUMB, NULL);

  self->sheet = g_object_ref (sheet);
  self->paper = g_strdup (paper);
  yc_scan_thumb_set_number (self, position);
  g_signal_connect_object (sheet, "notify::thumbnail", G_CALLBACK (show_picture), self, G_CONNECT_SWAPPED);
  show_picture (self);
  return GTK_WIDGET (self);
}

YcScanSheet *
yc_scan_thumb_get_sheet (YcScanThumb *self)
{
  return self->sheet;
}
