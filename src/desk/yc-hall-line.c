/* yc-hall-line.c: one window, person or matter in figures
 *
 * A window that works on a case shows that case: whose it is, where its time
 * went and what is left of its promise. Whoever does not shows how the time of
 * what was done went, a case in the middle. Each number is a button that opens
 * what it counted.
 */

#include "yc-hall-line.h"

#include "yc-hall-bar.h"
#include "yc-hall-spark.h"
#include "yc-hall-words.h"
#include "yc-pulse.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  IN_HAND,
  DONE,
  WAITED,
  HANDLED,
  KEPT,
  NO_SHOW,
  N_NUMBERS
};

struct _YcHallLine
{
  GtkWidget parent_instance;

  YcHallRow *row; /* (nullable): while the line is in use */
  GtkLabel *label;
  GtkLabel *now;
  GtkLabel *note;
  YcHallBar *bar;
  GtkLabel *left;
  GtkButton *numbers[N_NUMBERS];
  YcHallSpark *spark;
};

G_DEFINE_FINAL_TYPE (YcHallLine, yc_hall_line, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ROW,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static YcCounter *the_counter; /* weak */
static YcHall *the_hall;       /* weak */

static const YcMeasure measures[N_NUMBERS] = {
  [IN_HAND] = YC_MEASURE_IN_HAND, [DONE] = YC_MEASURE_DONE,     [WAITED] = YC_MEASURE_WAITED,
  [HANDLED] = YC_MEASURE_DONE,    [KEPT] = YC_MEASURE_PROMISED, [NO_SHOW] = YC_MEASURE_NO_SHOW,
};

void
yc_hall_line_set_hall (YcCounter *counter,
                       YcHall    *hall)
{
  g_set_weak_pointer (&the_counter, counter);
  g_set_weak_pointer (&the_hall, hall);
}

static void
show_number (YcHallLine *self,
             guint       number,
             const char *words,
             const char *caption)
{
  const char *label = gtk_label_get_text (self->label);
  g_autofree char *name = g_strdup_printf ("%s, %s: %s", label, caption, words);

  gtk_button_set_label (self->numbers[number], words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->numbers[number]), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->numbers[number]), "(sms)",
                                    yc_measure_to_text (measures[number]), yc_hall_row_get_key (self->row));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->numbers[number]), "hall.counted");
}

/* "28:10 · 41:00", the middle one and the ninth of ten. */
static char *
dup_spread (const YcSpread *spread)
{
  g_autofree char *median = yc_words_dup_clock (spread->median_ms);
  g_autofree char *p90 = yc_words_dup_clock (spread->p90_ms);

  return spread->n > 0 ? g_strdup_printf ("%s · %s", median, p90) : g_strdup ("–");
}

static void
show_numbers (YcHallLine *self)
{
  const YcFigures *figures = yc_hall_row_get_figures (self->row);
  const guint *counts = figures->counts;
  g_autofree char *in_hand = g_strdup_printf ("%u", counts[YC_MEASURE_IN_HAND]);
  g_autofree char *done = g_strdup_printf ("%u", counts[YC_MEASURE_DONE]);
  g_autofree char *no_show = g_strdup_printf ("%u", counts[YC_MEASURE_NO_SHOW]);
  g_autofree char *waited = dup_spread (&figures->waited);
  g_autofree char *handled = dup_spread (&figures->handled);
  g_autofree char *percent = yc_hall_words_dup_percent (counts[YC_MEASURE_KEPT], counts[YC_MEASURE_PROMISED]);
  g_autofree char *kept = counts[YC_MEASURE_PROMISED] > 0
                              ? g_strdup_printf ("%s  %u/%u", percent, counts[YC_MEASURE_KEPT], counts[YC_MEASURE_PROMISED])
                              : g_strdup (percent);

  show_number (self, IN_HAND, in_hand, _("in hand"));
  show_number (self, DONE, done, C_("figure", "Done"));
  show_number (self, WAITED, waited, _("waiting time"));
  show_number (self, HANDLED, handled, _("handling time"));
  show_number (self, KEPT, kept, _("promise kept"));
  show_number (self, NO_SHOW, no_show, _("did not come"));
  yc_hall_spark_show (self->spark, figures->hours);
}

