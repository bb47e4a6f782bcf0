/* yc-sync-edge-ops.c: an op on its way to the hub
 *
 * A hub that was set back to a backup may have lost the grant under which an
 * op was made. It says so (403 `grant`), and is shown the grant, which it has
 * signed itself, with the same op once more. The machine hears what is said
 * then: to it both are one request.
 *
 * With what makes such a hub give out numbers and grants again goes what it
 * had given out before, as the store has kept it from the epoch before.
 */

#include "yc-sync-edge-private.h"

#include <string.h>

#define SAID_MAX 4           /* words in one request */
#define SAID_BYTES_MAX 5000  /* of a head that has 8192 */

typedef struct
{
  YcSyncPending *pending; /* owned */
  YcId op;
  char *epoch;
  char *grant; /* (nullable): as it is shown */
  char *said;  /* (nullable): the same */
} Sending;

static void put (Sending *self);

static void
sending_free (Sending *self)
{
  g_clear_pointer (&self->pending, yc_sync_pending_free);
  g_free (self->epoch);
  g_free (self->grant);
  g_free (self->said);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

static void
pass_on (Sending       *self,
         YcHubOpAnswer *answer,
         YcHubProblem  *problem,
         GError        *error)
{
  YcSyncEvent event = { .type = YC_SYNC_EVENT_OP, .request = self->pending->number };

  if (yc_sync_edge_is_stale (self->pending))
    return;
  if (answer == NULL)
    {
      yc_sync_edge_step_problem (self->pending, problem, error);
      return;
    }
  event.position = answer->position;
  event.revision = answer->revision;
  event.hash = answer->hash;
  event.verdict = answer->verdict;
  event.time_ms = answer->received_ms;
  yc_sync_edge_step (self->pending->edge, &event);
}

static gboolean
is_open (Sending *self)
{
  gint64 number = (gint64) self->pending->number;

  return self->pending->edge->running && g_hash_table_contains (self->pending->edge->requests, &number);
}

static char *
dup_text (GBytes *bytes)
{
  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

/* The grant was refused; what this desk holds of it is shown, where it holds it. */
typedef struct
{
  Sending *sending;
  YcHubProblem problem;
  GError *error;
} Refused;

static void
refused_free (Refused *self)
{
  g_clear_pointer (&self->sending, sending_free);
  yc_hub_problem_clear (&self->problem);
  g_clear_error (&self->error);
  g_free (self);
}

static void
grant_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  Refused *refused = data;
  Sending *self = refused->sending;
  g_autoptr (GBytes) bytes = yc_store_load_setting_finish (YC_STORE (source), result, NULL);

  self->grant = dup_text (bytes);
  if (self->grant == NULL)
    pass_on (self, NULL, &refused->problem, refused->error);
  else if (is_open (self))
    put (g_steal_pointer (&refused->sending));
  refused_free (refused);
}

static void
show_grant (Sending      *self,
            YcHubProblem *problem,
            GError       *error)
{
  YcSyncEdge *edge = self->pending->edge;
  const YcSyncOutgoing *outgoing = g_hash_table_lookup (edge->ops, &self->op);
  g_autoptr (YcOp) op = outgoing != NULL ? yc_op_decode (outgoing->bytes, outgoing->signature, NULL) : NULL;
  g_autofree char *id = op != NULL ? yc_id_dup_text (&op->grant) : g_strdup ("");
  g_autofree char *name = g_strconcat (YC_SYNC_SETTING_GRANT, id, NULL);
  Refused *refused = g_new0 (Refused, 1);

  refused->sending = self;
  refused->problem = *problem;
  refused->error = g_error_copy (error);
  *problem = (YcHubProblem) YC_HUB_PROBLEM_INIT;
  yc_store_load_setting_async (edge->store, name, edge->stop, grant_loaded_cb, refused);
}

static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr (Sending) self = data;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubOpAnswer) answer =
    yc_hub_client_put_op_finish (YC_HUB_CLIENT (source), result, &problem, &error);

  if (answer == NULL && problem.status == 403 && g_strcmp0 (problem.code, "grant") == 0 && self->grant == NULL &&
      is_open (self))
    show_grant (g_steal_pointer (&self), &problem, error);
  else
    pass_on (self, answer, &problem, error);
}

