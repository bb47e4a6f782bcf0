/* yc-db.c: one SQLite connection, and what it means when the disk fails
 *
 * Debian's SQLite 3.40.1 can damage a database when two connections reset the
 * write-ahead log at once. There is one connection here, it locks the file for
 * itself, and its log's index is in memory, so there never are two.
 *
 * A COMMIT that fails may have been saved all the same: the log's last frame
 * can be in the file although fsync said no. Whoever is told "failed" would do
 * it again, and it would be there twice. So every transaction sets a new
 * number, the mark, in the same breath; when COMMIT fails the connection is
 * closed and opened, the log is written back, and the mark tells what holds:
 *
 *   open ──begin──> in transaction ──commit──> open
 *    ^                   │   └──rollback──> open
 *    │                COMMIT fails
 *    │                   v
 *    ├── mark is ours: it was saved, go on
 *    ├── mark is old: nothing was saved, DISK or FULL
 *    └── cannot be opened: UNCERTAIN; the next begin tries to open again
 */

#include "yc-db.h"

#include "yc-db-schema.h"
#include "yc-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _YcDb
{
  char *path;
  sqlite3 *handle;        /* (nullable): NULL after the disk failed */
  GHashTable *statements; /* SQL, a literal → sqlite3_stmt */
  gint64 mark;            /* of the last transaction that is known to be saved */
};

static int
code_for (int result)
{
  switch (result & 0xff)
    {
    case SQLITE_FULL:
      return YC_STORE_ERROR_FULL;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return YC_STORE_ERROR_DISK;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return YC_STORE_ERROR_DAMAGED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return YC_STORE_ERROR_IN_USE;
    case SQLITE_CONSTRAINT:
      return YC_STORE_ERROR_CONFLICT;
    default:
      return YC_STORE_ERROR_FAILED;
    }
}

static const char *
message_for (int code)
{
  switch (code)
    {
    case YC_STORE_ERROR_FULL:
      return _("The disk is full. Nothing was saved; make room and try again.");
    case YC_STORE_ERROR_DISK:
      return _("The disk cannot be read or written. Nothing was saved; have the disk looked at.");
    case YC_STORE_ERROR_DAMAGED:
      return _("The database is damaged. Keep the folder as it is and call for help; what the hub has is safe.");
    case YC_STORE_ERROR_IN_USE:
      return _("Another program is using the database");
    default:
      return _("The database refused");
    }
}

static gboolean
fail (YcDb    *self,
      int      result,
      GError **error)
{
  int code = code_for (result);

  g_set_error (error, YC_STORE_ERROR, code, "%s (%s)", message_for (code),
               self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (result));
  return FALSE;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static void
disconnect (YcDb *self)
{
  g_hash_table_remove_all (self->statements);
  if (self->handle != NULL && sqlite3_close (self->handle) != SQLITE_OK)
    g_error ("A statement was left open");
  self->handle = NULL;
}

gboolean
yc_db_exec (YcDb        *self,
            const char  *sql,
            GError     **error)
{
  int result = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  return result == SQLITE_OK || fail (self, result, error);
}

static gboolean
configure (YcDb    *self,
           GError **error)
{
  static const char sql[] =
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;";
  g_autoptr (YcDbRows) rows = NULL;
  g_autofree char *mode = NULL;

  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  if (!yc_db_exec (self, sql, error))
    return FALSE;
  rows = yc_db_query (self, error, "PRAGMA journal_mode", "");
  if (rows == NULL || !yc_db_next (self, rows, error))
    return FALSE;
  mode = yc_db_dup_text (rows, 0);
  if (g_strcmp0 (mode, "wal") == 0)
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DISK,
               _("This file system cannot keep the database's log. Use a local disk."));
  return FALSE;
}

static gboolean
read_mark (YcDb    *self,
           gint64  *ret_mark,
           GError **error)
{
  return yc_db_number (self, ret_mark, error, "SELECT value FROM meta WHERE name = 'mark'", "");
}

/* A program that was killed may have left a log that is in memory only. Nothing is read from it, and so shown, before it
 * is on the disk. */
static gboolean
sync_log (YcDb    *self,
          GError **error)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autoptr (GError) local_error = NULL;

  if (yc_file_sync (log, &local_error) || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_DISK, local_error->message);
  return FALSE;
}

static gboolean
connect_to_file (YcDb    *self,
                 GError **error)
{
  int result;

  if (!sync_log (self, error))
    return FALSE;
  result = sqlite3_open_v2 (self->path, &self->handle,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                            SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE, NULL);

  if (result == SQLITE_OK && configure (self, error))
    return TRUE;
  if (result != SQLITE_OK)
    fail (self, result, error);
  disconnect (self);
  return FALSE;
}

