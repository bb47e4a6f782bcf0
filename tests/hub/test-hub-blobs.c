/* Documents at the hub: announced by an op, brought in pieces, waited for, given out. */

#include "yc-test-hub.h"

#include "yc-case.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#define MILLION_FEN (G_GINT64_CONSTANT (1000000) * 100)
#define SIZE 300000
#define PIECE 100000

typedef struct
{
  TestHub *hub;
  TestDesk *desk;
  YcStream stream;
  GBytes *bytes;
  char sha256[YC_SHA256_TEXT_SIZE];
} Fixture;

/* Like a scan: no two of them alike. */
static GBytes *
make_bytes (guint32 seed,
            gsize   size)
{
  guint8 *bytes = g_malloc (size);
  GRand *rand = g_rand_new_with_seed (seed);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) g_rand_int (rand);
  g_rand_free (rand);
  return g_bytes_new_take (bytes, size);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  guint8 hash[YC_SHA256_SIZE];

  self->hub = test_hub_new ();
  self->desk = test_desk_new (self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  self->stream = test_stream_new (YC_STREAM_CASE);
  self->bytes = make_bytes (7, SIZE);
  yc_sha256_bytes (self->bytes, hash);
  yc_sha256_to_text (hash, self->sha256);
  test_case_open (self->desk, &self->stream);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_bytes_unref (self->bytes);
  test_desk_free (self->desk);
  test_hub_free (self->hub);
}

static YcBody *
document_body (Fixture *self)
{
  YcBody *body = test_body ("kind", "scan", "title", "住所证明", "sha256", self->sha256, "item", "domicile-proof", NULL);
  YcId id;
  g_autofree char *text = NULL;

  yc_id_init_random (&id);
  text = yc_id_dup_text (&id);
  yc_record_set_text (body->record, "document", text);
  yc_record_set_int (body->record, "size", SIZE);
  return body;
}

static void
announce (Fixture *self)
{
  test_desk_apply (self->desk, &self->stream, "document.add", document_body (self));
}

static guint
put_bytes (Fixture    *self,
           TestDesk   *desk,
           gint64      offset,
           GBytes     *piece,
           json_t    **ret_json)
{
  g_autofree char *target = g_strdup_printf ("/v1/blobs/%s?size=%d&offset=%" G_GINT64_FORMAT, self->sha256, SIZE, offset);

  return test_hub_ask (self->hub, "PUT", target, desk->token, piece, ret_json);
}

/* The piece at @offset; how much the hub says it has then. */
static guint
put (Fixture  *self,
     gint64    offset,
     gint64   *ret_offset,
     gboolean *ret_whole)
{
  g_autoptr (GBytes) piece = g_bytes_new_from_bytes (self->bytes, offset, MIN (PIECE, SIZE - offset));
  g_autoptr (json_t) answer = NULL;
  guint status = put_bytes (self, self->desk, offset, piece, &answer);

  *ret_offset = json_integer_value (json_object_get (answer, "offset"));
  *ret_whole = json_is_true (json_object_get (answer, "whole"));
  return status;
}

static void
put_all (Fixture *self)
{
  gint64 offset = 0;
  gboolean whole = FALSE;

  while (!whole)
    g_assert_cmpuint (put (self, offset, &offset, &whole), ==, 200);
  g_assert_cmpint (offset, ==, SIZE);
}

static guint
get (Fixture    *self,
     TestDesk   *desk,
     gint64      offset,
     gint64      limit,
     GBytes    **ret_bytes)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/v1/blobs/%s?offset=%" G_GINT64_FORMAT "&limit=%"
                                          G_GINT64_FORMAT, self->hub->port, self->sha256, offset, limit);
  g_autofree char *bearer = g_strconcat ("Bearer ", desk->token, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  bytes = test_hub_ask_bytes (self->hub, message, &error);
  g_assert_no_error (error);
  if (ret_bytes != NULL)
    *ret_bytes = bytes;
  else
    g_bytes_unref (bytes);
  return soup_message_get_status (message);
}

