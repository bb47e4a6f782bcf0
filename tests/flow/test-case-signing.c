/* A paper made, read and signed at a desk: what is stored, what the hub says, what changes later. */

#include "yc-case-documents.h"
#include "yc-case-verbs.h"
#include "yc-case-signing.h"
#include "yc-case-verbs-private.h"
#include "yc-counter-state.h"
#include "yc-ink-wire.h"
#include "yc-json-guard.h"
#include "yc-pdf-fields.h"
#include "yc-pdf-verdict.h"
#include "yc-test-desk.h"
#include "yc-test-paper.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MATTER "limited-company-establishment"
#define PERSON "/legal-representative"
#define NAME "张测试"
#define NUMBER "11010519491231002X"
#define PAGES 2
#define WAIT_US (60 * G_USEC_PER_SEC)

/* A hub that speaks of today, with a folder of catalogues. */
typedef struct
{
  TestHub *hub;
  char *catalogues;
} World;

/* A desk in a folder of its own. */
typedef struct
{
  World *world;
  YcCounter *counter;
  char *folder;
} Desk;

/* --- waiting ------------------------------------------------------------------ */

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_result (GAsyncResult **result)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  while (*result == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, TRUE);
    }
  return *result;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define wait_until(condition) \
  G_STMT_START \
    { \
      gint64 until_us = g_get_monotonic_time () + WAIT_US; \
      guint tick = g_timeout_add (20, tick_cb, NULL); \
      while (!(condition)) \
        { \
          g_assert_cmpint (g_get_monotonic_time (), <, until_us); \
          g_main_context_iteration (NULL, TRUE); \
        } \
      g_source_remove (tick); \
    } \
  G_STMT_END

/* --- the world ---------------------------------------------------------------- */

static void
take_away (World      *world,
           const char *name)
{
  g_autofree char *path = g_build_filename (world->catalogues, name, NULL);

  g_unlink (path);
}

static void
put_new (World *world)
{
  test_put_catalogue (world->catalogues, "limited-company-2026.12.json", "2026-11-20", "2020-01-02");
}

static void
world_init (World *self)
{
  g_autoptr (GError) error = NULL;

  self->catalogues = g_dir_make_tmp ("yc-catalogues-XXXXXX", &error);
  g_assert_no_error (error);
  put_new (self);
  self->hub = test_hub_new_with (self->catalogues, NULL);
  self->hub->clock.now_ms = g_get_real_time () / 1000;
}

static void
world_clear (World *self)
{
  test_hub_free (self->hub);
  take_away (self, "limited-company-2026.12.json");
  g_rmdir (self->catalogues);
  g_free (self->catalogues);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

/* --- the desk ------------------------------------------------------------------ */

static void
open_counter (Desk    *self,
              gboolean without_line)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", self->world->hub->port);
  YcCounterOptions options = { .data_dir = self->folder, .hub_url = url, .without_line = without_line };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->counter = yc_counter_new ();
  yc_counter_open_async (self->counter, &options, NULL, ready_cb, &result);
  yc_counter_open_finish (self->counter, wait_result (&result), &error);
  g_assert_no_error (error);
}

