/* test-next.c: what a case is due, and what of an office's answer is taken
 *
 * The catalogue is the reader's fixture: registration, and seals by the police
 * after it, chosen by a field, with a thing to hand out and a code that checks
 * itself. Ops are put in as the hub would put them.
 */

#include "yc-case-judge.h"
#include "yc-case-next.h"
#include "yc-catalogue-reader.h"
#include "yc-office-answer.h"

#include <string.h>

#define R1 "00000000000000000000000000000001"
#define R2 "00000000000000000000000000000002"
#define GOOD_CODE "91350100M000100Y43"
#define BAD_CODE "91350100M000100Y4Z"

static const YcDate today = { 2026, 9, 30 }; /* a Wednesday; the next day is a holiday */

typedef struct
{
  YcCatalogue *catalogue;
  const YcMatter *matter;
  YcCase *c;
  gint64 revision;
} World;

static void
world_init (World *world)
{
  g_autofree char *path = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"),
                                            "tests/wire/catalogue/good-modules.json", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  YcId id = { { 9 } };
  char *text;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (text, size);
  *world = (World) { .catalogue = yc_catalogue_read (bytes, "good-modules", &error), .c = yc_case_new (&id) };
  g_assert_no_error (error);
  world->matter = yc_catalogue_find_matter (world->catalogue, "m");
}

static void
world_clear (World *world)
{
  g_object_unref (world->c);
  yc_catalogue_unref (world->catalogue);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
append (World      *world,
        const char *kind,
        YcBody     *body)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_get_id (world->c) };
  g_autoptr (YcOp) op = yc_op_new (&stream, kind, body);
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

  op->id.bytes[0] = (guint8) (world->revision + 1);
  g_free (op->by);
  op->by = g_strdup ("hub");
  verdict->at.at_ms = 1000 * (world->revision + 1);
  g_assert_null (yc_kind_check_body (yc_kind_find (kind), body));
  yc_case_judge (world->c, op, verdict);
  g_assert_cmpint (verdict->outcome, ==, YC_OUTCOME_APPLIED);
  g_assert_true (yc_case_fold (world->c, op, verdict, ++world->revision));
}

/* Texts by name; a "+" begins an item. */
static void
say (World      *world,
     const char *kind,
     ...)
{
  YcBody *body = yc_body_new ();
  YcRecord *record = body->record;
  va_list arguments;

  va_start (arguments, kind);
  for (const char *key = va_arg (arguments, const char *); key != NULL; key = va_arg (arguments, const char *))
    if (strcmp (key, "+") == 0)
      record = yc_body_add_item (body);
    else
      yc_record_set_text (record, key, va_arg (arguments, const char *));
  va_end (arguments);
  append (world, kind, body);
}

static void
set_field (World      *world,
           const char *path,
           const char *value)
{
  YcBody *body = yc_body_new ();
  YcRecord *item = yc_body_add_item (body);
  YcValue none = YC_VALUE_INIT;

  yc_record_set_text (body->record, "source", "typed");
  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "value", value);
  yc_record_set (item, "was", &none);
  append (world, "fields.set", body);
}

static void
approve (World      *world,
         const char *seals)
{
  g_autofree char *digest = NULL;

  say (world, "case.open", "matter", "m", "version", "1", "hall", "lc", NULL);
  set_field (world, "/modules/seals", seals);
  set_field (world, "/a/kind", "x");
  digest = yc_case_dup_form_digest (world->c);
  say (world, "case.submit", "digest", digest, NULL);
  say (world, "case.receive", "number", "LC1", NULL);
  say (world, "decision.record", "module", "registration", "outcome", "approved", "by", "rules", NULL);
}

static void
register_it (World *world)
{
  say (world, "module.done", "module", "registration", "+", "key", "credit-code", "value", GOOD_CODE, NULL);
}

static void
start (World      *world,
       const char *request)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "module", "seals");
  yc_record_set_text (body->record, "request", request);
  yc_record_set_text (body->record, "office", "police");
  yc_record_set_int (body->record, "due", 99000);
  append (world, "module.start", body);
}

