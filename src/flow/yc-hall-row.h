/* The figures of one window, person or matter. */
#pragma once

#include "yc-hub-answers-figures.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* "changed" is emitted when any of it has. */
#define YC_TYPE_HALL_ROW (yc_hall_row_get_type ())
G_DECLARE_FINAL_TYPE (YcHallRow, yc_hall_row, YC, HALL_ROW, GObject)

YcHallRow          *yc_hall_row_new         (const char         *key);
void                yc_hall_row_update      (YcHallRow          *self,
                                             const YcFigures    *figures,
                                             const YcHubCounted *current,
                                             gint64              now_ms);
const char         *yc_hall_row_get_key     (YcHallRow          *self);
const YcFigures    *yc_hall_row_get_figures (YcHallRow          *self);
const YcHubCounted *yc_hall_row_get_current (YcHallRow          *self);
gint64              yc_hall_row_get_now     (YcHallRow          *self);

G_END_DECLS
