/* test-edge.c: the edge with a real store and a real hub over HTTP, and the
 * client with hubs that are none */

#include "yc-test-program.h"

#include "yc-document-fetch.h"
#include "yc-sync-edge.h"

#include <string.h>

static gboolean
is_answered (gpointer data)
{
  return ((TestProgram *) data)->answered > 0;
}

static gboolean
has_rows (gpointer data)
{
  return ((TestProgram *) data)->rows > 0;
}

static gboolean
is_online (gpointer data)
{
  return yc_sync_edge_get_line (((TestProgram *) data)->edge)->state == YC_SYNC_LINE_ONLINE;
}

static gboolean
is_refused (gpointer data)
{
  return yc_sync_edge_get_line (((TestProgram *) data)->edge)->state == YC_SYNC_LINE_REFUSED;
}

static YcBody *
ticket_body (void)
{
  return test_body ("number", "A001", "service", "company", "hall", YC_HUB_TRAINING_HALL, NULL);
}

/* A ticket drawn at one desk is answered there, and seen at the other; an op
 * made before the hub was started again arrives all the same. */
static void
test_two_desks (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  YcStream ticket = test_stream_new (YC_STREAM_VISIT);
  YcStream second = test_stream_new (YC_STREAM_VISIT);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  TestProgram *a, *b;

  test_hub_add_operator (hub, "C0301", "clerk");
  test_hub_add_operator (hub, "C0302", "clerk");
  a = test_program_new (hub, "3", "C0301");
  b = test_program_new (hub, "4", "C0302");
  test_spin_until (is_online, a);
  test_program_append (a, &ticket, "ticket.issue", ticket_body ());
  test_spin_until (is_answered, a);
  g_assert_cmpint (a->outcome, ==, YC_OUTCOME_APPLIED);
  test_spin_until (has_rows, a);
  test_spin_until (has_rows, b);

  test_hub_restart (hub);
  test_program_append (b, &second, "ticket.issue", ticket_body ());
  test_program_connect (b);
  test_spin_until (is_answered, b);
  yc_store_load_outbox_async (b->store, NULL, test_result_cb, &result);
  test_spin_until (test_has_result, &result);
  waiting = yc_store_load_outbox_finish (b->store, result, NULL);
  g_assert_cmpuint (waiting->len, ==, 0);
  g_assert_false (yc_sync_edge_now (b->edge).uncertain);
  test_program_free (a);
  test_program_free (b);
}

#define TICKETS 40

/* How often @door was asked with status 200. */
static guint
count_requests (TestHub    *hub,
                const char *door)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *wanted = g_strdup_printf ("yichuang_hub_requests_total{door=\"%s\",class=\"2xx\"} ", door);
  const char *line;

  yc_hub_metrics_write (hub->hub->metrics, text);
  line = strstr (text->str, wanted);
  return line != NULL ? (guint) g_ascii_strtoull (line + strlen (wanted), NULL, 10) : 0;
}

static gboolean
are_all_answered (gpointer data)
{
  return ((TestProgram *) data)->answered == TICKETS - 1;
}

/* Tickets drawn without a line go in a few requests when it comes; one that the
 * hub does not know yet waits, and keeps none of the others. */
static void
test_together (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  TestProgram *desk;
  guint alone, together;

  test_hub_add_operator (hub, "C0301", "clerk");
  desk = test_program_new (hub, "3", "C0301");
  test_spin_until (is_online, desk);
  yc_sync_edge_stop (desk->edge);
  for (guint i = 0; i < TICKETS; i++)
    {
      YcStream ticket = test_stream_new (YC_STREAM_VISIT);

      test_program_append (desk, &ticket, i == 7 ? "ticket.teleport" : "ticket.issue", ticket_body ());
    }
  test_program_connect (desk);
  test_spin_until (are_all_answered, desk);
  alone = count_requests (hub, "op");
  together = count_requests (hub, "ops");
  g_test_message ("%u requests with several ops, %u with one", together, alone);
  g_assert_cmpuint (together, >=, 2);
  g_assert_cmpuint (alone + together, <, TICKETS / 2);
  g_assert_cmpuint (yc_sync_edge_get_line (desk->edge)->waiting, ==, 1);
  test_program_free (desk);
}

#define DOCUMENT_SIZE 5000000

