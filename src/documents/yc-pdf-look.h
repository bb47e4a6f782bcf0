/* What a signature looks like on the page: ink, and a name and a moment below. */
#pragma once

#include "yc-ink.h"
#include "yc-pdf-sign-error.h"

G_BEGIN_DECLS

#define YC_PDF_INK_CURVES_MAX 20000
#define YC_PDF_INK_MM_MAX 2000.0 /* of a coordinate */

char *yc_pdf_look_draw (GArray            *ink,
                        const char *const *lines,
                        double             width_pt,
                        double             height_pt,
                        GError           **error);

G_END_DECLS
