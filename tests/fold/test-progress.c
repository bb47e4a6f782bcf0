/* test-progress.c: what may follow a form, in which order, and what it leaves
 *
 * A case is taken along by ops that pass the judge as at the hub; each test
 * says what is allowed, and what is refused with which word. The last one
 * throws ops of all kinds by dice, under rules that are not ours, and asks
 * that two programs fold the same rows to the same state.
 */

#include "yc-case-clocks.h"
#include "yc-case-judge.h"
#include "yc-case-progress.h"

#include <string.h>

#define R1 "00000000000000000000000000000001"
#define R2 "00000000000000000000000000000002"
#define CONSULT "000000000000000000000000000000c1"

typedef struct
{
  YcCase *c;
  gint64 revision;
  gint64 now_ms;
  GPtrArray *rows; /* of Row, where a test replays them */
} World;

typedef struct
{
  YcOp *op;
  YcVerdict *verdict;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  yc_op_unref (row->op);
  yc_verdict_free (row->verdict);
  g_free (row);
}

static void
world_init (World *world)
{
  YcId id = { { 7 } };

  *world = (World) { yc_case_new (&id), 0, 1000, g_ptr_array_new_with_free_func (row_free) };
}

static void
world_clear (World *world)
{
  g_object_unref (world->c);
  g_ptr_array_unref (world->rows);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

/* Judges and folds. Returns: NULL where it was applied; else the first word
 * against it. */
static const char *
append (World      *world,
        const char *kind,
        YcBody     *body)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_get_id (world->c) };
  Row *row = g_new0 (Row, 1);
  const YcReason *reason;

  row->op = yc_op_new (&stream, kind, body);
  row->op->id.bytes[0] = (guint8) (world->revision + 1);
  row->op->id.bytes[1] = (guint8) ((world->revision + 1) >> 8);
  g_free (row->op->by);
  row->op->by = g_strdup ("C0301");
  row->verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  row->verdict->at.at_ms = world->now_ms += 1000;
  g_assert_null (yc_kind_check_body (yc_kind_find (kind), body));
  yc_case_judge (world->c, row->op, row->verdict);
  g_assert_true (yc_case_fold (world->c, row->op, row->verdict, ++world->revision));
  g_ptr_array_add (world->rows, row);
  if (row->verdict->outcome != YC_OUTCOME_REFUSED)
    return NULL;
  reason = g_ptr_array_index (row->verdict->reasons, 0);
  return reason->code;
}

static void
set_values (YcRecord *record,
            va_list   arguments)
{
  for (const char *key = va_arg (arguments, const char *); key != NULL; key = va_arg (arguments, const char *))
    yc_record_set_text (record, key, va_arg (arguments, const char *));
}

/* Texts by name, NULL at the end. */
static const char *
say (World      *world,
     const char *kind,
     ...) G_GNUC_NULL_TERMINATED;

static const char *
say (World      *world,
     const char *kind,
     ...)
{
  YcBody *body = yc_body_new ();
  va_list arguments;

  va_start (arguments, kind);
  set_values (body->record, arguments);
  va_end (arguments);
  return append (world, kind, body);
}

/* A body with one item: the record's texts, then NULL, then the item's. */
static const char *
say_one (World      *world,
         const char *kind,
         ...)
{
  YcBody *body = yc_body_new ();
  va_list arguments;

  va_start (arguments, kind);
  set_values (body->record, arguments);
  set_values (yc_body_add_item (body), arguments);
  va_end (arguments);
  return append (world, kind, body);
}

static const char *
start (World      *world,
       const char *module,
       const char *request)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "module", module);
  yc_record_set_text (body->record, "request", request);
  yc_record_set_text (body->record, "office", "police");
  yc_record_set_int (body->record, "due", 99000);
  return append (world, "module.start", body);
}

static const char *
rate (World  *world,
      gint64  score)
{
  YcBody *body = yc_body_new ();

  yc_record_set_int (body->record, "score", score);
  yc_record_set_text (body->record, "channel", "display");
  return append (world, "rating.give", body);
}