static void
test_pieces (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) rest = NULL;
  g_autoptr (GBytes) end = NULL;
  gboolean whole;
  gint64 offset;

  announce (self);
  g_assert_cmpuint (get (self, self->desk, 0, SIZE, NULL), ==, 409);
  g_assert_cmpuint (put (self, 0, &offset, &whole), ==, 200);
  g_assert_cmpint (offset, ==, PIECE);
  g_assert_false (whole);
  /* Twice, or with a gap: the hub says which comes next. */
  g_assert_cmpuint (put (self, 0, &offset, &whole), ==, 409);
  g_assert_cmpint (offset, ==, PIECE);
  g_assert_cmpuint (put (self, 2 * PIECE, &offset, &whole), ==, 409);
  g_assert_cmpint (offset, ==, PIECE);
  test_hub_restart (self->hub);
  g_assert_cmpuint (put (self, PIECE, &offset, &whole), ==, 200);
  g_assert_cmpint (offset, ==, 2 * PIECE);
  g_assert_cmpuint (put (self, 2 * PIECE, &offset, &whole), ==, 200);
  g_assert_true (whole);
  /* The answer may be lost, and any piece be sent again. */
  g_assert_cmpuint (put (self, 2 * PIECE, &offset, &whole), ==, 200);
  g_assert_true (whole);
  g_assert_cmpuint (put (self, 0, &offset, &whole), ==, 200);
  g_assert_cmpint (offset, ==, SIZE);

  g_assert_cmpuint (get (self, self->desk, 0, 1000, &first), ==, 200);
  g_assert_cmpmem (g_bytes_get_data (first, NULL), g_bytes_get_size (first), g_bytes_get_data (self->bytes, NULL), 1000);
  test_hub_restart (self->hub);
  g_assert_cmpuint (get (self, self->desk, 1000, SIZE, &rest), ==, 200);
  g_assert_cmpmem (g_bytes_get_data (rest, NULL), g_bytes_get_size (rest),
                   (const guint8 *) g_bytes_get_data (self->bytes, NULL) + 1000, SIZE - 1000);
  g_assert_cmpuint (get (self, self->desk, SIZE, 10, &end), ==, 200);
  g_assert_cmpuint (g_bytes_get_size (end), ==, 0);
}

static void
assert_problem (Fixture    *self,
                TestDesk   *desk,
                gint64      offset,
                GBytes     *piece,
                guint       status,
                const char *code)
{
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (put_bytes (self, desk, offset, piece, &answer), ==, status);
  g_assert_cmpstr (json_string_value (json_object_get (answer, "code")), ==, code);
}

/* Nobody leaves bytes here that no case of theirs names, nor takes any. */
static void
test_refused (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *hall = test_hub_admin (self->hub, "{\"command\":\"hall-add\",\"code\":\"qd\",\"name\":\"另一大厅\"}");
  g_autofree char *code = test_hub_admin (self->hub, "{\"command\":\"enrol-code\",\"hall\":\"qd\",\"window\":\"1\"}");
  g_autoptr (TestDesk) other = test_desk_new_with_code (self->hub, code, YC_HUB_TRAINING_OPERATOR, TEST_PASSWORD);
  g_autoptr (GBytes) piece = g_bytes_new_from_bytes (self->bytes, 0, PIECE);
  g_autoptr (GBytes) beyond = make_bytes (1, SIZE + 1);
  g_autoptr (GBytes) huge = make_bytes (1, 0x400001);
  g_autofree char *upper = g_ascii_strup (self->sha256, -1);
  const char *names[] = { upper, self->sha256 + 1, "..%2f..%2fhub.key", "%2e%2e" };
  const char *targets[] = { "?size=0&offset=0", "?size=300000", "?size=300000&offset=300001", "?offset=0",
                            "?size=999999999999&offset=0", "?size=300000&offset=-1" };

  assert_problem (self, self->desk, 0, piece, 409, "not-announced");
  announce (self);
  assert_problem (self, other, 0, piece, 403, "role");
  g_assert_cmpuint (get (self, other, 0, 10, NULL), ==, 404);
  assert_problem (self, self->desk, 0, beyond, 422, "malformed");
  /* Refused by its head; libsoup may see the connection close first. */
  g_assert_cmpuint (put_bytes (self, self->desk, 0, huge, NULL), !=, 200);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *target = g_strconcat ("/v1/blobs/", self->sha256, targets[i], NULL);

      g_assert_cmpuint (test_hub_ask (self->hub, "PUT", target, self->desk->token, piece, NULL), ==, 422);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *target = g_strconcat ("/v1/blobs/", names[i], "?size=300000&offset=0", NULL);
      guint status = test_hub_ask (self->hub, "PUT", target, self->desk->token, piece, NULL);

      /* Paths with dots are refused by libsoup itself, and their body then by us. */
      g_assert_true (status == 404 || status == 413);
    }
  put_all (self);
}

