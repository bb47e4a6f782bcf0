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
 *  6. Numbers of requests and transactions never come twice. An answer to one
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
 * on_retry() PARKED → READY.
 */

#include "yc-sync.h"

#include "yc-sync-backoff.h"
#include "yc-sync-feed.h"
#include "yc-sync-outbox.h"

#include <string.h>

#define FEEDS_PARALLEL_MAX 4
/* Answers in a row that only a broken hub gives, until the line counts as down. */
#define TROUBLES_MAX 8
/* A queue whose first op met so much trouble is shown. */
#define TROUBLES_SHOWN 3
/* The hub's clock may be off what is stored by this much before it is stored anew. */
#define OFFSET_SLACK_MS 500
#define RETRY_AFTER_MAX_MS 300000
/* A feed that answers at once without rows is not asked again sooner. */
#define EMPTY_FEED_MS 1000

typedef enum
{
  STAGE_STOPPED,   /* before the first START */
  STAGE_RUNNING,
  STAGE_REBASING,  /* the change of epoch is being saved */
  STAGE_RELOADING, /* the store is being read again */
} Stage;

struct _YcSync
{
  Stage stage;
  char epoch[YC_SYNC_EPOCH_MAX + 1];
  guint64 last_number; /* of requests and transactions */
  guint64 rebase_save;
  gboolean epoch_lost; /* a feed's cursor is not in the hub's history */

  YcSyncOutbox outbox;
  gboolean more;       /* the store holds ops that the outbox had no room for */
  GHashTable *feeds; /* name → YcSyncFeed */

  gboolean up;
  gboolean heard;      /* the line was up or down before: no longer just connecting */
  gboolean probe_due;  /* to be asked at once, also when the line is up */
  guint64 probe;       /* 0: none under way */
  gint64 probe_deadline_ms;
  gint64 probe_at_ms;  /* DOWN: not before */
  guint line_failures; /* in a row */
  guint troubles;      /* in a row */
  gboolean needs_login;
  gboolean refused;
  char reason[YC_SYNC_CODE_MAX + 1];

  gboolean offset_known;
  gint64 offset_ms;       /* hub's clock − CLOCK_BOOTTIME */
  gint64 saved_offset_ms; /* hub's clock − wall clock, as last saved */
  gboolean offset_saved;
  gint64 horizon_ms;
  gint64 forget_at_ms;

  gint64 timer_ms; /* as last asked for; 0: none */
  YcSyncLineState shown_state;
  gint64 shown_since_ms;
  gboolean changed; /* what is shown, since the last PUBLISH */
};

/* What the functions of one step share. */
typedef struct
{
  YcSync *self;
  const YcSyncEvent *event;
  YcSyncEffects *effects;
  YcSyncEffect *save; /* (nullable): the one transaction of this step */
  guint32 random;
} Step;

static YcSyncEffect *
add_effect (Step             *step,
            YcSyncEffectType  type)
{
  YcSyncEffect *effect = g_new0 (YcSyncEffect, 1);

  effect->type = type;
  g_ptr_array_add (step->effects, effect);
  return effect;
}

static void
change_free_cb (gpointer data)
{
  yc_sync_change_free (data);
}

/* All that one step changes is one transaction. */
static YcSyncChange *
add_change (Step             *step,
            YcSyncChangeType  type)
{
  YcSyncChange *change = g_new0 (YcSyncChange, 1);

  if (step->save == NULL)
    {
      step->save = add_effect (step, YC_SYNC_EFFECT_SAVE);
      step->save->request = ++step->self->last_number;
      step->save->changes = g_ptr_array_new_with_free_func (change_free_cb);
    }
  change->type = type;
  g_ptr_array_add (step->save->changes, change);
  return change;
}

static void
cancel_request (Step    *step,
                guint64  request)
{
  add_effect (step, YC_SYNC_EFFECT_CANCEL)->request = request;
}

/* One number a step comes in; more are made of it. */
static gint64
next_backoff_ms (Step  *step,
                 guint  failures)
{
  step->random = step->random * 1664525u + 1013904223u;
  return yc_sync_backoff_ms (failures, step->random >> 8);
}

static void
set_reason (YcSync     *self,
            const char *reason)
{
  if (strcmp (self->reason, reason) == 0)
    return;
  yc_sync_code_set (self->reason, reason);
  self->changed = TRUE;
}

static void
line_up (YcSync *self)
{
  self->up = TRUE;
  self->heard = TRUE;
  set_reason (self, self->refused ? "device" : self->needs_login ? "login" : "");
}

