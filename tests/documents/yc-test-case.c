/* yc-test-case.c: cases to make papers of, and papers read back */

#include "yc-test-case.h"

const YcDate yc_test_today = { 2026, 11, 26 };

static void
add_shareholders (TestForm       *form,
                  const YcMatter *matter,
                  guint           count)
{
  static const char *const names[] = { "王𬭚", "李䶮", "张𠅤" };

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%02u", i);
      g_autofree char *name = i < G_N_ELEMENTS (names) ? g_strdup (names[i]) : g_strdup_printf ("股东%u号", i + 1);
      g_autofree char *path = g_strdup_printf ("/shareholders/%s/name", id);

      whole_add_shareholder (form, matter, id, 100000000 / count);
      test_form_set_text (form, path, name);
    }
}

static void
add_board (TestForm       *form,
           const YcMatter *matter)
{
  static const char *const names[] = { "董甲", "董乙", "董丙" };

  test_form_set_text (form, "/board/kind", "board");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *id = g_strdup_printf ("d%u", i);
      g_autofree char *start = whole_add_row (form, matter, "/directors", id);
      const char *const texts[] = { "name", names[i], "number", WHOLE_NUMBER, "phone", "13900000000", NULL };

      whole_set_texts (form, start, texts);
    }
}

static void
add_officers (TestForm *form)
{
  static const char *const texts[] = {
    "/supervisor/kind", "one", "/supervisor/name", "赵监事", "/supervisor/number", "110105194912310038",
    "/supervisor/phone", "13800000003", "/agent/kind", "agent", "/agent/name", "孙代理", "/agent/number",
    "110105194912310062", "/agent/phone", "13800000006", "/agent/until", "2027-01-31", "/company/phone", "06358400000",
    "/domicile/right", "rented", "/domicile/owner", "聊城示例置业有限公司", "/domicile/rent-until", "2029-10-31",
    "/legal-representative/address", "聊城市测试小区2号楼", "/legal-representative/name", "王𬭚",
    "/domicile/evidence", "commitment", "/case/submitted", "yes", "/case/number", "聊登受字〔2026〕第000123号",
    "/invoices/kind", "legacy", "/collector/kind", "other", "/collector/name", "周领票", NULL };

  whole_set_texts (form, "", texts);
}

static void
shape (TestForm       *form,
       const YcMatter *matter,
       YcTestCase      kind)
{
  g_autoptr (GString) scope = g_string_new ("软件开发");

  add_officers (form);
  switch (kind)
    {
    case YC_TEST_CASE_ONE:
      test_form_set_text (form, "/legal-representative/post", "director");
      test_form_set_text (form, "/supervisor/kind", "none");
      break;
    case YC_TEST_CASE_FIFTY:
      test_form_set_text (form, "/legal-representative/post", "manager");
      test_form_set_text (form, "/director/name", "周董事");
      break;
    case YC_TEST_CASE_LONG:
      add_board (form, matter);
      for (guint i = 2; i <= 100; i++)
        g_string_append_printf (scope, "；第%u项技术咨询服务", i);
      test_form_set_text (form, "/business/scope", scope->str);
      test_form_set_text (form, "/name/trade", "东昌湖畔新时代高质量发展长字号测试用例");
      break;
    case YC_TEST_CASE_MISSING:
      g_hash_table_remove (form->values, "/agent/until");
      g_hash_table_remove (form->values, "/company/phone");
      g_hash_table_remove (form->values, "/domicile/owner");
      g_hash_table_remove (form->values, "/domicile/post-code");
      g_hash_table_remove (form->values, "/case/number");
      break;
    case YC_TEST_CASE_TWO:
    case YC_TEST_N_CASES:
    default:
      break;
    }
}

static void
add_points (YcTemplateData *data,
            const char     *list)
{
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autofree char *row = yc_template_data_add_row (data, list, id);
      g_autofree char *text = g_strconcat (row, "/text", NULL);
      g_autofree char *remedy = g_strconcat (row, "/remedy", NULL);

      yc_template_data_set_text (data, text, "住所使用证明未提交");
      yc_template_data_set_text (data, remedy, "提交房屋所有权证复印件或者租赁合同");
    }
}

