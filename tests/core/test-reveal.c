/* Who looked at personal data is in the case's history, and changes nothing else. */

#include "yc-case-judge.h"
#include "yc-case-progress.h"
#include "yc-case-reveal.h"
#include "yc-case-sign.h"

#include <string.h>

#define NUMBER "/agent/number"

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

/* @by appends, as a desk's own op or as one the hub answered; NULL when it is
 * applied, "contested" when so, else the first word against it. */
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
  if (verdict->outcome == YC_OUTCOME_APPLIED)
    return NULL;
  return verdict->outcome == YC_OUTCOME_CONTESTED
           ? "contested" : g_intern_string (((YcReason *) g_ptr_array_index (verdict->reasons, 0))->code);
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
edit (const char *value,
      const char *was)
{
  YcBody *body = texts ("source", "typed", NULL);
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "path", NUMBER);
  yc_record_set_text (item, "value", value);
  if (was != NULL)
    yc_record_set_text (item, "was", was);
  else
    yc_record_set (item, "was", NULL);
  return body;
}

/* @text: (nullable) */
static YcBody *
look (const char *purpose,
      const char *text,
      guint       fields)
{
  YcBody *body = texts ("purpose", purpose, NULL);

  if (text != NULL)
    yc_record_set_text (body->record, "text", text);
  for (guint i = 0; i < fields; i++)
    yc_record_set_text (yc_body_add_item (body), "path", i == 0 ? NUMBER : "/agent/phone");
  return body;
}

static void
fill_in (World *world)
{
  g_assert_null (append (world, "C0301", YC_ROLE_CLERK, "case.open",
                         texts ("matter", "m", "version", "1", "hall", "lc", NULL)));
  g_assert_null (append (world, "C0301", YC_ROLE_CLERK, "fields.set", edit ("310105199001011234", NULL)));
}

static void
test_record (World         *world,
             gconstpointer  data)
{
  const YcReveal *reveal;
  const YcEvent *event;

  fill_in (world);
  g_assert_null (append (world, "S0001", YC_ROLE_SUPERVISOR, "person.reveal", look ("contact", NULL, 2)));
  g_assert_null (append (world, "R0001", YC_ROLE_REVIEWER, "person.reveal", look ("other", "信访", 1)));

  g_assert_cmpuint (yc_case_get_reveals (world->c)->len, ==, 2);
  reveal = g_ptr_array_index (yc_case_get_reveals (world->c), 0);
  g_assert_cmpstr (reveal->by, ==, "S0001");
  g_assert_cmpstr (reveal->purpose, ==, YC_REVEAL_CONTACT);
  g_assert_null (reveal->text);
  g_assert_cmpuint (reveal->paths->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (reveal->paths, 0), ==, NUMBER);
  event = g_ptr_array_index (yc_case_get_events (world->c), yc_case_get_events (world->c)->len - 1);
  g_assert_cmpstr (event->kind, ==, "person.reveal");
  g_assert_cmpstr (event->detail, ==, "other");
  reveal = yc_case_find_reveal (world->c, &event->op);
  g_assert_nonnull (reveal);
  g_assert_cmpstr (reveal->text, ==, "信访");
}

static void
test_refused (World         *world,
              gconstpointer  data)
{
  g_assert_cmpstr (append (world, "C0301", YC_ROLE_CLERK, "person.reveal", look ("document", NULL, 1)), ==, "not-open");
  fill_in (world);
  g_assert_cmpstr (append (world, "C0301", YC_ROLE_CLERK, "person.reveal", look ("curiosity", NULL, 1)), ==,
                   "unknown-purpose");
  g_assert_cmpstr (append (world, "C0301", YC_ROLE_CLERK, "person.reveal", look ("other", NULL, 1)), ==, "no-reason");
  g_assert_cmpstr (append (world, "C0301", YC_ROLE_CLERK, "person.reveal", look ("review", NULL, 0)), ==, "no-points");
  g_assert_cmpuint (yc_case_get_reveals (world->c)->len, ==, 0);
}

