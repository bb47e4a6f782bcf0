/* yc-socket-transport.c: a simulated device behind a unix socket
 *
 * The transfers of USB, carried in frames: the drivers above see no
 * difference. A request whose time is over is cancelled, and the answer to
 * that tells how far it came, as with a real host controller.
 */

#include "yc-socket-transport.h"

#include "yc-socket-link.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define IDLE_MS 200
#define CANCEL_TIMEOUT_MS 1000

struct _YcSocketTransport
{
  YcTransport parent_instance;

  char *path;
  YcSocketLink link;
  guint32 last_tag;
};

/* A request's end. */
typedef struct
{
  YcSocketStatus status;
  gsize count;
  const guint8 *data;
  gsize size_bytes;
} Answer;

G_DEFINE_FINAL_TYPE (YcSocketTransport, yc_socket_transport, YC_TYPE_TRANSPORT)

static gboolean
set_link_error (GError      **error,
                YcDeviceError code,
                const char   *doing)
{
  const char *why = _("it does not answer");

  if (code == YC_DEVICE_ERROR_UNPLUGGED)
    why = _("it has been unplugged");
  else if (code == YC_DEVICE_ERROR_STALLED)
    why = _("it refused (stall)");
  g_set_error (error, YC_DEVICE_ERROR, code, _("Could not %s: %s"), doing, why);
  return FALSE;
}

/* TRUE when the answer to @tag has come. */
static gboolean
take_frame (const YcSocketFrame *frame,
            guint32              tag,
            Answer              *answer,
            GError             **error)
{
  return frame->type == YC_SOCKET_DONE && frame->tag == tag &&
         yc_socket_parse_done (frame, &answer->status, &answer->count, &answer->data,
                               &answer->size_bytes, error);
}

