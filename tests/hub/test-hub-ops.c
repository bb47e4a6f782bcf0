/* What the hub does not take, and what it takes once. */

#include "yc-test-hub.h"

#include <string.h>

typedef struct
{
  TestHub *hub;
  TestDesk *desk;
  YcStream stream;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->hub = test_hub_new ();
  self->desk = test_desk_new (self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  self->stream = test_stream_new (YC_STREAM_CASE);
  test_case_open (self->desk, &self->stream);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  test_desk_free (self->desk);
  test_hub_free (self->hub);
}

static gint64
get_head (Fixture *self)
{
  g_autoptr (json_t) feed = test_desk_feed (self->desk, "/v1/halls/lc/feed");

  return json_integer_value (json_object_get (feed, "head"));
}

/* Sends what must not be taken: the answer is as said, and nothing is kept. */
static void
assert_rejected (Fixture    *self,
                 TestDesk   *desk,
                 YcOp       *op,
                 guint       status,
                 const char *code)
{
  gint64 head = get_head (self);
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_desk_send (desk, op, &answer), ==, status);
  g_assert_cmpstr (json_string_value (json_object_get (answer, "code")), ==, code);
  g_assert_cmpint (json_integer_value (json_object_get (answer, "status")), ==, status);
  g_assert_cmpint (get_head (self), ==, head);
}

static YcBody *
note (const char *text)
{
  return test_body ("text", text, NULL);
}

/* The same bytes get the same answer, also years and a restart later. */
static void
test_same (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (YcOp) op = test_desk_make (self->desk, &self->stream, "note.add", note ("a"));
  g_autoptr (json_t) first = NULL;
  g_autoptr (json_t) second = NULL;
  g_autoptr (json_t) third = NULL;
  gint64 head;

  g_assert_cmpuint (test_desk_send (self->desk, op, &first), ==, 200);
  head = get_head (self);
  self->hub->clock.now_ms += 5000;
  g_assert_cmpuint (test_desk_send (self->desk, op, &second), ==, 200);
  g_assert_true (json_equal (first, second));
  self->hub->clock.now_ms += G_GINT64_CONSTANT (10) * 365 * 24 * 3600 * 1000;
  test_hub_restart (self->hub);
  g_assert_cmpuint (test_desk_send (self->desk, op, &third), ==, 200);
  g_assert_true (json_equal (first, third));
  g_assert_cmpint (get_head (self), ==, head);
}

/* So does an op that was refused. */
static void
test_same_refused (Fixture       *self,
                   gconstpointer  data)
{
  g_autoptr (YcOp) op = test_desk_make (self->desk, &self->stream, "fields.set", test_set_text ("/moon", "x", NULL));
  g_autoptr (json_t) first = NULL;
  g_autoptr (json_t) second = NULL;

  g_assert_cmpuint (test_desk_send (self->desk, op, &first), ==, 200);
  g_assert_cmpuint (test_desk_send (self->desk, op, &second), ==, 200);
  g_assert_true (json_equal (first, second));
}

static void
test_other_bytes (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr (YcOp) op = test_desk_make (self->desk, &self->stream, "note.add", note ("a"));
  g_autoptr (YcOp) other = test_desk_draft (self->desk, &self->stream, "note.add", note ("b"));

  g_assert_cmpuint (test_desk_send (self->desk, op, NULL), ==, 200);
  other->id = op->id;
  test_desk_sign (self->desk, other);
  assert_rejected (self, self->desk, other, 422, "other-bytes");
}

