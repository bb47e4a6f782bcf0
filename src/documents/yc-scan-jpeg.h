/* Pages as JPEG, by libjpeg-turbo. */
#pragma once

#include "yc-raster.h"
#include "yc-scan-error.h"

G_BEGIN_DECLS

#define YC_SCAN_JPEG_QUALITY 75
#define YC_SCAN_JPEG_MAX_BYTES 0x2000000 /* 32 MiB a page */

typedef struct
{
  guint width;    /* dots */
  guint height;
  guint channels; /* 1 or 3 */
} YcJpegHead;

GBytes   *yc_jpeg_encode    (const YcRaster *page,
                             GError        **error);
/* @scale: 1, 2, 4 or 8: only so much of each side is decoded */
YcRaster *yc_jpeg_decode    (GBytes         *jpeg,
                             guint           scale,
                             guint           dpi,
                             GError        **error);
gboolean  yc_jpeg_read_head (GBytes         *jpeg,
                             YcJpegHead     *ret_head,
                             GError        **error);

G_END_DECLS
