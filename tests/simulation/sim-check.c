/* sim-check.c: what must hold when all has come to rest
 *
 *  1. Nothing that a clerk saw accepted is lost: it is in the hub's log, or
 *     waits on its desk behind an op that waits for a person.
 *  2. Nothing has its effect twice: every id once, and no id nobody made.
 *  3. The ops of one desk in one stream are in the order they were made.
 *  4. The feed has no gap and its hashes chain.
 *  5. A value that was applied was given by someone who had seen the one it
 *     replaced: no lost update.
 *  6. Every desk shows what the hub has, and has heard the hub's own words.
 *  7. Times made and sent in one boot are right, however wrong the wall clock;
 *     and a desk knows the hub's clock.
 *  8. In calm weather what is not behind a poison op arrives at once.
 *  9. A module moves by an office's answer to its own request, for its own case,
 *     once; and an office has no request but those the hub has.
 * 10. In no case is anything due, and no office is waited for.
 * 11. No machine begins a job twice, nor one that is not on its desk's disk, nor
 *     a piece that is there (sim-machine.c).
 * 12. A document that an op in the log names is at the hub, byte for byte; no
 *     case is approved before that, no piece begins while an op is on
 *     its way, and no desk lets go of what the hub may still lose (sim-desk.c).
 * 13. What a hub has given out stays: a word of it that a desk brings back with
 *     the op it followed from is said again, and no number is given twice.
 *     Not so a code whose document comes back before its form: that is counted.
 */

#include "sim.h"

#include "yc-case-next.h"

#include <string.h>

#define CALM_DELAY_MAX_MS 5000

static void
check_accepted (Sim         *sim,
                SimAccepted *accepted)
{
  const SimHubRow *row = sim_hub_find (sim->hub, &accepted->op->id);
  SimDesk *desk = sim->desks[accepted->desk];
  g_autofree char *id = yc_id_dup_text (&accepted->op->id);

  if (row != NULL)
    return;
  for (guint i = 0; accepted->poisoned && i < desk->ops->len; i++)
    {
      const SimDiskOp *op = desk->ops->pdata[i];

      if (yc_id_equal (&op->op->id, &accepted->op->id) && !op->acknowledged)
        return;
    }
  sim_fail (sim, "lost: %s of %s, seen accepted on desk %u", accepted->op->kind, id, accepted->desk);
}

static void
check_nothing_lost (Sim *sim)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, sim->accepted);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    check_accepted (sim, value);
}

static void
check_order (Sim             *sim,
             GHashTable      *newest,
             const YcFeedRow *row,
             gint64           sequence)
{
  char stream[YC_STREAM_TEXT_SIZE];
  g_autofree char *key = NULL;
  gint64 *last;

  yc_stream_to_text (&row->stream, stream);
  key = g_strdup_printf ("%s %s", row->op->window, stream);
  last = g_hash_table_lookup (newest, key);
  if (last != NULL && *last > sequence)
    sim_fail (sim, "order broken in %s", stream);
  g_hash_table_replace (newest, g_steal_pointer (&key), g_memdup2 (&sequence, sizeof sequence));
}

static void
check_log (Sim *sim)
{
  GPtrArray *log = sim_hub_get_log (sim->hub);
  g_autoptr (GHashTable) ids = g_hash_table_new (yc_id_hash, yc_id_equal);
  g_autoptr (GHashTable) newest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *previous = "";

  for (guint i = 0; i < log->len; i++)
    {
      const SimHubRow *row = log->pdata[i];
      const YcFeedRow *feed = row->row;
      const SimAccepted *accepted = g_hash_table_lookup (sim->accepted, &feed->op->id);
      g_autofree char *hash = sim_row_dup_hash (sim, row, previous);

      if (feed->position != i + 1 || strcmp (hash, feed->hash) != 0)
        sim_fail (sim, "the feed does not chain at %u", i + 1);
      if (!g_hash_table_add (ids, (gpointer) &feed->op->id))
        sim_fail (sim, "twice: %s at %u", feed->op->kind, i + 1);
      if (accepted == NULL && strcmp (feed->op->by, "hub") != 0)
        sim_fail (sim, "nobody saw %s accepted that is at %u", feed->op->kind, i + 1);
      if (accepted != NULL)
        check_order (sim, newest, feed, accepted->sequence);
      previous = feed->hash;
    }
}

