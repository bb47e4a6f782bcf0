/* SQLite statements in few words. */
#pragma once

#include "yc-id.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* A connection and its prepared statements. One thread at a time. */
typedef struct _YcHubSql YcHubSql;

YcHubSql     *yc_hub_sql_open      (const char   *path,
                                    GError      **error);
gboolean      yc_hub_sql_close     (YcHubSql     *self,
                                    GError      **error);
sqlite3      *yc_hub_sql_get_db    (YcHubSql     *self);
gboolean      yc_hub_sql_fail      (YcHubSql     *self,
                                    GError      **error);
gboolean      yc_hub_sql_exec      (YcHubSql     *self,
                                    const char   *text,
                                    GError      **error);
gboolean      yc_hub_sql_read_int  (YcHubSql     *self,
                                    const char   *text,
                                    gint64       *ret_value,
                                    GError      **error);

/* @text must be a literal: it names the prepared statement. @types has one
 * letter a value: s text, i gint64, y GBytes, h 32 bytes, d YcId, and n for a
 * YcId that is NULL when nil. The statement is reset when it has been stepped
 * to its end or by yc_hub_sql_done(). */
sqlite3_stmt *yc_hub_sql_bind      (YcHubSql     *self,
                                    const char   *text,
                                    GError      **error,
                                    const char   *types,
                                    ...);
gboolean      yc_hub_sql_run       (YcHubSql     *self,
                                    sqlite3_stmt *statement,
                                    GError      **error);
gboolean      yc_hub_sql_step      (YcHubSql     *self,
                                    sqlite3_stmt *statement,
                                    gboolean     *ret_row,
                                    GError      **error);
gboolean      yc_hub_sql_step_int  (YcHubSql     *self,
                                    sqlite3_stmt *statement,
                                    gint64       *ret_value,
                                    GError      **error);
void          yc_hub_sql_done      (sqlite3_stmt *statement);

char         *yc_hub_sql_dup_text  (sqlite3_stmt *statement,
                                    int           column);
GBytes       *yc_hub_sql_dup_bytes (sqlite3_stmt *statement,
                                    int           column);
gboolean      yc_hub_sql_get_block (sqlite3_stmt *statement,
                                    int           column,
                                    gpointer      ret_block,
                                    gsize         size);

G_END_DECLS
