/* A scanned page: from a scanner's dots to what is kept of it. */
#pragma once

#include "yc-scan-jpeg.h"

G_BEGIN_DECLS

typedef struct
{
  GBytes *original;  /* JPEG: as it came from the scanner */
  GBytes *page;      /* JPEG: straightened; the same bytes where it was straight */
  GBytes *thumbnail; /* JPEG: a quarter of the page's sides */
  guint width;       /* dots, of page and original */
  guint height;
  guint dpi;
  double skew;       /* degrees; by which the page was turned back */
  gboolean blank;    /* to be set aside, not to be deleted */
} YcScanPage;

YcScanPage *yc_scan_page_new       (const YcRaster *raster,
                                    GError        **error);
void        yc_scan_page_free      (YcScanPage     *self);
/* A quarter of the sides, @quarters clockwise. Returns: (transfer full): a picture */
YcRaster   *yc_scan_page_show      (GBytes         *jpeg,
                                    guint           quarters,
                                    GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcScanPage, yc_scan_page_free)

G_END_DECLS
