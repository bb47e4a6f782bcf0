/* yc-store-key.c: where a store's key comes from
 *
 * The key lies beside the folder and not in it, so that a copy of the folder
 * alone tells nothing: "…/desk" has its key in "…/desk.key".
 */

#include "yc-store-key.h"

#include "yc-file.h"

typedef struct
{
  char *dir;
  char *path;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->dir);
  g_free (wanted->path);
  g_free (wanted);
}

/**
 * yc_store_key_dup_path:
 * @dir: the store's folder
 * @key_file: (nullable): where somebody wants the key
 *
 * Returns: (transfer full): where it is
 */
char *
yc_store_key_dup_path (const char *dir,
                       const char *key_file)
{
  g_autofree char *whole = g_canonicalize_filename (dir, NULL);

  return key_file != NULL ? g_strdup (key_file) : g_strconcat (whole, ".key", NULL);
}

static void
obtain_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  Wanted *wanted = data;
  g_autofree char *parent = g_path_get_dirname (wanted->path);
  GError *error = NULL;
  GBytes *key = NULL;

  /* Who has the folder above already has it as they want it: it may be their home, or /tmp. */
  if ((g_file_test (parent, G_FILE_TEST_IS_DIR) || yc_dir_ensure (parent, &error)) &&
      yc_dir_ensure (wanted->dir, &error))
    key = yc_key_file_ensure (wanted->path, &error);
  if (key == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, key, (GDestroyNotify) g_bytes_unref);
}

/**
 * yc_store_key_obtain_async:
 * @dir: the store's folder; made where there is none
 * @key_file: (nullable): the file with the key; %NULL for the one beside @dir
 * @cancellable: (nullable): until the work begins
 * @callback: calls yc_store_key_obtain_finish()
 * @user_data: for @callback
 *
 * A store that has no key yet gets one.
 */
void
yc_store_key_obtain_async (const char          *dir,
                           const char          *key_file,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Wanted *wanted;

  g_return_if_fail (dir != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, yc_store_key_obtain_async);
  wanted = g_new0 (Wanted, 1);
  wanted->dir = g_strdup (dir);
  wanted->path = yc_store_key_dup_path (dir, key_file);
  g_task_set_task_data (task, wanted, wanted_free);
  g_task_run_in_thread (task, obtain_in_thread);
}

/* Returns: (transfer full): YC_KEY_SIZE bytes, cleared when released */
GBytes *
yc_store_key_obtain_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_store_key_obtain_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