static GBytes *
make_document (void)
{
  guint8 *bytes = g_malloc (DOCUMENT_SIZE);
  GRand *rand = g_rand_new_with_seed (5);

  for (gsize i = 0; i < DOCUMENT_SIZE; i += 4)
    *(guint32 *) (gpointer) (bytes + i) = g_rand_int (rand);
  g_rand_free (rand);
  return g_bytes_new_take (bytes, DOCUMENT_SIZE);
}

static YcBody *
document_body (const char *sha256)
{
  YcBody *body = test_body ("kind", "scan", "title", "住所证明", "sha256", sha256, "document",
                            "0123456789abcdef0123456789abcdef", NULL);

  yc_record_set_int (body->record, "size", DOCUMENT_SIZE);
  return body;
}

static GBytes *
fetch (TestProgram  *self,
       const char   *sha256,
       YcHubClient  *client,
       GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_document_fetch_async (self->store, client, sha256, TEST_NOW_MS, NULL, test_result_cb, &result);
  test_spin_until (test_has_result, &result);
  return yc_document_fetch_finish (self->store, result, error);
}

static gboolean
has_begun (gpointer data)
{
  return yc_sync_edge_get_line (((TestProgram *) data)->edge)->document_bytes < DOCUMENT_SIZE;
}

static gboolean
has_sent (gpointer data)
{
  const YcSyncLine *line = yc_sync_edge_get_line (((TestProgram *) data)->edge);

  return line->state == YC_SYNC_LINE_ONLINE && line->waiting == 0 && line->documents == 0;
}

static void
assert_blob (TestProgram      *self,
             YcStoreBlobState  state)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) blobs = NULL;

  yc_store_load_blobs_async (self->store, NULL, test_result_cb, &result);
  test_spin_until (test_has_result, &result);
  blobs = yc_store_load_blobs_finish (self->store, result, NULL);
  g_assert_cmpuint (blobs->len, ==, 1);
  g_assert_cmpint (((YcStoreBlob *) g_ptr_array_index (blobs, 0))->state, ==, state);
}

/* A document goes behind its op, over a hub that is started again half-way, and
 * is the same at another desk. */
static void
test_document (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autoptr (GBytes) bytes = make_document ();
  g_autoptr (GBytes) fetched = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GBytes) early = NULL;
  g_autofree char *sha256 = NULL;
  g_autoptr (GError) error = NULL;
  TestProgram *a, *b;

  test_hub_add_operator (hub, "C0301", "clerk");
  test_hub_add_operator (hub, "C0302", "clerk");
  a = test_program_new (hub, "3", "C0301");
  b = test_program_new (hub, "4", "C0302");
  test_spin_until (is_online, a);
  test_program_append (a, &stream, "case.open",
          test_body ("matter", "limited-company-establishment", "version", "2026.11", "hall", YC_HUB_TRAINING_HALL, NULL));
  early = fetch (b, "00000000000000000000000000000000000000000000000000000000000000aa", b->client, &error);
  g_assert_null (early);
  g_assert_nonnull (error);
  sha256 = test_program_add_document (a, bytes);
  test_program_append (a, &stream, "document.add", document_body (sha256));
  g_assert_cmpuint (yc_sync_edge_get_line (a->edge)->documents, ==, 1);
  test_spin_until (has_begun, a);
  g_assert_false (has_sent (a));
  assert_blob (a, YC_STORE_BLOB_ANNOUNCED);
  test_hub_restart (hub);
  test_program_connect (a);
  test_spin_until (has_sent, a);
  assert_blob (a, YC_STORE_BLOB_SENT);

  g_clear_error (&error);
  test_program_connect (b);
  fetched = fetch (b, sha256, b->client, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (fetched, bytes));
  assert_blob (b, YC_STORE_BLOB_RECEIVED);
  /* Now it is here, and no hub is asked. */
  again = fetch (b, sha256, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (again, bytes));
  test_program_free (a);
  test_program_free (b);
}

static void
test_wrong_token (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  YcStream ticket = test_stream_new (YC_STREAM_VISIT);
  TestProgram *a;

  test_hub_add_operator (hub, "C0301", "clerk");
  a = test_program_new (hub, "3", "C0301");
  yc_hub_client_set_token (a->client, "00000000000000000000000000000000.nobody");
  test_program_append (a, &ticket, "ticket.issue", ticket_body ());
  test_spin_until (is_refused, a);
  g_assert_cmpuint (yc_sync_edge_get_line (a->edge)->waiting, ==, 1);
  yc_hub_client_set_token (a->client, a->desk->token);
  yc_sync_edge_logged_in (a->edge);
  g_test_message ("The line: %s", yc_sync_edge_get_line (a->edge)->reason);
  test_spin_until (is_answered, a);
  test_program_free (a);
}

