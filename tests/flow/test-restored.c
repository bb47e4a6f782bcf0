/* A desk whose hub was set back to a backup: what it holds comes back, by the
 * same ids, and what cannot go by itself waits with words. */

#include "yc-case-jobs.h"
#include "yc-case-verbs.h"
#include "yc-test-desk.h"

#include <glib/gstdio.h>
#include <string.h>

#define SHA "5ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea1"

typedef struct
{
  TestHub *hub;
  TestDesk *clerk; /* who began the case, at another window */
  TestCounter desk;
  YcStream stream;
  YcCaseFile *file;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autofree char *catalogue = test_build_made ();
  g_autofree char *outcome = NULL;

  self->hub = test_hub_new_with (catalogue, NULL);
  self->hub->clock.now_ms = g_get_real_time () / 1000;
  self->clerk = test_desk_new (self->hub, "4", YC_HUB_TRAINING_OPERATOR);
  self->stream = test_stream_new (YC_STREAM_CASE);
  test_case_open (self->clerk, &self->stream);
  test_case_fill (self->clerk, &self->stream, 100000000);
  outcome = test_case_submit (self->clerk, &self->stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  test_counter_clear (&self->desk);
  test_desk_free (self->clerk);
  g_unlink (self->hub->catalogues);
  test_hub_free (self->hub);
}

static void
open_stream (Fixture *self)
{
  self->file = test_counter_open_stream (&self->desk, &self->stream);
  test_wait_until (yc_case_get_status (yc_case_file_get_case (self->file)) >= YC_CASE_APPROVED);
}

/* Something that this desk alone knows to have happened. */
static void
talk (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  yc_case_file_contact_async (self->file, "phone", "progress", "来电询问进度", NULL, test_ready_cb, &result);
  yc_case_file_finish (self->file, test_wait_result (&result), &error);
  g_assert_no_error (error);
}

static gboolean
all_is_sent (Fixture *self)
{
  YcLine *line = yc_counter_get_line (self->desk.counter);

  return yc_line_get_state (line) == YC_LINE_ONLINE && yc_line_get_waiting (line) == 0;
}

/* Whoever signed in after the backup: the hub has lost that, and is shown its own word. */
static void
test_signed_in (Fixture       *self,
                gconstpointer  data)
{
  g_autofree char *backup = NULL;

  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  backup = test_hub_back_up (self->hub);
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  open_stream (self);
  talk (self);
  test_wait_until (all_is_sent (self) && test_case_count (self->clerk, &self->stream, "contact.record") == 1);
  test_hub_set_back (self->hub, backup);
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "contact.record"), ==, 0);
  /* Another day, another permission; and the one before is still held. */
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  open_stream (self);
  test_wait_until (test_case_count (self->clerk, &self->stream, "contact.record") == 1);
  talk (self);
  test_wait_until (all_is_sent (self) && test_case_count (self->clerk, &self->stream, "contact.record") == 2);
}

/* A desk that was enrolled after the backup keeps all, says what it needs, and
 * is the same desk with a new code. */
static void
test_enrolled (Fixture       *self,
               gconstpointer  data)
{
  g_autofree char *backup = test_hub_back_up (self->hub);
  g_autofree char *device = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *code = NULL;
  g_autofree char *words = NULL;
  g_autoptr (GAsyncResult) early = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) enrolled = NULL;
  g_autoptr (GError) error = NULL;

  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  device = g_strdup (self->desk.counter->device);
  open_stream (self);
  talk (self);
  test_wait_until (all_is_sent (self));
  yc_counter_enrol_async (self->desk.counter, "XXXX", "Window", NULL, test_ready_cb, &early);
  g_assert_false (yc_counter_enrol_finish (self->desk.counter, test_wait_result (&early), &error));
  g_assert_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED);
  g_clear_error (&error);

  test_hub_set_back (self->hub, backup);
  test_wait_until (yc_counter_needs_enrolment (self->desk.counter));
  talk (self);
  words = yc_line_dup_summary (yc_counter_get_line (self->desk.counter), g_get_real_time () / 1000);
  g_assert_nonnull (strstr (words, "one-time code"));

  wrong = test_hub_admin (self->hub, "{\"command\":\"enrol-code\",\"window\":\"5\"}");
  yc_counter_enrol_async (self->desk.counter, g_strstrip (wrong), "Window", NULL, test_ready_cb, &refused);
  g_assert_false (yc_counter_enrol_finish (self->desk.counter, test_wait_result (&refused), &error));
  g_assert_error (error, YC_HUB_ERROR, YC_HUB_ERROR_LOGIN);
  g_clear_error (&error);
  g_assert_true (yc_counter_needs_enrolment (self->desk.counter));

  code = test_hub_admin (self->hub, "{\"command\":\"enrol-code\",\"window\":\"3\"}");
  yc_counter_enrol_async (self->desk.counter, g_strstrip (code), "Window", NULL, test_ready_cb, &enrolled);
  yc_counter_enrol_finish (self->desk.counter, test_wait_result (&enrolled), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (self->desk.counter->device, ==, device);
  test_wait_until (all_is_sent (self) && test_case_count (self->clerk, &self->stream, "contact.record") == 2);
  /* And so it is after a restart. */
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  test_wait_until (all_is_sent (self));
}

