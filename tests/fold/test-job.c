/* test-job.c: what is made once is made once
 *
 * A firm's two seals, filed with the police, at two desks with a machine each.
 * Ops are judged as the hub judges them: by the case, by the catalogue, by who
 * sends them. The last test throws ops by dice and holds them against a model
 * that knows nothing but what a workbench would show.
 */

#include "yc-case-clocks.h"
#include "yc-case-job.h"
#include "yc-case-judge.h"
#include "yc-case-next.h"
#include "yc-catalogue-reader.h"

#include <string.h>

#define R1 "00000000000000000000000000000001"
#define CODE "91350100M000100Y43"
#define OFFICIAL "seals/seal-official"
#define FINANCE "seals/seal-finance"
#define SEAL_1 "37150201000001"
#define SEAL_2 "37150201000002"
#define ART "aa0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OTHER_ART "bb0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DESK_1 "d1"
#define DESK_2 "d2"

static const YcDate today = { 2026, 9, 30 };

typedef struct
{
  YcCatalogue *catalogue;
  const YcMatter *matter;
  YcCase *c;
  gint64 revision;
  guint roles;
  const char *desk;
} World;

static const char *say (World *world, const char *kind, ...) G_GNUC_NULL_TERMINATED;

static void
world_clear (World *world)
{
  g_object_unref (world->c);
  yc_catalogue_unref (world->catalogue);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static YcOp *
new_op (World      *world,
        const char *kind,
        YcBody     *body)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_get_id (world->c) };
  YcOp *op = yc_op_new (&stream, kind, body);

  op->id.bytes[0] = (guint8) (world->revision + 1);
  op->id.bytes[1] = (guint8) ((world->revision + 1) >> 8);
  op->id.bytes[2] = (guint8) ((world->revision + 1) >> 16);
  g_free (op->by);
  op->by = g_strdup ((yc_kind_find (kind)->roles & YC_ROLE_HUB) != 0 ? "hub" : "C1");
  return op;
}

/* Judges as the hub does, and folds. Returns: NULL where it was applied; else
 * the first word against it. */
static const char *
append (World      *world,
        const char *kind,
        YcBody     *body)
{
  g_autoptr (YcOp) op = new_op (world, kind, body);
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  const YcReason *reason;

  verdict->at.at_ms = 1000 * (world->revision + 1);
  g_assert_cmpstr (yc_kind_check_body (yc_kind_find (kind), body), ==, NULL);
  yc_case_judge (world->c, op, verdict);
  yc_case_judge_desk (world->c, op, world->desk, world->roles, verdict);
  yc_case_judge_piece (world->c, world->matter, op, &today, verdict);
  g_assert_true (yc_case_fold (world->c, op, verdict, ++world->revision));
  if (verdict->outcome != YC_OUTCOME_REFUSED)
    return NULL;
  reason = g_ptr_array_index (verdict->reasons, 0);
  return g_intern_string (reason->code);
}

/* Texts by name; a "+" begins an item. */
static YcBody *
read_body (va_list arguments)
{
  YcBody *body = yc_body_new ();
  YcRecord *record = body->record;

  for (const char *key = va_arg (arguments, const char *); key != NULL; key = va_arg (arguments, const char *))
    if (strcmp (key, "+") == 0)
      record = yc_body_add_item (body);
    else
      yc_record_set_text (record, key, va_arg (arguments, const char *));
  return body;
}

static const char *
say (World      *world,
     const char *kind,
     ...)
{
  YcBody *body;
  va_list arguments;

  va_start (arguments, kind);
  body = read_body (arguments);
  va_end (arguments);
  return append (world, kind, body);
}

static void
set_field (World      *world,
           const char *path,
           const char *value)
{
  const YcValue none = YC_VALUE_INIT;
  const YcValue *was = yc_case_get_value (world->c, path);
  YcBody *body = yc_body_new ();
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (body->record, "source", "typed");
  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "value", value);
  yc_record_set (item, "was", was != NULL ? was : &none);
  g_assert_null (append (world, "fields.set", body));
}

