/* yc-hub-store-sqlite.c: the embedded store of a hub
 *
 * One connection does all reading, writing and checkpointing, and whoever
 * holds it holds a lock on the folder: no second writer can come (D26). The
 * write-ahead log is brought to the disk at every commit, so a commit that
 * was reported is kept. One that failed may have been kept as well: rollback
 * then opens the file anew, and whoever asks again is told what the file says.
 *
 * What the file says may be in memory only: a log whose sync has failed, or that
 * a hub which was killed has left, is read from there. So nothing is read before
 * the log is on the disk, and after a failed sync, which is not to be had a
 * second time, before it is written back into the database.
 */

#include "yc-hub-store-sqlite.h"

#include "yc-file.h"
#include "yc-hub-schema.h"
#include "yc-hub-store-sqlite-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define ROW_COLUMNS "position, revision, id, stream, hall, kind, hash, bytes, signature, verdict, device, at, received"

struct _YcHubStoreSqlite
{
  GObject parent_instance;

  char *path;
  YcHubSql *sql; /* NULL once a reopening has failed; tried again at the next begin */
  int lock;
  gboolean failed; /* since the last begin */
  gboolean in_doubt; /* a commit has failed, and the log was not written back since */
};

static void store_iface_init (YcHubStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YcHubStoreSqlite, yc_hub_store_sqlite, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YC_TYPE_HUB_STORE, store_iface_init))

YcHubSql *
yc_hub_store_sqlite_get_sql (YcHubStore *store)
{
  return YC_HUB_STORE_SQLITE (store)->sql;
}

#define get_sql yc_hub_store_sqlite_get_sql

static gboolean
sync_log (YcHubStoreSqlite *self,
          GError          **error)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autoptr (GError) local_error = NULL;

  if (yc_file_sync (log, &local_error) || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  g_set_error_literal (error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_IO, local_error->message);
  return FALSE;
}

static gboolean
write_back (YcHubSql  *sql,
            GError   **error)
{
  gint64 busy;

  if (!yc_hub_sql_read_int (sql, "PRAGMA wal_checkpoint(TRUNCATE)", &busy, error))
    return FALSE;
  if (busy == 0)
    return TRUE;
  g_set_error_literal (error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_IO,
                       "Somebody reads the store, so its log cannot be written back");
  return FALSE;
}

static gboolean
open_database (YcHubStoreSqlite *self,
               GError          **error)
{
  g_autoptr (GError) local_error = NULL;
  YcHubSql *sql;

  if (!sync_log (self, error))
    return FALSE;
  sql = yc_hub_sql_open (self->path, error);
  if (sql == NULL)
    return FALSE;
  if (yc_hub_schema_prepare (sql, &local_error) && (!self->in_doubt || write_back (sql, &local_error)))
    {
      self->sql = sql;
      self->in_doubt = FALSE;
      return TRUE;
    }
  yc_hub_sql_close (sql, NULL);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
store_begin (YcHubStore *store,
             GError    **error)
{
  YcHubStoreSqlite *self = YC_HUB_STORE_SQLITE (store);

  if (self->sql == NULL && !open_database (self, error))
    return FALSE;
  self->failed = !yc_hub_sql_exec (self->sql, "BEGIN IMMEDIATE", error);
  return !self->failed;
}

static gboolean
store_commit (YcHubStore *store,
              GError    **error)
{
  YcHubStoreSqlite *self = YC_HUB_STORE_SQLITE (store);

  self->failed = !yc_hub_sql_exec (self->sql, "COMMIT", error);
  /* Not where there was no room: then it is not there. */
  self->in_doubt |= self->failed && (sqlite3_errcode (yc_hub_sql_get_db (self->sql)) & 0xff) == SQLITE_IOERR;
  return !self->failed;
}

/* After a failed commit nobody knows what the file holds but the file. */
static void
store_rollback (YcHubStore *store)
{
  YcHubStoreSqlite *self = YC_HUB_STORE_SQLITE (store);
  g_autoptr (GError) error = NULL;

  if (self->sql == NULL)
    return;
  if (!sqlite3_get_autocommit (yc_hub_sql_get_db (self->sql)))
    self->failed |= !yc_hub_sql_exec (self->sql, "ROLLBACK", &error);
  if (!self->failed)
    return;
  yc_hub_sql_close (g_steal_pointer (&self->sql), NULL);
  if (!open_database (self, &error))
    g_debug ("Cannot open the store again: %s", error->message);
}

static gboolean
store_close (YcHubStore *store,
             GError    **error)
{
  YcHubStoreSqlite *self = YC_HUB_STORE_SQLITE (store);
  gboolean good = TRUE;

  if (self->sql != NULL)
    {
      good = yc_hub_sql_exec (self->sql, "PRAGMA wal_checkpoint(TRUNCATE)", error);
      good = yc_hub_sql_close (g_steal_pointer (&self->sql), good ? error : NULL) && good;
    }
  if (self->lock >= 0)
    g_close (self->lock, NULL);
  self->lock = -1;
  return good;
}

static char *
store_get_meta (YcHubStore *store,
                const char *key,
                GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store), "SELECT value FROM meta WHERE key = ?", error,
                                             "s", key);
  char *value = NULL;
  gboolean row;

  if (yc_hub_sql_step (get_sql (store), statement, &row, error) && row)
    {
      value = yc_hub_sql_dup_text (statement, 0);
      yc_hub_sql_done (statement);
    }
  return value;
}

