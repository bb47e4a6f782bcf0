/* yc-sync-line.c: whether the line is up, and what is shown of it */

#include "yc-sync-private.h"

#include <string.h>

/* The hub's clock may be off what is stored by this much before it is stored anew. */
#define OFFSET_SLACK_MS 500
#define RETRY_AFTER_MAX_MS 300000

void
yc_sync_set_reason (YcSync     *self,
                    const char *reason)
{
  if (strcmp (self->reason, reason) == 0)
    return;
  yc_sync_code_set (self->reason, reason);
  self->changed = TRUE;
}

void
yc_sync_line_up (YcSync *self)
{
  self->up = TRUE;
  self->heard = TRUE;
  yc_sync_set_reason (self, self->refused != NULL ? self->refused : self->needs_login ? "login" : "");
}

/* Something was answered that only our hub answers. */
void
yc_sync_line_proven (YcSync *self)
{
  self->line_failures = 0;
  self->troubles = 0;
  yc_sync_line_up (self);
}

/* Several requests that fail together are one failure. */
void
yc_sync_line_down (YcSyncStep *step,
                   const char *reason,
                   gint64      retry_after_ms)
{
  YcSync *self = step->self;

  yc_sync_set_reason (self, reason);
  if (!self->up && self->heard && self->probe_at_ms > step->event->now_ms)
    return;
  self->up = FALSE;
  self->heard = TRUE;
  self->line_failures++;
  self->probe_at_ms = step->event->now_ms +
                      MAX (yc_sync_next_backoff_ms (step, self->line_failures),
                           MIN (retry_after_ms, RETRY_AFTER_MAX_MS));
}

/* The hub's clock was read on the way here, so this is late by that way. An
 * answer to an op does not tell: it has the time when the hub first had it. */
void
yc_sync_learn_time (YcSyncStep *step,
                    gint64      time_ms)
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
  yc_sync_add_change (step, YC_SYNC_CHANGE_OFFSET)->time_ms = offset_ms;
}

static YcSyncLineState
get_line_state (YcSync *self)
{
  if (self->refused != NULL)
    return YC_SYNC_LINE_REFUSED;
  if (!self->heard)
    return YC_SYNC_LINE_CONNECTING;
  if (!self->up)
    return YC_SYNC_LINE_OFFLINE;
  return self->needs_login ? YC_SYNC_LINE_NEEDS_LOGIN : YC_SYNC_LINE_ONLINE;
}

void
yc_sync_publish (YcSyncStep *step)
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
  yc_sync_add_effect (step, YC_SYNC_EFFECT_PUBLISH);
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
  yc_sync_blobs_describe (&self->blobs, line);
  return line;
}

void
yc_sync_line_free (YcSyncLine *line)
{
  g_array_unref (line->parked);
  g_free (line);
}
