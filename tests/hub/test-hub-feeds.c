/* Reading feeds: pages, waiting, cursors, who may. */

#include "yc-test-hub.h"

#include <string.h>

typedef struct
{
  TestHub *hub;
  TestDesk *desk;
  YcStream visit;
  YcStream folder;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->hub = test_hub_new ();
  self->desk = test_desk_new (self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  self->visit = test_stream_new (YC_STREAM_VISIT);
  self->folder = test_stream_new (YC_STREAM_CASE);
  test_desk_apply (self->desk, &self->visit, "ticket.issue",
                   test_body ("number", "A001", "service", "company", "hall", "lc", NULL));
  test_case_open (self->desk, &self->folder);
  test_desk_apply (self->desk, &self->visit, "ticket.call", yc_body_new ());
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  test_desk_free (self->desk);
  test_hub_free (self->hub);
}

/* A row is what wire reads and writes, byte by byte, and the chain holds. */
static void
test_rows (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *target = test_stream_feed (&self->visit);
  g_autoptr (json_t) hall = test_desk_feed (self->desk, "/v1/halls/lc/feed");
  g_autoptr (json_t) stream = test_desk_feed (self->desk, target);
  json_t *rows = json_object_get (hall, "rows");

  g_assert_cmpuint (json_array_size (rows), ==, 3);
  g_assert_cmpint (json_integer_value (json_object_get (hall, "head")), ==, 3);
  g_assert_cmpint (json_integer_value (json_object_get (hall, "horizon_ms")), ==, YC_HUB_HORIZON_MS);
  for (gsize i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (YcFeedRow) row = yc_feed_row_from_json (json_array_get (rows, i), &error);
      g_autoptr (json_t) again = NULL;

      g_assert_no_error (error);
      again = yc_feed_row_to_json (row);
      g_assert_true (json_equal (again, json_array_get (rows, i)));
      g_assert_cmpint (row->position, ==, (gint64) i + 1);
      g_assert_cmpint (row->op == NULL, ==, row->stream.type == YC_STREAM_CASE);
    }
  g_assert_cmpuint (json_array_size (json_object_get (stream, "rows")), ==, 2);
  g_assert_cmpint (json_integer_value (json_object_get (stream, "head")), ==, 2);
}

static char *
dup_hash (json_t *feed,
          gsize   index)
{
  json_t *row = json_array_get (json_object_get (feed, "rows"), index);

  return g_strdup (json_string_value (json_object_get (row, "hash")));
}

static const char *
get_epoch (json_t *feed)
{
  return json_string_value (json_object_get (feed, "epoch"));
}

static void
test_pages (Fixture       *self,
            gconstpointer  data)
{
  gint64 after = 0;
  g_autofree char *hash = g_strdup ("");
  g_autofree char *epoch = g_strdup ("");

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *target = g_strdup_printf ("/v1/halls/lc/feed?limit=1&epoch=%s&after=%" G_GINT64_FORMAT "&hash=%s",
                                                 epoch, after, hash);
      g_autoptr (json_t) feed = test_desk_feed (self->desk, target);
      json_t *rows = json_object_get (feed, "rows");

      g_assert_cmpuint (json_array_size (rows), ==, i < 3 ? 1 : 0);
      if (i == 3)
        break;
      g_free (hash);
      g_free (epoch);
      hash = dup_hash (feed, 0);
      epoch = g_strdup (get_epoch (feed));
      after = json_integer_value (json_object_get (json_array_get (rows, 0), "position"));
      g_assert_cmpint (after, ==, i + 1);
    }
}

static void
assert_new_epoch (Fixture    *self,
                  const char *epoch,
                  gint64      after,
                  const char *hash)
{
  g_autofree char *target = g_strdup_printf ("/v1/halls/lc/feed?epoch=%s&after=%" G_GINT64_FORMAT "&hash=%s", epoch,
                                             after, hash);
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_hub_ask (self->hub, "GET", target, self->desk->token, NULL, &answer), ==, 409);
  g_assert_cmpstr (json_string_value (json_object_get (answer, "code")), ==, "new-epoch");
}

static void
test_epoch (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (json_t) feed = test_desk_feed (self->desk, "/v1/halls/lc/feed");
  g_autofree char *hash = dup_hash (feed, 1);

  assert_new_epoch (self, "00000000000000000000000000000001", 2, hash);
  assert_new_epoch (self, get_epoch (feed), 1, hash);
  assert_new_epoch (self, get_epoch (feed), 99, hash);
  assert_new_epoch (self, get_epoch (feed), 2, "");
  assert_new_epoch (self, "", 2, hash);
}

typedef struct
{
  GAsyncResult *result;
} Pending;

static void
pending_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  ((Pending *) data)->result = g_object_ref (result);
}

