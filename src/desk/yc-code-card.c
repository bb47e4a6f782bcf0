/* yc-code-card.c: the hand-over card
 *
 * Eight digits, large enough to be read across a counter, and the same eight in
 * a QR code: a scanner that types them does what a hand would. They are here
 * until the case is taken over, or another one is shown, and nowhere else.
 *
 * What was typed a moment ago may still be on its way to the hub. The card
 * waits for it, so that whoever opens the case finds all of it.
 */

#include "yc-code-card.h"

#include "yc-case-verbs.h"
#include "yc-qr.h"
#include "yc-say.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SENDING_WAIT_MS 5000
#define SENDING_PERIOD_MS 100
#define GROUP 4

struct _YcCodeCard
{
  GtkWidget parent_instance;

  YcCounter *counter; /* (nullable) */
  YcCaseFile *file;   /* (nullable) */
  gulong changed_id;
  char *code;         /* (nullable): 8 digits */
  gint64 expires_ms;
  guint sending_id;   /* source: waits until all is sent */
  guint waited_ms;

  GtkWidget *content;
  GtkWidget *card;
  GtkLabel *digits;
  YcQr *qr;
  GtkLabel *expires;
  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (YcCodeCard, yc_code_card, GTK_TYPE_WIDGET)

static void
say (YcCodeCard *self,
     const char *words)
{
  gtk_label_set_text (self->words, words);
  gtk_widget_set_visible (GTK_WIDGET (self->words), *words != '\0');
}

static void
drop_code (YcCodeCard *self)
{
  g_clear_pointer (&self->code, g_free);
  gtk_widget_set_visible (self->card, FALSE);
  gtk_label_set_text (self->digits, "");
  yc_qr_set_content (self->qr, "", "");
}

static void
show_code (YcCodeCard *self)
{
  g_autofree char *groups = g_strdup_printf ("%.*s %s", GROUP, self->code, self->code + GROUP);
  g_autofree char *time = yc_words_dup_time (self->expires_ms);
  g_autofree char *expires = g_strdup_printf (_("Opens the case once, at any window, until %s"), time);

  gtk_label_set_text (self->digits, groups);
  gtk_label_set_text (self->expires, expires);
  yc_qr_set_content (self->qr, self->code, _("Hand-over code"));
  gtk_widget_set_visible (self->card, TRUE);
  say (self, "");
}

/* Whoever has taken it over since the code was made; "" for nobody. */
static void
show_taken (YcCodeCard *self)
{
  GPtrArray *events = yc_case_get_events (yc_case_file_get_case (self->file));

  for (guint i = events->len; self->code != NULL && i > 0; i--)
    {
      const YcEvent *event = g_ptr_array_index (events, i - 1);
      g_autofree char *words = NULL;

      if (g_str_equal (event->kind, "transfer.offer"))
        return;
      if (!g_str_equal (event->kind, "transfer.take"))
        continue;
      words = g_strdup_printf (_("Taken over at window %s. You stay the firm’s helper and see what follows."), event->detail);
      drop_code (self);
      say (self, words);
    }
}

static void
issued_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcCodeCard) self = data;
  g_autoptr (GError) error = NULL;
  gint64 expires_ms = 0;
  g_autofree char *code = yc_counter_issue_code_finish (YC_COUNTER (source), result, &expires_ms, &error);

  if (self->content == NULL)
    return;
  if (code == NULL)
    {
      say (self, error->message);
      return;
    }
  g_free (self->code);
  self->code = g_steal_pointer (&code);
  self->expires_ms = expires_ms;
  show_code (self);
}

static gboolean
sending_cb (gpointer data)
{
  YcCodeCard *self = data;

  self->waited_ms += SENDING_PERIOD_MS;
  if (yc_case_file_get_waiting (self->file) > 0 && self->waited_ms < SENDING_WAIT_MS)
    return G_SOURCE_CONTINUE;
  self->sending_id = 0;
  yc_counter_issue_code_async (self->counter, self->file, NULL, issued_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
printed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (YcCodeCard) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say (GTK_WIDGET (self), "%s", _("Hand-over card printed"));
  else
    yc_say_error (GTK_WIDGET (self), error);
}

static void
yc_code_card_dispose (GObject *object)
{
  YcCodeCard *self = YC_CODE_CARD (object);

  g_clear_handle_id (&self->sending_id, g_source_remove);
  if (self->file != NULL)
    g_clear_signal_handler (&self->changed_id, self->file);
  g_clear_object (&self->file);
  g_clear_object (&self->counter);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_code_card_parent_class)->dispose (object);
}

static void
yc_code_card_class_init (YcCodeCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_code_card_dispose;

  g_type_ensure (YC_TYPE_QR);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-code-card.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcCodeCard, content);
  gtk_widget_class_bind_template_child (widget_class, YcCodeCard, card);
  gtk_widget_class_bind_template_child (widget_class, YcCodeCard, digits);
  gtk_widget_class_bind_template_child (widget_class, YcCodeCard, qr);
  gtk_widget_class_bind_template_child (widget_class, YcCodeCard, expires);
  gtk_widget_class_bind_template_child (widget_class, YcCodeCard, words);
}

static void
yc_code_card_init (YcCodeCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
yc_code_card_set_counter (YcCodeCard *self,
                          YcCounter  *counter)
{
  g_return_if_fail (YC_IS_CODE_CARD (self));

  g_set_object (&self->counter, counter);
}

/* @file: (nullable): the code of another case is gone then */
void
yc_code_card_set_file (YcCodeCard *self,
                       YcCaseFile *file)
{
  g_return_if_fail (YC_IS_CODE_CARD (self));

  if (self->file == file)
    return;
  g_clear_handle_id (&self->sending_id, g_source_remove);
  if (self->file != NULL)
    g_clear_signal_handler (&self->changed_id, self->file);
  g_set_object (&self->file, file);
  drop_code (self);
  say (self, "");
  if (file != NULL)
    self->changed_id = g_signal_connect_swapped (file, "changed", G_CALLBACK (show_taken), self);
}

/* Makes a code for the case; one made before it ends. */
void
yc_code_card_issue (YcCodeCard *self)
{
  g_return_if_fail (YC_IS_CODE_CARD (self));

  if (self->file == NULL || self->counter == NULL || self->sending_id != 0)
    return;
  drop_code (self);
  say (self, _("Asking the central system for a code…"));
  self->waited_ms = 0;
  self->sending_id = g_timeout_add (SENDING_PERIOD_MS, sending_cb, self);
}

void
yc_code_card_print (YcCodeCard *self)
{
  g_return_if_fail (YC_IS_CODE_CARD (self));

  if (self->code == NULL)
    yc_say (GTK_WIDGET (self), "%s", _("Make the hand-over code first (H)"));
  else
    yc_case_file_print_code_async (self->file, self->code, self->expires_ms, printed_cb, g_object_ref (self));
}
