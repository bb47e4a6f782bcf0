/* yc-ctl-scan.c: yichuang-ctl scan
 *
 *   scan --list                        what scanners there are, a line each
 *   scan [--device D] … -o OUT.pdf     one page, or all in the feeder, as a PDF
 *
 * A line a page on stderr. Exit status: 0 all well; 1 nothing was made; 2 the
 * command makes no sense; 3 something went wrong on the way, and OUT.pdf has the
 * pages that came before it.
 */

#include "yc-ctl-scan.h"

#include "yc-device-registry.h"
#include "yc-file.h"
#include "yc-sane-device.h"
#include "yc-scan-page.h"
#include "yc-scan-pdf.h"

#include <string.h>

#define LOOK_MS_MAX 30000
#define LOOK_SETTLE_MS 300
#define EXIT_PARTLY 3

typedef struct
{
  gboolean list;
  gboolean duplex;
  gboolean keep_blank;
  char *device;
  char *source;
  char *mode;
  char *output;
  char **options;
  int resolution;
  int pages;
  int timeout_s;

  GMainLoop *loop;
  GMutex mutex;
  GPtrArray *sheets;   /* of YcScanPage; under the mutex */
  GError *error;
  YcScannerCaps *caps; /* (nullable) */
  guint scanned;
} Scan;

/* --- the command line ----------------------------------------------------- */

static gboolean
parse (int      argc,
       char   **argv,
       Scan    *scan,
       GError **error)
{
  GOptionEntry entries[] = {
    { "list", 0, 0, G_OPTION_ARG_NONE, &scan->list, "List the scanners", NULL },
    { "device", 'd', 0, G_OPTION_ARG_STRING, &scan->device, "As --list names it; the first one otherwise", "D" },
    { "source", 0, 0, G_OPTION_ARG_STRING, &scan->source, "any, flatbed, adf or adf-duplex", "S" },
    { "duplex", 0, 0, G_OPTION_ARG_NONE, &scan->duplex, "The same as --source adf-duplex", NULL },
    { "mode", 0, 0, G_OPTION_ARG_STRING, &scan->mode, "color, gray or lineart", "M" },
    { "resolution", 0, 0, G_OPTION_ARG_INT, &scan->resolution, "50 to 1200 dpi; 300 otherwise", "DPI" },
    { "pages", 0, 0, G_OPTION_ARG_INT, &scan->pages, "At most so many", "N" },
    { "keep-blank", 0, 0, G_OPTION_ARG_NONE, &scan->keep_blank, "Blank pages too", NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &scan->timeout_s, "How long the driver may take for one thing", "SECONDS" },
    { "option", 0, 0, G_OPTION_ARG_STRING_ARRAY, &scan->options, "An option of the driver's own", "NAME=VALUE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &scan->output, "Where the PDF goes", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Scans pages into a PDF.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (argc == 1 && (scan->list || scan->output != NULL))
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "Say --list, or where to: -o FILE");
  return FALSE;
}

static gboolean
refuse (GError    **error,
        const char *what)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s makes no sense here", what);
  return FALSE;
}

static gboolean
fill_settings (const Scan     *scan,
               YcScanSettings *settings,
               GError        **error)
{
  yc_scan_settings_init (settings);
  if (scan->source != NULL && !yc_scan_source_parse (scan->source, &settings->source))
    return refuse (error, scan->source);
  if (scan->mode != NULL && !yc_scan_mode_parse (scan->mode, &settings->mode))
    return refuse (error, scan->mode);
  if (scan->resolution != 0 &&
      (scan->resolution < YC_SCAN_RESOLUTION_MIN || scan->resolution > YC_SCAN_RESOLUTION_MAX))
    return refuse (error, "--resolution");
  if (scan->pages < 0 || scan->pages > YC_SCAN_PAGES_MAX || scan->timeout_s < 0 || scan->timeout_s > 3600)
    return refuse (error, "--pages or --timeout");
  if (scan->duplex)
    settings->source = YC_SCAN_SOURCE_ADF_DUPLEX;
  if (scan->resolution != 0)
    settings->resolution = (guint) scan->resolution;
  settings->pages_max = (guint) scan->pages;
  settings->answer_ms_max = (guint) scan->timeout_s * 1000;
  settings->options = (const char *const *) scan->options;
  return TRUE;
}

