/* test-scanner.c: scanners through the real libsane
 *
 * Three drivers: SANE's own "test", which fails as it is told; one that hangs
 * (sane-hang.c); and airscan, which speaks over HTTP with `yichuang-sim
 * scanner`. Arguments: yichuang-sim, and the folder of the driver that hangs.
 */

#include "yc-device-registry.h"
#include "yc-sane-device.h"
#include "yc-scan-jpeg.h"
#include "yc-sim-control.h"
#include "yc-sim-page.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define WAIT_MS_MAX 30000
#define AIRSCAN "airscan:e0:Training scanner"

static const char *sim_program;
static char *folder;
static YcDeviceRegistry *registry;

typedef struct
{
  GMainLoop *loop;
  GPtrArray *pages; /* of YcRaster */
  GError *error;
  guint count;
  GMutex mutex;
  GCancellable *cancel_after_first; /* (nullable) */
} Batch;

/* --- fixture -------------------------------------------------------------- */

static void
write_config (const char *name,
              const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static char *
read_soon (const char *path)
{
  for (guint waited_ms = 0; waited_ms < WAIT_MS_MAX; waited_ms += 20)
    {
      char *text;

      if (g_file_get_contents (path, &text, NULL, NULL))
        return text;
      g_usleep (20000);
    }
  g_error ("%s did not come", path);
}

/* It goes with the test, whatever happens to it. */
static void
child_cb (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static GSubprocess *
start_sim (void)
{
  g_autofree char *port_file = g_build_filename (folder, "port", NULL);
  g_autofree char *control = g_build_filename (folder, "control", NULL);
  g_autofree char *sane = g_build_filename (folder, "sane", NULL);
  g_autofree char *pages = g_build_filename (folder, "pages", NULL);
  g_autofree char *conf = g_build_filename (sane, "airscan.conf", NULL);
  g_autofree char *port = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  GSubprocess *sim;

  g_subprocess_launcher_set_child_setup (launcher, child_cb, NULL, NULL);
  sim = g_subprocess_launcher_spawn (launcher, &error, sim_program, "scanner", "--port-file", port_file, "--control",
                                     control, "--sane-dir", sane, "--pages", pages, NULL);

  g_assert_no_error (error);
  port = read_soon (port_file);
  text = read_soon (conf);
  write_config ("airscan.conf", text);
  return sim;
}

static void
tell (const char *line)
{
  g_autofree char *control = g_build_filename (folder, "control", NULL);
  g_autofree char *reply = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (yc_sim_control_tell (control, line, &reply, &error));
  g_assert_no_error (error);
}

/* Twenty pages that differ, as files: what the scanner gives can be compared. */
static void
draw_pages (void)
{
  for (guint i = 1; i <= 20; i++)
    {
      YcSimPage page = { .number = i, .width = 620, .height = 877, .dpi = 75 };
      g_autofree char *name = g_strdup_printf ("pages/page-%02u.jpg", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) jpeg = yc_sim_page_draw (&page, &error);

      g_assert_no_error (error);
      g_file_set_contents (path, g_bytes_get_data (jpeg, NULL), (gssize) g_bytes_get_size (jpeg), &error);
      g_assert_no_error (error);
    }
}

static GBytes *
read_page (guint number)
{
  g_autofree char *name = g_strdup_printf ("pages/page-%02u.jpg", number);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text;
  gsize size;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  return g_bytes_new_take (text, size);
}

static gboolean
late_cb (gpointer data)
{
  g_assert_not_reached (); /* waited too long */
}

static YcScanner *
find_scanner (const char *name)
{
  guint late = g_timeout_add (WAIT_MS_MAX, late_cb, NULL);

  while (TRUE)
    {
      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (registry)); i++)
        {
          g_autoptr (YcSaneDevice) device = g_list_model_get_item (G_LIST_MODEL (registry), i);

          if (g_str_equal (yc_sane_device_get_sane_name (device), name))
            {
              g_source_remove (late);
              return YC_SCANNER (g_steal_pointer (&device));
            }
        }
      g_main_context_iteration (NULL, TRUE);
    }
}

/* --- a batch -------------------------------------------------------------- */

static gboolean
page_cb (YcRaster *page,
         guint     number,
         gpointer  data,
         GError  **error)
{
  Batch *batch = data;

  g_mutex_lock (&batch->mutex);
  g_ptr_array_add (batch->pages, page);
  g_assert_cmpuint (number, ==, batch->pages->len);
  g_mutex_unlock (&batch->mutex);
  if (batch->cancel_after_first != NULL)
    g_cancellable_cancel (batch->cancel_after_first);
  return TRUE;
}

