/* A plate under a simulated laser: the head moves with time and burns a picture. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_SIM_PLATE_DPI 500
#define YC_SIM_PLATE_DOT_NM 50800
#define YC_SIM_PLATE_SIDE_MAX_MM 600

/* What the laser did in all. */
typedef struct
{
  double still_ms_max;   /* the longest time it was on while the head stood still */
  double still_ms_total;
  double burnt_mm;
  guint dots;            /* burnt at least once */
  guint dots_twice;      /* burnt by more than one run */
  gboolean laser;        /* is on now */
  guint plates;          /* laid in since the first */
} YcSimPlateReport;

typedef struct _YcSimPlate YcSimPlate;

YcSimPlate *yc_sim_plate_new        (guint             width_mm,
                                     guint             height_mm);
void        yc_sim_plate_free       (YcSimPlate       *self);
void        yc_sim_plate_begin      (YcSimPlate       *self,
                                     double            x_nm,
                                     double            y_nm,
                                     guint             permille,
                                     double            speed_um_s);
gboolean    yc_sim_plate_advance    (YcSimPlate       *self,
                                     double            now_ms);
void        yc_sim_plate_rest       (YcSimPlate       *self,
                                     double            now_ms,
                                     gboolean          laser);
void        yc_sim_plate_hold       (YcSimPlate       *self,
                                     double            now_ms);
void        yc_sim_plate_stop       (YcSimPlate       *self);
gboolean    yc_sim_plate_is_moving  (const YcSimPlate *self);
double      yc_sim_plate_get_end_ms (const YcSimPlate *self);
void        yc_sim_plate_get_place  (const YcSimPlate *self,
                                     double           *ret_x_nm,
                                     double           *ret_y_nm);
void        yc_sim_plate_report     (const YcSimPlate *self,
                                     YcSimPlateReport *ret_report);
/* How often a dot was burnt, and the strongest of it. */
guint       yc_sim_plate_get_count  (const YcSimPlate *self,
                                     guint             column,
                                     guint             row);
guint       yc_sim_plate_get_power  (const YcSimPlate *self,
                                     guint             column,
                                     guint             row);
void        yc_sim_plate_get_size   (const YcSimPlate *self,
                                     guint            *ret_columns,
                                     guint            *ret_rows);
void        yc_sim_plate_clear      (YcSimPlate       *self);
gboolean    yc_sim_plate_save       (const YcSimPlate *self,
                                     const char       *path,
                                     GError          **error);
void        yc_sim_plate_save_async (const YcSimPlate *self,
                                     const char       *path,
                                     GAsyncReadyCallback callback,
                                     gpointer          data);
gboolean    yc_sim_plate_save_finish (GAsyncResult    *result,
                                      GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSimPlate, yc_sim_plate_free)

G_END_DECLS
