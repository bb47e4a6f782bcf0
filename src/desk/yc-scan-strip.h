/* The scanned pages of one paper, until they are a document. */
#pragma once

#include "yc-case-scan.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_SCAN_STRIP (yc_scan_strip_get_type ())
G_DECLARE_FINAL_TYPE (YcScanStrip, yc_scan_strip, YC, SCAN_STRIP, GtkWidget)

void     yc_scan_strip_set_item (YcScanStrip *self,
                                 YcCaseFile  *file,
                                 const char  *item,
                                 const char  *paper);
void     yc_scan_strip_scan     (YcScanStrip *self,
                                 gboolean     replace);
void     yc_scan_strip_keep     (YcScanStrip *self);
gboolean yc_scan_strip_stop     (YcScanStrip *self);
gboolean yc_scan_strip_undo     (YcScanStrip *self);
gboolean yc_scan_strip_has_work (YcScanStrip *self);

G_END_DECLS
