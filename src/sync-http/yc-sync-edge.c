/* yc-sync-edge.c: carries out what the sync machine decides
 *
 * Nothing is decided here. Whatever happens becomes an event of the machine
 * (step()), and every effect of that step is carried out before anybody else
 * is told, so that a handler of our signals may call us again.
 *
 * The bytes of ops that wait are kept in memory beside the machine, which
 * knows them by id only; they are in the store anyway.
 */

#include "yc-sync-edge.h"

#include <string.h>

/* After the store could not be read. */
#define RELOAD_AFTER_S 5
#define HALL_PREFIX "hall-"

struct _YcSyncEdge
{
  GObject parent_instance;

  YcHubClient *client;
  YcStore *store;
  YcClock *clock;
  char *hall;
  char *hall_feed; /* the hall's feed as the store names it */

  YcSync *machine;
  YcSyncLine *line;
  gboolean running;
  gboolean loaded;          /* the store was read once */
  guint timer_source;
  guint reload_source;
  GCancellable *stop;       /* cancelled by yc_sync_edge_stop() */
  GHashTable *requests;     /* gint64 number → GCancellable */
  GHashTable *ops;          /* YcId → Outgoing */
  GHashTable *cursors;      /* feed's name → Cursor: every feed the store has read */
  GHashTable *followed;     /* set of stream as text */
  gint64 stored_offset_ms;  /* hub's clock − wall clock, of an earlier time */
  gboolean offset_stored;
};

enum
{
  LINE_CHANGED,
  STREAM_ROWS,
  ANSWERED,
  EPOCH_CHANGED,
  NEEDS_LOGIN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YcSyncEdge, yc_sync_edge, G_TYPE_OBJECT)

typedef struct
{
  GBytes *bytes;
  GBytes *signature;
} Outgoing;

typedef struct
{
  gint64 after;
  char *hash;
} Cursor;

/* A request or a transaction under way. */
typedef struct
{
  YcSyncEdge *edge; /* owned */
  guint64 number;
  GPtrArray *changes; /* (nullable) of YcSyncChange */
} Pending;

/* The store as it is read at the start, piece by piece. */
typedef struct
{
  YcSyncEdge *edge; /* owned */
  YcStoreCursors *cursors;
  GPtrArray *ops; /* of YcStoreOp */
  gint64 horizon_ms;
} Loading;

static void carry_out (YcSyncEdge *self, YcSyncEffects *effects);
static void load (YcSyncEdge *self);

static void
outgoing_free (gpointer data)
{
  Outgoing *outgoing = data;

  g_bytes_unref (outgoing->bytes);
  g_clear_pointer (&outgoing->signature, g_bytes_unref);
  g_free (outgoing);
}

static void
cursor_free (gpointer data)
{
  Cursor *cursor = data;

  g_free (cursor->hash);
  g_free (cursor);
}

static Pending *
pending_new (YcSyncEdge *self,
             guint64     number)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->edge = g_object_ref (self);
  pending->number = number;
  return pending;
}

