/* yc-window-lock.c: the desk's windows while it is locked
 *
 * The machine that decides is YcLock; here is what it hears and what follows.
 * All windows are listened to, before anything in them gets the event. Covered,
 * the clerk's window has nothing visible but the lock page: what is hidden is
 * neither drawn nor in the accessibility tree, which the pages of a stack that
 * are not shown are. All others but the customer display are hidden, also those
 * that come while it is locked, and go on with their work.
 */

#include "yc-window-private.h"

#include "yc-device.h"
#include "yc-pulse.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOVED_PX 1 /* less is no hand */

/* --- what is heard ------------------------------------------------------------ */

/* GTK sends the pointer's place again when what is below it has moved: a clock on
 * the screen that goes on would keep the desk open for ever. */
static gboolean
has_moved (YcWindow *self,
           GdkEvent *event)
{
  double x, y;

  if (!gdk_event_get_position (event, &x, &y))
    return FALSE;
  if (self->pointer_surface == gdk_event_get_surface (event) && fabs (x - self->pointer_x) < MOVED_PX &&
      fabs (y - self->pointer_y) < MOVED_PX)
    return FALSE;
  self->pointer_surface = gdk_event_get_surface (event);
  self->pointer_x = x;
  self->pointer_y = y;
  return TRUE;
}

static gboolean
is_hand (YcWindow *self,
         GdkEvent *event)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS:
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
    case GDK_TOUCH_UPDATE:
    case GDK_SCROLL:
      return TRUE;
    case GDK_MOTION_NOTIFY:
      return has_moved (self, event);
    default:
      return FALSE;
    }
}

static gboolean
is_lock_key (GdkEvent *event)
{
  return gdk_event_get_event_type (event) == GDK_KEY_PRESS &&
         gdk_key_event_matches (event, GDK_KEY_l, GDK_CONTROL_MASK) == GDK_KEY_MATCH_EXACT;
}

static gboolean
event_cb (YcWindow *self,
          GdkEvent *event)
{
  if (self->lock == NULL)
    return GDK_EVENT_PROPAGATE;
  if (is_hand (self, event))
    yc_lock_touch (self->lock);
  if (!is_lock_key (event) || self->locked)
    return GDK_EVENT_PROPAGATE;
  yc_window_lock (self);
  return GDK_EVENT_STOP;
}

static gboolean
stays (YcWindow  *self,
       GtkWidget *window)
{
  return window == GTK_WIDGET (self) || window == GTK_WIDGET (self->display_window);
}

static void
hide_window (YcWindow  *self,
             GtkWidget *window)
{
  if (stays (self, window) || !gtk_widget_get_visible (window))
    return;
  if (!g_ptr_array_find (self->hidden, window, NULL))
    g_ptr_array_add (self->hidden, g_object_ref (window));
  gtk_widget_set_visible (window, FALSE);
}

/* One that comes while the desk is locked waits until it is not. */
static void
mapped_cb (YcWindow  *self,
           GtkWidget *window)
{
  if (self->locked)
    hide_window (self, window);
}

static void
watch_window (YcWindow  *self,
              GtkWidget *window)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (window, events);
  g_signal_connect_object (window, "map", G_CALLBACK (mapped_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
windows_changed_cb (YcWindow   *self,
                    guint       position,
                    guint       removed,
                    guint       added,
                    GListModel *windows)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      watch_window (self, window);
    }
}

/* --- what goes on without a key ------------------------------------------------- */

static gboolean
is_engraving (YcWindow *self)
{
  GListModel *devices = yc_counter_get_devices (self->counter);

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (YcDevice) device = g_list_model_get_item (devices, i);

      if (yc_device_get_role (device) == YC_DEVICE_ROLE_ENGRAVER && yc_device_get_state (device) == YC_DEVICE_BUSY)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_applicant_reading (YcWindow *self)
{
  YcDisplayPage page = yc_display_get_page (self->display);

  return page == YC_DISPLAY_READING || page == YC_DISPLAY_WRITING || page == YC_DISPLAY_CONSENT;
}

static gboolean
is_on_the_wall (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (gtk_widget_has_css_class (window, "wall") && gtk_widget_get_mapped (window))
        return TRUE;
    }
  return FALSE;
}

static void
tick_cb (YcWindow *self)
{
  yc_lock_set_hold (self->lock, YC_LOCK_HOLD_ENGRAVER, is_engraving (self));
  yc_lock_set_hold (self->lock, YC_LOCK_HOLD_APPLICANT, is_applicant_reading (self));
  yc_lock_set_hold (self->lock, YC_LOCK_HOLD_WALL, is_on_the_wall ());
  yc_lock_tick (self->lock);
}

/* --- covered, and not ------------------------------------------------------------ */

static void
enable_application (YcWindow *self)
{
  static const char *const names[] = { "quit", "help", "keys" };
  GActionMap *application = G_ACTION_MAP (gtk_window_get_application (GTK_WINDOW (self)));

  for (gsize i = 0; application != NULL && i < G_N_ELEMENTS (names); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (application, names[i])), !self->locked);
}

/* Whoever typed in one of them is before the lock page then, and not before the
 * customer display; who works in another program is left there. */
static void
hide_windows (YcWindow *self)
{
  GListModel *windows = gtk_window_get_toplevels ();
  gboolean active = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      active = active || (!stays (self, window) && gtk_window_is_active (GTK_WINDOW (window)));
      hide_window (self, window);
    }
  if (active && gtk_widget_get_visible (GTK_WIDGET (self->display_window)))
    gtk_window_present (GTK_WINDOW (self));
}

