/* yc-counter-purge.c: cases that are over leave this desk after their term
 *
 * A case is over when all its modules have ended, or it was refused or not
 * received. Its term runs from its last op, by the hub's clock, and is never
 * shorter than the hub's horizon. Whether each op and document of it has its
 * receipt is the store's to say (yc-vault-purge.c): what has none stays,
 * whatever its age.
 *
 * A round goes through the store's cases one by one, a call of the store after
 * another, so that the clerk's work gets its turn. It ends where the counter
 * closes, and the next one finds what is left. A case that was opened on this
 * desk since its start stays until the next start. One that has gone can be
 * opened again: it comes from the hub.
 */

#include "yc-counter-state.h"

#include <glib/gi18n-lib.h>

#define SETTING_DAYS "purge.days"
#define FIRST_ROUND_S 60
#define NEXT_ROUND_S 3600
#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

typedef struct
{
  GArray *streams; /* of YcStoreStream */
  guint at;        /* the next of them */
  gint64 now_ms;   /* the hub's clock */
  gint64 before_ms;
  gint64 term_ms;
  guint gone;
} Round;

static void step (GTask *task);

static void
round_free (gpointer data)
{
  Round *round = data;

  g_clear_pointer (&round->streams, g_array_unref);
  g_free (round);
}

/* Ends @task where the counter was closed meanwhile, or with @error. */
static gboolean
is_over (GTask  *task,
         GError *error)
{
  YcCounter *self = g_task_get_source_object (task);

  if (error == NULL && self->store != NULL)
    return FALSE;
  if (error == NULL)
    error = g_error_new_literal (YC_STORE_ERROR, YC_STORE_ERROR_STATE, _("The counter is closed"));
  g_task_return_error (task, error);
  g_object_unref (task);
  return TRUE;
}

static gint64
number_of (GBytes *bytes,
           gint64  fallback)
{
  g_autofree char *text = bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
  gint64 number;

  return text != NULL && g_ascii_string_to_signed (text, 10, 1, G_MAXINT32, &number, NULL) ? number : fallback;
}

/* What has left this desk, for the line's page. */

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) purges = yc_store_load_purges_finish (YC_STORE (source), result, &error);

  if (is_over (g_object_ref (task), error))
    return;
  g_object_unref (task);
  if (purges->len > 0)
    yc_line_update_purged (self->line, purges->len,
                           ((YcStorePurged *) g_ptr_array_index (purges, purges->len - 1))->purged_ms);
  g_task_return_int (task, (gssize) round->gone);
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GError *error = NULL;

  yc_store_end_purges_finish (YC_STORE (source), result, &error);
  if (!is_over (user_data, error))
    yc_store_load_purges_async (YC_STORE (source), counted_cb, user_data);
}

/* One case. */

static void
drop (YcCounter  *self,
      const YcId *id)
{
  YcCaseFile *file = g_hash_table_lookup (self->files, id);
  YcStream stream = { YC_STREAM_CASE, *id };
  guint position;

  if (self->edge != NULL)
    yc_sync_edge_forget (self->edge, &stream);
  if (file == NULL)
    return;
  if (g_list_store_find (self->cases, file, &position))
    g_list_store_remove (self->cases, position);
  g_queue_remove (&self->guests, file);
  g_hash_table_remove (self->files, id);
}

static void
follow_again (YcCounter      *self,
              const YcStream *stream)
{
  if (self->edge != NULL && g_hash_table_contains (self->files, &stream->id))
    yc_sync_edge_follow (self->edge, stream);
}

static void
purged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);
  const YcStream *stream = &g_array_index (round->streams, YcStoreStream, round->at - 1).stream;
  GError *error = NULL;

  if (yc_store_purge_finish (YC_STORE (source), result, &error))
    {
      drop (self, &stream->id);
      round->gone++;
    }
  else if (g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_STATE))
    {
      g_clear_error (&error);
      follow_again (self, stream);
    }
  if (!is_over (task, error))
    step (task);
}

static gboolean
is_ended (YcCase *c)
{
  YcCaseStatus status = yc_case_get_status (c);

  return status == YC_CASE_DONE || status == YC_CASE_REFUSED || status == YC_CASE_NOT_RECEIVED;
}

static gint64
get_last_ms (YcCase *c)
{
  GPtrArray *events = yc_case_get_events (c);
  gint64 last_ms = 0;

  for (guint i = 0; i < events->len; i++)
    last_ms = MAX (last_ms, ((const YcEvent *) g_ptr_array_index (events, i))->at.at_ms);
  return last_ms;
}

static GPtrArray *
list_blobs (YcCase *c)
{
  GPtrArray *blobs = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *documents = yc_case_get_documents (c);

  for (guint i = 0; i < documents->len; i++)
    g_ptr_array_add (blobs, g_strdup (((const YcDocument *) g_ptr_array_index (documents, i))->sha256));
  return blobs;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);
  g_autoptr (YcStoreHistory) stored = yc_store_load_stream_finish (YC_STORE (source), result, NULL);
  g_autoptr (YcStorePurge) purge = g_new0 (YcStorePurge, 1);
  g_autoptr (YcHistory) history = NULL;
  g_autoptr (YcCase) c = NULL;

  if (is_over (task, NULL))
    return;
  purge->stream = g_array_index (round->streams, YcStoreStream, round->at - 1).stream;
  history = yc_history_new (&purge->stream);
  /* What cannot be read cannot be known to be over. */
  if (stored != NULL)
    yc_counter_take_history (history, stored);
  c = yc_history_fold_case (history, self->offset_ms);
  if (!is_ended (c) || get_last_ms (c) + round->term_ms > round->now_ms)
    {
      step (task);
      return;
    }
  purge->revision = yc_history_get_revision (history);
  purge->before_ms = round->before_ms;
  purge->now_ms = round->now_ms;
  purge->blobs = list_blobs (c);
  /* Rows that are being saved are before this in the store's order, and none comes after it. */
  if (self->edge != NULL)
    yc_sync_edge_unfollow (self->edge, &purge->stream);
  yc_store_purge_async (YC_STORE (source), purge, purged_cb, task);
}

