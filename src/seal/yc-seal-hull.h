/* The convex outline of a seal, some way outside its ink: where the piece ends. */
#pragma once

#include "yc-seal-drawing.h"

G_BEGIN_DECLS

/* Of YcSealPoint, counter-clockwise as seen with y up; the first is not repeated. */
GArray *yc_seal_hull_new  (const YcSealDrawing *drawing,
                           double               tolerance_mm);
GArray *yc_seal_hull_grow (const GArray        *hull,
                           double               by_mm,
                           double               tolerance_mm);

G_END_DECLS
