/* What a value is typed into or chosen with, by the field's type. */
#pragma once

#include "yc-mask.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: "changed" (by the clerk), "kept" (changed, and to be kept at once),
 * "done" (Return, or a choice made). */
#define YC_TYPE_FIELD_EDITOR (yc_field_editor_get_type ())
G_DECLARE_FINAL_TYPE (YcFieldEditor, yc_field_editor, YC, FIELD_EDITOR, GtkWidget)

GtkWidget *yc_field_editor_new       (const YcFieldSpec *spec);
void       yc_field_editor_set_value (YcFieldEditor     *self,
                                      const YcValue     *value);
gboolean   yc_field_editor_get_value (YcFieldEditor     *self,
                                      YcValue           *ret_value);
void       yc_field_editor_set_mask  (YcFieldEditor     *self,
                                      YcMask             mask,
                                      gboolean           typing);
void       yc_field_editor_select    (YcFieldEditor     *self);
void       yc_field_editor_deselect  (YcFieldEditor     *self);
void       yc_field_editor_set_editable (YcFieldEditor  *self,
                                      gboolean           editable);

G_END_DECLS