static YcCatalogue *
read_catalogue (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"), name, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  YcCatalogue *catalogue;
  char *text;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (text, size);
  catalogue = yc_catalogue_read (bytes, name, &error);
  g_assert_no_error (error);
  return catalogue;
}

/* The firm is registered, and the police have its seals on file. */
static void
world_init (World *world)
{
  g_autofree char *digest = NULL;
  YcId id = { { 9 } };

  *world = (World) { .catalogue = read_catalogue ("tests/wire/catalogue/good-made.json"), .c = yc_case_new (&id),
                     .roles = YC_ROLE_CLERK, .desk = DESK_1 };
  world->matter = yc_catalogue_find_matter (world->catalogue, "m");
  say (world, "case.open", "matter", "m", "version", "1", "hall", "lc", NULL);
  set_field (world, "/modules/seals", "yes");
  set_field (world, "/a/kind", "x");
  set_field (world, "/a/text", "聊城市鲁西示例有限公司");
  digest = yc_case_dup_form_digest (world->c);
  say (world, "case.submit", "digest", digest, NULL);
  say (world, "case.receive", "number", "LC1", NULL);
  say (world, "decision.record", "module", "registration", "outcome", "approved", "by", "rules", NULL);
  say (world, "module.done", "module", "registration", "+", "key", "credit-code", "value", CODE, NULL);
}

static void
file_seals (World *world)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "module", "seals");
  yc_record_set_text (body->record, "request", R1);
  yc_record_set_text (body->record, "office", "police");
  yc_record_set_int (body->record, "due", 99000);
  g_assert_null (append (world, "module.start", body));
  g_assert_null (say (world, "module.done", "module", "seals", "request", R1, "+", "key", "seal-official", "value", SEAL_1,
                      "+", "key", "seal-finance", "value", SEAL_2, "+", "key", "filing", "value", CODE, NULL));
}

static char *
dup_job (guint number)
{
  return g_strdup_printf ("%031u%x", 0, number % 16);
}

static void
add_shown (World      *world,
           YcBody     *body,
           const char *path)
{
  g_autofree char *digest = yc_value_dup_digest (yc_case_get_value (world->c, path));
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "digest", digest);
}

static YcBody *
ask_body (World      *world,
          guint       number,
          const char *piece,
          const char *reason)
{
  g_autofree char *job = dup_job (number);
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "job", job);
  yc_record_set_text (body->record, "piece", piece);
  yc_record_set_text (body->record, "kind", "seal");
  yc_record_set_text (body->record, "artwork", ART);
  yc_record_set_text (body->record, "machine", "usb-1");
  yc_record_set_text (body->record, "desk", world->desk);
  yc_record_set_text (body->record, "code", strcmp (piece, OFFICIAL) == 0 ? SEAL_1 : SEAL_2);
  if (reason != NULL)
    yc_record_set_text (body->record, "reason", reason);
  add_shown (world, body, "/a/text");
  add_shown (world, body, "/a/number");
  return body;
}

static const char *
ask (World      *world,
     guint       number,
     const char *piece)
{
  return append (world, "job.ask", ask_body (world, number, piece, NULL));
}

static const char *
about (World      *world,
       const char *kind,
       guint       number)
{
  g_autofree char *job = dup_job (number);

  if (strcmp (kind, "job.start") == 0)
    return say (world, kind, "job", job, "artwork", ART, NULL);
  if (strcmp (kind, "job.unknown") == 0)
    return say (world, kind, "job", job, "reason", "crash", NULL);
  if (strcmp (kind, "job.void") == 0)
    return say (world, kind, "job", job, "reason", "机器未通电", NULL);
  return say (world, kind, "job", job, NULL);
}

static const char *
settle (World      *world,
        guint       number,
        const char *outcome)
{
  g_autofree char *job = dup_job (number);

  return say (world, "job.settle", "job", job, "outcome", outcome, "reason", "看过章坯", NULL);
}

