/* When each device was last heard of. */
#pragma once

#include "yc-hub-store.h"

G_BEGIN_DECLS

#define YC_HUB_VERSION_MAX 32 /* bytes of a desk's version */

/* Any thread. */
typedef struct _YcHubSeen YcHubSeen;

YcHubSeen *yc_hub_seen_new   (void);
void       yc_hub_seen_free  (YcHubSeen  *self);
void       yc_hub_seen_note  (YcHubSeen  *self,
                              const YcId *device,
                              gint64      now_ms,
                              const char *agent);
gboolean   yc_hub_seen_find  (YcHubSeen  *self,
                              const YcId *device,
                              gint64     *ret_seen_ms,
                              char      **ret_version);
gboolean   yc_hub_seen_write (YcHubSeen  *self,
                              YcHubStore *store,
                              GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubSeen, yc_hub_seen_free)

G_END_DECLS