static void
test_signature (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (YcOp) op = test_desk_make (self->desk, &self->stream, "note.add", note ("a"));
  g_autoptr (YcOp) forged = test_desk_draft (self->desk, &self->stream, "note.add", note ("b"));
  g_autoptr (YcKeyPair) key = yc_key_pair_new_random ();
  GBytes *bytes = yc_op_encode (forged);
  guint8 wrong[YC_SIGNATURE_SIZE];

  memcpy (wrong, g_bytes_get_data (op->signature, NULL), sizeof wrong);
  wrong[10] ^= 1;
  g_bytes_unref (op->signature);
  op->signature = g_bytes_new (wrong, sizeof wrong);
  assert_rejected (self, self->desk, op, 403, "signature");
  yc_op_take_bytes (forged, bytes, yc_key_pair_sign_bytes (key, bytes));
  assert_rejected (self, self->desk, forged, 403, "signature");
}

/* A permission is one operator's, at one window, on one device. */
static void
test_grant (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (TestDesk) other = test_desk_new (self->hub, "4", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (YcOp) foreign = test_desk_make (self->desk, &self->stream, "note.add", note ("a"));
  g_autoptr (YcOp) unknown = test_desk_draft (self->desk, &self->stream, "note.add", note ("a"));
  g_autoptr (YcOp) window = test_desk_draft (self->desk, &self->stream, "note.add", note ("a"));
  g_autoptr (YcOp) author = test_desk_draft (self->desk, &self->stream, "note.add", note ("a"));
  g_autoptr (YcOp) as_hub = test_desk_draft (self->desk, &self->stream, "note.add", note ("a"));

  assert_rejected (self, other, foreign, 403, "grant");
  unknown->grant.bytes[3] ^= 1;
  test_desk_sign (self->desk, unknown);
  assert_rejected (self, self->desk, unknown, 403, "grant");
  window->window[0] = '4';
  test_desk_sign (self->desk, window);
  assert_rejected (self, self->desk, window, 403, "grant");
  author->by[0] = 'D';
  test_desk_sign (self->desk, author);
  assert_rejected (self, self->desk, author, 403, "grant");
  memset (&as_hub->grant, 0, sizeof as_hub->grant);
  g_free (as_hub->by);
  as_hub->by = g_strdup ("hub");
  test_desk_sign (self->desk, as_hub);
  assert_rejected (self, self->desk, as_hub, 403, "grant");
}

/* What counts is when it was made, not when it came. */
static void
test_expired (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (YcOp) early = test_desk_make (self->desk, &self->stream, "note.add", note ("a"));
  g_autoptr (YcOp) late = NULL;

  self->hub->clock.now_ms += YC_HUB_GRANT_MS + 60000;
  self->desk->sending_ms += YC_HUB_GRANT_MS + 60000;
  self->desk->boot_ms = self->desk->sending_ms;
  late = test_desk_make (self->desk, &self->stream, "note.add", note ("b"));
  assert_rejected (self, self->desk, late, 403, "grant");
  g_assert_cmpuint (test_desk_send (self->desk, early, NULL), ==, 200);
}

static void
test_role (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (TestDesk) reviewer = NULL;
  g_autoptr (YcOp) hub_only = test_desk_make (self->desk, &self->stream, "case.receive",
                                              test_body ("number", "1", NULL));
  g_autoptr (YcOp) decision = test_desk_make (self->desk, &self->stream, "decision.record",
                                              test_body ("module", "registration", "outcome", "approved", "by",
                                                         "person", NULL));
  g_autoptr (YcOp) edit = NULL;

  test_hub_add_operator (self->hub, "R01", "reviewer");
  reviewer = test_desk_new (self->hub, "5", "R01");
  assert_rejected (self, self->desk, hub_only, 403, "role");
  assert_rejected (self, self->desk, decision, 403, "role");
  edit = test_desk_make (reviewer, &self->stream, "fields.set", test_set_text ("/name/trade", "x", NULL));
  assert_rejected (self, reviewer, edit, 403, "role");
  test_desk_apply (reviewer, &self->stream, "note.add", note ("seen"));
}

static void
test_kind (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (YcOp) unknown = test_desk_make (self->desk, &self->stream, "moon.land", yc_body_new ());
  g_autoptr (YcOp) misplaced = test_desk_make (self->desk, &self->stream, "ticket.call", yc_body_new ());
  g_autoptr (YcOp) unsound = test_desk_make (self->desk, &self->stream, "note.add", yc_body_new ());

  assert_rejected (self, self->desk, unknown, 409, "unknown-kind");
  assert_rejected (self, self->desk, misplaced, 422, "malformed");
  assert_rejected (self, self->desk, unsound, 422, "malformed");
}

/* Bytes that are no op, by the signature of one who may sign. */
static void
test_bytes (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *deep = g_strnfill (60000, '[');
  const char *const texts[] = { "", "{}", "null", "{\"v\":1,\"v\":1}", "\xff\xfe", deep };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (YcOp) op = test_desk_draft (self->desk, &self->stream, "note.add", note ("a"));
      GBytes *bytes = g_bytes_new (texts[i], strlen (texts[i]));

      yc_op_take_bytes (op, bytes, yc_key_pair_sign_bytes (self->desk->session_key, bytes));
      assert_rejected (self, self->desk, op, 422, "malformed");
    }
}

