/* yc-pdf-pages.c: a PDF to be looked at
 *
 * poppler is called on the worker and nowhere else, and a document dies there
 * too. What the main thread asks often (how many pages, how large, the digest)
 * was read once, when the file was opened.
 *
 * What was drawn is kept up to a number of bytes, what was not looked at
 * longest goes first. The cache belongs to the main thread: pictures come into
 * it in draw_finish().
 *
 * A file without a head or an end is refused: poppler would mend it by
 * guessing, and what somebody signs must not be a guess.
 */

#include "yc-pdf-pages.h"

#include "yc-crypto.h"

#include <math.h>
#include <poppler.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerPage, g_object_unref)

#define HEAD_BYTES 1024 /* a PDF begins and ends within so many (ISO 32000-1, implementation notes 13 and 18) */
#define SCALE_STEPS 1000 /* scales that differ by less are one */
#define SCALE_MAX 64.0

typedef struct
{
  double width_pt;
  double height_pt;
} PageSize;

/* A picture that is kept. */
typedef struct
{
  guint page;
  int scale;
  YcPdfImage *image;
} Kept;

struct _YcPdfPages
{
  GObject parent_instance;

  YcWorker *worker;
  GBytes *bytes;
  char sha256[YC_SHA256_TEXT_SIZE];
  PopplerDocument *document; /* the worker's */
  GArray *sizes;             /* of PageSize */
  GQueue *kept;              /* of Kept, what was looked at last first */
  gsize kept_bytes;
};

G_DEFINE_FINAL_TYPE (YcPdfPages, yc_pdf_pages, G_TYPE_OBJECT)
G_DEFINE_QUARK (yc-pdf-error-quark, yc_pdf_error)

/* --- dying -------------------------------------------------------------------- */

/* What a worker is given to drop. */
typedef struct
{
  PopplerDocument *document;
} Closing;

static void
closing_free (gpointer data)
{
  Closing *closing = data;

  g_clear_object (&closing->document); /* the worker was stopped: nobody else uses it any more */
  g_free (closing);
}

static void
close_cb (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  Closing *closing = data;

  g_clear_object (&closing->document);
  g_task_return_boolean (task, TRUE);
}

static void
close_document (YcPdfPages *self)
{
  g_autoptr (GTask) task = NULL;
  Closing *closing;

  if (self->document == NULL)
    return;
  closing = g_new0 (Closing, 1);
  closing->document = g_steal_pointer (&self->document);
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, closing, closing_free);
  yc_worker_run (self->worker, task, close_cb);
}

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  yc_pdf_image_unref (kept->image);
  g_free (kept);
}

static void
yc_pdf_pages_dispose (GObject *object)
{
  close_document (YC_PDF_PAGES (object));
  G_OBJECT_CLASS (yc_pdf_pages_parent_class)->dispose (object);
}

static void
yc_pdf_pages_finalize (GObject *object)
{
  YcPdfPages *self = YC_PDF_PAGES (object);

  g_clear_object (&self->worker);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_array_unref (self->sizes);
  g_queue_free_full (self->kept, kept_free);
  G_OBJECT_CLASS (yc_pdf_pages_parent_class)->finalize (object);
}

static void
yc_pdf_pages_class_init (YcPdfPagesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_pdf_pages_dispose;
  G_OBJECT_CLASS (klass)->finalize = yc_pdf_pages_finalize;
}

static void
yc_pdf_pages_init (YcPdfPages *self)
{
  self->sizes = g_array_new (FALSE, FALSE, sizeof (PageSize));
  self->kept = g_queue_new ();
}

/* Returns: (transfer full): a worker for PDFs, running */
YcWorker *
yc_pdf_pages_worker_new (void)
{
  return yc_worker_new ("pdf", YC_PDF_QUEUE_MAX);
}

/* --- opening ------------------------------------------------------------------ */

static gboolean
has_text (const guint8 *data,
          gsize         size,
          const char   *text)
{
  return memmem (data, size, text, strlen (text)) != NULL;
}

static gboolean
check_bytes (GBytes  *bytes,
             GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size > YC_PDF_BYTES_MAX)
    {
      g_set_error (error, YC_PDF_ERROR, YC_PDF_ERROR_TOO_BIG,
                   "The file has %" G_GSIZE_FORMAT " MiB, at most %d can be shown", size / (1024 * 1024),
                   YC_PDF_BYTES_MAX / (1024 * 1024));
      return FALSE;
    }
  if (size == 0 || !has_text (data, MIN (size, HEAD_BYTES), "%PDF-"))
    {
      g_set_error_literal (error, YC_PDF_ERROR, YC_PDF_ERROR_NOT_PDF, "The file is no PDF");
      return FALSE;
    }
  if (!has_text (data + (size > HEAD_BYTES ? size - HEAD_BYTES : 0), MIN (size, HEAD_BYTES), "%%EOF"))
    {
      g_set_error_literal (error, YC_PDF_ERROR, YC_PDF_ERROR_NOT_PDF, "The PDF is cut off: its end is missing");
      return FALSE;
    }
  return TRUE;
}

