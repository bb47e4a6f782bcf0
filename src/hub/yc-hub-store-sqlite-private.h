/* What the parts of the embedded store share. */
#pragma once

#include "yc-hub-sql.h"
#include "yc-hub-store.h"

G_BEGIN_DECLS

YcHubSql *yc_hub_store_sqlite_get_sql     (YcHubStore          *store);
gboolean  yc_hub_store_sqlite_find_one    (YcHubStore          *store,
                                           sqlite3_stmt        *statement,
                                           GError             **error);
char     *yc_hub_store_sqlite_escape_like (const char          *text);
void      yc_hub_store_sqlite_blobs_init  (YcHubStoreInterface *iface);
void      yc_hub_store_sqlite_doors_init  (YcHubStoreInterface *iface);
void      yc_hub_store_sqlite_facts_init  (YcHubStoreInterface *iface);
void      yc_hub_store_sqlite_offices_init (YcHubStoreInterface *iface);
void      yc_hub_store_sqlite_packs_init  (YcHubStoreInterface *iface);
void      yc_hub_store_sqlite_people_init (YcHubStoreInterface *iface);
void      yc_hub_store_sqlite_reveals_init (YcHubStoreInterface *iface);
void      yc_hub_store_sqlite_staff_init  (YcHubStoreInterface *iface);

G_END_DECLS