/* The hub does what is due. Returns: how many grants there were */
static guint
grant_due (World *world)
{
  g_autoptr (GArray) next = yc_case_list_next (world->c, world->catalogue, world->matter, &today);
  guint n = 0;

  for (guint i = 0; i < next->len; i++)
    {
      const YcCaseNext *one = &g_array_index (next, YcCaseNext, i);

      if (one->code == YC_KIND_JOB_GRANT)
        {
          g_assert_null (append (world, "job.grant", yc_case_job_dup_grant (one->job)));
          n++;
        }
    }
  return n;
}

static const YcCaseJob *
get_job (World *world,
         guint  number)
{
  g_autofree char *text = dup_job (number);
  YcId id;

  g_assert_true (yc_id_parse (text, &id));
  return yc_case_find_job (world->c, &id);
}

static void
assert_state (World      *world,
              guint       number,
              const char *state)
{
  g_assert_nonnull (get_job (world, number));
  g_assert_cmpstr (yc_job_state_to_text (get_job (world, number)->state), ==, state);
}

static void
make (World      *world,
      guint       number,
      const char *piece)
{
  g_assert_null (ask (world, number, piece));
  g_assert_cmpuint (grant_due (world), ==, 1);
  g_assert_null (about (world, "job.start", number));
  g_assert_null (about (world, "job.done", number));
}

static gboolean
is_due (World      *world,
        YcKindCode  code)
{
  g_autoptr (GArray) next = yc_case_list_next (world->c, world->catalogue, world->matter, &today);

  for (guint i = 0; i < next->len; i++)
    if (g_array_index (next, YcCaseNext, i).code == code)
      return TRUE;
  return FALSE;
}

static const char *
hand_over (World      *world,
           const char *output)
{
  return say (world, "handover.sign", "output", output, "name", "王测试", "relation", "self", "number_tail", "0013", NULL);
}

/* --- the way ------------------------------------------------------------------ */

static void
test_way (void)
{
  g_auto (World) world;

  world_init (&world);
  g_assert_cmpstr (ask (&world, 1, OFFICIAL), ==, "module-not-done");
  file_seals (&world);
  g_assert_cmpstr (hand_over (&world, OFFICIAL), ==, "pieces-missing");
  g_assert_false (is_due (&world, YC_KIND_CASE_FINISH));

  g_assert_null (ask (&world, 1, OFFICIAL));
  assert_state (&world, 1, "asked");
  g_assert_cmpstr (about (&world, "job.start", 1), ==, "no-grant");
  g_assert_cmpuint (grant_due (&world), ==, 1);
  g_assert_cmpuint (grant_due (&world), ==, 0);
  assert_state (&world, 1, "granted");
  g_assert_null (about (&world, "job.start", 1));
  g_assert_cmpstr (about (&world, "job.start", 1), ==, "already-started");
  g_assert_null (about (&world, "job.done", 1));
  assert_state (&world, 1, "done");
  g_assert_cmpstr (about (&world, "job.start", 1), ==, "already-started");
  g_assert_cmpstr (ask (&world, 2, OFFICIAL), ==, "piece-made");

  g_assert_cmpstr (hand_over (&world, OFFICIAL), ==, "pieces-missing");
  g_assert_false (is_due (&world, YC_KIND_CASE_FINISH));
  make (&world, 2, FINANCE);
  g_assert_true (is_due (&world, YC_KIND_CASE_FINISH));
  g_assert_null (hand_over (&world, OFFICIAL));
  g_assert_cmpstr (settle (&world, 1, "spoilt"), ==, "already-handed");
  g_assert_cmpstr (ask (&world, 3, OFFICIAL), ==, "piece-made");
}

