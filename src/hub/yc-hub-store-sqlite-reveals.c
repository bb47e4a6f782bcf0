/* yc-hub-store-sqlite-reveals.c: who looked at personal data, in the embedded store */

#include "yc-hub-store-sqlite-private.h"

#define get_sql yc_hub_store_sqlite_get_sql
#define find_one yc_hub_store_sqlite_find_one

static gboolean
store_put_reveal (YcHubStore         *store,
                  const YcHubReveal  *reveal,
                  GError            **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT INTO reveals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", error,
                                          "ississssi", reveal->position, reveal->stream, reveal->hall, reveal->at_ms,
                                          reveal->operator_code, reveal->window, reveal->purpose, reveal->text,
                                          reveal->fields),
                         error);
}

static gboolean
count_all (YcHubStore *store,
           const char *hall,
           gint64      from_ms,
           gint64      to_ms,
           const char *operator_code,
           gint64     *ret_total,
           GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT count(*) FROM reveals WHERE hall = ?1 AND at >= ?2 AND at < ?3"
                                             " AND (?4 = '' OR operator = ?4)",
                                             error, "siis", hall, from_ms, to_ms, operator_code);

  if (!find_one (store, statement, error))
    return FALSE;
  *ret_total = sqlite3_column_int64 (statement, 0);
  yc_hub_sql_done (statement);
  return TRUE;
}

static YcHubReveal *
read_reveal (sqlite3_stmt *statement)
{
  YcHubReveal *reveal = yc_hub_reveal_new ();

  reveal->position = sqlite3_column_int64 (statement, 0);
  reveal->stream = yc_hub_sql_dup_text (statement, 1);
  reveal->at_ms = sqlite3_column_int64 (statement, 2);
  reveal->operator_code = yc_hub_sql_dup_text (statement, 3);
  reveal->operator_name = yc_hub_sql_dup_text (statement, 4);
  reveal->window = yc_hub_sql_dup_text (statement, 5);
  reveal->purpose = yc_hub_sql_dup_text (statement, 6);
  reveal->text = yc_hub_sql_dup_text (statement, 7);
  reveal->fields = sqlite3_column_int64 (statement, 8);
  reveal->number = yc_hub_sql_dup_text (statement, 9);
  reveal->case_name = yc_hub_sql_dup_text (statement, 10);
  return reveal;
}

/* The newest first. @operator_code: "" for all */
static GPtrArray *
store_list_reveals (YcHubStore *store,
                    const char *hall,
                    gint64      from_ms,
                    gint64      to_ms,
                    const char *operator_code,
                    gint64      after,
                    gint64      limit,
                    gint64     *ret_total,
                    GError    **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_reveal_free);
  sqlite3_stmt *statement;
  gboolean row;

  if (!count_all (store, hall, from_ms, to_ms, operator_code, ret_total, error))
    return NULL;
  statement = yc_hub_sql_bind (get_sql (store),
                               "SELECT r.position, r.stream, r.at, r.operator, coalesce (o.name, ''), r.window, r.purpose,"
                               " r.text, r.fields, coalesce (c.number, ''), coalesce (c.name, '') FROM reveals r"
                               " LEFT JOIN cases c ON c.stream = r.stream LEFT JOIN operators o ON o.code = r.operator"
                               " WHERE r.hall = ?1 AND r.at >= ?2 AND r.at < ?3 AND (?4 = '' OR r.operator = ?4)"
                               " ORDER BY r.at DESC, r.position DESC LIMIT ?5 OFFSET ?6",
                               error, "siisii", hall, from_ms, to_ms, operator_code, limit, after);
  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&rows);
      g_ptr_array_add (rows, read_reveal (statement));
    }
  return NULL;
}

static YcHubRevealCount *
read_count (sqlite3_stmt *statement)
{
  YcHubRevealCount *count = g_new0 (YcHubRevealCount, 1);

  count->key = yc_hub_sql_dup_text (statement, 0);
  count->name = yc_hub_sql_dup_text (statement, 1);
  count->looks = sqlite3_column_int64 (statement, 2);
  count->cases = sqlite3_column_int64 (statement, 3);
  return count;
}

static GPtrArray *
store_count_reveals (YcHubStore *store,
                     const char *hall,
                     gint64      from_ms,
                     gint64      to_ms,
                     gboolean    by_purpose,
                     gint64      limit,
                     GError    **error)
{
  g_autoptr (GPtrArray) counts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_reveal_count_free);
  const char *sql = by_purpose
                      ? "SELECT purpose, '', count(*), count(DISTINCT stream) FROM reveals"
                        " WHERE hall = ?1 AND at >= ?2 AND at < ?3 GROUP BY purpose ORDER BY 3 DESC, 1 LIMIT ?4"
                      : "SELECT r.operator, coalesce (o.name, ''), count(*), count(DISTINCT r.stream) FROM reveals r"
                        " LEFT JOIN operators o ON o.code = r.operator"
                        " WHERE r.hall = ?1 AND r.at >= ?2 AND r.at < ?3 GROUP BY r.operator ORDER BY 3 DESC, 1 LIMIT ?4";
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store), sql, error, "siii", hall, from_ms, to_ms, limit);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&counts);
      g_ptr_array_add (counts, read_count (statement));
    }
  return NULL;
}

void
yc_hub_store_sqlite_reveals_init (YcHubStoreInterface *iface)
{
  iface->put_reveal = store_put_reveal;
  iface->list_reveals = store_list_reveals;
  iface->count_reveals = store_count_reveals;
}
