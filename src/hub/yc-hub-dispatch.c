/* yc-hub-dispatch.c: from a request to its answer
 *
 * Group commit: while a transaction is being brought to the disk, ops that
 * come are put aside; when it is done, all of them make the next one. So a
 * slow disk makes the transactions larger and not the queue longer, until the
 * queue is full and senders are asked to come again.
 *
 * Long poll: a reader whose feed has nothing new waits under the name of its
 * stream or hall, without a thread, until a transaction touches that name or
 * its time is over.
 */

#include "yc-hub-server-private.h"

#include "yc-hub-audit.h"
#include "yc-hub-blobs.h"
#include "yc-hub-codes.h"
#include "yc-hub-events.h"
#include "yc-hub-feed.h"
#include "yc-hub-figures.h"
#include "yc-hub-lists.h"
#include "yc-hub-reveals.h"
#include "yc-hub-staff-lists.h"
#include "yc-hub-staff.h"

#define WAITERS_MAX 11000
#define ENROL_BURST 60.0
#define ENROL_PER_SECOND 1.0

static void read_feed (YcHubVisit *visit);
static void pump      (YcHubServer *server);

static void
answer_problem (YcHubVisit *visit,
                guint       status,
                const char *code,
                const char *detail)
{
  yc_hub_visit_answer (visit, yc_hub_answer_new_problem (status, code, detail));
}

static void
release_visit (gpointer data)
{
  g_object_unref (((YcHubVisit *) data)->message);
}

/* Gives a request to a worker. The visit, and so its message, is kept until
 * @done has run. */
static void
run_job (YcHubVisit          *visit,
         YcWorker            *worker,
         GTaskThreadFunc      func,
         GAsyncReadyCallback  done)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, done, visit);

  g_object_ref (visit->message);
  visit->server->jobs++;
  g_task_set_task_data (task, visit, release_visit);
  yc_worker_run (worker, task, func);
}

/* Ends a job; FALSE when the worker had no place for it, which was answered then. */
static gboolean
finish_job (YcHubVisit   *visit,
            GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    return TRUE;
  answer_problem (visit, 503, "busy", "The hub has too much to do; come again");
  return FALSE;
}

/* Ends a job that either has an answer, or leaves the rest to @func. */
static void
go_on (YcHubVisit          *visit,
       GAsyncResult        *result,
       YcWorker            *worker,
       GTaskThreadFunc      func,
       GAsyncReadyCallback  done)
{
  YcHubServer *server = visit->server;

  if (finish_job (visit, result))
    {
      if (visit->answer != NULL)
        yc_hub_visit_answer (visit, g_steal_pointer (&visit->answer));
      else
        run_job (visit, worker, func, done);
    }
  yc_hub_server_job_done (server);
}

static void
answer_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  YcHubVisit *visit = data;
  YcHubServer *server = visit->server;

  if (finish_job (visit, result))
    yc_hub_visit_answer (visit, g_steal_pointer (&visit->answer));
  yc_hub_server_job_done (server);
}

/* Taking ops. */

typedef struct
{
  YcHubServer *server;
  GPtrArray *visits;   /* of YcHubVisit, with a reference to their messages */
  GPtrArray *puts;     /* of YcHubPut, all of the visits' */
  GHashTable *touched;
} Batch;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_ptr_array_unref (batch->puts);
  g_ptr_array_unref (batch->visits);
  g_hash_table_unref (batch->touched);
  g_free (batch);
}

static void
ingest_job (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  Batch *batch = data;

  yc_hub_ingest (batch->server->hub, batch->puts, batch->touched);
  g_task_return_boolean (task, TRUE);
}

static void
wake_name (YcHubServer *server,
           const char  *name)
{
  g_autoptr (GPtrArray) visits = NULL;

  visits = g_hash_table_lookup (server->waiters, name);
  if (visits == NULL)
    return;
  g_ptr_array_ref (visits);
  g_hash_table_remove (server->waiters, name);
  for (guint i = 0; i < visits->len; i++)
    {
      YcHubVisit *visit = g_ptr_array_index (visits, i);

      server->waiting--;
      g_clear_handle_id (&visit->wait_source, g_source_remove);
      read_feed (visit);
      g_object_unref (visit->message);
    }
}

/* Whoever waits for one of these names is answered; offices that there is
 * something for are sent it. */
void
yc_hub_dispatch_wake (YcHubServer *server,
                      GHashTable  *touched)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, touched);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    wake_name (server, name);
  yc_hub_events_wake (server, touched);
  if (server->offices != NULL)
    yc_hub_offices_wake (server->offices, touched);
}