static const char *
set_field (World      *world,
           const char *path,
           const char *value,
           const char *was)
{
  YcBody *body = yc_body_new ();
  YcRecord *item = yc_body_add_item (body);
  YcValue none = YC_VALUE_INIT;

  yc_record_set_text (body->record, "source", "typed");
  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "value", value);
  if (was != NULL)
    yc_record_set_text (item, "was", was);
  else
    yc_record_set (item, "was", &none);
  return append (world, "fields.set", body);
}

static const char *
decide (World      *world,
        const char *outcome)
{
  YcBody *body = yc_body_new ();
  YcRecord *item;

  yc_record_set_text (body->record, "module", "registration");
  yc_record_set_text (body->record, "outcome", outcome);
  yc_record_set_text (body->record, "by", "person");
  item = yc_body_add_item (body);
  yc_record_set_text (item, "rule", "capital");
  yc_record_set_int (item, "holds", 0);
  yc_record_set_text (item, "text", "注册资本须核实");
  yc_record_set_text (item, "path", "/capital/amount");
  return append (world, "decision.record", body);
}

static const char *
submit (World *world)
{
  g_autofree char *digest = yc_case_dup_form_digest (world->c);

  return say (world, "case.submit", "digest", digest, NULL);
}

static void
open_case (World *world)
{
  g_assert_null (say (world, "case.open", "matter", "m", "version", "1", "hall", "lc", NULL));
  g_assert_null (set_field (world, "/bank/bank", "a", NULL));
}

static void
receive (World *world)
{
  open_case (world);
  g_assert_null (submit (world));
  g_assert_null (say (world, "case.receive", "number", "LC1", NULL));
}

static void
approve (World *world)
{
  receive (world);
  g_assert_null (decide (world, "approved"));
  g_assert_null (say_one (world, "module.done", "module", "registration", NULL, "key", "credit-code", "value", "91", NULL));
}

static YcModuleState
state_of (World      *world,
          const char *module)
{
  const YcModuleProgress *progress = yc_case_get_module (world->c, module);

  return progress != NULL ? progress->state : YC_MODULE_WAITING;
}

static void
test_way (void)
{
  g_auto (World) world;
  const YcModuleProgress *seals;

  world_init (&world);
  receive (&world);
  g_assert_cmpstr (say (&world, "decision.record", "module", "registration", "outcome", "approved", "by", "rules", NULL),
                   ==, "not-by-rules");
  g_assert_cmpstr (start (&world, "seals", R1), ==, "not-approved");
  g_assert_cmpstr (say_one (&world, "module.done", "module", "registration", NULL, "key", "k", "value", "v", NULL), ==,
                   "not-approved");
  g_assert_null (decide (&world, "approved"));
  g_assert_cmpstr (say_one (&world, "module.done", "module", "seals", NULL, "key", "k", "value", "v", NULL), ==,
                   "not-decided");
  g_assert_null (say_one (&world, "module.done", "module", "registration", NULL, "key", "credit-code", "value", "91", NULL));
  g_assert_cmpstr (yc_case_get_result (world.c, "registration", "credit-code"), ==, "91");
  g_assert_null (start (&world, "seals", R1));
  g_assert_cmpstr (start (&world, "seals", R2), ==, "module-under-way");
  g_assert_cmpstr (say (&world, "case.finish", NULL), ==, "module-under-way");
  g_assert_null (say (&world, "module.acknowledge", "module", "seals", "request", R1, "receipt", "r-1", NULL));
  g_assert_cmpstr (say (&world, "module.acknowledge", "module", "seals", "request", R1, "receipt", "r-2", NULL), ==,
                   "module-not-under-way");
  g_assert_null (say_one (&world, "module.done", "module", "seals", "request", R1, NULL, "key", "seal-official", "value",
                          "37150000000001", NULL));
  seals = yc_case_get_module (world.c, "seals");
  g_assert_cmpint (seals->state, ==, YC_MODULE_DONE);
  g_assert_cmpstr (seals->receipt, ==, "r-1");
  g_assert_cmpint (seals->ended_at.at_ms, >, seals->started_at.at_ms);
  g_assert_cmpstr (yc_case_get_result (world.c, "seals", "seal-official"), ==, "37150000000001");
  g_assert_null (say (&world, "case.finish", NULL));
  g_assert_cmpint (yc_case_get_status (world.c), ==, YC_CASE_DONE);
}

