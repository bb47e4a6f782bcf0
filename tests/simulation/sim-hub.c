/* sim-hub.c: the hub, with the real judges, folds and hash chain
 *
 * Its disk is the log. What is not in the log is made from it at every start.
 * An op that arrives is committed a little later, and answered a little later
 * still; the hub may die before, between and after.
 */

#include "sim.h"

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
  gint64 backup_ms;   /* when it was made */
  gint64 restored_ms; /* when the hub was set back to it; 0: never */
  gboolean holds;     /* physical work, until every desk has been here */
  SimBlobs *blobs;
  GHashTable *grants; /* YcId → gint64 ms: sign-ins, and when they were given */
  GHashTable *kept;   /* YcStream → GPtrArray of YcOp: what it was shown of its own words, for later */
  GPtrArray *said;    /* (nullable): of them, those of the case at hand */

  GHashTable *by_id;   /* YcId → SimHubRow */
  GHashTable *streams; /* YcStream → Folded */
  GHashTable *floors;  /* "window stream" → gint64 ms: of its newest op there */
  GPtrArray *waiting;  /* of SimRequest: long polls */
  SimEngine *engine;
};

static void come_up (gpointer data);
static void go_down (gpointer data);
static void plan_crash (SimHub *hub);

static void
folded_free (gpointer data)
{
  Folded *folded = data;

  g_clear_object (&folded->c);
  g_clear_object (&folded->visit);
  g_ptr_array_unref (folded->rows);
  g_free (folded);
}

