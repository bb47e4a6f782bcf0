/* The tables of the embedded store, version by version. */
#pragma once

#include "yc-hub-sql.h"

G_BEGIN_DECLS

#define YC_HUB_APPLICATION_ID 0x59434855 /* "YCHU" */
#define YC_HUB_SCHEMA_VERSION 11

gboolean yc_hub_schema_prepare (YcHubSql  *sql,
                                GError   **error);

G_END_DECLS
