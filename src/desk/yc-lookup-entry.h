/* An entry that finds rows of a table: industries, or items of a business scope. */
#pragma once

#include "yc-lookup.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  YC_LOOKUP_INDUSTRIES,
  YC_LOOKUP_SCOPE_ITEMS,
} YcLookupKind;

/* Signals: "changed" (typed by the clerk), "taken" (const YcLookupRow *), "done"
 * (Return where no row stands to be taken). */
#define YC_TYPE_LOOKUP_ENTRY (yc_lookup_entry_get_type ())
G_DECLARE_FINAL_TYPE (YcLookupEntry, yc_lookup_entry, YC, LOOKUP_ENTRY, GtkWidget)

GtkWidget  *yc_lookup_entry_new       (YcLookupKind   kind);
const char *yc_lookup_entry_get_text  (YcLookupEntry *self);
void        yc_lookup_entry_set_text  (YcLookupEntry *self,
                                       const char    *text);
void        yc_lookup_entry_set_label (YcLookupEntry *self,
                                       const char    *label);
void        yc_lookup_entry_deselect  (YcLookupEntry *self);
void        yc_lookup_entry_close     (YcLookupEntry *self);

/* (transfer full): the names above @row, widest first: "制造业 › 食品制造业" */
char       *yc_lookup_dup_path        (const YcLookupRow *row);

G_END_DECLS
