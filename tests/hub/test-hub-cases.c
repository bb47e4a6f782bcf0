/* A case at the hub, from its first op to the decision. */

#include "yc-test-hub.h"

#include "yc-case-progress.h"
#include "yc-checks.h"

#include <string.h>

#define MILLION_FEN (G_GINT64_CONSTANT (1000000) * 100)

static json_t *
find_reason (json_t     *reasons,
             const char *path)
{
  json_t *reason;
  gsize i;

  json_array_foreach (reasons, i, reason)
    if (g_strcmp0 (json_string_value (json_object_get (reason, "path")), path) == 0)
      return reason;
  return NULL;
}

static void
assert_reason (json_t     *reasons,
               const char *path,
               const char *code)
{
  json_t *reason = find_reason (reasons, path);

  g_assert_nonnull (reason);
  g_assert_cmpstr (json_string_value (json_object_get (reason, "code")), ==, code);
}

static void
assert_found (TestDesk   *desk,
              const char *words,
              const char *number)
{
  g_autofree char *query = g_uri_escape_string (words, NULL, FALSE);
  g_autofree char *target = g_strconcat ("/v1/cases?q=", query, NULL);
  g_autoptr (json_t) answer = test_desk_feed (desk, target);
  json_t *cases = json_object_get (answer, "cases");

  g_assert_cmpuint (json_array_size (cases), ==, number != NULL ? 1 : 0);
  if (number == NULL)
    return;
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (cases, 0), "number")), ==, number);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (cases, 0), "name")), ==,
                   "聊城市鲁西示例信息技术有限公司");
}

