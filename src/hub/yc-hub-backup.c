/* yc-hub-backup.c: a copy of all that a hub has, made while it runs
 *
 *   TO/.part-…            being made; or on its way out
 *   TO/backup-TIME        whole: the rename is the last thing that is done
 *      manifest           what it holds, each file with size and SHA-256
 *      hub.db             the database as it was at one moment
 *      hub.key            the key that the hub signs with; or hub.key-place,
 *                         where that comes from, if it is not in the folder
 *      blobs/ab/SHA256    the documents which that database calls whole
 *
 * The database is read through a connection of its own, in one transaction:
 * in a write-ahead log that is one moment of it, and keeps no writer waiting.
 * That connection may only read, so it neither writes back nor cuts the log
 * (D26). A document never changes and is never removed, so documents can be
 * gathered afterwards; they are linked where that is possible, to the hub's
 * own or to the backup before, and read in any case.
 *
 * Whoever makes or removes a backup holds the lock of its folder.
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

#define STEP_PAGES 256
#define BUSY_TIMEOUT_MS 10000

typedef struct
{
  const char *data;
  const char *to;
  char *part;
  char *before; /* (nullable): the newest backup that is whole */
  GCancellable *cancellable;
  YcHubManifest *manifest;
} Backup;

static gboolean
fail (GError    **error,
      int         code,
      const char *why)
{
  g_set_error_literal (error, G_IO_ERROR, code, why);
  return FALSE;
}

static gboolean
fail_sql (sqlite3 *db,
          GError **error)
{
  int code = sqlite3_errcode (db) & 0xff;

  g_set_error (error, G_IO_ERROR, code == SQLITE_FULL ? G_IO_ERROR_NO_SPACE : G_IO_ERROR_FAILED,
               "The database cannot be copied: %s", sqlite3_errmsg (db));
  return FALSE;
}

static sqlite3 *
open_database (const char *path,
               int         flags,
               GError    **error)
{
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK)
    {
      fail_sql (db, error);
      sqlite3_close (db);
      return NULL;
    }
  sqlite3_busy_timeout (db, BUSY_TIMEOUT_MS);
  return db;
}

static gboolean
step_all (Backup         *self,
          sqlite3_backup *backup,
          sqlite3        *to,
          GError        **error)
{
  int code;

  do
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      code = sqlite3_backup_step (backup, STEP_PAGES);
    }
  while (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED);
  return code == SQLITE_DONE || fail_sql (to, error);
}

static gboolean
pour_database (Backup   *self,
               sqlite3  *from,
               sqlite3  *to,
               GError  **error)
{
  sqlite3_backup *backup;
  gboolean good;

  /* The read begins here, and with it the moment that is copied. */
  if (sqlite3_exec (from, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) != SQLITE_OK)
    return fail_sql (from, error);
  backup = sqlite3_backup_init (to, "main", from, "main");
  if (backup == NULL)
    return fail_sql (to, error);
  good = step_all (self, backup, to, error);
  return (sqlite3_backup_finish (backup) == SQLITE_OK && good) || (!good ? FALSE : fail_sql (to, error));
}

/* One value of the copy; NULL on failure, "" where there is no row. */
static char *
read_text (sqlite3    *db,
           const char *query,
           GError    **error)
{
  sqlite3_stmt *statement = NULL;
  char *text = NULL;
  int code;

  if (sqlite3_prepare_v2 (db, query, -1, &statement, NULL) == SQLITE_OK)
    {
      code = sqlite3_step (statement);
      if (code == SQLITE_ROW)
        text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
      else if (code == SQLITE_DONE)
        text = g_strdup ("");
    }
  if (text == NULL)
    fail_sql (db, error);
  sqlite3_finalize (statement);
  return text;
}

