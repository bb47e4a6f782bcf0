/* yc-hub-store-sqlite-facts.c: the facts behind the figures, in the embedded store */

#include "yc-hub-store-sqlite-private.h"

#define get_sql yc_hub_store_sqlite_get_sql
#define find_one yc_hub_store_sqlite_find_one

#define CASE_COLUMNS \
  "f.stream, f.hall, f.visit, f.window, f.operator, f.matter, f.last, f.issued, f.called, f.opened, f.decided," \
  " f.received, f.finished, f.handed, f.rated, f.rating, f.flags, f.promise, f.touch, f.wait, f.machine, f.office," \
  " f.paused, c.number, c.name, c.status, coalesce (o.name, '')"
#define VISIT_COLUMNS \
  "f.stream, f.hall, f.number, f.window, f.operator, f.matter, f.last, f.issued, f.called, f.no_show, f.transferred," \
  " f.flags, coalesce (o.name, '')"

/* In the column flags. */
enum
{
  AT_ONCE = 1 << 0,
  ELECTRONIC = 1 << 1,
  SETTLED = 1 << 2,
  KEPT = 1 << 3,
  OWN_UNCERTAIN = 1 << 4,
  VISIT_UNCERTAIN = 1 << 5,
  WAITS = 1 << 6,
};

static GRefString *
dup_shared (sqlite3_stmt *statement,
            int           column)
{
  return g_ref_string_new_intern ((const char *) sqlite3_column_text (statement, column));
}

static gint64
pack_flags (const YcHubCaseFacts *facts)
{
  return (facts->facts.at_once ? AT_ONCE : 0) | (facts->facts.electronic ? ELECTRONIC : 0) |
         (facts->facts.is_settled ? SETTLED : 0) | (facts->facts.kept ? KEPT : 0) |
         (facts->own_uncertain ? OWN_UNCERTAIN : 0) | (facts->visit_uncertain ? VISIT_UNCERTAIN : 0);
}

static gboolean
store_put_case_facts (YcHubStore           *store,
                      const YcHubCaseFacts *facts,
                      GError              **error)
{
  const YcCaseFacts *of = &facts->facts;
  sqlite3_stmt *statement = yc_hub_sql_bind (
      get_sql (store),
      "INSERT OR REPLACE INTO case_facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error, "ssssssiiiiiiiiiiiiiiiiis", facts->stream, facts->hall, facts->visit, facts->window, facts->operator_code,
      facts->matter, facts->last_ms, of->clock.issued_ms, of->called_ms, of->opened_ms, of->decided_ms,
      of->clock.received_ms, of->clock.finished_ms, of->clock.handed_ms, of->rated_ms, (gint64) of->rating,
      pack_flags (facts), of->clock.promise_ms, of->stages_ms[YC_STAGE_TOUCH], of->stages_ms[YC_STAGE_WAIT],
      of->stages_ms[YC_STAGE_MACHINE], of->stages_ms[YC_STAGE_OFFICE], of->stages_ms[YC_STAGE_PAUSED], facts->detail);

  return yc_hub_sql_run (get_sql (store), statement, error);
}

static void
read_moments (YcHubCaseFacts *self,
              sqlite3_stmt   *statement)
{
  YcCaseFacts *facts = &self->facts;

  self->last_ms = sqlite3_column_int64 (statement, 6);
  facts->clock.issued_ms = sqlite3_column_int64 (statement, 7);
  facts->called_ms = sqlite3_column_int64 (statement, 8);
  facts->opened_ms = sqlite3_column_int64 (statement, 9);
  facts->decided_ms = sqlite3_column_int64 (statement, 10);
  facts->clock.received_ms = sqlite3_column_int64 (statement, 11);
  facts->clock.finished_ms = sqlite3_column_int64 (statement, 12);
  facts->clock.handed_ms = sqlite3_column_int64 (statement, 13);
  facts->rated_ms = sqlite3_column_int64 (statement, 14);
  facts->rating = sqlite3_column_int (statement, 15);
  facts->clock.promise_ms = sqlite3_column_int64 (statement, 17);
  for (guint i = 0; i < YC_STAGES; i++)
    facts->stages_ms[YC_STAGE_TOUCH + i] = sqlite3_column_int64 (statement, 18 + (int) i);
}

