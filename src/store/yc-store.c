/* yc-store.c: the store's object: its thread, its calls, its end
 *
 * The object lives on the main thread and owns a worker; the vault lives on
 * the worker. A call is a bundle of values that goes over, is worked on inside
 * a transaction, and comes back as a result. What a transaction changed is
 * noted in the vault and turned into signals once it is committed; they are
 * queued before the answer, so that who gets the answer has seen them.
 *
 * After an unclean end the database is looked through in the background, one
 * table a call, so that a clerk's work gets its turn in between.
 */

#include "yc-store-private.h"

#include "yc-worker.h"

#include <glib/gi18n-lib.h>

struct _YcStore
{
  GObject parent_instance;

  YcWorker *worker;
  YcVault *vault; /* the worker's; NULL before opening and after closing */
  GMainContext *context;
  gboolean unclean;
  gboolean mixed; /* when it was opened: not all is sealed as is written now */
  gboolean has_last;
  YcStamp last;
};

enum
{
  SIGNAL_STREAM_CHANGED,
  SIGNAL_OUTBOX_CHANGED,
  SIGNAL_CHECKED,
  SIGNAL_RECRYPTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const checked_tables[] = {
  "meta", "streams", "ops", "rows", "cursors", "blobs", "jobs", "numbers", "settings", "purges",
};

/* What has happened, on its way to the main context. */
typedef struct
{
  YcStore *store;
  GArray *streams; /* of YcStream */
  gboolean outbox;
} News;

G_DEFINE_FINAL_TYPE (YcStore, yc_store, G_TYPE_OBJECT)

static void check_next (YcStore *self,
                        guint    at);

static void
call_free (gpointer data)
{
  YcStoreCall *call = data;

  g_clear_pointer (&call->ops, g_ptr_array_unref);
  g_clear_pointer (&call->txn, yc_store_txn_free);
  g_clear_pointer (&call->bytes, g_bytes_unref);
  if (call->state_free != NULL)
    call->state_free (call->state);
  g_free (call->name);
  g_free (call->text);
  g_free (call);
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->store);
  g_array_unref (news->streams);
  g_free (news);
}

/* Never in the calling thread: an unowned context would be taken by it. */
static void
post (GMainContext *context,
      GSourceFunc   func,
      gpointer      data,
      GDestroyNotify data_free)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, data_free);
  g_source_attach (source, context);
}

