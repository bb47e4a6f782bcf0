/* yc-test-devices.c: what the tests of devices share */

#include "yc-test-devices.h"

#include "yc-escpos-proto.h"

#include <string.h>

const char yc_test_text_resident[] =
  "4B6DD58B32752000200020002000200020002000200020002000200020003200"
  "30003100310039003400390031003200330031001753AC4E025E1D6733963A53"
  "4B6DD58BEF8D3100F75320002000200020002000200020002000200020002000"
  "2000200020002000200020002000200020002000200020002000310031003000"
  "3100300035003100390034003900310032003300310030003000320058004B6D"
  "D58B025E6C51895B405C20002000200020002000200020002000200032003000"
  "3200300030003100300031007F951F6720002000200020002000200020002000"
  "2000200020002000200020002000200020002000200020002000200020002000";

const char yc_test_text_j[] =
  "4B6DD58B594E2000200020002000200020002000200020002000200020003100"
  "20002000320030003900390031003200330031007F5E1C4E0177F16D3357025E"
  "4B6DD58B57883200F75320002000200020002000200020002000200020002000"
  "2000200020002000200020002000200020002000200020002000380031003000"
  "3000300030003200300039003900310032003300310030003000310039004B6D"
  "D58B025E6C51895B405C20002000200020002000200020002000200032003000"
  "3200300030003100300031003200300032003500300031003000310048003000"
  "3000300030003000300030003000300031002000200020004A00200020002000";

const char yc_test_text_i[] =
  "54004500530054002C00200050004500520053004F004E0020004F004E004500"
  "2000200020002000200020002000200020002000200020002000200020002000"
  "2000200020002000200020002000200020002000200020002000200020002000"
  "2000200020002000200020002000200020002000200020003100580058005800"
  "3100310030003000390039003100320033003100300031005800580058004B6D"
  "D58B194E20002000200020002000200020002000200020002000200032003000"
  "3100370030003600310036003200300032003700300036003100350032003000"
  "3900390031003200330031003000310031003500300030004900200020002000";

const char yc_test_text_y[] =
  "4B6DD58B014E2000200020002000200020002000200020002000200020003100"
  "300030003200300039003900310032003300310054004500530054002C002000"
  "50004500520053004F004E002000540057004F00200020002000200020002000"
  "2000200020002000200020002000200020002000200020002000390031003100"
  "3100320034003200300039003900310032003300310030003000310058002000"
  "2000200020002000200020002000200020002000200020002000200032003000"
  "3200330031003200300031003200300033003300310031003300300020002000"
  "2000200020002000200020002000200020005800580058005900200020002000";

GBytes *
yc_test_from_hex (const char *hex)
{
  gsize size = strlen (hex) / 2;
  guint8 *bytes = g_malloc (MAX (size, 1));

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 |
                         g_ascii_xdigit_value (hex[2 * i + 1]));
  return g_bytes_new_take (bytes, size);
}

/* A reply frame around what stands between length and check byte. */
GBytes *
yc_test_frame (GBytes *body)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (body, &size);
  GByteArray *frame = g_byte_array_new ();
  guint8 head[] = { 0xAA, 0xAA, 0xAA, 0x96, 0x69, (guint8) ((size + 1) >> 8), (guint8) (size + 1) };
  guint8 check = head[5] ^ head[6];

  g_byte_array_append (frame, head, sizeof head);
  g_byte_array_append (frame, bytes, (guint) size);
  for (gsize i = 0; i < size; i++)
    check ^= bytes[i];
  g_byte_array_append (frame, &check, 1);
  return g_byte_array_free_to_bytes (frame);
}

/* A good reply to a read; @fingerprint_bytes below 0 for one without that length. */
GBytes *
yc_test_card_frame (const char *text_hex,
                    int         fingerprint_bytes)
{
  g_autoptr (GBytes) text = yc_test_from_hex (text_hex);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  static const guint8 zeros[1024];

  g_byte_array_append (body, (const guint8[]){ 0, 0, 0x90, 1, 0, 4, 0 }, 7);
  if (fingerprint_bytes >= 0)
    g_byte_array_append (body, (const guint8[]){ (guint8) (fingerprint_bytes >> 8),
                                                 (guint8) fingerprint_bytes }, 2);
  g_byte_array_append (body, g_bytes_get_data (text, NULL), (guint) g_bytes_get_size (text));
  g_byte_array_append (body, zeros, 1024);
  if (fingerprint_bytes > 0)
    g_byte_array_append (body, zeros, (guint) fingerprint_bytes);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&body));
  return yc_test_frame (bytes);
}

/* A receipt for the printer: 600 lines are several chunks, about 20 KiB. */
GBytes *
yc_test_receipt_new (guint lines)
{
  g_autoptr (YcEscpos) document = yc_escpos_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  for (guint i = 0; i < lines; i++)
    {
      g_autofree char *line = g_strdup_printf ("第 %u 行 受理通知书 测试测试测试", i);

      yc_escpos_add_line (document, line);
    }
  yc_escpos_add_cut (document);
  bytes = yc_escpos_finish (document, &error);
  g_assert_no_error (error);
  return bytes;
}
