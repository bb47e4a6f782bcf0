/* What administrators do: ops, doors, codes; over real HTTP. */

#include "yc-password.h"
#include "yc-staff.h"
#include "yc-test-hub.h"

#include <string.h>

#define ADMINISTRATOR "A0301"

/* An administrator at window 9. */
static TestDesk *
administrator_new (TestHub *hub)
{
  test_hub_add_operator (hub, ADMINISTRATOR, "administrator");
  return test_desk_new (hub, "9", ADMINISTRATOR);
}

static YcStream
of_operator (const char *code)
{
  YcStream stream;

  yc_staff_stream_of_operator (code, &stream);
  return stream;
}

static YcStream
of_device (const TestDesk *desk)
{
  YcStream stream;
  YcId id;

  g_assert_true (yc_id_parse (desk->device, &id));
  yc_staff_stream_of_device (&id, &stream);
  return stream;
}

static void
act (TestDesk   *desk,
     const char *kind,
     const char *code)
{
  YcStream stream = of_operator (code);

  test_desk_apply (desk, &stream, kind, test_body ("operator", code, NULL));
}

static void
add (TestDesk   *desk,
     const char *code,
     const char *roles)
{
  YcStream stream = of_operator (code);

  test_desk_apply (desk, &stream, "operator.add",
                   test_body ("operator", code, "name", "赵测试", "roles", roles, "hall", YC_HUB_TRAINING_HALL, NULL));
}

static void
set_roles (TestDesk   *desk,
           const char *code,
           const char *was,
           const char *roles)
{
  YcStream stream = of_operator (code);

  test_desk_apply (desk, &stream, "operator.set", test_body ("operator", code, "was", was, "roles", roles, NULL));
}

static void
refused (TestDesk   *desk,
         const char *kind,
         YcBody     *body,
         const char *reason)
{
  YcStream stream;
  g_autoptr (json_t) reasons = NULL;
  json_t *first;

  g_assert_null (yc_staff_find_stream (body->record, &stream));
  reasons = test_desk_refused (desk, &stream, kind, body);
  first = json_array_get (reasons, 0);
  g_assert_cmpstr (json_string_value (json_object_get (first, "code")), ==, reason);
}

static void
not_taken (TestDesk       *desk,
           const YcStream *stream,
           const char     *kind,
           YcBody         *body,
           guint           status,
           const char     *code)
{
  g_autoptr (YcOp) op = test_desk_make (desk, stream, kind, body);
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_desk_send (desk, op, &answer), ==, status);
  g_assert_cmpstr (json_string_value (json_object_get (answer, "code")), ==, code);
}

/* The code of an op that was just applied; NULL with another status than 200. */
static char *
draw (TestDesk   *desk,
      const YcId *op,
      guint       status)
{
  g_autofree char *id = yc_id_dup_text (op);
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_hub_post (desk->hub, "/v1/staff/codes", desk->token, json_pack ("{s:s}", "op", id), &answer),
                    ==, status);
  return g_strdup (status == 200 ? json_string_value (json_object_get (answer, "code")) : NULL);
}

/* Makes the op, has it applied and draws its code. */
static char *
act_and_draw (TestDesk   *desk,
              const char *kind,
              YcBody     *body)
{
  YcStream stream;
  g_autoptr (YcOp) op = NULL;
  g_autoptr (json_t) answer = NULL;

  g_assert_null (yc_staff_find_stream (body->record, &stream));
  op = test_desk_make (desk, &stream, kind, body);
  g_assert_cmpuint (test_desk_send (desk, op, &answer), ==, 200);
  return draw (desk, &op->id, 200);
}

static void
choose (TestDesk   *desk,
        const char *code,
        const char *one_time,
        const char *password,
        guint       status,
        const char *problem)
{
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_hub_post (desk->hub, "/v1/password", desk->token,
                                   json_pack ("{s:s, s:s, s:s}", "operator", code, "code", one_time, "password", password),
                                   &answer),
                    ==, status);
  g_assert_cmpstr (json_string_value (json_object_get (answer, "code")), ==, problem);
}

static void
cannot_log_in (TestDesk   *desk,
               const char *code,
               const char *password,
               guint       status,
               const char *problem)
{
  g_autofree char *key = g_base64_encode (yc_key_pair_get_public (desk->session_key), YC_KEY_SIZE);
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_hub_post (desk->hub, "/v1/login", desk->token,
                                   json_pack ("{s:s, s:s, s:s}", "operator", code, "password", password, "key", key),
                                   &answer),
                    ==, status);
  g_assert_cmpstr (json_string_value (json_object_get (answer, "code")), ==, problem);
}

