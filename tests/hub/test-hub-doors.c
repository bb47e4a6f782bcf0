/* Hand-over codes and lists, over real HTTP; and a store of before they were. */

#include "yc-case-progress.h"
#include "yc-hub-codes.h"
#include "yc-staff.h"
#include "yc-test-hub.h"

#include <sqlite3.h>
#include <string.h>

#define MILLION_FEN G_GINT64_CONSTANT (100000000)

/* A desk in another hall of the same hub. */
static TestDesk *
other_hall_desk (TestHub *hub)
{
  g_autofree char *hall = test_hub_admin (hub, "{\"command\":\"hall-add\",\"code\":\"qd\",\"name\":\"另一大厅\"}");
  g_autofree char *code = test_hub_admin (hub, "{\"command\":\"enrol-code\",\"hall\":\"qd\",\"window\":\"12\"}");

  return test_desk_new_with_code (hub, code, "C0302", TEST_PASSWORD);
}

static char *
code_target (const YcStream *stream)
{
  char text[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (stream, text);
  return g_strdup_printf ("/v1/cases/%s/code", text);
}

/* Issues a code; NULL with another status than 200. */
static char *
issue (TestDesk       *desk,
       const YcStream *stream,
       guint           expected)
{
  g_autofree char *target = code_target (stream);
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_hub_post (desk->hub, target, desk->token, json_object (), &answer), ==, expected);
  if (expected != 200)
    return NULL;
  g_assert_cmpint (json_integer_value (json_object_get (answer, "expires")), ==,
                   desk->hub->clock.now_ms + YC_HUB_HANDOVER_MS);
  return g_strdup (json_string_value (json_object_get (answer, "code")));
}

static void
redeem (TestDesk   *desk,
        const char *code,
        guint       status,
        const char *expected)
{
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_hub_post (desk->hub, "/v1/codes", desk->token, json_pack ("{s:s}", "code", code), &answer), ==,
                    status);
  g_assert_cmpstr (json_string_value (json_object_get (answer, status == 200 ? "stream" : "code")), ==, expected);
}

/* A code that is not @code. */
static void
make_wrong (const char *code,
            guint       number,
            char        ret_wrong[YC_HUB_HANDOVER_DIGITS + 1])
{
  guint64 value = g_ascii_strtoull (code, NULL, 10);

  g_snprintf (ret_wrong, YC_HUB_HANDOVER_DIGITS + 1, "%08u", (guint) ((value + 1 + number) % 100000000));
}

static guint
read_status (TestDesk       *desk,
             const YcStream *stream)
{
  g_autofree char *target = test_stream_feed (stream);

  return test_hub_ask (desk->hub, "GET", target, desk->token, NULL, NULL);
}

/* A case goes on in another hall: closed before the code, open after it, and
 * nobody else can use the code again. */
static void
test_other_hall (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "9", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) third = test_desk_new (hub, "4", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) other = NULL;
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  char text[YC_STREAM_TEXT_SIZE];
  g_autofree char *code = NULL;
  g_autoptr (YcOp) op = NULL;
  g_autoptr (YcCase) folded = NULL;

  test_hub_add_operator (hub, "C0302", "clerk");
  other = other_hall_desk (hub);
  yc_stream_to_text (&stream, text);
  test_case_open (desk, &stream);
  g_assert_cmpuint (read_status (other, &stream), ==, 403);
  op = test_desk_make (other, &stream, "note.add", test_body ("text", "续办", NULL));
  g_assert_cmpuint (test_desk_send (other, op, NULL), ==, 403);
  issue (other, &stream, 403);

  code = issue (desk, &stream, 200);
  g_assert_cmpuint (strspn (code, "0123456789"), ==, YC_HUB_HANDOVER_DIGITS);
  redeem (other, code, 200, text);
  redeem (other, code, 200, text);
  redeem (third, code, 403, "code");
  g_assert_cmpuint (read_status (other, &stream), ==, 200);
  g_assert_cmpuint (test_desk_send (other, op, NULL), ==, 200);
  test_desk_apply (other, &stream, "fields.set", test_set_text ("/name/trade", "鲁西示例", NULL));

  folded = test_case_read (desk, &stream);
  g_assert_nonnull (yc_case_find_event (folded, "transfer.offer"));
  g_assert_cmpstr (yc_case_find_event (folded, "transfer.take")->detail, ==, "12");
  g_assert_cmpstr (yc_case_get_hall (folded), ==, YC_HUB_TRAINING_HALL);
  g_assert_cmpint (yc_case_get_revision (folded), ==, 5);
  test_hub_restart (hub);
  g_assert_cmpuint (read_status (other, &stream), ==, 200);
  redeem (third, code, 403, "code");
}