static void
scanned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Batch *batch = data;

  batch->count = yc_scanner_scan_finish (YC_SCANNER (source), result, &batch->error);
  g_main_loop_quit (batch->loop);
}

static void
batch_clear (Batch *batch)
{
  g_main_loop_unref (batch->loop);
  g_ptr_array_unref (batch->pages);
  g_clear_error (&batch->error);
  g_mutex_clear (&batch->mutex);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

static void
scan (YcScanner            *scanner,
      const YcScanSettings *settings,
      GCancellable         *cancellable,
      Batch                *batch)
{
  guint late = g_timeout_add (2 * WAIT_MS_MAX, late_cb, NULL);

  batch->loop = g_main_loop_new (NULL, FALSE);
  batch->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_raster_free);
  g_mutex_init (&batch->mutex);
  yc_scanner_scan_async (scanner, settings, page_cb, batch, NULL, cancellable, scanned_cb, batch);
  g_main_loop_run (batch->loop);
  g_source_remove (late);
  g_assert_cmpuint (batch->count, ==, batch->pages->len);
}

static YcScanSettings
get_settings (YcScanSource source,
              guint        resolution)
{
  YcScanSettings settings;

  yc_scan_settings_init (&settings);
  settings.source = source;
  settings.resolution = resolution;
  return settings;
}

/* --- SANE's own test driver ------------------------------------------------ */

static const struct
{
  const char *status;
  gboolean retry;
  int code;
  const char *words;
} faults[] = {
  { "JAMMED", TRUE, YC_DEVICE_RETRY_JAMMED, "take the page out" },
  { "NO_DOCS", TRUE, YC_DEVICE_RETRY_NO_PAGES, "put the pages in" },
  { "COVER_OPEN", TRUE, YC_DEVICE_RETRY_COVER_OPEN, "Close the scanner's cover" },
  { "DEVICE_BUSY", TRUE, YC_DEVICE_RETRY_WAIT, "wait until it is free" },
  { "CANCELLED", TRUE, YC_DEVICE_RETRY_WAIT, "stopped at the scanner" },
  { "IO_ERROR", FALSE, YC_DEVICE_ERROR_LINK, "cable" },
  { "INVAL", FALSE, YC_DEVICE_ERROR_UNSUPPORTED, "choose another" },
  { "UNSUPPORTED", FALSE, YC_DEVICE_ERROR_UNSUPPORTED, "choose another" },
  { "NO_MEM", FALSE, YC_DEVICE_ERROR_DEVICE, "lower resolution" },
  { "ACCESS_DENIED", FALSE, YC_DEVICE_ERROR_FORBIDDEN, "may not use" },
};

#define APART_US_MAX (15 * G_USEC_PER_SEC)
#define APART_TRIES_MAX 3

static void
test_fault (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (YcScanner) scanner = find_scanner ("test:0");
  g_autofree char *option = g_strconcat ("read-return-value=SANE_STATUS_", faults[i].status, NULL);
  const char *options[] = { option, NULL };
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_ADF, 75);
  g_auto (Batch) batch = { NULL };

  settings.options = options;
  scan (scanner, &settings, NULL, &batch);
  g_assert_cmpuint (batch.count, ==, 0);
  if (faults[i].retry)
    g_assert_error (batch.error, YC_DEVICE_RETRY, faults[i].code);
  else
    g_assert_error (batch.error, YC_DEVICE_ERROR, faults[i].code);
  g_assert_nonnull (strstr (batch.error->message, faults[i].words));
}

/* A program each: the driver cancels its reader's thread wherever that stands,
 * also within malloc(), whose lock nobody opens again then. A program that such a
 * lock holds up is no answer, and is asked again. */
static void
run_apart (gconstpointer data)
{
  const char *name = data;

  g_test_trap_subprocess (name, APART_US_MAX, 0);
  for (guint tries = 1; tries < APART_TRIES_MAX && g_test_trap_reached_timeout (); tries++)
    g_test_trap_subprocess (name, APART_US_MAX, 0);
  g_test_trap_assert_passed ();
}

static void
test_faults (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *name = g_strconcat ("/scanner/subprocess/", faults[i].status, NULL);

      run_apart (name);
    }
}

