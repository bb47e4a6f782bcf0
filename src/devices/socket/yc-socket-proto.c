/* yc-socket-proto.c: what passes between a socket transport and a simulated device
 *
 *   frame  type u8 | tag be32 | length be32 | body
 *
 * Requests are the transfers of USB: bytes out, bytes in, control. Each is
 * answered once, by DONE with its tag, or never; CANCEL makes the answer come
 * at once. HELLO comes when the connection begins and whenever the device is
 * plugged in or out.
 */

#include "yc-socket-proto.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
set_error (GError    **error,
           const char *message)
{
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_LINK, message);
  return FALSE;
}

/* At most %YC_SOCKET_BODY_MAX_BYTES in the body. */
GBytes *
yc_socket_build_frame (YcSocketType  type,
                       guint32       tag,
                       gconstpointer body,
                       gsize         size_bytes)
{
  g_auto (YcWriter) writer = { NULL };

  g_return_val_if_fail (size_bytes <= YC_SOCKET_BODY_MAX_BYTES, NULL);

  yc_writer_init (&writer, YC_SOCKET_HEADER_BYTES + size_bytes);
  yc_writer_add_u8 (&writer, (guint8) type);
  yc_writer_add_be32 (&writer, tag);
  yc_writer_add_be32 (&writer, (guint32) size_bytes);
  yc_writer_add_bytes (&writer, body, size_bytes);
  return yc_writer_finish (&writer, NULL);
}

/**
 * yc_socket_parse_frame:
 * @bytes: what has come so far
 * @size_bytes: how much
 * @ret_frame: (out): points into @bytes; untouched unless a frame is whole
 * @error: LINK
 *
 * Returns: how many bytes the frame takes; 0 if more must come; -1 on failure
 */
gssize
yc_socket_parse_frame (const guint8  *bytes,
                       gsize          size_bytes,
                       YcSocketFrame *ret_frame,
                       GError       **error)
{
  YcSocketFrame frame = { 0 };
  guint32 length;
  YcReader reader;

  yc_reader_init (&reader, bytes, size_bytes);
  if (!yc_reader_read_u8 (&reader, &frame.type) || !yc_reader_read_be32 (&reader, &frame.tag) ||
      !yc_reader_read_be32 (&reader, &length))
    return 0;
  if (length > YC_SOCKET_BODY_MAX_BYTES)
    {
      set_error (error, _("The simulated device sends a frame that is too long"));
      return -1;
    }
  frame.size_bytes = length;
  frame.body = yc_reader_read_bytes (&reader, length);
  if (frame.body == NULL)
    return 0;
  *ret_frame = frame;
  return (gssize) reader.at;
}

static void
add_text (YcWriter   *writer,
          const char *text)
{
  gsize size = text == NULL ? 0 : MIN (strlen (text), 1000);

  yc_writer_add_be16 (writer, (guint16) size);
  yc_writer_add_bytes (writer, text == NULL ? "" : text, size);
}

/* NULL for an empty text; fails the reader if it is no UTF-8. */
static char *
read_text (YcReader *reader)
{
  guint16 size;
  const guint8 *bytes;

  if (!yc_reader_read_be16 (reader, &size) || size == 0)
    return NULL;
  bytes = yc_reader_read_bytes (reader, size);
  if (bytes == NULL || !g_utf8_validate ((const char *) bytes, size, NULL))
    {
      reader->failed = TRUE;
      return NULL;
    }
  return g_strndup ((const char *) bytes, size);
}

GBytes *
yc_socket_build_hello (const YcDeviceInfo *info,
                       gboolean            plugged)
{
  g_auto (YcWriter) writer = { NULL };
  g_autoptr (GBytes) body = NULL;

  yc_writer_init (&writer, YC_SOCKET_BODY_MAX_BYTES);
  yc_writer_add_u8 (&writer, plugged ? 1 : 0);
  yc_writer_add_be16 (&writer, info->vendor);
  yc_writer_add_be16 (&writer, info->product);
  yc_writer_add_u8 (&writer, info->class_code);
  yc_writer_add_u8 (&writer, info->subclass);
  yc_writer_add_u8 (&writer, info->protocol);
  add_text (&writer, info->serial);
  add_text (&writer, info->label);
  add_text (&writer, info->printer_id);
  body = yc_writer_finish (&writer, NULL);
  return yc_socket_build_frame (YC_SOCKET_HELLO, 0, g_bytes_get_data (body, NULL),
                                g_bytes_get_size (body));
}

