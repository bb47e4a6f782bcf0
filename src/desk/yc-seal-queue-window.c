/* yc-seal-queue-window.c: what the engraver cuts next, over all cases of the window
 *
 * The order is a proposal: Return opens the seals of whichever case is chosen.
 */

#include "yc-seal-queue-window.h"

#include "yc-schedule.h"
#include "yc-seal-queue.h"
#include "yc-words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define YC_TYPE_SEAL_QUEUE_WINDOW (yc_seal_queue_window_get_type ())
G_DECLARE_FINAL_TYPE (YcSealQueueWindow, yc_seal_queue_window, YC, SEAL_QUEUE_WINDOW, AdwWindow)

struct _YcSealQueueWindow
{
  AdwWindow parent_instance;

  YcSealQueue *queue;
  YcSealQueueFunc chosen;
  gpointer data;

  GtkLabel *state;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (YcSealQueueWindow, yc_seal_queue_window, ADW_TYPE_WINDOW)

/* What is wrong with the turn, or when it is cut. */
static char *
dup_when (const YcSealTurn *turn)
{
  g_autofree char *start = NULL;
  g_autofree char *finish = NULL;

  if (turn->trouble != NULL)
    return g_strdup (turn->trouble);
  start = yc_words_dup_time (turn->start_ms);
  finish = yc_words_dup_time (turn->finish_ms);
  return g_strdup_printf ("%s – %s", start, finish);
}

static char *
dup_promise (const YcSealTurn *turn)
{
  g_autofree char *due = NULL;

  if (turn->trouble != NULL || turn->due_ms == YC_SCHEDULE_NO_DUE)
    return g_strdup ("");
  due = yc_words_dup_time (turn->due_ms);
  return g_strdup_printf (turn->late ? _("promised by %s: too late") : _("promised by %s"), due);
}

static GtkWidget *
new_label (const char *text,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_row (YcSealQueueWindow *self,
         const YcSealTurn  *turn)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *title = new_label (yc_case_file_get_title (turn->file), NULL);
  g_autofree char *count = g_strdup_printf (ngettext ("%u seal", "%u seals", turn->n_seals), turn->n_seals);
  g_autofree char *when = dup_when (turn);
  g_autofree char *promise = dup_promise (turn);
  g_autofree char *name = g_strdup_printf ("%s, %s, %s, %s", yc_case_file_get_title (turn->file), count, when, promise);

  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), new_label (yc_case_file_get_number (turn->file), "dim-label"));
  gtk_box_append (GTK_BOX (box), new_label (count, "numeric"));
  gtk_box_append (GTK_BOX (box), new_label (when, turn->trouble != NULL ? "warning" : "numeric"));
  gtk_box_append (GTK_BOX (box), new_label (promise, turn->late ? "error" : "dim-label"));
  gtk_widget_add_css_class (box, "dense-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_append (self->list, row);
}

static char *
dup_state (YcSealQueueWindow *self)
{
  GPtrArray *turns = yc_seal_queue_get_turns (self->queue);
  guint late = 0;

  for (guint i = 0; i < turns->len; i++)
    late += ((const YcSealTurn *) g_ptr_array_index (turns, i))->late;
  if (yc_seal_queue_get_trouble (self->queue) != NULL)
    return g_strdup (yc_seal_queue_get_trouble (self->queue));
  if (yc_seal_queue_is_drawing (self->queue))
    return g_strdup (_("Drawing and planning…"));
  if (turns->len == 0)
    return g_strdup (_("No seals wait to be cut"));
  if (late > 0)
    return g_strdup_printf (ngettext ("In this order the fewest promises break: %u breaks all the same. Return opens a case's seals.",
                                      "In this order the fewest promises break: %u break all the same. Return opens a case's seals.",
                                      late), late);
  return g_strdup (_("In this order every promise is kept. Return opens a case's seals."));
}

static void
refresh (YcSealQueueWindow *self)
{
  GPtrArray *turns = yc_seal_queue_get_turns (self->queue);
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list);
  int position = selected != NULL ? gtk_list_box_row_get_index (selected) : 0;
  g_autofree char *words = dup_state (self);
  GtkWidget *child;

  gtk_label_set_text (self->state, words);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < turns->len; i++)
    add_row (self, g_ptr_array_index (turns, i));
  selected = gtk_list_box_get_row_at_index (self->list, MIN (position, (int) turns->len - 1));
  if (selected == NULL)
    return;
  gtk_list_box_select_row (self->list, selected);
  gtk_widget_grab_focus (GTK_WIDGET (selected));
}

static void
activated_cb (YcSealQueueWindow *self,
              GtkListBoxRow     *row)
{
  YcSealTurn *turn = g_ptr_array_index (yc_seal_queue_get_turns (self->queue), (guint) gtk_list_box_row_get_index (row));
  g_autoptr (YcCaseFile) file = g_object_ref (turn->file);
  YcSealQueueFunc chosen = self->chosen;
  gpointer data = self->data;

  gtk_window_destroy (GTK_WINDOW (self));
  chosen (file, data);
}

static void
yc_seal_queue_window_dispose (GObject *object)
{
  YcSealQueueWindow *self = YC_SEAL_QUEUE_WINDOW (object);

  if (self->queue != NULL)
    yc_seal_queue_stop (self->queue);
  g_clear_object (&self->queue);
  G_OBJECT_CLASS (yc_seal_queue_window_parent_class)->dispose (object);
}

static void
yc_seal_queue_window_class_init (YcSealQueueWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_seal_queue_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-seal-queue-window.ui");
  gtk_widget_class_bind_template_child (widget_class, YcSealQueueWindow, state);
  gtk_widget_class_bind_template_child (widget_class, YcSealQueueWindow, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
yc_seal_queue_window_init (YcSealQueueWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Shows it over @parent. */
void
yc_seal_queue_window_present (GtkWindow       *parent,
                              YcCounter       *counter,
                              YcSealQueueFunc  chosen,
                              gpointer         data)
{
  YcSealQueueWindow *self = g_object_new (YC_TYPE_SEAL_QUEUE_WINDOW, "transient-for", parent, NULL);

  self->chosen = chosen;
  self->data = data;
  self->queue = yc_seal_queue_new (counter);
  g_signal_connect_object (self->queue, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
  gtk_window_present (GTK_WINDOW (self));
}
