/* A PDF to scroll through, page below page: zoom, search. */
#pragma once

#include "yc-pdf-pages.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_PDF_VIEW (yc_pdf_view_get_type ())
G_DECLARE_FINAL_TYPE (YcPdfView, yc_pdf_view, YC, PDF_VIEW, GtkWidget)

void        yc_pdf_view_set_pages (YcPdfView  *self,
                                   YcPdfPages *pages);
YcPdfPages *yc_pdf_view_get_pages (YcPdfView  *self);
void        yc_pdf_view_zoom      (YcPdfView  *self,
                                   int         steps);
void        yc_pdf_view_search    (YcPdfView  *self,
                                   const char *text);

G_END_DECLS