/* The row of @list whose @key is @value. */
static json_t *
find_row (TestDesk   *desk,
          const char *target,
          const char *key,
          const char *value)
{
  g_autoptr (json_t) answer = test_desk_feed (desk, target);
  json_t *row;
  gsize i;

  json_array_foreach (json_object_get (answer, "rows"), i, row)
    if (g_strcmp0 (json_string_value (json_object_get (row, key)), value) == 0)
      return json_incref (row);
  return NULL;
}

static void
issue_ticket (TestDesk   *desk,
              const char *number)
{
  YcStream visit = test_stream_new (YC_STREAM_VISIT);

  test_desk_apply (desk, &visit, "ticket.issue",
                   test_body ("number", number, "service", "company", "hall", YC_HUB_TRAINING_HALL, NULL));
}

static void
not_issued (TestDesk   *desk,
            guint       status,
            const char *code)
{
  YcStream visit = test_stream_new (YC_STREAM_VISIT);

  not_taken (desk, &visit, "ticket.issue",
             test_body ("number", "A099", "service", "company", "hall", YC_HUB_TRAINING_HALL, NULL), status, code);
}

/* Added, comes with a code, chooses a password, works; reset, and cannot until they choose another. */
static void
test_added (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) boss = administrator_new (hub);
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", "C0301");
  g_autofree char *code = NULL;
  g_autofree char *second = NULL;
  g_autoptr (json_t) row = NULL;

  code = act_and_draw (boss, "operator.add",
                       test_body ("operator", "C0399", "name", "赵测试", "roles", "clerk,reviewer", "hall",
                                  YC_HUB_TRAINING_HALL, NULL));
  cannot_log_in (desk, "C0399", "whatever it is", 401, "login");
  choose (desk, "C0399", code, "short", 422, "password");
  choose (desk, "C0399", code, "new password", 200, NULL);
  choose (desk, "C0399", code, "another one", 401, "code");
  test_desk_login (desk, "C0399", "new password");
  issue_ticket (desk, "A001");
  row = find_row (boss, "/v1/staff/operators?q=C0399", "operator", "C0399");
  g_assert_true (json_is_true (json_object_get (row, "password")));
  g_assert_cmpint (json_integer_value (json_object_get (row, "open")), ==, 1);
  g_assert_cmpint (json_integer_value (json_object_get (row, "signed_in")), ==, hub->clock.now_ms);
  g_assert_cmpstr (json_string_value (json_object_get (row, "signed_in_window")), ==, "3");
  g_assert_cmpuint (json_array_size (json_object_get (row, "roles")), ==, 2);

  hub->clock.now_ms += 1000;
  desk->boot_ms = desk->sending_ms = 1001000;
  second = act_and_draw (boss, "operator.reset", test_body ("operator", "C0399", NULL));
  hub->clock.now_ms += 1000;
  desk->boot_ms = desk->sending_ms = 1002000;
  not_issued (desk, 403, "grant");
  cannot_log_in (desk, "C0399", "new password", 401, "login");
  choose (desk, "C0399", second, "third password", 200, NULL);
  test_desk_login (desk, "C0399", "third password");
  issue_ticket (desk, "A002");
}

/* Five wrong codes end it; it ends by itself; and a new one ends the one before. */
static void
test_codes (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) boss = administrator_new (hub);
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", "C0301");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *fourth = NULL;

  first = act_and_draw (boss, "operator.reset", test_body ("operator", "R0301", NULL));
  second = act_and_draw (boss, "operator.reset", test_body ("operator", "R0301", NULL));
  choose (desk, "R0301", first, "new password", 401, "code");
  choose (desk, "S0301", second, "new password", 401, "code");
  for (guint i = 0; i < 4; i++)
    choose (desk, "R0301", "AAAA-BBBB-CCCC", "new password", 401, "code");
  choose (desk, "R0301", second, "new password", 401, "code");
  third = act_and_draw (boss, "operator.reset", test_body ("operator", "R0301", NULL));
  for (guint i = 0; i < 4; i++)
    choose (desk, "R0301", "AAAA-BBBB-CCCC", "new password", 401, "code");
  choose (desk, "R0301", third, "new password", 200, NULL);
  fourth = act_and_draw (boss, "operator.reset", test_body ("operator", "S0301", NULL));
  hub->clock.now_ms += 24 * 3600 * 1000 + 1;
  choose (desk, "S0301", fourth, "new password", 401, "code");
  choose (desk, "NOBODY", fourth, "new password", 401, "code");
}

