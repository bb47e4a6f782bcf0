/* sim-disk.c: what a desk has on its disk, and how a transaction changes it */

#include "sim.h"

#include <string.h>

static void
row_free_cb (gpointer data)
{
  yc_feed_row_free (data);
}

SimDiskOp *
sim_disk_find_op (SimDesk    *desk,
                  const YcId *id)
{
  for (guint i = 0; i < desk->ops->len; i++)
    if (yc_id_equal (&((SimDiskOp *) desk->ops->pdata[i])->op->id, id))
      return desk->ops->pdata[i];
  return NULL;
}

static void
save_ack (SimDesk            *desk,
          const YcSyncChange *change)
{
  SimDiskOp *op = sim_disk_find_op (desk, &change->op);

  if (op == NULL)
    return;
  op->acknowledged = TRUE;
  op->received_ms = change->time_ms;
  g_clear_pointer (&op->parked, g_free);
  g_clear_pointer (&op->verdict, g_bytes_unref);
  op->verdict = yc_verdict_encode (change->verdict);
}

static void
save_row (SimDesk         *desk,
          const YcFeedRow *row)
{
  GPtrArray *rows = g_hash_table_lookup (desk->rows, &row->stream);
  YcFeedRow *copy;

  if (row->op == NULL)
    {
      g_hash_table_add (desk->noticed, g_memdup2 (&row->stream, sizeof row->stream));
      return;
    }
  if (rows == NULL)
    {
      rows = g_ptr_array_new_with_free_func (row_free_cb);
      g_hash_table_insert (desk->rows, g_memdup2 (&row->stream, sizeof row->stream), rows);
    }
  if (row->revision <= (gint64) rows->len)
    {
      if (!yc_id_equal (&((YcFeedRow *) rows->pdata[row->revision - 1])->op->id, &row->op->id))
        sim_fail (desk->sim, "desk %u got two rows for one revision", desk->index);
      return;
    }
  if (row->revision != (gint64) rows->len + 1)
    {
      sim_fail (desk->sim, "desk %u: revision %" G_GINT64_FORMAT " after %u: rows are missing",
                desk->index, row->revision, rows->len);
      return;
    }
  copy = yc_feed_row_new ();
  copy->position = row->position;
  copy->stream = row->stream;
  copy->revision = row->revision;
  copy->hash = g_strdup (row->hash);
  copy->op = yc_op_ref (row->op);
  copy->verdict = yc_verdict_copy (row->verdict);
  g_ptr_array_add (rows, copy);
  g_hash_table_remove (desk->shown, &row->stream);
}

void
sim_disk_save_cursor (SimDesk            *desk,
                      const YcSyncChange *change)
{
  SimCursor *cursor = g_new0 (SimCursor, 1);

  cursor->after = change->after;
  cursor->hash = g_strdup (change->hash);
  g_hash_table_replace (desk->cursors, g_strdup (change->feed), cursor);
}

static gboolean
was_taken (const SimDiskOp *op)
{
  g_autoptr (YcVerdict) verdict = op->verdict != NULL ? yc_verdict_decode (op->verdict, NULL) : NULL;

  return verdict != NULL && verdict->outcome != YC_OUTCOME_REFUSED;
}

static void
save_epoch (SimDesk            *desk,
            const YcSyncChange *change)
{
  sim_words_keep (desk);
  sim_documents_begin_epoch (desk);
  g_free (desk->epoch);
  desk->epoch = g_strdup (change->epoch);
  g_hash_table_remove_all (desk->rows);
  g_hash_table_remove_all (desk->shown);
  g_hash_table_remove_all (desk->cursors);
  if (desk->sim->plant == SIM_PLANT_EPOCH_FORGETS)
    return;
  for (guint i = 0; i < desk->ops->len; i++)
    {
      SimDiskOp *op = desk->ops->pdata[i];

      if (op->acknowledged)
        op->was_taken = was_taken (op);
      op->acknowledged = FALSE;
    }
}

static gboolean
has_come_back (SimDesk    *desk,
               const YcOp *op)
{
  GPtrArray *rows = g_hash_table_lookup (desk->rows, &op->stream);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (yc_id_equal (&((YcFeedRow *) rows->pdata[i])->op->id, &op->id))
      return TRUE;
  return FALSE;
}

/* What the hub has had since before @before_ms goes, where its row has come back. */
static void
forget (SimDesk *desk,
        gint64   before_ms)
{
  for (guint i = desk->ops->len; i > 0; i--)
    {
      const SimDiskOp *op = desk->ops->pdata[i - 1];

      if (!op->acknowledged || op->received_ms >= before_ms || !has_come_back (desk, op->op))
        continue;
      if (op->received_ms > desk->sim->now_ms - SIM_HORIZON_MS)
        sim_fail (desk->sim, "desk %u forgets an op that the hub may still lose", desk->index);
      desk->sim->figures.forgotten++;
      g_ptr_array_remove_index (desk->ops, i - 1);
    }
  sim_documents_forget (desk, before_ms);
}

/* One change of a transaction. */
void
sim_disk_save (SimDesk            *desk,
               const YcSyncChange *change)
{
  SimDiskOp *op;

  switch (change->type)
    {
    case YC_SYNC_CHANGE_ACK:
      save_ack (desk, change);
      break;
    case YC_SYNC_CHANGE_PARK:
    case YC_SYNC_CHANGE_UNPARK:
      op = sim_disk_find_op (desk, &change->op);
      g_clear_pointer (&op->parked, g_free);
      if (change->type == YC_SYNC_CHANGE_PARK && !op->acknowledged)
        op->parked = g_strdup (change->code);
      break;
    case YC_SYNC_CHANGE_ROWS:
      for (guint i = 0; i < change->rows->len; i++)
        save_row (desk, change->rows->pdata[i]);
      sim_disk_save_cursor (desk, change);
      break;
    case YC_SYNC_CHANGE_EPOCH:
      save_epoch (desk, change);
      break;
    case YC_SYNC_CHANGE_HORIZON:
      desk->horizon_ms = change->time_ms;
      break;
    case YC_SYNC_CHANGE_SENT:
      sim_documents_save_sent (desk, change);
      break;
    case YC_SYNC_CHANGE_FORGET:
      forget (desk, change->time_ms);
      break;
    default:
      break;
    }
}

/* The journal has each job once: a second start, or one of a job that was given
 * back, is no transaction. It forgets nothing. */
gboolean
sim_disk_takes (SimDesk    *desk,
                const YcOp *op)
{
  gboolean start = strcmp (op->kind, "job.start") == 0;
  const char *job = start || strcmp (op->kind, "job.return") == 0 ? yc_record_get_text (op->body->record, "job") : NULL;
  SimJournal known;

  if (job == NULL)
    return TRUE;
  known = GPOINTER_TO_UINT (g_hash_table_lookup (desk->journal, job));
  if (known == SIM_JOURNAL_NOTHING)
    g_hash_table_insert (desk->journal, g_strdup (job),
                         GUINT_TO_POINTER (start ? SIM_JOURNAL_BEGUN : SIM_JOURNAL_RETURNED));
  if (!start || known == SIM_JOURNAL_NOTHING)
    return TRUE;
  return desk->sim->plant == (known == SIM_JOURNAL_BEGUN ? SIM_PLANT_JOURNAL_TWICE : SIM_PLANT_START_RETURNED);
}
