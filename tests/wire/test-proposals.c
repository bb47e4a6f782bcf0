/* What a form says by itself, as the catalogue has it: it follows what was filled
 * in, and gives way to whoever says otherwise. */

#include "test-whole-form.h"

#include "yc-case-judge.h"
#include "yc-case-propose.h"

#define SHAREHOLDER "/shareholders/00000000000000000000000000000001"
#define OTHER "/shareholders/00000000000000000000000000000002"

typedef struct
{
  YcCatalogue *catalogue;
  const YcMatter *matter;
  YcCase *c;
  gint64 revision;
} World;

static void
fold (World *world,
      YcOp  *op)
{
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

  op->id.bytes[0] = (guint8) ++world->revision;
  g_assert_null (yc_kind_check_body (yc_kind_find (op->kind), op->body));
  yc_case_judge (world->c, op, verdict);
  g_assert_cmpint (verdict->outcome, ==, YC_OUTCOME_APPLIED);
  yc_case_fold (world->c, op, verdict, world->revision);
}

static YcOp *
new_op (World      *world,
        const char *kind,
        YcBody     *body)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_get_id (world->c) };

  return yc_op_new (&stream, kind, body);
}

static YcBody *
texts (const char *first,
       ...)
{
  YcBody *body = yc_body_new ();
  va_list arguments;

  va_start (arguments, first);
  for (const char *key = first; key != NULL; key = va_arg (arguments, const char *))
    yc_record_set_text (body->record, key, va_arg (arguments, const char *));
  va_end (arguments);
  return body;
}

static void
add_edit (YcBody        *body,
          World         *world,
          const char    *path,
          const YcValue *value)
{
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "path", path);
  yc_record_set (item, "value", value);
  yc_record_set (item, "was", yc_case_get_value (world->c, path));
}

/* An op, and what follows from it, as the desk stores them: together. */
static void
append (World *world,
        YcOp  *op)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (YcOp) follows = NULL;
  YcBody *body = texts ("source", "default", NULL);

  g_ptr_array_add (ops, op);
  edits = yc_case_list_proposals (world->c, world->matter, &whole_today, ops);
  fold (world, op);
  for (guint i = 0; i < edits->len; i++)
    {
      const YcProposedEdit *edit = g_ptr_array_index (edits, i);
      const YcValue *now = yc_case_get_value (world->c, edit->path);
      const YcValue none = YC_VALUE_INIT;

      g_assert_true (yc_value_equal (now != NULL ? now : &none, &edit->was));
      add_edit (body, world, edit->path, &edit->value);
    }
  follows = new_op (world, "fields.set", body);
  if (edits->len > 0)
    fold (world, follows);
  g_ptr_array_set_size (ops, 0);
  g_ptr_array_unref (edits);
  edits = yc_case_list_proposals (world->c, world->matter, &whole_today, ops);
  g_assert_cmpuint (edits->len, ==, 0); /* all that follows was said at once */
}

static void
say (World      *world,
     const char *path,
     const char *text)
{
  YcBody *body = texts ("source", "typed", NULL);
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_text (&value, text);
  add_edit (body, world, path, &value);
  append (world, new_op (world, "fields.set", body));
}

static void
say_int (World      *world,
         const char *path,
         gint64      integer)
{
  YcBody *body = texts ("source", "typed", NULL);
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_int (&value, integer);
  add_edit (body, world, path, &value);
  append (world, new_op (world, "fields.set", body));
}

static void
row (World      *world,
     const char *kind,
     const char *path)
{
  append (world, new_op (world, kind, texts ("list", "/shareholders", "row", strrchr (path, '/') + 1, NULL)));
}

static void
set_up (World         *world,
        gconstpointer  data)
{
  const YcId id = { { 7 } };
  g_autoptr (YcOp) open = NULL;

  world->catalogue = whole_read ();
  world->matter = yc_catalogue_find_matter (world->catalogue, "limited-company-establishment");
  world->c = yc_case_new (&id);
  open = new_op (world, "case.open", texts ("matter", "limited-company-establishment", "version", "2026.12",
                                            "hall", "lc", NULL));
  fold (world, open);
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  g_object_unref (world->c);
  yc_catalogue_unref (world->catalogue);
}

