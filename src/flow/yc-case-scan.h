/* Pages that are scanned into a case, until they are a document of it.
 *
 * Nothing is shown that is not sealed on the disk: pages, their order, what was
 * turned and set aside. So whatever ends the program, they are offered again. */
#pragma once

#include "yc-case-file.h"
#include "yc-counter.h"
#include "yc-scan-sheet.h"
#include "yc-scanner.h"

G_BEGIN_DECLS

#define YC_CASE_SCAN_SHEETS_MAX 200 /* of one item */

/* Where pages go that are scanned. */
typedef enum
{
  YC_SCAN_PLACE_END,
  YC_SCAN_PLACE_BEFORE,  /* the sheet at the position, one after another */
  YC_SCAN_PLACE_REPLACE, /* one page, instead of the sheet at the position */
  YC_SCAN_PLACE_GO_ON,   /* where the last scan of the item was interrupted */
} YcScanPlace;

typedef enum
{
  YC_SCAN_EDIT_REMOVE,
  YC_SCAN_EDIT_EARLIER,
  YC_SCAN_EDIT_LATER,
  YC_SCAN_EDIT_TURN,  /* a quarter clockwise */
  YC_SCAN_EDIT_ASIDE, /* or back from there */
  YC_SCAN_EDIT_UNDO,  /* the newest of these that was not undone, and what a scan replaced */
} YcScanEdit;

/* Signals: "changed": what can be done, what goes on, what is wrong. */
#define YC_TYPE_CASE_SCAN (yc_case_scan_get_type ())
G_DECLARE_FINAL_TYPE (YcCaseScan, yc_case_scan, YC, CASE_SCAN, GObject)

/* Returns: (transfer none): the case's own, loading what was left */
YcCaseScan *yc_case_scan_get          (YcCaseFile          *file);
/* Returns: (transfer none): of YcScanSheet */
GListModel *yc_case_scan_get_sheets   (YcCaseScan          *self,
                                       const char          *item);
/* Returns: (nullable): the item that is being scanned into */
const char *yc_case_scan_get_running  (YcCaseScan          *self);
/* Returns: (nullable): the instruction that an interrupted scan of @item waits for */
const char *yc_case_scan_get_problem  (YcCaseScan          *self,
                                       const char          *item);
gboolean    yc_case_scan_can_undo     (YcCaseScan          *self,
                                       const char          *item);
/* What has not been shown yet, because it was sealed by a run before this one. */
gboolean    yc_case_scan_is_loaded    (YcCaseScan          *self);

void        yc_case_scan_start_async  (YcCaseScan          *self,
                                       const char          *item,
                                       YcScanPlace          place,
                                       guint                position,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
/* Returns: how many pages came, also with @error set */
guint       yc_case_scan_start_finish (YcCaseScan          *self,
                                       GAsyncResult        *result,
                                       GError             **error);
void        yc_case_scan_stop         (YcCaseScan          *self);
void        yc_case_scan_edit_async   (YcCaseScan          *self,
                                       const char          *item,
                                       YcScanEdit           edit,
                                       guint                position,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
/* Makes one PDF of the sheets that are not set aside, and the document of the
 * item of it. */
void        yc_case_scan_keep_async   (YcCaseScan          *self,
                                       const char          *item,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean    yc_case_scan_finish       (YcCaseScan          *self,
                                       GAsyncResult        *result,
                                       GError             **error);

/* The counter's scanners. */
void         yc_counter_choose_scanner   (YcCounter        *self,
                                          YcDevice         *device);
/* Returns: (nullable) (transfer none): the one that scans */
YcDevice    *yc_counter_get_scanner      (YcCounter        *self);
void         yc_counter_look_for_devices (YcCounter        *self);
YcScanSource yc_counter_get_scan_source  (YcCounter        *self);
void         yc_counter_set_scan_source  (YcCounter        *self,
                                          YcScanSource      source);

G_END_DECLS
