/* Papers from the form: every template with every kind of case, read back
 * character for character. */

#include "yc-test-case.h"

#include <glib/gstdio.h>
#include <unistd.h>

static YcCatalogue *catalogue;
static const YcMatter *matter;
static GPtrArray *templates;

static YcPaper *
render_kind (const char *id,
             YcTestCase  kind)
{
  g_autoptr (YcTemplateData) data = yc_test_case_new (matter, kind);

  return yc_test_render (yc_test_find_template (templates, id), data);
}

static void
assert_says (const char *text,
             const char *words)
{
  if (strstr (text, words) == NULL)
    g_error ("the paper does not say %s:\n%s", words, text);
}

static guint
count_words (const char *text,
             const char *words)
{
  guint count = 0;

  for (const char *at = text; (at = strstr (at, words)) != NULL; at += strlen (words))
    count++;
  return count;
}

/* --- every template with every case ---------------------------------- */

static gboolean
is_written_as_it_is (const YcFieldSpec *spec)
{
  return spec->type == YC_FIELD_TEXT || spec->type == YC_FIELD_LONG_TEXT || spec->type == YC_FIELD_PERSON_NUMBER ||
         spec->type == YC_FIELD_PHONE || spec->type == YC_FIELD_SCOPE;
}

static guint
check_value (const YcTemplate *template,
             const char       *path,
             const YcForm     *form,
             const char       *text)
{
  const YcFieldSpec *spec = yc_matter_find_field (matter, path);
  const YcValue *value = form->get (form, path);
  g_autofree char *squeezed = NULL;

  if (spec == NULL || value == NULL || !is_written_as_it_is (spec) ||
      (spec->sensitive && !yc_template_is_sensitive (template)))
    return 0;
  squeezed = yc_test_squeeze (value->text);
  assert_says (text, squeezed);
  return 1;
}

/* Of a column every row's value. */
static guint
check_shown (const YcTemplate *template,
             const char       *path,
             const YcForm     *form,
             const char       *text)
{
  const char *last = strrchr (path, '/');
  g_autofree char *list = g_strndup (path, (gsize) (last - path));
  g_auto (GStrv) rows = form->list_rows (form, list);
  guint count = check_value (template, path, form, text);

  for (guint i = 0; rows[i] != NULL; i++)
    {
      g_autofree char *in_row = g_strconcat (list, "/", rows[i], last, NULL);

      count += check_value (template, in_row, form, text);
    }
  return count;
}

/* What no paper but one may say, whatever the template. */
static void
check_privacy (const YcTemplate *template,
               const char       *text)
{
  if (yc_template_is_sensitive (template))
    return;
  g_assert_null (strstr (text, WHOLE_NUMBER));
  g_assert_null (strstr (text, "13800000000"));
  g_assert_null (strstr (text, "聊城市测试小区2号楼"));
}

static void
check_qpdf (GBytes *pdf)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  int file = g_file_open_tmp ("yc-template-XXXXXX.pdf", &path, &error);

  g_assert_no_error (error);
  close (file);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), &error));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "qpdf", "--check", path, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_unlink (path);
}

static void
check_places (const YcPaper *paper)
{
  for (guint i = 0; i < paper->places->len; i++)
    {
      const YcPaperPlace *place = g_ptr_array_index (paper->places, i);

      g_assert_cmpuint (place->page, >=, 1);
      g_assert_cmpuint (place->page, <=, paper->n_pages);
      g_assert_cmpfloat (place->width_mm, >, 5);
      g_assert_cmpfloat (place->x_mm + place->width_mm, <=, 210);
      g_assert_cmpfloat (place->y_mm + place->height_mm, <=, 297);
    }
}

static void
test_all (gconstpointer data)
{
  YcTestCase kind = GPOINTER_TO_UINT (data);
  g_autoptr (YcTemplateData) values = yc_test_case_new (matter, kind);
  const YcForm *form = yc_template_data_get_form (values);
  guint checked = 0;

  for (guint i = 0; i < templates->len; i++)
    {
      YcTemplate *template = g_ptr_array_index (templates, i);
      g_autoptr (YcPaper) paper = yc_test_render (template, values);
      g_autofree char *raw = yc_test_read_pdf (paper->pdf, "-raw");
      g_autofree char *text = yc_test_squeeze (raw);

      for (guint j = 0; j < paper->shows->len; j++)
        checked += check_shown (template, ((YcPaperShown *) g_ptr_array_index (paper->shows, j))->path, form, text);
      check_privacy (template, text);
      check_places (paper);
      check_qpdf (paper->pdf);
      g_assert_cmpuint (paper->shows->len, <=, YC_PAPER_SHOWS_MAX);
    }
  g_assert_cmpuint (templates->len, ==, 13);
  g_assert_cmpuint (checked, >, 70);
  g_test_message ("%u values read back from %u papers", checked, templates->len);
}

