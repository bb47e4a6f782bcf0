/* sim-hub.c: the hub, with the real judges, folds and hash chain
 *
 * Its disk is the log. What is not in the log is made from it at every start.
 * An op that arrives is committed a little later, and answered a little later
 * still; the hub may die before, between and after.
 */

#include "sim.h"

#include "yc-audit-chain.h"
#include "yc-case-job.h"
#include "yc-case-judge.h"

#include <string.h>

#define BACKUP_MS 20000

/* One stream, folded. */
typedef struct
{
  YcCase *c;      /* (nullable) */
  YcVisit *visit; /* (nullable) */
  GPtrArray *rows; /* of SimHubRow, not owned */
} Folded;

struct _SimHub
{
  Sim *sim;
  gboolean up;
  guint life;
  guint epoch;
  gboolean new_kinds; /* knows the kinds of tomorrow */
  GPtrArray *log;     /* of SimHubRow */
  guint n_durable;    /* rows that outlive a crash */
  guint n_backup;     /* rows in the backup */

  GHashTable *by_id;   /* YcId → SimHubRow */
  GHashTable *streams; /* YcStream → Folded */
  GHashTable *floors;  /* "window stream" → gint64 ms: of its newest op there */
  GPtrArray *waiting;  /* of SimRequest: long polls */
  SimEngine *engine;
};

static void come_up (gpointer data);

static void
folded_free (gpointer data)
{
  Folded *folded = data;

  g_clear_object (&folded->c);
  g_clear_object (&folded->visit);
  g_ptr_array_unref (folded->rows);
  g_free (folded);
}

static void
hub_row_free (gpointer data)
{
  SimHubRow *row = data;

  yc_feed_row_free (row->row);
  g_bytes_unref (row->verdict);
  g_free (row);
}

static void
row_free_cb (gpointer data)
{
  yc_feed_row_free (data);
}

static Folded *
ensure_stream (SimHub         *hub,
               const YcStream *stream)
{
  Folded *folded = g_hash_table_lookup (hub->streams, stream);

  if (folded != NULL)
    return folded;
  folded = g_new0 (Folded, 1);
  folded->rows = g_ptr_array_new ();
  if (stream->type == YC_STREAM_CASE)
    folded->c = yc_case_new (&stream->id);
  else if (stream->type == YC_STREAM_VISIT)
    folded->visit = yc_visit_new (&stream->id);
  g_hash_table_insert (hub->streams, g_memdup2 (stream, sizeof *stream), folded);
  return folded;
}

/* Only within a stream do a desk's ops come in the order they were made. */
static char *
dup_floor_key (const YcOp *op)
{
  char stream[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&op->stream, stream);
  return g_strdup_printf ("%s %s", op->window, stream);
}

/* Makes of a row what is not on disk. */
static void
take_row (SimHub    *hub,
          SimHubRow *row)
{
  const YcFeedRow *feed = row->row;
  Folded *folded = ensure_stream (hub, &feed->stream);
  g_autofree char *key = dup_floor_key (feed->op);
  gint64 *floor = g_hash_table_lookup (hub->floors, key);

  if (folded->c != NULL && !yc_case_fold (folded->c, feed->op, feed->verdict, feed->revision))
    sim_fail (hub->sim, "the hub's own fold of a case has a gap");
  if (folded->visit != NULL &&
      !yc_visit_fold (folded->visit, feed->op, feed->verdict, feed->revision))
    sim_fail (hub->sim, "the hub's own fold of a visit has a gap");
  sim_engine_take_row (hub->engine, row);
  g_ptr_array_add (folded->rows, row);
  g_hash_table_replace (hub->by_id, &row->row->op->id, row);
  if (floor == NULL)
    {
      floor = g_new0 (gint64, 1);
      g_hash_table_insert (hub->floors, g_steal_pointer (&key), floor);
    }
  *floor = MAX (*floor, feed->verdict->at.at_ms);
}

