/* yc-case-side.c: beside the case, the clock and what is missing
 *
 * Two clocks: the big one is the visitor's, from the opening of the case; the
 * promise runs from receipt to decision. Calm while there is time, amber when
 * a quarter of it is left, red only once it is broken.
 */

#include "yc-case-side.h"

#include "yc-missing.h"
#include "yc-pulse.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

#define MINUTE_MS 60000

struct _YcCaseSide
{
  GtkWidget parent_instance;

  YcCaseFile *file; /* (nullable) */
  GtkWidget *content;
  GtkLabel *clock;
  GtkLabel *promise;
  GtkProgressBar *bar;
  GtkLabel *line;
  GtkLabel *missing_title;
  GListStore *missing;
};

G_DEFINE_FINAL_TYPE (YcCaseSide, yc_case_side, GTK_TYPE_WIDGET)

static gint64
now_ms (void)
{
  return yc_pulse_get_now (yc_pulse_get_default ());
}

static void
set_mood (YcCaseSide *self,
          const char *mood)
{
  static const char *const moods[] = { "calm", "warning", "error", "success" };

  for (gsize i = 0; i < G_N_ELEMENTS (moods); i++)
    {
      if (g_str_equal (moods[i], mood))
        gtk_widget_add_css_class (GTK_WIDGET (self->promise), moods[i]);
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self->promise), moods[i]);
    }
}

/* The promise: running, kept or broken. */
static void
show_promise (YcCaseSide *self)
{
  guint minutes = yc_case_file_get_promise_minutes (self->file);
  gint64 received = yc_case_file_get_received_at (self->file);
  gint64 decided = yc_case_file_get_decided_at (self->file);
  gint64 used = (decided != 0 ? decided : now_ms ()) - received;
  gint64 left = (gint64) minutes * MINUTE_MS - used;
  g_autofree char *clock = yc_words_dup_clock (left);
  g_autofree char *took = yc_words_dup_clock (used);
  g_autofree char *words = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->bar), received != 0 && minutes > 0);
  if (received == 0)
    {
      words = g_strdup_printf (ngettext ("promised in %u min from acceptance", "promised in %u min from acceptance",
                                         minutes), minutes);
      gtk_label_set_text (self->promise, words);
      set_mood (self, "calm");
      return;
    }
  if (decided != 0)
    words = g_strdup_printf (left >= 0 ? _("promise of %u min kept · took %s") : _("promise of %u min broken · took %s"),
                             minutes, took);
  else
    words = g_strdup_printf (_("promised in %u min · %s left"), minutes, clock);
  gtk_label_set_text (self->promise, words);
  gtk_progress_bar_set_fraction (self->bar, minutes > 0 ? CLAMP ((double) used / (minutes * MINUTE_MS), 0, 1) : 0);
  if (left < 0)
    set_mood (self, "error");
  else if (decided != 0)
    set_mood (self, "success");
  else
    set_mood (self, left * 4 < (gint64) minutes * MINUTE_MS ? "warning" : "calm");
}

static void
show_clock (YcCaseSide *self)
{
  gint64 decided;
  g_autofree char *clock = NULL;

  if (self->file == NULL)
    return;
  decided = yc_case_file_get_decided_at (self->file);
  clock = yc_words_dup_clock ((decided != 0 ? decided : now_ms ()) - yc_case_file_get_opened_at (self->file));
  gtk_label_set_text (self->clock, clock);
  show_promise (self);
}

static void
activated_cb (YcCaseSide *self,
              guint       position)
{
  g_autoptr (YcMissing) missing = g_list_model_get_item (G_LIST_MODEL (self->missing), position);

  if (missing != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.jump", "s", yc_missing_get_path (missing));
}

static void
yc_case_side_dispose (GObject *object)
{
  YcCaseSide *self = YC_CASE_SIDE (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (yc_case_side_parent_class)->dispose (object);
}

static void
yc_case_side_class_init (YcCaseSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_case_side_dispose;

  g_type_ensure (YC_TYPE_MISSING);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-case-side.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcCaseSide, content);
  gtk_widget_class_bind_template_child (widget_class, YcCaseSide, clock);
  gtk_widget_class_bind_template_child (widget_class, YcCaseSide, promise);
  gtk_widget_class_bind_template_child (widget_class, YcCaseSide, bar);
  gtk_widget_class_bind_template_child (widget_class, YcCaseSide, line);
  gtk_widget_class_bind_template_child (widget_class, YcCaseSide, missing_title);
  gtk_widget_class_bind_template_child (widget_class, YcCaseSide, missing);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
yc_case_side_init (YcCaseSide *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (show_clock), self, G_CONNECT_SWAPPED);
}

/* @file: (nullable) */
void
yc_case_side_set_file (YcCaseSide *self,
                       YcCaseFile *file)
{
  g_return_if_fail (YC_IS_CASE_SIDE (self));

  g_set_object (&self->file, file);
  g_list_store_remove_all (self->missing);
  yc_case_side_refresh (self);
}

void
yc_case_side_refresh (YcCaseSide *self)
{
  guint missing, waiting;
  g_autofree char *title = NULL;
  g_autofree char *line = NULL;

  g_return_if_fail (YC_IS_CASE_SIDE (self));

  if (self->file == NULL)
    return;
  yc_missing_fill (self->missing, self->file);
  missing = yc_case_file_count_missing (self->file);
  waiting = yc_case_file_get_waiting (self->file);
  title = g_strdup_printf (ngettext ("Missing: %u · Ctrl+J", "Missing: %u · Ctrl+J", missing), missing);
  gtk_label_set_text (self->missing_title, missing > 0 ? title : _("Nothing is missing"));
  line = g_strdup_printf (ngettext ("%u entry waits for the line", "%u entries wait for the line", waiting), waiting);
  gtk_label_set_text (self->line, line);
  gtk_widget_set_visible (GTK_WIDGET (self->line), waiting > 0);
  show_clock (self);
}

/* Returns: (transfer full) (nullable): the path of what is missing after @after
 *   in the list, from the beginning when @after is the last or not in it */
char *
yc_case_side_dup_next (YcCaseSide *self,
                       const char *after)
{
  guint n, next = 0;

  g_return_val_if_fail (YC_IS_CASE_SIDE (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->missing));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (YcMissing) missing = g_list_model_get_item (G_LIST_MODEL (self->missing), i);

      if (g_strcmp0 (yc_missing_get_path (missing), after) == 0)
        next = (i + 1) % n;
    }
  if (n == 0)
    return NULL;
  else
    {
      g_autoptr (YcMissing) missing = g_list_model_get_item (G_LIST_MODEL (self->missing), next);

      return g_strdup (yc_missing_get_path (missing));
    }
}
