/* yc-sync-disk.c: what is on disk by now
 *
 * Only what was saved counts: an answer had its effect when on_saved() hears
 * of it, and the store is the only one that knows what waits.
 */

#include "yc-sync-private.h"

#include <string.h>

void
yc_sync_begin_epoch (YcSyncStep *step,
                     const char *epoch)
{
  YcSync *self = step->self;

  g_assert (self->stage == YC_SYNC_STAGE_RUNNING);

  yc_sync_drop_requests (step);
  self->stage = YC_SYNC_STAGE_REBASING;
  yc_sync_add_change (step, YC_SYNC_CHANGE_EPOCH)->epoch = g_strdup (epoch);
  self->rebase_save = step->save->request;
}

/* What the outbox had no room for is in the store. */
static void
load_more (YcSyncStep *step)
{
  YcSync *self = step->self;

  if (!self->more || yc_sync_outbox_count (&self->outbox) > 0 || self->blobs.list->len >= YC_SYNC_DOCUMENTS_MAX)
    return;
  self->stage = YC_SYNC_STAGE_RELOADING;
  yc_sync_add_effect (step, YC_SYNC_EFFECT_RELOAD);
}

/* (nullable): one of those whose answers stand in that transaction */
static YcSyncQueue *
find_saving (YcSync  *self,
             guint64  save)
{
  YcSyncQueue *queue = yc_sync_outbox_find_request (&self->outbox, save);

  return queue != NULL && queue->state == YC_SYNC_QUEUE_SAVING ? queue : NULL;
}

static void
settle_queue (YcSync      *self,
              YcSyncQueue *queue)
{
  if (queue->code[0] != '\0')
    yc_sync_outbox_set_state (&self->outbox, queue, YC_SYNC_QUEUE_PARKED);
  else
    yc_sync_outbox_drop_first (&self->outbox, queue);
}

void
yc_sync_on_saved (YcSyncStep *step)
{
  YcSync *self = step->self;
  guint64 save = step->event->request;
  YcSyncQueue *queue = find_saving (self, save);
  YcSyncFeed *feed = yc_sync_find_feed_request (self, save);
  YcSyncBlob *blob = yc_sync_blobs_find_request (&self->blobs, save);

  if (self->stage == YC_SYNC_STAGE_REBASING && self->rebase_save == save)
    {
      self->stage = YC_SYNC_STAGE_RELOADING;
      yc_sync_add_effect (step, YC_SYNC_EFFECT_RELOAD);
    }
  else if (queue != NULL)
    {
      for (; queue != NULL; queue = find_saving (self, save))
        settle_queue (self, queue);
      yc_sync_blobs_retry (&self->blobs, "not-announced");
      self->changed = TRUE;
      load_more (step);
    }
  else if (feed != NULL && feed->state == YC_SYNC_FEED_SAVING)
    yc_sync_feed_saved (feed, step->event->now_ms);
  else if (blob != NULL && blob->state == YC_SYNC_BLOB_SAVING)
    {
      yc_sync_blobs_drop (&self->blobs, blob);
      self->changed = TRUE;
      load_more (step);
    }
}

/* What could not be saved was not said. It may be on disk all the same: then
 * it will be said and saved once more. */
void
yc_sync_on_unsaved (YcSyncStep *step)
{
  YcSync *self = step->self;
  guint64 save = step->event->request;
  YcSyncQueue *queue = find_saving (self, save);
  YcSyncFeed *feed = yc_sync_find_feed_request (self, save);
  YcSyncBlob *blob = yc_sync_blobs_find_request (&self->blobs, save);

  if (self->stage == YC_SYNC_STAGE_REBASING && self->rebase_save == save)
    {
      self->stage = YC_SYNC_STAGE_RUNNING;
      self->epoch_lost = TRUE;
      yc_sync_line_down (step, "disk", 0);
    }
  else if (queue != NULL)
    for (; queue != NULL; queue = find_saving (self, save))
      {
        queue->code[0] = '\0';
        yc_sync_delay_queue (step, queue);
      }
  else if (feed != NULL && feed->state == YC_SYNC_FEED_SAVING)
    yc_sync_delay_feed (step, feed);
  else if (blob != NULL && blob->state == YC_SYNC_BLOB_SAVING)
    yc_sync_delay_blob (step, blob, "");
  self->offset_saved = FALSE;
  self->horizon_ms = 0;
}

static void
load_cursors (YcSyncStep *step)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;
  GHashTableIter iter;
  gpointer value;

  yc_sync_ensure_feed (self, YC_SYNC_HALL);
  if (self->stage == YC_SYNC_STAGE_RELOADING)
    {
      g_hash_table_iter_init (&iter, self->feeds);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        yc_sync_feed_rewind (value, 0, "");
    }
  for (gsize i = 0; i < event->n_cursors; i++)
    {
      YcSyncFeed *feed = yc_sync_ensure_feed (self, event->cursors[i].feed);

      if (feed != NULL)
        yc_sync_feed_rewind (feed, event->cursors[i].after, event->cursors[i].hash);
    }
}

/* What was enqueued while the store was being read may not be in what it said. */
static void
load_ops (YcSyncStep *step)
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

/* Another hub, or an older life of it, may have less of them. */
static void
load_documents (YcSyncStep *step)
{
  YcSync *self = step->self;

  for (guint i = 0; i < self->blobs.list->len; i++)
    ((YcSyncBlob *) g_ptr_array_index (self->blobs.list, i))->offset = 0;
  for (gsize i = 0; i < step->event->n_documents && self->blobs.list->len < YC_SYNC_DOCUMENTS_MAX; i++)
    yc_sync_blobs_add (&self->blobs, &step->event->documents[i]);
  self->more = self->more || self->blobs.list->len >= YC_SYNC_DOCUMENTS_MAX;
}

void
yc_sync_on_start (YcSyncStep *step)
{
  YcSync *self = step->self;

  yc_sync_drop_requests (step);
  load_cursors (step);
  load_ops (step);
  load_documents (step);
  g_strlcpy (self->epoch, step->event->epoch != NULL ? step->event->epoch : "", sizeof self->epoch);
  if (step->event->horizon_ms > 0)
    self->horizon_ms = step->event->horizon_ms;
  self->epoch_lost = FALSE;
  self->stage = YC_SYNC_STAGE_RUNNING;
  self->changed = TRUE;
}