/* Something was answered that only our hub answers. */
static void
line_proven (YcSync *self)
{
  self->line_failures = 0;
  self->troubles = 0;
  line_up (self);
}

/* Several requests that fail together are one failure. */
static void
line_down (Step       *step,
           const char *reason,
           gint64      retry_after_ms)
{
  YcSync *self = step->self;

  set_reason (self, reason);
  if (!self->up && self->heard && self->probe_at_ms > step->event->now_ms)
    return;
  self->up = FALSE;
  self->heard = TRUE;
  self->line_failures++;
  self->probe_at_ms = step->event->now_ms +
                      MAX (next_backoff_ms (step, self->line_failures),
                           MIN (retry_after_ms, RETRY_AFTER_MAX_MS));
}

static void
delay_queue (Step        *step,
             YcSyncQueue *queue)
{
  queue->failures++;
  queue->request = 0;
  queue->not_before_ms = step->event->now_ms + next_backoff_ms (step, queue->failures);
  yc_sync_outbox_set_state (&step->self->outbox, queue, YC_SYNC_QUEUE_READY);
}

static void
delay_feed (Step       *step,
            YcSyncFeed *feed)
{
  feed->failures++;
  feed->request = 0;
  feed->wanted = TRUE;
  feed->state = YC_SYNC_FEED_IDLE;
  feed->not_before_ms = step->event->now_ms + next_backoff_ms (step, feed->failures);
}

static YcSyncFeed *
find_feed_request (YcSync  *self,
                   guint64  request)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((YcSyncFeed *) value)->request == request &&
        ((YcSyncFeed *) value)->state != YC_SYNC_FEED_IDLE)
      return value;
  return NULL;
}

/* The hub's clock was read on the way here, so this is late by that way. An
 * answer to an op does not tell: it has the time when the hub first had it. */
static void
learn_time (Step   *step,
            gint64  time_ms)
{
  YcSync *self = step->self;
  gint64 offset_ms = time_ms - step->event->wall_ms;

  if (time_ms <= 0)
    return;
  self->offset_known = TRUE;
  self->offset_ms = time_ms - step->event->now_ms;
  if (self->offset_saved && ABS (offset_ms - self->saved_offset_ms) < OFFSET_SLACK_MS)
    return;
  self->offset_saved = TRUE;
  self->saved_offset_ms = offset_ms;
  add_change (step, YC_SYNC_CHANGE_OFFSET)->time_ms = offset_ms;
}

/* Nobody waits any longer for what is under way. */
static void
forget_requests (Step *step)
{
  YcSync *self = step->self;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->outbox.queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      YcSyncQueue *queue = value;

      if (queue->state == YC_SYNC_QUEUE_SENDING)
        cancel_request (step, queue->request);
      if (queue->state == YC_SYNC_QUEUE_SENDING || queue->state == YC_SYNC_QUEUE_SAVING)
        yc_sync_outbox_set_state (&self->outbox, queue, YC_SYNC_QUEUE_READY);
      queue->request = 0;
    }
  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      YcSyncFeed *feed = value;

      if (feed->state == YC_SYNC_FEED_ASKED)
        cancel_request (step, feed->request);
      feed->state = YC_SYNC_FEED_IDLE;
      feed->request = 0;
    }
}

static void
begin_epoch (Step       *step,
             const char *epoch)
{
  YcSync *self = step->self;

  g_assert (self->stage == STAGE_RUNNING);

  forget_requests (step);
  self->stage = STAGE_REBASING;
  add_change (step, YC_SYNC_CHANGE_EPOCH)->epoch = g_strdup (epoch);
  self->rebase_save = step->save->request;
}

static void
park (Step        *step,
      YcSyncQueue *queue,
      const char  *code)
{
  YcSyncChange *change = add_change (step, YC_SYNC_CHANGE_PARK);

  yc_sync_code_set (queue->code, code);
  change->op = yc_sync_queue_first (queue)->id;
  change->code = g_strdup (queue->code);
  yc_sync_outbox_set_state (&step->self->outbox, queue, YC_SYNC_QUEUE_SAVING);
  queue->request = step->save->request;
}

/* Only a broken hub says this, or one that is broken for this op. */
static void
meet_trouble (Step *step)
{
  char reason[YC_SYNC_CODE_MAX + 1];

  if (++step->self->troubles < TROUBLES_MAX)
    return;
  g_snprintf (reason, sizeof reason, "http-%u", step->event->status);
  line_down (step, reason, 0);
}