static gboolean
store_set_meta (YcHubStore *store,
                const char *key,
                const char *value,
                GError    **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT OR REPLACE INTO meta VALUES (?, ?)", error,
                                          "ss", key, value),
                         error);
}

/* Reads one integer of a statement that gives at most one row; 0 without one. */
static gboolean
read_one_int (YcHubStore   *store,
              sqlite3_stmt *statement,
              gint64       *ret_value,
              GError      **error)
{
  gboolean row;

  if (!yc_hub_sql_step (get_sql (store), statement, &row, error))
    return FALSE;
  *ret_value = row ? sqlite3_column_int64 (statement, 0) : 0;
  if (row)
    yc_hub_sql_done (statement);
  return TRUE;
}

static gboolean
store_count (YcHubStore *store,
             const char *counter,
             gint64     *ret_value,
             GError    **error)
{
  sqlite3_stmt *statement;
  gint64 value;

  statement = yc_hub_sql_bind (get_sql (store),
                               "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1",
                               error, "s", counter);
  if (!yc_hub_sql_run (get_sql (store), statement, error))
    return FALSE;
  statement = yc_hub_sql_bind (get_sql (store), "SELECT value FROM counters WHERE name = ?", error, "s", counter);
  if (!read_one_int (store, statement, &value, error))
    return FALSE;
  *ret_value = value;
  return TRUE;
}

static gboolean
store_put_organisation (YcHubStore *store,
                        const char *body,
                        const char *stream,
                        GError    **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT OR IGNORE INTO organisations VALUES (?, ?)", error, "ss",
                                          body, stream),
                         error);
}

static char *
store_find_organisation (YcHubStore *store,
                         const char *body,
                         GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store), "SELECT stream FROM organisations WHERE body = ?", error, "s",
                                             body);
  char *stream = NULL;
  gboolean row;

  if (!yc_hub_sql_step (get_sql (store), statement, &row, error) || !row)
    return NULL;
  stream = yc_hub_sql_dup_text (statement, 0);
  yc_hub_sql_done (statement);
  return stream;
}

static gboolean
store_get_head (YcHubStore *store,
                gint64     *ret_position,
                char      **ret_hash,
                GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT position, hash FROM ops ORDER BY position DESC LIMIT 1",
                                             error, "");
  gboolean row;

  if (!yc_hub_sql_step (get_sql (store), statement, &row, error))
    return FALSE;
  *ret_position = row ? sqlite3_column_int64 (statement, 0) : 0;
  *ret_hash = row ? yc_hub_sql_dup_text (statement, 1) : g_strdup ("");
  if (row)
    yc_hub_sql_done (statement);
  return TRUE;
}

static gboolean
store_append_row (YcHubStore     *store,
                  const YcHubRow *row,
                  GError        **error)
{
  char stream[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&row->stream, stream);
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "INSERT INTO ops (" ROW_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                          error, "iidssssyyynii", row->position, row->revision, &row->id, stream,
                                          row->hall, row->kind, row->hash, row->bytes, row->signature, row->verdict,
                                          &row->device, row->at_ms, row->received_ms),
                         error);
}

