/* A field of the form: its name, its editor, where its value came from. */
#pragma once

#include "yc-case-file.h"
#include "yc-mask.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_FIELD_ROW (yc_field_row_get_type ())
G_DECLARE_FINAL_TYPE (YcFieldRow, yc_field_row, YC, FIELD_ROW, GtkWidget)

GtkWidget  *yc_field_row_new      (YcCaseFile        *file,
                                   const YcFieldSpec *spec,
                                   const char        *row);
const char *yc_field_row_get_path (YcFieldRow        *self);
void        yc_field_row_refresh  (YcFieldRow        *self);
void        yc_field_row_commit   (YcFieldRow        *self);
gboolean    yc_field_row_revert   (YcFieldRow        *self);

/* What stands in it as one reads it, whole, kept or not; (transfer full) */
char       *yc_field_row_dup_shown    (YcFieldRow        *self);
char       *yc_field_row_dup_notice   (YcFieldRow        *self);
/* How it is shown to who has not asked for it. */
YcMask      yc_field_row_get_mask     (YcFieldRow        *self);

G_END_DECLS