/* A code comes once, soon, and to who asked for it. */
static void
test_drawing (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) boss = administrator_new (hub);
  g_autoptr (TestDesk) other = NULL;
  YcStream stream = of_operator ("C0301");
  g_autoptr (YcOp) op = test_desk_make (boss, &stream, "operator.reset", test_body ("operator", "C0301", NULL));
  g_autoptr (YcOp) late = test_desk_make (boss, &stream, "operator.reset", test_body ("operator", "C0301", NULL));
  g_autoptr (YcOp) end = test_desk_make (boss, &stream, "operator.end", test_body ("operator", "C0301", NULL));
  g_autofree char *code = NULL;

  test_hub_add_operator (hub, "A0302", "administrator");
  other = test_desk_new (hub, "8", "A0302");
  g_assert_null (draw (boss, &op->id, 403));
  g_assert_cmpuint (test_desk_send (boss, op, NULL), ==, 200);
  g_assert_null (draw (other, &op->id, 403));
  code = draw (boss, &op->id, 200);
  g_assert_cmpuint (strlen (code), ==, 14);
  g_assert_null (draw (boss, &op->id, 409));
  g_assert_cmpuint (test_desk_send (boss, end, NULL), ==, 200);
  g_assert_null (draw (boss, &end->id, 404));
  g_assert_cmpuint (test_desk_send (boss, late, NULL), ==, 200);
  hub->clock.now_ms += 10 * 60 * 1000 + 1;
  g_assert_null (draw (boss, &late->id, 409));
  test_desk_login (boss, ADMINISTRATOR, TEST_PASSWORD);
  g_assert_null (draw (boss, &late->id, 403));
}

/* Locked, disabled, ended: what was open counts until then. */
static void
test_closed (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) boss = administrator_new (hub);
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", "C0301");
  YcStream visit = test_stream_new (YC_STREAM_VISIT);
  g_autoptr (YcOp) parked = test_desk_make (desk, &visit, "ticket.issue",
                                            test_body ("number", "A001", "service", "company", "hall",
                                                       YC_HUB_TRAINING_HALL, NULL));
  g_autoptr (json_t) row = NULL;

  hub->clock.now_ms += 60000;
  act (boss, "operator.lock", "C0301");
  hub->clock.now_ms += 60000;
  desk->sending_ms += 120000;
  g_assert_cmpuint (test_desk_send (desk, parked, NULL), ==, 200); /* made before */
  desk->boot_ms = desk->sending_ms;
  not_issued (desk, 403, "grant");
  cannot_log_in (desk, "C0301", TEST_PASSWORD, 403, "closed");
  cannot_log_in (desk, "C0301", "wrong", 401, "login");
  row = find_row (boss, "/v1/staff/operators", "operator", "C0301");
  g_assert_cmpstr (json_string_value (json_object_get (row, "state")), ==, "locked");
  g_assert_cmpint (json_integer_value (json_object_get (row, "open")), ==, 0);
  act (boss, "operator.unlock", "C0301");
  test_desk_login (desk, "C0301", TEST_PASSWORD);
  issue_ticket (desk, "A002");
  act (boss, "operator.disable", "C0301");
  cannot_log_in (desk, "C0301", TEST_PASSWORD, 403, "closed");
  refused (boss, "operator.reset", test_body ("operator", "C0301", NULL), "not-active");
  act (boss, "operator.unlock", "C0301");
  test_desk_login (desk, "C0301", TEST_PASSWORD);
  hub->clock.now_ms += 1000;
  act (boss, "operator.end", "C0301");
  hub->clock.now_ms += 1000;
  desk->boot_ms = desk->sending_ms += 2000;
  not_issued (desk, 403, "grant");
}

