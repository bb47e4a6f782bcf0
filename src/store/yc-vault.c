/* yc-vault.c: opening the folder, and what its parts share
 *
 *   DIR/lock      held by the one program that has the folder open
 *   DIR/desk.db   the database, with its log beside it
 *   DIR/format    written when the first database was whole: from then on an
 *                 empty or missing database is damage, not a beginning
 *   DIR/blobs/    one sealed file a document, named by its hash
 *   DIR/key-place where the key is, if it is not beside the folder (yc-store-key.c)
 *
 * The key is not in the folder. A sealed record of known content, the probe,
 * tells a wrong key from damage before anything else is read.
 *
 * meta.cipher is what the store writes with, meta.sealed the format everything
 * in it is known to have; where that is another one, yc-vault-recrypt.c has work.
 */

#include "yc-vault.h"

#include "yc-file.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define DB_NAME "desk.db"
#define FORMAT_NAME "format"
#define KEY_PLACE_NAME "key-place"
#define FORMAT_TEXT "yichuang desk store\n"
#define PROBE_NAME "store.probe"
#define PART_ABSENT G_MAXUINT32

void
yc_vault_free (YcVault *self)
{
  if (self == NULL)
    return;
  yc_db_close (self->db);
  g_clear_pointer (&self->sealer, yc_sealer_unref);
  g_clear_pointer (&self->touched, g_hash_table_unref);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->dir);
  g_free (self->blob_dir);
  g_free (self);
}

/* Locks and folders speak in I/O errors; whoever opens a store hears the
 * store's. */
static gboolean
translate (GError  *local_error,
           int      code,
           GError **error)
{
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_BUSY))
    code = YC_STORE_ERROR_IN_USE;
  g_set_error_literal (error, YC_STORE_ERROR, code, local_error->message);
  g_error_free (local_error);
  return FALSE;
}

static gboolean
take_folder (YcVault *self,
             GError **error)
{
  GError *local_error = NULL;

  if (yc_dir_ensure (self->dir, &local_error) && yc_dir_ensure (self->blob_dir, &local_error))
    self->lock_fd = yc_dir_lock (self->dir, &local_error);
  return local_error == NULL || translate (local_error, YC_STORE_ERROR_DISK, error);
}

static gboolean
refuse_if_lost (const char  *db_path,
                const char  *format_path,
                GError     **error)
{
  GStatBuf info;

  if (!g_file_test (format_path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (g_stat (db_path, &info) == 0 && info.st_size > 0)
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED,
               _("The database is gone from “%s”. Keep the folder as it is and call for help; "
                 "what the hub has is safe."), db_path);
  return FALSE;
}

static gboolean
note_format (YcVault    *self,
             const char *format_path,
             GError    **error)
{
  g_autoptr (GBytes) text = g_bytes_new_static (FORMAT_TEXT, strlen (FORMAT_TEXT));
  GError *local_error = NULL;

  /* The database's own name in the folder has to be on the disk too. */
  if (yc_dir_sync (self->dir, &local_error) &&
      (g_file_test (format_path, G_FILE_TEST_EXISTS) ||
       yc_file_write_durably (format_path, text, 0600, &local_error)))
    return TRUE;
  return translate (local_error, YC_STORE_ERROR_DISK, error);
}

static gboolean
probe_key (YcVault *self,
           GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) probe = yc_vault_load_setting (self, PROBE_NAME, &local_error);
  g_autoptr (GBytes) text = NULL;

  if (probe != NULL)
    return TRUE;
  if (g_error_matches (local_error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND))
    {
      text = g_bytes_new_static (PROBE_NAME, strlen (PROBE_NAME));
      return yc_vault_set_setting (self, PROBE_NAME, text, error) && yc_vault_note_format (self, error);
    }
  if (g_error_matches (local_error, YC_STORE_ERROR, YC_STORE_ERROR_WRONG_KEY))
    g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_WRONG_KEY,
                 _("The key does not belong to the data in “%s”. Put the right key back."), self->dir);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
set_running (YcVault *self,
             gint64   running,
             GError **error)
{
  return yc_db_run (self->db, error, "UPDATE meta SET value = ? WHERE name = 'running'", "i", running);
}

