/* The tables and how they came to be. Private to the store. */
#pragma once

#include "yc-db.h"

G_BEGIN_DECLS

#define YC_DB_SCHEMA_VERSION 3

gboolean yc_db_migrate (YcDb    *db,
                        GError **error);

G_END_DECLS
