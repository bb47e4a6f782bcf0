/* The facts behind the figures, written with every row. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

/* Facts that an older program wrote by other rules are built anew. */
#define YC_HUB_FACTS_VERSION "1"

gboolean yc_hub_facts_update (YcHub       *hub,
                              YcHubState  *state,
                              GError     **error);
gboolean yc_hub_facts_build  (YcHub       *hub,
                              GError     **error);

G_END_DECLS
