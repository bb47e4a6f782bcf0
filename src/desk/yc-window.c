/* yc-window.c: one window, one subject
 *
 * The outer stack says what the counter is ready for (opening, enrolment,
 * signing in, work), the inner one which page of the work is shown. The header
 * says who works where, how the devices are and how the line is; all of that
 * follows the counter's properties and is never asked for.
 */

#include "yc-window-private.h"

#include "yc-case-row.h"
#include "yc-device-dot.h"
#include "yc-devices-page.h"
#include "yc-enrol-page.h"
#include "yc-pulse.h"
#include "yc-sign-in-page.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

#define TOAST_S 4
#define TOAST_YOUNG_US (2 * G_TIME_SPAN_SECOND) /* as long again is left to read other words in its place */

G_DEFINE_FINAL_TYPE (YcWindow, yc_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_PAGE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
show_heading (YcWindow *self)
{
  const char *window = yc_counter_get_window (self->counter);
  const char *operator = yc_counter_get_operator (self->counter);
  GString *heading = g_string_new (_("Yichuang"));
  gboolean training = yc_counter_is_training (self->counter);

  if (window != NULL && *window != '\0')
    {
      g_string_append (heading, " · ");
      g_string_append_printf (heading, _("Window %s"), window);
    }
  if (operator != NULL && *operator != '\0')
    g_string_append_printf (heading, " · %s", operator);
  gtk_label_set_text (self->heading, heading->str);
  gtk_window_set_title (GTK_WINDOW (self), heading->str);
  g_string_free (heading, TRUE);

  gtk_widget_set_visible (self->training, training);
  if (training)
    gtk_widget_add_css_class (GTK_WIDGET (self), "training");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "training");
}

static void
show_door (YcWindow *self)
{
  const char *door = "work";
  GtkWidget *work = gtk_stack_get_child_by_name (self->stack, "work");

  if (!yc_counter_is_enrolled (self->counter))
    door = "enrol";
  else if (!yc_counter_is_signed_in (self->counter))
    door = "sign-in";
  yc_window_show_roles (self);
  if (yc_counter_is_signed_in (self->counter))
    gtk_widget_set_visible (work, TRUE);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), door) == 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, door);
  /* A page of a stack that is not shown can still be heard: before the door nothing is. */
  gtk_widget_set_visible (work, yc_counter_is_signed_in (self->counter));
  if (g_str_equal (door, "work"))
    gtk_widget_grab_focus (gtk_stack_get_visible_child (self->pages));
  else
    gtk_widget_grab_focus (gtk_stack_get_visible_child (self->stack));
}

static void
counter_changed_cb (YcWindow *self)
{
  show_heading (self);
  show_door (self);
  yc_window_update_display (self);
}

/* The header says the state in two words; the banner in one line, and only
 * when something is not as it should be. */
static void
show_line (YcWindow *self)
{
  YcLine *line = yc_counter_get_line (self->counter);
  YcLineState state = yc_line_get_state (line);
  gboolean calm = state == YC_LINE_ONLINE || state == YC_LINE_CONNECTING;
  g_autofree char *words = g_strdup_printf (_("%s · %u waiting to be sent"), yc_words_get_line_state (state),
                                            yc_line_get_waiting (line));

  gtk_label_set_text (self->line_state, words);
  if (calm)
    gtk_widget_remove_css_class (GTK_WIDGET (self->line_state), "warning");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->line_state), "warning");
  if (!calm)
    {
      g_autofree char *summary = yc_line_dup_summary (line, yc_pulse_get_now (yc_pulse_get_default ()));

      gtk_label_set_text (self->banner_words, summary);
    }
  gtk_revealer_set_reveal_child (self->banner, !calm);
}

static void
devices_changed_cb (YcWindow *self)
{
  GListModel *devices = yc_counter_get_devices (self->counter);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->dots))) != NULL)
    gtk_box_remove (self->dots, child);
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (YcDevice) device = g_list_model_get_item (devices, i);

      if (yc_device_get_role (device) != YC_DEVICE_ROLE_NONE)
        gtk_box_append (self->dots, yc_device_dot_new (device));
    }
}

