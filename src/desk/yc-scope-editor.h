/* A business scope: its items in their order, and an entry that adds more. */
#pragma once

#include "yc-value.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: "changed" (by the clerk), "kept" (what was changed is whole), "done". */
#define YC_TYPE_SCOPE_EDITOR (yc_scope_editor_get_type ())
G_DECLARE_FINAL_TYPE (YcScopeEditor, yc_scope_editor, YC, SCOPE_EDITOR, GtkWidget)

GtkWidget  *yc_scope_editor_new       (const char    *label);
void        yc_scope_editor_set_scope (YcScopeEditor *self,
                                       const char    *scope);
const char *yc_scope_editor_get_scope (YcScopeEditor *self);
void        yc_scope_editor_deselect  (YcScopeEditor *self);

G_END_DECLS