static YcHubRow *
read_row (sqlite3_stmt *statement)
{
  YcHubRow *row = yc_hub_row_new ();

  row->position = sqlite3_column_int64 (statement, 0);
  row->revision = sqlite3_column_int64 (statement, 1);
  yc_hub_sql_get_block (statement, 2, row->id.bytes, sizeof row->id.bytes);
  yc_stream_parse ((const char *) sqlite3_column_text (statement, 3), &row->stream);
  row->hall = yc_hub_sql_dup_text (statement, 4);
  row->kind = yc_hub_sql_dup_text (statement, 5);
  row->hash = yc_hub_sql_dup_text (statement, 6);
  row->bytes = yc_hub_sql_dup_bytes (statement, 7);
  row->signature = yc_hub_sql_dup_bytes (statement, 8);
  row->verdict = yc_hub_sql_dup_bytes (statement, 9);
  yc_hub_sql_get_block (statement, 10, row->device.bytes, sizeof row->device.bytes);
  row->at_ms = sqlite3_column_int64 (statement, 11);
  row->received_ms = sqlite3_column_int64 (statement, 12);
  return row;
}

static YcHubRow *
store_find_row (YcHubStore *store,
                const YcId *id,
                GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store), "SELECT " ROW_COLUMNS " FROM ops WHERE id = ?",
                                             error, "d", id);
  YcHubRow *found = NULL;
  gboolean row;

  if (yc_hub_sql_step (get_sql (store), statement, &row, error) && row)
    {
      found = read_row (statement);
      yc_hub_sql_done (statement);
    }
  return found;
}

/* The hash of a row: by position where @stream is NULL, else by revision. */
static char *
store_find_hash (YcHubStore     *store,
                 const YcStream *stream,
                 gint64          after,
                 GError        **error)
{
  char text[YC_STREAM_TEXT_SIZE];
  sqlite3_stmt *statement;
  char *hash = NULL;
  gboolean row;

  if (stream != NULL)
    {
      yc_stream_to_text (stream, text);
      statement = yc_hub_sql_bind (get_sql (store), "SELECT hash FROM ops WHERE stream = ? AND revision = ?",
                                   error, "si", text, after);
    }
  else
    statement = yc_hub_sql_bind (get_sql (store), "SELECT hash FROM ops WHERE position = ?", error, "i", after);
  if (yc_hub_sql_step (get_sql (store), statement, &row, error) && row)
    {
      hash = yc_hub_sql_dup_text (statement, 0);
      yc_hub_sql_done (statement);
    }
  return hash;
}

/* A stream nobody has written to has revision 0 and no hall. */
static gboolean
store_find_stream (YcHubStore     *store,
                   const YcStream *stream,
                   gint64         *ret_revision,
                   char          **ret_hall,
                   GError        **error)
{
  char text[YC_STREAM_TEXT_SIZE];
  sqlite3_stmt *statement;
  gboolean row;

  yc_stream_to_text (stream, text);
  statement = yc_hub_sql_bind (get_sql (store),
                               "SELECT revision, hall FROM ops WHERE stream = ? ORDER BY revision DESC LIMIT 1",
                               error, "s", text);
  if (!yc_hub_sql_step (get_sql (store), statement, &row, error))
    return FALSE;
  *ret_revision = row ? sqlite3_column_int64 (statement, 0) : 0;
  if (ret_hall != NULL)
    *ret_hall = row ? yc_hub_sql_dup_text (statement, 1) : NULL;
  if (row)
    yc_hub_sql_done (statement);
  return TRUE;
}