/* Pieces that are another document go, and the document comes anew. */
static void
test_digest (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GBytes) wrong = make_bytes (8, SIZE);

  announce (self);
  assert_problem (self, self->desk, 0, wrong, 422, "digest");
  put_all (self);
}

static char *
dup_path (Fixture    *self,
          const char *ending)
{
  g_autofree char *name = g_strconcat (self->sha256, ending, NULL);
  const char shelf[] = { self->sha256[0], self->sha256[1], '\0' };

  return g_build_filename (self->hub->folder, "blobs", shelf, name, NULL);
}

/* Killed between two steps: all bytes there but not named, named but not put
 * down, or the last piece only by half. */
static void
test_killed (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *part = dup_path (self, ".part");
  g_autofree char *path = dup_path (self, "");
  gboolean whole;
  gint64 offset;

  announce (self);
  g_assert_cmpuint (put (self, 0, &offset, &whole), ==, 200);
  g_assert_true (g_file_set_contents (part, g_bytes_get_data (self->bytes, NULL), PIECE + 5000, NULL));
  g_assert_cmpuint (put (self, PIECE, &offset, &whole), ==, 409);
  g_assert_cmpint (offset, ==, PIECE + 5000);

  g_assert_true (g_file_set_contents (part, g_bytes_get_data (self->bytes, NULL), SIZE, NULL));
  g_assert_cmpuint (put (self, PIECE, &offset, &whole), ==, 409);
  g_assert_cmpint (offset, ==, SIZE);
  g_assert_cmpuint (put (self, SIZE, &offset, &whole), ==, 200);
  g_assert_true (whole);
  g_assert_cmpuint (get (self, self->desk, 0, 10, NULL), ==, 200);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
}

static void
test_named_only (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *path = dup_path (self, "");
  g_autofree char *dir = g_path_get_dirname (path);
  gboolean whole;
  gint64 offset;

  announce (self);
  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (self->bytes, NULL), SIZE, NULL));
  g_assert_cmpuint (put (self, PIECE, &offset, &whole), ==, 200);
  g_assert_true (whole);
  g_assert_cmpuint (get (self, self->desk, 0, 10, NULL), ==, 200);
}

static void
assert_status (Fixture      *self,
               YcCaseStatus  status,
               const char   *outcome)
{
  g_autoptr (YcCase) folded = test_case_read (self->desk, &self->stream);
  const YcDecision *decision = yc_case_get_decision (folded, "registration");

  g_assert_cmpint (yc_case_get_status (folded), ==, status);
  g_assert_cmpstr (decision != NULL ? decision->outcome : NULL, ==, outcome);
}

static void
submit (Fixture *self,
        gint64   capital_fen)
{
  g_autofree char *outcome = NULL;

  test_case_fill (self->desk, &self->stream, capital_fen);
  outcome = test_case_submit (self->desk, &self->stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
}

/* Received at once; the rules decide when what they decide on is here. */
static void
test_waits (Fixture       *self,
            gconstpointer  data)
{
  announce (self);
  submit (self, MILLION_FEN);
  assert_status (self, YC_CASE_RECEIVED, NULL);
  put_all (self);
  assert_status (self, YC_CASE_DONE, "approved");
}

static YcBody *
decision_body (const char *outcome)
{
  YcBody *body = test_body ("module", "registration", "outcome", outcome, "by", "reviewer", "text", "同意", NULL);
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "rule", "reviewer");
  yc_record_set_int (item, "holds", 1);
  yc_record_set_text (item, "text", "材料齐全");
  return body;
}

/* Nor does a person approve what they cannot see. */
static void
test_reviewer (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (TestDesk) reviewer = test_desk_new (self->hub, "9", YC_HUB_TRAINING_REVIEWER);
  g_autoptr (json_t) reasons = NULL;

  submit (self, 11 * MILLION_FEN);
  assert_status (self, YC_CASE_RECEIVED, "review");
  /* A paper that is owed comes later. */
  announce (self);
  reasons = test_desk_refused (reviewer, &self->stream, "decision.record", decision_body ("approved"));
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (reasons, 0), "code")), ==, "missing-blobs");
  put_all (self);
  test_desk_apply (reviewer, &self->stream, "decision.record", decision_body ("approved"));
  assert_status (self, YC_CASE_DONE, "approved");
}

