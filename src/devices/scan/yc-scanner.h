/* A device that makes pictures of pages. */
#pragma once

#include "yc-device.h"
#include "yc-raster.h"

G_BEGIN_DECLS

#define YC_SCAN_PAGES_MAX 200      /* of one batch */
#define YC_SCAN_RESOLUTION_MIN 50  /* dpi */
#define YC_SCAN_RESOLUTION_MAX 1200
#define YC_SCAN_OPTIONS_MAX 32     /* a driver's own, by name */

#define YC_SCAN_A4_WIDTH_MM 210
#define YC_SCAN_A4_HEIGHT_MM 297

typedef enum
{
  YC_SCAN_SOURCE_ANY, /* the feeder where there is one, else the glass */
  YC_SCAN_SOURCE_FLATBED,
  YC_SCAN_SOURCE_ADF,
  YC_SCAN_SOURCE_ADF_DUPLEX,
  YC_N_SCAN_SOURCES,
} YcScanSource;

typedef enum
{
  YC_SCAN_MODE_COLOR,
  YC_SCAN_MODE_GRAY,
  YC_SCAN_MODE_LINEART,
  YC_N_SCAN_MODES,
} YcScanMode;

typedef struct
{
  YcScanSource source;
  YcScanMode mode;
  guint resolution;           /* dpi; the nearest that the scanner has is taken */
  guint width_mm, height_mm;  /* of the area, from the upper left */
  guint pages_max;            /* 0: until the feeder is empty, %YC_SCAN_PAGES_MAX at most */
  guint answer_ms_max;        /* how long one call of the driver may take; 0: as long as is usual for it */
  const char *const *options; /* (nullable): "name=value", a driver's own */
} YcScanSettings;

/* What a scanner can do. */
typedef struct
{
  guint sources;       /* bits: 1 << YcScanSource */
  guint modes;         /* bits: 1 << YcScanMode */
  GArray *resolutions; /* of guint, dpi, ascending: those it names, or usual ones in its range */
} YcScannerCaps;

/* Called on the scanner's worker thread, which may take its time: the next page
 * is read meanwhile, and no further one.
 * @page: (transfer full); @number: from 1 in this batch.
 * Returns: FALSE with @error set to end the batch */
typedef gboolean (*YcScanPageFunc) (YcRaster *page,
                                    guint     number,
                                    gpointer  data,
                                    GError  **error);

#define YC_TYPE_SCANNER (yc_scanner_get_type ())
G_DECLARE_INTERFACE (YcScanner, yc_scanner, YC, SCANNER, YcDevice)

struct _YcScannerInterface
{
  GTypeInterface parent_iface;

  void (*scan_async) (YcScanner            *self,
                      const YcScanSettings *settings,
                      YcScanPageFunc        page_func,
                      gpointer              page_data,
                      GDestroyNotify        page_free,
                      GCancellable         *cancellable,
                      GAsyncReadyCallback   callback,
                      gpointer              data);
  guint (*scan_finish) (YcScanner    *self,
                        GAsyncResult *result,
                        GError      **error);
  void (*ask_async) (YcScanner           *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             data);
  YcScannerCaps *(*ask_finish) (YcScanner    *self,
                                GAsyncResult *result,
                                GError      **error);
};

void           yc_scan_settings_init       (YcScanSettings       *settings);
const char    *yc_scan_source_to_text      (YcScanSource          source);
gboolean       yc_scan_source_parse        (const char           *text,
                                            YcScanSource         *ret_source);
const char    *yc_scan_mode_to_text        (YcScanMode            mode);
gboolean       yc_scan_mode_parse          (const char           *text,
                                            YcScanMode           *ret_mode);
void           yc_scanner_caps_free        (YcScannerCaps        *caps);

void           yc_scanner_scan_async       (YcScanner            *self,
                                            const YcScanSettings *settings,
                                            YcScanPageFunc        page_func,
                                            gpointer              page_data,
                                            GDestroyNotify        page_free,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              data);
guint          yc_scanner_scan_finish      (YcScanner            *self,
                                            GAsyncResult         *result,
                                            GError              **error);
void           yc_scanner_ask_async        (YcScanner            *self,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              data);
YcScannerCaps *yc_scanner_ask_finish       (YcScanner            *self,
                                            GAsyncResult         *result,
                                            GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcScannerCaps, yc_scanner_caps_free)

G_END_DECLS