static gboolean
is_code (const YcSyncEvent *event,
         const char        *code)
{
  return g_strcmp0 (event->code, code) == 0;
}

static gboolean
has_code (const YcSyncEvent *event)
{
  return event->code != NULL && event->code[0] != '\0';
}

/* Says so of the whole line. Returns: whether that was it. */
static gboolean
refuse_line (Step *step)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;

  switch (event->status)
    {
    case 401:
      /* A token that the hub does not know is no matter of passwords. */
      if (is_code (event, "token"))
        self->refused = TRUE;
      else
        self->needs_login = TRUE;
      line_proven (self);
      return TRUE;
    case 403:
      if (!is_code (event, "device"))
        return FALSE;
      self->refused = TRUE;
      line_proven (self);
      return TRUE;
    case 429:
    case 502:
    case 503:
    case 504:
      line_down (step, event->status == 429 ? "busy" : "hub-away", event->retry_after_ms);
      return TRUE;
    default:
      return FALSE;
    }
}

/* D17, for an op. */
static void
refuse_op (Step        *step,
           YcSyncQueue *queue)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;

  if (refuse_line (step))
    {
      delay_queue (step, queue);
      if (event->status == 401)
        queue->not_before_ms = 0;
    }
  else if (event->status == 403 || event->status == 413 || event->status == 422)
    {
      line_proven (self);
      park (step, queue,
            has_code (event) ? event->code
            : event->status == 403 ? "role" : event->status == 413 ? "too-big" : "malformed");
    }
  else if (event->status == 409 && is_code (event, "unknown-kind"))
    {
      line_proven (self);
      delay_queue (step, queue);
      yc_sync_code_set (queue->code, "unknown-kind");
      queue->not_before_ms = event->now_ms + YC_SYNC_UNKNOWN_KIND_MS;
    }
  else if (event->status == 409 && is_code (event, "new-epoch"))
    {
      line_proven (self);
      delay_queue (step, queue);
      self->probe_due = TRUE;
    }
  else
    {
      delay_queue (step, queue);
      if (queue->failures >= TROUBLES_SHOWN && queue->code[0] == '\0')
        yc_sync_code_set (queue->code, "hub-trouble");
      meet_trouble (step);
    }
  self->changed = TRUE;
}

static void
refuse_feed (Step       *step,
             YcSyncFeed *feed)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;

  if (event->status == 404 && !feed->is_hall)
    {
      /* The hub has nothing of that stream yet; a notice will tell. */
      line_proven (self);
      yc_sync_feed_answered (feed, 0, 0, 0);
      return;
    }
  delay_feed (step, feed);
  if (refuse_line (step))
    return;
  if (event->status == 409 && is_code (event, "new-epoch"))
    {
      self->epoch_lost = self->epoch_lost || feed->after > 0;
      self->probe_due = TRUE;
    }
  if (event->status < 500 && has_code (event))
    line_proven (self);
  else
    meet_trouble (step);
}

static void
on_refused (Step *step)
{
  YcSync *self = step->self;
  YcSyncQueue *queue = yc_sync_outbox_find_request (&self->outbox, step->event->request);
  YcSyncFeed *feed = find_feed_request (self, step->event->request);

  if (queue != NULL && queue->state == YC_SYNC_QUEUE_SENDING)
    refuse_op (step, queue);
  else if (feed != NULL && feed->state == YC_SYNC_FEED_ASKED)
    refuse_feed (step, feed);
  else if (self->probe != 0 && self->probe == step->event->request)
    {
      self->probe = 0;
      if (!refuse_line (step))
        line_down (step, "hub-away", step->event->retry_after_ms);
    }
}

/* No answer: the line, most likely. */
static void
fail_request (Step       *step,
              guint64     request,
              const char *reason)
{
  YcSync *self = step->self;
  YcSyncQueue *queue = yc_sync_outbox_find_request (&self->outbox, request);
  YcSyncFeed *feed = find_feed_request (self, request);

  if (queue != NULL && queue->state == YC_SYNC_QUEUE_SENDING)
    delay_queue (step, queue);
  else if (feed != NULL && feed->state == YC_SYNC_FEED_ASKED)
    delay_feed (step, feed);
  else if (self->probe != 0 && self->probe == request)
    self->probe = 0;
  else
    return;
  line_down (step, reason, 0);
}

static void
on_failed (Step *step)
{
  fail_request (step, step->event->request,
                has_code (step->event) ? step->event->code : "no-answer");
}

