/* fuzz-form-printer.c: what a form printer is sent, whoever made it */

#include "yc-escpk-proto.h"
#include "yc-fuzz.h"
#include "yc-sim-form-paper.h"

#include <string.h>

static void
try_bytes (const uint8_t *data,
           size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcSimFormPaper) paper = yc_sim_form_paper_read (bytes, &error);
  g_autofree char *text = NULL;

  g_assert_true ((paper == NULL) == (error != NULL));
  if (paper == NULL)
    return;
  g_assert_cmpuint (paper->pages->len, <=, YC_SIM_FORM_PAGES_MAX);
  text = yc_sim_form_paper_dup_text (paper);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* Characters and dots at any place: refused, or printed by the machine, as many as there are. */
static void
try_page (const uint8_t *data,
          size_t         size)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_print_page_free);
  YcPrintPage *page = yc_print_page_new (101.6, 50.8, NULL);
  YcEscpkSettings settings = { YC_ESCPK_GBK, FALSE, 0, 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (YcSimFormPaper) paper = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (pages, page);
  for (size_t i = 0; i + 6 <= size; i += 6)
    {
      YcPrintChar c = { (gunichar) (data[i] << 8 | data[i + 1]), data[i + 2] / 2.5, data[i + 3] / 5.0, data[i + 4] / 20.0, 3.7 };

      yc_print_page_fill (page, data[i + 4] / 2.5, data[i + 5] / 5.0, data[i + 2] / 50.0, 0.3);
      if (yc_escpk_has_glyph (&settings, c.character, c.size_mm))
        yc_print_page_add_char (page, &c, NULL);
    }
  bytes = yc_escpk_write (pages, &settings, NULL);
  if (bytes == NULL)
    return;
  paper = yc_sim_form_paper_read (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (paper->pages->len, ==, 1);
  g_assert_cmpuint (((YcSimFormPage *) g_ptr_array_index (paper->pages, 0))->chars->len, ==, page->chars->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  try_bytes (data, size);
  try_page (data, size);
  return 0;
}
