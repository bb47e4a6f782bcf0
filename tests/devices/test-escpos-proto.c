/* test-escpos-proto.c: documents, their reading back, and status bytes */

#include "yc-class-printer-proto.h"
#include "yc-escpos-decode.h"
#include "yc-escpos-proto.h"
#include "yc-test-devices.h"

#include <string.h>

static GBytes *
finish (YcEscpos *document)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = yc_escpos_finish (document, &error);

  g_assert_no_error (error);
  return bytes;
}

static char *
render (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = yc_escpos_decode (bytes, &error);

  g_assert_no_error (error);
  return yc_escpos_render (items);
}

static void
test_bytes (void)
{
  g_autoptr (YcEscpos) document = yc_escpos_new (NULL, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) expected = yc_test_from_hex ("1B401C261D21111B6101B2E2410A1D2100"
                                                  "1B64021D564200");

  yc_escpos_set_size (document, 2, 2);
  yc_escpos_set_align (document, YC_ESCPOS_CENTER);
  yc_escpos_add_line (document, "测A");
  yc_escpos_set_size (document, 1, 1);
  yc_escpos_add_feed (document, 2);
  yc_escpos_add_cut (document);
  bytes = finish (document);
  g_assert_true (g_bytes_equal (bytes, expected));
}

static void
test_round_trip (void)
{
  g_autoptr (YcEscpos) document = yc_escpos_new (NULL, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  yc_escpos_set_size (document, 3, 3);
  yc_escpos_add_line (document, "A 0042");
  yc_escpos_set_size (document, 1, 1);
  yc_escpos_add_line (document, "应收 ¥1.00 元\x1B@");
  yc_escpos_add_qr (document, "https://example.test/t?码=0042", 6);
  yc_escpos_add_feed (document, 1);
  yc_escpos_add_cut (document);
  yc_escpos_open_drawer (document);
  bytes = finish (document);
  text = render (bytes);
  /* The yen sign is the full-width one; a control character does not get out. */
  g_assert_cmpstr (text, ==,
                   "A 0042\n应收 ￥1.00 元 @\n[QR https://example.test/t?码=0042]\n\n"
                   "--- cut ---\n[drawer]\n");
}

typedef struct
{
  char *text;
  guint height;
} Drawn;

static gboolean
draw_cb (const char     *text,
         guint           height_dots,
         YcEscposBitmap *ret_bitmap,
         gpointer        data)
{
  Drawn *drawn = data;

  drawn->text = g_strdup (text);
  drawn->height = height_dots;
  *ret_bitmap = (YcEscposBitmap){ 384, 200, g_bytes_new_take (g_malloc0 (48 * 200), 48 * 200) };
  return TRUE;
}

/* A four-byte character: the whole line is drawn, in bands. */
static void
test_rare_character (void)
{
  Drawn drawn = { NULL };
  g_autoptr (YcEscpos) document = yc_escpos_new (draw_cb, &drawn);
  g_autoptr (YcEscpos) without = yc_escpos_new (NULL, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autofree char *text = NULL;
  g_autofree char *plain_text = NULL;

  yc_escpos_set_size (document, 2, 2);
  yc_escpos_add_line (document, "钱𠮷测");
  bytes = finish (document);
  text = render (bytes);
  g_assert_cmpstr (drawn.text, ==, "钱𠮷测");
  g_assert_cmpuint (drawn.height, ==, 48);
  g_assert_cmpstr (text, ==, "[raster 384×128]\n[raster 384×72]\n");
  g_free (drawn.text);

  yc_escpos_add_line (without, "钱𠮷测");
  plain = finish (without);
  plain_text = render (plain);
  g_assert_cmpstr (plain_text, ==, "钱〓测\n");
}

static void
test_refusals (void)
{
  g_autofree char *qr = g_strnfill (YC_ESCPOS_QR_MAX_BYTES + 1, 'x');
  g_autofree char *line = g_strnfill (YC_ESCPOS_TEXT_MAX_BYTES + 1, 'x');
  const char *const texts[] = { line, "\xFF\xFE" };
  g_autoptr (YcEscpos) document = yc_escpos_new (NULL, NULL);
  g_autoptr (GError) error = NULL;

  yc_escpos_add_qr (document, qr, 6);
  g_assert_null (yc_escpos_finish (document, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (YcEscpos) other = yc_escpos_new (NULL, NULL);

      g_clear_error (&error);
      yc_escpos_add_line (other, texts[i]);
      g_assert_null (yc_escpos_finish (other, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

/* Every cut of a document decodes, or fails with the place. */
static void
test_every_cut (void)
{
  g_autoptr (YcEscpos) document = yc_escpos_new (NULL, NULL);
  g_autoptr (GBytes) bytes = NULL;

  yc_escpos_add_line (document, "测试");
  yc_escpos_add_qr (document, "0042", 6);
  yc_escpos_add_cut (document);
  bytes = finish (document);
  for (gsize cut = 0; cut < g_bytes_get_size (bytes); cut++)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), MAX (cut, 1));
      g_autoptr (GBytes) part = g_bytes_new (copy, cut);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) items = yc_escpos_decode (part, &error);

      g_assert_true (items != NULL || strstr (error->message, "At byte") != NULL);
    }
}

static void
test_decoder_refuses (void)
{
  const char *const rows[] = {
    "1B7A",                 /* an unknown ESC command */
    "1D7A", "1C7A", "07",   /* and others */
    "1D763000FFFFFFFF",     /* a picture of 4 GiB */
    "1D286BFFFF31",         /* a code that is not there */
    "B2",                   /* half a character */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = yc_test_from_hex (rows[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (yc_escpos_decode (bytes, &error));
      g_assert_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL);
    }
}

static void
test_status (void)
{
  YcPrinterFlags flags = 99;

  g_assert_false (yc_escpos_parse_realtime (0x00, 1, &flags));
  g_assert_false (yc_escpos_parse_realtime (0x13, 1, &flags));
  g_assert_cmpint (flags, ==, 99);
  g_assert_true (yc_escpos_parse_realtime (0x12, 1, &flags));
  g_assert_cmpint (flags, ==, YC_PRINTER_FLAG_NONE);
  g_assert_true (yc_escpos_parse_realtime (0x12 | 0x08, 1, &flags));
  g_assert_cmpint (flags, ==, YC_PRINTER_OFFLINE);
  g_assert_true (yc_escpos_parse_realtime (0x12 | 0x64, 2, &flags));
  g_assert_cmpint (flags, ==, YC_PRINTER_COVER_OPEN | YC_PRINTER_PAPER_OUT | YC_PRINTER_FAULT);
  g_assert_true (yc_escpos_parse_realtime (0x12 | 0x0C, 4, &flags));
  g_assert_cmpint (flags, ==, YC_PRINTER_PAPER_LOW);

  g_assert_cmpint (yc_class_printer_parse_port_status (0x18), ==, YC_PRINTER_FLAG_NONE);
  g_assert_cmpint (yc_class_printer_parse_port_status (0x38), ==, YC_PRINTER_PAPER_OUT);
  g_assert_cmpint (yc_class_printer_parse_port_status (0x10), ==, YC_PRINTER_FAULT);
  g_assert_cmpint (yc_class_printer_parse_port_status (0x08), ==, YC_PRINTER_OFFLINE);
}

static void
test_printer_id (void)
{
  static const char id[] =
    "MFG:EPSON;CMD:ESCP9,PRPII9,BDC;MDL:DFX-9000;CLS:PRINTER;DES:EPSON DFX-9000;";
  guint8 bytes[2 + sizeof id - 1] = { 0x00, 0x4D };
  g_autofree char *big = NULL;
  g_autofree char *little = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (sizeof bytes, ==, 0x4D);
  memcpy (bytes + 2, id, sizeof id - 1);
  big = yc_class_printer_parse_id (bytes, sizeof bytes, &error);
  g_assert_cmpstr (big, ==, id);
  bytes[0] = 0x4D;
  bytes[1] = 0x00;
  little = yc_class_printer_parse_id (bytes, sizeof bytes, &error);
  g_assert_cmpstr (little, ==, id);
  bytes[0] = bytes[1] = 0xFF;
  g_assert_null (yc_class_printer_parse_id (bytes, sizeof bytes, &error));
  g_assert_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/escpos/bytes", test_bytes);
  g_test_add_func ("/escpos/round-trip", test_round_trip);
  g_test_add_func ("/escpos/rare-character", test_rare_character);
  g_test_add_func ("/escpos/refusals", test_refusals);
  g_test_add_func ("/escpos/every-cut", test_every_cut);
  g_test_add_func ("/escpos/decoder-refuses", test_decoder_refuses);
  g_test_add_func ("/escpos/status", test_status);
  g_test_add_func ("/escpos/printer-id", test_printer_id);
  return g_test_run ();
}
