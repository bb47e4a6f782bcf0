/* Physical work at the hub: granted with the op that asks, once, over restarts.
 *
 * The matter is the registration alone, whose licence the hall prints itself. */

#include "yc-test-hub.h"

#include "yc-case-job.h"

#include <glib/gstdio.h>
#include <string.h>

#define PIECE TEST_MADE_PIECE
#define TRADE TEST_MADE_FROM
#define SHA "5ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea1"

typedef struct
{
  TestHub *hub;
  TestDesk *desk;
  TestDesk *other;
  YcStream stream;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autofree char *catalogue = test_build_made ();
  g_autofree char *outcome = NULL;

  self->hub = test_hub_new_with (catalogue, NULL);
  self->desk = test_desk_new (self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  self->other = test_desk_new (self->hub, "4", YC_HUB_TRAINING_OPERATOR);
  self->stream = test_stream_new (YC_STREAM_CASE);
  test_case_open (self->desk, &self->stream);
  test_case_fill (self->desk, &self->stream, 100000000);
  outcome = test_case_submit (self->desk, &self->stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  test_desk_free (self->desk);
  test_desk_free (self->other);
  g_unlink (self->hub->catalogues);
  test_hub_free (self->hub);
}

static YcBody *
ask_body (Fixture    *self,
          TestDesk   *desk,
          const char *job,
          const char *reason)
{
  g_autoptr (YcCase) folded = test_case_read (desk, &self->stream);
  g_autofree char *digest = yc_value_dup_digest (yc_case_get_value (folded, TRADE));
  YcBody *body = test_body ("job", job, "piece", PIECE, "kind", "licence", "artwork", SHA, "machine", "printer-1", "desk",
                            desk->device, NULL);
  YcRecord *item = yc_body_add_item (body);

  if (reason != NULL)
    yc_record_set_text (body->record, "reason", reason);
  yc_record_set_text (item, "path", TRADE);
  yc_record_set_text (item, "digest", digest);
  return body;
}

static void
ask (Fixture    *self,
     TestDesk   *desk,
     const char *job)
{
  test_desk_apply (desk, &self->stream, "job.ask", ask_body (self, desk, job, NULL));
}

static YcBody *
start_body (const char *job)
{
  return test_body ("job", job, "artwork", SHA, NULL);
}

static void
assert_refused (Fixture    *self,
                TestDesk   *desk,
                const char *kind,
                YcBody     *body,
                const char *code)
{
  g_autoptr (json_t) reasons = test_desk_refused (desk, &self->stream, kind, body);
  g_autofree char *text = json_dumps (reasons, JSON_COMPACT);
  json_t *reason;
  gsize i;

  json_array_foreach (reasons, i, reason)
    if (strcmp (json_string_value (json_object_get (reason, "code")), code) == 0)
      return;
  g_error ("Refused for %s, and not for %s", text, code);
}

static char *
dup_id (void)
{
  YcId id;

  yc_id_init_random (&id);
  return yc_id_dup_text (&id);
}

static void
assert_state (Fixture    *self,
              const char *job,
              YcJobState  state)
{
  g_autoptr (YcCase) folded = test_case_read (self->desk, &self->stream);
  YcId id;

  g_assert_true (yc_id_parse (job, &id));
  g_assert_cmpint (yc_case_find_job (folded, &id)->state, ==, state);
}

/* The rows of @kind as they came; (transfer full): of YcFeedRow */
static GPtrArray *
list_rows (Fixture    *self,
           const char *kind)
{
  g_autofree char *target = test_stream_feed (&self->stream);
  g_autoptr (json_t) feed = test_desk_feed (self->desk, target);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_feed_row_free);
  json_t *entry;
  gsize i;

  json_array_foreach (json_object_get (feed, "rows"), i, entry)
    {
      g_autoptr (YcFeedRow) row = yc_feed_row_from_json (entry, NULL);

      if (strcmp (row->op->kind, kind) == 0)
        g_ptr_array_add (rows, g_steal_pointer (&row));
    }
  return rows;
}

/* What a desk has in hand is signed by the hub, for just this. */
static void
test_grant (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *job = dup_id ();
  g_autoptr (GPtrArray) asks = NULL;
  g_autoptr (GPtrArray) grants = NULL;
  g_autoptr (YcCase) folded = NULL;
  const YcFeedRow *row;
  gsize size;
  gconstpointer bytes;
  YcId id;

  ask (self, self->desk, job);
  asks = list_rows (self, "job.ask");
  grants = list_rows (self, "job.grant");
  g_assert_cmpuint (grants->len, ==, 1);
  row = g_ptr_array_index (grants, 0);
  g_assert_cmpint (row->position, ==, ((YcFeedRow *) g_ptr_array_index (asks, 0))->position + 1);
  g_assert_cmpstr (row->op->by, ==, "hub");
  bytes = g_bytes_get_data (row->op->bytes, &size);
  g_assert_true (yc_signature_verify (self->desk->hub_key, bytes, size, g_bytes_get_data (row->op->signature, NULL)));
  folded = test_case_read (self->desk, &self->stream);
  g_assert_true (yc_id_parse (job, &id));
  g_assert_true (yc_case_job_matches_grant (yc_case_find_job (folded, &id), &self->stream.id, row->op));
}

/* The same op again is the same answer, and no second grant; also later. */
static void
test_again (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *job = dup_id ();
  g_autoptr (YcOp) op = test_desk_make (self->desk, &self->stream, "job.ask", ask_body (self, self->desk, job, NULL));
  g_autoptr (json_t) first = NULL;
  g_autoptr (GPtrArray) grants = NULL;

  g_assert_cmpuint (test_desk_send (self->desk, op, &first), ==, 200);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (json_t) again = NULL;

      if (i == 1)
        test_hub_restart (self->hub);
      g_assert_cmpuint (test_desk_send (self->desk, op, &again), ==, 200);
      g_assert_true (json_equal (first, again));
    }
  grants = list_rows (self, "job.grant");
  g_assert_cmpuint (grants->len, ==, 1);
}