/* One job a piece, in whatever state it is. */
static void
test_one_holder (void)
{
  g_auto (World) world;

  world_init (&world);
  file_seals (&world);
  g_assert_null (ask (&world, 1, OFFICIAL));
  g_assert_cmpstr (ask (&world, 2, OFFICIAL), ==, "piece-granted");
  grant_due (&world);
  world.desk = DESK_2;
  g_assert_cmpstr (ask (&world, 2, OFFICIAL), ==, "piece-granted");
  world.desk = DESK_1;
  g_assert_null (about (&world, "job.start", 1));
  g_assert_cmpstr (ask (&world, 2, OFFICIAL), ==, "piece-under-way");
  g_assert_null (about (&world, "job.unknown", 1));
  g_assert_cmpstr (ask (&world, 2, OFFICIAL), ==, "piece-unknown");
  g_assert_cmpstr (ask (&world, 1, FINANCE), ==, "job-exists");
  g_assert_null (ask (&world, 2, FINANCE));
}

/* A grant goes back unstarted, and only so. */
static void
test_return (void)
{
  g_auto (World) world;

  world_init (&world);
  file_seals (&world);
  g_assert_null (ask (&world, 1, OFFICIAL));
  grant_due (&world);
  g_assert_null (about (&world, "job.return", 1));
  g_assert_cmpstr (about (&world, "job.start", 1), ==, "job-returned");
  g_assert_cmpstr (about (&world, "job.return", 1), ==, "not-granted");
  world.desk = DESK_2;
  g_assert_null (ask (&world, 2, OFFICIAL));
  grant_due (&world);
  g_assert_null (about (&world, "job.start", 2));
  g_assert_cmpstr (about (&world, "job.return", 2), ==, "not-granted");
}

static void
test_unknown (void)
{
  g_auto (World) world;

  world_init (&world);
  file_seals (&world);
  g_assert_null (ask (&world, 1, OFFICIAL));
  grant_due (&world);
  g_assert_cmpstr (about (&world, "job.unknown", 1), ==, "not-started");
  g_assert_cmpstr (settle (&world, 1, "made"), ==, "nothing-to-settle");
  g_assert_null (about (&world, "job.start", 1));
  g_assert_cmpstr (settle (&world, 1, "made"), ==, "nothing-to-settle");
  g_assert_null (about (&world, "job.unknown", 1));
  g_assert_cmpstr (get_job (&world, 1)->doubt, ==, "crash");
  g_assert_cmpstr (about (&world, "job.done", 1), ==, "not-started");
  g_assert_cmpstr (about (&world, "job.start", 1), ==, "already-started");
  g_assert_cmpstr (settle (&world, 1, "perhaps"), ==, "unknown-outcome");
  g_assert_cmpstr (say (&world, "job.settle", "job", "00000000000000000000000000000001", "outcome", "made", "reason", "　 ", NULL),
                   ==, "no-reason");
  g_assert_null (settle (&world, 1, "made"));
  assert_state (&world, 1, "done");
  g_assert_cmpstr (get_job (&world, 1)->said_by, ==, "C1");
  g_assert_cmpstr (settle (&world, 1, "made"), ==, "nothing-to-settle");
}

/* A spoilt piece is made anew for a reason that is on record. */
static void
test_spoilt (void)
{
  g_auto (World) world;

  world_init (&world);
  file_seals (&world);
  make (&world, 1, OFFICIAL);
  g_assert_null (settle (&world, 1, "spoilt"));
  g_assert_cmpstr (ask (&world, 2, OFFICIAL), ==, "no-reason");
  g_assert_null (append (&world, "job.ask", ask_body (&world, 2, OFFICIAL, "章面缺笔")));
  grant_due (&world);
  g_assert_cmpstr (about (&world, "job.start", 1), ==, "already-started");
  g_assert_null (about (&world, "job.start", 2));
  g_assert_null (about (&world, "job.done", 2));
  g_assert_cmpstr (get_job (&world, 2)->reason, ==, "章面缺笔");
  g_assert_true (yc_case_find_piece (world.c, OFFICIAL) == get_job (&world, 2));
}

