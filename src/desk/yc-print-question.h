/* Asks what became of a print that nobody can tell of: one line, two answers. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Hidden until it asks. Signal "answered": (again): the answer is kept; where
 * @again, the sheet is spoilt and is to be printed anew. */
#define YC_TYPE_PRINT_QUESTION (yc_print_question_get_type ())
G_DECLARE_FINAL_TYPE (YcPrintQuestion, yc_print_question, YC, PRINT_QUESTION, GtkWidget)

/* @kind: the paper's; @title: what it is called; @error: why it is asked. FALSE
 * where @error is another one, and nothing is asked. */
gboolean yc_print_question_ask  (YcPrintQuestion *self,
                                 YcCaseFile      *file,
                                 const char      *kind,
                                 const char      *title,
                                 const GError    *error);
void     yc_print_question_hide (YcPrintQuestion *self);

G_END_DECLS
