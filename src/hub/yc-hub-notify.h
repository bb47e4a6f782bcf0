/* Telling the service manager how it stands (sd_notify(3), without its library). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean yc_hub_notify                (const char *state);
gint64   yc_hub_notify_get_watchdog_ms (void);

G_END_DECLS