/* A new code ends the one before it, and a day ends any. */
static void
test_expiry (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "9", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) other = test_desk_new (hub, "4", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  YcStream nothing = test_stream_new (YC_STREAM_CASE);

  issue (desk, &nothing, 404);
  test_case_open (desk, &stream);
  first = issue (desk, &stream, 200);
  second = issue (desk, &stream, 200);
  redeem (other, first, 403, "code");
  hub->clock.now_ms += YC_HUB_HANDOVER_MS;
  redeem (other, second, 403, "code");
}

/* Five wrong ones lock a device, also over a restart, and the right one helps no more. */
static void
test_guessed (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "9", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) other = test_desk_new (hub, "4", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  char text[YC_STREAM_TEXT_SIZE], wrong[YC_HUB_HANDOVER_DIGITS + 1];
  g_autofree char *code = NULL;

  yc_stream_to_text (&stream, text);
  test_case_open (desk, &stream);
  code = issue (desk, &stream, 200);
  for (guint i = 0; i < YC_HUB_HANDOVER_TRIES_MAX; i++)
    {
      make_wrong (code, i, wrong);
      redeem (other, wrong, 403, "code");
    }
  redeem (other, code, 429, "locked");
  test_hub_restart (hub);
  redeem (other, code, 429, "locked");
  hub->clock.now_ms += YC_HUB_HANDOVER_LOCKED_MS;
  redeem (other, code, 200, text);
}

/* Many devices that guess together are stopped together. */
static void
test_guessed_by_many (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "9", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  char wrong[YC_HUB_HANDOVER_DIGITS + 1];
  g_autofree char *code = NULL;

  test_case_open (desk, &stream);
  code = issue (desk, &stream, 200);
  for (guint i = 0; i < YC_HUB_HANDOVER_ALL_TRIES_MAX / 4; i++)
    {
      g_autofree char *window = g_strdup_printf ("%u", 100 + i);
      g_autoptr (TestDesk) guesser = test_desk_new (hub, window, YC_HUB_TRAINING_OPERATOR);

      for (guint n = 0; n < 4; n++)
        {
          make_wrong (code, i * 4 + n, wrong);
          redeem (guesser, wrong, 403, "code");
        }
    }
  redeem (desk, code, 429, "locked");
}

static void
test_refusals (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "9", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) reviewer = NULL;
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  static const char *const bodies[] = { "{}", "{\"code\":12345678}", "{\"code\":\"1234567\"}", "{\"code\":\"1234567a\"}",
                                        "[]", "{\"code\":\"12345678\",\"code\":\"12345678\"}" };
  g_autofree char *code = NULL;

  test_hub_add_operator (hub, "R0302", "reviewer");
  reviewer = test_desk_new (hub, "8", "R0302");
  test_case_open (desk, &stream);
  issue (reviewer, &stream, 403);
  code = issue (desk, &stream, 200);
  redeem (reviewer, code, 403, "role");
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (bodies[i], strlen (bodies[i]));

      g_assert_cmpuint (test_hub_ask (hub, "POST", "/v1/codes", desk->token, body, NULL), ==, 422);
    }
  g_assert_cmpuint (test_hub_ask (hub, "POST", "/v1/cases/x/code", desk->token, NULL, NULL), ==, 404);
  g_assert_cmpuint (test_hub_ask (hub, "GET", "/v1/codes", desk->token, NULL, NULL), ==, 405);
  g_assert_cmpuint (test_hub_ask (hub, "GET", "/v1/lists/moon", desk->token, NULL, NULL), ==, 404);
  g_assert_cmpuint (test_hub_ask (hub, "GET", "/v1/lists/review?limit=201", desk->token, NULL, NULL), ==, 422);
  g_assert_cmpuint (test_hub_ask (hub, "GET", "/v1/lists/firms?operator=a%20b", desk->token, NULL, NULL), ==, 422);
  g_assert_cmpuint (test_hub_ask (hub, "GET", "/v1/lists/review", NULL, NULL, NULL), ==, 401);
}

