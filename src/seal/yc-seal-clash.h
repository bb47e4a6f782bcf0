/* How near the shapes of a drawing come to each other. */
#pragma once

#include "yc-seal-drawing.h"

G_BEGIN_DECLS

#define YC_SEAL_FLAT_MM 0.002 /* chords of curves, wherever outlines are measured */

/* A line of a flattened outline. */
typedef struct
{
  YcSealPoint a;
  YcSealPoint b;
  guint shape;
} YcSealEdge;

typedef struct
{
  guint first; /* shapes */
  guint second;
  double gap_mm; /* 0: they touch or overlap */
} YcSealClash;

gboolean yc_seal_find_clash  (const YcSealDrawing *drawing,
                              double               reach_mm,
                              YcSealClash         *ret_clash);
double   yc_seal_measure_gap (const YcSealDrawing *drawing,
                              guint                first,
                              guint                second);
GArray  *yc_seal_list_edges  (const YcSealPath    *path);
double   yc_seal_measure_edges_gap (const GArray *a,
                              const GArray        *b,
                              double               at_most_mm);
gboolean yc_seal_is_inside   (const GPtrArray     *lines,
                              double               x,
                              double               y);

G_END_DECLS
