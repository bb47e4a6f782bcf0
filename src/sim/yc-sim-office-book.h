/* What an office has written down: lines of JSON that are only ever appended. */
#pragma once

#include <gio/gio.h>
#include <jansson.h>

G_BEGIN_DECLS

#define YC_SIM_BOOK_BYTES_MAX (256 * 1024 * 1024) /* a book that is longer takes no more */

typedef struct _YcSimBook YcSimBook;

typedef gboolean (*YcSimBookFunc) (json_t  *line,
                                   gpointer data);

YcSimBook *yc_sim_book_open   (const char    *path,
                               YcSimBookFunc  read,
                               gpointer       data,
                               GError       **error);
gboolean   yc_sim_book_append (YcSimBook     *self,
                               json_t        *line,
                               GError       **error);
void       yc_sim_book_close  (YcSimBook     *self);

G_END_DECLS
