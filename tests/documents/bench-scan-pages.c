/* bench-scan-pages.c: how long a scanned page takes, beside unpaper and img2pdf
 *
 * A4 in colour at 300 dpi, 1.5° askew: looked at, straightened and packed, with
 * a small picture of it, as the desk does it; unpaper only straightens it. And
 * twenty such pages made one PDF. The peers get files in memory's place
 * (tmpfs where /dev/shm is one), and are programs: their start counts.
 */

#include "yc-scan-page.h"
#include "yc-scan-pdf.h"
#include "yc-sim-page.h"

#include <glib/gstdio.h>
#include <string.h>

#define PAGES 20
#define ROUNDS 5

static char *folder;

static YcRaster *
draw (void)
{
  YcSimPage page = { .number = 1, .width = 2480, .height = 3508, .dpi = 300, .skew = 1.5 };
  g_autoptr (GBytes) jpeg = yc_sim_page_draw (&page, NULL);

  return yc_jpeg_decode (jpeg, 1, 300, NULL);
}

static char *
write_file (const char *name,
            const void *data,
            gsize       size)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  return path;
}

static char *
write_ppm (const YcRaster *page)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autofree char *head = g_strdup_printf ("P6\n%u %u\n255\n", page->width, page->height);

  g_byte_array_append (file, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (file, page->dots, (guint) (yc_raster_get_stride (page) * page->height));
  return write_file ("page.ppm", file->data, file->len);
}

/* Milliseconds; -1 where the program is not here. */
static double
time_program (const char *const *arguments)
{
  g_autofree char *path = g_find_program_in_path (arguments[0]);
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (GSubprocess) process = NULL;

  if (path == NULL)
    return -1;
  process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  g_assert_nonnull (process);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  return (double) (g_get_monotonic_time () - start_us) / 1000;
}

static void
say (const char *what,
     double      ours_ms,
     const char *peer,
     double      peer_ms)
{
  if (peer_ms < 0)
    g_print ("%s: %.1f ms; %s is not installed\n", what, ours_ms, peer);
  else
    g_print ("%s: %.1f ms; %s %.0f ms, %.0f times as long\n", what, ours_ms, peer, peer_ms, peer_ms / ours_ms);
}

static void
measure_page (const YcRaster *raster)
{
  g_autofree char *input = write_ppm (raster);
  g_autofree char *output = g_build_filename (folder, "straight.ppm", NULL);
  const char *arguments[] = { "unpaper", "--overwrite", input, output, NULL };
  double best_ms = G_MAXDOUBLE;

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();
      g_autoptr (YcScanPage) page = yc_scan_page_new (raster, NULL);

      g_assert_cmpfloat_with_epsilon (page->skew, 1.5, 0.1);
      best_ms = MIN (best_ms, (double) (g_get_monotonic_time () - start_us) / 1000);
    }
  say ("a page looked at, straightened and packed", best_ms, "unpaper", time_program (arguments));
  g_unlink (input);
  g_unlink (output);
}

static void
measure_pdf (const YcRaster *raster)
{
  g_autoptr (GBytes) jpeg = yc_jpeg_encode (raster, NULL);
  g_autofree char *input = write_file ("page.jpg", g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg));
  g_autofree char *output = g_build_filename (folder, "pages.pdf", NULL);
  const char *arguments[PAGES + 4] = { "img2pdf", "-o", output };
  YcScanPdfPage pages[PAGES];
  double best_ms = G_MAXDOUBLE;

  for (guint i = 0; i < PAGES; i++)
    {
      pages[i] = (YcScanPdfPage) { jpeg, 300, 0 };
      arguments[3 + i] = input;
    }
  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();
      g_autoptr (GBytes) pdf = yc_scan_pdf_make (pages, PAGES, NULL);

      g_assert_nonnull (pdf);
      best_ms = MIN (best_ms, (double) (g_get_monotonic_time () - start_us) / 1000);
    }
  say ("twenty pages as one PDF", best_ms, "img2pdf", time_program (arguments));
  g_unlink (input);
  g_unlink (output);
}

int
main (void)
{
  const char *memory = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : g_get_tmp_dir ();
  g_autofree char *name = g_build_filename (memory, "yichuang-bench-XXXXXX", NULL);
  g_autoptr (YcRaster) raster = NULL;

  folder = g_mkdtemp (name);
  g_assert_nonnull (folder);
  raster = draw ();
  measure_page (raster);
  measure_pdf (raster);
  g_rmdir (folder);
  return 0;
}
