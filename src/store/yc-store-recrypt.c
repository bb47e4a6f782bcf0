/* yc-store-recrypt.c: sealing anew, one small call after another
 *
 * A clerk's work gets its turn between two calls. Closing the store ends it
 * where it is; the next start goes on.
 */

#include "yc-store-private.h"

typedef struct
{
  YcVaultRecrypt progress; /* the store's thread's while a call is under way */
} Recrypt;

static void recrypt_next (GTask *task);

static void
recrypt_free (gpointer data)
{
  Recrypt *recrypt = data;

  g_free (recrypt->progress.sha256);
  g_free (recrypt);
}

static gpointer
do_recrypt (YcVault      *vault,
            YcStoreCall  *call,
            GError      **error)
{
  return yc_vault_recrypt (vault, call->state, error) ? YC_STORE_YES : NULL;
}

static gpointer
do_shorten (YcVault      *vault,
            YcStoreCall  *call,
            GError      **error)
{
  return yc_vault_shorten_log (vault, error) ? YC_STORE_YES : NULL;
}

static void
shortened_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (yc_store_call_finish (YC_STORE (source), result, shortened_cb, &error) == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
recrypted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GTask *task = user_data;
  Recrypt *recrypt = g_task_get_task_data (task);
  GError *error = NULL;

  if (yc_store_call_finish (YC_STORE (source), result, recrypt_next, &error) == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
  else if (!recrypt->progress.over)
    {
      recrypt_next (task);
    }
  else
    {
      yc_store_call_run (YC_STORE (source), yc_store_call_new (YC_STORE_CALL_PLAIN, do_shorten, NULL), shortened_cb, NULL,
                         shortened_cb, task);
    }
}

static void
recrypt_next (GTask *task)
{
  YcStoreCall *call = yc_store_call_new (YC_STORE_CALL_WRITES, do_recrypt, NULL);
  Recrypt *recrypt = g_task_get_task_data (task);

  call->state = &recrypt->progress;
  yc_store_call_run (g_task_get_source_object (task), call, recrypt_next, NULL, recrypted_cb, task);
}

/**
 * yc_store_recrypt_async:
 * @self: a store
 * @callback: calls yc_store_recrypt_finish()
 * @user_data: for @callback
 *
 * Seals anew what is sealed in another way than is written now. Killed at any
 * moment, everything is as it was or as it will be, and a next one goes on.
 */
void
yc_store_recrypt_async (YcStore             *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (YC_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, yc_store_recrypt_async);
  g_task_set_task_data (task, g_new0 (Recrypt, 1), recrypt_free);
  recrypt_next (task);
}

/**
 * yc_store_recrypt_finish:
 * @ret_done: (out): how many records and documents were sealed in another way
 * @ret_left: (out): how many of them still are, because they do not open
 * @error: of %YC_STORE_ERROR
 */
gboolean
yc_store_recrypt_finish (YcStore       *self,
                         GAsyncResult  *result,
                         gint64        *ret_done,
                         gint64        *ret_left,
                         GError       **error)
{
  Recrypt *recrypt;

  g_return_val_if_fail (YC_IS_STORE (self) && g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_store_recrypt_async), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  recrypt = g_task_get_task_data (G_TASK (result));
  *ret_done = recrypt->progress.done;
  *ret_left = recrypt->progress.left;
  return TRUE;
}

static void
recrypted_behind_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 done, left;

  if (yc_store_recrypt_finish (YC_STORE (source), result, &done, &left, &error))
    g_signal_emit_by_name (source, "recrypted", done, left);
  else
    g_debug ("Sealing anew stopped, and goes on after the next start: %s", error->message);
}

/* While the desk works. */
void
yc_store_recrypt_behind (YcStore *self)
{
  yc_store_recrypt_async (self, recrypted_behind_cb, NULL);
}