static YcHubCaseFacts *
read_case (sqlite3_stmt *statement)
{
  YcHubCaseFacts *self = yc_hub_case_facts_new ();
  int flags = sqlite3_column_int (statement, 16);

  self->stream = yc_hub_sql_dup_text (statement, 0);
  self->hall = yc_hub_sql_dup_text (statement, 1);
  self->visit = yc_hub_sql_dup_text (statement, 2);
  self->window = dup_shared (statement, 3);
  self->operator_code = dup_shared (statement, 4);
  self->matter = dup_shared (statement, 5);
  read_moments (self, statement);
  self->number = yc_hub_sql_dup_text (statement, 23);
  self->name = yc_hub_sql_dup_text (statement, 24);
  self->status = yc_hub_sql_dup_text (statement, 25);
  self->operator_name = dup_shared (statement, 26);
  self->detail = yc_hub_sql_dup_text (statement, 27);
  self->facts.at_once = (flags & AT_ONCE) != 0;
  self->facts.electronic = (flags & ELECTRONIC) != 0;
  self->facts.is_settled = (flags & SETTLED) != 0;
  self->facts.kept = (flags & KEPT) != 0;
  self->own_uncertain = (flags & OWN_UNCERTAIN) != 0;
  self->visit_uncertain = (flags & VISIT_UNCERTAIN) != 0;
  yc_hub_case_facts_point (self);
  return self;
}

static GPtrArray *
list_cases (YcHubStore   *store,
            sqlite3_stmt *statement,
            GError      **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_case_facts_free);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_case (statement));
    }
  return NULL;
}

static GPtrArray *
store_list_case_facts_of_visit (YcHubStore *store,
                                const char *visit,
                                GError    **error)
{
  return list_cases (store,
                     yc_hub_sql_bind (get_sql (store),
                                      "SELECT " CASE_COLUMNS ", f.detail FROM case_facts f"
                                      " LEFT JOIN cases c ON c.stream = f.stream LEFT JOIN operators o ON o.code = f.operator"
                                      " WHERE f.visit = ? AND f.visit != '' ORDER BY f.opened, f.stream",
                                      error, "s", visit),
                     error);
}

#define SELECT_OF_HALL \
  "SELECT " CASE_COLUMNS ", iif (f.finished = 0, f.detail, '') FROM case_facts f" \
  " LEFT JOIN cases c ON c.stream = f.stream LEFT JOIN operators o ON o.code = f.operator WHERE f.hall = ?"

/* What is finished needs no detail: it is settled. Where all of them come,
 * their order does not matter, and sorting would take most of the time. */
static GPtrArray *
store_list_case_facts (YcHubStore *store,
                       const char *hall,
                       gint64      limit,
                       GError    **error)
{
  sqlite3_stmt *count = yc_hub_sql_bind (get_sql (store), "SELECT count(*) FROM case_facts WHERE hall = ?", error, "s",
                                         hall);
  gint64 n;

  if (!find_one (store, count, error))
    return NULL;
  n = sqlite3_column_int64 (count, 0);
  yc_hub_sql_done (count);
  if (n <= limit)
    return list_cases (store, yc_hub_sql_bind (get_sql (store), SELECT_OF_HALL, error, "s", hall), error);
  return list_cases (store,
                     yc_hub_sql_bind (get_sql (store), SELECT_OF_HALL " ORDER BY f.finished != 0, f.last DESC LIMIT ?",
                                      error, "si", hall, limit),
                     error);
}

static YcHubCaseFacts *
store_find_case_facts (YcHubStore *store,
                       const char *stream,
                       GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT " CASE_COLUMNS ", f.detail FROM case_facts f"
                                             " LEFT JOIN cases c ON c.stream = f.stream LEFT JOIN operators o ON o.code = f.operator"
                                             " WHERE f.stream = ?",
                                             error, "s", stream);
  YcHubCaseFacts *found;

  if (!find_one (store, statement, error))
    return NULL;
  found = read_case (statement);
  yc_hub_sql_done (statement);
  return found;
}