/* A file that is not sound is no backup. One file: no log beside it. */
static gboolean
check_copy (Backup   *self,
            sqlite3  *db,
            GError  **error)
{
  YcHubManifest *manifest = self->manifest;
  g_autofree char *sound = read_text (db, "PRAGMA quick_check(1)", error);
  g_autofree char *schema = sound != NULL ? read_text (db, "PRAGMA user_version", error) : NULL;
  g_autofree char *position = schema != NULL ? read_text (db, "SELECT ifnull(max(position), 0) FROM ops", error) : NULL;

  if (position == NULL)
    return FALSE;
  if (strcmp (sound, "ok") != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The database is damaged: %s", sound);
      return FALSE;
    }
  manifest->schema = g_ascii_strtoll (schema, NULL, 10);
  manifest->position = g_ascii_strtoll (position, NULL, 10);
  manifest->epoch = read_text (db, "SELECT value FROM meta WHERE key = 'epoch'", error);
  if (manifest->epoch == NULL)
    return FALSE;
  manifest->hash = read_text (db, "SELECT hash FROM ops ORDER BY position DESC LIMIT 1", error);
  return manifest->hash != NULL;
}

static gboolean
copy_database (Backup   *self,
               sqlite3  *to,
               GError  **error)
{
  g_autofree char *path = g_build_filename (self->data, YC_HUB_STORE_SQLITE_FILE, NULL);
  sqlite3 *from = open_database (path, SQLITE_OPEN_READONLY, error);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  gboolean good = from != NULL && pour_database (self, from, to, error);

  self->manifest->time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  sqlite3_close (from);
  if (good && sqlite3_exec (to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
    good = fail_sql (to, error);
  return good && check_copy (self, to, error);
}

static gboolean
note_file (Backup      *self,
           const char  *name,
           GError     **error)
{
  g_autofree char *path = g_build_filename (self->part, name, NULL);
  YcHubBackupDigest digest;

  if (!yc_hub_backup_copy_file (path, NULL, self->cancellable, &digest, error))
    return FALSE;
  yc_hub_manifest_add (self->manifest, name, &digest);
  return TRUE;
}

/* Whether @path is that document; not, with @error unset, for another. */
static gboolean
is_document (Backup      *self,
             const char  *path,
             const char  *sha256,
             gint64       size,
             GError     **error)
{
  YcHubBackupDigest digest;

  return yc_hub_backup_copy_file (path, NULL, self->cancellable, &digest, error) && digest.size == size &&
         strcmp (digest.sha256, sha256) == 0;
}

/* From the backup before, where it is there and sound. */
static gboolean
link_from_before (Backup      *self,
                  const char  *name,
                  const char  *path,
                  const char  *sha256,
                  gint64       size)
{
  g_autofree char *before = NULL;

  if (self->before == NULL)
    return FALSE;
  before = g_build_filename (self->before, name, NULL);
  if (!yc_hub_backup_link_file (before, path))
    return FALSE;
  if (is_document (self, path, sha256, size, NULL))
    return TRUE;
  g_unlink (path);
  return FALSE;
}

static gboolean
take_document (Backup      *self,
               const char  *sha256,
               gint64       size,
               GError     **error)
{
  g_autofree char *name = g_strdup_printf (YC_HUB_MANIFEST_BLOBS "/%.2s/%s", sha256, sha256);
  g_autofree char *path = g_build_filename (self->part, name, NULL);
  g_autofree char *own = g_build_filename (self->data, name, NULL);
  g_autofree char *dir = g_path_get_dirname (path);
  g_autoptr (GError) local_error = NULL;
  YcHubBackupDigest digest = { size, "" };

  g_strlcpy (digest.sha256, sha256, sizeof digest.sha256);
  if (!yc_dir_ensure (dir, error))
    return FALSE;
  if (yc_hub_backup_link_file (own, path) || !link_from_before (self, name, path, sha256, size))
    {
      if (!g_file_test (path, G_FILE_TEST_EXISTS) &&
          !yc_hub_backup_copy_file (own, path, self->cancellable, &digest, error))
        return FALSE;
      if (!is_document (self, path, sha256, size, &local_error))
        {
          if (local_error != NULL)
            g_propagate_error (error, g_steal_pointer (&local_error));
          else
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The document %s of the hub is damaged", sha256);
          return FALSE;
        }
    }
  yc_hub_manifest_add (self->manifest, name, &digest);
  return TRUE;
}

/* Those that the copy calls whole. */
static gboolean
take_documents (Backup   *self,
                sqlite3  *db,
                GError  **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean good = TRUE;
  int code;

  if (sqlite3_prepare_v2 (db, "SELECT sha256, size FROM blobs ORDER BY sha256", -1, &statement, NULL) != SQLITE_OK)
    return fail_sql (db, error);
  while (good && (code = sqlite3_step (statement)) != SQLITE_DONE)
    good = code == SQLITE_ROW ? take_document (self, (const char *) sqlite3_column_text (statement, 0),
                                               sqlite3_column_int64 (statement, 1), error)
                              : fail_sql (db, error);
  sqlite3_finalize (statement);
  return good;
}

static gboolean
take_key (Backup   *self,
          GError  **error)
{
  g_autofree char *place = g_build_filename (self->data, YC_HUB_KEY_PLACE_FILE, NULL);
  const char *name = g_file_test (place, G_FILE_TEST_EXISTS) ? YC_HUB_KEY_PLACE_FILE : YC_HUB_KEY_FILE;
  g_autofree char *from = g_build_filename (self->data, name, NULL);
  g_autofree char *to = g_build_filename (self->part, name, NULL);
  YcHubBackupDigest digest;

  if (!yc_hub_backup_copy_file (from, to, self->cancellable, &digest, error))
    return FALSE;
  yc_hub_manifest_add (self->manifest, name, &digest);
  return TRUE;
}

static gboolean
fill (Backup   *self,
      GError  **error)
{
  g_autofree char *database = g_build_filename (self->part, YC_HUB_STORE_SQLITE_FILE, NULL);
  g_autofree char *manifest = g_build_filename (self->part, YC_HUB_MANIFEST, NULL);
  sqlite3 *to = open_database (database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  gboolean good;

  if (to == NULL)
    return FALSE;
  good = copy_database (self, to, error) && take_documents (self, to, error);
  if (sqlite3_close (to) != SQLITE_OK && good)
    good = fail (error, G_IO_ERROR_FAILED, "The copy of the database cannot be closed");
  return good && g_chmod (database, 0600) == 0 && yc_file_sync (database, error) &&
         note_file (self, YC_HUB_STORE_SQLITE_FILE, error) && take_key (self, error) &&
         yc_hub_manifest_write (self->manifest, manifest, error) && yc_hub_backup_sync_tree (self->part, error);
}

/* The database's moment, or just behind the newest there is: what is older by
 * its name goes first. */
static char *
dup_name (Backup *self)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (self->manifest->time, NULL);
  g_autofree char *newest = self->before != NULL ? g_path_get_basename (self->before) : NULL;

  while (TRUE)
    {
      g_autofree char *name = g_date_time_format (time, YC_HUB_BACKUP_PREFIX "%Y%m%dT%H%M%SZ");
      GDateTime *next;

      if (g_strcmp0 (name, newest) > 0)
        return g_build_filename (self->to, name, NULL);
      next = g_date_time_add_seconds (time, 1);
      g_date_time_unref (time);
      time = next;
    }
}

static gboolean
move (const char  *from,
      const char  *to,
      const char  *folder,
      GError     **error)
{
  if (g_rename (from, to) == 0)
    return yc_dir_sync (folder, error);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Cannot name “%s”: %s", to, g_strerror (errno));
  return FALSE;
}

/* The oldest go, but one that is on its way out must not look whole. @keep: 0 keeps all. */
static gboolean
remove_old (Backup   *self,
            guint     keep,
            GError  **error)
{
  g_autoptr (GPtrArray) names = yc_hub_backup_list_whole (self->to, error);

  for (guint i = 0; names != NULL && keep > 0 && i + keep < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *path = g_build_filename (self->to, name, NULL);
      g_autofree char *part = g_strconcat (self->to, "/" YC_HUB_BACKUP_PART, name, NULL);

      if (!move (path, part, self->to, error) || !yc_hub_backup_remove_tree (part, error))
        return FALSE;
    }
  return names != NULL;
}

static char *
describe (const YcHubManifest *manifest,
          const char          *path)
{
  g_autofree char *size = g_format_size ((guint64) yc_hub_manifest_sum (manifest));

  return g_strdup_printf ("%s: the hub at %s, position %" G_GINT64_FORMAT ", %u documents, %s", path, manifest->time,
                          manifest->position, manifest->files->len - 2, size);
}

/* In @to, whose lock is held. */
static char *
run_locked (Backup   *self,
            guint     keep,
            GError  **error)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *path = NULL;

  if (!yc_hub_backup_clear_parts (self->to, error) ||
      (names = yc_hub_backup_list_whole (self->to, error)) == NULL)
    return NULL;
  if (names->len > 0)
    self->before = g_build_filename (self->to, g_ptr_array_index (names, names->len - 1), NULL);
  self->part = g_build_filename (self->to, YC_HUB_BACKUP_PART "new", NULL);
  if (!yc_dir_ensure (self->part, error))
    return NULL;
  if (fill (self, error))
    {
      path = dup_name (self);
      if (move (self->part, path, self->to, error) && remove_old (self, keep, error))
        return describe (self->manifest, path);
    }
  yc_hub_backup_remove_tree (self->part, NULL);
  return NULL;
}

/* A backup within what it is a backup of would be lost with it. */
static gboolean
check_place (const char  *data,
             const char  *to,
             GError     **error)
{
  g_autofree char *inner = realpath (to, NULL);
  g_autofree char *outer = realpath (data, NULL);
  gsize size;

  if (inner == NULL || outer == NULL)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Cannot use “%s”: %s", to, g_strerror (errno));
      return FALSE;
    }
  size = strlen (outer);
  if (strncmp (inner, outer, size) != 0 || (inner[size] != '/' && inner[size] != '\0'))
    return TRUE;
  return fail (error, G_IO_ERROR_INVALID_ARGUMENT, "A backup cannot lie within the hub's own folder");
}

