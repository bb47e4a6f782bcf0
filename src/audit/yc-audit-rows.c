/* yc-audit-rows.c: a hub's database as an auditor reads it
 *
 * It does not use the hub's own store: what looks for a hub's faults must not
 * share them. What it knows of the tables is here and nowhere else. Rows are
 * read some at a time, so that a hub that runs is not held up and memory stays
 * bounded; settled rows do not change, unless somebody changes them.
 */

#include "yc-audit-rows.h"

#include <sqlite3.h>
#include <string.h>

#define STORE_FILE "hub.db"
#define APPLICATION_ID 0x59434855 /* "YCHU" */
#define SCHEMA_FIRST 7            /* the first whose hashes are the audit chain */
#define SCHEMA_NEWEST 11          /* the last whose rows are those of the first */
#define ROW_COLUMNS "position, hash, stream, revision, id, hall, kind, device, at, received, bytes, signature, verdict"
#define BATCH 500                 /* rows */
#define BUSY_TIMEOUT_MS 10000

enum
{
  ROWS,
  REVISION,
  BEFORE,
  GRANT,
  HASH,
  N_STATEMENTS
};

static const char *const texts[N_STATEMENTS] = {
  [ROWS] = "SELECT " ROW_COLUMNS " FROM ops WHERE position > ? ORDER BY position LIMIT ?",
  [REVISION] = "SELECT position FROM ops WHERE stream = ? AND revision = ?",
  [BEFORE] = "SELECT position FROM ops WHERE stream = ? AND revision < ? ORDER BY revision DESC LIMIT 1",
  [GRANT] = "SELECT device, key FROM grants WHERE id = ?",
  [HASH] = "SELECT hash FROM ops WHERE position = ?",
};

struct _YcAuditRows
{
  sqlite3 *db;
  sqlite3_stmt *statements[N_STATEMENTS];
  char *epoch;
  gint64 position; /* of the last row that was given out */
  guint left;      /* rows of this batch; 0: none was begun */
};

G_DEFINE_QUARK (yc-audit-error-quark, yc_audit_error)

void
yc_audit_row_free (YcAuditRow *self)
{
  g_free (self->hash);
  g_free (self->stream);
  g_free (self->hall);
  g_free (self->kind);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->verdict, g_bytes_unref);
  g_free (self);
}

