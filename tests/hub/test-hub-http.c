/* Peers that do not keep to the rules of HTTP, or keep to them badly. */

#include "yc-test-hub.h"

#include "yc-hub-server-private.h"

#include <string.h>

#define MANY 0xa00000 /* 10 MiB */

/* A connection in this thread, beside the hub that runs in its main loop. */
typedef struct
{
  TestHub *hub;
  GSocket *socket;
  GString *answer;
  gboolean closed;
} Peer;

static Peer *
peer_new (TestHub *hub)
{
  Peer *self = g_new0 (Peer, 1);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", hub->port);
  g_autoptr (GError) error = NULL;

  self->hub = hub;
  self->answer = g_string_new (NULL);
  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_connect (self->socket, address, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (self->socket, FALSE);
  return self;
}

static void
peer_free (Peer *self)
{
  g_object_unref (self->socket);
  g_string_free (self->answer, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)

static void
peer_read (Peer *self)
{
  char block[4096];
  gssize count;

  while ((count = g_socket_receive (self->socket, block, sizeof block, NULL, NULL)) > 0)
    g_string_append_len (self->answer, block, count);
  if (count == 0 || (count < 0 && !g_socket_condition_check (self->socket, G_IO_OUT)))
    self->closed = TRUE;
}

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_usleep (200);
}

/* Until all is sent, or the hub has closed. */
static gsize
peer_send (Peer       *self,
           const char *data,
           gsize       size)
{
  gsize sent = 0;

  while (sent < size && !self->closed)
    {
      g_autoptr (GError) error = NULL;
      gssize count = g_socket_send (self->socket, data + sent, MIN (size - sent, 65536), NULL, &error);

      if (count > 0)
        sent += (gsize) count;
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      peer_read (self);
      turn ();
    }
  return sent;
}

static void
peer_say (Peer       *self,
          const char *text)
{
  peer_send (self, text, strlen (text));
}

static void
peer_wait (Peer *self,
           guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * 1000;

  while (!self->closed && g_get_monotonic_time () < until)
    {
      turn ();
      peer_read (self);
    }
}

/* Until @text has come; FALSE when it never does. */
static gboolean
peer_gets (Peer       *self,
           const char *text)
{
  gint64 until = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (strstr (self->answer->str, text) == NULL && !self->closed && g_get_monotonic_time () < until)
    {
      turn ();
      peer_read (self);
    }
  if (strstr (self->answer->str, text) == NULL)
    g_test_message ("got: %.300s", self->answer->str);
  return strstr (self->answer->str, text) != NULL;
}

static void
assert_well (TestHub *hub)
{
  g_assert_cmpuint (test_hub_ask (hub, "GET", "/v1/health", NULL, NULL, NULL), ==, 200);
}

static char *
dup_op_head (TestDesk   *desk,
             const char *length)
{
  g_autofree char *signature = g_strnfill (86, 'A');

  return g_strdup_printf ("PUT /v1/ops/00000000000000000000000000000001 HTTP/1.1\r\nHost: hub\r\n"
                          "Authorization: Bearer %s\r\nYc-Signature: %s==\r\n"
                          "Yc-Sending: 1 00000000000000000000000000000001 1\r\n%s\r\n\r\n",
                          desk->token, signature, length);
}

/* Refused by what it says of itself, before it is read. */
static void
test_huge (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (Peer) peer = peer_new (hub);
  g_autofree char *head = dup_op_head (desk, "Content-Length: 10485760");

  peer_say (peer, head);
  g_assert_true (peer_gets (peer, "413 "));
  g_assert_true (peer_gets (peer, "too-big"));
  assert_well (hub);
}

/* Refused when it has become too long: it says nothing of its length. */
static void
test_endless (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (Peer) peer = peer_new (hub);
  g_autofree char *head = dup_op_head (desk, "Transfer-Encoding: chunked");
  g_autofree char *many = g_strnfill (MANY, 'x');

  peer_say (peer, head);
  peer_say (peer, "a00000\r\n");
  peer_send (peer, many, MANY);
  g_assert_true (peer_gets (peer, "413 "));
  assert_well (hub);
}

static void
test_cut (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autofree char *head = dup_op_head (desk, "Content-Length: 1000");
  g_autoptr (json_t) feed = NULL;

  for (gsize length = 0; length <= strlen (head); length += 7)
    {
      g_autoptr (Peer) peer = peer_new (hub);

      peer_send (peer, head, length);
      turn ();
    }
  {
    g_autoptr (Peer) peer = peer_new (hub);

    peer_say (peer, head);
    peer_say (peer, "{\"v\":1,");
    turn ();
  }
  turn ();
  assert_well (hub);
  feed = test_desk_feed (desk, "/v1/halls/lc/feed");
  g_assert_cmpint (json_integer_value (json_object_get (feed, "head")), ==, 0);
}

/* Neither a head nor a body may come for ever. */
static void
test_slow (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autofree char *head = dup_op_head (desk, "Content-Length: 1000");
  g_autoptr (Peer) body = NULL;
  g_autoptr (Peer) start = NULL;

  yc_hub_server_set_request_max (hub->server, 300);
  body = peer_new (hub);
  start = peer_new (hub);
  peer_say (body, head);
  peer_say (start, "GET /v1/hea");
  for (guint i = 0; i < 4; i++)
    {
      peer_say (body, " ");
      peer_wait (body, 50);
    }
  g_assert_true (peer_gets (body, "408 "));
  peer_wait (start, 2000);
  g_assert_true (start->closed || strstr (start->answer->str, "408 ") != NULL);
  assert_well (hub);
}

static void
test_headers (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autofree char *wide = g_strnfill (YC_HUB_HEADERS_BYTES_MAX + 1, 'x');
  g_autofree char *huge = g_strnfill (0x400000, 'x');
  g_autoptr (Peer) many = peer_new (hub);
  g_autoptr (Peer) long_one = peer_new (hub);
  g_autoptr (Peer) endless = peer_new (hub);
  g_autoptr (Peer) target = peer_new (hub);

  peer_say (many, "GET /v1/health HTTP/1.1\r\nHost: hub\r\n");
  for (guint i = 0; i <= YC_HUB_HEADERS_MAX; i++)
    peer_say (many, "X-Y: z\r\n");
  peer_say (many, "\r\n");
  g_assert_true (peer_gets (many, "431 "));

  peer_say (long_one, "GET /v1/health HTTP/1.1\r\nHost: hub\r\nX-Y: ");
  peer_say (long_one, wide);
  peer_say (long_one, "\r\n\r\n");
  g_assert_true (peer_gets (long_one, "431 "));

  peer_say (endless, "GET /v1/health HTTP/1.1\r\nHost: hub\r\nX-Y: ");
  peer_say (endless, huge);
  peer_wait (endless, 2000);
  g_assert_true (endless->closed);

  peer_say (target, "GET /v1/health?");
  peer_say (target, wide);
  peer_say (target, " HTTP/1.1\r\nHost: hub\r\n\r\n");
  g_assert_true (peer_gets (target, "414 "));
  assert_well (hub);
}

/* Whatever it is, it is answered or dropped, and the hub goes on. (A
 * Transfer-Encoding nobody knows is answered 501, but libsoup 3.2 forgets to
 * free the path then, which the leak checker would hold against us.) */
static void
test_garbage (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  static const char *const texts[] = {
    "\r\n\r\n", "\x16\x03\x01\x02", "GET\r\n\r\n", "GET /v1/health\r\n\r\n", "GET * HTTP/1.1\r\nHost: h\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET /v1/%00 HTTP/1.1\r\nHost: h\r\n\r\n", "GET /v1/../../etc HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET http://other.example/v1/health HTTP/1.1\r\nHost: h\r\n\r\n", "GET /v1/health HTTP/9.9\r\nHost: h\r\n\r\n",
    "POST /v1/enrol HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n",
    "POST /v1/enrol HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "POST /v1/enrol HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (Peer) peer = peer_new (hub);

      peer_say (peer, texts[i]);
      peer_wait (peer, 30);
      g_test_message ("%" G_GSIZE_FORMAT ": %.40s", i, peer->answer->str);
    }
  assert_well (hub);
}

static void
test_pipeline (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (Peer) peer = peer_new (hub);
  const char *second;

  peer_say (peer, "GET /v1/health HTTP/1.1\r\nHost: h\r\n\r\nGET /v1/nothing HTTP/1.1\r\nHost: h\r\n\r\n");
  g_assert_true (peer_gets (peer, "404 "));
  second = strstr (peer->answer->str, "404 ");
  g_assert_nonnull (strstr (peer->answer->str, "200 "));
  g_assert_true (strstr (peer->answer->str, "200 ") < second);
}

/* Ranges are not to be had, and no other address listens. */
static void
test_narrow (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (Peer) peer = peer_new (hub);
  g_autoptr (GError) error = NULL;
  guint port;

  peer_say (peer, "GET /v1/health HTTP/1.1\r\nHost: h\r\nRange: bytes=0-3\r\n\r\n");
  g_assert_true (peer_gets (peer, "200 "));
  g_assert_false (yc_hub_server_listen (hub->server, "0.0.0.0:0", &port, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

/* Until nobody is connected any more; FALSE when somebody stays. */
static gboolean
are_all_gone (TestHub *hub)
{
  gint64 until = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (*hub->server->connections > 0 && g_get_monotonic_time () < until)
    turn ();
  return *hub->server->connections == 0;
}

/* Who has said all and closes that side is answered; who has not is let go. */
static void
test_half_closed (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);
  g_autofree char *head = dup_op_head (desk, "Content-Length: 1000");
  const char *texts[] = { "", "GET /v1/hea", "GET /v1/health HTTP/1.1\r\nHost: hub\r\n", head };
  g_autoptr (Peer) whole = peer_new (hub);

  soup_session_abort (hub->session);
  peer_say (whole, "GET /v1/health HTTP/1.1\r\nHost: hub\r\n\r\n");
  g_socket_shutdown (whole->socket, FALSE, TRUE, NULL);
  g_assert_true (peer_gets (whole, "200 "));
  for (guint i = 0; i < 60; i++)
    {
      Peer *peer = peer_new (hub);

      g_ptr_array_add (peers, peer);
      peer_say (peer, texts[i % G_N_ELEMENTS (texts)]);
      if (i % 8 == 7)
        peer_say (peer, "{\"v\":1,");
      g_socket_shutdown (peer->socket, FALSE, TRUE, NULL);
    }
  for (guint i = 0; i < peers->len; i++)
    peer_wait (g_ptr_array_index (peers, i), 5000);
  g_assert_true (are_all_gone (hub));
  assert_well (hub);
}

/* More peers than there are desks in a hall, all of whom begin and stop. */
static void
test_crowd (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);

  yc_hub_server_set_request_max (hub->server, 300);
  for (guint i = 0; i < 300; i++)
    {
      Peer *peer = peer_new (hub);

      g_ptr_array_add (peers, peer);
      peer_say (peer, "POST /v1/enrol HTTP/1.1\r\nHost: hub\r\nContent-Length: 100\r\n");
      if (i % 2 == 1)
        peer_say (peer, "\r\n{");
    }
  assert_well (hub);
  for (guint i = 0; i < peers->len; i++)
    peer_wait (g_ptr_array_index (peers, i), 5000);
  soup_session_abort (hub->session);
  g_assert_true (are_all_gone (hub));
  assert_well (hub);
}

/* Readers who wait for a feed and go away hold nothing for longer than they asked for. */
static void
test_left_waiting (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autofree char *request = g_strdup_printf ("GET /v1/halls/lc/feed?wait=1 HTTP/1.1\r\nHost: hub\r\n"
                                              "Authorization: Bearer %s\r\n\r\n", desk->token);
  gint64 until = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  guint most = 0;

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (Peer) peer = peer_new (hub);

      peer_say (peer, request);
      turn ();
    }
  while ((most == 0 || hub->server->waiting > 0) && g_get_monotonic_time () < until)
    {
      most = MAX (most, hub->server->waiting);
      turn ();
    }
  g_assert_cmpuint (most, >, 0);
  g_assert_cmpuint (hub->server->waiting, ==, 0);
  soup_session_abort (hub->session);
  g_assert_true (are_all_gone (hub));
}

static GBytes *
build_nested (const char *opening,
              gsize       size)
{
  GString *text = g_string_new (NULL);

  while (text->len + strlen (opening) <= size)
    g_string_append (text, opening);
  return g_string_free_to_bytes (text);
}

/* Deeper than any stack, at every door that takes JSON. */
static void
test_nested (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  const char *openings[] = { "[", "{\"a\":", "[{\"a\":", "[[],[" };
  const char *doors[] = { "/v1/login", "/v1/codes", "/v1/enrol" };

  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autoptr (GBytes) large = build_nested (openings[i], 60000);
      g_autoptr (GBytes) small = build_nested (openings[i], 4000);
      g_autofree char *length = g_strdup_printf ("Content-Length: %" G_GSIZE_FORMAT, g_bytes_get_size (large));
      g_autofree char *head = dup_op_head (desk, length);
      g_autoptr (Peer) peer = peer_new (hub);

      peer_say (peer, head);
      peer_send (peer, g_bytes_get_data (large, NULL), g_bytes_get_size (large));
      g_assert_true (peer_gets (peer, "422 "));
      g_assert_true (peer_gets (peer, "malformed"));
      for (guint k = 0; k < G_N_ELEMENTS (doors); k++)
        g_assert_cmpuint (test_hub_ask (hub, "POST", doors[k], desk->token, small, NULL), ==, 422);
    }
  assert_well (hub);
}

