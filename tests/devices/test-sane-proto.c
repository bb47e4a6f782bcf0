/* test-sane-proto.c: the frames of a scanner as a picture */

#include "yc-sane-proto.h"

#include <string.h>

static void
feed (YcSanePage   *page,
      const guint8 *data,
      gsize         size,
      gsize         by)
{
  for (gsize at = 0; at < size; at += by)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (yc_sane_page_add (page, data + at, MIN (by, size - at), &error));
      g_assert_no_error (error);
    }
}

static YcRaster *
take (const SANE_Parameters *frame,
      const guint8          *data,
      gsize                  size,
      gsize                  by)
{
  g_auto (YcSanePage) page = { NULL };
  g_autoptr (GError) error = NULL;
  YcRaster *raster;

  yc_sane_page_init (&page, 300);
  g_assert_true (yc_sane_page_begin (&page, frame, &error));
  feed (&page, data, size, by);
  g_assert_true (yc_sane_page_end (&page, &error));
  raster = yc_sane_page_finish (&page, &error);
  g_assert_no_error (error);
  return raster;
}

/* Whatever pieces the bytes come in, the page is the same. */
static void
test_pieces (void)
{
  guint8 data[7 * 5];
  const SANE_Parameters frame = { SANE_FRAME_RGB, SANE_TRUE, 7, 2, 5, 8 };

  for (guint i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 3);
  for (gsize by = 1; by <= sizeof data; by++)
    {
      g_autoptr (YcRaster) raster = take (&frame, data, sizeof data, by);

      g_assert_cmpuint (raster->width, ==, 2);
      g_assert_cmpuint (raster->height, ==, 5);
      g_assert_cmpuint (raster->dpi, ==, 300);
      for (guint y = 0; y < 5; y++)
        g_assert_cmpmem (yc_raster_get_row (raster, y), 6, data + y * 7, 6);
    }
}

static void
test_bits (void)
{
  const guint8 data[] = { 0xA0, 0x40, 0xFF, 0xC0 };
  const SANE_Parameters frame = { SANE_FRAME_GRAY, SANE_TRUE, 2, 10, 2, 1 };
  const guint8 first[] = { 0, 255, 0, 255, 255, 255, 255, 255, 255, 0 };
  g_autoptr (YcRaster) raster = take (&frame, data, sizeof data, 3);

  g_assert_cmpmem (yc_raster_get_row (raster, 0), 10, first, 10);
  for (guint x = 0; x < 10; x++)
    g_assert_cmpuint (yc_raster_get_row (raster, 1)[x], ==, 0);
}

static void
test_deep (void)
{
  const guint16 data[] = { 0x1234, 0xFF00, 0x00FF };
  const SANE_Parameters frame = { SANE_FRAME_RGB, SANE_TRUE, 6, 1, 1, 16 };
  g_autoptr (YcRaster) raster = take (&frame, (const guint8 *) data, sizeof data, 4);
  const guint8 expected[] = { 0x12, 0xFF, 0x00 };

  g_assert_cmpmem (raster->dots, 3, expected, 3);
}

/* Nobody knows how long the page is before it is through. */
static void
test_unknown_height (void)
{
  const SANE_Parameters frame = { SANE_FRAME_GRAY, SANE_TRUE, 3, 3, -1, 8 };
  g_autofree guint8 *data = g_malloc (3 * 5000);
  g_autoptr (YcRaster) raster = NULL;

  for (guint i = 0; i < 3 * 5000; i++)
    data[i] = (guint8) (i / 3 % 251);
  raster = take (&frame, data, 3 * 5000, 1000);
  g_assert_cmpuint (raster->height, ==, 5000);
  g_assert_cmpmem (raster->dots, 3 * 5000, data, 3 * 5000);
}

static void
test_endless (void)
{
  const SANE_Parameters frame = { SANE_FRAME_GRAY, SANE_TRUE, 3, 3, -1, 8 };
  g_auto (YcSanePage) page = { NULL };
  g_autoptr (GError) error = NULL;
  const guint8 row[3] = { 0 };
  guint rows = 0;

  yc_sane_page_init (&page, 300);
  g_assert_true (yc_sane_page_begin (&page, &frame, &error));
  while (yc_sane_page_add (&page, row, sizeof row, &error))
    g_assert_cmpuint (++rows, <=, YC_RASTER_SIDE_MAX);
  g_assert_error (error, YC_RASTER_ERROR, YC_RASTER_ERROR_TOO_LARGE);
  g_assert_cmpuint (rows, ==, YC_RASTER_SIDE_MAX);
}

static void
test_three_passes (void)
{
  const SANE_Frame passes[] = { SANE_FRAME_GREEN, SANE_FRAME_RED, SANE_FRAME_BLUE };
  g_auto (YcSanePage) page = { NULL };
  g_autoptr (YcRaster) raster = NULL;
  g_autoptr (GError) error = NULL;

  yc_sane_page_init (&page, 75);
  for (guint i = 0; i < 3; i++)
    {
      const SANE_Parameters frame = { passes[i], i == 2, 2, 2, 2, 8 };
      const guint8 data[4] = { passes[i] * 10, passes[i] * 10 + 1, passes[i] * 10 + 2, passes[i] * 10 + 3 };

      g_assert_true (yc_sane_page_begin (&page, &frame, &error));
      feed (&page, data, sizeof data, 3);
      g_assert_true (yc_sane_page_end (&page, &error) == (i == 2));
      g_assert_no_error (error);
    }
  raster = yc_sane_page_finish (&page, &error);
  for (guint i = 0; i < 4; i++)
    {
      const guint8 dot[] = { SANE_FRAME_RED * 10 + i, SANE_FRAME_GREEN * 10 + i, SANE_FRAME_BLUE * 10 + i };

      g_assert_cmpmem (raster->dots + i * 3, 3, dot, 3);
    }
}

