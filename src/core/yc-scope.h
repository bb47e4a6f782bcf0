/* A business scope as a form holds it: the wordings of its items, with "；"
 * between, as they stand on the licence. */
#pragma once

#include "yc-finding.h"
#include "yc-lookup.h"

G_BEGIN_DECLS

#define YC_SCOPE_SEPARATOR "；"
#define YC_SCOPE_ITEMS_MAX 60

char   **yc_scope_split       (const char *scope);
char    *yc_scope_join        (char      **wordings);
gboolean yc_scope_is_licensed (const char *scope);
char    *yc_scope_add         (const char *scope,
                               const char *wording);
char    *yc_scope_remove      (const char *scope,
                               const char *wording);
char    *yc_scope_move        (const char *scope,
                               const char *wording,
                               int         by);
char    *yc_scope_pick        (const char *scope,
                               gboolean    licensed);
void     yc_scope_check       (const char *path,
                               const char *scope,
                               GPtrArray  *findings);

G_END_DECLS
