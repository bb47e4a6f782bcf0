/* yc-sync-edge.c: carries out what the sync machine decides
 *
 * Nothing is decided here. Whatever happens becomes an event of the machine
 * (yc_sync_edge_step()), and every effect of that step is carried out before anybody else
 * is told, so that a handler of our signals may call us again.
 *
 * The bytes of ops that wait are kept in memory beside the machine, which
 * knows them by id only; they are in the store anyway.
 */

#include "yc-sync-edge-private.h"

#define HALL_PREFIX "hall-"

enum
{
  LINE_CHANGED,
  STREAM_ROWS,
  ANSWERED,
  EPOCH_CHANGED,
  HEAD,
  PACKS,
  NEEDS_LOGIN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YcSyncEdge, yc_sync_edge, G_TYPE_OBJECT)

static void carry_out (YcSyncEdge *self, YcSyncEffects *effects);

static void
outgoing_free (gpointer data)
{
  YcSyncOutgoing *outgoing = data;

  g_bytes_unref (outgoing->bytes);
  g_clear_pointer (&outgoing->signature, g_bytes_unref);
  g_free (outgoing);
}

static void
cursor_free (gpointer data)
{
  YcSyncStored *cursor = data;

  g_free (cursor->hash);
  g_free (cursor);
}

YcSyncPending *
yc_sync_pending_new (YcSyncEdge *self,
                     guint64     number)
{
  YcSyncPending *pending = g_new0 (YcSyncPending, 1);

  pending->edge = g_object_ref (self);
  pending->number = number;
  return pending;
}

void
yc_sync_pending_free (YcSyncPending *pending)
{
  g_object_unref (pending->edge);
  g_clear_pointer (&pending->changes, g_ptr_array_unref);
  g_free (pending);
}

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

void
yc_sync_edge_step (YcSyncEdge  *self,
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

void
yc_sync_edge_step_answer (YcSyncEdge      *self,
                          YcSyncEventType  type,
                          guint64          request)
{
  YcSyncEvent event = { .type = type, .request = request };

  yc_sync_edge_step (self, &event);
}

/* Nobody asks any more, or the whole has stopped. Returns: whether so. */
gboolean
yc_sync_edge_is_stale (YcSyncPending *pending)
{
  gint64 number = (gint64) pending->number;

  return !g_hash_table_remove (pending->edge->requests, &number) || !pending->edge->running;
}

GCancellable *
yc_sync_edge_open_request (YcSyncEdge *self,
                           guint64     number)
{
  GCancellable *cancellable = g_cancellable_new ();
  gint64 *key = g_new (gint64, 1);

  *key = (gint64) number;
  g_hash_table_insert (self->requests, key, cancellable);
  return cancellable;
}

static const char *
get_silence_code (const GError *error)
{
  if (g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_UNREADABLE))
    return "unreadable";
  if (g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_CERTIFICATE))
    return "no-certificate";
  return g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_UNTRUSTED) ? "untrusted" : "no-answer";
}

/* Whatever is not an answer: a problem of the hub's, or silence. */
void
yc_sync_edge_fill_problem (YcSyncEvent  *event,
                           YcHubProblem *problem,
                           GError       *error)
{
  event->type = YC_SYNC_EVENT_FAILED;
  if (problem->status != 0)
    {
      event->type = YC_SYNC_EVENT_REFUSED;
      event->status = problem->status;
      event->code = problem->code;
      event->retry_after_ms = problem->retry_after_ms;
    }
  else
    event->code = get_silence_code (error);
}

void
yc_sync_edge_step_problem (YcSyncPending *pending,
                           YcHubProblem  *problem,
                           GError        *error)
{
  YcSyncEvent event = { .request = pending->number };

  yc_sync_edge_fill_problem (&event, problem, error);
  g_debug ("Request %" G_GUINT64_FORMAT ": %s", pending->number, error->message);
  yc_sync_edge_step (pending->edge, &event);
}

/* The machine has nothing to do with packs: a desk that is told asks for them. */
static void
tell_packs (YcSyncEdge *self,
            gint64      packs)
{
  if (packs < 0 || packs == self->packs)
    return;
  self->packs = packs;
  g_signal_emit (self, signals[PACKS], 0);
}

static void
read_feed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (YcSyncPending) pending = data;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubFeedAnswer) answer =
    yc_hub_client_read_feed_finish (YC_HUB_CLIENT (source), result, &problem, &error);
  YcSyncEvent event = { .type = YC_SYNC_EVENT_ROWS, .request = pending->number };

  if (yc_sync_edge_is_stale (pending))
    return;
  if (answer == NULL)
    {
      yc_sync_edge_step_problem (pending, &problem, error);
      return;
    }
  event.epoch = answer->epoch;
  event.rows = answer->rows;
  event.head = answer->head;
  event.time_ms = answer->time_ms;
  event.horizon_ms = answer->horizon_ms;
  tell_packs (pending->edge, answer->packs);
  yc_sync_edge_step (pending->edge, &event);
}

