/* Text along the inside of a ring. */
#pragma once

#include "yc-seal-figures.h"
#include "yc-seal-letters.h"

G_BEGIN_DECLS

typedef struct
{
  YcSealEllipse ring; /* the border's inner edge */
  double border_gap_mm;
  gboolean below;     /* along the lower half, upright; otherwise along the upper, heads outward */
} YcSealBend;

GArray *yc_seal_arc_fill   (const YcSealBend    *bend,
                            const YcSealLetters *letters,
                            double               span_rad,
                            double               gap_min_mm,
                            double              *ret_gap_mm);
GArray *yc_seal_arc_space  (const YcSealBend    *bend,
                            const YcSealLetters *letters,
                            double               gap_mm);

G_END_DECLS