/* Ends a job that may have changed something: whoever waits for it hears first. */
static void
changed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  YcHubVisit *visit = data;

  if (!g_task_had_error (G_TASK (result)))
    yc_hub_dispatch_wake (visit->server, visit->touched);
  answer_cb (source, result, data);
}

static void
ingested_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Batch *batch = g_task_get_task_data (G_TASK (result));
  YcHubServer *server = batch->server;
  gboolean good = g_task_propagate_boolean (G_TASK (result), NULL);

  server->committing = FALSE;
  for (guint i = 0; good && i < batch->puts->len; i++)
    g_hash_table_remove (server->devices, &((YcHubPut *) g_ptr_array_index (batch->puts, i))->withdrawn);
  for (guint i = 0; i < batch->visits->len; i++)
    {
      YcHubVisit *visit = g_ptr_array_index (batch->visits, i);

      if (good)
        yc_hub_visit_answer (visit, yc_hub_puts_answer (visit->puts, visit->request->door));
      else
        answer_problem (visit, 503, "busy", "The hub has too much to do; come again");
    }
  yc_hub_dispatch_wake (server, batch->touched);
  yc_hub_dispatch_tell_packs (server);
  pump (server);
  yc_hub_server_job_done (server);
}

/* Makes what waits the next transaction, unless one is being kept. */
static void
pump (YcHubServer *server)
{
  g_autoptr (GTask) task = NULL;
  Batch *batch;

  if (server->committing || server->queue.length == 0)
    return;
  batch = g_new0 (Batch, 1);
  batch->server = server;
  batch->visits = g_ptr_array_new_with_free_func (release_visit);
  batch->puts = g_ptr_array_new ();
  batch->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while (server->queue.length > 0 && batch->puts->len < YC_HUB_BATCH_MAX)
    {
      YcHubVisit *visit = g_queue_pop_head (&server->queue);

      server->queued -= visit->puts->len;
      g_ptr_array_add (batch->visits, visit);
      g_ptr_array_extend (batch->puts, visit->puts, NULL, NULL);
    }
  server->committing = TRUE;
  server->jobs++;
  task = g_task_new (NULL, NULL, ingested_cb, NULL);
  g_task_set_task_data (task, batch, batch_free);
  yc_worker_run (server->store_worker, task, ingest_job);
}

static gboolean
is_full (YcHubServer *server)
{
  return server->queued >= YC_HUB_QUEUE_MAX || server->stopped != NULL;
}

static void
read_ops_job (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  visit->puts = yc_hub_puts_read (visit->server->hub->keys, visit->device, visit->request, visit->body,
                                  visit->received_ms, &visit->answer);
  g_task_return_boolean (task, TRUE);
}

static void
ops_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  YcHubVisit *visit = data;
  YcHubServer *server = visit->server;

  if (finish_job (visit, result))
    {
      if (visit->answer != NULL)
        yc_hub_visit_answer (visit, g_steal_pointer (&visit->answer));
      else if (is_full (server))
        answer_problem (visit, 503, "busy", "The hub has too much to do; come again");
      else
        {
          g_object_ref (visit->message);
          g_queue_push_tail (&server->queue, visit);
          server->queued += visit->puts->len;
          pump (server);
        }
    }
  yc_hub_server_job_done (server);
}

static void
take_ops (YcHubVisit *visit,
          GBytes     *body)
{
  YcHubServer *server = visit->server;

  if (is_full (server))
    {
      answer_problem (visit, 503, "busy", "The hub has too much to do; come again");
      return;
    }
  if (visit->request->cursor.epoch[0] != '\0' &&
      strcmp (visit->request->cursor.epoch, server->hub->epoch) != 0)
    {
      answer_problem (visit, 409, "new-epoch", "The op was sent to another epoch; older ones may have to come first");
      return;
    }
  visit->body = g_bytes_ref (body);
  visit->received_ms = yc_hub_get_now (server->hub);
  run_job (visit, server->op_workers[server->next_op_worker++ % YC_HUB_OP_WORKERS], read_ops_job, ops_read_cb);
}

/* Reading feeds. */

static void
feed_job (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  visit->answer = yc_hub_feed_read (visit->server->hub, visit->request, visit->device, &visit->is_empty);
  g_task_return_boolean (task, TRUE);
}