/* A body needs its purpose, and paths that are paths; no value is asked for. */
static void
test_body (void)
{
  const YcKind *kind = yc_kind_find ("person.reveal");
  g_autoptr (YcBody) none = yc_body_new ();
  g_autoptr (YcBody) wrong = look ("review", NULL, 1);
  g_autoptr (YcBody) good = look ("review", NULL, 1);

  yc_record_set_text (yc_body_add_item (wrong), "path", "310105199001011234");
  g_assert_nonnull (yc_kind_check_body (kind, none));
  g_assert_nonnull (yc_kind_check_body (kind, wrong));
  g_assert_null (yc_kind_check_body (kind, good));
}

/* A clerk who saw the old value edits behind a look as if there had been none,
 * a helper without consent may look, and the form a clerk submits is the same. */
static void
test_changes_nothing (World         *world,
                      gconstpointer  data)
{
  g_autofree char *before = NULL, *after = NULL;
  const YcField *field;

  fill_in (world);
  before = yc_case_dup_form_digest (world->c);
  g_assert_null (append (world, "H1", YC_ROLE_HELPER, "person.reveal", look ("request", NULL, 2)));
  after = yc_case_dup_form_digest (world->c);
  g_assert_cmpstr (before, ==, after);
  field = yc_case_get_field (world->c, NUMBER);
  g_assert_cmpstr (field->origin.by, ==, "C0301");
  g_assert_cmpint (field->revision, ==, 2);
  g_assert_null (append (world, "C0302", YC_ROLE_CLERK, "fields.set",
                         edit ("310105199001011235", "310105199001011234")));
  g_assert_cmpstr (append (world, "C0303", YC_ROLE_CLERK, "fields.set",
                           edit ("310105199001011236", "310105199001011234")), ==, "contested");
  g_assert_null (append (world, "C0303", YC_ROLE_CLERK, "person.reveal", look ("document", NULL, 1)));
  g_assert_true (yc_field_is_contested (yc_case_get_field (world->c, NUMBER)));
}

/* A paper that shows a number is as current after a look as before. */
static void
test_paper (World         *world,
            gconstpointer  data)
{
  YcBody *body;
  YcRecord *item;
  g_autofree char *digest = NULL;
  const YcDocument *document;

  fill_in (world);
  digest = yc_value_dup_digest (yc_case_get_value (world->c, NUMBER));
  body = texts ("document", "5f1c1f3a0c9d4e0b8a7a6f0d5b2c9e11", "kind", "sensitive", "title", "t", "sha256",
                "0000000000000000000000000000000000000000000000000000000000000000", NULL);
  yc_record_set_int (body->record, "size", 1);
  item = yc_body_add_item (body);
  yc_record_set_text (item, "path", NUMBER);
  yc_record_set_text (item, "digest", digest);
  g_assert_null (append (world, "C0301", YC_ROLE_CLERK, "document.add", body));
  g_assert_null (append (world, "C0301", YC_ROLE_CLERK, "person.reveal", look ("review", NULL, 1)));
  document = yc_case_find_newest_document (world->c, "sensitive");
  g_assert_nonnull (document);
  g_assert_true (yc_case_document_is_current (world->c, document));
}

/* Also when the case has ended: that is when it is only looked at. */
static void
test_ended (World         *world,
            gconstpointer  data)
{
  YcBody *body = texts ("outcome", "refused", "text", "t", NULL);

  fill_in (world);
  yc_record_set_text (yc_body_add_item (body), "code", "c");
  yc_record_set_text (g_ptr_array_index (body->items, 0), "text", "t");
  g_assert_null (append (world, "C0301", YC_ROLE_CLERK, "receive.record", body));
  g_assert_cmpint (yc_case_get_status (world->c), ==, YC_CASE_NOT_RECEIVED);
  g_assert_null (append (world, "S0001", YC_ROLE_SUPERVISOR, "person.reveal", look ("review", NULL, 1)));
  g_assert_cmpint (yc_case_get_status (world->c), ==, YC_CASE_NOT_RECEIVED);
  g_assert_cmpuint (yc_case_get_reveals (world->c)->len, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/reveal/record", World, NULL, set_up, test_record, tear_down);
  g_test_add ("/reveal/refused", World, NULL, set_up, test_refused, tear_down);
  g_test_add_func ("/reveal/body", test_body);
  g_test_add ("/reveal/changes-nothing", World, NULL, set_up, test_changes_nothing, tear_down);
  g_test_add ("/reveal/paper", World, NULL, set_up, test_paper, tear_down);
  g_test_add ("/reveal/ended", World, NULL, set_up, test_ended, tear_down);
  return g_test_run ();
}
