/* yc-hub-store-sqlite-staff.c: what administrators change, and what they are shown */

#include "yc-hub-store-sqlite-private.h"

#include "yc-staff.h"

#define get_sql yc_hub_store_sqlite_get_sql
#define find_one yc_hub_store_sqlite_find_one
#define PLACE_DEVICES_MAX 50

#define DEVICE_COLUMNS "d.id, d.name, d.hall, d.window, d.version, d.seen, d.withdrawn, g.operator, o.name, g.issued"
/* With whoever may work there by the newest sign-in. */
#define DEVICES_JOINED \
  " FROM devices d LEFT JOIN grants g ON g.id = (SELECT n.id FROM grants n WHERE n.device = d.id" \
  " ORDER BY n.issued DESC, n.expires DESC LIMIT 1) AND g.expires > ? LEFT JOIN operators o ON o.code = g.operator"

/* What the device still has is worth nothing: its token, its sign-ins, and the code
 * that it was enrolled with. */
static gboolean
store_withdraw_device (YcHubStore *store,
                       const YcId *id,
                       gint64      now_ms,
                       GError    **error)
{
  YcHubSql *sql = get_sql (store);

  return yc_hub_sql_run (sql,
                         yc_hub_sql_bind (sql, "UPDATE devices SET withdrawn = ? WHERE id = ?", error, "id", now_ms, id),
                         error) &&
         yc_hub_sql_run (sql,
                         yc_hub_sql_bind (sql, "UPDATE grants SET expires = ? WHERE device = ? AND expires > ?", error,
                                          "idi", now_ms, id, now_ms),
                         error) &&
         yc_hub_sql_run (sql, yc_hub_sql_bind (sql, "UPDATE enrol_codes SET expires = 0 WHERE device = ?", error, "d", id),
                         error);
}

static gboolean
store_put_seen (YcHubStore *store,
                const YcId *id,
                gint64      seen_ms,
                const char *version,
                GError    **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "UPDATE devices SET seen = ?, version = ? WHERE id = ?", error,
                                          "isd", seen_ms, version, id),
                         error);
}

/* What was made under them until now counts; what comes later does not. */
static gboolean
store_end_grants (YcHubStore *store,
                  const char *operator_code,
                  gint64      now_ms,
                  GError    **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "UPDATE grants SET expires = ? WHERE operator = ? AND expires > ?", error,
                                          "isi", now_ms, operator_code, now_ms),
                         error);
}

/* Those who can sign in: with a password, and not locked. */
static gboolean
store_count_administrators (YcHubStore *store,
                            const char *besides,
                            gint64     *ret_count,
                            GError    **error)
{
  return yc_hub_sql_step_int (get_sql (store),
                              yc_hub_sql_bind (get_sql (store),
                                               "SELECT count(*) FROM operators WHERE roles & ? AND state = ? AND"
                                               " password != '' AND code != ?",
                                               error, "iis", (gint64) YC_ROLE_ADMINISTRATOR, (gint64) YC_STAFF_ACTIVE,
                                               besides),
                              ret_count, error);
}

/* An operator has one code at most: a new one takes the old one's place. */
static gboolean
store_put_staff_code (YcHubStore           *store,
                      const YcHubStaffCode *code,
                      GError              **error)
{
  YcHubSql *sql = get_sql (store);
  g_autoptr (GBytes) hash = code->drawn ? g_bytes_new (code->hash, sizeof code->hash) : NULL;

  return yc_hub_sql_run (sql,
                         yc_hub_sql_bind (sql, "DELETE FROM staff_codes WHERE operator = ? AND operator != '' AND op != ?",
                                          error, "sd", code->operator_code, &code->op),
                         error) &&
         yc_hub_sql_run (sql,
                         yc_hub_sql_bind (sql, "INSERT OR REPLACE INTO staff_codes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", error,
                                          "dsssiyii", &code->op, code->operator_code, code->hall, code->window,
                                          code->made_ms, hash, code->expires_ms, code->wrong),
                         error);
}

