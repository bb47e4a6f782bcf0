/* What is seen of a page at a glance: its skew, and whether it is blank. */
#pragma once

#include "yc-raster.h"

G_BEGIN_DECLS

#define YC_SCAN_SKEW_MAX_DEGREES 8.0   /* more is no skew but a page laid otherwise */
#define YC_SCAN_SKEW_LEAST_DEGREES 0.1 /* less is left as it is */

/* Both want a gray picture of about 75 dpi. */
double    yc_scan_measure_skew (const YcRaster *gray);
gboolean  yc_scan_is_blank     (const YcRaster *gray);

/* Sides a quarter as long for 300 dpi: each dot is the mean of a square.
 * Returns: (transfer full): gray, of about 75 dpi */
YcRaster *yc_scan_shrink       (const YcRaster *page,
                                GError        **error);
/* Turns by so many degrees, clockwise, within the same frame; white comes in
 * at the edges. Returns: (transfer full) */
YcRaster *yc_scan_turn         (const YcRaster *page,
                                double          degrees,
                                GError        **error);
/* Quarters clockwise, 0 to 3, dot by dot. Returns: (transfer full) */
YcRaster *yc_scan_turn_quarter (const YcRaster *page,
                                guint           quarters,
                                GError        **error);

G_END_DECLS
