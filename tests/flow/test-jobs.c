/* Physical work at a window: asked for, granted, started once, also without a
 * line; and what a program that died leaves behind. */

#include "yc-case-jobs.h"
#include "yc-case-verbs.h"
#include "yc-piece-plan.h"
#include "yc-test-desk.h"

#include <glib/gstdio.h>
#include <string.h>

#define SHA "5ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea1"
#define OTHER_SHA "0ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea1"

typedef struct
{
  TestHub *hub;
  TestDesk *clerk; /* who began the case, at another window */
  TestCounter desk;
  YcStream stream;
  YcCaseFile *file;
} Fixture;

/* What there is of it comes page by page. */
static void
open_stream (Fixture *self)
{
  self->file = test_counter_open_stream (&self->desk, &self->stream);
  test_wait_until (yc_case_get_status (yc_case_file_get_case (self->file)) >= YC_CASE_APPROVED);
}

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
  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  open_stream (self);
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

/* The program ends and begins anew; without a line it knows what it knew. */
static void
restart (Fixture  *self,
         gboolean  without_line)
{
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, without_line);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  test_wait_until (g_hash_table_contains (self->desk.counter->files, &self->stream.id));
  open_stream (self);
}

static YcJobState
get_state (Fixture    *self,
           const YcId *job)
{
  YcJob *found = yc_case_file_find_job (self->file, job);

  g_assert_nonnull (found);
  return yc_job_get_state (found);
}

static YcJobState
get_hub_state (Fixture    *self,
               const YcId *job)
{
  g_autoptr (YcCase) folded = test_case_read (self->clerk, &self->stream);
  const YcCaseJob *found = yc_case_find_job (folded, job);

  return found != NULL ? found->state : YC_JOB_ASKED;
}

static void
finish (Fixture       *self,
        GAsyncResult **result,
        const char    *words)
{
  g_autoptr (GError) error = NULL;

  yc_case_file_finish (self->file, test_wait_result (result), &error);
  if (words == NULL)
    g_assert_no_error (error);
  else
    g_assert_cmpstr (error != NULL ? error->message : NULL, ==, words);
  g_clear_object (result);
}

static YcId
ask_for (Fixture    *self,
         const char *reason)
{
  const YcJobWish wish = { TEST_MADE_PIECE, SHA, NULL, "printer-1", reason };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  YcId job;

  yc_case_file_ask_job_async (self->file, &wish, test_ready_cb, &result);
  yc_case_file_ask_job_finish (self->file, test_wait_result (&result), &job, &error);
  g_assert_no_error (error);
  return job;
}

static YcId
ask (Fixture *self)
{
  YcId job = ask_for (self, NULL);

  test_wait_until (get_state (self, &job) == YC_JOB_GRANTED);
  return job;
}

static void
start (Fixture    *self,
       const YcId *job,
       const char *words)
{
  GAsyncResult *result = NULL;

  yc_case_file_start_job_async (self->file, job, SHA, NULL, test_ready_cb, &result);
  finish (self, &result, words);
}

static void
end (Fixture    *self,
     const YcId *job)
{
  GAsyncResult *result = NULL;

  yc_case_file_end_job_async (self->file, job, test_ready_cb, &result);
  finish (self, &result, NULL);
}

static void
settle (Fixture    *self,
        const YcId *job,
        gboolean    made,
        const char *words)
{
  GAsyncResult *result = NULL;

  yc_case_file_settle_job_async (self->file, job, made, "looked at it", test_ready_cb, &result);
  finish (self, &result, words);
}

static YcStoreJobState
get_journal (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  YcStoreJobState state = 0;

  yc_store_load_jobs_async (self->desk.counter->store, NULL, test_ready_cb, &result);
  jobs = yc_store_load_jobs_finish (self->desk.counter->store, test_wait_result (&result), NULL);
  for (guint i = 0; i < jobs->len; i++)
    if (((YcStoreJob *) g_ptr_array_index (jobs, i))->stream.type == YC_STREAM_CASE)
      state = ((YcStoreJob *) g_ptr_array_index (jobs, i))->state;
  return state;
}

