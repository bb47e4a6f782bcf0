/* yc-seals-window.c: the seals of a case: measured, played through, cut, looked at
 *
 * On the left each seal with what it measures and what became of it; on the right
 * all at true size, and the plate. The moment's slider plays the plan through
 * while the machine rests, and follows the machine while it cuts.
 *
 * F7 brings the machine to its corner, F8 goes round the plate, F9 pressed twice cuts, F6 pauses, Shift+F9 stops. A seal
 * of which nobody can tell how it ended has two buttons: somebody looks, and says.
 */

#include "yc-seals-window.h"

#include "yc-case-jobs.h"
#include "yc-seal-work.h"
#include "yc-seals-view.h"
#include "yc-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define JOB_KEY "yc-job"
#define MADE_WORD "made"
#define AGAIN_MS 10000 /* how long F9 waits to be pressed again */

#define YC_TYPE_SEALS_WINDOW (yc_seals_window_get_type ())
G_DECLARE_FINAL_TYPE (YcSealsWindow, yc_seals_window, YC, SEALS_WINDOW, AdwWindow)

struct _YcSealsWindow
{
  AdwWindow parent_instance;

  YcCaseFile *file;
  YcSealWork *work;
  gulong work_id;
  gulong case_id;
  guint again_id;   /* F9 was pressed once */
  gboolean paused;
  gboolean following; /* the slider is moved by the machine */

  GtkListBox *list;
  GtkLabel *state;
  GtkLabel *trouble;
  GtkEditable *reason;
  GtkAdjustment *moment;
  GtkButton *cut;
  GtkButton *pause;
  YcSealsView *view;
};

G_DEFINE_FINAL_TYPE (YcSealsWindow, yc_seals_window, ADW_TYPE_WINDOW)

static void refresh (YcSealsWindow *self);

/* --- what is shown ----------------------------------------------------------------- */

