/* yc-hub-restore.c: a hub made of a backup
 *
 * Everything is read and held against the manifest before anything is
 * written. Then documents and key are put into the new folder, and the
 * database last, under a name that no hub opens:
 *
 *   hub.db.part   there from the first step on: a hub does not open a folder
 *                 with it, and another try clears what this one has left
 *   hub.db        once the database has a new epoch, and is on the disk
 *
 * So no hub ever runs on a database that was set back and still says that it
 * is the one the desks know.
 */

#include "yc-hub-backup.h"

#include "yc-file.h"
#include "yc-hub-key.h"
#include "yc-hub-manifest.h"
#include "yc-hub-schema.h"
#include "yc-hub-store-sqlite.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static gboolean
fail (GError    **error,
      int         code,
      const char *what,
      const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, code, "“%s”: %s", shown, what);
  return FALSE;
}

/* The mark becomes the database. */
static gboolean
name_database (const char  *data,
               const char  *copy,
               GError     **error)
{
  g_autofree char *part = g_build_filename (data, YC_HUB_STORE_SQLITE_PART, NULL);

  return g_rename (copy, part) == 0 || fail (error, g_io_error_from_errno (errno), g_strerror (errno), part);
}

/* @to: (nullable): where the file is put, in the same place; %NULL only reads */
static gboolean
take_file (const char              *from,
           const char              *to,
           const YcHubManifestFile *file,
           GError                 **error)
{
  gboolean is_database = strcmp (file->name, YC_HUB_STORE_SQLITE_FILE) == 0;
  g_autofree char *source = g_build_filename (from, file->name, NULL);
  g_autofree char *target = NULL;
  YcHubBackupDigest digest;

  if (to != NULL)
    {
      g_autofree char *dir = NULL;

      target = g_build_filename (to, is_database ? YC_HUB_STORE_SQLITE_PART ".copy" : file->name, NULL);
      dir = g_path_get_dirname (target);
      if (!yc_dir_ensure (dir, error))
        return FALSE;
    }
  if (!yc_hub_backup_copy_file (source, target, NULL, &digest, error))
    return FALSE;
  if (digest.size == file->digest.size && strcmp (digest.sha256, file->digest.sha256) == 0)
    return to == NULL || !is_database || name_database (to, target, error);
  return fail (error, G_IO_ERROR_INVALID_DATA, "It is not the file that the backup was made of; use another backup", source);
}

static gboolean
take_files (const char          *from,
            const char          *to,
            const YcHubManifest *manifest,
            GError             **error)
{
  gboolean has_database = FALSE;
  gboolean has_key = FALSE;

  for (guint i = 0; i < manifest->files->len; i++)
    {
      const YcHubManifestFile *file = g_ptr_array_index (manifest->files, i);

      has_database |= strcmp (file->name, YC_HUB_STORE_SQLITE_FILE) == 0;
      has_key |= strcmp (file->name, YC_HUB_KEY_FILE) == 0 || strcmp (file->name, YC_HUB_KEY_PLACE_FILE) == 0;
      if (!take_file (from, to, file, error))
        return FALSE;
    }
  return (has_database && has_key) ||
         fail (error, G_IO_ERROR_INVALID_DATA, "The backup lacks the database or the key", from);
}

/* What another try has begun with, beside the database itself: halves of it, and
 * a log that must never be taken for the new one's. */
static gboolean
remove_halves (const char  *data,
               GError     **error)
{
  g_autoptr (GDir) dir = g_dir_open (data, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (data, name, NULL);

      if (g_str_has_prefix (name, YC_HUB_STORE_SQLITE_PART) && strcmp (name, YC_HUB_STORE_SQLITE_PART) != 0 &&
          !yc_file_remove_durably (path, error))
        return FALSE;
    }
  return TRUE;
}

