/* How long a paper takes, drawn and made fit for keeping.
 *
 * Beside it what drawing the same pages without the PDF/A step takes is not a peer:
 * that step is part of the promise. A word processor run without a window took one
 * to two seconds a document when it was tried. */

#include "yc-test-case.h"

#define ROUNDS 20

static double
measure (YcTemplate     *template,
         YcTemplateData *data)
{
  gint64 started_us = g_get_monotonic_time ();

  for (guint i = 0; i < ROUNDS; i++)
    yc_paper_free (yc_test_render (template, data));
  return (double) (g_get_monotonic_time () - started_us) / 1000.0 / ROUNDS;
}

int
main (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  g_autoptr (GPtrArray) templates = yc_test_templates_new (catalogue);
  g_autoptr (YcTemplateData) data = yc_test_case_new (whole_get_matter (catalogue), YC_TEST_CASE_TWO);
  gint64 started_us = g_get_monotonic_time ();
  double total_ms = 0;

  yc_paper_free (yc_test_render (g_ptr_array_index (templates, 0), data));
  g_print ("first paper of a program, fonts found: %.1f ms\n", (double) (g_get_monotonic_time () - started_us) / 1000.0);
  for (guint i = 0; i < templates->len; i++)
    {
      YcTemplate *template = g_ptr_array_index (templates, i);
      g_autoptr (YcPaper) paper = yc_test_render (template, data);
      double ms = measure (template, data);

      total_ms += ms;
      g_print ("%-14s %2u pages %4" G_GSIZE_FORMAT " kB %6.1f ms\n", yc_template_get_id (template), paper->n_pages,
               g_bytes_get_size (paper->pdf) / 1024, ms);
    }
  g_print ("mean of %u papers: %.1f ms\n", templates->len, total_ms / templates->len);
  return 0;
}
