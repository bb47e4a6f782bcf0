/* bench-hub-ingest.c: how many ops a hub keeps in a second
 *
 * Signed ops of 1 KiB from 32 connections to a hub in another process, each
 * sent when the one before it was answered, so that what is measured is group
 * commit: verified, judged, folded and on the disk.
 */

#include "yc-test-hub.h"

#include <string.h>

#define CONNECTIONS 32
#define OPS 6000
#define TEXT_BYTES 700

typedef struct
{
  TestDesk *desk;
  GPtrArray *ops;
  guint next;
  guint done;
} Bench;

static void send_next (Bench *bench);

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Bench *bench = data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

  g_assert_nonnull (body);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  bench->done++;
  send_next (bench);
}

static void
send_next (Bench *bench)
{
  TestDesk *desk = bench->desk;
  g_autofree char *id = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *bearer = g_strconcat ("Bearer ", desk->token, NULL);
  g_autofree char *signature = NULL;
  g_autoptr (SoupMessage) message = NULL;
  SoupMessageHeaders *headers;
  YcOp *op;

  if (bench->next == bench->ops->len)
    return;
  op = g_ptr_array_index (bench->ops, bench->next++);
  id = yc_id_dup_text (&op->id);
  uri = g_strdup_printf ("http://127.0.0.1:%u/v1/ops/%s", desk->hub->port, id);
  signature = g_base64_encode (g_bytes_get_data (op->signature, NULL), YC_SIGNATURE_SIZE);
  message = soup_message_new ("PUT", uri);
  headers = soup_message_get_request_headers (message);
  soup_message_headers_append (headers, "Authorization", bearer);
  soup_message_headers_append (headers, "Yc-Signature", signature);
  soup_message_headers_append (headers, "Yc-Sending", "1 00000000000000000000000000000007 2000000");
  soup_message_set_request_body_from_bytes (message, "application/json", op->bytes);
  soup_session_send_and_read_async (desk->hub->session, message, G_PRIORITY_DEFAULT, NULL, answered_cb, bench);
}

static GPtrArray *
make_ops (TestDesk *desk)
{
  GPtrArray *ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
  g_autofree char *text = g_strnfill (TEXT_BYTES, 'x');
  YcStream streams[40];

  for (gsize i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      streams[i] = test_stream_new (YC_STREAM_CASE);
      test_case_open (desk, &streams[i]);
    }
  for (guint i = 0; i < OPS; i++)
    g_ptr_array_add (ops, test_desk_make (desk, &streams[i % G_N_ELEMENTS (streams)], "note.add",
                                          test_body ("text", text, NULL)));
  return ops;
}

/* Arguments: the port of a hub for training, and a code to enrol with. */
int
main (int    argc,
      char **argv)
{
  g_autoptr (TestHub) hub = NULL;
  g_autoptr (TestDesk) desk = NULL;
  g_autoptr (GPtrArray) ops = NULL;
  Bench bench = { 0 };
  gint64 began;
  double seconds;

  if (argc != 3)
    {
      g_printerr ("bench-hub-ingest PORT CODE\n");
      return 2;
    }
  hub = test_hub_new_remote (".", (guint) g_ascii_strtoull (argv[1], NULL, 10));
  desk = test_desk_new_with_code (hub, argv[2], YC_HUB_TRAINING_OPERATOR, "yichuang");
  ops = make_ops (desk);
  bench.desk = desk;
  bench.ops = ops;
  began = g_get_monotonic_time ();
  for (guint i = 0; i < CONNECTIONS; i++)
    send_next (&bench);
  while (bench.done < OPS)
    g_main_context_iteration (NULL, TRUE);
  seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  g_print ("%u ops of %u connections in %.2f s: %.0f ops/s\n", OPS, CONNECTIONS, seconds, OPS / seconds);
  return 0;
}
