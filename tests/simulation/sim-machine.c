/* sim-machine.c: a machine at every desk, and who works with it
 *
 * The machine is outside the program: what it has begun stays begun when the
 * program is gone. A clerk starts what the desk holds a grant of, sometimes
 * pressing twice; after a crash they look, and say what they see. A supervisor
 * goes to a machine that stands still, and states that nothing was made.
 *
 * The checker's truth is the machine's, not the log's:
 *  a. no job is begun twice;
 *  b. no job is begun that is not on its desk's disk by the end;
 *  c. no two pieces for one, but where a supervisor was belied afterwards; also
 *     when the hub has lost what it granted (a backup was brought back).
 */

#include "sim.h"

#include "yc-case-job.h"

#include <string.h>

#define PIECE "seals/number"
#define PATH "/name/f0"
#define ARTWORK "5ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea1"

/* What a machine has begun. */
typedef struct
{
  YcId job;
  YcStream stream;
  guint desk;
  guint times;
  gboolean whole;  /* the piece came out */
  gboolean gone;   /* thrown away by whoever looked */
} Burn;

typedef struct
{
  SimDesk *desk;
  guint life;
  YcStream stream;
  YcId job;
} Work;

static Burn *
find_burn (Sim        *sim,
           const YcId *job)
{
  return g_hash_table_lookup (sim->burns, job);
}

/* The person at the machine sees what lies in it. */
static gboolean
lies_there_whole (Sim        *sim,
                  const YcId *job)
{
  const Burn *burn = find_burn (sim, job);

  return burn != NULL && burn->whole && !burn->gone;
}

static void
check_piece (Sim        *sim,
             const Burn *burn)
{
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_contains (sim->unmade, &burn->job))
    return;
  g_hash_table_iter_init (&iter, sim->burns);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Burn *other = value;

      if (other != burn && !other->gone && yc_stream_equal (&other->stream, &burn->stream) &&
          !g_hash_table_contains (sim->unmade, &other->job))
        sim_fail (sim, "a piece is begun at desk %u while there is one at desk %u", burn->desk, other->desk);
    }
}

static void
append (SimDesk        *desk,
        const YcStream *stream,
        const char     *kind,
        const YcId     *job,
        YcBody         *body)
{
  char text[YC_ID_TEXT_SIZE];

  yc_id_to_text (job, text);
  yc_record_set_text (body->record, "job", text);
  sim_clerk_append (desk, stream, kind, body);
}

static void
append_reason (SimDesk        *desk,
               const YcStream *stream,
               const char     *kind,
               const YcId     *job,
               const char     *outcome)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "reason", "r");
  if (outcome != NULL)
    yc_record_set_text (body->record, "outcome", outcome);
  append (desk, stream, kind, job, body);
}

/* --- the machine ----------------------------------------------------------- */

static gboolean
is_alive (const Work *work)
{
  return work->desk->up && work->desk->life == work->life;
}

static Work *
work_new (SimDesk        *desk,
          const YcStream *stream,
          const YcId     *job)
{
  Work *work = g_new0 (Work, 1);

  work->desk = desk;
  work->life = desk->life;
  work->stream = *stream;
  work->job = *job;
  return work;
}

/* With the program gone the guard has stopped the machine: a half piece. */
static void
end_burn (gpointer data)
{
  Work *work = data;
  Burn *burn = find_burn (work->desk->sim, &work->job);

  if (!is_alive (work))
    return;
  burn->whole = TRUE;
  append (work->desk, &work->stream, "job.done", &work->job, yc_body_new ());
}

