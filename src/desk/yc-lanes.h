/* The modules of a case as lanes: how each stands, and what it waits for. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_LANES (yc_lanes_get_type ())
G_DECLARE_FINAL_TYPE (YcLanes, yc_lanes, YC, LANES, GtkWidget)

void        yc_lanes_show         (YcLanes    *self,
                                   YcCaseFile *file);
/* The first module that an office has sent back; (nullable) (transfer none) */
const char *yc_lanes_find_trouble (YcCaseFile *file);

G_END_DECLS
