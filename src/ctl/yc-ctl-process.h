/* The other programs of the house, started and ended. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char        *yc_ctl_find_program   (const char         *name);
GSubprocess *yc_ctl_start          (const char         *log_path,
                                    GError            **error,
                                    const char         *name,
                                    ...) G_GNUC_NULL_TERMINATED;
char        *yc_ctl_ask            (GError            **error,
                                    const char         *name,
                                    ...) G_GNUC_NULL_TERMINATED;
gboolean     yc_ctl_stop           (GSubprocess        *process,
                                    GError            **error);
gboolean     yc_ctl_wait_for_file  (const char         *path,
                                    GSubprocess        *process,
                                    guint               timeout_ms);

G_END_DECLS
