/* yc-credential-box.c: waiting for an e-ID or e-licence
 *
 * The large code is on the customer display, a small one here, for a hall
 * without one. It goes away by itself when the credential was taken; when
 * something was wrong it stays and says what, what is safe, and what to do.
 */

#include "yc-credential-box.h"

#include "yc-case-identity.h"
#include "yc-place.h"
#include "yc-pulse.h"
#include "yc-qr.h"
#include "yc-say.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

struct _YcCredentialBox
{
  GtkWidget parent_instance;

  YcCaseFile *file;             /* (nullable) */
  char *person;
  YcDisplay *display;           /* (nullable) */
  YcCredentialSession *session; /* (nullable) */
  gulong changed_id;

  GtkWidget *content;
  YcQr *qr;
  GtkLabel *words;
  GtkLabel *remedy;
  GtkWidget *stop;
};

G_DEFINE_FINAL_TYPE (YcCredentialBox, yc_credential_box, GTK_TYPE_WIDGET)

static void
say (YcCredentialBox *self,
     const char      *words,
     const char      *remedy)
{
  gtk_label_set_text (self->words, words);
  gtk_label_set_text (self->remedy, remedy);
  gtk_widget_set_visible (GTK_WIDGET (self->remedy), *remedy != '\0');
}

static void
hide_code (YcCredentialBox *self)
{
  yc_qr_set_content (self->qr, "", "");
  gtk_widget_set_visible (GTK_WIDGET (self->qr), FALSE);
  if (self->display != NULL && yc_display_get_page (self->display) == YC_DISPLAY_QR)
    yc_display_stop_asking (self->display);
}

static void
drop_session (YcCredentialBox *self)
{
  if (self->session == NULL)
    return;
  g_clear_signal_handler (&self->changed_id, self->session);
  yc_credential_session_close (self->session);
  g_clear_object (&self->session);
  hide_code (self);
}

static void
show_code (YcCredentialBox *self)
{
  g_autofree char *label = yc_place_dup_label (self->file, self->person);
  const char *content = yc_credential_session_get_qr (self->session);

  yc_qr_set_content (self->qr, content, _("Code for the phone"));
  gtk_widget_set_visible (GTK_WIDGET (self->qr), TRUE);
  if (self->display != NULL)
    yc_display_show_qr (self->display, content, label, yc_credential_session_get_expires (self->session));
}

static void
show_waiting (YcCredentialBox *self)
{
  gint64 left = yc_credential_session_get_expires (self->session) - yc_pulse_get_now (yc_pulse_get_default ());
  g_autofree char *clock = yc_words_dup_clock (MAX (left, 0));
  g_autofree char *words = g_strdup_printf (_("Have the code scanned: %s left"), clock);

  say (self, words, yc_credential_session_is_unreachable (self->session)
                      ? _("The platform does not answer at the moment; it is asked again.") : "");
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr (YcCredentialBox) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say (GTK_WIDGET (self), "%s", _("Identified by credential"));
  else
    yc_say_error (GTK_WIDGET (self), error);
}

static void
take (YcCredentialBox *self)
{
  g_autoptr (YcCredential) credential = yc_credential_session_take (self->session);

  yc_case_file_identify_credential_async (self->file, self->person, credential, identified_cb, g_object_ref (self));
  drop_session (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
fail (YcCredentialBox *self)
{
  YcCredentialFault fault = yc_credential_session_get_fault (self->session);

  drop_session (self);
  say (self, yc_credential_fault_get_words (fault), yc_credential_fault_get_remedy (fault));
}

static void
session_changed_cb (YcCredentialBox *self)
{
  switch (yc_credential_session_get_state (self->session))
    {
    case YC_CREDENTIAL_SESSION_WAITING:
      if (!yc_qr_is_shown (self->qr))
        show_code (self);
      show_waiting (self);
      break;
    case YC_CREDENTIAL_SESSION_GOOD:
      take (self);
      break;
    case YC_CREDENTIAL_SESSION_FAILED:
      fail (self);
      break;
    case YC_CREDENTIAL_SESSION_BEGINNING:
    case YC_CREDENTIAL_SESSION_CLOSED:
    default:
      break;
    }
}

static void
pulse_cb (YcCredentialBox *self)
{
  if (self->session != NULL && yc_credential_session_get_state (self->session) == YC_CREDENTIAL_SESSION_WAITING)
    show_waiting (self);
}

static void
stop_cb (YcCredentialBox *self)
{
  yc_credential_box_stop (self);
}

static void
yc_credential_box_dispose (GObject *object)
{
  YcCredentialBox *self = YC_CREDENTIAL_BOX (object);

  if (self->session != NULL)
    {
      g_clear_signal_handler (&self->changed_id, self->session);
      yc_credential_session_close (self->session);
    }
  g_clear_object (&self->session);
  g_clear_object (&self->file);
  g_clear_object (&self->display);
  g_clear_pointer (&self->person, g_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_credential_box_parent_class)->dispose (object);
}

static void
yc_credential_box_class_init (YcCredentialBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_credential_box_dispose;

  g_type_ensure (YC_TYPE_QR);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-credential-box.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcCredentialBox, content);
  gtk_widget_class_bind_template_child (widget_class, YcCredentialBox, qr);
  gtk_widget_class_bind_template_child (widget_class, YcCredentialBox, words);
  gtk_widget_class_bind_template_child (widget_class, YcCredentialBox, remedy);
  gtk_widget_class_bind_template_child (widget_class, YcCredentialBox, stop);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
yc_credential_box_init (YcCredentialBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (pulse_cb), self, G_CONNECT_SWAPPED);
}

void
yc_credential_box_start (YcCredentialBox *self,
                         YcCaseFile      *file,
                         const char      *person,
                         const char      *kind,
                         YcDisplay       *display)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (YC_IS_CREDENTIAL_BOX (self));

  yc_credential_box_stop (self);
  g_set_object (&self->file, file);
  g_set_object (&self->display, display);
  g_free (self->person);
  self->person = g_strdup (person);
  self->session = yc_case_file_ask_credential (file, kind, &error);
  if (self->session == NULL)
    {
      yc_say_error (GTK_WIDGET (self), error);
      return;
    }
  self->changed_id = g_signal_connect_swapped (self->session, "changed", G_CALLBACK (session_changed_cb), self);
  gtk_widget_set_visible (GTK_WIDGET (self->qr), FALSE);
  say (self, _("Asking the platform for a code…"), "");
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

gboolean
yc_credential_box_stop (YcCredentialBox *self)
{
  gboolean was_there;

  g_return_val_if_fail (YC_IS_CREDENTIAL_BOX (self), FALSE);

  was_there = self->session != NULL;
  drop_session (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return was_there;
}