/* An office that answers twice, late or for somebody else's request. */
static void
test_answers (void)
{
  g_auto (World) world;

  world_init (&world);
  approve (&world);
  g_assert_cmpstr (say_one (&world, "module.done", "module", "tax", "request", R1, NULL, "key", "k", "value", "v", NULL),
                   ==, "other-request");
  g_assert_null (start (&world, "tax", R1));
  g_assert_cmpstr (say_one (&world, "module.done", "module", "tax", "request", R2, NULL, "key", "k", "value", "v", NULL),
                   ==, "other-request");
  g_assert_null (say_one (&world, "module.done", "module", "tax", "request", R1, NULL, "key", "k", "value", "one", NULL));
  g_assert_cmpstr (say_one (&world, "module.done", "module", "tax", "request", R1, NULL, "key", "k", "value", "two", NULL),
                   ==, "module-not-under-way");
  g_assert_cmpstr (yc_case_get_result (world.c, "tax", "k"), ==, "one");
  g_assert_cmpstr (say_one (&world, "module.refuse", "module", "tax", "request", R1, NULL, "code", "c", "text", "t",
                            "remedy", "r", NULL), ==, "module-not-under-way");
  g_assert_null (say (&world, "answer.reject", "module", "tax", "request", R1, "reason", "twice", NULL));
  g_assert_cmpstr (yc_case_get_module (world.c, "tax")->rejected, ==, "twice");
  g_assert_cmpint (state_of (&world, "tax"), ==, YC_MODULE_DONE);
}

static const char *
correct (World      *world,
         const char *module,
         const char *request)
{
  return say_one (world, "module.correct", "module", module, "request", request, NULL, "code", "no-such-bank", "path",
                  "/bank/bank", "text", "请另选银行", NULL);
}

/* @path: what is asked for now; NULL for nothing */
static void
assert_asked (World      *world,
              const char *path)
{
  g_autoptr (GPtrArray) asked = yc_case_list_asked (world->c);

  g_assert_cmpuint (asked->len, ==, path != NULL ? 1 : 0);
  if (path != NULL)
    g_assert_cmpstr (((YcPoint *) g_ptr_array_index (asked, 0))->path, ==, path);
}

static void
test_correction (void)
{
  g_auto (World) world;
  const YcPause *pause;

  world_init (&world);
  approve (&world);
  g_assert_cmpstr (set_field (&world, "/bank/bank", "b", "a"), ==, "not-editable");
  g_assert_null (start (&world, "bank", R1));
  g_assert_null (start (&world, "fund", R2));
  g_assert_null (correct (&world, "bank", R1));
  g_assert_null (correct (&world, "fund", R2));
  pause = g_ptr_array_index (yc_case_get_pauses (world.c), 0);
  g_assert_cmpstr (pause->module, ==, "bank");
  g_assert_cmpint (pause->to.at_ms, ==, 0);
  g_assert_cmpstr (set_field (&world, "/name/trade", "x", NULL), ==, "not-editable");
  g_assert_null (say (&world, "module.retry", "module", "fund", NULL));
  assert_asked (&world, "/bank/bank");
  g_assert_null (start (&world, "fund", R2));
  g_assert_null (correct (&world, "fund", R2));
  g_assert_null (set_field (&world, "/bank/bank", "b", "a"));
  assert_asked (&world, NULL);
  g_assert_null (say (&world, "module.retry", "module", "bank", NULL));
  g_assert_cmpint (pause->to.at_ms, >, pause->from.at_ms);
  g_assert_cmpstr (say (&world, "module.retry", "module", "bank", NULL), ==, "nothing-to-retry");
  /* The fund's correction still keeps the path open. */
  g_assert_null (set_field (&world, "/bank/bank", "c", "b"));
  g_assert_null (say (&world, "module.retry", "module", "fund", NULL));
  g_assert_cmpstr (set_field (&world, "/bank/bank", "d", "c"), ==, "not-editable");
  g_assert_null (start (&world, "bank", R2));
  g_assert_cmpuint (yc_case_get_module (world.c, "bank")->tries, ==, 2);
}

