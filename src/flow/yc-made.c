/* yc-made.c: what the simulated machines of a training hall have made
 *
 * A plate is a picture. So is each page of a form printer, which has the same as
 * text beside it; a receipt is text alone. The bytes themselves are not shown.
 */

#include "yc-made.h"

#include <string.h>

#define WANTED G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_TIME_MODIFIED "," \
               G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC
#define PICTURE ".png"
#define TEXT ".txt"
#define FIRST_PAGE "-1" PICTURE

static void
made_free (gpointer data)
{
  YcMade *self = data;

  g_free (self->path);
  g_free (self);
}

/* A text that stands beside its own pages is not shown twice. */
static gboolean
has_pages (const char *path)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (TEXT));
  g_autofree char *page = g_strconcat (stem, FIRST_PAGE, NULL);

  return g_file_test (page, G_FILE_TEST_IS_REGULAR);
}

static void
add_file (GPtrArray  *list,
          const char *folder,
          GFileInfo  *info)
{
  const char *name = g_file_info_get_name (info);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GDateTime) at = g_file_info_get_modification_date_time (info);
  gboolean is_picture = g_str_has_suffix (name, PICTURE);
  YcMade *made;

  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR || at == NULL ||
      !(is_picture || (g_str_has_suffix (name, TEXT) && !has_pages (path))))
    return;
  made = g_new0 (YcMade, 1);
  made->path = g_steal_pointer (&path);
  made->is_picture = is_picture;
  made->at_ms = g_date_time_to_unix (at) * 1000 + g_date_time_get_microsecond (at) / 1000;
  g_ptr_array_add (list, made);
}

static void
add_folder (GPtrArray    *list,
            const char   *folder,
            GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (file, WANTED, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS,
                                                                 cancellable, &error);
  GFileInfo *info = NULL;

  /* A machine that has made nothing yet may have made no folder either. */
  while (files != NULL && g_file_enumerator_iterate (files, &info, NULL, cancellable, &error) && info != NULL)
    add_file (list, folder, info);
  if (error != NULL)
    g_debug ("What was made is not all listed: %s", error->message);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const YcMade *one = *(const YcMade *const *) a, *other = *(const YcMade *const *) b;

  if (one->at_ms != other->at_ms)
    return one->at_ms < other->at_ms ? 1 : -1;
  return strcmp (one->path, other->path);
}

static void
list_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  char **folders = data;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (made_free);

  for (guint i = 0; folders[i] != NULL; i++)
    add_folder (list, folders[i], cancellable);
  g_ptr_array_sort (list, compare);
  if (list->len > YC_MADE_MAX)
    g_ptr_array_set_size (list, YC_MADE_MAX);
  g_task_return_pointer (task, g_steal_pointer (&list), (GDestroyNotify) g_ptr_array_unref);
}

void
yc_made_list_async (const char *const   *folders,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, yc_made_list_async);
  g_task_set_task_data (task, g_strdupv ((char **) folders), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, list_in_thread);
}

GPtrArray *
yc_made_list_finish (GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