static json_t *
read_list (TestDesk   *desk,
           const char *target,
           gint64      total)
{
  json_t *answer = test_desk_feed (desk, target);

  g_assert_cmpint (json_integer_value (json_object_get (answer, "total")), ==, total);
  return answer;
}

static void
assert_row (json_t     *list,
            guint       index,
            YcStream   *stream,
            const char *name,
            const char *expected)
{
  json_t *row = json_array_get (json_object_get (list, "rows"), index);
  char text[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (stream, text);
  g_assert_cmpstr (json_string_value (json_object_get (row, "stream")), ==, text);
  g_assert_cmpstr (json_string_value (json_object_get (row, name)), ==, expected);
}

static void
assert_total (TestDesk   *desk,
              const char *target,
              gint64      total)
{
  g_autoptr (json_t) list = read_list (desk, target, total);
  json_t *rows = json_object_get (list, "rows");

  g_assert_cmpuint (json_array_size (rows), ==, total);
}

static YcBody *
decide (const char *outcome)
{
  YcBody *body = test_body ("module", "registration", "outcome", outcome, "by", "person", "text", "见意见", NULL);
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "rule", "capital");
  yc_record_set_int (item, "holds", 0);
  yc_record_set_text (item, "text", "请核实出资");
  return body;
}

/* A case comes to a list when there is reason, and goes when there is none. */
static void
test_review_list (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) reviewer = NULL;
  g_autoptr (json_t) list = NULL;
  g_autoptr (json_t) page = NULL;
  YcStream streams[2] = { test_stream_new (YC_STREAM_CASE), test_stream_new (YC_STREAM_CASE) };

  test_hub_add_operator (hub, "R0302", "reviewer");
  reviewer = test_desk_new (hub, "8", "R0302");
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *outcome = NULL;

      test_case_open (desk, &streams[i]);
      test_case_fill (desk, &streams[i], 11 * MILLION_FEN);
      assert_total (reviewer, "/v1/lists/review", i);
      outcome = test_case_submit (desk, &streams[i], NULL);
      g_assert_cmpstr (outcome, ==, "applied");
      hub->clock.now_ms += 60000;
    }
  list = read_list (reviewer, "/v1/lists/review", 2);
  assert_row (list, 0, &streams[0], "number", "LC2026112400001");
  assert_row (list, 0, &streams[0], "status", "received");
  assert_row (list, 1, &streams[1], "why", "review");
  g_assert_cmpint (json_integer_value (json_object_get (json_array_get (json_object_get (list, "rows"), 0), "due")), ==,
                   TEST_NOW_MS + 20 * 60000);
  page = read_list (reviewer, "/v1/lists/review?limit=1&after=1", 2);
  g_assert_cmpuint (json_array_size (json_object_get (page, "rows")), ==, 1);
  assert_row (page, 0, &streams[1], "module", "registration");

  test_desk_apply (reviewer, &streams[0], "decision.record", decide ("returned"));
  assert_total (reviewer, "/v1/lists/review", 1);
  assert_total (reviewer, "/v1/lists/corrections", 1);
  test_desk_apply (reviewer, &streams[1], "decision.record", decide ("refused"));
  assert_total (reviewer, "/v1/lists/review", 0);
  assert_total (reviewer, "/v1/lists/progress", 0);
}

/* What a person approves is registered as what the rules approve; and a case
 * that comes back mended is the case it was. */
static void
test_reviewed (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) reviewer = NULL;
  g_autoptr (YcCase) first = NULL, second = NULL;
  g_autofree char *outcome = NULL, *again = NULL;
  YcStream stream = test_stream_new (YC_STREAM_CASE);

  test_hub_add_operator (hub, "R0302", "reviewer");
  reviewer = test_desk_new (hub, "8", "R0302");
  test_case_open (desk, &stream);
  test_case_fill (desk, &stream, 11 * MILLION_FEN);
  outcome = test_case_submit (desk, &stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
  test_desk_apply (reviewer, &stream, "decision.record", decide ("returned"));
  first = test_case_read (desk, &stream);
  g_assert_null (yc_case_get_result (first, "registration", "credit-code"));
  again = test_case_submit (desk, &stream, NULL);
  g_assert_cmpstr (again, ==, "applied");
  test_desk_apply (reviewer, &stream, "decision.record", decide ("approved"));
  second = test_case_read (desk, &stream);
  g_assert_cmpstr (yc_case_get_number (second), ==, yc_case_get_number (first));
  g_assert_cmpint (yc_case_get_status (second), ==, YC_CASE_DONE);
  g_assert_nonnull (yc_case_get_result (second, "registration", "credit-code"));
}