/* A supervisor takes a grant from a desk that is gone; and the desk was not. */
static void
test_void (void)
{
  g_auto (World) world;

  world_init (&world);
  file_seals (&world);
  g_assert_cmpuint (yc_kind_find ("job.void")->roles, ==, YC_ROLE_SUPERVISOR);
  g_assert_null (ask (&world, 1, OFFICIAL));
  g_assert_cmpstr (about (&world, "job.void", 1), ==, "nothing-to-void");
  grant_due (&world);
  world.desk = DESK_2;
  g_assert_null (about (&world, "job.void", 1));
  g_assert_cmpstr (ask (&world, 2, OFFICIAL), ==, "no-reason");
  g_assert_null (append (&world, "job.ask", ask_body (&world, 2, OFFICIAL, "三号窗口停电")));
  grant_due (&world);
  g_assert_null (about (&world, "job.start", 2));
  g_assert_null (about (&world, "job.done", 2));

  world.desk = DESK_1;
  g_assert_null (about (&world, "job.start", 1));
  assert_state (&world, 1, "unknown");
  g_assert_true (get_job (&world, 1)->belied);
  g_assert_cmpstr (about (&world, "job.done", 1), ==, "not-started");
  g_assert_cmpstr (settle (&world, 1, "made"), ==, "piece-made");
  g_assert_null (settle (&world, 1, "spoilt"));
  g_assert_cmpstr (about (&world, "job.start", 1), ==, "already-started");
  g_assert_true (yc_case_find_piece (world.c, OFFICIAL) == get_job (&world, 2));
}

/* What was started and then stated not to have been made is not started again. */
static void
test_void_started (void)
{
  g_auto (World) world;

  world_init (&world);
  file_seals (&world);
  g_assert_null (ask (&world, 1, OFFICIAL));
  grant_due (&world);
  g_assert_null (about (&world, "job.start", 1));
  g_assert_null (about (&world, "job.void", 1));
  g_assert_cmpstr (about (&world, "job.start", 1), ==, "already-started");
  g_assert_cmpstr (about (&world, "job.done", 1), ==, "not-started");
}

/* --- what it is made from ------------------------------------------------------- */

static void
test_artwork (void)
{
  g_auto (World) world;
  YcBody *body;

  world_init (&world);
  file_seals (&world);
  body = ask_body (&world, 1, OFFICIAL, NULL);
  yc_record_set_text (body->record, "code", SEAL_2);
  g_assert_cmpstr (append (&world, "job.ask", body), ==, "other-code");
  body = ask_body (&world, 1, OFFICIAL, NULL);
  yc_record_set_text (body->record, "artwork", "not a digest");
  g_assert_cmpstr (append (&world, "job.ask", body), ==, "no-artwork");
  body = ask_body (&world, 1, OFFICIAL, NULL);
  yc_record_set_text (g_ptr_array_index (body->items, 0), "digest", OTHER_ART);
  g_assert_cmpstr (append (&world, "job.ask", body), ==, "artwork-out-of-date");
  body = ask_body (&world, 1, OFFICIAL, NULL);
  g_ptr_array_set_size (body->items, 1);
  g_assert_cmpstr (append (&world, "job.ask", body), ==, "artwork-shows-too-little");
  body = ask_body (&world, 1, OFFICIAL, NULL);
  yc_record_set_text (body->record, "kind", "stock");
  g_assert_cmpstr (append (&world, "job.ask", body), ==, "other-kind");
  body = ask_body (&world, 1, OFFICIAL, NULL);
  yc_record_set_text (body->record, "piece", "seals/filing");
  yc_record_set_text (body->record, "code", CODE);
  g_assert_cmpstr (append (&world, "job.ask", body), ==, "not-made-here");

  g_assert_null (ask (&world, 1, OFFICIAL));
  grant_due (&world);
  g_assert_cmpstr (say (&world, "job.start", "job", "00000000000000000000000000000001", "artwork", OTHER_ART, NULL), ==,
                   "other-artwork");
  g_assert_cmpstr (say (&world, "job.start", "job", "00000000000000000000000000000001", "artwork", ART, "plan", ART, NULL), ==,
                   "other-artwork");
  g_assert_null (about (&world, "job.start", 1));
}

