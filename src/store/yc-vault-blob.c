/* yc-vault-blob.c: documents, each in a sealed file
 *
 * A file is a row of sealed pieces, each of 1 MiB of the document but the
 * last, so that a part can be read without the rest. The file is on the disk
 * before its row, and its row is gone before the file: a row always has its
 * file, and a file without a row is left over from a crash and is removed at
 * the next start.
 */

#include "yc-vault.h"

#include "yc-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define PIECE_SIZE YC_VAULT_PIECE_SIZE
#define SEALED_SIZE (PIECE_SIZE + YC_SEAL_OVERHEAD)

static char *
path_for (YcVault    *self,
          const char *sha256)
{
  return g_build_filename (self->blob_dir, sha256, NULL);
}

static GBytes *
seal_pieces (YcVault    *self,
             const char *sha256,
             GBytes     *bytes)
{
  GByteArray *file = g_byte_array_new ();
  gsize size = g_bytes_get_size (bytes);

  for (gsize at = 0; at < size; at += PIECE_SIZE)
    {
      g_autoptr (GBytes) piece = g_bytes_new_from_bytes (bytes, at, MIN (PIECE_SIZE, size - at));
      g_autoptr (GBytes) sealed = yc_vault_seal (self, "blobs", sha256, at / PIECE_SIZE, piece);

      g_byte_array_append (file, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
    }
  return g_byte_array_free_to_bytes (file);
}

/* Size 0 stands for a blob that is not here. */
static gboolean
find_size (YcVault     *self,
           const char  *sha256,
           gint64      *ret_size,
           GError     **error)
{
  return yc_db_number (self->db, ret_size, error,
                       "SELECT ifnull (max (size), 0) FROM blobs WHERE sha256 = ?", "s", sha256);
}

static gboolean
write_file (YcVault     *self,
            const char  *sha256,
            GBytes      *bytes,
            GError     **error)
{
  g_autofree char *path = path_for (self, sha256);
  g_autoptr (GBytes) file = seal_pieces (self, sha256, bytes);
  g_autoptr (GError) local_error = NULL;

  if (yc_file_write_durably (path, file, 0600, &local_error))
    return TRUE;
  g_set_error_literal (error, YC_STORE_ERROR,
                       g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
                       ? YC_STORE_ERROR_FULL : YC_STORE_ERROR_DISK, local_error->message);
  return FALSE;
}

static gboolean
add_row (YcVault           *self,
         const char        *sha256,
         gint64             size,
         const char        *kind,
         YcStoreBlobState   state,
         gint64             now_ms,
         GError           **error)
{
  if (!yc_db_begin (self->db, error))
    return FALSE;
  if (yc_db_run (self->db, error,
                 "INSERT INTO blobs (sha256, kind, size, state, \"offset\", changed_ms) VALUES (?, ?, ?, ?, ?, ?)",
                 "ssiiii", sha256, kind, size, (gint64) state,
                 state == YC_STORE_BLOB_RECEIVED ? size : (gint64) 0, now_ms))
    return yc_db_commit (self->db, error);
  yc_db_rollback (self->db);
  return FALSE;
}

/**
 * yc_vault_add_blob:
 * @self: an open folder, not in a transaction
 * @bytes: the document; not empty
 * @kind: what it is, a code
 * @state: ANNOUNCED for this desk's own, RECEIVED for the hub's and for drafts
 * @now_ms: the moment
 * @error: of %YC_STORE_ERROR
 *
 * Returns: (transfer full): its SHA-256; the same when it was there already
 */
char *
yc_vault_add_blob (YcVault           *self,
                   GBytes            *bytes,
                   const char        *kind,
                   YcStoreBlobState   state,
                   gint64             now_ms,
                   GError           **error)
{
  guint8 hash[YC_SHA256_SIZE];
  char sha256[YC_SHA256_TEXT_SIZE];
  gint64 known;

  yc_sha256_bytes (bytes, hash);
  yc_sha256_to_text (hash, sha256);
  if (!yc_db_begin (self->db, error))
    return NULL;
  if (!find_size (self, sha256, &known, error))
    {
      yc_db_rollback (self->db);
      return NULL;
    }
  yc_db_rollback (self->db);
  if (known == 0 &&
      (!write_file (self, sha256, bytes, error) ||
       !add_row (self, sha256, (gint64) g_bytes_get_size (bytes), kind, state, now_ms, error)))
    return NULL;
  return g_strdup (sha256);
}

static gboolean
fail_damaged (const char  *sha256,
              GError     **error)
{
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED,
               _("The document %.12s… is missing or damaged on this machine's disk"), sha256);
  return FALSE;
}