static void
on_op (Step *step)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;
  YcSyncQueue *queue = yc_sync_outbox_find_request (&self->outbox, event->request);
  YcSyncChange *change;
  YcSyncFeed *feed;
  char stream[YC_STREAM_TEXT_SIZE];

  if (queue == NULL || queue->state != YC_SYNC_QUEUE_SENDING)
    return;
  line_proven (self);
  queue->code[0] = '\0';
  change = add_change (step, YC_SYNC_CHANGE_ACK);
  change->op = yc_sync_queue_first (queue)->id;
  change->position = event->position;
  change->revision = event->revision;
  change->hash = g_strdup (event->hash);
  change->verdict = yc_verdict_copy (event->verdict);
  change->time_ms = event->time_ms;
  yc_sync_outbox_set_state (&self->outbox, queue, YC_SYNC_QUEUE_SAVING);
  queue->request = step->save->request;

  yc_stream_to_text (&queue->stream, stream);
  feed = g_hash_table_lookup (self->feeds, stream);
  if (feed != NULL)
    yc_sync_feed_notice (feed, event->revision);
}

/* A case's rows in a hall's feed are notices: who follows the case reads its feed. */
static void
pass_on_notices (YcSync    *self,
                 GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const YcFeedRow *row = g_ptr_array_index (rows, i);
      char stream[YC_STREAM_TEXT_SIZE];
      YcSyncFeed *feed;

      yc_stream_to_text (&row->stream, stream);
      feed = g_hash_table_lookup (self->feeds, stream);
      if (feed != NULL)
        yc_sync_feed_notice (feed, row->revision);
    }
}

static void
save_rows (Step       *step,
           YcSyncFeed *feed,
           GPtrArray  *rows)
{
  const YcFeedRow *last = g_ptr_array_index (rows, rows->len - 1);
  YcSyncChange *change = add_change (step, YC_SYNC_CHANGE_ROWS);

  g_free (feed->saving_hash);
  feed->saving_hash = g_strdup (last->hash);
  feed->saving_after = feed->is_hall ? last->position : last->revision;
  feed->state = YC_SYNC_FEED_SAVING;
  feed->request = step->save->request;

  change->feed = g_strdup (feed->name);
  change->epoch = g_strdup (step->self->epoch);
  change->after = feed->saving_after;
  change->hash = g_strdup (last->hash);
  change->rows = g_ptr_array_ref (rows);
}

static void
accept_rows (Step       *step,
             YcSyncFeed *feed)
{
  const YcSyncEvent *event = step->event;
  guint count = event->rows->len;
  gboolean hasty = event->now_ms - feed->asked_ms < EMPTY_FEED_MS;
  const YcFeedRow *last = count > 0 ? g_ptr_array_index (event->rows, count - 1) : NULL;

  yc_sync_feed_answered (feed, count, last != NULL ? last->revision : 0, event->head);
  feed->not_before_ms = event->now_ms;
  if (feed->is_hall && count == 0 && hasty)
    feed->not_before_ms += EMPTY_FEED_MS;
  if (count > 0)
    save_rows (step, feed, event->rows);
  if (feed->is_hall)
    pass_on_notices (step->self, event->rows);
}

static void
on_rows (Step *step)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;
  YcSyncFeed *feed = find_feed_request (self, event->request);

  if (feed == NULL || feed->state != YC_SYNC_FEED_ASKED)
    return;
  line_proven (self);
  learn_time (step, event->time_ms);
  if (strcmp (event->epoch, self->epoch) != 0)
    begin_epoch (step, event->epoch);
  else if (!yc_sync_feed_accepts (feed, event->rows))
    {
      delay_feed (step, feed);
      meet_trouble (step);
    }
  else
    accept_rows (step, feed);
  if (event->horizon_ms > 0 && event->horizon_ms != self->horizon_ms)
    {
      self->horizon_ms = event->horizon_ms;
      add_change (step, YC_SYNC_CHANGE_HORIZON)->time_ms = event->horizon_ms;
    }
}

static void
on_probed (Step *step)
{
  YcSync *self = step->self;

  if (self->probe == 0 || self->probe != step->event->request)
    return;
  self->probe = 0;
  self->probe_at_ms = 0;
  line_up (self);
  learn_time (step, step->event->time_ms);
  if (self->stage == STAGE_RUNNING &&
      (self->epoch_lost || strcmp (step->event->epoch, self->epoch) != 0))
    begin_epoch (step, step->event->epoch);
}

