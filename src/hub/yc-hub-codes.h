/* Hand-over codes: a case goes on at another window, and nothing is told again. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

#define YC_HUB_HANDOVER_DIGITS 8
#define YC_HUB_HANDOVER_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
#define YC_HUB_HANDOVER_TRIES_MAX 5         /* wrong ones of a device */
#define YC_HUB_HANDOVER_ALL_TRIES_MAX 100   /* wrong ones of all devices */
#define YC_HUB_HANDOVER_LOCKED_MS (10 * 60 * 1000)

YcHubAnswer *yc_hub_codes_issue  (YcHub             *hub,
                                  const YcStream    *stream,
                                  const YcHubDevice *device,
                                  GHashTable        *touched);
char        *yc_hub_codes_parse  (GBytes            *body);
YcHubAnswer *yc_hub_codes_redeem (YcHub             *hub,
                                  const char        *code,
                                  const YcHubDevice *device,
                                  GHashTable        *touched);

G_END_DECLS
