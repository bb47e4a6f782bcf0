/* yc-sign-fields.c: fields for all who will sign a paper
 *
 * A signed file is never rewritten, so every field is there before the first
 * signature; and before the first reading, that what is read is what is signed.
 */

#include "yc-sign-fields.h"

#include "yc-pdf-fields.h"

char *
yc_sign_dup_field_name (const char *person,
                        guint       nth)
{
  return nth == 0 ? g_strdup (person) : g_strdup_printf ("%s#%u", person, nth + 1);
}

/* How many places before @index are the same person's. */
static guint
count_before (const YcPaper *paper,
              guint          index)
{
  const YcPaperPlace *place = g_ptr_array_index (paper->places, index);
  guint count = 0;

  for (guint i = 0; i < index; i++)
    count += g_strcmp0 (((const YcPaperPlace *) g_ptr_array_index (paper->places, i))->person, place->person) == 0;
  return count;
}

/* @names: (element-type utf8): keeps what the fields are called */
static GArray *
create_fields (const YcPaper *paper,
               GPtrArray     *names)
{
  GArray *fields = g_array_new (FALSE, TRUE, sizeof (YcPdfField));

  for (guint i = 0; i < paper->places->len; i++)
    {
      const YcPaperPlace *place = g_ptr_array_index (paper->places, i);
      guint nth = place->person != NULL ? count_before (paper, i) : 0;
      YcPdfField field = {
        .page = place->page,
        .x_mm = place->x_mm,
        .y_mm = place->y_mm,
        .width_mm = place->width_mm,
        .height_mm = place->height_mm,
        .tooltip = place->name,
      };

      if (place->person == NULL || nth >= YC_SIGN_FIELDS_MAX)
        continue;
      field.name = yc_sign_dup_field_name (place->person, nth);
      g_ptr_array_add (names, (gpointer) field.name);
      g_array_append_val (fields, field);
    }
  return fields;
}

static void
prepare_cb (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  const YcPaper *paper = data;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) fields = create_fields (paper, names);
  GError *error = NULL;
  GBytes *prepared;

  if (fields->len == 0)
    {
      g_task_return_pointer (task, g_bytes_ref (paper->pdf), (GDestroyNotify) g_bytes_unref);
      return;
    }
  prepared = yc_pdf_fields_prepare (paper->pdf, (const YcPdfField *) fields->data, fields->len, &error);
  if (prepared != NULL)
    g_task_return_pointer (task, prepared, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
yc_sign_prepare_paper_async (YcWorker            *worker,
                             const YcPaper       *paper,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_return_if_fail (YC_IS_WORKER (worker) && paper != NULL);

  g_task_set_source_tag (task, yc_sign_prepare_paper_async);
  g_task_set_task_data (task, (gpointer) paper, NULL);
  yc_worker_run (worker, task, prepare_cb);
}

/* Returns: (transfer full) (nullable) */
GBytes *
yc_sign_prepare_paper_finish (GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_sign_prepare_paper_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
