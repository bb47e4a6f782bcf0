/* yc-scan-page.c: from a scanner's dots to what is kept of a page
 *
 * The original is packed first, as it came: whatever is thought of the page's
 * skew afterwards can be thought of again. All on the caller's thread, which is
 * a worker's.
 */

#include "yc-scan-page.h"

#include "yc-scan-look.h"

#include <math.h>

#define DPI_UNKNOWN 300 /* for a driver that does not tell */
#define THUMBNAIL_SCALE 4

void
yc_scan_page_free (YcScanPage *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->original, g_bytes_unref);
  g_clear_pointer (&self->page, g_bytes_unref);
  g_clear_pointer (&self->thumbnail, g_bytes_unref);
  g_free (self);
}

static gboolean
straighten (YcScanPage      *self,
            const YcRaster  *raster,
            GError         **error)
{
  g_autoptr (YcRaster) straight = NULL;

  if (self->blank || fabs (self->skew) < YC_SCAN_SKEW_LEAST_DEGREES)
    {
      self->skew = 0;
      self->page = g_bytes_ref (self->original);
      return TRUE;
    }
  straight = yc_scan_turn (raster, -self->skew, error);
  if (straight != NULL)
    self->page = yc_jpeg_encode (straight, error);
  return self->page != NULL;
}

/* @quarters: clockwise, 0 to 3 */
YcRaster *
yc_scan_page_show (GBytes  *jpeg,
                   guint    quarters,
                   GError **error)
{
  g_autoptr (YcRaster) small = yc_jpeg_decode (jpeg, THUMBNAIL_SCALE, 0, error);

  if (small == NULL || quarters % 4 == 0)
    return g_steal_pointer (&small);
  return yc_scan_turn_quarter (small, quarters, error);
}

/**
 * yc_scan_page_new:
 * @raster: as it came from the scanner
 * @error: YC_SCAN_ERROR, YC_RASTER_ERROR
 *
 * Looks at the page, straightens it and packs it.
 *
 * Returns: (transfer full): what is kept of it
 */
YcScanPage *
yc_scan_page_new (const YcRaster  *raster,
                  GError         **error)
{
  g_autoptr (YcScanPage) self = g_new0 (YcScanPage, 1);
  g_autoptr (YcRaster) gray = yc_scan_shrink (raster, error);
  g_autoptr (YcRaster) small = NULL;

  self->original = gray != NULL ? yc_jpeg_encode (raster, error) : NULL;
  if (self->original == NULL)
    return NULL;
  self->width = raster->width;
  self->height = raster->height;
  self->dpi = raster->dpi > 0 ? raster->dpi : DPI_UNKNOWN;
  self->blank = yc_scan_is_blank (gray);
  self->skew = yc_scan_measure_skew (gray);
  if (!straighten (self, raster, error))
    return NULL;
  small = yc_scan_page_show (self->page, 0, error);
  if (small != NULL)
    self->thumbnail = yc_jpeg_encode (small, error);
  return self->thumbnail != NULL ? g_steal_pointer (&self) : NULL;
}