static void
start_anew (SimHub *hub)
{
  g_clear_pointer (&hub->by_id, g_hash_table_unref);
  g_clear_pointer (&hub->streams, g_hash_table_unref);
  g_clear_pointer (&hub->floors, g_hash_table_unref);
  g_clear_pointer (&hub->waiting, g_ptr_array_unref);
  hub->by_id = g_hash_table_new (yc_id_hash, yc_id_equal);
  hub->streams = g_hash_table_new_full (yc_stream_hash, yc_stream_equal, g_free, folded_free);
  hub->floors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  hub->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) sim_request_unref);
  sim_engine_start (hub->engine);
  for (guint i = 0; i < hub->log->len; i++)
    take_row (hub, g_ptr_array_index (hub->log, i));
}

static YcFeedRow *
copy_row (const YcFeedRow *row,
          gboolean         notice)
{
  YcFeedRow *copy = yc_feed_row_new ();

  copy->position = row->position;
  copy->stream = row->stream;
  copy->revision = row->revision;
  copy->hash = g_strdup (row->hash);
  if (notice)
    return copy;
  copy->op = yc_op_ref (row->op);
  copy->verdict = yc_verdict_copy (row->verdict);
  return copy;
}

/* As it goes over the wire. */
static YcFeedRow *
carry_row (SimHub          *hub,
           const YcFeedRow *row,
           gboolean         notice)
{
  g_autoptr (YcFeedRow) copy = copy_row (row, notice);
  json_t *json;
  YcFeedRow *read;

  if (!sim_chance (hub->sim, 50))
    return g_steal_pointer (&copy);
  json = yc_feed_row_to_json (copy);
  read = yc_feed_row_from_json (json, NULL);
  json_decref (json);
  if (read == NULL)
    sim_fail (hub->sim, "a row does not survive the wire");
  return read != NULL ? read : g_steal_pointer (&copy);
}

