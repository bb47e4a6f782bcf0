/* yc-pdf-image.c: one page of a PDF as pixels */

#include "yc-pdf-image.h"

struct _YcPdfImage
{
  int width_px;
  int height_px;
  gsize stride_bytes;
  GBytes *pixels;
};

G_DEFINE_BOXED_TYPE (YcPdfImage, yc_pdf_image, yc_pdf_image_ref, yc_pdf_image_unref)

static void
image_clear (gpointer data)
{
  YcPdfImage *self = data;

  g_bytes_unref (self->pixels);
}

/**
 * yc_pdf_image_new:
 * @width_px: pixels in a row
 * @height_px: rows
 * @stride_bytes: from one row to the next, at least 4 × @width_px
 * @pixels: rows from the top: cairo's ARGB32, which is GDK_MEMORY_DEFAULT
 *
 * Returns: (transfer full)
 */
YcPdfImage *
yc_pdf_image_new (int     width_px,
                  int     height_px,
                  gsize   stride_bytes,
                  GBytes *pixels)
{
  YcPdfImage *self;

  g_return_val_if_fail (width_px > 0 && height_px > 0 && stride_bytes >= 4 * (gsize) width_px, NULL);
  g_return_val_if_fail (g_bytes_get_size (pixels) == stride_bytes * height_px, NULL);

  self = g_atomic_rc_box_new0 (YcPdfImage);
  self->width_px = width_px;
  self->height_px = height_px;
  self->stride_bytes = stride_bytes;
  self->pixels = g_bytes_ref (pixels);
  return self;
}

YcPdfImage *
yc_pdf_image_ref (YcPdfImage *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
yc_pdf_image_unref (YcPdfImage *self)
{
  g_atomic_rc_box_release_full (self, image_clear);
}

int
yc_pdf_image_get_width (const YcPdfImage *self)
{
  return self->width_px;
}

int
yc_pdf_image_get_height (const YcPdfImage *self)
{
  return self->height_px;
}

gsize
yc_pdf_image_get_stride (const YcPdfImage *self)
{
  return self->stride_bytes;
}

/* Returns: (transfer none) */
GBytes *
yc_pdf_image_get_pixels (const YcPdfImage *self)
{
  return self->pixels;
}
