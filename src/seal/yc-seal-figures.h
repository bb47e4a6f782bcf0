/* What a seal has beside text: borders, cuts, a star. */
#pragma once

#include "yc-seal-drawing.h"

G_BEGIN_DECLS

/* Around the page's middle. */
typedef struct
{
  double x; /* mm, of its centre */
  double y;
  double a; /* half its width */
  double b;
} YcSealEllipse;

YcSealPath *yc_seal_star_new         (double                x,
                                      double                y,
                                      double                radius_mm);
YcSealPath *yc_seal_frame_new        (const YcSealBox      *outside,
                                      double                line_mm);
void        yc_seal_ring_put         (const YcSealEllipse  *outside,
                                      double                line_mm,
                                      const GArray         *cuts_rad,
                                      double                cut_mm,
                                      YcSealRole            role,
                                      YcSealDrawingBuilder *builder);

G_END_DECLS