static void
assert_value (World      *world,
              const char *path,
              const char *text,
              const char *source)
{
  const YcField *field = yc_case_get_field (world->c, path);
  g_autofree char *now = field != NULL ? yc_value_dup_text (&field->value) : NULL;

  g_assert_cmpstr (now != NULL ? now : "", ==, text);
  if (*text != '\0')
    g_assert_cmpstr (field->origin.source, ==, source);
}

static void
test_sole (World         *world,
           gconstpointer  data)
{
  say_int (world, "/capital/amount", 100000000);
  assert_value (world, "/company/type", "natural", "default");
  row (world, "row.add", SHAREHOLDER);
  assert_value (world, SHAREHOLDER "/amount", "100000000", "default");
  assert_value (world, "/company/type", "natural-sole", "default");
  say_int (world, "/capital/amount", 200000000);
  assert_value (world, SHAREHOLDER "/amount", "200000000", "default");
  say (world, SHAREHOLDER "/kind", "legal");
  assert_value (world, "/company/type", "legal-sole", "default");

  /* Two share the capital: how, they say. */
  row (world, "row.add", OTHER);
  assert_value (world, SHAREHOLDER "/amount", "", NULL);
  assert_value (world, OTHER "/amount", "", NULL);
  assert_value (world, "/company/type", "natural", "default");
  row (world, "row.remove", OTHER);
  assert_value (world, SHAREHOLDER "/amount", "200000000", "default");
}

static void
test_said (World         *world,
           gconstpointer  data)
{
  say (world, "/company/type", "other");
  row (world, "row.add", SHAREHOLDER);
  assert_value (world, "/company/type", "other", "typed");
  say_int (world, SHAREHOLDER "/amount", 5);
  say_int (world, "/capital/amount", 100000000);
  assert_value (world, SHAREHOLDER "/amount", "5", "typed");
  /* Emptied on purpose it stays empty. */
  say (world, SHAREHOLDER "/amount", NULL);
  say_int (world, "/capital/amount", 100000001);
  assert_value (world, SHAREHOLDER "/amount", "", NULL);
}

static void
test_same_person (World         *world,
                  gconstpointer  data)
{
  say (world, "/finance/name", "赵测试");
  say (world, "/finance/phone", "13800000003");
  assert_value (world, "/liaison/name", "赵测试", "default");
  assert_value (world, "/liaison/phone", "13800000003", "default");
  say (world, "/liaison/name", "钱测试");
  assert_value (world, "/liaison/phone", "", NULL); /* another's phone is not known */
  say (world, "/liaison/phone", "13800000004");
  say (world, "/finance/name", "孙测试");
  assert_value (world, "/liaison/name", "钱测试", "typed");
  assert_value (world, "/liaison/phone", "13800000004", "typed");
}

static void
test_from (World         *world,
           gconstpointer  data)
{
  const YcFieldSpec *spec = yc_matter_find_field (world->matter, "/liaison/name");
  g_auto (TestForm) form;
  g_auto (YcValue) value = YC_VALUE_INIT;

  test_form_init (&form, "/shareholders");
  g_assert_null (yc_field_spec_propose (spec, &form.form, NULL, &whole_today, &value));
  test_form_set_text (&form, "/finance/name", "赵测试");
  g_assert_cmpstr (yc_field_spec_propose (spec, &form.form, NULL, &whole_today, &value)->from, ==, "同财务负责人");
  g_assert_cmpstr (value.text, ==, "赵测试");
}

#define ADD(path, test) g_test_add (path, World, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proposals/sole-shareholder", test_sole);
  ADD ("/proposals/said-otherwise", test_said);
  ADD ("/proposals/same-person", test_same_person);
  ADD ("/proposals/where-from", test_from);

  return g_test_run ();
}