/* What the office wants corrected may be typed by two at once. */
static void
contest (World      *world,
         const char *path)
{
  g_autoptr (YcOp) op = NULL;
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_CONTESTED);
  const YcValue none = YC_VALUE_INIT;
  YcBody *body = yc_body_new ();
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (body->record, "source", "typed");
  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "value", "另一个名称");
  yc_record_set (item, "was", &none);
  op = new_op (world, "fields.set", body);
  yc_verdict_add_contest (verdict, path, NULL);
  g_assert_true (yc_case_fold (world->c, op, verdict, ++world->revision));
}

static YcOutcome
judge_burn (World *world,
            guint  number)
{
  g_autofree char *job = dup_job (number);
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  g_autoptr (YcOp) op = NULL;
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "job", job);
  yc_record_set_text (body->record, "artwork", ART);
  op = new_op (world, "job.start", body);
  yc_case_judge_burn (world->c, op, verdict);
  return verdict->outcome;
}

static void
test_contested (void)
{
  g_auto (World) world;

  world_init (&world);
  file_seals (&world);
  g_assert_null (ask (&world, 1, FINANCE));
  grant_due (&world);
  g_assert_cmpint (judge_burn (&world, 1), ==, YC_OUTCOME_APPLIED);
  contest (&world, "/a/text");
  g_assert_cmpstr (ask (&world, 2, OFFICIAL), ==, "contested");
  /* The desk does not burn; where one had, without a line, that is a fact. */
  g_assert_cmpint (judge_burn (&world, 1), ==, YC_OUTCOME_REFUSED);
  g_assert_null (about (&world, "job.start", 1));
}

static void
test_desks (void)
{
  g_auto (World) world;
  YcBody *body;

  world_init (&world);
  file_seals (&world);
  body = ask_body (&world, 1, OFFICIAL, NULL);
  yc_record_set_text (body->record, "desk", DESK_2);
  g_assert_cmpstr (append (&world, "job.ask", body), ==, "other-desk");
  g_assert_null (ask (&world, 1, OFFICIAL));
  grant_due (&world);
  world.desk = DESK_2;
  g_assert_cmpstr (about (&world, "job.start", 1), ==, "other-desk");
  g_assert_cmpstr (about (&world, "job.return", 1), ==, "other-desk");
  world.desk = DESK_1;
  g_assert_null (about (&world, "job.start", 1));
  world.desk = DESK_2;
  g_assert_cmpstr (about (&world, "job.done", 1), ==, "other-desk");
  world.desk = DESK_1;
  g_assert_null (about (&world, "job.unknown", 1));
  world.desk = DESK_2;
  world.roles = YC_ROLE_SUPERVISOR;
  g_assert_cmpstr (settle (&world, 1, "made"), ==, "other-desk");
  g_assert_null (settle (&world, 1, "spoilt"));
}

/* A grant is for one job, and for nothing like it. */
static void
test_grant (void)
{
  static const char *const keys[] = { "job", "piece", "artwork", "plan", "machine", "desk" };
  g_auto (World) world;
  const YcCaseJob *job;
  YcId other = { { 8 } };

  world_init (&world);
  file_seals (&world);
  g_assert_null (ask (&world, 1, OFFICIAL));
  job = get_job (&world, 1);
  for (gsize i = 0; i <= G_N_ELEMENTS (keys); i++)
    {
      YcBody *body = yc_case_job_dup_grant (job);
      g_autoptr (YcOp) grant = NULL;

      if (i < G_N_ELEMENTS (keys))
        yc_record_set_text (body->record, keys[i], OTHER_ART);
      grant = new_op (&world, "job.grant", body);
      g_assert_cmpint (yc_case_job_matches_grant (job, yc_case_get_id (world.c), grant), ==, i == G_N_ELEMENTS (keys));
      g_assert_false (yc_case_job_matches_grant (job, &other, grant));
    }
}

