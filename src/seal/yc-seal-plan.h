/* A job: seals laid out on one plate, the toolpath that makes them, and its time. */
#pragma once

#include "yc-seal-burn.h"
#include "yc-seal-machine.h"
#include "yc-seal-time.h"

G_BEGIN_DECLS

#define YC_SEAL_PARTS_MAX 64
#define YC_SEAL_DPI_DEFAULT 500

typedef enum
{
  YC_SEAL_PLAN_ERROR_NOTHING,    /* no seal */
  YC_SEAL_PLAN_ERROR_TOO_MANY,
  YC_SEAL_PLAN_ERROR_RESOLUTION, /* the machine has none like it */
  YC_SEAL_PLAN_ERROR_SPEED,
  YC_SEAL_PLAN_ERROR_PLATE,      /* larger than the bed, or too small for the seals */
} YcSealPlanError;

#define YC_SEAL_PLAN_ERROR (yc_seal_plan_error_quark ())
GQuark yc_seal_plan_error_quark (void);

/* One seal of a job. */
typedef struct
{
  YcSealDrawing *drawing; /* as it prints */
  char *label;            /* shown with what is under way */
} YcSealPart;

/* 0: as the material or the machine has it. */
typedef struct
{
  guint dpi;
  double raster_mm_s;
  guint raster_passes;
  double plate_width_mm;
  double plate_height_mm;
} YcSealPlanOptions;

/* Where a seal lies, in mm of the bed. */
typedef struct
{
  const char *label;
  const YcSealBurn *burn;
  gint32 x_dots;    /* of the burn's left top corner */
  gint32 y_dots;
  YcSealBox piece;  /* that is cut out: the outline's bounds */
} YcSealPlace;

/* Never changes; any thread may read it. */
typedef struct _YcSealPlan YcSealPlan;

YcSealPart        *yc_seal_part_new             (YcSealDrawing           *drawing,
                                                 const char              *label);
void               yc_seal_part_free            (YcSealPart              *self);

YcSealPlan        *yc_seal_plan_new             (const GPtrArray         *parts,
                                                 const YcSealMaterial    *material,
                                                 const YcSealMachine     *machine,
                                                 const YcSealPlanOptions *options,
                                                 GCancellable            *cancellable,
                                                 GError                 **error);
YcSealPlan        *yc_seal_plan_ref             (YcSealPlan              *self);
void               yc_seal_plan_unref           (YcSealPlan              *self);
const YcSealMaterial *yc_seal_plan_get_material (const YcSealPlan        *self);
const YcSealMachine *yc_seal_plan_get_machine   (const YcSealPlan        *self);
YcToolpath        *yc_seal_plan_get_path        (const YcSealPlan        *self);
YcSealTime        *yc_seal_plan_get_time        (const YcSealPlan        *self);
guint              yc_seal_plan_get_n_places    (const YcSealPlan        *self);
const YcSealPlace *yc_seal_plan_get_place       (const YcSealPlan        *self,
                                                 guint                    index);
void               yc_seal_plan_get_plate       (const YcSealPlan        *self,
                                                 YcSealBox               *ret_plate);
double             yc_seal_plan_time_naive_s    (const YcSealPlan        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealPart, yc_seal_part_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealPlan, yc_seal_plan_unref)

G_END_DECLS
