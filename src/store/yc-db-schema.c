/* yc-db-schema.c: the tables, one function a version
 *
 * History:
 *   1  the first: ops, rows, streams, cursors, blobs, jobs, numbers, settings
 *   2  meta says what the store writes with, and how all in it is sealed
 *   3  purges: what has left this desk, and against which receipts
 *
 * A published version is never edited. A new one is a function more, and a
 * database of the old one more in tests/store/kept.
 *
 * Clear columns hold ids, kinds, revisions, times, sizes and states; whatever
 * can name a person is in a column called sealed (D24).
 */

#include "yc-db-schema.h"

#include <glib/gi18n-lib.h>

static gboolean
migrate_to_1 (YcDb    *db,
              GError **error)
{
  static const char sql[] =
    /* About the store itself: mark (the last transaction), running, epoch (of
     * the hub), last_* (the stamp of the newest op). */
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO meta VALUES ('mark', 0), ('running', 0);"

    "CREATE TABLE streams ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  stream TEXT NOT NULL UNIQUE,"
    "  type INTEGER NOT NULL,"
    "  revision INTEGER NOT NULL DEFAULT 0,"
    "  noticed INTEGER NOT NULL DEFAULT 0) STRICT;"

    "CREATE TABLE ops ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  id TEXT NOT NULL UNIQUE,"
    "  stream TEXT NOT NULL REFERENCES streams (stream),"
    "  kind TEXT NOT NULL,"
    "  made_wall_ms INTEGER NOT NULL,"
    "  made_boot TEXT NOT NULL,"
    "  made_boot_ms INTEGER NOT NULL,"
    "  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),"
    "  changed_ms INTEGER NOT NULL DEFAULT 0,"
    "  reason TEXT,"
    "  sealed_detail BLOB,"
    "  sealed BLOB NOT NULL,"
    "  sealed_verdict BLOB,"
    "  revision INTEGER NOT NULL DEFAULT 0,"
    "  position INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX ops_by_stream ON ops (stream, state);"
    "CREATE INDEX ops_waiting ON ops (number) WHERE state <> 3;"

    "CREATE TABLE rows ("
    "  stream TEXT NOT NULL REFERENCES streams (stream),"
    "  revision INTEGER NOT NULL,"
    "  position INTEGER NOT NULL,"
    "  hash TEXT NOT NULL,"
    "  id TEXT NOT NULL UNIQUE,"
    "  kind TEXT NOT NULL,"
    "  sealed BLOB NOT NULL,"
    "  UNIQUE (stream, revision)) STRICT;"

    "CREATE TABLE cursors ("
    "  feed TEXT PRIMARY KEY,"
    "  position INTEGER NOT NULL,"
    "  hash TEXT NOT NULL) STRICT, WITHOUT ROWID;"

    "CREATE TABLE blobs ("
    "  sha256 TEXT PRIMARY KEY,"
    "  kind TEXT NOT NULL,"
    "  size INTEGER NOT NULL,"
    "  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),"
    "  \"offset\" INTEGER NOT NULL DEFAULT 0,"
    "  changed_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"

    "CREATE TABLE jobs ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  id TEXT NOT NULL UNIQUE,"
    "  stream TEXT NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  copy INTEGER NOT NULL,"
    "  digest TEXT NOT NULL,"
    "  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),"
    "  bytes_sent INTEGER NOT NULL DEFAULT 0,"
    "  planned_ms INTEGER NOT NULL,"
    "  changed_ms INTEGER NOT NULL,"
    "  UNIQUE (stream, kind, copy)) STRICT;"

    "CREATE TABLE numbers (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;"

    "CREATE TABLE settings ("
    "  name TEXT PRIMARY KEY,"
    "  version INTEGER NOT NULL,"
    "  sealed BLOB NOT NULL) STRICT;";

  return yc_db_exec (db, sql, error);
}

/* cipher: what is written with. sealed: the first byte of every sealed record,
 * 0 while that may differ. */
static gboolean
migrate_to_2 (YcDb    *db,
              GError **error)
{
  return yc_db_exec (db, "INSERT INTO meta VALUES ('cipher', 'aes-256-gcm'), ('sealed', 0)", error);
}

static gboolean
migrate_to_3 (YcDb    *db,
              GError **error)
{
  static const char sql[] =
    "CREATE TABLE purges ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  stream TEXT NOT NULL,"
    "  purged_ms INTEGER NOT NULL,"
    "  before_ms INTEGER NOT NULL,"
    "  revision INTEGER NOT NULL,"
    "  first_position INTEGER NOT NULL,"
    "  position INTEGER NOT NULL,"
    "  hash TEXT NOT NULL,"
    "  documents INTEGER NOT NULL) STRICT;";

  return yc_db_exec (db, sql, error);
}

static gboolean (*const migrations[]) (YcDb *db, GError **error) = {
  migrate_to_1,
  migrate_to_2,
  migrate_to_3,
};

G_STATIC_ASSERT (G_N_ELEMENTS (migrations) == YC_DB_SCHEMA_VERSION);

static gboolean
set_version (YcDb    *db,
             gint64   version,
             GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT "; PRAGMA application_id = %d;",
                                          version, YC_DB_APPLICATION_ID);

  return yc_db_exec (db, sql, error);
}

static gboolean
migrate_one (YcDb    *db,
             gint64   from,
             GError **error)
{
  if (!yc_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (migrations[from] (db, error) && set_version (db, from + 1, error) &&
      yc_db_exec (db, "COMMIT", error))
    return TRUE;
  yc_db_rollback (db);
  return FALSE;
}

/**
 * yc_db_migrate:
 * @db: an open database
 * @error: of %YC_STORE_ERROR
 *
 * Brings an empty database, or one of an older version, to this one's tables,
 * one transaction a version.
 *
 * Returns: %TRUE if the tables are those this program knows
 */
gboolean
yc_db_migrate (YcDb    *db,
               GError **error)
{
  gint64 version;
  gint64 application;

  if (!yc_db_number (db, &version, error, "PRAGMA user_version", "") ||
      !yc_db_number (db, &application, error, "PRAGMA application_id", ""))
    return FALSE;
  if (application != YC_DB_APPLICATION_ID && (application != 0 || version != 0))
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED,
                   _("The database belongs to another program"));
      return FALSE;
    }
  if (version < 0 || version > YC_DB_SCHEMA_VERSION)
    {
      g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NEWER,
                   _("The data was written by a newer version of this program. Install that version."));
      return FALSE;
    }
  for (; version < YC_DB_SCHEMA_VERSION; version++)
    if (!migrate_one (db, version, error))
      return FALSE;
  return TRUE;
}
