/* yc-hub-keys.c: keys of grants that were used lately
 *
 * The store's thread says which key a grant has; others may then check a
 * signature beforehand. What stands here decides nothing.
 */

#include "yc-hub-keys.h"

#include <string.h>

#define KEYS_MAX 20000

struct _YcHubKeys
{
  GMutex mutex;
  GHashTable *keys; /* YcId → its 32 bytes */
};

YcHubKeys *
yc_hub_keys_new (void)
{
  YcHubKeys *self = g_new0 (YcHubKeys, 1);

  g_mutex_init (&self->mutex);
  self->keys = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, g_free);
  return self;
}

void
yc_hub_keys_free (YcHubKeys *self)
{
  g_hash_table_unref (self->keys);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

gboolean
yc_hub_keys_find (YcHubKeys  *self,
                  const YcId *grant,
                  guint8      ret_key[YC_KEY_SIZE])
{
  const guint8 *key;

  g_mutex_lock (&self->mutex);
  key = g_hash_table_lookup (self->keys, grant);
  if (key != NULL)
    memcpy (ret_key, key, YC_KEY_SIZE);
  g_mutex_unlock (&self->mutex);
  return key != NULL;
}

void
yc_hub_keys_add (YcHubKeys    *self,
                 const YcId   *grant,
                 const guint8  key[YC_KEY_SIZE])
{
  g_mutex_lock (&self->mutex);
  if (!g_hash_table_contains (self->keys, grant))
    {
      if (g_hash_table_size (self->keys) >= KEYS_MAX)
        g_hash_table_remove_all (self->keys);
      g_hash_table_insert (self->keys, g_memdup2 (grant, sizeof *grant), g_memdup2 (key, YC_KEY_SIZE));
    }
  g_mutex_unlock (&self->mutex);
}
