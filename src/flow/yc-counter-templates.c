/* yc-counter-templates.c: the templates that go with a version of the form
 *
 * Read once for each version of the catalogue, on the worker that has the PDFs. A
 * template that an old form can't fill is left out: that case has no such paper.
 */

#include "yc-counter-state.h"

/* YC_TEMPLATES is for a build tree, which has nothing installed. */
static const char *
get_folder (void)
{
  const char *folder = g_getenv ("YC_TEMPLATES");

  return folder != NULL ? folder : YC_DATA_DIR "/templates";
}

static void
load_func (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  GError *error = NULL;
  GPtrArray *templates = yc_template_read_folder (g_task_get_name (task), task_data, errors, &error);

  for (guint i = 0; i < errors->len; i++)
    g_debug ("left out: %s", ((GError *) g_ptr_array_index (errors, i))->message);
  if (templates != NULL)
    g_task_return_pointer (task, templates, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) waiter = user_data;
  YcCounter *self = g_task_get_source_object (waiter);
  const char *version = yc_catalogue_get_version (g_task_get_task_data (waiter));
  GError *error = NULL;
  GPtrArray *templates = g_task_propagate_pointer (G_TASK (result), &error);

  if (templates == NULL)
    {
      g_task_return_error (waiter, error);
      return;
    }
  g_hash_table_replace (self->templates, g_strdup (version), g_ptr_array_ref (templates));
  g_task_return_pointer (waiter, templates, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * yc_counter_load_templates_async:
 * @self: a counter
 * @catalogue: the version that a case goes by
 *
 * Answers at once where they were loaded before, or came in a pack.
 */
void
yc_counter_load_templates_async (YcCounter           *self,
                                 YcCatalogue         *catalogue,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr (GTask) waiter = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GTask) task = NULL;
  const YcPackContent *content;
  GPtrArray *known;

  g_task_set_source_tag (waiter, yc_counter_load_templates_async);
  g_task_set_task_data (waiter, yc_catalogue_ref (catalogue), (GDestroyNotify) yc_catalogue_unref);
  if (self->templates == NULL)
    self->templates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  content = g_hash_table_lookup (self->pack_contents, yc_catalogue_get_version (catalogue));
  known = content != NULL ? content->templates : g_hash_table_lookup (self->templates, yc_catalogue_get_version (catalogue));
  if (known != NULL)
    {
      g_task_return_pointer (waiter, g_ptr_array_ref (known), (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  task = g_task_new (NULL, NULL, loaded_cb, g_steal_pointer (&waiter));
  g_task_set_name (task, get_folder ());
  g_task_set_task_data (task, yc_catalogue_ref (catalogue), (GDestroyNotify) yc_catalogue_unref);
  yc_worker_run (yc_counter_get_pdf_worker (self), task, load_func);
}

/* Returns: (transfer full) (nullable): of YcTemplate */
GPtrArray *
yc_counter_load_templates_finish (YcCounter     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