void
yc_audit_rows_free (YcAuditRows *self)
{
  for (gsize i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  sqlite3_close (self->db);
  g_free (self->epoch);
  g_free (self);
}

static gboolean
fail (YcAuditRows *self,
      GError     **error)
{
  g_set_error (error, YC_AUDIT_ERROR, YC_AUDIT_ERROR_READ, "The hub's store cannot be read: %s",
               sqlite3_errmsg (self->db));
  return FALSE;
}

static gboolean
refuse (GError    **error,
        const char *why)
{
  g_set_error_literal (error, YC_AUDIT_ERROR, YC_AUDIT_ERROR_FORMAT, why);
  return FALSE;
}

/* The first column of the first row; 0 without one. */
static gboolean
read_number (YcAuditRows *self,
             const char  *text,
             gint64      *ret_number,
             GError     **error)
{
  sqlite3_stmt *statement = NULL;
  int code;

  if (sqlite3_prepare_v2 (self->db, text, -1, &statement, NULL) != SQLITE_OK)
    return fail (self, error);
  code = sqlite3_step (statement);
  *ret_number = code == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_finalize (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE || fail (self, error);
}

static char *
dup_text (sqlite3_stmt *statement,
          int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return g_strdup (text != NULL ? text : "");
}

static GBytes *
dup_bytes (sqlite3_stmt *statement,
           int           column)
{
  gconstpointer data = sqlite3_column_blob (statement, column);

  return g_bytes_new (data, (gsize) sqlite3_column_bytes (statement, column));
}

/* Zeros where there is something of another size. */
static void
get_block (sqlite3_stmt *statement,
           int           column,
           gpointer      ret_block,
           gsize         size)
{
  gconstpointer data = sqlite3_column_blob (statement, column);

  memset (ret_block, 0, size);
  if (data != NULL && (gsize) sqlite3_column_bytes (statement, column) == size)
    memcpy (ret_block, data, size);
}

static gboolean
check_format (YcAuditRows *self,
              GError     **error)
{
  gint64 application, version;

  if (!read_number (self, "PRAGMA application_id", &application, error) ||
      !read_number (self, "PRAGMA user_version", &version, error))
    return FALSE;
  if (application != APPLICATION_ID)
    return refuse (error, "The file is not the store of a hub");
  if (version < SCHEMA_FIRST)
    return refuse (error, "The store is of an older hub, which had no audit chain; a hub of this version makes it when it opens it");
  return version <= SCHEMA_NEWEST || refuse (error, "The store was made by a newer hub");
}

static gboolean
read_epoch (YcAuditRows *self,
            GError     **error)
{
  sqlite3_stmt *statement = NULL;
  int code;

  if (sqlite3_prepare_v2 (self->db, "SELECT value FROM meta WHERE key = 'epoch'", -1, &statement, NULL) != SQLITE_OK)
    return fail (self, error);
  code = sqlite3_step (statement);
  self->epoch = code == SQLITE_ROW ? dup_text (statement, 0) : g_strdup ("");
  sqlite3_finalize (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE || fail (self, error);
}

/**
 * yc_audit_rows_open:
 * @folder: the hub's folder
 * @error: of %YC_AUDIT_ERROR
 *
 * Returns: (transfer full) (nullable): its rows from the first on
 */
YcAuditRows *
yc_audit_rows_open (const char  *folder,
                    GError     **error)
{
  g_autoptr (YcAuditRows) self = g_new0 (YcAuditRows, 1);
  g_autofree char *path = g_build_filename (folder, STORE_FILE, NULL);

  if (sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    {
      fail (self, error);
      return NULL;
    }
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  if (!check_format (self, error) || !read_epoch (self, error))
    return NULL;
  for (gsize i = 0; i < N_STATEMENTS; i++)
    if (sqlite3_prepare_v2 (self->db, texts[i], -1, &self->statements[i], NULL) != SQLITE_OK)
      {
        fail (self, error);
        return NULL;
      }
  self->position = G_MININT64;
  return g_steal_pointer (&self);
}

/* "" where the store names none. */
const char *
yc_audit_rows_get_epoch (YcAuditRows *self)
{
  return self->epoch;
}

static YcAuditRow *
read_row (sqlite3_stmt *statement)
{
  YcAuditRow *row = g_new0 (YcAuditRow, 1);

  row->position = sqlite3_column_int64 (statement, 0);
  row->hash = dup_text (statement, 1);
  row->stream = dup_text (statement, 2);
  row->revision = sqlite3_column_int64 (statement, 3);
  get_block (statement, 4, row->id.bytes, sizeof row->id.bytes);
  row->hall = dup_text (statement, 5);
  row->kind = dup_text (statement, 6);
  get_block (statement, 7, row->device.bytes, sizeof row->device.bytes);
  row->at_ms = sqlite3_column_int64 (statement, 8);
  row->received_ms = sqlite3_column_int64 (statement, 9);
  row->bytes = dup_bytes (statement, 10);
  row->signature = dup_bytes (statement, 11);
  row->verdict = dup_bytes (statement, 12);
  return row;
}

static gboolean
step (YcAuditRows *self,
      int          which,
      gboolean    *ret_row,
      GError     **error)
{
  int code = sqlite3_step (self->statements[which]);

  *ret_row = code == SQLITE_ROW;
  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    fail (self, error);
  sqlite3_reset (self->statements[which]);
  return code == SQLITE_DONE;
}

/**
 * yc_audit_rows_next:
 * @ret_row: (out) (transfer full) (nullable): the next by position; %NULL behind
 *   the last that was there when it was looked for
 * @error: of %YC_AUDIT_ERROR
 */
gboolean
yc_audit_rows_next (YcAuditRows  *self,
                    YcAuditRow  **ret_row,
                    GError      **error)
{
  sqlite3_stmt *statement = self->statements[ROWS];
  gboolean row;

  *ret_row = NULL;
  if (self->left == 0)
    {
      sqlite3_reset (statement);
      sqlite3_bind_int64 (statement, 1, self->position);
      sqlite3_bind_int64 (statement, 2, BATCH);
      self->left = BATCH;
    }
  if (!step (self, ROWS, &row, error))
    return FALSE;
  self->left = row ? self->left - 1 : 0;
  if (!row)
    return TRUE;
  *ret_row = read_row (statement);
  self->position = (*ret_row)->position;
  return TRUE;
}

/* The first column of a statement that gives at most one row; 0 without one. */
static gboolean
find_number (YcAuditRows *self,
             int          which,
             gint64      *ret_number,
             GError     **error)
{
  gboolean row;

  if (!step (self, which, &row, error))
    return FALSE;
  *ret_number = row ? sqlite3_column_int64 (self->statements[which], 0) : 0;
  sqlite3_reset (self->statements[which]);
  return TRUE;
}

static gboolean
find_in_stream (YcAuditRows *self,
                int          which,
                const char  *stream,
                gint64       revision,
                gint64      *ret_position,
                GError     **error)
{
  sqlite3_bind_text (self->statements[which], 1, stream, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (self->statements[which], 2, revision);
  return find_number (self, which, ret_position, error);
}

/* @ret_position: (out): of that revision; 0 where it is not there */
gboolean
yc_audit_rows_find_revision (YcAuditRows *self,
                             const char  *stream,
                             gint64       revision,
                             gint64      *ret_position,
                             GError     **error)
{
  return find_in_stream (self, REVISION, stream, revision, ret_position, error);
}

/* @ret_position: (out): of the newest row of the stream before that revision; 0 where there is none */
gboolean
yc_audit_rows_find_before (YcAuditRows *self,
                           const char  *stream,
                           gint64       revision,
                           gint64      *ret_position,
                           GError     **error)
{
  return find_in_stream (self, BEFORE, stream, revision, ret_position, error);
}

/* @ret_grant: (out): zeros where it is not there */
gboolean
yc_audit_rows_find_grant (YcAuditRows  *self,
                          const YcId   *id,
                          gboolean     *ret_found,
                          YcAuditGrant *ret_grant,
                          GError      **error)
{
  sqlite3_stmt *statement = self->statements[GRANT];

  memset (ret_grant, 0, sizeof *ret_grant);
  sqlite3_bind_blob (statement, 1, id->bytes, sizeof id->bytes, SQLITE_TRANSIENT);
  if (!step (self, GRANT, ret_found, error))
    return FALSE;
  if (*ret_found)
    {
      get_block (statement, 0, ret_grant->device.bytes, sizeof ret_grant->device.bytes);
      get_block (statement, 1, ret_grant->key, sizeof ret_grant->key);
      sqlite3_reset (statement);
    }
  return TRUE;
}

/* @ret_hash: (out): what stands at @position as the chain's value; "" where no row is */
gboolean
yc_audit_rows_find_hash (YcAuditRows *self,
                         gint64       position,
                         char         ret_hash[YC_CHAIN_TEXT_SIZE],
                         GError     **error)
{
  sqlite3_stmt *statement = self->statements[HASH];
  g_autofree char *hash = NULL;
  gboolean row;

  sqlite3_bind_int64 (statement, 1, position);
  if (!step (self, HASH, &row, error))
    return FALSE;
  hash = row ? dup_text (statement, 0) : g_strdup ("");
  g_strlcpy (ret_hash, hash, YC_CHAIN_TEXT_SIZE);
  sqlite3_reset (statement);
  return TRUE;
}
