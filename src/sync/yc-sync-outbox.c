/* yc-sync-outbox.c: what waits to be sent, stream by stream
 *
 * A queue a stream. The first op of a queue is the only one that is ever
 * sent, parked or saved; the next one has its turn when the first has left.
 * So order holds within a stream whatever the line does, and what is wrong
 * with one stream is nothing to the others (D13).
 *
 *            send              answer            saved
 *   READY ─────────→ SENDING ─────────→ SAVING ─────────→ the next op's READY
 *     ↑ ↑               │ failed           │ not saved  └→ PARKED
 *     │ └───────────────┴──────────────────┘                 │ retry, saved
 *     └──────────────────────────────────────────────────────┘
 */

#include "yc-sync-outbox.h"

static void
queue_free (gpointer data)
{
  YcSyncQueue *queue = data;

  g_queue_clear_full (&queue->entries, g_free);
  g_free (queue);
}

void
yc_sync_outbox_init (YcSyncOutbox *self)
{
  self->queues = g_hash_table_new_full (yc_stream_hash, yc_stream_equal, NULL, queue_free);
  self->ids = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
  self->sending = 0;
  self->saving = 0;
}

void
yc_sync_outbox_clear (YcSyncOutbox *self)
{
  g_clear_pointer (&self->queues, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
}

void
yc_sync_code_set (char       *code,
                  const char *text)
{
  g_strlcpy (code, text != NULL ? text : "", YC_SYNC_CODE_MAX + 1);
}

/* Nearly always at the end; only a reload may bring an older one after a
 * newer one. The first op of a queue at work keeps its place. */
static void
insert_in_order (YcSyncQueue *queue,
                 YcSyncEntry *entry)
{
  GList *after = queue->entries.tail;

  while (after != NULL && ((YcSyncEntry *) after->data)->sequence > entry->sequence &&
         !(after->prev == NULL && queue->state != YC_SYNC_QUEUE_READY))
    after = after->prev;
  if (after != NULL)
    g_queue_insert_after (&queue->entries, after, entry);
  else
    g_queue_push_head (&queue->entries, entry);
}

/* Returns: %FALSE when the op is here already, or the outbox is full */
gboolean
yc_sync_outbox_add (YcSyncOutbox   *self,
                    const YcSyncOp *op)
{
  YcSyncQueue *queue;
  YcSyncEntry *entry;

  if (g_hash_table_contains (self->ids, &op->id) || yc_sync_outbox_count (self) >= YC_SYNC_OUTBOX_MAX)
    return FALSE;

  queue = g_hash_table_lookup (self->queues, &op->stream);
  if (queue == NULL)
    {
      queue = g_new0 (YcSyncQueue, 1);
      queue->stream = op->stream;
      g_queue_init (&queue->entries);
      g_hash_table_insert (self->queues, &queue->stream, queue);
    }
  entry = g_new0 (YcSyncEntry, 1);
  entry->id = op->id;
  entry->sequence = op->sequence;
  entry->made_ms = op->made_ms;
  g_hash_table_add (self->ids, yc_id_copy (&op->id));
  insert_in_order (queue, entry);
  if (op->parked != NULL && yc_sync_queue_first (queue) == entry)
    {
      yc_sync_outbox_set_state (self, queue, YC_SYNC_QUEUE_PARKED);
      yc_sync_code_set (queue->code, op->parked);
    }
  return TRUE;
}

YcSyncEntry *
yc_sync_queue_first (YcSyncQueue *queue)
{
  YcSyncEntry *first = g_queue_peek_head (&queue->entries);

  g_assert (first != NULL);
  return first;
}

/* Returns: (nullable): among the queues whose turn it may be, the one whose
 *   first op has waited longest */
YcSyncQueue *
yc_sync_outbox_find_ready (YcSyncOutbox *self,
                           gint64        now_ms)
{
  YcSyncQueue *best = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      YcSyncQueue *queue = value;

      if (queue->state != YC_SYNC_QUEUE_READY || queue->not_before_ms > now_ms)
        continue;
      if (best == NULL || yc_sync_queue_first (queue)->sequence < yc_sync_queue_first (best)->sequence)
        best = queue;
    }
  return best;
}

/* Whether an op is on its way, or the next of its stream goes as soon as the
 * answer to it is saved. */
gboolean
yc_sync_outbox_is_busy (YcSyncOutbox *self)
{
  return self->sending > 0 || self->saving > 0;
}

/* Returns: (nullable): the queue that waits for @request, a send or a save */
YcSyncQueue *
yc_sync_outbox_find_request (YcSyncOutbox *self,
                             guint64       request)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      YcSyncQueue *queue = value;

      if (queue->request == request && (queue->state == YC_SYNC_QUEUE_SENDING ||
                                        queue->state == YC_SYNC_QUEUE_SAVING))
        return queue;
    }
  return NULL;
}

/* Returns: (nullable): the queue whose first op is @op and waits for more
 *   than the line */
YcSyncQueue *
yc_sync_outbox_find_parked (YcSyncOutbox *self,
                            const YcId   *op)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      YcSyncQueue *queue = value;

      if (queue->code[0] != '\0' && yc_id_equal (&yc_sync_queue_first (queue)->id, op))
        return queue;
    }
  return NULL;
}

void
yc_sync_outbox_set_state (YcSyncOutbox     *self,
                          YcSyncQueue      *queue,
                          YcSyncQueueState  state)
{
  if (queue->state == YC_SYNC_QUEUE_SENDING)
    self->sending--;
  if (state == YC_SYNC_QUEUE_SENDING)
    self->sending++;
  if (queue->state == YC_SYNC_QUEUE_SAVING)
    self->saving--;
  if (state == YC_SYNC_QUEUE_SAVING)
    self->saving++;
  queue->state = state;
  g_assert (self->sending <= YC_SYNC_PARALLEL_MAX);
}

/* The first op has left for good; a queue without ops goes with it. */
void
yc_sync_outbox_drop_first (YcSyncOutbox *self,
                           YcSyncQueue  *queue)
{
  g_autofree YcSyncEntry *first = g_queue_pop_head (&queue->entries);

  yc_sync_outbox_set_state (self, queue, YC_SYNC_QUEUE_READY);
  g_hash_table_remove (self->ids, &first->id);
  queue->request = 0;
  queue->not_before_ms = 0;
  queue->failures = 0;
  queue->code[0] = '\0';
  if (queue->entries.length == 0)
    g_hash_table_remove (self->queues, &queue->stream);
}

guint
yc_sync_outbox_count (YcSyncOutbox *self)
{
  return g_hash_table_size (self->ids);
}