/* Waits for the answer until @end_us. TIMEOUT when it has not come. */
static gboolean
wait_answer (YcSocketTransport *self,
             guint32            tag,
             gint64             end_us,
             Answer            *answer,
             GError           **error)
{
  for (;;)
    {
      gint64 left_ms = (end_us - g_get_monotonic_time () + 999) / 1000;
      g_autoptr (GError) local = NULL;
      YcSocketFrame frame;

      if (!yc_socket_link_receive (&self->link, (int) MAX (left_ms, 0), -1, &frame, &local) ||
          take_frame (&frame, tag, answer, &local))
        {
          if (local == NULL)
            return TRUE;
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
}

static gboolean
cancel (YcSocketTransport *self,
        guint32            tag,
        Answer            *answer,
        GError           **error)
{
  g_autoptr (GBytes) frame = yc_socket_build_frame (YC_SOCKET_CANCEL, tag, NULL, 0);

  return yc_socket_link_send (&self->link, frame, error) &&
         wait_answer (self, tag, g_get_monotonic_time () + CANCEL_TIMEOUT_MS * 1000, answer, error);
}

/* One request to its end. A request given up ends as CANCELLED, unless it was
 * done meanwhile; @ret_gave_up then holds what @idle said, if it did. */
static gboolean
transfer (YcSocketTransport  *self,
          GBytes             *frame,
          guint32             tag,
          guint               timeout_ms,
          YcTransportIdleFunc idle,
          gpointer            idle_data,
          Answer             *answer,
          GError            **error)
{
  gint64 end_us = g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);

  if (!yc_socket_link_send (&self->link, frame, error))
    return FALSE;
  for (;;)
    {
      g_autoptr (GError) local = NULL;
      gint64 until_us = MIN (end_us, g_get_monotonic_time () + IDLE_MS * 1000);

      if (wait_answer (self, tag, idle == NULL ? end_us : until_us, answer, &local))
        return TRUE;
      if (!g_error_matches (local, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (g_get_monotonic_time () >= end_us || (idle != NULL && !idle (idle_data, error)))
        return cancel (self, tag, answer, error == NULL || *error == NULL ? error : NULL);
    }
}

static gboolean
judge (const Answer *answer,
       const char   *doing,
       GError      **error)
{
  switch (answer->status)
    {
    case YC_SOCKET_OK:
      return TRUE;
    case YC_SOCKET_STALL:
      return set_link_error (error, YC_DEVICE_ERROR_STALLED, doing);
    case YC_SOCKET_GONE:
      return set_link_error (error, YC_DEVICE_ERROR_UNPLUGGED, doing);
    case YC_SOCKET_CANCELLED:
    default:
      return set_link_error (error, YC_DEVICE_ERROR_TIMEOUT, doing);
    }
}

static gboolean
yc_socket_transport_open (YcTransport *transport,
                          GError     **error)
{
  YcSocketTransport *self = YC_SOCKET_TRANSPORT (transport);
  g_autoptr (YcDeviceInfo) info = yc_device_info_new (NULL);
  YcSocketFrame frame;
  gboolean plugged;

  if (!yc_socket_link_open (&self->link, self->path, error))
    return FALSE;
  if (yc_socket_link_receive (&self->link, CANCEL_TIMEOUT_MS, -1, &frame, error) &&
      yc_socket_parse_hello (&frame, info, &plugged, error) &&
      (plugged || set_link_error (error, YC_DEVICE_ERROR_UNPLUGGED, _("open the device"))))
    return TRUE;
  yc_socket_link_close (&self->link);
  return FALSE;
}

static void
yc_socket_transport_close (YcTransport *transport)
{
  yc_socket_link_close (&YC_SOCKET_TRANSPORT (transport)->link);
}

static gboolean
yc_socket_transport_write (YcTransport        *transport,
                           const guint8       *data,
                           gsize               size_bytes,
                           guint               timeout_ms,
                           YcTransportIdleFunc idle,
                           gpointer            idle_data,
                           gsize              *sent_bytes,
                           GError            **error)
{
  YcSocketTransport *self = YC_SOCKET_TRANSPORT (transport);
  guint32 tag = ++self->last_tag;
  g_autoptr (GBytes) frame = yc_socket_build_frame (YC_SOCKET_OUT, tag, data, size_bytes);
  g_autoptr (GError) local = NULL;
  Answer answer = { YC_SOCKET_CANCELLED };

  transfer (self, frame, tag, timeout_ms, idle, idle_data, &answer, &local);
  *sent_bytes = MIN (answer.count, size_bytes);
  if (local == NULL && judge (&answer, _("write to the device"), &local))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gssize
yc_socket_transport_read (YcTransport *transport,
                          guint8      *buffer,
                          gsize        size_bytes,
                          guint        timeout_ms,
                          GError     **error)
{
  YcSocketTransport *self = YC_SOCKET_TRANSPORT (transport);
  guint32 tag = ++self->last_tag;
  guint8 wanted[] = { (guint8) (size_bytes >> 24), (guint8) (size_bytes >> 16),
                      (guint8) (size_bytes >> 8), (guint8) size_bytes };
  g_autoptr (GBytes) frame = yc_socket_build_frame (YC_SOCKET_IN, tag, wanted, sizeof wanted);
  Answer answer;

  if (!transfer (self, frame, tag, timeout_ms, NULL, NULL, &answer, error) ||
      !judge (&answer, _("read from the device"), error))
    return -1;
  if (answer.size_bytes > size_bytes)
    {
      g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_LINK,
                           _("The simulated device sent more than was asked for"));
      return -1;
    }
  if (answer.size_bytes > 0)
    memcpy (buffer, answer.data, answer.size_bytes);
  return (gssize) answer.size_bytes;
}

static gssize
yc_socket_transport_control (YcTransport          *transport,
                             const YcControlSetup *setup,
                             guint8               *data,
                             guint                 timeout_ms,
                             GError              **error)
{
  YcSocketTransport *self = YC_SOCKET_TRANSPORT (transport);
  guint32 tag = ++self->last_tag;
  g_autoptr (GBytes) frame = yc_socket_build_control (tag, setup, data);
  Answer answer;

  if (!transfer (self, frame, tag, timeout_ms, NULL, NULL, &answer, error) ||
      !judge (&answer, _("ask the device"), error))
    return -1;
  if ((setup->type & 0x80) == 0)
    return (gssize) answer.count;
  answer.size_bytes = MIN (answer.size_bytes, setup->length_bytes);
  if (answer.size_bytes > 0)
    memcpy (data, answer.data, answer.size_bytes);
  return (gssize) answer.size_bytes;
}

static char *
yc_socket_transport_describe (YcTransport *transport)
{
  return g_strconcat ("socket:", YC_SOCKET_TRANSPORT (transport)->path, NULL);
}

static void
yc_socket_transport_finalize (GObject *object)
{
  YcSocketTransport *self = YC_SOCKET_TRANSPORT (object);

  yc_socket_link_close (&self->link);
  g_free (self->path);
  G_OBJECT_CLASS (yc_socket_transport_parent_class)->finalize (object);
}

static void
yc_socket_transport_class_init (YcSocketTransportClass *klass)
{
  YcTransportClass *transport_class = YC_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_socket_transport_finalize;
  transport_class->open = yc_socket_transport_open;
  transport_class->close = yc_socket_transport_close;
  transport_class->write = yc_socket_transport_write;
  transport_class->read = yc_socket_transport_read;
  transport_class->control = yc_socket_transport_control;
  transport_class->describe = yc_socket_transport_describe;
}

static void
yc_socket_transport_init (YcSocketTransport *self)
{
  self->link.fd = -1;
}

/**
 * yc_socket_transport_new:
 * @path: where `yichuang-sim` listens
 *
 * Returns: (transfer full): a transport that is closed
 */
YcTransport *
yc_socket_transport_new (const char *path)
{
  YcSocketTransport *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (YC_TYPE_SOCKET_TRANSPORT, NULL);
  self->path = g_strdup (path);
  return YC_TRANSPORT (self);
}
