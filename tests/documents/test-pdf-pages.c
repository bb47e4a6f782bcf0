/* PDFs to be looked at: what is shown of good ones, and what is said of others. */

#include "yc-pdf-pages.h"
#include "yc-crypto.h"
#include "yc-test-paper.h"

#include <string.h>

#define WAIT_MS_MAX 30000

typedef struct
{
  YcWorker *worker;
  GPtrArray *results; /* of GAsyncResult, as they came */
  gboolean late;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->worker = yc_pdf_pages_worker_new ();
  f->results = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_ptr_array_unref (f->results);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  yc_worker_stop (f->worker);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&f->worker);
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_ptr_array_add (((Fixture *) data)->results, g_object_ref (result));
}

static gboolean
late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_for (Fixture *f,
          guint    count)
{
  guint timeout = g_timeout_add (WAIT_MS_MAX, late_cb, &f->late);

  while (f->results->len < count && !f->late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (f->late);
  g_source_remove (timeout);
}

/* The next result, taken. */
static GAsyncResult *
take_result (Fixture *f)
{
  wait_for (f, 1);
  return g_ptr_array_steal_index (f->results, 0);
}

static YcPdfPages *
open_bytes (Fixture *f,
            GBytes  *bytes,
            GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_pdf_pages_open_async (f->worker, bytes, NULL, result_cb, f);
  result = take_result (f);
  return yc_pdf_pages_open_finish (result, error);
}

static YcPdfImage *
draw (Fixture    *f,
      YcPdfPages *pages,
      guint       page,
      double      scale,
      GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_pdf_pages_draw_async (pages, page, scale, NULL, result_cb, f);
  result = take_result (f);
  return yc_pdf_pages_draw_finish (pages, result, error);
}

static guint32
pixel_at (const YcPdfImage *image,
          int               x,
          int               y)
{
  const guint8 *data = g_bytes_get_data (yc_pdf_image_get_pixels (image), NULL);
  guint32 pixel;

  memcpy (&pixel, data + (gsize) y * yc_pdf_image_get_stride (image) + 4 * (gsize) x, sizeof pixel);
  return pixel;
}

static void
test_shown (Fixture      *f,
            gconstpointer data)
{
  static const char *const lines[] = { "公司设立登记申请书", "股东：张测试", NULL };
  g_autoptr (GBytes) bytes = yc_test_paper_new (lines, 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfPages) pages = open_bytes (f, bytes, &error);
  g_autoptr (YcPdfImage) image = NULL;
  guint8 hash[YC_SHA256_SIZE];
  char text[YC_SHA256_TEXT_SIZE];
  double width, height;

  g_assert_no_error (error);
  g_assert_cmpuint (yc_pdf_pages_get_count (pages), ==, 3);
  yc_pdf_pages_get_page_size (pages, 2, &width, &height);
  g_assert_cmpfloat_with_epsilon (width, YC_TEST_PAPER_WIDTH_PT, 0.01);
  g_assert_cmpfloat_with_epsilon (height, YC_TEST_PAPER_HEIGHT_PT, 0.01);
  yc_sha256_bytes (bytes, hash);
  yc_sha256_to_text (hash, text);
  g_assert_cmpstr (yc_pdf_pages_get_sha256 (pages), ==, text);
  g_assert_true (g_bytes_equal (yc_pdf_pages_get_bytes (pages), bytes));

  g_assert_null (yc_pdf_pages_lookup (pages, 1, 2));
  image = draw (f, pages, 1, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpint (yc_pdf_image_get_width (image), ==, 2 * YC_TEST_PAPER_WIDTH_PT);
  g_assert_cmpint (yc_pdf_image_get_height (image), ==, 2 * YC_TEST_PAPER_HEIGHT_PT);
  g_assert_cmphex (pixel_at (image, 5, 5), ==, 0xffffffff);
  g_assert_cmphex (pixel_at (image, 100, 100), ==, 0xff000000);
  g_assert_true (yc_pdf_pages_lookup (pages, 1, 2) == image);
  g_assert_null (yc_pdf_pages_lookup (pages, 1, 2.01));
}

/* However much is looked at, what is kept has a limit, and the oldest goes. */
static void
test_cache (Fixture      *f,
            gconstpointer data)
{
  g_autoptr (GBytes) bytes = yc_test_paper_new (NULL, 12);
  g_autoptr (YcPdfPages) pages = open_bytes (f, bytes, NULL);
  guint kept = 0;

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (YcPdfImage) image = draw (f, pages, i, 3, NULL);

      g_assert_nonnull (image);
      g_assert_nonnull (yc_pdf_pages_lookup (pages, 0, 3)); /* looked at again and again: stays */
    }
  for (guint i = 0; i < 12; i++)
    kept += yc_pdf_pages_lookup (pages, i, 3) != NULL;
  g_assert_cmpuint (kept, ==, YC_PDF_CACHE_BYTES_MAX / (4 * 3 * YC_TEST_PAPER_WIDTH_PT * 3 * YC_TEST_PAPER_HEIGHT_PT));
  g_assert_null (yc_pdf_pages_lookup (pages, 1, 3));
  g_assert_nonnull (yc_pdf_pages_lookup (pages, 11, 3));
}

static void
test_search (Fixture      *f,
             gconstpointer data)
{
  static const char *const lines[] = { "公司设立登记申请书", "股东：张测试", NULL };
  g_autoptr (GBytes) bytes = yc_test_paper_new (lines, 2);
  g_autoptr (YcPdfPages) pages = open_bytes (f, bytes, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) hits = NULL;
  const YcPdfHit *hit;

  yc_pdf_pages_search_async (pages, "张测试", NULL, result_cb, f);
  result = take_result (f);
  hits = yc_pdf_pages_search_finish (pages, result, NULL);
  g_assert_cmpuint (hits->len, ==, 2);
  hit = &g_array_index (hits, YcPdfHit, 1);
  g_assert_cmpuint (hit->page, ==, 1);
  g_assert_cmpfloat (hit->y_pt, >, 110);
  g_assert_cmpfloat (hit->y_pt + hit->height_pt, <, 150);
  g_assert_cmpfloat (hit->x_pt, >, 100);
}

static void
assert_refused (Fixture    *f,
                GBytes     *bytes,
                YcPdfError  code,
                const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfPages) pages = open_bytes (f, bytes, &error);

  g_assert_null (pages);
  g_assert_error (error, YC_PDF_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
}

#define CATALOGUE "<< /Type /Catalog /Pages 2 0 R >>"
#define PAGES "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
#define PAGE "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"

static void
test_refused (Fixture      *f,
              gconstpointer data)
{
  static const char *const locked[] = { CATALOGUE, PAGES, PAGE, NULL };
  static const char *const empty[] = { CATALOGUE, "<< /Type /Pages /Kids [] /Count 0 >>", NULL };
  g_autoptr (GBytes) good = yc_test_paper_new (NULL, 1);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) text = g_bytes_new_static ("MZ no document", 14);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (good, 0, g_bytes_get_size (good) - 30);
  g_autoptr (GBytes) hollow = g_bytes_new_static ("%PDF-1.4\nnothing\n%%EOF\n", 23);
  g_autoptr (GBytes) encrypted = yc_test_paper_new_raw (locked,
    "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 "
    "/O <0102030405060708091011121314151617181920212223242526272829303132> "
    "/U <3132333435363738394041424344454647484950515253545556575859606162> >>");
  g_autoptr (GBytes) pageless = yc_test_paper_new_raw (empty, "");
  g_autoptr (GBytes) many = yc_test_paper_new (NULL, YC_PDF_PAGES_MAX + 1);
  g_autofree guint8 *large = g_malloc0 (YC_PDF_BYTES_MAX + 1);
  g_autoptr (GBytes) big = g_bytes_new_static (large, YC_PDF_BYTES_MAX + 1);

  assert_refused (f, nothing, YC_PDF_ERROR_NOT_PDF, "no PDF");
  assert_refused (f, text, YC_PDF_ERROR_NOT_PDF, "no PDF");
  assert_refused (f, cut, YC_PDF_ERROR_NOT_PDF, "cut off");
  assert_refused (f, hollow, YC_PDF_ERROR_DAMAGED, "damaged");
  assert_refused (f, encrypted, YC_PDF_ERROR_ENCRYPTED, "password");
  assert_refused (f, pageless, YC_PDF_ERROR_DAMAGED, "no pages");
  assert_refused (f, many, YC_PDF_ERROR_TOO_BIG, "1001 pages");
  assert_refused (f, big, YC_PDF_ERROR_TOO_BIG, "MiB");
  /* The worker goes on. */
  {
    g_autoptr (YcPdfPages) pages = open_bytes (f, good, NULL);

    g_assert_nonnull (pages);
  }
}

