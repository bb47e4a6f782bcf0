/* sim-shown.c: what a desk shows: the rows it has, and on top what it expects
 *
 * Made of the disk, and kept until a row or an op comes that it is made of:
 * clerks look far more often than anything happens.
 */

#include "sim.h"

#include "yc-case-judge.h"

typedef struct
{
  YcCase *known;    /* (nullable): the rows */
  YcCase *expected; /* (nullable): and what is expected of the desk's own ops */
} Shown;

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_clear_object (&shown->known);
  g_clear_object (&shown->expected);
  g_free (shown);
}

/* Returns: (transfer full): YcStream → what is shown of it; who changes what a
 *   case is made of takes it out */
GHashTable *
sim_shown_new (void)
{
  return g_hash_table_new_full (yc_stream_hash, yc_stream_equal, g_free, shown_free);
}

static gboolean
has_row (GPtrArray  *rows,
         const YcId *id)
{
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (yc_id_equal (&((YcFeedRow *) rows->pdata[i])->op->id, id))
      return TRUE;
  return FALSE;
}

static gboolean
can_judge (const YcOp *op)
{
  const YcKind *kind = yc_kind_find (op->kind);

  return kind != NULL && kind->stream == op->stream.type && yc_kind_check_body (kind, op->body) == NULL;
}

static YcCase *
fold_known (SimDesk        *desk,
            const YcStream *stream)
{
  GPtrArray *rows = g_hash_table_lookup (desk->rows, stream);
  YcCase *c = yc_case_new (&stream->id);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const YcFeedRow *row = rows->pdata[i];

      if (!yc_case_fold (c, row->op, row->verdict, row->revision))
        sim_fail (desk->sim, "desk %u cannot fold a case", desk->index);
    }
  return c;
}

static YcCase *
fold_shown (SimDesk        *desk,
            const YcStream *stream)
{
  GPtrArray *rows = g_hash_table_lookup (desk->rows, stream);
  YcCase *c = fold_known (desk, stream);

  for (guint i = 0; i < desk->ops->len; i++)
    {
      const YcOp *op = ((SimDiskOp *) desk->ops->pdata[i])->op;
      g_autoptr (YcVerdict) verdict = NULL;

      if (!yc_stream_equal (&op->stream, stream) || has_row (rows, &op->id))
        continue;
      verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
      if (can_judge (op))
        yc_case_judge (c, op, verdict);
      yc_case_predict (c, op, verdict);
    }
  return c;
}

/**
 * sim_desk_fold_case:
 * @predict: as the program shows it: the rows, and on top what it expects of
 *   its own ops; else the rows alone
 *
 * Returns: (transfer full): only to be read: who asks again has the same
 */
YcCase *
sim_desk_fold_case (SimDesk    *desk,
                    const YcId *id,
                    gboolean    predict)
{
  YcStream stream = { YC_STREAM_CASE, *id };
  Shown *shown = g_hash_table_lookup (desk->shown, &stream);

  if (shown == NULL)
    {
      shown = g_new0 (Shown, 1);
      g_hash_table_insert (desk->shown, g_memdup2 (&stream, sizeof stream), shown);
    }
  if (predict && shown->expected == NULL)
    shown->expected = fold_shown (desk, &stream);
  if (!predict && shown->known == NULL)
    shown->known = fold_known (desk, &stream);
  return g_object_ref (predict ? shown->expected : shown->known);
}

YcVisit *
sim_desk_fold_visit (SimDesk    *desk,
                     const YcId *id,
                     gboolean    predict)
{
  YcStream stream = { YC_STREAM_VISIT, *id };
  GPtrArray *rows = g_hash_table_lookup (desk->rows, &stream);
  YcVisit *visit = yc_visit_new (id);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const YcFeedRow *row = rows->pdata[i];

      if (!yc_visit_fold (visit, row->op, row->verdict, row->revision))
        sim_fail (desk->sim, "desk %u cannot fold a visit", desk->index);
    }
  for (guint i = 0; predict && i < desk->ops->len; i++)
    {
      const YcOp *op = ((SimDiskOp *) desk->ops->pdata[i])->op;
      g_autoptr (YcVerdict) verdict = NULL;

      if (!yc_stream_equal (&op->stream, &stream) || has_row (rows, &op->id))
        continue;
      verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
      yc_visit_judge (visit, op, verdict);
      yc_visit_predict (visit, op, verdict);
    }
  return visit;
}
