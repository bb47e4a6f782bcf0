/* yc-case-side.c: beside the case, the clock and what is missing
 *
 * Two clocks: the big one is the visitor's, from the ticket to the hand-over;
 * below it the promise, who holds the case up and since when, and what of the
 * time does not count. What is tight or broken is yc-clocks.c's word.
 */

#include "yc-case-side.h"

#include "yc-case-progress.h"
#include "yc-clock-words.h"
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
  GtkLabel *why;
  GtkLabel *net;
  GtkLabel *statutory;
  GtkLabel *uncertain;
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

/* The promise: not begun, running, kept or broken. */
static char *
dup_promise (YcCaseSide           *self,
             const YcClockReading *promise)
{
  guint minutes = promise->limit_ms / MINUTE_MS;
  g_autofree char *took = yc_words_dup_clock (promise->net_ms);
  g_autofree char *left = yc_clock_words_dup_left (promise);

  if (promise->limit_ms < 0)
    return g_strdup ("");
  if (promise->started_ms == 0)
    return g_strdup_printf (ngettext ("promised in %u min from acceptance", "promised in %u min from acceptance",
                                      minutes), minutes);
  if (promise->ended_ms == 0)
    return g_strdup_printf (_("promised in %u min · %s"), minutes, left);
  return g_strdup_printf (promise->state == YC_CLOCK_BROKEN ? _("promise of %u min broken · took %s")
                                                            : _("promise of %u min kept · took %s"), minutes, took);
}

static void
show_promise (YcCaseSide           *self,
              const YcClockReading *promise)
{
  const char *classes[] = { "numeric", yc_clock_words_get_class (promise), NULL };
  g_autofree char *words = dup_promise (self, promise);

  gtk_label_set_text (self->promise, words);
  gtk_widget_set_css_classes (GTK_WIDGET (self->promise), classes);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), promise->started_ms != 0 && promise->limit_ms > 0);
  if (promise->limit_ms > 0)
    gtk_progress_bar_set_fraction (self->bar, CLAMP ((double) promise->net_ms / promise->limit_ms, 0, 1));
}

/* Who holds it up, or why it stands still; what was not counted; what is not sure. */
static void
show_why (YcCaseSide           *self,
          const YcClocks       *clocks,
          const YcClockReading *visitor)
{
  const YcClockReading *front = yc_clocks_get_front (clocks);
  const char *classes[] = { "numeric", yc_clock_words_get_class (front), NULL };
  g_autofree char *why = yc_clock_words_dup_why (self->file, front, now_ms ());
  g_autofree char *net = yc_words_dup_clock (visitor->net_ms);
  g_autofree char *without = g_strdup_printf (_("without pauses %s"), net);
  g_autofree char *days = g_strdup_printf (_("statutory term: working day %u of %u"), clocks->statutory.net_days,
                                           clocks->statutory.limit_days);

  gtk_label_set_text (self->why, why);
  gtk_widget_set_css_classes (GTK_WIDGET (self->why), classes);
  gtk_widget_set_visible (GTK_WIDGET (self->why), *why != '\0');
  gtk_label_set_text (self->net, without);
  gtk_widget_set_visible (GTK_WIDGET (self->net), visitor->net_ms != visitor->gross_ms);
  gtk_label_set_text (self->statutory, days);
  gtk_widget_set_visible (GTK_WIDGET (self->statutory),
                          clocks->statutory.started_ms > 0 && clocks->statutory.ended_ms == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->uncertain), clocks->promise.uncertain || clocks->visitor.uncertain);
}

/* The visitor's clock; that of a case without a ticket begins with its opening. */
static YcClockReading
get_visitor (YcCaseSide     *self,
             const YcClocks *clocks)
{
  YcClockReading visitor = clocks->visitor;
  gint64 decided;

  if (visitor.started_ms > 0)
    return visitor;
  decided = yc_case_file_get_decided_at (self->file);
  visitor.gross_ms = (decided != 0 ? decided : now_ms ()) - yc_case_file_get_opened_at (self->file);
  visitor.net_ms = visitor.gross_ms;
  return visitor;
}

static void
show_clock (YcCaseSide *self)
{
  const YcClocks *clocks;
  YcClockReading visitor;
  g_autofree char *clock = NULL;

  if (self->file == NULL)
    return;
  clocks = yc_case_file_get_clocks (self->file, now_ms ());
  visitor = get_visitor (self, clocks);
  clock = yc_words_dup_clock (visitor.gross_ms);
  gtk_label_set_text (self->clock, clock);
  show_promise (self, yc_clocks_get_promise (clocks));
  show_why (self, clocks, &visitor);
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
  gtk_widget_class_bind_template_child (widget_class, YcCaseSide, why);
  gtk_widget_class_bind_template_child (widget_class, YcCaseSide, net);
  gtk_widget_class_bind_template_child (widget_class, YcCaseSide, statutory);
  gtk_widget_class_bind_template_child (widget_class, YcCaseSide, uncertain);
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

/* What stands in the way, else what is asked for in a case that came back. */
static void
show_missing_title (YcCaseSide *self)
{
  guint missing = yc_case_file_count_missing (self->file);
  g_autoptr (GPtrArray) asked = yc_case_list_asked (yc_case_file_get_case (self->file));
  g_autofree char *title = NULL;

  if (missing > 0)
    title = g_strdup_printf (ngettext ("Missing: %u · Ctrl+J", "Missing: %u · Ctrl+J", missing), missing);
  else if (asked->len > 0)
    title = g_strdup_printf (ngettext ("Asked for: %u · Ctrl+J", "Asked for: %u · Ctrl+J", asked->len), asked->len);
  gtk_label_set_text (self->missing_title, title != NULL ? title : _("Nothing is missing"));
}

void
yc_case_side_refresh (YcCaseSide *self)
{
  guint waiting;
  g_autofree char *line = NULL;

  g_return_if_fail (YC_IS_CASE_SIDE (self));

  if (self->file == NULL)
    return;
  yc_missing_fill (self->missing, self->file);
  waiting = yc_case_file_get_waiting (self->file);
  show_missing_title (self);
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
