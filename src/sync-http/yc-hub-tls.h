/* A desk's certificate, and the authority that it believes the hub's by. */
#pragma once

#include "yc-hub-client.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _YcHubTls YcHubTls;

YcHubTls *yc_hub_tls_new     (const YcHubTlsFiles *files);
YcHubTls *yc_hub_tls_ref     (YcHubTls            *self);
void      yc_hub_tls_unref   (YcHubTls            *self);
void      yc_hub_tls_attach  (YcHubTls            *self,
                              SoupSession         *session);
gboolean  yc_hub_tls_prepare (SoupSession         *session,
                              SoupMessage         *message,
                              GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubTls, yc_hub_tls_unref)

G_END_DECLS