static void
pending_free (Pending *pending)
{
  g_object_unref (pending->edge);
  g_clear_pointer (&pending->changes, g_ptr_array_unref);
  g_free (pending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pending, pending_free)

static void
loading_free (Loading *loading)
{
  g_object_unref (loading->edge);
  g_clear_pointer (&loading->cursors, yc_store_cursors_free);
  g_clear_pointer (&loading->ops, g_ptr_array_unref);
  g_free (loading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loading, loading_free)

static gboolean
has_effect (YcSyncEffects    *effects,
            YcSyncEffectType  type)
{
  for (guint i = 0; i < effects->len; i++)
    if (((YcSyncEffect *) g_ptr_array_index (effects, i))->type == type)
      return TRUE;
  return FALSE;
}

static void
publish (YcSyncEdge *self)
{
  YcSyncLineState before = self->line->state;

  g_clear_pointer (&self->line, yc_sync_line_free);
  self->line = yc_sync_dup_line (self->machine);
  g_signal_emit (self, signals[LINE_CHANGED], 0);
  if (self->line->state == YC_SYNC_LINE_NEEDS_LOGIN && before != YC_SYNC_LINE_NEEDS_LOGIN)
    g_signal_emit (self, signals[NEEDS_LOGIN], 0);
}

static void
step (YcSyncEdge  *self,
      YcSyncEvent *event)
{
  g_autoptr (GPtrArray) effects = yc_sync_effects_new ();
  YcStamp now;

  yc_clock_read (self->clock, &now);
  event->now_ms = now.boot_ms;
  event->wall_ms = now.wall_ms;
  event->random = g_random_int ();
  yc_sync_step (self->machine, event, effects);
  carry_out (self, effects);
  if (has_effect (effects, YC_SYNC_EFFECT_PUBLISH))
    publish (self);
}

static void
step_answer (YcSyncEdge      *self,
             YcSyncEventType  type,
             guint64          request)
{
  YcSyncEvent event = { .type = type, .request = request };

  step (self, &event);
}

/* Nobody asks any more, or the whole has stopped. Returns: whether so. */
static gboolean
is_stale (Pending *pending)
{
  gint64 number = (gint64) pending->number;

  return !g_hash_table_remove (pending->edge->requests, &number) || !pending->edge->running;
}

static GCancellable *
open_request (YcSyncEdge *self,
              guint64     number)
{
  GCancellable *cancellable = g_cancellable_new ();
  gint64 *key = g_new (gint64, 1);

  *key = (gint64) number;
  g_hash_table_insert (self->requests, key, cancellable);
  return cancellable;
}

/* Whatever is not an answer: a problem of the hub's, or silence. */
static void
step_problem (Pending      *pending,
              YcHubProblem *problem,
              GError       *error)
{
  YcSyncEvent event = { .type = YC_SYNC_EVENT_FAILED, .request = pending->number };

  if (problem->status != 0)
    {
      event.type = YC_SYNC_EVENT_REFUSED;
      event.status = problem->status;
      event.code = problem->code;
      event.retry_after_ms = problem->retry_after_ms;
    }
  else
    event.code = g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_UNREADABLE) ? "unreadable"
                                                                               : "no-answer";
  g_debug ("Request %" G_GUINT64_FORMAT ": %s", pending->number, error->message);
  step (pending->edge, &event);
}

static void
put_op_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (Pending) pending = data;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubOpAnswer) answer =
    yc_hub_client_put_op_finish (YC_HUB_CLIENT (source), result, &problem, &error);
  YcSyncEvent event = { .type = YC_SYNC_EVENT_OP, .request = pending->number };

  if (is_stale (pending))
    return;
  if (answer == NULL)
    {
      step_problem (pending, &problem, error);
      return;
    }
  event.position = answer->position;
  event.revision = answer->revision;
  event.hash = answer->hash;
  event.verdict = answer->verdict;
  event.time_ms = answer->received_ms;
  step (pending->edge, &event);
}

static void
read_feed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (Pending) pending = data;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubFeedAnswer) answer =
    yc_hub_client_read_feed_finish (YC_HUB_CLIENT (source), result, &problem, &error);
  YcSyncEvent event = { .type = YC_SYNC_EVENT_ROWS, .request = pending->number };

  if (is_stale (pending))
    return;
  if (answer == NULL)
    {
      step_problem (pending, &problem, error);
      return;
    }
  event.epoch = answer->epoch;
  event.rows = answer->rows;
  event.head = answer->head;
  event.time_ms = answer->time_ms;
  event.horizon_ms = answer->horizon_ms;
  step (pending->edge, &event);
}

static void
probe_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (Pending) pending = data;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubHealth) health =
    yc_hub_client_probe_finish (YC_HUB_CLIENT (source), result, &problem, &error);
  YcSyncEvent event = { .type = YC_SYNC_EVENT_PROBED, .request = pending->number };

  if (is_stale (pending))
    return;
  if (health == NULL)
    {
      step_problem (pending, &problem, error);
      return;
    }
  event.epoch = health->epoch;
  event.time_ms = health->time_ms;
  step (pending->edge, &event);
}

