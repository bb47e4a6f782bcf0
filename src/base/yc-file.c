/* yc-file.c: writing files durably, locking folders, keeping keys
 *
 * A name shows the old content or the new one, never a piece of either: the
 * content is written beside it, brought to the disk, and only then renamed;
 * the folder is brought to the disk last, or the rename itself could be lost.
 */

#include "yc-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME "lock"
#define LOCK_TEXT_MAX 128 /* bytes: who holds it */

/* Keeps errno's meaning and says what was being done. */
static gboolean
fail (GError    **error,
      const char *format,
      const char *path)
{
  int code = errno;
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *what = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  what = g_strdup_printf (format, shown);
#pragma GCC diagnostic pop
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", what, g_strerror (code));
  return FALSE;
}

/* All of @data, however often the kernel takes a part of it; FALSE with errno set. */
gboolean
yc_fd_write_all (int           fd,
                 const guint8 *data,
                 gsize         size)
{
  while (size > 0)
    {
      ssize_t done = write (fd, data, size);

      if (done < 0 && errno != EINTR)
        return FALSE;
      if (done > 0)
        {
          data += done;
          size -= (gsize) done;
        }
    }
  return TRUE;
}

/* Closes in every case. An fsync that failed is not tried again: the kernel
 * may have dropped the pages and would report success. */
static gboolean
fill_and_close (int     fd,
                GBytes *bytes,
                mode_t  mode)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean good = fchmod (fd, mode) == 0 && yc_fd_write_all (fd, data, size) && fsync (fd) == 0;
  int code = errno;

  if (close (fd) != 0 && good)
    return FALSE;
  errno = code;
  return good;
}

static gboolean
sync_as (const char  *path,
         int          flags,
         GError     **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | flags);
  gboolean good;
  int code;

  if (fd < 0)
    return fail (error, _("Cannot open “%s”"), path);
  good = fsync (fd) == 0;
  code = errno;
  close (fd);
  errno = code;
  return good || fail (error, _("Cannot bring “%s” to the disk"), path);
}

/**
 * yc_file_sync:
 * @path: a file that somebody else wrote
 * @error: of %G_IO_ERROR
 *
 * Brings its content to the disk; its name is yc_dir_sync()'s business.
 *
 * Returns: %TRUE if it is there
 */
gboolean
yc_file_sync (const char  *path,
              GError     **error)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return sync_as (path, 0, error);
}

/**
 * yc_dir_sync:
 * @path: a folder
 * @error: of %G_IO_ERROR
 *
 * Brings the names in a folder to the disk.
 *
 * Returns: %TRUE if they are there
 */
gboolean
yc_dir_sync (const char  *path,
             GError     **error)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return sync_as (path, O_DIRECTORY, error);
}

static gboolean
sync_parent (const char  *path,
             GError     **error)
{
  g_autofree char *dir = g_path_get_dirname (path);

  return yc_dir_sync (dir, error);
}

/**
 * yc_file_write_durably:
 * @path: the file's final name
 * @bytes: its whole content
 * @mode: its permissions, whatever the umask
 * @error: of %G_IO_ERROR
 *
 * After %TRUE the content survives a power cut. After %FALSE the name shows
 * what it showed before; or, if only the last step failed, the new content,
 * not yet safe.
 *
 * Returns: %TRUE if it is safe
 */