static GtkWidget *
new_label (const char *text,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* "38 × 38 mm, 21 measures kept", or what is wrong. */
static char *
dup_measures (const YcSealItem *item)
{
  guint bad = 0;

  if (item->seal == NULL)
    return g_strdup ("");
  for (guint i = 0; i < item->report->measures->len; i++)
    bad += !g_array_index (item->report->measures, YcSealMeasure, i).good;
  return g_strdup_printf (bad == 0 ? _("%.0f × %.0f mm, all %u measures kept") : _("%.0f × %.0f mm, of %u measures not kept: %u"),
                          yc_seal_drawing_get_width_mm (item->seal->drawing),
                          yc_seal_drawing_get_height_mm (item->seal->drawing), item->report->measures->len, bad);
}

static void
add_row (YcSealsWindow *self,
         GtkWidget     *box,
         const char    *name)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_widget_add_css_class (box, "dense-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_append (self->list, row);
}

static void
add_item (YcSealsWindow    *self,
          const YcSealItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *title = g_strdup_printf ("%s  %s", item->label, item->code != NULL ? item->code : "");
  g_autofree char *measures = dup_measures (item);
  g_autofree char *name = g_strdup_printf ("%s, %s, %s", title, measures, item->trouble != NULL ? item->trouble : "");

  gtk_box_append (GTK_BOX (box), new_label (title, NULL));
  gtk_box_append (GTK_BOX (box), new_label (measures, item->report != NULL && item->report->exact ? "success" : "dim-label"));
  if (item->trouble != NULL)
    gtk_box_append (GTK_BOX (box), new_label (item->trouble, "warning"));
  add_row (self, box, name);
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (YcSealsWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    gtk_label_set_text (self->trouble, error->message);
  else if (self->work != NULL)
    yc_seal_work_draw (self->work);
}

static void
settle (YcSealsWindow *self,
        GtkWidget     *button,
        gboolean       made)
{
  YcJob *job = g_object_get_data (G_OBJECT (button), JOB_KEY);

  yc_case_file_settle_job_async (self->file, yc_job_get_id (job), made,
                                 made ? _("The piece is there and good") : _("The piece is not there, or spoilt"), settled_cb,
                                 g_object_ref (self));
}

static void
made_cb (GtkWidget     *button,
         YcSealsWindow *self)
{
  settle (self, button, TRUE);
}

static void
spoilt_cb (GtkWidget     *button,
           YcSealsWindow *self)
{
  settle (self, button, FALSE);
}

static GtkWidget *
new_answer (YcSealsWindow *self,
            YcJob         *job,
            const char    *words,
            GCallback      func)
{
  GtkWidget *button = gtk_button_new_with_label (words);
  g_autofree char *name = g_strdup_printf ("%s: %s", yc_job_get_label (job), words);

  g_object_set_data_full (G_OBJECT (button), JOB_KEY, g_object_ref (job), g_object_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", func, self);
  return button;
}

/* What became of a piece; where nobody can tell, the question. */
static void
add_job (YcSealsWindow *self,
         YcJob         *job)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *words = g_strdup_printf ("%s: %s", yc_job_get_label (job), yc_job_get_state_text (job));

  gtk_box_append (GTK_BOX (box), new_label (words, yc_job_get_state (job) == YC_JOB_DONE ? "success"
                                            : yc_job_asks (job)                           ? "warning" : "dim-label"));
  if (yc_job_asks (job))
    {
      GtkWidget *answers = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

      gtk_box_append (GTK_BOX (answers), new_answer (self, job, _("It is made"), G_CALLBACK (made_cb)));
      gtk_box_append (GTK_BOX (answers), new_answer (self, job, _("It is spoilt"), G_CALLBACK (spoilt_cb)));
      gtk_box_append (GTK_BOX (box), answers);
    }
  add_row (self, box, words);
}

static double
get_total_s (YcSealsWindow *self)
{
  YcSealPlan *plan = yc_seal_work_get_plan (self->work);

  return plan != NULL ? yc_seal_time_get_total_s (yc_seal_plan_get_time (plan)) : 0;
}

static char *
dup_state_words (YcSealsWindow *self)
{
  double total_s = get_total_s (self);
  g_autofree char *total = yc_words_dup_duration ((gint64) (total_s * 1000));
  g_autofree char *left = yc_words_dup_duration ((gint64) ((total_s - yc_seal_work_get_done_s (self->work)) * 1000));

  switch (yc_seal_work_get_state (self->work))
    {
    case YC_SEAL_WORK_DRAWING:
      return g_strdup (_("Drawing and planning…"));
    case YC_SEAL_WORK_READY:
      return g_strdup_printf (_("Ready: %u on the plate, about %s"),
                              yc_seal_plan_get_n_places (yc_seal_work_get_plan (self->work)), total);
    case YC_SEAL_WORK_ASKING:
      return g_strdup (_("Asking the center, which grants each seal once…"));
    case YC_SEAL_WORK_CUTTING:
      return g_strdup_printf (self->paused ? _("Paused, laser off; %s left") : _("Cutting; %s left. Stay at the machine."), left);
    case YC_SEAL_WORK_ENDED:
      return g_strdup (yc_seal_work_get_trouble (self->work) == NULL ? _("Cut. Clean the seals and print each once.")
                                                                     : _("Ended."));
    case YC_SEAL_WORK_RESTING:
    default:
      return g_strdup (yc_seal_work_get_items (self->work)->len == 0 ? _("Nothing is left to be cut") : "");
    }
}

static gboolean
needs_reason (YcSealsWindow *self)
{
  GPtrArray *items = yc_seal_work_get_items (self->work);

  for (guint i = 0; i < items->len; i++)
    if (((YcSealItem *) g_ptr_array_index (items, i))->planned && ((YcSealItem *) g_ptr_array_index (items, i))->needs_reason)
      return TRUE;
  return FALSE;
}

/* A piece's newest job tells how it stands; those before it were given back or spoilt. */
static gboolean
is_newest (GListModel *jobs,
           guint       position)
{
  g_autoptr (YcJob) job = g_list_model_get_item (jobs, position);

  for (guint i = position + 1; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (YcJob) later = g_list_model_get_item (jobs, i);

      if (g_str_equal (yc_job_get_piece (later), yc_job_get_piece (job)))
        return yc_job_asks (job);
    }
  return TRUE;
}

static void
fill (YcSealsWindow *self)
{
  GPtrArray *items = yc_seal_work_get_items (self->work);
  GListModel *jobs = yc_case_file_get_jobs (self->file);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < items->len; i++)
    add_item (self, g_ptr_array_index (items, i));
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (YcJob) job = g_list_model_get_item (jobs, i);

      if (is_newest (jobs, i))
        add_job (self, job);
    }
}

