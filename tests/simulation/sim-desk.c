/* sim-desk.c: a desk: the real machine, a disk that forgets what was not
 * committed, and clocks that are wrong
 *
 * The disk does one job after another. A crash loses the jobs that wait, and
 * the machine; a job that is done is on disk whether or not anybody heard.
 */

#include "sim.h"

#include <string.h>

#define HOUR_MS 3600000

typedef enum
{
  JOB_APPEND,
  JOB_SAVE,
  JOB_LOAD,
} JobType;

typedef struct
{
  JobType type;
  guint64 number;
  SimDiskOp *op;      /* APPEND */
  gboolean poisoned;  /* APPEND */
  GPtrArray *changes; /* SAVE: of YcSyncChange */
} Job;

typedef struct
{
  SimDesk *desk;
  guint life;
  guint64 number;
  YcSyncEventType type;
} Call;

static void step (SimDesk *desk, YcSyncEvent *event);
static void work (gpointer data);
static void boot (gpointer data);

static void
disk_op_free (gpointer data)
{
  SimDiskOp *op = data;

  yc_op_unref (op->op);
  g_free (op->parked);
  g_free (op->turned_away);
  g_clear_pointer (&op->verdict, g_bytes_unref);
  g_free (op);
}

static void
cursor_free (gpointer data)
{
  SimCursor *cursor = data;

  g_free (cursor->hash);
  g_free (cursor);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->op, disk_op_free);
  g_clear_pointer (&job->changes, g_ptr_array_unref);
  g_free (job);
}

static void
call_later (SimDesk         *desk,
            gint64           delay_ms,
            SimFunc          func,
            YcSyncEventType  type,
            guint64          number)
{
  Call *call = g_new0 (Call, 1);

  call->desk = desk;
  call->life = desk->life;
  call->type = type;
  call->number = number;
  sim_at (desk->sim, desk->sim->now_ms + delay_ms, func, call, g_free);
}

static gboolean
is_alive (const Call *call)
{
  return call->desk->up && call->desk->life == call->life;
}

void
sim_desk_read_clock (SimDesk *desk,
                     YcStamp *ret_stamp)
{
  ret_stamp->wall_ms = desk->sim->now_ms + desk->wall_error_ms;
  ret_stamp->boot = desk->boot;
  ret_stamp->boot_ms = desk->sim->now_ms - desk->boot_base_ms;
}

/* From here on the clerk sees it: nothing may make it unhappen. */
static void
show_accepted (SimDesk   *desk,
               SimDiskOp *op,
               gboolean   poisoned)
{
  SimAccepted *accepted = g_new0 (SimAccepted, 1);

  accepted->op = yc_op_ref (op->op);
  accepted->desk = desk->index;
  accepted->sequence = op->sequence;
  accepted->made_ms = op->op->when.boot_ms + desk->boot_base_ms;
  accepted->poisoned = poisoned;
  g_hash_table_insert (desk->sim->accepted, &accepted->op->id, accepted);
}

static void
tell_enqueued (SimDesk         *desk,
               const SimDiskOp *op)
{
  YcSyncOp entry = { .id = op->op->id, .stream = op->op->stream, .sequence = op->sequence,
                     .made_ms = op->op->when.wall_ms };
  YcSyncEvent event = { .type = YC_SYNC_EVENT_ENQUEUED, .op = &entry };

  if (desk->sim->plant == SIM_PLANT_ORDER_BROKEN)
    entry.stream.id = op->op->id;
  step (desk, &event);
}

static const char *
get_started (const YcOp *op)
{
  return strcmp (op->kind, "job.start") == 0 ? yc_record_get_text (op->body->record, "job") : NULL;
}

