/* One page of a PDF on the screen, with what was found on it marked. */
#pragma once

#include "yc-pdf-pages.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_PDF_SHEET (yc_pdf_sheet_get_type ())
G_DECLARE_FINAL_TYPE (YcPdfSheet, yc_pdf_sheet, YC, PDF_SHEET, GtkWidget)

GtkWidget *yc_pdf_sheet_new       (YcPdfPages     *pages,
                                   guint           page);
void       yc_pdf_sheet_set_scale (YcPdfSheet     *self,
                                   double          scale);
void       yc_pdf_sheet_show      (YcPdfSheet     *self,
                                   gboolean        near_view);
void       yc_pdf_sheet_mark      (YcPdfSheet     *self,
                                   GArray         *hits,
                                   guint           current);

G_END_DECLS