static void
test_once (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *job = dup_id ();
  g_autofree char *second = dup_id ();
  g_autoptr (GPtrArray) grants = NULL;
  g_autoptr (YcCase) folded = NULL;

  ask (self, self->desk, job);
  assert_refused (self, self->other, "job.ask", ask_body (self, self->other, second, NULL), "piece-granted");
  assert_refused (self, self->other, "job.ask", ask_body (self, self->desk, second, NULL), "other-desk");
  assert_refused (self, self->other, "job.start", start_body (job), "other-desk");
  test_desk_apply (self->desk, &self->stream, "job.start", start_body (job));
  test_hub_restart (self->hub);
  assert_refused (self, self->desk, "job.start", start_body (job), "already-started");
  assert_refused (self, self->other, "job.ask", ask_body (self, self->other, second, NULL), "piece-under-way");
  assert_refused (self, self->desk, "handover.sign",
                  test_body ("output", PIECE, "name", "张测试", "relation", "self", "number_tail", "002X", NULL),
                  "pieces-missing");
  folded = test_case_read (self->desk, &self->stream);
  g_assert_cmpint (yc_case_get_status (folded), ==, YC_CASE_APPROVED);
  test_desk_apply (self->desk, &self->stream, "job.done", test_body ("job", job, NULL));
  g_clear_object (&folded);
  folded = test_case_read (self->desk, &self->stream);
  g_assert_cmpint (yc_case_get_status (folded), ==, YC_CASE_DONE);
  test_desk_apply (self->desk, &self->stream, "handover.sign",
                   test_body ("output", PIECE, "name", "张测试", "relation", "self", "number_tail", "002X", NULL));
  grants = list_rows (self, "job.grant");
  g_assert_cmpuint (grants->len, ==, 1);
}

static guint
try (Fixture    *self,
     TestDesk   *desk,
     const char *kind,
     YcBody     *body)
{
  g_autoptr (YcOp) op = test_desk_make (desk, &self->stream, kind, body);
  g_autoptr (json_t) answer = NULL;

  return test_desk_send (desk, op, &answer);
}

