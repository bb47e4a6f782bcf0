/* How long to wait before trying again. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gint64 yc_sync_backoff_ms (guint   failures,
                           guint32 random);

G_END_DECLS
