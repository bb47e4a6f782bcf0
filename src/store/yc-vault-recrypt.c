/* yc-vault-recrypt.c: sealing anew what was sealed in another way
 *
 * A store writes in one format: its cipher, under the key derived for it. What
 * was written before it had that cipher stays readable, and is sealed anew
 * here, some records a step, while the desk works:
 *
 *   ops ──> rows ──> settings ──> documents ──> is nothing left? ──> noted
 *    ^                                             │ there is, and it opens
 *    └─────────────────────────────────────────────┘
 *
 * 1. A record is opened before it is replaced, and replaced in the transaction
 *    it was read in; a document's file is written whole beside the old one and
 *    takes its name. Killed anywhere, each record is in one format or the other.
 * 2. Nothing new is written in the old format meanwhile.
 * 3. What cannot be opened is left as it is, and counted.
 * 4. "Noted" is the format in meta; then the log is written back and cut, so
 *    that the old texts are not left there either.
 */

#include "yc-vault.h"

#include "yc-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STEP_RECORDS 64 /* records of a table in one transaction */
#define SEALED_PIECE_SIZE (YC_VAULT_PIECE_SIZE + YC_SEAL_OVERHEAD)

typedef struct
{
  const char *table; /* in the database */
  const char *place; /* what a record of it is sealed as */
  const char *next;  /* number, id, version, sealed of those behind a number */
  const char *write;
  const char *count;
} Column;

#define NEXT(TABLE, ID, VERSION, SEALED) \
  "SELECT rowid, " ID ", " VERSION ", " SEALED " FROM " TABLE " WHERE rowid > ?" \
  " AND substr (" SEALED ", 1, 1) <> ? ORDER BY rowid LIMIT ?"
#define WRITE(TABLE, SEALED) "UPDATE " TABLE " SET " SEALED " = ? WHERE rowid = ?"
#define COUNT(TABLE, SEALED) "SELECT count (*) FROM " TABLE " WHERE substr (" SEALED ", 1, 1) <> ?"
#define COLUMN(TABLE, PLACE, ID, VERSION, SEALED) \
  { TABLE, PLACE, NEXT (TABLE, ID, VERSION, SEALED), WRITE (TABLE, SEALED), COUNT (TABLE, SEALED) }

/* A NULL is no record: it compares as neither. */
static const Column columns[] = {
  COLUMN ("ops", "ops", "id", "0", "sealed"),
  COLUMN ("ops", "ops.detail", "id", "0", "sealed_detail"),
  COLUMN ("ops", "ops.verdict", "id", "0", "sealed_verdict"),
  COLUMN ("rows", "rows", "stream", "revision", "sealed"),
  COLUMN ("settings", "settings", "name", "version", "sealed"),
};

static GBytes *
current_format (YcVault *self)
{
  guint8 format = yc_sealer_get_format (self->sealer);

  return g_bytes_new (&format, 1);
}

/* NULL, and no error, where the record does not open. */
static GBytes *
seal_anew (YcVault    *self,
           const char *place,
           const char *id,
           gint64      version,
           GBytes     *sealed)
{
  g_autoptr (GBytes) plain = yc_open_record (self->sealer, place, id, version, g_bytes_get_data (sealed, NULL),
                                             g_bytes_get_size (sealed), NULL);

  return yc_vault_seal (self, place, id, version, plain);
}

static gboolean
recrypt_row (YcVault       *self,
             const Column  *column,
             YcDbRows      *rows,
             GError       **error)
{
  gint64 number = yc_db_get_number (rows, 0);
  g_autofree char *id = yc_db_dup_text (rows, 1);
  g_autoptr (GBytes) before = yc_db_dup_bytes (rows, 3);
  g_autoptr (GBytes) after = seal_anew (self, column->place, id, yc_db_get_number (rows, 2), before);

  return after == NULL || yc_db_run (self->db, error, column->write, "bi", after, number);
}

/* Some records of one column; on to the next one where there are no more. */
static gboolean
recrypt_column (YcVault        *self,
                YcVaultRecrypt *progress,
                GError        **error)
{
  const Column *column = &columns[progress->column];
  g_autoptr (GBytes) format = current_format (self);
  g_autoptr (YcDbRows) rows = NULL;
  g_autoptr (GError) local_error = NULL;
  guint count = 0;

  rows = yc_db_query (self->db, error, column->next, "ibi", progress->number, format, (gint64) STEP_RECORDS);
  if (rows == NULL)
    return FALSE;
  while (yc_db_next (self->db, rows, &local_error) && recrypt_row (self, column, rows, &local_error))
    {
      progress->number = yc_db_get_number (rows, 0);
      count++;
    }
  progress->done += count;
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (count < STEP_RECORDS)
    {
      progress->column++;
      progress->number = 0;
    }
  return TRUE;
}