/* A clerk asks and starts; that a piece was not made a supervisor states. */
static void
test_roles (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *job = dup_id ();
  g_autofree char *second = dup_id ();

  test_hub_add_operator (self->hub, "S1", "supervisor");
  test_hub_add_operator (self->hub, "H1", "helper");
  ask (self, self->desk, job);
  g_assert_cmpuint (try (self, self->other, "job.void", test_body ("job", job, "reason", "停电", NULL)), ==, 403);
  test_desk_login (self->other, "H1", TEST_PASSWORD);
  g_assert_cmpuint (try (self, self->other, "job.ask", ask_body (self, self->other, second, NULL)), ==, 403);
  test_desk_login (self->other, "S1", TEST_PASSWORD);
  test_desk_apply (self->other, &self->stream, "job.void", test_body ("job", job, "reason", "停电", NULL));
  assert_state (self, job, YC_JOB_VOID);

  /* Its desk had started it without a line: somebody looks. */
  test_desk_apply (self->desk, &self->stream, "job.start", start_body (job));
  assert_state (self, job, YC_JOB_UNKNOWN);
  assert_refused (self, self->desk, "job.ask", ask_body (self, self->desk, second, "重做"), "piece-unknown");
  test_desk_apply (self->desk, &self->stream, "job.settle", test_body ("job", job, "outcome", "spoilt", "reason", "卡纸", NULL));
  assert_refused (self, self->desk, "job.ask", ask_body (self, self->desk, second, NULL), "no-reason");
  test_desk_apply (self->desk, &self->stream, "job.ask", ask_body (self, self->desk, second, "卡纸，重做"));
  assert_state (self, second, YC_JOB_GRANTED);
}

static gint64
ask_machine_ms (Fixture  *self,
                TestDesk *supervisor)
{
  g_autofree char *target = g_strdup_printf ("/v1/figures?from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT "&by=none",
                                             TEST_NOW_MS - 1000, self->hub->clock.now_ms + 1000);
  g_autoptr (json_t) answer = test_desk_feed (supervisor, target);
  json_t *all = json_array_get (json_object_get (answer, "rows"), 0);

  return json_integer_value (json_object_get (json_object_get (all, "stages"), "machine"));
}

static void
pass (Fixture *self,
      guint    minutes)
{
  self->hub->clock.now_ms += minutes * 60000;
  self->desk->boot_ms += minutes * 60000;
  self->desk->sending_ms += minutes * 60000;
}

/* How long the machine worked is counted, also by a hub that begins anew. */
static void
test_machine_time (Fixture       *self,
                   gconstpointer  data)
{
  g_autoptr (TestDesk) supervisor = test_desk_new (self->hub, "9", YC_HUB_TRAINING_SUPERVISOR);
  g_autofree char *job = dup_id ();

  ask (self, self->desk, job);
  pass (self, 2);
  test_desk_apply (self->desk, &self->stream, "job.start", start_body (job));
  pass (self, 4);
  test_desk_apply (self->desk, &self->stream, "job.done", test_body ("job", job, NULL));
  pass (self, 1);
  g_assert_cmpint (ask_machine_ms (self, supervisor), ==, 4 * 60000);
  test_hub_restart (self->hub);
  g_assert_cmpint (ask_machine_ms (self, supervisor), ==, 4 * 60000);
}

static void
test_what (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *job = dup_id ();
  YcBody *body = ask_body (self, self->desk, job, NULL);

  yc_record_set_text (body->record, "piece", "registration/credit-code");
  yc_record_set_text (body->record, "code", "0");
  assert_refused (self, self->desk, "job.ask", body, "other-code");
  body = ask_body (self, self->desk, job, NULL);
  yc_record_set_text (body->record, "piece", "registration/stamp");
  assert_refused (self, self->desk, "job.ask", body, "not-made-here");
  body = ask_body (self, self->desk, job, NULL);
  g_ptr_array_set_size (body->items, 0);
  assert_refused (self, self->desk, "job.ask", body, "artwork-shows-too-little");
  body = ask_body (self, self->desk, job, NULL);
  yc_record_set_text (g_ptr_array_index (body->items, 0), "digest", SHA);
  assert_refused (self, self->desk, "job.ask", body, "artwork-out-of-date");
  ask (self, self->desk, job);
  assert_state (self, job, YC_JOB_GRANTED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/hub-jobs/grant", Fixture, NULL, set_up, test_grant, tear_down);
  g_test_add ("/hub-jobs/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/hub-jobs/once", Fixture, NULL, set_up, test_once, tear_down);
  g_test_add ("/hub-jobs/roles", Fixture, NULL, set_up, test_roles, tear_down);
  g_test_add ("/hub-jobs/machine-time", Fixture, NULL, set_up, test_machine_time, tear_down);
  g_test_add ("/hub-jobs/what", Fixture, NULL, set_up, test_what, tear_down);
  return g_test_run ();
}