static void
hand_over (Fixture    *self,
           const char *words)
{
  static const char *const outputs[] = { TEST_MADE_PIECE, NULL };
  GAsyncResult *result = NULL;

  yc_case_file_handover_sign_async (self->file, outputs, "张测试", "self", "002X", test_ready_cb, &result);
  finish (self, &result, words);
}

/* --- tests ------------------------------------------------------------------ */

static void
test_whole (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (GPtrArray) pieces = yc_case_file_list_pieces (self->file);
  const YcPiece *piece = g_ptr_array_index (pieces, 0);
  GListModel *jobs = yc_case_file_get_jobs (self->file);
  g_autoptr (YcJob) shown = NULL;
  YcId job;

  g_assert_cmpuint (pieces->len, ==, 1);
  g_assert_cmpstr (piece->piece, ==, TEST_MADE_PIECE);
  g_assert_true (piece->ready && !piece->made && piece->holder == NULL);
  hand_over (self, "Not everything has been made yet: give it out together");
  g_assert_cmpint (yc_case_file_get_step (self->file, YC_STEP_DECISION), ==, YC_STEP_WAITING);

  job = ask (self);
  shown = g_list_model_get_item (jobs, 0);
  g_assert_cmpstr (yc_job_get_label (shown), ==, "营业执照正本");
  g_assert_true (yc_job_is_mine (shown));
  g_assert_cmpint (get_journal (self), ==, 0);
  start (self, &job, NULL);
  g_assert_cmpint (get_journal (self), ==, YC_STORE_JOB_STARTED);
  g_assert_cmpint (yc_job_get_state (shown), ==, YC_JOB_STARTED);
  start (self, &job, "This has been started already; nothing is made twice");
  end (self, &job);
  g_assert_cmpint (get_journal (self), ==, YC_STORE_JOB_DONE);
  test_wait_until (yc_case_get_status (yc_case_file_get_case (self->file)) == YC_CASE_DONE);
  g_assert_cmpint (get_hub_state (self, &job), ==, YC_JOB_DONE);
  hand_over (self, NULL);
  g_assert_true (yc_case_file_find_job (self->file, &job) == shown);
}

/* A grant that is held can be used without a line; a new one can not be had. */
static void
test_offline (Fixture       *self,
              gconstpointer  data)
{
  YcId job = ask (self);

  restart (self, TRUE);
  g_assert_cmpint (get_state (self, &job), ==, YC_JOB_GRANTED);
  start (self, &job, NULL);
  end (self, &job);
  settle (self, &job, FALSE, NULL);
  job = ask_for (self, "blurred");
  g_assert_cmpint (get_state (self, &job), ==, YC_JOB_ASKED);
  start (self, &job, "The center's permission is not here yet: it comes with the line");

  restart (self, FALSE);
  test_wait_until (get_state (self, &job) == YC_JOB_GRANTED);
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "job.start"), ==, 1);
}

/* Two presses of one key: one start, on disk and at the hub. */
static void
test_twice (Fixture       *self,
            gconstpointer  data)
{
  YcId job = ask (self);
  GAsyncResult *first = NULL, *second = NULL;

  yc_case_file_start_job_async (self->file, &job, SHA, NULL, test_ready_cb, &first);
  yc_case_file_start_job_async (self->file, &job, SHA, NULL, test_ready_cb, &second);
  finish (self, &first, NULL);
  finish (self, &second, "This has been started or given back already");
  g_assert_cmpint (get_state (self, &job), ==, YC_JOB_STARTED);
  end (self, &job);
  test_wait_until (get_hub_state (self, &job) == YC_JOB_DONE);
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "job.start"), ==, 1);
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "job.unknown"), ==, 0);
}

/* What a program that died had begun nobody knows: a person is asked, and the
 * work does not go on by itself. */