static gboolean
load_last (YcVault *self,
           GError **error)
{
  g_autoptr (YcDbRows) rows = NULL;
  g_autoptr (GError) local_error = NULL;

  rows = yc_db_query (self->db, error,
                      "SELECT w.value, b.value, t.value FROM meta w, meta b, meta t"
                      " WHERE w.name = 'last_wall_ms' AND b.name = 'last_boot' AND t.name = 'last_boot_ms'", "");
  if (rows == NULL)
    return FALSE;
  if (yc_db_next (self->db, rows, &local_error))
    {
      self->last.wall_ms = yc_db_get_number (rows, 0);
      self->last.boot_ms = yc_db_get_number (rows, 2);
      self->has_last = yc_db_read_id (rows, 1, &self->last.boot, &local_error);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Also when it was noted before. */
gboolean
yc_vault_note_format (YcVault *self,
                      GError **error)
{
  self->mixed = FALSE;
  return yc_db_run (self->db, error, "UPDATE meta SET value = ? WHERE name = 'sealed'", "i",
                    (gint64) yc_sealer_get_format (self->sealer));
}

/**
 * yc_vault_shorten_log:
 * @self: an open folder, not in a transaction
 * @error: of %YC_STORE_ERROR
 *
 * Writes the log back and cuts it, so that it does not keep what is gone.
 */
gboolean
yc_vault_shorten_log (YcVault *self,
                      GError **error)
{
  return yc_db_exec (self->db, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

/* What the store writes with, as it was chosen the last time. */
static gboolean
read_cipher (YcVault   *self,
             YcCipher  *ret_cipher,
             GError   **error)
{
  g_autoptr (YcDbRows) rows = yc_db_query (self->db, error, "SELECT value FROM meta WHERE name = 'cipher'", "");
  g_autofree char *text = NULL;

  if (rows == NULL || !yc_db_next (self->db, rows, error))
    return FALSE;
  text = yc_db_dup_text (rows, 0);
  if (yc_cipher_parse (text, ret_cipher))
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NEWER, _("This program does not know the cipher “%s”"), text);
  return FALSE;
}

/* A library that answers a published example wrongly must seal nothing. */
static gboolean
test_ciphers (GError **error)
{
  g_autoptr (GError) local_error = NULL;

  for (guint i = 0; i < YC_CIPHERS; i++)
    if (!yc_cipher_self_test ((YcCipher) i, &local_error))
      {
        g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FAILED,
                     _("The cipher %s does not work on this machine. Nothing was read or written; "
                       "have the libraries of this machine looked at. (%s)"),
                     yc_cipher_to_text ((YcCipher) i), local_error->message);
        return FALSE;
      }
  return TRUE;
}

/* @chosen: (nullable): the cipher's name from now on */
static gboolean
make_sealer (YcVault     *self,
             GBytes      *key,
             const char  *chosen,
             GError     **error)
{
  YcCipher cipher;
  gint64 sealed;

  if (!read_cipher (self, &cipher, error))
    return FALSE;
  if (chosen != NULL && !yc_cipher_parse (chosen, &cipher))
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_FAILED, _("This program does not know the cipher “%s”"), chosen);
      return FALSE;
    }
  self->sealer = yc_sealer_new (g_bytes_get_data (key, NULL), cipher);
  if (!yc_db_number (self->db, &sealed, error, "SELECT value FROM meta WHERE name = 'sealed'", ""))
    return FALSE;
  self->mixed = sealed != yc_sealer_get_format (self->sealer);
  return yc_db_run (self->db, error, "UPDATE meta SET value = ? WHERE name = 'cipher'", "s", yc_cipher_to_text (cipher)) &&
         (!self->mixed || yc_db_run (self->db, error, "UPDATE meta SET value = 0 WHERE name = 'sealed'", ""));
}

/* What has to hold before anybody may ask for anything. */
static gboolean
start (YcVault     *self,
       GBytes      *key,
       const char  *cipher,
       GError     **error)
{
  gint64 running;

  if (!yc_db_begin (self->db, error))
    return FALSE;
  if (make_sealer (self, key, cipher, error) && probe_key (self, error) && load_last (self, error) &&
      yc_db_number (self->db, &running, error, "SELECT value FROM meta WHERE name = 'running'", "") &&
      yc_vault_doubt_jobs (self, error) && set_running (self, 1, error))
    {
      self->unclean = running != 0;
      return yc_db_commit (self->db, error);
    }
  yc_db_rollback (self->db);
  return FALSE;
}

/**
 * yc_vault_open:
 * @dir: the folder; made where there is none
 * @key: 32 bytes
 * @cipher: (nullable): what to write with from now on; %NULL for what was chosen
 *   before, AES-256-GCM where nothing was
 * @error: of %YC_STORE_ERROR
 *
 * Returns: (transfer full): the open folder, held for this process
 */