static YcHubStaffCode *
read_code (YcHubStore   *store,
           sqlite3_stmt *statement,
           GError      **error)
{
  YcHubStaffCode *code;

  if (!find_one (store, statement, error))
    return NULL;
  code = yc_hub_staff_code_new ();
  yc_hub_sql_get_block (statement, 0, code->op.bytes, sizeof code->op.bytes);
  code->operator_code = yc_hub_sql_dup_text (statement, 1);
  code->hall = yc_hub_sql_dup_text (statement, 2);
  code->window = yc_hub_sql_dup_text (statement, 3);
  code->made_ms = sqlite3_column_int64 (statement, 4);
  code->drawn = yc_hub_sql_get_block (statement, 5, code->hash, sizeof code->hash);
  code->expires_ms = sqlite3_column_int64 (statement, 6);
  code->wrong = sqlite3_column_int64 (statement, 7);
  yc_hub_sql_done (statement);
  return code;
}

static YcHubStaffCode *
store_find_staff_code (YcHubStore *store,
                       const YcId *op,
                       GError    **error)
{
  return read_code (store,
                    yc_hub_sql_bind (get_sql (store),
                                     "SELECT op, operator, hall, window, made, hash, expires, wrong FROM staff_codes"
                                     " WHERE op = ?",
                                     error, "d", op),
                    error);
}

static YcHubStaffCode *
store_find_operator_code (YcHubStore *store,
                          const char *operator_code,
                          GError    **error)
{
  return read_code (store,
                    yc_hub_sql_bind (get_sql (store),
                                     "SELECT op, operator, hall, window, made, hash, expires, wrong FROM staff_codes"
                                     " WHERE operator = ? AND operator != ''",
                                     error, "s", operator_code),
                    error);
}

static gboolean
store_drop_operator_code (YcHubStore *store,
                          const char *operator_code,
                          GError    **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "DELETE FROM staff_codes WHERE operator = ? AND operator != ''",
                                          error, "s", operator_code),
                         error);
}

static char *
dup_or_empty (sqlite3_stmt *statement,
              int           column)
{
  char *text = yc_hub_sql_dup_text (statement, column);

  return text != NULL ? text : g_strdup ("");
}

static gpointer
read_operator (sqlite3_stmt *statement)
{
  YcHubStaffOperator *self = g_new0 (YcHubStaffOperator, 1);

  self->code = yc_hub_sql_dup_text (statement, 0);
  self->name = yc_hub_sql_dup_text (statement, 1);
  self->hall = yc_hub_sql_dup_text (statement, 2);
  self->roles = (guint) sqlite3_column_int64 (statement, 3);
  self->state = sqlite3_column_int64 (statement, 4);
  self->locked_until_ms = sqlite3_column_int64 (statement, 5);
  self->has_password = sqlite3_column_int (statement, 6) != 0;
  self->code_expires_ms = sqlite3_column_int64 (statement, 7);
  self->signed_in_ms = sqlite3_column_int64 (statement, 8);
  self->signed_in_hall = dup_or_empty (statement, 9);
  self->signed_in_window = dup_or_empty (statement, 10);
  self->open = sqlite3_column_int64 (statement, 11);
  return self;
}

static gpointer
read_device (sqlite3_stmt *statement)
{
  YcHubStaffDevice *self = g_new0 (YcHubStaffDevice, 1);

  yc_hub_sql_get_block (statement, 0, self->id.bytes, sizeof self->id.bytes);
  self->name = yc_hub_sql_dup_text (statement, 1);
  self->hall = yc_hub_sql_dup_text (statement, 2);
  self->window = yc_hub_sql_dup_text (statement, 3);
  self->version = yc_hub_sql_dup_text (statement, 4);
  self->seen_ms = sqlite3_column_int64 (statement, 5);
  self->withdrawn_ms = sqlite3_column_int64 (statement, 6);
  self->operator_code = dup_or_empty (statement, 7);
  self->operator_name = dup_or_empty (statement, 8);
  self->signed_in_ms = sqlite3_column_int64 (statement, 9);
  return self;
}