/* FNV-1a: where hashing as the real hub does it would only take time. */
static char *
dup_cheap_hash (const SimHubRow *row,
                const char      *previous)
{
  guint64 value = g_str_hash (previous) ^ (guint64) row->row->position << 32;
  gsize size;
  const guint8 *verdict = g_bytes_get_data (row->verdict, &size);

  for (gsize i = 0; i < sizeof row->row->op->id.bytes; i++)
    value = (value ^ row->row->op->id.bytes[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  for (gsize i = 0; i < size; i++)
    value = (value ^ verdict[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x", value);
}

/* The chain, over what this hub has of a row; in one seed in eight the real one. */
char *
sim_hub_dup_hash (SimHub          *hub,
                  const SimHubRow *row,
                  const char      *previous)
{
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  char stream[YC_STREAM_TEXT_SIZE];
  char value[YC_CHAIN_TEXT_SIZE];
  guint8 digest[YC_SM3_SIZE];
  YcChainRow kept = {
    .stream = stream,
    .revision = row->row->revision,
    .id = row->row->op->id,
    .hall = "hall",
    .kind = row->row->op->kind,
    .at_ms = row->row->verdict->at.at_ms,
    .received_ms = row->received_ms,
    .bytes = row->row->op->bytes,
    .signature = row->row->op->signature != NULL ? row->row->op->signature : nothing,
    .verdict = row->verdict,
  };

  if (hub->sim->seed % 8 != 0)
    return dup_cheap_hash (row, previous);
  yc_stream_to_text (&row->row->stream, stream);
  yc_chain_digest (&kept, digest);
  yc_chain_next (previous, row->row->position, digest, value);
  return g_strdup (value);
}

static void
add_row (SimHub     *hub,
         YcOp       *op,
         YcVerdict  *verdict,
         const YcId *answer)
{
  SimHubRow *row = g_new0 (SimHubRow, 1);
  const SimHubRow *last = hub->log->len > 0 ? hub->log->pdata[hub->log->len - 1] : NULL;
  SimAccepted *accepted = g_hash_table_lookup (hub->sim->accepted, &op->id);

  row->row = yc_feed_row_new ();
  row->row->position = hub->log->len + 1;
  row->row->stream = op->stream;
  row->row->revision = ensure_stream (hub, &op->stream)->rows->len + 1;
  row->row->op = yc_op_ref (op);
  row->row->verdict = verdict;
  row->verdict = yc_verdict_encode (verdict);
  row->received_ms = hub->sim->now_ms;
  row->row->hash = sim_hub_dup_hash (hub, row, last != NULL ? last->row->hash : "");
  if (answer != NULL)
    row->answer = *answer;
  g_ptr_array_add (hub->log, row);
  take_row (hub, row);
  if (accepted != NULL && accepted->arrived_ms == 0)
    accepted->arrived_ms = hub->sim->now_ms;
}

static void
answer_op (SimHub          *hub,
           SimRequest      *request,
           const SimHubRow *row)
{
  SimReply *reply = sim_reply_new (YC_SYNC_EVENT_OP);

  reply->position = row->row->position;
  reply->revision = row->row->revision;
  reply->hash = g_strdup (row->row->hash);
  reply->verdict = yc_verdict_copy (row->row->verdict);
  reply->time_ms = row->received_ms;
  sim_answer (hub->sim, request, reply);
}

static void
refuse (SimHub     *hub,
        SimRequest *request,
        guint       status,
        const char *code)
{
  SimReply *reply = sim_reply_new (YC_SYNC_EVENT_REFUSED);

  reply->status = status;
  reply->code = code;
  sim_answer (hub->sim, request, reply);
}

static void
judge_case (SimHub    *hub,
            YcCase    *c,
            YcOp      *op,
            YcVerdict *verdict)
{
  const YcMatter *matter = g_ptr_array_index (yc_catalogue_get_matters (hub->sim->catalogue), 0);
  const YcDate today = yc_date_from_wall (hub->sim->now_ms, 480);

  if (hub->sim->plant == SIM_PLANT_GRANT_TWICE && g_str_equal (op->kind, "job.ask"))
    return;
  yc_case_judge (c, op, verdict);
  yc_case_judge_piece (c, matter, op, &today, verdict);
  if (strcmp (op->by, "hub") != 0)
    yc_case_judge_desk (c, op, op->window, YC_ROLE_CLERK, verdict);
}

static void
judge (SimHub    *hub,
       YcOp      *op,
       YcVerdict *verdict)
{
  Folded *folded = ensure_stream (hub, &op->stream);

  if (yc_kind_find (op->kind) == NULL)
    return;
  if (folded->c != NULL)
    judge_case (hub, folded->c, op, verdict);
  else if (folded->visit != NULL &&
           !(hub->sim->plant == SIM_PLANT_DOUBLE_CALL && g_str_equal (op->kind, "ticket.call")))
    yc_visit_judge (folded->visit, op, verdict);
}

/* An op of the hub's own, by the same laws as everybody's. */
void
sim_hub_append_own (SimHub         *hub,
                    const YcStream *stream,
                    const char     *kind,
                    YcBody         *body,
                    const YcId     *answer)
{
  g_autoptr (YcOp) op = yc_op_new (stream, kind, body);
  YcVerdict *verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

  sim_make_id (hub->sim, &op->id);
  g_free (op->by);
  op->by = g_strdup ("hub");
  yc_op_take_bytes (op, yc_op_encode (op), NULL);
  verdict->at.at_ms = hub->sim->now_ms;
  judge (hub, op, verdict);
  if (verdict->outcome == YC_OUTCOME_REFUSED && hub->sim->plant != SIM_PLANT_ANSWER_UNCHECKED)
    sim_fail (hub->sim, "the hub refuses its own %s", kind);
  add_row (hub, op, verdict, answer);
}

/* The hub takes what was submitted, with a number. */
static void
receive_case (SimHub         *hub,
              const YcStream *stream)
{
  g_autofree char *number = g_strdup_printf ("N%u", hub->log->len);
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "number", number);
  sim_hub_append_own (hub, stream, "case.receive", body, NULL);
}

/* Returns: the HTTP status, 200 for a sound op */
static guint
check_op (SimHub      *hub,
          const YcOp  *op,
          const char **ret_code)
{
  const YcKind *kind = yc_kind_find (op->kind);

  if (kind == NULL)
    {
      *ret_code = "unknown-kind";
      return hub->new_kinds ? 200 : 409;
    }
  if ((kind->roles & (YC_ROLE_CLERK | YC_ROLE_SUPERVISOR)) == 0)
    {
      *ret_code = "role";
      return 403;
    }
  if (kind->stream != op->stream.type || yc_kind_check_body (kind, op->body) != NULL)
    {
      *ret_code = "malformed";
      return 422;
    }
  return 200;
}

static void
ingest (SimHub        *hub,
        YcOp          *op,
        const YcStamp *sending)
{
  g_autofree char *key = dup_floor_key (op);
  const gint64 *floor = g_hash_table_lookup (hub->floors, key);
  gint64 received_ms = hub->sim->now_ms;
  YcVerdict *verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

  verdict->at = yc_stamp_correct (&op->when, sending, received_ms, received_ms - sending->wall_ms,
                                  floor != NULL ? *floor : 0);
  judge (hub, op, verdict);
  add_row (hub, op, verdict, NULL);
  if (verdict->outcome != YC_OUTCOME_APPLIED)
    return;
  if (g_str_equal (op->kind, "case.submit"))
    receive_case (hub, &op->stream);
  sim_engine_follow (hub->engine, op);
}

static void answer_feed (SimHub *hub, SimRequest *request, gboolean late);

static void
wake_readers (SimHub *hub)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&hub->waiting);

  hub->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) sim_request_unref);
  for (guint i = 0; i < waiting->len; i++)
    answer_feed (hub, waiting->pdata[i], FALSE);
}

