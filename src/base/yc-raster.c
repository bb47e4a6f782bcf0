/* yc-raster.c: a picture of dots in memory, with limits
 *
 * Scanners and the page chain pass pictures on by pointer; a picture has one
 * owner. Its size is checked before a byte is asked for.
 */

#include "yc-raster.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (yc-raster-error-quark, yc_raster_error)

/**
 * yc_raster_check:
 * @width: dots
 * @height: dots
 * @error: YC_RASTER_ERROR
 *
 * Returns: whether a picture of that size may be made
 */
gboolean
yc_raster_check (guint    width,
                 guint    height,
                 GError **error)
{
  if (width == 0 || height == 0)
    {
      g_set_error_literal (error, YC_RASTER_ERROR, YC_RASTER_ERROR_EMPTY, _("The page has no dots"));
      return FALSE;
    }
  if (width <= YC_RASTER_SIDE_MAX && height <= YC_RASTER_SIDE_MAX &&
      (guint64) width * height <= YC_RASTER_DOTS_MAX)
    return TRUE;
  g_set_error (error, YC_RASTER_ERROR, YC_RASTER_ERROR_TOO_LARGE,
               _("The page has %u × %u dots; %u a side and %u million in all are the most. "
                 "Choose a lower resolution or a smaller page, and scan it again."),
               width, height, YC_RASTER_SIDE_MAX, YC_RASTER_DOTS_MAX / 1000000);
  return FALSE;
}

/**
 * yc_raster_new:
 * @width: dots
 * @height: dots
 * @channels: 1 or 3
 * @dpi: dots per inch, or 0
 * @error: YC_RASTER_ERROR
 *
 * Returns: (transfer full): a picture whose dots are not set yet
 */
YcRaster *
yc_raster_new (guint    width,
               guint    height,
               guint    channels,
               guint    dpi,
               GError **error)
{
  YcRaster *self;
  guint8 *dots;

  g_return_val_if_fail (channels == 1 || channels == 3, NULL);

  if (!yc_raster_check (width, height, error))
    return NULL;
  dots = g_try_malloc ((gsize) width * height * channels);
  if (dots == NULL)
    {
      g_set_error_literal (error, YC_RASTER_ERROR, YC_RASTER_ERROR_TOO_LARGE,
                           _("This machine's memory does not hold the page. Close what is not needed, or choose a "
                             "lower resolution."));
      return NULL;
    }
  self = g_new (YcRaster, 1);
  *self = (YcRaster) { width, height, channels, dpi, dots };
  return self;
}

void
yc_raster_free (YcRaster *self)
{
  if (self == NULL)
    return;
  g_free (self->dots);
  g_free (self);
}