static gboolean
wait_over_cb (gpointer data)
{
  YcHubVisit *visit = data;
  YcHubServer *server = visit->server;
  GPtrArray *visits = g_hash_table_lookup (server->waiters, visit->request->hall);

  visit->wait_source = 0;
  if (visits != NULL && g_ptr_array_remove_fast (visits, visit))
    {
      server->waiting--;
      if (visits->len == 0)
        g_hash_table_remove (server->waiters, visit->request->hall);
      read_feed (visit);
      g_object_unref (visit->message);
    }
  return G_SOURCE_REMOVE;
}

static void
wait_for_rows (YcHubVisit *visit,
               gint64      left_us)
{
  YcHubServer *server = visit->server;
  GPtrArray *visits = g_hash_table_lookup (server->waiters, visit->request->hall);

  if (visits == NULL)
    {
      visits = g_ptr_array_new ();
      g_hash_table_insert (server->waiters, g_strdup (visit->request->hall), visits);
    }
  g_clear_pointer (&visit->answer, yc_hub_answer_free);
  g_object_ref (visit->message);
  visit->parked_us = g_get_monotonic_time ();
  g_ptr_array_add (visits, visit);
  server->waiting++;
  visit->wait_source = g_timeout_add ((guint) (left_us / 1000) + 1, wait_over_cb, visit);
}

static void
feed_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  YcHubVisit *visit = data;
  YcHubServer *server = visit->server;

  server->reading--;
  if (finish_job (visit, result))
    {
      gint64 left_us = visit->wait_until_us - g_get_monotonic_time ();

      if (visit->is_empty && left_us > 0 && server->stopped == NULL && server->waiting < WAITERS_MAX &&
          visit->packs == server->packs)
        wait_for_rows (visit, left_us);
      else
        yc_hub_visit_answer (visit, g_steal_pointer (&visit->answer));
    }
  yc_hub_server_job_done (server);
}

/* A device may be withdrawn while it waits. */
static void
read_feed (YcHubVisit *visit)
{
  if (!yc_hub_visit_is_known (visit))
    {
      answer_problem (visit, 403, "device", "This hub does not know the device");
      return;
    }
  if (visit->parked_us != 0)
    visit->waited_us += g_get_monotonic_time () - visit->parked_us;
  visit->parked_us = 0;
  visit->packs = visit->server->packs;
  visit->server->reading++;
  run_job (visit, visit->server->store_worker, feed_job, feed_cb);
}

static void
find_job (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  visit->answer = yc_hub_feed_find (visit->server->hub, visit->request->search, visit->device);
  g_task_return_boolean (task, TRUE);
}

static void
list_job (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  if (visit->request->door == YC_HUB_DOOR_REVEALS)
    visit->answer = yc_hub_reveals_read (visit->server->hub, visit->request, visit->device);
  else
    visit->answer = yc_hub_lists_read (visit->server->hub, visit->request, visit->device);
  g_task_return_boolean (task, TRUE);
}

static void
audit_job (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  visit->answer = yc_hub_audit_sign_head (visit->server->hub);
  g_task_return_boolean (task, TRUE);
}

/* Packs. */

static void
packs_job (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  YcHubVisit *visit = data;
  YcHub *hub = visit->server->hub;

  if (visit->request->door == YC_HUB_DOOR_PACKS)
    visit->answer = yc_hub_packs_list (hub);
  else if (visit->request->door == YC_HUB_DOOR_STAFF_PACKS)
    visit->answer = yc_hub_packs_read_staff (hub, visit->device);
  else if (visit->request->door == YC_HUB_DOOR_PACK)
    visit->answer = yc_hub_packs_read (hub, visit->request);
  else
    visit->answer = yc_hub_packs_take_word (hub, visit->request->search, visit->pack_word, visit->device);
  g_task_return_boolean (task, TRUE);
}

static void
ask_packs (YcHubVisit *visit,
           GBytes     *body)
{
  if (visit->request->door == YC_HUB_DOOR_PACK_STATE)
    visit->pack_word = yc_hub_pack_word_parse (body);
  if (visit->request->door == YC_HUB_DOOR_PACK_STATE && visit->pack_word == NULL)
    answer_problem (visit, 422, "malformed", "The body must have state (trying, good, refused) and why");
  else
    run_job (visit, visit->server->store_worker, packs_job, answer_cb);
}

/* Figures: collected in the store's thread, counted in one of their own. */

static void
collect_job (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  visit->answer = yc_hub_figures_collect (visit->server->hub, visit->device);
  g_task_return_boolean (task, TRUE);
}

