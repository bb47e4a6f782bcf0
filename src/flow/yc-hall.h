/* The hall in figures, kept up to date while somebody looks. */
#pragma once

#include "yc-counted-row.h"
#include "yc-counter.h"
#include "yc-hall-row.h"

G_BEGIN_DECLS

/* Properties, read-only: "problem" (string, nullable: why the figures could not
 * be fetched; what is shown is then what was known last). "changed" is emitted
 * when new figures have come. */
#define YC_TYPE_HALL (yc_hall_get_type ())
G_DECLARE_FINAL_TYPE (YcHall, yc_hall, YC, HALL, GObject)

YcHall             *yc_hall_new          (YcCounter   *counter);
void                yc_hall_set_live     (YcHall      *self,
                                          gboolean     live);
void                yc_hall_set_period   (YcHall      *self,
                                          gint64       from_ms,
                                          gint64       to_ms);
void                yc_hall_set_by       (YcHall      *self,
                                          YcFiguresBy  by);
void                yc_hall_refresh      (YcHall      *self);
YcFiguresBy         yc_hall_get_by       (YcHall      *self);
const YcHubFigures *yc_hall_get_figures  (YcHall      *self);
const char         *yc_hall_get_problem  (YcHall      *self);
const char         *yc_hall_get_name     (YcHall      *self,
                                          const char  *operator_code);
GListModel         *yc_hall_get_rows     (YcHall      *self);
GListModel         *yc_hall_get_breaking (YcHall      *self);
/* What one of the figures counted: @key NULL for all. */
void                yc_hall_show_counted (YcHall      *self,
                                          YcMeasure    measure,
                                          const char  *key);
void                yc_hall_show_more    (YcHall      *self);
GListModel         *yc_hall_get_counted  (YcHall      *self);
guint               yc_hall_get_counted_total (YcHall *self);

G_END_DECLS
