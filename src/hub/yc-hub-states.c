/* yc-hub-states.c: folded streams, kept while they are in use
 *
 * A state is what its rows in the store say, never more: who rolls a
 * transaction back throws all states away, and they are folded anew from the
 * store. The one that was not asked for longest goes first.
 */

#include "yc-hub-states.h"

#include "yc-op-wire.h"

struct _YcHubStates
{
  GHashTable *by_stream; /* YcStream → GList link in @order */
  GQueue order;          /* of YcHubState, the newest first */
  guint kept_max;
};

static void
state_free (YcHubState *state)
{
  g_free (state->hall);
  g_clear_object (&state->folded_case);
  g_clear_object (&state->folded_visit);
  g_free (state);
}

YcHubStates *
yc_hub_states_new (guint kept_max)
{
  YcHubStates *self = g_new0 (YcHubStates, 1);

  self->by_stream = g_hash_table_new (yc_stream_hash, yc_stream_equal);
  self->kept_max = kept_max;
  g_queue_init (&self->order);
  return self;
}

void
yc_hub_states_clear (YcHubStates *self)
{
  g_hash_table_remove_all (self->by_stream);
  g_queue_clear_full (&self->order, (GDestroyNotify) state_free);
}

void
yc_hub_states_free (YcHubStates *self)
{
  yc_hub_states_clear (self);
  g_hash_table_unref (self->by_stream);
  g_free (self);
}

/**
 * yc_hub_state_fold:
 *
 * Returns: %FALSE when @revision is not the next one; nothing changed
 */
gboolean
yc_hub_state_fold (YcHubState      *state,
                   const YcOp      *op,
                   const YcVerdict *verdict,
                   gint64           revision)
{
  if (revision != state->revision + 1)
    return FALSE;
  if (state->folded_case != NULL && !yc_case_fold (state->folded_case, op, verdict, revision))
    return FALSE;
  if (state->folded_visit != NULL && !yc_visit_fold (state->folded_visit, op, verdict, revision))
    return FALSE;
  state->revision = revision;
  return TRUE;
}

static gboolean
fold_row (const YcHubRow *row,
          gpointer        data,
          GError        **error)
{
  YcHubState *state = data;
  g_autoptr (YcOp) op = yc_op_decode (row->bytes, row->signature, error);
  g_autoptr (YcVerdict) verdict = op != NULL ? yc_verdict_decode (row->verdict, error) : NULL;

  if (verdict == NULL)
    return FALSE;
  if (state->hall == NULL)
    state->hall = g_strdup (row->hall);
  if (yc_hub_state_fold (state, op, verdict, row->revision))
    return TRUE;
  g_set_error (error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_FORMAT,
               "A stream lacks a row before revision %" G_GINT64_FORMAT, row->revision);
  return FALSE;
}

static YcHubState *
state_new (const YcStream *stream)
{
  YcHubState *state = g_new0 (YcHubState, 1);

  state->stream = *stream;
  if (stream->type == YC_STREAM_CASE)
    state->folded_case = yc_case_new (&stream->id);
  if (stream->type == YC_STREAM_VISIT)
    state->folded_visit = yc_visit_new (&stream->id);
  return state;
}

static void
keep (YcHubStates *self,
      YcHubState  *state)
{
  g_queue_push_head (&self->order, state);
  g_hash_table_insert (self->by_stream, &state->stream, self->order.head);
  if (self->order.length > self->kept_max)
    {
      YcHubState *oldest = g_queue_pop_tail (&self->order);

      g_hash_table_remove (self->by_stream, &oldest->stream);
      state_free (oldest);
    }
}

/**
 * yc_hub_states_get:
 * @self: the states
 * @store: where the rows are
 * @stream: which stream; one nobody has written to is a state as well
 * @error: where to say why not
 *
 * Returns: (transfer none) (nullable): the state, good until the next get or clear
 */
YcHubState *
yc_hub_states_get (YcHubStates    *self,
                   YcHubStore     *store,
                   const YcStream *stream,
                   GError        **error)
{
  GList *link = g_hash_table_lookup (self->by_stream, stream);
  YcHubState *state;

  if (link != NULL)
    {
      g_queue_unlink (&self->order, link);
      g_queue_push_head_link (&self->order, link);
      return link->data;
    }
  state = state_new (stream);
  if (!YC_HUB_STORE_GET_IFACE (store)->each_of_stream (store, stream, 0, YC_HUB_STREAM_OPS_MAX + 100, fold_row,
                                                       state, error))
    {
      state_free (state);
      return NULL;
    }
  keep (self, state);
  return state;
}