static void
close_counter (Desk *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  yc_counter_close_async (self->counter, ready_cb, &result);
  yc_counter_close_finish (self->counter, wait_result (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&self->counter);
}

static void
sign_in (Desk *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  yc_counter_sign_in_async (self->counter, YC_HUB_TRAINING_OPERATOR, TEST_PASSWORD, NULL, ready_cb, &result);
  yc_counter_sign_in_finish (self->counter, wait_result (&result), &error);
  g_assert_no_error (error);
}

static void
desk_init (Desk       *self,
           World      *world,
           const char *window)
{
  g_autofree char *command = g_strdup_printf ("{\"command\":\"enrol-code\",\"window\":\"%s\"}", window);
  g_autofree char *code = test_hub_admin (world->hub, command);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->world = world;
  self->folder = g_dir_make_tmp ("yc-desk-XXXXXX", &error);
  g_assert_no_error (error);
  open_counter (self, FALSE);
  yc_counter_enrol_async (self->counter, g_strstrip (code), "Window", NULL, ready_cb, &result);
  yc_counter_enrol_finish (self->counter, wait_result (&result), &error);
  g_assert_no_error (error);
  sign_in (self);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *key = g_strconcat (folder, ".key", NULL);

  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_unlink (key);
}

static void
desk_clear (Desk *self)
{
  if (self->counter != NULL)
    close_counter (self);
  remove_folder (self->folder);
  g_free (self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

static YcCaseFile *
open_case (Desk *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  YcCaseFile *file;

  yc_counter_open_case_async (self->counter, NULL, MATTER, NULL, ready_cb, &result);
  file = yc_counter_open_case_finish (self->counter, wait_result (&result), &error);
  g_assert_no_error (error);
  return file;
}

/* --- the case ------------------------------------------------------------------ */

static void
finish (YcCaseFile   *file,
        GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  yc_case_file_finish (file, wait_result (result), &error);
  g_assert_no_error (error);
  g_clear_object (result);
}

static void
set_text (YcCaseFile *file,
          const char *path,
          const char *text)
{
  g_auto (YcValue) value = YC_VALUE_INIT;
  const YcEdit edit = { path, &value, NULL };
  GAsyncResult *result = NULL;

  yc_value_set_text (&value, text);
  yc_case_file_set_fields_async (file, &edit, 1, YC_SOURCE_TYPED, ready_cb, &result);
  finish (file, &result);
}

/* What identifies somebody is not taken in before the applicant agreed. */
static void
agree (YcCaseFile *file)
{
  g_auto (YcValue) value = YC_VALUE_INIT;
  const YcEdit edit = { PERSON "/number", &value, NULL };
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  yc_value_set_text (&value, NUMBER);
  yc_case_file_set_fields_async (file, &edit, 1, YC_SOURCE_TYPED, ready_cb, &result);
  yc_case_file_finish (file, wait_result (&result), &error);
  g_assert_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED);
  g_clear_object (&result);
  g_assert_null (yc_case_get_value (yc_case_file_get_case (file), PERSON "/number"));

  yc_case_file_consent_async (file, YC_CONSENT_SENSITIVE, NAME, "spoken", yc_case_file_get_matter (file)->consent,
                              ready_cb, &result);
  finish (file, &result);
  g_assert_false (yc_case_file_needs_sensitive_consent (file));
}

/* Who signs, by name and number, known from a card. */
static void
identify (YcCaseFile *file)
{
  g_autoptr (GPtrArray) ops = yc_case_file_create_ops ();
  GAsyncResult *result = NULL;

  agree (file);
  set_text (file, PERSON "/name", NAME);
  set_text (file, PERSON "/number", NUMBER);
  yc_case_file_append_judged_one (file,
                                  yc_case_file_create_text_op (file, "identity.record", "person", PERSON, "method", "card",
                                                               "name", NAME, "number", NUMBER, NULL),
                                  ready_cb, &result);
  finish (file, &result);
}

/* A paper of the case that shows the firm's name. */
static char *
store_paper (Desk *desk)
{
  const YcPdfField field = { .name = PERSON, .page = PAGES, .x_mm = 40, .y_mm = 200, .width_mm = 50, .height_mm = 16 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) made = yc_test_paper_new (NULL, PAGES);
  g_autoptr (GBytes) bytes = yc_pdf_fields_prepare (made, &field, 1, &error);
  g_autoptr (GAsyncResult) result = NULL;
  char *sha256;

  yc_store_add_blob_async (desk->counter->store, bytes, "paper", YC_STORE_BLOB_ANNOUNCED, 0, ready_cb, &result);
  sha256 = yc_store_add_blob_finish (desk->counter->store, wait_result (&result), &error);
  g_assert_no_error (error);
  return sha256;
}

static void
add_paper (Desk       *desk,
           YcCaseFile *file)
{
  g_autofree char *sha256 = store_paper (desk);
  g_autofree char *digest = yc_value_dup_digest (yc_case_get_value (yc_case_file_get_case (file), "/name/trade"));
  YcOp *op = yc_case_file_create_text_op (file, "document.add", "document", "000000000000000000000000000000a1", "kind",
                                          "application", "title", "公司登记（备案）申请书", "sha256", sha256, NULL);
  YcRecord *item = yc_body_add_item (op->body);
  GAsyncResult *result = NULL;

  yc_record_set_int (op->body->record, "size", 1000);
  yc_record_set_text (item, "path", "/name/trade");
  yc_record_set_text (item, "digest", digest);
  yc_case_file_append_judged_one (file, op, ready_cb, &result);
  finish (file, &result);
}

static YcCaseFile *
prepare_case (Desk *desk)
{
  YcCaseFile *file = open_case (desk);

  set_text (file, "/name/trade", "鲁西示例");
  identify (file);
  return file;
}

/* @person's line of the application. */
static YcSignState
get_state (YcCaseFile *file)
{
  g_autoptr (GPtrArray) lines = yc_case_file_list_sign_lines (file);

  for (guint i = 0; i < lines->len; i++)
    {
      const YcSignLine *line = g_ptr_array_index (lines, i);

      if (g_str_equal (line->spec->paper, "application") && g_str_equal (line->person, PERSON))
        return line->state;
    }
  g_assert_not_reached ();
}

static YcSigning *
begin_with (YcCaseFile *file,
            const YcId *document,
            GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_case_file_begin_signing_async (file, document, PERSON, ready_cb, &result);
  return yc_case_file_begin_signing_finish (file, wait_result (&result), error);
}

static YcSigning *
begin (YcCaseFile *file,
       GError    **error)
{
  YcId document;

  g_assert_true (yc_id_parse ("000000000000000000000000000000a1", &document));
  return begin_with (file, &document, error);
}

static YcInk *
write_name (void)
{
  YcInk *ink = yc_ink_new (YC_INK_PEN, 120, 40);

  for (gint32 i = 0; i <= 100; i++)
    {
      const YcInkSample sample = { 10000 + 300 * i, 20000 + 90 * (i % 20), i > 0 ? 7 : 0, i < 100 ? (gint16) (10 * i) : YC_INK_UP };

      g_assert_true (yc_ink_add (ink, &sample, NULL));
    }
  return ink;
}

static void
read_whole (YcSigning *signing)
{
  guint count = yc_pdf_pages_get_count (yc_signing_get_pages (signing));

  for (guint i = 0; i < count; i++)
    yc_signing_see (signing, i, 1, 1000 * (gint64) i);
  g_assert_true (yc_signing_confirm_read (signing, 1000 * (gint64) count));
}

static GBytes *
read_blob (Desk       *desk,
           const char *sha256)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  yc_counter_read_file_async (desk->counter, sha256, NULL, ready_cb, &result);
  bytes = yc_counter_read_file_finish (desk->counter, wait_result (&result), &error);
  g_assert_no_error (error);
  return bytes;
}

static const YcSignature *
get_signature (YcCaseFile *file)
{
  GPtrArray *signatures = yc_case_get_signatures (yc_case_file_get_case (file));

  g_assert_cmpuint (signatures->len, ==, 1);
  return g_ptr_array_index (signatures, 0);
}

/* What was written is kept sample by sample, with the record of how. */
static void
assert_kept (Desk        *desk,
             YcCaseFile  *file,
             const YcInk *ink)
{
  static const YcJsonLimits limits = { .bytes_max = 65536, .depth_max = 8, .members_max = 1000, .string_bytes_max = 1000 };
  /* Copies: the case is folded anew when the hub answers. */
  g_autofree char *strokes_sha256 = g_strdup (get_signature (file)->strokes);
  g_autofree char *record_sha256 = g_strdup (get_signature (file)->evidence);
  g_autofree char *paper_sha256 = g_strdup (get_signature (file)->sha256);
  g_autoptr (GBytes) strokes = read_blob (desk, strokes_sha256);
  g_autoptr (GBytes) record = read_blob (desk, record_sha256);
  g_autoptr (YcInk) kept = yc_ink_read (strokes, NULL);
  g_autoptr (json_t) json = yc_json_parse (record, &limits, NULL);
  json_t *pages = json_object_get (json_object_get (json, "reading"), "pages");

  g_assert_true (yc_ink_equal (kept, ink));
  g_assert_cmpstr (json_string_value (json_object_get (json, "sha256")), ==, paper_sha256);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (json, "ink"), "strokes")), ==, strokes_sha256);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (json, "ink"), "device")), ==, "pen");
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (json_object_get (json, "signer"), "identity"),
                                                       "method")), ==, "card");
  g_assert_cmpuint (json_array_size (pages), ==, PAGES);
  g_assert_cmpint (json_integer_value (json_array_get (pages, 0)), ==, 1000);
  /* Names, but no numbers. */
  g_assert_null (memmem (g_bytes_get_data (record, NULL), g_bytes_get_size (record), NUMBER, strlen (NUMBER)));
}