static void
count_job (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  visit->answer = yc_hub_figures_count (visit->server->hub, visit->request, visit->device);
  g_task_return_boolean (task, TRUE);
}

static void
collected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  YcHubVisit *visit = data;

  go_on (visit, result, visit->server->figures_worker, count_job, answer_cb);
}

/* Administrators. */

static void
staff_job (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  if (visit->drawn != NULL)
    visit->answer = yc_hub_staff_draw (visit->server->hub, visit->drawn, visit->device);
  else
    visit->answer = yc_hub_staff_lists_read (visit->server->hub, visit->request, visit->device);
  g_task_return_boolean (task, TRUE);
}

static void
draw_code (YcHubVisit *visit,
           GBytes     *body)
{
  visit->drawn = yc_hub_staff_parse_draw (body);
  if (visit->drawn == NULL)
    answer_problem (visit, 422, "malformed", "The body must have the id of an op");
  else
    run_job (visit, visit->server->store_worker, staff_job, answer_cb);
}

/* Hand-over codes. */

static void
code_job (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  YcHubVisit *visit = data;
  YcHub *hub = visit->server->hub;

  if (visit->request->door == YC_HUB_DOOR_CASE_CODE)
    visit->answer = yc_hub_codes_issue (hub, &visit->request->stream, visit->device, visit->touched);
  else
    visit->answer = yc_hub_codes_redeem (hub, visit->code, visit->device, visit->touched);
  g_task_return_boolean (task, TRUE);
}

static void
use_code (YcHubVisit *visit,
          GBytes     *body)
{
  if (visit->request->door == YC_HUB_DOOR_CODES)
    visit->code = yc_hub_codes_parse (body);
  if (visit->request->door == YC_HUB_DOOR_CODES && visit->code == NULL)
    {
      answer_problem (visit, 422, "malformed", "The body must have a code of 8 digits");
      return;
    }
  visit->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run_job (visit, visit->server->store_worker, code_job, changed_cb);
}

/* Documents: checked and put down in the store's thread, written and read in
 * one of their own, so that no op waits behind a piece. */

static void
check_piece_job (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  YcHubVisit *visit = data;
  YcHub *hub = visit->server->hub;

  if (visit->request->door == YC_HUB_DOOR_PUT_BLOB)
    visit->answer = yc_hub_blobs_check_put (hub, visit->request, visit->device);
  else
    visit->answer = yc_hub_blobs_check_get (hub, visit->request, visit->device);
  g_task_return_boolean (task, TRUE);
}

static void
piece_job (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  YcHubVisit *visit = data;
  YcHub *hub = visit->server->hub;

  if (visit->request->door == YC_HUB_DOOR_PUT_BLOB)
    {
      visit->answer = yc_hub_blobs_write (hub, visit->request, visit->piece, &visit->is_whole);
      if (visit->answer->status == 200)
        yc_hub_metrics_count_piece (hub->metrics, g_bytes_get_size (visit->piece));
    }
  else
    visit->answer = yc_hub_blobs_read (hub, visit->request);
  g_task_return_boolean (task, TRUE);
}

static void
complete_job (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  yc_hub_answer_free (visit->answer);
  visit->answer = yc_hub_blobs_complete (visit->server->hub, visit->request, visit->touched);
  g_task_return_boolean (task, TRUE);
}

static void
piece_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  YcHubVisit *visit = data;
  YcHubServer *server = visit->server;

  g_clear_pointer (&visit->piece, g_bytes_unref);
  if (finish_job (visit, result))
    {
      if (visit->is_whole)
        run_job (visit, server->store_worker, complete_job, changed_cb);
      else
        yc_hub_visit_answer (visit, g_steal_pointer (&visit->answer));
    }
  yc_hub_server_job_done (server);
}

static void
checked_piece_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  YcHubVisit *visit = data;

  go_on (visit, result, visit->server->blob_worker, piece_job, piece_cb);
}

static void
take_piece (YcHubVisit *visit,
            GBytes     *body)
{
  visit->piece = g_bytes_ref (body);
  visit->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run_job (visit, visit->server->store_worker, check_piece_job, checked_piece_cb);
}

/* Devices and operators. */

static void
enrol_job (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  visit->answer = yc_hub_auth_enrol (visit->server->hub, visit->enrolment, &visit->enrolled);
  g_task_return_boolean (task, TRUE);
}

