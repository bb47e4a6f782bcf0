/* yc-consent-box.c: may a helper fill in for you? may this be taken in?
 *
 * The applicant says so on their display, aloud, or with their signature; how
 * it was said is recorded with the words they agreed to. What they say on the
 * display counts for the case that they were asked about, whichever is shown
 * by then.
 */

#include "yc-consent-box.h"

#include "yc-case-verbs.h"
#include "yc-say.h"

#include <glib/gi18n-lib.h>

struct _YcConsentBox
{
  GtkWidget parent_instance;

  YcCaseFile *file;   /* (nullable) */
  YcDisplay *display; /* (nullable) */
  const char *purpose;
  YcCaseFile *asked;  /* (nullable): whose applicant is asked on the display */
  char *person;       /* (nullable): who is asked */
  char *text;         /* (nullable): what they are asked to agree to */

  GtkWidget *content;
  GtkLabel *heading;
  GtkLabel *what;
  GtkEditable *name;
  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (YcConsentBox, yc_consent_box, GTK_TYPE_WIDGET)

enum
{
  AGREED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_sensitive (YcConsentBox *self)
{
  return g_str_equal (self->purpose, YC_CONSENT_SENSITIVE);
}

static char *
dup_text (YcConsentBox *self,
          YcCaseFile   *file)
{
  YcCase *c = yc_case_file_get_case (file);
  const char *helper = yc_case_get_owner_name (c);
  const YcMatter *matter = yc_case_file_get_matter (file);

  if (is_sensitive (self))
    return g_strdup (matter != NULL ? matter->consent : NULL);
  return g_strdup_printf (_("I agree that the helper %s fills in this application for me. What is filled in comes from me; I have looked at it and answer for its truth."),
                          helper != NULL ? helper : "");
}

static void
forget (YcConsentBox *self)
{
  g_clear_object (&self->asked);
  g_clear_pointer (&self->person, g_free);
  g_clear_pointer (&self->text, g_free);
}

static gboolean
is_being_asked (YcConsentBox *self)
{
  return self->asked != NULL && self->display != NULL && yc_display_get_page (self->display) == YC_DISPLAY_CONSENT;
}

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (YcConsentBox) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say_error (GTK_WIDGET (self), error);
  else if (self->content != NULL)
    g_signal_emit (self, signals[AGREED], 0, source);
}

/* Returns: whether there is somebody to ask; says so where not */
static gboolean
take_name (YcConsentBox *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  if (self->file == NULL)
    return FALSE;
  if (*name == '\0')
    {
      gtk_label_set_text (self->words, _("Write the applicant’s name first"));
      gtk_widget_grab_focus (GTK_WIDGET (self->name));
      return FALSE;
    }
  forget (self);
  self->person = g_steal_pointer (&name);
  self->text = dup_text (self, self->file);
  return TRUE;
}

static void
record (YcConsentBox *self,
        YcCaseFile   *file,
        const char   *method)
{
  yc_case_file_consent_async (file, self->purpose, self->person, method, self->text, recorded_cb,
                              g_object_ref (self));
}

static void
display_cb (YcConsentBox *self)
{
  if (!take_name (self))
    return;
  if (self->display == NULL)
    {
      gtk_label_set_text (self->words, _("There is no customer display: let the applicant say it or sign"));
      return;
    }
  self->asked = g_object_ref (self->file);
  yc_display_ask_consent (self->display, self->person, self->text);
  gtk_label_set_text (self->words, _("The applicant is reading it on their display"));
}

static void
spoken_cb (YcConsentBox *self)
{
  if (take_name (self))
    record (self, self->file, "spoken");
}

static void
signed_cb (YcConsentBox *self)
{
  if (take_name (self))
    record (self, self->file, "signed");
}

static void
consented_cb (YcConsentBox *self,
              gboolean      yes)
{
  g_autoptr (YcCaseFile) file = g_steal_pointer (&self->asked);

  if (file == NULL)
    return;
  if (yes)
    record (self, file, "display");
  else if (is_sensitive (self))
    gtk_label_set_text (self->words, yc_case_file_get_matter (file)->consent_refused);
  else
    gtk_label_set_text (self->words, _("The applicant did not agree: nothing is filled in. A clerk can receive the case with them."));
}

/* Somebody else's question has taken the place of this one. */
static void
display_changed_cb (YcConsentBox *self)
{
  if (is_being_asked (self) && (g_strcmp0 (yc_display_get_person (self->display), self->person) != 0 ||
                                g_strcmp0 (yc_display_get_text (self->display), self->text) != 0))
    forget (self);
}

static gboolean
key_pressed_cb (YcConsentBox   *self,
                guint           keyval,
                guint           keycode,
                GdkModifierType state)
{
  if (keyval != GDK_KEY_Escape || !is_being_asked (self))
    return GDK_EVENT_PROPAGATE;
  forget (self);
  yc_display_stop_asking (self->display);
  gtk_label_set_text (self->words, "");
  return GDK_EVENT_STOP;
}

static void
yc_consent_box_dispose (GObject *object)
{
  YcConsentBox *self = YC_CONSENT_BOX (object);

  forget (self);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->file);
  g_clear_object (&self->display);
  G_OBJECT_CLASS (yc_consent_box_parent_class)->dispose (object);
}