/* The paper with the signature begins with the bytes that were read, holds the
 * record, and nothing else was done to it. */
static void
assert_sealed (Desk       *desk,
               YcCaseFile *file)
{
  g_autofree char *result_sha256 = g_strdup (get_signature (file)->result);
  g_autofree char *paper_sha256 = g_strdup (get_signature (file)->sha256);
  g_autofree char *record_sha256 = g_strdup (get_signature (file)->evidence);
  g_autoptr (GBytes) paper = read_blob (desk, paper_sha256);
  g_autoptr (GBytes) sealed = read_blob (desk, result_sha256);
  g_autoptr (YcPdfVerdict) verdict = yc_pdf_verify (sealed, NULL, NULL);
  YcPdfSignature *signature;

  g_assert_cmpmem (g_bytes_get_data (sealed, NULL), g_bytes_get_size (paper), g_bytes_get_data (paper, NULL),
                   g_bytes_get_size (paper));
  g_assert_true (verdict->is_unchanged);
  g_assert_cmpuint (verdict->signatures->len, ==, 1);
  signature = g_ptr_array_index (verdict->signatures, 0);
  g_assert_true (yc_pdf_signature_is_good (signature));
  g_assert_cmpstr (signature->name, ==, NAME);
  g_assert_cmpstr (signature->evidence_sha256, ==, record_sha256);
  g_assert_cmpstr (signature->evidence_name, ==, "evidence-legal-representative.json");
  /* The desk's own, and it says so. */
  g_assert_nonnull (strstr (signature->subject, "not a person"));
  g_assert_null (strstr (signature->subject, NAME));
}

