/* make-requests.c: ops for a hub that runs, as requests for http-load
 *
 *   make-requests PORT CODE COUNT BATCH SIZES FOLDER
 *
 * Enrols with CODE at a hub for training, signs in, and makes COUNT notes whose
 * bytes are as many as the lines of the file SIZES say in turn. FOLDER gets
 * one.requests, a request for each, and batch.requests, as many other ops in
 * requests of BATCH. Prints the session's public key in base64.
 */

#include "yc-test-hub.h"

#include <string.h>

#define STREAMS 40
#define TEXT_MAX 4000 /* bytes of one string */
#define SENDING "1 00000000000000000000000000000007 2000000"

/* A note whose op has @size bytes; keys that nobody knows are kept. */
static YcOp *
make_note (TestDesk       *desk,
           const YcStream *stream,
           gsize           size)
{
  g_autoptr (YcOp) bare = test_desk_make (desk, stream, "note.add", test_body ("text", "-", NULL));
  gsize have = g_bytes_get_size (bare->bytes);
  YcBody *body = test_body ("text", "-", NULL);
  guint part = 0;

  while (have < size)
    {
      gsize left = size - have;
      gsize length = MIN (left > 11 ? left - 10 : 1, TEXT_MAX); /* 10 for ,"part0":"" */
      g_autofree char *key = g_strdup_printf ("part%u", part++);
      g_autofree char *text = g_strnfill (length, 'x');

      yc_record_set_text (body->record, key, text);
      have += length + 10;
    }
  return test_desk_make (desk, stream, "note.add", body);
}

static void
append_request (GByteArray *requests,
                TestDesk   *desk,
                const char *method,
                const char *target,
                const char *type,
                const char *signature,
                GBytes     *body)
{
  g_autofree char *head = NULL;
  guint32 size;

  head = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\n"
                          "%s%s%sYc-Sending: " SENDING "\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                          method, target, desk->token, type, signature != NULL ? "Yc-Signature: " : "",
                          signature != NULL ? signature : "", signature != NULL ? "\r\n" : "",
                          g_bytes_get_size (body));
  size = GUINT32_TO_LE ((guint32) (strlen (head) + g_bytes_get_size (body)));
  g_byte_array_append (requests, (const guint8 *) &size, sizeof size);
  g_byte_array_append (requests, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (requests, g_bytes_get_data (body, NULL), (guint) g_bytes_get_size (body));
}

static void
append_one (GByteArray *requests,
            TestDesk   *desk,
            const YcOp *op)
{
  g_autofree char *id = yc_id_dup_text (&op->id);
  g_autofree char *target = g_strconcat ("/v1/ops/", id, NULL);
  g_autofree char *signature = g_base64_encode (g_bytes_get_data (op->signature, NULL), YC_SIGNATURE_SIZE);

  append_request (requests, desk, "PUT", target, "application/json", signature, op->bytes);
}

static void
append_to_batch (GByteArray *batch,
                 const YcOp *op)
{
  g_autofree char *id = yc_id_dup_text (&op->id);
  g_autofree char *signature = g_base64_encode (g_bytes_get_data (op->signature, NULL), YC_SIGNATURE_SIZE);
  g_autofree char *head = g_strdup_printf ("{\"id\":\"%s\",\"signature\":\"%s\",\"size\":%" G_GSIZE_FORMAT "}\n", id,
                                           signature, g_bytes_get_size (op->bytes));

  g_byte_array_append (batch, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (batch, g_bytes_get_data (op->bytes, NULL), (guint) g_bytes_get_size (op->bytes));
  g_byte_array_append (batch, (const guint8 *) "\n", 1);
}

/* And begins the next. */
static void
append_batch (GByteArray *requests,
              TestDesk   *desk,
              GByteArray *batch)
{
  g_autoptr (GBytes) body = g_bytes_new (batch->data, batch->len);

  append_request (requests, desk, "POST", "/v1/ops", "application/yichuang-ops", NULL, body);
  g_byte_array_set_size (batch, 0);
}

static void
write_file (const char *folder,
            const char *name,
            GByteArray *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, (const char *) bytes->data, (gssize) bytes->len, &error);
  g_assert_no_error (error);
}

static GArray *
read_sizes (const char *path)
{
  GArray *sizes = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (g_strstrip (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize size = (gsize) g_ascii_strtoull (lines[i], NULL, 10);

      g_array_append_val (sizes, size);
    }
  return sizes;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (TestHub) hub = NULL;
  g_autoptr (TestDesk) desk = NULL;
  g_autoptr (GByteArray) one = g_byte_array_new ();
  g_autoptr (GByteArray) batches = g_byte_array_new ();
  g_autoptr (GByteArray) batch = g_byte_array_new ();
  g_autoptr (GArray) sizes = NULL;
  g_autofree char *key = NULL;
  YcStream streams[STREAMS];
  guint count, per_batch;

  if (argc != 7)
    {
      g_printerr ("make-requests PORT CODE COUNT BATCH SIZES FOLDER\n");
      return 2;
    }
  count = (guint) g_ascii_strtoull (argv[3], NULL, 10);
  per_batch = (guint) g_ascii_strtoull (argv[4], NULL, 10);
  sizes = read_sizes (argv[5]);
  hub = test_hub_new_remote (".", (guint) g_ascii_strtoull (argv[1], NULL, 10));
  desk = test_desk_new_with_code (hub, argv[2], YC_HUB_TRAINING_OPERATOR, "yichuang");
  for (guint i = 0; i < STREAMS; i++)
    {
      streams[i] = test_stream_new (YC_STREAM_CASE);
      test_case_open (desk, &streams[i]);
    }
  for (guint i = 0; i < count; i++)
    {
      gsize size = g_array_index (sizes, gsize, i % sizes->len);
      g_autoptr (YcOp) alone = make_note (desk, &streams[i % STREAMS], size);
      g_autoptr (YcOp) among = make_note (desk, &streams[i % STREAMS], size);

      append_one (one, desk, alone);
      append_to_batch (batch, among);
      if ((i + 1) % per_batch == 0 || i + 1 == count)
        append_batch (batches, desk, batch);
    }
  write_file (argv[6], "one.requests", one);
  write_file (argv[6], "batch.requests", batches);
  key = g_base64_encode (yc_key_pair_get_public (desk->session_key), YC_KEY_SIZE);
  g_print ("%s\n", key);
  return 0;
}
