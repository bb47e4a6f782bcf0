/* yc-hub-store-sqlite-packs.c: packs, whom they come from, and how desks get on with them
 *
 * A pack is a row: it is there whole with its transaction, goes into every backup
 * with the database, and no file beside it can be half of it.
 */

#include "yc-hub-store-sqlite-private.h"

#include <string.h>

#define get_sql yc_hub_store_sqlite_get_sql
#define find_one yc_hub_store_sqlite_find_one

static gboolean
store_put_publisher (YcHubStore            *store,
                     const YcHubPublisher  *publisher,
                     GError               **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "INSERT INTO publishers VALUES (?, ?, ?) ON CONFLICT (key)"
                                          " DO UPDATE SET name = excluded.name",
                                          error, "hsi", publisher->key, publisher->name, publisher->since_ms),
                         error);
}

static gboolean
store_drop_publisher (YcHubStore    *store,
                      const guint8  *key,
                      GError       **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "DELETE FROM publishers WHERE key = ?", error, "h", key), error);
}

static GPtrArray *
store_list_publishers (YcHubStore  *store,
                       GError     **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store), "SELECT key, name, since FROM publishers ORDER BY since, name LIMIT ?",
                                             error, "i", (gint64) YC_HUB_PUBLISHERS_MAX);
  g_autoptr (GPtrArray) publishers = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_publisher_free);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      YcHubPublisher *publisher;

      if (!row)
        return g_steal_pointer (&publishers);
      publisher = yc_hub_publisher_new ();
      yc_hub_sql_get_block (statement, 0, publisher->key, sizeof publisher->key);
      publisher->name = yc_hub_sql_dup_text (statement, 1);
      publisher->since_ms = sqlite3_column_int64 (statement, 2);
      g_ptr_array_add (publishers, publisher);
    }
  return NULL;
}

/* Never in another's place: a version does not change. */
static gboolean
store_put_pack (YcHubStore       *store,
                const YcHubPack  *pack,
                GError          **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT INTO packs VALUES (?, ?, ?, ?, ?, ?)", error, "ssshiy",
                                          pack->version, pack->sha256, pack->publisher, pack->key, pack->installed_ms,
                                          pack->bytes),
                         error);
}

static GPtrArray *
store_list_packs (YcHubStore  *store,
                  GError     **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT version, sha256, publisher, key, installed, bytes FROM packs"
                                             " ORDER BY installed, version LIMIT ?",
                                             error, "i", (gint64) YC_HUB_PACKS_MAX);
  g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_pack_free);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      YcHubPack *pack;

      if (!row)
        return g_steal_pointer (&packs);
      pack = yc_hub_pack_new ();
      pack->version = yc_hub_sql_dup_text (statement, 0);
      pack->sha256 = yc_hub_sql_dup_text (statement, 1);
      pack->publisher = yc_hub_sql_dup_text (statement, 2);
      yc_hub_sql_get_block (statement, 3, pack->key, sizeof pack->key);
      pack->installed_ms = sqlite3_column_int64 (statement, 4);
      pack->bytes = yc_hub_sql_dup_bytes (statement, 5);
      g_ptr_array_add (packs, pack);
    }
  return NULL;
}

static GBytes *
store_read_pack (YcHubStore  *store,
                 const char  *version,
                 gint64       offset,
                 gint64       limit,
                 GError     **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store), "SELECT substr(bytes, ?, ?) FROM packs WHERE version = ?", error,
                                             "iis", offset + 1, limit, version);
  GBytes *bytes;

  if (!find_one (store, statement, error))
    return NULL;
  bytes = yc_hub_sql_dup_bytes (statement, 0);
  yc_hub_sql_done (statement);
  return bytes;
}

static gboolean
store_put_withdrawal (YcHubStore             *store,
                      const YcHubWithdrawal  *withdrawal,
                      GError                **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT OR IGNORE INTO withdrawals VALUES (?, ?, ?)", error, "sis",
                                          withdrawal->version, withdrawal->at_ms, withdrawal->reason),
                         error);
}

static GPtrArray *
store_list_withdrawals (YcHubStore  *store,
                        GError     **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store), "SELECT version, at, reason FROM withdrawals ORDER BY at LIMIT ?",
                                             error, "i", (gint64) YC_HUB_PACKS_MAX);
  g_autoptr (GPtrArray) withdrawals = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_withdrawal_free);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      YcHubWithdrawal *withdrawal;

      if (!row)
        return g_steal_pointer (&withdrawals);
      withdrawal = yc_hub_withdrawal_new ();
      withdrawal->version = yc_hub_sql_dup_text (statement, 0);
      withdrawal->at_ms = sqlite3_column_int64 (statement, 1);
      withdrawal->reason = yc_hub_sql_dup_text (statement, 2);
      g_ptr_array_add (withdrawals, withdrawal);
    }
  return NULL;
}

static gboolean
store_put_pack_desk (YcHubStore  *store,
                     const char  *version,
                     const YcId  *device,
                     const char  *state,
                     const char  *why,
                     gint64       now_ms,
                     GError     **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "INSERT INTO pack_desks VALUES (?, ?, ?, ?, ?) ON CONFLICT (version, device)"
                                          " DO UPDATE SET state = excluded.state, why = excluded.why, at = excluded.at",
                                          error, "sdssi", version, device, state, why, now_ms),
                         error);
}

/* The reason is that of the newest: a bare column beside max() is from its row. */
static GPtrArray *
store_list_pack_counts (YcHubStore  *store,
                        GError     **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT version, state, count(*), why, max(at) FROM pack_desks"
                                             " GROUP BY version, state ORDER BY version, state LIMIT ?",
                                             error, "i", (gint64) (3 * YC_HUB_PACKS_MAX));
  g_autoptr (GPtrArray) counts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_pack_count_free);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      YcHubPackCount *count;

      if (!row)
        return g_steal_pointer (&counts);
      count = yc_hub_pack_count_new ();
      count->version = yc_hub_sql_dup_text (statement, 0);
      count->state = yc_hub_sql_dup_text (statement, 1);
      count->count = sqlite3_column_int64 (statement, 2);
      count->why = yc_hub_sql_dup_text (statement, 3);
      g_ptr_array_add (counts, count);
    }
  return NULL;
}

void
yc_hub_store_sqlite_packs_init (YcHubStoreInterface *iface)
{
  iface->put_publisher = store_put_publisher;
  iface->drop_publisher = store_drop_publisher;
  iface->list_publishers = store_list_publishers;
  iface->put_pack = store_put_pack;
  iface->list_packs = store_list_packs;
  iface->read_pack = store_read_pack;
  iface->put_withdrawal = store_put_withdrawal;
  iface->list_withdrawals = store_list_withdrawals;
  iface->put_pack_desk = store_put_pack_desk;
  iface->list_pack_counts = store_list_pack_counts;
}
