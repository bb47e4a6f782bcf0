/* A simulated GRBL 1.1 laser: a serial line, G-code, a head that moves with time. */
#pragma once

#include "yc-sim-device.h"
#include "yc-sim-plate.h"

G_BEGIN_DECLS

#define YC_TYPE_SIM_GRBL (yc_sim_grbl_get_type ())
G_DECLARE_FINAL_TYPE (YcSimGrbl, yc_sim_grbl, YC, SIM_GRBL, YcSimDevice)

/* What a test wants to know. */
typedef struct
{
  YcSimPlateReport plate;
  guint lines;       /* carried out */
  guint refused;     /* answered with error */
  guint overrun;     /* bytes that found the buffer full */
  guint longest;     /* bytes of the longest line */
  guint resets;
  guint homes;
  gboolean idle;     /* nothing is left to do */
  double x_mm;
  double y_mm;
} YcSimGrblReport;

YcSimDevice *yc_sim_grbl_new       (guint            width_mm,
                                    guint            height_mm);
YcSimPlate  *yc_sim_grbl_get_plate (YcSimGrbl       *self);
void         yc_sim_grbl_report    (YcSimGrbl       *self,
                                    gint64           now_ms,
                                    YcSimGrblReport *ret_report);

G_END_DECLS
