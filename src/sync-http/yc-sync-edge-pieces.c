/* yc-sync-edge-pieces.c: pieces of documents, from the store to the hub
 *
 * A piece is read when the machine wants it sent, so that no more than one of
 * them is in memory.
 */

#include "yc-sync-edge-private.h"

#include "yc-hub-client-blobs.h"

/* A piece on its way. */
typedef struct
{
  YcSyncPending *pending;
  char *sha256;
  gint64 size;
  gint64 offset;
  GCancellable *cancellable;
} Piece;

static void
piece_free (Piece *piece)
{
  g_clear_pointer (&piece->pending, yc_sync_pending_free);
  g_free (piece->sha256);
  g_object_unref (piece->cancellable);
  g_free (piece);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Piece, piece_free)

static void
step_piece (YcSyncPending *pending,
            gint64         offset,
            gboolean       whole)
{
  YcSyncEvent event = { .type = YC_SYNC_EVENT_PIECE, .request = pending->number, .after = offset, .whole = whole };

  yc_sync_edge_step (pending->edge, &event);
}

/* A hub that waits for another piece says how much it has: that is an answer. */
static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr (YcSyncPending) pending = data;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  g_autoptr (GError) error = NULL;
  g_autofree YcHubPiece *piece = yc_hub_client_put_piece_finish (YC_HUB_CLIENT (source), result, &problem, &error);

  if (yc_sync_edge_is_stale (pending))
    return;
  if (piece != NULL)
    step_piece (pending, piece->offset, piece->whole);
  else if (problem.status == 409 && problem.offset >= 0)
    step_piece (pending, problem.offset, FALSE);
  else
    yc_sync_edge_step_problem (pending, &problem, error);
}

static void
put (Piece  *piece,
     GBytes *bytes)
{
  yc_hub_client_put_piece_async (piece->pending->edge->client, piece->sha256, piece->size, piece->offset, bytes,
                                 piece->cancellable, put_cb, piece->pending);
  piece->pending = NULL;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (Piece) piece = data;
  YcSyncEdge *self = piece->pending->edge;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = yc_store_read_blob_finish (YC_STORE (source), result, &error);

  if (bytes != NULL && self->running && !g_cancellable_is_cancelled (piece->cancellable))
    {
      put (piece, bytes);
      return;
    }
  if (yc_sync_edge_is_stale (piece->pending) || bytes != NULL)
    return;
  g_debug ("A document cannot be read: %s", error->message);
  yc_sync_edge_step_answer (self, YC_SYNC_EVENT_LOST, piece->pending->number);
}

void
yc_sync_edge_send_piece (YcSyncEdge         *self,
                         const YcSyncEffect *effect)
{
  g_autoptr (Piece) piece = g_new0 (Piece, 1);

  piece->pending = yc_sync_pending_new (self, effect->request);
  piece->sha256 = g_strdup (effect->hash);
  piece->size = effect->size;
  piece->offset = effect->after;
  piece->cancellable = g_object_ref (yc_sync_edge_open_request (self, effect->request));
  if (effect->piece_bytes > 0)
    {
      yc_store_read_blob_async (self->store, effect->hash, effect->after, effect->piece_bytes, piece->cancellable,
                                read_cb, piece);
      g_steal_pointer (&piece);
    }
  else
    {
      g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

      put (piece, nothing);
    }
}

/* What an op that was stored just now names. */
void
yc_sync_edge_enqueue_documents (YcSyncEdge *self,
                                const YcOp *op)
{
  g_autoptr (GArray) blobs = yc_op_list_blobs (op);

  for (guint i = 0; i < blobs->len; i++)
    {
      const YcBlobRef *blob = &g_array_index (blobs, YcBlobRef, i);
      YcSyncDocument document = { blob->sha256, blob->size };
      YcSyncEvent event = { .type = YC_SYNC_EVENT_DOCUMENT, .document = &document };

      yc_sync_edge_step (self, &event);
    }
}
