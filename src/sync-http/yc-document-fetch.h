/* A document's bytes: from this machine, or else from the hub. */
#pragma once

#include "yc-hub-client.h"
#include "yc-store.h"

G_BEGIN_DECLS

void    yc_document_fetch_async  (YcStore              *store,
                                  YcHubClient          *client,
                                  const char           *sha256,
                                  gint64                now_ms,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
GBytes *yc_document_fetch_finish (YcStore              *store,
                                  GAsyncResult         *result,
                                  GError              **error);

G_END_DECLS
