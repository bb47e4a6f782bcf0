/* What passes between a socket transport and a simulated device: pure. */
#pragma once

#include "yc-bytes.h"
#include "yc-device-info.h"

G_BEGIN_DECLS

#define YC_SOCKET_HEADER_BYTES 9
#define YC_SOCKET_BODY_MAX_BYTES (YC_TRANSPORT_WRITE_MAX_BYTES + 64)

typedef enum
{
  YC_SOCKET_HELLO = 'h',   /* simulator: what it is, plugged in or not */
  YC_SOCKET_OUT = 'o',     /* desk: bytes for the device */
  YC_SOCKET_IN = 'i',      /* desk: be32 how many bytes it would take */
  YC_SOCKET_CONTROL = 'c', /* desk: a setup, and bytes if they go out */
  YC_SOCKET_CANCEL = 'x',  /* desk: give the request of this tag up */
  YC_SOCKET_DONE = 'd',    /* simulator: status, be32 count, bytes that came in */
} YcSocketType;

typedef enum
{
  YC_SOCKET_OK,
  YC_SOCKET_STALL,
  YC_SOCKET_GONE,
  YC_SOCKET_CANCELLED,
} YcSocketStatus;

typedef struct
{
  guint8 type;
  guint32 tag; /* of a request and what answers it */
  const guint8 *body; /* inside the bytes that were parsed */
  gsize size_bytes;
} YcSocketFrame;

GBytes  *yc_socket_build_frame   (YcSocketType         type,
                                  guint32              tag,
                                  gconstpointer        body,
                                  gsize                size_bytes);
gssize   yc_socket_parse_frame   (const guint8        *bytes,
                                  gsize                size_bytes,
                                  YcSocketFrame       *ret_frame,
                                  GError             **error);
GBytes  *yc_socket_build_hello   (const YcDeviceInfo  *info,
                                  gboolean             plugged);
gboolean yc_socket_parse_hello   (const YcSocketFrame *frame,
                                  YcDeviceInfo        *info,
                                  gboolean            *ret_plugged,
                                  GError             **error);
GBytes  *yc_socket_build_done    (guint32              tag,
                                  YcSocketStatus       status,
                                  gsize                count,
                                  gconstpointer        data,
                                  gsize                size_bytes);
gboolean yc_socket_parse_done    (const YcSocketFrame *frame,
                                  YcSocketStatus      *ret_status,
                                  gsize               *ret_count,
                                  const guint8       **ret_data,
                                  gsize               *ret_size_bytes,
                                  GError             **error);
GBytes  *yc_socket_build_control (guint32              tag,
                                  const YcControlSetup *setup,
                                  const guint8        *data);
gboolean yc_socket_parse_control (const YcSocketFrame *frame,
                                  YcControlSetup      *ret_setup,
                                  const guint8       **ret_data,
                                  GError             **error);

G_END_DECLS