static gboolean
tell_news_cb (gpointer data)
{
  News *news = data;

  for (guint i = 0; i < news->streams->len; i++)
    g_signal_emit (news->store, signals[SIGNAL_STREAM_CHANGED], 0,
                   &g_array_index (news->streams, YcStream, i));
  if (news->outbox)
    g_signal_emit (news->store, signals[SIGNAL_OUTBOX_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
forget_news (YcVault *vault)
{
  g_hash_table_remove_all (vault->touched);
  vault->outbox_touched = FALSE;
  vault->files_may_go = FALSE;
}

static void
post_news (YcStore *self)
{
  YcVault *vault = self->vault;
  GHashTableIter iter;
  gpointer stream;
  News *news;

  if (g_hash_table_size (vault->touched) == 0 && !vault->outbox_touched)
    return;
  news = g_new0 (News, 1);
  news->store = g_object_ref (self);
  news->outbox = vault->outbox_touched;
  news->streams = g_array_new (FALSE, FALSE, sizeof (YcStream));
  g_hash_table_iter_init (&iter, vault->touched);
  while (g_hash_table_iter_next (&iter, &stream, NULL))
    g_array_append_vals (news->streams, stream, 1);
  post (self->context, tell_news_cb, news, news_free);
}

static gpointer
work_in_transaction (YcVault      *vault,
                     YcStoreCall  *call,
                     GError      **error)
{
  gpointer result;

  if (!yc_db_begin (vault->db, error))
    return NULL;
  result = call->func (vault, call, error);
  if (call->mode == YC_STORE_CALL_READS || result == NULL)
    {
      yc_db_rollback (vault->db);
      return result;
    }
  if (yc_db_commit (vault->db, error))
    return result;
  if (call->result_free != NULL)
    call->result_free (result);
  return NULL;
}

/* On the store's thread. */
static void
work_cb (GTask        *task,
         gpointer      source,
         gpointer      data,
         GCancellable *cancellable)
{
  YcStore *self = source;
  YcStoreCall *call = data;
  GError *error = NULL;
  gpointer result;

  if (self->vault == NULL)
    {
      g_task_return_new_error (task, YC_STORE_ERROR, YC_STORE_ERROR_STATE, _("The store is closed"));
      return;
    }
  forget_news (self->vault);
  result = call->mode == YC_STORE_CALL_PLAIN ? call->func (self->vault, call, &error)
                                             : work_in_transaction (self->vault, call, &error);
  g_assert ((result == NULL) == (error != NULL));
  if (result == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->vault->files_may_go && !yc_vault_remove_orphans (self->vault, NULL))
    g_debug ("Files that are no longer needed stay until the next start");
  post_news (self);
  g_task_return_pointer (task, result, call->result_free);
}

YcStoreCall *
yc_store_call_new (YcStoreCallMode  mode,
                   YcStoreFunc      func,
                   GDestroyNotify   result_free)
{
  YcStoreCall *call = g_new0 (YcStoreCall, 1);

  call->mode = mode;
  call->func = func;
  call->result_free = result_free;
  return call;
}

/* Takes @call. */
void
yc_store_call_run (YcStore             *self,
                   YcStoreCall         *call,
                   gpointer             tag,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, call, call_free);
  yc_worker_run (self->worker, task, work_cb);
}

gpointer
yc_store_call_finish (YcStore       *self,
                      GAsyncResult  *result,
                      gpointer       tag,
                      GError       **error)
{
  g_return_val_if_fail (YC_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
check_table (YcVault      *vault,
             YcStoreCall  *call,
             GError      **error)
{
  return yc_vault_check (vault, checked_tables[call->number], error) ? YC_STORE_YES : NULL;
}

static void
checked_table_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  YcStore *self = YC_STORE (source);
  g_autoptr (GError) error = NULL;
  guint next = GPOINTER_TO_UINT (data) + 1;

  if (yc_store_call_finish (self, result, check_next, &error) == NULL)
    {
      /* Closed or busy: the next start looks again, or has no need to. */
      if (g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED))
        g_signal_emit (self, signals[SIGNAL_CHECKED], 0, error->message);
    }
  else if (next < G_N_ELEMENTS (checked_tables))
    {
      check_next (self, next);
    }
  else
    {
      g_signal_emit (self, signals[SIGNAL_CHECKED], 0, NULL);
    }
}

static void
check_next (YcStore *self,
            guint    at)
{
  YcStoreCall *call = yc_store_call_new (YC_STORE_CALL_READS, check_table, NULL);

  call->number = at;
  yc_store_call_run (self, call, check_next, NULL, checked_table_cb, GUINT_TO_POINTER (at));
}

/* On the store's thread. */
static void
open_cb (GTask        *task,
         gpointer      source,
         gpointer      data,
         GCancellable *cancellable)
{
  YcStore *self = source;
  YcStoreCall *call = data;
  GError *error = NULL;

  self->vault = yc_vault_open (call->name, call->bytes, call->text, &error);
  if (self->vault == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->unclean = self->vault->unclean;
  self->mixed = self->vault->mixed;
  self->has_last = self->vault->has_last;
  self->last = self->vault->last;
  g_task_return_boolean (task, TRUE);
}

/* On the store's thread. The folder is given up in every case. */
static gpointer
close_vault (YcStore  *self,
             GError  **error)
{
  g_autoptr (YcVault) vault = g_steal_pointer (&self->vault);

  return yc_vault_close (vault, error) ? YC_STORE_YES : NULL;
}

static void
close_cb (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  YcStore *self = source;
  GError *error = NULL;

  if (self->vault == NULL || close_vault (self, &error) != NULL)
    g_task_return_pointer (task, YC_STORE_YES, NULL);
  else
    g_task_return_error (task, error);
}

static void
yc_store_finalize (GObject *object)
{
  YcStore *self = YC_STORE (object);

  g_clear_object (&self->worker);
  g_clear_pointer (&self->vault, yc_vault_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (yc_store_parent_class)->finalize (object);
}

static void
yc_store_class_init (YcStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_store_finalize;

  signals[SIGNAL_STREAM_CHANGED] =
    g_signal_new ("stream-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_OUTBOX_CHANGED] =
    g_signal_new ("outbox-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHECKED] =
    g_signal_new ("checked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_RECRYPTED] =
    g_signal_new ("recrypted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
}

static void
yc_store_init (YcStore *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->worker = yc_worker_new ("store", YC_STORE_CALLS_MAX);
}

/* As yc_store_open_with_async(), with the cipher that was chosen before. */
void
yc_store_open_async (const char          *dir,
                     GBytes              *key,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  yc_store_open_with_async (dir, key, NULL, cancellable, callback, user_data);
}

/**
 * yc_store_open_with_async:
 * @dir: the folder; made where there is none
 * @key: %YC_KEY_SIZE bytes; kept outside of @dir
 * @cipher: (nullable): "aes-256-gcm" or "sm4-gcm": what to write with from now
 *   on; %NULL for what was chosen before, the first where nothing was
 * @cancellable: (nullable): until the work begins
 * @callback: calls yc_store_open_finish()
 * @user_data: for @callback
 *
 * Takes the folder for this process, brings the database to this version's
 * tables, and turns jobs that were started into unknown ones (D21).
 */
void
yc_store_open_with_async (const char          *dir,
                          GBytes              *key,
                          const char          *cipher,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (YcStore) self = NULL;
  g_autoptr (GTask) task = NULL;
  YcStoreCall *call;

  g_return_if_fail (dir != NULL && key != NULL && g_bytes_get_size (key) == YC_KEY_SIZE);

  self = g_object_new (YC_TYPE_STORE, NULL);
  call = yc_store_call_new (YC_STORE_CALL_PLAIN, NULL, NULL);
  call->name = g_strdup (dir);
  call->text = g_strdup (cipher);
  call->bytes = g_bytes_ref (key);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yc_store_open_async);
  g_task_set_task_data (task, call, call_free);
  yc_worker_run (self->worker, task, open_cb);
}

/**
 * yc_store_open_finish:
 * @result: what the callback got
 * @error: of %YC_STORE_ERROR: IN_USE names who holds the folder, WRONG_KEY,
 *   DAMAGED, NEWER, DISK, FULL
 *
 * Returns: (transfer full): the store
 */
YcStore *
yc_store_open_finish (GAsyncResult  *result,
                      GError       **error)
{
  YcStore *self;

  g_return_val_if_fail (g_async_result_is_tagged (result, yc_store_open_async), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  self = g_object_ref (g_task_get_source_object (G_TASK (result)));
  if (self->unclean)
    check_next (self, 0);
  if (self->mixed)
    yc_store_recrypt_behind (self);
  return self;
}

/**
 * yc_store_close_async:
 * @self: a store
 * @callback: calls yc_store_close_finish()
 * @user_data: for @callback
 *
 * Does what was asked for before, then gives the folder up. Closing again is
 * no fault; any other call afterwards fails.
 */
void
yc_store_close_async (YcStore             *self,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (YC_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, yc_store_close_async);
  yc_worker_run (self->worker, task, close_cb);
}

gboolean
yc_store_close_finish (YcStore       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_close_async, error) != NULL;
}

/* Whether the program before ended without closing. */
gboolean
yc_store_was_unclean (YcStore *self)
{
  g_return_val_if_fail (YC_IS_STORE (self), FALSE);

  return self->unclean;
}

/**
 * yc_store_get_last_stamp:
 * @self: a store
 * @ret_stamp: (out): when the newest op of this desk was made; untouched when
 *   there is none
 *
 * Returns: %TRUE if there is one
 */
gboolean
yc_store_get_last_stamp (YcStore  *self,
                         YcStamp  *ret_stamp)
{
  g_return_val_if_fail (YC_IS_STORE (self) && ret_stamp != NULL, FALSE);

  if (self->has_last)
    *ret_stamp = self->last;
  return self->has_last;
}

void
yc_store_note_stamp (YcStore       *self,
                     const YcStamp *stamp)
{
  self->has_last = TRUE;
  self->last = *stamp;
}