/* A role that is taken away ends at once, one that is given needs a new sign-in. */
static void
test_roles (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) boss = administrator_new (hub);
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", "C0301");

  set_roles (boss, "C0301", "clerk", "clerk,supervisor");
  issue_ticket (desk, "A001");
  refused (boss, "operator.set", test_body ("operator", "C0301", "was", "clerk", "roles", "reviewer", NULL), "changed");
  hub->clock.now_ms += 1000;
  set_roles (boss, "C0301", "supervisor,clerk", "supervisor");
  hub->clock.now_ms += 1000;
  desk->boot_ms = desk->sending_ms += 2000;
  not_issued (desk, 403, "grant");
}

/* Nobody locks themselves out, and there is always an administrator. */
static void
test_last (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) boss = administrator_new (hub);
  g_autoptr (TestDesk) second = NULL;
  YcStream first = of_operator (ADMINISTRATOR);
  static const char *const against[] = { "operator.lock", "operator.disable", "operator.reset", "operator.end" };

  for (gsize i = 0; i < G_N_ELEMENTS (against); i++)
    refused (boss, against[i], test_body ("operator", ADMINISTRATOR, NULL), "yourself");
  refused (boss, "operator.set", test_body ("operator", ADMINISTRATOR, "was", "administrator", "roles", "clerk", NULL),
           "yourself");
  set_roles (boss, ADMINISTRATOR, "administrator", "administrator,clerk");
  add (boss, "A0302", "administrator");
  refused (boss, "operator.add", test_body ("operator", "A0302", "name", "赵测试", "roles", "clerk", NULL), "exists");
  refused (boss, "operator.lock", test_body ("operator", "A0303", NULL), "no-such-operator");
  refused (boss, "operator.add",
           test_body ("operator", "A0304", "name", "赵测试", "roles", "clerk", "hall", "nowhere", NULL), "no-such-hall");
  /* Of two who lock each other the second is too late. */
  test_hub_add_operator (hub, "A0305", "administrator");
  second = test_desk_new (hub, "8", "A0305");
  act (boss, "operator.lock", "A0305");
  hub->clock.now_ms += 1000;
  second->boot_ms = second->sending_ms += 1000;
  not_taken (second, &first, "operator.lock", test_body ("operator", ADMINISTRATOR, NULL), 403, "grant");
}