static void
refresh_buttons (YcSealsWindow *self)
{
  YcSealWorkState state = yc_seal_work_get_state (self->work);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "seals.home",
                                 !yc_seal_work_is_busy (self->work) && yc_seal_work_get_engraver (self->work) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "seals.frame", state == YC_SEAL_WORK_READY);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "seals.cut", state == YC_SEAL_WORK_READY);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "seals.pause", state == YC_SEAL_WORK_CUTTING);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "seals.stop", yc_seal_work_is_busy (self->work));
  gtk_button_set_label (self->pause, self->paused ? _("Go on (F6)") : _("Pause (F6)"));
  gtk_widget_set_visible (GTK_WIDGET (self->reason), state == YC_SEAL_WORK_READY && needs_reason (self));
}

static void
refresh (YcSealsWindow *self)
{
  g_autofree char *words = dup_state_words (self);
  const char *trouble = yc_seal_work_get_trouble (self->work);

  gtk_label_set_text (self->state, words);
  gtk_label_set_text (self->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble != NULL);
  refresh_buttons (self);
  self->following = TRUE;
  gtk_adjustment_set_upper (self->moment, MAX (get_total_s (self), 1));
  if (yc_seal_work_get_state (self->work) >= YC_SEAL_WORK_CUTTING)
    gtk_adjustment_set_value (self->moment, yc_seal_work_get_done_s (self->work));
  self->following = FALSE;
  yc_seals_view_set_time (self->view, gtk_adjustment_get_value (self->moment));
}

static void
work_changed_cb (YcSealWork    *work,
                 YcSealsWindow *self)
{
  if (yc_seal_work_get_state (work) != YC_SEAL_WORK_CUTTING)
    {
      self->paused = FALSE;
      yc_seals_view_set_work (self->view, work);
      fill (self);
    }
  refresh (self);
}

static void
case_changed_cb (YcCaseFile    *file,
                 YcSealsWindow *self)
{
  if (!yc_seal_work_is_busy (self->work))
    fill (self);
}

/* --- what is done ------------------------------------------------------------------ */

static void
moment_cb (YcSealsWindow *self)
{
  if (!self->following)
    yc_seals_view_set_time (self->view, gtk_adjustment_get_value (self->moment));
}

static void
frame_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  yc_seal_work_frame (YC_SEALS_WINDOW (widget)->work);
}

static void
home_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  yc_seal_work_home (YC_SEALS_WINDOW (widget)->work);
}

static gboolean
again_over_cb (gpointer data)
{
  YcSealsWindow *self = data;

  self->again_id = 0;
  gtk_button_set_label (self->cut, _("Cut (F9 twice)"));
  return G_SOURCE_REMOVE;
}

/* A laser is not begun by one key. */
static void
cut_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  YcSealsWindow *self = YC_SEALS_WINDOW (widget);
  const char *reason = gtk_editable_get_text (self->reason);

  if (needs_reason (self) && *reason == '\0')
    {
      gtk_label_set_text (self->trouble, _("Say why it is made again"));
      gtk_widget_set_visible (GTK_WIDGET (self->trouble), TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->reason));
      return;
    }
  if (self->again_id == 0)
    {
      self->again_id = g_timeout_add (AGAIN_MS, again_over_cb, self);
      gtk_button_set_label (self->cut, _("Press F9 once more to cut"));
      return;
    }
  g_clear_handle_id (&self->again_id, g_source_remove);
  again_over_cb (self);
  yc_seal_work_cut (self->work, reason);
}