/* A second, simpler fold: only what counts as a field's value. */
static void
check_item (Sim             *sim,
            GHashTable      *values,
            const YcFeedRow *row,
            const char      *path,
            const YcValue   *value,
            const YcValue   *was)
{
  g_autofree char *id = yc_id_dup_text (&row->stream.id);
  g_autofree char *key = g_strconcat (id, path, NULL);
  g_autofree char *given = yc_value_dup_text (value);
  g_autofree char *seen = yc_value_dup_text (was);
  const char *current = g_hash_table_lookup (values, key);

  if (yc_verdict_find_contest (row->verdict, path) != NULL)
    return;
  if (g_strcmp0 (current != NULL ? current : "", seen) != 0 && g_strcmp0 (current, given) != 0)
    sim_fail (sim, "lost update of %s: “%s” gave way to who had seen “%s”", path, current, seen);
  g_hash_table_replace (values, g_steal_pointer (&key), g_steal_pointer (&given));
}

/* A row that is there is a value, too. */
static void
note_row (GHashTable      *values,
          const YcFeedRow *row)
{
  const YcRecord *record = row->op->body->record;
  g_autofree char *id = yc_id_dup_text (&row->stream.id);
  g_autofree char *path = g_strconcat (yc_record_get_text (record, "list"), "/",
                                       yc_record_get_text (record, "row"), NULL);
  gboolean added = strcmp (row->op->kind, "row.add") == 0;

  if (yc_verdict_find_contest (row->verdict, path) == NULL)
    g_hash_table_replace (values, g_strconcat (id, path, NULL), g_strdup (added ? "1" : ""));
}

static void
check_updates (Sim *sim)
{
  GPtrArray *log = sim_hub_get_log (sim->hub);
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < log->len; i++)
    {
      const YcFeedRow *row = ((SimHubRow *) log->pdata[i])->row;
      const YcBody *body = row->op->body;

      if (row->verdict->outcome == YC_OUTCOME_REFUSED)
        continue;
      if (strcmp (row->op->kind, "row.add") == 0 || strcmp (row->op->kind, "row.remove") == 0)
        note_row (values, row);
      if (strcmp (row->op->kind, "field.settle") == 0)
        check_item (sim, values, row, yc_record_get_text (body->record, "path"),
                    yc_record_get (body->record, "chosen"), yc_record_get (body->record, "was"));
      if (strcmp (row->op->kind, "fields.set") != 0)
        continue;
      for (guint j = 0; j < body->items->len; j++)
        check_item (sim, values, row, yc_record_get_text (body->items->pdata[j], "path"),
                    yc_record_get (body->items->pdata[j], "value"),
                    yc_record_get (body->items->pdata[j], "was"));
    }
}

static YcCase *
fold_hub_case (Sim        *sim,
               const YcId *id)
{
  YcStream stream = { YC_STREAM_CASE, *id };
  GPtrArray *rows = sim_hub_list_stream (sim->hub, &stream);
  YcCase *c = yc_case_new (id);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const YcFeedRow *row = ((SimHubRow *) rows->pdata[i])->row;

      if (!yc_case_fold (c, row->op, row->verdict, row->revision))
        sim_fail (sim, "the hub's rows have a gap");
    }
  return c;
}

static void
check_case (SimDesk    *desk,
            const YcId *id)
{
  g_autoptr (YcCase) theirs = fold_hub_case (desk->sim, id);
  g_autoptr (YcCase) ours = sim_desk_fold_case (desk, id, FALSE);
  g_autofree char *there = yc_case_dup_dump (theirs);
  g_autofree char *here = yc_case_dup_dump (ours);

  if (strcmp (there, here) != 0)
    sim_fail (desk->sim, "desk %u shows another case:\n%s\nnot\n%s", desk->index, here, there);
}

/* A hall's feed brings every visit whole. */
static void
check_visits (SimDesk *desk)
{
  GPtrArray *log = sim_hub_get_log (desk->sim->hub);

  for (guint i = 0; i < log->len; i++)
    {
      const YcFeedRow *row = ((SimHubRow *) log->pdata[i])->row;
      GPtrArray *rows = g_hash_table_lookup (desk->rows, &row->stream);
      const YcFeedRow *ours;

      if (row->stream.type == YC_STREAM_CASE)
        continue;
      ours = rows != NULL && row->revision <= (gint64) rows->len ? rows->pdata[row->revision - 1]
                                                                  : NULL;
      if (ours == NULL || strcmp (ours->hash, row->hash) != 0)
        sim_fail (desk->sim, "desk %u has not the hub's visit at %u", desk->index, i + 1);
    }
}

static void
check_answers (SimDesk *desk)
{
  for (guint i = 0; i < desk->ops->len; i++)
    {
      const SimDiskOp *op = desk->ops->pdata[i];
      const SimHubRow *row = sim_hub_find (desk->sim->hub, &op->op->id);

      if (op->acknowledged && row != NULL && (op->verdict == NULL || !g_bytes_equal (op->verdict, row->verdict)))
        sim_fail (desk->sim, "desk %u was told another verdict than the hub has", desk->index);
    }
}