/* The driver's feeder holds ten; then it is empty, and that is the end. */
static void
test_feeder (void)
{
  g_autoptr (YcScanner) scanner = find_scanner ("test:1");
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_ADF, 75);
  g_auto (Batch) batch = { NULL };
  g_auto (Batch) two = { NULL };

  scan (scanner, &settings, NULL, &batch);
  g_assert_no_error (batch.error);
  g_assert_cmpuint (batch.count, ==, 10);
  for (guint i = 0; i < 10; i++)
    {
      const YcRaster *page = g_ptr_array_index (batch.pages, i);

      /* A4 at 75 dpi, to a millimetre. */
      g_assert_cmpint (ABS ((int) page->width - 620), <=, 3);
      g_assert_cmpint (ABS ((int) page->height - 877), <=, 3);
      g_assert_cmpuint (page->dpi, ==, 75);
      g_assert_cmpuint (page->channels, ==, 3);
    }
  settings.pages_max = 2;
  scan (scanner, &settings, NULL, &two);
  g_assert_no_error (two.error);
  g_assert_cmpuint (two.count, ==, 2);
}

/* The driver keeps what it was told, so each kind of trouble has its own device. */
static void
scan_one (const char        *name,
          const char *const *options,
          YcScanMode         mode,
          YcScanSource       source,
          Batch             *batch)
{
  g_autoptr (YcScanner) scanner = find_scanner (name);
  YcScanSettings settings = get_settings (source, 75);

  settings.options = options;
  settings.mode = mode;
  scan (scanner, &settings, NULL, batch);
}

/* In three passes the colours are those of one. */
static void
test_three_passes (void)
{
  const char *one[] = { "test-picture=Color pattern", NULL };
  const char *three[] = { "test-picture=Color pattern", "three-pass=yes", "three-pass-order=BRG", NULL };
  g_auto (Batch) first = { NULL };
  g_auto (Batch) second = { NULL };
  const YcRaster *a, *b;

  scan_one ("test:1", one, YC_SCAN_MODE_COLOR, YC_SCAN_SOURCE_FLATBED, &first);
  scan_one ("test:1", three, YC_SCAN_MODE_COLOR, YC_SCAN_SOURCE_FLATBED, &second);
  g_assert_no_error (first.error);
  g_assert_no_error (second.error);
  g_assert_cmpuint (first.count, ==, 1);
  a = g_ptr_array_index (first.pages, 0);
  b = g_ptr_array_index (second.pages, 0);
  g_assert_cmpmem (a->dots, yc_raster_get_stride (a) * a->height, b->dots, yc_raster_get_stride (b) * b->height);
}

/* A hand scanner does not know how long the page will be. */
static void
test_unknown_height (void)
{
  const char *options[] = { "hand-scanner=yes", NULL };
  const char *slow[] = { "read-limit=yes", "read-limit-size=701", NULL };
  g_auto (Batch) batch = { NULL };
  g_auto (Batch) pieces = { NULL };

  scan_one ("test:2", options, YC_SCAN_MODE_GRAY, YC_SCAN_SOURCE_FLATBED, &batch);
  g_assert_no_error (batch.error);
  g_assert_cmpuint (batch.count, ==, 1);
  g_assert_cmpuint (((YcRaster *) g_ptr_array_index (batch.pages, 0))->height, >, 100);
  scan_one ("test:2", slow, YC_SCAN_MODE_LINEART, YC_SCAN_SOURCE_FLATBED, &pieces);
  g_assert_no_error (pieces.error);
  g_assert_cmpuint (((YcRaster *) g_ptr_array_index (pieces.pages, 0))->channels, ==, 1);
}

static void
test_refusals (void)
{
  const char *options[] = { "no-such-option=1", NULL };
  g_auto (Batch) own = { NULL };
  g_auto (Batch) duplex = { NULL };
  g_auto (Batch) huge = { NULL };
  g_autoptr (YcScanner) scanner = find_scanner ("test:1");
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_FLATBED, 1200);

  scan_one ("test:1", options, YC_SCAN_MODE_GRAY, YC_SCAN_SOURCE_FLATBED, &own);
  g_assert_error (own.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED);
  scan_one ("test:1", NULL, YC_SCAN_MODE_GRAY, YC_SCAN_SOURCE_ADF_DUPLEX, &duplex);
  g_assert_error (duplex.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED);
  /* 9921 × 14031 dots. */
  scan (scanner, &settings, NULL, &huge);
  g_assert_error (huge.error, YC_RASTER_ERROR, YC_RASTER_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (huge.error->message, "lower resolution"));
}

