/* yc-hub-blobs.c: documents, announced by ops, brought in pieces, given out again
 *
 * An op that names a document announces it; its bytes may come later, in
 * pieces, and ops never wait behind them (D14). Who may write to a case that
 * names a document may bring it, who may read that case may have it, and
 * nobody can leave bytes here that no case names.
 *
 *   check (store) → write (files) → complete (store), once all of it is here
 *
 * A document that is on the disk but was not put down as complete, because
 * the hub was killed between the two, is asked for once more: the next piece
 * of it, whatever that is, finds it whole.
 */

#include "yc-hub-blobs.h"

#include "yc-hub-blob-files.h"
#include "yc-hub-ingest.h"

#include <string.h>

static YcHubAnswer *
fail (YcHub        *hub,
      const GError *error)
{
  g_warning ("The store failed: %s", error->message);
  YC_HUB_CALL (hub, rollback);
  yc_hub_forget (hub);
  return yc_hub_answer_new_problem (503, "store", "The hub cannot keep anything now; try again");
}

/**
 * yc_hub_blobs_announce:
 * @hub: the hub, within a transaction
 * @op: one that was not refused
 *
 * From now on the documents that it names may come.
 */
gboolean
yc_hub_blobs_announce (YcHub      *hub,
                       const YcOp *op,
                       gint64      now_ms,
                       GError    **error)
{
  g_autoptr (GArray) blobs = yc_op_list_blobs (op);
  char stream[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&op->stream, stream);
  for (guint i = 0; i < blobs->len; i++)
    if (!YC_HUB_CALL (hub, announce_blob, &g_array_index (blobs, YcBlobRef, i), stream, now_ms, error))
      return FALSE;
  return TRUE;
}

/* Whether one of the cases that name it is open to the device. @size: 0 for any. */
static gboolean
find_open (YcHub             *hub,
           GPtrArray         *refs,
           gint64             size,
           const YcHubDevice *device,
           gboolean          *ret_open,
           GError           **error)
{
  *ret_open = FALSE;
  for (guint i = 0; i < refs->len && !*ret_open; i++)
    {
      const YcHubBlobRef *ref = g_ptr_array_index (refs, i);
      g_autofree char *hall = NULL;
      YcStream stream;
      gint64 revision;

      if ((size != 0 && ref->size != size) || !yc_stream_parse (ref->stream, &stream))
        continue;
      if (!YC_HUB_CALL (hub, find_stream, &stream, &revision, &hall, error) ||
          !yc_hub_stream_is_open (hub, &stream, hall, device, ret_open, error))
        return FALSE;
    }
  return TRUE;
}

static YcHubAnswer *
answer_offset (gint64   offset,
               gboolean whole)
{
  return yc_hub_answer_new_json (json_pack ("{s:I, s:b}", "offset", (json_int_t) offset, "whole", (int) whole));
}

/**
 * yc_hub_blobs_check_put:
 * @request: of a piece
 * @device: who brings it
 *
 * Returns: (transfer full) (nullable): what to answer; NULL: the piece may be written
 */
YcHubAnswer *
yc_hub_blobs_check_put (YcHub              *hub,
                        const YcHubRequest *request,
                        const YcHubDevice  *device)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refs = YC_HUB_CALL (hub, list_blob_refs, request->sha256, &error);
  gint64 here = 0;
  gboolean open;

  if (refs == NULL || !YC_HUB_CALL (hub, find_blob, request->sha256, &here, &error) ||
      !find_open (hub, refs, request->size, device, &open, &error))
    return fail (hub, error);
  if (refs->len == 0)
    return yc_hub_answer_new_problem (409, "not-announced", "No op has named that document yet; it has to come first");
  if (!open)
    return yc_hub_answer_new_problem (403, "role", "No case that the device may write to names that document");
  return here > 0 ? answer_offset (here, TRUE) : NULL;
}

static YcHubAnswer *
answer_failure (const GError *error)
{
  switch (error->code)
    {
    case YC_HUB_BLOB_ERROR_SIZE:
      return yc_hub_answer_new_problem (422, "malformed", "The piece goes beyond the document's end");
    case YC_HUB_BLOB_ERROR_DIGEST:
      return yc_hub_answer_new_problem (422, "digest", "The pieces are not that document; send it anew");
    case YC_HUB_BLOB_ERROR_FULL:
      return yc_hub_answer_new_problem (503, "full", "The hub's disk is full");
    default:
      return yc_hub_answer_new_problem (503, "store", "The hub cannot keep documents now");
    }
}