static void
notice_cb (YcWindow   *self,
           const char *words)
{
  yc_window_toast (self, words);
}

static void
take_card_cb (YcWindow *self,
              YcCard   *card)
{
  yc_case_page_take_card (self->case_page, card);
}

static void
open_case_cb (YcWindow   *self,
              YcCaseFile *file)
{
  yc_window_open_case (self, file);
}

/* The door is shown by now. */
static void
gave_up_cb (YcWindow   *self,
            const char *words)
{
  yc_window_show_problem (self, words);
}

static void
yc_window_get_property (GObject    *object,
                        guint       id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  YcWindow *self = YC_WINDOW (object);

  if (id == PROP_PAGE)
    g_value_set_string (value, self->page);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_window_set_property (GObject      *object,
                        guint         id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  if (id == PROP_PAGE)
    yc_window_set_page (YC_WINDOW (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_window_dispose (GObject *object)
{
  yc_window_close_lock (YC_WINDOW (object));
  yc_window_close_display (YC_WINDOW (object));
  G_OBJECT_CLASS (yc_window_parent_class)->dispose (object);
}

static void
yc_window_finalize (GObject *object)
{
  YcWindow *self = YC_WINDOW (object);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_weak_pointer (&self->toast);
  g_clear_object (&self->counter);
  g_free (self->page);
  G_OBJECT_CLASS (yc_window_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, YcWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, lock_page);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, tabs);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, training);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, dots);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, line_state);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, banner_words);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, card_wait);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, enrol_page);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, sign_in_page);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, today_page);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, case_page);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, code_bar);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, helper_page);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, review_page);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, hall_page);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, administration_page);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, devices_page);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, line_page);
  gtk_widget_class_bind_template_child (widget_class, YcWindow, key_bar);
}