static guint
count_events (YcCase     *c,
              const char *kind,
              YcOutcome   outcome)
{
  GPtrArray *events = yc_case_get_events (c);
  guint n = 0;

  for (guint i = 0; i < events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (events, i);

      n += g_str_equal (event->kind, kind) && event->outcome == outcome;
    }
  return n;
}

/* Two reviewers have the same case before them: the first to decide decides; the
 * second is told why not, and what they said stays in the history. */
static void
test_reviewed_by_two (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) first = NULL, second = NULL;
  g_autoptr (YcCase) c = NULL;
  g_autoptr (json_t) reasons = NULL;
  g_autofree char *outcome = NULL;
  const YcDecision *decision;
  YcStream stream = test_stream_new (YC_STREAM_CASE);

  test_hub_add_operator (hub, "R0302", "reviewer");
  test_hub_add_operator (hub, "R0303", "reviewer");
  first = test_desk_new (hub, "8", "R0302");
  second = test_desk_new (hub, "9", "R0303");
  test_case_open (desk, &stream);
  test_case_fill (desk, &stream, 11 * MILLION_FEN);
  outcome = test_case_submit (desk, &stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
  test_desk_apply (first, &stream, "decision.record", decide ("refused"));
  reasons = test_desk_refused (second, &stream, "decision.record", decide ("approved"));
  g_assert_cmpuint (json_array_size (reasons), >, 0);
  c = test_case_read (desk, &stream);
  decision = yc_case_get_decision (c, "registration");
  g_assert_cmpint (yc_case_get_status (c), ==, YC_CASE_REFUSED);
  g_assert_cmpstr (decision->outcome, ==, "refused");
  g_assert_cmpstr (decision->operator_code, ==, "R0302");
  g_assert_null (yc_case_get_result (c, "registration", "credit-code"));
  g_assert_cmpuint (count_events (c, "decision.record", YC_OUTCOME_REFUSED), ==, 1);
}

/* By owner, and in one's own hall only. */
static void
test_other_lists (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) other = NULL;
  g_autoptr (json_t) firms = NULL;
  g_autoptr (json_t) owed = NULL;
  YcStream stream = test_stream_new (YC_STREAM_CASE);

  test_hub_add_operator (hub, "C0302", "clerk");
  other = other_hall_desk (hub);
  test_case_open (desk, &stream);
  test_desk_apply (desk, &stream, "owner.set", test_body ("operator", "H0301", "name", "赵测试", NULL));
  test_desk_apply (desk, &stream, "item.mark",
                   test_body ("item", "domicile-proof", "state", "owed", "due", "2026-12-01", NULL));
  assert_total (desk, "/v1/lists/firms", 1);
  assert_total (desk, "/v1/lists/firms?operator=H0301", 1);
  assert_total (desk, "/v1/lists/firms?operator=H0302", 0);
  assert_total (other, "/v1/lists/firms", 0);
  owed = read_list (desk, "/v1/lists/owed", 1);
  assert_row (owed, 0, &stream, "owner", "H0301");
  g_assert_cmpint (json_integer_value (json_object_get (json_array_get (json_object_get (owed, "rows"), 0), "due")), ==,
                   G_GINT64_CONSTANT (1796140800000));
  firms = read_list (desk, "/v1/lists/firms", 1);
  assert_row (firms, 0, &stream, "why", "owed");
  g_assert_cmpint (json_integer_value (json_object_get (json_array_get (json_object_get (firms, "rows"), 0), "due")), ==,
                   G_GINT64_CONSTANT (1796140800000));
  test_desk_apply (desk, &stream, "item.mark", test_body ("item", "domicile-proof", "state", "seen", NULL));
  assert_total (desk, "/v1/lists/owed", 0);
  json_decref (firms);
  firms = read_list (desk, "/v1/lists/firms", 1);
  assert_row (firms, 0, &stream, "why", "");
  assert_total (desk, "/v1/lists/callbacks", 0);
}

/* Each row follows from the one before it. */
static gboolean
check_chain_cb (const YcHubRow *row,
                gpointer        data,
                GError        **error)
{
  char **previous = data;
  g_autofree char *hash = yc_hub_row_dup_hash (row, *previous);

  g_assert_cmpstr (hash, ==, row->hash);
  g_free (*previous);
  *previous = g_steal_pointer (&hash);
  return TRUE;
}

