/* yc-sync-feed.c: how far a feed has been read
 *
 * The cursor stands behind the last row that is on disk, never behind one
 * that only came. A hall's feed has its positions in the order of the whole
 * hub, so they rise but skip; a stream's feed has every revision.
 */

#include "yc-sync-feed.h"

#include <string.h>

YcSyncFeed *
yc_sync_feed_new (const char *name)
{
  YcSyncFeed *self = g_new0 (YcSyncFeed, 1);

  self->name = g_strdup (name);
  self->is_hall = strcmp (name, YC_SYNC_HALL) == 0;
  self->hash = g_strdup ("");
  self->wanted = TRUE;
  return self;
}

void
yc_sync_feed_free (YcSyncFeed *self)
{
  g_free (self->name);
  g_free (self->hash);
  g_free (self->saving_hash);
  g_free (self);
}

/* Puts the cursor where the store has it; what is under way is nothing any more. */
void
yc_sync_feed_rewind (YcSyncFeed *self,
                     gint64      after,
                     const char *hash)
{
  self->after = after;
  g_free (self->hash);
  self->hash = g_strdup (hash != NULL ? hash : "");
  self->wanted = TRUE;
  self->noticed = 0;
  self->state = YC_SYNC_FEED_IDLE;
  self->request = 0;
  self->not_before_ms = 0;
  self->failures = 0;
}

/* Something newer was heard of. The same once more asks for nothing, or a hub
 * that tells of what it does not show would be asked without end. */
void
yc_sync_feed_notice (YcSyncFeed *self,
                     gint64      revision)
{
  if (revision <= self->noticed)
    return;
  self->noticed = revision;
  if (revision > self->after)
    self->wanted = TRUE;
}

/* The feed is asked as it stands now; what is heard from here on is new. */
void
yc_sync_feed_asked (YcSyncFeed *self)
{
  self->state = YC_SYNC_FEED_ASKED;
  self->wanted = self->is_hall;
}

/* An answer has come: @count rows, the last of which is at @last, of a feed
 * that goes on to @head. */
void
yc_sync_feed_answered (YcSyncFeed *self,
                       guint       count,
                       gint64      last,
                       gint64      head)
{
  self->failures = 0;
  self->state = YC_SYNC_FEED_IDLE;
  self->request = 0;
  if (count == 0 && !self->wanted)
    self->noticed = self->after;
  if (count > 0 && MAX (self->noticed, head) > last)
    self->wanted = TRUE;
}

static gboolean
is_next (YcSyncFeed      *self,
         gint64           before,
         const YcFeedRow *row)
{
  char stream[YC_STREAM_TEXT_SIZE];

  if (row->hash == NULL || strlen (row->hash) > YC_SYNC_HASH_MAX)
    return FALSE;
  if (self->is_hall)
    return row->position > before;
  yc_stream_to_text (&row->stream, stream);
  return row->revision == before + 1 && row->op != NULL && strcmp (stream, self->name) == 0;
}

/* Whether @rows go on where the cursor stands. */
gboolean
yc_sync_feed_accepts (YcSyncFeed *self,
                      GPtrArray  *rows)
{
  gint64 before = self->after;

  if (rows->len > YC_SYNC_ROWS_MAX)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const YcFeedRow *row = g_ptr_array_index (rows, i);

      if (!is_next (self, before, row))
        return FALSE;
      before = self->is_hall ? row->position : row->revision;
    }
  return TRUE;
}

/* The rows are on disk: only now does the cursor move. */
void
yc_sync_feed_saved (YcSyncFeed *self,
                    gint64      now_ms)
{
  g_assert (self->state == YC_SYNC_FEED_SAVING && self->saving_after > self->after);

  self->after = self->saving_after;
  g_free (self->hash);
  self->hash = g_steal_pointer (&self->saving_hash);
  self->state = YC_SYNC_FEED_IDLE;
  self->request = 0;
  self->not_before_ms = now_ms;
}
