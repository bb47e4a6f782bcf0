/* A connection as SoupServer gets it, so that one that ends is let go. */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

gboolean yc_hub_stream_accept  (SoupServer         *soup,
                                GSocketConnection  *connection,
                                GError            **error);
void     yc_hub_stream_begin   (SoupServerMessage  *message);
void     yc_hub_stream_rest    (SoupServerMessage  *message);
gboolean yc_hub_stream_is_over (SoupServerMessage  *message);

G_END_DECLS