static void
test_refusal (void)
{
  g_auto (World) world;

  world_init (&world);
  approve (&world);
  g_assert_null (start (&world, "bank", R1));
  g_assert_cmpstr (say (&world, "module.drop", "module", "bank", "reason", "r", NULL), ==, "nothing-to-drop");
  g_assert_cmpstr (say (&world, "module.refuse", "module", "bank", "request", R1, NULL), ==, "no-points");
  g_assert_null (say_one (&world, "module.refuse", "module", "bank", "request", R1, NULL, "code", "photosensitive", "text",
                          "光敏印章", "remedy", "改刻回墨印章", NULL));
  g_assert_cmpint (state_of (&world, "bank"), ==, YC_MODULE_REFUSED);
  g_assert_cmpstr (say (&world, "case.finish", NULL), ==, "module-under-way");
  g_assert_null (say (&world, "module.drop", "module", "bank", "reason", "自行开户", NULL));
  g_assert_null (say (&world, "case.finish", NULL));
}

static void
test_receiving (void)
{
  g_auto (World) world;

  world_init (&world);
  open_case (&world);
  g_assert_cmpstr (say (&world, "receive.record", "outcome", "incomplete", NULL), ==, "no-points");
  g_assert_cmpstr (say_one (&world, "receive.record", "outcome", "owed", NULL, "code", "lease", "text", "租赁合同", NULL), ==,
                   "no-deadline");
  g_assert_null (say_one (&world, "receive.record", "outcome", "incomplete", NULL, "code", "lease", "text", "租赁合同", NULL));
  g_assert_cmpuint (yc_case_get_pauses (world.c)->len, ==, 1);
  g_assert_cmpuint (yc_case_get_contacts (world.c)->len, ==, 1);
  g_assert_true (yc_case_is_editable (world.c));
  g_assert_null (submit (&world));
  g_assert_cmpint (((YcPause *) g_ptr_array_index (yc_case_get_pauses (world.c), 0))->to.at_ms, >, 0);
  g_assert_cmpstr (say_one (&world, "receive.record", "outcome", "refused", NULL, "code", "scope", "text", "t", NULL), ==,
                   "already-submitted");
}

static void
test_turned_away (void)
{
  g_auto (World) world;

  world_init (&world);
  open_case (&world);
  g_assert_null (say_one (&world, "receive.record", "outcome", "refused", NULL, "code", "scope", "text", "不属本机关",
                          "remedy", "向县局申请", NULL));
  g_assert_cmpint (yc_case_get_status (world.c), ==, YC_CASE_NOT_RECEIVED);
  g_assert_cmpstr (submit (&world), ==, "already-submitted");
  g_assert_null (rate (&world, 5));
}

static void
test_consultation (void)
{
  g_auto (World) world;
  const YcConsult *consult;

  world_init (&world);
  receive (&world);
  g_assert_cmpstr (say (&world, "consult.say", "consult", CONSULT, "text", "t", NULL), ==, "consultation-closed");
  g_assert_null (say (&world, "consult.open", "consult", CONSULT, "question", "q", "with", "税务局", NULL));
  g_assert_cmpstr (say (&world, "consult.open", "consult", R1, "question", "q", "with", "w", NULL), ==, "consultation-open");
  g_assert_cmpstr (decide (&world, "approved"), ==, "consultation-open");
  g_assert_null (say (&world, "consult.say", "consult", CONSULT, "text", "同意", NULL));
  g_assert_cmpstr (say (&world, "consult.close", "consult", CONSULT, "outcome", "perhaps", "text", "t", NULL), ==,
                   "unknown-outcome");
  g_assert_null (say (&world, "consult.close", "consult", CONSULT, "outcome", "approve", "text", "t", NULL));
  g_assert_cmpstr (say (&world, "consult.close", "consult", CONSULT, "outcome", "refuse", "text", "t", NULL), ==,
                   "consultation-closed");
  consult = g_ptr_array_index (yc_case_get_consults (world.c), 0);
  g_assert_cmpstr (consult->outcome, ==, "approve");
  g_assert_cmpuint (consult->words->len, ==, 1);
  g_assert_null (decide (&world, "approved"));
}