/* poppler's words are for its programmers. */
static PopplerDocument *
open_document (GBytes  *bytes,
               GError **error)
{
  g_autoptr (GError) poppler_error = NULL;
  PopplerDocument *document = poppler_document_new_from_bytes (bytes, NULL, &poppler_error);

  if (document != NULL)
    return document;
  if (g_error_matches (poppler_error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
    g_set_error_literal (error, YC_PDF_ERROR, YC_PDF_ERROR_ENCRYPTED, "The PDF is locked with a password");
  else
    g_set_error (error, YC_PDF_ERROR, YC_PDF_ERROR_DAMAGED, "The PDF is damaged: %s", poppler_error->message);
  return NULL;
}

static gboolean
read_sizes (YcPdfPages *self,
            GError    **error)
{
  int count = poppler_document_get_n_pages (self->document);

  if (count <= 0)
    {
      g_set_error_literal (error, YC_PDF_ERROR, YC_PDF_ERROR_DAMAGED, "The PDF is damaged: it has no pages");
      return FALSE;
    }
  if (count > YC_PDF_PAGES_MAX)
    {
      g_set_error (error, YC_PDF_ERROR, YC_PDF_ERROR_TOO_BIG, "The PDF has %d pages, at most %d can be shown", count,
                   YC_PDF_PAGES_MAX);
      return FALSE;
    }
  for (int i = 0; i < count; i++)
    {
      g_autoptr (PopplerPage) page = poppler_document_get_page (self->document, i);
      PageSize size = { 0 };

      if (page != NULL)
        poppler_page_get_size (page, &size.width_pt, &size.height_pt);
      if (!(size.width_pt >= 1 && size.height_pt >= 1))
        {
          g_set_error (error, YC_PDF_ERROR, YC_PDF_ERROR_DAMAGED, "The PDF is damaged: page %d can’t be read", i + 1);
          return FALSE;
        }
      g_array_append_val (self->sizes, size);
    }
  return TRUE;
}

static void
open_cb (GTask        *task,
         gpointer      source,
         gpointer      data,
         GCancellable *cancellable)
{
  YcPdfPages *self = data;
  GError *error = NULL;
  guint8 hash[YC_SHA256_SIZE];

  if (check_bytes (self->bytes, &error) && (self->document = open_document (self->bytes, &error)) != NULL &&
      read_sizes (self, &error))
    {
      yc_sha256_bytes (self->bytes, hash);
      yc_sha256_to_text (hash, self->sha256);
      g_task_return_pointer (task, g_object_ref (self), g_object_unref);
      return;
    }
  g_clear_object (&self->document);
  g_task_return_error (task, error);
}

/**
 * yc_pdf_pages_open_async:
 * @worker: where PDFs are read; one for all, as of yc_pdf_pages_worker_new()
 * @bytes: a whole file, at most %YC_PDF_BYTES_MAX
 * @cancellable: (nullable)
 * @callback: called in the caller's main context
 * @data: for @callback
 */
void
yc_pdf_pages_open_async (YcWorker            *worker,
                         GBytes              *bytes,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  YcPdfPages *self;

  g_return_if_fail (YC_IS_WORKER (worker) && bytes != NULL);

  self = g_object_new (YC_TYPE_PDF_PAGES, NULL);
  self->worker = g_object_ref (worker);
  self->bytes = g_bytes_ref (bytes);
  g_task_set_source_tag (task, yc_pdf_pages_open_async);
  g_task_set_task_data (task, self, g_object_unref);
  yc_worker_run (worker, task, open_cb);
}

/**
 * yc_pdf_pages_open_finish:
 * @result: of yc_pdf_pages_open_async()
 * @error: YC_PDF_ERROR, or what a worker and a cancellable say
 *
 * Returns: (transfer full) (nullable)
 */
YcPdfPages *
yc_pdf_pages_open_finish (GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_pdf_pages_open_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Returns: (transfer none): the file that is shown, byte by byte */
GBytes *
yc_pdf_pages_get_bytes (YcPdfPages *self)
{
  g_return_val_if_fail (YC_IS_PDF_PAGES (self), NULL);

  return self->bytes;
}

/* The digest of the bytes that the pages are drawn from: who has seen the
 * pages has seen this. */
const char *
yc_pdf_pages_get_sha256 (YcPdfPages *self)
{
  g_return_val_if_fail (YC_IS_PDF_PAGES (self), NULL);

  return self->sha256;
}

/* Returns: at least 1 */
guint
yc_pdf_pages_get_count (YcPdfPages *self)
{
  g_return_val_if_fail (YC_IS_PDF_PAGES (self), 0);

  return self->sizes->len;
}

/**
 * yc_pdf_pages_get_page_size:
 * @self: a PDF
 * @page: from 0
 * @ret_width_pt: (out): as it is shown, turned where the file says so
 * @ret_height_pt: (out)
 */
void
yc_pdf_pages_get_page_size (YcPdfPages *self,
                            guint       page,
                            double     *ret_width_pt,
                            double     *ret_height_pt)
{
  const PageSize *size;

  g_return_if_fail (YC_IS_PDF_PAGES (self));
  g_return_if_fail (page < self->sizes->len);

  size = &g_array_index (self->sizes, PageSize, page);
  *ret_width_pt = size->width_pt;
  *ret_height_pt = size->height_pt;
}

/* --- drawing ------------------------------------------------------------------ */

typedef struct
{
  guint page;
  double scale;
  int width_px;
  int height_px;
} Draw;

static int
round_scale (double scale)
{
  return (int) lrint (scale * SCALE_STEPS);
}

static GList *
find_kept (YcPdfPages *self,
           guint       page,
           double      scale)
{
  for (GList *l = self->kept->head; l != NULL; l = l->next)
    {
      const Kept *kept = l->data;

      if (kept->page == page && kept->scale == round_scale (scale))
        return l;
    }
  return NULL;
}

static gsize
count_bytes (const YcPdfImage *image)
{
  return g_bytes_get_size (yc_pdf_image_get_pixels (image));
}

static void
keep (YcPdfPages *self,
      const Draw *draw,
      YcPdfImage *image)
{
  Kept *kept;

  if (find_kept (self, draw->page, draw->scale) != NULL)
    return;
  kept = g_new0 (Kept, 1);
  kept->page = draw->page;
  kept->scale = round_scale (draw->scale);
  kept->image = yc_pdf_image_ref (image);
  g_queue_push_head (self->kept, kept);
  self->kept_bytes += count_bytes (image);
  while (self->kept_bytes > YC_PDF_CACHE_BYTES_MAX && self->kept->length > 1)
    {
      Kept *oldest = g_queue_pop_tail (self->kept);

      self->kept_bytes -= count_bytes (oldest->image);
      kept_free (oldest);
    }
}

/**
 * yc_pdf_pages_lookup:
 * @self: a PDF
 * @page: from 0
 * @scale: pixels a point
 *
 * Returns: (transfer none) (nullable): the picture, where it was drawn before
 *   and is still kept
 */
YcPdfImage *
yc_pdf_pages_lookup (YcPdfPages *self,
                     guint       page,
                     double      scale)
{
  GList *found;

  g_return_val_if_fail (YC_IS_PDF_PAGES (self), NULL);

  found = find_kept (self, page, scale);
  if (found == NULL)
    return NULL;
  g_queue_unlink (self->kept, found);
  g_queue_push_head_link (self->kept, found);
  return ((const Kept *) found->data)->image;
}

static YcPdfImage *
draw_page (PopplerPage *page,
           const Draw  *draw,
           GError     **error)
{
  int stride = cairo_format_stride_for_width (CAIRO_FORMAT_ARGB32, draw->width_px);
  gsize size = (gsize) stride * draw->height_px;
  guint8 *pixels = g_malloc0 (size);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (pixels, CAIRO_FORMAT_ARGB32, draw->width_px,
                                                                  draw->height_px, stride);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, size);
  cairo_status_t status;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, draw->scale, draw->scale);
  poppler_page_render (page, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, YC_PDF_ERROR, YC_PDF_ERROR_DAMAGED, "Page %u can’t be drawn: %s", draw->page + 1,
                   cairo_status_to_string (status));
      return NULL;
    }
  return yc_pdf_image_new (draw->width_px, draw->height_px, stride, bytes);
}

