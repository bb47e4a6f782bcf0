/* yc-scan-jpeg.c: pages as JPEG, by libjpeg-turbo
 *
 * All reading of foreign bytes is the library's; here are the limits, and its
 * warnings taken as errors: a page that is cut is no page.
 */

#include "yc-scan-jpeg.h"

#include <glib/gi18n-lib.h>
#include <turbojpeg.h>

G_DEFINE_QUARK (yc-scan-error-quark, yc_scan_error)

/* One a call: the library's decoder remembers what stood in a damaged picture,
 * and takes it for part of the next. */
typedef void *JpegHandle;

static void
handle_clear (JpegHandle *handle)
{
  if (*handle != NULL)
    tjDestroy (*handle);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JpegHandle, handle_clear)

static gboolean
fail (tjhandle  handle,
      GError  **error)
{
  g_set_error (error, YC_SCAN_ERROR, YC_SCAN_ERROR_JPEG,
               _("The picture of a page is damaged or of a kind that is not known (%s). Scan that page again; the "
                 "others are safe"), handle != NULL ? tjGetErrorStr2 (handle) : "—");
  return FALSE;
}

/**
 * yc_jpeg_encode:
 * @page: a picture
 * @error: YC_SCAN_ERROR
 *
 * Returns: (transfer full): a JPEG, of quality %YC_SCAN_JPEG_QUALITY, colours 4:2:0
 */
GBytes *
yc_jpeg_encode (const YcRaster  *page,
                GError         **error)
{
  g_auto (JpegHandle) handle = tjInitCompress ();
  gboolean gray = page->channels == 1;
  unsigned char *data = NULL;
  unsigned long size = 0;
  GBytes *jpeg;

  if (handle == NULL ||
      tjCompress2 (handle, page->dots, (int) page->width, (int) yc_raster_get_stride (page), (int) page->height,
                   gray ? TJPF_GRAY : TJPF_RGB, &data, &size, gray ? TJSAMP_GRAY : TJSAMP_420,
                   YC_SCAN_JPEG_QUALITY, 0) != 0)
    {
      tjFree (data);
      fail (handle, error);
      return NULL;
    }
  jpeg = g_bytes_new (data, size);
  tjFree (data);
  return jpeg;
}

/* The size in memory is checked before it is asked for. */
static gboolean
read_head (tjhandle     handle,
           GBytes      *jpeg,
           YcJpegHead  *ret_head,
           GError     **error)
{
  int width = 0, height = 0, sampling = 0, colours = 0;
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);

  if (size == 0 || size > YC_SCAN_JPEG_MAX_BYTES)
    {
      g_set_error (error, YC_SCAN_ERROR, YC_SCAN_ERROR_TOO_LARGE,
                   _("The picture of a page has %u bytes; 1 to %d are possible. Scan it again with a lower resolution"),
                   (guint) MIN (size, G_MAXUINT), YC_SCAN_JPEG_MAX_BYTES);
      return FALSE;
    }
  if (handle == NULL ||
      tjDecompressHeader3 (handle, data, size, &width, &height, &sampling, &colours) != 0 || width <= 0 || height <= 0)
    return fail (handle, error);
  if (colours != TJCS_GRAY && colours != TJCS_YCbCr && colours != TJCS_RGB)
    return fail (NULL, error);
  if (!yc_raster_check ((guint) width, (guint) height, error))
    return FALSE;
  *ret_head = (YcJpegHead) { (guint) width, (guint) height, colours == TJCS_GRAY ? 1 : 3 };
  return TRUE;
}

gboolean
yc_jpeg_read_head (GBytes      *jpeg,
                   YcJpegHead  *ret_head,
                   GError     **error)
{
  g_auto (JpegHandle) handle = tjInitDecompress ();

  return read_head (handle, jpeg, ret_head, error);
}

YcRaster *
yc_jpeg_decode (GBytes  *jpeg,
                guint    scale,
                guint    dpi,
                GError **error)
{
  g_auto (JpegHandle) handle = tjInitDecompress ();
  tjscalingfactor factor = { 1, (int) scale };
  g_autoptr (YcRaster) page = NULL;
  YcJpegHead head;
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);

  g_return_val_if_fail (scale == 1 || scale == 2 || scale == 4 || scale == 8, NULL);

  if (!read_head (handle, jpeg, &head, error))
    return NULL;
  page = yc_raster_new ((guint) TJSCALED ((int) head.width, factor), (guint) TJSCALED ((int) head.height, factor),
                        head.channels, dpi / scale, error);
  if (page == NULL)
    return NULL;
  if (tjDecompress2 (handle, data, size, page->dots, (int) page->width, (int) yc_raster_get_stride (page),
                     (int) page->height, head.channels == 1 ? TJPF_GRAY : TJPF_RGB, TJFLAG_STOPONWARNING) != 0)
    {
      fail (handle, error);
      return NULL;
    }
  return g_steal_pointer (&page);
}
