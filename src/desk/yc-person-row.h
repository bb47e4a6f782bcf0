/* A person who must be identified, and how they were. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal "ask" (string kind): for an e-ID or e-licence of this person. */
#define YC_TYPE_PERSON_ROW (yc_person_row_get_type ())
G_DECLARE_FINAL_TYPE (YcPersonRow, yc_person_row, YC, PERSON_ROW, GtkWidget)

GtkWidget  *yc_person_row_new      (YcCaseFile  *file,
                                    const char  *person);
const char *yc_person_row_get_path (YcPersonRow *self);
void        yc_person_row_refresh  (YcPersonRow *self);

G_END_DECLS
