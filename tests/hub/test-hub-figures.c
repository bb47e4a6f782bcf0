/* The hall's figures: what a day of ops makes of them, who may see them, and
 * what is behind each. */

#include "yc-test-hub.h"

#include "yc-hub-facts.h"
#include "yc-hub-sql.h"

#include <string.h>

#define MILLION_FEN (G_GINT64_CONSTANT (1000000) * 100)
#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * MINUTE_MS)
/* 2026-11-24 00:00 in China. */
#define TODAY_MS (TEST_NOW_MS - 10 * 60 * MINUTE_MS)

typedef struct
{
  TestHub *hub;
  TestDesk *desk;
  TestDesk *supervisor;
} Hall;

static void
hall_init (Hall *hall)
{
  hall->hub = test_hub_new ();
  yc_hub_board_set_age (hall->hub->hub->board, 0);
  hall->desk = test_desk_new (hall->hub, "3", YC_HUB_TRAINING_OPERATOR);
  hall->supervisor = test_desk_new (hall->hub, "9", YC_HUB_TRAINING_SUPERVISOR);
}

static void
hall_clear (Hall *hall)
{
  test_desk_free (hall->desk);
  test_desk_free (hall->supervisor);
  test_hub_free (hall->hub);
}

static void
pass (Hall   *hall,
      gint64  ms)
{
  hall->hub->clock.now_ms += ms;
  hall->desk->boot_ms += ms;
  hall->desk->sending_ms += ms;
}

static json_t *
ask (Hall       *hall,
     const char *by)
{
  g_autofree char *target = g_strdup_printf ("/v1/figures?from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT "&by=%s",
                                             TODAY_MS, TODAY_MS + DAY_MS, by);
  json_t *answer;

  g_assert_cmpuint (test_hub_ask (hall->hub, "GET", target, hall->supervisor->token, NULL, &answer), ==, 200);
  return answer;
}

/* @key: (nullable): NULL for all */
static json_t *
find_row (json_t     *answer,
          const char *key)
{
  json_t *row;
  gsize i;

  json_array_foreach (json_object_get (answer, "rows"), i, row)
    if (g_strcmp0 (json_string_value (json_object_get (row, "key")), key) == 0)
      return row;
  return NULL;
}

static gint64
get_count (json_t     *row,
           const char *measure)
{
  return json_integer_value (json_object_get (json_object_get (row, "counts"), measure));
}

static gint64
get_member (json_t     *row,
            const char *object,
            const char *member)
{
  return json_integer_value (json_object_get (json_object_get (row, object), member));
}

/* How many the door behind a figure lists: asked in pages of two. */
static gint64
count_listed (Hall       *hall,
              json_t     *figures,
              const char *by,
              const char *key,
              const char *measure)
{
  gint64 listed = 0, total = -1;

  do
    {
      g_autofree char *tail = key != NULL ? g_strconcat ("&key=", key, NULL) : g_strdup ("");
      g_autofree char *target = g_strdup_printf ("/v1/figures/cases?from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT
                                                 "&by=%s&measure=%s%s&limit=2&after=%" G_GINT64_FORMAT
                                                 "&now=%" G_GINT64_FORMAT, TODAY_MS, TODAY_MS + DAY_MS, by, measure,
                                                 tail, listed,
                                                 (gint64) json_integer_value (json_object_get (figures, "now")));
      g_autoptr (json_t) page = NULL;
      gsize here;

      g_assert_cmpuint (test_hub_ask (hall->hub, "GET", target, hall->supervisor->token, NULL, &page), ==, 200);
      here = json_array_size (json_object_get (page, "rows"));
      total = json_integer_value (json_object_get (page, "total"));
      g_assert_true (here > 0 || listed == total);
      listed += (gint64) here;
    }
  while (listed < total);
  g_assert_cmpint (listed, ==, total);
  return total;
}

