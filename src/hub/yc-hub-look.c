/* yc-hub-look.c: how it stands with what the hub keeps
 *
 * All of it runs in the store's thread, between transactions, and is cheap:
 * an index over what is open, three sizes, and where it is asked for one
 * small write that goes all the way to the disk.
 */

#include "yc-hub-look.h"

#include "yc-hub-store-sqlite.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>

#define META_LOOKED "looked"

static char *
dup_folder (YcHub *hub)
{
  return g_path_get_dirname (hub->blob_folder);
}

static gint64
get_size (const char *folder,
          const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (gint64) info.st_size : 0;
}

/* @ret_free_bytes: (out): what this user may still write where the hub keeps its things */
gboolean
yc_hub_look_disk (YcHub   *hub,
                  gint64  *ret_free_bytes,
                  GError **error)
{
  g_autofree char *folder = dup_folder (hub);
  struct statvfs info;

  if (statvfs (folder, &info) != 0)
    {
      g_set_error (error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_IO, "The disk cannot be looked at: %s",
                   g_strerror (errno));
      return FALSE;
    }
  *ret_free_bytes = (gint64) MIN (info.f_bavail, (guint64) G_MAXINT64 / info.f_frsize) * (gint64) info.f_frsize;
  return TRUE;
}

/* Returns: (transfer full) (nullable) */
YcHubLook *
yc_hub_look (YcHub   *hub,
             GError **error)
{
  g_autoptr (YcHubLook) self = g_new0 (YcHubLook, 1);
  g_autofree char *folder = dup_folder (hub);
  g_autofree char *hash = NULL;

  if (!YC_HUB_CALL (hub, get_head, &self->head, &hash, error) ||
      !yc_hub_look_disk (hub, &self->disk_free_bytes, error))
    return NULL;
  self->outbox = YC_HUB_CALL (hub, list_office_open, error);
  if (self->outbox == NULL)
    return NULL;
  self->database_bytes = get_size (folder, YC_HUB_STORE_SQLITE_FILE);
  self->log_bytes = get_size (folder, YC_HUB_STORE_SQLITE_FILE "-wal");
  return g_steal_pointer (&self);
}

void
yc_hub_look_free (YcHubLook *self)
{
  g_clear_pointer (&self->outbox, g_ptr_array_unref);
  g_free (self);
}

/* Whether a transaction reaches the disk, found out by one. */
gboolean
yc_hub_look_write (YcHub   *hub,
                   GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, yc_hub_get_now (hub));

  if (YC_HUB_CALL (hub, begin, error) && YC_HUB_CALL (hub, set_meta, META_LOOKED, now, error) &&
      YC_HUB_CALL (hub, commit, error))
    return TRUE;
  YC_HUB_CALL (hub, rollback);
  yc_hub_forget (hub);
  return FALSE;
}
