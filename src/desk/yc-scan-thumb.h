/* A scanned page, small. */
#pragma once

#include "yc-scan-sheet.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_SCAN_THUMB (yc_scan_thumb_get_type ())
G_DECLARE_FINAL_TYPE (YcScanThumb, yc_scan_thumb, YC, SCAN_THUMB, GtkWidget)

GtkWidget   *yc_scan_thumb_new        (YcScanSheet *sheet,
                                       guint        position,
                                       const char  *paper);
YcScanSheet *yc_scan_thumb_get_sheet  (YcScanThumb *self);
void         yc_scan_thumb_set_number (YcScanThumb *self,
                                       guint        position);

G_END_DECLS
