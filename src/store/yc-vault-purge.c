/* yc-vault-purge.c: letting a case go from this desk, against its receipts
 *
 * The caller has folded the case and says that it is over and how far it had
 * been read. What is checked here needs no fold:
 *
 *   1. Every op of this desk in it is acknowledged, has come back as a row, and
 *      was received before the hub's horizon. So are the documents it names.
 *   2. The rows are whole, and none is announced that is not here.
 *   3. Nothing that was made is in doubt.
 *
 * What holds all that, every backup the hub may be set back to has (D16): it is
 * never younger than the horizon. So a hub in a new epoch asks for nothing of it.
 *
 * One transaction removes it and writes the record of it. Then the files of
 * documents go, and the log is cut; meta.purged stands until that is done, so
 * a start after a kill does it. The journal of physical work stays: it names
 * ids, digests and times, and a piece must never be begun twice.
 */

#include "yc-vault.h"

#include <glib/gi18n-lib.h>

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_STATE, _("The case cannot leave this desk yet"));
  return FALSE;
}

/* TRUE where the number is @wanted; STATE where it is another. */
static gboolean
demand (YcVault         *self,
        const YcStream  *stream,
        const char      *sql,
        gint64           bound,
        gint64           wanted,
        GError         **error)
{
  gint64 number;

  if (!yc_db_number (self->db, &number, error, sql, "mi", stream, bound))
    return FALSE;
  return number == wanted || refuse (error);
}

static gboolean
check_blobs (YcVault             *self,
             const YcStorePurge  *purge,
             GError             **error)
{
  gint64 held;

  for (guint i = 0; i < purge->blobs->len; i++)
    {
      if (!yc_db_number (self->db, &held, error,
                         "SELECT count (*) FROM blobs WHERE sha256 = ? AND NOT (state IN (3, 4) AND changed_ms < ?)", "si",
                         g_ptr_array_index (purge->blobs, i), purge->before_ms))
        return FALSE;
      if (held > 0)
        return refuse (error);
    }
  return TRUE;
}

static gboolean
check (YcVault             *self,
       const YcStorePurge  *purge,
       GError             **error)
{
  const YcStream *stream = &purge->stream;

  return demand (self, stream,
                 "SELECT count (*) FROM ops WHERE stream = ? AND NOT (state = 3 AND changed_ms < ?"
                 " AND EXISTS (SELECT 1 FROM rows WHERE rows.id = ops.id))", purge->before_ms, 0, error) &&
         demand (self, stream,
                 "SELECT count (*) FROM streams WHERE stream = ?1 AND revision = ?2 AND noticed <= ?2", purge->revision, 1,
                 error) &&
         demand (self, stream, "SELECT count (*) FROM rows WHERE stream = ? AND revision <= ?", purge->revision,
                 purge->revision, error) &&
         demand (self, stream, "SELECT count (*) FROM jobs WHERE stream = ? AND state IN (2, ?)",
                 (gint64) YC_STORE_JOB_UNKNOWN, 0, error) &&
         check_blobs (self, purge, error);
}

/* What went, against what: ids, positions and the chain's value; no person. */
static gboolean
record (YcVault             *self,
        const YcStorePurge  *purge,
        GError             **error)
{
  return yc_db_run (self->db, error,
                    "INSERT INTO purges (stream, purged_ms, before_ms, revision, first_position, position, hash, documents)"
                    " SELECT stream, ?, ?, max (revision), min (position), max (position),"
                    " (SELECT hash FROM rows r WHERE r.stream = rows.stream ORDER BY revision DESC LIMIT 1), ?"
                    " FROM rows WHERE stream = ? GROUP BY stream",
                    "iiim", purge->now_ms, purge->before_ms, (gint64) purge->blobs->len, &purge->stream) &&
         yc_db_run (self->db, error, "REPLACE INTO meta VALUES ('purged', 1)", "");
}