static void
test_returned (void)
{
  g_auto (World) world;
  GPtrArray *pauses;

  world_init (&world);
  receive (&world);
  g_assert_null (decide (&world, "returned"));
  pauses = yc_case_get_pauses (world.c);
  g_assert_cmpuint (pauses->len, ==, 1);
  g_assert_null (((YcPause *) g_ptr_array_index (pauses, 0))->module);
  assert_asked (&world, "/capital/amount");
  g_assert_null (set_field (&world, "/bank/bank", "b", "a"));
  assert_asked (&world, "/capital/amount");
  g_assert_null (set_field (&world, "/capital/amount", "900", NULL));
  assert_asked (&world, NULL);
  g_assert_null (submit (&world));
  g_assert_cmpint (((YcPause *) g_ptr_array_index (pauses, 0))->to.at_ms, >, 0);
  g_assert_cmpint (yc_case_get_received_at (world.c).at_ms, >, 0);
}

static void
test_pauses (void)
{
  g_auto (World) world;

  world_init (&world);
  receive (&world);
  g_assert_cmpstr (say (&world, "clock.resume", "code", "applicant", NULL), ==, "not-paused");
  g_assert_null (say (&world, "clock.pause", "code", "applicant", NULL));
  g_assert_cmpstr (say (&world, "clock.pause", "code", "applicant", NULL), ==, "already-paused");
  g_assert_null (say (&world, "clock.pause", "code", "applicant", "module", "bank", NULL));
  g_assert_null (say (&world, "clock.resume", "code", "applicant", NULL));
  g_assert_cmpint (((YcPause *) g_ptr_array_index (yc_case_get_pauses (world.c), 0))->to.at_ms, >, 0);
  g_assert_cmpint (((YcPause *) g_ptr_array_index (yc_case_get_pauses (world.c), 1))->to.at_ms, ==, 0);
}

static void
test_hand_over (void)
{
  g_auto (World) world;

  world_init (&world);
  approve (&world);
  g_assert_cmpstr (say (&world, "handover.sign", "output", "seals/seal-official", "name", "张测试", "relation", "self",
                        "number_tail", "1234", NULL), ==, "module-not-done");
  g_assert_cmpstr (say (&world, "handover.sign", "output", "registration/licence", "name", "张测试", "relation", "friend",
                        "number_tail", "1234", NULL), ==, "unknown-relation");
  g_assert_null (say (&world, "handover.post", "output", "registration/licence", "carrier", "ems", "number", "1",
                      "direction", "in", NULL));
  g_assert_null (yc_case_find_handover (world.c, "registration/licence"));
  g_assert_null (say (&world, "handover.post", "output", "registration/licence", "carrier", "ems", "number", "2",
                      "direction", "out", NULL));
  g_assert_cmpstr (say (&world, "handover.sign", "output", "registration/licence", "name", "张测试", "relation", "self",
                        "number_tail", "1234", NULL), ==, "already-handed");
  g_assert_cmpstr (yc_case_find_handover (world.c, "registration/licence")->number, ==, "2");
  g_assert_null (say (&world, "handover.complete", NULL));
  g_assert_cmpstr (say (&world, "handover.complete", NULL), ==, "already-handed");
}

/* The clerk reads the history; the score must not stand there. */
static void
test_rating (void)
{
  g_auto (World) world;
  const YcEvent *event;

  world_init (&world);
  receive (&world);
  g_assert_cmpstr (rate (&world, 1), ==, "not-ended");
  g_assert_null (decide (&world, "approved"));
  g_assert_cmpstr (rate (&world, 0), ==, "no-such-score");
  g_assert_cmpstr (rate (&world, 6), ==, "no-such-score");
  g_assert_null (rate (&world, 4));
  g_assert_cmpstr (rate (&world, 1), ==, "already-rated");
  g_assert_cmpint (yc_case_get_rating (world.c), ==, 4);
  event = yc_case_find_event (world.c, "rating.give");
  g_assert_cmpstr (event->detail, ==, "");
}