/* --- looking for scanners ------------------------------------------------- */

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* They are told one after another in one go. */
static void
found_cb (GListModel *list,
          guint       position,
          guint       removed,
          guint       added,
          gpointer    data)
{
  g_timeout_add (LOOK_SETTLE_MS, quit_cb, data);
}

static YcDeviceRegistry *
look (Scan    *scan,
      GError **error)
{
  YcDeviceRegistry *registry = yc_device_registry_new ();
  guint source;

  if (!yc_device_registry_add_address (registry, "sane", error))
    {
      g_object_unref (registry);
      return NULL;
    }
  g_signal_connect (registry, "items-changed", G_CALLBACK (found_cb), scan->loop);
  source = g_timeout_add (LOOK_MS_MAX, quit_cb, scan->loop);
  g_main_loop_run (scan->loop);
  if (g_list_model_get_n_items (G_LIST_MODEL (registry)) > 0)
    g_source_remove (source);
  g_signal_handlers_disconnect_by_data (registry, scan->loop);
  return registry;
}

/* Returns: (nullable) (transfer full) */
static YcSaneDevice *
find (YcDeviceRegistry *registry,
      const char       *name,
      GError          **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (registry)); i++)
    {
      g_autoptr (YcSaneDevice) device = g_list_model_get_item (G_LIST_MODEL (registry), i);

      if (name == NULL || g_str_equal (yc_sane_device_get_sane_name (device), name))
        return g_steal_pointer (&device);
    }
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED, "%s: no such scanner; --list shows which there are",
               name != NULL ? name : "any");
  return NULL;
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Scan *scan = data;

  scan->caps = yc_scanner_ask_finish (YC_SCANNER (source), result, &scan->error);
  g_main_loop_quit (scan->loop);
}

static void
print_caps (const YcScannerCaps *caps)
{
  g_print ("\tsources");
  for (guint i = 1; i < YC_N_SCAN_SOURCES; i++)
    if ((caps->sources & 1u << i) != 0)
      g_print (" %s", yc_scan_source_to_text ((YcScanSource) i));
  g_print ("\tmodes");
  for (guint i = 0; i < YC_N_SCAN_MODES; i++)
    if ((caps->modes & 1u << i) != 0)
      g_print (" %s", yc_scan_mode_to_text ((YcScanMode) i));
  g_print ("\tdpi");
  for (guint i = 0; i < caps->resolutions->len; i++)
    g_print (" %u", g_array_index (caps->resolutions, guint, i));
}

static int
print_list (Scan             *scan,
            YcDeviceRegistry *registry)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (registry));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (YcSaneDevice) device = g_list_model_get_item (G_LIST_MODEL (registry), i);

      g_print ("%s\t%s", yc_sane_device_get_sane_name (device), yc_device_get_name (YC_DEVICE (device)));
      yc_scanner_ask_async (YC_SCANNER (device), NULL, asked_cb, scan);
      g_main_loop_run (scan->loop);
      if (scan->caps != NULL)
        print_caps (scan->caps);
      else
        g_print ("\t%s", scan->error->message);
      g_print ("\n");
      g_clear_pointer (&scan->caps, yc_scanner_caps_free);
      g_clear_error (&scan->error);
    }
  if (n == 0)
    g_printerr ("yichuang-ctl: no scanner was found\n");
  return n > 0 ? 0 : 1;
}

/* --- scanning ------------------------------------------------------------- */

