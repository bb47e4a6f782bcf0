/* How wide the strokes of a shape are, and what is open between them. */
#pragma once

#include "yc-seal-drawing.h"

G_BEGIN_DECLS

typedef struct
{
  double line_mm; /* G_MAXDOUBLE where nothing is as thin as could be measured */
  double gap_mm;
} YcSealStrokes;

void yc_seal_measure_strokes (const YcSealDrawing *drawing,
                              guint                shape,
                              YcSealStrokes       *ret_strokes);

G_END_DECLS