static void
do_append (SimDesk *desk,
           Job     *job)
{
  SimDiskOp *op = g_steal_pointer (&job->op);
  YcSyncDocument document;
  YcSyncEvent event = { .type = YC_SYNC_EVENT_DOCUMENT, .document = &document };
  gboolean names;

  if (!sim_disk_takes (desk, op->op))
    {
      disk_op_free (op);
      return;
    }
  op->sequence = ++desk->next_sequence;
  names = sim_documents_take (desk, op->op, &document);
  g_ptr_array_add (desk->ops, op);
  g_hash_table_remove (desk->shown, &op->op->stream);
  if (desk->sim->plant != SIM_PLANT_APPEND_NOT_DURABLE)
    show_accepted (desk, op, job->poisoned);
  if (get_started (op->op) != NULL && desk->sim->plant != SIM_PLANT_START_EARLY)
    sim_machine_start (desk, op->op);
  tell_enqueued (desk, op);
  if (names)
    step (desk, &event);
}

/* What the machine is told comes a little after the disk has it, or not. */
static void
tell_saved (gpointer data)
{
  Call *call = data;
  YcSyncEvent event = { .type = call->type, .request = call->number };

  if (is_alive (call))
    step (call->desk, &event);
}

static void
do_save (SimDesk *desk,
         Job     *job)
{
  Sim *sim = desk->sim;
  gboolean said_unsaved = sim_fault (sim, sim->weather.unsaved);

  if (!said_unsaved || sim_chance (sim, 300))
    for (guint i = 0; i < job->changes->len; i++)
      sim_disk_save (desk, job->changes->pdata[i]);
  call_later (desk, sim_between (sim, 0, 3), tell_saved,
              said_unsaved ? YC_SYNC_EVENT_UNSAVED : YC_SYNC_EVENT_SAVED, job->number);
}

static GArray *
list_waiting (SimDesk *desk)
{
  GArray *waiting = g_array_new (FALSE, TRUE, sizeof (YcSyncOp));

  for (guint i = 0; i < desk->ops->len; i++)
    {
      const SimDiskOp *op = desk->ops->pdata[i];
      YcSyncOp entry = { .id = op->op->id, .stream = op->op->stream, .sequence = op->sequence,
                         .made_ms = op->op->when.wall_ms, .parked = op->parked };

      if (desk->sim->plant == SIM_PLANT_ORDER_BROKEN)
        entry.stream.id = op->op->id;
      if (!op->acknowledged)
        g_array_append_val (waiting, entry);
    }
  return waiting;
}

static void
add_cursor (SimDesk    *desk,
            GArray     *cursors,
            const char *feed)
{
  const SimCursor *cursor = g_hash_table_lookup (desk->cursors, feed);
  YcSyncCursor entry = { feed, cursor != NULL ? cursor->after : 0,
                         cursor != NULL ? cursor->hash : "" };

  g_array_append_val (cursors, entry);
}