static void
test_crash (Fixture       *self,
            gconstpointer  data)
{
  YcId job = ask (self);
  YcId again;

  start (self, &job, NULL);
  restart (self, GPOINTER_TO_INT (data));
  test_wait_until (get_state (self, &job) == YC_JOB_UNKNOWN);
  g_assert_cmpint (get_journal (self), ==, YC_STORE_JOB_UNKNOWN);
  g_assert_cmpuint (yc_case_file_count_asking (self->file), ==, 1);
  start (self, &job, "This has been started already; nothing is made twice");
  settle (self, &job, FALSE, NULL);
  settle (self, &job, TRUE, "There is nothing to say about this work");
  g_assert_cmpint (get_journal (self), ==, YC_STORE_JOB_CANCELLED);
  g_assert_cmpuint (yc_case_file_count_asking (self->file), ==, 0);
  restart (self, FALSE);
  again = ask_for (self, "stopped half way");
  test_wait_until (get_state (self, &again) == YC_JOB_GRANTED);
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "job.unknown"), ==, 1);
  g_assert_cmpint (get_hub_state (self, &job), ==, YC_JOB_SPOILT);
}

/* Only the hub's own word counts, and only for what it says. */
static void
test_forged (Fixture       *self,
             gconstpointer  data)
{
  YcId job = ask (self);
  GAsyncResult *result = NULL;
  char *device;

  self->desk.counter->hub_key[0] ^= 1;
  start (self, &job, "The center's permission is not here yet: it comes with the line");
  self->desk.counter->hub_key[0] ^= 1;
  device = self->desk.counter->device;
  self->desk.counter->device = (char *) "another desk";
  start (self, &job, "The center's permission is not here yet: it comes with the line");
  self->desk.counter->device = device;
  yc_case_file_start_job_async (self->file, &job, OTHER_SHA, NULL, test_ready_cb, &result);
  finish (self, &result, "This is not what the permission is for");
  start (self, &job, NULL);
}

/* A grant that is given back is not used any more, and its piece is free. */
static void
test_return (Fixture       *self,
             gconstpointer  data)
{
  YcId job = ask (self);
  GAsyncResult *result = NULL;
  YcId again;

  yc_case_file_return_job_async (self->file, &job, test_ready_cb, &result);
  finish (self, &result, NULL);
  start (self, &job, "The permission was given back: ask for another");
  again = ask (self);
  start (self, &again, NULL);
}

/* Given back by one hand and started by another, before the disk has either:
 * the hub hears of both in that order, so the machine must not begin. */
static void
test_return_and_start (Fixture       *self,
                       gconstpointer  data)
{
  YcId job = ask (self);
  GAsyncResult *returned = NULL, *started = NULL;

  yc_case_file_return_job_async (self->file, &job, test_ready_cb, &returned);
  yc_case_file_start_job_async (self->file, &job, SHA, NULL, test_ready_cb, &started);
  finish (self, &returned, NULL);
  finish (self, &started, "This has been started or given back already");
  g_assert_cmpint (get_journal (self), ==, YC_STORE_JOB_CANCELLED);
  test_wait_until (get_hub_state (self, &job) == YC_JOB_RETURNED);
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "job.start"), ==, 0);
}

typedef struct
{
  YcCaseFile *file;
  YcId job;
  guint wait_ms;
  gboolean good;
  gint done; /* atomic */
} Machine;

static gpointer
run_machine (gpointer data)
{
  Machine *machine = data;

  machine->good = yc_case_file_start_job_wait (machine->file, &machine->job, SHA, NULL, machine->wait_ms, NULL);
  g_atomic_int_set (&machine->done, TRUE);
  return NULL;
}

static gboolean
start_in_thread (Fixture    *self,
                 const YcId *job,
                 guint       wait_ms)
{
  Machine machine = { self->file, *job, wait_ms, FALSE, FALSE };
  GThread *thread = g_thread_new ("machine", run_machine, &machine);

  if (wait_ms == 0)
    g_thread_join (thread); /* the main loop is not there for it */
  else
    {
      test_wait_until (g_atomic_int_get (&machine.done));
      g_thread_join (thread);
    }
  return machine.good;
}

/* A device's thread waits for the disk; what it has not waited for is not begun, and
 * somebody looks. */