static void
draw_cb (GTask        *task,
         gpointer      source,
         gpointer      data,
         GCancellable *cancellable)
{
  YcPdfPages *self = source;
  g_autoptr (PopplerPage) page = poppler_document_get_page (self->document, ((Draw *) data)->page);
  GError *error = NULL;
  YcPdfImage *image = page != NULL ? draw_page (page, data, &error) : NULL;

  if (image != NULL)
    g_task_return_pointer (task, image, (GDestroyNotify) yc_pdf_image_unref);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, YC_PDF_ERROR, YC_PDF_ERROR_DAMAGED, "Page %u can’t be read", ((Draw *) data)->page + 1);
}

/**
 * yc_pdf_pages_draw_async:
 * @self: a PDF
 * @page: from 0, less than yc_pdf_pages_get_count()
 * @scale: pixels a point: 1 is 72 dpi; at most 64
 * @cancellable: (nullable)
 * @callback: called in the caller's main context
 * @data: for @callback
 */
void
yc_pdf_pages_draw_async (YcPdfPages          *self,
                         guint                page,
                         double               scale,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  g_autoptr (GTask) task = NULL;
  const PageSize *size;
  double width, height;
  Draw *draw;

  g_return_if_fail (YC_IS_PDF_PAGES (self));
  g_return_if_fail (page < self->sizes->len);
  g_return_if_fail (scale > 0 && scale <= SCALE_MAX);

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, yc_pdf_pages_draw_async);
  size = &g_array_index (self->sizes, PageSize, page);
  width = MAX (1, ceil (size->width_pt * scale - 1e-6));
  height = MAX (1, ceil (size->height_pt * scale - 1e-6));
  if (!(width * height <= YC_PDF_PAGE_PIXELS_MAX))
    {
      g_task_return_new_error (task, YC_PDF_ERROR, YC_PDF_ERROR_TOO_BIG,
                               "Page %u is %.0f × %.0f mm: too large to be shown at this size", page + 1,
                               size->width_pt * 25.4 / 72, size->height_pt * 25.4 / 72);
      return;
    }
  draw = g_new0 (Draw, 1);
  draw->page = page;
  draw->scale = scale;
  draw->width_px = (int) width;
  draw->height_px = (int) height;
  g_task_set_task_data (task, draw, g_free);
  yc_worker_run (self->worker, task, draw_cb);
}