/* The scanner's worker thread. */
static gboolean
page_cb (YcRaster *raster,
         guint     number,
         gpointer  data,
         GError  **error)
{
  Scan *scan = data;
  g_autoptr (YcRaster) page = raster;
  YcScanPage *sheet = yc_scan_page_new (page, error);
  gboolean kept;

  if (sheet == NULL)
    return FALSE;
  kept = !sheet->blank || scan->keep_blank;
  g_printerr ("page %u: %u × %u dots at %u dpi, skew %.2f°%s\n", number, sheet->width, sheet->height, sheet->dpi,
              sheet->skew, sheet->blank ? kept ? ", blank" : ", blank, set aside" : "");
  g_mutex_lock (&scan->mutex);
  if (kept)
    g_ptr_array_add (scan->sheets, sheet);
  g_mutex_unlock (&scan->mutex);
  if (!kept)
    yc_scan_page_free (sheet);
  return TRUE;
}

static void
scanned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Scan *scan = data;

  scan->scanned = yc_scanner_scan_finish (YC_SCANNER (source), result, &scan->error);
  g_main_loop_quit (scan->loop);
}

static gboolean
save (Scan    *scan,
      GError **error)
{
  g_autofree YcScanPdfPage *pages = g_new0 (YcScanPdfPage, scan->sheets->len + 1);
  g_autoptr (GBytes) pdf = NULL;

  for (guint i = 0; i < scan->sheets->len; i++)
    {
      const YcScanPage *sheet = g_ptr_array_index (scan->sheets, i);

      pages[i] = (YcScanPdfPage) { sheet->page, sheet->dpi, 0 };
    }
  pdf = yc_scan_pdf_make (pages, scan->sheets->len, error);
  return pdf != NULL && yc_file_write_durably (scan->output, pdf, 0600, error);
}

static int
scan_pages (Scan             *scan,
            YcDeviceRegistry *registry,
            GError          **error)
{
  g_autoptr (YcSaneDevice) device = NULL;
  YcScanSettings settings;

  if (!fill_settings (scan, &settings, error))
    return 2;
  device = find (registry, scan->device, error);
  if (device == NULL)
    return 1;
  yc_scanner_scan_async (YC_SCANNER (device), &settings, page_cb, scan, NULL, NULL, scanned_cb, scan);
  g_main_loop_run (scan->loop);
  if (scan->error != NULL)
    g_printerr ("yichuang-ctl: %s\n", scan->error->message);
  if (scan->sheets->len == 0)
    {
      if (scan->error == NULL)
        g_printerr ("yichuang-ctl: all %u pages are blank; nothing was written\n", scan->scanned);
      return 1;
    }
  if (!save (scan, error))
    return 1;
  g_printerr ("%u pages in %s\n", scan->sheets->len, scan->output);
  return scan->error != NULL ? EXIT_PARTLY : 0;
}

int
yc_ctl_scan (int    argc,
             char **argv)
{
  Scan scan = { 0 };
  g_autoptr (YcDeviceRegistry) registry = NULL;
  g_autoptr (GError) error = NULL;
  int status = 2;

  g_mutex_init (&scan.mutex);
  scan.loop = g_main_loop_new (NULL, FALSE);
  scan.sheets = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_scan_page_free);
  if (parse (argc, argv, &scan, &error))
    {
      registry = look (&scan, &error);
      if (registry != NULL)
        status = scan.list ? print_list (&scan, registry) : scan_pages (&scan, registry, &error);
    }
  if (error != NULL)
    g_printerr ("yichuang-ctl: %s\n", error->message);
  g_ptr_array_unref (scan.sheets);
  g_main_loop_unref (scan.loop);
  g_clear_error (&scan.error);
  g_mutex_clear (&scan.mutex);
  g_free (scan.device);
  g_free (scan.source);
  g_free (scan.mode);
  g_free (scan.output);
  g_strfreev (scan.options);
  return status;
}