static void
test_callback (void)
{
  g_auto (World) world;
  const YcCallback *callback;

  world_init (&world);
  receive (&world);
  g_assert_cmpstr (say (&world, "callback.record", "reason", "rating", "result", "reached", "text", "t", NULL), ==,
                   "no-such-callback");
  g_assert_null (say (&world, "callback.due", "reason", "rating", "due", "2026-12-01", NULL));
  callback = g_ptr_array_index (yc_case_get_callbacks (world.c), 0);
  g_assert_null (say (&world, "callback.record", "reason", "rating", "result", "unreached", "text", "t", NULL));
  g_assert_cmpint (callback->ended_at.at_ms, ==, 0);
  g_assert_null (say (&world, "callback.record", "reason", "rating", "result", "resolved", "text", "t", NULL));
  g_assert_cmpint (callback->ended_at.at_ms, >, 0);
  g_assert_cmpuint (callback->tries, ==, 2);
  g_assert_cmpstr (say (&world, "callback.record", "reason", "rating", "result", "resolved", "text", "t", NULL), ==,
                   "no-such-callback");
}

/* --- any rows, any verdicts ------------------------------------------ */

static YcBody *
draw_body (GRand        *rand,
           const YcKind *kind)
{
  static const char *const texts[] = { "seals", "bank", "registration/licence", "approved", "returned", "refused",
                                       "incomplete", "applicant", "rating", "2026-12-01", "/bank/bank", R1, R2 };
  YcBody *body = yc_body_new ();
  guint items = kind->item_keys[0].name != NULL ? (guint) g_rand_int_range (rand, 0, 3) : 0;

  for (guint i = 0; i <= items; i++)
    {
      const YcKeySpec *specs = i == 0 ? kind->keys : kind->item_keys;
      YcRecord *record = i == 0 ? body->record : yc_body_add_item (body);

      for (guint k = 0; k < YC_KIND_KEYS_MAX && specs[k].name != NULL; k++)
        if (specs[k].type == YC_KEY_INT)
          yc_record_set_int (record, specs[k].name, g_rand_int_range (rand, -2, 9));
        else if (specs[k].type == YC_KEY_ID)
          yc_record_set_text (record, specs[k].name, g_rand_boolean (rand) ? R1 : R2);
        else if (specs[k].type == YC_KEY_PATH)
          yc_record_set_text (record, specs[k].name, "/bank/bank");
        else if (specs[k].type == YC_KEY_DATE)
          yc_record_set_text (record, specs[k].name, "2026-12-01");
        else
          yc_record_set_text (record, specs[k].name, texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (texts))]);
    }
  return body;
}

static void
draw_row (World *world,
          GRand *rand)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_get_id (world->c) };
  Row *row = g_new0 (Row, 1);
  const YcKind *kind;

  do
    kind = yc_kind_get ((YcKindCode) g_rand_int_range (rand, YC_KIND_CASE_OPEN, YC_KIND_CALLBACK_RECORD + 1));
  while (kind->stream != YC_STREAM_CASE);
  row->op = yc_op_new (&stream, kind->name, draw_body (rand, kind));
  row->op->id.bytes[0] = (guint8) (world->revision + 1);
  row->op->id.bytes[1] = (guint8) ((world->revision + 1) >> 8);
  row->verdict = yc_verdict_new (g_rand_int_range (rand, 0, 4) > 0 ? YC_OUTCOME_APPLIED : YC_OUTCOME_REFUSED);
  row->verdict->at.at_ms = ++world->now_ms;
  g_assert_true (yc_case_fold (world->c, row->op, row->verdict, ++world->revision));
  g_ptr_array_add (world->rows, row);
}

/* Another program's fold of the same rows, each of them twice. */
static char *
dump_again (World *world)
{
  g_autoptr (YcCase) other = yc_case_new (yc_case_get_id (world->c));

  for (guint i = 0; i < world->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (world->rows, i);

      g_assert_true (yc_case_fold (other, row->op, row->verdict, i + 1));
      g_assert_true (yc_case_fold (other, row->op, row->verdict, i + 1));
    }
  return yc_case_dup_dump (other);
}