/* By now the desk knows the hub's clock, but for the way of the last answer. */
static void
check_clock (SimDesk *desk)
{
  g_autoptr (YcSyncLine) line = yc_sync_dup_line (desk->machine);
  gint64 late_ms = desk->boot_base_ms - line->offset_ms;

  if (!line->offset_known || late_ms < 0 || late_ms > SIM_TRANSIT_MAX_MS)
    sim_fail (desk->sim, "desk %u is wrong about the hub's clock by %" G_GINT64_FORMAT " ms",
              desk->index, late_ms);
}

static void
check_desk (SimDesk *desk)
{
  GHashTableIter iter;
  gpointer key;

  check_clock (desk);
  check_visits (desk);
  check_answers (desk);
  g_hash_table_iter_init (&iter, desk->followed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      YcStream stream;

      if (yc_stream_parse (key, &stream))
        check_case (desk, &stream.id);
    }
}

/* A desk that went through a restart may have told of a wrong wall clock, and
 * whatever it made after that is no earlier. */
static void
check_times (Sim *sim)
{
  GPtrArray *log = sim_hub_get_log (sim->hub);

  for (guint i = 0; i < log->len; i++)
    {
      const SimHubRow *row = log->pdata[i];
      const SimAccepted *accepted = g_hash_table_lookup (sim->accepted, &row->row->op->id);
      YcMoment at = row->row->verdict->at;

      if (accepted == NULL || at.uncertain || sim->desks[accepted->desk]->uncertain)
        continue;
      if (at.at_ms < accepted->made_ms || at.at_ms > accepted->made_ms + SIM_TRANSIT_MAX_MS)
        sim_fail (sim, "a time is wrong by %" G_GINT64_FORMAT " ms", at.at_ms - accepted->made_ms);
    }
}

static void
check_delays (Sim *sim)
{
  GHashTableIter iter;
  gpointer value;

  if (sim->seed % 5 != 0)
    return;
  g_hash_table_iter_init (&iter, sim->accepted);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const SimAccepted *accepted = value;

      if (!accepted->poisoned && accepted->arrived_ms - accepted->made_ms > CALM_DELAY_MAX_MS)
        sim_fail (sim, "%s arrived %" G_GINT64_FORMAT " ms late in calm weather", accepted->op->kind,
                  accepted->arrived_ms - accepted->made_ms);
    }
}

/* Returns: (nullable): the answer that @id is of */
static const SimTold *
find_told (Sim        *sim,
           const YcId *id)
{
  for (guint i = 0; i < SIM_OFFICES; i++)
    {
      GPtrArray *told = sim_office_get_told (sim->offices[i]);

      for (guint j = 0; j < told->len; j++)
        if (yc_id_equal (&((SimTold *) told->pdata[j])->id, id))
          return told->pdata[j];
    }
  return NULL;
}

/* A second hand: what the answer said is what the row says. */
static void
check_move (Sim             *sim,
            GHashTable      *moved,
            const SimHubRow *row)
{
  static const char *const kinds[] = { "module.done", "module.correct", "module.refuse" };
  const YcOp *op = row->row->op;
  const char *request = yc_record_get_text (op->body->record, "request");
  const SimTold *told = find_told (sim, &row->answer);
  g_autofree char *asked = told != NULL ? yc_id_dup_text (&told->answer->request) : NULL;

  if (request == NULL && strcmp (yc_record_get_text (op->body->record, "module"), "registration") == 0)
    return;
  if (told == NULL || g_strcmp0 (asked, request) != 0 || !yc_id_equal (&told->answer->c, &row->row->stream.id) ||
      strcmp (kinds[told->answer->outcome], op->kind) != 0)
    sim_fail (sim, "%s moves a module, and no office has said so", op->kind);
  if (!g_hash_table_add (moved, g_strdup (request)))
    sim_fail (sim, "a request was answered twice");
  if (strcmp (op->kind, "module.done") == 0 &&
      strcmp (yc_record_get_text (op->body->items->pdata[0], "value"), "2026-02-30") == 0)
    sim_fail (sim, "a wrong code was taken");
}

