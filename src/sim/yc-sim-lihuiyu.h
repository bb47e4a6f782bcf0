/* A simulated engraver with a Lihuiyu board, 1a86:5512. */
#pragma once

#include "yc-sim-device.h"
#include "yc-sim-plate.h"

G_BEGIN_DECLS

#define YC_TYPE_SIM_LIHUIYU (yc_sim_lihuiyu_get_type ())
G_DECLARE_FINAL_TYPE (YcSimLihuiyu, yc_sim_lihuiyu, YC, SIM_LIHUIYU, YcSimDevice)

/* What a test wants to know. */
typedef struct
{
  YcSimPlateReport plate;
  guint packets;     /* taken, stops and pauses too */
  guint programs;    /* begun */
  guint homes;
  guint stops;
  guint nonsense;    /* letters that meant nothing where they stood */
  gboolean idle;     /* nothing is left to do */
  gboolean locked;   /* the rail is held */
  double x_mm;
  double y_mm;
} YcSimLihuiyuReport;

/* @board: "M2", "B2" … */
YcSimDevice *yc_sim_lihuiyu_new       (const char         *board,
                                       guint               width_mm,
                                       guint               height_mm);
YcSimPlate  *yc_sim_lihuiyu_get_plate (YcSimLihuiyu       *self);
void         yc_sim_lihuiyu_report    (YcSimLihuiyu       *self,
                                       gint64              now_ms,
                                       YcSimLihuiyuReport *ret_report);

G_END_DECLS
