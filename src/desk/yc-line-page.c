/* yc-line-page.c: what waits, since when, why, and what can be done
 *
 * Three things: the line itself; what is parked, each with its reason and a
 * way on; and the fields two people have filled in, each a jump to where both
 * values stand side by side.
 */

#include "yc-line-page.h"

#include "yc-parked-row.h"
#include "yc-place.h"
#include "yc-pulse.h"
#include "yc-say.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

#define CONTESTED_SHOWN_MAX 50

struct _YcLinePage
{
  GtkWidget parent_instance;

  YcCounter *counter;
  char *contested_shown; /* what the list of contested fields was made from */

  GtkWidget *content;
  GtkLabel *state;
  GtkLabel *summary;
  GtkLabel *since;
  GtkLabel *oldest;
  GtkLabel *documents;
  GtkLabel *contradiction;
  GtkLabel *purged;
  GtkWidget *retry;
  GtkWidget *enrol;
  GtkEditable *code;
  GtkListView *parked;
  GtkStack *parked_stack;
  GtkBox *contested;
  GtkWidget *no_contested;
};

G_DEFINE_FINAL_TYPE (YcLinePage, yc_line_page, GTK_TYPE_WIDGET)

enum
{
  OPEN_CASE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_line (YcLinePage *self)
{
  YcLine *line = yc_counter_get_line (self->counter);
  gint64 now = yc_pulse_get_now (yc_pulse_get_default ());
  gint64 since = yc_line_get_since (line), oldest = yc_line_get_oldest (line);
  g_autofree char *since_time = yc_words_dup_time (since);
  g_autofree char *since_long = yc_words_dup_duration (now - since);
  g_autofree char *oldest_long = yc_words_dup_duration (now - oldest);
  g_autofree char *since_words = g_strdup_printf (_("since %s (%s)"), since_time, since_long);
  g_autofree char *oldest_words = g_strdup_printf (_("%u entries wait to be sent, the oldest for %s"),
                                                   yc_line_get_waiting (line), oldest_long);
  g_autofree char *documents = yc_line_dup_documents (line);
  g_autofree char *contradiction = yc_line_dup_contradiction (line);
  g_autofree char *purged = yc_line_dup_purged (line);
  g_autofree char *summary = yc_line_dup_summary (line, now);

  gtk_label_set_text (self->state, yc_words_get_line_state (yc_line_get_state (line)));
  gtk_label_set_text (self->summary, summary);
  gtk_label_set_text (self->since, since > 0 ? since_words : "");
  gtk_label_set_text (self->oldest, oldest > 0 ? oldest_words : _("Nothing waits to be sent"));
  gtk_label_set_text (self->documents, documents != NULL ? documents : "");
  gtk_widget_set_visible (GTK_WIDGET (self->documents), documents != NULL);
  gtk_label_set_text (self->contradiction, contradiction != NULL ? contradiction : "");
  gtk_widget_set_visible (GTK_WIDGET (self->contradiction), contradiction != NULL);
  gtk_label_set_text (self->purged, purged != NULL ? purged : "");
  gtk_widget_set_visible (GTK_WIDGET (self->purged), purged != NULL);
  gtk_widget_set_visible (self->enrol, yc_counter_needs_enrolment (self->counter));
}

/* --- a hub that has lost this desk -------------------------------------------- */

static void
enrolled_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (YcLinePage) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->enrol, TRUE);
  if (yc_counter_enrol_finish (YC_COUNTER (source), result, &error))
    {
      gtk_editable_set_text (self->code, "");
      yc_say (GTK_WIDGET (self), "%s", _("This desk is known again; what it holds goes out"));
    }
  else
    yc_say (GTK_WIDGET (self), "%s", error->message);
}

static void
enrol_cb (YcLinePage *self)
{
  const char *code = gtk_editable_get_text (self->code);

  if (*code == '\0')
    return;
  gtk_widget_set_sensitive (self->enrol, FALSE);
  yc_counter_enrol_async (self->counter, code, g_get_host_name (), NULL, enrolled_cb, g_object_ref (self));
}

/* --- contested fields -------------------------------------------------------- */

static void
jump_cb (YcLinePage *self,
         GtkWidget  *button)
{
  YcCaseFile *file = g_object_get_data (G_OBJECT (button), "file");
  const char *path = g_object_get_data (G_OBJECT (button), "path");

  g_signal_emit (self, signals[OPEN_CASE], 0, file);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.jump", "s", path);
}

static char *
dup_sides (YcCaseFile *file,
           const char *path)
{
  const YcField *field = yc_case_get_field (yc_case_file_get_case (file), path);
  g_autofree char *label = yc_place_dup_label (file, path);
  g_autofree char *own = yc_place_dup_value (file, path, &field->value);
  GString *words = g_string_new (NULL);

  g_string_append_printf (words, "%s · %s: “%s”", yc_case_file_get_title (file), label, own);
  for (guint i = 0; i < field->branches->len; i++)
    {
      const YcBranch *branch = g_ptr_array_index (field->branches, i);
      g_autofree char *value = yc_place_dup_value (file, path, &branch->value);

      g_string_append_printf (words, " ↔ “%s” (%s)", value, branch->origin.by);
    }
  return g_string_free (words, FALSE);
}