static void
check_moves (Sim *sim)
{
  g_autoptr (GHashTable) moved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *log = sim_hub_get_log (sim->hub);

  for (guint i = 0; i < log->len; i++)
    {
      const SimHubRow *row = log->pdata[i];
      const char *kind = row->row->op->kind;

      if (row->row->verdict->outcome == YC_OUTCOME_APPLIED &&
          (strcmp (kind, "module.done") == 0 || strcmp (kind, "module.correct") == 0 ||
           strcmp (kind, "module.refuse") == 0))
        check_move (sim, moved, row);
    }
}

/* How often clerks have sent a module anew. */
static guint
count_retries (Sim        *sim,
               const YcId *c,
               const char *module)
{
  GHashTableIter iter;
  gpointer value;
  guint count = 0;

  g_hash_table_iter_init (&iter, sim->accepted);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const YcOp *op = ((SimAccepted *) value)->op;

      if (strcmp (op->kind, "module.retry") == 0 && yc_id_equal (&op->stream.id, c) &&
          strcmp (yc_record_get_text (op->body->record, "module"), module) == 0)
        count++;
    }
  return count;
}

/* A hub that was set back may have come to another verdict, and then it does
 * not know what it asked; but it asks nothing twice. */
static void
check_filing (Sim             *sim,
              GPtrArray       *filings,
              const SimFiling *filing,
              const char      *module)
{
  guint count = 0;

  if (!sim->restored && !sim_engine_knows (sim_hub_get_engine (sim->hub), &filing->request))
    sim_fail (sim, "an office was asked what the hub has not");
  for (guint i = 0; sim->restored && i < filings->len; i++)
    count += yc_id_equal (&((SimFiling *) filings->pdata[i])->c, &filing->c) ? 1 : 0;
  if (count > 1 && count > 1 + count_retries (sim, &filing->c, module))
    sim_fail (sim, "an office was asked %u times of one case", count);
}

static void
check_filings (Sim *sim)
{
  static const char *const modules[SIM_OFFICES] = { "seals", "invoices", "bank" };

  for (guint i = 0; i < SIM_OFFICES; i++)
    {
      GPtrArray *filings = sim_office_get_filings (sim->offices[i]);

      for (guint j = 0; j < filings->len; j++)
        check_filing (sim, filings, filings->pdata[j], modules[i]);
    }
}

static void
check_document (Sim             *sim,
                const YcFeedRow *row)
{
  g_autoptr (GArray) refs = yc_op_list_blobs (row->op);

  for (guint i = 0; i < refs->len; i++)
    if (!sim_blobs_is_right (sim_hub_get_blobs (sim->hub), g_array_index (refs, YcBlobRef, i).sha256))
      sim_fail (sim, "a document is named that is not there as it was");
}

static void
check_documents (Sim *sim)
{
  GPtrArray *log = sim_hub_get_log (sim->hub);

  for (guint i = 0; i < log->len; i++)
    {
      const YcFeedRow *row = ((SimHubRow *) log->pdata[i])->row;

      if (strcmp (row->op->kind, "document.add") == 0 && row->verdict->outcome != YC_OUTCOME_REFUSED)
        check_document (sim, row);
    }
}

/* Returns: (nullable): what followed, in the hub's history, from what @desk has
 *   sent, that is of the kind and the matter of @word */
static const YcFeedRow *
find_word_now (SimDesk        *desk,
               const YcStream *stream,
               const YcOp     *word)
{
  GPtrArray *rows = sim_hub_list_stream (desk->sim->hub, stream);
  gboolean is_grant = strcmp (word->kind, "job.grant") == 0;
  const char *job = yc_record_get_text (word->body->record, "job");
  gboolean sent = FALSE;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const YcFeedRow *row = ((SimHubRow *) rows->pdata[i])->row;
      const YcOp *op = row->op;

      if (row->verdict->outcome != YC_OUTCOME_APPLIED)
        continue;
      if (strcmp (word->kind, "module.done") == 0)
        sent = TRUE; /* a firm has one code, whoever sent its form */
      if (strcmp (op->window, desk->window) == 0 &&
          (is_grant ? strcmp (op->kind, "job.ask") == 0 && strcmp (yc_record_get_text (op->body->record, "job"), job) == 0
                    : strcmp (op->kind, "case.submit") == 0))
        sent = TRUE;
      if (sent && strcmp (op->kind, word->kind) == 0 && yc_record_get_text (op->body->record, "request") == NULL &&
          g_strcmp0 (yc_record_get_text (op->body->record, "job"), job) == 0)
        return row;
    }
  return NULL;
}

/* What a person wrote down of it, where there is such a thing. */
static const char *
get_code (const YcOp *word)
{
  return strcmp (word->kind, "module.done") == 0 ? yc_record_get_text (word->body->items->pdata[0], "value") : NULL;
}

