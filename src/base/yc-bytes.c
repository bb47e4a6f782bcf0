/* yc-bytes.c: bounded readers and writers
 *
 * Bytes from outside (devices, cards, sockets, files) are taken apart with a
 * YcReader and put together with a YcWriter, never through struct casts: the
 * order of bytes is written in each call, and no length that came from outside
 * can move a read past the end.
 */

#include "yc-bytes.h"

#include <string.h>

void
yc_reader_init (YcReader     *reader,
                const guint8 *data,
                gsize         size_bytes)
{
  g_return_if_fail (reader != NULL);
  g_return_if_fail (data != NULL || size_bytes == 0);

  *reader = (YcReader){ .data = data, .size_bytes = size_bytes };
}

/* How many bytes have not been read yet; 0 for a reader that has failed. */
gsize
yc_reader_get_left (const YcReader *reader)
{
  g_return_val_if_fail (reader != NULL, 0);

  return reader->failed ? 0 : reader->size_bytes - reader->at;
}

/**
 * yc_reader_read_bytes:
 * @reader: a reader
 * @count: how many bytes
 *
 * Returns: (nullable): where they stand, inside the reader's own data, or
 * %NULL when fewer are left; then the reader has failed
 */
const guint8 *
yc_reader_read_bytes (YcReader *reader,
                      gsize     count)
{
  const guint8 *bytes;

  g_return_val_if_fail (reader != NULL, NULL);

  if (reader->failed || reader->data == NULL || count > reader->size_bytes - reader->at)
    {
      reader->failed = TRUE;
      return NULL;
    }
  bytes = reader->data + reader->at;
  reader->at += count;
  return bytes;
}

gboolean
yc_reader_read_u8 (YcReader *reader,
                   guint8   *ret_value)
{
  const guint8 *b = yc_reader_read_bytes (reader, 1);

  if (b == NULL)
    return FALSE;
  *ret_value = b[0];
  return TRUE;
}

gboolean
yc_reader_read_be16 (YcReader *reader,
                     guint16  *ret_value)
{
  const guint8 *b = yc_reader_read_bytes (reader, 2);

  if (b == NULL)
    return FALSE;
  *ret_value = (guint16) (b[0] << 8 | b[1]);
  return TRUE;
}

gboolean
yc_reader_read_be32 (YcReader *reader,
                     guint32  *ret_value)
{
  const guint8 *b = yc_reader_read_bytes (reader, 4);

  if (b == NULL)
    return FALSE;
  *ret_value = (guint32) b[0] << 24 | (guint32) b[1] << 16 | (guint32) b[2] << 8 | b[3];
  return TRUE;
}

gboolean
yc_reader_read_le16 (YcReader *reader,
                     guint16  *ret_value)
{
  const guint8 *b = yc_reader_read_bytes (reader, 2);

  if (b == NULL)
    return FALSE;
  *ret_value = (guint16) (b[1] << 8 | b[0]);
  return TRUE;
}

gboolean
yc_reader_read_le32 (YcReader *reader,
                     guint32  *ret_value)
{
  const guint8 *b = yc_reader_read_bytes (reader, 4);

  if (b == NULL)
    return FALSE;
  *ret_value = (guint32) b[3] << 24 | (guint32) b[2] << 16 | (guint32) b[1] << 8 | b[0];
  return TRUE;
}

void
yc_writer_init (YcWriter *writer,
                gsize     limit_bytes)
{
  g_return_if_fail (writer != NULL);

  *writer = (YcWriter){ .array = g_byte_array_new (), .limit_bytes = limit_bytes };
}

void
yc_writer_clear (YcWriter *writer)
{
  g_return_if_fail (writer != NULL);

  g_clear_pointer (&writer->array, g_byte_array_unref);
}

void
yc_writer_add_bytes (YcWriter     *writer,
                     gconstpointer data,
                     gsize         size_bytes)
{
  g_return_if_fail (writer != NULL && writer->array != NULL);
  g_return_if_fail (data != NULL || size_bytes == 0);

  if (writer->failed || size_bytes > writer->limit_bytes - writer->array->len)
    writer->failed = TRUE;
  else if (size_bytes > 0)
    g_byte_array_append (writer->array, data, (guint) size_bytes);
}

void
yc_writer_add_u8 (YcWriter *writer,
                  guint8    value)
{
  yc_writer_add_bytes (writer, &value, 1);
}

void
yc_writer_add_be16 (YcWriter *writer,
                    guint16   value)
{
  yc_writer_add_bytes (writer, (guint8[]){ value >> 8, value & 0xFF }, 2);
}

void
yc_writer_add_be32 (YcWriter *writer,
                    guint32   value)
{
  yc_writer_add_be16 (writer, (guint16) (value >> 16));
  yc_writer_add_be16 (writer, (guint16) (value & 0xFFFF));
}

void
yc_writer_add_le16 (YcWriter *writer,
                    guint16   value)
{
  yc_writer_add_bytes (writer, (guint8[]){ value & 0xFF, value >> 8 }, 2);
}

void
yc_writer_add_le32 (YcWriter *writer,
                    guint32   value)
{
  yc_writer_add_le16 (writer, (guint16) (value & 0xFFFF));
  yc_writer_add_le16 (writer, (guint16) (value >> 16));
}

/**
 * yc_writer_finish:
 * @writer: a writer; empty afterwards
 * @error: where to put G_IO_ERROR_NO_SPACE
 *
 * Returns: (transfer full): what was written, or %NULL if it was more than the
 * limit
 */
GBytes *
yc_writer_finish (YcWriter *writer,
                  GError  **error)
{
  g_return_val_if_fail (writer != NULL && writer->array != NULL, NULL);

  if (writer->failed)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   "The bytes would be more than %" G_GSIZE_FORMAT, writer->limit_bytes);
      yc_writer_clear (writer);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&writer->array));
}