/* Every figure of every row says as many as the list behind it shows. */
static void
assert_shown (Hall       *hall,
              const char *by)
{
  g_autoptr (json_t) answer = ask (hall, by);
  json_t *row, *count;
  const char *measure;
  gsize i;

  json_array_foreach (json_object_get (answer, "rows"), i, row)
    json_object_foreach (json_object_get (row, "counts"), measure, count)
      g_assert_cmpint (count_listed (hall, answer, by, json_string_value (json_object_get (row, "key")), measure), ==,
                       json_integer_value (count));
}

/* The independent recount of the ops says the same, to the last digit. */
static void
assert_recounted (Hall       *hall,
                  const char *by)
{
  g_autoptr (json_t) answer = ask (hall, by), recount = NULL;
  const char *root = g_getenv ("YC_TEST_SOURCE_ROOT");
  g_autofree char *script = g_build_filename (root, "tests/hub/recount.py", NULL);
  g_autofree char *database = g_build_filename (hall->hub->folder, "hub.db", NULL);
  g_autofree char *catalogue = g_build_filename (root, "data/catalogue/limited-company.json", NULL);
  g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, TODAY_MS);
  g_autofree char *to = g_strdup_printf ("%" G_GINT64_FORMAT, TODAY_MS + DAY_MS);
  g_autofree char *now = g_strdup_printf ("%" JSON_INTEGER_FORMAT,
                                          json_integer_value (json_object_get (answer, "now")));
  const char *arguments[] = { "python3", script, database, "--catalogue", catalogue, "--from", from, "--to", to,
                              "--now", now, "--by", by, NULL };
  g_autofree char *text = NULL, *said = NULL;
  g_autoptr (GError) error = NULL;
  json_t *rows = json_object_get (answer, "rows");

  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL, &error);
  g_assert_no_error (error);
  recount = json_loads (text, 0, NULL);
  said = json_dumps (rows, JSON_COMPACT | JSON_SORT_KEYS);
  if (!json_equal (json_object_get (recount, "rows"), rows))
    g_test_message ("%s\n%s", text, said);
  g_assert_true (json_equal (json_object_get (recount, "rows"), rows));
}

/* A number is drawn, called after @wait_ms, and a case of it filled in. */
static void
begin_case (Hall           *hall,
            const YcStream *visit,
            const YcStream *stream,
            gint64          wait_ms,
            gint64          capital_fen)
{
  g_autofree char *ticket = yc_id_dup_text (&visit->id);
  g_autofree char *name = yc_id_dup_text (&stream->id);

  test_desk_apply (hall->desk, visit, "ticket.issue",
                   test_body ("number", "A001", "service", "company", "hall", "lc", NULL));
  pass (hall, wait_ms);
  test_desk_apply (hall->desk, visit, "ticket.call", yc_body_new ());
  test_desk_apply (hall->desk, stream, "case.open",
                   test_body ("matter", "limited-company-establishment", "version", "2026.11", "hall", "lc", "visit",
                              ticket, NULL));
  test_desk_apply (hall->desk, visit, "ticket.serve", test_body ("case", name, NULL));
  pass (hall, 7 * MINUTE_MS);
  test_case_fill (hall->desk, stream, capital_fen);
}

static void
submit (Hall           *hall,
        const YcStream *stream)
{
  g_autofree char *outcome = test_case_submit (hall->desk, stream, NULL);

  g_assert_cmpstr (outcome, ==, "applied");
}