static void
add_person (YcTemplateData *data,
            const char     *id,
            const char     *source)
{
  g_autofree char *row = yc_template_data_add_row (data, "/persons", id);
  g_autofree char *name = g_strconcat (row, "/name", NULL);
  g_autofree char *number = g_strconcat (row, "/number", NULL);
  g_autofree char *field = g_strconcat (source, "/name", NULL);

  yc_template_data_set_text (data, name, "王𬭚");
  yc_template_data_set_text (data, number, WHOLE_NUMBER);
  yc_template_data_set_source (data, row, source);
  yc_template_data_set_source (data, name, field);
}

/* Returns: (transfer full) */
YcTemplateData *
yc_test_case_new (const YcMatter *matter,
                  YcTestCase      kind)
{
  static const guint counts[YC_TEST_N_CASES] = { 2, 1, 50, 3, 2 };
  g_auto (TestForm) form = { 0 };
  YcTemplateData *data = yc_template_data_new ();
  GHashTableIter iter;
  gpointer path, value;

  whole_fill (&form, matter);
  g_ptr_array_set_size (form.rows, 0);
  add_shareholders (&form, matter, counts[kind]);
  shape (&form, matter, kind);
  g_hash_table_iter_init (&iter, form.values);
  while (g_hash_table_iter_next (&iter, &path, &value))
    if (!g_str_has_prefix (path, "/shareholders/a/") && !g_str_has_prefix (path, "/shareholders/b/"))
      yc_template_data_set (data, path, value);
  for (guint i = 0; i < form.rows->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (form.rows, i), "/", 3);
      g_autofree char *list = g_strconcat ("/", parts[1], NULL);

      g_free (yc_template_data_add_row (data, list, parts[2]));
    }
  add_points (data, "/incomplete");
  add_points (data, "/owed");
  add_points (data, "/refused");
  add_person (data, "1", "/legal-representative");
  g_free (yc_template_data_add_row (data, "/outputs", "1"));
  yc_template_data_set_text (data, "/outputs/1/label", "公章");
  yc_template_data_set_text (data, "/paper/date", "2026-11-26");
  return data;
}

GPtrArray *
yc_test_templates_new (YcCatalogue *catalogue)
{
  g_autofree char *folder = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"), "data/templates", NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *templates = yc_template_read_folder (folder, catalogue, NULL, &error);

  g_assert_no_error (error);
  return templates;
}

YcTemplate *
yc_test_find_template (GPtrArray  *templates,
                       const char *id)
{
  for (guint i = 0; i < templates->len; i++)
    if (g_str_equal (yc_template_get_id (g_ptr_array_index (templates, i)), id))
      return g_ptr_array_index (templates, i);
  g_error ("no template %s", id);
}

YcPaper *
yc_test_render (YcTemplate     *self,
                YcTemplateData *data)
{
  YcPaperOptions options = { .today = yc_test_today, .created_ms = G_GINT64_CONSTANT (1790000000000) };
  g_autoptr (GError) error = NULL;
  YcPaper *paper = yc_template_render (self, data, &options, NULL, &error);

  if (paper == NULL)
    g_error ("%s: %s", yc_template_get_id (self), error->message);
  return paper;
}

/* What pdftotext reads; @way: "-raw" or "-layout". */
char *
yc_test_read_pdf (GBytes     *pdf,
                  const char *way)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                                      &error, "pdftotext", way, "-", "-", NULL);
  g_autoptr (GBytes) text = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate (process, pdf, NULL, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
}

/* Without blanks, and without what stands at the foot of every page. */
char *
yc_test_squeeze (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GRegex) foot = g_regex_new ("第[0-9]+页共[0-9]+页(聊登受字〔2026〕第000123号)?", 0, 0, NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      g_string_append_unichar (out, g_utf8_get_char (text));
  return g_regex_replace_literal (foot, out->str, -1, 0, "", 0, NULL);
}