static void
test_approved (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autofree char *outcome = NULL;
  g_autoptr (YcCase) folded = NULL;
  const YcDecision *decision;

  test_case_open (desk, &stream);
  test_case_fill (desk, &stream, MILLION_FEN);
  outcome = test_case_submit (desk, &stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");

  folded = test_case_read (desk, &stream);
  /* Registration is all that this version has: with it the case is finished. */
  g_assert_cmpint (yc_case_get_status (folded), ==, YC_CASE_DONE);
  g_assert_cmpstr (yc_case_get_number (folded), ==, "LC2026112400001");
  g_assert_true (yc_credit_code_is_valid (yc_case_get_result (folded, "registration", "credit-code")));
  decision = yc_case_get_decision (folded, "registration");
  g_assert_cmpstr (decision->by, ==, "rules");
  g_assert_cmpuint (decision->reasons->len, ==, 9);

  assert_found (desk, "鲁西示例", "LC2026112400001");
  assert_found (desk, "13800000000", "LC2026112400001");
  assert_found (desk, "2026112400001", "LC2026112400001");
  assert_found (desk, "%1", NULL);
}

/* The hub's own ops are signed by its key, in nobody's name. */
static void
test_hub_ops (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autofree char *target = test_stream_feed (&stream);
  g_autofree char *outcome = NULL;
  g_autoptr (json_t) feed = NULL;
  json_t *rows;
  guint own = 0;

  test_case_open (desk, &stream);
  test_case_fill (desk, &stream, MILLION_FEN);
  outcome = test_case_submit (desk, &stream, NULL);
  feed = test_desk_feed (desk, target);
  rows = json_object_get (feed, "rows");
  for (gsize i = 0; i < json_array_size (rows); i++)
    {
      g_autoptr (YcFeedRow) row = yc_feed_row_from_json (json_array_get (rows, i), NULL);
      gsize size;
      gconstpointer bytes = g_bytes_get_data (row->op->bytes, &size);

      if (strcmp (row->op->by, "hub") != 0)
        continue;
      own++;
      g_assert_true (yc_id_is_nil (&row->op->grant));
      g_assert_cmpstr (row->op->window, ==, "");
      g_assert_true (yc_signature_verify (desk->hub_key, bytes, size, g_bytes_get_data (row->op->signature, NULL)));
    }
  g_assert_cmpuint (own, ==, 4);
}

/* More capital than the rules allow: a person decides, and nothing is made yet. */
static void
test_review (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autofree char *outcome = NULL;
  g_autoptr (YcCase) folded = NULL;
  const YcDecision *decision;
  guint failed = 0;

  test_case_open (desk, &stream);
  test_case_fill (desk, &stream, 11 * MILLION_FEN);
  outcome = test_case_submit (desk, &stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
  folded = test_case_read (desk, &stream);
  g_assert_cmpint (yc_case_get_status (folded), ==, YC_CASE_RECEIVED);
  decision = yc_case_get_decision (folded, "registration");
  g_assert_cmpstr (decision->outcome, ==, "review");
  for (guint i = 0; i < decision->reasons->len; i++)
    failed += !((YcDecisionReason *) g_ptr_array_index (decision->reasons, i))->holds;
  g_assert_cmpuint (failed, ==, 1);
  g_assert_null (yc_case_get_result (folded, "registration", "credit-code"));
}

/* All that is missing is said at once, and the case can be mended. */
static void
test_findings (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autofree char *outcome = NULL;
  g_autofree char *again = NULL;
  g_autoptr (json_t) verdict = NULL;
  json_t *reasons;

  test_case_open (desk, &stream);
  outcome = test_case_submit (desk, &stream, &verdict);
  g_assert_cmpstr (outcome, ==, "refused");
  reasons = json_object_get (verdict, "reasons");
  g_assert_cmpuint (json_array_size (reasons), >, 20);
  assert_reason (reasons, "/name/trade", "required");
  assert_reason (reasons, "/legal-representative/number", "required");
  g_assert_nonnull (find_reason (reasons, "/items/articles"));
  test_case_fill (desk, &stream, MILLION_FEN);
  again = test_case_submit (desk, &stream, NULL);
  g_assert_cmpstr (again, ==, "applied");
}

static void
assert_refused (TestDesk       *desk,
                const YcStream *stream,
                const char     *kind,
                YcBody         *body,
                const char     *path,
                const char     *code)
{
  g_autoptr (json_t) reasons = test_desk_refused (desk, stream, kind, body);

  assert_reason (reasons, path, code);
}

/* What the catalogue has no place for. */
static void
test_catalogue (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  YcStream other = test_stream_new (YC_STREAM_CASE);
  g_autofree char *longer = g_strnfill (2000, 'x');
  g_auto (YcValue) number = YC_VALUE_INIT;
  const YcValue none = YC_VALUE_INIT;

  assert_refused (desk, &other, "case.open",
                  test_body ("matter", "no-such", "version", "2026.11", "hall", "lc", NULL), "", "unknown-matter");
  assert_refused (desk, &other, "case.open",
                  test_body ("matter", "limited-company-establishment", "version", "1999.1", "hall", "lc", NULL), "",
                  "unknown-version");
  assert_refused (desk, &other, "case.open",
                  test_body ("matter", "limited-company-establishment", "version", "2026.11", "hall", "qd", NULL), "",
                  "other-hall");
  test_case_open (desk, &stream);
  assert_refused (desk, &stream, "fields.set", test_set_text ("/no/such", "x", NULL), "/no/such", "unknown-path");
  assert_refused (desk, &stream, "fields.set", test_set_text ("/name/trade", longer, NULL), "/name/trade", "too-long");
  assert_refused (desk, &stream, "fields.set", test_set_text ("/name/form", "moon", NULL), "/name/form",
                  "not-a-choice");
  yc_value_set_int (&number, 7);
  assert_refused (desk, &stream, "fields.set", test_set_body ("/name/trade", &number, &none), "/name/trade",
                  "wrong-type");
  assert_refused (desk, &stream, "row.add",
                  test_body ("list", "/moons", "row", "00000000000000000000000000000001", NULL), "/moons",
                  "unknown-path");
  assert_refused (desk, &stream, "item.mark", test_body ("item", "moon", "state", "seen", NULL), "", "unknown-item");
}

/* Two desks put different values in one place; both stay until one is chosen. */
static void
test_contested (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) other = NULL;
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autoptr (YcOp) edit = NULL;
  g_autoptr (json_t) answer = NULL;
  g_autoptr (YcCase) folded = NULL;
  g_autofree char *outcome = NULL;
  g_autofree char *first = NULL;
  YcBody *body;

  test_hub_add_operator (hub, "C0302", "clerk");
  other = test_desk_new (hub, "4", "C0302");
  test_case_open (desk, &stream);
  test_desk_apply (desk, &stream, "fields.set", test_set_text ("/name/trade", "甲", NULL));
  edit = test_desk_make (other, &stream, "fields.set", test_set_text ("/name/trade", "乙", NULL));
  g_assert_cmpuint (test_desk_send (other, edit, &answer), ==, 200);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (answer, "verdict"), "outcome")), ==,
                   "contested");
  outcome = test_case_submit (desk, &stream, NULL);
  g_assert_cmpstr (outcome, ==, "refused");

  body = test_body ("path", "/name/trade", "chosen", "乙", "was", "甲", NULL);
  first = yc_id_dup_text (&edit->id);
  yc_record_set_text (yc_body_add_item (body), "closes", first);
  test_desk_apply (desk, &stream, "field.settle", body);
  folded = test_case_read (other, &stream);
  g_assert_cmpstr (yc_case_get_value (folded, "/name/trade")->text, ==, "乙");
  g_assert_false (yc_field_is_contested (yc_case_get_field (folded, "/name/trade")));
}

