/* yc-hub-backup-files.c: files of a backup
 *
 * No link is followed, neither to a file that is copied nor in a folder that
 * is removed: a backup may lie where others can write.
 */

#include "yc-hub-backup-files.h"

#include "yc-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_SIZE 0x40000 /* bytes */
#define DEPTH_MAX 4        /* of folders in a backup */

static gboolean
fail (GError    **error,
      const char *what,
      const char *path)
{
  int code = errno;
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s “%s”: %s", what, shown, g_strerror (code));
  return FALSE;
}

/* @to: -1 where nothing is written. 0 on success, else what went wrong. */
static int
pour (int                from,
      int                to,
      GCancellable      *cancellable,
      YcHubBackupDigest *digest)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *chunk = g_malloc (CHUNK_SIZE);
  gint64 size = 0;

  while (TRUE)
    {
      ssize_t done = read (from, chunk, CHUNK_SIZE);

      if (done < 0 && errno == EINTR)
        continue;
      if (g_cancellable_is_cancelled (cancellable))
        return ECANCELED;
      if (done < 0 || (done > 0 && to >= 0 && !yc_fd_write_all (to, chunk, (gsize) done)))
        return errno;
      if (done == 0)
        break;
      g_checksum_update (checksum, chunk, done);
      size += done;
    }
  digest->size = size;
  g_strlcpy (digest->sha256, g_checksum_get_string (checksum), sizeof digest->sha256);
  return 0;
}

/**
 * yc_hub_backup_copy_file:
 * @from: a file
 * @to: (nullable): where to, a name that is free; %NULL only reads
 * @ret_digest: (out): of all that was read
 * @error: of %G_IO_ERROR; CANCELLED too
 *
 * The copy is for its owner alone, and on the disk; its name is not yet.
 */
gboolean
yc_hub_backup_copy_file (const char         *from,
                         const char         *to,
                         GCancellable       *cancellable,
                         YcHubBackupDigest  *ret_digest,
                         GError            **error)
{
  YcHubBackupDigest digest = { 0 };
  int in = open (from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  int out = -1;
  int code;

  if (in < 0)
    return fail (error, "Cannot read", from);
  if (to != NULL)
    out = open (to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  code = to != NULL && out < 0 ? errno : pour (in, out, cancellable, &digest);
  if (code == 0 && out >= 0 && fsync (out) != 0)
    code = errno;
  if (out >= 0 && close (out) != 0 && code == 0)
    code = errno;
  close (in);
  errno = code;
  if (code != 0)
    return fail (error, to != NULL ? "Cannot write" : "Cannot read", to != NULL ? to : from);
  *ret_digest = digest;
  return TRUE;
}

/* Whether there is now a second name for that file; not between file systems. */
gboolean
yc_hub_backup_link_file (const char *from,
                         const char *to)
{
  return linkat (AT_FDCWD, from, AT_FDCWD, to, 0) == 0;
}

typedef gboolean (*EntryFunc) (const char  *path,
                               gboolean     is_folder,
                               GError     **error);

/* Calls @func for all in a folder, what is in folders first. */
static gboolean
each_entry (const char *folder,
            guint       depth,
            EntryFunc   func,
            GError    **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat info;
      gboolean is_folder;

      if (lstat (path, &info) != 0)
        return fail (error, "Cannot look at", path);
      is_folder = S_ISDIR (info.st_mode);
      if ((is_folder && depth < DEPTH_MAX && !each_entry (path, depth + 1, func, error)) ||
          !func (path, is_folder, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
sync_entry (const char  *path,
            gboolean     is_folder,
            GError     **error)
{
  return !is_folder || yc_dir_sync (path, error);
}

/* Brings the names in a folder and in those below it to the disk. */
gboolean
yc_hub_backup_sync_tree (const char  *folder,
                         GError     **error)
{
  return each_entry (folder, 0, sync_entry, error) && yc_dir_sync (folder, error);
}

static gboolean
remove_entry (const char  *path,
              gboolean     is_folder,
              GError     **error)
{
  return (is_folder ? g_rmdir (path) : g_unlink (path)) == 0 || fail (error, "Cannot remove", path);
}

/* @folder: with all that is in it; it may be gone already */
gboolean
yc_hub_backup_remove_tree (const char  *folder,
                           GError     **error)
{
  if (!g_file_test (folder, G_FILE_TEST_EXISTS))
    return TRUE;
  return each_entry (folder, 0, remove_entry, error) && remove_entry (folder, TRUE, error);
}

/* Removes what runs before this one have left half done. */
gboolean
yc_hub_backup_clear_parts (const char  *folder,
                           GError     **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_prefix (name, YC_HUB_BACKUP_PART) && !yc_hub_backup_remove_tree (path, error))
        return FALSE;
    }
  return TRUE;
}

/* "backup-YYYYMMDDThhmmssZ" */
static gboolean
is_whole_name (const char *name)
{
  static const char pattern[] = YC_HUB_BACKUP_PREFIX "########T######Z";

  if (strlen (name) != strlen (pattern))
    return FALSE;
  for (gsize i = 0; pattern[i] != '\0'; i++)
    if (pattern[i] == '#' ? !g_ascii_isdigit (name[i]) : name[i] != pattern[i])
      return FALSE;
  return TRUE;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full) (element-type utf8) (nullable): names of backups, the oldest first */
GPtrArray *
yc_hub_backup_list_whole (const char  *folder,
                          GError     **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr (GPtrArray) names = NULL;
  const char *name;

  if (dir == NULL)
    return NULL;
  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (is_whole_name (name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}
