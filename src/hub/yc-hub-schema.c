/* yc-hub-schema.c: the tables of the embedded store, version by version
 *
 * History: 1: the first. 2: hand-over codes, guests, lists of cases.
 * 3: facts of cases and visits. 4: requests to offices. 5: documents.
 * 6: an index of what is open with offices. 7: hashes are the audit chain.
 * 8: packs of the catalogue, and how desks get on with them.
 * 9: what administrators do with operators and devices.
 * 10: who looked at personal data.
 *
 * A version is one function of the table below and never changes once it was
 * released; what is to be otherwise becomes the next version. All of them run
 * in one transaction with the new number.
 */

#include "yc-hub-schema.h"

#include "yc-audit-chain.h"
#include "yc-hub-store.h"

#define CHAIN_BATCH 500 /* rows that are chained anew at once */

static const char version_1[] =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE halls (code TEXT PRIMARY KEY, name TEXT NOT NULL, city TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE devices ("
    "  id BLOB PRIMARY KEY, name TEXT NOT NULL, hall TEXT NOT NULL REFERENCES halls, window TEXT NOT NULL,"
    "  key BLOB NOT NULL, token BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE enrol_codes ("
    "  hash BLOB PRIMARY KEY, hall TEXT NOT NULL REFERENCES halls, window TEXT NOT NULL,"
    "  expires INTEGER NOT NULL, device BLOB REFERENCES devices) STRICT, WITHOUT ROWID;"
    "CREATE TABLE operators ("
    "  code TEXT PRIMARY KEY, name TEXT NOT NULL, roles INTEGER NOT NULL, password TEXT NOT NULL,"
    "  wrong INTEGER NOT NULL, locked_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE grants ("
    "  id BLOB PRIMARY KEY, device BLOB NOT NULL REFERENCES devices, operator TEXT NOT NULL REFERENCES operators,"
    "  window TEXT NOT NULL, roles INTEGER NOT NULL, key BLOB NOT NULL, issued INTEGER NOT NULL,"
    "  expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE ops ("
    "  position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, stream TEXT NOT NULL, revision INTEGER NOT NULL,"
    "  hall TEXT NOT NULL REFERENCES halls, kind TEXT NOT NULL, hash TEXT NOT NULL, bytes BLOB NOT NULL,"
    "  signature BLOB NOT NULL, verdict BLOB NOT NULL, device BLOB REFERENCES devices, at INTEGER NOT NULL,"
    "  received INTEGER NOT NULL, UNIQUE (stream, revision)) STRICT;"
    "CREATE INDEX ops_of_hall ON ops (hall, position);"
    "CREATE TABLE cases ("
    "  stream TEXT PRIMARY KEY, hall TEXT NOT NULL REFERENCES halls, number TEXT NOT NULL, name TEXT NOT NULL,"
    "  words TEXT NOT NULL, status TEXT NOT NULL, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX cases_of_hall ON cases (hall, position);";

/* Hand-over codes, devices that were given one, and lists of cases. */
static const char version_2[] =
    "CREATE TABLE handover_codes ("
    "  hash BLOB PRIMARY KEY, stream TEXT NOT NULL, expires INTEGER NOT NULL,"
    "  device BLOB REFERENCES devices) STRICT, WITHOUT ROWID;"
    "CREATE INDEX handover_codes_of_stream ON handover_codes (stream);"
    "CREATE TABLE code_tries ("
    "  device BLOB PRIMARY KEY, wrong INTEGER NOT NULL, since INTEGER NOT NULL,"
    "  locked_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE guests ("
    "  stream TEXT NOT NULL, device BLOB NOT NULL REFERENCES devices, since INTEGER NOT NULL,"
    "  PRIMARY KEY (stream, device)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE case_lists ("
    "  list TEXT NOT NULL, stream TEXT NOT NULL, hall TEXT NOT NULL REFERENCES halls, due INTEGER NOT NULL,"
    "  why TEXT NOT NULL, module TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (list, stream)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX case_lists_of_hall ON case_lists (list, hall, due);"
    "CREATE INDEX case_lists_of_stream ON case_lists (stream);"
    "CREATE INDEX grants_of_device ON grants (device, issued);";

/* What the figures count; a case's columns from touch to paused are its stages
 * once it is finished. */
static const char version_3[] =
    "CREATE TABLE case_facts ("
    "  stream TEXT PRIMARY KEY, hall TEXT NOT NULL REFERENCES halls, visit TEXT NOT NULL, window TEXT NOT NULL,"
    "  operator TEXT NOT NULL, matter TEXT NOT NULL, last INTEGER NOT NULL, issued INTEGER NOT NULL,"
    "  called INTEGER NOT NULL, opened INTEGER NOT NULL, decided INTEGER NOT NULL, received INTEGER NOT NULL,"
    "  finished INTEGER NOT NULL, handed INTEGER NOT NULL, rated INTEGER NOT NULL, rating INTEGER NOT NULL,"
    "  flags INTEGER NOT NULL, promise INTEGER NOT NULL, touch INTEGER NOT NULL, wait INTEGER NOT NULL,"
    "  machine INTEGER NOT NULL, office INTEGER NOT NULL, paused INTEGER NOT NULL, detail TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX case_facts_of_visit ON case_facts (visit) WHERE visit != '';"
    "CREATE TABLE visit_facts ("
    "  stream TEXT PRIMARY KEY, hall TEXT NOT NULL REFERENCES halls, number TEXT NOT NULL, window TEXT NOT NULL,"
    "  operator TEXT NOT NULL, matter TEXT NOT NULL, last INTEGER NOT NULL, issued INTEGER NOT NULL,"
    "  called INTEGER NOT NULL, no_show INTEGER NOT NULL, transferred INTEGER NOT NULL, flags INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;";

/* What outside offices are asked, and how far their answers have been read. */
static const char version_4[] =
    "CREATE TABLE office_requests ("
    "  id BLOB PRIMARY KEY, office TEXT NOT NULL, stream TEXT NOT NULL, module TEXT NOT NULL, body BLOB,"
    "  state INTEGER NOT NULL, tries INTEGER NOT NULL, next INTEGER NOT NULL, answer BLOB,"
    "  rejected INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX office_requests_to_send ON office_requests (office, next) WHERE state = 0;"
    "CREATE TABLE office_cursors (office TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX cases_of_status ON cases (status, position);";

/* Documents: which case names which, and which of them are here whole. */
static const char version_5[] =
    "CREATE TABLE blob_refs ("
    "  sha256 TEXT NOT NULL, stream TEXT NOT NULL, size INTEGER NOT NULL, announced INTEGER NOT NULL,"
    "  PRIMARY KEY (sha256, stream)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX blob_refs_of_stream ON blob_refs (stream);"
    "CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, received INTEGER NOT NULL)"
    "  STRICT, WITHOUT ROWID;";

/* What is open with offices is counted all the time; what has ended is many times more. */
static const char version_6[] =
    "CREATE INDEX office_requests_open ON office_requests (office, state, tries) WHERE state < 2;";

/* The chain was SHA-256 over op and verdict before; rows are chained anew by chain_rows(). */
static const char version_7[] = "";

/* Packs: whom the hub takes them from, what came, what is withdrawn (a version may
 * also have come with the program), and what each desk says of a version. */
static const char version_8[] =
    "CREATE TABLE publishers (key BLOB PRIMARY KEY, name TEXT NOT NULL, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE packs ("
    "  version TEXT PRIMARY KEY, sha256 TEXT NOT NULL, publisher TEXT NOT NULL, key BLOB NOT NULL,"
    "  installed INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE withdrawals (version TEXT PRIMARY KEY, at INTEGER NOT NULL, reason TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE pack_desks ("
    "  version TEXT NOT NULL, device BLOB NOT NULL REFERENCES devices, state TEXT NOT NULL, why TEXT NOT NULL,"
    "  at INTEGER NOT NULL, PRIMARY KEY (version, device)) STRICT, WITHOUT ROWID;";
/* Accounts that are locked, devices that were withdrawn, and codes that an op allows
 * to be drawn once; what waits is counted by its indexes. */
static const char version_9[] =
    "ALTER TABLE operators ADD COLUMN state INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE operators ADD COLUMN hall TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE devices ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE devices ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE devices ADD COLUMN version TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE staff_codes ("
    "  op BLOB PRIMARY KEY, operator TEXT NOT NULL, hall TEXT NOT NULL, window TEXT NOT NULL, made INTEGER NOT NULL,"
    "  hash BLOB, expires INTEGER NOT NULL, wrong INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX staff_codes_of_operator ON staff_codes (operator) WHERE operator != '';"
    "CREATE INDEX grants_of_operator ON grants (operator, issued);"
    "CREATE INDEX enrol_codes_of_device ON enrol_codes (device);"
    "CREATE INDEX devices_of_hall ON devices (hall, window);"
    "CREATE INDEX visit_facts_waiting ON visit_facts (hall) WHERE flags & 64;"
    "CREATE INDEX case_facts_open ON case_facts (hall, window) WHERE finished = 0;";

/* Who looked at personal data; before it nobody could say so. */
static const char version_10[] =
    "CREATE TABLE reveals ("
    "  position INTEGER PRIMARY KEY, stream TEXT NOT NULL, hall TEXT NOT NULL REFERENCES halls, at INTEGER NOT NULL,"
    "  operator TEXT NOT NULL, window TEXT NOT NULL, purpose TEXT NOT NULL, text TEXT NOT NULL,"
    "  fields INTEGER NOT NULL) STRICT;"
    "CREATE INDEX reveals_of_hall ON reveals (hall, at);";

/* Who has which code; before it they were counted. */
static const char version_11[] =
    "CREATE TABLE organisations (body TEXT PRIMARY KEY, stream TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT OR IGNORE INTO organisations"
    "  SELECT substr (json_extract (CAST (bytes AS TEXT), '$.body.items[0].value'), 9, 8), stream FROM ops"
    "    WHERE kind = 'module.done' AND device IS NULL"
    "      AND json_extract (CAST (bytes AS TEXT), '$.body.items[0].key') = 'credit-code'"
    "      AND json_type (CAST (bytes AS TEXT), '$.body.items[0].value') = 'text';"
    "DELETE FROM counters WHERE name LIKE 'credit-code%';";

static const char *const versions[YC_HUB_SCHEMA_VERSION] = { version_1, version_2, version_3, version_4,
                                                             version_5, version_6, version_7, version_8,
                                                             version_9, version_10, version_11 };

static gboolean
refuse (GError    **error,
        const char *why)
{
  g_set_error_literal (error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_FORMAT, why);
  return FALSE;
}

static gboolean
set_number (YcHubSql   *sql,
            const char *pragma,
            gint64      number,
            GError    **error)
{
  g_autofree char *text = g_strdup_printf ("PRAGMA %s = %" G_GINT64_FORMAT, pragma, number);

  return yc_hub_sql_exec (sql, text, error);
}

/* What a row of the query in chain_batch() has for the chain. */
static void
digest_row (sqlite3_stmt *statement,
            guint8        ret_digest[YC_SM3_SIZE])
{
  g_autoptr (GBytes) bytes = yc_hub_sql_dup_bytes (statement, 8);
  g_autoptr (GBytes) signature = yc_hub_sql_dup_bytes (statement, 9);
  g_autoptr (GBytes) verdict = yc_hub_sql_dup_bytes (statement, 10);
  YcChainRow row = {
    .stream = (const char *) sqlite3_column_text (statement, 1),
    .revision = sqlite3_column_int64 (statement, 2),
    .hall = (const char *) sqlite3_column_text (statement, 4),
    .kind = (const char *) sqlite3_column_text (statement, 5),
    .at_ms = sqlite3_column_int64 (statement, 6),
    .received_ms = sqlite3_column_int64 (statement, 7),
    .bytes = bytes,
    .signature = signature,
    .verdict = verdict,
  };

  yc_hub_sql_get_block (statement, 3, row.id.bytes, sizeof row.id.bytes);
  yc_hub_sql_get_block (statement, 11, row.device.bytes, sizeof row.device.bytes);
  yc_chain_digest (&row, ret_digest);
}

typedef struct
{
  gint64 position; /* of the last row that is chained */
  char value[YC_CHAIN_TEXT_SIZE];
} Chained;

/* Reads the rows behind @position, at most a batch, into @ret_chained. */
static gboolean
chain_batch (YcHubSql      *sql,
             const Chained *last,
             GArray        *ret_chained,
             GError       **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (sql,
                                             "SELECT position, stream, revision, id, hall, kind, at, received, bytes,"
                                             " signature, verdict, device FROM ops WHERE position > ?"
                                             " ORDER BY position LIMIT ?",
                                             error, "ii", last->position, (gint64) CHAIN_BATCH);
  const Chained *previous = last;
  gboolean row;

  while (yc_hub_sql_step (sql, statement, &row, error))
    {
      guint8 digest[YC_SM3_SIZE];
      Chained next;

      if (!row)
        return TRUE;
      next.position = sqlite3_column_int64 (statement, 0);
      digest_row (statement, digest);
      yc_chain_next (previous->value, next.position, digest, next.value);
      g_array_append_val (ret_chained, next);
      previous = &g_array_index (ret_chained, Chained, ret_chained->len - 1);
    }
  return FALSE;
}

/* All rows there are, some at a time. Desks that hold a hash of before read
 * their feeds anew, as after any change of history (D16). */
static gboolean
chain_rows (YcHubSql *sql,
            GError  **error)
{
  g_autoptr (GArray) chained = g_array_sized_new (FALSE, FALSE, sizeof (Chained), CHAIN_BATCH);
  Chained last = { 0 };

  do
    {
      g_array_set_size (chained, 0);
      if (!chain_batch (sql, &last, chained, error))
        return FALSE;
      for (guint i = 0; i < chained->len; i++)
        {
          last = g_array_index (chained, Chained, i);
          if (!yc_hub_sql_run (sql,
                               yc_hub_sql_bind (sql, "UPDATE ops SET hash = ? WHERE position = ?", error, "si",
                                                last.value, last.position),
                               error))
            return FALSE;
        }
    }
  while (chained->len > 0);
  return TRUE;
}

static gboolean
migrate (YcHubSql *sql,
         gint64    from,
         GError  **error)
{
  if (!yc_hub_sql_exec (sql, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (gint64 i = from; i < YC_HUB_SCHEMA_VERSION; i++)
    if (!yc_hub_sql_exec (sql, versions[i], error) || (versions[i] == version_7 && !chain_rows (sql, error)))
      return FALSE;
  return set_number (sql, "application_id", YC_HUB_APPLICATION_ID, error) &&
         set_number (sql, "user_version", YC_HUB_SCHEMA_VERSION, error) &&
         yc_hub_sql_exec (sql, "COMMIT", error);
}

/**
 * yc_hub_schema_prepare:
 * @sql: a connection, just opened
 * @error: of %YC_HUB_STORE_ERROR; FORMAT for a file that is not ours or newer
 *
 * Sets what a connection must have (D26) and brings the tables to this
 * program's version.
 */
gboolean
yc_hub_schema_prepare (YcHubSql  *sql,
                       GError   **error)
{
  gint64 application, version, tables;

  if (!yc_hub_sql_read_int (sql, "PRAGMA application_id", &application, error) ||
      !yc_hub_sql_read_int (sql, "PRAGMA user_version", &version, error) ||
      !yc_hub_sql_read_int (sql, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;
  if (application != YC_HUB_APPLICATION_ID && (application != 0 || tables != 0))
    return refuse (error, "The file is not the store of a hub");
  if (version > YC_HUB_SCHEMA_VERSION)
    return refuse (error, "The store was made by a newer hub");
  if (!yc_hub_sql_exec (sql,
                        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                        "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
                        "PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 2000",
                        error))
    return FALSE;
  return version == YC_HUB_SCHEMA_VERSION || migrate (sql, version, error);
}
