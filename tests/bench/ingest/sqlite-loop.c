/* sqlite-loop.c: the same ops put into SQLite and nothing else
 *
 *   sqlite-loop FOLDER BATCH FILE
 *
 * FILE holds requests as http-load reads them, one op each. What lies behind
 * their heads is kept, BATCH ops a transaction, each on the disk when its
 * transaction is. Prints ops and seconds.
 */

#include <glib.h>
#include <sqlite3.h>
#include <string.h>

static void
check (sqlite3 *database,
       gboolean good)
{
  if (good)
    return;
  g_printerr ("sqlite-loop: %s\n", sqlite3_errmsg (database));
  exit (1);
}

static void
run_sql (sqlite3    *database,
         const char *sql)
{
  check (database, sqlite3_exec (database, sql, NULL, NULL, NULL) == SQLITE_OK);
}

/* "/v1/ops/ID" names it; a stream is as long as the hub's. */
static void
insert (sqlite3      *database,
        sqlite3_stmt *statement,
        const char   *request,
        gsize         size)
{
  const char *id = g_strstr_len (request, (gssize) size, "/v1/ops/") + strlen ("/v1/ops/");
  const char *body = g_strstr_len (request, (gssize) size, "\r\n\r\n") + 4;
  char signature[64] = { 0 };

  memcpy (signature, id, 32);
  check (database, sqlite3_bind_text (statement, 1, id, 32, SQLITE_STATIC) == SQLITE_OK &&
                       sqlite3_bind_text (statement, 2, id - 5, 37, SQLITE_STATIC) == SQLITE_OK &&
                       sqlite3_bind_blob (statement, 3, body, (int) (request + size - body), SQLITE_STATIC) == SQLITE_OK &&
                       sqlite3_bind_blob (statement, 4, signature, sizeof signature, SQLITE_STATIC) == SQLITE_OK &&
                       sqlite3_step (statement) == SQLITE_DONE && sqlite3_reset (statement) == SQLITE_OK);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autofree char *path = NULL;
  sqlite3_stmt *statement;
  sqlite3 *database;
  const char *at, *end;
  guint batch, count = 0;
  gint64 began_us;

  if (argc != 4)
    {
      g_printerr ("sqlite-loop FOLDER BATCH FILE\n");
      return 2;
    }
  file = g_mapped_file_new (argv[3], FALSE, NULL);
  g_assert (file != NULL);
  batch = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  path = g_build_filename (argv[1], "loop.db", NULL);
  check (NULL, sqlite3_open (path, &database) == SQLITE_OK);
  run_sql (database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "CREATE TABLE ops (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stream TEXT NOT NULL,"
                     " bytes BLOB NOT NULL, signature BLOB NOT NULL) STRICT");
  check (database, sqlite3_prepare_v2 (database, "INSERT INTO ops (id, stream, bytes, signature) VALUES (?, ?, ?, ?)",
                                       -1, &statement, NULL) == SQLITE_OK);
  at = g_mapped_file_get_contents (file);
  end = at + g_mapped_file_get_length (file);
  began_us = g_get_monotonic_time ();
  while (at < end)
    {
      guint32 size;

      if (count % batch == 0)
        run_sql (database, "BEGIN IMMEDIATE");
      memcpy (&size, at, sizeof size);
      size = GUINT32_FROM_LE (size);
      insert (database, statement, at + sizeof size, size);
      at += sizeof size + size;
      count++;
      if (count % batch == 0 || at == end)
        run_sql (database, "COMMIT");
    }
  g_print ("{\"ops\": %u, \"seconds\": %.3f}\n", count,
           (double) (g_get_monotonic_time () - began_us) / G_USEC_PER_SEC);
  sqlite3_finalize (statement);
  sqlite3_close (database);
  return 0;
}