static gboolean
store_find_floor (YcHubStore     *store,
                  const YcStream *stream,
                  const YcId     *device,
                  gint64         *ret_at_ms,
                  GError        **error)
{
  char text[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (stream, text);
  return read_one_int (store,
                       yc_hub_sql_bind (get_sql (store),
                                        "SELECT at FROM ops WHERE stream = ? AND device = ?"
                                        " ORDER BY revision DESC LIMIT 1",
                                        error, "sd", text, device),
                       ret_at_ms, error);
}

static gboolean
store_find_hall_head (YcHubStore *store,
                      const char *hall,
                      gint64     *ret_position,
                      GError    **error)
{
  return read_one_int (store,
                       yc_hub_sql_bind (get_sql (store),
                                        "SELECT position FROM ops WHERE hall = ? AND stream NOT GLOB 'staff-*'"
                                        " ORDER BY position DESC LIMIT 1",
                                        error, "s", hall),
                       ret_position, error);
}

static gboolean
each_row (YcHubStore   *store,
          sqlite3_stmt *statement,
          YcHubRowFunc  func,
          gpointer      data,
          GError      **error)
{
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (YcHubRow) row = NULL;

      if (!yc_hub_sql_step (get_sql (store), statement, &more, error))
        return FALSE;
      if (!more)
        break;
      row = read_row (statement);
      if (!func (row, data, error))
        {
          yc_hub_sql_done (statement);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
store_each_of_stream (YcHubStore     *store,
                      const YcStream *stream,
                      gint64          after,
                      guint           limit,
                      YcHubRowFunc    func,
                      gpointer        data,
                      GError        **error)
{
  char text[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (stream, text);
  return each_row (store,
                   yc_hub_sql_bind (get_sql (store),
                                    "SELECT " ROW_COLUMNS " FROM ops WHERE stream = ? AND revision > ?"
                                    " ORDER BY revision LIMIT ?",
                                    error, "sii", text, after, (gint64) limit),
                   func, data, error);
}

static gboolean
store_each_of_hall (YcHubStore  *store,
                    const char  *hall,
                    gint64       after,
                    guint        limit,
                    YcHubRowFunc func,
                    gpointer     data,
                    GError     **error)
{
  return each_row (store,
                   yc_hub_sql_bind (get_sql (store),
                                    "SELECT " ROW_COLUMNS " FROM ops WHERE hall = ? AND position > ?"
                                    " AND stream NOT GLOB 'staff-*'"
                                    " ORDER BY position LIMIT ?",
                                    error, "sii", hall, after, (gint64) limit),
                   func, data, error);
}

static void
store_iface_init (YcHubStoreInterface *iface)
{
  iface->begin = store_begin;
  iface->commit = store_commit;
  iface->rollback = store_rollback;
  iface->close = store_close;
  iface->get_meta = store_get_meta;
  iface->set_meta = store_set_meta;
  iface->count = store_count;
  iface->put_organisation = store_put_organisation;
  iface->find_organisation = store_find_organisation;
  iface->get_head = store_get_head;
  iface->append_row = store_append_row;
  iface->find_row = store_find_row;
  iface->find_hash = store_find_hash;
  iface->find_stream = store_find_stream;
  iface->find_floor = store_find_floor;
  iface->find_hall_head = store_find_hall_head;
  iface->each_of_stream = store_each_of_stream;
  iface->each_of_hall = store_each_of_hall;
  yc_hub_store_sqlite_blobs_init (iface);
  yc_hub_store_sqlite_doors_init (iface);
  yc_hub_store_sqlite_facts_init (iface);
  yc_hub_store_sqlite_reveals_init (iface);
  yc_hub_store_sqlite_offices_init (iface);
  yc_hub_store_sqlite_packs_init (iface);
  yc_hub_store_sqlite_people_init (iface);
  yc_hub_store_sqlite_staff_init (iface);
}

static void
yc_hub_store_sqlite_finalize (GObject *object)
{
  YcHubStoreSqlite *self = YC_HUB_STORE_SQLITE (object);

  store_close (YC_HUB_STORE (self), NULL);
  g_free (self->path);
  G_OBJECT_CLASS (yc_hub_store_sqlite_parent_class)->finalize (object);
}

static void
yc_hub_store_sqlite_class_init (YcHubStoreSqliteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_hub_store_sqlite_finalize;
}

static void
yc_hub_store_sqlite_init (YcHubStoreSqlite *self)
{
  self->lock = -1;
}

/* A new database in such a folder would be taken for the restored one. */
static gboolean
is_half_restored (const char *folder,
                  GError    **error)
{
  g_autofree char *part = g_build_filename (folder, YC_HUB_STORE_SQLITE_PART, NULL);

  if (!g_file_test (part, G_FILE_TEST_EXISTS))
    return FALSE;
  g_set_error_literal (error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_FORMAT,
                       "A backup was being put back here, and that did not come to its end: restore it again");
  return TRUE;
}

/**
 * yc_hub_store_sqlite_open:
 * @folder: where it is, or is to be; made when it is not there
 * @error: of %YC_HUB_STORE_ERROR, or of %G_IO_ERROR for the folder; LOCKED
 *   when another program has it
 *
 * Returns: (transfer full) (nullable): the store; its folder stays locked
 *   until it is closed
 */
YcHubStore *
yc_hub_store_sqlite_open (const char  *folder,
                          GError     **error)
{
  g_autoptr (YcHubStoreSqlite) self = g_object_new (YC_TYPE_HUB_STORE_SQLITE, NULL);
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  self->path = g_build_filename (folder, YC_HUB_STORE_SQLITE_FILE, NULL);
  if (!yc_dir_ensure (folder, error))
    return NULL;
  self->lock = yc_dir_lock (folder, &local_error);
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_BUSY))
    {
      g_set_error_literal (error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_LOCKED, local_error->message);
      return NULL;
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (is_half_restored (folder, error) || !open_database (self, error) || !yc_dir_sync (folder, error))
    return NULL;
  return YC_HUB_STORE (g_steal_pointer (&self));
}
