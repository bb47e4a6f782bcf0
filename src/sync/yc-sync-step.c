/* yc-sync-step.c: what every part of a step does: adds effects and changes,
 * and puts off what has failed
 */

#include "yc-sync-private.h"

YcSyncEffect *
yc_sync_add_effect (YcSyncStep       *step,
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
YcSyncChange *
yc_sync_add_change (YcSyncStep       *step,
                    YcSyncChangeType  type)
{
  YcSyncChange *change = g_new0 (YcSyncChange, 1);

  if (step->save == NULL)
    {
      step->save = yc_sync_add_effect (step, YC_SYNC_EFFECT_SAVE);
      step->save->request = ++step->self->last_number;
      step->save->changes = g_ptr_array_new_with_free_func (change_free_cb);
    }
  change->type = type;
  g_ptr_array_add (step->save->changes, change);
  return change;
}

void
yc_sync_cancel_request (YcSyncStep *step,
                        guint64     request)
{
  yc_sync_add_effect (step, YC_SYNC_EFFECT_CANCEL)->request = request;
}

/* One number a step comes in; more are made of it. */
gint64
yc_sync_next_backoff_ms (YcSyncStep *step,
                         guint       failures)
{
  step->random = step->random * 1664525u + 1013904223u;
  return yc_sync_backoff_ms (failures, step->random >> 8);
}

void
yc_sync_delay_queue (YcSyncStep  *step,
                     YcSyncQueue *queue)
{
  queue->failures++;
  queue->request = 0;
  queue->not_before_ms = step->event->now_ms + yc_sync_next_backoff_ms (step, queue->failures);
  yc_sync_outbox_set_state (&step->self->outbox, queue, YC_SYNC_QUEUE_READY);
}

void
yc_sync_delay_feed (YcSyncStep *step,
                    YcSyncFeed *feed)
{
  feed->failures++;
  feed->request = 0;
  feed->wanted = TRUE;
  feed->state = YC_SYNC_FEED_IDLE;
  feed->not_before_ms = step->event->now_ms + yc_sync_next_backoff_ms (step, feed->failures);
}

YcSyncFeed *
yc_sync_find_feed_request (YcSync  *self,
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

YcSyncFeed *
yc_sync_ensure_feed (YcSync     *self,
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
drop_ops (YcSyncStep *step)
{
  YcSync *self = step->self;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->outbox.queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      YcSyncQueue *queue = value;

      if (queue->state == YC_SYNC_QUEUE_SENDING)
        {
          yc_sync_cancel_request (step, queue->request);
          yc_sync_outbox_set_state (&self->outbox, queue, YC_SYNC_QUEUE_READY);
          queue->request = 0;
        }
      queue->not_before_ms = 0;
    }
}

/* Nobody waits any longer for what is under way: it was asked of a hub of
 * another epoch, or by who this device was before. What is being saved is
 * still saved. */
void
yc_sync_drop_requests (YcSyncStep *step)
{
  YcSync *self = step->self;
  GHashTableIter iter;
  gpointer value;

  drop_ops (step);
  for (guint i = 0; i < self->blobs.list->len; i++)
    {
      const YcSyncBlob *blob = g_ptr_array_index (self->blobs.list, i);

      if (blob->state == YC_SYNC_BLOB_SENDING)
        yc_sync_cancel_request (step, blob->request);
    }
  yc_sync_blobs_rest (&self->blobs);
  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      YcSyncFeed *feed = value;

      if (feed->state == YC_SYNC_FEED_ASKED)
        {
          yc_sync_cancel_request (step, feed->request);
          feed->state = YC_SYNC_FEED_IDLE;
          feed->request = 0;
          feed->wanted = TRUE;
        }
      feed->not_before_ms = 0;
    }
  if (self->probe != 0)
    yc_sync_cancel_request (step, self->probe);
  self->probe = 0;
}