/* Invited, enrolled, seen, renamed, withdrawn: then its token is worth nothing, nor the code. */
static void
test_devices (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) boss = administrator_new (hub);
  g_autofree char *code = act_and_draw (boss, "device.invite",
                                        test_body ("hall", YC_HUB_TRAINING_HALL, "window", "5", NULL));
  g_autoptr (json_t) invited = find_row (boss, "/v1/staff/windows", "window", "5");
  g_autoptr (TestDesk) desk = NULL;
  g_autoptr (json_t) row = NULL;
  g_autoptr (json_t) gone = NULL;
  g_autoptr (json_t) window = NULL;
  YcStream stream;
  json_t *device;

  g_assert_cmpint (json_integer_value (json_object_get (invited, "invited")), >, hub->clock.now_ms);
  g_assert_cmpuint (json_array_size (json_object_get (invited, "devices")), ==, 0);
  desk = test_desk_new_with_code (hub, code, "C0301", TEST_PASSWORD);
  stream = of_device (desk);
  issue_ticket (desk, "A001");
  test_desk_apply (boss, &stream, "device.rename", test_body ("device", desk->device, "name", "五号窗口", NULL));
  row = find_row (boss, "/v1/staff/devices", "device", desk->device);
  g_assert_cmpstr (json_string_value (json_object_get (row, "name")), ==, "五号窗口");
  g_assert_cmpint (json_integer_value (json_object_get (row, "seen")), ==, hub->clock.now_ms);
  window = find_row (boss, "/v1/staff/windows", "window", "5");
  device = json_array_get (json_object_get (window, "devices"), 0);
  g_assert_cmpstr (json_string_value (json_object_get (device, "operator_name")), ==, "王测试");
  g_assert_cmpint (json_integer_value (json_object_get (window, "waiting")), ==, 1);
  g_assert_cmpint (json_integer_value (json_object_get (window, "invited")), ==, 0);

  test_desk_apply (boss, &stream, "device.withdraw", test_body ("device", desk->device, "reason", "报废", NULL));
  not_issued (desk, 403, "device");
  refused (boss, "device.rename", test_body ("device", desk->device, "name", "又一个", NULL), "withdrawn");
  g_assert_cmpuint (test_hub_ask (hub, "GET", "/v1/halls/lc/feed", desk->token, NULL, NULL), ==, 403);
  test_hub_restart (hub);
  g_assert_cmpuint (test_hub_ask (hub, "GET", "/v1/halls/lc/feed", desk->token, NULL, NULL), ==, 403);
  g_assert_cmpuint (test_hub_post (hub, "/v1/enrol", NULL,
                                   json_pack ("{s:s, s:s, s:s}", "code", code, "name", "desk", "key",
                                              "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), NULL), ==, 401);
  gone = find_row (boss, "/v1/staff/devices", "device", desk->device);
  g_assert_cmpint (json_integer_value (json_object_get (gone, "withdrawn")), >, 0);
  g_assert_null (find_row (boss, "/v1/staff/windows", "window", "5"));
}

/* An administrator whose desk was withdrawn does nothing there any more. */
static void
test_withdrawn_administrator (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) boss = administrator_new (hub);
  g_autoptr (TestDesk) other = NULL;
  YcStream stream, person = of_operator ("C0301");

  test_hub_add_operator (hub, "A0302", "administrator");
  other = test_desk_new (hub, "8", "A0302");
  stream = of_device (other);
  test_desk_apply (boss, &stream, "device.withdraw", test_body ("device", other->device, NULL));
  not_taken (other, &person, "operator.lock", test_body ("operator", "C0301", NULL), 403, "device");
  g_assert_cmpuint (test_hub_ask (hub, "GET", "/v1/staff/operators", other->token, NULL, NULL), ==, 403);
}

/* The doors and the histories are for administrators, whatever hall they stand in,
 * and nothing of it is in a hall's feed. */
static void
test_doors (void)
{
  static const char *const targets[] = { "/v1/staff/operators", "/v1/staff/windows", "/v1/staff/devices" };
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) boss = administrator_new (hub);
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", "S0301");
  YcStream stream = of_operator ("C0301");
  g_autofree char *feed = test_stream_feed (&stream);
  g_autoptr (json_t) hall = NULL;
  g_autoptr (json_t) history = NULL;
  g_autoptr (json_t) page = NULL;
  YcStream other = of_operator ("C0302");

  act (boss, "operator.lock", "C0301");
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_assert_cmpuint (test_hub_ask (hub, "GET", targets[i], desk->token, NULL, NULL), ==, 403);
      g_assert_cmpuint (test_hub_ask (hub, "GET", targets[i], boss->token, NULL, NULL), ==, 200);
    }
  g_assert_cmpuint (test_hub_ask (hub, "GET", feed, desk->token, NULL, NULL), ==, 403);
  history = test_desk_feed (boss, feed);
  g_assert_cmpuint (json_array_size (json_object_get (history, "rows")), ==, 1);
  hall = test_desk_feed (desk, "/v1/halls/lc/feed");
  g_assert_cmpuint (json_array_size (json_object_get (hall, "rows")), ==, 0);
  not_taken (desk, &stream, "operator.unlock", test_body ("operator", "C0301", NULL), 403, "role");
  not_taken (boss, &other, "operator.unlock", test_body ("operator", "C0301", NULL), 422, "malformed");
  not_taken (boss, &other, "operator.chose", test_body ("operator", "C0302", NULL), 403, "role");
  page = test_desk_feed (boss, "/v1/staff/operators?after=1&limit=2");
  g_assert_cmpuint (json_array_size (json_object_get (page, "rows")), ==, 2);
  g_assert_cmpint (json_integer_value (json_object_get (page, "total")), ==, 5);
  g_assert_cmpuint (test_hub_ask (hub, "GET", "/v1/staff/operators?limit=0", boss->token, NULL, NULL), ==, 422);
  /* The next who signs in at that desk does not read on. */
  hub->clock.now_ms++;
  test_desk_login (boss, "S0301", TEST_PASSWORD);
  g_assert_cmpuint (test_hub_ask (hub, "GET", targets[0], boss->token, NULL, NULL), ==, 403);
}

/* The same op again is the same answer and no second effect. */
static void
test_replayed (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) boss = administrator_new (hub);
  YcStream stream = of_operator ("C0301");
  g_autoptr (YcOp) unlock = test_desk_make (boss, &stream, "operator.unlock", test_body ("operator", "C0301", NULL));
  g_autoptr (json_t) first = NULL;
  g_autoptr (json_t) again = NULL;
  g_autoptr (json_t) row = NULL;

  g_assert_cmpuint (test_desk_send (boss, unlock, &first), ==, 200);
  act (boss, "operator.lock", "C0301");
  g_assert_cmpuint (test_desk_send (boss, unlock, &again), ==, 200);
  g_assert_true (json_equal (first, again));
  row = find_row (boss, "/v1/staff/operators", "operator", "C0301");
  g_assert_cmpstr (json_string_value (json_object_get (row, "state")), ==, "locked");
}

