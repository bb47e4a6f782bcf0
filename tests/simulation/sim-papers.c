/* sim-papers.c: what a desk keeps beside its ops: documents, and the hub's words
 *
 * A document is on the disk before the op that names it, and stays there when
 * the hub has it whole, until the hub can no longer fall back behind that.
 *
 * With a new epoch the desk puts aside what the hub itself has said in its
 * cases: numbers, codes and grants. It shows them with the ops that they
 * followed from, so that a hub that was set back says them again.
 */

#include "sim.h"

#include "yc-case-job.h"

#include <string.h>

#define WORDS_MAX 4 /* in one request */

/* --- documents ------------------------------------------------------------- */

static void
document_free (gpointer data)
{
  SimDocument *document = data;

  g_free (document->sha256);
  g_free (document);
}

GPtrArray *
sim_documents_new (void)
{
  return g_ptr_array_new_with_free_func (document_free);
}

static SimDocument *
find_document (SimDesk    *desk,
               const char *sha256)
{
  for (guint i = 0; i < desk->documents->len; i++)
    if (strcmp (((SimDocument *) desk->documents->pdata[i])->sha256, sha256) == 0)
      return desk->documents->pdata[i];
  return NULL;
}

/* With the op's own transaction. @ret_document: for the machine to be told */
gboolean
sim_documents_take (SimDesk        *desk,
                    const YcOp     *op,
                    YcSyncDocument *ret_document)
{
  g_autoptr (GArray) refs = yc_op_list_blobs (op);
  SimDocument *document;

  if (refs->len == 0)
    return FALSE;
  document = g_new0 (SimDocument, 1);
  document->sha256 = g_strdup (g_array_index (refs, YcBlobRef, 0).sha256);
  document->size = g_array_index (refs, YcBlobRef, 0).size;
  document->op = op->id;
  g_ptr_array_add (desk->documents, document);
  *ret_document = (YcSyncDocument){ document->sha256, document->size };
  return TRUE;
}

/* Returns: (transfer full): of YcSyncDocument: what the hub is to have */
GArray *
sim_documents_list_waiting (SimDesk *desk)
{
  GArray *waiting = g_array_new (FALSE, TRUE, sizeof (YcSyncDocument));

  for (guint i = 0; i < desk->documents->len; i++)
    {
      const SimDocument *document = desk->documents->pdata[i];
      YcSyncDocument entry = { document->sha256, document->size };

      if (!document->sent)
        g_array_append_val (waiting, entry);
    }
  return waiting;
}

void
sim_documents_save_sent (SimDesk            *desk,
                         const YcSyncChange *change)
{
  SimDocument *document = find_document (desk, change->hash);

  if (document == NULL)
    return;
  document->sent = TRUE;
  document->sent_ms = change->time_ms;
  document->true_ms = desk->sim->now_ms;
  if (desk->sim->plant == SIM_PLANT_BLOB_DROPPED)
    g_ptr_array_remove (desk->documents, document);
}

/* Another life of the hub may have less of them. */
void
sim_documents_begin_epoch (SimDesk *desk)
{
  for (guint i = 0; i < desk->documents->len; i++)
    ((SimDocument *) desk->documents->pdata[i])->sent = FALSE;
}

/* The hub has had them since before @before_ms by its own clock. */
void
sim_documents_forget (SimDesk *desk,
                      gint64   before_ms)
{
  for (guint i = desk->documents->len; i > 0; i--)
    {
      const SimDocument *document = desk->documents->pdata[i - 1];

      if (!document->sent || document->sent_ms >= before_ms)
        continue;
      if (document->true_ms > desk->sim->now_ms - SIM_HORIZON_MS + SIM_TRANSIT_MAX_MS)
        sim_fail (desk->sim, "desk %u forgets a document that the hub may still lose", desk->index);
      desk->sim->figures.forgotten++;
      g_ptr_array_remove_index (desk->documents, i - 1);
    }
}

/* Returns: whether a document waits that the hub would take: the op that names
 *   it is there and was not refused */
