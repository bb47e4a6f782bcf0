/* yc-counter-files.c: a document, whole, for whoever shows or signs it */

#include "yc-counter-state.h"

#include "yc-document-fetch.h"

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GBytes *bytes = yc_document_fetch_finish (YC_STORE (source), result, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/**
 * yc_counter_read_file_async:
 * @self: an open counter
 * @sha256: of a document that one of its cases names
 * @cancellable: (nullable)
 * @callback: called when it is here
 * @user_data: for @callback
 *
 * From this machine's store, or else, while there is a line, from the hub.
 */
void
yc_counter_read_file_async (YcCounter           *self,
                            const char          *sha256,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, yc_counter_read_file_async);
  yc_document_fetch_async (self->store, yc_line_get_state (self->line) == YC_LINE_ONLINE ? self->client : NULL, sha256,
                           yc_counter_now (self).at_ms, cancellable, fetched_cb, g_object_ref (task));
}

/* Returns: (transfer full) (nullable): fails as yc_document_fetch_async() does */
GBytes *
yc_counter_read_file_finish (YcCounter     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