static SoupMessage *
start_waiting (Fixture    *self,
               const char *feed,
               gint64      after,
               guint       wait_s,
               Pending    *pending)
{
  g_autoptr (json_t) now = test_desk_feed (self->desk, feed);
  g_autofree char *hash = dup_hash (now, (gsize) after - 1);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u%s?epoch=%s&after=%" G_GINT64_FORMAT "&hash=%s&wait=%u",
                                          self->hub->port, feed, get_epoch (now), after, hash, wait_s);
  g_autofree char *bearer = g_strconcat ("Bearer ", self->desk->token, NULL);
  SoupMessage *message = soup_message_new ("GET", uri);

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_session_send_and_read_async (self->hub->session, message, G_PRIORITY_DEFAULT, NULL, pending_cb, pending);
  for (guint i = 0; i < 20; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
  g_assert_null (pending->result);
  return message;
}

static gsize
end_waiting (Fixture *self,
             Pending *pending)
{
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (json_t) json = NULL;
  g_autoptr (GError) error = NULL;

  while (pending->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = soup_session_send_and_read_finish (self->hub->session, pending->result, &error);
  g_assert_no_error (error);
  g_clear_object (&pending->result);
  json = json_loadb (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), 0, NULL);
  return json_array_size (json_object_get (json, "rows"));
}

/* Who waits is answered when something comes, and sees it. */
static void
test_wait (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *feed = test_stream_feed (&self->visit);
  Pending hall = { NULL }, stream = { NULL };
  g_autoptr (SoupMessage) first = start_waiting (self, "/v1/halls/lc/feed", 3, 25, &hall);
  g_autoptr (SoupMessage) second = start_waiting (self, feed, 2, 25, &stream);
  gint64 began = g_get_monotonic_time ();

  test_desk_apply (self->desk, &self->folder, "note.add", test_body ("text", "a", NULL));
  g_assert_cmpuint (end_waiting (self, &hall), ==, 1);
  g_assert_null (stream.result);
  test_desk_apply (self->desk, &self->visit, "ticket.recall", yc_body_new ());
  g_assert_cmpuint (end_waiting (self, &stream), ==, 1);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 10 * G_USEC_PER_SEC);
}

/* Nothing came: the answer is empty, and not before its time. */
static void
test_wait_over (Fixture       *self,
                gconstpointer  data)
{
  Pending hall = { NULL };
  gint64 began = g_get_monotonic_time ();
  g_autoptr (SoupMessage) message = start_waiting (self, "/v1/halls/lc/feed", 3, 1, &hall);

  g_assert_cmpuint (end_waiting (self, &hall), ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, G_USEC_PER_SEC);
}

/* A hub that stops sends its readers home. */
static void
test_wait_stop (Fixture       *self,
                gconstpointer  data)
{
  Pending hall = { NULL };
  g_autoptr (SoupMessage) message = start_waiting (self, "/v1/halls/lc/feed", 3, 25, &hall);
  gint64 began = g_get_monotonic_time ();

  test_hub_restart (self->hub);
  while (hall.result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&hall.result);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 5 * G_USEC_PER_SEC);
}

static void
test_other_hall (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *added = test_hub_admin (self->hub, "{\"command\":\"hall-add\",\"code\":\"qd\",\"name\":\"青岛大厅\"}");
  g_autofree char *feed = test_stream_feed (&self->folder);
  g_autoptr (TestDesk) desk = NULL;

  desk = test_desk_new (self->hub, "9", YC_HUB_TRAINING_OPERATOR);
  g_assert_cmpuint (test_hub_ask (self->hub, "GET", feed, desk->token, NULL, NULL), ==, 200);
  g_assert_cmpuint (test_hub_ask (self->hub, "GET", "/v1/halls/qd/feed", desk->token, NULL, NULL), ==, 403);
  g_assert_cmpuint (test_hub_ask (self->hub, "GET", "/v1/halls/no%20hall/feed", desk->token, NULL, NULL), ==, 404);
  g_assert_cmpuint (test_hub_ask (self->hub, "GET", "/v1/halls/lc/feed?after=-1", desk->token, NULL, NULL), ==, 422);
  g_assert_cmpuint (test_hub_ask (self->hub, "GET", "/v1/halls/lc/feed?wait=26", desk->token, NULL, NULL), ==, 422);
  g_assert_cmpuint (test_hub_ask (self->hub, "GET", "/v1/halls/lc/feed?limit=501", desk->token, NULL, NULL), ==, 422);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void (*run) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "/hub/feeds/rows", test_rows },
    { "/hub/feeds/pages", test_pages },
    { "/hub/feeds/epoch", test_epoch },
    { "/hub/feeds/wait", test_wait },
    { "/hub/feeds/wait-over", test_wait_over },
    { "/hub/feeds/wait-stop", test_wait_stop },
    { "/hub/feeds/other-hall", test_other_hall },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
