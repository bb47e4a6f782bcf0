/* yc-sync-edge-batch.c: ops of one step in one request
 *
 * To the machine each is a request of its own; all that is told to it together
 * is their answers. An op goes alone where something goes with it that others
 * do not have, and again alone where the hub refuses its grant (it may be
 * shown it then), or could not read the whole.
 */

#include "yc-sync-edge-private.h"

#include "yc-op-batch.h"

#include <string.h>

/* What a slow line carries in half a second or so: a deadline is for all of them. */
#define TOGETHER_BYTES_MAX 0x10000
#define LINE_BYTES 256 /* that an op costs beside its bytes */

typedef struct
{
  guint64 request;
  YcId op;
} Item;

typedef struct
{
  YcSyncEdge *edge; /* owned */
  char *epoch;
  GArray *items;      /* of Item */
  GPtrArray *parcels; /* of YcOpParcel, in the same order */
  gsize bytes;
} Batch;

static void
parcel_free_cb (gpointer data)
{
  yc_op_parcel_free (data);
}

static Batch *
batch_new (YcSyncEdge *edge,
           const char *epoch)
{
  Batch *self = g_new0 (Batch, 1);

  self->edge = g_object_ref (edge);
  self->epoch = g_strdup (epoch);
  self->items = g_array_new (FALSE, FALSE, sizeof (Item));
  self->parcels = g_ptr_array_new_with_free_func (parcel_free_cb);
  return self;
}

static void
batch_free (Batch *self)
{
  g_object_unref (self->edge);
  g_free (self->epoch);
  g_array_unref (self->items);
  g_ptr_array_unref (self->parcels);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)

static gboolean
is_open (const Batch *self,
         guint        i)
{
  gint64 number = (gint64) g_array_index (self->items, Item, i).request;

  return self->edge->running && g_hash_table_contains (self->edge->requests, &number);
}

static void
send_alone (const Batch *self,
            guint        i)
{
  const Item *item = &g_array_index (self->items, Item, i);
  YcSyncEffect effect = { .type = YC_SYNC_EFFECT_SEND_OP, .request = item->request, .op = item->op,
                          .epoch = self->epoch };

  yc_sync_edge_send_op (self->edge, &effect);
}

static void
fill_event (YcSyncEvent         *event,
            const YcHubOpResult *result)
{
  if (result->status != 200)
    {
      event->type = YC_SYNC_EVENT_REFUSED;
      event->status = result->status;
      event->code = result->code;
      return;
    }
  event->type = YC_SYNC_EVENT_OP;
  event->position = result->answer->position;
  event->revision = result->answer->revision;
  event->hash = result->answer->hash;
  event->verdict = result->answer->verdict;
  event->time_ms = result->answer->received_ms;
}

/* Tells the machine of all that still waits and is not sent alone.
 * @results: (nullable): NULL where @event is what became of each */
static void
pass_on (Batch             *self,
         GPtrArray         *results,
         const YcSyncEvent *event)
{
  g_autofree YcSyncEvent *answers = g_new0 (YcSyncEvent, self->items->len);
  YcSyncEvent whole = { .type = YC_SYNC_EVENT_OPS, .answers = answers };

  for (guint i = 0; i < self->items->len; i++)
    {
      const YcHubOpResult *result = results != NULL ? g_ptr_array_index (results, i) : NULL;
      gint64 number = (gint64) g_array_index (self->items, Item, i).request;
      YcSyncEvent *answer = &answers[whole.n_answers];

      if (!is_open (self, i))
        continue;
      if (result != NULL && result->status == 403 && strcmp (result->code, "grant") == 0)
        {
          send_alone (self, i);
          continue;
        }
      g_hash_table_remove (self->edge->requests, &number);
      if (result != NULL)
        fill_event (answer, result);
      else
        *answer = *event;
      answer->request = (guint64) number;
      whole.n_answers++;
    }
  if (whole.n_answers > 0)
    yc_sync_edge_step (self->edge, &whole);
}

static void
posted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (Batch) self = data;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = yc_hub_client_post_ops_finish (YC_HUB_CLIENT (source), result, &problem, &error);
  YcSyncEvent event = { 0 };

  if (results != NULL && results->len == self->items->len)
    {
      pass_on (self, results, NULL);
      return;
    }
  /* The hub has not this door, or cannot read one of them: who it is comes out alone. */
  if (problem.status == 404 || problem.status == 405 || problem.status == 413 || problem.status == 422)
    {
      for (guint i = 0; i < self->items->len; i++)
        if (is_open (self, i))
          send_alone (self, i);
      return;
    }
  yc_sync_edge_fill_problem (&event, &problem, error);
  pass_on (self, NULL, &event);
}

static void
post (Batch *self)
{
  YcSyncEdge *edge = self->edge;
  YcStamp sending;

  if (self->items->len == 1)
    {
      send_alone (self, 0);
      batch_free (self);
      return;
    }
  for (guint i = 0; i < self->items->len; i++)
    yc_sync_edge_open_request (edge, g_array_index (self->items, Item, i).request);
  yc_clock_read (edge->clock, &sending);
  yc_hub_client_post_ops_async (edge->client, self->parcels, &sending, self->epoch, edge->stop, posted_cb, self);
}

/* Whether something has to go with it, or it has no signature to go by. */
static gboolean
goes_alone (const YcSyncOutgoing *outgoing)
{
  g_autoptr (YcOp) op = yc_op_decode (outgoing->bytes, outgoing->signature, NULL);

  return op == NULL || outgoing->signature == NULL || yc_sync_edge_is_answered_with_words (op);
}

/**
 * yc_sync_edge_send_ops:
 * @effects: (element-type YcSyncEffect): those of one step that send an op;
 *   each of another stream
 */
void
yc_sync_edge_send_ops (YcSyncEdge *self,
                       GPtrArray  *effects)
{
  Batch *batch = NULL;

  for (guint i = 0; i < effects->len; i++)
    {
      const YcSyncEffect *effect = g_ptr_array_index (effects, i);
      const YcSyncOutgoing *outgoing = g_hash_table_lookup (self->ops, &effect->op);
      Item item = { effect->request, effect->op };
      gsize size;

      g_assert (outgoing != NULL); /* the machine knows no op but by us */
      size = g_bytes_get_size (outgoing->bytes) + LINE_BYTES;
      if (effects->len == 1 || goes_alone (outgoing))
        {
          yc_sync_edge_send_op (self, effect);
          continue;
        }
      if (batch != NULL && batch->bytes + size > TOGETHER_BYTES_MAX)
        post (g_steal_pointer (&batch));
      if (batch == NULL)
        batch = batch_new (self, effect->epoch);
      batch->bytes += size;
      g_array_append_val (batch->items, item);
      g_ptr_array_add (batch->parcels, yc_op_parcel_new (&effect->op, outgoing->signature, outgoing->bytes));
    }
  if (batch != NULL)
    post (batch);
}
