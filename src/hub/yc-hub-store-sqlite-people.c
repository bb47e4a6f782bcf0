/* yc-hub-store-sqlite-people.c: who works where, and what cases are found by */

#include "yc-hub-store-sqlite-private.h"

#include <string.h>

#define get_sql yc_hub_store_sqlite_get_sql
#define find_one yc_hub_store_sqlite_find_one

/* Steps to the one row that a statement may give. */
gboolean
yc_hub_store_sqlite_find_one (YcHubStore   *store,
                              sqlite3_stmt *statement,
                              GError      **error)
{
  gboolean row;

  return yc_hub_sql_step (get_sql (store), statement, &row, error) && row;
}

static gboolean
store_put_hall (YcHubStore      *store,
                const YcHubHall *hall,
                GError         **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "INSERT INTO halls VALUES (?, ?, ?) ON CONFLICT (code)"
                                          " DO UPDATE SET name = excluded.name, city = excluded.city",
                                          error, "sss", hall->code, hall->name, hall->city),
                         error);
}

static YcHubHall *
store_find_hall (YcHubStore *store,
                 const char *code,
                 GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store), "SELECT code, name, city FROM halls WHERE code = ?",
                                             error, "s", code);
  YcHubHall *hall;

  if (!find_one (store, statement, error))
    return NULL;
  hall = yc_hub_hall_new ((const char *) sqlite3_column_text (statement, 0),
                          (const char *) sqlite3_column_text (statement, 1),
                          (const char *) sqlite3_column_text (statement, 2));
  yc_hub_sql_done (statement);
  return hall;
}

static gboolean
store_put_device (YcHubStore        *store,
                  const YcHubDevice *device,
                  GError           **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "INSERT INTO devices (id, name, hall, window, key, token) VALUES (?, ?, ?, ?, ?, ?)"
                                          " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
                                          " token = excluded.token, withdrawn = 0",
                                          error, "dssshh", &device->id, device->name, device->hall, device->window,
                                          device->key, device->token),
                         error);
}

static YcHubDevice *
read_device (sqlite3_stmt *statement)
{
  YcHubDevice *device = yc_hub_device_new ();

  yc_hub_sql_get_block (statement, 0, device->id.bytes, sizeof device->id.bytes);
  device->name = yc_hub_sql_dup_text (statement, 1);
  device->hall = yc_hub_sql_dup_text (statement, 2);
  device->window = yc_hub_sql_dup_text (statement, 3);
  yc_hub_sql_get_block (statement, 4, device->key, sizeof device->key);
  yc_hub_sql_get_block (statement, 5, device->token, sizeof device->token);
  device->withdrawn_ms = sqlite3_column_int64 (statement, 6);
  return device;
}

static YcHubDevice *
store_find_device (YcHubStore *store,
                   const YcId *id,
                   GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT id, name, hall, window, key, token, withdrawn FROM devices"
                                             " WHERE id = ?",
                                             error, "d", id);
  YcHubDevice *device;

  if (!find_one (store, statement, error))
    return NULL;
  device = read_device (statement);
  yc_hub_sql_done (statement);
  return device;
}

static GPtrArray *
store_list_devices (YcHubStore *store,
                    GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT id, name, hall, window, key, token, withdrawn FROM devices LIMIT ?",
                                             error, "i", (gint64) YC_HUB_DEVICES_MAX);
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_device_free);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&devices);
      g_ptr_array_add (devices, read_device (statement));
    }
  return NULL;
}

static gboolean
store_put_enrol_code (YcHubStore           *store,
                      const YcHubEnrolCode *code,
                      GError              **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "INSERT OR REPLACE INTO enrol_codes VALUES (?, ?, ?, ?, ?)", error, "hssin",
                                          code->hash, code->hall, code->window, code->expires_ms, &code->device),
                         error);
}

static YcHubEnrolCode *
store_find_enrol_code (YcHubStore   *store,
                       const guint8 *hash,
                       GError      **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT hash, hall, window, expires, device FROM enrol_codes"
                                             " WHERE hash = ?",
                                             error, "h", hash);
  YcHubEnrolCode *code;

  if (!find_one (store, statement, error))
    return NULL;
  code = yc_hub_enrol_code_new ();
  yc_hub_sql_get_block (statement, 0, code->hash, sizeof code->hash);
  code->hall = yc_hub_sql_dup_text (statement, 1);
  code->window = yc_hub_sql_dup_text (statement, 2);
  code->expires_ms = sqlite3_column_int64 (statement, 3);
  yc_hub_sql_get_block (statement, 4, code->device.bytes, sizeof code->device.bytes);
  yc_hub_sql_done (statement);
  return code;
}

static gboolean
store_put_operator (YcHubStore          *store,
                    const YcHubOperator *person,
                    GError             **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "INSERT INTO operators VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code)"
                                          " DO UPDATE SET name = excluded.name, roles = excluded.roles,"
                                          " password = excluded.password, wrong = excluded.wrong,"
                                          " locked_until = excluded.locked_until, state = excluded.state,"
                                          " hall = excluded.hall",
                                          error, "ssisiiis", person->code, person->name, (gint64) person->roles,
                                          person->password, person->wrong, person->locked_until_ms, person->state,
                                          person->hall != NULL ? person->hall : ""),
                         error);
}