static gint64
get_head (TestHub *hub)
{
  g_autofree char *text = test_hub_admin (hub, "{\"command\":\"status\"}");
  const char *position = strstr (text, "position ");

  return g_ascii_strtoll (position + strlen ("position "), NULL, 10);
}

/* At a shell: before there is an administrator nothing is noted; then all is. */
static void
test_shell (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", "C0301");
  g_autoptr (json_t) history = NULL;
  YcStream stream = of_operator (ADMINISTRATOR);
  g_autofree char *feed = test_stream_feed (&stream);
  g_autofree char *hash = yc_password_hash (TEST_PASSWORD);
  g_autofree char *demoted = NULL;
  g_autoptr (GBytes) command = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (TestDesk) boss = NULL;

  test_hub_add_operator (hub, "C0302", "clerk");
  g_assert_cmpint (get_head (hub), ==, 0);
  test_hub_add_operator (hub, ADMINISTRATOR, "administrator");
  g_assert_cmpint (get_head (hub), ==, 1);
  boss = test_desk_new (hub, "9", ADMINISTRATOR);
  g_assert_cmpint (get_head (hub), ==, 2);
  test_hub_add_operator (hub, "C0303", "clerk");
  g_assert_cmpint (get_head (hub), ==, 3);
  /* The only administrator has forgotten the password. */
  test_hub_add_operator (hub, ADMINISTRATOR, "administrator");
  g_assert_cmpint (get_head (hub), ==, 4);
  test_desk_login (boss, ADMINISTRATOR, TEST_PASSWORD);
  /* Nobody takes the last one's role; one who has no password yet does not count. */
  add (boss, "A0302", "administrator");
  demoted = g_strdup_printf ("{\"command\":\"operator-add\",\"code\":\"" ADMINISTRATOR "\",\"name\":\"李测试\","
                             "\"roles\":\"clerk\",\"hash\":\"%s\"}", hash);
  command = g_bytes_new_static (demoted, strlen (demoted));
  answer = yc_hub_admin_run (hub->hub, command, NULL);
  g_assert_nonnull (strstr (g_bytes_get_data (answer, NULL), "last-administrator"));
  g_assert_cmpint (get_head (hub), ==, 5);
  history = test_desk_feed (boss, feed);
  g_assert_cmpuint (json_array_size (json_object_get (history, "rows")), ==, 2);
}

/* Names of devices are plain. */
static void
test_names (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autofree char *code = test_hub_admin (hub, "{\"command\":\"enrol-code\",\"window\":\"3\"}");
  static const char *const names[] = { "desk\n2", "desk\x1b[31m", "\xe2\x80\xae" "desk", "\x7f" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpuint (test_hub_post (hub, "/v1/enrol", NULL,
                                     json_pack ("{s:s, s:s, s:s}", "code", code, "name", names[i], "key",
                                                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), NULL), ==, 422);
  g_assert_cmpuint (test_hub_post (hub, "/v1/enrol", NULL,
                                   json_pack ("{s:s, s:s, s:s}", "code", code, "name", "三号窗口 desk-3", "key",
                                              "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), NULL), ==, 200);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/staff/added", test_added);
  g_test_add_func ("/hub/staff/codes", test_codes);
  g_test_add_func ("/hub/staff/drawing", test_drawing);
  g_test_add_func ("/hub/staff/closed", test_closed);
  g_test_add_func ("/hub/staff/roles", test_roles);
  g_test_add_func ("/hub/staff/last", test_last);
  g_test_add_func ("/hub/staff/devices", test_devices);
  g_test_add_func ("/hub/staff/withdrawn-administrator", test_withdrawn_administrator);
  g_test_add_func ("/hub/staff/doors", test_doors);
  g_test_add_func ("/hub/staff/replayed", test_replayed);
  g_test_add_func ("/hub/staff/shell", test_shell);
  g_test_add_func ("/hub/staff/names", test_names);
  return g_test_run ();
}
