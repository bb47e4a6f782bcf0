/* yc-sync-answer.c: what the hub says, or does not say (D17) */

#include "yc-sync-private.h"

#include <string.h>

/* Answers in a row that only a broken hub gives, until the line counts as down. */
#define TROUBLES_MAX 8
/* A queue whose first op met so much trouble is shown. */
#define TROUBLES_SHOWN 3
/* A feed that answers at once without rows is not asked again sooner. */
#define EMPTY_FEED_MS 1000

/* Only a broken hub says this, or one that is broken for this op. */
static void
meet_trouble (YcSyncStep *step)
{
  char reason[YC_SYNC_CODE_MAX + 1];

  if (++step->self->troubles < TROUBLES_MAX)
    return;
  g_snprintf (reason, sizeof reason, "http-%u", step->event->status);
  yc_sync_line_down (step, reason, 0);
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
refuse_line (YcSyncStep *step)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;

  switch (event->status)
    {
    case 401:
      /* A token that the hub does not know is no matter of passwords. */
      if (is_code (event, "token"))
        self->refused = "device";
      else
        self->needs_login = TRUE;
      yc_sync_line_proven (self);
      return TRUE;
    case 403:
      /* The proxy's word: it lets nobody through without one. */
      if (is_code (event, "no-certificate"))
        {
          yc_sync_line_down (step, "no-certificate", 0);
          return TRUE;
        }
      if (!is_code (event, "device") && !is_code (event, "certificate"))
        return FALSE;
      self->refused = is_code (event, "device") ? "device" : "certificate";
      yc_sync_line_proven (self);
      return TRUE;
    case 429:
    case 502:
    case 503:
    case 504:
      yc_sync_line_down (step, event->status == 429 ? "busy" : "hub-away", event->retry_after_ms);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
park (YcSyncStep  *step,
      YcSyncQueue *queue,
      const char  *code)
{
  YcSyncChange *change = yc_sync_add_change (step, YC_SYNC_CHANGE_PARK);

  yc_sync_code_set (queue->code, code);
  change->op = yc_sync_queue_first (queue)->id;
  change->code = g_strdup (queue->code);
  yc_sync_outbox_set_state (&step->self->outbox, queue, YC_SYNC_QUEUE_SAVING);
  queue->request = step->save->request;
}

/* D17, for an op. */
static void
refuse_op (YcSyncStep  *step,
           YcSyncQueue *queue)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;

  if (refuse_line (step))
    {
      yc_sync_delay_queue (step, queue);
      if (event->status == 401)
        queue->not_before_ms = 0;
    }
  else if (event->status == 403 || event->status == 413 || event->status == 422)
    {
      yc_sync_line_proven (self);
      park (step, queue,
            has_code (event) ? event->code
            : event->status == 403 ? "role" : event->status == 413 ? "too-big" : "malformed");
    }
  else if (event->status == 409 && (is_code (event, "unknown-kind") || is_code (event, "held")))
    {
      yc_sync_line_proven (self);
      yc_sync_delay_queue (step, queue);
      yc_sync_code_set (queue->code, event->code);
      queue->not_before_ms = event->now_ms + (is_code (event, "held") ? YC_SYNC_HELD_MS : YC_SYNC_UNKNOWN_KIND_MS);
    }
  else if (event->status == 409 && is_code (event, "new-epoch"))
    {
      yc_sync_line_proven (self);
      yc_sync_delay_queue (step, queue);
      self->probe_due = TRUE;
    }
  else
    {
      yc_sync_delay_queue (step, queue);
      if (queue->failures >= TROUBLES_SHOWN && queue->code[0] == '\0')
        yc_sync_code_set (queue->code, "hub-trouble");
      meet_trouble (step);
    }
  self->changed = TRUE;
}

static void
refuse_feed (YcSyncStep *step,
             YcSyncFeed *feed)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;

  if (event->status == 404 && !feed->is_hall)
    {
      /* The hub has nothing of that stream yet; a notice will tell. */
      yc_sync_line_proven (self);
      yc_sync_feed_answered (feed, 0, 0, 0);
      return;
    }
  yc_sync_delay_feed (step, feed);
  if (refuse_line (step))
    return;
  if (event->status == 409 && is_code (event, "new-epoch"))
    {
      self->epoch_lost = self->epoch_lost || feed->after > 0;
      self->probe_due = TRUE;
    }
  if (event->status < 500 && has_code (event))
    yc_sync_line_proven (self);
  else
    meet_trouble (step);
}

void
yc_sync_on_refused (YcSyncStep *step)
{
  YcSync *self = step->self;
  YcSyncQueue *queue = yc_sync_outbox_find_request (&self->outbox, step->event->request);
  YcSyncFeed *feed = yc_sync_find_feed_request (self, step->event->request);
  YcSyncBlob *blob = yc_sync_blobs_find_request (&self->blobs, step->event->request);

  if (queue != NULL && queue->state == YC_SYNC_QUEUE_SENDING)
    refuse_op (step, queue);
  else if (blob != NULL && blob->state == YC_SYNC_BLOB_SENDING)
    yc_sync_refuse_piece (step, blob);
  else if (feed != NULL && feed->state == YC_SYNC_FEED_ASKED)
    refuse_feed (step, feed);
  else if (self->probe != 0 && self->probe == step->event->request)
    {
      self->probe = 0;
      if (!refuse_line (step))
        yc_sync_line_down (step, "hub-away", step->event->retry_after_ms);
    }
}

