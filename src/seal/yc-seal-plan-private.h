/* What the files of a plan share. */
#pragma once

#include "yc-seal-plan.h"
#include "yc-seal-rows.h"

G_BEGIN_DECLS

/* A seal of the plan, with what it owns. */
typedef struct
{
  char *label;
  YcSealBurn *burn;
  YcSealPlace place;
  guint shelf;
} YcSealPlanned;

struct _YcSealPlan
{
  const YcSealMaterial *material; /* of the table: for ever */
  const YcSealMachine *machine;
  YcToolpathSetting raster;
  gint32 overscan_dots;
  guint32 dot_nm;
  double plate_width_mm;
  double plate_height_mm;
  GArray *seals; /* of YcSealPlanned, in the order they were given */
  YcToolpath *path;
  YcSealTime *time;
};

gint32   yc_seal_plan_get_bed_width_nm  (const YcSealPlan  *self);
gint32   yc_seal_plan_get_bed_height_nm (const YcSealPlan  *self);
gboolean yc_seal_plan_lay_out           (YcSealPlan        *self,
                                         GError           **error);
gboolean yc_seal_plan_add_rasters       (const YcSealPlan  *self,
                                         YcToolpathBuilder *builder,
                                         GCancellable      *cancellable,
                                         GError           **error);
void     yc_seal_plan_add_cuts          (const YcSealPlan  *self,
                                         YcToolpathBuilder *builder,
                                         gboolean           in_order);

G_END_DECLS