/* Appends what the piece has of [from, until) to @part. */
static gboolean
read_piece (YcVault     *self,
            int          fd,
            const char  *sha256,
            gint64       size,
            gint64       piece,
            gint64       from,
            gint64       until,
            GByteArray  *part,
            GError     **error)
{
  gint64 start = piece * PIECE_SIZE;
  gsize plain_size = (gsize) MIN (PIECE_SIZE, size - start);
  g_autofree guint8 *sealed = g_malloc (SEALED_SIZE);
  g_autoptr (GBytes) plain = NULL;
  ssize_t done = pread (fd, sealed, plain_size + YC_SEAL_OVERHEAD, piece * SEALED_SIZE);

  if (done != (ssize_t) (plain_size + YC_SEAL_OVERHEAD))
    return fail_damaged (sha256, error);
  plain = yc_open_record (self->sealer, "blobs", sha256, piece, sealed, (gsize) done, NULL);
  if (plain == NULL)
    return fail_damaged (sha256, error);

  from = MAX (from, start);
  until = MIN (until, start + (gint64) plain_size);
  g_byte_array_append (part, (const guint8 *) g_bytes_get_data (plain, NULL) + (from - start),
                       (guint) (until - from));
  return TRUE;
}

/**
 * yc_vault_read_blob:
 * @self: an open folder, in a transaction
 * @sha256: which document
 * @offset: from which of its bytes; at its end there is nothing more
 * @size_max: how many at most
 * @error: of %YC_STORE_ERROR
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
yc_vault_read_blob (YcVault     *self,
                    const char  *sha256,
                    gint64       offset,
                    gint64       size_max,
                    GError     **error)
{
  g_autoptr (GByteArray) part = g_byte_array_new ();
  g_autofree char *path = path_for (self, sha256);
  gboolean good = TRUE;
  gint64 size, until;
  int fd;

  if (!find_size (self, sha256, &size, error))
    return NULL;
  if (size == 0)
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND,
                   _("The document %.12s… is not on this machine"), sha256);
      return NULL;
    }
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    {
      fail_damaged (sha256, error);
      return NULL;
    }
  until = MIN (size, offset + MIN (size_max, size));
  for (gint64 piece = offset / PIECE_SIZE; good && piece * PIECE_SIZE < until && offset < until; piece++)
    good = read_piece (self, fd, sha256, size, piece, offset, until, part, error);
  close (fd);
  return good ? g_byte_array_free_to_bytes (g_steal_pointer (&part)) : NULL;
}

/* How a document's file is sealed: all its pieces alike. FALSE where it cannot
 * be read. */
gboolean
yc_vault_read_blob_format (YcVault    *self,
                           const char *sha256,
                           guint8     *ret_format)
{
  g_autofree char *path = path_for (self, sha256);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean good;

  if (fd < 0)
    return FALSE;
  good = pread (fd, ret_format, 1, 0) == 1;
  close (fd);
  return good;
}

/* How far a document has come to the hub. One that came from there, or is a
 * draft, stays so until it is announced. */
gboolean
yc_vault_set_blob (YcVault           *self,
                   const char        *sha256,
                   YcStoreBlobState   state,
                   gint64             offset,
                   gint64             now_ms,
                   GError           **error)
{
  if (!yc_db_run (self->db, error,
                  "UPDATE blobs SET state = iif (state = 4 AND ?1 <> 1, 4, ?1), \"offset\" = min (?2, size),"
                  " changed_ms = ?3 WHERE sha256 = ?4", "iiis", (gint64) state, offset, now_ms, sha256))
    return FALSE;
  self->outbox_touched = TRUE;
  if (yc_db_changes (self->db) == 1)
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND,
               _("The document %.12s… is not on this machine"), sha256);
  return FALSE;
}

/* All of them, small first: that is the order they go out in (D14). */
GPtrArray *
yc_vault_load_blobs (YcVault *self,
                     GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_store_blob_free);
  g_autoptr (YcDbRows) rows = NULL;
  GError *local_error = NULL;

  rows = yc_db_query (self->db, error,
                      "SELECT sha256, kind, size, state, \"offset\", changed_ms FROM blobs"
                      " ORDER BY size, sha256", "");
  if (rows == NULL)
    return NULL;
  while (yc_db_next (self->db, rows, &local_error))
    {
      YcStoreBlob *blob = g_new0 (YcStoreBlob, 1);

      blob->sha256 = yc_db_dup_text (rows, 0);
      blob->kind = yc_db_dup_text (rows, 1);
      blob->size = yc_db_get_number (rows, 2);
      blob->state = (YcStoreBlobState) yc_db_get_number (rows, 3);
      blob->offset = yc_db_get_number (rows, 4);
      blob->changed_ms = yc_db_get_number (rows, 5);
      g_ptr_array_add (list, blob);
    }
  if (local_error == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, local_error);
  return NULL;
}

/* Files without a row: forgotten ones, and after a crash between file and row. */
gboolean
yc_vault_remove_orphans (YcVault *self,
                         GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (self->blob_dir, 0, &local_error);
  const char *name;

  if (dir == NULL)
    {
      g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_DISK, local_error->message);
      return FALSE;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = path_for (self, name);
      gint64 size;

      if (!find_size (self, name, &size, error))
        return FALSE;
      if (size == 0 && g_unlink (path) != 0)
        g_debug ("A left-over file stays: %s", g_strerror (errno));
    }
  return TRUE;
}

gboolean
yc_vault_requeue_blobs (YcVault *self,
                        GError **error)
{
  return yc_db_run (self->db, error, "UPDATE blobs SET state = 1, \"offset\" = 0 WHERE state IN (2, 3)", "");
}
