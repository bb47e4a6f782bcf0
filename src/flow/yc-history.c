/* yc-history.c: one stream as this desk knows it
 *
 * Rows come from the hub with their verdicts, without gaps. Own ops stand on
 * top in the order they were made, each until its row has come. An own op
 * that the hub has answered keeps the answer's verdict meanwhile; one it has
 * not answered is judged here, which is a guess and is thrown away.
 *
 * Every fold starts from nothing. A stream has some hundred ops at the most,
 * and what is made anew each time cannot drift from what the hub holds.
 */

#include "yc-history.h"

#include "yc-case-judge.h"

typedef struct
{
  YcOp *op;
  YcVerdict *verdict; /* (nullable): the hub's, once it has answered */
} Own;

struct _YcHistory
{
  YcStream stream;
  GPtrArray *rows; /* of YcFeedRow, revisions 1, 2, 3 … */
  GPtrArray *own;  /* of Own */
};

static void
own_free (gpointer data)
{
  Own *own = data;

  yc_op_unref (own->op);
  g_clear_pointer (&own->verdict, yc_verdict_free);
  g_free (own);
}

static void
row_free (gpointer data)
{
  yc_feed_row_free (data);
}

YcHistory *
yc_history_new (const YcStream *stream)
{
  YcHistory *self = g_new0 (YcHistory, 1);

  self->stream = *stream;
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->own = g_ptr_array_new_with_free_func (own_free);
  return self;
}

void
yc_history_free (YcHistory *self)
{
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->own);
  g_free (self);
}