typedef struct
{
  SimHub *hub;
  guint life;
  SimRequest *request;
  const SimHubRow *row; /* the answer's */
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  sim_request_unref (task->request);
  g_free (task);
}

static void
later (SimHub          *hub,
       gint64           delay_ms,
       SimFunc          func,
       SimRequest      *request,
       const SimHubRow *row)
{
  Task *task = g_new0 (Task, 1);

  task->hub = hub;
  task->life = hub->life;
  task->request = sim_request_ref (request);
  task->row = row;
  sim_at (hub->sim, hub->sim->now_ms + delay_ms, func, task, task_free);
}

static void
reply_to_op (gpointer data)
{
  Task *task = data;

  if (task->hub->up && task->hub->life == task->life)
    answer_op (task->hub, task->request, task->row);
}

static void
sync_log (gpointer data)
{
  Task *task = data;

  if (task->hub->up && task->hub->life == task->life)
    task->hub->n_durable = task->hub->log->len;
}

static gboolean
is_in_epoch (SimHub           *hub,
             const SimRequest *request)
{
  g_autofree char *epoch = g_strdup_printf ("e%u", hub->epoch);

  return strcmp (request->epoch, epoch) == 0;
}

/* One in sixteen is read from its bytes, as every one is in the real hub. */
static YcOp *
read_op (const SimRequest *request)
{
  return request->op->id.bytes[0] % 16 != 0 ? yc_op_ref (request->op)
                                             : yc_op_decode (request->op->bytes, NULL, NULL);
}

/* Op, verdict, effect and row in one moment (D15); the answer comes after. */
static void
commit_op (gpointer data)
{
  Task *task = data;
  SimHub *hub = task->hub;
  SimRequest *request = task->request;
  g_autoptr (YcOp) op = NULL;
  const SimHubRow *row;
  const char *code = "";
  guint status;

  if (!hub->up || hub->life != task->life)
    return;
  if (!is_in_epoch (hub, request))
    {
      refuse (hub, request, 409, "new-epoch");
      return;
    }
  op = read_op (request);
  if (op == NULL)
    {
      refuse (hub, request, 422, "malformed");
      return;
    }
  row = g_hash_table_lookup (hub->by_id, &op->id);
  if (row != NULL && hub->sim->plant != SIM_PLANT_NO_UNIQUE_ID)
    {
      if (g_bytes_equal (row->row->op->bytes, op->bytes))
        later (hub, sim_between (hub->sim, 0, 2), reply_to_op, request, row);
      else
        refuse (hub, request, 422, "other-bytes");
      return;
    }
  status = check_op (hub, op, &code);
  if (status != 200)
    {
      refuse (hub, request, status, code);
      return;
    }
  ingest (hub, op, &request->sending);
  if (hub->sim->plant == SIM_PLANT_HUB_NOT_DURABLE)
    later (hub, 3000, sync_log, request, NULL);
  else
    hub->n_durable = hub->log->len;
  later (hub, sim_between (hub->sim, 0, 2), reply_to_op, request,
         g_hash_table_lookup (hub->by_id, &op->id));
  wake_readers (hub);
}

