/* yc-hub-sql.c: SQLite statements in few words */

#include "yc-hub-sql.h"

#include "yc-hub-store.h"

#include <stdarg.h>
#include <string.h>

/* There is one hub, but others may look into its database, a backup or a
 * person; whoever looks first after a crash recovers it. */
#define BUSY_TIMEOUT_MS 10000

struct _YcHubSql
{
  sqlite3 *db;
  GHashTable *statements; /* text (by address) → sqlite3_stmt */
};

static void
finalize_statement (gpointer data)
{
  sqlite3_finalize (data);
}

/* Says what SQLite said last. The text of a statement is ours; values are not in it. */
gboolean
yc_hub_sql_fail (YcHubSql *self,
                 GError  **error)
{
  g_set_error (error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_IO, "The store failed: %s",
               sqlite3_errmsg (self->db));
  return FALSE;
}

YcHubSql *
yc_hub_sql_open (const char *path,
                 GError    **error)
{
  YcHubSql *self = g_new0 (YcHubSql, 1);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

  self->statements = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, finalize_statement);
  if (sqlite3_open_v2 (path, &self->db, flags, NULL) != SQLITE_OK)
    {
      yc_hub_sql_fail (self, error);
      yc_hub_sql_close (self, NULL);
      return NULL;
    }
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  return self;
}

/* Frees @self in any case. */
gboolean
yc_hub_sql_close (YcHubSql *self,
                  GError  **error)
{
  gboolean good;

  g_hash_table_unref (self->statements);
  good = sqlite3_close (self->db) == SQLITE_OK;
  if (!good)
    {
      yc_hub_sql_fail (self, error);
      sqlite3_close_v2 (self->db);
    }
  g_free (self);
  return good;
}

sqlite3 *
yc_hub_sql_get_db (YcHubSql *self)
{
  return self->db;
}

gboolean
yc_hub_sql_exec (YcHubSql   *self,
                 const char *text,
                 GError    **error)
{
  return sqlite3_exec (self->db, text, NULL, NULL, NULL) == SQLITE_OK || yc_hub_sql_fail (self, error);
}

/* The first column of the first row; 0 without a row. */
gboolean
yc_hub_sql_read_int (YcHubSql   *self,
                     const char *text,
                     gint64     *ret_value,
                     GError    **error)
{
  sqlite3_stmt *statement = NULL;
  int code;

  if (sqlite3_prepare_v2 (self->db, text, -1, &statement, NULL) != SQLITE_OK)
    return yc_hub_sql_fail (self, error);
  code = sqlite3_step (statement);
  *ret_value = code == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_finalize (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE || yc_hub_sql_fail (self, error);
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
  return size == 0 ? sqlite3_bind_zeroblob (statement, at, 0)
                   : sqlite3_bind_blob64 (statement, at, data, size, SQLITE_TRANSIENT);
}

static int
bind_id (sqlite3_stmt *statement,
         int           at,
         const YcId   *id,
         gboolean      nil_is_null)
{
  if (nil_is_null && yc_id_is_nil (id))
    return sqlite3_bind_null (statement, at);
  return sqlite3_bind_blob (statement, at, id->bytes, sizeof id->bytes, SQLITE_TRANSIENT);
}

static int
bind_values (sqlite3_stmt *statement,
             const char   *types,
             va_list      *values)
{
  int code = SQLITE_OK;

  for (int at = 1; types[at - 1] != '\0' && code == SQLITE_OK; at++)
    switch (types[at - 1])
      {
      case 's':
        code = sqlite3_bind_text (statement, at, va_arg (*values, const char *), -1, SQLITE_TRANSIENT);
        break;
      case 'i':
        code = sqlite3_bind_int64 (statement, at, va_arg (*values, gint64));
        break;
      case 'y':
        code = bind_bytes (statement, at, va_arg (*values, GBytes *));
        break;
      case 'h':
        code = sqlite3_bind_blob (statement, at, va_arg (*values, const guint8 *), 32, SQLITE_TRANSIENT);
        break;
      case 'd':
        code = bind_id (statement, at, va_arg (*values, const YcId *), FALSE);
        break;
      case 'n':
        code = bind_id (statement, at, va_arg (*values, const YcId *), TRUE);
        break;
      default:
        g_assert_not_reached ();
      }
  return code;
}

sqlite3_stmt *
yc_hub_sql_bind (YcHubSql   *self,
                 const char *text,
                 GError    **error,
                 const char *types,
                 ...)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, text);
  va_list values;
  int code;

  if (statement == NULL)
    {
      if (sqlite3_prepare_v3 (self->db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        {
          yc_hub_sql_fail (self, error);
          return NULL;
        }
      g_hash_table_insert (self->statements, (gpointer) text, statement);
    }
  va_start (values, types);
  code = bind_values (statement, types, &values);
  va_end (values);
  if (code == SQLITE_OK)
    return statement;
  yc_hub_sql_fail (self, error);
  return NULL;
}

/* Steps once; at the end or on failure the statement is reset. A NULL
 * statement has failed already, with @error set. */
gboolean
yc_hub_sql_step (YcHubSql     *self,
                 sqlite3_stmt *statement,
                 gboolean     *ret_row,
                 GError      **error)
{
  int code;

  *ret_row = FALSE;
  if (statement == NULL)
    return FALSE;
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    {
      *ret_row = TRUE;
      return TRUE;
    }
  if (code != SQLITE_DONE)
    yc_hub_sql_fail (self, error);
  yc_hub_sql_done (statement);
  return code == SQLITE_DONE;
}

/* The first column of the only row, 0 without one; the statement is reset. */
gboolean
yc_hub_sql_step_int (YcHubSql     *self,
                     sqlite3_stmt *statement,
                     gint64       *ret_value,
                     GError      **error)
{
  gboolean row;

  if (!yc_hub_sql_step (self, statement, &row, error))
    return FALSE;
  *ret_value = row ? sqlite3_column_int64 (statement, 0) : 0;
  if (row)
    yc_hub_sql_done (statement);
  return TRUE;
}

gboolean
yc_hub_sql_run (YcHubSql     *self,
                sqlite3_stmt *statement,
                GError      **error)
{
  gboolean row = TRUE;

  while (row)
    if (!yc_hub_sql_step (self, statement, &row, error))
      return FALSE;
  return TRUE;
}

void
yc_hub_sql_done (sqlite3_stmt *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

char *
yc_hub_sql_dup_text (sqlite3_stmt *statement,
                     int           column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

GBytes *
yc_hub_sql_dup_bytes (sqlite3_stmt *statement,
                      int           column)
{
  gconstpointer data = sqlite3_column_blob (statement, column);

  return g_bytes_new (data, (gsize) sqlite3_column_bytes (statement, column));
}

/* FALSE, and zeros, where the column is NULL or of another size. */
gboolean
yc_hub_sql_get_block (sqlite3_stmt *statement,
                      int           column,
                      gpointer      ret_block,
                      gsize         size)
{
  gconstpointer data = sqlite3_column_blob (statement, column);

  memset (ret_block, 0, size);
  if (data == NULL || (gsize) sqlite3_column_bytes (statement, column) != size)
    return FALSE;
  memcpy (ret_block, data, size);
  return TRUE;
}
