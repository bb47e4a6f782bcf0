/* The hub's side towards outside offices (docs/office-api.yaml). */
#pragma once

#include "yc-hub-server.h"

G_BEGIN_DECLS

#define YC_HUB_OFFICES_MAX 64

/* All of it lives on the main thread. */
typedef struct _YcHubOffices YcHubOffices;

YcHubOffices *yc_hub_offices_new   (YcHubServer   *server,
                                    GBytes        *config,
                                    GError       **error);
void          yc_hub_offices_start (YcHubOffices  *self);
void          yc_hub_offices_wake  (YcHubOffices  *self,
                                    GHashTable    *touched);
void          yc_hub_offices_stop  (YcHubOffices  *self);
void          yc_hub_offices_free  (YcHubOffices  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubOffices, yc_hub_offices_free)

G_END_DECLS
