/* fuzz-scan.c: whatever a scanner's driver sends is a page or an error in words
 *
 * The first byte chooses: even, the rest is frames (a head of 12 bytes, then
 * data); odd, it is the JPEG of a page.
 */

#include "yc-bytes.h"
#include "yc-fuzz.h"
#include "yc-sane-proto.h"
#include "yc-scan-look.h"
#include "yc-scan-pdf.h"
#include "yc-scan-jpeg.h"

#include <math.h>

#define FRAMES_MAX 6
#define DOTS_MAX 4000000 /* more costs time and finds nothing */

static gboolean
read_frame_head (YcReader        *reader,
                 SANE_Parameters *frame,
                 guint16         *ret_size)
{
  guint8 format, depth;
  guint16 width, row;
  guint32 lines;

  if (!yc_reader_read_u8 (reader, &format) || !yc_reader_read_u8 (reader, &depth) ||
      !yc_reader_read_be16 (reader, &width) || !yc_reader_read_be32 (reader, &lines) ||
      !yc_reader_read_be16 (reader, &row) || !yc_reader_read_be16 (reader, ret_size))
    return FALSE;
  *frame = (SANE_Parameters) { (SANE_Frame) format, SANE_TRUE, row, width, (SANE_Int) lines, depth };
  return (gint64) width * (SANE_Int) lines < DOTS_MAX;
}

static void
check_page (YcSanePage *page)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcRaster) raster = yc_sane_page_finish (page, &error);
  guint sum = 0;

  g_assert_true ((raster == NULL) == (error != NULL));
  for (gsize i = 0; raster != NULL && i < yc_raster_get_stride (raster) * raster->height; i++)
    sum += raster->dots[i];
  g_assert_cmpuint (sum, <, G_MAXUINT);
}

static void
try_frames (const uint8_t *data,
            size_t         size)
{
  g_auto (YcSanePage) page = { NULL };
  g_autoptr (GError) error = NULL;
  SANE_Parameters frame;
  YcReader reader;
  guint16 count;

  yc_reader_init (&reader, data, size);
  yc_sane_page_init (&page, 75);
  for (guint i = 0; i < FRAMES_MAX && error == NULL && read_frame_head (&reader, &frame, &count); i++)
    {
      gsize left = MIN (yc_reader_get_left (&reader), count);
      const guint8 *bytes = yc_reader_read_bytes (&reader, left);

      if (yc_sane_page_begin (&page, &frame, &error) && yc_sane_page_add (&page, bytes, left, &error))
        yc_sane_page_end (&page, &error);
    }
  check_page (&page);
}

static void
try_jpeg (const uint8_t *data,
          size_t         size)
{
  g_autoptr (GBytes) jpeg = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcRaster) small = NULL;
  g_autoptr (YcRaster) gray = NULL;
  YcJpegHead head;

  if (!yc_jpeg_read_head (jpeg, &head, &error))
    {
      g_assert_nonnull (error);
      return;
    }
  if ((guint64) head.width * head.height > DOTS_MAX)
    return;
  small = yc_jpeg_decode (jpeg, 4, 300, &error);
  g_assert_true ((small == NULL) == (error != NULL));
  if (small != NULL)
    gray = yc_scan_shrink (small, &error);
  if (gray != NULL)
    g_assert_cmpfloat (fabs (yc_scan_measure_skew (gray)), <=, YC_SCAN_SKEW_MAX_DEGREES);
}

static void
try_pdf (const uint8_t *data,
         size_t         size)
{
  g_autoptr (GBytes) jpeg = g_bytes_new (data, size);
  YcScanPdfPage page = { jpeg, 300, 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = yc_scan_pdf_make (&page, 1, &error);

  g_assert_true ((pdf == NULL) == (error != NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  if (size == 0)
    return 0;
  if (data[0] % 2 == 0)
    try_frames (data + 1, size - 1);
  else
    {
      try_jpeg (data + 1, size - 1);
      try_pdf (data + 1, size - 1);
    }
  return 0;
}
