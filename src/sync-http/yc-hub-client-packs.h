/* Packs from the hub, and what this desk says of them. */
#pragma once

#include "yc-hub-client.h"

G_BEGIN_DECLS

#define YC_HUB_PACK_PIECE_BYTES (256 * 1024)

void         yc_hub_client_fetch_packs_async   (YcHubClient          *self,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
YcHubSigned *yc_hub_client_fetch_packs_finish  (YcHubClient          *self,
                                                GAsyncResult         *result,
                                                GError              **error);
void         yc_hub_client_fetch_pack_async    (YcHubClient          *self,
                                                const char           *version,
                                                gint64                size,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
GBytes      *yc_hub_client_fetch_pack_finish   (YcHubClient          *self,
                                                GAsyncResult         *result,
                                                GError              **error);
void         yc_hub_client_say_pack_async      (YcHubClient          *self,
                                                const char           *version,
                                                const char           *state,
                                                const char           *why,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean     yc_hub_client_say_pack_finish     (YcHubClient          *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