static void
send_op (YcSyncEdge         *self,
         const YcSyncEffect *effect)
{
  const Outgoing *outgoing = g_hash_table_lookup (self->ops, &effect->op);
  YcStamp sending;

  g_assert (outgoing != NULL); /* the machine knows no op but by us */
  yc_clock_read (self->clock, &sending);
  yc_hub_client_put_op_async (self->client, &effect->op, outgoing->bytes, outgoing->signature,
                              &sending, effect->epoch, open_request (self, effect->request), put_op_cb,
                              pending_new (self, effect->request));
}

static void
send_feed (YcSyncEdge         *self,
           const YcSyncEffect *effect)
{
  gboolean hall = g_str_equal (effect->feed, YC_SYNC_HALL);
  g_autofree char *code = g_uri_escape_string (self->hall, NULL, FALSE);
  g_autofree char *path = g_strconcat (hall ? "halls/" : "streams/", hall ? code : effect->feed,
                                       NULL);

  yc_hub_client_read_feed_async (self->client, path, effect->epoch, effect->after, effect->hash,
                                 effect->rows_max, effect->wait_s,
                                 open_request (self, effect->request), read_feed_cb,
                                 pending_new (self, effect->request));
}

static void
send_probe (YcSyncEdge         *self,
            const YcSyncEffect *effect)
{
  yc_hub_client_probe_async (self->client, open_request (self, effect->request), probe_cb,
                             pending_new (self, effect->request));
}

static void
cancel (YcSyncEdge *self,
        guint64     number)
{
  gint64 key = (gint64) number;
  GCancellable *found = g_hash_table_lookup (self->requests, &key);
  g_autoptr (GCancellable) cancellable = found != NULL ? g_object_ref (found) : NULL;

  if (cancellable == NULL)
    return;
  g_hash_table_remove (self->requests, &key);
  g_cancellable_cancel (cancellable);
}

static gboolean
timer_cb (gpointer data)
{
  YcSyncEdge *self = data;

  self->timer_source = 0;
  step_answer (self, YC_SYNC_EVENT_TICK, 0);
  return G_SOURCE_REMOVE;
}

/* GLib's timeouts count CLOCK_MONOTONIC, which rests while the machine
 * sleeps: after a sleep the tick is late by no more than what was left. */
static void
set_timer (YcSyncEdge *self,
           gint64      at_ms)
{
  YcStamp now;

  g_clear_handle_id (&self->timer_source, g_source_remove);
  yc_clock_read (self->clock, &now);
  self->timer_source = g_timeout_add (CLAMP (at_ms - now.boot_ms, 1, G_MAXINT), timer_cb, self);
}

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
  Cursor *cursor = g_new0 (Cursor, 1);

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
        g_signal_emit (self, signals[STREAM_ROWS], 0, &row->stream);
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
      g_signal_emit (self, signals[ANSWERED], 0, &change->op, change->verdict, change->revision);
      break;
    case YC_SYNC_CHANGE_ROWS:
      tell_rows (self, change->rows);
      break;
    case YC_SYNC_CHANGE_EPOCH:
      g_signal_emit (self, signals[EPOCH_CHANGED], 0);
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
  g_autoptr (Pending) pending = data;
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
    step_answer (self, saved ? YC_SYNC_EVENT_SAVED : YC_SYNC_EVENT_UNSAVED, pending->number);
  for (guint i = 0; saved && i < pending->changes->len; i++)
    tell (self, g_ptr_array_index (pending->changes, i));
}

static void
save (YcSyncEdge         *self,
      const YcSyncEffect *effect)
{
  YcStoreTxn *txn = yc_store_txn_new ();
  Pending *pending = pending_new (self, effect->request);

  pending->changes = g_ptr_array_ref (effect->changes);
  for (guint i = 0; i < effect->changes->len; i++)
    add_change (self, txn, g_ptr_array_index (effect->changes, i));
  yc_store_commit_async (self->store, txn, save_cb, pending);
}

