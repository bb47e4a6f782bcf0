/* Papers for printers that write characters: the same words as the PDF, each at
 * a place on its page, and as dots what the printer has not. */

#include "yc-test-case.h"

static YcCatalogue *catalogue;
static const YcMatter *matter;
static GPtrArray *templates;

/* A printer that has some characters and not others. */
#define SOME_BELOW 0x7530

static gboolean
has_cb (gunichar character,
        double   size_mm,
        gpointer data)
{
  gunichar below = GPOINTER_TO_UINT (data);

  g_assert_cmpfloat (size_mm, >, 2);
  g_assert_cmpfloat (size_mm, <, 12);
  return character < below;
}

static GPtrArray *
print (YcTemplate     *template,
       YcTemplateData *data,
       gunichar        below)
{
  const YcPaperOptions options = { .today = yc_test_today };
  g_autoptr (GError) error = NULL;
  GPtrArray *pages = yc_template_print (template, data, &options, has_cb, GUINT_TO_POINTER (below), &error);

  g_assert_no_error (error);
  return pages;
}

static void
count_in (GHashTable *counts,
          gunichar    character,
          int         by)
{
  gpointer key = GUINT_TO_POINTER (character);
  int count = GPOINTER_TO_INT (g_hash_table_lookup (counts, key)) + by;

  if (count == 0)
    g_hash_table_remove (counts, key);
  else
    g_hash_table_insert (counts, key, GINT_TO_POINTER (count));
}

/* Takes the pages' characters out of @counts; each lies on its page. */
static guint
take_out (GHashTable *counts,
          GPtrArray  *pages)
{
  guint n = 0;

  for (guint i = 0; i < pages->len; i++)
    {
      const YcPrintPage *page = g_ptr_array_index (pages, i);

      for (guint j = 0; j < page->chars->len; j++, n++)
        {
          const YcPrintChar *c = &g_array_index (page->chars, YcPrintChar, j);

          g_assert_cmpfloat (c->x_mm, >=, 0);
          g_assert_cmpfloat (c->y_mm, >=, 0);
          g_assert_cmpfloat (c->x_mm + c->width_mm, <=, page->width_mm);
          g_assert_cmpfloat (c->y_mm + c->size_mm, <=, page->height_mm);
          count_in (counts, c->character, -1);
        }
    }
  return n;
}

static guint
count_ink (GPtrArray *pages)
{
  guint ink = 0;

  for (guint i = 0; i < pages->len; i++)
    {
      const YcRaster *dots = ((YcPrintPage *) g_ptr_array_index (pages, i))->dots;

      for (gsize j = 0; j < (gsize) dots->width * dots->height; j++)
        ink += dots->dots[j] < 128;
    }
  return ink;
}

/* What another program reads in the PDF, character by character, is what is printed. */
static void
check_words (YcTemplate     *template,
             YcTemplateData *data)
{
  g_autoptr (YcPaper) paper = yc_test_render (template, data);
  g_autofree char *raw = yc_test_read_pdf (paper->pdf, "-raw");
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) all = print (template, data, G_MAXUINT32);

  for (const char *p = raw; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      count_in (counts, g_utf8_get_char (p), 1);
  g_assert_cmpuint (all->len, ==, paper->n_pages);
  take_out (counts, all);
  g_assert_cmpuint (g_hash_table_size (counts), ==, 0);
}

/* What the printer has not is ink: the less it has, the more there is. */
static void
check_ink (YcTemplate     *template,
           YcTemplateData *data)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) all = print (template, data, G_MAXUINT32);
  g_autoptr (GPtrArray) some = print (template, data, SOME_BELOW);
  g_autoptr (GPtrArray) none = print (template, data, 0);

  g_assert_cmpuint (take_out (counts, some), <, take_out (counts, all));
  g_assert_cmpuint (take_out (counts, none), ==, 0);
  g_assert_cmpuint (count_ink (all), <, count_ink (some));
  g_assert_cmpuint (count_ink (some), <, count_ink (none));
}

static void
test_all (gconstpointer user_data)
{
  g_autoptr (YcTemplateData) data = yc_test_case_new (matter, GPOINTER_TO_UINT (user_data));

  for (guint i = 0; i < templates->len; i++)
    {
      g_test_message ("%s", yc_template_get_id (g_ptr_array_index (templates, i)));
      check_words (g_ptr_array_index (templates, i), data);
    }
}

static void
test_ink (void)
{
  g_autoptr (YcTemplateData) data = yc_test_case_new (matter, YC_TEST_CASE_TWO);

  check_ink (yc_test_find_template (templates, "invoices"), data);
  check_ink (yc_test_find_template (templates, "handover"), data);
}

/* A code is told beside its dots. */
static void
test_code (void)
{
  g_autoptr (YcTemplateData) data = yc_test_case_new (matter, YC_TEST_CASE_TWO);
  g_autoptr (GPtrArray) pages = print (yc_test_find_template (templates, "handover"), data, G_MAXUINT32);
  const YcPrintPage *page = g_ptr_array_index (pages, pages->len - 1);
  const YcPrintCode *code = &g_array_index (page->codes, YcPrintCode, 0);

  g_assert_cmpuint (page->codes->len, ==, 1);
  g_assert_cmpstr (code->text, ==, "聊登受字〔2026〕第000123号");
  g_assert_cmpfloat_with_epsilon (code->side_mm, 22, 0.01);
}

int
main (int    argc,
      char **argv)
{
  static const char *const names[YC_TEST_N_CASES] = { "two", "one", "fifty", "long", "missing" };
  int result;

  g_test_init (&argc, &argv, NULL);
  catalogue = whole_read ();
  matter = whole_get_matter (catalogue);
  templates = yc_test_templates_new (catalogue);
  for (guint i = 0; i < YC_TEST_N_CASES; i++)
    {
      g_autofree char *path = g_strconcat ("/template-print/all/", names[i], NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_all);
    }
  g_test_add_func ("/template-print/ink", test_ink);
  g_test_add_func ("/template-print/code", test_code);
  result = g_test_run ();
  g_ptr_array_unref (templates);
  yc_catalogue_unref (catalogue);
  return result;
}