static void
test_signed (void)
{
  g_auto (World) world = { 0 };
  g_auto (Desk) desk = { 0 };
  g_autoptr (YcInk) ink = write_name ();
  g_autoptr (YcSigning) signing = NULL;
  g_autoptr (YcCaseFile) file = NULL;
  g_autoptr (GError) error = NULL;

  world_init (&world);
  desk_init (&desk, &world, "3");
  file = prepare_case (&desk);
  g_assert_cmpint (get_state (file), ==, YC_SIGN_NO_PAPER);
  add_paper (&desk, file);
  g_assert_cmpint (get_state (file), ==, YC_SIGN_READY);

  signing = begin (file, &error);
  g_assert_no_error (error);
  read_whole (signing);
  wait_until (yc_case_get_read_papers (yc_case_file_get_case (file))->len == 1);
  g_assert_true (yc_signing_sign (signing, ink, &error));
  wait_until (yc_signing_get_state (signing) != YC_SIGNING_KEEPING);
  g_assert_cmpstr (yc_signing_get_trouble (signing), ==, NULL);
  g_assert_cmpint (yc_signing_get_state (signing), ==, YC_SIGNING_DONE);
  assert_kept (&desk, file, ink);
  assert_sealed (&desk, file);
  g_assert_cmpint (get_state (file), ==, YC_SIGN_SIGNED);

  /* The hub says the same. */
  wait_until (yc_case_file_get_waiting (file) == 0);
  g_assert_cmpuint (yc_case_get_signatures (yc_case_file_get_case (file))->len, ==, 1);
  g_clear_object (&signing);
  signing = begin (file, &error);
  g_assert_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED);

  set_text (file, "/name/trade", "鲁东示例");
  g_assert_cmpint (get_state (file), ==, YC_SIGN_OLD);
}