static void
begin_burn (gpointer data)
{
  Work *work = data;
  Sim *sim = work->desk->sim;
  Burn *burn = find_burn (sim, &work->job);

  if (!is_alive (work))
    return;
  if (burn == NULL)
    {
      burn = g_new0 (Burn, 1);
      burn->job = work->job;
      burn->stream = work->stream;
      burn->desk = work->desk->index;
      g_hash_table_insert (sim->burns, &burn->job, burn);
    }
  if (++burn->times > 1)
    sim_fail (sim, "desk %u begins a job for the second time", work->desk->index);
  check_piece (sim, burn);
  g_hash_table_add (work->desk->running, yc_id_copy (&work->job));
  sim_at (sim, sim->now_ms + sim_between (sim, 200, 6000), end_burn, work_new (work->desk, &work->stream, &work->job),
          g_free);
}

/* The first byte goes out a moment after the desk was told that it may. */
void
sim_machine_start (SimDesk    *desk,
                   const YcOp *op)
{
  YcId job;

  yc_id_parse (yc_record_get_text (op->body->record, "job"), &job);
  sim_at (desk->sim, desk->sim->now_ms + sim_between (desk->sim, 0, 300), begin_burn,
          work_new (desk, &op->stream, &job), g_free);
}

/* --- who works with it ------------------------------------------------------- */

static void
ask (SimDesk        *desk,
     const YcStream *stream,
     YcCase         *c)
{
  g_autofree char *digest = yc_value_dup_digest (yc_case_get_value (c, PATH));
  YcBody *body = yc_body_new ();
  YcRecord *item = yc_body_add_item (body);
  YcId job;

  yc_record_set_text (body->record, "piece", PIECE);
  yc_record_set_text (body->record, "kind", "seal");
  yc_record_set_text (body->record, "artwork", ARTWORK);
  yc_record_set_text (body->record, "machine", "m");
  yc_record_set_text (body->record, "desk", desk->window);
  yc_record_set_text (body->record, "code", yc_case_get_result (c, "seals", "number"));
  yc_record_set_text (body->record, "reason", "again");
  yc_record_set_text (item, "path", PATH);
  yc_record_set_text (item, "digest", digest);
  sim_make_id (desk->sim, &job);
  append (desk, stream, "job.ask", &job, body);
}

/* Some press the key twice. */
static void
start (SimDesk        *desk,
       const YcStream *stream,
       const YcId     *job)
{
  for (gint64 i = sim_chance (desk->sim, 200) ? 2 : 1; i > 0; i--)
    {
      YcBody *body = yc_body_new ();

      yc_record_set_text (body->record, "artwork", ARTWORK);
      append (desk, stream, "job.start", job, body);
    }
}

/* A program that was built wrong goes on by itself after a crash. */
static void
resume (SimDesk         *desk,
        const YcStream  *stream,
        const YcCaseJob *job)
{
  sim_at (desk->sim, desk->sim->now_ms, begin_burn, work_new (desk, stream, &job->id), g_free);
}

static void
look (SimDesk         *desk,
      const YcStream  *stream,
      const YcCaseJob *job)
{
  gboolean whole = lies_there_whole (desk->sim, &job->id) && !job->belied;
  Burn *burn = find_burn (desk->sim, &job->id);

  if (burn != NULL)
    burn->gone |= !whole;
  append_reason (desk, stream, "job.settle", &job->id, whole ? "made" : "spoilt");
}

static void
work_on_own (SimDesk         *desk,
             const YcStream  *stream,
             const YcCaseJob *job)
{
  g_autoptr (YcCase) known = sim_desk_fold_case (desk, &stream->id, FALSE);
  const YcCaseJob *held = yc_case_find_job (known, &job->id);

  switch (job->state)
    {
    case YC_JOB_GRANTED:
      if (held != NULL && held->state == YC_JOB_GRANTED)
        {
          gboolean returned = sim_chance (desk->sim, 150);

          /* Two people: one gives it back, and the other starts it before the disk has that. */
          if (returned)
            append (desk, stream, "job.return", &job->id, yc_body_new ());
          if (!returned || sim_chance (desk->sim, 300))
            start (desk, stream, &job->id);
        }
      break;
    case YC_JOB_STARTED:
      if (g_hash_table_contains (desk->running, &job->id))
        break;
      if (desk->sim->plant == SIM_PLANT_JOB_RESUMED)
        resume (desk, stream, job);
      else
        append_reason (desk, stream, "job.unknown", &job->id, NULL);
      break;
    case YC_JOB_UNKNOWN:
      look (desk, stream, job);
      break;
    case YC_JOB_DONE:
      if (sim_chance (desk->sim, 60))
        {
          find_burn (desk->sim, &job->id)->gone = TRUE;
          append_reason (desk, stream, "job.settle", &job->id, "spoilt");
        }
      break;
    case YC_JOB_ASKED:
    case YC_JOB_SPOILT:
    case YC_JOB_RETURNED:
    case YC_JOB_VOID:
    default:
      break;
    }
}