/**
 * yc_hub_backup_run:
 * @data: the folder of a hub that this process has open
 * @to: where backups are; made when it is not there
 * @keep: how many stay, with the new one; 0 for all
 * @cancellable: (nullable): the hub is about to stop
 * @error: of %G_IO_ERROR
 *
 * Makes a backup; any thread may, also beside the hub's own. On failure there
 * is nothing that looks like one.
 *
 * Returns: (transfer full) (nullable): what was made, in a line
 */
char *
yc_hub_backup_run (const char    *data,
                   const char    *to,
                   guint          keep,
                   GCancellable  *cancellable,
                   GError       **error)
{
  Backup self = { .data = data, .to = to, .cancellable = cancellable };
  char *text = NULL;
  int lock;

  if (g_mkdir_with_parents (to, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Cannot make the folder “%s”: %s", to,
                   g_strerror (errno));
      return NULL;
    }
  if (!check_place (data, to, error))
    return NULL;
  lock = yc_dir_lock (to, error);
  if (lock < 0)
    return NULL;
  self.manifest = yc_hub_manifest_new ();
  self.manifest->hub = g_strdup (YC_VERSION);
  text = run_locked (&self, keep, error);
  g_close (lock, NULL);
  yc_hub_manifest_free (self.manifest);
  g_free (self.part);
  g_free (self.before);
  return text;
}
