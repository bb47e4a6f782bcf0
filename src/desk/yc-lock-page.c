/* yc-lock-page.c: the face of a locked desk
 *
 * One field: the PIN, or the password where there is none. Who has just locked
 * the desk by hand and has no PIN chooses one here, typed twice, or leaves it
 * with Esc. The fields are no rows of libadwaita's: a screen reader does not hear
 * those get the focus.
 */

#include "yc-lock-page.h"

#include <glib/gi18n-lib.h>

struct _YcLockPage
{
  GtkWidget parent_instance;

  YcLock *lock;
  YcCounter *counter;
  gboolean busy;

  GtkWidget *content;
  GtkLabel *who;
  GtkLabel *hint;
  GtkWidget *answer;
  GtkWidget *again;
  GtkLabel *problem;
  GtkButton *go;
};

G_DEFINE_FINAL_TYPE (YcLockPage, yc_lock_page, GTK_TYPE_WIDGET)

static guint gave_up_signal;

static gboolean
is_choosing (YcLockPage *self)
{
  return yc_lock_get_state (self->lock) == YC_LOCK_CHOOSING;
}

static void
show_problem (YcLockPage *self,
              const char *problem)
{
  gtk_label_set_text (self->problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), *problem != '\0');
}

static void
clear (YcLockPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->answer), "");
  gtk_editable_set_text (GTK_EDITABLE (self->again), "");
}

static const char *
get_hint (YcLockPage *self)
{
  if (is_choosing (self))
    return _("Choose a PIN of six digits. It opens this desk until you sign out. Esc locks without one.");
  return yc_lock_has_pin (self->lock) ? _("Your PIN opens it. Everything goes on in the background.")
                                      : _("Your password opens it. Everything goes on in the background.");
}

static const char *
get_title (YcLockPage *self)
{
  if (is_choosing (self))
    return _("New PIN");
  return yc_lock_has_pin (self->lock) ? _("PIN") : _("Password");
}

static void
lock_changed_cb (YcLockPage *self)
{
  const char *operator = yc_counter_get_operator (self->counter);
  gboolean choosing = is_choosing (self);

  gtk_label_set_text (self->who, operator != NULL ? operator : "");
  gtk_label_set_text (self->hint, get_hint (self));
  g_object_set (self->answer, "placeholder-text", get_title (self), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->answer), GTK_ACCESSIBLE_PROPERTY_LABEL, get_title (self), -1);
  gtk_widget_set_visible (self->again, choosing);
  gtk_button_set_label (self->go, choosing ? _("Lock with this PIN") : _("Unlock"));
  show_problem (self, "");
  clear (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
set_busy (YcLockPage *self,
          gboolean    busy)
{
  self->busy = busy;
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), !busy);
}

static void
take_error (YcLockPage   *self,
            const GError *error)
{
  set_busy (self, FALSE);
  if (error == NULL)
    return;
  clear (self);
  if (yc_lock_get_state (self->lock) == YC_LOCK_OPEN)
    {
      g_signal_emit (self, gave_up_signal, 0, error->message);
      return;
    }
  show_problem (self, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcLockPage) self = data;
  g_autoptr (GError) error = NULL;

  yc_lock_choose_finish (YC_LOCK (source), result, &error);
  take_error (self, error);
}

static void
unlocked_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (YcLockPage) self = data;
  g_autoptr (GError) error = NULL;

  yc_lock_unlock_finish (YC_LOCK (source), result, &error);
  take_error (self, error);
}

static void
go_cb (YcLockPage *self)
{
  const char *answer = gtk_editable_get_text (GTK_EDITABLE (self->answer));

  if (self->lock == NULL || self->busy)
    return;
  if (*answer == '\0')
    {
      gtk_widget_grab_focus (self->answer);
      return;
    }
  show_problem (self, "");
  set_busy (self, TRUE);
  if (is_choosing (self))
    yc_lock_choose_async (self->lock, answer, gtk_editable_get_text (GTK_EDITABLE (self->again)), chosen_cb,
                          g_object_ref (self));
  else
    yc_lock_unlock_async (self->lock, answer, unlocked_cb, g_object_ref (self));
}

/* Return in the first of two goes on to the second; what is no PIN is said before. */
static void
answered_cb (YcLockPage *self)
{
  g_autoptr (GError) error = NULL;

  if (self->lock == NULL || !is_choosing (self))
    {
      go_cb (self);
      return;
    }
  if (!yc_lock_check_pin (gtk_editable_get_text (GTK_EDITABLE (self->answer)), &error))
    {
      take_error (self, error);
      return;
    }
  show_problem (self, "");
  gtk_widget_grab_focus (self->again);
}

static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   data)
{
  YcLockPage *self = YC_LOCK_PAGE (widget);

  if (self->lock != NULL)
    yc_lock_skip_choosing (self->lock);
  return GDK_EVENT_STOP;
}

static gboolean
yc_lock_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (YC_LOCK_PAGE (widget)->answer);
}

static void
yc_lock_page_dispose (GObject *object)
{
  YcLockPage *self = YC_LOCK_PAGE (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->lock);
  g_clear_object (&self->counter);
  G_OBJECT_CLASS (yc_lock_page_parent_class)->dispose (object);
}

static void
yc_lock_page_class_init (YcLockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_lock_page_dispose;
  widget_class->grab_focus = yc_lock_page_grab_focus;
  gave_up_signal = g_signal_new ("gave-up", YC_TYPE_LOCK_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-lock-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcLockPage, content);
  gtk_widget_class_bind_template_child (widget_class, YcLockPage, who);
  gtk_widget_class_bind_template_child (widget_class, YcLockPage, hint);
  gtk_widget_class_bind_template_child (widget_class, YcLockPage, answer);
  gtk_widget_class_bind_template_child (widget_class, YcLockPage, again);
  gtk_widget_class_bind_template_child (widget_class, YcLockPage, problem);
  gtk_widget_class_bind_template_child (widget_class, YcLockPage, go);
  gtk_widget_class_bind_template_callback (widget_class, answered_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
yc_lock_page_init (YcLockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
yc_lock_page_set_lock (YcLockPage *self,
                       YcLock     *lock,
                       YcCounter  *counter)
{
  g_return_if_fail (YC_IS_LOCK_PAGE (self) && self->lock == NULL);

  self->lock = g_object_ref (lock);
  self->counter = g_object_ref (counter);
  g_signal_connect_object (lock, "changed", G_CALLBACK (lock_changed_cb), self, G_CONNECT_SWAPPED);
  lock_changed_cb (self);
}
