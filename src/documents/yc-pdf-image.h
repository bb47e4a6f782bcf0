/* One page of a PDF as pixels. It never changes; any thread may hold it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_TYPE_PDF_IMAGE (yc_pdf_image_get_type ())

typedef struct _YcPdfImage YcPdfImage;

GType       yc_pdf_image_get_type   (void) G_GNUC_CONST;
YcPdfImage *yc_pdf_image_new        (int               width_px,
                                     int               height_px,
                                     gsize             stride_bytes,
                                     GBytes           *pixels);
YcPdfImage *yc_pdf_image_ref        (YcPdfImage       *self);
void        yc_pdf_image_unref      (YcPdfImage       *self);
int         yc_pdf_image_get_width  (const YcPdfImage *self);
int         yc_pdf_image_get_height (const YcPdfImage *self);
gsize       yc_pdf_image_get_stride (const YcPdfImage *self);
GBytes     *yc_pdf_image_get_pixels (const YcPdfImage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPdfImage, yc_pdf_image_unref)

G_END_DECLS
