/* yc-hub-store-sqlite-doors.c: hand-over codes, who else may work at a case, and lists of cases */

#include "yc-hub-store-sqlite-private.h"

#define get_sql yc_hub_store_sqlite_get_sql
#define find_one yc_hub_store_sqlite_find_one

/* A case has one code that is not used: a new one takes the old one's place. */
static gboolean
store_put_handover_code (YcHubStore              *store,
                         const YcHubHandoverCode *code,
                         GError                 **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "DELETE FROM handover_codes WHERE stream = ? AND device IS NULL", error, "s",
                                          code->stream),
                         error) &&
         yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT INTO handover_codes VALUES (?, ?, ?, NULL)", error,
                                          "hsi", code->hash, code->stream, code->expires_ms),
                         error);
}

static YcHubHandoverCode *
store_find_handover_code (YcHubStore   *store,
                          const guint8 *hash,
                          GError      **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT hash, stream, expires, device FROM handover_codes WHERE hash = ?",
                                             error, "h", hash);
  YcHubHandoverCode *code;

  if (!find_one (store, statement, error))
    return NULL;
  code = yc_hub_handover_code_new ();
  yc_hub_sql_get_block (statement, 0, code->hash, sizeof code->hash);
  code->stream = yc_hub_sql_dup_text (statement, 1);
  code->expires_ms = sqlite3_column_int64 (statement, 2);
  yc_hub_sql_get_block (statement, 3, code->device.bytes, sizeof code->device.bytes);
  yc_hub_sql_done (statement);
  return code;
}

/* Who has used a code may work at its case from now on. */
static gboolean
store_use_handover_code (YcHubStore              *store,
                         const YcHubHandoverCode *code,
                         gint64                   now_ms,
                         GError                 **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "UPDATE handover_codes SET device = ? WHERE hash = ?", error,
                                          "dh", &code->device, code->hash),
                         error) &&
         yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT OR IGNORE INTO guests VALUES (?, ?, ?)", error, "sdi",
                                          code->stream, &code->device, now_ms),
                         error);
}

static gboolean
store_is_guest (YcHubStore     *store,
                const YcStream *stream,
                const YcId     *device,
                gboolean       *ret_guest,
                GError        **error)
{
  char text[YC_STREAM_TEXT_SIZE];
  sqlite3_stmt *statement;

  yc_stream_to_text (stream, text);
  statement = yc_hub_sql_bind (get_sql (store), "SELECT 1 FROM guests WHERE stream = ? AND device = ?", error, "sd",
                               text, device);
  if (!yc_hub_sql_step (get_sql (store), statement, ret_guest, error))
    return FALSE;
  if (*ret_guest)
    yc_hub_sql_done (statement);
  return TRUE;
}

/* Zeros for a device that has tried nothing. */
static gboolean
store_find_tries (YcHubStore     *store,
                  const YcId     *device,
                  YcHubCodeTries *ret_tries,
                  GError        **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT wrong, since, locked_until FROM code_tries WHERE device = ?",
                                             error, "d", device);
  gboolean row;

  if (!yc_hub_sql_step (get_sql (store), statement, &row, error))
    return FALSE;
  *ret_tries = (YcHubCodeTries){ 0 };
  if (!row)
    return TRUE;
  ret_tries->wrong = sqlite3_column_int64 (statement, 0);
  ret_tries->since_ms = sqlite3_column_int64 (statement, 1);
  ret_tries->locked_until_ms = sqlite3_column_int64 (statement, 2);
  yc_hub_sql_done (statement);
  return TRUE;
}

static gboolean
store_put_tries (YcHubStore           *store,
                 const YcId           *device,
                 const YcHubCodeTries *tries,
                 GError              **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT OR REPLACE INTO code_tries VALUES (?, ?, ?, ?)",
                                          error, "diii", device, tries->wrong, tries->since_ms, tries->locked_until_ms),
                         error);
}

