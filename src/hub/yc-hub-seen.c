/* yc-hub-seen.c: when each device was last heard of
 *
 * Every request notes its device here, in memory, so that no request costs a
 * write. What has changed is written to the store once a minute and at the end;
 * a hub that is killed forgets at most a minute of it.
 */

#include "yc-hub-seen.h"

#include <string.h>

#define AGENT_PREFIX "yichuang/"

typedef struct
{
  gint64 seen_ms;
  char version[YC_HUB_VERSION_MAX + 1];
  gboolean is_written;
} Seen;

struct _YcHubSeen
{
  GMutex lock;
  GHashTable *devices; /* YcId → Seen */
};

YcHubSeen *
yc_hub_seen_new (void)
{
  YcHubSeen *self = g_new0 (YcHubSeen, 1);

  g_mutex_init (&self->lock);
  self->devices = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, g_free);
  return self;
}

void
yc_hub_seen_free (YcHubSeen *self)
{
  g_hash_table_unref (self->devices);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Of "yichuang/0.9"; what else a desk may say of itself is not kept. */
static void
read_version (const char *agent,
              char        ret_version[YC_HUB_VERSION_MAX + 1])
{
  gsize length;

  if (agent == NULL || !g_str_has_prefix (agent, AGENT_PREFIX))
    return;
  agent += strlen (AGENT_PREFIX);
  length = strspn (agent, "0123456789.-+~abcdefghijklmnopqrstuvwxyz");
  if (length <= YC_HUB_VERSION_MAX)
    g_strlcpy (ret_version, agent, length + 1);
}

/**
 * yc_hub_seen_note:
 * @device: one that has shown its token
 * @now_ms: when
 * @agent: (nullable): its User-Agent
 */
void
yc_hub_seen_note (YcHubSeen  *self,
                  const YcId *device,
                  gint64      now_ms,
                  const char *agent)
{
  Seen *seen;

  g_mutex_lock (&self->lock);
  seen = g_hash_table_lookup (self->devices, device);
  if (seen == NULL)
    {
      seen = g_new0 (Seen, 1);
      g_hash_table_insert (self->devices, yc_id_copy (device), seen);
    }
  seen->seen_ms = now_ms;
  seen->is_written = FALSE;
  read_version (agent, seen->version);
  g_mutex_unlock (&self->lock);
}

/* @ret_version: (out) (transfer full): "" where it did not say */
gboolean
yc_hub_seen_find (YcHubSeen  *self,
                  const YcId *device,
                  gint64     *ret_seen_ms,
                  char      **ret_version)
{
  Seen *seen;

  g_mutex_lock (&self->lock);
  seen = g_hash_table_lookup (self->devices, device);
  if (seen != NULL)
    {
      *ret_seen_ms = seen->seen_ms;
      *ret_version = g_strdup (seen->version);
    }
  g_mutex_unlock (&self->lock);
  return seen != NULL;
}

static gboolean
write_changed (YcHubSeen  *self,
               YcHubStore *store,
               GError    **error)
{
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, self->devices);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      Seen *seen = value;

      if (!seen->is_written &&
          !YC_HUB_STORE_GET_IFACE (store)->put_seen (store, id, seen->seen_ms, seen->version, error))
        return FALSE;
      seen->is_written = TRUE;
    }
  return TRUE;
}

static gboolean
has_changed (YcHubSeen *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->devices);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (!((Seen *) value)->is_written)
      return TRUE;
  return FALSE;
}

/* In the store's thread. Until it has been committed nothing counts as written. */
gboolean
yc_hub_seen_write (YcHubSeen  *self,
                   YcHubStore *store,
                   GError    **error)
{
  YcHubStoreInterface *iface = YC_HUB_STORE_GET_IFACE (store);
  GHashTableIter iter;
  gpointer value;
  gboolean good = TRUE;

  g_mutex_lock (&self->lock);
  if (has_changed (self))
    {
      good = iface->begin (store, error) && write_changed (self, store, error) && iface->commit (store, error);
      if (!good)
        {
          iface->rollback (store);
          g_hash_table_iter_init (&iter, self->devices);
          while (g_hash_table_iter_next (&iter, NULL, &value))
            ((Seen *) value)->is_written = FALSE;
        }
    }
  g_mutex_unlock (&self->lock);
  return good;
}