/* What the outbox had no room for is in the store. */
static void
load_more (Step *step)
{
  YcSync *self = step->self;

  if (!self->more || yc_sync_outbox_count (&self->outbox) > 0)
    return;
  self->stage = STAGE_RELOADING;
  add_effect (step, YC_SYNC_EFFECT_RELOAD);
}

static void
on_saved (Step *step)
{
  YcSync *self = step->self;
  guint64 save = step->event->request;
  YcSyncQueue *queue = yc_sync_outbox_find_request (&self->outbox, save);
  YcSyncFeed *feed = find_feed_request (self, save);

  if (self->stage == STAGE_REBASING && self->rebase_save == save)
    {
      self->stage = STAGE_RELOADING;
      add_effect (step, YC_SYNC_EFFECT_RELOAD);
    }
  else if (queue != NULL && queue->state == YC_SYNC_QUEUE_SAVING)
    {
      if (queue->code[0] != '\0')
        yc_sync_outbox_set_state (&self->outbox, queue, YC_SYNC_QUEUE_PARKED);
      else
        yc_sync_outbox_drop_first (&self->outbox, queue);
      self->changed = TRUE;
      load_more (step);
    }
  else if (feed != NULL && feed->state == YC_SYNC_FEED_SAVING)
    yc_sync_feed_saved (feed, step->event->now_ms);
}

/* What could not be saved was not said. It may be on disk all the same: then
 * it will be said and saved once more. */
static void
on_unsaved (Step *step)
{
  YcSync *self = step->self;
  guint64 save = step->event->request;
  YcSyncQueue *queue = yc_sync_outbox_find_request (&self->outbox, save);
  YcSyncFeed *feed = find_feed_request (self, save);

  if (self->stage == STAGE_REBASING && self->rebase_save == save)
    {
      self->stage = STAGE_RUNNING;
      self->epoch_lost = TRUE;
      line_down (step, "disk", 0);
    }
  else if (queue != NULL && queue->state == YC_SYNC_QUEUE_SAVING)
    {
      queue->code[0] = '\0';
      delay_queue (step, queue);
    }
  else if (feed != NULL && feed->state == YC_SYNC_FEED_SAVING)
    delay_feed (step, feed);
  self->offset_saved = FALSE;
  self->horizon_ms = 0;
}

static YcSyncFeed *
ensure_feed (YcSync     *self,
             const char *name)
{
  YcSyncFeed *feed = g_hash_table_lookup (self->feeds, name);

  if (feed == NULL && g_hash_table_size (self->feeds) < YC_SYNC_FEEDS_MAX)
    {
      feed = yc_sync_feed_new (name);
      g_hash_table_insert (self->feeds, feed->name, feed);
    }
  return feed;
}

static void
load_cursors (Step *step)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;
  GHashTableIter iter;
  gpointer value;

  ensure_feed (self, YC_SYNC_HALL);
  if (self->stage == STAGE_RELOADING)
    {
      g_hash_table_iter_init (&iter, self->feeds);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        yc_sync_feed_rewind (value, 0, "");
    }
  for (gsize i = 0; i < event->n_cursors; i++)
    {
      YcSyncFeed *feed = ensure_feed (self, event->cursors[i].feed);

      if (feed != NULL)
        yc_sync_feed_rewind (feed, event->cursors[i].after, event->cursors[i].hash);
    }
}

/* What was enqueued while the store was being read may not be in what it said. */
static void
load_ops (Step *step)
{
  YcSync *self = step->self;
  YcSyncOutbox before = self->outbox;
  GHashTableIter iter;
  gpointer value;

  yc_sync_outbox_init (&self->outbox);
  for (gsize i = 0; i < step->event->n_ops; i++)
    yc_sync_outbox_add (&self->outbox, &step->event->ops[i]);
  self->more = yc_sync_outbox_count (&self->outbox) >= YC_SYNC_OUTBOX_MAX;
  g_hash_table_iter_init (&iter, before.queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcSyncQueue *queue = value;

      for (GList *link = queue->entries.head; link != NULL; link = link->next)
        {
          const YcSyncEntry *entry = link->data;
          YcSyncOp op = { .id = entry->id, .stream = queue->stream, .sequence = entry->sequence,
                          .made_ms = entry->made_ms };

          yc_sync_outbox_add (&self->outbox, &op);
        }
    }
  yc_sync_outbox_clear (&before);
}