static void
test_day (void)
{
  YcStream visits[3], cases[2];
  g_autoptr (json_t) windows = NULL, persons = NULL, matters = NULL;
  json_t *all, *row, *live;
  Hall hall;

  hall_init (&hall);
  for (guint i = 0; i < 3; i++)
    visits[i] = test_stream_new (YC_STREAM_VISIT);
  for (guint i = 0; i < 2; i++)
    {
      cases[i] = test_stream_new (YC_STREAM_CASE);
      begin_case (&hall, &visits[i], &cases[i], (3 + i) * MINUTE_MS, i == 0 ? MILLION_FEN : 11 * MILLION_FEN);
      submit (&hall, &cases[i]);
    }
  test_desk_apply (hall.desk, &visits[2], "ticket.issue",
                   test_body ("number", "A003", "service", "company", "hall", "lc", NULL));
  test_desk_apply (hall.desk, &visits[2], "ticket.call", yc_body_new ());
  test_desk_apply (hall.desk, &visits[2], "ticket.no-show", yc_body_new ());
  pass (&hall, 18 * MINUTE_MS);

  windows = ask (&hall, "window");
  all = find_row (windows, NULL);
  g_assert_cmpint (get_count (all, "waited"), ==, 3);
  g_assert_cmpint (get_count (all, "no-show"), ==, 1);
  g_assert_cmpint (get_count (all, "decided"), ==, 1);
  g_assert_cmpint (get_count (all, "at-once"), ==, 1);
  g_assert_cmpint (get_count (all, "in-hand"), >=, 1);
  g_assert_cmpint (get_count (all, "in-hand") + get_count (all, "done"), ==, 2);
  g_assert_cmpint (get_count (all, "breaking"), ==, get_count (all, "in-hand"));
  g_assert_cmpint (get_member (all, "waited", "n"), ==, 3);
  g_assert_cmpint (get_member (all, "waited", "median"), ==, 3 * MINUTE_MS);
  g_assert_cmpint (get_member (all, "waited", "p90"), ==, 4 * MINUTE_MS);
  row = find_row (windows, "3");
  g_assert_cmpint (get_count (row, "waited"), ==, 3);
  live = json_array_get (json_object_get (windows, "windows"), 0);
  g_assert_cmpstr (json_string_value (json_object_get (live, "window")), ==, "3");
  g_assert_cmpint (get_member (live, "stages", "wait"), ==, (4 + 18) * MINUTE_MS);
  g_assert_cmpint (get_member (live, "stages", "touch"), ==, 7 * MINUTE_MS);
  g_assert_cmpint (json_array_size (json_object_get (windows, "breaking")), ==, get_count (all, "in-hand"));

  persons = ask (&hall, "person");
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (persons, "names"), YC_HUB_TRAINING_OPERATOR)), ==,
                   "王测试");
  g_assert_cmpint (get_count (find_row (persons, YC_HUB_TRAINING_OPERATOR), "decided"), ==, 1);
  matters = ask (&hall, "matter");
  g_assert_cmpint (get_count (find_row (matters, "limited-company-establishment"), "waited"), ==, 2);
  g_assert_cmpint (get_count (find_row (matters, ""), "no-show"), ==, 1);
  assert_shown (&hall, "window");
  assert_shown (&hall, "person");
  assert_shown (&hall, "matter");
  assert_recounted (&hall, "window");
  assert_recounted (&hall, "person");
  assert_recounted (&hall, "matter");
  hall_clear (&hall);
}

static YcBody *
refuse (void)
{
  YcBody *body = test_body ("module", "registration", "outcome", "refused", "by", "person", "text", "见意见", NULL);
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "rule", "capital");
  yc_record_set_int (item, "holds", 0);
  yc_record_set_text (item, "text", "请核实出资");
  return body;
}

/* A refused case has ended: its stages are known, and stay what they are when
 * its visit comes only now. */
static void
test_finished (void)
{
  YcStream visit = test_stream_new (YC_STREAM_VISIT), stream = test_stream_new (YC_STREAM_CASE);
  g_autoptr (TestDesk) reviewer = NULL;
  g_autoptr (json_t) answer = NULL;
  json_t *all;
  Hall hall;

  hall_init (&hall);
  reviewer = test_desk_new (hall.hub, "8", YC_HUB_TRAINING_REVIEWER);
  begin_case (&hall, &visit, &stream, 5 * MINUTE_MS, 11 * MILLION_FEN);
  submit (&hall, &stream);
  pass (&hall, 21 * MINUTE_MS);
  reviewer->boot_ms = hall.desk->boot_ms;
  reviewer->sending_ms = hall.desk->sending_ms;
  test_desk_apply (reviewer, &stream, "decision.record", refuse ());
  answer = ask (&hall, "none");
  all = find_row (answer, NULL);
  g_assert_cmpint (get_count (all, "done"), ==, 1);
  g_assert_cmpint (get_count (all, "promised"), ==, 1);
  g_assert_cmpint (get_count (all, "kept"), ==, 0);
  g_assert_cmpint (get_count (all, "electronic"), ==, 1);
  g_assert_cmpint (get_count (all, "in-hand"), ==, 0);
  g_assert_cmpint (get_member (all, "handled", "median"), ==, (7 + 21) * MINUTE_MS);
  g_assert_cmpint (get_member (all, "stages", "wait"), ==, (5 + 21) * MINUTE_MS);
  g_assert_cmpint (get_member (all, "stages", "touch"), ==, 7 * MINUTE_MS);
  g_assert_cmpint (json_integer_value (json_object_get (all, "whole")), ==, 33 * MINUTE_MS);
  g_assert_cmpint (json_integer_value (json_array_get (json_object_get (all, "hours"), 10)), ==, 1);
  assert_shown (&hall, "window");
  assert_recounted (&hall, "window");
  hall_clear (&hall);
}