/**
 * yc_pdf_pages_draw_finish:
 * @self: a PDF
 * @result: of yc_pdf_pages_draw_async()
 * @error: YC_PDF_ERROR, or what a worker and a cancellable say
 *
 * Returns: (transfer full) (nullable): the page, on white
 */
YcPdfImage *
yc_pdf_pages_draw_finish (YcPdfPages   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  YcPdfImage *image;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_pdf_pages_draw_async), NULL);

  image = g_task_propagate_pointer (G_TASK (result), error);
  if (image != NULL)
    keep (self, g_task_get_task_data (G_TASK (result)), image);
  return image;
}

/* --- searching ---------------------------------------------------------------- */

/* poppler counts a match's y from the bottom. */
static void
add_hits (GArray         *hits,
          guint           page,
          double          height_pt,
          GList          *rectangles)
{
  for (GList *l = rectangles; l != NULL && hits->len < YC_PDF_HITS_MAX; l = l->next)
    {
      const PopplerRectangle *r = l->data;
      YcPdfHit hit = { page, r->x1, height_pt - r->y2, r->x2 - r->x1, r->y2 - r->y1 };

      g_array_append_val (hits, hit);
    }
}

static void
search_cb (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  YcPdfPages *self = source;
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (YcPdfHit));

  for (guint i = 0; i < self->sizes->len && hits->len < YC_PDF_HITS_MAX && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autoptr (PopplerPage) page = poppler_document_get_page (self->document, (int) i);
      GList *found = page != NULL ? poppler_page_find_text (page, data) : NULL;

      add_hits (hits, i, g_array_index (self->sizes, PageSize, i).height_pt, found);
      g_list_free_full (found, (GDestroyNotify) poppler_rectangle_free);
    }
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&hits), (GDestroyNotify) g_array_unref);
}

/**
 * yc_pdf_pages_search_async:
 * @self: a PDF
 * @text: UTF-8, not empty, at most %YC_PDF_SEARCH_BYTES_MAX; case is not minded
 * @cancellable: (nullable)
 * @callback: called in the caller's main context
 * @data: for @callback
 */
void
yc_pdf_pages_search_async (YcPdfPages          *self,
                           const char          *text,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (YC_IS_PDF_PAGES (self));
  g_return_if_fail (text != NULL && *text != '\0' && strlen (text) <= YC_PDF_SEARCH_BYTES_MAX);

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, yc_pdf_pages_search_async);
  g_task_set_task_data (task, g_strdup (text), g_free);
  yc_worker_run (self->worker, task, search_cb);
}

/**
 * yc_pdf_pages_search_finish:
 * @self: a PDF
 * @result: of yc_pdf_pages_search_async()
 * @error: what a worker and a cancellable say
 *
 * Returns: (transfer full) (nullable) (element-type YcPdfHit): in the order of
 *   pages, the first %YC_PDF_HITS_MAX
 */
GArray *
yc_pdf_pages_search_finish (YcPdfPages   *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_pdf_pages_search_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