YcVault *
yc_vault_open (const char  *dir,
               GBytes      *key,
               const char  *cipher,
               GError     **error)
{
  g_autoptr (YcVault) self = g_new0 (YcVault, 1);
  g_autofree char *db_path = g_build_filename (dir, DB_NAME, NULL);
  g_autofree char *format_path = g_build_filename (dir, FORMAT_NAME, NULL);

  g_assert (g_bytes_get_size (key) == YC_KEY_SIZE);

  self->lock_fd = -1;
  self->dir = g_strdup (dir);
  self->blob_dir = g_build_filename (dir, "blobs", NULL);
  self->touched = g_hash_table_new_full (yc_stream_hash, yc_stream_equal, g_free, NULL);
  if (!test_ciphers (error) || !take_folder (self, error) || !refuse_if_lost (db_path, format_path, error))
    return NULL;
  self->db = yc_db_open (db_path, error);
  if (self->db == NULL || !start (self, key, cipher, error) || !note_format (self, format_path, error) ||
      !yc_vault_remove_orphans (self, error) || !yc_vault_end_purges (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * yc_vault_close:
 * @self: an open folder; free it all the same
 * @error: of %YC_STORE_ERROR
 *
 * Returns: %TRUE if the next start will find it in order
 */
gboolean
yc_vault_close (YcVault *self,
                GError **error)
{
  if (!yc_db_begin (self->db, error))
    return FALSE;
  if (set_running (self, 0, error))
    return yc_db_commit (self->db, error);
  yc_db_rollback (self->db);
  return FALSE;
}

/**
 * yc_vault_check:
 * @self: an open folder
 * @table: which table
 * @error: of %YC_STORE_ERROR; DAMAGED when the check finds something
 *
 * One table at a time, so that other work gets its turn in between.
 */
gboolean
yc_vault_check (YcVault    *self,
                const char *table,
                GError    **error)
{
  g_autoptr (YcDbRows) rows = NULL;
  g_autofree char *answer = NULL;

  rows = yc_db_query (self->db, error, "SELECT quick_check FROM pragma_quick_check (?)", "s", table);
  if (rows == NULL || !yc_db_next (self->db, rows, error))
    return FALSE;
  answer = yc_db_dup_text (rows, 0);
  if (g_strcmp0 (answer, "ok") == 0)
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED,
               _("The database is damaged (%s). Keep the folder as it is and call for help; "
                 "what the hub has is safe."), answer);
  return FALSE;
}

static gboolean
copy_blob (YcVault     *self,
           const char  *to_dir,
           const char  *name,
           GError     **error)
{
  g_autofree char *from = g_build_filename (self->blob_dir, name, NULL);
  g_autofree char *to = g_build_filename (to_dir, name, NULL);
  g_autoptr (GBytes) bytes = yc_file_read (from, 2 * YC_STORE_BLOB_MAX_BYTES, error);

  return bytes != NULL && yc_file_write_durably (to, bytes, 0600, error);
}

static gboolean
copy_blobs (YcVault     *self,
            const char  *to_dir,
            GError     **error)
{
  g_autoptr (GDir) dir = g_dir_open (self->blob_dir, 0, error);
  const char *name;

  if (dir == NULL || !yc_dir_ensure (to_dir, error))
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (!copy_blob (self, to_dir, name, error))
      return FALSE;
  return TRUE;
}

static gboolean
copy_database (YcVault     *self,
               const char  *to,
               GError     **error)
{
  g_autofree char *beside = g_strconcat (to, ".new", NULL);
  g_autofree char *to_dir = g_path_get_dirname (to);

  g_unlink (beside);
  if (!yc_db_run (self->db, error, "VACUUM INTO ?", "s", beside))
    return FALSE;
  if (!yc_file_sync (beside, error))
    return FALSE;
  if (g_rename (beside, to) == 0)
    return yc_dir_sync (to_dir, error);
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DISK, _("Cannot write “%s”"), to);
  return FALSE;
}

/* Where there is one. */
static gboolean
copy_key_place (YcVault     *self,
                const char  *to_dir,
                GError     **error)
{
  g_autofree char *from = g_build_filename (self->dir, KEY_PLACE_NAME, NULL);
  g_autofree char *to = g_build_filename (to_dir, KEY_PLACE_NAME, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (!g_file_test (from, G_FILE_TEST_EXISTS))
    return TRUE;
  bytes = yc_file_read (from, YC_STORE_DETAIL_MAX_BYTES, error);
  return bytes != NULL && yc_file_write_durably (to, bytes, 0600, error);
}

/**
 * yc_vault_back_up:
 * @self: an open folder, not in a transaction
 * @dir: where to; a backup that stands there is replaced
 * @error: of %YC_STORE_ERROR
 *
 * A folder that can be opened like this one, with the same key, which is not
 * in it. Documents go first: the database names none that is not there.
 */
gboolean
yc_vault_back_up (YcVault     *self,
                  const char  *dir,
                  GError     **error)
{
  g_autofree char *blob_dir = g_build_filename (dir, "blobs", NULL);
  g_autofree char *db_path = g_build_filename (dir, DB_NAME, NULL);
  g_autofree char *format_path = g_build_filename (dir, FORMAT_NAME, NULL);
  g_autoptr (GBytes) text = g_bytes_new_static (FORMAT_TEXT, strlen (FORMAT_TEXT));
  GError *local_error = NULL;

  if (yc_dir_ensure (dir, &local_error) && copy_blobs (self, blob_dir, &local_error) &&
      copy_key_place (self, dir, &local_error) && copy_database (self, db_path, &local_error) &&
      yc_file_write_durably (format_path, text, 0600, &local_error))
    return TRUE;
  return translate (local_error, YC_STORE_ERROR_DISK, error);
}

GBytes *
yc_vault_seal (YcVault    *self,
               const char *table,
               const char *id,
               gint64      version,
               GBytes     *plain)
{
  gsize size;
  gconstpointer data;

  if (plain == NULL)
    return NULL;
  data = g_bytes_get_data (plain, &size);
  return yc_seal_record (self->sealer, table, id, version, data, size);
}

/* An absent column is DAMAGED: ask only for what must be there. */
GBytes *
yc_vault_open_column (YcVault    *self,
                      const char *table,
                      const char *id,
                      gint64      version,
                      YcDbRows   *rows,
                      int         column,
                      GError    **error)
{
  g_autoptr (GBytes) sealed = yc_db_dup_bytes (rows, column);
  g_autoptr (GError) local_error = NULL;
  GBytes *plain = NULL;
  gsize size;
  gconstpointer data;

  if (sealed != NULL)
    {
      data = g_bytes_get_data (sealed, &size);
      plain = yc_open_record (self->sealer, table, id, version, data, size, &local_error);
    }
  if (plain == NULL)
    g_set_error (error, YC_STORE_ERROR,
                 g_error_matches (local_error, YC_SEAL_ERROR, YC_SEAL_ERROR_TAMPERED)
                 ? YC_STORE_ERROR_WRONG_KEY : YC_STORE_ERROR_DAMAGED,
                 _("A record cannot be opened: %s"),
                 local_error != NULL ? local_error->message : table);
  return plain;
}

/**
 * yc_vault_pack:
 * @parts: byte strings; %NULL is kept as such
 * @n_parts: how many
 *
 * Returns: (transfer full): each part's length in 32 bits, big-endian, and its
 *   bytes; all ones for %NULL
 */
GBytes *
yc_vault_pack (GBytes *const *parts,
               guint          n_parts)
{
  GByteArray *packed = g_byte_array_new ();

  for (guint i = 0; i < n_parts; i++)
    {
      gsize size = parts[i] != NULL ? g_bytes_get_size (parts[i]) : PART_ABSENT;
      guint32 big_endian = GUINT32_TO_BE ((guint32) size);

      g_byte_array_append (packed, (const guint8 *) &big_endian, sizeof big_endian);
      if (parts[i] != NULL && size > 0)
        g_byte_array_append (packed, g_bytes_get_data (parts[i], NULL), size);
    }
  return g_byte_array_free_to_bytes (packed);
}

/* FALSE when what is left is no part. */
static gboolean
take_part (GBytes  *packed,
           gsize   *at,
           GBytes **ret_part)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (packed, &size);
  guint32 length;

  if (size - *at < sizeof length)
    return FALSE;
  length = (guint32) data[*at] << 24 | (guint32) data[*at + 1] << 16 |
           (guint32) data[*at + 2] << 8 | data[*at + 3];
  *at += sizeof length;
  if (length == PART_ABSENT)
    return TRUE;
  if (length > size - *at)
    return FALSE;
  *ret_part = g_bytes_new_from_bytes (packed, *at, length);
  *at += length;
  return TRUE;
}

/**
 * yc_vault_unpack:
 * @packed: what yc_vault_pack() made
 * @ret_parts: (out): @n_parts pointers, all %NULL before; the caller releases
 *   what is set, on failure too
 * @n_parts: how many
 * @error: of %YC_STORE_ERROR
 */
gboolean
yc_vault_unpack (GBytes  *packed,
                 GBytes **ret_parts,
                 guint    n_parts,
                 GError **error)
{
  gsize at = 0;
  guint taken = 0;

  while (taken < n_parts && take_part (packed, &at, &ret_parts[taken]))
    taken++;
  if (taken == n_parts && at == g_bytes_get_size (packed))
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED, _("A record has not the shape it was written in"));
  return FALSE;
}

gboolean
yc_vault_meet_stream (YcVault         *self,
                      const YcStream  *stream,
                      GError         **error)
{
  return yc_db_run (self->db, error,
                    "INSERT INTO streams (stream, type) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    "mi", stream, (gint64) stream->type);
}

/* Notes what the transaction at hand changes, for the signals after it. */
void
yc_vault_touch (YcVault        *self,
                const YcStream *stream)
{
  g_hash_table_add (self->touched, g_memdup2 (stream, sizeof *stream));
}