static void
test_other_id (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (YcOp) op = test_desk_make (self->desk, &self->stream, "note.add", note ("a"));

  op->id.bytes[0] ^= 1; /* where it is put, not what it says */
  assert_rejected (self, self->desk, op, 422, "malformed");
}

static gint64
send_at (Fixture  *self,
         YcOp     *op,
         gboolean *ret_uncertain)
{
  g_autoptr (json_t) answer = NULL;
  json_t *verdict;

  g_assert_cmpuint (test_desk_send (self->desk, op, &answer), ==, 200);
  verdict = json_object_get (answer, "verdict");
  *ret_uncertain = json_is_true (json_object_get (verdict, "uncertain"));
  return json_integer_value (json_object_get (verdict, "at"));
}

/* A desk whose wall clock is two hours off, and one that was restarted. */
static void
test_time (Fixture       *self,
           gconstpointer  data)
{
  TestDesk *desk = self->desk;
  g_autoptr (YcOp) same_boot = NULL;
  g_autoptr (YcOp) other_boot = NULL;
  gint64 now = self->hub->clock.now_ms;
  gboolean uncertain;

  desk->boot_ms = desk->sending_ms - 30000;
  same_boot = test_desk_draft (desk, &self->stream, "note.add", note ("a"));
  same_boot->when.wall_ms = now + 7200000;
  test_desk_sign (desk, same_boot);
  self->hub->clock.now_ms += 60000;
  desk->sending_ms += 60000;
  /* Not before this desk's last op in the stream. */
  g_assert_cmpint (send_at (self, same_boot, &uncertain), ==, now);
  g_assert_false (uncertain);

  other_boot = test_desk_draft (desk, &self->stream, "note.add", note ("b"));
  other_boot->when.boot.bytes[5] = 9;
  other_boot->when.wall_ms = self->hub->clock.now_ms - 10000;
  test_desk_sign (desk, other_boot);
  g_assert_cmpint (send_at (self, other_boot, &uncertain), ==, now + 50000);
  g_assert_true (uncertain);
}

static void
try_login (Fixture    *self,
           const char *person,
           const char *password,
           guint       status)
{
  g_autoptr (YcKeyPair) pair = yc_key_pair_new_random ();
  g_autofree char *key = g_base64_encode (yc_key_pair_get_public (pair), YC_KEY_SIZE);

  g_assert_cmpuint (test_hub_post (self->hub, "/v1/login", self->desk->token,
                                   json_pack ("{s:s, s:s, s:s}", "operator", person, "password", password, "key",
                                              key),
                                   NULL), ==, status);
}