static void
add_contested (YcLinePage *self,
               YcCaseFile *file,
               const char *path)
{
  g_autofree char *words = dup_sides (file, path);
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "file", g_object_ref (file), g_object_unref);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (path), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (jump_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->contested, button);
}

/* Makes the list anew only when it would say something else, so that the focus
 * stays where it is. */
static void
show_contested (YcLinePage *self)
{
  GListModel *cases = yc_counter_get_cases (self->counter);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  GString *all = g_string_new (NULL);
  GtkWidget *child;

  for (guint i = 0; i < g_list_model_get_n_items (cases) && paths->len < CONTESTED_SHOWN_MAX; i++)
    {
      g_autoptr (YcCaseFile) file = g_list_model_get_item (cases, i);
      g_auto (GStrv) contested = yc_case_list_contested (yc_case_file_get_case (file));

      for (char **path = contested; *path != NULL; path++)
        {
          g_autofree char *words = dup_sides (file, *path);

          g_string_append (all, words);
          g_ptr_array_add (files, g_object_ref (file));
          g_ptr_array_add (paths, g_strdup (*path));
        }
    }
  gtk_widget_set_visible (self->no_contested, paths->len == 0);
  if (g_strcmp0 (all->str, self->contested_shown) == 0)
    {
      g_string_free (all, TRUE);
      return;
    }
  g_free (self->contested_shown);
  self->contested_shown = g_string_free (all, FALSE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->contested))) != NULL)
    gtk_box_remove (self->contested, child);
  for (guint i = 0; i < paths->len; i++)
    add_contested (self, g_ptr_array_index (files, i), g_ptr_array_index (paths, i));
}

static void
show_parked (YcLinePage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (yc_line_get_parked (yc_counter_get_line (self->counter)))) > 0;

  gtk_stack_set_visible_child_name (self->parked_stack, any ? "list" : "empty");
}

static void
pulse_cb (YcLinePage *self)
{
  if (self->counter == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  show_line (self);
  show_contested (self);
}

static void
parked_activated_cb (YcLinePage *self,
                     guint       position)
{
  GListStore *store = yc_line_get_parked (yc_counter_get_line (self->counter));
  g_autoptr (YcParked) parked = g_list_model_get_item (G_LIST_MODEL (store), position);

  if (parked == NULL)
    return;
  yc_counter_retry (self->counter, yc_parked_get_op (parked));
  yc_say (GTK_WIDGET (self), "%s", _("Trying again"));
}

static gboolean
yc_line_page_grab_focus (GtkWidget *widget)
{
  YcLinePage *self = YC_LINE_PAGE (widget);

  if (self->counter != NULL)
    {
      show_line (self);
      show_contested (self);
    }
  return gtk_widget_grab_focus (self->retry);
}

static void
yc_line_page_dispose (GObject *object)
{
  YcLinePage *self = YC_LINE_PAGE (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->counter);
  g_clear_pointer (&self->contested_shown, g_free);
  G_OBJECT_CLASS (yc_line_page_parent_class)->dispose (object);
}

static void
yc_line_page_class_init (YcLinePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_line_page_dispose;
  widget_class->grab_focus = yc_line_page_grab_focus;

  signals[OPEN_CASE] = g_signal_new ("open-case", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, YC_TYPE_CASE_FILE);

  g_type_ensure (YC_TYPE_PARKED_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-line-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, content);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, state);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, summary);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, since);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, oldest);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, documents);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, purged);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, contradiction);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, retry);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, enrol);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, code);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, parked);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, parked_stack);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, contested);
  gtk_widget_class_bind_template_child (widget_class, YcLinePage, no_contested);
  gtk_widget_class_bind_template_callback (widget_class, enrol_cb);
  gtk_widget_class_bind_template_callback (widget_class, parked_activated_cb);
}

static void
yc_line_page_init (YcLinePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (pulse_cb), self, G_CONNECT_SWAPPED);
}

void
yc_line_page_set_counter (YcLinePage *self,
                          YcCounter  *counter)
{
  GListStore *store;
  g_autoptr (GtkSingleSelection) parked = NULL;

  g_return_if_fail (YC_IS_LINE_PAGE (self));

  g_set_object (&self->counter, counter);
  store = yc_line_get_parked (yc_counter_get_line (counter));
  parked = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (store)));
  gtk_list_view_set_model (self->parked, GTK_SELECTION_MODEL (parked));
  g_signal_connect_object (store, "items-changed", G_CALLBACK (show_parked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (yc_counter_get_line (counter), "notify", G_CALLBACK (show_line), self, G_CONNECT_SWAPPED);
  show_line (self);
  show_parked (self);
}

/* Tries the line at once, and all that is parked. */
void
yc_line_page_retry (YcLinePage *self)
{
  g_return_if_fail (YC_IS_LINE_PAGE (self));

  yc_counter_retry (self->counter, NULL);
  yc_say (GTK_WIDGET (self), "%s", _("Trying again"));
}