/* @self is taken. */
static void
put (Sending *self)
{
  YcSyncEdge *edge = self->pending->edge;
  const YcSyncOutgoing *outgoing = g_hash_table_lookup (edge->ops, &self->op);
  gint64 number = (gint64) self->pending->number;
  YcStamp sending;

  g_assert (outgoing != NULL);
  yc_clock_read (edge->clock, &sending);
  yc_hub_client_put_op_async (edge->client, &self->op, outgoing->bytes, outgoing->signature, &sending, self->epoch,
                              self->grant, self->said, g_hash_table_lookup (edge->requests, &number), put_cb, self);
}

/* --- what the hub has said before ------------------------------------------ */

/* An op of the hub, from one line; NULL where it is none. */
static YcOp *
decode_word (const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, ".", 3);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) signature = NULL;
  guchar *data;
  gsize size;

  if (g_strv_length (parts) != 2)
    return NULL;
  data = g_base64_decode (parts[0], &size);
  bytes = g_bytes_new_take (data, size);
  data = g_base64_decode (parts[1], &size);
  signature = g_bytes_new_take (data, size);
  return yc_op_decode (bytes, signature, NULL);
}

static gboolean
is_about (const YcOp *word,
          const YcOp *op)
{
  if (strcmp (op->kind, "job.ask") == 0)
    return strcmp (word->kind, "job.grant") == 0 &&
           g_strcmp0 (yc_record_get_text (word->body->record, "job"), yc_record_get_text (op->body->record, "job")) == 0;
  return strcmp (word->kind, "case.receive") == 0 ||
         (strcmp (word->kind, "module.done") == 0 &&
          g_strcmp0 (yc_record_get_text (word->body->record, "module"), "registration") == 0);
}

/* (nullable): those of @text that go with @op, with commas between them */
static char *
choose_words (const char *text,
              const YcOp *op)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *chosen = g_string_new (NULL);
  guint count = 0;

  for (char **line = lines; *line != NULL && count < SAID_MAX; line++)
    {
      g_autoptr (YcOp) word = decode_word (*line);

      if (word == NULL || strcmp (word->by, "hub") != 0 || !is_about (word, op) ||
          chosen->len + strlen (*line) > SAID_BYTES_MAX)
        continue;
      g_string_append_printf (chosen, "%s%s", count > 0 ? "," : "", *line);
      count++;
    }
  return g_string_free (chosen, count == 0);
}

gboolean
yc_sync_edge_is_answered_with_words (const YcOp *op)
{
  return op->stream.type == YC_STREAM_CASE &&
         (strcmp (op->kind, "case.submit") == 0 || strcmp (op->kind, "decision.record") == 0 ||
          strcmp (op->kind, "job.ask") == 0);
}

static void
words_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (Sending) self = data;
  g_autoptr (GBytes) bytes = yc_store_load_setting_finish (YC_STORE (source), result, NULL);
  g_autofree char *text = dup_text (bytes);
  const YcSyncOutgoing *outgoing = g_hash_table_lookup (self->pending->edge->ops, &self->op);
  g_autoptr (YcOp) op = outgoing != NULL ? yc_op_decode (outgoing->bytes, outgoing->signature, NULL) : NULL;

  if (!is_open (self) || op == NULL)
    return;
  self->said = text != NULL ? choose_words (text, op) : NULL;
  put (g_steal_pointer (&self));
}

static void
load_words (Sending    *self,
            const YcOp *op)
{
  char stream[YC_STREAM_TEXT_SIZE];
  g_autofree char *name = NULL;

  yc_stream_to_text (&op->stream, stream);
  name = g_strconcat (YC_STORE_SETTING_SAID, stream, NULL);
  yc_store_load_setting_async (self->pending->edge->store, name, self->pending->edge->stop, words_loaded_cb, self);
}

void
yc_sync_edge_send_op (YcSyncEdge         *self,
                      const YcSyncEffect *effect)
{
  const YcSyncOutgoing *outgoing = g_hash_table_lookup (self->ops, &effect->op);
  g_autoptr (YcOp) op = NULL;
  Sending *sending = g_new0 (Sending, 1);

  g_assert (outgoing != NULL); /* the machine knows no op but by us */
  op = yc_op_decode (outgoing->bytes, outgoing->signature, NULL);
  sending->pending = yc_sync_pending_new (self, effect->request);
  sending->op = effect->op;
  sending->epoch = g_strdup (effect->epoch);
  yc_sync_edge_open_request (self, effect->request);
  if (op != NULL && yc_sync_edge_is_answered_with_words (op))
    load_words (sending, op);
  else
    put (sending);
}