/* Two windows call one number: one has it. */
static void
test_one_ticket (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) other = test_desk_new (hub, "4", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_VISIT);

  test_desk_apply (desk, &stream, "ticket.issue",
                   test_body ("number", "A001", "service", "company", "hall", "lc", NULL));
  test_desk_apply (other, &stream, "ticket.call", yc_body_new ());
  assert_refused (desk, &stream, "ticket.call", yc_body_new (), "", "already-called");
  assert_refused (desk, &stream, "ticket.recall", yc_body_new (), "", "other-window");
  test_desk_apply (other, &stream, "ticket.recall", yc_body_new ());
}

/* What was folded before a restart is folded again after it. */
static void
test_restart (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  YcStream next = test_stream_new (YC_STREAM_CASE);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *outcome = NULL;
  g_autoptr (YcCase) folded = NULL;
  g_autoptr (YcCase) second = NULL;

  test_case_open (desk, &stream);
  test_case_fill (desk, &stream, MILLION_FEN);
  folded = test_case_read (desk, &stream);
  before = yc_case_dup_dump (folded);
  g_clear_object (&folded);
  test_hub_restart (hub);
  folded = test_case_read (desk, &stream);
  after = yc_case_dup_dump (folded);
  g_assert_cmpstr (before, ==, after);
  outcome = test_case_submit (desk, &stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");

  /* The day's second number, and another code. */
  test_case_open (desk, &next);
  test_case_fill (desk, &next, MILLION_FEN);
  g_free (outcome);
  outcome = test_case_submit (desk, &next, NULL);
  g_clear_object (&folded);
  folded = test_case_read (desk, &stream);
  second = test_case_read (desk, &next);
  g_assert_cmpstr (yc_case_get_number (second), ==, "LC2026112400002");
  g_assert_cmpstr (yc_case_get_result (folded, "registration", "credit-code"), !=,
                   yc_case_get_result (second, "registration", "credit-code"));
}

/* What the case that was filled in is registered under, when it is sent in now. */
static char *
submit_for_code (TestDesk       *desk,
                 const YcStream *stream)
{
  g_autofree char *outcome = test_case_submit (desk, stream, NULL);
  g_autoptr (YcCase) folded = test_case_read (desk, stream);

  g_assert_cmpstr (outcome, ==, "applied");
  g_assert_true (yc_credit_code_is_valid (yc_case_get_result (folded, "registration", "credit-code")));
  return g_strdup (yc_case_get_result (folded, "registration", "credit-code"));
}

/* A hub that has forgotten a code gives the same again, though nobody shows it;
 * one that another firm has it does not give. */
static void
test_code (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autofree char *backup = NULL;
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;
  g_autofree char *body = NULL;
  g_autofree char *owner = NULL;
  g_autoptr (GError) error = NULL;

  test_case_open (desk, &stream);
  test_case_fill (desk, &stream, MILLION_FEN);
  backup = test_hub_back_up (hub);
  first = submit_for_code (desk, &stream);
  test_hub_set_back (hub, backup);
  again = submit_for_code (desk, &stream);
  g_assert_cmpstr (again, ==, first);

  test_hub_set_back (hub, backup);
  body = g_strndup (first + 8, 8);
  g_assert_true (YC_HUB_CALL (hub->hub, put_organisation, body, "case-of-somebody-else", &error));
  other = submit_for_code (desk, &stream);
  g_assert_cmpstr (other, !=, first);
  owner = YC_HUB_CALL (hub->hub, find_organisation, body, &error);
  g_assert_cmpstr (owner, ==, "case-of-somebody-else");
}

/* The hub keeps a helper's word on a form only with the applicant's consent,
 * whatever the helper's desk believed. */
static void
test_helper (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_HELPER);
  g_autoptr (TestDesk) clerk = test_desk_new (hub, "4", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autofree char *outcome = NULL;
  g_autoptr (YcCase) folded = NULL;
  g_autoptr (json_t) firms = NULL;

  test_case_open (desk, &stream);
  test_desk_apply (desk, &stream, "owner.set", test_body ("operator", YC_HUB_TRAINING_HELPER, "name", "钱测试", NULL));
  assert_refused (desk, &stream, "fields.set", test_set_text ("/name/trade", "甲", NULL), "", "no-consent");
  assert_refused (clerk, &stream, "owner.set",
                  test_body ("operator", YC_HUB_TRAINING_OPERATOR, "name", "王测试", NULL), "", "has-owner");
  test_desk_apply (desk, &stream, "consent.record",
                   test_body ("purpose", "helper-fills", "person", "张测试", "method", "display", "text", "同意帮办", NULL));
  test_case_fill (desk, &stream, MILLION_FEN);
  outcome = test_case_submit (clerk, &stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
  folded = test_case_read (clerk, &stream);
  g_assert_cmpint (yc_case_get_status (folded), ==, YC_CASE_DONE);
  g_assert_cmpstr (yc_case_get_owner (folded), ==, YC_HUB_TRAINING_HELPER);
  g_assert_cmpstr (yc_case_get_field (folded, "/name/trade")->origin.by, ==, YC_HUB_TRAINING_HELPER);
  firms = test_desk_feed (desk, "/v1/lists/firms?operator=" YC_HUB_TRAINING_HELPER);
  g_assert_cmpint (json_integer_value (json_object_get (firms, "total")), ==, 1);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (json_object_get (firms, "rows"), 0), "why")), ==,
                   "handover");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/cases/approved", test_approved);
  g_test_add_func ("/hub/cases/hub-ops", test_hub_ops);
  g_test_add_func ("/hub/cases/review", test_review);
  g_test_add_func ("/hub/cases/findings", test_findings);
  g_test_add_func ("/hub/cases/catalogue", test_catalogue);
  g_test_add_func ("/hub/cases/contested", test_contested);
  g_test_add_func ("/hub/cases/one-ticket", test_one_ticket);
  g_test_add_func ("/hub/cases/helper", test_helper);
  g_test_add_func ("/hub/cases/restart", test_restart);
  g_test_add_func ("/hub/cases/code", test_code);
  return g_test_run ();
}