/**
 * yc_hub_blobs_write:
 * @request: of a piece that was checked
 * @ret_whole: (out): all of the document is on the disk
 *
 * Uses no store. 409 "offset" says by its "offset" which piece comes next.
 *
 * Returns: (transfer full): what to answer, unless the document is whole now
 */
YcHubAnswer *
yc_hub_blobs_write (YcHub              *hub,
                    const YcHubRequest *request,
                    GBytes             *piece,
                    gboolean           *ret_whole)
{
  g_autoptr (GError) error = NULL;
  gint64 offset = 0;

  *ret_whole = FALSE;
  if (yc_hub_blob_files_append (hub->blob_folder, request->sha256, request->size, request->cursor.after, piece,
                                &offset, &error))
    {
      *ret_whole = offset == request->size;
      return answer_offset (offset, *ret_whole);
    }
  if (error->code == YC_HUB_BLOB_ERROR_OFFSET)
    return yc_hub_answer_new_offset_problem (offset);
  if (error->code == YC_HUB_BLOB_ERROR_FULL || error->code == YC_HUB_BLOB_ERROR_DISK)
    g_warning ("%s", error->message);
  return answer_failure (error);
}

/* Clears away what nobody has gone on with for as long as a hub may fall back.
 * Uses no store. Files have the machine's time, whatever the hub's is. */
void
yc_hub_blobs_clear (YcHub *hub)
{
  gint64 bytes;
  guint cleared = yc_hub_blob_files_clear (hub->blob_folder, g_get_real_time () / 1000 - YC_HUB_HORIZON_MS, &bytes);

  if (cleared == 0)
    return;
  g_message ("%u documents that never became whole were cleared away: no piece of them had come for %d days "
             "(%" G_GINT64_FORMAT " bytes)", cleared, (int) (YC_HUB_HORIZON_MS / (24 * 3600 * 1000)), bytes);
  yc_hub_metrics_count_cleared (hub->metrics, cleared, bytes);
}

static gboolean
complete (YcHub              *hub,
          const YcHubRequest *request,
          GHashTable         *touched,
          GError            **error)
{
  g_autoptr (GPtrArray) refs = NULL;

  if (!YC_HUB_CALL (hub, begin, error) || !yc_hub_know_head (hub, error) ||
      !YC_HUB_CALL (hub, put_blob, request->sha256, request->size, yc_hub_get_now (hub), error))
    return FALSE;
  refs = YC_HUB_CALL (hub, list_blob_refs, request->sha256, error);
  for (guint i = 0; refs != NULL && i < refs->len; i++)
    if (!yc_hub_ingest_go_on (hub, ((YcHubBlobRef *) g_ptr_array_index (refs, i))->stream, touched, error))
      return FALSE;
  return refs != NULL && YC_HUB_CALL (hub, commit, error);
}

/**
 * yc_hub_blobs_complete:
 * @request: of the piece that made a document whole
 * @touched: (inout): gets the names of what has new rows
 *
 * Cases that have waited for it go on.
 *
 * Returns: (transfer full): what to answer
 */
YcHubAnswer *
yc_hub_blobs_complete (YcHub              *hub,
                       const YcHubRequest *request,
                       GHashTable         *touched)
{
  g_autoptr (GError) error = NULL;

  if (complete (hub, request, touched, &error))
    return answer_offset (request->size, TRUE);
  g_hash_table_remove_all (touched);
  return fail (hub, error);
}

/* Returns: (transfer full) (nullable): what to answer; NULL: the document may be read */
YcHubAnswer *
yc_hub_blobs_check_get (YcHub              *hub,
                        const YcHubRequest *request,
                        const YcHubDevice  *device)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refs = YC_HUB_CALL (hub, list_blob_refs, request->sha256, &error);
  gint64 here = 0;
  gboolean open;

  if (refs == NULL || !YC_HUB_CALL (hub, find_blob, request->sha256, &here, &error) ||
      !find_open (hub, refs, 0, device, &open, &error))
    return fail (hub, error);
  if (!open)
    return yc_hub_answer_new_problem (404, "no-such-blob", "No case that the device may read names that document");
  return here > 0 ? NULL : yc_hub_answer_new_problem (409, "missing", "The document has not come whole yet");
}

/* Returns: (transfer full): a part of the document; its reader makes sure of the whole */
YcHubAnswer *
yc_hub_blobs_read (YcHub              *hub,
                   const YcHubRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = yc_hub_blob_files_read (hub->blob_folder, request->sha256, request->cursor.after,
                                                     (gsize) request->size, &error);

  if (bytes != NULL)
    return yc_hub_answer_new_bytes (bytes);
  g_warning ("%s", error->message);
  return answer_failure (error);
}
