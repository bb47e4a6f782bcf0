/* yc-code-bar.c: taking over a case by its hand-over code
 *
 * One line under the tabs: eight digits, typed or put there by a scanner that
 * types, and below them what came of it. What goes wrong stays there to be
 * read, and the code stays in the field: nothing has to be typed again. The
 * work beneath is left as it is until a case opens.
 */

#include "yc-code-bar.h"

#include <glib/gi18n-lib.h>

#define DIGITS 8

struct _YcCodeBar
{
  GtkWidget parent_instance;

  YcCounter *counter; /* (nullable) */
  gboolean asking;
  GtkWidget *back;    /* (nullable) weak: what had the focus before */

  GtkWidget *line;
  GtkEditable *code;
  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (YcCodeBar, yc_code_bar, GTK_TYPE_WIDGET)

enum
{
  OPEN_CASE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
say (YcCodeBar  *self,
     const char *words,
     gboolean    wrong)
{
  gtk_label_set_text (self->words, words);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->words), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->words), "warning");
}

static void
say_what_to_do (YcCodeBar *self)
{
  say (self, _("Type or scan the eight digits of the hand-over card. Esc goes back."), FALSE);
}

/* The digits alone: a card shows them in two groups, and a hand may type a blank. */
static char *
dup_digits (YcCodeBar *self)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = gtk_editable_get_text (self->code); *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);
  return g_string_free (digits, FALSE);
}

static void
redeemed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (YcCodeBar) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCaseFile) file = yc_counter_redeem_code_finish (YC_COUNTER (source), result, &error);

  self->asking = FALSE;
  if (self->line == NULL)
    return;
  if (file == NULL)
    {
      say (self, error->message, TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->code));
      return;
    }
  g_clear_weak_pointer (&self->back);
  yc_code_bar_close (self);
  g_signal_emit (self, signals[OPEN_CASE], 0, file);
}

static void
activated_cb (YcCodeBar *self)
{
  g_autofree char *digits = dup_digits (self);

  if (self->counter == NULL || self->asking)
    return;
  if (strlen (digits) != DIGITS)
    {
      say (self, _("A hand-over code has eight digits"), TRUE);
      return;
    }
  self->asking = TRUE;
  say (self, _("Asking the central system…"), FALSE);
  yc_counter_redeem_code_async (self->counter, digits, NULL, redeemed_cb, g_object_ref (self));
}

static void
changed_cb (YcCodeBar *self)
{
  if (!self->asking)
    say_what_to_do (self);
}

static gboolean
key_pressed_cb (YcCodeBar      *self,
                guint           keyval,
                guint           keycode,
                GdkModifierType state)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  yc_code_bar_close (self);
  return GDK_EVENT_STOP;
}

static void
yc_code_bar_dispose (GObject *object)
{
  YcCodeBar *self = YC_CODE_BAR (object);

  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_weak_pointer (&self->back);
  g_clear_object (&self->counter);
  G_OBJECT_CLASS (yc_code_bar_parent_class)->dispose (object);
}

static void
yc_code_bar_class_init (YcCodeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_code_bar_dispose;

  signals[OPEN_CASE] = g_signal_new ("open-case", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, YC_TYPE_CASE_FILE);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-code-bar.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcCodeBar, line);
  gtk_widget_class_bind_template_child (widget_class, YcCodeBar, code);
  gtk_widget_class_bind_template_child (widget_class, YcCodeBar, words);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
yc_code_bar_init (YcCodeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
yc_code_bar_set_counter (YcCodeBar *self,
                         YcCounter *counter)
{
  g_return_if_fail (YC_IS_CODE_BAR (self));

  g_set_object (&self->counter, counter);
}

/* Asks for a code; what was begun before it is gone back to. It is there at
 * once and does not glide in: keys that come while a line is not on the screen
 * yet are lost, and a scanner types at once. */
void
yc_code_bar_open (YcCodeBar *self)
{
  GtkRoot *root;

  g_return_if_fail (YC_IS_CODE_BAR (self));

  root = gtk_widget_get_root (GTK_WIDGET (self));
  if (!gtk_widget_get_visible (GTK_WIDGET (self)) && root != NULL)
    g_set_weak_pointer (&self->back, gtk_root_get_focus (root));
  gtk_editable_set_text (self->code, "");
  say_what_to_do (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

void
yc_code_bar_close (YcCodeBar *self)
{
  g_return_if_fail (YC_IS_CODE_BAR (self));

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  if (self->back != NULL)
    gtk_widget_grab_focus (self->back);
  g_clear_weak_pointer (&self->back);
  gtk_editable_set_text (self->code, "");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