/* The module's clock runs until the last piece is there. */
static void
test_clock (void)
{
  YcClockModule modules[YC_CLOCKS_MODULES_MAX];
  g_autoptr (GArray) pauses = g_array_new (FALSE, FALSE, sizeof (YcClockPause));
  g_auto (World) world;
  YcClockFacts facts;

  world_init (&world);
  file_seals (&world);
  make (&world, 1, OFFICIAL);
  yc_case_read_clock_facts (world.c, world.matter, 0, 480, modules, pauses, &facts);
  g_assert_cmpint (modules[1].ended_ms, ==, 0);
  g_assert_cmpstr (modules[1].waits, ==, "making");
  g_assert_cmpint (modules[1].making_ms, ==, yc_case_get_module (world.c, "seals")->ended_at.at_ms);
  make (&world, 2, FINANCE);
  yc_case_read_clock_facts (world.c, world.matter, 0, 480, modules, pauses, &facts);
  g_assert_cmpint (modules[1].ended_ms, ==, get_job (&world, 2)->ended_at.at_ms);
}

/* --- by dice -------------------------------------------------------------------- */

#define JOBS 16

/* What stands on the workbench. */
typedef struct
{
  guint starts[JOBS];
  gboolean good[JOBS];    /* may be in the world: started, and not called spoilt or unmade */
  gboolean voided[JOBS];
  const char *piece[JOBS];
} Bench;

static void
take (Bench      *bench,
      const char *kind,
      guint       number,
      const char *piece,
      gboolean    spoilt)
{
  if (strcmp (kind, "job.ask") == 0)
    bench->piece[number] = piece;
  else if (strcmp (kind, "job.start") == 0)
    {
      bench->starts[number]++;
      bench->good[number] = TRUE;
    }
  else if (strcmp (kind, "job.void") == 0)
    {
      bench->good[number] = FALSE;
      bench->voided[number] = TRUE;
    }
  else if (strcmp (kind, "job.settle") == 0)
    bench->good[number] = !spoilt;
}

/* No grant is started twice; and of a piece there are two only where a
 * supervisor was wrong, until somebody has looked. */
static void
check_bench (World       *world,
             const Bench *bench,
             guint32      seed)
{
  static const char *const pieces[] = { OFFICIAL, FINANCE };

  for (gsize p = 0; p < G_N_ELEMENTS (pieces); p++)
    {
      guint sure = 0, done = 0;

      for (guint i = 0; i < JOBS; i++)
        if (bench->piece[i] != NULL && strcmp (bench->piece[i], pieces[p]) == 0)
          {
            g_assert_cmpuint (bench->starts[i], <=, 1);
            sure += bench->good[i] && !bench->voided[i];
            done += get_job (world, i)->state == YC_JOB_DONE;
          }
      if (sure > 1 || done > 1)
        g_error ("seed %u: %u of a piece, %u of them done", seed, sure, done);
    }
}

static void
throw (World *world,
       Bench *bench,
       GRand *rand)
{
  static const char *const kinds[] = { "job.ask", "job.start", "job.done", "job.unknown", "job.settle", "job.return", "job.void" };
  const char *kind = kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))];
  const char *piece = g_rand_boolean (rand) ? OFFICIAL : FINANCE;
  guint number = (guint) g_rand_int_range (rand, 0, JOBS);
  gboolean spoilt = g_rand_boolean (rand);
  const char *reason;

  world->desk = g_rand_int_range (rand, 0, 4) > 0 && get_job (world, number) != NULL
                    ? (strcmp (get_job (world, number)->desk, DESK_1) == 0 ? DESK_1 : DESK_2)
                    : g_rand_boolean (rand) ? DESK_1 : DESK_2;
  if (strcmp (kind, "job.ask") == 0)
    reason = append (world, kind, ask_body (world, number, piece, "重做"));
  else if (strcmp (kind, "job.settle") == 0)
    reason = settle (world, number, spoilt ? "spoilt" : "made");
  else
    reason = about (world, kind, number);
  if (reason == NULL)
    take (bench, kind, number, piece, spoilt);
  if (g_rand_int_range (rand, 0, 3) > 0)
    grant_due (world);
}

