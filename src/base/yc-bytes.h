/* Bounded reading and writing of bytes that cross the program's border. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads from bytes it does not own. Once a read would pass the end, the reader
 * has failed and every later read fails too, so that a whole structure can be
 * read and checked once. */
typedef struct
{
  const guint8 *data;
  gsize size_bytes;
  gsize at;
  gboolean failed;
} YcReader;

void          yc_reader_init       (YcReader      *reader,
                                    const guint8  *data,
                                    gsize          size_bytes);
gsize         yc_reader_get_left   (const YcReader *reader);
gboolean      yc_reader_read_u8    (YcReader      *reader,
                                    guint8        *ret_value);
gboolean      yc_reader_read_be16  (YcReader      *reader,
                                    guint16       *ret_value);
gboolean      yc_reader_read_be32  (YcReader      *reader,
                                    guint32       *ret_value);
gboolean      yc_reader_read_le16  (YcReader      *reader,
                                    guint16       *ret_value);
gboolean      yc_reader_read_le32  (YcReader      *reader,
                                    guint32       *ret_value);
const guint8 *yc_reader_read_bytes (YcReader      *reader,
                                    gsize          count);

/* Builds bytes up to a limit. Past the limit the writer has failed: nothing
 * more is kept and yc_writer_finish() says so. */
typedef struct
{
  GByteArray *array;
  gsize limit_bytes;
  gboolean failed;
} YcWriter;

void    yc_writer_init       (YcWriter     *writer,
                              gsize         limit_bytes);
void    yc_writer_clear      (YcWriter     *writer);
void    yc_writer_add_u8     (YcWriter     *writer,
                              guint8        value);
void    yc_writer_add_be16   (YcWriter     *writer,
                              guint16       value);
void    yc_writer_add_be32   (YcWriter     *writer,
                              guint32       value);
void    yc_writer_add_le16   (YcWriter     *writer,
                              guint16       value);
void    yc_writer_add_le32   (YcWriter     *writer,
                              guint32       value);
void    yc_writer_add_bytes  (YcWriter     *writer,
                              gconstpointer data,
                              gsize         size_bytes);
GBytes *yc_writer_finish     (YcWriter     *writer,
                              GError      **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcWriter, yc_writer_clear)

G_END_DECLS