static void
on_start (Step *step)
{
  YcSync *self = step->self;

  forget_requests (step);
  load_cursors (step);
  load_ops (step);
  g_strlcpy (self->epoch, step->event->epoch != NULL ? step->event->epoch : "", sizeof self->epoch);
  if (step->event->horizon_ms > 0)
    self->horizon_ms = step->event->horizon_ms;
  self->epoch_lost = FALSE;
  self->stage = STAGE_RUNNING;
  self->changed = TRUE;
}

static void
on_enqueued (Step *step)
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
on_link (Step *step)
{
  step->self->probe_due = TRUE;
}

static void
on_auth (Step *step)
{
  YcSync *self = step->self;

  self->needs_login = FALSE;
  self->refused = FALSE;
  self->probe_due = TRUE;
  set_reason (self, "");
}

static void
on_follow (Step *step)
{
  YcSync *self = step->self;
  YcSyncFeed *feed;

  g_return_if_fail (step->event->feed != NULL);

  if (g_hash_table_contains (self->feeds, step->event->feed))
    return;
  feed = ensure_feed (self, step->event->feed);
  if (feed != NULL)
    yc_sync_feed_rewind (feed, step->event->after, step->event->hash);
}

static void
on_unfollow (Step *step)
{
  YcSync *self = step->self;
  YcSyncFeed *feed = g_hash_table_lookup (self->feeds, step->event->feed);

  if (feed == NULL || feed->is_hall)
    return;
  if (feed->state == YC_SYNC_FEED_ASKED)
    cancel_request (step, feed->request);
  g_hash_table_remove (self->feeds, step->event->feed);
}

/* Nothing depends on when this is on disk: after a crash the op is just
 * parked again. */
static void
unpark (Step        *step,
        YcSyncQueue *queue)
{
  if (queue->state == YC_SYNC_QUEUE_PARKED)
    {
      add_change (step, YC_SYNC_CHANGE_UNPARK)->op = yc_sync_queue_first (queue)->id;
      yc_sync_outbox_set_state (&step->self->outbox, queue, YC_SYNC_QUEUE_READY);
      queue->code[0] = '\0';
    }
  queue->not_before_ms = 0;
  queue->failures = 0;
  step->self->changed = TRUE;
}

static void
on_retry (Step *step)
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
  self->refused = FALSE;
  self->probe_due = TRUE;
}

static void
on_tick (Step *step)
{
  step->self->timer_ms = 0;
}

static void
dispatch (Step *step)
{
  static void (*const handlers[]) (Step *step) = {
    [YC_SYNC_EVENT_START] = on_start,
    [YC_SYNC_EVENT_TICK] = on_tick,
    [YC_SYNC_EVENT_ENQUEUED] = on_enqueued,
    [YC_SYNC_EVENT_LINK] = on_link,
    [YC_SYNC_EVENT_OP] = on_op,
    [YC_SYNC_EVENT_ROWS] = on_rows,
    [YC_SYNC_EVENT_PROBED] = on_probed,
    [YC_SYNC_EVENT_REFUSED] = on_refused,
    [YC_SYNC_EVENT_FAILED] = on_failed,
    [YC_SYNC_EVENT_SAVED] = on_saved,
    [YC_SYNC_EVENT_UNSAVED] = on_unsaved,
    [YC_SYNC_EVENT_AUTH] = on_auth,
    [YC_SYNC_EVENT_FOLLOW] = on_follow,
    [YC_SYNC_EVENT_UNFOLLOW] = on_unfollow,
    [YC_SYNC_EVENT_RETRY] = on_retry,
  };

  handlers[step->event->type] (step);
}

/* Invariant 5. */
static void
expire_requests (Step *step)
{
  YcSync *self = step->self;
  g_autoptr (GArray) late = g_array_new (FALSE, FALSE, sizeof (guint64));
  gint64 now_ms = step->event->now_ms;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->outbox.queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcSyncQueue *queue = value;

      if (queue->state == YC_SYNC_QUEUE_SENDING && queue->deadline_ms <= now_ms)
        g_array_append_val (late, queue->request);
    }
  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcSyncFeed *feed = value;

      if (feed->state == YC_SYNC_FEED_ASKED && feed->deadline_ms <= now_ms)
        g_array_append_val (late, feed->request);
    }
  if (self->probe != 0 && self->probe_deadline_ms <= now_ms)
    g_array_append_val (late, self->probe);
  for (guint i = 0; i < late->len; i++)
    {
      guint64 request = g_array_index (late, guint64, i);

      cancel_request (step, request);
      fail_request (step, request, "timeout");
    }
}

