/* Taking ops in: many in one transaction (D15). */
#pragma once

#include "yc-hub-put.h"
#include "yc-hub.h"

G_BEGIN_DECLS

void         yc_hub_ingest       (YcHub              *hub,
                                  GPtrArray          *puts,
                                  GHashTable         *ret_touched);

gboolean     yc_hub_ingest_own   (YcHub              *hub,
                                  YcHubState         *state,
                                  const char         *kind,
                                  YcBody             *body,
                                  YcMoment            at,
                                  GHashTable         *touched,
                                  GError            **error);

gboolean     yc_hub_ingest_staff (YcHub              *hub,
                                  const char         *kind,
                                  YcBody             *body,
                                  GHashTable         *touched,
                                  GError            **error);

gboolean     yc_hub_ingest_go_on (YcHub              *hub,
                                  const char         *stream,
                                  GHashTable         *touched,
                                  GError            **error);

G_END_DECLS