/* No answer: the line, most likely. */
static void
fail_request (YcSyncStep *step,
              guint64     request,
              const char *reason)
{
  YcSync *self = step->self;
  YcSyncQueue *queue = yc_sync_outbox_find_request (&self->outbox, request);
  YcSyncFeed *feed = yc_sync_find_feed_request (self, request);
  YcSyncBlob *blob = yc_sync_blobs_find_request (&self->blobs, request);

  if (blob != NULL && blob->state == YC_SYNC_BLOB_SENDING)
    {
      yc_sync_lose_piece (step, blob);
      return;
    }
  if (queue != NULL && queue->state == YC_SYNC_QUEUE_SENDING)
    yc_sync_delay_queue (step, queue);
  else if (feed != NULL && feed->state == YC_SYNC_FEED_ASKED)
    yc_sync_delay_feed (step, feed);
  else if (self->probe != 0 && self->probe == request)
    self->probe = 0;
  else
    return;
  yc_sync_line_down (step, reason, 0);
}

void
yc_sync_on_failed (YcSyncStep *step)
{
  fail_request (step, step->event->request,
                has_code (step->event) ? step->event->code : "no-answer");
}

void
yc_sync_on_op (YcSyncStep *step)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;
  YcSyncQueue *queue = yc_sync_outbox_find_request (&self->outbox, event->request);
  YcSyncChange *change;
  YcSyncFeed *feed;
  char stream[YC_STREAM_TEXT_SIZE];

  if (queue == NULL || queue->state != YC_SYNC_QUEUE_SENDING)
    return;
  yc_sync_line_proven (self);
  queue->code[0] = '\0';
  change = yc_sync_add_change (step, YC_SYNC_CHANGE_ACK);
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
save_rows (YcSyncStep *step,
           YcSyncFeed *feed,
           GPtrArray  *rows)
{
  const YcFeedRow *last = g_ptr_array_index (rows, rows->len - 1);
  YcSyncChange *change = yc_sync_add_change (step, YC_SYNC_CHANGE_ROWS);

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
accept_rows (YcSyncStep *step,
             YcSyncFeed *feed)
{
  const YcSyncEvent *event = step->event;
  guint count = event->rows->len;
  gboolean hasty = event->now_ms - feed->asked_ms < EMPTY_FEED_MS;
  const YcFeedRow *last = count > 0 ? g_ptr_array_index (event->rows, count - 1) : NULL;

  yc_sync_feed_answered (feed, count, last != NULL ? last->revision : 0, event->head);
  feed->not_before_ms = event->now_ms;
  if (feed->is_hall && (count == 0 || last->position >= event->head))
    step->self->head_due = TRUE;
  if (feed->is_hall && count == 0 && hasty)
    feed->not_before_ms += EMPTY_FEED_MS;
  if (count > 0)
    save_rows (step, feed, event->rows);
  if (feed->is_hall)
    pass_on_notices (step->self, event->rows);
}

void
yc_sync_on_rows (YcSyncStep *step)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;
  YcSyncFeed *feed = yc_sync_find_feed_request (self, event->request);

  if (feed == NULL || feed->state != YC_SYNC_FEED_ASKED)
    return;
  yc_sync_line_proven (self);
  yc_sync_learn_time (step, event->time_ms);
  if (strcmp (event->epoch, self->epoch) != 0)
    yc_sync_begin_epoch (step, event->epoch);
  else if (!yc_sync_feed_accepts (feed, event->rows))
    {
      yc_sync_delay_feed (step, feed);
      meet_trouble (step);
    }
  else
    accept_rows (step, feed);
  if (event->horizon_ms > 0 && event->horizon_ms != self->horizon_ms)
    {
      self->horizon_ms = event->horizon_ms;
      yc_sync_add_change (step, YC_SYNC_CHANGE_HORIZON)->time_ms = event->horizon_ms;
    }
}

void
yc_sync_on_probed (YcSyncStep *step)
{
  YcSync *self = step->self;

  if (self->probe == 0 || self->probe != step->event->request)
    return;
  self->probe = 0;
  self->probe_at_ms = 0;
  yc_sync_line_up (self);
  yc_sync_learn_time (step, step->event->time_ms);
  if (self->stage == YC_SYNC_STAGE_RUNNING &&
      (self->epoch_lost || strcmp (step->event->epoch, self->epoch) != 0))
    yc_sync_begin_epoch (step, step->event->epoch);
}

/* Invariant 5. */
void
yc_sync_expire_requests (YcSyncStep *step)
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
  for (guint i = 0; i < self->blobs.list->len; i++)
    {
      const YcSyncBlob *blob = g_ptr_array_index (self->blobs.list, i);

      if (blob->state == YC_SYNC_BLOB_SENDING && blob->deadline_ms <= now_ms)
        g_array_append_val (late, blob->request);
    }
  for (guint i = 0; i < late->len; i++)
    {
      guint64 request = g_array_index (late, guint64, i);

      yc_sync_cancel_request (step, request);
      fail_request (step, request, "timeout");
    }
}
