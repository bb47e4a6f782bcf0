/* test-scan-pages.c: skew, blank pages, packing and the PDF
 *
 * The pages are drawn by the simulated scanner, so their skew is known.
 */

#include "yc-scan-look.h"
#include "yc-scan-page.h"
#include "yc-scan-pdf.h"
#include "yc-sim-page.h"

#include <math.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static YcRaster *
draw (double   skew,
      gboolean blank,
      guint    dpi)
{
  YcSimPage page = { .number = 3, .width = 2480 * dpi / 300, .height = 3508 * dpi / 300, .dpi = dpi, .skew = skew,
                     .blank = blank };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) jpeg = yc_sim_page_draw (&page, &error);
  YcRaster *raster;

  g_assert_no_error (error);
  raster = yc_jpeg_decode (jpeg, 1, dpi, &error);
  g_assert_no_error (error);
  return raster;
}

static double
measure (const YcRaster *page)
{
  g_autoptr (YcRaster) gray = yc_scan_shrink (page, NULL);

  g_assert_cmpuint (gray->dpi, ==, 75);
  return yc_scan_measure_skew (gray);
}

static void
test_skew (void)
{
  const double angles[] = { -6.3, -3.0, -1.25, -0.4, -0.15, 0, 0.1, 0.33, 0.8, 2.2, 4.7, 7.0 };
  const guint dpis[] = { 300, 150 };

  for (guint d = 0; d < G_N_ELEMENTS (dpis); d++)
    for (guint i = 0; i < G_N_ELEMENTS (angles); i++)
      {
        g_autoptr (YcRaster) page = draw (angles[i], FALSE, dpis[d]);
        double found = measure (page);

        g_test_message ("%u dpi: %.2f° found as %.3f°", dpis[d], angles[i], found);
        g_assert_cmpfloat_with_epsilon (found, angles[i], 0.1);
      }
}

/* Straightened, it lies straight. */
static void
test_straighten (void)
{
  g_autoptr (YcRaster) crooked = draw (2.7, FALSE, 300);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcScanPage) page = yc_scan_page_new (crooked, &error);
  g_autoptr (YcRaster) straight = NULL;
  g_autoptr (YcRaster) original = NULL;
  YcJpegHead head;

  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (page->skew, 2.7, 0.1);
  g_assert_false (page->blank);
  g_assert_false (g_bytes_equal (page->page, page->original));
  straight = yc_jpeg_decode (page->page, 1, 300, &error);
  original = yc_jpeg_decode (page->original, 1, 300, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (measure (straight), 0, 0.1);
  g_assert_cmpfloat_with_epsilon (measure (original), 2.7, 0.1);
  g_assert_true (yc_jpeg_read_head (page->thumbnail, &head, &error));
  g_assert_cmpuint (head.width, ==, 620);
  g_assert_cmpuint (head.height, ==, 877);
}

/* A straight page is packed once: page and original are the same bytes. */
static void
test_straight (void)
{
  g_autoptr (YcRaster) raster = draw (0, FALSE, 300);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcScanPage) page = yc_scan_page_new (raster, &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (page->skew, ==, 0);
  g_assert_true (g_bytes_equal (page->page, page->original));
}

static void
test_blank (void)
{
  g_autoptr (YcRaster) dusty = draw (0, TRUE, 300);
  g_autoptr (YcRaster) written = draw (0, FALSE, 300);
  g_autoptr (YcRaster) gray = yc_scan_shrink (dusty, NULL);
  g_autoptr (YcRaster) ink = yc_scan_shrink (written, NULL);

  g_assert_true (yc_scan_is_blank (gray));
  g_assert_cmpfloat (yc_scan_measure_skew (gray), ==, 0);
  g_assert_false (yc_scan_is_blank (ink));
  /* Tinted paper is still empty; a page number alone is not. */
  for (gsize i = 0; i < (gsize) gray->width * gray->height; i++)
    gray->dots[i] = (guint8) (gray->dots[i] * 215 / 255);
  g_assert_true (yc_scan_is_blank (gray));
  for (guint y = 800; y < 809; y++)
    memset (yc_raster_get_row (gray, y) + 300, 40, 18);
  g_assert_false (yc_scan_is_blank (gray));
  /* The feeder's shadow at the edge is no ink. */
  for (guint y = 800; y < 809; y++)
    memset (yc_raster_get_row (gray, y) + 300, 215, 18);
  for (guint y = 0; y < gray->height; y++)
    memset (yc_raster_get_row (gray, y), 30, 8);
  g_assert_true (yc_scan_is_blank (gray));
}

static void
test_quarters (void)
{
  g_autoptr (YcRaster) page = yc_raster_new (3, 2, 3, 75, NULL);
  g_autoptr (YcRaster) once = NULL;
  g_autoptr (YcRaster) again = NULL;
  const guint8 clockwise[] = { 3, 0, 4, 1, 5, 2 };

  for (guint i = 0; i < 18; i++)
    page->dots[i] = (guint8) (i / 3);
  once = yc_scan_turn_quarter (page, 1, NULL);
  g_assert_cmpuint (once->width, ==, 2);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpuint (once->dots[i * 3], ==, clockwise[i]);
  again = yc_scan_turn_quarter (once, 3, NULL);
  g_assert_cmpmem (again->dots, 18, page->dots, 18);
}

static void
test_turn_back (void)
{
  g_autoptr (YcRaster) page = draw (0, FALSE, 75);
  g_autoptr (YcRaster) none = yc_scan_turn (page, 0, NULL);

  /* All but the last row and column, which have no neighbours to mix with. */
  for (guint y = 0; y + 1 < page->height; y++)
    g_assert_cmpmem (yc_raster_get_row (none, y), yc_raster_get_stride (page) - 3, yc_raster_get_row (page, y),
                     yc_raster_get_stride (page) - 3);
}