/* Whether a folder is empty, or holds only what another try has left. */
static gboolean
check_place (const char  *data,
             GError     **error)
{
  g_autofree char *part = g_build_filename (data, YC_HUB_STORE_SQLITE_PART, NULL);
  gboolean begun = g_file_test (part, G_FILE_TEST_EXISTS);
  g_autoptr (GDir) dir = g_dir_open (data, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (strcmp (name, "lock") != 0 && !g_str_has_prefix (name, YC_HUB_STORE_SQLITE_PART) &&
        !(begun && (strcmp (name, YC_HUB_KEY_FILE) == 0 || strcmp (name, YC_HUB_KEY_PLACE_FILE) == 0 ||
                    strcmp (name, YC_HUB_MANIFEST_BLOBS) == 0)))
      return fail (error, G_IO_ERROR_NOT_EMPTY, "The folder is not empty; a backup is put into an empty one", data);
  return TRUE;
}

/* With the lock of @data. The mark that a backup is being put back stands first. */
static gboolean
clear_place (const char  *data,
             GError     **error)
{
  g_autofree char *part = g_build_filename (data, YC_HUB_STORE_SQLITE_PART, NULL);
  g_autofree char *blobs = g_build_filename (data, YC_HUB_MANIFEST_BLOBS, NULL);
  g_autofree char *key = g_build_filename (data, YC_HUB_KEY_FILE, NULL);
  g_autofree char *key_place = g_build_filename (data, YC_HUB_KEY_PLACE_FILE, NULL);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  return check_place (data, error) && yc_file_write_durably (part, nothing, 0600, error) &&
         remove_halves (data, error) && yc_hub_backup_remove_tree (blobs, error) && yc_file_remove_durably (key, error) &&
         yc_file_remove_durably (key_place, error);
}

static gboolean
run_statement (sqlite3    *db,
               const char *text,
               const char *value,
               GError    **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean good = sqlite3_prepare_v2 (db, text, -1, &statement, NULL) == SQLITE_OK &&
                  sqlite3_bind_text (statement, 1, value, -1, SQLITE_TRANSIENT) == SQLITE_OK &&
                  sqlite3_step (statement) == SQLITE_DONE;

  if (!good)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The database cannot be changed: %s", sqlite3_errmsg (db));
  sqlite3_finalize (statement);
  return good;
}

/* Desks learn by it that what they know may be lost here, and send it again. */
static gboolean
begin_epoch (const char  *path,
             GError     **error)
{
  g_autofree char *epoch = NULL;
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / 1000);
  sqlite3 *db = NULL;
  YcId id;
  gboolean good;

  yc_id_init_random (&id);
  epoch = yc_id_dup_text (&id);
  good = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL) == SQLITE_OK &&
         sqlite3_exec (db, "PRAGMA synchronous = FULL; BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
  if (!good)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The database cannot be opened: %s", sqlite3_errmsg (db));
  good = good && run_statement (db, "INSERT OR REPLACE INTO meta VALUES ('epoch', ?)", epoch, error) &&
         run_statement (db, "INSERT OR REPLACE INTO meta VALUES ('" YC_HUB_RESTORED_META "', ?)", now, error);
  if (good && sqlite3_exec (db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The database cannot be changed: %s", sqlite3_errmsg (db));
      good = FALSE;
    }
  return sqlite3_close (db) == SQLITE_OK && good;
}

/* In @data, whose lock is held. */
static gboolean
restore_locked (const char          *from,
                const char          *data,
                const YcHubManifest *manifest,
                GError             **error)
{
  g_autofree char *part = g_build_filename (data, YC_HUB_STORE_SQLITE_PART, NULL);
  g_autofree char *whole = g_build_filename (data, YC_HUB_STORE_SQLITE_FILE, NULL);

  if (!clear_place (data, error) || !take_files (from, data, manifest, error) || !begin_epoch (part, error) ||
      !yc_file_sync (part, error) || !yc_hub_backup_sync_tree (data, error))
    return FALSE;
  if (g_rename (part, whole) != 0)
    return fail (error, g_io_error_from_errno (errno), g_strerror (errno), whole);
  return yc_dir_sync (data, error);
}

/**
 * yc_hub_restore_run:
 * @from: a backup
 * @data: the new hub's folder: empty, or not there yet
 * @error: of %G_IO_ERROR; INVALID_DATA for a backup that is damaged or newer,
 *   NOT_EMPTY and BUSY for the folder
 *
 * Returns: (transfer full) (nullable): what was restored, in a line
 */
char *
yc_hub_restore_run (const char  *from,
                    const char  *data,
                    GError     **error)
{
  g_autofree char *path = g_build_filename (from, YC_HUB_MANIFEST, NULL);
  g_autoptr (YcHubManifest) manifest = yc_hub_manifest_read (path, error);
  g_autofree char *size = NULL;
  gboolean good;
  int lock;

  if (manifest == NULL)
    return NULL;
  if (manifest->schema > YC_HUB_SCHEMA_VERSION)
    {
      fail (error, G_IO_ERROR_INVALID_DATA, "The backup was made by a newer hub", from);
      return NULL;
    }
  if (!take_files (from, NULL, manifest, error) || !yc_dir_ensure (data, error))
    return NULL;
  lock = yc_dir_lock (data, error);
  if (lock < 0)
    return NULL;
  good = restore_locked (from, data, manifest, error);
  g_close (lock, NULL);
  if (!good)
    return NULL;
  size = g_format_size ((guint64) yc_hub_manifest_sum (manifest));
  return g_strdup_printf ("Restored into %s: the hub as it was at %s, position %" G_GINT64_FORMAT
                          ", %u documents, %s; it begins a new epoch",
                          data, manifest->time, manifest->position, manifest->files->len - 2, size);
}

int
yc_hub_restore_main (GStrv arguments)
{
  g_autofree char *from = NULL;
  g_autofree char *data = NULL;
  g_autofree char *text = NULL;
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &from, "A backup", "BACKUP" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "The hub's new folder", "DIR" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) words = g_strdupv (arguments);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, "Makes a hub of a backup, in an empty folder.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, &words, &error) || from == NULL || data == NULL ||
      g_strv_length (words) != 1)
    {
      g_printerr ("yichuang-hub: %s\n", error != NULL ? error->message : "Say restore --from BACKUP --data DIR");
      return 2;
    }
  text = yc_hub_restore_run (from, data, &error);
  if (text == NULL)
    g_printerr ("yichuang-hub: %s\n", error->message);
  else
    g_print ("%s\n", text);
  return text != NULL ? 0 : 1;
}
