/* yc-sync-pace.c: how large a piece of a document may be
 *
 * A piece has the line to itself: what comes up meanwhile is behind it. So it
 * is made as large as the line carries in about half a second, whatever line
 * that is: 64 KiB at 1 Mbit/s, all of 4 MiB in a hall's own network.
 *
 * Only a full piece that was fast makes the next one larger: what was left
 * over of a document is fast on any line. One that was slow says by its bytes
 * and its time what the line carries. One that never arrived says that the
 * line is another by now, and it begins anew with the smallest. That one has
 * the 15 s that the hub gives a request, so a line of 1.1 kB/s still carries
 * documents.
 */

#include "yc-sync-pace.h"

#include "yc-sync.h"

#define PIECE_BYTES_START 0x10000
#define PIECE_BYTES_MAX 0x400000 /* what the hub takes and gives */
#define PIECE_FAST_MS 250
#define PIECE_GOOD_MS 500
#define PIECE_SLOW_MS 700

void
yc_sync_pace_init (YcSyncPace *self)
{
  self->piece_bytes = PIECE_BYTES_START;
}

/**
 * yc_sync_pace_learn:
 * @carried_bytes: of a piece; 0 for a question
 * @took_ms: from its request's beginning to its answer's end
 *
 * What is left over of a document may be slow for other reasons than its size:
 * it makes the next piece half as large, and no less.
 */
void
yc_sync_pace_learn (YcSyncPace *self,
                    gint64      carried_bytes,
                    gint64      took_ms)
{
  gboolean full = carried_bytes >= self->piece_bytes;

  if (took_ms > PIECE_SLOW_MS && full)
    self->piece_bytes = carried_bytes * PIECE_GOOD_MS / took_ms;
  else if (took_ms > PIECE_SLOW_MS && carried_bytes > 0)
    self->piece_bytes /= 2;
  else if (took_ms < PIECE_FAST_MS && full)
    self->piece_bytes *= 2;
  self->piece_bytes = CLAMP (self->piece_bytes, YC_SYNC_PIECE_BYTES_MIN, PIECE_BYTES_MAX);
}

/* A piece did not arrive in the time that it had. */
void
yc_sync_pace_lose (YcSyncPace *self)
{
  self->piece_bytes = YC_SYNC_PIECE_BYTES_MIN;
}
