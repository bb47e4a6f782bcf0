/* yc-store-purge.c: letting cases go, as calls of the store */

#include "yc-store-private.h"

static gpointer
do_purge (YcVault      *vault,
          YcStoreCall  *call,
          GError      **error)
{
  return yc_vault_purge (vault, call->state, error) ? YC_STORE_YES : NULL;
}

YcStorePurge *
yc_store_purge_copy (const YcStorePurge *self)
{
  YcStorePurge *copy = g_memdup2 (self, sizeof *self);

  copy->blobs = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->blobs->len; i++)
    g_ptr_array_add (copy->blobs, g_strdup (g_ptr_array_index (self->blobs, i)));
  return copy;
}

void
yc_store_purge_free (YcStorePurge *self)
{
  g_clear_pointer (&self->blobs, g_ptr_array_unref);
  g_free (self);
}

/**
 * yc_store_purge_async:
 * @self: a store
 * @purge: a case that is over; copied
 * @callback: calls yc_store_purge_finish()
 * @user_data: for @callback
 *
 * Removes all of it from this desk and keeps a record of that, or fails with
 * %YC_STORE_ERROR_STATE while anything of it has no receipt older than the
 * horizon. yc_store_end_purges_async() belongs behind the last of several.
 */
void
yc_store_purge_async (YcStore             *self,
                      const YcStorePurge  *purge,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  YcStoreCall *call;

  g_return_if_fail (YC_IS_STORE (self) && purge != NULL && purge->blobs != NULL);

  call = yc_store_call_new (YC_STORE_CALL_WRITES, do_purge, NULL);
  call->state = yc_store_purge_copy (purge);
  call->state_free = (GDestroyNotify) yc_store_purge_free;
  yc_store_call_run (self, call, yc_store_purge_async, NULL, callback, user_data);
}

gboolean
yc_store_purge_finish (YcStore       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_purge_async, error) != NULL;
}

static gpointer
do_end_purges (YcVault      *vault,
               YcStoreCall  *call,
               GError      **error)
{
  return yc_vault_end_purges (vault, error) ? YC_STORE_YES : NULL;
}

/* Nothing of what was purged is left in the log after this. */
void
yc_store_end_purges_async (YcStore             *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (YC_IS_STORE (self));

  yc_store_call_run (self, yc_store_call_new (YC_STORE_CALL_PLAIN, do_end_purges, NULL), yc_store_end_purges_async, NULL,
                     callback, user_data);
}

gboolean
yc_store_end_purges_finish (YcStore       *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_end_purges_async, error) != NULL;
}

static gpointer
do_load_purges (YcVault      *vault,
                YcStoreCall  *call,
                GError      **error)
{
  return yc_vault_load_purges (vault, error);
}

void
yc_store_load_purges_async (YcStore             *self,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (YC_IS_STORE (self));

  yc_store_call_run (self, yc_store_call_new (YC_STORE_CALL_READS, do_load_purges, (GDestroyNotify) g_ptr_array_unref),
                     yc_store_load_purges_async, NULL, callback, user_data);
}

GPtrArray *
yc_store_load_purges_finish (YcStore       *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return yc_store_call_finish (self, result, yc_store_load_purges_async, error);
}