static void
test_client (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autofree char *code = NULL;
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", hub->port);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubClient) client = yc_hub_client_new (url, &error);
  g_autoptr (YcKeyPair) key = yc_key_pair_new_random ();
  g_autofree char *proof_text = NULL;
  g_autoptr (GBytes) proof_bytes = NULL;
  g_autoptr (GBytes) proof = NULL;
  g_autoptr (GAsyncResult) enrolled = NULL;
  g_autoptr (GAsyncResult) denied = NULL;
  g_autoptr (GAsyncResult) logged_in = NULL;
  g_autoptr (GAsyncResult) fetched = NULL;
  g_autoptr (GAsyncResult) searched = NULL;
  g_autoptr (YcHubEnrolment) enrolment = NULL;
  g_autoptr (YcHubSigned) grant = NULL;
  g_autoptr (YcHubSigned) nothing = NULL;
  g_autoptr (YcHubSigned) catalogue = NULL;
  g_autoptr (GPtrArray) found = NULL;

  g_assert_no_error (error);
  test_hub_add_operator (hub, "C0301", "clerk");
  code = test_hub_admin (hub, "{\"command\":\"enrol-code\",\"window\":\"3\"}");
  proof_text = g_strconcat ("yichuang-enrol ", code, NULL);
  proof_bytes = g_bytes_new (proof_text, strlen (proof_text));
  proof = yc_key_pair_sign_bytes (key, proof_bytes);
  yc_hub_client_enrol_async (client, code, "desk", yc_key_pair_get_public (key), proof, NULL, NULL, NULL, test_result_cb, &enrolled);
  test_spin_until (test_has_result, &enrolled);
  enrolment = yc_hub_client_enrol_finish (client, enrolled, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (enrolment->window, ==, "3");
  g_assert_true (enrolment->training);
  yc_hub_client_set_token (client, enrolment->token);

  yc_hub_client_login_async (client, "C0301", "wrong", yc_key_pair_get_public (key), NULL, test_result_cb, &denied);
  test_spin_until (test_has_result, &denied);
  nothing = yc_hub_client_login_finish (client, denied, &error);
  g_assert_error (error, YC_HUB_ERROR, YC_HUB_ERROR_LOGIN);
  g_clear_error (&error);

  yc_hub_client_login_async (client, "C0301", TEST_PASSWORD, yc_key_pair_get_public (key), NULL, test_result_cb, &logged_in);
  test_spin_until (test_has_result, &logged_in);
  grant = yc_hub_client_login_finish (client, logged_in, &error);
  g_assert_no_error (error);
  g_assert_true (yc_signature_verify (g_bytes_get_data (enrolment->key, NULL), g_bytes_get_data (grant->bytes, NULL),
                                      g_bytes_get_size (grant->bytes), g_bytes_get_data (grant->signature, NULL)));

  yc_hub_client_fetch_catalogue_async (client, NULL, NULL, test_result_cb, &fetched);
  test_spin_until (test_has_result, &fetched);
  catalogue = yc_hub_client_fetch_catalogue_finish (client, fetched, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (catalogue->bytes), >, 1000);

  yc_hub_client_search_async (client, "测试 & 公司", NULL, test_result_cb, &searched);
  test_spin_until (test_has_result, &searched);
  found = yc_hub_client_search_finish (client, searched, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 0);
}

/* A server that says the same to everybody. Its threads may outlive a test. */
typedef struct
{
  const char *head;
  gsize body_bytes; /* of 'x', after the head */
  gboolean hangs;
} Impostor;

static gboolean
impostor_run_cb (GThreadedSocketService *service,
                 GSocketConnection      *connection,
                 GObject                *source,
                 Impostor               *impostor)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char buffer[4096];

  g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL);
  if (impostor->hangs)
    while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL) > 0)
      ;
  g_output_stream_write_all (out, impostor->head, strlen (impostor->head), NULL, NULL, NULL);
  memset (buffer, 'x', sizeof buffer);
  for (gsize sent = 0; sent < impostor->body_bytes; sent += sizeof buffer)
    if (!g_output_stream_write_all (out, buffer, sizeof buffer, NULL, NULL, NULL))
      break;
  return TRUE;
}

