/* yc-hub-store-sqlite-blobs.c: which documents there are to be, and which are here */

#include "yc-hub-store-sqlite-private.h"

#define get_sql yc_hub_store_sqlite_get_sql

/* Of a case that names a document twice the first word holds. */
static gboolean
store_announce_blob (YcHubStore      *store,
                     const YcBlobRef *blob,
                     const char      *stream,
                     gint64           now_ms,
                     GError         **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "INSERT OR IGNORE INTO blob_refs (sha256, stream, size, announced)"
                                          " VALUES (?, ?, ?, ?)",
                                          error, "ssii", blob->sha256, stream, blob->size, now_ms),
                         error);
}

/* The cases that name it; none for a document that nobody has announced. */
static GPtrArray *
store_list_blob_refs (YcHubStore *store,
                      const char *sha256,
                      GError    **error)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_blob_ref_free);
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store), "SELECT stream, size FROM blob_refs WHERE sha256 = ?",
                                             error, "s", sha256);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      YcHubBlobRef *ref;

      if (!row)
        return g_steal_pointer (&refs);
      ref = g_new0 (YcHubBlobRef, 1);
      ref->stream = yc_hub_sql_dup_text (statement, 0);
      ref->size = sqlite3_column_int64 (statement, 1);
      g_ptr_array_add (refs, ref);
    }
  return NULL;
}

/* Size 0 stands for one that is not here whole. */
static gboolean
store_find_blob (YcHubStore *store,
                 const char *sha256,
                 gint64     *ret_size,
                 GError    **error)
{
  return yc_hub_sql_step_int (get_sql (store),
                              yc_hub_sql_bind (get_sql (store), "SELECT size FROM blobs WHERE sha256 = ?", error, "s",
                                               sha256),
                              ret_size, error);
}

static gboolean
store_put_blob (YcHubStore *store,
                const char *sha256,
                gint64      size,
                gint64      now_ms,
                GError    **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT OR IGNORE INTO blobs VALUES (?, ?, ?)", error,
                                          "sii", sha256, size, now_ms),
                         error);
}

/* Documents that a case names and that are not here. */
static gboolean
store_count_missing (YcHubStore *store,
                     const char *stream,
                     gint64     *ret_count,
                     GError    **error)
{
  return yc_hub_sql_step_int (get_sql (store),
                              yc_hub_sql_bind (get_sql (store),
                                               "SELECT count(*) FROM blob_refs r WHERE r.stream = ?"
                                               " AND NOT EXISTS (SELECT 1 FROM blobs b WHERE b.sha256 = r.sha256)",
                                               error, "s", stream),
                              ret_count, error);
}

/* Of all cases: documents that were announced before then and are not here. */
static gboolean
store_count_overdue (YcHubStore *store,
                     gint64      before_ms,
                     gint64     *ret_count,
                     GError    **error)
{
  return yc_hub_sql_step_int (get_sql (store),
                              yc_hub_sql_bind (get_sql (store),
                                               "SELECT count(DISTINCT r.sha256) FROM blob_refs r WHERE r.announced < ?"
                                               " AND NOT EXISTS (SELECT 1 FROM blobs b WHERE b.sha256 = r.sha256)",
                                               error, "i", before_ms),
                              ret_count, error);
}

void
yc_hub_store_sqlite_blobs_init (YcHubStoreInterface *iface)
{
  iface->announce_blob = store_announce_blob;
  iface->list_blob_refs = store_list_blob_refs;
  iface->find_blob = store_find_blob;
  iface->put_blob = store_put_blob;
  iface->count_missing = store_count_missing;
  iface->count_overdue = store_count_overdue;
}