static gboolean
store_put_visit_facts (YcHubStore            *store,
                       const YcHubVisitFacts *facts,
                       GError               **error)
{
  const YcVisitFacts *of = &facts->facts;
  gint64 flags = (of->waits ? WAITS : 0) | (of->uncertain ? OWN_UNCERTAIN : 0);

  return yc_hub_sql_run (get_sql (store),
                         yc_hub_sql_bind (get_sql (store),
                                          "INSERT OR REPLACE INTO visit_facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                          error, "ssssssiiiiii", facts->stream, facts->hall, facts->number,
                                          facts->window, facts->operator_code, facts->matter, facts->last_ms,
                                          of->issued_ms, of->called_ms, of->no_show_ms, of->transferred_ms, flags),
                         error);
}

static YcHubVisitFacts *
read_visit (sqlite3_stmt *statement)
{
  YcHubVisitFacts *self = yc_hub_visit_facts_new ();
  int flags = sqlite3_column_int (statement, 11);

  self->stream = yc_hub_sql_dup_text (statement, 0);
  self->hall = yc_hub_sql_dup_text (statement, 1);
  self->number = yc_hub_sql_dup_text (statement, 2);
  self->window = dup_shared (statement, 3);
  self->operator_code = dup_shared (statement, 4);
  self->matter = dup_shared (statement, 5);
  self->operator_name = dup_shared (statement, 12);
  self->last_ms = sqlite3_column_int64 (statement, 6);
  self->facts.issued_ms = sqlite3_column_int64 (statement, 7);
  self->facts.called_ms = sqlite3_column_int64 (statement, 8);
  self->facts.no_show_ms = sqlite3_column_int64 (statement, 9);
  self->facts.transferred_ms = sqlite3_column_int64 (statement, 10);
  self->facts.waits = (flags & WAITS) != 0;
  self->facts.uncertain = (flags & OWN_UNCERTAIN) != 0;
  yc_hub_visit_facts_point (self);
  return self;
}

static GPtrArray *
store_list_visit_facts (YcHubStore *store,
                        const char *hall,
                        gint64      limit,
                        GError    **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_visit_facts_free);
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT " VISIT_COLUMNS " FROM visit_facts f"
                                             " LEFT JOIN operators o ON o.code = f.operator WHERE f.hall = ?"
                                             " ORDER BY f.last DESC LIMIT ?",
                                             error, "si", hall, limit);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_visit (statement));
    }
  return NULL;
}

static YcHubVisitFacts *
store_find_visit_facts (YcHubStore *store,
                        const char *stream,
                        GError    **error)
{
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT " VISIT_COLUMNS " FROM visit_facts f"
                                             " LEFT JOIN operators o ON o.code = f.operator WHERE f.stream = ?",
                                             error, "s", stream);
  YcHubVisitFacts *found;

  if (!find_one (store, statement, error))
    return NULL;
  found = read_visit (statement);
  yc_hub_sql_done (statement);
  return found;
}

/* Cases and visits by name, those after @after; at most @limit. */
static GPtrArray *
store_list_streams (YcHubStore *store,
                    const char *after,
                    gint64      limit,
                    GError    **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement = yc_hub_sql_bind (get_sql (store),
                                             "SELECT stream FROM ops WHERE stream > ? AND revision = 1"
                                             " ORDER BY stream LIMIT ?",
                                             error, "si", after, limit);
  gboolean row;

  while (yc_hub_sql_step (get_sql (store), statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, yc_hub_sql_dup_text (statement, 0));
    }
  return NULL;
}

void
yc_hub_store_sqlite_facts_init (YcHubStoreInterface *iface)
{
  iface->put_case_facts = store_put_case_facts;
  iface->find_case_facts = store_find_case_facts;
  iface->list_case_facts = store_list_case_facts;
  iface->list_case_facts_of_visit = store_list_case_facts_of_visit;
  iface->put_visit_facts = store_put_visit_facts;
  iface->find_visit_facts = store_find_visit_facts;
  iface->list_visit_facts = store_list_visit_facts;
  iface->list_streams = store_list_streams;
}