/* All desks of a city at once, while the hub looks elsewhere: each is connected. */
static void
test_all_at_once (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", hub->port);

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GError) error = NULL;
      GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

      g_assert_no_error (error);
      g_ptr_array_add (sockets, socket);
      g_socket_set_blocking (socket, FALSE);
      g_socket_connect (socket, address, NULL, &error);
      /* On this machine's own line a connection is there at once, or waits for room. */
      g_assert_true (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING));
      g_assert_true ((g_socket_condition_check (socket, G_IO_OUT) & G_IO_OUT) != 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/http/huge", test_huge);
  g_test_add_func ("/hub/http/endless", test_endless);
  g_test_add_func ("/hub/http/cut", test_cut);
  g_test_add_func ("/hub/http/slow", test_slow);
  g_test_add_func ("/hub/http/headers", test_headers);
  g_test_add_func ("/hub/http/garbage", test_garbage);
  g_test_add_func ("/hub/http/pipeline", test_pipeline);
  g_test_add_func ("/hub/http/narrow", test_narrow);
  g_test_add_func ("/hub/http/half-closed", test_half_closed);
  g_test_add_func ("/hub/http/crowd", test_crowd);
  g_test_add_func ("/hub/http/left-waiting", test_left_waiting);
  g_test_add_func ("/hub/http/all-at-once", test_all_at_once);
  g_test_add_func ("/hub/http/nested", test_nested);
  return g_test_run ();
}
