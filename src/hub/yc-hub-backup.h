/* A copy of all that a hub has, and a hub made of such a copy. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

char     *yc_hub_backup_run  (const char    *data,
                              const char    *to,
                              guint          keep,
                              GCancellable  *cancellable,
                              GError       **error);
char     *yc_hub_restore_run (const char    *from,
                              const char    *data,
                              GError       **error);

/* What yichuang-hub restore does: @arguments without the program's name. */
int       yc_hub_restore_main (GStrv         arguments);

G_END_DECLS
