/* In which order closed outlines are cut, and from which of their corners. */
#pragma once

#include "yc-seal-path.h"

G_BEGIN_DECLS

#define YC_SEAL_TOUR_MAX 256 /* outlines */

typedef struct
{
  guint outline; /* index */
  guint corner;  /* where its cut begins and ends */
} YcSealStop;

GArray *yc_seal_tour_new        (const GPtrArray   *outlines,
                                 const YcSealPoint *from);
GArray *yc_seal_tour_new_greedy (const GPtrArray   *outlines,
                                 const YcSealPoint *from);
double  yc_seal_tour_get_jog_mm (const GPtrArray   *outlines,
                                 const GArray      *tour,
                                 const YcSealPoint *from);

G_END_DECLS