/* The form is changed between reading and signing: nothing is signed, and they are told. */
static void
test_changed_meanwhile (void)
{
  g_auto (World) world = { 0 };
  g_auto (Desk) desk = { 0 };
  g_autoptr (YcInk) ink = write_name ();
  g_autoptr (YcSigning) signing = NULL;
  g_autoptr (YcCaseFile) file = NULL;

  world_init (&world);
  desk_init (&desk, &world, "3");
  file = prepare_case (&desk);
  add_paper (&desk, file);
  signing = begin (file, NULL);
  read_whole (signing);
  /* At once, before the reading is on disk. */
  g_assert_true (yc_signing_sign (signing, ink, NULL));
  set_text (file, "/name/trade", "鲁东示例");
  wait_until (yc_signing_get_state (signing) != YC_SIGNING_KEEPING);
  if (yc_signing_get_state (signing) == YC_SIGNING_DONE)
    g_assert_cmpint (get_state (file), ==, YC_SIGN_OLD); /* it was first */
  else
    {
      g_assert_nonnull (yc_signing_get_trouble (signing));
      g_assert_cmpuint (yc_case_get_signatures (yc_case_file_get_case (file))->len, ==, 0);
      g_assert_cmpint (get_state (file), ==, YC_SIGN_OUT_OF_DATE);
    }
  /* A second try says no in any case. */
  if (yc_signing_get_state (signing) == YC_SIGNING_WRITING)
    {
      g_assert_true (yc_signing_sign (signing, ink, NULL));
      wait_until (yc_signing_get_state (signing) != YC_SIGNING_KEEPING);
      g_assert_cmpint (yc_signing_get_state (signing), ==, YC_SIGNING_WRITING);
    }
}

/* --- papers made from the form ------------------------------------------------------ */

static YcPaperState
get_paper_state (YcCaseFile *file,
                 const char *kind,
                 YcId       *ret_document)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  yc_case_file_list_papers_async (file, ready_cb, &result);
  lines = yc_case_file_list_papers_finish (file, wait_result (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < lines->len; i++)
    {
      const YcPaperLine *line = g_ptr_array_index (lines, i);

      if (!g_str_equal (line->kind, kind))
        continue;
      *ret_document = line->document;
      return line->state;
    }
  g_assert_not_reached ();
}

static void
make_paper (YcCaseFile *file,
            const char *kind)
{
  GAsyncResult *result = NULL;

  yc_case_file_make_paper_async (file, kind, ready_cb, &result);
  finish (file, &result);
}

