/* A paper made from a folded case, and when it is out of date. */

#include "yc-test-case.h"

#include "yc-case-form.h"
#include "yc-case-judge.h"

typedef struct
{
  YcCatalogue *catalogue;
  const YcMatter *matter;
  YcCase *c;
  YcTemplate *template;
} Fixture;

/* Takes @body. */
static void
append (YcCase     *c,
        const char *kind,
        YcBody     *body)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_get_id (c) };
  g_autoptr (YcOp) op = yc_op_new (&stream, kind, body);
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  gint64 revision = yc_case_get_revision (c) + 1;

  op->id.bytes[14] = (guint8) (revision >> 8);
  op->id.bytes[15] = (guint8) revision;
  g_free (op->by);
  op->by = g_strdup ("001");
  g_assert_null (yc_kind_check_body (yc_kind_find (kind), op->body));
  g_assert_true (yc_case_fold (c, op, verdict, revision));
}

static void
set_value (YcCase        *c,
           const char    *path,
           const YcValue *value)
{
  YcBody *body = yc_body_new ();
  YcRecord *item = yc_body_add_item (body);
  const YcValue *was = yc_case_get_value (c, path);
  YcValue none = YC_VALUE_INIT;

  yc_record_set_text (body->record, "source", "typed");
  yc_record_set_text (item, "path", path);
  yc_record_set (item, "value", value);
  yc_record_set (item, "was", was != NULL ? was : &none);
  append (c, "fields.set", body);
}

static void
set_text (YcCase     *c,
          const char *path,
          const char *text)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_text (&value, text);
  set_value (c, path, &value);
}

/* Returns: (transfer full): the row's path */
static char *
add_shareholder (YcCase     *c,
                 guint8      number,
                 const char *name)
{
  YcId row = { { 9, number } };
  g_autofree char *id = yc_id_dup_text (&row);
  g_autofree char *path = g_strconcat ("/shareholders/", id, NULL);
  g_autofree char *name_path = g_strconcat (path, "/name", NULL);
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "list", "/shareholders");
  yc_record_set_text (body->record, "row", id);
  append (c, "row.add", body);
  set_text (c, name_path, name);
  return g_steal_pointer (&path);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GPtrArray) templates = NULL;
  YcBody *body = yc_body_new ();
  YcId id = { { 7 } };

  fixture->catalogue = whole_read ();
  fixture->matter = whole_get_matter (fixture->catalogue);
  templates = yc_test_templates_new (fixture->catalogue);
  fixture->template = yc_template_ref (yc_test_find_template (templates, "resolution"));
  fixture->c = yc_case_new (&id);
  yc_record_set_text (body->record, "matter", fixture->matter->id);
  yc_record_set_text (body->record, "version", "2026.12");
  yc_record_set_text (body->record, "hall", "h");
  append (fixture->c, "case.open", body);
  set_text (fixture->c, "/name/trade", "䶮光");
  set_text (fixture->c, "/legal-representative/name", "王𬭚");
  set_text (fixture->c, "/legal-representative/post", "both");
  set_text (fixture->c, "/board/kind", "one");
  set_text (fixture->c, "/company/phone", "06358400000");
  g_free (add_shareholder (fixture->c, 1, "王𬭚"));
  g_free (add_shareholder (fixture->c, 2, "李𠅤"));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->c);
  yc_template_unref (fixture->template);
  yc_catalogue_unref (fixture->catalogue);
}

/* Makes the paper, and records what it shows as a desk would. */
static YcPaper *
make_paper (Fixture *fixture)
{
  YcTemplateOffice office = { "聊城市政务服务中心", "3", "王测试", yc_test_today };
  g_autoptr (YcTemplateData) data = yc_template_data_new_from_case (fixture->c, fixture->matter, &office);
  YcPaper *paper = yc_test_render (fixture->template, data);
  YcBody *body = yc_body_new ();
  YcId id = { { 5 } };
  g_autofree char *document = yc_id_dup_text (&id);

  yc_record_set_text (body->record, "document", document);
  yc_record_set_text (body->record, "kind", "resolution");
  yc_record_set_text (body->record, "title", paper->title);
  yc_record_set_text (body->record, "sha256", paper->sha256);
  yc_record_set_int (body->record, "size", (gint64) g_bytes_get_size (paper->pdf));
  for (guint i = 0; i < paper->shows->len; i++)
    {
      const YcPaperShown *shown = g_ptr_array_index (paper->shows, i);
      YcRecord *item = yc_body_add_item (body);

      yc_record_set_text (item, "path", shown->path);
      yc_record_set_text (item, "digest", shown->digest);
    }
  append (fixture->c, "document.add", body);
  return paper;
}

