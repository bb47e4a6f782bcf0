/* One request and its answer, with limits on both. */
#pragma once

#include "yc-hub-client.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

void    yc_hub_exchange_async  (SoupSession          *session,
                                SoupMessage          *message,
                                gsize                 bytes_max,
                                guint                 timeout_ms,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
GBytes *yc_hub_exchange_finish (GAsyncResult         *result,
                                YcHubProblem         *ret_problem,
                                GError              **error);

G_END_DECLS