/* --- a driver that hangs --------------------------------------------------- */

static gboolean
tick_cb (gpointer data)
{
  (*(guint *) data)++;
  return G_SOURCE_CONTINUE;
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/* It is pushed, comes back, and the next scan begins anew. */
static void
test_hangs_softly (void)
{
  g_autoptr (YcScanner) scanner = find_scanner ("hang:soft");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_FLATBED, 75);

  settings.mode = YC_SCAN_MODE_GRAY;
  settings.answer_ms_max = 300;
  for (guint i = 0; i < 2; i++)
    {
      g_auto (Batch) batch = { NULL };

      scan (scanner, &settings, NULL, &batch);
      g_assert_error (batch.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT);
      g_assert_nonnull (strstr (batch.error->message, "sane_read"));
    }
  settings.answer_ms_max = 0;
  {
    g_auto (Batch) batch = { NULL };

    g_timeout_add (200, cancel_cb, cancellable);
    scan (scanner, &settings, cancellable, &batch);
    g_assert_error (batch.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  }
}

/* It is given up and told of; the main thread goes on all the while, and so
 * does another scanner. */
static void
test_hangs_hard (void)
{
  g_autoptr (YcScanner) scanner = find_scanner ("hang:hard");
  g_autoptr (YcScanner) free_scanner = find_scanner (AIRSCAN);
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_FLATBED, 75);
  g_auto (Batch) batch = { NULL };
  g_auto (Batch) again = { NULL };
  g_auto (Batch) other = { NULL };
  guint ticks = 0;
  guint source = g_timeout_add (20, tick_cb, &ticks);
  gint64 start_us = g_get_monotonic_time ();

  settings.mode = YC_SCAN_MODE_GRAY;
  settings.answer_ms_max = 300;
  scan (scanner, &settings, NULL, &batch);
  g_source_remove (source);
  g_assert_error (batch.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (batch.error->message, "given up"));
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (ticks, >, 50);
  g_assert_cmpint (yc_device_get_state (YC_DEVICE (scanner)), ==, YC_DEVICE_PROBLEM);
  scan (scanner, &settings, NULL, &again);
  g_assert_error (again.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (again.error->message, "still hangs"));
  tell ("load 1");
  settings = get_settings (YC_SCAN_SOURCE_ADF, 75);
  scan (free_scanner, &settings, NULL, &other);
  g_assert_no_error (other.error);
  g_assert_cmpuint (other.count, ==, 1);
}

/* --- airscan and the scanner on the loopback -------------------------------- */

static void
assert_is_page (const YcRaster *raster,
                guint           number)
{
  g_autoptr (GBytes) jpeg = read_page (number);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcRaster) page = yc_jpeg_decode (jpeg, 1, 75, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (raster->width, ==, page->width);
  g_assert_cmpuint (raster->height, ==, page->height);
  g_assert_cmpuint (raster->channels, ==, 3);
  for (guint y = 0; y < page->height; y++)
    for (guint i = 0; i < raster->width; i++)
      g_assert_cmpmem (yc_raster_get_row (raster, y) + i * 3, page->channels,
                       yc_raster_get_row (page, y) + i * page->channels, page->channels);
}

static void
test_twenty_pages (void)
{
  g_autoptr (YcScanner) scanner = find_scanner (AIRSCAN);
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_ANY, 75);
  g_auto (Batch) batch = { NULL };

  tell ("load 20");
  scan (scanner, &settings, NULL, &batch);
  g_assert_no_error (batch.error);
  g_assert_cmpuint (batch.count, ==, 20);
  for (guint i = 0; i < 20; i++)
    assert_is_page (g_ptr_array_index (batch.pages, i), i + 1);
}