static void
carry_out (YcSyncEdge    *self,
           YcSyncEffects *effects)
{
  for (guint i = 0; i < effects->len; i++)
    {
      const YcSyncEffect *effect = g_ptr_array_index (effects, i);

      switch (effect->type)
        {
        case YC_SYNC_EFFECT_SEND_OP:
          send_op (self, effect);
          break;
        case YC_SYNC_EFFECT_SEND_FEED:
          send_feed (self, effect);
          break;
        case YC_SYNC_EFFECT_SEND_PROBE:
          send_probe (self, effect);
          break;
        case YC_SYNC_EFFECT_CANCEL:
          cancel (self, effect->request);
          break;
        case YC_SYNC_EFFECT_SAVE:
          save (self, effect);
          break;
        case YC_SYNC_EFFECT_RELOAD:
          load (self);
          break;
        case YC_SYNC_EFFECT_TIMER:
          set_timer (self, effect->at_ms);
          break;
        case YC_SYNC_EFFECT_PUBLISH:
        default:
          break;
        }
    }
}

static void
keep_bytes (YcSyncEdge *self,
            const YcId *id,
            GBytes     *bytes,
            GBytes     *signature)
{
  Outgoing *outgoing;

  if (g_hash_table_contains (self->ops, id))
    return;
  outgoing = g_new0 (Outgoing, 1);
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

      keep_bytes (self, &op->id, op->bytes, op->signature);
      g_array_append_val (waiting, entry);
    }
  return waiting;
}

/* The hall's cursor and those of followed streams. */
static GArray *
list_cursors (YcSyncEdge *self)
{
  GArray *cursors = g_array_new (FALSE, TRUE, sizeof (YcSyncCursor));
  const Cursor *hall = g_hash_table_lookup (self->cursors, self->hall_feed);
  YcSyncCursor entry = { YC_SYNC_HALL, hall != NULL ? hall->after : 0,
                         hall != NULL ? hall->hash : "" };
  GHashTableIter iter;
  gpointer feed;

  g_array_append_val (cursors, entry);
  g_hash_table_iter_init (&iter, self->followed);
  while (g_hash_table_iter_next (&iter, &feed, NULL))
    {
      const Cursor *cursor = g_hash_table_lookup (self->cursors, feed);

      entry.feed = feed;
      entry.after = cursor != NULL ? cursor->after : 0;
      entry.hash = cursor != NULL ? cursor->hash : "";
      g_array_append_val (cursors, entry);
    }
  return cursors;
}

static void
start_machine (Loading *loading)
{
  YcSyncEdge *self = loading->edge;
  g_autoptr (GArray) cursors = NULL;
  g_autoptr (GArray) ops = NULL;
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
  event.horizon_ms = loading->horizon_ms;
  self->loaded = TRUE;
  step (self, &event);
}