static char *
dup_epoch (SimHub *hub)
{
  return g_strdup_printf ("e%u", hub->epoch);
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
  sim_blobs_take_row (hub->blobs, feed);
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
  sim_blobs_start (hub->blobs);
  for (guint i = 0; i < hub->log->len; i++)
    take_row (hub, g_ptr_array_index (hub->log, i));
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
  row->row->hash = sim_row_dup_hash (hub->sim, row, last != NULL ? last->row->hash : "");
  if (answer != NULL)
    row->answer = *answer;
  if (verdict->outcome != YC_OUTCOME_REFUSED)
    sim_check_said (hub->sim, op);
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
  if (strcmp (op->kind, "decision.record") == 0 && hub->sim->plant != SIM_PLANT_APPROVED_UNSEEN &&
      g_strcmp0 (yc_record_get_text (op->body->record, "outcome"), "approved") == 0 &&
      sim_blobs_count_missing (hub->blobs, c) > 0)
    yc_verdict_refuse (verdict, "", "missing-blobs");
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

/* A hub that was set back says again what is shown to it of its own words. */
static YcOp *
find_said (SimHub         *hub,
           const YcStream *stream,
           const char     *kind,
           const YcBody   *body)
{
  for (guint i = 0; hub->said != NULL && i < hub->said->len; i++)
    {
      YcOp *op = hub->said->pdata[i];

      if (yc_stream_equal (&op->stream, stream) && sim_words_say (op, kind, body) &&
          !g_hash_table_contains (hub->by_id, &op->id) && hub->sim->plant != SIM_PLANT_WORDS_RENUMBERED)
        {
          hub->sim->figures.words++;
          return yc_op_ref (op);
        }
    }
  return NULL;
}

/* @body: (transfer full) */
static YcOp *
say (SimHub         *hub,
     const YcStream *stream,
     const char     *kind,
     YcBody         *body)
{
  YcOp *op = yc_op_new (stream, kind, body);

  sim_make_id (hub->sim, &op->id);
  g_free (op->by);
  op->by = g_strdup ("hub");
  yc_op_take_bytes (op, yc_op_encode (op), NULL);
  return op;
}

/* An op of the hub's own, by the same laws as everybody's. */
void
sim_hub_append_own (SimHub         *hub,
                    const YcStream *stream,
                    const char     *kind,
                    YcBody         *body,
                    const YcId     *answer)
{
  g_autoptr (YcOp) op = find_said (hub, stream, kind, body);
  YcVerdict *verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  gboolean again = op != NULL;

  if (op == NULL)
    op = say (hub, stream, kind, body);
  else
    yc_body_free (body);
  verdict->at.at_ms = hub->sim->now_ms;
  judge (hub, op, verdict);
  if (again && strcmp (op->kind, "job.grant") == 0 && yc_case_job_grant_stands (verdict))
    yc_verdict_overrule (verdict);
  if (verdict->outcome == YC_OUTCOME_REFUSED && hub->sim->plant != SIM_PLANT_ANSWER_UNCHECKED)
    sim_fail (hub->sim, "the hub refuses its own %s", kind);
  add_row (hub, op, verdict, answer);
}

/* One that no hub has given before, whatever this one has forgotten. */
char *
sim_hub_dup_number (SimHub     *hub,
                    const char *prefix)
{
  return g_strdup_printf ("%s%u-%u", prefix, hub->sim->plant == SIM_PLANT_NUMBER_AGAIN ? 1 : hub->epoch, hub->log->len);
}

/* The hub takes what was submitted, with a number. */
static void
receive_case (SimHub         *hub,
              const YcStream *stream)
{
  g_autofree char *number = sim_hub_dup_number (hub, "N");
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
  if ((kind->roles & (YC_ROLE_CLERK | YC_ROLE_REVIEWER | YC_ROLE_SUPERVISOR)) == 0)
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

/* Whether the case began when all that this hub had lost was lost already. */
static gboolean
began_since (SimHub     *hub,
             const YcOp *op)
{
  GPtrArray *events = yc_case_get_events (ensure_stream (hub, &op->stream)->c);
  const YcEvent *first = events->len > 0 ? events->pdata[0] : NULL;

  return first != NULL && !first->at.uncertain && first->at.at_ms > hub->restored_ms;
}

/* What came before it may be on its way from a desk that has not been here, or
 * from one that waits itself. */
static gboolean
is_held (SimHub     *hub,
         const YcOp *op,
         YcVerdict  *verdict)
{
  gboolean asks = strcmp (op->kind, "job.ask") == 0;
  gboolean granted = sim_words_have_grant (hub->said, op);

  if (hub->sim->plant == SIM_PLANT_HOLDS_NOTHING ||
      !(g_str_has_prefix (op->kind, "job.") || strcmp (op->kind, "decision.record") == 0) || began_since (hub, op))
    return FALSE;
  if (hub->holds && (verdict->outcome == YC_OUTCOME_REFUSED || (asks && !granted)))
    return TRUE;
  if (granted && (asks ? yc_case_job_grant_stands (verdict)
                       : yc_case_job_goes_on (ensure_stream (hub, &op->stream)->c, op, verdict)))
    yc_verdict_overrule (verdict);
  if (asks && !granted && sim_words_owe_piece (hub->said, ensure_stream (hub, &op->stream)->c, op))
    yc_verdict_refuse (verdict, "", "piece-granted");
  return FALSE;
}

/* Returns: FALSE for what is held */
static gboolean
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
  if (is_held (hub, op, verdict))
    {
      yc_verdict_free (verdict);
      return FALSE;
    }
  add_row (hub, op, verdict, NULL);
  if (verdict->outcome != YC_OUTCOME_APPLIED || op->stream.type != YC_STREAM_CASE)
    return TRUE;
  if (g_str_equal (op->kind, "case.submit"))
    receive_case (hub, &op->stream);
  sim_engine_go_on (hub->engine, &op->stream);
  return TRUE;
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
  g_autofree char *epoch = dup_epoch (hub);

  return strcmp (request->epoch, epoch) == 0;
}

/* The sign-in that an op was made under: as it is kept, or as it is shown where
 * this hub has lost it. */
static gboolean
has_grant (SimHub           *hub,
           const SimRequest *request,
           const YcOp       *op)
{
  if (g_hash_table_contains (hub->grants, &op->grant))
    return TRUE;
  if (!request->shows_grant || hub->restored_ms == 0)
    return FALSE;
  g_hash_table_insert (hub->grants, yc_id_copy (&op->grant), g_memdup2 (&hub->sim->now_ms, sizeof hub->sim->now_ms));
  hub->sim->figures.sign_ins++;
  return TRUE;
}

/* One in sixteen is read from its bytes, as every one is in the real hub. */
static YcOp *
read_op (const SimRequest *request)
{
  return request->op->id.bytes[0] % 16 != 0 ? yc_op_ref (request->op)
                                             : yc_op_decode (request->op->bytes, NULL, NULL);
}

/* What a hub that was set back is shown it keeps, also with an op that it knows. */
static void
keep_words (SimHub     *hub,
            const YcOp *op,
            GPtrArray  *shown)
{
  GPtrArray *kept = g_hash_table_lookup (hub->kept, &op->stream);

  if (hub->restored_ms == 0 || shown == NULL)
    return;
  if (kept == NULL)
    {
      kept = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
      g_hash_table_insert (hub->kept, g_memdup2 (&op->stream, sizeof op->stream), kept);
    }
  for (guint i = 0; i < shown->len; i++)
    g_ptr_array_add (kept, yc_op_ref (shown->pdata[i]));
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
  gboolean taken;
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
  keep_words (hub, op, request->said);
  row = g_hash_table_lookup (hub->by_id, &op->id);
  if (row != NULL && hub->sim->plant != SIM_PLANT_NO_UNIQUE_ID)
    {
      if (g_bytes_equal (row->row->op->bytes, op->bytes))
        later (hub, sim_between (hub->sim, 0, 2), reply_to_op, request, row);
      else
        refuse (hub, request, 422, "other-bytes");
      return;
    }
  if (!has_grant (hub, request, op))
    {
      refuse (hub, request, 403, "grant");
      return;
    }
  status = check_op (hub, op, &code);
  if (status != 200)
    {
      refuse (hub, request, status, code);
      return;
    }
  hub->said = g_hash_table_lookup (hub->kept, &op->stream);
  taken = ingest (hub, op, &request->sending);
  hub->said = NULL;
  if (!taken)
    {
      hub->sim->figures.held++;
      refuse (hub, request, 409, "held");
      return;
    }
  if (hub->sim->plant == SIM_PLANT_HUB_NOT_DURABLE)
    later (hub, 3000, sync_log, request, NULL);
  else
    hub->n_durable = hub->log->len;
  later (hub, sim_between (hub->sim, 0, 2), reply_to_op, request,
         g_hash_table_lookup (hub->by_id, &op->id));
  wake_readers (hub);
}

/* What has waited for the document goes on. */
static void
complete_blob (SimHub     *hub,
               const char *sha256)
{
  GArray *cases = sim_blobs_list_cases (hub->blobs, sha256);

  if (hub->sim->weather.hub_crash_s > 0 && sim_fault (hub->sim, 20))
    {
      go_down (hub); /* between the file and the note of it */
      return;
    }
  sim_blobs_note (hub->blobs, sha256);
  hub->sim->figures.documents++;
  for (guint i = 0; i < cases->len; i++)
    {
      YcStream stream = g_array_index (cases, YcStream, i);

      hub->said = g_hash_table_lookup (hub->kept, &stream);
      sim_engine_go_on (hub->engine, &stream);
      hub->said = NULL;
    }
  sim_hub_commit (hub);
}

/* Pieces are of no epoch. */
static void
take_piece (gpointer data)
{
  Task *task = data;
  SimHub *hub = task->hub;
  SimReply *reply;
  gboolean completed;
  const char *code;
  gint64 offset;

  if (!hub->up || hub->life != task->life)
    return;
  code = sim_blobs_put (hub->blobs, task->request, &offset, &completed);
  if (code != NULL)
    {
      refuse (hub, task->request, strcmp (code, "digest") == 0 ? 422 : 409, code);
      return;
    }
  if (completed)
    complete_blob (hub, task->request->hash);
  if (!hub->up)
    return;
  reply = sim_reply_new (YC_SYNC_EVENT_PIECE);
  reply->offset = offset;
  reply->whole = sim_blobs_has (hub->blobs, task->request->hash);
  sim_answer (hub->sim, task->request, reply);
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
  reply->epoch = dup_epoch (hub);
  reply->horizon_ms = SIM_HORIZON_MS;
  reply->time_ms = hub->sim->now_ms;
  reply->rows = g_ptr_array_new_with_free_func (row_free_cb);
  reply->head = rows != NULL ? rows->len : 0;
  for (gint64 i = request->after; i < reply->head && reply->rows->len < request->rows_max; i++)
    {
      const YcFeedRow *row = ((SimHubRow *) rows->pdata[i])->row;

      g_ptr_array_add (reply->rows,
                       sim_row_carry (hub->sim, row, hall && row->stream.type == YC_STREAM_CASE));
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

  reply->epoch = dup_epoch (hub);
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
    case YC_SYNC_EFFECT_SEND_PIECE:
      later (hub, sim_between (hub->sim, 1, 5), take_piece, request, NULL);
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
  if (sim_is_at_lunch (hub->sim))
    {
      plan_crash (hub);
      return;
    }
  hub->up = FALSE;
  hub->life++;
  sim_at (hub->sim, hub->sim->now_ms + sim_between (hub->sim, 200, 15000), come_up, hub, NULL);
}

static void
plan_crash (SimHub *hub)
{
  gint64 mean_ms = hub->sim->weather.hub_crash_s * 1000;

  if (mean_ms > 0)
    sim_at (hub->sim, MAX (hub->sim->now_ms, hub->sim->lunch_until_ms) + sim_between (hub->sim, 100, 2 * mean_ms), go_down, hub, NULL);
}

/* Who runs the hub says so when every desk has been here. */
static void
release_jobs (gpointer data)
{
  SimHub *hub = data;
  g_autofree char *epoch = dup_epoch (hub);

  for (guint i = 0; i < hub->sim->n_desks; i++)
    if (!sim_desk_has_been_here (hub->sim->desks[i], epoch))
      {
        sim_at (hub->sim, hub->sim->now_ms + 5000, release_jobs, hub, NULL);
        return;
      }
  hub->holds = FALSE;
}

static gboolean
was_given_since_cb (gpointer key,
                    gpointer value,
                    gpointer data)
{
  return *(gint64 *) value > ((SimHub *) data)->backup_ms;
}

/* A backup is brought back: that is a new epoch, and whoever does it says so. */
static void
restore (SimHub *hub)
{
  hub->sim->restored = TRUE;
  hub->sim->figures.restores++;
  g_ptr_array_set_size (hub->log, (int) hub->n_backup);
  g_hash_table_foreach_remove (hub->grants, was_given_since_cb, hub);
  sim_blobs_restore (hub->blobs);
  hub->epoch++;
  hub->restored_ms = hub->sim->now_ms;
  hub->holds = TRUE;
  sim_at (hub->sim, hub->sim->now_ms + 5000, release_jobs, hub, NULL);
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
    {
      hub->n_backup = MIN (hub->log->len, hub->n_durable);
      hub->backup_ms = hub->sim->now_ms;
      sim_blobs_back_up (hub->blobs);
    }
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
  hub->blobs = sim_blobs_new (sim);
  hub->kept = g_hash_table_new_full (yc_stream_hash, yc_stream_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  hub->grants = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, g_free);
  hub->backup_ms = sim->now_ms;
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
  sim_blobs_free (hub->blobs);
  g_hash_table_unref (hub->grants);
  g_hash_table_unref (hub->kept);
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

SimBlobs *
sim_hub_get_blobs (SimHub *hub)
{
  return hub->blobs;
}

gboolean
sim_hub_was_restored (SimHub *hub)
{
  return hub->restored_ms > 0;
}

/* Somebody signs in: on the disk before it is answered. */
void
sim_hub_sign_in (SimHub *hub,
                 YcId   *ret_grant)
{
  sim_make_id (hub->sim, ret_grant);
  g_hash_table_insert (hub->grants, yc_id_copy (ret_grant), g_memdup2 (&hub->sim->now_ms, sizeof hub->sim->now_ms));
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