static gpointer
read_place (sqlite3_stmt *statement)
{
  YcHubStaffPlace *self = g_new0 (YcHubStaffPlace, 1);

  self->hall = yc_hub_sql_dup_text (statement, 0);
  self->hall_name = dup_or_empty (statement, 1);
  self->window = yc_hub_sql_dup_text (statement, 2);
  self->invited_ms = sqlite3_column_int64 (statement, 3);
  self->waiting = sqlite3_column_int64 (statement, 4);
  self->open = sqlite3_column_int64 (statement, 5);
  return self;
}

static gpointer
read_hall (sqlite3_stmt *statement)
{
  return yc_hub_hall_new ((const char *) sqlite3_column_text (statement, 0),
                          (const char *) sqlite3_column_text (statement, 1),
                          (const char *) sqlite3_column_text (statement, 2));
}

static GPtrArray *
read_all (YcHubStore    *store,
          sqlite3_stmt  *statement,
          gpointer     (*read) (sqlite3_stmt *statement),
          GDestroyNotify free_one,
          GError       **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_one);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read (statement));
    }
  return NULL;
}

/* By number. @search: part of a number or a name; "" for all */
static GPtrArray *
store_list_staff_operators (YcHubStore *store,
                            const char *search,
                            gint64      now_ms,
                            gint64      after,
                            gint64      limit,
                            gint64     *ret_total,
                            GError    **error)
{
  YcHubSql *sql = get_sql (store);
  g_autofree char *pattern = yc_hub_store_sqlite_escape_like (search);

  if (!yc_hub_sql_step_int (sql,
                            yc_hub_sql_bind (sql,
                                             "SELECT count(*) FROM operators WHERE code LIKE ? ESCAPE '\\'"
                                             " OR name LIKE ? ESCAPE '\\'",
                                             error, "ss", pattern, pattern),
                            ret_total, error))
    return NULL;
  return read_all (store,
                   yc_hub_sql_bind (sql,
                                    "SELECT o.code, o.name, o.hall, o.roles, o.state, o.locked_until, o.password != '',"
                                    " CASE WHEN c.hash IS NOT NULL THEN c.expires ELSE 0 END, g.issued, d.hall, d.window,"
                                    " (SELECT count(DISTINCT n.device) FROM grants n WHERE n.operator = o.code AND n.expires > ?)"
                                    " FROM operators o LEFT JOIN staff_codes c ON c.operator = o.code AND c.operator != ''"
                                    " LEFT JOIN grants g ON g.id = (SELECT n.id FROM grants n WHERE n.operator = o.code"
                                    " ORDER BY n.issued DESC LIMIT 1) LEFT JOIN devices d ON d.id = g.device"
                                    " WHERE o.code LIKE ? ESCAPE '\\' OR o.name LIKE ? ESCAPE '\\'"
                                    " ORDER BY o.code LIMIT ? OFFSET ?",
                                    error, "issii", now_ms, pattern, pattern, limit, after),
                   read_operator, (GDestroyNotify) yc_hub_staff_operator_free, error);
}

/* By hall and window; those that were withdrawn last. */
static GPtrArray *
store_list_staff_devices (YcHubStore *store,
                          gint64      now_ms,
                          gint64      after,
                          gint64      limit,
                          gint64     *ret_total,
                          GError    **error)
{
  YcHubSql *sql = get_sql (store);

  if (!yc_hub_sql_step_int (sql, yc_hub_sql_bind (sql, "SELECT count(*) FROM devices", error, ""), ret_total, error))
    return NULL;
  return read_all (store,
                   yc_hub_sql_bind (sql,
                                    "SELECT " DEVICE_COLUMNS DEVICES_JOINED
                                    " ORDER BY d.withdrawn != 0, d.hall, d.window, d.name, d.id LIMIT ? OFFSET ?",
                                    error, "iii", now_ms, limit, after),
                   read_device, (GDestroyNotify) yc_hub_staff_device_free, error);
}

