/* What administrators do: judged, put into the tables, and codes drawn for it. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

#define YC_HUB_STAFF_CODE_MS (24 * 60 * 60 * 1000)  /* how long a code is good */
#define YC_HUB_STAFF_DRAW_MS (10 * 60 * 1000)       /* how long after its op a code is drawn */
#define YC_HUB_STAFF_TRIES_MAX 5                    /* wrong codes end an operator's code */
#define YC_HUB_META_HALL "hall"                     /* where a command that names no hall means */

gboolean     yc_hub_staff_judge     (YcHub             *hub,
                                     const YcOp        *op,
                                     YcVerdict         *verdict,
                                     GError           **error);
gboolean     yc_hub_staff_apply     (YcHub             *hub,
                                     const YcOp        *op,
                                     gint64             now_ms,
                                     GError           **error);
gboolean     yc_hub_staff_may_read  (YcHub             *hub,
                                     const YcHubDevice *device,
                                     gboolean          *ret_may,
                                     GError           **error);
YcId        *yc_hub_staff_parse_draw (GBytes           *body);
YcHubAnswer *yc_hub_staff_draw      (YcHub             *hub,
                                     const YcId        *op,
                                     const YcHubDevice *device);

/* What the hub itself does, for who runs it at a shell. Between begin and commit. */
gboolean     yc_hub_staff_has_administrator (YcHub     *hub,
                                     gboolean          *ret_has,
                                     GError           **error);
char        *yc_hub_staff_draw_for_place (YcHub        *hub,
                                     const char        *hall,
                                     const char        *window,
                                     GError           **error);

G_END_DECLS