/* Another desk has it, and does not get on: the supervisor has a look. */
static void
doubt_other (SimDesk         *desk,
             const YcStream  *stream,
             const YcCaseJob *job)
{
  if (job->state == YC_JOB_ASKED || job->state == YC_JOB_DONE || find_burn (desk->sim, &job->id) != NULL ||
      !sim_chance (desk->sim, 300))
    return;
  g_hash_table_add (desk->sim->unmade, yc_id_copy (&job->id));
  append_reason (desk, stream, "job.void", &job->id, NULL);
}

/* What the desk has in hand itself, whoever else has that piece. */
static const YcCaseJob *
find_own (YcCase     *c,
          const char *desk)
{
  GPtrArray *jobs = yc_case_get_jobs (c);

  for (guint i = 0; i < jobs->len; i++)
    {
      const YcCaseJob *job = g_ptr_array_index (jobs, i);

      if (job->state <= YC_JOB_UNKNOWN && strcmp (job->desk, desk) == 0)
        return job;
    }
  return NULL;
}

/* Returns: whether there was something to do in the case */
gboolean
sim_machine_work (SimDesk        *desk,
                  const YcStream *stream)
{
  g_autoptr (YcCase) c = sim_desk_fold_case (desk, &stream->id, TRUE);
  const YcCaseJob *job = find_own (c, desk->window);

  if (job == NULL)
    job = yc_case_find_piece_holder (c, PIECE);
  if (job != NULL && strcmp (job->desk, desk->window) == 0)
    work_on_own (desk, stream, job);
  else if (job != NULL && sim_chance (desk->sim, 100))
    ask (desk, stream, c); /* does not look who has it: the hub does */
  else if (job != NULL)
    doubt_other (desk, stream, job);
  else if (yc_case_get_result (c, "seals", "number") != NULL)
    ask (desk, stream, c);
  else
    return FALSE;
  return job == NULL || job->state != YC_JOB_DONE;
}

/* --- what must hold ---------------------------------------------------------- */

static gboolean
is_on_disk (SimDesk    *desk,
            const Burn *burn)
{
  char text[YC_ID_TEXT_SIZE];

  yc_id_to_text (&burn->job, text);
  return GPOINTER_TO_UINT (g_hash_table_lookup (desk->journal, text)) == SIM_JOURNAL_BEGUN;
}

static void
check_log (Sim *sim)
{
  g_autoptr (GHashTable) started = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *log = sim_hub_get_log (sim->hub);

  for (guint i = 0; i < log->len; i++)
    {
      const YcFeedRow *row = ((SimHubRow *) log->pdata[i])->row;

      if (strcmp (row->op->kind, "job.start") == 0 && row->verdict->outcome == YC_OUTCOME_APPLIED &&
          !g_hash_table_add (started, g_strdup (yc_record_get_text (row->op->body->record, "job"))))
        sim_fail (sim, "the hub took two starts of one grant");
    }
}

void
sim_machine_check (Sim *sim)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, sim->burns);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Burn *burn = value;

      if (!is_on_disk (sim->desks[burn->desk], burn))
        sim_fail (sim, "desk %u has begun what is not on its disk", burn->desk);
    }
  check_log (sim);
}
