/* yc-sync-edge-store.c: the edge's dealings with the store
 *
 * Every change the machine wants is put into one transaction; who looks on is
 * told when it is on disk and the machine has heard. The store is read when
 * the edge starts, and when the hub has begun a new epoch.
 */

#include "yc-sync-edge-private.h"

#include <string.h>

/* After the store could not be read. */
#define RELOAD_AFTER_S 5

/* The store as it is read at the start, piece by piece. */
typedef struct
{
  YcSyncEdge *edge; /* owned */
  YcStoreCursors *cursors;
  GPtrArray *ops; /* of YcStoreOp */
  GPtrArray *blobs; /* of YcStoreBlob */
  gint64 horizon_ms;
} Loading;

static void
loading_free (Loading *loading)
{
  g_object_unref (loading->edge);
  g_clear_pointer (&loading->cursors, yc_store_cursors_free);
  g_clear_pointer (&loading->ops, g_ptr_array_unref);
  g_clear_pointer (&loading->blobs, g_ptr_array_unref);
  g_free (loading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loading, loading_free)

static const char *
store_feed (YcSyncEdge *self,
            const char *feed)
{
  return g_str_equal (feed, YC_SYNC_HALL) ? self->hall_feed : feed;
}

static void
add_rows (YcSyncEdge         *self,
          YcStoreTxn         *txn,
          const YcSyncChange *change)
{
  for (guint i = 0; i < change->rows->len; i++)
    {
      const YcFeedRow *row = g_ptr_array_index (change->rows, i);
      g_autoptr (GBytes) verdict = NULL;

      if (row->op == NULL)
        {
          yc_store_txn_add_notice (txn, &row->stream, row->revision);
          continue;
        }
      verdict = yc_verdict_encode (row->verdict);
      yc_store_txn_add_row (txn, &row->stream, row->revision, row->position, row->hash,
                            &row->op->id, row->op->kind, row->op->bytes, row->op->signature,
                            verdict);
    }
  yc_store_txn_set_cursor (txn, store_feed (self, change->feed), change->after, change->hash);
}

static void
set_number (YcStoreTxn *txn,
            const char *name,
            gint64      number)
{
  char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  yc_store_txn_set_setting (txn, name, bytes);
}

static void
add_change (YcSyncEdge         *self,
            YcStoreTxn         *txn,
            const YcSyncChange *change)
{
  g_autoptr (GBytes) verdict = NULL;
  YcStamp now;

  switch (change->type)
    {
    case YC_SYNC_CHANGE_ACK:
      verdict = yc_verdict_encode (change->verdict);
      yc_store_txn_acknowledge (txn, &change->op, verdict, change->revision, change->position,
                                change->time_ms);
      break;
    case YC_SYNC_CHANGE_PARK:
      yc_clock_read (self->clock, &now);
      yc_store_txn_park (txn, &change->op, change->code, NULL, now.wall_ms);
      break;
    case YC_SYNC_CHANGE_UNPARK:
      yc_store_txn_unpark (txn, &change->op);
      break;
    case YC_SYNC_CHANGE_ROWS:
      add_rows (self, txn, change);
      break;
    case YC_SYNC_CHANGE_EPOCH:
      yc_store_txn_begin_epoch (txn, change->epoch);
      break;
    case YC_SYNC_CHANGE_HORIZON:
      set_number (txn, YC_SYNC_SETTING_HORIZON, change->time_ms);
      break;
    case YC_SYNC_CHANGE_OFFSET:
      set_number (txn, YC_SYNC_SETTING_OFFSET, change->time_ms);
      break;
    case YC_SYNC_CHANGE_SENT:
      yc_store_txn_set_blob (txn, change->hash, YC_STORE_BLOB_SENT, change->after, change->time_ms);
      break;
    case YC_SYNC_CHANGE_FORGET:
      yc_store_txn_forget (txn, change->time_ms);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
remember_cursor (YcSyncEdge *self,
                 const char *feed,
                 gint64      after,
                 const char *hash)
{
  YcSyncStored *cursor = g_new0 (YcSyncStored, 1);

  cursor->after = after;
  cursor->hash = g_strdup (hash);
  g_hash_table_replace (self->cursors, g_strdup (feed), cursor);
}

static void
tell_rows (YcSyncEdge *self,
           GPtrArray  *rows)
{
  g_autoptr (GHashTable) told = g_hash_table_new (yc_stream_hash, yc_stream_equal);

  for (guint i = 0; i < rows->len; i++)
    {
      YcFeedRow *row = g_ptr_array_index (rows, i);

      if (row->op != NULL && g_hash_table_add (told, &row->stream))
        g_signal_emit_by_name (self, "stream-rows", &row->stream);
    }
}

/* What a saved change means to those who look on. */
static void
tell (YcSyncEdge         *self,
      const YcSyncChange *change)
{
  switch (change->type)
    {
    case YC_SYNC_CHANGE_ACK:
      g_hash_table_remove (self->ops, &change->op);
      g_signal_emit_by_name (self, "answered", &change->op, change->verdict, change->revision);
      break;
    case YC_SYNC_CHANGE_ROWS:
      tell_rows (self, change->rows);
      break;
    case YC_SYNC_CHANGE_EPOCH:
      g_signal_emit_by_name (self, "epoch-changed");
      break;
    default:
      break;
    }
}

static void
save_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (YcSyncPending) pending = data;
  YcSyncEdge *self = pending->edge;
  g_autoptr (GError) error = NULL;
  gboolean saved = yc_store_commit_finish (YC_STORE (source), result, &error);

  if (!saved)
    g_debug ("Transaction %" G_GUINT64_FORMAT ": %s", pending->number, error->message);
  for (guint i = 0; saved && i < pending->changes->len; i++)
    {
      const YcSyncChange *change = g_ptr_array_index (pending->changes, i);

      if (change->type == YC_SYNC_CHANGE_ROWS)
        remember_cursor (self, store_feed (self, change->feed), change->after, change->hash);
      if (change->type == YC_SYNC_CHANGE_OFFSET)
        {
          self->stored_offset_ms = change->time_ms;
          self->offset_stored = TRUE;
        }
    }
  if (self->running)
    yc_sync_edge_step_answer (self, saved ? YC_SYNC_EVENT_SAVED : YC_SYNC_EVENT_UNSAVED, pending->number);
  for (guint i = 0; saved && i < pending->changes->len; i++)
    tell (self, g_ptr_array_index (pending->changes, i));
}

void
yc_sync_edge_save (YcSyncEdge         *self,
                   const YcSyncEffect *effect)
{
  YcStoreTxn *txn = yc_store_txn_new ();
  YcSyncPending *pending = yc_sync_pending_new (self, effect->request);

  pending->changes = g_ptr_array_ref (effect->changes);
  for (guint i = 0; i < effect->changes->len; i++)
    add_change (self, txn, g_ptr_array_index (effect->changes, i));
  yc_store_commit_async (self->store, txn, save_cb, pending);
}

void
yc_sync_edge_keep_bytes (YcSyncEdge *self,
                         const YcId *id,
                         GBytes     *bytes,
                         GBytes     *signature)
{
  YcSyncOutgoing *outgoing;

  if (g_hash_table_contains (self->ops, id))
    return;
  outgoing = g_new0 (YcSyncOutgoing, 1);
  outgoing->bytes = g_bytes_ref (bytes);
  outgoing->signature = signature != NULL ? g_bytes_ref (signature) : NULL;
  g_hash_table_insert (self->ops, yc_id_copy (id), outgoing);
}

static GArray *
list_waiting (YcSyncEdge *self,
              GPtrArray  *ops)
{
  GArray *waiting = g_array_sized_new (FALSE, TRUE, sizeof (YcSyncOp), ops->len);

  for (guint i = 0; i < ops->len; i++)
    {
      const YcStoreOp *op = g_ptr_array_index (ops, i);
      YcSyncOp entry = {
        .id = op->id,
        .stream = op->stream,
        .sequence = op->number,
        .size_bytes = g_bytes_get_size (op->bytes),
        .made_ms = op->made.wall_ms,
        .parked = op->state == YC_STORE_OP_PARKED ? (op->reason != NULL ? op->reason : "parked")
                                                  : NULL,
      };

      yc_sync_edge_keep_bytes (self, &op->id, op->bytes, op->signature);
      g_array_append_val (waiting, entry);
    }
  return waiting;
}

/* The hall's cursor and those of followed streams. */
static GArray *
list_cursors (YcSyncEdge *self)
{
  GArray *cursors = g_array_new (FALSE, TRUE, sizeof (YcSyncCursor));
  const YcSyncStored *hall = g_hash_table_lookup (self->cursors, self->hall_feed);
  YcSyncCursor entry = { YC_SYNC_HALL, hall != NULL ? hall->after : 0,
                         hall != NULL ? hall->hash : "" };
  GHashTableIter iter;
  gpointer feed;

  g_array_append_val (cursors, entry);
  g_hash_table_iter_init (&iter, self->followed);
  while (g_hash_table_iter_next (&iter, &feed, NULL))
    {
      const YcSyncStored *cursor = g_hash_table_lookup (self->cursors, feed);

      entry.feed = feed;
      entry.after = cursor != NULL ? cursor->after : 0;
      entry.hash = cursor != NULL ? cursor->hash : "";
      g_array_append_val (cursors, entry);
    }
  return cursors;
}

/* What the hub does not have whole. One that no op names yet is asked after in vain, and seldom. */
static GArray *
list_documents (GPtrArray *blobs)
{
  GArray *documents = g_array_new (FALSE, TRUE, sizeof (YcSyncDocument));

  for (guint i = 0; i < blobs->len; i++)
    {
      const YcStoreBlob *blob = g_ptr_array_index (blobs, i);
      YcSyncDocument document = { blob->sha256, blob->size };

      if (blob->state == YC_STORE_BLOB_ANNOUNCED || blob->state == YC_STORE_BLOB_SENDING)
        g_array_append_val (documents, document);
    }
  return documents;
}

static void
start_machine (Loading *loading)
{
  YcSyncEdge *self = loading->edge;
  g_autoptr (GArray) cursors = NULL;
  g_autoptr (GArray) ops = NULL;
  g_autoptr (GArray) documents = list_documents (loading->blobs);
  YcSyncEvent event = { .type = YC_SYNC_EVENT_START };

  g_hash_table_remove_all (self->cursors);
  for (guint i = 0; i < loading->cursors->cursors->len; i++)
    {
      const YcStoreCursor *cursor = g_ptr_array_index (loading->cursors->cursors, i);

      remember_cursor (self, cursor->feed, cursor->position, cursor->hash);
    }
  cursors = list_cursors (self);
  ops = list_waiting (self, loading->ops);
  event.epoch = loading->cursors->epoch;
  event.cursors = (const YcSyncCursor *) cursors->data;
  event.n_cursors = cursors->len;
  event.ops = (const YcSyncOp *) ops->data;
  event.n_ops = ops->len;
  event.documents = (const YcSyncDocument *) documents->data;
  event.n_documents = documents->len;
  event.horizon_ms = loading->horizon_ms;
  self->loaded = TRUE;
  yc_sync_edge_step (self, &event);
}

static gboolean
reload_cb (gpointer data)
{
  YcSyncEdge *self = data;

  self->reload_source = 0;
  yc_sync_edge_load (self);
  return G_SOURCE_REMOVE;
}

/* Returns: whether to go on */
static gboolean
check_loaded (Loading  *loading,
              gboolean  good,
              GError   *error)
{
  YcSyncEdge *self = loading->edge;

  if (!self->running)
    return FALSE;
  if (good)
    return TRUE;
  g_debug ("The store cannot be read: %s", error->message);
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add_seconds (RELOAD_AFTER_S, reload_cb, self);
  return FALSE;
}

static gint64
number_of (GBytes *bytes,
           gint64  fallback)
{
  g_autofree char *text = NULL;
  gint64 number;

  if (bytes == NULL)
    return fallback;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL) ? number
                                                                                    : fallback;
}

static void
horizon_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (Loading) loading = data;
  g_autoptr (GBytes) bytes = yc_store_load_setting_finish (YC_STORE (source), result, NULL);

  loading->horizon_ms = number_of (bytes, 0);
  if (loading->edge->running)
    start_machine (loading);
}