static gboolean
reload_cb (gpointer data)
{
  YcSyncEdge *self = data;

  self->reload_source = 0;
  load (self);
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
  yc_store_load_setting_async (self->store, YC_SYNC_SETTING_OFFSET, self->stop, offset_cb,
                               g_steal_pointer (&loading));
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

static void
load (YcSyncEdge *self)
{
  Loading *loading = g_new0 (Loading, 1);

  loading->edge = g_object_ref (self);
  yc_store_load_cursors_async (self->store, self->stop, cursors_cb, loading);
}

static void
yc_sync_edge_dispose (GObject *object)
{
  YcSyncEdge *self = YC_SYNC_EDGE (object);

  yc_sync_edge_stop (self);
  g_clear_object (&self->client);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (yc_sync_edge_parent_class)->dispose (object);
}

static void
yc_sync_edge_finalize (GObject *object)
{
  YcSyncEdge *self = YC_SYNC_EDGE (object);

  g_free (self->hall);
  g_free (self->hall_feed);
  g_object_unref (self->stop);
  g_hash_table_unref (self->requests);
  g_hash_table_unref (self->ops);
  g_hash_table_unref (self->cursors);
  g_hash_table_unref (self->followed);
  yc_sync_line_free (self->line);
  yc_sync_free (self->machine);
  G_OBJECT_CLASS (yc_sync_edge_parent_class)->finalize (object);
}

static guint
add_signal (const char *name,
            guint       n_params,
            GType       a,
            GType       b,
            GType       c)
{
  return g_signal_new (name, YC_TYPE_SYNC_EDGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       n_params, a, b, c);
}

static void
yc_sync_edge_class_init (YcSyncEdgeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yc_sync_edge_dispose;
  object_class->finalize = yc_sync_edge_finalize;
  signals[LINE_CHANGED] = add_signal ("line-changed", 0, 0, 0, 0);
  signals[STREAM_ROWS] = add_signal ("stream-rows", 1, G_TYPE_POINTER, 0, 0);
  signals[ANSWERED] = add_signal ("answered", 3, G_TYPE_POINTER, G_TYPE_POINTER, G_TYPE_INT64);
  signals[EPOCH_CHANGED] = add_signal ("epoch-changed", 0, 0, 0, 0);
  signals[NEEDS_LOGIN] = add_signal ("needs-login", 0, 0, 0, 0);
}

static void
yc_sync_edge_init (YcSyncEdge *self)
{
  self->machine = yc_sync_new ();
  self->line = yc_sync_dup_line (self->machine);
  self->stop = g_cancellable_new ();
  self->requests = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->ops = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, outgoing_free);
  self->cursors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, cursor_free);
  self->followed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * yc_sync_edge_new:
 * @client: the hub; has the device's token
 * @store: an open store
 * @clock: where times come from; outlives the edge
 * @hall: the hall's code
 *
 * Returns: (transfer full): an edge that does nothing yet
 */
YcSyncEdge *
yc_sync_edge_new (YcHubClient *client,
                  YcStore     *store,
                  YcClock     *clock,
                  const char  *hall)
{
  YcSyncEdge *self;

  g_return_val_if_fail (YC_IS_HUB_CLIENT (client) && YC_IS_STORE (store), NULL);
  g_return_val_if_fail (clock != NULL && hall != NULL, NULL);

  self = g_object_new (YC_TYPE_SYNC_EDGE, NULL);
  self->client = g_object_ref (client);
  self->store = g_object_ref (store);
  self->clock = clock;
  self->hall = g_strdup (hall);
  self->hall_feed = g_strconcat (HALL_PREFIX, hall, NULL);
  return self;
}

/* Reads the store and begins; once in an edge's life. */
void
yc_sync_edge_start (YcSyncEdge *self)
{
  g_return_if_fail (YC_IS_SYNC_EDGE (self) && !self->running);
  g_return_if_fail (!g_cancellable_is_cancelled (self->stop));

  self->running = TRUE;
  load (self);
}

/* Ends every request. What is being saved is still saved; nothing is lost. */
void
yc_sync_edge_stop (YcSyncEdge *self)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer cancellable;

  g_return_if_fail (YC_IS_SYNC_EDGE (self));

  self->running = FALSE;
  g_clear_handle_id (&self->timer_source, g_source_remove);
  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_cancellable_cancel (self->stop);
  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, NULL, &cancellable))
    g_ptr_array_add (open, g_object_ref (cancellable));
  g_hash_table_remove_all (self->requests);
  for (guint i = 0; i < open->len; i++)
    g_cancellable_cancel (g_ptr_array_index (open, i));
}

/**
 * yc_sync_edge_enqueue:
 * @self: an edge
 * @ops: of YcOp, as they were given to yc_store_append_async(); they are on disk
 * @first_number: what yc_store_append_finish() returned
 */
void
yc_sync_edge_enqueue (YcSyncEdge *self,
                      GPtrArray  *ops,
                      gint64      first_number)
{
  g_return_if_fail (YC_IS_SYNC_EDGE (self) && ops != NULL && first_number > 0);

  for (guint i = 0; i < ops->len; i++)
    {
      const YcOp *op = g_ptr_array_index (ops, i);
      YcSyncOp entry = {
        .id = op->id,
        .stream = op->stream,
        .sequence = first_number + i,
        .size_bytes = g_bytes_get_size (op->bytes),
        .made_ms = op->when.wall_ms,
      };
      YcSyncEvent event = { .type = YC_SYNC_EVENT_ENQUEUED, .op = &entry };

      keep_bytes (self, &op->id, op->bytes, op->signature);
      step (self, &event);
    }
}