static void
probe_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (YcSyncPending) pending = data;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubHealth) health =
    yc_hub_client_probe_finish (YC_HUB_CLIENT (source), result, &problem, &error);
  YcSyncEvent event = { .type = YC_SYNC_EVENT_PROBED, .request = pending->number };

  if (yc_sync_edge_is_stale (pending))
    return;
  if (health == NULL)
    {
      yc_sync_edge_step_problem (pending, &problem, error);
      return;
    }
  event.epoch = health->epoch;
  event.time_ms = health->time_ms;
  yc_sync_edge_step (pending->edge, &event);
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
                                 yc_sync_edge_open_request (self, effect->request), read_feed_cb,
                                 yc_sync_pending_new (self, effect->request));
}

static void
send_probe (YcSyncEdge         *self,
            const YcSyncEffect *effect)
{
  yc_hub_client_probe_async (self->client, yc_sync_edge_open_request (self, effect->request), probe_cb,
                             yc_sync_pending_new (self, effect->request));
}

static void
head_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (YcSyncEdge) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubSigned) signed_head = yc_hub_client_fetch_head_finish (YC_HUB_CLIENT (source), result, &error);

  if (signed_head == NULL)
    g_debug ("The head was not told: %s", error->message);
  else if (self->running)
    g_signal_emit (self, signals[HEAD], 0, signed_head->bytes, signed_head->signature);
}

static void
send_head (YcSyncEdge *self)
{
  yc_hub_client_fetch_head_async (self->client, self->stop, head_cb, g_object_ref (self));
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
  yc_sync_edge_step_answer (self, YC_SYNC_EVENT_TICK, 0);
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

static void
carry_out (YcSyncEdge    *self,
           YcSyncEffects *effects)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new ();

  for (guint i = 0; i < effects->len; i++)
    {
      const YcSyncEffect *effect = g_ptr_array_index (effects, i);

      switch (effect->type)
        {
        case YC_SYNC_EFFECT_SEND_OP:
          g_ptr_array_add (ops, (gpointer) effect);
          break;
        case YC_SYNC_EFFECT_SEND_FEED:
          send_feed (self, effect);
          break;
        case YC_SYNC_EFFECT_SEND_PROBE:
          send_probe (self, effect);
          break;
        case YC_SYNC_EFFECT_SEND_PIECE:
          yc_sync_edge_send_piece (self, effect);
          break;
        case YC_SYNC_EFFECT_SEND_HEAD:
          send_head (self);
          break;
        case YC_SYNC_EFFECT_CANCEL:
          cancel (self, effect->request);
          break;
        case YC_SYNC_EFFECT_SAVE:
          yc_sync_edge_save (self, effect);
          break;
        case YC_SYNC_EFFECT_RELOAD:
          yc_sync_edge_load (self);
          break;
        case YC_SYNC_EFFECT_TIMER:
          set_timer (self, effect->at_ms);
          break;
        case YC_SYNC_EFFECT_PUBLISH:
        default:
          break;
        }
    }
  yc_sync_edge_send_ops (self, ops);
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
  signals[HEAD] = add_signal ("head", 2, G_TYPE_BYTES, G_TYPE_BYTES, 0);
  signals[PACKS] = add_signal ("packs", 0, 0, 0, 0);
  signals[NEEDS_LOGIN] = add_signal ("needs-login", 0, 0, 0, 0);
}

static void
yc_sync_edge_init (YcSyncEdge *self)
{
  self->machine = yc_sync_new ();
  self->line = yc_sync_dup_line (self->machine);
  self->stop = g_cancellable_new ();
  self->packs = -1;
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
  yc_sync_edge_load (self);
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
 *
 * The documents that they name are in the store too, and go after them.
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

      yc_sync_edge_keep_bytes (self, &op->id, op->bytes, op->signature);
      yc_sync_edge_step (self, &event);
      yc_sync_edge_enqueue_documents (self, op);
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
  const YcSyncStored *cursor;

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
  yc_sync_edge_step (self, &event);
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
    yc_sync_edge_step (self, &event);
}

/* The store has nothing of the stream any more: followed again, it is read from its beginning. */
void
yc_sync_edge_forget (YcSyncEdge     *self,
                     const YcStream *stream)
{
  char text[YC_STREAM_TEXT_SIZE];

  g_return_if_fail (YC_IS_SYNC_EDGE (self) && stream != NULL);

  yc_sync_edge_unfollow (self, stream);
  yc_stream_to_text (stream, text);
  g_hash_table_remove (self->cursors, text);
}

/* Somebody has logged in at the hub, or the device was enrolled anew. */
void
yc_sync_edge_logged_in (YcSyncEdge *self)
{
  g_return_if_fail (YC_IS_SYNC_EDGE (self));

  yc_sync_edge_step_answer (self, YC_SYNC_EVENT_AUTH, 0);
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

  yc_sync_edge_step (self, &event);
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