/* Every code that a case of the hub's has is known to be its. */
static void
check_code (YcHub      *hub,
            const char *stream)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;
  g_autofree char *owner = NULL;
  YcHubState *state;
  YcStream parsed;

  g_assert_true (yc_stream_parse (stream, &parsed));
  state = yc_hub_states_get (hub->states, hub->store, &parsed, &error);
  g_assert_no_error (error);
  body = g_strndup (yc_case_get_result (state->folded_case, "registration", "credit-code") + 8, 8);
  owner = YC_HUB_CALL (hub, find_organisation, body, &error);
  g_assert_cmpstr (owner, ==, stream);
}

/* A store that the first version wrote: all that was in it is there and chained
 * anew, the doors work on it, and the figures' facts are built from its ops. */
static void
test_migration (void)
{
  g_autofree char *kept = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"), "tests/hub/kept/v1.sql", NULL);
  g_autofree char *folder = g_dir_make_tmp ("yc-hub-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "hub.db", NULL);
  g_autofree char *sql = NULL;
  g_autofree char *catalogues = test_hub_dup_catalogues ();
  g_autofree char *head = g_strdup ("");
  g_autoptr (GPtrArray) cards = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) facts = NULL;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GError) error = NULL;
  YcHubStaffOperator *person;
  YcHubCaseFacts *fact;
  sqlite3 *db;
  YcHub *hub;
  gint64 total;

  g_file_get_contents (kept, &sql, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  hub = yc_hub_open (folder, yc_clock_get_system (), catalogues, &error);
  g_assert_no_error (error);
  g_assert_true (yc_hub_know_head (hub, &error));
  g_assert_cmpint (hub->head_position, >, 5);
  g_assert_true (YC_HUB_CALL (hub, each_of_hall, YC_HUB_TRAINING_HALL, 0, G_MAXINT32, check_chain_cb, &head, &error));
  g_assert_cmpstr (head, ==, hub->head_hash);
  g_assert_true (hub->training);
  cards = YC_HUB_CALL (hub, search_cases, YC_HUB_TRAINING_HALL, "LC", &error);
  g_assert_cmpuint (cards->len, ==, 1);
  rows = YC_HUB_CALL (hub, read_list, "firms", YC_HUB_TRAINING_HALL, "", 0, 10, &total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 0);
  facts = YC_HUB_CALL (hub, list_case_facts, YC_HUB_TRAINING_HALL, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (facts->len, ==, 1);
  fact = g_ptr_array_index (facts, 0);
  g_assert_cmpstr (fact->number, ==, ((YcHubCaseCard *) g_ptr_array_index (cards, 0))->number);
  g_assert_cmpint (fact->facts.opened_ms, >, 0);
  check_code (hub, fact->stream);
  people = YC_HUB_CALL (hub, list_staff_operators, "C0301", yc_hub_get_now (hub), 0, 10, &total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (people->len, ==, 1);
  person = g_ptr_array_index (people, 0);
  g_assert_true (person->has_password && person->state == YC_STAFF_ACTIVE && person->roles == YC_ROLE_CLERK);
  devices = YC_HUB_CALL (hub, list_staff_devices, yc_hub_get_now (hub), 0, 10, &total, &error);
  g_assert_no_error (error);
  g_assert_cmpint (total, >, 0);
  g_assert_cmpint (((YcHubStaffDevice *) g_ptr_array_index (devices, 0))->withdrawn_ms, ==, 0);
  g_assert_true (yc_hub_close (hub, &error));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/doors/other-hall", test_other_hall);
  g_test_add_func ("/hub/doors/expiry", test_expiry);
  g_test_add_func ("/hub/doors/guessed", test_guessed);
  g_test_add_func ("/hub/doors/guessed-by-many", test_guessed_by_many);
  g_test_add_func ("/hub/doors/refusals", test_refusals);
  g_test_add_func ("/hub/doors/review-list", test_review_list);
  g_test_add_func ("/hub/doors/reviewed", test_reviewed);
  g_test_add_func ("/hub/doors/reviewed-by-two", test_reviewed_by_two);
  g_test_add_func ("/hub/doors/other-lists", test_other_lists);
  g_test_add_func ("/hub/doors/migration", test_migration);
  return g_test_run ();
}