/* A page of five metres is told before memory is asked for. */
static void
test_huge_page (Fixture      *f,
                gconstpointer data)
{
  static const char *const objects[] = {
    CATALOGUE, PAGES, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 14400 14400] >>", NULL
  };
  g_autoptr (GBytes) bytes = yc_test_paper_new_raw (objects, "");
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfPages) pages = open_bytes (f, bytes, &error);
  g_autoptr (YcPdfImage) image = NULL, small = NULL;

  g_assert_no_error (error);
  image = draw (f, pages, 0, 1, &error);
  g_assert_null (image);
  g_assert_error (error, YC_PDF_ERROR, YC_PDF_ERROR_TOO_BIG);
  g_assert_nonnull (strstr (error->message, "5080 × 5080 mm"));
  small = draw (f, pages, 0, 0.05, NULL);
  g_assert_cmpint (yc_pdf_image_get_width (small), ==, 720);
}

static void
test_cancelled (Fixture      *f,
                gconstpointer data)
{
  g_autoptr (GBytes) bytes = yc_test_paper_new (NULL, 20);
  g_autoptr (YcPdfPages) pages = open_bytes (f, bytes, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint cancelled = 0;

  for (guint i = 0; i < 20; i++)
    yc_pdf_pages_draw_async (pages, i, 3, cancellable, result_cb, f);
  g_cancellable_cancel (cancellable);
  wait_for (f, 20);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (YcPdfImage) image = yc_pdf_pages_draw_finish (pages, f->results->pdata[i], &error);

      cancelled += g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_null (image);
    }
  g_assert_cmpuint (cancelled, ==, 20);
  g_ptr_array_set_size (f->results, 0);
}

/* A program that ends closes nothing twice and leaks nothing. */
static void
test_stopped (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (GBytes) bytes = yc_test_paper_new (NULL, 1);
  g_autoptr (YcPdfPages) pages = open_bytes (f, bytes, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfImage) image = NULL;

  yc_worker_stop (f->worker);
  image = draw (f, pages, 0, 1, &error);
  g_assert_null (image);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

static void
add (const char *path,
     void      (*func) (Fixture      *f,
                        gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/pdf-pages/shown", test_shown);
  add ("/pdf-pages/cache", test_cache);
  add ("/pdf-pages/search", test_search);
  add ("/pdf-pages/refused", test_refused);
  add ("/pdf-pages/huge-page", test_huge_page);
  add ("/pdf-pages/cancelled", test_cancelled);
  add ("/pdf-pages/stopped", test_stopped);
  return g_test_run ();
}
