/* An industry of GB/T 4754: its code, chosen by search. */
#pragma once

#include "yc-value.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: "changed", "done". */
#define YC_TYPE_INDUSTRY_ENTRY (yc_industry_entry_get_type ())
G_DECLARE_FINAL_TYPE (YcIndustryEntry, yc_industry_entry, YC, INDUSTRY_ENTRY, GtkWidget)

GtkWidget *yc_industry_entry_new       (const char      *label);
void       yc_industry_entry_set_code  (YcIndustryEntry *self,
                                        const char      *code);
gboolean   yc_industry_entry_get_code  (YcIndustryEntry *self,
                                        YcValue         *ret_value);
void       yc_industry_entry_deselect  (YcIndustryEntry *self);

G_END_DECLS
