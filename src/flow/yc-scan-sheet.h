/* A scanned page that is not part of a document yet. */
#pragma once

#include "yc-scan-page.h"

#include <jansson.h>

G_BEGIN_DECLS

/* A value: what is done with a page makes another sheet of the same bytes. */
#define YC_TYPE_SCAN_SHEET (yc_scan_sheet_get_type ())
G_DECLARE_FINAL_TYPE (YcScanSheet, yc_scan_sheet, YC, SCAN_SHEET, GObject)

YcScanSheet *yc_scan_sheet_new            (const YcScanPage *page,
                                           const char       *original,
                                           const char       *straight,
                                           const char       *thumbnail);
YcScanSheet *yc_scan_sheet_new_from_json  (json_t           *json);
json_t      *yc_scan_sheet_to_json        (YcScanSheet      *self);
YcScanSheet *yc_scan_sheet_turn           (YcScanSheet      *self);
YcScanSheet *yc_scan_sheet_set_aside      (YcScanSheet      *self,
                                           gboolean          aside);

/* The names of its bytes in the store: SHA-256 as text. */
const char  *yc_scan_sheet_get_original   (YcScanSheet      *self);
gint64       yc_scan_sheet_get_original_size (YcScanSheet   *self); /* bytes */
const char  *yc_scan_sheet_get_straight   (YcScanSheet      *self);
const char  *yc_scan_sheet_get_thumbnail_name (YcScanSheet  *self);
/* (nullable): a JPEG; NULL until it has been read again */
GBytes      *yc_scan_sheet_get_thumbnail  (YcScanSheet      *self);
void         yc_scan_sheet_take_thumbnail (YcScanSheet      *self,
                                           GBytes           *jpeg);
guint        yc_scan_sheet_get_dpi        (YcScanSheet      *self);
guint        yc_scan_sheet_get_quarters   (YcScanSheet      *self);
double       yc_scan_sheet_get_skew       (YcScanSheet      *self);
gboolean     yc_scan_sheet_is_aside       (YcScanSheet      *self);
gboolean     yc_scan_sheet_is_blank       (YcScanSheet      *self);

G_END_DECLS