static void
yc_window_class_init (YcWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = yc_window_get_property;
  object_class->set_property = yc_window_set_property;
  object_class->dispose = yc_window_dispose;
  object_class->finalize = yc_window_finalize;

  props[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, "today",
                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (YC_TYPE_ENROL_PAGE);
  g_type_ensure (YC_TYPE_SIGN_IN_PAGE);
  g_type_ensure (YC_TYPE_TODAY_PAGE);
  g_type_ensure (YC_TYPE_CASE_PAGE);
  g_type_ensure (YC_TYPE_CODE_BAR);
  g_type_ensure (YC_TYPE_HELPER_PAGE);
  g_type_ensure (YC_TYPE_REVIEW_PAGE);
  g_type_ensure (YC_TYPE_DEVICES_PAGE);
  g_type_ensure (YC_TYPE_LINE_PAGE);
  g_type_ensure (YC_TYPE_ADMINISTRATION_PAGE);
  g_type_ensure (YC_TYPE_KEY_BAR);
  g_type_ensure (YC_TYPE_LOCK_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, open_case_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_card_cb);
  gtk_widget_class_bind_template_callback (widget_class, gave_up_cb);
  yc_window_install_actions (widget_class);
}

static void
yc_window_init (YcWindow *self)
{
  self->page = g_strdup (""); /* the action of the tabs asks at once which is on */
  gtk_widget_init_template (GTK_WIDGET (self));
}

YcWindow *
yc_window_new (AdwApplication *application)
{
  return g_object_new (YC_TYPE_WINDOW, "application", application, NULL);
}

/* Gives the window its counter, once it is open. @lock_after_minutes: without a key
 * or the pointer; 0 for never by itself */
void
yc_window_set_counter (YcWindow  *self,
                       YcCounter *counter,
                       guint      lock_after_minutes)
{
  g_return_if_fail (YC_IS_WINDOW (self));
  g_return_if_fail (self->counter == NULL);

  self->counter = g_object_ref (counter);
  yc_enrol_page_set_counter (YC_ENROL_PAGE (self->enrol_page), counter);
  yc_sign_in_page_set_counter (YC_SIGN_IN_PAGE (self->sign_in_page), counter);
  yc_today_page_set_counter (self->today_page, counter);
  yc_case_page_set_counter (self->case_page, counter);
  yc_code_bar_set_counter (self->code_bar, counter);
  yc_helper_page_set_counter (self->helper_page, counter);
  yc_review_page_set_counter (self->review_page, counter);
  yc_hall_page_set_counter (self->hall_page, counter);
  yc_administration_page_set_counter (self->administration_page, counter);
  yc_devices_page_set_counter (YC_DEVICES_PAGE (self->devices_page), counter);
  yc_line_page_set_counter (self->line_page, counter);

  g_signal_connect_object (counter, "notify", G_CALLBACK (counter_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (counter, "notice", G_CALLBACK (notice_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (yc_counter_get_line (counter), "notify", G_CALLBACK (show_line), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (show_line), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (yc_counter_get_devices (counter), "items-changed", G_CALLBACK (devices_changed_cb),
                           self, G_CONNECT_SWAPPED);
  counter_changed_cb (self);
  show_line (self);
  devices_changed_cb (self);
  yc_window_open_display (self);
  yc_window_open_lock (self, lock_after_minutes);
}

/* Says something that has happened, for some seconds: what has just happened, not
 * what happened before it. Words that have just come make room in their place; a
 * toast is never sent away, for libadwaita 1.2 ends the program where one is sent
 * away while it is going by itself. It stays the window's description, for who does
 * not see it, or not in time: GTK 4.8 announces nothing to a screen reader. While
 * the desk is locked it waits. */
void
yc_window_toast (YcWindow   *self,
                 const char *words)
{
  g_autofree char *escaped = NULL;
  gint64 now_us = g_get_monotonic_time ();

  g_return_if_fail (YC_IS_WINDOW (self));

  if (self->locked)
    {
      g_free (self->unsaid);
      self->unsaid = g_strdup (words);
      return;
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  escaped = g_markup_escape_text (words, -1);
  if (self->toast != NULL && now_us - self->toast_us < TOAST_YOUNG_US)
    {
      adw_toast_set_title (self->toast, escaped);
      return;
    }
  g_set_weak_pointer (&self->toast, adw_toast_new (escaped));
  adw_toast_set_timeout (self->toast, TOAST_S);
  self->toast_us = now_us;
  adw_toast_overlay_add_toast (self->toasts, self->toast);
}

/* Says what went wrong at the door that is shown, else as a toast. */
void
yc_window_show_problem (YcWindow   *self,
                        const char *problem)
{
  const char *door;

  g_return_if_fail (YC_IS_WINDOW (self));

  door = gtk_stack_get_visible_child_name (self->stack);
  if (g_strcmp0 (door, "enrol") == 0)
    yc_enrol_page_show_problem (YC_ENROL_PAGE (self->enrol_page), problem);
  else if (g_strcmp0 (door, "sign-in") == 0)
    yc_sign_in_page_show_problem (YC_SIGN_IN_PAGE (self->sign_in_page), problem);
  else
    yc_window_toast (self, problem);
}

/* The counter cannot be opened: says why, and stays. */
void
yc_window_show_failure (YcWindow   *self,
                        const char *problem)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (YC_IS_WINDOW (self));

  escaped = g_markup_escape_text (problem, -1);
  adw_status_page_set_description (self->failure, escaped);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

void
yc_window_open_case (YcWindow   *self,
                     YcCaseFile *file)
{
  g_return_if_fail (YC_IS_WINDOW (self));

  yc_counter_keep_case (self->counter, file);
  yc_case_page_set_file (self->case_page, file);
  if (yc_window_has_page (self, "helper"))
    yc_helper_page_set_file (self->helper_page, file);
  yc_window_set_page (self, "case");
  yc_window_update_display (self);
}
