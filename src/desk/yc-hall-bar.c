/* yc-hall-bar.c: where a case's time went, drawn against its promise
 *
 * One stretch a stage, as long as it took, with its name and time in it where
 * there is room; a line where the promise ends, and what lies beyond it
 * underlined in red. The colours tell the stages apart on light and dark
 * ground; the words say the same to who does not see them.
 */

#include "yc-hall-bar.h"

#include "yc-words.h"

#include <glib/gi18n-lib.h>

#define HEIGHT 20     /* px */
#define WIDTH 160     /* px at the least */
#define MARGIN 1.05f  /* of the whole beside the longest */

static const struct
{
  const char *name;
  const char *color;
  const char *ink; /* of words upon it */
} stages[YC_STAGES] = {
  [YC_STAGE_TOUCH] = { NC_ ("stage", "handling"), "#1c71d8", "#ffffff" },
  [YC_STAGE_WAIT] = { NC_ ("stage", "waiting"), "#f6d32d", "#000000" },
  [YC_STAGE_MACHINE] = { NC_ ("stage", "machine"), "#813d9c", "#ffffff" },
  [YC_STAGE_OFFICE] = { NC_ ("stage", "office"), "#1b7a4d", "#ffffff" },
  [YC_STAGE_PAUSED] = { NC_ ("stage", "paused"), "#77767b", "#ffffff" },
};

struct _YcHallBar
{
  GtkWidget parent_instance;

  gint64 stages_ms[YC_STAGES];
  gint64 whole_ms;
  gint64 promise_ms; /* from the beginning; 0: none */
};

G_DEFINE_FINAL_TYPE (YcHallBar, yc_hall_bar, GTK_TYPE_WIDGET)

/* Returns: (transfer none): a stage in the supervisor's words */
const char *
yc_hall_bar_get_stage (YcStage stage)
{
  g_return_val_if_fail ((guint) stage < YC_STAGES, "");

  return g_dpgettext2 (NULL, "stage", stages[stage].name);
}

/* Returns: (transfer full): Pango markup that says which colour is what */
char *
yc_hall_bar_dup_legend (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < YC_STAGES; i++)
    g_string_append_printf (text, "%s<span color=\"%s\">■</span> %s", i > 0 ? "  " : "", stages[i].color,
                            yc_hall_bar_get_stage (i));
  return g_string_free (text, FALSE);
}

static void
draw_words (YcHallBar   *self,
            GtkSnapshot *snapshot,
            YcStage      stage,
            float        x,
            float        width)
{
  g_autofree char *time = yc_words_dup_clock (self->stages_ms[stage]);
  g_autofree char *words = g_strdup_printf ("%s %s", yc_hall_bar_get_stage (stage), time);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), words);
  int text_width, text_height;
  GdkRGBA ink;

  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  if (text_width + 8 > width)
    {
      pango_layout_set_text (layout, time, -1);
      pango_layout_get_pixel_size (layout, &text_width, &text_height);
    }
  if (text_width + 8 > width)
    return;
  gdk_rgba_parse (&ink, stages[stage].ink);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (x + 4, (float) (gtk_widget_get_height (GTK_WIDGET (self)) - text_height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
draw_promise (YcHallBar   *self,
              GtkSnapshot *snapshot,
              float        scale,
              float        height)
{
  float x = (float) self->promise_ms * scale, over = (float) (self->whole_ms - self->promise_ms) * scale;
  GdkRGBA color, red;

  if (self->promise_ms <= 0)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  gdk_rgba_parse (&red, "#e01b24");
  if (over > 0)
    gtk_snapshot_append_color (snapshot, &red, &GRAPHENE_RECT_INIT (x, height - 4, over, 4));
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x - 1, 0, 2, height));
}

static void
yc_hall_bar_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  YcHallBar *self = YC_HALL_BAR (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget), x = 0;
  gint64 longest_ms = MAX (self->whole_ms, self->promise_ms);
  float scale = longest_ms > 0 ? width / ((float) longest_ms * MARGIN) : 0;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= 0.08f;
  if (longest_ms > 0)
    gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, 0, width, height));
  for (guint i = 0; i < YC_STAGES; i++)
    {
      float length = (float) self->stages_ms[i] * scale;

      if (length <= 0)
        continue;
      gdk_rgba_parse (&color, stages[i].color);
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x, 0, MAX (length - 1, 1), height));
      draw_words (self, snapshot, i, x, length);
      x += length;
    }
  draw_promise (self, snapshot, scale, height);
}

static void
yc_hall_bar_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
yc_hall_bar_class_init (YcHallBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = yc_hall_bar_snapshot;
  widget_class->measure = yc_hall_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "hallbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
yc_hall_bar_init (YcHallBar *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
say (YcHallBar *self)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *promise = yc_words_dup_clock (self->promise_ms);

  for (guint i = 0; i < YC_STAGES; i++)
    {
      g_autofree char *time = yc_words_dup_clock (self->stages_ms[i]);

      if (self->stages_ms[i] > 0)
        g_string_append_printf (words, "%s%s %s", words->len > 0 ? " · " : "", yc_hall_bar_get_stage (i), time);
    }
  if (self->promise_ms > 0)
    g_string_append_printf (words, _(" · promise ends at %s"), promise);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words->str, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words->len > 0 ? words->str : NULL);
}

/**
 * yc_hall_bar_show:
 * @self: a bar
 * @stages_ms: how long each stage took
 * @promise_ms: how long after the beginning the promise ends; 0 without one
 */
void
yc_hall_bar_show (YcHallBar    *self,
                  const gint64  stages_ms[YC_STAGES],
                  gint64        promise_ms)
{
  g_return_if_fail (YC_IS_HALL_BAR (self));

  self->whole_ms = 0;
  for (guint i = 0; i < YC_STAGES; i++)
    {
      self->stages_ms[i] = MAX (stages_ms[i], 0);
      self->whole_ms += self->stages_ms[i];
    }
  self->promise_ms = promise_ms;
  say (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