static gboolean
is_current (Fixture *fixture)
{
  GPtrArray *documents = yc_case_get_documents (fixture->c);

  return yc_case_document_is_current (fixture->c, g_ptr_array_index (documents, documents->len - 1));
}

static void
test_says (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (YcPaper) paper = make_paper (fixture);
  g_autofree char *raw = yc_test_read_pdf (paper->pdf, "-raw");
  g_autofree char *text = yc_test_squeeze (raw);

  g_assert_nonnull (strstr (text, "䶮光"));
  g_assert_nonnull (strstr (text, "全体股东共2人出席"));
  g_assert_nonnull (strstr (text, "选举王𬭚为公司董事"));
  g_assert_nonnull (strstr (text, "李𠅤："));
  g_assert_true (is_current (fixture));
}

static void
test_shown_field (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (YcPaper) paper = make_paper (fixture);

  set_text (fixture->c, "/company/phone", "06358400001"); /* not on this paper */
  g_assert_true (is_current (fixture));
  set_text (fixture->c, "/name/trade", "䶮明");
  g_assert_false (is_current (fixture));
  set_text (fixture->c, "/name/trade", "䶮光");
  g_assert_true (is_current (fixture));
}

/* A condition was asked of it: the paper would say something else. */
static void
test_asked_field (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (YcPaper) paper = make_paper (fixture);

  set_text (fixture->c, "/board/kind", "board");
  g_assert_false (is_current (fixture));
}

static void
test_row_added (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (YcPaper) paper = make_paper (fixture);
  g_autofree char *row = add_shareholder (fixture->c, 3, "张三");

  g_assert_false (is_current (fixture));
}

static void
test_row_renamed (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *row = add_shareholder (fixture->c, 3, "张三");
  g_autofree char *name = g_strconcat (row, "/name", NULL);
  g_autofree char *phone = g_strconcat (row, "/phone", NULL);
  g_autoptr (YcPaper) paper = make_paper (fixture);

  set_text (fixture->c, phone, "13800000000");
  g_assert_true (is_current (fixture));
  set_text (fixture->c, name, "张四");
  g_assert_false (is_current (fixture));
}

/* Records that who is the legal representative showed a card. */
static void
identify (YcCase *c)
{
  YcBody *body = yc_body_new ();

  set_text (c, "/legal-representative/number", WHOLE_NUMBER);
  yc_record_set_text (body->record, "person", "/legal-representative");
  yc_record_set_text (body->record, "method", "card");
  yc_record_set_text (body->record, "name", "王𬭚");
  yc_record_set_text (body->record, "number", WHOLE_NUMBER);
  append (c, "identity.record", body);
}

/* Who signs is taken from the form: a new name puts the sheet out of date. */
static void
test_real_name (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GPtrArray) templates = yc_test_templates_new (fixture->catalogue);
  g_autoptr (YcPaper) paper = NULL;

  yc_template_unref (fixture->template);
  fixture->template = yc_template_ref (yc_test_find_template (templates, "real-name"));
  identify (fixture->c);
  paper = make_paper (fixture);
  g_assert_true (is_current (fixture));
  g_assert_cmpuint (paper->places->len, ==, 3); /* two shareholders, the legal representative */
  set_text (fixture->c, "/legal-representative/name", "王五");
  g_assert_false (is_current (fixture));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/template/case/says", test_says);
  ADD ("/template/case/shown-field", test_shown_field);
  ADD ("/template/case/asked-field", test_asked_field);
  ADD ("/template/case/row-added", test_row_added);
  ADD ("/template/case/row-renamed", test_row_renamed);
  ADD ("/template/case/real-name", test_real_name);
#undef ADD
  return g_test_run ();
}
