/* A case or a visit that a figure counted. */
#pragma once

#include "yc-hub-answers-figures.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* "changed" is emitted when any of it has. */
#define YC_TYPE_COUNTED_ROW (yc_counted_row_get_type ())
G_DECLARE_FINAL_TYPE (YcCountedRow, yc_counted_row, YC, COUNTED_ROW, GObject)

YcCountedRow       *yc_counted_row_new    (const YcHubCounted *counted);
void                yc_counted_row_update (YcCountedRow       *self,
                                           const YcHubCounted *counted);
const YcHubCounted *yc_counted_row_get    (YcCountedRow       *self);
gboolean            yc_counted_row_is_visit (YcCountedRow     *self);
void                yc_counted_store_take (GListStore         *store,
                                           GPtrArray          *counted);

G_END_DECLS