static gboolean
is_toplevel (gpointer window)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (windows, i);

      if (item == window)
        return TRUE;
    }
  return FALSE;
}

/* Those that are still there, the newest on top. Returns: whether there are any */
static gboolean
show_windows (YcWindow *self)
{
  g_autoptr (GPtrArray) hidden = g_steal_pointer (&self->hidden);
  gboolean any = FALSE;

  self->hidden = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < hidden->len; i++)
    if (is_toplevel (g_ptr_array_index (hidden, i)))
      {
        gtk_window_present (g_ptr_array_index (hidden, i));
        any = TRUE;
      }
  return any;
}

/* Whoever signs in next has not opened them. A machine that is at work keeps its
 * own, which is shown to them: somebody must be able to stop it. */
static void
close_windows (YcWindow *self)
{
  g_autoptr (GPtrArray) hidden = g_ptr_array_copy (self->hidden, (GCopyFunc) (GCallback) g_object_ref, NULL);

  g_ptr_array_set_free_func (hidden, g_object_unref);
  for (guint i = 0; i < hidden->len; i++)
    if (is_toplevel (g_ptr_array_index (hidden, i)))
      gtk_window_close (g_ptr_array_index (hidden, i));
}

/* What is being typed is a fact before the clerk goes. */
static void
cover (YcWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  g_set_weak_pointer (&self->focus_before, focus);
  if (GTK_IS_TEXT (focus))
    self->cursor_before = gtk_editable_get_position (GTK_EDITABLE (focus));
  yc_case_page_commit (self->case_page);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  self->locked = TRUE;
  yc_window_enable_actions (self);
  enable_application (self);
  yc_display_set_covered (self->display, TRUE);
  hide_windows (self);
  gtk_window_set_focus (GTK_WINDOW (self), NULL); /* a text that is hidden while it has it is not told */
  /* Not sensitive either: what is hidden must not get the focus from a page that goes on. */
  gtk_widget_set_visible (GTK_WIDGET (self->lock_page), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->toasts), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->toasts), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _("Locked"), -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->lock_page));
}

/* Where it was, with the cursor where it was: what stands there has been kept and
 * put there again, and is not selected, or the next key would replace it. */
static void
focus_again (YcWindow *self)
{
  GtkWidget *focus = self->focus_before;

  if (focus == NULL || !gtk_widget_get_mapped (focus))
    gtk_widget_grab_focus (gtk_stack_get_visible_child (self->pages));
  else if (GTK_IS_TEXT (focus))
    {
      gtk_text_grab_focus_without_selecting (GTK_TEXT (focus));
      gtk_editable_set_position (GTK_EDITABLE (focus), self->cursor_before);
    }
  else
    gtk_widget_grab_focus (focus);
}

static void
uncover (YcWindow *self)
{
  g_autofree char *unsaid = g_steal_pointer (&self->unsaid);
  gboolean at_work = yc_counter_is_signed_in (self->counter);

  self->locked = FALSE;
  yc_window_enable_actions (self);
  enable_application (self);
  yc_display_set_covered (self->display, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->toasts), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->toasts), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->lock_page), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
  if (!at_work)
    {
      yc_code_bar_close (self->code_bar);
      close_windows (self);
      gtk_widget_grab_focus (gtk_stack_get_visible_child (self->stack));
    }
  else
    {
      focus_again (self);
      show_windows (self);
      if (unsaid != NULL)
        yc_window_toast (self, unsaid);
    }
  g_clear_weak_pointer (&self->focus_before);
}

static void
lock_changed_cb (YcWindow *self)
{
  gboolean locked = yc_lock_get_state (self->lock) != YC_LOCK_OPEN;

  if (locked && !self->locked)
    cover (self);
  else if (!locked && self->locked)
    uncover (self);
  else if (!locked && yc_counter_is_signed_in (self->counter))
    show_windows (self);
}

void
yc_window_lock (YcWindow *self)
{
  g_return_if_fail (YC_IS_WINDOW (self));

  if (self->lock != NULL)
    yc_lock_lock (self->lock);
}

/* @after_minutes: 0 for never by itself */
void
yc_window_open_lock (YcWindow *self,
                     guint     after_minutes)
{
  GListModel *windows = gtk_window_get_toplevels ();

  self->lock = yc_lock_new (self->counter, yc_clock_get_system (), after_minutes);
  self->hidden = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_object (self->lock, "changed", G_CALLBACK (lock_changed_cb), self, G_CONNECT_SWAPPED);
  yc_lock_page_set_lock (self->lock_page, self->lock, self->counter);
  g_signal_connect_object (windows, "items-changed", G_CALLBACK (windows_changed_cb), self, G_CONNECT_SWAPPED);
  windows_changed_cb (self, 0, 0, g_list_model_get_n_items (windows), windows);
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
}

void
yc_window_close_lock (YcWindow *self)
{
  if (self->lock != NULL)
    g_signal_handlers_disconnect_by_data (self->lock, self);
  g_signal_handlers_disconnect_by_data (yc_pulse_get_default (), self);
  g_clear_weak_pointer (&self->focus_before);
  g_clear_pointer (&self->hidden, g_ptr_array_unref);
  g_clear_pointer (&self->unsaid, g_free);
  g_clear_object (&self->lock);
}