gboolean
yc_file_write_durably (const char  *path,
                       GBytes      *bytes,
                       mode_t       mode,
                       GError     **error)
{
  g_autofree char *beside = NULL;
  int fd;

  g_return_val_if_fail (path != NULL && bytes != NULL, FALSE);

  beside = g_strconcat (path, ".new-XXXXXX", NULL);
  fd = g_mkstemp_full (beside, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (error, _("Cannot create a file beside “%s”"), path);

  if (!fill_and_close (fd, bytes, mode) || rename (beside, path) != 0)
    {
      fail (error, _("Cannot write “%s”"), path);
      g_unlink (beside);
      return FALSE;
    }
  return sync_parent (path, error);
}

/* At most @size_max bytes and one, so that too long a file is seen as such. */
static gboolean
read_all (int         fd,
          GByteArray *content,
          gsize       size_max)
{
  guint8 buffer[16384];

  while (content->len <= size_max)
    {
      ssize_t done = read (fd, buffer, MIN (sizeof buffer, size_max + 1 - content->len));

      if (done == 0)
        return TRUE;
      if (done < 0 && errno != EINTR)
        return FALSE;
      if (done > 0)
        g_byte_array_append (content, buffer, (guint) done);
    }
  errno = EFBIG;
  return FALSE;
}

/**
 * yc_file_read:
 * @path: a file
 * @size_max: how many bytes it may have, below 2 GiB
 * @error: of %G_IO_ERROR
 *
 * Returns: (transfer full): the whole content, or %NULL
 */
GBytes *
yc_file_read (const char  *path,
              gsize        size_max,
              GError     **error)
{
  g_autoptr (GByteArray) content = NULL;
  gboolean good;
  int code;
  int fd;

  g_return_val_if_fail (path != NULL && size_max < G_MAXINT, NULL);

  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    {
      fail (error, _("Cannot open “%s”"), path);
      return NULL;
    }
  content = g_byte_array_new ();
  good = read_all (fd, content, size_max);
  code = errno;
  close (fd);
  errno = code;
  if (!good)
    {
      fail (error, _("Cannot read “%s”"), path);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

/**
 * yc_file_remove_durably:
 * @path: a file; it may be gone already
 * @error: of %G_IO_ERROR
 *
 * Returns: %TRUE if it is gone, and stays gone after a power cut
 */
gboolean
yc_file_remove_durably (const char  *path,
                        GError     **error)
{
  g_return_val_if_fail (path != NULL, FALSE);

  if (g_unlink (path) != 0 && errno != ENOENT)
    return fail (error, _("Cannot remove “%s”"), path);
  return sync_parent (path, error);
}

/**
 * yc_dir_ensure:
 * @path: a folder for private data
 * @error: of %G_IO_ERROR
 *
 * Makes the folder, and those above it, for the user alone; one that stands
 * there already is closed to others.
 *
 * Returns: %TRUE if the folder is there and ours
 */
gboolean
yc_dir_ensure (const char  *path,
               GError     **error)
{
  struct stat info;
  gboolean fresh;

  g_return_val_if_fail (path != NULL, FALSE);

  fresh = !g_file_test (path, G_FILE_TEST_EXISTS);
  if (g_mkdir_with_parents (path, 0700) != 0)
    return fail (error, _("Cannot make the folder “%s”"), path);
  if (stat (path, &info) != 0)
    return fail (error, _("Cannot look at the folder “%s”"), path);
  if ((info.st_mode & 077) != 0 && chmod (path, 0700) != 0)
    return fail (error, _("Cannot close the folder “%s” to others"), path);
  return !fresh || sync_parent (path, error);
}

static void
say_who_holds (int          fd,
               const char  *path,
               GError     **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  char who[LOCK_TEXT_MAX + 1];
  ssize_t size = pread (fd, who, LOCK_TEXT_MAX, 0);

  who[MAX (size, 0)] = '\0';
  who[strcspn (who, "\n")] = '\0';
  if (who[0] == '\0' || !g_str_is_ascii (who))
    g_strlcpy (who, "?", sizeof who);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               /* Translators: a folder, and a program's name and process number */
               _("The folder “%s” is in use by %s. Close that program first."), shown, who);
}

/* For people who find the folder locked; whether it is, the kernel knows. */
static void
write_who_holds (int fd)
{
  g_autofree char *who = g_strdup_printf ("%.64s (%ld)\n",
                                          g_get_prgname () != NULL ? g_get_prgname () : "program",
                                          (long) getpid ());

  if (ftruncate (fd, 0) != 0 || pwrite (fd, who, strlen (who), 0) < 0)
    g_debug ("The lock file does not say who holds it");
}

/**
 * yc_dir_lock:
 * @path: a folder
 * @error: of %G_IO_ERROR; BUSY, with who holds it, when it is taken
 *
 * Takes the folder for this process: flock on the file "lock" in it, which
 * stays there. The kernel gives the lock back when the process ends, however
 * it ends.
 *
 * Returns: a file descriptor, to close when done; -1 on failure
 */
int
yc_dir_lock (const char  *path,
             GError     **error)
{
  g_autofree char *name = NULL;
  int code;
  int fd;

  g_return_val_if_fail (path != NULL, -1);

  name = g_build_filename (path, LOCK_NAME, NULL);
  fd = open (name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      fail (error, _("Cannot open “%s”"), name);
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    {
      write_who_holds (fd);
      return fd;
    }
  code = errno;
  if (code == EWOULDBLOCK)
    {
      say_who_holds (fd, path, error);
    }
  else
    {
      errno = code;
      fail (error, _("Cannot lock “%s”"), name);
    }
  close (fd);
  return -1;
}

static GBytes *
create_key_file (const char  *path,
                 GError     **error)
{
  guint8 key[YC_KEY_SIZE];
  g_autoptr (GBytes) secret = NULL;

  yc_random_bytes (key, sizeof key);
  secret = yc_secret_new (key, sizeof key);
  yc_secret_clear (key, sizeof key);
  if (!yc_file_write_durably (path, secret, 0600, error))
    return NULL;
  return g_steal_pointer (&secret);
}

/**
 * yc_key_file_ensure:
 * @path: the file that holds a key
 * @error: of %G_IO_ERROR; INVALID_DATA when the file is not a key
 *
 * Reads the key, or draws and keeps one where no file stands. A file that is
 * not a key is never replaced: what was sealed with it would be lost. The
 * caller holds the folder's lock.
 *
 * Returns: (transfer full): %YC_KEY_FILE_SIZE bytes, cleared when released
 */
GBytes *
yc_key_file_ensure (const char  *path,
                    GError     **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) secret = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  bytes = yc_file_read (path, 2 * YC_KEY_FILE_SIZE, &local_error);
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return create_key_file (path, error);
  if (bytes != NULL && g_bytes_get_size (bytes) != YC_KEY_FILE_SIZE)
    g_set_error (&local_error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _("“%s” is not a key of this program. Put the right one back; do not delete it."), path);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (chmod (path, 0600) != 0)
    {
      fail (error, _("Cannot close “%s” to others"), path);
      return NULL;
    }
  secret = yc_secret_new (g_bytes_get_data (bytes, NULL), YC_KEY_FILE_SIZE);
  yc_secret_clear ((gpointer) g_bytes_get_data (bytes, NULL), YC_KEY_FILE_SIZE);
  return g_steal_pointer (&secret);
}