/* A fresh connection after the disk failed. When it shows a transaction that
 * was not known to be saved, the log is written back first: its pages may be in
 * memory only, and what is said to be saved has to be written anew. */
static gboolean
reconnect (YcDb    *self,
           GError **error)
{
  gint64 found;

  disconnect (self);
  if (!connect_to_file (self, error))
    return FALSE;
  if (read_mark (self, &found, error) &&
      (found == self->mark || yc_db_exec (self, "PRAGMA wal_checkpoint (TRUNCATE)", error)))
    {
      self->mark = found;
      return TRUE;
    }
  disconnect (self);
  return FALSE;
}

/**
 * yc_db_open:
 * @path: the database file; made where there is none
 * @error: of %YC_STORE_ERROR
 *
 * Returns: (transfer full): the database with this program's tables, or %NULL
 */
YcDb *
yc_db_open (const char  *path,
            GError     **error)
{
  g_autoptr (YcDb) self = g_new0 (YcDb, 1);

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  if (!connect_to_file (self, error) || !yc_db_migrate (self, error) ||
      !read_mark (self, &self->mark, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
yc_db_close (YcDb *self)
{
  if (self == NULL)
    return;
  disconnect (self);
  g_hash_table_unref (self->statements);
  g_free (self->path);
  g_free (self);
}

static sqlite3_stmt *
prepare (YcDb        *self,
         const char  *sql,
         GError     **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int result;

  if (statement != NULL)
    return statement;
  result = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (result != SQLITE_OK)
    {
      fail (self, result, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer) sql, statement);
  return statement;
}

static int
bind_bytes (sqlite3_stmt *statement,
            int           at,
            GBytes       *bytes)
{
  gsize size;
  gconstpointer data;

  if (bytes == NULL)
    return sqlite3_bind_null (statement, at);
  data = g_bytes_get_data (bytes, &size);
  return sqlite3_bind_blob64 (statement, at, size > 0 ? data : "", size, SQLITE_TRANSIENT);
}

static int
bind_next (sqlite3_stmt *statement,
           int           at,
           char          letter,
           va_list      *values)
{
  char text[YC_STREAM_TEXT_SIZE];

  switch (letter)
    {
    case 'i':
      return sqlite3_bind_int64 (statement, at, va_arg (*values, gint64));
    case 's':
      return sqlite3_bind_text (statement, at, va_arg (*values, const char *), -1, SQLITE_TRANSIENT);
    case 'd':
      yc_id_to_text (va_arg (*values, const YcId *), text);
      return sqlite3_bind_text (statement, at, text, -1, SQLITE_TRANSIENT);
    case 'm':
      yc_stream_to_text (va_arg (*values, const YcStream *), text);
      return sqlite3_bind_text (statement, at, text, -1, SQLITE_TRANSIENT);
    case 'b':
      return bind_bytes (statement, at, va_arg (*values, GBytes *));
    default:
      g_assert_not_reached ();
    }
}

static sqlite3_stmt *
prepare_with (YcDb        *self,
              GError     **error,
              const char  *sql,
              const char  *format,
              va_list     *values)
{
  sqlite3_stmt *statement = prepare (self, sql, error);

  if (statement == NULL)
    return NULL;
  g_assert (sqlite3_bind_parameter_count (statement) == (int) strlen (format));
  for (int at = 1; format[at - 1] != '\0'; at++)
    {
      int result = bind_next (statement, at, format[at - 1], values);

      if (result != SQLITE_OK)
        {
          fail (self, result, error);
          return NULL;
        }
    }
  return statement;
}

/* Runs a statement that gives no rows. @sql must be a literal: it is the key
 * of the cache. */
gboolean
yc_db_run (YcDb        *self,
           GError     **error,
           const char  *sql,
           const char  *format,
           ...)
{
  sqlite3_stmt *statement;
  va_list values;
  int result;

  va_start (values, format);
  statement = prepare_with (self, error, sql, format, &values);
  va_end (values);
  if (statement == NULL)
    return FALSE;
  result = sqlite3_step (statement);
  g_assert (result != SQLITE_ROW);
  if (result != SQLITE_DONE)
    fail (self, result, error);
  sqlite3_reset (statement);
  return result == SQLITE_DONE;
}

/* Rows to be had with yc_db_next(); NULL on failure. */
YcDbRows *
yc_db_query (YcDb        *self,
             GError     **error,
             const char  *sql,
             const char  *format,
             ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, format);
  statement = prepare_with (self, error, sql, format, &values);
  va_end (values);
  return statement;
}

/* TRUE with a row; FALSE at the end, or with @error set. */
gboolean
yc_db_next (YcDb      *self,
            YcDbRows  *rows,
            GError   **error)
{
  int result = sqlite3_step (rows);

  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE)
    fail (self, result, error);
  return FALSE;
}

void
yc_db_rows_end (YcDbRows *rows)
{
  if (rows != NULL)
    sqlite3_reset (rows);
}

/* The one number a query gives; NOT_FOUND when it gives no row. */
gboolean
yc_db_number (YcDb        *self,
              gint64      *ret_number,
              GError     **error,
              const char  *sql,
              const char  *format,
              ...)
{
  g_autoptr (YcDbRows) rows = NULL;
  g_autoptr (GError) local_error = NULL;
  va_list values;

  va_start (values, format);
  rows = prepare_with (self, error, sql, format, &values);
  va_end (values);
  if (rows == NULL)
    return FALSE;
  if (yc_db_next (self, rows, &local_error))
    {
      *ret_number = yc_db_get_number (rows, 0);
      return TRUE;
    }
  if (local_error == NULL)
    g_set_error (&local_error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND, _("It is not in the store"));
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* How many rows the last statement changed. */
gint64
yc_db_changes (YcDb *self)
{
  return sqlite3_changes64 (self->handle);
}

gint64
yc_db_last_row (YcDb *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

/* Every use begins here, reading ones too: it is where a connection that the
 * disk took away is made anew. */
gboolean
yc_db_begin (YcDb    *self,
             GError **error)
{
  if (self->handle == NULL && !reconnect (self, error))
    return FALSE;
  return yc_db_exec (self, "BEGIN IMMEDIATE", error);
}

void
yc_db_rollback (YcDb *self)
{
  if (self->handle == NULL || sqlite3_get_autocommit (self->handle))
    return;
  if (sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK)
    disconnect (self);
}

/* After COMMIT failed with @reason: TRUE when it was saved all the same. */
static gboolean
settle (YcDb    *self,
        gint64   mark,
        GError  *reason,
        GError **error)
{
  g_autoptr (GError) local_error = NULL;

  yc_db_rollback (self);
  if (!reconnect (self, &local_error))
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_UNCERTAIN,
                   _("The disk failed while saving. It may have been saved; try again. (%s)"),
                   local_error->message);
      g_error_free (reason);
      return FALSE;
    }
  if (self->mark != mark)
    {
      g_propagate_error (error, reason);
      return FALSE;
    }
  g_error_free (reason);
  return TRUE;
}

/**
 * yc_db_commit:
 * @self: a database in a transaction
 * @error: of %YC_STORE_ERROR
 *
 * Returns: %TRUE if the transaction is on the disk; %FALSE if nothing of it
 *   is, except with %YC_STORE_ERROR_UNCERTAIN
 */
gboolean
yc_db_commit (YcDb    *self,
              GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gint64 mark = self->mark + 1;

  if (!yc_db_run (self, error, "UPDATE meta SET value = ? WHERE name = 'mark'", "i", mark))
    {
      yc_db_rollback (self);
      return FALSE;
    }
  if (!yc_db_exec (self, "COMMIT", &local_error))
    return settle (self, mark, g_steal_pointer (&local_error), error);
  self->mark = mark;
  return TRUE;
}

gint64
yc_db_get_number (YcDbRows *rows,
                  int       column)
{
  return sqlite3_column_int64 (rows, column);
}

char *
yc_db_dup_text (YcDbRows *rows,
                int       column)
{
  return g_strdup ((const char *) sqlite3_column_text (rows, column));
}

GBytes *
yc_db_dup_bytes (YcDbRows *rows,
                 int       column)
{
  if (sqlite3_column_type (rows, column) == SQLITE_NULL)
    return NULL;
  return g_bytes_new (sqlite3_column_blob (rows, column), sqlite3_column_bytes (rows, column));
}

gboolean
yc_db_read_id (YcDbRows  *rows,
               int        column,
               YcId      *ret_id,
               GError   **error)
{
  if (yc_id_parse ((const char *) sqlite3_column_text (rows, column), ret_id))
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED, _("An id in the database is no id"));
  return FALSE;
}

gboolean
yc_db_read_stream (YcDbRows  *rows,
                   int        column,
                   YcStream  *ret_stream,
                   GError   **error)
{
  if (yc_stream_parse ((const char *) sqlite3_column_text (rows, column), ret_stream))
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED, _("A stream's name in the database is none"));
  return FALSE;
}
