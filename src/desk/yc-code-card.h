/* The hand-over card: eight digits that take a case to any window. */
#pragma once

#include "yc-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_CODE_CARD (yc_code_card_get_type ())
G_DECLARE_FINAL_TYPE (YcCodeCard, yc_code_card, YC, CODE_CARD, GtkWidget)

void yc_code_card_set_counter (YcCodeCard *self,
                               YcCounter  *counter);
void yc_code_card_set_file    (YcCodeCard *self,
                               YcCaseFile *file);
void yc_code_card_issue       (YcCodeCard *self);
void yc_code_card_print       (YcCodeCard *self);

G_END_DECLS