/* The newest permission that was given at a device. */
static YcHubGrant *
store_find_device_grant (YcHubStore *store,
                         const YcId *device,
                         GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT id, operator, window, roles, issued, expires FROM grants"
                                             " WHERE device = ? ORDER BY issued DESC, expires DESC LIMIT 1",
                                             error, "d", device);
  YcHubGrant *grant;

  if (!find_one (store, statement, error))
    return NULL;
  grant = yc_hub_grant_new ();
  grant->device = *device;
  yc_hub_sql_get_block (statement, 0, grant->id.bytes, sizeof grant->id.bytes);
  grant->operator_code = yc_hub_sql_dup_text (statement, 1);
  grant->window = yc_hub_sql_dup_text (statement, 2);
  grant->roles = (guint) sqlite3_column_int64 (statement, 3);
  grant->issued_ms = sqlite3_column_int64 (statement, 4);
  grant->expires_ms = sqlite3_column_int64 (statement, 5);
  yc_hub_sql_done (statement);
  return grant;
}

static gboolean
put_list_row (YcHubStore         *store,
              const YcHubListed *row,
              GError            **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT INTO case_lists VALUES (?, ?, ?, ?, ?, ?, ?)", error,
                                          "sssisss", row->list, row->stream, row->hall, row->due_ms, row->why,
                                          row->module, row->owner),
                         error);
}

/* @rows: of YcHubListed: all the lists that the case stands on now */
static gboolean
store_put_case_lists (YcHubStore *store,
                      const char *stream,
                      GPtrArray  *rows,
                      GError    **error)
{
  if (!yc_hub_sql_run (get_sql (store),
                       yc_hub_sql_bind (get_sql (store), "DELETE FROM case_lists WHERE stream = ?", error, "s", stream),
                       error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!put_list_row (store, g_ptr_array_index (rows, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
count_list (YcHubStore *store,
            const char *list,
            const char *hall,
            const char *owner,
            gint64     *ret_total,
            GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT count(*) FROM case_lists WHERE list = ?1 AND hall = ?2"
                                             " AND (?3 = '' OR owner = ?3)",
                                             error, "sss", list, hall, owner);

  if (!find_one (store, statement, error))
    return FALSE;
  *ret_total = sqlite3_column_int64 (statement, 0);
  yc_hub_sql_done (statement);
  return TRUE;
}

static YcHubListed *
read_list_row (sqlite3_stmt *statement)
{
  YcHubListed *row = yc_hub_listed_new ();

  row->stream = yc_hub_sql_dup_text (statement, 0);
  row->number = yc_hub_sql_dup_text (statement, 1);
  row->name = yc_hub_sql_dup_text (statement, 2);
  row->status = yc_hub_sql_dup_text (statement, 3);
  row->due_ms = sqlite3_column_int64 (statement, 4);
  row->why = yc_hub_sql_dup_text (statement, 5);
  row->module = yc_hub_sql_dup_text (statement, 6);
  row->owner = yc_hub_sql_dup_text (statement, 7);
  return row;
}

/* What is due first stands first; what is never due, last. @owner: "" for all */
static GPtrArray *
store_read_list (YcHubStore *store,
                 const char *list,
                 const char *hall,
                 const char *owner,
                 gint64      after,
                 gint64      limit,
                 gint64     *ret_total,
                 GError    **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_listed_free);
  sqlite3_stmt *statement;
  gboolean row;

  if (!count_list (store, list, hall, owner, ret_total, error))
    return NULL;
  statement = yc_hub_sql_bind (get_sql (store),
                               "SELECT l.stream, c.number, c.name, c.status, l.due, l.why, l.module, l.owner"
                               " FROM case_lists l JOIN cases c ON c.stream = l.stream"
                               " WHERE l.list = ?1 AND l.hall = ?2 AND (?3 = '' OR l.owner = ?3)"
                               " ORDER BY l.due = 0, l.due, c.position LIMIT ?4 OFFSET ?5",
                               error, "sssii", list, hall, owner, limit, after);
  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&rows);
      g_ptr_array_add (rows, read_list_row (statement));
    }
  return NULL;
}

void
yc_hub_store_sqlite_doors_init (YcHubStoreInterface *iface)
{
  iface->put_handover_code = store_put_handover_code;
  iface->find_handover_code = store_find_handover_code;
  iface->use_handover_code = store_use_handover_code;
  iface->is_guest = store_is_guest;
  iface->find_tries = store_find_tries;
  iface->put_tries = store_put_tries;
  iface->find_device_grant = store_find_device_grant;
  iface->put_case_lists = store_put_case_lists;
  iface->read_list = store_read_list;
}