/* What the window works on. */
static void
show_current (YcHallLine         *self,
              const YcHubCounted *current)
{
  g_autofree char *name = yc_hall_words_dup_name (current);
  g_autofree char *why = yc_hall_words_dup_why (the_counter, current);
  g_autofree char *note = g_strdup_printf ("%s · %s", yc_hall_get_name (the_hall, current->operator_code), *why != '\0' ? why : current->number);

  gtk_label_set_text (self->now, name);
  gtk_label_set_text (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), TRUE);
  yc_hall_bar_show (self->bar, current->stages_ms, current->due_ms > 0 ? current->due_ms - current->since_ms : 0);
}

/* How the time of one case went, taken over all that were done. */
static void
show_mean (YcHallLine *self)
{
  const YcFigures *figures = yc_hall_row_get_figures (self->row);
  guint done = figures->counts[YC_MEASURE_DONE];
  gint64 stages_ms[YC_STAGES] = { 0 };

  for (guint i = 0; i < YC_STAGES && done > 0; i++)
    stages_ms[i] = figures->stages_ms[i] / done;
  gtk_label_set_text (self->now, done > 0 ? _("A case on average") : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  yc_hall_bar_show (self->bar, stages_ms, 0);
}

static void
show_left (YcHallLine *self)
{
  const YcHubCounted *current = self->row != NULL ? yc_hall_row_get_current (self->row) : NULL;
  const char *classes[] = { "numeric", "dim-label", NULL };
  g_autofree char *left = NULL;

  if (current != NULL)
    left = yc_hall_words_dup_left (current, yc_pulse_get_now (yc_pulse_get_default ()));
  if (current != NULL && strcmp (current->state, "broken") == 0)
    classes[1] = "error";
  else if (current != NULL && strcmp (current->state, "tight") == 0)
    classes[1] = "warning";
  gtk_label_set_text (self->left, left != NULL ? left : "");
  gtk_widget_set_css_classes (GTK_WIDGET (self->left), classes);
}

static void
refresh (YcHallLine *self)
{
  g_autofree char *label = NULL;

  if (self->row == NULL || the_hall == NULL)
    return;
  label = yc_hall_words_dup_key (the_counter, the_hall, yc_hall_row_get_key (self->row));
  gtk_label_set_text (self->label, label);
  show_numbers (self);
  if (yc_hall_row_get_current (self->row) != NULL)
    show_current (self, yc_hall_row_get_current (self->row));
  else
    show_mean (self);
  show_left (self);
}

static void
set_row (YcHallLine *self,
         YcHallRow  *row)
{
  if (self->row == row)
    return;
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, refresh, self);
  g_set_object (&self->row, row);
  if (row != NULL)
    g_signal_connect_object (row, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}

static void
yc_hall_line_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  if (id == PROP_ROW)
    g_value_set_object (value, YC_HALL_LINE (object)->row);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_hall_line_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  if (id == PROP_ROW)
    set_row (YC_HALL_LINE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_hall_line_dispose (GObject *object)
{
  YcHallLine *self = YC_HALL_LINE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  set_row (self, NULL);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_hall_line_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  static const char *const names[N_NUMBERS] = {
    [IN_HAND] = "in_hand", [DONE] = "done", [WAITED] = "waited", [HANDLED] = "handled", [KEPT] = "kept",
    [NO_SHOW] = "no_show",
  };

  gtk_widget_class_bind_template_child (widget_class, YcHallLine, label);
  gtk_widget_class_bind_template_child (widget_class, YcHallLine, now);
  gtk_widget_class_bind_template_child (widget_class, YcHallLine, note);
  gtk_widget_class_bind_template_child (widget_class, YcHallLine, bar);
  gtk_widget_class_bind_template_child (widget_class, YcHallLine, left);
  gtk_widget_class_bind_template_child (widget_class, YcHallLine, spark);
  for (guint i = 0; i < N_NUMBERS; i++)
    gtk_widget_class_bind_template_child_full (widget_class, names[i], FALSE,
                                               (gssize) (G_STRUCT_OFFSET (YcHallLine, numbers) + i * sizeof (GtkButton *)));
}

static void
yc_hall_line_class_init (YcHallLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = yc_hall_line_get_property;
  object_class->set_property = yc_hall_line_set_property;
  object_class->dispose = yc_hall_line_dispose;

  props[PROP_ROW] = g_param_spec_object ("row", NULL, NULL, YC_TYPE_HALL_ROW,
                                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (YC_TYPE_HALL_BAR);
  g_type_ensure (YC_TYPE_HALL_SPARK);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-hall-line.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
}

static void
yc_hall_line_init (YcHallLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (show_left), self, G_CONNECT_SWAPPED);
}
