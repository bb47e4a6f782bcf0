/* yc-sync.c: the desk's side of the line
 *
 * One function, yc_sync_step(): an event comes in, a list of effects goes
 * out. The machine does no I/O, reads no clock and draws no number; the edge
 * in src/sync-http does, and so does the simulation in tests/simulation.
 *
 * Invariants:
 *  1. Of a stream, one op at most is on its way or being saved, and it is the
 *     oldest of those that wait (D13).
 *  2. An op leaves the outbox only when its verdict is on disk. Nothing else
 *     the hub says has an effect before it is on disk: a cursor stands behind
 *     the last saved row (D16).
 *  3. Whatever is not sure to have arrived is sent again by the same id. The
 *     hub takes an id once, so sending twice is harmless, and the machine
 *     never asks itself whether it did (D12, D15).
 *  4. Nothing is given up. What fails is tried again for ever, ever less
 *     often; what can't be sent as it is waits for a person, with the ops of
 *     its own stream behind it and nobody else's (D17).
 *  5. Every request has a deadline, so a lost answer is a late failure.
 *  6. Documents go when no op does, a piece at a time, and an op waits for no
 *     more than what the line still has of one piece (D14): none is begun
 *     while an op is on its way, each is as large as the line carries in half a
 *     second, and one that is late all the same is given up for an op. A
 *     document leaves when the hub has it whole and that is on disk.
 *  7. Numbers of requests and transactions never come twice. An answer to one
 *     that nobody waits for is passed over, so answers may come late, twice
 *     or out of order.
 *
 * The line:
 *
 *                    probe answered, or anything else
 *      ┌─────────── DOWN ─────────────────────────────→ UP
 *      │ probe       ↑  ↑        no answer, 429, 502–504 │
 *      └─ failed ────┘  └────────────────────────────────┘
 *
 * Ops of one step go in one request where they can, and their answers are one
 * event and one transaction; to each of them that is as if it were alone.
 *
 * While it is down one probe at a time goes out (line_down(), send_probe()).
 * While it is up, ops go (send_ops(): the oldest of every stream, at most
 * YC_SYNC_PARALLEL_MAX) and feeds are read (send_feeds()). An op that makes
 * the line fail has a back-off of its own as well, so that others go first
 * when the line is up again: it delays its stream for ever, the others not.
 *
 * A new epoch of the hub (begin_epoch()) stops everything: one transaction
 * forgets rows and cursors and makes unsent what is still held; then the
 * store is read again (RELOAD, START) and all of it goes by its old ids. An
 * op says which epoch it is sent to, and the hub refuses it in another: a
 * later op must not get in before the older ones that the hub has lost.
 *
 * Which function makes which transition of an op: send_ops() READY → SENDING;
 * on_op() and park() SENDING → SAVING; delay_queue() SENDING → READY;
 * on_saved() SAVING → gone, or PARKED; on_unsaved() SAVING → READY;
 * unpark() PARKED → READY.
 *
 * Where: yc-sync-answer.c hears the hub, yc-sync-disk.c the store;
 * yc-sync-line.c knows the line, yc-sync-outbox.c and yc-sync-feed.c what is
 * to go and to come, yc-sync-blobs.c, yc-sync-pace.c and yc-sync-piece.c
 * the documents; yc-sync-send.c ends every step with what may go now.
 */

#include "yc-sync-private.h"

static void
on_enqueued (YcSyncStep *step)
{
  YcSync *self = step->self;

  g_return_if_fail (step->event->op != NULL);

  if (yc_sync_outbox_count (&self->outbox) >= YC_SYNC_OUTBOX_MAX)
    self->more = TRUE;
  else if (yc_sync_outbox_add (&self->outbox, step->event->op))
    self->changed = TRUE;
}

/* A hint only makes the machine ask sooner. */
static void
on_link (YcSyncStep *step)
{
  step->self->probe_due = TRUE;
}

static void
on_auth (YcSyncStep *step)
{
  YcSync *self = step->self;

  yc_sync_drop_requests (step);
  self->needs_login = FALSE;
  self->refused = NULL;
  self->probe_due = TRUE;
  yc_sync_set_reason (self, "");
}

static void
on_follow (YcSyncStep *step)
{
  YcSync *self = step->self;
  YcSyncFeed *feed;

  g_return_if_fail (step->event->feed != NULL);

  if (g_hash_table_contains (self->feeds, step->event->feed))
    return;
  feed = yc_sync_ensure_feed (self, step->event->feed);
  if (feed != NULL)
    yc_sync_feed_rewind (feed, step->event->after, step->event->hash);
}

static void
on_unfollow (YcSyncStep *step)
{
  YcSync *self = step->self;
  YcSyncFeed *feed = g_hash_table_lookup (self->feeds, step->event->feed);

  if (feed == NULL || feed->is_hall)
    return;
  if (feed->state == YC_SYNC_FEED_ASKED)
    yc_sync_cancel_request (step, feed->request);
  g_hash_table_remove (self->feeds, step->event->feed);
}