static void
enrolled_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  YcHubVisit *visit = data;
  YcHubDevice *device = g_steal_pointer (&visit->enrolled);

  if (device != NULL)
    g_hash_table_replace (visit->server->devices, &device->id, device);
  answer_cb (source, result, data);
}

/* Guessing codes is slowed down for all together: a hub enrols few devices. */
static gboolean
may_try_to_enrol (YcHubServer *server)
{
  gint64 now_us = g_get_monotonic_time ();

  if (server->enrol_at_us == 0)
    server->enrol_left = ENROL_BURST;
  else
    server->enrol_left += (double) (now_us - server->enrol_at_us) / G_USEC_PER_SEC * ENROL_PER_SECOND;
  server->enrol_left = MIN (server->enrol_left, ENROL_BURST);
  server->enrol_at_us = now_us;
  if (server->enrol_left < 1.0)
    return FALSE;
  server->enrol_left -= 1.0;
  return TRUE;
}

static void
enrol (YcHubVisit *visit,
       GBytes     *body)
{
  if (!may_try_to_enrol (visit->server))
    {
      answer_problem (visit, 429, "busy", "Too many devices want to enrol; come again");
      return;
    }
  visit->enrolment = yc_hub_enrol_request_parse (body);
  if (visit->enrolment == NULL)
    answer_problem (visit, 422, "malformed", "The body must have code, name and key");
  else if (g_hash_table_size (visit->server->devices) >= YC_HUB_DEVICES_MAX)
    answer_problem (visit, 503, "full", "The hub has as many devices as it may have");
  else
    run_job (visit, visit->server->store_worker, enrol_job, enrolled_cb);
}

static void
login_begin_job (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  visit->answer = yc_hub_auth_begin (visit->server->hub, visit->login);
  g_task_return_boolean (task, TRUE);
}

static void
login_compare_job (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  yc_hub_auth_compare (((YcHubVisit *) data)->login);
  g_task_return_boolean (task, TRUE);
}

static void
login_end_job (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  visit->answer = yc_hub_auth_end (visit->server->hub, visit->login, visit->device);
  g_task_return_boolean (task, TRUE);
}

static void
login_compared_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  YcHubVisit *visit = data;
  YcHubServer *server = visit->server;

  if (finish_job (visit, result))
    run_job (visit, server->store_worker, login_end_job, answer_cb);
  yc_hub_server_job_done (server);
}

static void
login_begun_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  YcHubVisit *visit = data;

  go_on (visit, result, visit->server->password_worker, login_compare_job, login_compared_cb);
}

static void
login (YcHubVisit *visit,
       GBytes     *body)
{
  visit->login = yc_hub_login_request_parse (body);
  if (visit->login == NULL)
    answer_problem (visit, 422, "malformed", "The body must have operator, password and key");
  else
    run_job (visit, visit->server->store_worker, login_begin_job, login_begun_cb);
}

/* A password that somebody chooses: hashed first, whatever the code is. */

static void
choice_hash_job (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  yc_hub_choice_hash (((YcHubVisit *) data)->choice);
  g_task_return_boolean (task, TRUE);
}

static void
choice_keep_job (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  visit->answer = yc_hub_choice_keep (visit->server->hub, visit->choice, visit->device, visit->touched);
  g_task_return_boolean (task, TRUE);
}

static void
choice_hashed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  YcHubVisit *visit = data;

  go_on (visit, result, visit->server->store_worker, choice_keep_job, changed_cb);
}

static void
choose_password (YcHubVisit *visit,
                 GBytes     *body)
{
  YcHubAnswer *refusal = NULL;

  visit->choice = yc_hub_choice_parse (body, &refusal);
  if (visit->choice == NULL)
    {
      yc_hub_visit_answer (visit, refusal);
      return;
    }
  visit->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run_job (visit, visit->server->password_worker, choice_hash_job, choice_hashed_cb);
}

/* What needs no store. */

static void
answer_health (YcHubVisit *visit)
{
  YcHub *hub = visit->server->hub;

  yc_hub_visit_answer (visit,
                       yc_hub_answer_new_json (json_pack ("{s:s, s:I, s:s}", "epoch", hub->epoch, "time",
                                                          (json_int_t) yc_hub_get_now (hub), "version", YC_VERSION)));
}