static void
pause_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  YcSealsWindow *self = YC_SEALS_WINDOW (widget);

  self->paused = !self->paused;
  yc_seal_work_pause (self->work, self->paused);
  refresh (self);
}

static void
stop_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  yc_seal_work_stop (YC_SEALS_WINDOW (widget)->work);
}

/* Nobody walks away from a laser that is on. */
static gboolean
close_cb (GtkWindow *window,
          gpointer   data)
{
  YcSealsWindow *self = YC_SEALS_WINDOW (window);

  if (!yc_seal_work_is_busy (self->work))
    return FALSE;
  gtk_label_set_text (self->trouble, _("The machine is at work: wait, or stop it first (Shift+F9)"));
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), TRUE);
  return TRUE;
}

/* --- the class --------------------------------------------------------------------- */

static void
yc_seals_window_dispose (GObject *object)
{
  YcSealsWindow *self = YC_SEALS_WINDOW (object);

  g_clear_handle_id (&self->again_id, g_source_remove);
  if (self->work != NULL)
    g_clear_signal_handler (&self->work_id, self->work);
  if (self->file != NULL)
    g_clear_signal_handler (&self->case_id, self->file);
  g_clear_object (&self->work);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (yc_seals_window_parent_class)->dispose (object);
}

static void
yc_seals_window_class_init (YcSealsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (YC_TYPE_SEALS_VIEW);
  G_OBJECT_CLASS (klass)->dispose = yc_seals_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-seals-window.ui");
  gtk_widget_class_bind_template_child (widget_class, YcSealsWindow, list);
  gtk_widget_class_bind_template_child (widget_class, YcSealsWindow, state);
  gtk_widget_class_bind_template_child (widget_class, YcSealsWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, YcSealsWindow, reason);
  gtk_widget_class_bind_template_child (widget_class, YcSealsWindow, moment);
  gtk_widget_class_bind_template_child (widget_class, YcSealsWindow, cut);
  gtk_widget_class_bind_template_child (widget_class, YcSealsWindow, pause);
  gtk_widget_class_bind_template_child (widget_class, YcSealsWindow, view);
  gtk_widget_class_bind_template_callback (widget_class, moment_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_install_action (widget_class, "seals.home", NULL, home_cb);
  gtk_widget_class_install_action (widget_class, "seals.frame", NULL, frame_cb);
  gtk_widget_class_install_action (widget_class, "seals.cut", NULL, cut_cb);
  gtk_widget_class_install_action (widget_class, "seals.pause", NULL, pause_cb);
  gtk_widget_class_install_action (widget_class, "seals.stop", NULL, stop_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F7, 0, "seals.home", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F8, 0, "seals.frame", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "seals.cut", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F6, 0, "seals.pause", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, GDK_SHIFT_MASK, "seals.stop", NULL);
}

static void
yc_seals_window_init (YcSealsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Shows the seals of @file over @parent. */
void
yc_seals_window_present (GtkWindow  *parent,
                         YcCaseFile *file)
{
  YcSealsWindow *self = g_object_new (YC_TYPE_SEALS_WINDOW, "transient-for", parent, NULL);

  self->file = g_object_ref (file);
  self->work = yc_seal_work_new (file);
  self->work_id = g_signal_connect (self->work, "changed", G_CALLBACK (work_changed_cb), self);
  self->case_id = g_signal_connect (file, "changed", G_CALLBACK (case_changed_cb), self);
  yc_seals_view_set_work (self->view, self->work);
  fill (self);
  refresh (self);
  gtk_window_present (GTK_WINDOW (self));
}
