/* A blocking connection that carries whole frames. */
#pragma once

#include "yc-socket-proto.h"

G_BEGIN_DECLS

typedef struct
{
  int fd; /* -1 when closed */
  guint8 bytes[2 * (YC_SOCKET_HEADER_BYTES + YC_SOCKET_BODY_MAX_BYTES)];
  gsize have;
  gsize used; /* of the frame given out last */
} YcSocketLink;

gboolean yc_socket_link_open    (YcSocketLink  *link,
                                 const char    *path,
                                 GError       **error);
void     yc_socket_link_close   (YcSocketLink  *link);
gboolean yc_socket_link_send    (YcSocketLink  *link,
                                 GBytes        *frame,
                                 GError       **error);
gboolean yc_socket_link_receive (YcSocketLink  *link,
                                 int            wait_ms,
                                 int            wake_fd,
                                 YcSocketFrame *ret_frame,
                                 GError       **error);

G_END_DECLS