static YcHubOperator *
store_find_operator (YcHubStore *store,
                     const char *code,
                     GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT code, name, roles, password, wrong, locked_until, state, hall"
                                             " FROM operators"
                                             " WHERE code = ?",
                                             error, "s", code);
  YcHubOperator *person;

  if (!find_one (store, statement, error))
    return NULL;
  person = yc_hub_operator_new ();
  person->code = yc_hub_sql_dup_text (statement, 0);
  person->name = yc_hub_sql_dup_text (statement, 1);
  person->roles = (guint) sqlite3_column_int64 (statement, 2);
  person->password = yc_hub_sql_dup_text (statement, 3);
  person->wrong = sqlite3_column_int64 (statement, 4);
  person->locked_until_ms = sqlite3_column_int64 (statement, 5);
  person->state = sqlite3_column_int64 (statement, 6);
  person->hall = yc_hub_sql_dup_text (statement, 7);
  yc_hub_sql_done (statement);
  return person;
}

static gboolean
store_put_grant (YcHubStore       *store,
                 const YcHubGrant *grant,
                 GError          **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store), "INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?, ?, ?)", error,
                                          "ddssihii", &grant->id, &grant->device, grant->operator_code, grant->window,
                                          (gint64) grant->roles, grant->key, grant->issued_ms, grant->expires_ms),
                         error);
}

static YcHubGrant *
store_find_grant (YcHubStore *store,
                  const YcId *id,
                  GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT id, device, operator, window, roles, key, issued, expires"
                                             " FROM grants WHERE id = ?",
                                             error, "d", id);
  YcHubGrant *grant;

  if (!find_one (store, statement, error))
    return NULL;
  grant = yc_hub_grant_new ();
  yc_hub_sql_get_block (statement, 0, grant->id.bytes, sizeof grant->id.bytes);
  yc_hub_sql_get_block (statement, 1, grant->device.bytes, sizeof grant->device.bytes);
  grant->operator_code = yc_hub_sql_dup_text (statement, 2);
  grant->window = yc_hub_sql_dup_text (statement, 3);
  grant->roles = (guint) sqlite3_column_int64 (statement, 4);
  yc_hub_sql_get_block (statement, 5, grant->key, sizeof grant->key);
  grant->issued_ms = sqlite3_column_int64 (statement, 6);
  grant->expires_ms = sqlite3_column_int64 (statement, 7);
  yc_hub_sql_done (statement);
  return grant;
}

/* The newest op's position orders what a search finds. */
static gboolean
store_put_case_card (YcHubStore          *store,
                     const YcHubCaseCard *card,
                     GError             **error)
{
  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "INSERT OR REPLACE INTO cases VALUES (?, ?, ?, ?, ?, ?,"
                                          " (SELECT max (position) FROM ops))",
                                          error, "ssssss", card->stream, card->hall, card->number, card->name,
                                          card->words, card->status),
                         error);
}

/* Returns: (transfer full): a pattern of LIKE for what has @text in it, with "\\" as escape */
char *
yc_hub_store_sqlite_escape_like (const char *text)
{
  GString *pattern = g_string_new ("%");

  for (; *text != '\0'; text++)
    {
      if (strchr ("%_\\", *text) != NULL)
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *text);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

/* Newest first. */
static GPtrArray *
store_search_cases (YcHubStore *store,
                    const char *hall,
                    const char *text,
                    GError    **error)
{
  g_autofree char *pattern = yc_hub_store_sqlite_escape_like (text);
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_case_card_free);
  sqlite3_stmt *statement;
  gboolean row;

  statement = yc_hub_sql_bind (get_sql (store),
                               "SELECT stream, number, name, status FROM cases WHERE hall = ?"
                               " AND words LIKE ? ESCAPE '\\' ORDER BY position DESC LIMIT ?",
                               error, "ssi", hall, pattern, (gint64) YC_HUB_FOUND_MAX);
  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      YcHubCaseCard *card;

      if (!row)
        return g_steal_pointer (&cards);
      card = yc_hub_case_card_new ();
      card->stream = yc_hub_sql_dup_text (statement, 0);
      card->number = yc_hub_sql_dup_text (statement, 1);
      card->name = yc_hub_sql_dup_text (statement, 2);
      card->status = yc_hub_sql_dup_text (statement, 3);
      g_ptr_array_add (cards, card);
    }
  return NULL;
}

void
yc_hub_store_sqlite_people_init (YcHubStoreInterface *iface)
{
  iface->put_hall = store_put_hall;
  iface->find_hall = store_find_hall;
  iface->put_device = store_put_device;
  iface->list_devices = store_list_devices;
  iface->find_device = store_find_device;
  iface->put_enrol_code = store_put_enrol_code;
  iface->find_enrol_code = store_find_enrol_code;
  iface->put_operator = store_put_operator;
  iface->find_operator = store_find_operator;
  iface->put_grant = store_put_grant;
  iface->find_grant = store_find_grant;
  iface->put_case_card = store_put_case_card;
  iface->search_cases = store_search_cases;
}