static void
send_probe (Step *step)
{
  YcSync *self = step->self;

  if (self->probe != 0 ||
      (!self->probe_due && (self->up || self->probe_at_ms > step->event->now_ms)))
    return;
  self->probe_due = FALSE;
  self->probe = ++self->last_number;
  self->probe_deadline_ms = step->event->now_ms + YC_SYNC_PROBE_TIMEOUT_MS;
  add_effect (step, YC_SYNC_EFFECT_SEND_PROBE)->request = self->probe;
}

static void
send_ops (Step *step)
{
  YcSync *self = step->self;
  YcSyncQueue *queue;

  while (self->outbox.sending < YC_SYNC_PARALLEL_MAX &&
         (queue = yc_sync_outbox_find_ready (&self->outbox, step->event->now_ms)) != NULL)
    {
      YcSyncEffect *effect = add_effect (step, YC_SYNC_EFFECT_SEND_OP);

      effect->request = ++self->last_number;
      effect->op = yc_sync_queue_first (queue)->id;
      effect->epoch = g_strdup (self->epoch);
      queue->request = effect->request;
      queue->deadline_ms = step->event->now_ms + YC_SYNC_OP_TIMEOUT_MS;
      yc_sync_outbox_set_state (&self->outbox, queue, YC_SYNC_QUEUE_SENDING);
    }
}

static void
ask_feed (Step       *step,
          YcSyncFeed *feed)
{
  YcSyncEffect *effect = add_effect (step, YC_SYNC_EFFECT_SEND_FEED);

  effect->request = ++step->self->last_number;
  effect->feed = g_strdup (feed->name);
  effect->epoch = g_strdup (step->self->epoch);
  effect->after = feed->after;
  effect->hash = g_strdup (feed->hash);
  effect->rows_max = YC_SYNC_ROWS_MAX;
  effect->wait_s = feed->is_hall ? YC_SYNC_FEED_WAIT_S : 0;
  yc_sync_feed_asked (feed);
  feed->request = effect->request;
  feed->asked_ms = step->event->now_ms;
  feed->deadline_ms = feed->asked_ms + effect->wait_s * 1000 + YC_SYNC_FEED_TIMEOUT_MS;
}

static void
send_feeds (Step *step)
{
  YcSync *self = step->self;
  guint asked = 0;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((YcSyncFeed *) value)->state == YC_SYNC_FEED_ASKED && !((YcSyncFeed *) value)->is_hall)
      asked++;
  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      YcSyncFeed *feed = value;

      if (feed->state != YC_SYNC_FEED_IDLE || !feed->wanted ||
          feed->not_before_ms > step->event->now_ms ||
          (!feed->is_hall && asked >= FEEDS_PARALLEL_MAX))
        continue;
      if (!feed->is_hall)
        asked++;
      ask_feed (step, feed);
    }
}

/* What the hub can no longer lose is let go, now and then. */
static void
forget_old (Step *step)
{
  YcSync *self = step->self;
  gint64 now_ms = step->event->now_ms;

  if (!self->offset_known || now_ms < self->forget_at_ms)
    return;
  if (self->forget_at_ms != 0)
    add_change (step, YC_SYNC_CHANGE_FORGET)->time_ms =
      now_ms + self->offset_ms - (self->horizon_ms > 0 ? self->horizon_ms : YC_SYNC_HORIZON_MS);
  self->forget_at_ms = now_ms + YC_SYNC_FORGET_MS;
}

static void
send_what_may_go (Step *step)
{
  YcSync *self = step->self;

  if (self->stage != STAGE_RUNNING || self->refused)
    return;
  send_probe (step);
  forget_old (step);
  if (!self->up || self->epoch_lost)
    return;
  if (!self->needs_login)
    send_ops (step);
  send_feeds (step);
}

static void
sooner (gint64 *at_ms,
        gint64  candidate_ms)
{
  if (*at_ms == 0 || candidate_ms < *at_ms)
    *at_ms = candidate_ms;
}