/* Who was turned away at the window is nobody's work any more. */
static void
test_turned_away (void)
{
  YcStream visit = test_stream_new (YC_STREAM_VISIT), stream = test_stream_new (YC_STREAM_CASE);
  YcBody *body = test_body ("outcome", "refused", "text", "不在受理范围", NULL);
  YcRecord *point = yc_body_add_item (body);
  g_autoptr (json_t) answer = NULL;
  Hall hall;

  yc_record_set_text (point, "code", "scope");
  yc_record_set_text (point, "text", "不在受理范围");
  yc_record_set_text (point, "remedy", "请到有权机关办理");
  hall_init (&hall);
  begin_case (&hall, &visit, &stream, 0, MILLION_FEN);
  test_desk_apply (hall.desk, &stream, "receive.record", body);
  answer = ask (&hall, "none");
  g_assert_cmpint (get_count (find_row (answer, NULL), "in-hand"), ==, 0);
  g_assert_cmpint (get_count (find_row (answer, NULL), "done"), ==, 1);
  g_assert_cmpint (get_count (find_row (answer, NULL), "promised"), ==, 0);
  assert_recounted (&hall, "person");
  hall_clear (&hall);
}

/* Paper that was taken in is not electronic. */
static void
test_paper (void)
{
  YcStream visit = test_stream_new (YC_STREAM_VISIT), stream = test_stream_new (YC_STREAM_CASE);
  g_autoptr (TestDesk) reviewer = NULL;
  g_autoptr (json_t) answer = NULL;
  YcBody *body = test_body ("item", "articles", "state", "seen", NULL);
  Hall hall;

  hall_init (&hall);
  reviewer = test_desk_new (hall.hub, "8", YC_HUB_TRAINING_REVIEWER);
  begin_case (&hall, &visit, &stream, 0, 11 * MILLION_FEN);
  yc_record_set_int (body->record, "copies", 1);
  test_desk_apply (hall.desk, &stream, "item.mark", body);
  submit (&hall, &stream);
  test_desk_apply (reviewer, &stream, "decision.record", refuse ());
  answer = ask (&hall, "none");
  g_assert_cmpint (get_count (find_row (answer, NULL), "done"), ==, 1);
  g_assert_cmpint (get_count (find_row (answer, NULL), "electronic"), ==, 0);
  assert_recounted (&hall, "matter");
  hall_clear (&hall);
}

/* What a person decides, after a while. */
static void
decide (Hall           *hall,
        TestDesk       *reviewer,
        const YcStream *stream,
        const char     *outcome)
{
  YcBody *body = refuse ();

  yc_record_set_text (body->record, "outcome", outcome);
  reviewer->boot_ms = hall->desk->boot_ms;
  reviewer->sending_ms = hall->desk->sending_ms;
  test_desk_apply (reviewer, stream, "decision.record", body);
}

static void
stand_still (Hall           *hall,
             const YcStream *stream,
             gint64          ms)
{
  test_desk_apply (hall->desk, stream, "clock.pause", test_body ("code", "system", NULL));
  pass (hall, ms);
  test_desk_apply (hall->desk, stream, "clock.resume", test_body ("code", "system", NULL));
}