static void
check_word (SimDesk        *desk,
            const YcStream *stream,
            const YcOp     *word)
{
  const YcFeedRow *now = find_word_now (desk, stream, word);
  const char *code = get_code (word);

  if (now != NULL && (code != NULL ? g_strcmp0 (get_code (now->op), code) != 0 : !yc_id_equal (&now->op->id, &word->id)))
    sim_fail (desk->sim, "the hub had told desk %u its own %s, and says another", desk->index, word->kind);
}

static void
check_words (SimDesk *desk)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, desk->said);
  while (g_hash_table_iter_next (&iter, &key, &value))
    for (guint i = 0; i < ((GPtrArray *) value)->len; i++)
      {
        const YcOp *word = ((GPtrArray *) value)->pdata[i];

        if (yc_record_get_text (word->body->record, "request") == NULL)
          check_word (desk, key, word);
      }
}

/* What was taken once may be refused now, where two desks worked on one case and
 * come back in another order: that is counted. */
static void
count_undone (SimDesk *desk)
{
  for (guint i = 0; i < desk->ops->len; i++)
    {
      const SimDiskOp *op = desk->ops->pdata[i];
      const SimHubRow *row = op->was_taken ? sim_hub_find (desk->sim->hub, &op->op->id) : NULL;

      if (row != NULL && row->row->verdict->outcome == YC_OUTCOME_REFUSED)
        desk->sim->figures.undone++;
    }
}

static void
check_due (Sim *sim)
{
  g_autoptr (GPtrArray) cases = sim_hub_list_cases (sim->hub);
  const YcMatter *matter = g_ptr_array_index (yc_catalogue_get_matters (sim->catalogue), 0);
  const YcDate today = yc_date_from_wall (sim->now_ms, 480);

  for (guint i = 0; i < cases->len; i++)
    {
      YcCase *c = g_ptr_array_index (cases, i);
      g_autoptr (GArray) next = yc_case_list_next (c, sim->catalogue, matter, &today);
      GPtrArray *modules = yc_case_list_modules (c);

      if (next->len > 0)
        sim_fail (sim, "something is due in a case, and nobody does it");
      for (guint j = 0; j < modules->len; j++)
        {
          const YcModuleProgress *progress = g_ptr_array_index (modules, j);

          if (progress->state == YC_MODULE_STARTED || progress->state == YC_MODULE_ACKNOWLEDGED)
            sim_fail (sim, "%s waits for an office that has spoken", progress->module);
        }
    }
}

/* Whoever was given a number or a code keeps it, and nobody else has it. */
static void
check_given (Sim        *sim,
             const YcOp *op)
{
  const char *text = strcmp (op->kind, "case.receive") == 0 ? yc_record_get_text (op->body->record, "number") : NULL;
  const YcStream *owner;

  if (strcmp (op->kind, "module.done") == 0 && yc_record_get_text (op->body->record, "request") == NULL)
    text = yc_record_get_text (op->body->items->pdata[0], "value");
  if (text == NULL)
    return;
  owner = g_hash_table_lookup (sim->given, text);
  if (owner != NULL && !yc_stream_equal (owner, &op->stream))
    sim_fail (sim, "“%s” is given to two cases", text);
  if (owner == NULL)
    g_hash_table_insert (sim->given, g_strdup (text), g_memdup2 (&op->stream, sizeof op->stream));
}

static void
check_approval (Sim        *sim,
                const YcOp *op)
{
  GPtrArray *documents;

  if (strcmp (op->kind, "decision.record") != 0 ||
      strcmp (yc_record_get_text (op->body->record, "outcome"), "approved") != 0)
    return;
  documents = yc_case_get_documents (sim_hub_get_case (sim->hub, &op->stream));
  for (guint i = 0; i < documents->len; i++)
    if (!sim_blobs_is_right (sim_hub_get_blobs (sim->hub), ((YcDocument *) documents->pdata[i])->sha256))
      sim_fail (sim, "a case is approved with a document that nobody can see");
}

/* What the hub is about to append. */
void
sim_check_said (Sim        *sim,
                const YcOp *op)
{
  check_given (sim, op);
  check_approval (sim, op);
}

void
sim_check_end (Sim *sim)
{
  check_moves (sim);
  check_filings (sim);
  check_due (sim);
  check_documents (sim);
  sim_machine_check (sim);
  check_log (sim);
  check_nothing_lost (sim);
  check_updates (sim);
  for (guint i = 0; i < sim->n_desks; i++)
    {
      check_desk (sim->desks[i]);
      check_words (sim->desks[i]);
      count_undone (sim->desks[i]);
    }
  check_times (sim);
  check_delays (sim);
}
