/* A PDF to be looked at: its pages as pixels, drawn on a worker (D3).
 *
 * To show one:
 *
 *   yc_pdf_pages_open_async (worker, bytes, cancellable, opened_cb, data);
 *   …
 *   pages = yc_pdf_pages_open_finish (result, &error);
 *   image = yc_pdf_pages_lookup (pages, 0, scale);          what was drawn before
 *   if (image == NULL)
 *     yc_pdf_pages_draw_async (pages, 0, scale, cancellable, drawn_cb, data);
 *
 * and with GTK:
 *
 *   gdk_memory_texture_new (yc_pdf_image_get_width (image), yc_pdf_image_get_height (image),
 *                           GDK_MEMORY_DEFAULT, yc_pdf_image_get_pixels (image),
 *                           yc_pdf_image_get_stride (image));
 *
 * One worker serves all PDFs of a program; its owner stops it at the end.
 * Cancelling takes back what waits; a page that is being drawn is drawn to its
 * end and thrown away. */
#pragma once

#include "yc-pdf-image.h"
#include "yc-worker.h"

G_BEGIN_DECLS

#define YC_PDF_BYTES_MAX (64 * 1024 * 1024)   /* of a file */
#define YC_PDF_PAGES_MAX 1000
#define YC_PDF_PAGE_PIXELS_MAX (16 * 1000 * 1000) /* of one picture: A4 at 400 dpi has 15.5 million */
#define YC_PDF_CACHE_BYTES_MAX (64 * 1024 * 1024) /* of pictures kept, for each file */
#define YC_PDF_SEARCH_BYTES_MAX 256           /* of what is searched for */
#define YC_PDF_HITS_MAX 1000
#define YC_PDF_QUEUE_MAX 256                  /* pieces of work that may wait at a worker made by _worker_new() */

typedef enum
{
  YC_PDF_ERROR_TOO_BIG,   /* the file, its number of pages, or the picture asked for */
  YC_PDF_ERROR_NOT_PDF,   /* something else, or a piece of one */
  YC_PDF_ERROR_ENCRYPTED, /* needs a password */
  YC_PDF_ERROR_DAMAGED,   /* cannot be read or drawn */
} YcPdfError;

#define YC_PDF_ERROR (yc_pdf_error_quark ())

GQuark yc_pdf_error_quark (void);

/* Where a text was found: points (1/72 inch) from the page's top left corner. */
typedef struct
{
  guint page;
  double x_pt;
  double y_pt;
  double width_pt;
  double height_pt;
} YcPdfHit;

#define YC_TYPE_PDF_PAGES (yc_pdf_pages_get_type ())
G_DECLARE_FINAL_TYPE (YcPdfPages, yc_pdf_pages, YC, PDF_PAGES, GObject)

YcWorker   *yc_pdf_pages_worker_new    (void);
void        yc_pdf_pages_open_async    (YcWorker            *worker,
                                        GBytes              *bytes,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             data);
YcPdfPages *yc_pdf_pages_open_finish   (GAsyncResult        *result,
                                        GError             **error);

GBytes     *yc_pdf_pages_get_bytes     (YcPdfPages          *self);
const char *yc_pdf_pages_get_sha256    (YcPdfPages          *self);
guint       yc_pdf_pages_get_count     (YcPdfPages          *self);
void        yc_pdf_pages_get_page_size (YcPdfPages          *self,
                                        guint                page,
                                        double              *ret_width_pt,
                                        double              *ret_height_pt);

YcPdfImage *yc_pdf_pages_lookup        (YcPdfPages          *self,
                                        guint                page,
                                        double               scale);
void        yc_pdf_pages_draw_async    (YcPdfPages          *self,
                                        guint                page,
                                        double               scale,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             data);
YcPdfImage *yc_pdf_pages_draw_finish   (YcPdfPages          *self,
                                        GAsyncResult        *result,
                                        GError             **error);

void        yc_pdf_pages_search_async  (YcPdfPages          *self,
                                        const char          *text,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             data);
GArray     *yc_pdf_pages_search_finish (YcPdfPages          *self,
                                        GAsyncResult        *result,
                                        GError             **error);

G_END_DECLS
