/* yc-sync-blobs.c: documents on their way to the hub
 *
 * One piece at a time, and none is begun while ops go. Small documents go
 * first. How far the hub has got it says itself, so nothing of that is put
 * down here until it has a document whole.
 */

#include "yc-sync-blobs.h"

#include "yc-sync-outbox.h"

#include <string.h>

static void
blob_free (gpointer data)
{
  YcSyncBlob *self = data;

  g_free (self->sha256);
  g_free (self);
}

void
yc_sync_blobs_init (YcSyncBlobs *self)
{
  self->list = g_ptr_array_new_with_free_func (blob_free);
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  yc_sync_pace_init (&self->pace);
}

void
yc_sync_blobs_clear (YcSyncBlobs *self)
{
  g_hash_table_unref (self->names);
  g_ptr_array_unref (self->list);
}

/* Small first; of the same size as they came. */
static guint
find_place (YcSyncBlobs *self,
            gint64       size)
{
  guint low = 0, high = self->list->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (((YcSyncBlob *) g_ptr_array_index (self->list, middle))->size <= size)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Returns: FALSE for one that is on its way already */
gboolean
yc_sync_blobs_add (YcSyncBlobs          *self,
                   const YcSyncDocument *document)
{
  YcSyncBlob *blob;

  if (g_hash_table_contains (self->names, document->sha256))
    return FALSE;
  blob = g_new0 (YcSyncBlob, 1);
  blob->sha256 = g_strdup (document->sha256);
  blob->size = document->size;
  g_ptr_array_insert (self->list, (int) find_place (self, blob->size), blob);
  g_hash_table_insert (self->names, blob->sha256, blob);
  return TRUE;
}

void
yc_sync_blobs_drop (YcSyncBlobs *self,
                    YcSyncBlob  *blob)
{
  g_hash_table_remove (self->names, blob->sha256);
  g_ptr_array_remove (self->list, blob);
}

YcSyncBlob *
yc_sync_blobs_find_request (YcSyncBlobs *self,
                            guint64      request)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      YcSyncBlob *blob = g_ptr_array_index (self->list, i);

      if (blob->state != YC_SYNC_BLOB_READY && blob->request == request)
        return blob;
    }
  return NULL;
}

/* Returns: (nullable): the one whose piece is on its way */
YcSyncBlob *
yc_sync_blobs_find_sending (YcSyncBlobs *self)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      YcSyncBlob *blob = g_ptr_array_index (self->list, i);

      if (blob->state == YC_SYNC_BLOB_SENDING)
        return blob;
    }
  return NULL;
}

/* Returns: (nullable): the one whose piece may go now; NULL while another's goes */
YcSyncBlob *
yc_sync_blobs_find_ready (YcSyncBlobs *self,
                          gint64       now_ms)
{
  YcSyncBlob *found = NULL;

  for (guint i = 0; i < self->list->len; i++)
    {
      YcSyncBlob *blob = g_ptr_array_index (self->list, i);

      if (blob->state == YC_SYNC_BLOB_SENDING)
        return NULL;
      if (found == NULL && blob->state == YC_SYNC_BLOB_READY && blob->not_before_ms <= now_ms)
        found = blob;
    }
  return found;
}

/* @code: (nullable): only those that wait for this; %NULL for all */
void
yc_sync_blobs_retry (YcSyncBlobs *self,
                     const char  *code)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      YcSyncBlob *blob = g_ptr_array_index (self->list, i);

      if (code == NULL || strcmp (blob->code, code) == 0)
        blob->not_before_ms = 0;
    }
}

/* Nobody waits any longer for the piece that is under way. */
void
yc_sync_blobs_rest (YcSyncBlobs *self)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      YcSyncBlob *blob = g_ptr_array_index (self->list, i);

      if (blob->state == YC_SYNC_BLOB_SENDING)
        blob->state = YC_SYNC_BLOB_READY;
      blob->not_before_ms = 0;
    }
}

void
yc_sync_blobs_describe (YcSyncBlobs *self,
                        YcSyncLine  *line)
{
  line->documents = self->list->len;
  for (guint i = 0; i < self->list->len; i++)
    {
      const YcSyncBlob *blob = g_ptr_array_index (self->list, i);

      line->document_bytes += blob->size - MIN (blob->offset, blob->size);
      if (blob->code[0] != '\0' && line->document_code[0] == '\0')
        yc_sync_code_set (line->document_code, blob->code);
    }
}