/* Fills an @info that is new but for its place. */
gboolean
yc_socket_parse_hello (const YcSocketFrame *frame,
                       YcDeviceInfo        *info,
                       gboolean            *ret_plugged,
                       GError             **error)
{
  YcReader reader;
  guint8 plugged = 0;

  yc_reader_init (&reader, frame->body, frame->size_bytes);
  yc_reader_read_u8 (&reader, &plugged);
  yc_reader_read_be16 (&reader, &info->vendor);
  yc_reader_read_be16 (&reader, &info->product);
  yc_reader_read_u8 (&reader, &info->class_code);
  yc_reader_read_u8 (&reader, &info->subclass);
  yc_reader_read_u8 (&reader, &info->protocol);
  info->serial = read_text (&reader);
  info->label = read_text (&reader);
  info->printer_id = read_text (&reader);
  if (reader.failed || yc_reader_get_left (&reader) > 0)
    return set_error (error, _("The simulated device introduces itself wrongly"));
  *ret_plugged = plugged != 0;
  return TRUE;
}

GBytes *
yc_socket_build_done (guint32        tag,
                      YcSocketStatus status,
                      gsize          count,
                      gconstpointer  data,
                      gsize          size_bytes)
{
  g_auto (YcWriter) writer = { NULL };
  g_autoptr (GBytes) body = NULL;

  yc_writer_init (&writer, YC_SOCKET_BODY_MAX_BYTES);
  yc_writer_add_u8 (&writer, (guint8) status);
  yc_writer_add_be32 (&writer, (guint32) count);
  yc_writer_add_bytes (&writer, data, size_bytes);
  body = yc_writer_finish (&writer, NULL);
  g_return_val_if_fail (body != NULL, NULL);
  return yc_socket_build_frame (YC_SOCKET_DONE, tag, g_bytes_get_data (body, NULL),
                                g_bytes_get_size (body));
}

gboolean
yc_socket_parse_done (const YcSocketFrame *frame,
                      YcSocketStatus      *ret_status,
                      gsize               *ret_count,
                      const guint8       **ret_data,
                      gsize               *ret_size_bytes,
                      GError             **error)
{
  YcReader reader;
  guint8 status;
  guint32 count;

  yc_reader_init (&reader, frame->body, frame->size_bytes);
  if (!yc_reader_read_u8 (&reader, &status) || status > YC_SOCKET_CANCELLED ||
      !yc_reader_read_be32 (&reader, &count))
    return set_error (error, _("The simulated device answers wrongly"));
  *ret_status = (YcSocketStatus) status;
  *ret_count = count;
  *ret_size_bytes = yc_reader_get_left (&reader);
  *ret_data = yc_reader_read_bytes (&reader, *ret_size_bytes);
  return TRUE;
}

GBytes *
yc_socket_build_control (guint32               tag,
                         const YcControlSetup *setup,
                         const guint8         *data)
{
  g_auto (YcWriter) writer = { NULL };
  g_autoptr (GBytes) body = NULL;

  yc_writer_init (&writer, YC_SOCKET_BODY_MAX_BYTES);
  yc_writer_add_u8 (&writer, setup->type);
  yc_writer_add_u8 (&writer, setup->request);
  yc_writer_add_le16 (&writer, setup->value);
  yc_writer_add_le16 (&writer, setup->index);
  yc_writer_add_le16 (&writer, setup->length_bytes);
  if ((setup->type & 0x80) == 0)
    yc_writer_add_bytes (&writer, data, setup->length_bytes);
  body = yc_writer_finish (&writer, NULL);
  return yc_socket_build_frame (YC_SOCKET_CONTROL, tag, g_bytes_get_data (body, NULL),
                                g_bytes_get_size (body));
}

gboolean
yc_socket_parse_control (const YcSocketFrame *frame,
                         YcControlSetup      *ret_setup,
                         const guint8       **ret_data,
                         GError             **error)
{
  YcControlSetup setup;
  gsize out_bytes;
  YcReader reader;

  yc_reader_init (&reader, frame->body, frame->size_bytes);
  if (!yc_reader_read_u8 (&reader, &setup.type) || !yc_reader_read_u8 (&reader, &setup.request) ||
      !yc_reader_read_le16 (&reader, &setup.value) ||
      !yc_reader_read_le16 (&reader, &setup.index) ||
      !yc_reader_read_le16 (&reader, &setup.length_bytes))
    return set_error (error, _("A control request is cut short"));
  out_bytes = setup.type & 0x80 ? 0 : setup.length_bytes;
  if (setup.length_bytes > YC_TRANSPORT_CONTROL_MAX_BYTES ||
      yc_reader_get_left (&reader) != out_bytes)
    return set_error (error, _("A control request has a wrong length"));
  *ret_setup = setup;
  *ret_data = yc_reader_read_bytes (&reader, out_bytes);
  return TRUE;
}
