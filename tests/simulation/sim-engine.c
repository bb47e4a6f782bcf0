/* sim-engine.c: the hub's side towards offices, with what decides in the real one
 *
 * What is due and what may be taken is asked of the same functions as in the
 * hub. What the hub keeps of it is its log, and how far each office was read,
 * which goes with the log: into a crash, and into a backup.
 */

#include "sim.h"

#include "yc-case-judge.h"
#include "yc-case-next.h"

#include <string.h>

#define MATTER "company-limited"
#define ROUNDS_MAX 16

typedef struct
{
  guint log_len; /* of the log, when this was kept */
  guint office;
  gint64 seq;
} Cursor;

struct _SimEngine
{
  Sim *sim;
  GArray *cursors; /* of Cursor, the newest last */
  GHashTable *requests; /* YcId → YcStream: of the log's module.start */
  GHashTable *taken;    /* set of YcId: of answers */
};

/* --- the matter ---------------------------------------------------------- */

static YcModule *
module_new (const char *id,
            const char *office,
            const char *after,
            const char *after_too)
{
  YcModule *module = yc_module_new ();
  YcOutput *output = yc_output_new ();

  module->id = g_strdup (id);
  module->label = g_strdup (id);
  module->office = g_strdup (office);
  module->promise_minutes = 1;
  if (after != NULL)
    g_ptr_array_add (module->after, g_strdup (after));
  if (after_too != NULL)
    g_ptr_array_add (module->after, g_strdup (after_too));
  g_ptr_array_add (module->uses, g_strdup ("/name/f0"));
  output->key = g_strdup ("number");
  output->label = g_strdup ("number");
  output->check = office != NULL ? g_strdup ("date") : NULL;
  if (strcmp (id, "seals") == 0)
    {
      output->kind = YC_OUTPUT_OBJECT;
      output->handed = TRUE;
      output->made = g_strdup ("seal");
      g_ptr_array_add (output->made_from, g_strdup ("/name/f0"));
    }
  g_ptr_array_add (module->outputs, output);
  return module;
}

YcCatalogue *
sim_catalogue_new (void)
{
  const YcDate from = { 2020, 1, 1 }, to = { 2040, 1, 1 };
  YcCatalogue *catalogue = yc_catalogue_new ("1", &from, &to);
  YcMatter *matter = yc_matter_new ();

  matter->id = g_strdup (MATTER);
  matter->label = g_strdup (MATTER);
  g_ptr_array_add (matter->modules, module_new ("registration", NULL, NULL, NULL));
  g_ptr_array_add (matter->modules, module_new ("seals", "0", "registration", NULL));
  g_ptr_array_add (matter->modules, module_new ("invoices", "1", "registration", NULL));
  g_ptr_array_add (matter->modules, module_new ("bank", "2", "registration", "seals"));
  yc_catalogue_take_matter (catalogue, matter);
  return catalogue;
}

static const YcMatter *
get_matter (SimEngine *self)
{
  return yc_catalogue_find_matter (self->sim->catalogue, MATTER);
}

static YcDate
get_today (SimEngine *self)
{
  return yc_date_from_wall (self->sim->now_ms, 480);
}

/* --- what is due --------------------------------------------------------- */

static YcBody *
body_new (const char *module,
          const YcId *request)
{
  YcBody *body = yc_body_new ();
  char text[YC_ID_TEXT_SIZE];

  yc_record_set_text (body->record, "module", module);
  if (request != NULL)
    {
      yc_id_to_text (request, text);
      yc_record_set_text (body->record, "request", text);
    }
  return body;
}

/* The n-th request of a module in a case has one id, whichever hub asks: the
 * real hub makes it by its key. */
