/* What a case answers to the catalogue beside its fields. */

#include "yc-case-form.h"

#define ROW "0123456789abcdef0123456789abcdef"
#define SHAREHOLDER "/shareholders/" ROW
#define LEGAL "/legal-representative"
#define NUMBER "11010519491231002X"

static YcCase *
make_case (void)
{
  YcId id = { { 1 } };

  return yc_case_new (&id);
}

/* Takes @body. */
static void
fold (YcCase     *c,
      const char *kind,
      YcBody     *body)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_get_id (c) };
  g_autoptr (YcOp) op = yc_op_new (&stream, kind, body);
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  gint64 revision = yc_case_get_revision (c) + 1;

  op->id.bytes[15] = (guint8) revision;
  g_free (op->by);
  op->by = g_strdup ("001");
  g_assert_true (yc_case_fold (c, op, verdict, revision));
}

static void
set_text (YcCase     *c,
          const char *person,
          const char *key,
          const char *text)
{
  g_autofree char *path = g_strconcat (person, "/", key, NULL);
  YcBody *body = yc_body_new ();
  YcRecord *item = yc_body_add_item (body);
  YcValue none = YC_VALUE_INIT;

  yc_record_set_text (body->record, "source", "typed");
  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "value", text);
  yc_record_set (item, "was", &none);
  fold (c, "fields.set", body);
}

/* @method: NULL for the second look */
static void
identify (YcCase     *c,
          const char *person,
          const char *method,
          const char *name)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "person", person);
  yc_record_set_text (body->record, "name", name);
  yc_record_set_text (body->record, "number", NUMBER);
  if (method != NULL)
    yc_record_set_text (body->record, "method", method);
  fold (c, method != NULL ? "identity.record" : "identity.confirm", body);
}

static void
mark (YcCase     *c,
      const char *item,
      const char *state)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "item", item);
  yc_record_set_text (body->record, "state", state);
  fold (c, "item.mark", body);
}

static void
assert_answer (YcCase     *c,
               const char *path,
               const char *expected)
{
  YcCaseForm form;
  const YcValue *value;

  yc_case_form_init (&form, c);
  value = form.form.get (&form.form, path);
  g_assert_cmpstr (value != NULL ? value->text : NULL, ==, expected);
}

static void
test_card (void)
{
  g_autoptr (YcCase) c = make_case ();

  set_text (c, SHAREHOLDER, "name", "张测试");
  set_text (c, SHAREHOLDER, "number", NUMBER);
  assert_answer (c, SHAREHOLDER "/identity", NULL);
  identify (c, SHAREHOLDER, "card", "张测试");
  assert_answer (c, SHAREHOLDER "/identity", "card");
  set_text (c, SHAREHOLDER, "name", "李测试");
  assert_answer (c, SHAREHOLDER "/identity", NULL);
}

/* One card shown once counts for all that its owner is in the company. */
static void
test_one_person_two_roles (void)
{
  g_autoptr (YcCase) c = make_case ();

  set_text (c, SHAREHOLDER, "name", "张测试");
  set_text (c, SHAREHOLDER, "number", NUMBER);
  identify (c, SHAREHOLDER, "card", "张测试");
  set_text (c, LEGAL, "name", "张测试");
  assert_answer (c, LEGAL "/identity", NULL);
  set_text (c, LEGAL, "number", NUMBER);
  assert_answer (c, LEGAL "/identity", "card");
  identify (c, LEGAL, "typed", "张测试");
  assert_answer (c, LEGAL "/identity", "card");
}

static void
test_second_look (void)
{
  g_autoptr (YcCase) c = make_case ();

  set_text (c, SHAREHOLDER, "name", "张测试");
  set_text (c, SHAREHOLDER, "number", NUMBER);
  set_text (c, LEGAL, "name", "张测试");
  set_text (c, LEGAL, "number", NUMBER);
  identify (c, SHAREHOLDER, "typed", "张测试");
  assert_answer (c, LEGAL "/identity", "typed");
  identify (c, LEGAL, NULL, "李测试");
  assert_answer (c, LEGAL "/identity", "typed");
  identify (c, LEGAL, NULL, "张测试");
  assert_answer (c, LEGAL "/identity", "typed-confirmed");
  assert_answer (c, SHAREHOLDER "/identity", "typed-confirmed");
}

static void
test_items (void)
{
  g_autoptr (YcCase) c = make_case ();

  assert_answer (c, "/items/lease/state", NULL);
  mark (c, "lease", "owed");
  assert_answer (c, "/items/lease/state", "owed");
  mark (c, "lease", "seen");
  assert_answer (c, "/items/lease/state", "seen");
  assert_answer (c, "/items/lease/colour", NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/case-form/card", test_card);
  g_test_add_func ("/case-form/two-roles", test_one_person_two_roles);
  g_test_add_func ("/case-form/second-look", test_second_look);
  g_test_add_func ("/case-form/items", test_items);
  return g_test_run ();
}
