/* A helper fills in what the applicant has agreed to, and a firm has one owner. */

#include "yc-case-judge.h"
#include "yc-case-progress.h"

#include <string.h>

#define HELPER YC_ROLE_HELPER
#define BOTH (YC_ROLE_HELPER | YC_ROLE_CLERK)

typedef struct
{
  YcCase *c;
  gint64 revision;
} World;

static void
set_up (World         *world,
        gconstpointer  data)
{
  const YcId id = { { 3 } };

  world->c = yc_case_new (&id);
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  g_object_unref (world->c);
}

/* @by with @roles appends; NULL when it holds, else the first word against it. */
static const char *
append (World      *world,
        const char *by,
        guint       roles,
        const char *kind,
        YcBody     *body)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_get_id (world->c) };
  g_autoptr (YcOp) op = yc_op_new (&stream, kind, body);
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

  op->id.bytes[0] = (guint8) ++world->revision;
  g_free (op->by);
  op->by = g_strdup (by);
  g_assert_null (yc_kind_check_body (yc_kind_find (kind), body));
  yc_case_judge (world->c, op, verdict);
  yc_case_judge_roles (world->c, op, roles, verdict);
  yc_case_fold (world->c, op, verdict, world->revision);
  if (verdict->outcome != YC_OUTCOME_REFUSED)
    return NULL;
  return g_intern_string (((YcReason *) g_ptr_array_index (verdict->reasons, 0))->code);
}

/* Names and texts in turn, NULL at the end. */
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

static YcBody *
edit (const char *source,
      const char *path,
      const char *text)
{
  YcBody *body = texts ("source", source, NULL);
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "value", text);
  yc_record_set (item, "was", NULL);
  return body;
}

static void
open_case (World *world)
{
  g_assert_null (append (world, "H1", HELPER, "case.open",
                         texts ("matter", "m", "version", "1", "hall", "lc", NULL)));
}

static const char *
consent (World      *world,
         const char *purpose)
{
  return append (world, "H1", HELPER, "consent.record",
                 texts ("purpose", purpose, "person", "张测试", "method", "spoken", "text", "同意", NULL));
}

static void
test_before (World         *world,
             gconstpointer  data)
{
  open_case (world);
  /* What the catalogue puts there, once and at the beginning, is nobody's word. */
  g_assert_null (append (world, "H1", HELPER, "fields.set", edit ("default", "/name/form", "有限公司")));
  g_assert_cmpstr (append (world, "H1", HELPER, "fields.set", edit ("default", "/name/trade", "甲")), ==, "no-consent");

  for (const char *const *source = (const char *const[]){ "helper", "typed", "card", "scan", NULL }; *source != NULL;
       source++)
    g_assert_cmpstr (append (world, "H1", HELPER, "fields.set", edit (*source, "/name/trade", "甲")), ==, "no-consent");
  g_assert_cmpstr (append (world, "H1", HELPER, "row.add",
                           texts ("list", "/shareholders", "row", "00000000000000000000000000000001", NULL)), ==,
                   "no-consent");
  g_assert_cmpstr (append (world, "H1", HELPER, "identity.record",
                           texts ("person", "/agent", "method", "card", "name", "张测试", "number", "1", NULL)), ==,
                   "no-consent");
  g_assert_cmpstr (append (world, "H1", HELPER, "item.mark", texts ("item", "articles", "state", "seen", NULL)), ==,
                   "no-consent");
  g_assert_null (yc_case_get_field (world->c, "/name/trade"));
  g_assert_null (append (world, "H1", HELPER, "note.add", texts ("text", "等申请人", NULL)));
}

static void
test_after (World         *world,
            gconstpointer  data)
{
  const YcConsent *given;

  open_case (world);
  g_assert_null (consent (world, YC_CONSENT_SENSITIVE));
  g_assert_cmpstr (append (world, "H1", HELPER, "fields.set", edit ("helper", "/name/trade", "甲")), ==, "no-consent");
  g_assert_null (consent (world, YC_CONSENT_HELPER));
  given = yc_case_find_consent (world->c, YC_CONSENT_HELPER);
  g_assert_cmpstr (given->person, ==, "张测试");
  g_assert_cmpstr (given->by, ==, "H1");
  g_assert_null (append (world, "H1", HELPER, "fields.set", edit ("helper", "/name/trade", "甲")));
  g_assert_cmpstr (yc_case_get_field (world->c, "/name/trade")->origin.source, ==, "helper");
  g_assert_cmpstr (yc_case_get_field (world->c, "/name/trade")->origin.by, ==, "H1");
  /* Whoever takes over at a window fills in without asking again. */
  g_assert_null (append (world, "H2", HELPER, "fields.set", edit ("helper", "/name/industry", "信息技术")));
}

/* The applicant stands before a clerk: that they came is their consent. */
static void
test_clerk (World         *world,
            gconstpointer  data)
{
  open_case (world);
  g_assert_null (append (world, "C1", YC_ROLE_CLERK, "fields.set", edit ("typed", "/name/trade", "甲")));
  g_assert_null (append (world, "C2", BOTH, "fields.set", edit ("typed", "/name/industry", "信息技术")));
}

static void
test_owner (World         *world,
            gconstpointer  data)
{
  open_case (world);
  g_assert_null (append (world, "H1", HELPER, "owner.set", texts ("operator", "H1", "name", "钱测试", NULL)));
  g_assert_cmpstr (append (world, "H2", HELPER, "owner.set", texts ("operator", "H2", "name", "周测试", NULL)), ==,
                   "has-owner");
  g_assert_cmpstr (append (world, "C1", BOTH, "owner.set", texts ("operator", "C1", "name", "王测试", NULL)), ==,
                   "has-owner");
  g_assert_cmpstr (yc_case_get_owner (world->c), ==, "H1");
  g_assert_null (append (world, "S1", YC_ROLE_SUPERVISOR, "owner.set",
                         texts ("operator", "H2", "name", "周测试", NULL)));
  g_assert_cmpstr (yc_case_get_owner_name (world->c), ==, "周测试");
  g_assert_null (append (world, "H2", HELPER, "owner.set", texts ("operator", "H1", "name", "钱测试", NULL)));
  g_assert_cmpstr (yc_case_get_owner (world->c), ==, "H1");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/consent/before", World, NULL, set_up, test_before, tear_down);
  g_test_add ("/consent/after", World, NULL, set_up, test_after, tear_down);
  g_test_add ("/consent/clerk", World, NULL, set_up, test_clerk, tear_down);
  g_test_add ("/consent/owner", World, NULL, set_up, test_owner, tear_down);
  return g_test_run ();
}
