/* yc-sync-send.c: what may go now, and when to look again */

#include "yc-sync-private.h"

#include <string.h>

#define FEEDS_PARALLEL_MAX 4

static void
send_probe (YcSyncStep *step)
{
  YcSync *self = step->self;

  if (self->probe != 0 ||
      (!self->probe_due && (self->up || self->probe_at_ms > step->event->now_ms)))
    return;
  self->probe_due = FALSE;
  self->probe = ++self->last_number;
  self->probe_deadline_ms = step->event->now_ms + YC_SYNC_PROBE_TIMEOUT_MS;
  yc_sync_add_effect (step, YC_SYNC_EFFECT_SEND_PROBE)->request = self->probe;
}

static void
send_ops (YcSyncStep *step)
{
  YcSync *self = step->self;
  YcSyncQueue *queue;

  while (self->outbox.sending < YC_SYNC_PARALLEL_MAX &&
         (queue = yc_sync_outbox_find_ready (&self->outbox, step->event->now_ms)) != NULL)
    {
      YcSyncEffect *effect = yc_sync_add_effect (step, YC_SYNC_EFFECT_SEND_OP);

      effect->request = ++self->last_number;
      effect->op = yc_sync_queue_first (queue)->id;
      effect->epoch = g_strdup (self->epoch);
      queue->request = effect->request;
      queue->deadline_ms = step->event->now_ms + YC_SYNC_OP_TIMEOUT_MS;
      yc_sync_outbox_set_state (&self->outbox, queue, YC_SYNC_QUEUE_SENDING);
    }
}

static void
ask_feed (YcSyncStep *step,
          YcSyncFeed *feed)
{
  YcSyncEffect *effect = yc_sync_add_effect (step, YC_SYNC_EFFECT_SEND_FEED);

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
send_feeds (YcSyncStep *step)
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
forget_old (YcSyncStep *step)
{
  YcSync *self = step->self;
  gint64 now_ms = step->event->now_ms;

  if (!self->offset_known || now_ms < self->forget_at_ms)
    return;
  if (self->forget_at_ms != 0)
    yc_sync_add_change (step, YC_SYNC_CHANGE_FORGET)->time_ms =
      now_ms + self->offset_ms - (self->horizon_ms > 0 ? self->horizon_ms : YC_SYNC_HORIZON_MS);
  self->forget_at_ms = now_ms + YC_SYNC_FORGET_MS;
}

/* Seldom: what it says is for an auditor, and nothing here waits for it. */
static void
send_head (YcSyncStep *step)
{
  YcSync *self = step->self;

  if (!self->head_due || step->event->now_ms < self->head_at_ms)
    return;
  self->head_due = FALSE;
  self->head_at_ms = step->event->now_ms + YC_SYNC_HEAD_MS;
  yc_sync_add_effect (step, YC_SYNC_EFFECT_SEND_HEAD);
}

void
yc_sync_send_what_may_go (YcSyncStep *step)
{
  YcSync *self = step->self;

  if (self->stage != YC_SYNC_STAGE_RUNNING || self->refused != NULL)
    return;
  send_probe (step);
  forget_old (step);
  if (!self->up || self->epoch_lost)
    return;
  if (!self->needs_login)
    send_ops (step);
  send_feeds (step);
  yc_sync_clear_the_way (step);
  yc_sync_send_piece (step);
  send_head (step);
}

static void
sooner (gint64 *at_ms,
        gint64  candidate_ms)
{
  if (*at_ms == 0 || candidate_ms < *at_ms)
    *at_ms = candidate_ms;
}

static gint64
find_next_moment (YcSyncStep *step)
{
  YcSync *self = step->self;
  gint64 now_ms = step->event->now_ms;
  gint64 late_ms = yc_sync_piece_late_at (self);
  gint64 at_ms = 0;
  GHashTableIter iter;
  gpointer value;

  if (self->probe != 0)
    sooner (&at_ms, self->probe_deadline_ms);
  else if (!self->up)
    sooner (&at_ms, self->probe_at_ms);
  if (late_ms != 0 && self->up && !self->epoch_lost)
    sooner (&at_ms, late_ms);
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
  for (guint i = 0; i < self->blobs.list->len; i++)
    {
      const YcSyncBlob *blob = g_ptr_array_index (self->blobs.list, i);

      if (blob->state == YC_SYNC_BLOB_SENDING)
        sooner (&at_ms, blob->deadline_ms);
      else if (blob->state == YC_SYNC_BLOB_READY && self->up && blob->not_before_ms > now_ms)
        sooner (&at_ms, blob->not_before_ms);
    }
  return at_ms;
}

void
yc_sync_set_timer (YcSyncStep *step)
{
  YcSync *self = step->self;
  gint64 at_ms;

  if (self->stage != YC_SYNC_STAGE_RUNNING || self->refused != NULL)
    return;
  at_ms = find_next_moment (step);
  if (at_ms == 0 || at_ms == self->timer_ms)
    return;
  self->timer_ms = at_ms;
  yc_sync_add_effect (step, YC_SYNC_EFFECT_TIMER)->at_ms = at_ms;
}