/* --- what a paper says ----------------------------------------------- */

static void
test_articles (void)
{
  g_autoptr (YcPaper) two = render_kind ("articles", YC_TEST_CASE_TWO);
  g_autoptr (YcPaper) one = render_kind ("articles", YC_TEST_CASE_ONE);
  g_autofree char *two_raw = yc_test_read_pdf (two->pdf, "-raw");
  g_autofree char *one_raw = yc_test_read_pdf (one->pdf, "-raw");
  g_autofree char *two_text = yc_test_squeeze (two_raw);
  g_autofree char *one_text = yc_test_squeeze (one_raw);

  assert_says (two_text, "第一章总则第一条");
  assert_says (two_text, "由王𬭚、李䶮共同出资设立");
  assert_says (two_text, "人民币壹佰万元整（100万元）");
  assert_says (two_text, "50万元2031年11月26日货币50%");
  assert_says (two_text, "代表三分之二以上表决权");
  g_assert_null (strstr (two_text, "不设股东会"));
  assert_says (one_text, "不设股东会");
  assert_says (one_text, "公司不设经理");
  assert_says (one_text, "不设监事会，也不设监事");
  g_assert_null (strstr (one_text, "优先购买权"));
}

static void
test_header_again (void)
{
  g_autoptr (YcPaper) paper = render_kind ("articles", YC_TEST_CASE_FIFTY);
  g_autofree char *raw = yc_test_read_pdf (paper->pdf, "-raw");
  g_auto (GStrv) pages = g_strsplit (raw, "\f", -1);
  guint headers = 0, shareholders = 0;

  for (guint i = 0; pages[i] != NULL; i++)
    {
      g_autofree char *page = yc_test_squeeze (pages[i]);
      guint rows = count_words (page, "2031年11月26日货币2%");

      shareholders += rows;
      headers += count_words (page, "序号股东姓名（名称）");
      g_assert_cmpuint (count_words (page, "序号股东姓名（名称）"), ==, rows > 0 ? 1 : 0);
    }
  g_assert_cmpuint (shareholders, ==, 50);
  g_assert_cmpuint (headers, >=, 2);
}

/* No closing mark begins a line, no opening one ends it (GB/T 15834, 5.1). */
static void
test_line_breaks (void)
{
  static const char *const closing = "，。、；：？！）》”’〕";
  static const char *const opening = "（《“‘〔";
  g_autoptr (YcPaper) paper = render_kind ("articles", YC_TEST_CASE_LONG);
  g_autofree char *raw = yc_test_read_pdf (paper->pdf, "-raw");
  g_auto (GStrv) lines = g_strsplit (raw, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), >, 100);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize length = strlen (g_strstrip (lines[i]));

      if (length == 0)
        continue;
      if (g_utf8_strchr (closing, -1, g_utf8_get_char (lines[i])) != NULL)
        g_error ("a line begins with a closing mark: %s", lines[i]);
      if (g_utf8_strchr (opening, -1, g_utf8_get_char (g_utf8_prev_char (lines[i] + length))) != NULL)
        g_error ("a line ends with an opening mark: %s", lines[i]);
    }
}

/* From all blocks of GB 18030-2022 level 3: in Noto, in HanaMinA, in HanaMinB alone. */
static void
test_rare_names (void)
{
  static const char *const names = "𬭚䶮𠅤𠀁𪜀𫝀𫠠𬺰㴣𪛖";
  g_autoptr (YcTemplateData) data = yc_test_case_new (matter, YC_TEST_CASE_TWO);
  g_autoptr (YcPaper) paper = NULL;
  g_autofree char *raw = NULL;
  g_autofree char *text = NULL;

  yc_template_data_set_text (data, "/name/trade", names);
  yc_template_data_set_text (data, "/shareholders/s00/name", names);
  paper = yc_test_render (yc_test_find_template (templates, "articles"), data);
  raw = yc_test_read_pdf (paper->pdf, "-raw");
  text = yc_test_squeeze (raw);
  g_assert_cmpuint (count_words (text, names), >=, 4);
  g_assert_true (g_ptr_array_find_with_equal_func (paper->fonts, "HanaMinB", g_str_equal, NULL));
  check_qpdf (paper->pdf);
}