/* From now on the stream's rows are fetched whenever there are new ones. For
 * cases; visits and windows come with the hall's feed. */
void
yc_sync_edge_follow (YcSyncEdge     *self,
                     const YcStream *stream)
{
  char text[YC_STREAM_TEXT_SIZE];
  YcSyncEvent event = { .type = YC_SYNC_EVENT_FOLLOW, .feed = text, .hash = "" };
  const Cursor *cursor;

  g_return_if_fail (YC_IS_SYNC_EDGE (self) && stream != NULL);

  yc_stream_to_text (stream, text);
  if (!g_hash_table_add (self->followed, g_strdup (text)) || !self->loaded)
    return;
  cursor = g_hash_table_lookup (self->cursors, text);
  if (cursor != NULL)
    {
      event.after = cursor->after;
      event.hash = cursor->hash;
    }
  step (self, &event);
}

void
yc_sync_edge_unfollow (YcSyncEdge     *self,
                       const YcStream *stream)
{
  char text[YC_STREAM_TEXT_SIZE];
  YcSyncEvent event = { .type = YC_SYNC_EVENT_UNFOLLOW, .feed = text };

  g_return_if_fail (YC_IS_SYNC_EDGE (self) && stream != NULL);

  yc_stream_to_text (stream, text);
  if (g_hash_table_remove (self->followed, text))
    step (self, &event);
}

/* Somebody has logged in at the hub, or the device was enrolled anew. */
void
yc_sync_edge_logged_in (YcSyncEdge *self)
{
  g_return_if_fail (YC_IS_SYNC_EDGE (self));

  step_answer (self, YC_SYNC_EVENT_AUTH, 0);
}

/**
 * yc_sync_edge_retry:
 * @self: an edge
 * @op: (nullable): a parked op to be sent once more; %NULL for all of them
 *
 * Asks the hub at once, whatever the back-off.
 */
void
yc_sync_edge_retry (YcSyncEdge *self,
                    const YcId *op)
{
  YcSyncEvent event = { .type = YC_SYNC_EVENT_RETRY, .retry = op };

  g_return_if_fail (YC_IS_SYNC_EDGE (self));

  step (self, &event);
}

/* Returns: (transfer none): what is to be shown; until "line-changed" */
const YcSyncLine *
yc_sync_edge_get_line (YcSyncEdge *self)
{
  g_return_val_if_fail (YC_IS_SYNC_EDGE (self), NULL);

  return self->line;
}

/* The line's `since` by the wall clock as it is now, in milliseconds. */
gint64
yc_sync_edge_get_since_wall (YcSyncEdge *self)
{
  YcStamp now;

  yc_clock_read (self->clock, &now);
  return now.wall_ms - (now.boot_ms - self->line->since_ms);
}

/* The hub's clock minus this desk's wall clock, as last known; 0 if never. */
gint64
yc_sync_edge_get_offset_ms (YcSyncEdge *self)
{
  g_autoptr (YcSyncLine) line = yc_sync_dup_line (self->machine);
  YcStamp now;

  if (!line->offset_known)
    return self->stored_offset_ms;
  yc_clock_read (self->clock, &now);
  return line->offset_ms + now.boot_ms - now.wall_ms;
}

/* Now by the hub's clock: exact once it was heard in this boot (D11). */
YcMoment
yc_sync_edge_now (YcSyncEdge *self)
{
  g_autoptr (YcSyncLine) line = yc_sync_dup_line (self->machine);
  YcStamp now;

  yc_clock_read (self->clock, &now);
  if (line->offset_known)
    return (YcMoment) { now.boot_ms + line->offset_ms, FALSE };
  return (YcMoment) { now.wall_ms + self->stored_offset_ms, TRUE };
}