/* Those that stand there; none that was withdrawn. */
static GPtrArray *
store_list_devices_of_place (YcHubStore *store,
                             const char *hall,
                             const char *window,
                             gint64      now_ms,
                             GError    **error)
{
  return read_all (store,
                   yc_hub_sql_bind (get_sql (store),
                                    "SELECT " DEVICE_COLUMNS DEVICES_JOINED
                                    " WHERE d.hall = ? AND d.window = ? AND d.withdrawn = 0"
                                    " ORDER BY d.seen DESC, d.id LIMIT ?",
                                    error, "issi", now_ms, hall, window, (gint64) PLACE_DEVICES_MAX),
                   read_device, (GDestroyNotify) yc_hub_staff_device_free, error);
}

static GPtrArray *
store_list_staff_places (YcHubStore *store,
                         gint64      now_ms,
                         gint64      after,
                         gint64      limit,
                         gint64     *ret_total,
                         GError    **error)
{
  YcHubSql *sql = get_sql (store);

  if (!yc_hub_sql_step_int (sql,
                            yc_hub_sql_bind (sql,
                                             "SELECT count(*) FROM (SELECT hall, window FROM devices WHERE withdrawn = 0"
                                             " UNION SELECT hall, window FROM enrol_codes WHERE device IS NULL AND"
                                             " expires > ?)",
                                             error, "i", now_ms),
                            ret_total, error))
    return NULL;
  return read_all (store,
                   yc_hub_sql_bind (sql,
                                    "SELECT p.hall, h.name, p.window, (SELECT max(e.expires) FROM enrol_codes e"
                                    " WHERE e.hall = p.hall AND e.window = p.window AND e.device IS NULL AND e.expires > ?),"
                                    " (SELECT count(*) FROM visit_facts v WHERE v.hall = p.hall AND v.flags & 64),"
                                    " (SELECT count(*) FROM case_facts f WHERE f.hall = p.hall AND f.window = p.window"
                                    " AND f.finished = 0) FROM (SELECT hall, window FROM devices WHERE withdrawn = 0"
                                    " UNION SELECT hall, window FROM enrol_codes WHERE device IS NULL AND expires > ?) p"
                                    " LEFT JOIN halls h ON h.code = p.hall"
                                    " ORDER BY p.hall, length(p.window), p.window LIMIT ? OFFSET ?",
                                    error, "iiii", now_ms, now_ms, limit, after),
                   read_place, (GDestroyNotify) yc_hub_staff_place_free, error);
}

static GPtrArray *
store_list_halls (YcHubStore *store,
                  gint64      limit,
                  GError    **error)
{
  return read_all (store,
                   yc_hub_sql_bind (get_sql (store), "SELECT code, name, city FROM halls ORDER BY code LIMIT ?", error,
                                    "i", limit),
                   read_hall, (GDestroyNotify) yc_hub_hall_free, error);
}

void
yc_hub_store_sqlite_staff_init (YcHubStoreInterface *iface)
{
  iface->withdraw_device = store_withdraw_device;
  iface->put_seen = store_put_seen;
  iface->end_grants = store_end_grants;
  iface->count_administrators = store_count_administrators;
  iface->put_staff_code = store_put_staff_code;
  iface->find_staff_code = store_find_staff_code;
  iface->find_operator_code = store_find_operator_code;
  iface->drop_operator_code = store_drop_operator_code;
  iface->list_staff_operators = store_list_staff_operators;
  iface->list_staff_devices = store_list_staff_devices;
  iface->list_devices_of_place = store_list_devices_of_place;
  iface->list_staff_places = store_list_staff_places;
  iface->list_halls = store_list_halls;
}