static void
test_bad_frames (void)
{
  const struct
  {
    SANE_Parameters frame;
    gboolean too_large;
  } frames[] = {
    { { SANE_FRAME_GRAY, SANE_TRUE, 30000, 30000, 10, 8 }, TRUE },
    { { SANE_FRAME_RGB, SANE_TRUE, 60000, 20000, 19000, 8 }, TRUE },
    { { SANE_FRAME_GRAY, SANE_TRUE, 10, 0, 10, 8 }, FALSE },
    { { SANE_FRAME_GRAY, SANE_TRUE, 10, -5, 10, 8 }, FALSE },
    { { SANE_FRAME_GRAY, SANE_TRUE, 10, 10, 0, 8 }, FALSE },
    { { SANE_FRAME_GRAY, SANE_TRUE, 10, 10, -2, 8 }, FALSE },
    { { SANE_FRAME_GRAY, SANE_TRUE, 9, 10, 10, 8 }, FALSE },
    { { SANE_FRAME_RGB, SANE_TRUE, 10, 10, 10, 8 }, FALSE },
    { { SANE_FRAME_RGB, SANE_TRUE, 10, 10, 10, 1 }, FALSE },
    { { SANE_FRAME_GRAY, SANE_TRUE, 10, 10, 10, 12 }, FALSE },
    { { (SANE_Frame) 77, SANE_TRUE, 10, 10, 10, 8 }, FALSE },
    { { SANE_FRAME_GRAY, SANE_TRUE, G_MAXINT, 10, 10, 8 }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      g_auto (YcSanePage) page = { NULL };
      g_autoptr (GError) error = NULL;

      yc_sane_page_init (&page, 300);
      g_assert_false (yc_sane_page_begin (&page, &frames[i].frame, &error));
      if (frames[i].too_large)
        g_assert_error (error, YC_RASTER_ERROR, YC_RASTER_ERROR_TOO_LARGE);
      else
        g_assert_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL);
    }
}

/* A page that is cut is no page; a row or two that lack are what drivers do. */
static void
test_short (void)
{
  const SANE_Parameters frame = { SANE_FRAME_GRAY, SANE_TRUE, 2, 2, 200, 8 };
  const guint8 row[2] = { 1, 2 };

  for (guint rows = 197; rows <= 203; rows++)
    {
      g_auto (YcSanePage) page = { NULL };
      g_autoptr (YcRaster) raster = NULL;
      g_autoptr (GError) error = NULL;

      yc_sane_page_init (&page, 300);
      g_assert_true (yc_sane_page_begin (&page, &frame, &error));
      for (guint i = 0; i < rows; i++)
        g_assert_true (yc_sane_page_add (&page, row, sizeof row, &error));
      if (rows < 198)
        {
          g_assert_false (yc_sane_page_end (&page, &error));
          g_assert_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL);
          continue;
        }
      g_assert_true (yc_sane_page_end (&page, &error));
      raster = yc_sane_page_finish (&page, &error);
      g_assert_cmpuint (raster->height, ==, MIN (rows, 200));
    }
}

static void
test_names (void)
{
  const struct
  {
    const char *text;
    YcScanSource source; /* ANY: is none */
  } sources[] = {
    { "Flatbed", YC_SCAN_SOURCE_FLATBED },         { "Automatic Document Feeder", YC_SCAN_SOURCE_ADF },
    { "ADF", YC_SCAN_SOURCE_ADF },                 { "ADF Duplex", YC_SCAN_SOURCE_ADF_DUPLEX },
    { "ADF Front", YC_SCAN_SOURCE_ADF },           { "ADF Back", YC_SCAN_SOURCE_ANY },
    { "Platen", YC_SCAN_SOURCE_FLATBED },          { "Transparency Adapter", YC_SCAN_SOURCE_ANY },
    { "Document Feeder", YC_SCAN_SOURCE_ADF },     { "Normal", YC_SCAN_SOURCE_FLATBED },
  };
  YcScanMode mode;

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      YcScanSource source = YC_SCAN_SOURCE_ANY;

      g_assert_true (yc_sane_source_parse (sources[i].text, &source) == (sources[i].source != YC_SCAN_SOURCE_ANY));
      g_assert_cmpint (source, ==, sources[i].source);
    }
  g_assert_true (yc_sane_mode_parse ("24bit Color", &mode) && mode == YC_SCAN_MODE_COLOR);
  g_assert_true (yc_sane_mode_parse ("True Gray", &mode) && mode == YC_SCAN_MODE_GRAY);
  g_assert_true (yc_sane_mode_parse ("Black & White", &mode) && mode == YC_SCAN_MODE_LINEART);
  g_assert_false (yc_sane_mode_parse ("Infrared", &mode));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sane-proto/pieces", test_pieces);
  g_test_add_func ("/sane-proto/bits", test_bits);
  g_test_add_func ("/sane-proto/deep", test_deep);
  g_test_add_func ("/sane-proto/unknown-height", test_unknown_height);
  g_test_add_func ("/sane-proto/endless", test_endless);
  g_test_add_func ("/sane-proto/three-passes", test_three_passes);
  g_test_add_func ("/sane-proto/bad-frames", test_bad_frames);
  g_test_add_func ("/sane-proto/short", test_short);
  g_test_add_func ("/sane-proto/names", test_names);
  return g_test_run ();
}