static void
offset_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (Loading) loading = data;
  YcSyncEdge *self = loading->edge;
  g_autoptr (GBytes) bytes = yc_store_load_setting_finish (YC_STORE (source), result, NULL);

  if (!self->running)
    return;
  self->stored_offset_ms = number_of (bytes, self->stored_offset_ms);
  self->offset_stored = self->offset_stored || bytes != NULL;
  yc_store_load_setting_async (self->store, YC_SYNC_SETTING_HORIZON, self->stop, horizon_cb,
                               g_steal_pointer (&loading));
}

static void
blobs_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (Loading) loading = data;
  YcSyncEdge *self = loading->edge;
  g_autoptr (GError) error = NULL;

  loading->blobs = yc_store_load_blobs_finish (YC_STORE (source), result, &error);
  if (!check_loaded (loading, loading->blobs != NULL, error))
    return;
  yc_store_load_setting_async (self->store, YC_SYNC_SETTING_OFFSET, self->stop, offset_cb,
                               g_steal_pointer (&loading));
}

static void
outbox_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (Loading) loading = data;
  YcSyncEdge *self = loading->edge;
  g_autoptr (GError) error = NULL;

  loading->ops = yc_store_load_outbox_finish (YC_STORE (source), result, &error);
  if (!check_loaded (loading, loading->ops != NULL, error))
    return;
  yc_store_load_blobs_async (self->store, self->stop, blobs_cb, g_steal_pointer (&loading));
}

static void
cursors_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (Loading) loading = data;
  YcSyncEdge *self = loading->edge;
  g_autoptr (GError) error = NULL;

  loading->cursors = yc_store_load_cursors_finish (YC_STORE (source), result, &error);
  if (!check_loaded (loading, loading->cursors != NULL, error))
    return;
  yc_store_load_outbox_async (self->store, self->stop, outbox_cb, g_steal_pointer (&loading));
}

void
yc_sync_edge_load (YcSyncEdge *self)
{
  Loading *loading = g_new0 (Loading, 1);

  loading->edge = g_object_ref (self);
  yc_store_load_cursors_async (self->store, self->stop, cursors_cb, loading);
}
