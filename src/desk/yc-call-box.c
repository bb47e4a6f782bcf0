/* yc-call-box.c: a call-back that is due
 *
 * What was said goes into the case with one of three results: not reached
 * keeps the call due, the other two end it.
 */

#include "yc-call-box.h"

#include "yc-case-verbs.h"
#include "yc-say.h"

#include <glib/gi18n-lib.h>

struct _YcCallBox
{
  GtkWidget parent_instance;

  YcCaseFile *file; /* (nullable) */
  gulong changed_id;

  GtkWidget *content;
  GtkLabel *title;
  GtkEditable *text;
};

G_DEFINE_FINAL_TYPE (YcCallBox, yc_call_box, GTK_TYPE_WIDGET)

static const YcCallback *
find_due (YcCallBox *self)
{
  GPtrArray *callbacks = self->file != NULL ? yc_case_get_callbacks (yc_case_file_get_case (self->file)) : NULL;

  for (guint i = 0; callbacks != NULL && i < callbacks->len; i++)
    {
      const YcCallback *callback = g_ptr_array_index (callbacks, i);

      if (callback->ended_at.at_ms == 0)
        return callback;
    }
  return NULL;
}

static const char *
get_reason_words (const char *reason)
{
  if (g_str_equal (reason, "rating"))
    return _("a bad rating");
  if (g_str_equal (reason, "full-service"))
    return _("everything was done here");
  return g_str_equal (reason, "licence-only") ? _("only the licence was done here") : reason;
}

static void
refresh (YcCallBox *self)
{
  const YcCallback *due = find_due (self);
  g_autofree char *words = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), due != NULL);
  if (due == NULL)
    return;
  words = g_strdup_printf (ngettext ("To be called by %s: %s · %u try", "To be called by %s: %s · %u tries", due->tries),
                           due->due, get_reason_words (due->reason), due->tries);
  gtk_label_set_text (self->title, words);
}

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (YcCallBox) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    {
      yc_say_error (GTK_WIDGET (self), error);
      return;
    }
  yc_say (GTK_WIDGET (self), "%s", _("Call recorded"));
  if (self->content != NULL && self->file == YC_CASE_FILE (source))
    gtk_editable_set_text (self->text, "");
}

static void
record (YcCallBox  *self,
        const char *result)
{
  const YcCallback *due = find_due (self);
  const char *text = gtk_editable_get_text (self->text);

  if (due == NULL)
    return;
  if (*text == '\0')
    {
      yc_say (GTK_WIDGET (self), "%s", _("Write what was said first"));
      gtk_widget_grab_focus (GTK_WIDGET (self->text));
      return;
    }
  yc_case_file_callback_async (self->file, due->reason, result, text, recorded_cb, g_object_ref (self));
}

static void
reached_cb (YcCallBox *self)
{
  record (self, "reached");
}

static void
unreached_cb (YcCallBox *self)
{
  record (self, "unreached");
}

static void
resolved_cb (YcCallBox *self)
{
  record (self, "resolved");
}

static void
yc_call_box_dispose (GObject *object)
{
  YcCallBox *self = YC_CALL_BOX (object);

  if (self->file != NULL)
    g_clear_signal_handler (&self->changed_id, self->file);
  g_clear_object (&self->file);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_call_box_parent_class)->dispose (object);
}

static void
yc_call_box_class_init (YcCallBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_call_box_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-call-box.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcCallBox, content);
  gtk_widget_class_bind_template_child (widget_class, YcCallBox, title);
  gtk_widget_class_bind_template_child (widget_class, YcCallBox, text);
  gtk_widget_class_bind_template_callback (widget_class, reached_cb);
  gtk_widget_class_bind_template_callback (widget_class, unreached_cb);
  gtk_widget_class_bind_template_callback (widget_class, resolved_cb);
}

static void
yc_call_box_init (YcCallBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @file: (nullable) */
void
yc_call_box_set_file (YcCallBox  *self,
                      YcCaseFile *file)
{
  g_return_if_fail (YC_IS_CALL_BOX (self));

  if (self->file == file)
    return;
  if (self->file != NULL)
    g_clear_signal_handler (&self->changed_id, self->file);
  g_set_object (&self->file, file);
  gtk_editable_set_text (self->text, "");
  if (file != NULL)
    self->changed_id = g_signal_connect_swapped (file, "changed", G_CALLBACK (refresh), self);
  refresh (self);
}

/* Puts the focus where the call is written down. */
void
yc_call_box_start (YcCallBox *self)
{
  g_return_if_fail (YC_IS_CALL_BOX (self));

  if (find_due (self) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->text));
  else
    yc_say (GTK_WIDGET (self), "%s", _("No call is due for this case"));
}
