/* One thing that stands in the way, as a list shows it. */
#pragma once

#include "yc-case-file.h"

G_BEGIN_DECLS

/* Properties: "label" (where), "message" (what; "" where nothing has been filled
 * in), "has-message", "severe". */
#define YC_TYPE_MISSING (yc_missing_get_type ())
G_DECLARE_FINAL_TYPE (YcMissing, yc_missing, YC, MISSING, GObject)

const char *yc_missing_get_path (YcMissing  *self);
void        yc_missing_fill     (GListStore *store,
                                 YcCaseFile *file);

G_END_DECLS
