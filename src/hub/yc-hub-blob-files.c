/* yc-hub-blob-files.c: the bytes of documents, as files of the hub's folder
 *
 * A document grows in FOLDER/ab/SHA256.part, piece behind piece, and each is
 * on the disk before its sender hears of it (D27). When it has its size it is
 * read once more as a whole: is it what its name says, it loses the ending,
 * and never changes from then on; if not, it is thrown away and comes anew.
 * So a file without the ending is the document, whatever happened on the way.
 * One with it that nobody goes on with is cleared away after a time; whoever
 * comes with its next piece all the same is told to begin anew.
 *
 * One thread at a time uses a folder.
 */

#include "yc-hub-blob-files.h"

#include "yc-crypto.h"
#include "yc-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART ".part"
#define CHUNK_SIZE 0x40000 /* bytes read at once to make sure of a document */

G_DEFINE_QUARK (yc-hub-blob-error, yc_hub_blob_error)

static gboolean
fail_disk (GError **error)
{
  int code = errno;

  g_set_error (error, YC_HUB_BLOB_ERROR,
               code == ENOSPC || code == EDQUOT ? YC_HUB_BLOB_ERROR_FULL : YC_HUB_BLOB_ERROR_DISK,
               "A document cannot be kept: %s", g_strerror (code));
  return FALSE;
}

static gboolean
fail_file (GError  *local_error,
           GError **error)
{
  g_set_error_literal (error, YC_HUB_BLOB_ERROR,
                       g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ? YC_HUB_BLOB_ERROR_FULL
                                                                                     : YC_HUB_BLOB_ERROR_DISK,
                       local_error->message);
  g_error_free (local_error);
  return FALSE;
}

static char *
dir_for (const char *folder,
         const char *sha256)
{
  const char shelf[] = { sha256[0], sha256[1], '\0' };

  return g_build_filename (folder, shelf, NULL);
}

/* -1 for a file that is not there. */
static gint64
find_size (const char *path)
{
  struct stat entry;

  return stat (path, &entry) == 0 ? entry.st_size : -1;
}

static gboolean
write_at (int     fd,
          gint64  offset,
          GBytes *piece)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (piece, &size);

  while (size > 0)
    {
      ssize_t done = pwrite (fd, data, size, offset);

      if (done < 0 && errno != EINTR)
        return FALSE;
      if (done > 0)
        {
          data += done;
          offset += done;
          size -= (gsize) done;
        }
    }
  return fdatasync (fd) == 0;
}

/* What could not be brought to the disk is cut off again: the sender's next
 * word is about what is there. */
static gboolean
append_piece (const char *path,
              gint64      offset,
              GBytes     *piece,
              GError    **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean good;
  int code;

  if (fd < 0)
    return fail_disk (error);
  good = write_at (fd, offset, piece);
  code = errno;
  if (!good && ftruncate (fd, offset) != 0)
    g_debug ("A piece stays: %s", g_strerror (errno));
  if (close (fd) != 0 && good)
    return fail_disk (error);
  errno = code;
  return good || fail_disk (error);
}

static gboolean
is_document (const char *path,
             const char *sha256)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *chunk = g_malloc (CHUNK_SIZE);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  ssize_t done;

  if (fd < 0)
    return FALSE;
  while ((done = read (fd, chunk, CHUNK_SIZE)) > 0)
    g_checksum_update (checksum, chunk, done);
  close (fd);
  return done == 0 && g_str_equal (g_checksum_get_string (checksum), sha256);
}

static gboolean
finish (const char *dir,
        const char *part,
        const char *path,
        const char *sha256,
        GError    **error)
{
  GError *local_error = NULL;

  if (!is_document (part, sha256))
    {
      g_unlink (part);
      g_set_error_literal (error, YC_HUB_BLOB_ERROR, YC_HUB_BLOB_ERROR_DIGEST, "The pieces are not that document");
      return FALSE;
    }
  if (g_rename (part, path) != 0)
    return fail_disk (error);
  return yc_dir_sync (dir, &local_error) || fail_file (local_error, error);
}

/* What a hub that was killed has left may be in memory only: before anybody hears of it, it is on the disk. */
static gboolean
sync_left (const char  *dir,
           const char  *part,
           GError     **error)
{
  GError *local_error = NULL;

  return ((part == NULL || yc_file_sync (part, &local_error)) && yc_dir_sync (dir, &local_error)) ||
         fail_file (local_error, error);
}

static gboolean
ensure_shelf (const char *folder,
              const char *dir,
              GError    **error)
{
  GError *local_error = NULL;

  return (yc_dir_ensure (folder, &local_error) && yc_dir_ensure (dir, &local_error)) ||
         fail_file (local_error, error);
}