static void
print_paper (YcCaseFile *file,
             const char *kind,
             YcPdfPages *pages)
{
  g_autoptr (GAsyncResult) begun = NULL;
  GAsyncResult *ended = NULL;
  g_autoptr (GError) error = NULL;
  YcId job;
  guint copy;
  int fd;
  gsize size = g_bytes_get_size (yc_pdf_pages_get_bytes (pages));
  g_autofree char *bytes = g_malloc (size + 1);

  yc_case_file_begin_print_async (file, kind, pages, ready_cb, &begun);
  yc_case_file_begin_print_finish (file, wait_result (&begun), &job, &copy, &fd, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (copy, ==, 1);
  g_assert_cmpint (read (fd, bytes, size + 1), ==, (gssize) size);
  g_assert_cmpint (memcmp (bytes, g_bytes_get_data (yc_pdf_pages_get_bytes (pages), NULL), size), ==, 0);
  close (fd);
  yc_case_file_end_print_async (file, kind, pages, &job, copy, YC_PAPER_PRINTED, ready_cb, &ended);
  finish (file, &ended);
  g_assert_nonnull (yc_case_find_event (yc_case_file_get_case (file), "print.record"));
}

static void
test_paper_made (void)
{
  g_auto (World) world = { 0 };
  g_auto (Desk) desk = { 0 };
  g_autoptr (YcCaseFile) file = NULL;
  g_autoptr (YcPdfPages) pages = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GError) error = NULL;
  const YcDocument *document;
  YcId id;

  world_init (&world);
  desk_init (&desk, &world, "3");
  file = prepare_case (&desk);
  g_assert_cmpint (get_paper_state (file, "resolution", &id), ==, YC_PAPER_NOT_MADE);
  make_paper (file, "resolution");
  g_assert_cmpint (get_paper_state (file, "resolution", &id), ==, YC_PAPER_CURRENT);

  yc_case_file_open_paper_async (file, &id, NULL, ready_cb, &result);
  pages = yc_case_file_open_paper_finish (file, wait_result (&result), &error);
  g_assert_no_error (error);
  document = g_ptr_array_index (yc_case_get_documents (yc_case_file_get_case (file)), 0);
  g_assert_cmpstr (yc_pdf_pages_get_sha256 (pages), ==, document->sha256);
  g_assert_true (yc_document_shows (document, "/name/trade"));
  print_paper (file, "resolution", pages);

  set_text (file, "/name/trade", "鲁东示例");
  g_assert_cmpint (get_paper_state (file, "resolution", &id), ==, YC_PAPER_OUT_OF_DATE);
  make_paper (file, "resolution");
  g_assert_cmpint (get_paper_state (file, "resolution", &id), ==, YC_PAPER_CURRENT);

  yc_case_file_make_paper_async (file, "no-such-paper", ready_cb, &refused);
  g_assert_false (yc_case_file_finish (file, wait_result (&refused), &error));
  g_assert_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED);
}

/* A name that no font has makes no paper, and says which and where. */
static void
test_paper_refused (void)
{
  g_auto (World) world = { 0 };
  g_auto (Desk) desk = { 0 };
  g_autoptr (YcCaseFile) file = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  world_init (&world);
  desk_init (&desk, &world, "3");
  file = prepare_case (&desk);
  set_text (file, "/name/trade", "𰀀");
  yc_case_file_make_paper_async (file, "resolution", ready_cb, &result);
  g_assert_false (yc_case_file_finish (file, wait_result (&result), &error));
  g_assert_nonnull (strstr (error->message, "U+30000"));
  g_assert_nonnull (strstr (error->message, "/name/trade"));
  g_assert_cmpuint (yc_case_get_documents (yc_case_file_get_case (file))->len, ==, 0);
}

/* A paper of the form has a field for who signs it: their ink comes into it. */
static void
test_made_and_signed (void)
{
  g_auto (World) world = { 0 };
  g_auto (Desk) desk = { 0 };
  g_autoptr (YcInk) ink = write_name ();
  g_autoptr (YcSigning) signing = NULL;
  g_autoptr (YcCaseFile) file = NULL;
  g_autoptr (GError) error = NULL;
  YcId id;

  world_init (&world);
  desk_init (&desk, &world, "3");
  file = prepare_case (&desk);
  make_paper (file, "application");
  g_assert_cmpint (get_paper_state (file, "application", &id), ==, YC_PAPER_CURRENT);
  g_assert_cmpint (get_state (file), ==, YC_SIGN_READY);
  signing = begin_with (file, &id, &error);
  g_assert_no_error (error);
  read_whole (signing);
  g_assert_true (yc_signing_sign (signing, ink, NULL));
  wait_until (yc_signing_get_state (signing) != YC_SIGNING_KEEPING);
  g_assert_cmpstr (yc_signing_get_trouble (signing), ==, NULL);
  assert_sealed (&desk, file);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/case-signing/signed", test_signed);
  g_test_add_func ("/case-signing/changed-meanwhile", test_changed_meanwhile);
  g_test_add_func ("/case-documents/made", test_paper_made);
  g_test_add_func ("/case-documents/refused", test_paper_refused);
  g_test_add_func ("/case-signing/made-and-signed", test_made_and_signed);
  return g_test_run ();
}