/* Whether the file stands in another format; one that cannot be read does. */
static gboolean
is_old_file (YcVault    *self,
             const char *sha256)
{
  guint8 format;

  return !yc_vault_read_blob_format (self, sha256, &format) || format != yc_sealer_get_format (self->sealer);
}

/* NULL where a piece does not open. */
static GBytes *
seal_file_anew (YcVault    *self,
                const char *sha256,
                GBytes     *file)
{
  g_autoptr (GByteArray) anew = g_byte_array_new ();
  gsize size = g_bytes_get_size (file);

  for (gsize at = 0; at < size; at += SEALED_PIECE_SIZE)
    {
      g_autoptr (GBytes) before = g_bytes_new_from_bytes (file, at, MIN (SEALED_PIECE_SIZE, size - at));
      g_autoptr (GBytes) after = seal_anew (self, "blobs", sha256, (gint64) (at / SEALED_PIECE_SIZE), before);

      if (after == NULL)
        return NULL;
      g_byte_array_append (anew, g_bytes_get_data (after, NULL), (guint) g_bytes_get_size (after));
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&anew));
}

static gboolean
recrypt_file (YcVault     *self,
              const char  *sha256,
              GError     **error)
{
  g_autofree char *path = g_build_filename (self->blob_dir, sha256, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) before = yc_file_read (path, 2 * YC_STORE_BLOB_MAX_BYTES, NULL);
  g_autoptr (GBytes) after = before != NULL ? seal_file_anew (self, sha256, before) : NULL;

  if (after == NULL || yc_file_write_durably (path, after, 0600, &local_error))
    return TRUE;
  g_set_error_literal (error, YC_STORE_ERROR,
                       g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
                       ? YC_STORE_ERROR_FULL : YC_STORE_ERROR_DISK, local_error->message);
  return FALSE;
}

/* The next document behind the last one; NULL at the end or with @error. */
static char *
dup_next_blob (YcVault     *self,
               const char  *after,
               GError     **error)
{
  g_autoptr (YcDbRows) rows = yc_db_query (self->db, error,
                                           "SELECT sha256 FROM blobs WHERE sha256 > ? ORDER BY sha256 LIMIT 1", "s", after);

  return rows != NULL && yc_db_next (self->db, rows, error) ? yc_db_dup_text (rows, 0) : NULL;
}

/* One document; those that need nothing are passed over. */
static gboolean
recrypt_blob (YcVault         *self,
              YcVaultRecrypt  *progress,
              GError         **error)
{
  g_autoptr (GError) local_error = NULL;
  char *next;

  while ((next = dup_next_blob (self, progress->sha256 != NULL ? progress->sha256 : "", &local_error)) != NULL)
    {
      g_free (progress->sha256);
      progress->sha256 = next;
      if (!is_old_file (self, next))
        continue;
      progress->done++;
      return recrypt_file (self, next, error);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  progress->files_done = TRUE;
  return TRUE;
}

static gboolean
count_left (YcVault  *self,
            gint64   *ret_left,
            GError  **error)
{
  g_autoptr (GBytes) format = current_format (self);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *sha256 = g_strdup ("");
  gint64 left = 0;
  gint64 count;
  char *next;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (!yc_db_number (self->db, &count, error, columns[i].count, "b", format))
        return FALSE;
      left += count;
    }
  while ((next = dup_next_blob (self, sha256, &local_error)) != NULL)
    {
      g_free (sha256);
      sha256 = next;
      left += is_old_file (self, sha256);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  *ret_left = left;
  return TRUE;
}

static gboolean
end (YcVault         *self,
     YcVaultRecrypt  *progress,
     GError         **error)
{
  if (!count_left (self, &progress->left, error))
    return FALSE;
  progress->over = TRUE;
  return progress->left > 0 || yc_vault_note_format (self, error);
}

/**
 * yc_vault_recrypt:
 * @self: an open folder, in a transaction
 * @progress: how far it has come; all zeros at the beginning
 * @error: of %YC_STORE_ERROR
 *
 * One step. After the last one @progress says how many records could not be
 * sealed anew because they do not open.
 */
gboolean
yc_vault_recrypt (YcVault         *self,
                  YcVaultRecrypt  *progress,
                  GError         **error)
{
  if (progress->column < G_N_ELEMENTS (columns))
    return recrypt_column (self, progress, error);
  if (!progress->files_done)
    return recrypt_blob (self, progress, error);
  return progress->over || end (self, progress, error);
}
