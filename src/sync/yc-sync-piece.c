/* yc-sync-piece.c: pieces of documents, and what the hub says of them
 *
 * Nothing here makes the line count as down: ops and feeds tell that sooner,
 * and a hub whose disk is full for documents may still take ops. What fails
 * is tried again for ever.
 */

#include "yc-sync-private.h"

#include <string.h>

/* How often what needs a person is asked again. */
#define STUCK_MS 300000
/* Failures in a row until it is shown. */
#define FAILURES_SHOWN 3

static void
set_code (YcSyncStep *step,
          YcSyncBlob *blob,
          const char *code)
{
  if (strcmp (blob->code, code) == 0)
    return;
  yc_sync_code_set (blob->code, code);
  step->self->changed = TRUE;
}

/* @code: why it does not get on, for the clerk; "" for what may pass */
void
yc_sync_delay_blob (YcSyncStep *step,
                    YcSyncBlob *blob,
                    const char *code)
{
  blob->failures++;
  blob->state = YC_SYNC_BLOB_READY;
  blob->not_before_ms = step->event->now_ms + yc_sync_next_backoff_ms (step, blob->failures);
  if (*code != '\0' || blob->failures >= FAILURES_SHOWN)
    set_code (step, blob, *code != '\0' ? code : "hub-trouble");
}

static void
stick (YcSyncStep *step,
       YcSyncBlob *blob,
       const char *code)
{
  yc_sync_delay_blob (step, blob, code);
  blob->not_before_ms = step->event->now_ms + STUCK_MS;
}

void
yc_sync_on_document (YcSyncStep *step)
{
  YcSync *self = step->self;

  g_return_if_fail (step->event->document != NULL);

  if (self->blobs.list->len >= YC_SYNC_DOCUMENTS_MAX)
    self->more = TRUE;
  else if (yc_sync_blobs_add (&self->blobs, step->event->document))
    self->changed = TRUE;
}

static void
save_whole (YcSyncStep *step,
            YcSyncBlob *blob)
{
  const YcSync *self = step->self;
  YcSyncChange *change = yc_sync_add_change (step, YC_SYNC_CHANGE_SENT);

  change->hash = g_strdup (blob->sha256);
  change->after = blob->size;
  change->time_ms = self->offset_known ? step->event->now_ms + self->offset_ms : step->event->wall_ms;
  blob->state = YC_SYNC_BLOB_SAVING;
  blob->request = step->save->request;
}

/* A hub that has got no further is asked more slowly. */
void
yc_sync_on_piece (YcSyncStep *step)
{
  YcSync *self = step->self;
  const YcSyncEvent *event = step->event;
  YcSyncBlob *blob = yc_sync_blobs_find_request (&self->blobs, event->request);
  gint64 before;

  if (blob == NULL || blob->state != YC_SYNC_BLOB_SENDING)
    return;
  yc_sync_line_proven (self);
  yc_sync_pace_learn (&self->blobs.pace, blob->piece_bytes, event->now_ms - blob->sent_ms);
  before = blob->offset;
  blob->offset = CLAMP (event->after, 0, blob->size);
  if (event->whole)
    save_whole (step, blob);
  else if (blob->offset > before)
    {
      blob->state = YC_SYNC_BLOB_READY;
      blob->failures = 0;
      set_code (step, blob, "");
    }
  else
    yc_sync_delay_blob (step, blob, "");
  self->changed = TRUE;
}

void
yc_sync_on_lost (YcSyncStep *step)
{
  YcSyncBlob *blob = yc_sync_blobs_find_request (&step->self->blobs, step->event->request);

  if (blob != NULL && blob->state == YC_SYNC_BLOB_SENDING)
    stick (step, blob, "damaged");
}

/* It has not arrived in time: the next one is smaller. */
void
yc_sync_lose_piece (YcSyncStep *step,
                    YcSyncBlob *blob)
{
  yc_sync_pace_lose (&step->self->blobs.pace);
  yc_sync_delay_blob (step, blob, "");
}

void
yc_sync_refuse_piece (YcSyncStep *step,
                      YcSyncBlob *blob)
{
  const YcSyncEvent *event = step->event;
  const char *code = event->code != NULL ? event->code : "";

  if (event->status == 401 ||
      (event->status == 403 && (strcmp (code, "device") == 0 || strcmp (code, "certificate") == 0)))
    {
      /* A piece is the device's, whoever works at it. */
      step->self->refused = strcmp (code, "certificate") == 0 ? "certificate" : "device";
      yc_sync_line_proven (step->self);
      yc_sync_delay_blob (step, blob, "");
    }
  else if (event->status == 403 && strcmp (code, "no-certificate") == 0)
    {
      yc_sync_delay_blob (step, blob, "");
      yc_sync_line_down (step, "no-certificate", 0);
    }
  else if (event->status == 409 && strcmp (code, "not-announced") == 0)
    yc_sync_delay_blob (step, blob, code);
  else if (event->status == 422 && strcmp (code, "digest") == 0)
    {
      blob->offset = 0;
      yc_sync_delay_blob (step, blob, code);
    }
  else if (event->status == 408 || event->status == 504)
    yc_sync_lose_piece (step, blob);
  else if (event->status < 500 && event->status != 429)
    stick (step, blob, *code != '\0' ? code : "malformed");
  else
    yc_sync_delay_blob (step, blob, strcmp (code, "full") == 0 ? "hub-full" : "");
}

/* When the piece that is on its way begins to be in an op's way; 0: there is none. */
gint64
yc_sync_piece_late_at (YcSync *self)
{
  const YcSyncBlob *blob = yc_sync_blobs_find_sending (&self->blobs);

  if (blob == NULL || blob->piece_bytes <= YC_SYNC_PIECE_BYTES_MIN || !yc_sync_outbox_is_busy (&self->outbox))
    return 0;
  return blob->sent_ms + YC_SYNC_PIECE_LATE_MS;
}

/* A line that carried large pieces a moment ago may be slow by now. An op does
 * not wait for what is left of one; the hub says how much it has of it. The
 * smallest pieces are let be, so that documents get on beside any ops. */
void
yc_sync_clear_the_way (YcSyncStep *step)
{
  gint64 late_ms = yc_sync_piece_late_at (step->self);
  YcSyncBlob *blob;

  if (late_ms == 0 || step->event->now_ms < late_ms)
    return;
  blob = yc_sync_blobs_find_sending (&step->self->blobs);
  yc_sync_cancel_request (step, blob->request);
  yc_sync_lose_piece (step, blob);
}

void
yc_sync_send_piece (YcSyncStep *step)
{
  YcSync *self = step->self;
  YcSyncBlob *blob = yc_sync_blobs_find_ready (&self->blobs, step->event->now_ms);
  YcSyncEffect *effect;

  if (blob == NULL || yc_sync_outbox_is_busy (&self->outbox))
    return;
  effect = yc_sync_add_effect (step, YC_SYNC_EFFECT_SEND_PIECE);
  effect->request = ++self->last_number;
  effect->hash = g_strdup (blob->sha256);
  effect->size = blob->size;
  effect->after = blob->offset;
  effect->piece_bytes = strcmp (blob->code, "not-announced") == 0
                          ? 0 : MIN (self->blobs.pace.piece_bytes, blob->size - blob->offset);
  blob->request = effect->request;
  blob->piece_bytes = effect->piece_bytes;
  blob->state = YC_SYNC_BLOB_SENDING;
  blob->sent_ms = step->event->now_ms;
  blob->deadline_ms = blob->sent_ms + YC_SYNC_PIECE_TIMEOUT_MS;
}