gboolean
sim_documents_wait (SimDesk *desk)
{
  for (guint i = 0; i < desk->documents->len; i++)
    {
      const SimDocument *document = desk->documents->pdata[i];
      const SimHubRow *row = document->sent ? NULL : sim_hub_find (desk->sim->hub, &document->op);

      if (row != NULL && row->row->verdict->outcome != YC_OUTCOME_REFUSED)
        return TRUE;
    }
  return FALSE;
}

gboolean
sim_documents_has (SimDesk    *desk,
                   const char *sha256)
{
  return find_document (desk, sha256) != NULL;
}

/* --- words ----------------------------------------------------------------- */

static gboolean
is_word (const YcOp *op)
{
  return strcmp (op->kind, "case.receive") == 0 || strcmp (op->kind, "module.done") == 0 ||
         strcmp (op->kind, "job.grant") == 0;
}

/* In front is what was kept before. */
static void
keep_words (SimDesk        *desk,
            const YcStream *stream,
            GPtrArray      *rows)
{
  GPtrArray *said = g_hash_table_lookup (desk->said, stream);

  for (guint i = 0; i < rows->len; i++)
    {
      YcOp *op = ((YcFeedRow *) rows->pdata[i])->op;

      if (!is_word (op))
        continue;
      if (said == NULL)
        {
          said = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
          g_hash_table_insert (desk->said, g_memdup2 (stream, sizeof *stream), said);
        }
      g_ptr_array_add (said, yc_op_ref (op));
    }
}

/* Before the rows of the epoch before are let go. */
void
sim_words_keep (SimDesk *desk)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, desk->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (((YcStream *) key)->type == YC_STREAM_CASE)
      keep_words (desk, key, value);
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

/* Returns: (transfer full) (nullable): of YcOp: what is shown to the hub with @op */
GPtrArray *
sim_words_choose (SimDesk    *desk,
                  const YcOp *op)
{
  GPtrArray *said = g_hash_table_lookup (desk->said, &op->stream);
  GPtrArray *chosen;

  if (said == NULL || (strcmp (op->kind, "case.submit") != 0 && strcmp (op->kind, "job.ask") != 0))
    return NULL;
  chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
  for (guint i = 0; i < said->len && chosen->len < WORDS_MAX; i++)
    if (is_about (said->pdata[i], op))
      g_ptr_array_add (chosen, yc_op_ref (said->pdata[i]));
  return chosen;
}

/* Whether what was said is what is to be said now. */
gboolean
sim_words_say (const YcOp   *said,
               const char   *kind,
               const YcBody *body)
{
  static const char *const keys[] = { "module", "request", "job", "piece", "artwork", "machine", "desk" };

  if (strcmp (said->kind, kind) != 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_strcmp0 (yc_record_get_text (said->body->record, keys[i]), yc_record_get_text (body->record, keys[i])) != 0)
      return FALSE;
  return TRUE;
}

/* @said: (nullable): of YcOp
 * Returns: whether the hub has granted the piece that @ask asks for to a job that
 *   is not in @c again */
gboolean
sim_words_owe_piece (GPtrArray  *said,
                     YcCase     *c,
                     const YcOp *ask)
{
  const char *piece = yc_record_get_text (ask->body->record, "piece");

  for (guint i = 0; said != NULL && i < said->len; i++)
    {
      const YcOp *op = said->pdata[i];
      YcId job;

      if (strcmp (op->kind, "job.grant") == 0 &&
          g_strcmp0 (yc_record_get_text (op->body->record, "piece"), piece) == 0 &&
          yc_id_parse (yc_record_get_text (op->body->record, "job"), &job) && yc_case_find_job (c, &job) == NULL)
        return TRUE;
    }
  return FALSE;
}

/* @said: (nullable): of YcOp
 * Returns: whether the hub has granted what @ask asks for */
gboolean
sim_words_have_grant (GPtrArray  *said,
                      const YcOp *ask)
{
  const char *job = yc_record_get_text (ask->body->record, "job");

  for (guint i = 0; said != NULL && i < said->len; i++)
    {
      const YcOp *op = said->pdata[i];

      if (strcmp (op->kind, "job.grant") == 0 && g_strcmp0 (yc_record_get_text (op->body->record, "job"), job) == 0)
        return TRUE;
    }
  return FALSE;
}