static void
test_thread (Fixture       *self,
             gconstpointer  data)
{
  YcId job = ask (self);
  YcId again;

  g_assert_false (start_in_thread (self, &job, 0));
  test_wait_until (get_state (self, &job) == YC_JOB_UNKNOWN);
  settle (self, &job, FALSE, NULL);
  again = ask_for (self, "not begun");
  test_wait_until (get_state (self, &again) == YC_JOB_GRANTED);
  g_assert_true (start_in_thread (self, &again, 30000));
  g_assert_cmpint (get_journal (self), ==, YC_STORE_JOB_STARTED);
  g_assert_false (start_in_thread (self, &again, 30000));
  end (self, &again);
}

#define MINUTE_MS G_GINT64_CONSTANT (60000)

static gboolean
estimate_cb (YcCaseFile    *file,
             const YcPiece *piece,
             gint64        *ret_duration_ms,
             guint         *ret_needs,
             gpointer       data)
{
  g_assert_cmpstr (piece->spec->made, ==, "licence");
  *ret_duration_ms = 3 * MINUTE_MS;
  *ret_needs = 2;
  return TRUE;
}

/* What waits is planned on a machine that can do it, against its promise; what
 * is begun is planned no more. */
static void
test_plan (Fixture       *self,
           gconstpointer  data)
{
  gint64 now_ms = yc_counter_now (self->desk.counter).at_ms;
  const YcPlanMachine machines[] = { { "cutter", now_ms, 1000, 1 }, { "printer-1", now_ms + MINUTE_MS, 500, 3 } };
  YcId job = ask (self); /* a case that is only looked at is not planned */
  g_autoptr (GPtrArray) planned = yc_counter_plan_pieces (self->desk.counter, machines, 2, estimate_cb, NULL);
  g_autoptr (GPtrArray) late = NULL;
  g_autoptr (GPtrArray) none = NULL;
  const YcPlanMachine slow = { "printer-1", now_ms, 100, 2 };
  const YcPlannedPiece *first;

  g_assert_cmpuint (planned->len, ==, 1);
  first = g_ptr_array_index (planned, 0);
  g_assert_true (first->file == self->file);
  g_assert_cmpstr (first->piece, ==, TEST_MADE_PIECE);
  g_assert_cmpstr (first->machine, ==, "printer-1");
  g_assert_cmpint (first->finish_ms - first->start_ms, ==, 6 * MINUTE_MS);
  g_assert_cmpint (first->due_ms, ==, yc_case_get_received_at (yc_case_file_get_case (self->file)).at_ms + 20 * MINUTE_MS);
  g_assert_false (first->late);

  late = yc_counter_plan_pieces (self->desk.counter, &slow, 1, estimate_cb, NULL);
  g_assert_true (((YcPlannedPiece *) g_ptr_array_index (late, 0))->late);

  start (self, &job, NULL);
  none = yc_counter_plan_pieces (self->desk.counter, machines, 2, estimate_cb, NULL);
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/jobs/whole", Fixture, NULL, set_up, test_whole, tear_down);
  g_test_add ("/jobs/offline", Fixture, NULL, set_up, test_offline, tear_down);
  g_test_add ("/jobs/twice", Fixture, NULL, set_up, test_twice, tear_down);
  g_test_add ("/jobs/crash", Fixture, NULL, set_up, test_crash, tear_down);
  g_test_add ("/jobs/crash-without-line", Fixture, GINT_TO_POINTER (TRUE), set_up, test_crash, tear_down);
  g_test_add ("/jobs/forged", Fixture, NULL, set_up, test_forged, tear_down);
  g_test_add ("/jobs/thread", Fixture, NULL, set_up, test_thread, tear_down);
  g_test_add ("/jobs/plan", Fixture, NULL, set_up, test_plan, tear_down);
  g_test_add ("/jobs/return", Fixture, NULL, set_up, test_return, tear_down);
  g_test_add ("/jobs/return-and-start", Fixture, NULL, set_up, test_return_and_start, tear_down);
  return g_test_run ();
}
