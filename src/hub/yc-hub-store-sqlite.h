/* The embedded store of a hub: one folder, one SQLite database (D26). */
#pragma once

#include "yc-hub-store.h"

G_BEGIN_DECLS

#define YC_HUB_STORE_SQLITE_FILE "hub.db" /* in the folder */
#define YC_HUB_STORE_SQLITE_PART "hub.db.part" /* the same, while a backup is being put back */

#define YC_TYPE_HUB_STORE_SQLITE (yc_hub_store_sqlite_get_type ())
G_DECLARE_FINAL_TYPE (YcHubStoreSqlite, yc_hub_store_sqlite, YC, HUB_STORE_SQLITE, GObject)

YcHubStore *yc_hub_store_sqlite_open (const char  *folder,
                                      GError     **error);

G_END_DECLS
