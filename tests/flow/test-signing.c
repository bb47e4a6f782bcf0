/* Reading a paper whole before it can be signed, and what the display makes of it. */

#include "yc-display.h"
#include "yc-test-paper.h"

#define PAGES 3

typedef struct
{
  YcWorker *worker;
  YcPdfPages *pages;
  YcSigning *signing;
  guint signed_count;
  gint64 now;
} Fixture;

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Fixture *f = data;

  f->pages = yc_pdf_pages_open_finish (result, NULL);
}

static void
signed_cb (Fixture *f)
{
  f->signed_count++;
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr (GBytes) bytes = yc_test_paper_new (NULL, PAGES);

  f->worker = yc_pdf_pages_worker_new ();
  f->now = 1000;
  yc_pdf_pages_open_async (f->worker, bytes, NULL, opened_cb, f);
  while (f->pages == NULL)
    g_main_context_iteration (NULL, TRUE);
  f->signing = yc_signing_new (f->pages, "公司章程", "张测试");
  g_signal_connect_swapped (f->signing, "signed", G_CALLBACK (signed_cb), f);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_clear_object (&f->signing);
  g_clear_object (&f->pages);
  yc_worker_stop (f->worker);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&f->worker);
}

static void
see (Fixture *f,
     guint    page,
     double   foot,
     gint64   for_ms)
{
  yc_signing_see (f->signing, page, foot, f->now);
  f->now += for_ms;
}

static YcInk *
write_name (gint32 length_um)
{
  YcInk *ink = yc_ink_new (YC_INK_PEN, 120, 40);
  const YcInkSample samples[] = { { 1000, 9000, 0, 100 }, { 1000 + length_um, 9000, 90, 500 }, { 1000 + length_um, 9000, 9, YC_INK_UP } };

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    g_assert_true (yc_ink_add (ink, &samples[i], NULL));
  return ink;
}

static void
read_all (Fixture *f)
{
  for (guint i = 0; i < PAGES; i++)
    see (f, i, 1, 1000);
  g_assert_true (yc_signing_confirm_read (f->signing, f->now));
}

/* The last page alone is not the paper; neither is every page but a foot, or a glance. */
static void
test_whole (Fixture      *f,
            gconstpointer data)
{
  see (f, PAGES - 1, 1, 5000);
  g_assert_false (yc_signing_confirm_read (f->signing, f->now));
  see (f, 0, 1, 5000);
  see (f, 1, 0.9, 5000);
  g_assert_cmpuint (yc_signing_count_seen (f->signing, f->now), ==, 2);
  g_assert_false (yc_signing_confirm_read (f->signing, f->now));
  see (f, 1, 1, 0);
  g_assert_true (yc_signing_has_seen_all (f->signing, f->now));
  g_assert_true (yc_signing_confirm_read (f->signing, f->now));
  g_assert_cmpint (yc_signing_get_state (f->signing), ==, YC_SIGNING_WRITING);
}

static void
test_glance (Fixture      *f,
             gconstpointer data)
{
  for (guint i = 0; i < PAGES; i++)
    see (f, i, 1, YC_SIGNING_GLANCE_MS - 1);
  g_assert_cmpuint (yc_signing_count_seen (f->signing, f->now), ==, 0);
  g_assert_false (yc_signing_confirm_read (f->signing, f->now));
}

/* Time is the page's that is on the display, and nobody's in between. */
static void
test_dwell (Fixture      *f,
            gconstpointer data)
{
  see (f, 0, 0.3, 700);
  see (f, 0, 1, 300);
  yc_signing_look_away (f->signing, f->now);
  f->now += 60000;
  see (f, 1, 1, 450);
  see (f, 0, 0.2, 500);
  yc_signing_look_away (f->signing, f->now);
  g_assert_cmpint (yc_signing_get_seen (f->signing, 0).dwell_ms, ==, 1500);
  g_assert_cmpfloat (yc_signing_get_seen (f->signing, 0).foot, ==, 1);
  g_assert_cmpint (yc_signing_get_seen (f->signing, 1).dwell_ms, ==, 450);
  g_assert_cmpint (yc_signing_get_seen (f->signing, 2).dwell_ms, ==, 0);
}

static void
test_sign (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (YcInk) name = write_name (30000), slip = write_name (2000), open = yc_ink_new (YC_INK_PEN, 120, 40);
  g_autoptr (GError) error = NULL;

  g_assert_false (yc_signing_sign (f->signing, name, NULL));
  read_all (f);
  g_assert_false (yc_signing_sign (f->signing, slip, NULL));
  g_assert_false (yc_signing_sign (f->signing, open, &error));
  g_assert_error (error, YC_INK_ERROR, YC_INK_ERROR_UNENDED);
  g_assert_cmpuint (f->signed_count, ==, 0);
  g_assert_true (yc_signing_sign (f->signing, name, NULL));
  g_assert_cmpuint (f->signed_count, ==, 1);
  g_assert_true (yc_ink_equal (yc_signing_get_ink (f->signing), name));
  g_assert_false (yc_signing_sign (f->signing, name, NULL));
  yc_signing_decline (f->signing, f->now);
  g_assert_cmpint (yc_signing_get_state (f->signing), ==, YC_SIGNING_KEEPING);
  yc_signing_finish (f->signing, "disk full");
  g_assert_cmpint (yc_signing_get_state (f->signing), ==, YC_SIGNING_WRITING);
  g_assert_true (yc_signing_sign (f->signing, name, NULL));
  yc_signing_finish (f->signing, NULL);
  g_assert_cmpint (yc_signing_get_state (f->signing), ==, YC_SIGNING_DONE);
}

/* The display follows: paper, field, thanks; and what interrupts stops the clock. */
static void
test_display (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (YcDisplay) display = yc_display_new ();
  g_autoptr (YcInk) name = write_name (30000);

  yc_display_ask_signature (display, f->signing);
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_READING);
  g_assert_cmpstr (yc_display_get_person (display), ==, "张测试");
  read_all (f);
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_WRITING);
  yc_signing_read_again (f->signing);
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_READING);
  g_assert_true (yc_signing_confirm_read (f->signing, f->now));
  yc_signing_sign (f->signing, name, NULL);
  yc_signing_finish (f->signing, NULL);
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_SIGNED);
  yc_display_set_place (display, "hall", "3", "A002");
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_IDLE);
  g_assert_null (yc_display_get_signing (display));
}

static void
test_declined (Fixture      *f,
               gconstpointer data)
{
  g_autoptr (YcDisplay) display = yc_display_new ();

  yc_display_ask_signature (display, f->signing);
  yc_signing_decline (f->signing, f->now);
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_IDLE);
  g_assert_null (yc_display_get_signing (display));
  g_assert_false (yc_signing_confirm_read (f->signing, f->now));
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
  add ("/signing/whole", test_whole);
  add ("/signing/glance", test_glance);
  add ("/signing/dwell", test_dwell);
  add ("/signing/sign", test_sign);
  add ("/signing/display", test_display);
  add ("/signing/declined", test_declined);
  return g_test_run ();
}