static gboolean
may_be_over (YcCounter           *self,
             const YcStoreStream *stream)
{
  return stream->revision > 0 && stream->noticed <= stream->revision && stream->waiting == 0 &&
         !g_hash_table_contains (self->kept, &stream->stream.id);
}

static void
step (GTask *task)
{
  YcCounter *self = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);

  while (round->at < round->streams->len)
    {
      const YcStoreStream *stream = &g_array_index (round->streams, YcStoreStream, round->at++);

      if (!may_be_over (self, stream))
        continue;
      yc_store_load_stream_async (self->store, &stream->stream, NULL, loaded_cb, task);
      return;
    }
  yc_store_end_purges_async (self->store, ended_cb, task);
}

/* A round. */

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  Round *round = g_task_get_task_data (task);
  GError *error = NULL;

  round->streams = yc_store_list_streams_finish (YC_STORE (source), result, &error);
  if (!is_over (task, error))
    step (task);
}

static void
days_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  Round *round = g_task_get_task_data (task);
  g_autoptr (GBytes) days = yc_store_load_setting_finish (YC_STORE (source), result, NULL);

  if (is_over (task, NULL))
    return;
  round->term_ms = MAX (number_of (days, YC_COUNTER_PURGE_DAYS) * DAY_MS, round->now_ms - round->before_ms);
  yc_store_list_streams_async (YC_STORE (source), YC_STREAM_CASE, NULL, listed_cb, task);
}

static void
horizon_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = user_data;
  Round *round = g_task_get_task_data (task);
  g_autoptr (GBytes) horizon = yc_store_load_setting_finish (YC_STORE (source), result, NULL);

  if (is_over (task, NULL))
    return;
  round->before_ms = round->now_ms - number_of (horizon, YC_SYNC_HORIZON_MS);
  yc_store_load_setting_async (YC_STORE (source), SETTING_DAYS, NULL, days_cb, task);
}

/**
 * yc_counter_purge_async:
 * @self: an open counter
 * @now_ms: the hub's clock
 * @callback: calls yc_counter_purge_finish()
 * @user_data: for @callback
 *
 * Lets the cases go whose term has passed.
 */
void
yc_counter_purge_async (YcCounter           *self,
                        gint64               now_ms,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Round *round = g_new0 (Round, 1);

  g_return_if_fail (self->store != NULL);

  g_task_set_source_tag (task, yc_counter_purge_async);
  round->now_ms = now_ms;
  g_task_set_task_data (task, round, round_free);
  yc_store_load_setting_async (self->store, YC_SYNC_SETTING_HORIZON, NULL, horizon_cb, task);
}

/* Returns: how many have left; -1 with @error */
gssize
yc_counter_purge_finish (YcCounter     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

/* What somebody has opened here stays until the next start. */
void
yc_counter_keep_case (YcCounter  *self,
                      YcCaseFile *file)
{
  g_return_if_fail (YC_IS_COUNTER (self) && YC_IS_CASE_FILE (file));

  g_hash_table_add (self->kept, yc_id_copy (yc_case_file_get_id (file)));
}

static void
round_over_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  YcCounter *self = YC_COUNTER (source);

  self->purging = FALSE;
  if (yc_counter_purge_finish (self, result, &error) < 0)
    g_debug ("What is past its term stays until the next round: %s", error->message);
}

/* The hub's clock and horizon are known from it only while it is there. */
static gboolean
round_cb (gpointer data)
{
  YcCounter *self = data;

  if (!self->purging && self->store != NULL && yc_counter_is_online (self))
    {
      self->purging = TRUE;
      yc_counter_purge_async (self, yc_counter_now (self).at_ms, round_over_cb, NULL);
    }
  self->purge_source = g_timeout_add_seconds (NEXT_ROUND_S, round_cb, self);
  return G_SOURCE_REMOVE;
}

static void
days_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!yc_store_commit_finish (YC_STORE (source), result, &error))
    g_debug ("The term is as it was: %s", error->message);
}

static void
count_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (YcCounter) self = user_data;
  g_autoptr (GPtrArray) purges = yc_store_load_purges_finish (YC_STORE (source), result, NULL);

  if (purges != NULL && purges->len > 0)
    yc_line_update_purged (self->line, purges->len,
                           ((YcStorePurged *) g_ptr_array_index (purges, purges->len - 1))->purged_ms);
}

/* From now on, in the background. @days: the term; 0 for what was set before */
void
yc_counter_start_purging (YcCounter *self,
                          guint      days)
{
  if (days > 0)
    {
      g_autofree char *text = g_strdup_printf ("%u", days);
      g_autoptr (GBytes) value = g_bytes_new (text, strlen (text));
      YcStoreTxn *txn = yc_store_txn_new ();

      yc_store_txn_set_setting (txn, SETTING_DAYS, value);
      yc_store_commit_async (self->store, txn, days_saved_cb, NULL);
    }
  yc_store_load_purges_async (self->store, count_cb, g_object_ref (self));
  self->purge_source = g_timeout_add_seconds (FIRST_ROUND_S, round_cb, self);
}
