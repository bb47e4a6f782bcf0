/* One SQLite connection, used from one thread (D26). Private to the store. */
#pragma once

#include "yc-store-types.h"

#include <sqlite3.h>

G_BEGIN_DECLS

#define YC_DB_APPLICATION_ID 0x59434453 /* "YCDS" */

typedef struct _YcDb YcDb;

/* A statement in use; it goes back to the cache at the end of the block. */
typedef struct sqlite3_stmt YcDbRows;

void yc_db_rows_end (YcDbRows *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcDbRows, yc_db_rows_end)

YcDb     *yc_db_open     (const char   *path,
                          GError      **error);
void      yc_db_close    (YcDb         *self);

/* @format has a letter for each value: i gint64, s text or NULL, d YcId,
 * m YcStream, b GBytes or NULL. */
gboolean  yc_db_run      (YcDb         *self,
                          GError      **error,
                          const char   *sql,
                          const char   *format,
                          ...);
YcDbRows *yc_db_query    (YcDb         *self,
                          GError      **error,
                          const char   *sql,
                          const char   *format,
                          ...);
gboolean  yc_db_next     (YcDb         *self,
                          YcDbRows     *rows,
                          GError      **error);
gboolean  yc_db_exec     (YcDb         *self,
                          const char   *sql,
                          GError      **error);
gint64    yc_db_changes  (YcDb         *self);
gint64    yc_db_last_row (YcDb         *self);
gboolean  yc_db_number   (YcDb         *self,
                          gint64       *ret_number,
                          GError      **error,
                          const char   *sql,
                          const char   *format,
                          ...);

gboolean  yc_db_begin    (YcDb         *self,
                          GError      **error);
gboolean  yc_db_commit   (YcDb         *self,
                          GError      **error);
void      yc_db_rollback (YcDb         *self);

/* Columns. Those that name something fail when the text does not. */
gint64    yc_db_get_number (YcDbRows   *rows,
                            int         column);
char     *yc_db_dup_text   (YcDbRows   *rows,
                            int         column);
GBytes   *yc_db_dup_bytes  (YcDbRows   *rows,
                            int         column);
gboolean  yc_db_read_id    (YcDbRows   *rows,
                            int         column,
                            YcId       *ret_id,
                            GError    **error);
gboolean  yc_db_read_stream (YcDbRows  *rows,
                            int         column,
                            YcStream   *ret_stream,
                            GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcDb, yc_db_close)

G_END_DECLS