static void
do_load (SimDesk *desk)
{
  g_autoptr (GArray) waiting = list_waiting (desk);
  g_autoptr (GArray) documents = sim_documents_list_waiting (desk);
  g_autoptr (GArray) cursors = g_array_new (FALSE, TRUE, sizeof (YcSyncCursor));
  GHashTableIter iter;
  gpointer key;
  YcSyncEvent event = { .type = YC_SYNC_EVENT_START, .epoch = desk->epoch, .horizon_ms = desk->horizon_ms };

  add_cursor (desk, cursors, YC_SYNC_HALL);
  g_hash_table_iter_init (&iter, desk->followed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    add_cursor (desk, cursors, key);
  event.ops = (const YcSyncOp *) waiting->data;
  event.n_ops = waiting->len;
  event.documents = (const YcSyncDocument *) documents->data;
  event.n_documents = documents->len;
  event.cursors = (const YcSyncCursor *) cursors->data;
  event.n_cursors = cursors->len;
  step (desk, &event);
}

static void
plan_work (SimDesk *desk)
{
  call_later (desk, sim_fault (desk->sim, 20) ? sim_between (desk->sim, 100, 800)
                                              : sim_between (desk->sim, 1, 8),
              work, 0, 0);
}

static void
work (gpointer data)
{
  Call *call = data;
  SimDesk *desk = call->desk;
  Job *job;

  if (!is_alive (call))
    return;
  job = g_queue_pop_head (&desk->jobs);
  switch (job->type)
    {
    case JOB_APPEND:
      do_append (desk, job);
      break;
    case JOB_SAVE:
      do_save (desk, job);
      break;
    case JOB_LOAD:
    default:
      do_load (desk);
      break;
    }
  job_free (job);
  if (desk->up && desk->jobs.length > 0)
    plan_work (desk);
}

static void
add_job (SimDesk *desk,
         Job     *job)
{
  g_queue_push_tail (&desk->jobs, job);
  if (desk->jobs.length == 1)
    plan_work (desk);
}

/* The program. */

static void
tick (gpointer data)
{
  Call *call = data;
  SimDesk *desk = call->desk;
  YcSyncEvent event = { .type = YC_SYNC_EVENT_TICK };

  if (!is_alive (call) || desk->timer_ms != (gint64) call->number)
    return;
  desk->timer_ms = 0;
  step (desk, &event);
}

static void
set_timer (SimDesk *desk,
           gint64   at_ms)
{
  gint64 delay_ms = at_ms + desk->boot_base_ms - desk->sim->now_ms;

  desk->timer_ms = at_ms;
  call_later (desk, MAX (delay_ms, 0), tick, 0, (guint64) at_ms);
}

/* Same fact, other id: what D4 forbids. */
static YcOp *
make_new_id (SimDesk *desk,
             YcOp    *op)
{
  g_autoptr (YcOp) other = yc_op_decode (op->bytes, NULL, NULL);
  g_autoptr (GBytes) bytes = NULL;

  sim_make_id (desk->sim, &other->id);
  bytes = yc_op_encode (other);
  return yc_op_decode (bytes, NULL, NULL);
}

static YcOp *
take_out (SimDesk    *desk,
          const YcId *id)
{
  SimDiskOp *op = sim_disk_find_op (desk, id);

  g_assert (op != NULL);
  if (desk->sim->plant == SIM_PLANT_ACK_EARLY)
    op->acknowledged = TRUE;
  if (op->sent++ > 0 && desk->sim->plant == SIM_PLANT_NEW_ID)
    return make_new_id (desk, op->op);
  return yc_op_ref (op->op);
}

static void
fill_op (SimDesk            *desk,
         SimRequest         *request,
         const YcSyncEffect *effect)
{
  request->op = take_out (desk, &effect->op);
  request->said = sim_words_choose (desk, request->op);
  sim_desk_read_clock (desk, &request->sending);
  g_hash_table_add (desk->open, g_memdup2 (&effect->request, sizeof effect->request));
}

/* Invariant 6 of the machine: a piece begins while no op goes. */
static void
fill_piece (SimDesk            *desk,
            SimRequest         *request,
            const YcSyncEffect *effect)
{
  if (g_hash_table_size (desk->open) > 0)
    sim_fail (desk->sim, "desk %u begins a piece while an op is on its way", desk->index);
  if (!sim_documents_has (desk, effect->hash))
    sim_fail (desk->sim, "desk %u has not the document that it is to send", desk->index);
  request->size = effect->size;
  request->piece_bytes = effect->piece_bytes;
  request->damaged = sim_fault (desk->sim, desk->sim->weather.half / 2);
  if (desk->sim->plant == SIM_PLANT_WHOLE_BELIEVED && effect->after + effect->piece_bytes >= effect->size)
    sim_documents_save_sent (desk, &(YcSyncChange){ .hash = effect->hash, .time_ms = desk->sim->now_ms });
  g_clear_pointer (&desk->piece, sim_request_unref);
  desk->piece = sim_request_ref (request);
  desk->sim->figures.pieces++;
}

static void
send_request (SimDesk            *desk,
              const YcSyncEffect *effect)
{
  SimRequest *request = g_rc_box_new0 (SimRequest);

  request->desk = desk;
  request->life = desk->life;
  request->number = effect->request;
  request->type = effect->type;
  request->feed = g_strdup (effect->feed);
  request->epoch = g_strdup (effect->epoch);
  request->hash = g_strdup (effect->hash);
  request->after = effect->after;
  request->wait_s = effect->wait_s;
  request->rows_max = MIN (effect->rows_max, 20);
  if (effect->type == YC_SYNC_EFFECT_SEND_OP)
    fill_op (desk, request, effect);
  else if (effect->type == YC_SYNC_EFFECT_SEND_PIECE)
    fill_piece (desk, request, effect);
  sim_send (desk->sim, request);
}

/* Nobody waits for it: a piece leaves the line where it is. */
static void
cancel (SimDesk *desk,
        guint64  number)
{
  g_hash_table_remove (desk->open, &number);
  if (desk->piece == NULL || desk->piece->number != number)
    return;
  desk->piece->cancelled = TRUE;
  desk->busy_until_ms = desk->sim->now_ms;
  g_clear_pointer (&desk->piece, sim_request_unref);
}

static void
save (SimDesk            *desk,
      const YcSyncEffect *effect)
{
  Job *job = g_new0 (Job, 1);

  job->type = JOB_SAVE;
  job->number = effect->request;
  job->changes = g_ptr_array_ref (effect->changes);
  for (guint i = 0; desk->sim->plant == SIM_PLANT_CURSOR_EARLY && i < effect->changes->len; i++)
    if (((YcSyncChange *) effect->changes->pdata[i])->type == YC_SYNC_CHANGE_ROWS)
      sim_disk_save_cursor (desk, effect->changes->pdata[i]);
  add_job (desk, job);
}

static void
reload (SimDesk *desk)
{
  Job *job = g_new0 (Job, 1);

  job->type = JOB_LOAD;
  add_job (desk, job);
}

static void
carry_out (SimDesk            *desk,
           const YcSyncEffect *effect)
{
  switch (effect->type)
    {
    case YC_SYNC_EFFECT_SEND_OP:
    case YC_SYNC_EFFECT_SEND_FEED:
    case YC_SYNC_EFFECT_SEND_PROBE:
    case YC_SYNC_EFFECT_SEND_PIECE:
      send_request (desk, effect);
      break;
    case YC_SYNC_EFFECT_CANCEL:
      cancel (desk, effect->request);
      break;
    case YC_SYNC_EFFECT_SAVE:
      save (desk, effect);
      break;
    case YC_SYNC_EFFECT_RELOAD:
      reload (desk);
      break;
    case YC_SYNC_EFFECT_TIMER:
      set_timer (desk, effect->at_ms);
      break;
    default:
      break;
    }
}

static void
step (SimDesk     *desk,
      YcSyncEvent *event)
{
  g_autoptr (GPtrArray) effects = yc_sync_effects_new ();
  YcStamp now;

  sim_desk_read_clock (desk, &now);
  event->now_ms = now.boot_ms;
  event->wall_ms = now.wall_ms;
  event->random = (guint32) sim_random (desk->sim);
  yc_sync_step (desk->machine, event, effects);
  for (guint i = 0; i < effects->len; i++)
    carry_out (desk, effects->pdata[i]);
}

/* What the hub would not have now; the sign-in that it has lost is shown to it,
 * and the machine hears what it says then. Returns: whether it is asked again */
static gboolean
was_turned_away (SimDesk    *desk,
                 SimRequest *request,
                 SimReply   *reply)
{
  SimDiskOp *op = sim_disk_find_op (desk, &request->op->id);

  if (reply->status == 403 && g_strcmp0 (reply->code, "grant") == 0 && !request->shows_grant &&
      desk->sim->plant != SIM_PLANT_GRANT_NOT_SHOWN)
    {
      sim_send (desk->sim, sim_request_show_grant (request));
      return TRUE;
    }
  if (op != NULL && g_strcmp0 (reply->code, "new-epoch") != 0)
    {
      g_free (op->turned_away);
      op->turned_away = g_strdup (request->epoch);
    }
  return FALSE;
}

/* An answer that has come, and to what. */
typedef struct
{
  SimRequest *request;
  SimReply *reply;
} SimAnswer;

static void
answer_free (gpointer data)
{
  SimAnswer *answer = data;

  sim_request_unref (answer->request);
  sim_reply_unref (answer->reply);
  g_free (answer);
}

static void
fill_event (YcSyncEvent      *event,
            const SimRequest *request,
            const SimReply   *reply)
{
  *event = (YcSyncEvent){
    .type = reply->type,
    .request = request->number,
    .position = reply->position,
    .revision = reply->revision,
    .hash = reply->hash,
    .verdict = reply->verdict,
    .time_ms = reply->time_ms,
    .epoch = reply->epoch,
    .rows = reply->rows,
    .head = reply->head,
    .status = reply->status,
    .code = reply->code,
    .horizon_ms = reply->horizon_ms,
    .after = reply->offset,
    .whole = reply->whole,
  };
}

/* As the answers of one request that several ops went in; none after a crash. */
static void
tell_together (gpointer data)
{
  SimDesk *desk = data;
  g_autoptr (GPtrArray) together = g_steal_pointer (&desk->together);
  g_autofree YcSyncEvent *answers = g_new0 (YcSyncEvent, together->len);
  YcSyncEvent whole = { .type = YC_SYNC_EVENT_OPS, .answers = answers, .n_answers = together->len };

  desk->together = g_ptr_array_new_with_free_func (answer_free);
  for (guint i = 0; i < together->len; i++)
    {
      const SimAnswer *answer = together->pdata[i];

      fill_event (&answers[i], answer->request, answer->reply);
      g_hash_table_remove (desk->open, &answer->request->number);
    }
  if (together->len > 0)
    step (desk, &whole);
}

/* Every second answer to an op is told with those that come in the next moment. */
static gboolean
waits_for_others (SimDesk    *desk,
                  SimRequest *request,
                  SimReply   *reply)
{
  SimAnswer *answer;

  if (request->op == NULL || (desk->together->len == 0 && !sim_chance (desk->sim, 500)))
    return FALSE;
  answer = g_new (SimAnswer, 1);
  answer->request = sim_request_ref (request);
  answer->reply = g_rc_box_acquire (reply);
  g_ptr_array_add (desk->together, answer);
  if (desk->together->len == 1)
    sim_at (desk->sim, desk->sim->now_ms + sim_between (desk->sim, 1, 20), tell_together, desk, NULL);
  return TRUE;
}

void
sim_desk_deliver (SimDesk    *desk,
                  SimRequest *request,
                  SimReply   *reply)
{
  YcSyncEvent event;

  if (!desk->up || desk->life != request->life || desk->cut)
    return;
  if (reply->type == YC_SYNC_EVENT_REFUSED && request->op != NULL && was_turned_away (desk, request, reply))
    return;
  if (waits_for_others (desk, request, reply))
    return;
  fill_event (&event, request, reply);
  g_hash_table_remove (desk->open, &request->number);
  if (desk->piece == request)
    g_clear_pointer (&desk->piece, sim_request_unref);
  step (desk, &event);
}

/* Somebody else works here from now on. */
void
sim_desk_sign_in (SimDesk *desk)
{
  YcSyncEvent event = { .type = YC_SYNC_EVENT_AUTH };

  if (desk->cut || !sim_hub_is_up (desk->sim->hub))
    return;
  sim_hub_sign_in (desk->sim->hub, &desk->grant);
  step (desk, &event);
}

/* As a person sees it: the desk knows the hub's new life, and nothing waits but
 * what the hub would not have, and what is behind that. */
gboolean
sim_desk_has_been_here (SimDesk    *desk,
                        const char *epoch)
{
  g_autoptr (GHashTable) away = g_hash_table_new (yc_stream_hash, yc_stream_equal);

  if (!desk->up || desk->jobs.length > 0 || strcmp (desk->epoch, epoch) != 0)
    return FALSE;
  for (guint i = 0; i < desk->ops->len; i++)
    {
      const SimDiskOp *op = desk->ops->pdata[i];

      if (op->acknowledged)
        continue;
      if (op->parked != NULL || g_strcmp0 (op->turned_away, epoch) == 0)
        g_hash_table_add (away, &op->op->stream);
      else if (!g_hash_table_contains (away, &op->op->stream))
        return FALSE;
    }
  return TRUE;
}

static void
plan (SimDesk *desk,
      guint    mean_s,
      SimFunc  func)
{
  if (mean_s > 0 && !desk->sim->healing)
    sim_at (desk->sim, MAX (desk->sim->now_ms, desk->sim->lunch_until_ms) + sim_between (desk->sim, 100, 2000 * (gint64) mean_s), func,
            desk, NULL);
}

/* Everything in memory is gone; what the disk has is what it has. */
static void
crash (gpointer data)
{
  SimDesk *desk = data;

  if (!desk->up || desk->sim->healing)
    return;
  if (sim_is_at_lunch (desk->sim))
    {
      plan (desk, desk->sim->weather.desk_crash_s, crash);
      return;
    }
  desk->up = FALSE;
  desk->life++;
  g_clear_pointer (&desk->machine, yc_sync_free);
  g_queue_clear_full (&desk->jobs, job_free);
  g_queue_init (&desk->jobs);
  g_hash_table_remove_all (desk->running);
  g_hash_table_remove_all (desk->open);
  g_clear_pointer (&desk->piece, sim_request_unref);
  g_ptr_array_set_size (desk->together, 0);
  sim_at (desk->sim, desk->sim->now_ms + sim_between (desk->sim, 100, 15000), boot, desk, NULL);
}

/* Half of the crashes take the whole machine with them. */
static void
boot (gpointer data)
{
  SimDesk *desk = data;

  if (desk->up)
    return;
  if (sim_chance (desk->sim, 500))
    {
      sim_make_id (desk->sim, &desk->boot);
      desk->boot_base_ms = desk->sim->now_ms - sim_between (desk->sim, 1000, 60000);
      desk->wall_error_ms = sim_between (desk->sim, -2 * HOUR_MS, 2 * HOUR_MS);
      desk->uncertain = TRUE;
    }
  desk->up = TRUE;
  desk->timer_ms = 0;
  desk->machine = yc_sync_new ();
  reload (desk);
  plan (desk, desk->sim->weather.desk_crash_s, crash);
}

/* From 8 kB/s to 4 MB/s; in calm weather at least what an op can wait for. */
static void
choose_rate (SimDesk *desk)
{
  desk->bytes_per_s = G_GINT64_CONSTANT (8192) << sim_between (desk->sim, desk->sim->seed % 5 == 0 ? 1 : 0, 9);
}

static void
join_line (gpointer data)
{
  SimDesk *desk = data;
  YcSyncEvent event = { .type = YC_SYNC_EVENT_LINK };

  desk->cut = FALSE;
  desk->busy_until_ms = 0;
  choose_rate (desk);
  if (desk->up && sim_chance (desk->sim, 500))
    step (desk, &event);
}

static void
cut_line (gpointer data)
{
  SimDesk *desk = data;

  if (desk->sim->healing)
    return;
  if (!sim_is_at_lunch (desk->sim))
    {
      desk->cut = TRUE;
      sim_at (desk->sim, desk->sim->now_ms + sim_between (desk->sim, 500, 45000), join_line, desk, NULL);
    }
  plan (desk, desk->sim->weather.cut_s, cut_line);
}

static void
step_clock (gpointer data)
{
  SimDesk *desk = data;

  desk->wall_error_ms = sim_between (desk->sim, -2 * HOUR_MS, 2 * HOUR_MS);
  plan (desk, desk->sim->weather.step_s, step_clock);
}

SimDesk *
sim_desk_new (Sim   *sim,
              guint  index)
{
  SimDesk *desk = g_new0 (SimDesk, 1);

  desk->sim = sim;
  desk->index = index;
  g_snprintf (desk->window, sizeof desk->window, "%u", index + 1);
  g_snprintf (desk->by, sizeof desk->by, "C%u", index + 1);
  desk->ops = g_ptr_array_new_with_free_func (disk_op_free);
  desk->rows = g_hash_table_new_full (yc_stream_hash, yc_stream_equal, g_free,
                                      (GDestroyNotify) g_ptr_array_unref);
  desk->shown = sim_shown_new ();
  desk->noticed = g_hash_table_new_full (yc_stream_hash, yc_stream_equal, g_free, NULL);
  desk->cursors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, cursor_free);
  desk->followed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  desk->running = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
  desk->documents = sim_documents_new ();
  desk->said = g_hash_table_new_full (yc_stream_hash, yc_stream_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  desk->journal = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  desk->open = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  desk->together = g_ptr_array_new_with_free_func (answer_free);
  sim_hub_sign_in (sim->hub, &desk->grant);
  choose_rate (desk);
  desk->epoch = g_strdup ("");
  g_queue_init (&desk->jobs);
  sim_make_id (sim, &desk->boot);
  desk->boot_base_ms = sim->now_ms - sim_between (sim, 1000, 10000000);
  desk->wall_error_ms = sim_between (sim, -2 * HOUR_MS, 2 * HOUR_MS);
  desk->up = TRUE;
  desk->machine = yc_sync_new ();
  reload (desk);
  plan (desk, sim->weather.desk_crash_s, crash);
  plan (desk, sim->weather.cut_s, cut_line);
  plan (desk, sim->weather.step_s, step_clock);
  sim_clerk_begin (desk);
  return desk;
}

void
sim_desk_free (SimDesk *desk)
{
  g_clear_pointer (&desk->machine, yc_sync_free);
  g_queue_clear_full (&desk->jobs, job_free);
  g_ptr_array_unref (desk->ops);
  g_hash_table_unref (desk->rows);
  g_hash_table_unref (desk->shown);
  g_hash_table_unref (desk->noticed);
  g_hash_table_unref (desk->cursors);
  g_hash_table_unref (desk->followed);
  g_hash_table_unref (desk->running);
  g_hash_table_unref (desk->said);
  g_hash_table_unref (desk->journal);
  g_hash_table_unref (desk->open);
  g_ptr_array_unref (desk->together);
  g_clear_pointer (&desk->piece, sim_request_unref);
  g_ptr_array_unref (desk->documents);
  g_free (desk->epoch);
  g_free (desk);
}

void
sim_desk_heal (SimDesk *desk)
{
  join_line (desk);
  boot (desk);
}

/* Takes @op over; the clerk sees it accepted when it is on disk. */
void
sim_desk_append (SimDesk  *desk,
                 YcOp     *op,
                 gboolean  poisoned)
{
  Job *job = g_new0 (Job, 1);

  yc_op_take_bytes (op, yc_op_encode (op), NULL);
  job->type = JOB_APPEND;
  job->poisoned = poisoned;
  job->op = g_new0 (SimDiskOp, 1);
  job->op->op = op;
  if (desk->sim->plant == SIM_PLANT_APPEND_NOT_DURABLE)
    show_accepted (desk, job->op, poisoned);
  if (get_started (op) != NULL && desk->sim->plant == SIM_PLANT_START_EARLY)
    sim_machine_start (desk, op);
  add_job (desk, job);
}

void
sim_desk_follow (SimDesk        *desk,
                 const YcStream *stream)
{
  char text[YC_STREAM_TEXT_SIZE];
  YcSyncEvent event = { .type = YC_SYNC_EVENT_FOLLOW, .feed = text, .hash = "" };
  const SimCursor *cursor;

  yc_stream_to_text (stream, text);
  if (!g_hash_table_add (desk->followed, g_strdup (text)))
    return;
  cursor = g_hash_table_lookup (desk->cursors, text);
  if (cursor != NULL)
    {
      event.after = cursor->after;
      event.hash = cursor->hash;
    }
  step (desk, &event);
}

void
sim_desk_unfollow (SimDesk        *desk,
                   const YcStream *stream)
{
  char text[YC_STREAM_TEXT_SIZE];
  YcSyncEvent event = { .type = YC_SYNC_EVENT_UNFOLLOW, .feed = text };

  yc_stream_to_text (stream, text);
  if (g_hash_table_remove (desk->followed, text))
    step (desk, &event);
}

gint64
sim_desk_get_revision (SimDesk        *desk,
                       const YcStream *stream)
{
  GPtrArray *rows = g_hash_table_lookup (desk->rows, stream);

  return rows != NULL ? rows->len : 0;
}

/* Whether an op of this desk waits in @stream for a person. */
static gboolean
is_parked (SimDesk        *desk,
           const YcStream *stream)
{
  for (guint i = 0; i < desk->ops->len; i++)
    {
      const SimDiskOp *op = desk->ops->pdata[i];

      if (op->parked != NULL && yc_stream_equal (&op->op->stream, stream))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_read_all (SimDesk *desk)
{
  const SimCursor *hall = g_hash_table_lookup (desk->cursors, YC_SYNC_HALL);
  GHashTableIter iter;
  gpointer key;

  if ((hall != NULL ? hall->after : 0) != (gint64) sim_hub_get_log (desk->sim->hub)->len)
    return FALSE;
  g_hash_table_iter_init (&iter, desk->followed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      YcStream stream;
      GPtrArray *rows;

      yc_stream_parse (key, &stream);
      rows = sim_hub_list_stream (desk->sim->hub, &stream);
      if (rows != NULL && sim_desk_get_revision (desk, &stream) != (gint64) rows->len)
        return FALSE;
    }
  return TRUE;
}

/* In words, what the desk still waits for. */
char *
sim_desk_explain (SimDesk *desk)
{
  GString *text = g_string_new (NULL);
  g_autoptr (YcSyncLine) line = desk->machine != NULL ? yc_sync_dup_line (desk->machine) : NULL;
  const SimCursor *hall = g_hash_table_lookup (desk->cursors, YC_SYNC_HALL);
  guint waiting = 0;

  for (guint i = 0; i < desk->ops->len; i++)
    {
      const SimDiskOp *op = desk->ops->pdata[i];

      if (!op->acknowledged && !is_parked (desk, &op->op->stream) && waiting++ < 3)
        g_string_append_printf (text, "%s sent %u; ", op->op->kind, op->sent);
    }
  g_string_append_printf (text, "desk %u: %u wait, %u jobs, hall at %" G_GINT64_FORMAT
                          ", line %d %s, documents %s", desk->index, waiting, desk->jobs.length,
                          hall != NULL ? hall->after : 0, line != NULL ? (int) line->state : -1,
                          line != NULL ? line->reason : "",
                          sim_documents_wait (desk) ? "wait" : "are there");
  return g_string_free (text, FALSE);
}

/* Nothing waits, but what waits for a person; and all there is was read. */
gboolean
sim_desk_is_quiet (SimDesk *desk)
{
  if (!desk->up || desk->jobs.length > 0)
    return FALSE;
  for (guint i = 0; i < desk->ops->len; i++)
    {
      const SimDiskOp *op = desk->ops->pdata[i];

      if (!op->acknowledged && !is_parked (desk, &op->op->stream))
        return FALSE;
    }
  return !sim_documents_wait (desk) && has_read_all (desk);
}
