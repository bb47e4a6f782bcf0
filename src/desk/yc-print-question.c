/* yc-print-question.c: what became of a print
 *
 * A sheet that was begun is not printed again by itself. Whoever stands before
 * the printer says whether it is whole or spoilt; Escape leaves it for later, and
 * the next press of the key asks again.
 */

#include "yc-print-question.h"

#include "yc-form-print.h"
#include "yc-say.h"

#include <glib/gi18n-lib.h>

struct _YcPrintQuestion
{
  GtkWidget parent_instance;

  YcCaseFile *file; /* (nullable): nothing is asked */
  char *kind;
  gboolean again;   /* the answer that is on its way */

  GtkWidget *content;
  GtkLabel *words;
  GtkWidget *whole;
};

G_DEFINE_FINAL_TYPE (YcPrintQuestion, yc_print_question, GTK_TYPE_WIDGET)

enum
{
  ANSWERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (YcPrintQuestion) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->content, TRUE);
  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    {
      yc_say_error (GTK_WIDGET (self), error);
      gtk_label_set_text (self->words, error->message);
      return;
    }
  yc_print_question_hide (self);
  g_signal_emit (self, signals[ANSWERED], 0, self->again);
}

static void
settle (YcPrintQuestion *self,
        gboolean         whole)
{
  if (self->file == NULL)
    return;
  self->again = !whole;
  gtk_widget_set_sensitive (self->content, FALSE); /* one answer */
  yc_case_file_settle_print_async (self->file, self->kind, whole, settled_cb, g_object_ref (self));
}

static void
whole_cb (YcPrintQuestion *self)
{
  settle (self, TRUE);
}

static void
spoilt_cb (YcPrintQuestion *self)
{
  settle (self, FALSE);
}

static void
yc_print_question_dispose (GObject *object)
{
  YcPrintQuestion *self = YC_PRINT_QUESTION (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->file);
  g_clear_pointer (&self->kind, g_free);
  G_OBJECT_CLASS (yc_print_question_parent_class)->dispose (object);
}

static void
yc_print_question_class_init (YcPrintQuestionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_print_question_dispose;
  signals[ANSWERED] = g_signal_new ("answered", YC_TYPE_PRINT_QUESTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-print-question.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcPrintQuestion, content);
  gtk_widget_class_bind_template_child (widget_class, YcPrintQuestion, words);
  gtk_widget_class_bind_template_child (widget_class, YcPrintQuestion, whole);
  gtk_widget_class_bind_template_callback (widget_class, whole_cb);
  gtk_widget_class_bind_template_callback (widget_class, spoilt_cb);
}

static void
yc_print_question_init (YcPrintQuestion *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

gboolean
yc_print_question_ask (YcPrintQuestion *self,
                       YcCaseFile      *file,
                       const char      *kind,
                       const char      *title,
                       const GError    *error)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (YC_IS_PRINT_QUESTION (self), FALSE);

  if (!yc_form_print_is_in_doubt (error))
    return FALSE;
  g_set_object (&self->file, file);
  g_free (self->kind);
  self->kind = g_strdup (kind);
  words = g_strdup_printf (_("The printing of “%s” was interrupted. Look at the sheet in the printer: is it whole?"), title);
  gtk_label_set_text (self->words, words);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (self->whole);
  return TRUE;
}

void
yc_print_question_hide (YcPrintQuestion *self)
{
  g_return_if_fail (YC_IS_PRINT_QUESTION (self));

  g_clear_object (&self->file);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
