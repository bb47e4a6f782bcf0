/* yc-hub-store-sqlite-offices.c: what outside offices were asked, and how far they were read */

#include "yc-hub-store-sqlite-private.h"

#define get_sql yc_hub_store_sqlite_get_sql
#define find_one yc_hub_store_sqlite_find_one
#define REQUEST_COLUMNS "id, office, stream, module, body, state, tries, next, answer, rejected"

/* Anew, or in the place of what stood under its id. */
static gboolean
store_put_office_request (YcHubStore               *store,
                          const YcHubOfficeRequest *request,
                          GError                  **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "INSERT OR REPLACE INTO office_requests (" REQUEST_COLUMNS ")"
                                          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                          error, "dsssyiiini", &request->id, request->office, request->stream,
                                          request->module, request->body, (gint64) request->state, request->tries,
                                          request->next_ms, &request->answer, request->rejected),
                         error);
}

static YcHubOfficeRequest *
read_request (sqlite3_stmt *statement)
{
  YcHubOfficeRequest *request = yc_hub_office_request_new ();

  yc_hub_sql_get_block (statement, 0, request->id.bytes, sizeof request->id.bytes);
  request->office = yc_hub_sql_dup_text (statement, 1);
  request->stream = yc_hub_sql_dup_text (statement, 2);
  request->module = yc_hub_sql_dup_text (statement, 3);
  if (sqlite3_column_type (statement, 4) != SQLITE_NULL)
    request->body = yc_hub_sql_dup_bytes (statement, 4);
  request->state = (YcHubRequestState) sqlite3_column_int64 (statement, 5);
  request->tries = sqlite3_column_int64 (statement, 6);
  request->next_ms = sqlite3_column_int64 (statement, 7);
  yc_hub_sql_get_block (statement, 8, request->answer.bytes, sizeof request->answer.bytes);
  request->rejected = sqlite3_column_int64 (statement, 9);
  return request;
}

static YcHubOfficeRequest *
store_find_office_request (YcHubStore *store,
                           const YcId *id,
                           GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT " REQUEST_COLUMNS " FROM office_requests WHERE id = ?", error,
                                             "d", id);
  YcHubOfficeRequest *request;

  if (!find_one (store, statement, error))
    return NULL;
  request = read_request (statement);
  yc_hub_sql_done (statement);
  return request;
}

/* What is still to be sent to an office, what may be sent first first. */
static GPtrArray *
store_list_waiting (YcHubStore *store,
                    const char *office,
                    gint64      limit,
                    GError    **error)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_office_request_free);
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT " REQUEST_COLUMNS " FROM office_requests"
                                             " WHERE office = ? AND state = 0 ORDER BY next LIMIT ?",
                                             error, "si", office, limit);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&requests);
      g_ptr_array_add (requests, read_request (statement));
    }
  return NULL;
}

/* 0 for an office that was never read. */
static gboolean
store_get_office_cursor (YcHubStore *store,
                         const char *office,
                         gint64     *ret_seq,
                         GError    **error)
{
  return yc_hub_sql_step_int (get_sql (store),
                              yc_hub_sql_bind (get_sql (store), "SELECT seq FROM office_cursors WHERE office = ?",
                                               error, "s", office),
                              ret_seq, error);
}

static gboolean
store_put_office_cursor (YcHubStore *store,
                         const char *office,
                         gint64      seq,
                         GError    **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT OR REPLACE INTO office_cursors VALUES (?, ?)",
                                          error, "si", office, seq),
                         error);
}

static YcHubOfficeStand *
read_stand (sqlite3_stmt *statement)
{
  YcHubOfficeStand *stand = g_new0 (YcHubOfficeStand, 1);

  stand->office = yc_hub_sql_dup_text (statement, 0);
  stand->waiting = sqlite3_column_int64 (statement, 1);
  stand->tries = sqlite3_column_int64 (statement, 2);
  stand->acknowledged = sqlite3_column_int64 (statement, 3);
  stand->seq = sqlite3_column_int64 (statement, 4);
  return stand;
}

/* Of every office that was ever asked something. */
static GPtrArray *
store_list_office_stands (YcHubStore *store,
                          GError    **error)
{
  g_autoptr (GPtrArray) stands = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_office_stand_free);
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT r.office, sum(r.state = 0), max(iif(r.state = 0, r.tries, 0)),"
                                             " sum(r.state = 1), ifnull(max(c.seq), 0)"
                                             " FROM office_requests r LEFT JOIN office_cursors c ON c.office = r.office"
                                             " GROUP BY r.office ORDER BY r.office",
                                             error, "");
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&stands);
      g_ptr_array_add (stands, read_stand (statement));
    }
  return NULL;
}

/* Only what is open, which has an index: this is asked for all the time. */
static GPtrArray *
store_list_office_open (YcHubStore *store,
                        GError    **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_office_open_free);
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT office, sum(state = 0), sum(state = 0 AND tries > 0), sum(state = 1)"
                                             " FROM office_requests WHERE state < 2 GROUP BY office ORDER BY office",
                                             error, "");
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      YcHubOfficeOpen *open;

      if (!row)
        return g_steal_pointer (&all);
      open = g_new0 (YcHubOfficeOpen, 1);
      open->office = yc_hub_sql_dup_text (statement, 0);
      open->to_send = sqlite3_column_int64 (statement, 1);
      open->late = sqlite3_column_int64 (statement, 2);
      open->acknowledged = sqlite3_column_int64 (statement, 3);
      g_ptr_array_add (all, open);
    }
  return NULL;
}

/* The streams, as text, of cases that stand at @status; the oldest first. */
static GPtrArray *
store_list_cases_in (YcHubStore *store,
                     const char *status,
                     gint64      limit,
                     GError    **error)
{
  g_autoptr (GPtrArray) streams = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT stream FROM cases WHERE status = ? ORDER BY position LIMIT ?",
                                             error, "si", status, limit);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&streams);
      g_ptr_array_add (streams, yc_hub_sql_dup_text (statement, 0));
    }
  return NULL;
}

void
yc_hub_store_sqlite_offices_init (YcHubStoreInterface *iface)
{
  iface->put_office_request = store_put_office_request;
  iface->find_office_request = store_find_office_request;
  iface->list_waiting = store_list_waiting;
  iface->get_office_cursor = store_get_office_cursor;
  iface->put_office_cursor = store_put_office_cursor;
  iface->list_office_stands = store_list_office_stands;
  iface->list_office_open = store_list_office_open;
  iface->list_cases_in = store_list_cases_in;
}
