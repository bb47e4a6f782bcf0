/* yc-sign-in-page.c: who works at this window now
 *
 * Who comes with a one-time code from the administrator chooses a password here
 * and is signed in with it.
 *
 * With the line down the password unlocks the permission that the desk still
 * holds; the page says so before it is asked.
 */

#include "yc-sign-in-page.h"

#include "yc-administration.h"

#include <glib/gi18n-lib.h>

struct _YcSignInPage
{
  GtkWidget parent_instance;

  YcCounter *counter;
  GtkWidget *content;
  GtkLabel *place;
  GtkEditable *operator;
  GtkEditable *password;
  GtkEditable *code;
  GtkEditable *fresh; /* password */
  GtkEditable *again;
  GtkToggleButton *with_code;
  GtkWidget *sign_in;
  GtkLabel *offline;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (YcSignInPage, yc_sign_in_page, GTK_TYPE_WIDGET)

static void
line_changed_cb (YcSignInPage *self)
{
  YcLineState state = yc_line_get_state (yc_counter_get_line (self->counter));

  gtk_widget_set_visible (GTK_WIDGET (self->offline), state == YC_LINE_OFFLINE);
}

static void
place_changed_cb (YcSignInPage *self)
{
  const char *window = yc_counter_get_window (self->counter);
  const char *hall = yc_counter_get_hall_name (self->counter);
  g_autofree char *text = NULL;

  if (window != NULL && *window != '\0')
    text = g_strdup_printf (_("%s · window %s"), hall != NULL ? hall : "", window);
  gtk_label_set_text (self->place, text != NULL ? text : "");
}

static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (YcSignInPage) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->sign_in, TRUE);
  gtk_editable_set_text (self->password, "");
  if (yc_counter_sign_in_finish (YC_COUNTER (source), result, &error))
    {
      gtk_toggle_button_set_active (self->with_code, FALSE);
      return;
    }
  yc_sign_in_page_show_problem (self, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcSignInPage) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_counter_choose_password_finish (YC_COUNTER (source), result, &error))
    {
      yc_counter_sign_in_async (self->counter, gtk_editable_get_text (self->operator), gtk_editable_get_text (self->fresh),
                                NULL, signed_in_cb, g_object_ref (self));
      return;
    }
  gtk_widget_set_sensitive (self->sign_in, TRUE);
  yc_sign_in_page_show_problem (self, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

/* The first field that is empty has the focus then. */
static gboolean
is_filled (GtkEditable *const *fields,
           gsize               n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (*gtk_editable_get_text (fields[i]) == '\0')
      {
        gtk_widget_grab_focus (GTK_WIDGET (fields[i]));
        return FALSE;
      }
  return TRUE;
}

static void
choose (YcSignInPage *self)
{
  GtkEditable *const fields[] = { self->operator, self->code, self->fresh, self->again };

  if (!is_filled (fields, G_N_ELEMENTS (fields)))
    return;
  if (g_strcmp0 (gtk_editable_get_text (self->fresh), gtk_editable_get_text (self->again)) != 0)
    {
      yc_sign_in_page_show_problem (self, _("The two passwords differ: type the new password again"));
      gtk_editable_set_text (self->again, "");
      gtk_widget_grab_focus (GTK_WIDGET (self->again));
      return;
    }
  gtk_widget_set_sensitive (self->sign_in, FALSE);
  yc_sign_in_page_show_problem (self, "");
  yc_counter_choose_password_async (self->counter, gtk_editable_get_text (self->operator), gtk_editable_get_text (self->code),
                                    gtk_editable_get_text (self->fresh), NULL, chosen_cb, g_object_ref (self));
}

static void
with_code_cb (YcSignInPage *self)
{
  gboolean with_code = gtk_toggle_button_get_active (self->with_code);

  gtk_widget_set_visible (GTK_WIDGET (self->password), !with_code);
  gtk_widget_set_visible (GTK_WIDGET (self->code), with_code);
  gtk_widget_set_visible (GTK_WIDGET (self->fresh), with_code);
  gtk_widget_set_visible (GTK_WIDGET (self->again), with_code);
  gtk_editable_set_text (self->password, "");
  gtk_editable_set_text (self->code, "");
  gtk_editable_set_text (self->fresh, "");
  gtk_editable_set_text (self->again, "");
  yc_sign_in_page_show_problem (self, "");
  gtk_widget_grab_focus (GTK_WIDGET (*gtk_editable_get_text (self->operator) == '\0' ? self->operator
                                     : with_code                                     ? self->code
                                                                                     : self->password));
}

static void
sign_in_cb (YcSignInPage *self)
{
  const char *operator = gtk_editable_get_text (self->operator);
  const char *password = gtk_editable_get_text (self->password);

  if (self->counter != NULL && gtk_widget_get_sensitive (self->sign_in) && gtk_toggle_button_get_active (self->with_code))
    {
      choose (self);
      return;
    }
  if (self->counter == NULL || !gtk_widget_get_sensitive (self->sign_in))
    return;
  if (*operator == '\0' || *password == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (*operator == '\0' ? self->operator : self->password));
      return;
    }
  gtk_widget_set_sensitive (self->sign_in, FALSE);
  yc_sign_in_page_show_problem (self, "");
  yc_counter_sign_in_async (self->counter, operator, password, NULL, signed_in_cb, g_object_ref (self));
}

static gboolean
yc_sign_in_page_grab_focus (GtkWidget *widget)
{
  YcSignInPage *self = YC_SIGN_IN_PAGE (widget);
  gboolean known = *gtk_editable_get_text (self->operator) != '\0';

  return gtk_widget_grab_focus (GTK_WIDGET (known ? self->password : self->operator));
}

static void
yc_sign_in_page_dispose (GObject *object)
{
  YcSignInPage *self = YC_SIGN_IN_PAGE (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->counter);
  G_OBJECT_CLASS (yc_sign_in_page_parent_class)->dispose (object);
}

static void
yc_sign_in_page_class_init (YcSignInPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = yc_sign_in_page_dispose;
  widget_class->grab_focus = yc_sign_in_page_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-sign-in-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, content);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, place);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, operator);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, password);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, code);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, fresh);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, again);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, with_code);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, sign_in);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, offline);
  gtk_widget_class_bind_template_child (widget_class, YcSignInPage, problem);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, with_code_cb);
}

static void
yc_sign_in_page_init (YcSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
yc_sign_in_page_set_counter (YcSignInPage *self,
                             YcCounter    *counter)
{
  g_return_if_fail (YC_IS_SIGN_IN_PAGE (self));

  if (!g_set_object (&self->counter, counter))
    return;
  g_signal_connect_object (yc_counter_get_line (counter), "notify", G_CALLBACK (line_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (counter, "notify", G_CALLBACK (place_changed_cb), self, G_CONNECT_SWAPPED);
  line_changed_cb (self);
  place_changed_cb (self);
}

void
yc_sign_in_page_show_problem (YcSignInPage *self,
                              const char   *problem)
{
  g_return_if_fail (YC_IS_SIGN_IN_PAGE (self));

  gtk_label_set_text (self->problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), *problem != '\0');
}