/* One applicant of a day that is drawn by lot. */
static void
serve_any (Hall     *hall,
           TestDesk *reviewer,
           GRand    *lot)
{
  static const char *const outcomes[] = { "approved", "refused", "refused", "returned" };
  YcStream visit = test_stream_new (YC_STREAM_VISIT), stream = test_stream_new (YC_STREAM_CASE);
  const char *outcome = outcomes[g_rand_int_range (lot, 0, G_N_ELEMENTS (outcomes))];

  begin_case (hall, &visit, &stream, g_rand_int_range (lot, 0, 900) * 1000, 11 * MILLION_FEN);
  if (g_rand_int_range (lot, 0, 4) == 0)
    return;
  submit (hall, &stream);
  pass (hall, g_rand_int_range (lot, 1, 900) * 1000);
  if (g_rand_boolean (lot))
    stand_still (hall, &stream, g_rand_int_range (lot, 1, 600) * 1000);
  if (g_rand_int_range (lot, 0, 4) > 0)
    decide (hall, reviewer, &stream, outcome);
  if (strcmp (outcome, "returned") == 0 && g_rand_boolean (lot))
    test_desk_apply (hall->desk, &visit, "ticket.transfer", test_body ("to", "4", NULL));
}

/* Whatever a day brings, the hub and the recount count the same. */
static void
test_any_day (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) lot = g_rand_new_with_seed (seed);
  g_autoptr (TestDesk) reviewer = NULL;
  Hall hall;

  g_test_message ("seed %u", seed);
  hall_init (&hall);
  reviewer = test_desk_new (hall.hub, "8", YC_HUB_TRAINING_REVIEWER);
  for (guint i = 0; i < 8; i++)
    serve_any (&hall, reviewer, lot);
  assert_recounted (&hall, "window");
  assert_recounted (&hall, "person");
  assert_recounted (&hall, "matter");
  assert_shown (&hall, "matter");
  hall_clear (&hall);
}

static void
assert_refused (Hall       *hall,
                const char *target,
                const char *token,
                guint       status)
{
  g_test_message ("%s", target);
  g_assert_cmpuint (test_hub_ask (hall->hub, "GET", target, token, NULL, NULL), ==, status);
}

static void
test_refusals (void)
{
  static const char *const malformed[] = {
    "/v1/figures", "/v1/figures?from=0", "/v1/figures?from=5&to=5", "/v1/figures?from=-1&to=5",
    "/v1/figures?from=0&to=34560000001", "/v1/figures?from=0&to=x", "/v1/figures?from=0&to=9&by=moon",
    "/v1/figures/cases?from=0&to=9", "/v1/figures/cases?from=0&to=9&measure=moons",
    "/v1/figures/cases?from=0&to=9&measure=done&limit=201", "/v1/figures/cases?from=0&to=9&measure=done&limit=0",
    "/v1/figures/cases?from=0&to=9&measure=done&after=-1", "/v1/figures/cases?from=0&to=9&measure=done&key=3",
  };
  Hall hall;

  hall_init (&hall);
  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    assert_refused (&hall, malformed[i], hall.supervisor->token, 422);
  assert_refused (&hall, "/v1/figures?from=0&to=34560000000", hall.supervisor->token, 200);
  assert_refused (&hall, "/v1/figures/cases?from=0&to=9&measure=done&by=window&key=3", hall.supervisor->token, 200);
  assert_refused (&hall, "/v1/figures?from=0&to=9", hall.desk->token, 403);
  assert_refused (&hall, "/v1/figures/cases?from=0&to=9&measure=done", hall.desk->token, 403);
  assert_refused (&hall, "/v1/figures?from=0&to=9", NULL, 401);
  assert_refused (&hall, "/v1/figures/moons?from=0&to=9", hall.supervisor->token, 404);
  /* Who has signed out for the day is no supervisor any more. */
  hall.hub->clock.now_ms += 7 * DAY_MS;
  assert_refused (&hall, "/v1/figures?from=0&to=9", hall.supervisor->token, 403);
  hall_clear (&hall);
}

