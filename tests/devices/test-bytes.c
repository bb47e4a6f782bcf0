/* test-bytes.c: bounded readers and writers */

#include "yc-bytes.h"

static void
test_read (void)
{
  static const guint8 bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 };
  YcReader reader;
  guint8 u8;
  guint16 u16;
  guint32 u32;

  yc_reader_init (&reader, bytes, sizeof bytes);
  g_assert_true (yc_reader_read_u8 (&reader, &u8));
  g_assert_cmphex (u8, ==, 1);
  g_assert_true (yc_reader_read_be16 (&reader, &u16));
  g_assert_cmphex (u16, ==, 0x0203);
  g_assert_true (yc_reader_read_le16 (&reader, &u16));
  g_assert_cmphex (u16, ==, 0x0504);
  g_assert_true (yc_reader_read_be32 (&reader, &u32));
  g_assert_cmphex (u32, ==, 0x06070809);
  g_assert_true (yc_reader_read_le32 (&reader, &u32));
  g_assert_cmphex (u32, ==, 0x0D0C0B0A);
  g_assert_cmpuint (yc_reader_get_left (&reader), ==, 0);
  g_assert_false (reader.failed);
}

/* Once past the end, nothing is read any more, and values stay as they were. */
static void
test_past_the_end (void)
{
  static const guint8 bytes[] = { 1, 2, 3 };
  YcReader reader;
  guint32 u32 = 77;
  guint8 u8 = 77;

  yc_reader_init (&reader, bytes, sizeof bytes);
  g_assert_false (yc_reader_read_be32 (&reader, &u32));
  g_assert_cmpuint (u32, ==, 77);
  g_assert_true (reader.failed);
  g_assert_cmpuint (yc_reader_get_left (&reader), ==, 0);
  g_assert_false (yc_reader_read_u8 (&reader, &u8));
  g_assert_cmpuint (u8, ==, 77);

  yc_reader_init (&reader, bytes, sizeof bytes);
  g_assert_null (yc_reader_read_bytes (&reader, G_MAXSIZE));
  yc_reader_init (&reader, NULL, 0);
  g_assert_null (yc_reader_read_bytes (&reader, 1));
}

static void
test_write (void)
{
  g_auto (YcWriter) writer = { NULL };
  g_autoptr (GBytes) bytes = NULL;
  static const guint8 expected[] = { 1, 2, 3, 5, 4, 6, 7, 8, 9, 13, 12, 11, 10 };

  yc_writer_init (&writer, sizeof expected);
  yc_writer_add_u8 (&writer, 1);
  yc_writer_add_be16 (&writer, 0x0203);
  yc_writer_add_le16 (&writer, 0x0405);
  yc_writer_add_be32 (&writer, 0x06070809);
  yc_writer_add_le32 (&writer, 0x0A0B0C0D);
  bytes = yc_writer_finish (&writer, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected,
                   sizeof expected);
}

static void
test_write_limit (void)
{
  g_auto (YcWriter) writer = { NULL };
  g_autoptr (GError) error = NULL;

  yc_writer_init (&writer, 4);
  yc_writer_add_be32 (&writer, 1);
  yc_writer_add_u8 (&writer, 1);
  g_assert_cmpuint (writer.array->len, ==, 4);
  g_assert_null (yc_writer_finish (&writer, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bytes/read", test_read);
  g_test_add_func ("/bytes/past-the-end", test_past_the_end);
  g_test_add_func ("/bytes/write", test_write);
  g_test_add_func ("/bytes/write-limit", test_write_limit);
  return g_test_run ();
}