static void
test_lockout (Fixture       *self,
              gconstpointer  data)
{
  try_login (self, "nobody", TEST_PASSWORD, 401);
  for (guint i = 0; i < YC_HUB_TRIES_MAX - 1; i++)
    try_login (self, YC_HUB_TRAINING_OPERATOR, "wrong", 401);
  try_login (self, YC_HUB_TRAINING_OPERATOR, TEST_PASSWORD, 200);
  for (guint i = 0; i < YC_HUB_TRIES_MAX; i++)
    try_login (self, YC_HUB_TRAINING_OPERATOR, "wrong", 401);
  try_login (self, YC_HUB_TRAINING_OPERATOR, TEST_PASSWORD, 429);
  self->hub->clock.now_ms += YC_HUB_LOCKED_MS + 1;
  try_login (self, YC_HUB_TRAINING_OPERATOR, TEST_PASSWORD, 200);
}

static guint
enrol (Fixture    *self,
       const char *code,
       const char *key)
{
  return test_hub_post (self->hub, "/v1/enrol", NULL,
                        json_pack ("{s:s, s:s, s:s}", "code", code, "name", "desk", "key", key), NULL);
}

/* A code enrols one device: again the same, never another, not for ever. */
static void
test_enrol_code (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *code = test_hub_admin (self->hub, "{\"command\":\"enrol-code\",\"window\":\"6\"}");
  g_autofree char *unused = test_hub_admin (self->hub, "{\"command\":\"enrol-code\",\"window\":\"6\"}");
  g_autofree char *lower = g_ascii_strdown (code, -1);
  g_autoptr (YcKeyPair) pair = yc_key_pair_new_random ();
  g_autoptr (YcKeyPair) other_pair = yc_key_pair_new_random ();
  g_autofree char *key = g_base64_encode (yc_key_pair_get_public (pair), YC_KEY_SIZE);
  g_autofree char *other_key = g_base64_encode (yc_key_pair_get_public (other_pair), YC_KEY_SIZE);

  g_assert_cmpuint (enrol (self, "0000-0000-0000", key), ==, 401);
  g_assert_cmpuint (enrol (self, lower, key), ==, 200);
  g_assert_cmpuint (enrol (self, code, key), ==, 200);
  g_assert_cmpuint (enrol (self, code, other_key), ==, 401);
  g_assert_cmpuint (enrol (self, code, "no key"), ==, 422);
  self->hub->clock.now_ms += YC_HUB_ENROL_CODE_MS + 1;
  g_assert_cmpuint (enrol (self, unused, key), ==, 401);
}

static void
test_token (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *wrong = g_strdup (self->desk->token);
  g_autofree char *unknown = g_strconcat ("00000000000000000000000000000001", strchr (wrong, '.'), NULL);
  char *last = wrong + strlen (wrong) - 2;

  *last = *last == 'A' ? 'B' : 'A';
  g_assert_cmpuint (test_hub_ask (self->hub, "GET", "/v1/catalogue", self->desk->token, NULL, NULL), ==, 200);
  g_assert_cmpuint (test_hub_ask (self->hub, "GET", "/v1/catalogue", wrong, NULL, NULL), ==, 403);
  g_assert_cmpuint (test_hub_ask (self->hub, "GET", "/v1/catalogue", unknown, NULL, NULL), ==, 403);
  g_assert_cmpuint (test_hub_ask (self->hub, "GET", "/v1/catalogue", "nonsense", NULL, NULL), ==, 401);
  g_assert_cmpuint (test_hub_ask (self->hub, "GET", "/v1/catalogue", NULL, NULL, NULL), ==, 401);
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
    { "/hub/ops/same", test_same },
    { "/hub/ops/same-refused", test_same_refused },
    { "/hub/ops/other-bytes", test_other_bytes },
    { "/hub/ops/signature", test_signature },
    { "/hub/ops/grant", test_grant },
    { "/hub/ops/expired", test_expired },
    { "/hub/ops/role", test_role },
    { "/hub/ops/kind", test_kind },
    { "/hub/ops/bytes", test_bytes },
    { "/hub/ops/other-id", test_other_id },
    { "/hub/ops/time", test_time },
    { "/hub/auth/lockout", test_lockout },
    { "/hub/auth/enrol-code", test_enrol_code },
    { "/hub/auth/token", test_token },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
