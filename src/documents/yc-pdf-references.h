/* What refers to what in a PDF. */
#pragma once

#include "yc-pdf-file.h"

G_BEGIN_DECLS

typedef void (*YcPdfReferenceFunc) (gint     number,
                                    gint     generation,
                                    gpointer data);

void  yc_pdf_references_scan         (const char         *text,
                                      YcPdfReferenceFunc  func,
                                      gpointer            data);
char *yc_pdf_references_dup_object   (YcPdfFile          *file,
                                      qpdf_oh             object);
guint yc_pdf_references_find_highest (YcPdfFile          *file);

G_END_DECLS
