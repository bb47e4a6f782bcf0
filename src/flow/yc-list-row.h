/* A case on one of the hub's lists: enough to choose it by. */
#pragma once

#include "yc-hub-answers.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* Properties, all read-only: "number", "name", "status-text", "why", "owner"
 * (strings, "" where there is nothing), "due" (int64 ms by the hub's clock, 0
 * where nothing is due). "changed" is emitted when any of it has. */
#define YC_TYPE_LIST_ROW (yc_list_row_get_type ())
G_DECLARE_FINAL_TYPE (YcListRow, yc_list_row, YC, LIST_ROW, GObject)

YcListRow  *yc_list_row_new             (const YcHubListRow *row);
gboolean    yc_list_row_update          (YcListRow          *self,
                                         const YcHubListRow *row);
const YcId *yc_list_row_get_id          (YcListRow          *self);
const char *yc_list_row_get_number      (YcListRow          *self);
const char *yc_list_row_get_name        (YcListRow          *self);
const char *yc_list_row_get_status      (YcListRow          *self);
const char *yc_list_row_get_status_text (YcListRow          *self);
const char *yc_list_row_get_why         (YcListRow          *self);
const char *yc_list_row_get_why_text    (YcListRow          *self);
const char *yc_list_row_get_module      (YcListRow          *self);
const char *yc_list_row_get_owner       (YcListRow          *self);
gint64      yc_list_row_get_due         (YcListRow          *self);

G_END_DECLS