/* A case that comes again is put before the rules again. */
static void
test_again (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (TestDesk) reviewer = test_desk_new (self->hub, "9", YC_HUB_TRAINING_REVIEWER);
  g_autofree char *outcome = NULL;

  submit (self, 11 * MILLION_FEN);
  assert_status (self, YC_CASE_RECEIVED, "review");
  test_desk_apply (reviewer, &self->stream, "decision.record", decision_body ("returned"));
  assert_status (self, YC_CASE_RETURNED, "returned");
  self->hub->clock.now_ms += 1000;
  outcome = test_case_submit (self->desk, &self->stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
  assert_status (self, YC_CASE_RECEIVED, "review");
}

/* A file that belongs to a document is announced with it, in the same op; a
 * thing that is neither that nor a field that the document shows is refused. */
static void
test_beside (Fixture       *self,
             gconstpointer  data)
{
  YcBody *body = document_body (self);
  YcBody *broken = document_body (self);
  g_autoptr (json_t) reasons = NULL;
  YcRecord *item;

  /* The bytes at hand are the original's; the document's own are others. */
  yc_record_set_text (body->record, "sha256", "00000000000000000000000000000000000000000000000000000000000000aa");
  item = yc_body_add_item (body);
  yc_record_set_text (item, "file", "original");
  yc_record_set_text (item, "sha256", self->sha256);
  yc_record_set_int (item, "size", SIZE);
  test_desk_apply (self->desk, &self->stream, "document.add", body);
  put_all (self);

  item = yc_body_add_item (broken);
  yc_record_set_text (item, "file", "original");
  reasons = test_desk_refused (self->desk, &self->stream, "document.add", broken);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (reasons, 0), "code")), ==, "unknown-item");
}

/* What was announced ten minutes ago and has not come is told. */
static void
test_overdue (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  announce (self);
  before = test_hub_admin (self->hub, "{\"command\":\"status\"}");
  g_assert_null (strstr (before, "documents"));
  self->hub->clock.now_ms += 11 * 60 * 1000;
  after = test_hub_admin (self->hub, "{\"command\":\"status\"}");
  g_assert_nonnull (strstr (after, "1 documents were announced"));
}

static void
make_old (const char *path,
          gint64      days)
{
  gint64 seconds = g_get_real_time () / G_USEC_PER_SEC - days * 24 * 3600;
  struct utimbuf times = { .actime = seconds, .modtime = seconds };

  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

static void
assert_cleared (Fixture *self,
                guint    documents,
                guint    bytes)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *lines = g_strdup_printf ("\nyichuang_hub_documents_cleared_total %u\n", documents);
  g_autofree char *more = g_strdup_printf ("\nyichuang_hub_cleared_bytes_total %u\n", bytes);

  yc_hub_metrics_write (self->hub->hub->metrics, text);
  g_assert_nonnull (strstr (text->str, lines));
  g_assert_nonnull (strstr (text->str, more));
}

/* What nobody has gone on with for longer than a hub may fall back is gone
 * when a hub starts; its desk begins anew. Younger parts stay, and documents. */
static void
test_never_whole (Fixture       *self,
                  gconstpointer  data)
{
  g_autofree char *part = dup_path (self, ".part");
  g_autofree char *path = dup_path (self, "");
  gboolean whole;
  gint64 offset;

  announce (self);
  g_assert_cmpuint (put (self, 0, &offset, &whole), ==, 200);
  make_old (part, 6);
  test_hub_restart (self->hub);
  g_assert_cmpuint (put (self, PIECE, &offset, &whole), ==, 200);
  g_assert_cmpint (offset, ==, 2 * PIECE);
  assert_cleared (self, 0, 0);

  make_old (part, 8);
  test_hub_restart (self->hub);
  g_assert_cmpuint (put (self, 2 * PIECE, &offset, &whole), ==, 409);
  g_assert_cmpint (offset, ==, 0);
  assert_cleared (self, 1, 2 * PIECE);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));

  put_all (self);
  make_old (path, 800);
  test_hub_restart (self->hub);
  g_assert_cmpuint (get (self, self->desk, 0, 10, NULL), ==, 200);
  assert_cleared (self, 0, 0);
}

static void
add (const char *path,
     void      (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/hub/blobs/pieces", test_pieces);
  add ("/hub/blobs/refused", test_refused);
  add ("/hub/blobs/digest", test_digest);
  add ("/hub/blobs/beside", test_beside);
  add ("/hub/blobs/killed", test_killed);
  add ("/hub/blobs/named-only", test_named_only);
  add ("/hub/blobs/waits", test_waits);
  add ("/hub/blobs/reviewer", test_reviewer);
  add ("/hub/blobs/again", test_again);
  add ("/hub/blobs/overdue", test_overdue);
  add ("/hub/blobs/never-whole", test_never_whole);
  return g_test_run ();
}
