/* The hall's figures, for its supervisors. */
#pragma once

#include "yc-hub.h"
#include "yc-hub-request.h"

G_BEGIN_DECLS

#define YC_HUB_FIGURES_ROWS_MAX 1000    /* windows, persons or matters in one answer */
#define YC_HUB_FIGURES_BREAKING_MAX 50  /* cases about to break a promise in one answer */

YcHubAnswer *yc_hub_check_supervisor (YcHub             *hub,
                                      const YcHubDevice *device);
YcHubAnswer *yc_hub_figures_collect (YcHub              *hub,
                                     const YcHubDevice  *device);
YcHubAnswer *yc_hub_figures_count   (YcHub              *hub,
                                     const YcHubRequest *request,
                                     const YcHubDevice  *device);

G_END_DECLS