static void
test_any_rows (void)
{
  for (guint32 seed = 1; seed <= 200; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autofree char *mine = NULL;
      g_autofree char *theirs = NULL;
      g_auto (World) world;

      world_init (&world);
      for (guint i = 0; i < 300; i++)
        draw_row (&world, rand);
      mine = yc_case_dup_dump (world.c);
      theirs = dump_again (&world);
      if (strcmp (mine, theirs) != 0)
        g_error ("seed %u folds to two states", seed);
    }
}

static void
add_module (YcMatter   *matter,
            const char *id,
            const char *office,
            const char *chosen_by)
{
  YcModule *module = yc_module_new ();

  module->id = g_strdup (id);
  module->label = g_strdup (id);
  module->office = g_strdup (office);
  module->chosen_by = g_strdup (chosen_by);
  module->promise_minutes = 1;
  g_ptr_array_add (matter->modules, module);
}

static YcCatalogue *
make_catalogue (void)
{
  YcCatalogue *catalogue = yc_catalogue_new ("1", &(YcDate){ 2026, 1, 1 }, &(YcDate){ 2026, 12, 31 });
  YcMatter *matter = yc_matter_new ();
  YcPromise *promise = yc_promise_new ();

  matter->id = g_strdup ("m");
  matter->label = g_strdup ("m");
  matter->prefix = g_strdup ("M");
  add_module (matter, "registration", NULL, NULL);
  add_module (matter, "seals", "police", NULL);
  add_module (matter, "bank", "bank", "/modules/bank");
  promise->minutes = 20;
  promise->label = g_strdup ("20");
  g_ptr_array_add (matter->promises, promise);
  yc_catalogue_take_matter (catalogue, matter);
  return catalogue;
}

/* One second an op: received at 5, registered at 7, seals from 8, paused from 9 to 10. */
static void
test_clocks (void)
{
  g_auto (World) world;
  g_autoptr (YcCatalogue) catalogue = make_catalogue ();
  YcClocks clocks;

  world_init (&world);
  approve (&world);
  g_assert_null (start (&world, "seals", R1));
  g_assert_null (say (&world, "clock.pause", "code", "system", NULL));
  g_assert_null (say (&world, "clock.resume", "code", "system", NULL));
  yc_case_read_clocks (world.c, NULL, catalogue, yc_catalogue_find_matter (catalogue, "m"), 12000, 480, &clocks);
  g_assert_cmpint (clocks.promise.started_ms, ==, 5000);
  g_assert_cmpint (clocks.promise.gross_ms, ==, 7000);
  g_assert_cmpint (clocks.promise.net_ms, ==, 6000);
  g_assert_cmpint (clocks.promise.due_at_ms, ==, 5000 + 20 * 60000 + 1000);
  g_assert_cmpstr (clocks.promise.waits, ==, "started");
  g_assert_cmpstr (clocks.promise.waits_module, ==, "seals");
  g_assert_cmpint (clocks.visitor.state, ==, YC_CLOCK_IDLE);
  g_assert_cmpuint (clocks.n_modules, ==, 2); /* nobody chose the bank */
  g_assert_cmpint (clocks.modules[0].state, ==, YC_CLOCK_KEPT);
  g_assert_cmpint (clocks.modules[0].net_ms, ==, 2000);
  g_assert_cmpint (clocks.modules[1].net_ms, ==, 3000);
  g_assert_cmpint (clocks.modules[1].due_at_ms, ==, 8000 + 60000 + 1000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/progress/way", test_way);
  g_test_add_func ("/progress/answers", test_answers);
  g_test_add_func ("/progress/correction", test_correction);
  g_test_add_func ("/progress/refusal", test_refusal);
  g_test_add_func ("/progress/receiving", test_receiving);
  g_test_add_func ("/progress/turned-away", test_turned_away);
  g_test_add_func ("/progress/consultation", test_consultation);
  g_test_add_func ("/progress/returned", test_returned);
  g_test_add_func ("/progress/pauses", test_pauses);
  g_test_add_func ("/progress/hand-over", test_hand_over);
  g_test_add_func ("/progress/rating", test_rating);
  g_test_add_func ("/progress/callback", test_callback);
  g_test_add_func ("/progress/any-rows", test_any_rows);
  g_test_add_func ("/progress/clocks", test_clocks);

  return g_test_run ();
}