static void
yc_consent_box_class_init (YcConsentBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_consent_box_dispose;

  signals[AGREED] = g_signal_new ("agreed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, YC_TYPE_CASE_FILE);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-consent-box.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcConsentBox, content);
  gtk_widget_class_bind_template_child (widget_class, YcConsentBox, heading);
  gtk_widget_class_bind_template_child (widget_class, YcConsentBox, what);
  gtk_widget_class_bind_template_child (widget_class, YcConsentBox, name);
  gtk_widget_class_bind_template_child (widget_class, YcConsentBox, words);
  gtk_widget_class_bind_template_callback (widget_class, display_cb);
  gtk_widget_class_bind_template_callback (widget_class, spoken_cb);
  gtk_widget_class_bind_template_callback (widget_class, signed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
yc_consent_box_init (YcConsentBox *self)
{
  self->purpose = YC_CONSENT_HELPER;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
yc_consent_box_set_purpose (YcConsentBox *self,
                            const char   *purpose)
{
  g_return_if_fail (YC_IS_CONSENT_BOX (self));

  self->purpose = g_intern_string (purpose);
  gtk_label_set_text (self->heading, is_sensitive (self)
                                       ? _("The applicant agrees separately to what identifies them being taken in")
                                       : _("The applicant’s consent comes first"));
}

void
yc_consent_box_set_display (YcConsentBox *self,
                            YcDisplay    *display)
{
  g_return_if_fail (YC_IS_CONSENT_BOX (self));

  if (!g_set_object (&self->display, display))
    return;
  g_signal_connect_object (display, "consented", G_CALLBACK (consented_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (display, "changed", G_CALLBACK (display_changed_cb), self, G_CONNECT_SWAPPED);
}

/* @file: (nullable) */
void
yc_consent_box_set_file (YcConsentBox *self,
                         YcCaseFile   *file)
{
  g_autofree char *text = NULL;

  g_return_if_fail (YC_IS_CONSENT_BOX (self));

  if (!g_set_object (&self->file, file))
    return;
  text = file != NULL ? dup_text (self, file) : NULL;
  gtk_label_set_text (self->what, text != NULL ? text : "");
  gtk_label_set_text (self->words, "");
  gtk_editable_set_text (self->name, "");
}

/* Puts the focus where the asking begins. */
void
yc_consent_box_start (YcConsentBox *self)
{
  g_return_if_fail (YC_IS_CONSENT_BOX (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

void
yc_consent_box_ask (YcConsentBox *self,
                    const char   *name)
{
  g_return_if_fail (YC_IS_CONSENT_BOX (self));

  if (name != NULL)
    gtk_editable_set_text (self->name, name);
  display_cb (self);
}
