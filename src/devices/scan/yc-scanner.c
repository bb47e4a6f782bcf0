/* yc-scanner.c: a device that makes pictures of pages */

#include "yc-scanner.h"

#include <string.h>

G_DEFINE_INTERFACE (YcScanner, yc_scanner, YC_TYPE_DEVICE)

static const char *const source_names[YC_N_SCAN_SOURCES] = { "any", "flatbed", "adf", "adf-duplex" };
static const char *const mode_names[YC_N_SCAN_MODES] = { "color", "gray", "lineart" };

static void
yc_scanner_default_init (YcScannerInterface *iface)
{
}

/* What a counter scans with: A4 in colour at 300 dpi, until the feeder is empty. */
void
yc_scan_settings_init (YcScanSettings *settings)
{
  *settings = (YcScanSettings) {
    .source = YC_SCAN_SOURCE_ANY,
    .mode = YC_SCAN_MODE_COLOR,
    .resolution = 300,
    .width_mm = YC_SCAN_A4_WIDTH_MM,
    .height_mm = YC_SCAN_A4_HEIGHT_MM,
  };
}

const char *
yc_scan_source_to_text (YcScanSource source)
{
  g_return_val_if_fail (source < YC_N_SCAN_SOURCES, "");

  return source_names[source];
}

gboolean
yc_scan_source_parse (const char   *text,
                      YcScanSource *ret_source)
{
  for (guint i = 0; i < YC_N_SCAN_SOURCES; i++)
    if (strcmp (text, source_names[i]) == 0)
      {
        *ret_source = (YcScanSource) i;
        return TRUE;
      }
  return FALSE;
}

const char *
yc_scan_mode_to_text (YcScanMode mode)
{
  g_return_val_if_fail (mode < YC_N_SCAN_MODES, "");

  return mode_names[mode];
}

gboolean
yc_scan_mode_parse (const char *text,
                    YcScanMode *ret_mode)
{
  for (guint i = 0; i < YC_N_SCAN_MODES; i++)
    if (strcmp (text, mode_names[i]) == 0)
      {
        *ret_mode = (YcScanMode) i;
        return TRUE;
      }
  return FALSE;
}

void
yc_scanner_caps_free (YcScannerCaps *caps)
{
  if (caps == NULL)
    return;
  g_clear_pointer (&caps->resolutions, g_array_unref);
  g_free (caps);
}

/**
 * yc_scanner_scan_async:
 * @self: a scanner
 * @settings: copied
 * @page_func: takes each page, on the scanner's worker thread
 * @page_data: for @page_func
 * @page_free: (nullable): frees @page_data, on the caller's main context
 * @cancellable: (nullable): ends the batch; pages that came are kept
 * @callback: when the batch is over
 * @data: for @callback
 *
 * Scans one page from the glass, or all that lie in the feeder.
 */
void
yc_scanner_scan_async (YcScanner            *self,
                       const YcScanSettings *settings,
                       YcScanPageFunc        page_func,
                       gpointer              page_data,
                       GDestroyNotify        page_free,
                       GCancellable         *cancellable,
                       GAsyncReadyCallback   callback,
                       gpointer              data)
{
  g_return_if_fail (YC_IS_SCANNER (self) && settings != NULL && page_func != NULL);

  YC_SCANNER_GET_IFACE (self)->scan_async (self, settings, page_func, page_data, page_free, cancellable, callback,
                                           data);
}

/**
 * yc_scanner_scan_finish:
 * @self: a scanner
 * @result: what the callback got
 * @error: YC_DEVICE_RETRY with an instruction for the clerk, after which the
 * same can be asked again and goes on behind the pages that came;
 * YC_DEVICE_ERROR; G_IO_ERROR_CANCELLED; or what the page function said
 *
 * Returns: how many pages were given to the page function, also with @error set
 */
guint
yc_scanner_scan_finish (YcScanner    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (YC_IS_SCANNER (self), 0);

  return YC_SCANNER_GET_IFACE (self)->scan_finish (self, result, error);
}

/* Opens it to see what it can do. */
void
yc_scanner_ask_async (YcScanner           *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             data)
{
  g_return_if_fail (YC_IS_SCANNER (self));

  YC_SCANNER_GET_IFACE (self)->ask_async (self, cancellable, callback, data);
}

/**
 * yc_scanner_ask_finish:
 * @self: a scanner
 * @result: what the callback got
 * @error: YC_DEVICE_RETRY or YC_DEVICE_ERROR
 *
 * Returns: (transfer full): what it can do, or %NULL
 */
YcScannerCaps *
yc_scanner_ask_finish (YcScanner    *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (YC_IS_SCANNER (self), NULL);

  return YC_SCANNER_GET_IFACE (self)->ask_finish (self, result, error);
}
