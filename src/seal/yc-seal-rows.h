/* Rows of a raster: what of a plate is burnt together, line by line. */
#pragma once

#include "yc-seal-burn.h"
#include "yc-toolpath.h"

G_BEGIN_DECLS

/* A part of a plate that shares no column with another of its shelf. */
typedef struct
{
  const YcSealBurn *burn;
  gint32 x_dots;  /* of the burn's left top corner on the bed */
  gint32 y_dots;
  guint from;     /* the burn's columns from … up to, not including, to */
  guint to;
  guint part;     /* whose it is */
  GArray *spans;  /* of YcSealSpan, by row of the burn */
} YcSealIsland;

/* Of one row, from the first burnt dot up to behind the last; from == to: blank. */
typedef struct
{
  gint32 from;
  gint32 to;
} YcSealSpan;

void yc_seal_island_clear (YcSealIsland            *self);
void yc_seal_islands_add  (GArray                  *islands,
                           const YcSealBurn        *burn,
                           guint                    part,
                           gint32                   x_dots,
                           gint32                   y_dots,
                           guint                    gap_dots);
void yc_seal_rows_add     (YcToolpathBuilder       *builder,
                           const YcSealIsland      *islands,
                           guint                    n_islands,
                           const YcToolpathSetting *setting,
                           gint32                   overscan_dots,
                           gboolean                 spans_only);

G_END_DECLS