static gboolean
remove_blobs (YcVault             *self,
              const YcStorePurge  *purge,
              GError             **error)
{
  for (guint i = 0; i < purge->blobs->len; i++)
    if (!yc_db_run (self->db, error, "DELETE FROM blobs WHERE sha256 = ?", "s", g_ptr_array_index (purge->blobs, i)))
      return FALSE;
  self->files_may_go = TRUE;
  return TRUE;
}

/* Settings that belong to a case have its id in their name. */
static gboolean
remove_rows (YcVault         *self,
             const YcStream  *stream,
             GError         **error)
{
  return yc_db_run (self->db, error, "DELETE FROM rows WHERE stream = ?", "m", stream) &&
         yc_db_run (self->db, error, "DELETE FROM ops WHERE stream = ?", "m", stream) &&
         yc_db_run (self->db, error, "DELETE FROM cursors WHERE feed = ?", "m", stream) &&
         yc_db_run (self->db, error, "DELETE FROM settings WHERE instr (name, ?) > 0", "d", &stream->id) &&
         yc_db_run (self->db, error, "DELETE FROM streams WHERE stream = ?", "m", stream);
}

/**
 * yc_vault_purge:
 * @self: an open folder, in a transaction
 * @purge: which case, and what the caller knows of it
 * @error: of %YC_STORE_ERROR; STATE where it cannot go yet
 */
gboolean
yc_vault_purge (YcVault             *self,
                const YcStorePurge  *purge,
                GError             **error)
{
  return check (self, purge, error) && record (self, purge, error) && remove_blobs (self, purge, error) &&
         remove_rows (self, &purge->stream, error);
}

/**
 * yc_vault_end_purges:
 * @self: an open folder, not in a transaction
 * @error: of %YC_STORE_ERROR
 *
 * Cuts the log after purges, where there were some: it holds what was removed.
 */
gboolean
yc_vault_end_purges (YcVault  *self,
                     GError  **error)
{
  gint64 purged;

  if (!yc_db_begin (self->db, error))
    return FALSE;
  if (!yc_db_number (self->db, &purged, error, "SELECT count (*) FROM meta WHERE name = 'purged'", ""))
    {
      yc_db_rollback (self->db);
      return FALSE;
    }
  yc_db_rollback (self->db);
  if (purged == 0)
    return TRUE;
  if (!yc_vault_remove_orphans (self, error) || !yc_vault_shorten_log (self, error) || !yc_db_begin (self->db, error))
    return FALSE;
  if (yc_db_run (self->db, error, "DELETE FROM meta WHERE name = 'purged'", ""))
    return yc_db_commit (self->db, error);
  yc_db_rollback (self->db);
  return FALSE;
}

static YcStorePurged *
read_purged (YcDbRows *rows,
             GError  **error)
{
  g_autoptr (YcStorePurged) purged = g_new0 (YcStorePurged, 1);

  if (!yc_db_read_stream (rows, 0, &purged->stream, error))
    return NULL;
  purged->purged_ms = yc_db_get_number (rows, 1);
  purged->before_ms = yc_db_get_number (rows, 2);
  purged->revision = yc_db_get_number (rows, 3);
  purged->first_position = yc_db_get_number (rows, 4);
  purged->position = yc_db_get_number (rows, 5);
  purged->hash = yc_db_dup_text (rows, 6);
  purged->documents = yc_db_get_number (rows, 7);
  return g_steal_pointer (&purged);
}

/* All of them, in the order they went. */
GPtrArray *
yc_vault_load_purges (YcVault *self,
                      GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_store_purged_free);
  g_autoptr (YcDbRows) rows = NULL;
  GError *local_error = NULL;

  rows = yc_db_query (self->db, error,
                      "SELECT stream, purged_ms, before_ms, revision, first_position, position, hash, documents"
                      " FROM purges ORDER BY number", "");
  if (rows == NULL)
    return NULL;
  while (yc_db_next (self->db, rows, &local_error))
    {
      YcStorePurged *purged = read_purged (rows, &local_error);

      if (purged == NULL)
        break;
      g_ptr_array_add (list, purged);
    }
  if (local_error == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, local_error);
  return NULL;
}