/* --- numbers and codes --------------------------------------------------------- */

static char *
dup_number_at_hub (Fixture        *self,
                   const YcStream *stream)
{
  g_autoptr (YcCase) folded = test_case_read (self->clerk, stream);

  return g_strdup (yc_case_get_number (folded));
}

static gboolean
is_received (Fixture        *self,
             const YcStream *stream)
{
  g_autofree char *number = dup_number_at_hub (self, stream);

  return number != NULL;
}

static char *
dup_code_at_hub (Fixture        *self,
                 const YcStream *stream)
{
  g_autoptr (YcCase) folded = test_case_read (self->clerk, stream);

  return g_strdup (yc_case_get_result (folded, "registration", "credit-code"));
}

/* What an applicant was told stays, and nobody else is told the same. */
static void
test_numbers (Fixture       *self,
              gconstpointer  data)
{
  YcStream filled = test_stream_new (YC_STREAM_CASE);
  YcStream other = test_stream_new (YC_STREAM_CASE);
  g_autofree char *backup = NULL;
  g_autofree char *number = NULL;
  g_autofree char *code = NULL;
  g_autofree char *other_number = NULL;
  g_autofree char *other_code = NULL;
  g_autofree char *again = NULL;
  g_autofree char *code_again = NULL;
  g_autofree char *outcome = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_case_open (self->clerk, &filled);
  test_case_fill (self->clerk, &filled, 100000000);
  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  backup = test_hub_back_up (self->hub);
  self->file = test_counter_open_stream (&self->desk, &filled);
  test_wait_until (yc_counter_is_online (self->desk.counter) &&
                   yc_case_is_editable (yc_case_file_get_case (self->file)));
  yc_case_file_submit_async (self->file, test_ready_cb, &result);
  yc_case_file_finish (self->file, test_wait_result (&result), &error);
  g_assert_no_error (error);
  test_wait_until (yc_case_get_status (yc_case_file_get_case (self->file)) >= YC_CASE_APPROVED &&
                   yc_case_get_result (yc_case_file_get_case (self->file), "registration", "credit-code") != NULL);
  number = dup_number_at_hub (self, &filled);
  code = dup_code_at_hub (self, &filled);
  g_assert_nonnull (number);
  g_assert_nonnull (code);
  test_counter_close (&self->desk);

  test_hub_set_back (self->hub, backup);
  test_case_open (self->clerk, &other);
  test_case_fill (self->clerk, &other, 100000000);
  outcome = test_case_submit (self->clerk, &other, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
  other_number = dup_number_at_hub (self, &other);
  other_code = dup_code_at_hub (self, &other);
  g_assert_cmpstr (other_number, !=, number);
  g_assert_cmpstr (other_code, !=, code);

  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  test_wait_until (is_received (self, &filled));
  again = dup_number_at_hub (self, &filled);
  g_assert_cmpstr (again, ==, number);
  code_again = dup_code_at_hub (self, &filled);
  g_assert_cmpstr (code_again, ==, code);
}

#define PAPER "a paper that comes late"

static void
announce_paper (Fixture        *self,
                const YcStream *stream,
                char            ret_sha256[YC_SHA256_TEXT_SIZE])
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (PAPER, strlen (PAPER));
  guint8 hash[YC_SHA256_SIZE];
  YcBody *body;
  YcId id;
  g_autofree char *document = NULL;

  yc_sha256_bytes (bytes, hash);
  yc_sha256_to_text (hash, ret_sha256);
  yc_id_init_random (&id);
  document = yc_id_dup_text (&id);
  body = test_body ("document", document, "kind", "scan", "title", "住所证明", "sha256", ret_sha256, "item",
                    "domicile-proof", NULL);
  yc_record_set_int (body->record, "size", (gint64) strlen (PAPER));
  test_desk_apply (self->clerk, stream, "document.add", body);
}