/* Six pages are there when it jams; going on brings the seventh and all behind it. */
static void
test_jam (void)
{
  g_autoptr (YcScanner) scanner = find_scanner (AIRSCAN);
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_ADF, 75);
  g_auto (Batch) before = { NULL };
  g_auto (Batch) jammed = { NULL };
  g_auto (Batch) after = { NULL };

  tell ("load 20");
  tell ("jam 7");
  scan (scanner, &settings, NULL, &before);
  g_assert_error (before.error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_JAMMED);
  g_assert_cmpuint (before.count, ==, 6);
  g_assert_cmpint (yc_device_get_state (YC_DEVICE (scanner)), ==, YC_DEVICE_PROBLEM);
  scan (scanner, &settings, NULL, &jammed);
  g_assert_error (jammed.error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_JAMMED);
  g_assert_cmpuint (jammed.count, ==, 0);
  tell ("clear");
  scan (scanner, &settings, NULL, &after);
  g_assert_no_error (after.error);
  g_assert_cmpuint (after.count, ==, 14);
  for (guint i = 0; i < 6; i++)
    assert_is_page (g_ptr_array_index (before.pages, i), i + 1);
  for (guint i = 0; i < 14; i++)
    assert_is_page (g_ptr_array_index (after.pages, i), i + 7);
}

static void
test_instructions (void)
{
  const struct
  {
    const char *before, *after;
    int code;
  } troubles[] = {
    { "load 0", NULL, YC_DEVICE_RETRY_NO_PAGES },
    { "cover-open", "cover-close", YC_DEVICE_RETRY_COVER_OPEN },
  };
  g_autoptr (YcScanner) scanner = find_scanner (AIRSCAN);
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_ADF, 75);

  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      g_auto (Batch) batch = { NULL };

      tell ("load 2");
      tell (troubles[i].before);
      scan (scanner, &settings, NULL, &batch);
      g_assert_error (batch.error, YC_DEVICE_RETRY, troubles[i].code);
      if (troubles[i].after != NULL)
        tell (troubles[i].after);
    }
}

/* What is no picture is an error in words, and no page of the batch. More sheets
 * lie behind it, and come slowly: the driver keeps the first trouble it meets, and
 * an empty feeder behind the last sheet may be met before that sheet is looked at. */
static void
test_garbage (void)
{
  g_autoptr (YcScanner) scanner = find_scanner (AIRSCAN);
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_ADF, 75);
  g_auto (Batch) batch = { NULL };

  tell ("load 20");
  tell ("slow 100");
  tell ("garbage");
  scan (scanner, &settings, NULL, &batch);
  tell ("slow 0");
  g_assert_error (batch.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_LINK);
  g_assert_cmpuint (batch.count, ==, 0);
}

/* A page that is cut the driver fills up with gray, and says nothing. */
static void
test_cut (void)
{
  g_autoptr (YcScanner) scanner = find_scanner (AIRSCAN);
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_ADF, 75);
  g_auto (Batch) batch = { NULL };

  tell ("load 1");
  tell ("cut");
  scan (scanner, &settings, NULL, &batch);
  g_assert_no_error (batch.error);
  g_assert_cmpuint (batch.count, ==, 1);
}

static void
test_stop (void)
{
  g_autoptr (YcScanner) scanner = find_scanner (AIRSCAN);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_ADF, 75);
  g_auto (Batch) batch = { NULL };

  tell ("load 20");
  tell ("slow 100");
  batch.cancel_after_first = cancellable;
  scan (scanner, &settings, cancellable, &batch);
  tell ("slow 0");
  g_assert_error (batch.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (batch.count, >=, 1);
  g_assert_cmpuint (batch.count, <, 5);
  g_assert_cmpint (yc_device_get_state (YC_DEVICE (scanner)), ==, YC_DEVICE_READY);
}

/* A scanner that says nothing more is not waited for for ever. Its driver waits
 * on, even when it is pushed, so it is given up; once it has come back after
 * all, the next scan is as any other. */
static void
test_silent (void)
{
  g_autoptr (YcScanner) scanner = find_scanner (AIRSCAN);
  YcScanSettings settings = get_settings (YC_SCAN_SOURCE_ADF, 75);
  g_auto (Batch) batch = { NULL };
  gboolean back = FALSE;

  tell ("load 3");
  tell ("silent");
  settings.answer_ms_max = 1500;
  scan (scanner, &settings, NULL, &batch);
  g_assert_error (batch.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT);
  tell ("speak");
  settings.answer_ms_max = 0;
  for (guint waited_ms = 0; !back && waited_ms < WAIT_MS_MAX; waited_ms += 50)
    {
      g_auto (Batch) after = { NULL };

      g_usleep (50000);
      tell ("load 3");
      scan (scanner, &settings, NULL, &after);
      back = !g_error_matches (after.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT);
      if (back)
        g_assert_no_error (after.error);
      g_assert_cmpuint (after.count, ==, back ? 3 : 0);
    }
  g_assert_true (back);
}