static void
answer_catalogue (YcHubVisit *visit)
{
  YcHub *hub = visit->server->hub;
  const char *version = visit->request->search;
  GBytes *catalogue = hub->rules != NULL ? yc_hub_rules_find_bytes (hub->rules, version, yc_hub_get_now (hub)) : NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *signature_text = NULL;
  json_t *text;

  if (catalogue == NULL)
    {
      if (version != NULL)
        answer_problem (visit, 404, "unknown-version", "This hub has no such version of the catalogue");
      else
        answer_problem (visit, 404, "no-catalogue", "This hub has no catalogue that is valid today");
      return;
    }
  signature = yc_key_pair_sign_bytes (hub->key, catalogue);
  signature_text = g_base64_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  text = json_stringn (g_bytes_get_data (catalogue, NULL), g_bytes_get_size (catalogue));
  yc_hub_visit_answer (visit, yc_hub_answer_new_json (json_pack ("{s:o, s:s}", "catalogue", text, "signature",
                                                                 signature_text)));
}

/**
 * yc_hub_dispatch:
 * @visit: a request that has come whole; its message is paused
 * @body: what it brought
 */
void
yc_hub_dispatch (YcHubVisit *visit,
                 GBytes     *body)
{
  switch (visit->request->door)
    {
    case YC_HUB_DOOR_HEALTH:
      answer_health (visit);
      break;
    case YC_HUB_DOOR_CATALOGUE:
      answer_catalogue (visit);
      break;
    case YC_HUB_DOOR_ENROL:
      enrol (visit, body);
      break;
    case YC_HUB_DOOR_LOGIN:
      login (visit, body);
      break;
    case YC_HUB_DOOR_OP:
    case YC_HUB_DOOR_OPS:
      take_ops (visit, body);
      break;
    case YC_HUB_DOOR_HALL_FEED:
    case YC_HUB_DOOR_STREAM_FEED:
      if (visit->request->events)
        {
          yc_hub_events_begin (visit);
          break;
        }
      visit->wait_until_us = g_get_monotonic_time () + (gint64) visit->request->cursor.wait_s * G_USEC_PER_SEC;
      read_feed (visit);
      break;
    case YC_HUB_DOOR_CASES:
      run_job (visit, visit->server->store_worker, find_job, answer_cb);
      break;
    case YC_HUB_DOOR_CASE_CODE:
    case YC_HUB_DOOR_CODES:
      use_code (visit, body);
      break;
    case YC_HUB_DOOR_PUT_BLOB:
    case YC_HUB_DOOR_GET_BLOB:
      take_piece (visit, body);
      break;
    case YC_HUB_DOOR_LISTS:
    case YC_HUB_DOOR_REVEALS:
      run_job (visit, visit->server->store_worker, list_job, answer_cb);
      break;
    case YC_HUB_DOOR_AUDIT_HEAD:
      run_job (visit, visit->server->store_worker, audit_job, answer_cb);
      break;
    case YC_HUB_DOOR_PACKS:
    case YC_HUB_DOOR_PACK:
    case YC_HUB_DOOR_PACK_STATE:
    case YC_HUB_DOOR_STAFF_PACKS:
      ask_packs (visit, body);
      break;
    case YC_HUB_DOOR_STAFF_OPERATORS:
    case YC_HUB_DOOR_STAFF_WINDOWS:
    case YC_HUB_DOOR_STAFF_DEVICES:
      run_job (visit, visit->server->store_worker, staff_job, answer_cb);
      break;
    case YC_HUB_DOOR_STAFF_CODES:
      draw_code (visit, body);
      break;
    case YC_HUB_DOOR_PASSWORD:
      choose_password (visit, body);
      break;
    case YC_HUB_DOOR_FIGURES:
    case YC_HUB_DOOR_COUNTED:
      run_job (visit, visit->server->store_worker, collect_job, collected_cb);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Whoever waits is answered now. */
void
yc_hub_dispatch_stop (YcHubServer *server)
{
  GHashTableIter iter;
  gpointer name, visits;
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_hash_table_iter_init (&iter, server->waiters);
  while (g_hash_table_iter_next (&iter, &name, &visits))
    {
      g_hash_table_add (names, g_strdup (name));
      for (guint i = 0; i < ((GPtrArray *) visits)->len; i++)
        ((YcHubVisit *) g_ptr_array_index ((GPtrArray *) visits, i))->wait_until_us = 0;
    }
  yc_hub_dispatch_wake (server, names);
}

/* Whoever waits for a feed learns that there is a pack more, or one was withdrawn. */
void
yc_hub_dispatch_tell_packs (YcHubServer *server)
{
  gint64 revision = yc_hub_get_packs (server->hub);

  if (revision == server->packs)
    return;
  server->packs = revision;
  yc_hub_dispatch_stop (server);
}