/* What is due, as one line. */
static char *
dup_next (World *world)
{
  g_autoptr (GArray) next = yc_case_list_next (world->c, world->catalogue, world->matter, &today);
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < next->len; i++)
    {
      const YcCaseNext *one = &g_array_index (next, YcCaseNext, i);
      char due[YC_DATE_TEXT_SIZE] = "";

      if (one->reason != NULL)
        yc_date_to_text (&one->due, due);
      g_string_append_printf (line, "%s%s %s%s", i > 0 ? ", " : "", yc_kind_get (one->code)->name,
                              one->module != NULL ? one->module->id : one->reason != NULL ? one->reason : "", due);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
assert_next (World      *world,
             const char *wanted)
{
  g_autofree char *line = dup_next (world);

  g_assert_cmpstr (line, ==, wanted);
}

static YcOfficeAnswer *
answer (World           *world,
        const char      *request,
        YcOfficeOutcome  outcome)
{
  YcId id;

  g_assert_true (yc_id_parse (request, &id));
  return yc_office_answer_new (&id, yc_case_get_id (world->c), outcome);
}

static void
give (YcOfficeAnswer *self,
      const char     *key,
      const char     *value)
{
  YcRecord *item = yc_body_add_item (self->body);

  yc_record_set_text (item, "key", key);
  yc_record_set_text (item, "value", value);
}

static const char *
check (World                *world,
       const YcOfficeAnswer *self)
{
  return yc_office_answer_check (self, world->c, world->matter, &today, NULL);
}

static void
test_all_the_way (void)
{
  g_auto (World) world;
  g_autoptr (YcOfficeAnswer) done = NULL;

  world_init (&world);
  approve (&world, "yes");
  assert_next (&world, "");
  register_it (&world);
  assert_next (&world, "module.start seals");
  start (&world, R1);
  assert_next (&world, "");
  done = answer (&world, R1, YC_OFFICE_DONE);
  give (done, "seal-official", "37150000000001");
  give (done, "filing", GOOD_CODE);
  g_assert_null (check (&world, done));
  append (&world, yc_office_answer_get_kind (done), yc_office_answer_dup_body (done, "seals"));
  g_assert_cmpstr (check (&world, done), ==, "twice");
  assert_next (&world, "case.finish ");
  say (&world, "case.finish", NULL);
  assert_next (&world, "callback.due full-service2026-10-06");
  say (&world, "callback.due", "reason", "full-service", "due", "2026-10-06", NULL);
  assert_next (&world, "");
  say (&world, "handover.sign", "output", "seals/seal-official", "name", "张测试", "relation", "self", "number_tail",
       "1234", NULL);
  assert_next (&world, "handover.complete ");
  say (&world, "handover.complete", NULL);
  assert_next (&world, "");
}

static void
test_licence_only (void)
{
  g_auto (World) world;
  YcBody *rating = yc_body_new ();

  world_init (&world);
  approve (&world, "no");
  register_it (&world);
  assert_next (&world, "case.finish ");
  say (&world, "case.finish", NULL);
  assert_next (&world, "callback.due licence-only2026-10-06");
  say (&world, "callback.due", "reason", "licence-only", "due", "2026-10-06", NULL);
  yc_record_set_int (rating->record, "score", 4);
  yc_record_set_text (rating->record, "channel", "display");
  append (&world, "rating.give", rating);
  assert_next (&world, "callback.due rating2026-10-06");
}

static void
test_answers (void)
{
  g_auto (World) world;
  g_autoptr (YcOfficeAnswer) wrong = NULL, part = NULL, foreign = NULL, late = NULL;

  world_init (&world);
  approve (&world, "yes");
  register_it (&world);
  start (&world, R1);
  wrong = answer (&world, R1, YC_OFFICE_DONE);
  give (wrong, "seal-official", "1");
  give (wrong, "filing", BAD_CODE);
  g_assert_cmpstr (check (&world, wrong), ==, "wrong-code");
  part = answer (&world, R1, YC_OFFICE_DONE);
  give (part, "filing", GOOD_CODE);
  g_assert_cmpstr (check (&world, part), ==, "malformed");
  foreign = answer (&world, R1, YC_OFFICE_DONE);
  foreign->c.bytes[3] ^= 1;
  g_assert_cmpstr (check (&world, foreign), ==, "other-case");
  late = answer (&world, R2, YC_OFFICE_DONE);
  g_assert_cmpstr (check (&world, late), ==, "twice");
  assert_next (&world, "");
}

static void
test_correction (void)
{
  g_auto (World) world;
  g_autoptr (YcOfficeAnswer) correct = NULL, nothing = NULL;
  YcRecord *point;

  world_init (&world);
  approve (&world, "yes");
  register_it (&world);
  start (&world, R1);
  nothing = answer (&world, R1, YC_OFFICE_REFUSE);
  g_assert_cmpstr (check (&world, nothing), ==, "malformed");
  correct = answer (&world, R1, YC_OFFICE_CORRECT);
  point = yc_body_add_item (correct->body);
  yc_record_set_text (point, "code", "c");
  yc_record_set_text (point, "path", "/a/kind");
  yc_record_set_text (point, "text", "t");
  g_assert_cmpstr (check (&world, correct), ==, "malformed"); /* not sent to that office */
  yc_record_set_text (point, "path", "/a/text");
  g_assert_null (check (&world, correct));
  append (&world, "module.correct", yc_office_answer_dup_body (correct, "seals"));
  assert_next (&world, "");
  say (&world, "module.retry", "module", "seals", NULL);
  assert_next (&world, "module.start seals");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/next/all-the-way", test_all_the_way);
  g_test_add_func ("/next/licence-only", test_licence_only);
  g_test_add_func ("/next/answers", test_answers);
  g_test_add_func ("/next/correction", test_correction);
  return g_test_run ();
}
