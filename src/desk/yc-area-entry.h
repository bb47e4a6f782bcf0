/* An administrative area, found by the beginning of its name or its code. */
#pragma once

#include "yc-value.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: "changed", "done". */
#define YC_TYPE_AREA_ENTRY (yc_area_entry_get_type ())
G_DECLARE_FINAL_TYPE (YcAreaEntry, yc_area_entry, YC, AREA_ENTRY, GtkWidget)

GtkWidget *yc_area_entry_new      (void);
void       yc_area_entry_set_code (YcAreaEntry *self,
                                   const char  *code);
gboolean   yc_area_entry_get_code (YcAreaEntry *self,
                                   YcValue     *ret_value);
void       yc_area_entry_deselect (YcAreaEntry *self);
void       yc_area_entry_set_label (YcAreaEntry *self,
                                   const char  *label);

G_END_DECLS