/* Where the reader believes to be, in the rows of its feed. */
static gboolean
is_good_cursor (SimHub           *hub,
                const SimRequest *request,
                GPtrArray        *rows)
{
  if (!is_in_epoch (hub, request))
    return FALSE;
  if (request->after == 0)
    return TRUE;
  if (rows == NULL || request->after > rows->len)
    return FALSE;
  return g_str_equal (((SimHubRow *) rows->pdata[request->after - 1])->row->hash, request->hash);
}

static void
answer_feed (SimHub     *hub,
             SimRequest *request,
             gboolean    late)
{
  gboolean hall = g_str_equal (request->feed, YC_SYNC_HALL);
  GPtrArray *rows = hub->log;
  SimReply *reply;
  YcStream stream;

  if (!hall)
    rows = yc_stream_parse (request->feed, &stream) ? sim_hub_list_stream (hub, &stream) : NULL;
  if (!is_good_cursor (hub, request, rows))
    {
      refuse (hub, request, 409, "new-epoch");
      return;
    }
  if (request->wait_s > 0 && request->after == hub->log->len && !late)
    {
      g_ptr_array_add (hub->waiting, sim_request_ref (request));
      return;
    }
  reply = sim_reply_new (YC_SYNC_EVENT_ROWS);
  reply->epoch = g_strdup_printf ("e%u", hub->epoch);
  reply->time_ms = hub->sim->now_ms;
  reply->rows = g_ptr_array_new_with_free_func (row_free_cb);
  reply->head = rows != NULL ? rows->len : 0;
  for (gint64 i = request->after; i < reply->head && reply->rows->len < request->rows_max; i++)
    {
      const YcFeedRow *row = ((SimHubRow *) rows->pdata[i])->row;

      g_ptr_array_add (reply->rows,
                       carry_row (hub, row, hall && row->stream.type == YC_STREAM_CASE));
    }
  sim_answer (hub->sim, request, reply);
}

static void
end_poll (gpointer data)
{
  Task *task = data;

  if (task->hub->up && task->hub->life == task->life &&
      g_ptr_array_find (task->hub->waiting, task->request, NULL))
    {
      answer_feed (task->hub, task->request, TRUE);
      g_ptr_array_remove (task->hub->waiting, task->request);
    }
}

static void
answer_probe (SimHub     *hub,
              SimRequest *request)
{
  SimReply *reply = sim_reply_new (YC_SYNC_EVENT_PROBED);

  reply->epoch = g_strdup_printf ("e%u", hub->epoch);
  reply->time_ms = hub->sim->now_ms;
  sim_answer (hub->sim, request, reply);
}

void
sim_hub_receive (SimHub     *hub,
                 SimRequest *request)
{
  if (!hub->up)
    return;
  switch (request->type)
    {
    case YC_SYNC_EFFECT_SEND_OP:
      later (hub, sim_between (hub->sim, 1, 5), commit_op, request, NULL);
      break;
    case YC_SYNC_EFFECT_SEND_FEED:
      answer_feed (hub, request, FALSE);
      if (request->wait_s > 0)
        later (hub, request->wait_s * 1000, end_poll, request, NULL);
      break;
    default:
      answer_probe (hub, request);
      break;
    }
}

static void
go_down (gpointer data)
{
  SimHub *hub = data;

  if (hub->sim->healing || !hub->up)
    return;
  hub->up = FALSE;
  hub->life++;
  sim_at (hub->sim, hub->sim->now_ms + sim_between (hub->sim, 200, 15000), come_up, hub, NULL);
}

static void
plan_crash (SimHub *hub)
{
  gint64 mean_ms = hub->sim->weather.hub_crash_s * 1000;

  if (mean_ms > 0)
    sim_at (hub->sim, hub->sim->now_ms + sim_between (hub->sim, 100, 2 * mean_ms), go_down, hub, NULL);
}

