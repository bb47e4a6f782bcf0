/* The way bytes reach a device: USB, or a socket with a simulated device. */
#pragma once

#include "yc-device-error.h"

G_BEGIN_DECLS

/* One write is one transfer: it is acknowledged or not as a whole by the
 * kernel's smallest unit. */
#define YC_TRANSPORT_WRITE_MAX_BYTES 16384
#define YC_TRANSPORT_READ_MAX_BYTES 16384
#define YC_TRANSPORT_CONTROL_MAX_BYTES 1024
#define YC_TRANSPORT_TIMEOUT_MAX_MS 600000

/* A control request, USB 2.0 clause 9.3. The direction is bit 7 of the type. Of a
 * request to an interface (type & 0x1F == 1) the index is filled in by the
 * transport, which knows what it has claimed. */
typedef struct
{
  guint8 type;
  guint8 request;
  guint16 value;
  guint16 index;
  guint16 length_bytes;
} YcControlSetup;

/* Called on the worker's thread about every 200 ms while a write has not been
 * taken. It may make control requests. FALSE gives the write up. */
typedef gboolean (*YcTransportIdleFunc) (gpointer data,
                                         GError **error);

#define YC_TYPE_TRANSPORT (yc_transport_get_type ())
G_DECLARE_DERIVABLE_TYPE (YcTransport, yc_transport, YC, TRANSPORT, GObject)

/* Every function blocks, and is called on the device's worker thread only.
 * Errors are YC_DEVICE_ERROR of the link layer. */
struct _YcTransportClass
{
  GObjectClass parent_class;

  gboolean (*open) (YcTransport *self,
                    GError     **error);
  void (*close) (YcTransport *self);
  gboolean (*write) (YcTransport        *self,
                     const guint8       *data,
                     gsize               size_bytes,
                     guint               timeout_ms,
                     YcTransportIdleFunc idle,
                     gpointer            idle_data,
                     gsize              *sent_bytes,
                     GError            **error);
  gssize (*read) (YcTransport *self,
                  guint8      *buffer,
                  gsize        size_bytes,
                  guint        timeout_ms,
                  GError     **error);
  gssize (*control) (YcTransport          *self,
                     const YcControlSetup *setup,
                     guint8               *data,
                     guint                 timeout_ms,
                     GError              **error);
  char *(*describe) (YcTransport *self);
};

gboolean yc_transport_open     (YcTransport          *self,
                                GError              **error);
void     yc_transport_close    (YcTransport          *self);
gboolean yc_transport_write    (YcTransport          *self,
                                const guint8         *data,
                                gsize                 size_bytes,
                                guint                 timeout_ms,
                                YcTransportIdleFunc   idle,
                                gpointer              idle_data,
                                gsize                *sent_bytes,
                                GError              **error);
gssize   yc_transport_read     (YcTransport          *self,
                                guint8               *buffer,
                                gsize                 size_bytes,
                                guint                 timeout_ms,
                                GError              **error);
gssize   yc_transport_control  (YcTransport          *self,
                                const YcControlSetup *setup,
                                guint8               *data,
                                guint                 timeout_ms,
                                GError              **error);
char    *yc_transport_describe (YcTransport          *self);

G_END_DECLS