static void
test_huge (void)
{
  g_autoptr (GError) error = NULL;
  YcSimPage page = { .number = 1, .width = 30000, .height = 40, .dpi = 300, .gray = TRUE, .blank = TRUE };
  g_autoptr (GBytes) jpeg = yc_sim_page_draw (&page, &error);

  g_assert_no_error (error);
  g_assert_null (yc_jpeg_decode (jpeg, 1, 300, &error));
  g_assert_error (error, YC_RASTER_ERROR, YC_RASTER_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "30000"));
  g_assert_nonnull (strstr (error->message, "lower resolution"));
  g_clear_error (&error);
  g_assert_null (yc_raster_new (20000, 20000, 1, 600, &error));
  g_assert_error (error, YC_RASTER_ERROR, YC_RASTER_ERROR_TOO_LARGE);
}

/* Whatever it is cut to, it is an error in words. */
static void
test_damaged (void)
{
  YcSimPage page = { .number = 1, .width = 620, .height = 877, .dpi = 75 };
  g_autoptr (GBytes) jpeg = yc_sim_page_draw (&page, NULL);
  gsize size = g_bytes_get_size (jpeg);

  for (gsize left = 0; left < size - 2; left += left < 700 ? 1 : 997)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (jpeg, 0, left);
      g_autoptr (GError) error = NULL;
      g_autoptr (YcRaster) raster = yc_jpeg_decode (cut, 1, 75, &error);

      g_assert_null (raster);
      g_assert_nonnull (error);
    }
}

/* --- the PDF --------------------------------------------------------------- */

static GBytes *
make_pdf (GBytes **jpegs,
          guint    n)
{
  YcScanPdfPage pages[4];
  g_autoptr (GError) error = NULL;
  GBytes *pdf;

  for (guint i = 0; i < n; i++)
    pages[i] = (YcScanPdfPage) { jpegs[i], 300, i };
  pdf = yc_scan_pdf_make (pages, n, &error);
  g_assert_no_error (error);
  return pdf;
}

static char *
run_on (GBytes     *pdf,
        const char *program,
        const char *option)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  char *output = NULL;
  int fd = g_file_open_tmp ("yichuang-scan-XXXXXX.pdf", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), &error);
  g_assert_no_error (error);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error, program, option,
                              "-l", "9", path, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  g_assert_true (g_subprocess_get_successful (process));
  unlink (path);
  return output;
}

static void
test_pdf (void)
{
  g_autoptr (YcRaster) colour = draw (0, FALSE, 300);
  g_autoptr (YcRaster) gray = yc_raster_new (2480, 3508, 1, 300, NULL);
  g_autoptr (GBytes) first = yc_jpeg_encode (colour, NULL);
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autofree char *info = NULL;
  g_autofree char *pictures = NULL;
  GBytes *jpegs[2];

  memset (gray->dots, 0xC0, 2480 * 3508);
  second = yc_jpeg_encode (gray, NULL);
  jpegs[0] = first;
  jpegs[1] = second;
  pdf = make_pdf (jpegs, 2);
  again = make_pdf (jpegs, 2);
  g_assert_true (g_bytes_equal (pdf, again));
  /* The JPEG's bytes are in it as they are. */
  g_assert_nonnull (memmem (g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), g_bytes_get_data (first, NULL),
                            g_bytes_get_size (first)));
  g_assert_cmpuint (g_bytes_get_size (pdf), <, g_bytes_get_size (first) + g_bytes_get_size (second) + 2500);
  info = run_on (pdf, "pdfinfo", "-box");
  g_test_message ("%s", info);
  g_assert_nonnull (strstr (info, "Pages:           2"));
  g_assert_nonnull (strstr (info, "595.2 x 841.92 pts (A4)"));
  g_assert_nonnull (strstr (info, "2 rot:   90"));
  g_assert_null (strstr (info, "rror"));
  pictures = run_on (pdf, "pdfimages", "-list");
  g_assert_nonnull (strstr (pictures, "2480  3508  rgb"));
  g_assert_nonnull (strstr (pictures, "2480  3508  gray"));
  g_assert_nonnull (strstr (pictures, "300   300"));
}

static void
test_pdf_refusals (void)
{
  g_autoptr (GBytes) garbage = g_bytes_new_static ("This is no picture.", 19);
  YcScanPdfPage page = { garbage, 300, 0 };
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_scan_pdf_make (&page, 0, &error));
  g_assert_error (error, YC_SCAN_ERROR, YC_SCAN_ERROR_EMPTY);
  g_clear_error (&error);
  g_assert_null (yc_scan_pdf_make (&page, 1, &error));
  g_assert_error (error, YC_SCAN_ERROR, YC_SCAN_ERROR_JPEG);
  g_assert_true (g_str_has_prefix (error->message, "Page 1"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan-pages/skew", test_skew);
  g_test_add_func ("/scan-pages/straighten", test_straighten);
  g_test_add_func ("/scan-pages/straight", test_straight);
  g_test_add_func ("/scan-pages/blank", test_blank);
  g_test_add_func ("/scan-pages/quarters", test_quarters);
  g_test_add_func ("/scan-pages/turn-back", test_turn_back);
  g_test_add_func ("/scan-pages/huge", test_huge);
  g_test_add_func ("/scan-pages/damaged", test_damaged);
  g_test_add_func ("/scan-pages/pdf", test_pdf);
  g_test_add_func ("/scan-pages/pdf-refusals", test_pdf_refusals);
  return g_test_run ();
}