/**
 * yc_hub_blob_files_append:
 * @folder: where documents are; made when it is not there
 * @sha256: which document: 64 hexadecimal digits, checked by the caller
 * @size: of the whole document, bytes
 * @offset: where @piece belongs
 * @piece: may be empty
 * @ret_offset: (out): how much of the document is on the disk, also where the
 *   answer is OFFSET or SIZE; @size when all of it is
 * @error: of %YC_HUB_BLOB_ERROR
 */
gboolean
yc_hub_blob_files_append (const char  *folder,
                          const char  *sha256,
                          gint64       size,
                          gint64       offset,
                          GBytes      *piece,
                          gint64      *ret_offset,
                          GError     **error)
{
  g_autofree char *dir = dir_for (folder, sha256);
  g_autofree char *path = g_build_filename (dir, sha256, NULL);
  g_autofree char *part = g_strconcat (path, PART, NULL);
  gint64 piece_size = (gint64) g_bytes_get_size (piece);

  if (find_size (path) >= 0)
    {
      *ret_offset = size;
      return sync_left (dir, NULL, error);
    }
  *ret_offset = MAX (find_size (part), 0);
  if (offset != *ret_offset)
    {
      if (*ret_offset > 0 && !sync_left (dir, part, error))
        return FALSE;
      g_set_error_literal (error, YC_HUB_BLOB_ERROR, YC_HUB_BLOB_ERROR_OFFSET, "That piece does not come next");
      return FALSE;
    }
  if (piece_size > size - offset)
    {
      g_set_error_literal (error, YC_HUB_BLOB_ERROR, YC_HUB_BLOB_ERROR_SIZE, "That piece is too long");
      return FALSE;
    }
  if (!ensure_shelf (folder, dir, error) || !append_piece (part, offset, piece, error))
    return FALSE;
  *ret_offset = offset + piece_size;
  return *ret_offset < size || finish (dir, part, path, sha256, error);
}

/**
 * yc_hub_blob_files_read:
 * @sha256: a document that is here whole
 * @offset: from where; at its end there is nothing more
 * @limit: how many bytes at most
 * @error: of %YC_HUB_BLOB_ERROR
 *
 * Returns: (transfer full) (nullable): that part of it
 */
GBytes *
yc_hub_blob_files_read (const char  *folder,
                        const char  *sha256,
                        gint64       offset,
                        gsize        limit,
                        GError     **error)
{
  g_autofree char *dir = dir_for (folder, sha256);
  g_autofree char *path = g_build_filename (dir, sha256, NULL);
  gint64 size = find_size (path);
  gsize wanted = (gsize) CLAMP (size - offset, 0, (gint64) limit);
  g_autofree guint8 *bytes = g_malloc (MAX (wanted, 1));
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gsize got = 0;
  ssize_t done = 1;

  while (fd >= 0 && got < wanted && done > 0)
    {
      done = pread (fd, bytes + got, wanted - got, offset + (gint64) got);
      got += done > 0 ? (gsize) done : 0;
    }
  if (fd >= 0)
    close (fd);
  if (fd >= 0 && got == wanted)
    return g_bytes_new_take (g_steal_pointer (&bytes), wanted);
  g_set_error_literal (error, YC_HUB_BLOB_ERROR, YC_HUB_BLOB_ERROR_DISK, "A document cannot be read");
  return NULL;
}

/* The parts of one shelf. Returns: how many are gone */
static guint
clear_shelf (const char *shelf,
             gint64      before_ms,
             gint64     *bytes)
{
  g_autoptr (GDir) dir = g_dir_open (shelf, 0, NULL);
  const char *name;
  guint cleared = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (shelf, name, NULL);
      struct stat entry;

      if (!g_str_has_suffix (name, PART) || lstat (path, &entry) != 0 || !S_ISREG (entry.st_mode) ||
          (gint64) entry.st_mtim.tv_sec * 1000 >= before_ms || g_unlink (path) != 0)
        continue;
      *bytes += entry.st_size;
      cleared++;
    }
  return cleared;
}

/**
 * yc_hub_blob_files_clear:
 * @folder: where documents are; there may be none yet
 * @before_ms: by the clock of the files, since 1970
 * @ret_bytes: (out): what they took on the disk
 *
 * Clears away what has not become whole and got no piece since @before_ms.
 *
 * Returns: how many documents that were
 */
guint
yc_hub_blob_files_clear (const char *folder,
                         gint64      before_ms,
                         gint64     *ret_bytes)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint cleared = 0;

  *ret_bytes = 0;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *shelf = g_build_filename (folder, name, NULL);

      cleared += clear_shelf (shelf, before_ms, ret_bytes);
    }
  return cleared;
}