static char *
dump_rows (Hall *hall)
{
  g_autoptr (json_t) answer = ask (hall, "window");
  char *dump = json_dumps (json_object_get (answer, "rows"), JSON_COMPACT | JSON_SORT_KEYS);
  char *text = g_strdup (dump);

  free (dump);
  return text;
}

static void
forget_facts (Hall *hall)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (hall->hub->folder, "hub.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "DELETE FROM case_facts; DELETE FROM visit_facts;"
                                 "UPDATE meta SET value = '0' WHERE key = 'facts'", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

/* Facts that are built from the ops are those that were written with them;
 * and what is read after each op is what is read at once in the end. */
static void
test_built (void)
{
  g_autofree char *before = NULL, *restarted = NULL, *built = NULL;
  YcStream visit, stream;
  Hall hall;

  hall_init (&hall);
  for (guint i = 0; i < 3; i++)
    {
      visit = test_stream_new (YC_STREAM_VISIT);
      stream = test_stream_new (YC_STREAM_CASE);
      begin_case (&hall, &visit, &stream, i * MINUTE_MS, 11 * MILLION_FEN);
      g_free (dump_rows (&hall));
      if (i > 0)
        submit (&hall, &stream);
    }
  before = dump_rows (&hall);
  test_hub_restart (hall.hub);
  restarted = dump_rows (&hall);
  g_assert_cmpstr (restarted, ==, before);
  forget_facts (&hall);
  test_hub_restart (hall.hub);
  built = dump_rows (&hall);
  g_assert_cmpstr (built, ==, before);
  hall_clear (&hall);
}

/* Nobody calls a ticket before its case is opened here; the other way round
 * the case gets the ticket's moments when they come. */
static void
test_visit_last (void)
{
  YcStream visit = test_stream_new (YC_STREAM_VISIT), stream = test_stream_new (YC_STREAM_CASE);
  g_autoptr (json_t) answer = NULL;
  g_autofree char *ticket = yc_id_dup_text (&visit.id);
  Hall hall;

  hall_init (&hall);
  test_desk_apply (hall.desk, &stream, "case.open",
                   test_body ("matter", "limited-company-establishment", "version", "2026.11", "hall", "lc", "visit",
                              ticket, NULL));
  g_free (dump_rows (&hall));
  test_desk_apply (hall.desk, &visit, "ticket.issue",
                   test_body ("number", "A001", "service", "company", "hall", "lc", NULL));
  pass (&hall, 2 * MINUTE_MS);
  test_desk_apply (hall.desk, &visit, "ticket.call", yc_body_new ());
  answer = ask (&hall, "window");
  g_assert_cmpint (get_member (json_array_get (json_object_get (answer, "windows"), 0), "stages", "wait"), ==,
                   2 * MINUTE_MS);
  hall_clear (&hall);
}

/* An answer is good for a second, and as long says the same. */
static void
test_age (void)
{
  g_autofree char *first = NULL, *second = NULL, *third = NULL;
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  Hall hall;

  hall_init (&hall);
  yc_hub_board_set_age (hall.hub->hub->board, 3600 * 1000);
  first = dump_rows (&hall);
  test_case_open (hall.desk, &stream);
  second = dump_rows (&hall);
  g_assert_cmpstr (first, ==, second);
  yc_hub_board_set_age (hall.hub->hub->board, 0);
  third = dump_rows (&hall);
  g_assert_cmpstr (first, !=, third);
  hall_clear (&hall);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/figures/day", test_day);
  g_test_add_func ("/hub/figures/finished", test_finished);
  g_test_add_func ("/hub/figures/paper", test_paper);
  g_test_add_func ("/hub/figures/turned-away", test_turned_away);
  g_test_add_func ("/hub/figures/any-day", test_any_day);
  g_test_add_func ("/hub/figures/refusals", test_refusals);
  g_test_add_func ("/hub/figures/built", test_built);
  g_test_add_func ("/hub/figures/visit-last", test_visit_last);
  g_test_add_func ("/hub/figures/age", test_age);
  return g_test_run ();
}
