/* yc-hall-spark.c: how many cases were finished in each hour of a day, small
 *
 * The hours a hall is open are always there, others when something was done
 * in them. A bar of its own height says how many; the words say it exactly.
 */

#include "yc-hall-spark.h"

#include <glib/gi18n-lib.h>

#define HEIGHT 20 /* px */
#define WIDTH 90  /* px */
#define OPENS 8   /* hours that are always shown */
#define CLOSES 18

struct _YcHallSpark
{
  GtkWidget parent_instance;

  guint hours[YC_HOURS];
  guint first;
  guint last;
  guint most;
};

G_DEFINE_FINAL_TYPE (YcHallSpark, yc_hall_spark, GTK_TYPE_WIDGET)

static void
yc_hall_spark_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  YcHallSpark *self = YC_HALL_SPARK (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  float step = width / (float) (self->last - self->first + 1);
  GdkRGBA color, ground;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  ground = color;
  color.alpha *= 0.75f;
  ground.alpha *= 0.2f;
  gtk_snapshot_append_color (snapshot, &ground, &GRAPHENE_RECT_INIT (0, height - 1, width, 1));
  for (guint i = self->first; i <= self->last; i++)
    {
      float tall = self->most > 0 ? (height - 1) * (float) self->hours[i] / (float) self->most : 0;

      gtk_snapshot_append_color (snapshot, &color,
                                 &GRAPHENE_RECT_INIT ((float) (i - self->first) * step + 1, height - tall, step - 2, tall));
    }
}

static void
yc_hall_spark_measure (GtkWidget      *widget,
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
yc_hall_spark_class_init (YcHallSparkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = yc_hall_spark_snapshot;
  widget_class->measure = yc_hall_spark_measure;
  gtk_widget_class_set_css_name (widget_class, "hallspark");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
yc_hall_spark_init (YcHallSpark *self)
{
  self->first = OPENS;
  self->last = CLOSES;
}

static void
say (YcHallSpark *self)
{
  g_autoptr (GString) words = g_string_new (_("Finished today by the hour:"));

  for (guint i = 0; i < YC_HOURS; i++)
    if (self->hours[i] > 0)
      /* Translators: an hour of the day, and how many cases were finished in it */
      g_string_append_printf (words, _(" %u h %u"), i, self->hours[i]);
  if (self->most == 0)
    g_string_append (words, _(" none"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words->str, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words->str);
}

void
yc_hall_spark_show (YcHallSpark *self,
                    const guint  hours[YC_HOURS])
{
  g_return_if_fail (YC_IS_HALL_SPARK (self));

  self->first = OPENS;
  self->last = CLOSES;
  self->most = 0;
  for (guint i = 0; i < YC_HOURS; i++)
    {
      self->hours[i] = hours[i];
      self->most = MAX (self->most, hours[i]);
      if (hours[i] > 0)
        {
          self->first = MIN (self->first, i);
          self->last = MAX (self->last, i);
        }
    }
  say (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