/* Nothing depends on when this is on disk: after a crash the op is just
 * parked again. */
static void
unpark (YcSyncStep  *step,
        YcSyncQueue *queue)
{
  if (queue->state == YC_SYNC_QUEUE_PARKED)
    {
      yc_sync_add_change (step, YC_SYNC_CHANGE_UNPARK)->op = yc_sync_queue_first (queue)->id;
      yc_sync_outbox_set_state (&step->self->outbox, queue, YC_SYNC_QUEUE_READY);
      queue->code[0] = '\0';
    }
  queue->not_before_ms = 0;
  queue->failures = 0;
  step->self->changed = TRUE;
}

static void
on_retry (YcSyncStep *step)
{
  YcSync *self = step->self;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->outbox.queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      YcSyncQueue *queue = value;

      if (step->event->retry == NULL ||
          yc_id_equal (&yc_sync_queue_first (queue)->id, step->event->retry))
        unpark (step, queue);
    }
  if (self->refused != NULL)
    yc_sync_drop_requests (step);
  if (step->event->retry == NULL)
    yc_sync_blobs_retry (&self->blobs, NULL);
  self->refused = NULL;
  self->probe_due = TRUE;
}

static void
on_tick (YcSyncStep *step)
{
  step->self->timer_ms = 0;
}

/* What comes of all of them is one transaction. */
static void
on_ops (YcSyncStep *step)
{
  const YcSyncEvent *whole = step->event;

  for (gsize i = 0; i < whole->n_answers; i++)
    {
      YcSyncEvent answer = whole->answers[i];

      answer.now_ms = whole->now_ms;
      answer.wall_ms = whole->wall_ms;
      step->event = &answer;
      if (answer.type == YC_SYNC_EVENT_OP)
        yc_sync_on_op (step);
      else if (answer.type == YC_SYNC_EVENT_REFUSED)
        yc_sync_on_refused (step);
      else
        yc_sync_on_failed (step);
    }
  step->event = whole;
}

static void
dispatch (YcSyncStep *step)
{
  static void (*const handlers[]) (YcSyncStep *step) = {
    [YC_SYNC_EVENT_START] = yc_sync_on_start,
    [YC_SYNC_EVENT_TICK] = on_tick,
    [YC_SYNC_EVENT_ENQUEUED] = on_enqueued,
    [YC_SYNC_EVENT_LINK] = on_link,
    [YC_SYNC_EVENT_OP] = yc_sync_on_op,
    [YC_SYNC_EVENT_OPS] = on_ops,
    [YC_SYNC_EVENT_ROWS] = yc_sync_on_rows,
    [YC_SYNC_EVENT_PROBED] = yc_sync_on_probed,
    [YC_SYNC_EVENT_REFUSED] = yc_sync_on_refused,
    [YC_SYNC_EVENT_FAILED] = yc_sync_on_failed,
    [YC_SYNC_EVENT_SAVED] = yc_sync_on_saved,
    [YC_SYNC_EVENT_UNSAVED] = yc_sync_on_unsaved,
    [YC_SYNC_EVENT_AUTH] = on_auth,
    [YC_SYNC_EVENT_FOLLOW] = on_follow,
    [YC_SYNC_EVENT_UNFOLLOW] = on_unfollow,
    [YC_SYNC_EVENT_RETRY] = on_retry,
    [YC_SYNC_EVENT_DOCUMENT] = yc_sync_on_document,
    [YC_SYNC_EVENT_PIECE] = yc_sync_on_piece,
    [YC_SYNC_EVENT_LOST] = yc_sync_on_lost,
  };

  handlers[step->event->type] (step);
}

static void
feed_free_cb (gpointer data)
{
  yc_sync_feed_free (data);
}

/* Returns: (transfer full): a machine that waits for START */
YcSync *
yc_sync_new (void)
{
  YcSync *self = g_new0 (YcSync, 1);

  yc_sync_outbox_init (&self->outbox);
  yc_sync_blobs_init (&self->blobs);
  self->feeds = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, feed_free_cb);
  return self;
}

void
yc_sync_free (YcSync *self)
{
  yc_sync_outbox_clear (&self->outbox);
  yc_sync_blobs_clear (&self->blobs);
  g_hash_table_unref (self->feeds);
  g_free (self);
}

/**
 * yc_sync_step:
 * @self: a machine
 * @event: what has happened; only read
 * @effects: (inout): what is to be done is added here, in order
 *
 * Pure: the same events in the same order have the same effects.
 */
void
yc_sync_step (YcSync            *self,
              const YcSyncEvent *event,
              YcSyncEffects     *effects)
{
  YcSyncStep step = { self, event, effects, NULL, event->random };

  g_return_if_fail (self != NULL && effects != NULL);

  dispatch (&step);
  yc_sync_expire_requests (&step);
  yc_sync_send_what_may_go (&step);
  yc_sync_set_timer (&step);
  yc_sync_publish (&step);
}