static void
test_by_dice (void)
{
  guint applied = 0, belied = 0;

  for (guint32 seed = 1; seed <= 150; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      Bench bench = { { 0 } };
      g_auto (World) world;

      world_init (&world);
      file_seals (&world);
      for (guint i = 0; i < 300; i++)
        {
          throw (&world, &bench, rand);
          check_bench (&world, &bench, seed);
        }
      for (guint i = 0; i < JOBS; i++)
        {
          applied += bench.starts[i];
          belied += get_job (&world, i) != NULL && get_job (&world, i)->belied;
        }
    }
  g_test_message ("%u starts, %u of them after a supervisor's word", applied, belied);
  g_assert_cmpuint (applied, >, 300);
  g_assert_cmpuint (belied, >, 10);
}

/* A seal of another material than the hall can cut is brought by who makes it:
 * nothing waits for a job that nobody can do. */
static void
test_brought (void)
{
  g_autoptr (YcCatalogue) catalogue = read_catalogue ("data/catalogue/limited-company-2027.01.json");
  const YcMatter *matter = yc_catalogue_find_matter (catalogue, "limited-company-establishment");
  const YcModule *seals = yc_matter_find_module (matter, "seals");
  const YcOutput *official = yc_module_find_output (seals, "seal-official");
  YcId id = { { 9 } };
  World world = { .c = yc_case_new (&id), .roles = YC_ROLE_CLERK, .desk = DESK_1, .matter = matter };

  say (&world, "case.open", "matter", matter->id, "version", "2027.01", "hall", "lc", NULL);
  set_field (&world, "/modules/seals", "yes");
  set_field (&world, "/seals/official", "yes");
  set_field (&world, "/seals/official/material", "rubber");
  g_assert_true (yc_case_piece_is_wanted (world.c, official, &today));
  g_assert_false (yc_case_module_is_made (world.c, seals, &today));
  set_field (&world, "/seals/official/material", "metal");
  g_assert_false (yc_case_piece_is_wanted (world.c, official, &today));
  g_assert_true (yc_case_module_is_made (world.c, seals, &today));
  g_object_unref (world.c);
}

/* A hub that has granted it before: nobody else's piece, and not before its time. */
static void
test_again (void)
{
  static const struct
  {
    const char *codes[3];
    gboolean stands;
  } known[] = {
    { { NULL }, TRUE },
    { { "artwork-out-of-date", "contested" }, TRUE },
    { { "not-approved" }, TRUE },
    { { "artwork-out-of-date", "module-not-done" }, TRUE },
    { { "piece-made" }, FALSE },
    { { "not-approved", "piece-granted" }, FALSE },
    { { "already-handed", "artwork-out-of-date" }, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

      for (guint j = 0; j < G_N_ELEMENTS (known[i].codes) && known[i].codes[j] != NULL; j++)
        yc_verdict_refuse (verdict, "", known[i].codes[j]);
      g_assert_cmpint (yc_case_job_grant_stands (verdict), ==, known[i].stands);
      yc_verdict_overrule (verdict);
      g_assert_cmpint (verdict->outcome, ==, YC_OUTCOME_APPLIED);
      g_assert_cmpuint (verdict->reasons->len, ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/way", test_way);
  g_test_add_func ("/job/one-holder", test_one_holder);
  g_test_add_func ("/job/return", test_return);
  g_test_add_func ("/job/unknown", test_unknown);
  g_test_add_func ("/job/spoilt", test_spoilt);
  g_test_add_func ("/job/void", test_void);
  g_test_add_func ("/job/void-started", test_void_started);
  g_test_add_func ("/job/artwork", test_artwork);
  g_test_add_func ("/job/contested", test_contested);
  g_test_add_func ("/job/desks", test_desks);
  g_test_add_func ("/job/grant", test_grant);
  g_test_add_func ("/job/clock", test_clock);
  g_test_add_func ("/job/by-dice", test_by_dice);
  g_test_add_func ("/job/brought", test_brought);
  g_test_add_func ("/job/again", test_again);
  return g_test_run ();
}
