/* What a seal's rule wants, and what its outlines measure. */
#pragma once

#include "yc-seal-material.h"
#include "yc-seal.h"

G_BEGIN_DECLS

#define YC_SEAL_TOLERANCE_MM 0.05      /* of every length */
#define YC_SEAL_EVEN_MM 0.01           /* of the gaps between a name's characters */
#define YC_SEAL_TOLERANCE_DEG 0.5

typedef enum
{
  YC_SEAL_WANTS_EXACTLY,
  YC_SEAL_WANTS_AT_LEAST,
  YC_SEAL_WANTS_AT_MOST,
  YC_SEAL_WANTS_BETWEEN,
} YcSealWants;

/* One measure; lengths in mm, angles in degrees, the rest is counted. */
typedef struct
{
  const char *id;   /* "name-height" */
  const char *unit; /* "mm", "°" or "" */
  YcSealWants wants;
  double wanted;
  double wanted_max; /* of BETWEEN */
  double tolerance;
  double measured;
  gboolean good;
  gboolean of_material; /* it is the material that wants it, not the rule */
  char *at;          /* (nullable): the character or characters it was measured at */
} YcSealMeasure;

typedef struct
{
  GArray *measures;   /* of YcSealMeasure */
  gboolean exact;     /* all that the rule wants is so */
  gboolean cuttable;  /* and the material can hold it */
} YcSealReport;

YcSealReport *yc_seal_report_new  (const YcSealDrawing  *drawing,
                                   const YcSealProfile  *profile,
                                   const YcSealTexts    *texts,
                                   const YcSealMaterial *material);
void          yc_seal_report_free (YcSealReport         *self);
const char   *yc_seal_measure_get_label (const YcSealMeasure *measure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealReport, yc_seal_report_free)

G_END_DECLS