static GError *
render_wrong (const char *path,
              const char *value)
{
  g_autoptr (YcTemplateData) data = yc_test_case_new (matter, YC_TEST_CASE_TWO);
  YcPaperOptions options = { .today = yc_test_today };
  GError *error = NULL;

  yc_template_data_set_text (data, path, value);
  if (yc_template_render (yc_test_find_template (templates, "articles"), data, &options, NULL, &error) != NULL)
    g_error ("%s was set: %s", path, value);
  return error;
}

static void
test_no_glyph (void)
{
  static const char *const texts[] = { "𰀀", "ع", "🧿" };
  static const char *const codes[] = { "U+30000", "U+0639", "U+1F9FF" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = render_wrong ("/name/trade", texts[i]);

      g_assert_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_GLYPH);
      assert_says (error->message, "/name/trade");
      assert_says (error->message, codes[i]);
    }
}

static void
test_wrong_values (void)
{
  static const struct
  {
    const char *path;
    const char *value;
  } wrong[] = {
    { "/domicile/area", "999999" }, { "/business/term-until", "soon" }, { "/capital/amount", "lots" },
    { "/name/trade", "甲\xe2\x80\xae乙" }, { "/shareholders/s00/form", "gold" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (YcTemplateData) data = yc_test_case_new (matter, YC_TEST_CASE_TWO);
      YcPaperOptions options = { .today = yc_test_today };
      g_autoptr (GError) error = NULL;

      yc_template_data_set_text (data, "/business/term", "fixed");
      yc_template_data_set_text (data, "/business/term-until", "2046-11-25");
      yc_template_data_set_text (data, wrong[i].path, wrong[i].value);
      g_assert_null (yc_template_render (yc_test_find_template (templates, "articles"), data, &options, NULL, &error));
      g_assert_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_DATA);
      assert_says (error->message, wrong[i].path);
    }
}

/* --- bytes ----------------------------------------------------------- */

static void
test_same_bytes (void)
{
  for (guint i = 0; i < templates->len; i++)
    {
      const char *id = yc_template_get_id (g_ptr_array_index (templates, i));
      g_autoptr (YcPaper) first = render_kind (id, YC_TEST_CASE_TWO);
      g_autoptr (YcPaper) second = render_kind (id, YC_TEST_CASE_TWO);

      g_assert_true (g_bytes_equal (first->pdf, second->pdf));
      g_assert_cmpstr (first->sha256, ==, second->sha256);
    }
}

static void
test_other_bytes (void)
{
  g_autoptr (YcTemplateData) data = yc_test_case_new (matter, YC_TEST_CASE_TWO);
  YcTemplate *template = yc_test_find_template (templates, "acceptance");
  YcPaperOptions options = { .today = yc_test_today, .created_ms = 1, .training = TRUE, .pending = TRUE };
  g_autoptr (YcPaper) plain = yc_test_render (template, data);
  g_autoptr (YcPaper) marked = yc_template_render (template, data, &options, NULL, NULL);
  g_autofree char *raw = yc_test_read_pdf (marked->pdf, "-raw");
  g_autofree char *text = yc_test_squeeze (raw);

  g_assert_cmpstr (plain->sha256, !=, marked->sha256);
  assert_says (text, "【训练】本件无效【待核】");
}

static gboolean
has_bytes (GBytes     *bytes,
           const char *words)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return memmem (data, size, words, strlen (words)) != NULL;
}