/* A backup is brought back: that is a new epoch, and whoever does it says so. */
static void
restore (SimHub *hub)
{
  hub->sim->restored = TRUE;
  g_ptr_array_set_size (hub->log, (int) hub->n_backup);
  hub->epoch++;
}

static void
come_up (gpointer data)
{
  SimHub *hub = data;

  if (hub->up)
    return;
  g_ptr_array_set_size (hub->log, (int) MIN (hub->log->len, hub->n_durable));
  if (hub->sim->weather.restore && !hub->sim->restored && sim_chance (hub->sim, 600))
    restore (hub);
  hub->n_durable = hub->log->len;
  hub->n_backup = MIN (hub->n_backup, hub->log->len);
  hub->up = TRUE;
  start_anew (hub);
  plan_crash (hub);
}

static void
back_up (gpointer data)
{
  SimHub *hub = data;

  if (hub->up)
    hub->n_backup = MIN (hub->log->len, hub->n_durable);
  if (!hub->sim->healing)
    sim_at (hub->sim, hub->sim->now_ms + BACKUP_MS, back_up, hub, NULL);
}

/* A newer hub is installed. */
static void
learn_kinds (gpointer data)
{
  ((SimHub *) data)->new_kinds = TRUE;
}

SimHub *
sim_hub_new (Sim *sim)
{
  SimHub *hub = g_new0 (SimHub, 1);

  sim->hub = hub;
  hub->sim = sim;
  hub->epoch = 1;
  hub->up = TRUE;
  hub->log = g_ptr_array_new_with_free_func (hub_row_free);
  hub->engine = sim_engine_new (sim);
  start_anew (hub);
  plan_crash (hub);
  sim_at (sim, sim->now_ms + BACKUP_MS, back_up, hub, NULL);
  sim_at (sim, sim->now_ms + sim_between (sim, 60000, 240000), learn_kinds, hub, NULL);
  return hub;
}

void
sim_hub_free (SimHub *hub)
{
  sim_engine_free (hub->engine);
  g_hash_table_unref (hub->by_id);
  g_hash_table_unref (hub->streams);
  g_hash_table_unref (hub->floors);
  g_ptr_array_unref (hub->waiting);
  g_ptr_array_unref (hub->log);
  g_free (hub);
}

/* What was appended is on disk, and whoever waits for it is told. */
void
sim_hub_commit (SimHub *hub)
{
  if (hub->sim->plant != SIM_PLANT_HUB_NOT_DURABLE)
    hub->n_durable = hub->log->len;
  wake_readers (hub);
}

guint
sim_hub_get_life (SimHub *hub)
{
  return hub->life;
}

/* Returns: (transfer none): the case as the hub has it */
YcCase *
sim_hub_get_case (SimHub         *hub,
                  const YcStream *stream)
{
  return ensure_stream (hub, stream)->c;
}

/* Returns: (transfer container): of YcCase */
GPtrArray *
sim_hub_list_cases (SimHub *hub)
{
  GPtrArray *cases = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, hub->streams);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Folded *) value)->c != NULL)
      g_ptr_array_add (cases, ((Folded *) value)->c);
  return cases;
}

SimEngine *
sim_hub_get_engine (SimHub *hub)
{
  return hub->engine;
}

gboolean
sim_hub_is_up (SimHub *hub)
{
  return hub->up;
}

void
sim_hub_heal (SimHub *hub)
{
  come_up (hub);
  hub->new_kinds = TRUE;
}

/* Returns: (transfer none): of SimHubRow, in the hub's order */
GPtrArray *
sim_hub_get_log (SimHub *hub)
{
  return hub->log;
}

/* Returns: (transfer none) (nullable): of SimHubRow */
GPtrArray *
sim_hub_list_stream (SimHub         *hub,
                     const YcStream *stream)
{
  Folded *folded = g_hash_table_lookup (hub->streams, stream);

  return folded != NULL ? folded->rows : NULL;
}

SimHubRow *
sim_hub_find (SimHub     *hub,
              const YcId *id)
{
  return g_hash_table_lookup (hub->by_id, id);
}
