/* yc-counter-streams.c: cases that another window began
 *
 * A desk knows the cases it has worked on, and keeps them. A case that is only
 * looked at here (found at the hub, waiting for a reviewer, behind a figure)
 * is a guest: it is followed like any other and leaves again, the one opened
 * longest ago first, when there are too many. A guest that somebody here works
 * on becomes this window's.
 */

#include "yc-counter-state.h"

#include "yc-list-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OPEN_TIMEOUT_MS 10000
#define SEARCH_CHARS_MIN 2

typedef struct
{
  YcId id;
  guint timeout_id;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_clear_handle_id (&opening->timeout_id, g_source_remove);
  g_free (opening);
}

/* Whether anything was done to it here, or it was handed over to here. */
static gboolean
is_ours (YcCounter  *self,
         YcCaseFile *file)
{
  GPtrArray *events = yc_case_get_events (yc_case_file_get_case (file));

  for (guint i = 0; i < events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (events, i);

      if (g_strcmp0 (event->window, self->window) == 0 ||
          (g_str_equal (event->kind, "transfer.take") && g_strcmp0 (event->detail, self->window) == 0))
        return TRUE;
    }
  return FALSE;
}

/* The newest is what is looked at now: it stays, whatever there is. */
static void
drop_oldest_guest (YcCounter *self)
{
  for (GList *link = self->guests.tail; link != self->guests.head; link = link->prev)
    {
      YcCaseFile *file = link->data;
      YcStream stream = { YC_STREAM_CASE, *yc_case_file_get_id (file) };

      if (yc_case_file_get_waiting (file) > 0)
        continue;
      g_queue_delete_link (&self->guests, link);
      if (self->edge != NULL)
        yc_sync_edge_unfollow (self->edge, &stream);
      g_hash_table_remove (self->files, &stream.id);
      return;
    }
}

static void
add_guest (YcCounter  *self,
           YcCaseFile *file)
{
  g_queue_remove (&self->guests, file);
  g_queue_push_head (&self->guests, file);
  if (g_queue_get_length (&self->guests) > YC_COUNTER_GUESTS_MAX)
    drop_oldest_guest (self);
}

static void
answer_openings (YcCounter  *self,
                 YcCaseFile *file)
{
  for (guint i = self->openings->len; i > 0; i--)
    {
      g_autoptr (GTask) task = g_object_ref (g_ptr_array_index (self->openings, i - 1));
      Opening *opening = g_task_get_task_data (task);

      if (!yc_id_equal (&opening->id, yc_case_file_get_id (file)))
        continue;
      g_ptr_array_remove_index (self->openings, i - 1);
      g_clear_handle_id (&opening->timeout_id, g_source_remove);
      g_task_return_pointer (task, g_object_ref (file), g_object_unref);
    }
}

/**
 * yc_counter_place_case:
 * @self: a counter
 * @file: a case it has just read from the store
 *
 * Puts it among this window's cases or the guests, and answers who waits for it.
 */
void
yc_counter_place_case (YcCounter  *self,
                       YcCaseFile *file)
{
  gboolean is_guest = g_queue_find (&self->guests, file) != NULL;
  gboolean listed = g_list_store_find (self->cases, file, NULL);

  if (!listed && is_ours (self, file))
    {
      g_queue_remove (&self->guests, file);
      g_list_store_insert (self->cases, 0, file);
    }
  else if (!listed && !is_guest)
    add_guest (self, file);
  if (yc_history_get_revision (yc_case_file_get_history (file)) > 0)
    answer_openings (self, file);
}

static gboolean
open_timeout_cb (gpointer data)
{
  GTask *task = data;
  YcCounter *self = g_task_get_source_object (task);
  Opening *opening = g_task_get_task_data (task);

  opening->timeout_id = 0;
  g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND,
                           _("The case could not be fetched in time. Try again, or look at the line."));
  g_ptr_array_remove (self->openings, task);
  return G_SOURCE_REMOVE;
}

/* Returns: whether the line is there; answers @task where it is not */
static gboolean
check_online (YcCounter  *self,
              GTask      *task,
              const char *words)
{
  if (self->edge != NULL && self->client != NULL && yc_counter_is_online (self))
    return TRUE;
  g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_OFFLINE, "%s", words);
  g_object_unref (task);
  return FALSE;
}

/**
 * yc_counter_open_stream_async:
 * @self: a counter where somebody is signed in
 * @id: the case
 *
 * Finishes when the case is on this desk, with what the hub knew of it.
 * YC_COUNTER_ERROR: OFFLINE; NOT_FOUND where the hub does not give it.
 */
void
yc_counter_open_stream_async (YcCounter           *self,
                              const YcId          *id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  YcStream stream = { YC_STREAM_CASE, *id };
  YcCaseFile *file = g_hash_table_lookup (self->files, id);
  Opening *opening;

  g_task_set_source_tag (task, yc_counter_open_stream_async);
  if (!yc_counter_check_signed_in (self, task))
    return;
  if (file != NULL)
    {
      if (g_queue_find (&self->guests, file) != NULL)
        add_guest (self, file);
      g_task_return_pointer (task, g_object_ref (file), g_object_unref);
      g_object_unref (task);
      return;
    }
  if (!check_online (self, task, _("Without the line only the cases of this window can be opened")))
    return;
  opening = g_new0 (Opening, 1);
  opening->id = *id;
  opening->timeout_id = g_timeout_add (OPEN_TIMEOUT_MS, open_timeout_cb, task);
  g_task_set_task_data (task, opening, opening_free);
  g_ptr_array_add (self->openings, task);
  yc_sync_edge_follow (self->edge, &stream);
}

/* Returns: (transfer full) (nullable) */
YcCaseFile *
yc_counter_open_stream_finish (YcCounter     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- searching at the hub --------------------------------------------------- */

static YcListRow *
create_found_row (const YcHubFound *found)
{
  YcHubListRow row = { .stream = found->stream, .number = found->number, .name = found->name,
                       .status = found->status, .why = (char *) "", .module = (char *) "", .owner = (char *) "" };

  return yc_list_row_new (&row);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) found = yc_hub_client_search_finish (YC_HUB_CLIENT (source), result, &error);
  g_autoptr (GListStore) rows = g_list_store_new (YC_TYPE_LIST_ROW);

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr (YcListRow) row = create_found_row (g_ptr_array_index (found, i));

      g_list_store_append (rows, row);
    }
  g_task_return_pointer (task, g_steal_pointer (&rows), g_object_unref);
}

/**
 * yc_counter_search_hall_async:
 * @self: a counter where somebody is signed in
 * @words: part of a name, a number, a person, a phone; at least two characters
 */
void
yc_counter_search_hall_async (YcCounter           *self,
                              const char          *words,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, yc_counter_search_hall_async);
  if (!yc_counter_check_signed_in (self, task))
    return;
  if (g_utf8_strlen (words, -1) < SEARCH_CHARS_MIN)
    {
      g_task_return_pointer (task, g_list_store_new (YC_TYPE_LIST_ROW), g_object_unref);
      g_object_unref (task);
      return;
    }
  if (check_online (self, task, _("Without the line only the cases of this window can be searched")))
    yc_hub_client_search_async (self->client, words, cancellable, found_cb, task);
}

/* Returns: (transfer full) (nullable): a GListModel of YcListRow */
GListModel *
yc_counter_search_hall_finish (YcCounter     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