static gboolean
find_own (YcHistory  *self,
          const YcId *op,
          guint      *ret_index)
{
  for (guint i = 0; i < self->own->len; i++)
    {
      const Own *own = g_ptr_array_index (self->own, i);

      if (yc_id_equal (&own->op->id, op))
        {
          *ret_index = i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * yc_history_add_row:
 * @self: a history
 * @row: (transfer full): a row with its op
 *
 * A row that is here already is passed over. An own op whose row comes stands
 * on top no longer.
 *
 * Returns: %FALSE on a gap; the row is dropped then
 */
gboolean
yc_history_add_row (YcHistory *self,
                    YcFeedRow *row)
{
  g_autoptr (YcFeedRow) taken = row;
  guint i;

  g_return_val_if_fail (row != NULL && row->op != NULL, FALSE);

  if (row->revision <= (gint64) self->rows->len)
    return TRUE;
  if (row->revision != (gint64) self->rows->len + 1)
    return FALSE;
  if (find_own (self, &row->op->id, &i))
    g_ptr_array_remove_index (self->own, i);
  g_ptr_array_add (self->rows, g_steal_pointer (&taken));
  return TRUE;
}

/* Puts an op of this desk on top; one whose row is here is passed over. */
void
yc_history_add_own (YcHistory *self,
                    YcOp      *op)
{
  Own *own;
  guint i;

  for (i = 0; i < self->rows->len; i++)
    if (yc_id_equal (&((YcFeedRow *) g_ptr_array_index (self->rows, i))->op->id, &op->id))
      return;
  if (find_own (self, &op->id, &i))
    return;
  own = g_new0 (Own, 1);
  own->op = yc_op_ref (op);
  g_ptr_array_add (self->own, own);
}

/* Keeps the hub's verdict on an own op whose row has not come. */
void
yc_history_answer (YcHistory       *self,
                   const YcId      *op,
                   const YcVerdict *verdict)
{
  guint i;

  if (find_own (self, op, &i))
    {
      Own *own = g_ptr_array_index (self->own, i);

      g_clear_pointer (&own->verdict, yc_verdict_free);
      own->verdict = yc_verdict_copy (verdict);
    }
}

/* Forgets the rows, as when the hub has begun a new epoch. Own ops among them
 * stay own. */
void
yc_history_clear_rows (YcHistory *self)
{
  g_ptr_array_set_size (self->rows, 0);
}

/* The last revision known, 0 for none. */
gint64
yc_history_get_revision (YcHistory *self)
{
  return self->rows->len;
}

/* How many own ops the hub has not answered. */
guint
yc_history_get_waiting (YcHistory *self)
{
  guint waiting = 0;

  for (guint i = 0; i < self->own->len; i++)
    if (((Own *) g_ptr_array_index (self->own, i))->verdict == NULL)
      waiting++;
  return waiting;
}

/* Returns: (transfer none) (nullable): the hub's newest grant of @job, as its row
 *   came; its signature is for the caller to look at */
const YcOp *
yc_history_find_grant (YcHistory  *self,
                       const char *job)
{
  for (guint i = self->rows->len; i > 0; i--)
    {
      const YcFeedRow *row = g_ptr_array_index (self->rows, i - 1);

      if (g_str_equal (row->op->kind, "job.grant") && row->verdict->outcome == YC_OUTCOME_APPLIED &&
          g_strcmp0 (yc_record_get_text (row->op->body->record, "job"), job) == 0)
        return row->op;
    }
  return NULL;
}

/* What an op is judged as until the hub has: it happened when it was made. */
static YcVerdict *
begin_guess (const YcOp *op,
             gint64      offset_ms)
{
  YcVerdict *verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

  verdict->at.at_ms = op->when.wall_ms + offset_ms;
  return verdict;
}

static gboolean
can_judge (const YcOp   *op,
           YcStreamType  type)
{
  const YcKind *kind = yc_kind_find (op->kind);

  return kind != NULL && kind->stream == type && yc_kind_check_body (kind, op->body) == NULL;
}

/**
 * yc_history_fold_case:
 * @self: a case's history
 * @offset_ms: the hub's clock minus this desk's, as last known
 *
 * Returns: (transfer full): the case as the hub has it, and on top what this
 *   desk expects
 */
YcCase *
yc_history_fold_case (YcHistory *self,
                      gint64     offset_ms)
{
  YcCase *c = yc_case_new (&self->stream.id);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const YcFeedRow *row = g_ptr_array_index (self->rows, i);

      yc_case_fold (c, row->op, row->verdict, row->revision);
    }
  for (guint i = 0; i < self->own->len; i++)
    {
      const Own *own = g_ptr_array_index (self->own, i);
      g_autoptr (YcVerdict) guess = begin_guess (own->op, offset_ms);

      if (own->verdict == NULL && can_judge (own->op, YC_STREAM_CASE))
        yc_case_judge (c, own->op, guess);
      yc_case_predict (c, own->op, own->verdict != NULL ? own->verdict : guess);
    }
  return c;
}

/* Returns: (transfer full): the case as it was at @revision, in the hub's order */
YcCase *
yc_history_fold_case_at (YcHistory *self,
                         gint64     revision)
{
  YcCase *c = yc_case_new (&self->stream.id);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const YcFeedRow *row = g_ptr_array_index (self->rows, i);

      if (row->revision > revision)
        break;
      yc_case_fold (c, row->op, row->verdict, row->revision);
    }
  return c;
}

YcVisit *
yc_history_fold_visit (YcHistory *self,
                       gint64     offset_ms)
{
  YcVisit *visit = yc_visit_new (&self->stream.id);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const YcFeedRow *row = g_ptr_array_index (self->rows, i);

      yc_visit_fold (visit, row->op, row->verdict, row->revision);
    }
  for (guint i = 0; i < self->own->len; i++)
    {
      const Own *own = g_ptr_array_index (self->own, i);
      g_autoptr (YcVerdict) guess = begin_guess (own->op, offset_ms);

      if (own->verdict == NULL && can_judge (own->op, YC_STREAM_VISIT))
        yc_visit_judge (visit, own->op, guess);
      yc_visit_predict (visit, own->op, own->verdict != NULL ? own->verdict : guess);
    }
  return visit;
}