static void
derive_request (SimEngine      *self,
                const YcStream *stream,
                const char     *module,
                YcId           *ret_id)
{
  const YcModuleProgress *progress = yc_case_get_module (sim_hub_get_case (self->sim->hub, stream), module);
  guint64 state = self->sim->seed * 31 + (progress != NULL ? progress->tries : 0);

  for (gsize i = 0; i < sizeof stream->id.bytes; i++)
    state = (state ^ stream->id.bytes[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  state ^= g_str_hash (module);
  for (gsize i = 0; i < sizeof ret_id->bytes; i++)
    {
      state = state * G_GUINT64_CONSTANT (6364136223846793005) + 1;
      ret_id->bytes[i] = (guint8) (state >> 56);
    }
}

static void
start (SimEngine        *self,
       const YcStream   *stream,
       const YcModule   *module)
{
  YcBody *body;
  YcId request;

  if (self->sim->plant == SIM_PLANT_REQUEST_ANEW)
    sim_make_id (self->sim, &request);
  else
    derive_request (self, stream, module->id, &request);
  body = body_new (module->id, &request);
  yc_record_set_text (body->record, "office", module->office);
  yc_record_set_int (body->record, "due", self->sim->now_ms + 60000);
  sim_hub_append_own (self->sim->hub, stream, "module.start", body, NULL);
}

/* Does all that is due. */
static void
follow (SimEngine      *self,
        const YcStream *stream)
{
  const YcDate today = get_today (self);

  for (guint round = 0; round < ROUNDS_MAX; round++)
    {
      YcCase *c = sim_hub_get_case (self->sim->hub, stream);
      g_autoptr (GArray) next = yc_case_list_next (c, self->sim->catalogue, get_matter (self), &today);

      if (next->len == 0)
        return;
      for (guint i = 0; i < next->len; i++)
        {
          const YcCaseNext *one = &g_array_index (next, YcCaseNext, i);

          if (one->code == YC_KIND_MODULE_START)
            start (self, stream, one->module);
          else if (one->code == YC_KIND_JOB_GRANT)
            sim_hub_append_own (self->sim->hub, stream, "job.grant", yc_case_job_dup_grant (one->job), NULL);
          else
            sim_hub_append_own (self->sim->hub, stream, yc_kind_get (one->code)->name, yc_body_new (), NULL);
        }
    }
  sim_fail (self->sim, "a case has something due again and again");
}

/* Seven in ten are approved at once; by their form, so that a hub that was set
 * back decides as it did. */
static void
decide (SimEngine      *self,
        const YcStream *stream)
{
  YcBody *body = body_new ("registration", NULL);

  yc_record_set_text (body->record, "outcome", stream->id.bytes[0] % 10 < 7 ? "approved" : "review");
  yc_record_set_text (body->record, "by", "rules");
  sim_hub_append_own (self->sim->hub, stream, "decision.record", body, NULL);
}

/* The firm is registered under a code that follows from its case. */
static void
register_firm (SimEngine      *self,
               const YcStream *stream)
{
  char text[YC_STREAM_TEXT_SIZE];
  g_autofree char *code = NULL;
  YcBody *body = body_new ("registration", NULL);
  YcRecord *item = yc_body_add_item (body);

  yc_stream_to_text (stream, text);
  code = self->sim->plant == SIM_PLANT_CODE_ANEW ? sim_hub_dup_number (self->sim->hub, "C") : g_strconcat ("C", text, NULL);
  yc_record_set_text (item, "key", "number");
  yc_record_set_text (item, "value", code);
  sim_hub_append_own (self->sim->hub, stream, "module.done", body, NULL);
}

static gboolean
is_decided (YcCase *c)
{
  GPtrArray *events = yc_case_get_events (c);

  for (guint i = events->len; i > 0; i--)
    {
      const YcEvent *event = events->pdata[i - 1];

      if (event->outcome != YC_OUTCOME_REFUSED && strcmp (event->kind, "decision.record") == 0)
        return TRUE;
    }
  return FALSE;
}

/* An op of somebody was applied, or a document has come; all of this is in its
 * transaction. What was received is decided when all documents are here. */
void
sim_engine_go_on (SimEngine      *self,
                  const YcStream *stream)
{
  YcCase *c = sim_hub_get_case (self->sim->hub, stream);

  if (yc_case_get_status (c) == YC_CASE_RECEIVED && !is_decided (c) &&
      (sim_blobs_count_missing (sim_hub_get_blobs (self->sim->hub), c) == 0 ||
       self->sim->plant == SIM_PLANT_APPROVED_UNSEEN))
    decide (self, stream);
  if (yc_case_get_status (c) == YC_CASE_APPROVED &&
      yc_case_get_module_state (c, "registration") == YC_MODULE_WAITING)
    register_firm (self, stream);
  follow (self, stream);
}

/* Makes of a row what is not on disk. */
void
sim_engine_take_row (SimEngine       *self,
                     const SimHubRow *row)
{
  const YcOp *op = row->row->op;
  YcId request;

  if (!yc_id_is_nil (&row->answer))
    g_hash_table_add (self->taken, yc_id_copy (&row->answer));
  if (strcmp (op->kind, "module.start") == 0 && yc_id_parse (yc_record_get_text (op->body->record, "request"), &request))
    g_hash_table_insert (self->requests, yc_id_copy (&request), g_memdup2 (&op->stream, sizeof op->stream));
}

/* --- sending ------------------------------------------------------------- */

/* Something on its way between hub and office. */
typedef struct
{
  SimEngine *engine;
  guint life; /* of the hub */
  guint office;
  YcId request;
  YcStream stream;
  GBytes *bytes;   /* (nullable) */
  gboolean known;  /* the office has had it in other bytes */
  gint64 after;
  GPtrArray *page; /* (nullable): of SimTold */
} Parcel;

static void
parcel_free (gpointer data)
{
  Parcel *parcel = data;

  g_clear_pointer (&parcel->bytes, g_bytes_unref);
  g_clear_pointer (&parcel->page, g_ptr_array_unref);
  g_free (parcel);
}

static Parcel *
parcel_new (SimEngine *self,
            guint      office)
{
  Parcel *parcel = g_new0 (Parcel, 1);

  parcel->engine = self;
  parcel->life = sim_hub_get_life (self->sim->hub);
  parcel->office = office;
  return parcel;
}

/* Takes @parcel over; it may be lost or late. */
static void
carry (Parcel  *parcel,
       SimFunc  arrive)
{
  Sim *sim = parcel->engine->sim;
  gint64 delay_ms = sim_fault (sim, sim->weather.slow) ? sim_between (sim, 100, 10000) : sim_between (sim, 1, 60);

  if (sim_fault (sim, sim->weather.drop))
    parcel_free (parcel);
  else
    sim_at (sim, sim->now_ms + delay_ms, arrive, parcel, parcel_free);
}

static gboolean
is_same_life (const Parcel *parcel)
{
  return sim_hub_is_up (parcel->engine->sim->hub) && sim_hub_get_life (parcel->engine->sim->hub) == parcel->life;
}

static const YcModuleProgress *
find_progress (YcCase     *c,
               const YcId *request)
{
  GPtrArray *modules = yc_case_list_modules (c);

  for (guint i = 0; i < modules->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (modules, i);

      if (yc_id_equal (&progress->request, request))
        return progress;
    }
  return NULL;
}

static gint64
get_cursor (SimEngine *self,
            guint      office)
{
  for (guint i = self->cursors->len; i-- > 0;)
    {
      const Cursor *cursor = &g_array_index (self->cursors, Cursor, i);

      if (cursor->office == office)
        return cursor->seq;
    }
  return 0;
}

static void
put_cursor (SimEngine *self,
            guint      office,
            gint64     seq)
{
  Cursor cursor = { sim_hub_get_log (self->sim->hub)->len, office, seq };

  g_array_append_val (self->cursors, cursor);
}

static void
acknowledged (gpointer data)
{
  Parcel *parcel = data;
  SimHub *hub = parcel->engine->sim->hub;
  const YcModuleProgress *progress;
  YcBody *body;

  if (!is_same_life (parcel))
    return;
  if (parcel->known && parcel->engine->sim->plant != SIM_PLANT_NOT_REREAD)
    put_cursor (parcel->engine, parcel->office, 0);
  progress = find_progress (sim_hub_get_case (hub, &parcel->stream), &parcel->request);
  if (progress == NULL || progress->state != YC_MODULE_STARTED)
    return;
  body = body_new (progress->module, &parcel->request);
  yc_record_set_text (body->record, "receipt", "r");
  sim_hub_append_own (hub, &parcel->stream, "module.acknowledge", body, NULL);
  sim_hub_commit (hub);
}

static void
filed (gpointer data)
{
  Parcel *parcel = data;
  Parcel *receipt = parcel_new (parcel->engine, parcel->office);
  Sim *sim = parcel->engine->sim;

  receipt->known = !sim_office_file (sim->offices[parcel->office], &parcel->request, &parcel->stream.id, parcel->bytes);
  if (receipt->known && !sim->restored)
    sim_fail (sim, "an office was sent other bytes under one id");
  sim->figures.known += receipt->known ? 1 : 0;
  receipt->life = parcel->life;
  receipt->request = parcel->request;
  receipt->stream = parcel->stream;
  carry (receipt, acknowledged);
}

static void
send_request (SimEngine       *self,
              const SimHubRow *row)
{
  const YcOp *op = row->row->op;
  guint office = (guint) g_ascii_strtoull (yc_record_get_text (op->body->record, "office"), NULL, 10);
  guint times = sim_fault (self->sim, self->sim->weather.twice) ? 2 : 1;

  for (guint i = 0; i < times; i++)
    {
      Parcel *parcel = parcel_new (self, office);

      parcel->stream = op->stream;
      parcel->bytes = g_bytes_ref (op->bytes);
      yc_id_parse (yc_record_get_text (op->body->record, "request"), &parcel->request);
      if (self->sim->plant == SIM_PLANT_REQUEST_REDRAWN && sim_chance (self->sim, 100))
        sim_make_id (self->sim, &parcel->request);
      carry (parcel, filed);
    }
}

/* Everything in the log that was started and not acknowledged. */
static void
send_all (SimEngine *self)
{
  GPtrArray *log = sim_hub_get_log (self->sim->hub);

  for (guint i = 0; i < log->len; i++)
    {
      const SimHubRow *row = g_ptr_array_index (log, i);
      const YcModuleProgress *progress;
      YcId request;

      if (strcmp (row->row->op->kind, "module.start") != 0)
        continue;
      yc_id_parse (yc_record_get_text (row->row->op->body->record, "request"), &request);
      progress = find_progress (sim_hub_get_case (self->sim->hub, &row->row->stream), &request);
      if (progress != NULL && progress->state == YC_MODULE_STARTED)
        send_request (self, row);
    }
}

/* --- reading ------------------------------------------------------------- */

static void
take (SimEngine     *self,
      const SimTold *told)
{
  const YcStream *stream = g_hash_table_lookup (self->requests, &told->answer->request);
  const YcDate today = get_today (self);
  const YcModuleProgress *progress;
  const char *reason;
  YcBody *body;
  YcCase *c;

  if (stream == NULL || g_hash_table_contains (self->taken, &told->id))
    return;
  c = sim_hub_get_case (self->sim->hub, stream);
  progress = find_progress (c, &told->answer->request);
  reason = yc_office_answer_check (told->answer, c, get_matter (self), &today, NULL);
  if (self->sim->plant == SIM_PLANT_ANSWER_UNCHECKED && progress != NULL)
    reason = NULL;
  if (reason == NULL)
    {
      sim_hub_append_own (self->sim->hub, stream, yc_office_answer_get_kind (told->answer),
                          yc_office_answer_dup_body (told->answer, progress->module), &told->id);
      follow (self, stream);
      return;
    }
  body = body_new (progress != NULL ? progress->module : "none", &told->answer->request);
  yc_record_set_text (body->record, "reason", reason);
  sim_hub_append_own (self->sim->hub, stream, "answer.reject", body, &told->id);
}

static void
read_page (gpointer data)
{
  Parcel *parcel = data;
  SimEngine *self = parcel->engine;

  if (!is_same_life (parcel) || parcel->page->len == 0 || get_cursor (self, parcel->office) != parcel->after)
    return;
  for (guint i = 0; i < parcel->page->len; i++)
    take (self, g_ptr_array_index (parcel->page, i));
  put_cursor (self, parcel->office, parcel->after + parcel->page->len);
  sim_hub_commit (self->sim->hub);
}

/* The program that was built wrong keeps the place before what it read there. */
static void
keep_early (SimEngine *self,
            Parcel    *page)
{
  if (self->sim->plant == SIM_PLANT_PLACE_EARLY && page->page->len > 0)
    {
      put_cursor (self, page->office, page->after + page->page->len);
      page->after += page->page->len;
    }
}

static void
asked (gpointer data)
{
  Parcel *parcel = data;
  Parcel *page = parcel_new (parcel->engine, parcel->office);

  page->life = parcel->life;
  page->after = parcel->after;
  page->page = sim_office_read (parcel->engine->sim->offices[parcel->office], parcel->after);
  if (is_same_life (parcel))
    keep_early (parcel->engine, page);
  carry (page, read_page);
}

static void
ask (SimEngine *self,
     guint      office)
{
  Parcel *parcel = parcel_new (self, office);

  parcel->after = get_cursor (self, office);
  carry (parcel, asked);
}

/* --- by itself ----------------------------------------------------------- */

static void
tick (gpointer data)
{
  Parcel *parcel = data;
  SimEngine *self = parcel->engine;
  Parcel *next;

  if (!is_same_life (parcel))
    return;
  send_all (self);
  for (guint i = 0; i < SIM_OFFICES; i++)
    ask (self, i);
  next = parcel_new (self, 0);
  sim_at (self->sim, self->sim->now_ms + sim_between (self->sim, 800, 4000), tick, next, parcel_free);
}

/* The hub comes up; its log is what it was, and rows follow by
 * sim_engine_take_row(). What was kept behind the log's end is not there. */
void
sim_engine_start (SimEngine *self)
{
  guint log_len = sim_hub_get_log (self->sim->hub)->len;

  g_hash_table_remove_all (self->requests);
  g_hash_table_remove_all (self->taken);
  while (self->cursors->len > 0 && g_array_index (self->cursors, Cursor, self->cursors->len - 1).log_len > log_len)
    g_array_set_size (self->cursors, self->cursors->len - 1);
  sim_at (self->sim, self->sim->now_ms + 10, tick, parcel_new (self, 0), parcel_free);
}

static gboolean
waits_for_office (YcCase *c)
{
  GPtrArray *modules = yc_case_list_modules (c);

  for (guint i = 0; i < modules->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (modules, i);

      if (progress->state == YC_MODULE_STARTED || progress->state == YC_MODULE_ACKNOWLEDGED)
        return TRUE;
    }
  return FALSE;
}

/* Nothing is on its way, and everything that was told was read. */
gboolean
sim_engine_is_quiet (SimEngine *self)
{
  g_autoptr (GPtrArray) cases = NULL;

  for (guint i = 0; i < SIM_OFFICES; i++)
    if (!sim_office_is_quiet (self->sim->offices[i]) ||
        get_cursor (self, i) < (gint64) sim_office_get_told (self->sim->offices[i])->len)
      return FALSE;
  cases = sim_hub_list_cases (self->sim->hub);
  for (guint i = 0; i < cases->len; i++)
    if (waits_for_office (g_ptr_array_index (cases, i)))
      return FALSE;
  return TRUE;
}

gboolean
sim_engine_knows (SimEngine  *self,
                  const YcId *request)
{
  return g_hash_table_contains (self->requests, request);
}

SimEngine *
sim_engine_new (Sim *sim)
{
  SimEngine *self = g_new0 (SimEngine, 1);

  self->sim = sim;
  self->cursors = g_array_new (FALSE, FALSE, sizeof (Cursor));
  self->requests = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, g_free);
  self->taken = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
  return self;
}

void
sim_engine_free (SimEngine *self)
{
  g_array_unref (self->cursors);
  g_hash_table_unref (self->requests);
  g_hash_table_unref (self->taken);
  g_free (self);
}
