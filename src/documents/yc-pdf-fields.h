/* Empty fields for all who will sign a PDF, made before the first of them does. */
#pragma once

#include "yc-pdf-file.h"

G_BEGIN_DECLS

/* Where a field stands: as the page is seen, from its top left corner. */
typedef struct
{
  const char *name;    /* of its own, without a point; not empty */
  guint page;          /* from 1 */
  double x_mm;
  double y_mm;
  double width_mm;
  double height_mm;
  const char *tooltip; /* (nullable): what a reader is told of it */
} YcPdfField;

#define YC_PDF_FIELD_MM_MIN 2.0 /* the least width and height */
#define YC_PDF_PT_PER_MM (72.0 / 25.4)

GBytes *yc_pdf_fields_prepare (GBytes           *pdf,
                               const YcPdfField *fields,
                               guint             n_fields,
                               GError          **error);
int     yc_pdf_page_get_turn  (YcPdfFile        *file,
                               qpdf_oh           page);

G_END_DECLS
