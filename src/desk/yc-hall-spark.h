/* How many cases were finished in each hour of a day, small. */
#pragma once

#include "yc-figures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_HALL_SPARK (yc_hall_spark_get_type ())
G_DECLARE_FINAL_TYPE (YcHallSpark, yc_hall_spark, YC, HALL_SPARK, GtkWidget)

void yc_hall_spark_show (YcHallSpark *self,
                         const guint  hours[YC_HOURS]);

G_END_DECLS
