/* fuzz-printer.c: receipts and status bytes, whoever made them */

#include "yc-class-printer-proto.h"
#include "yc-escpos-decode.h"
#include "yc-escpos-proto.h"
#include "yc-fuzz.h"

static void
try_document (const uint8_t *data,
              size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = yc_escpos_decode (bytes, &error);
  g_autofree char *text = NULL;

  g_assert_true ((items == NULL) == (error != NULL));
  if (items == NULL)
    return;
  g_assert_cmpuint (items->len, <=, YC_ESCPOS_ITEMS_MAX);
  text = yc_escpos_render (items);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* A text of any kind becomes a document that can be read back, or is refused. */
static void
try_text (const uint8_t *data,
          size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (YcEscpos) document = yc_escpos_new (NULL, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;

  yc_escpos_add_line (document, text);
  yc_escpos_add_cut (document);
  bytes = yc_escpos_finish (document, NULL);
  if (bytes == NULL)
    return;
  items = yc_escpos_decode (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 2);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *id = yc_class_printer_parse_id (data, size, NULL);
  YcPrinterFlags flags;

  g_assert_true (id == NULL || g_utf8_validate (id, -1, NULL));
  for (size_t i = 0; i < size; i++)
    {
      yc_class_printer_parse_port_status (data[i]);
      for (guint n = 0; n <= 4; n++)
        g_assert_cmpint (yc_escpos_parse_realtime (data[i], n, &flags), ==,
                         (data[i] & 0x93) == 0x12);
    }
  try_document (data, size);
  try_text (data, size);
  return 0;
}