static void
caps_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GError) error = NULL;

  *(YcScannerCaps **) data = yc_scanner_ask_finish (YC_SCANNER (source), result, &error);
  g_assert_no_error (error);
}

static void
test_caps (void)
{
  g_autoptr (YcScanner) scanner = find_scanner (AIRSCAN);
  g_autoptr (YcScannerCaps) caps = NULL;

  yc_scanner_ask_async (scanner, NULL, caps_cb, &caps);
  while (caps == NULL || yc_device_get_detail (YC_DEVICE (scanner)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (caps->sources, ==, 1u << YC_SCAN_SOURCE_FLATBED | 1u << YC_SCAN_SOURCE_ADF |
                                       1u << YC_SCAN_SOURCE_ADF_DUPLEX);
  g_assert_cmpuint (g_array_index (caps->resolutions, guint, caps->resolutions->len - 1), ==, 600);
  g_assert_nonnull (strstr (yc_device_get_detail (YC_DEVICE (scanner)), "75–600 dpi"));
}

static void
make_folders (const char *drivers)
{
  static const char config[] = "number_of_devices 3\ngeometry_max 297.0\nresolution_max 1200.0\n"
                               "test-picture \"Color pattern\"\n";
  g_autofree char *pages = NULL;

  folder = g_dir_make_tmp ("yichuang-scanner-XXXXXX", NULL);
  pages = g_build_filename (folder, "pages", NULL);
  g_assert_cmpint (g_mkdir (pages, 0700), ==, 0);
  write_config ("test.conf", config);
  write_config ("dll.conf", drivers != NULL ? "test\nhang\nairscan\n" : "test\n");
  g_setenv ("SANE_CONFIG_DIR", folder, TRUE);
  if (drivers == NULL)
    return;
  draw_pages ();
  g_setenv ("LD_LIBRARY_PATH", drivers, TRUE);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_DIR))
        remove_folder (inner);
      else
        g_unlink (inner);
    }
  g_rmdir (path);
}

int
main (int    argc,
      char **argv)
{
  GSubprocess *sim = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, g_test_subprocess () ? 1 : 3);
  make_folders (g_test_subprocess () ? NULL : argv[2]);
  if (!g_test_subprocess ())
    {
      sim_program = argv[1];
      sim = start_sim ();
    }
  registry = yc_device_registry_new ();
  g_assert_true (yc_device_registry_add_address (registry, "sane", NULL));
  g_test_add_func ("/scanner/faults", test_faults);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *name = g_strconcat ("/scanner/subprocess/", faults[i].status, NULL);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_fault);
    }
  g_test_add_data_func ("/scanner/feeder", "/scanner/subprocess/feeder", run_apart);
  g_test_add_func ("/scanner/subprocess/feeder", test_feeder);
  g_test_add_data_func ("/scanner/three-passes", "/scanner/subprocess/three-passes", run_apart);
  g_test_add_func ("/scanner/subprocess/three-passes", test_three_passes);
  g_test_add_data_func ("/scanner/unknown-height", "/scanner/subprocess/unknown-height", run_apart);
  g_test_add_func ("/scanner/subprocess/unknown-height", test_unknown_height);
  g_test_add_data_func ("/scanner/refusals", "/scanner/subprocess/refusals", run_apart);
  g_test_add_func ("/scanner/subprocess/refusals", test_refusals);
  g_test_add_func ("/scanner/caps", test_caps);
  g_test_add_func ("/scanner/twenty-pages", test_twenty_pages);
  g_test_add_func ("/scanner/jam", test_jam);
  g_test_add_func ("/scanner/instructions", test_instructions);
  g_test_add_func ("/scanner/garbage", test_garbage);
  g_test_add_func ("/scanner/cut", test_cut);
  g_test_add_func ("/scanner/stop", test_stop);
  g_test_add_func ("/scanner/silent", test_silent);
  g_test_add_func ("/scanner/hangs-softly", test_hangs_softly);
  g_test_add_func ("/scanner/hangs-hard", test_hangs_hard);
  status = g_test_run ();
  g_object_unref (registry);
  if (sim != NULL)
    {
      g_subprocess_send_signal (sim, SIGTERM);
      g_subprocess_wait (sim, NULL, NULL);
    }
  g_clear_object (&sim);
  remove_folder (folder);
  g_free (folder);
  return status;
}