static void
bring_paper (Fixture    *self,
             const char *sha256)
{
  g_autofree char *target = g_strdup_printf ("/v1/blobs/%s?size=%d&offset=0", sha256, (int) strlen (PAPER));
  g_autoptr (GBytes) bytes = g_bytes_new_static (PAPER, strlen (PAPER));
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_hub_ask (self->hub, "PUT", target, self->clerk->token, bytes, &answer), ==, 200);
  g_assert_true (json_is_true (json_object_get (answer, "whole")));
}

/* A code that was given when a document came is the same when it comes again:
 * what the desk has shown with the form, which the hub has never lost, is kept
 * until then, over a restart too. */
static void
test_code_waits (Fixture       *self,
                 gconstpointer  data)
{
  YcStream filled = test_stream_new (YC_STREAM_CASE);
  char sha256[YC_SHA256_TEXT_SIZE];
  g_autofree char *backup = NULL;
  g_autofree char *code = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_case_open (self->clerk, &filled);
  test_case_fill (self->clerk, &filled, 100000000);
  announce_paper (self, &filled, sha256);
  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  self->file = test_counter_open_stream (&self->desk, &filled);
  test_wait_until (yc_counter_is_online (self->desk.counter));
  yc_case_file_submit_async (self->file, test_ready_cb, &result);
  yc_case_file_finish (self->file, test_wait_result (&result), &error);
  g_assert_no_error (error);
  test_wait_until (is_received (self, &filled));
  backup = test_hub_back_up (self->hub);
  bring_paper (self, sha256);
  test_wait_until (yc_case_get_result (yc_case_file_get_case (self->file), "registration", "credit-code") != NULL);
  code = dup_code_at_hub (self, &filled);
  test_wait_until (all_is_sent (self));
  test_counter_close (&self->desk);

  test_hub_set_back (self->hub, backup);
  again = dup_code_at_hub (self, &filled);
  g_assert_null (again);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  self->file = test_counter_open_stream (&self->desk, &filled);
  test_wait_until (all_is_sent (self) && yc_case_get_number (yc_case_file_get_case (self->file)) != NULL);
  bring_paper (self, sha256);
  again = dup_code_at_hub (self, &filled);
  g_assert_cmpstr (again, ==, code);
}

/* --- physical work -------------------------------------------------------------- */

