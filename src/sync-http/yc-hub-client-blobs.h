/* The hub's doors for documents. */
#pragma once

#include "yc-hub-client.h"

G_BEGIN_DECLS

#define YC_HUB_PIECE_BYTES_MAX 0x400000 /* 4 MiB: of a document in one request */

/* How much of a document the hub has. */
typedef struct
{
  gint64 offset;  /* bytes */
  gboolean whole; /* all of it */
} YcHubPiece;

void        yc_hub_client_put_piece_async  (YcHubClient          *self,
                                            const char           *sha256,
                                            gint64                size,
                                            gint64                offset,
                                            GBytes               *piece,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
YcHubPiece *yc_hub_client_put_piece_finish (YcHubClient          *self,
                                            GAsyncResult         *result,
                                            YcHubProblem         *ret_problem,
                                            GError              **error);
void        yc_hub_client_get_piece_async  (YcHubClient          *self,
                                            const char           *sha256,
                                            gint64                offset,
                                            gsize                 limit,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GBytes     *yc_hub_client_get_piece_finish (YcHubClient          *self,
                                            GAsyncResult         *result,
                                            YcHubProblem         *ret_problem,
                                            GError              **error);

G_END_DECLS