/* What ISO 19005-2 asks for and can be seen in the bytes; veraPDF is not in Debian. */
static void
test_pdf_a (void)
{
  g_autoptr (YcTemplateData) data = yc_test_case_new (matter, YC_TEST_CASE_TWO);
  g_autoptr (YcPaper) paper = NULL;

  yc_template_data_set_text (data, "/name/trade", "𪜀");
  paper = yc_test_render (yc_test_find_template (templates, "articles"), data);
  g_assert_true (has_bytes (paper->pdf, "/GTS_PDFA1"));
  g_assert_true (has_bytes (paper->pdf, "/DestOutputProfile"));
  g_assert_true (has_bytes (paper->pdf, "/Metadata"));
  g_assert_true (has_bytes (paper->pdf, "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"));
  g_assert_true (has_bytes (paper->pdf, "/Lang (zh-CN)"));
  g_assert_true (has_bytes (paper->pdf, "/CIDFontType2"));
  g_assert_true (has_bytes (paper->pdf, "/CIDToGIDMap /Identity"));
  g_assert_false (has_bytes (paper->pdf, "/Encrypt"));
}

static void
test_limits (void)
{
  g_autoptr (YcTemplateData) data = yc_test_case_new (matter, YC_TEST_CASE_FIFTY);
  YcTemplate *template = yc_test_find_template (templates, "articles");
  YcPaperOptions few = { .today = yc_test_today, .pages_max = 2 };
  YcPaperOptions short_time = { .today = yc_test_today, .time_ms_max = 1 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) pages = NULL;
  g_autoptr (GError) time = NULL;
  g_autoptr (GError) cancelled = NULL;

  g_assert_null (yc_template_render (template, data, &few, NULL, &pages));
  g_assert_error (pages, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_LIMIT);
  g_assert_null (yc_template_render (template, data, &short_time, NULL, &time));
  g_assert_error (time, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_LIMIT);
  g_cancellable_cancel (cancellable);
  few.pages_max = 0;
  g_assert_null (yc_template_render (template, data, &few, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_places (void)
{
  g_autoptr (YcPaper) paper = render_kind ("resolution", YC_TEST_CASE_FIFTY);
  g_autoptr (YcPaper) notice = render_kind ("acceptance", YC_TEST_CASE_TWO);
  const YcPaperPlace *first = g_ptr_array_index (paper->places, 0);
  const YcPaperPlace *seal = g_ptr_array_index (notice->places, 0);
  guint shareholders = 0;

  for (guint i = 0; i < paper->places->len; i++)
    shareholders += g_str_equal (((YcPaperPlace *) g_ptr_array_index (paper->places, i))->role, "shareholder");
  g_assert_cmpuint (shareholders, ==, 50);
  g_assert_cmpstr (first->person, ==, "/shareholders/s00");
  g_assert_cmpstr (first->name, ==, "王𬭚");
  g_assert_cmpstr (seal->role, ==, "seal-authority");
}

/* --- on a worker ----------------------------------------------------- */

static void
rendered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  *(YcPaper **) user_data = yc_template_render_finish (result, &error);
  g_assert_no_error (error);
}

static void
test_worker (void)
{
  g_autoptr (YcWorker) worker = yc_worker_new ("papers", 4);
  g_autoptr (YcTemplateData) data = yc_test_case_new (matter, YC_TEST_CASE_TWO);
  YcTemplate *template = yc_test_find_template (templates, "resolution");
  YcPaperOptions options = { .today = yc_test_today, .created_ms = G_GINT64_CONSTANT (1790000000000) };
  g_autoptr (YcPaper) here = yc_test_render (template, data);
  g_autoptr (YcPaper) there = NULL;

  yc_template_render_async (template, data, &options, worker, NULL, rendered_cb, &there);
  while (there == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (here->sha256, ==, there->sha256);
  yc_worker_stop (worker);
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
      g_autofree char *path = g_strconcat ("/template/all/", names[i], NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_all);
    }
  g_test_add_func ("/template/articles", test_articles);
  g_test_add_func ("/template/header-again", test_header_again);
  g_test_add_func ("/template/line-breaks", test_line_breaks);
  g_test_add_func ("/template/rare-names", test_rare_names);
  g_test_add_func ("/template/no-glyph", test_no_glyph);
  g_test_add_func ("/template/wrong-values", test_wrong_values);
  g_test_add_func ("/template/same-bytes", test_same_bytes);
  g_test_add_func ("/template/other-bytes", test_other_bytes);
  g_test_add_func ("/template/pdf-a", test_pdf_a);
  g_test_add_func ("/template/limits", test_limits);
  g_test_add_func ("/template/places", test_places);
  g_test_add_func ("/template/worker", test_worker);
  result = g_test_run ();
  g_ptr_array_unref (templates);
  yc_catalogue_unref (catalogue);
  return result;
}