static YcId
ask (TestCounter *desk,
     YcCaseFile  *file)
{
  const YcJobWish wish = { TEST_MADE_PIECE, SHA, NULL, "printer-1", NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  YcId job;

  yc_case_file_ask_job_async (file, &wish, test_ready_cb, &result);
  yc_case_file_ask_job_finish (file, test_wait_result (&result), &job, &error);
  g_assert_no_error (error);
  return job;
}

static YcJobState
get_state (YcCaseFile *file,
           const YcId *job)
{
  YcJob *found = yc_case_file_find_job (file, job);

  return found != NULL ? yc_job_get_state (found) : YC_JOB_ASKED;
}

static void
make (Fixture    *self,
      const YcId *job)
{
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;

  test_wait_until (get_state (self->file, job) == YC_JOB_GRANTED);
  yc_case_file_start_job_async (self->file, job, SHA, NULL, test_ready_cb, &started);
  yc_case_file_finish (self->file, test_wait_result (&started), &error);
  g_assert_no_error (error);
  yc_case_file_end_job_async (self->file, job, test_ready_cb, &ended);
  yc_case_file_finish (self->file, test_wait_result (&ended), &error);
  g_assert_no_error (error);
}

static gboolean
is_held (TestCounter *desk)
{
  GListModel *parked = G_LIST_MODEL (yc_line_get_parked (yc_counter_get_line (desk->counter)));
  g_autoptr (YcParked) first = g_list_model_get_item (parked, 0);

  return first != NULL && strstr (yc_parked_get_reason (first), "set back to a backup") != NULL;
}

static YcJobState
get_hub_state (Fixture    *self,
               const YcId *job)
{
  g_autoptr (YcCase) folded = test_case_read (self->clerk, &self->stream);
  const YcCaseJob *found = yc_case_find_job (folded, job);

  return found != NULL ? found->state : YC_JOB_ASKED;
}

/* A piece that one desk has made while another asks for it at a hub that has
 * forgotten: it waits, says so, and is not made twice. */
static void
test_made (Fixture       *self,
           gconstpointer  data)
{
  g_auto (TestCounter) other = { 0 };
  g_autofree char *backup = NULL;
  g_autofree char *released = NULL;
  YcCaseFile *other_file;
  YcId job, again;

  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  test_counter_init (&other, self->hub, "5", YC_HUB_TRAINING_OPERATOR);
  backup = test_hub_back_up (self->hub);
  open_stream (self);
  job = ask (&self->desk, self->file);
  make (self, &job);
  test_wait_until (all_is_sent (self));
  g_assert_cmpint (get_hub_state (self, &job), ==, YC_JOB_DONE);
  test_counter_close (&self->desk);

  test_hub_set_back (self->hub, backup);
  g_assert_cmpint (get_hub_state (self, &job), ==, YC_JOB_ASKED);
  other_file = test_counter_open_stream (&other, &self->stream);
  test_wait_until (yc_case_get_status (yc_case_file_get_case (other_file)) >= YC_CASE_APPROVED);
  test_wait_until (g_list_model_get_n_items (yc_case_file_get_jobs (other_file)) == 0 &&
                   yc_case_get_status (yc_case_file_get_case (other_file)) >= YC_CASE_APPROVED);
  again = ask (&other, other_file);
  test_wait_until (is_held (&other));
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "job.ask"), ==, 0);

  /* Who made it comes, and shows the hub its own grant. */
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  test_wait_until (get_hub_state (self, &job) == YC_JOB_DONE);
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "job.grant"), ==, 1);
  yc_counter_retry (other.counter, NULL);
  test_wait_until (is_held (&other));
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "job.ask"), ==, 1);

  released = test_hub_admin (self->hub, "{\"command\":\"release-jobs\"}");
  test_wait_until ((yc_counter_retry (other.counter, NULL), test_case_count (self->clerk, &self->stream, "job.ask") == 2));
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "job.grant"), ==, 1);
  g_assert_cmpint (get_hub_state (self, &job), ==, YC_JOB_DONE);
  g_assert_cmpint (get_hub_state (self, &again), ==, YC_JOB_ASKED);
}

/* A grant that was not used yet is the same grant afterwards. */
static void
test_granted (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *backup = NULL;
  YcId job;

  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  backup = test_hub_back_up (self->hub);
  open_stream (self);
  job = ask (&self->desk, self->file);
  test_wait_until (get_state (self->file, &job) == YC_JOB_GRANTED);
  test_hub_set_back (self->hub, backup);
  test_wait_until (get_hub_state (self, &job) == YC_JOB_GRANTED);
  make (self, &job);
  test_wait_until (get_hub_state (self, &job) == YC_JOB_DONE);
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "job.grant"), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/flow/restored/signed-in", Fixture, NULL, set_up, test_signed_in, tear_down);
  g_test_add ("/flow/restored/enrolled", Fixture, NULL, set_up, test_enrolled, tear_down);
  g_test_add ("/flow/restored/numbers", Fixture, NULL, set_up, test_numbers, tear_down);
  g_test_add ("/flow/restored/code-waits", Fixture, NULL, set_up, test_code_waits, tear_down);
  g_test_add ("/flow/restored/made", Fixture, NULL, set_up, test_made, tear_down);
  g_test_add ("/flow/restored/granted", Fixture, NULL, set_up, test_granted, tear_down);
  return g_test_run ();
}
