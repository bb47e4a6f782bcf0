/* What the files of the client share. */
#pragma once

#include "yc-hub-client.h"

#include <jansson.h>

G_BEGIN_DECLS

typedef gpointer (*YcHubParse) (GBytes  *bytes,
                                GError **error);

void     yc_hub_client_get_async  (YcHubClient          *self,
                                   const char           *path,
                                   gsize                 bytes_max,
                                   YcHubParse            parse,
                                   GDestroyNotify        free_answer,
                                   gpointer              tag,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
void     yc_hub_client_put_async  (YcHubClient          *self,
                                   const char           *path,
                                   const char           *type,
                                   GBytes               *body,
                                   YcHubParse            parse,
                                   GDestroyNotify        free_answer,
                                   gpointer              tag,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
void     yc_hub_client_post_async (YcHubClient          *self,
                                   const char           *path,
                                   json_t               *body,
                                   YcHubParse            parse,
                                   GDestroyNotify        free_answer,
                                   gpointer              tag,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gpointer yc_hub_client_get_finish (YcHubClient          *self,
                                   GAsyncResult         *result,
                                   gpointer              tag,
                                   YcHubProblem         *ret_problem,
                                   GError              **error);

G_END_DECLS
