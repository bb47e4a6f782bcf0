/* What administrators' ops must look like. */

#include "yc-staff.h"

#include <string.h>

static YcOp *
op_new (const YcStream *stream,
        const char     *kind,
        const char     *key,
        ...)
{
  YcBody *body = yc_body_new ();
  va_list values;

  va_start (values, key);
  for (; key != NULL; key = va_arg (values, const char *))
    yc_record_set_text (body->record, key, va_arg (values, const char *));
  va_end (values);
  g_assert_null (yc_kind_check_body (yc_kind_find (kind), body));
  return yc_op_new (stream, kind, body);
}

/* One history of each, and no op in that of another. */
static void
test_streams (void)
{
  YcStream person, other, place, window, device, version;
  YcId id;
  g_autofree char *text = g_strnfill (32, 'a');
  g_autoptr (YcOp) op = NULL;
  g_autoptr (YcOp) wrong = NULL;
  g_autoptr (YcOp) invited = NULL;
  g_autoptr (YcOp) withdrawn = NULL;
  g_autoptr (YcOp) replaced = NULL;
  g_autoptr (YcOp) nameless = NULL;

  g_assert_true (yc_id_parse (text, &id));
  yc_staff_stream_of_operator ("C0301", &person);
  yc_staff_stream_of_operator ("C0302", &other);
  yc_staff_stream_of_place ("lc", "3", &place);
  yc_staff_stream_of_place ("lc3", "", &window);
  yc_staff_stream_of_device (&id, &device);
  g_assert_false (yc_stream_equal (&person, &other));
  g_assert_false (yc_stream_equal (&place, &window));
  op = op_new (&person, "operator.lock", "operator", "C0301", NULL);
  g_assert_null (yc_staff_check (op));
  wrong = op_new (&other, "operator.lock", "operator", "C0301", NULL);
  g_assert_cmpstr (yc_staff_check (wrong), ==, "stream");
  invited = op_new (&place, "device.invite", "hall", "lc", "window", "3", NULL);
  g_assert_null (yc_staff_check (invited));
  withdrawn = op_new (&device, "device.withdraw", "device", text, NULL);
  g_assert_null (yc_staff_check (withdrawn));
  yc_staff_stream_of_version ("2027.02", &version);
  replaced = op_new (&version, "catalogue.withdraw", "version", "2027.02", "reason", "印错", NULL);
  g_assert_null (yc_staff_check (replaced));
  nameless = op_new (&version, "catalogue.withdraw", "version", "2027 02", NULL);
  g_assert_cmpstr (yc_staff_check (nameless), ==, "version");
}

static void
check_added (const char *code,
             const char *name,
             const char *roles,
             const char *wrong)
{
  YcStream stream;
  g_autoptr (YcOp) op = NULL;

  yc_staff_stream_of_operator (code, &stream);
  op = op_new (&stream, "operator.add", "operator", code, "name", name, "roles", roles, NULL);
  g_assert_cmpstr (yc_staff_check (op), ==, wrong);
}

static void
test_bodies (void)
{
  check_added ("C0301", "王测试", "clerk,reviewer", NULL);
  check_added ("C 301", "王测试", "clerk", "operator");
  check_added ("hub", "王测试", "clerk", "operator");
  check_added ("C0301", "王\n测试", "clerk", "name");
  check_added ("C0301", "王\xe2\x80\xae测试", "clerk", "name");
  check_added ("C0301", "王测试", "clerk,boss", "roles");
  check_added ("C0301", "王测试", "hub", "roles");
}

static void
test_roles (void)
{
  for (guint roles = 1; roles < YC_ROLE_HUB; roles++)
    {
      g_autofree char *text = yc_staff_roles_to_text (roles);

      g_assert_cmpuint (yc_staff_roles_parse (text), ==, roles);
    }
  g_assert_cmpuint (YC_ROLE_ANYONE, ==, YC_ROLE_HUB - 1);
}

/* An administrator's role is for administration: no case is theirs. */
static void
test_kinds (void)
{
  static const char *const of_cases[] = { "note.add", "contact.record", "fields.set", "decision.record", "job.void" };

  for (gsize i = 0; i < G_N_ELEMENTS (of_cases); i++)
    g_assert_cmpuint (yc_kind_find (of_cases[i])->roles & YC_ROLE_ADMINISTRATOR, ==, 0);
  g_assert_cmpuint (yc_kind_find ("operator.lock")->roles, ==, YC_ROLE_ADMINISTRATOR | YC_ROLE_HUB);
  g_assert_cmpuint (yc_kind_find ("operator.chose")->roles, ==, YC_ROLE_HUB);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/staff/streams", test_streams);
  g_test_add_func ("/staff/bodies", test_bodies);
  g_test_add_func ("/staff/roles", test_roles);
  g_test_add_func ("/staff/kinds", test_kinds);
  return g_test_run ();
}