static gint64
find_next_moment (Step *step)
{
  YcSync *self = step->self;
  gint64 now_ms = step->event->now_ms;
  gint64 at_ms = 0;
  GHashTableIter iter;
  gpointer value;

  if (self->probe != 0)
    sooner (&at_ms, self->probe_deadline_ms);
  else if (!self->up)
    sooner (&at_ms, self->probe_at_ms);
  if (self->forget_at_ms != 0)
    sooner (&at_ms, self->forget_at_ms);
  g_hash_table_iter_init (&iter, self->outbox.queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcSyncQueue *queue = value;

      if (queue->state == YC_SYNC_QUEUE_SENDING)
        sooner (&at_ms, queue->deadline_ms);
      else if (queue->state == YC_SYNC_QUEUE_READY && self->up && queue->not_before_ms > now_ms)
        sooner (&at_ms, queue->not_before_ms);
    }
  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcSyncFeed *feed = value;

      if (feed->state == YC_SYNC_FEED_ASKED)
        sooner (&at_ms, feed->deadline_ms);
      else if (feed->state == YC_SYNC_FEED_IDLE && feed->wanted && self->up &&
               feed->not_before_ms > now_ms)
        sooner (&at_ms, feed->not_before_ms);
    }
  return at_ms;
}

static void
set_timer (Step *step)
{
  YcSync *self = step->self;
  gint64 at_ms;

  if (self->stage != STAGE_RUNNING || self->refused)
    return;
  at_ms = find_next_moment (step);
  if (at_ms == 0 || at_ms == self->timer_ms)
    return;
  self->timer_ms = at_ms;
  add_effect (step, YC_SYNC_EFFECT_TIMER)->at_ms = at_ms;
}

static YcSyncLineState
get_line_state (YcSync *self)
{
  if (self->refused)
    return YC_SYNC_LINE_REFUSED;
  if (!self->heard)
    return YC_SYNC_LINE_CONNECTING;
  if (!self->up)
    return YC_SYNC_LINE_OFFLINE;
  return self->needs_login ? YC_SYNC_LINE_NEEDS_LOGIN : YC_SYNC_LINE_ONLINE;
}

static void
publish (Step *step)
{
  YcSync *self = step->self;
  YcSyncLineState state = get_line_state (self);

  if (state != self->shown_state || self->shown_since_ms == 0)
    {
      self->shown_state = state;
      self->shown_since_ms = step->event->now_ms;
      self->changed = TRUE;
    }
  if (!self->changed)
    return;
  self->changed = FALSE;
  add_effect (step, YC_SYNC_EFFECT_PUBLISH);
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
  self->feeds = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, feed_free_cb);
  return self;
}

void
yc_sync_free (YcSync *self)
{
  yc_sync_outbox_clear (&self->outbox);
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
  Step step = { self, event, effects, NULL, event->random };

  g_return_if_fail (self != NULL && effects != NULL);

  dispatch (&step);
  expire_requests (&step);
  send_what_may_go (&step);
  set_timer (&step);
  publish (&step);
}

static int
compare_parked_cb (gconstpointer a,
                   gconstpointer b)
{
  return yc_id_compare (&((const YcSyncParked *) a)->op, &((const YcSyncParked *) b)->op);
}

static void
describe_queue (YcSyncLine  *line,
                YcSyncQueue *queue)
{
  const YcSyncEntry *first = yc_sync_queue_first (queue);
  YcSyncParked parked = {
    .op = first->id,
    .stream = queue->stream,
    .made_ms = first->made_ms,
    .waits = queue->state != YC_SYNC_QUEUE_PARKED,
    .behind = queue->entries.length - 1,
  };

  if (line->oldest_made_ms == 0 || first->made_ms < line->oldest_made_ms)
    line->oldest_made_ms = first->made_ms;
  if (queue->code[0] == '\0')
    return;
  yc_sync_code_set (parked.code, queue->code);
  g_array_append_val (line->parked, parked);
}

/**
 * yc_sync_dup_line:
 * @self: a machine
 *
 * Returns: (transfer full): what is to be shown of the line
 */
YcSyncLine *
yc_sync_dup_line (YcSync *self)
{
  YcSyncLine *line = g_new0 (YcSyncLine, 1);
  GHashTableIter iter;
  gpointer value;

  line->state = get_line_state (self);
  line->since_ms = self->shown_since_ms;
  yc_sync_code_set (line->reason, self->reason);
  line->waiting = yc_sync_outbox_count (&self->outbox);
  line->offset_known = self->offset_known;
  line->offset_ms = self->offset_ms;
  line->parked = g_array_new (FALSE, FALSE, sizeof (YcSyncParked));
  g_hash_table_iter_init (&iter, self->outbox.queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    describe_queue (line, value);
  g_array_sort (line->parked, compare_parked_cb);
  return line;
}

void
yc_sync_line_free (YcSyncLine *line)
{
  g_array_unref (line->parked);
  g_free (line);
}
