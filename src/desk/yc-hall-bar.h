/* Where a case's time went, drawn against its promise. */
#pragma once

#include "yc-figures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_HALL_BAR (yc_hall_bar_get_type ())
G_DECLARE_FINAL_TYPE (YcHallBar, yc_hall_bar, YC, HALL_BAR, GtkWidget)

void        yc_hall_bar_show          (YcHallBar    *self,
                                       const gint64  stages_ms[YC_STAGES],
                                       gint64        promise_ms);
const char *yc_hall_bar_get_stage     (YcStage       stage);
char       *yc_hall_bar_dup_legend    (void);

G_END_DECLS