static GError *
ask_impostor (Impostor *impostor)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autoptr (YcHubClient) client = yc_hub_client_new (url, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (YcHubHealth) health = NULL;
  GError *error = NULL;

  g_signal_connect (service, "run", G_CALLBACK (impostor_run_cb), impostor);
  g_socket_service_start (service);
  yc_hub_client_probe_async (client, cancellable, test_result_cb, &result);
  if (impostor->hangs)
    g_cancellable_cancel (cancellable);
  test_spin_until (test_has_result, &result);
  health = yc_hub_client_probe_finish (client, result, NULL, &error);
  g_assert_null (health);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  return error;
}

static void
test_impostors (void)
{
  static Impostor portal = { "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<html>in</html>", 0, FALSE };
  static Impostor endless = { "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", 64 << 20, FALSE };
  static Impostor garbage = { "no protocol of ours\r\n\r\n", 4096, FALSE };
  static Impostor cut = { "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"epoch\":", 0, FALSE };
  static Impostor moved = { "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 0, FALSE };
  static Impostor silent = { "", 0, TRUE };
  struct
  {
    Impostor *impostor;
    GQuark domain;
    int code;
  } cases[] = {
    { &portal, YC_HUB_ERROR, YC_HUB_ERROR_UNREADABLE },
    { &endless, YC_HUB_ERROR, YC_HUB_ERROR_UNREADABLE },
    { &garbage, YC_HUB_ERROR, YC_HUB_ERROR_OFFLINE },
    { &cut, YC_HUB_ERROR, YC_HUB_ERROR_OFFLINE },
    { &moved, YC_HUB_ERROR, YC_HUB_ERROR_REFUSED },
    { &silent, G_IO_ERROR, G_IO_ERROR_CANCELLED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = ask_impostor (cases[i].impostor);

      g_test_message ("%s", error->message);
      g_assert_error (error, cases[i].domain, cases[i].code);
    }
}

static void
test_urls (void)
{
  static const char *const wrong[] = { "", "hub", "ftp://localhost", "http://", "unix:relative" };
  static const char *const right[] = { "http://127.0.0.1:8470/", "https://localhost", "unix:/run/hub.sock" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (yc_hub_client_new (wrong[i], &error));
      g_assert_nonnull (error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_autoptr (YcHubClient) client = yc_hub_client_new (right[i], NULL);

      g_assert_nonnull (client);
    }
}

/* An answer cut anywhere, or with any byte changed, is read or refused. */
static void
test_broken_answers (void)
{
  static const char feed[] =
    "{\"epoch\":\"e\",\"horizon_ms\":1,\"time\":2,\"head\":1,\"rows\":[{\"position\":1,"
    "\"stream\":\"case-00000000000000000000000000000001\",\"revision\":1,\"hash\":\"h\"}]}";
  gsize size = strlen (feed);
  g_autoptr (GBytes) whole = g_bytes_new_static (feed, size);
  g_autoptr (YcHubFeedAnswer) good = yc_hub_feed_answer_parse (whole, NULL);

  g_assert_nonnull (good);
  g_assert_cmpuint (good->rows->len, ==, 1);
  for (gsize i = 0; i < size; i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (feed, i);
      g_autoptr (YcHubFeedAnswer) none = yc_hub_feed_answer_parse (cut, NULL);

      g_assert_null (none);
      for (guint byte = 0; byte < 256; byte += 5)
        {
          g_autofree char *changed = g_strdup (feed);
          g_autoptr (GBytes) bytes = NULL;
          g_autoptr (YcHubFeedAnswer) maybe = NULL;
          g_autoptr (GError) error = NULL;

          changed[i] = (char) byte;
          bytes = g_bytes_new (changed, size);
          maybe = yc_hub_feed_answer_parse (bytes, &error);
          g_assert_true ((maybe == NULL) == (error != NULL));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edge/two-desks", test_two_desks);
  g_test_add_func ("/edge/together", test_together);
  g_test_add_func ("/edge/document", test_document);
  g_test_add_func ("/edge/wrong-token", test_wrong_token);
  g_test_add_func ("/client/calls", test_client);
  g_test_add_func ("/client/impostors", test_impostors);
  g_test_add_func ("/client/urls", test_urls);
  g_test_add_func ("/client/broken-answers", test_broken_answers);
  return g_test_run ();
}
