/* yc-counted-row.c: a case or a visit that a figure counted */

#include "yc-counted-row.h"

struct _YcCountedRow
{
  GObject parent_instance;

  YcHubCounted *counted;
};

G_DEFINE_FINAL_TYPE (YcCountedRow, yc_counted_row, G_TYPE_OBJECT)

static guint changed_signal;

static void
yc_counted_row_finalize (GObject *object)
{
  YcCountedRow *self = YC_COUNTED_ROW (object);

  g_clear_pointer (&self->counted, yc_hub_counted_free);
  G_OBJECT_CLASS (yc_counted_row_parent_class)->finalize (object);
}

static void
yc_counted_row_class_init (YcCountedRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_counted_row_finalize;
  changed_signal = g_signal_new ("changed", YC_TYPE_COUNTED_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);
}

static void
yc_counted_row_init (YcCountedRow *self)
{
}

/* @counted: copied */
YcCountedRow *
yc_counted_row_new (const YcHubCounted *counted)
{
  YcCountedRow *self = g_object_new (YC_TYPE_COUNTED_ROW, NULL);

  self->counted = yc_hub_counted_copy (counted);
  return self;
}

void
yc_counted_row_update (YcCountedRow       *self,
                       const YcHubCounted *counted)
{
  g_clear_pointer (&self->counted, yc_hub_counted_free);
  self->counted = yc_hub_counted_copy (counted);
  g_signal_emit (self, changed_signal, 0);
}

/* Good until the row is updated. */
const YcHubCounted *
yc_counted_row_get (YcCountedRow *self)
{
  g_return_val_if_fail (YC_IS_COUNTED_ROW (self), NULL);

  return self->counted;
}

gboolean
yc_counted_row_is_visit (YcCountedRow *self)
{
  g_return_val_if_fail (YC_IS_COUNTED_ROW (self), FALSE);

  return self->counted->stream.type == YC_STREAM_VISIT;
}

static gboolean
is_same (GListStore *store,
         GPtrArray  *counted)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (store)) != counted->len)
    return FALSE;
  for (guint i = 0; i < counted->len; i++)
    {
      g_autoptr (YcCountedRow) row = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (!yc_stream_equal (&row->counted->stream, &((YcHubCounted *) g_ptr_array_index (counted, i))->stream))
        return FALSE;
    }
  return TRUE;
}

/**
 * yc_counted_store_take:
 * @store: of YcCountedRow
 * @counted: of YcHubCounted: what it holds from now on, in this order
 *
 * While they are the same ones, the rows stay the objects they were, so that
 * who reads them with the keyboard does not lose their place.
 */
void
yc_counted_store_take (GListStore *store,
                       GPtrArray  *counted)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  if (is_same (store, counted))
    {
      for (guint i = 0; i < counted->len; i++)
        {
          g_autoptr (YcCountedRow) row = g_list_model_get_item (G_LIST_MODEL (store), i);

          yc_counted_row_update (row, g_ptr_array_index (counted, i));
        }
      return;
    }
  for (guint i = 0; i < counted->len; i++)
    g_ptr_array_add (rows, yc_counted_row_new (g_ptr_array_index (counted, i)));
  g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), rows->pdata, rows->len);
}
