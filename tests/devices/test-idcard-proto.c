/* test-idcard-proto.c: frames and text blocks of identity card readers */

#include "yc-idcard-proto.h"
#include "yc-test-devices.h"

#include <string.h>

static YcCard *
decode_card (const char *text_hex)
{
  g_autoptr (GBytes) frame = yc_test_card_frame (text_hex, -1);
  g_autoptr (GError) error = NULL;
  YcCard *card = yc_idcard_decode_reply (frame, &error);

  g_assert_no_error (error);
  g_assert_nonnull (card);
  return card;
}

static void
assert_refused (GBytes       *frame,
                YcDeviceError code,
                const char   *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_idcard_decode_reply (frame, &error));
  g_assert_error (error, YC_DEVICE_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
}

static guint8
last_byte (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return data[size - 1];
}

static void
assert_date (const YcDate *date,
             int           year,
             int           month,
             int           day)
{
  g_assert_cmpint (date->year, ==, year);
  g_assert_cmpint (date->month, ==, month);
  g_assert_cmpint (date->day, ==, day);
}

static void
test_requests (void)
{
  const struct
  {
    YcIdcardCommand command;
    const char *hex;
  } rows[] = {
    { YC_IDCARD_RESET, "AAAAAA9669000310FFEC" },  { YC_IDCARD_STATUS, "AAAAAA9669000311FFED" },
    { YC_IDCARD_SAM_ID, "AAAAAA9669000312FFEE" }, { YC_IDCARD_FIND, "AAAAAA96690003200122" },
    { YC_IDCARD_SELECT, "AAAAAA96690003200221" }, { YC_IDCARD_READ, "AAAAAA96690003300132" },
    { YC_IDCARD_READ_FINGERPRINT, "AAAAAA96690003301023" },
    { YC_IDCARD_READ_MORE_ADDRESS, "AAAAAA96690003300330" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) built = yc_idcard_build_request (rows[i].command);
      g_autoptr (GBytes) expected = yc_test_from_hex (rows[i].hex);

      g_assert_true (g_bytes_equal (built, expected));
    }
}

static void
test_resident (void)
{
  g_autoptr (GBytes) frame = yc_test_card_frame (yc_test_text_resident, -1);
  g_autoptr (YcCard) card = decode_card (yc_test_text_resident);

  g_assert_cmphex (last_byte (frame), ==, 0x5C);
  g_assert_cmpint (card->kind, ==, YC_CARD_RESIDENT);
  g_assert_cmpstr (card->name, ==, "测试甲");
  g_assert_cmpint (card->sex, ==, '2');
  g_assert_cmpstr (card->ethnic, ==, "01");
  assert_date (&card->birth, 1949, 12, 31);
  g_assert_cmpstr (card->address, ==, "北京市朝阳区测试路1号");
  g_assert_cmpstr (card->number, ==, "11010519491231002X");
  g_assert_cmpstr (card->authority, ==, "测试市公安局");
  assert_date (&card->valid_from, 2020, 1, 1);
  g_assert_true (card->long_term);
  g_assert_null (card->english_name);
  g_assert_null (card->pass_number);
  g_assert_null (card->fingerprints);
  g_assert_cmpuint (g_bytes_get_size (card->photo), ==, 1024);
}

static void
test_permit (void)
{
  g_autoptr (GBytes) frame = yc_test_card_frame (yc_test_text_j, -1);
  g_autoptr (YcCard) card = decode_card (yc_test_text_j);

  g_assert_cmphex (last_byte (frame), ==, 0xA6);
  g_assert_cmpint (card->kind, ==, YC_CARD_PERMIT);
  g_assert_cmpstr (card->name, ==, "测试乙");
  g_assert_cmpstr (card->number, ==, "810000209912310019");
  g_assert_cmpstr (card->pass_number, ==, "H00000000");
  g_assert_cmpstr (card->issues, ==, "01");
  assert_date (&card->valid_to, 2025, 1, 1);
  g_assert_false (card->long_term);
  g_assert_null (card->ethnic);
}

static void
test_foreign (void)
{
  g_autoptr (GBytes) frame_i = yc_test_card_frame (yc_test_text_i, -1);
  g_autoptr (GBytes) frame_y = yc_test_card_frame (yc_test_text_y, -1);
  g_autoptr (YcCard) i = decode_card (yc_test_text_i);
  g_autoptr (YcCard) y = decode_card (yc_test_text_y);

  g_assert_cmphex (last_byte (frame_i), ==, 0x82);
  g_assert_cmpint (i->kind, ==, YC_CARD_FOREIGN_2017);
  g_assert_cmpstr (i->english_name, ==, "TEST, PERSON ONE");
  g_assert_cmpstr (i->name, ==, "测试丙");
  g_assert_cmpint (i->sex, ==, '1');
  g_assert_cmpstr (i->nationality, ==, "XXX");
  g_assert_cmpstr (i->number, ==, "XXX110099123101");
  g_assert_cmpstr (i->authority, ==, "1500");
  assert_date (&i->birth, 2099, 12, 31);

  g_assert_cmphex (last_byte (frame_y), ==, 0x9B);
  g_assert_cmpint (y->kind, ==, YC_CARD_FOREIGN_2023);
  g_assert_cmpstr (y->name, ==, "测试丁");
  g_assert_cmpstr (y->english_name, ==, "TEST, PERSON TWO");
  g_assert_cmpstr (y->nationality, ==, "XXX");
  g_assert_cmpstr (y->number, ==, "91112420991231001X");
  assert_date (&y->valid_from, 2023, 12, 1);
}

static void
test_fingerprints (void)
{
  const struct
  {
    int bytes;
    gsize frame_bytes;
    guint8 check;
  } rows[] = { { 0, 1297, 0x5E }, { 512, 1809, 0x5E }, { 1024, 2321, 0x56 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) frame = yc_test_card_frame (yc_test_text_resident, rows[i].bytes);
      g_autoptr (YcCard) card = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (g_bytes_get_size (frame), ==, rows[i].frame_bytes);
      g_assert_cmphex (last_byte (frame), ==, rows[i].check);
      card = yc_idcard_decode_reply (frame, &error);
      g_assert_no_error (error);
      if (rows[i].bytes > 0)
        g_assert_cmpuint (g_bytes_get_size (card->fingerprints), ==, (gsize) rows[i].bytes);
      else
        g_assert_null (card->fingerprints);
    }
}

static void
test_must_refuse (void)
{
  const struct
  {
    const char *hex;
    YcDeviceError code;
    const char *words;
  } rows[] = {
    { "AAAAAA96690004200122", YC_DEVICE_ERROR_PROTOCOL, "cut short" },
    { "00AAAA96690003200122", YC_DEVICE_ERROR_PROTOCOL, "length field says 3" },
    { "0000000000000000000000", YC_DEVICE_ERROR_PROTOCOL, "preamble" },
    { "", YC_DEVICE_ERROR_PROTOCOL, "cut short after 0" },
    { "AAAAAA9669000400008084", YC_DEVICE_ERROR_DEVICE, "no card" },
    { "AAAAAA9669000400004145", YC_DEVICE_ERROR_DEVICE, "could not be read" },
    { "AAAAAA9669000400004144", YC_DEVICE_ERROR_PROTOCOL, "check byte" },
    { "AAAAAA966900040000414500", YC_DEVICE_ERROR_PROTOCOL, "follow" },
    { "AAAAAA9669FFFF00004145", YC_DEVICE_ERROR_PROTOCOL, "length field says 65535" },
    { "AAAAAA9669000400009094", YC_DEVICE_ERROR_PROTOCOL, "before the lengths" },
    { "AAAAAA9669000401009095", YC_DEVICE_ERROR_PROTOCOL, "begins with 01 00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) frame = yc_test_from_hex (rows[i].hex);

      assert_refused (frame, rows[i].code, rows[i].words);
    }
}

/* A text block with some characters replaced, in a right frame. */
static GBytes *
changed_frame (gsize       at,
               const char *hex)
{
  g_autofree char *text = g_strdup (yc_test_text_resident);

  memcpy (text + 2 * at, hex, strlen (hex));
  return yc_test_card_frame (text, -1);
}

static void
test_senseless_content (void)
{
  const struct
  {
    gsize at;
    const char *hex;
    YcDeviceError code;
    const char *words;
  } rows[] = {
    { 36 + 8, "31003300", YC_DEVICE_ERROR_CARD, "date of birth" }, /* month 13 */
    { 188, "3000300030003000", YC_DEVICE_ERROR_CARD, "first day" },
    { 204, "3100", YC_DEVICE_ERROR_CARD, "last day" },
    { 30, "3300", YC_DEVICE_ERROR_CARD, "sex" },
    { 248, "5A00", YC_DEVICE_ERROR_UNSUPPORTED, "unknown kind" },
    { 122, "2A00", YC_DEVICE_ERROR_CARD, "digits and letters" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) frame = changed_frame (rows[i].at, rows[i].hex);

      assert_refused (frame, rows[i].code, rows[i].words);
    }
}

/* Rare names are kept, whatever Unicode makes of them. */
static void
test_rare_characters (void)
{
  const struct
  {
    const char *hex;
    const char *name;
  } rows[] = {
    { "42D8B7DF2000", "𠮷" },             /* a surrogate pair */
    { "42D820002000", "\xEF\xBF\xBD" },   /* half of one */
    { "B7DF4B6D2000", "\xEF\xBF\xBD测" }, /* the other half */
    { "00E04B6D2000", "\xEE\x80\x80测" }, /* private use */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) frame = changed_frame (0, rows[i].hex);
      g_autoptr (YcCard) card = yc_idcard_decode_reply (frame, NULL);

      g_assert_nonnull (card);
      g_assert_cmpstr (card->name, ==, rows[i].name);
    }
}

static void
test_block_lengths (void)
{
  const char *const heads[] = {
    "00009000FF0400", /* text 255 */
    "00009001000401", /* photo 1025 */
    "0000900200FC00", /* beyond the end */
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr (GBytes) head = yc_test_from_hex (heads[i]);
      g_autoptr (GByteArray) body = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GBytes) frame = NULL;

      g_byte_array_append (body, g_bytes_get_data (head, NULL), 7);
      g_byte_array_set_size (body, 7 + 256 + 1024);
      bytes = g_byte_array_free_to_bytes (g_steal_pointer (&body));
      frame = yc_test_frame (bytes);
      assert_refused (frame, YC_DEVICE_ERROR_PROTOCOL, "do not add up");
    }
}

/* Rubbish of up to three bytes before a reply, or a lost first byte. */
static void
test_resync (void)
{
  g_autoptr (GBytes) good = yc_test_card_frame (yc_test_text_resident, -1);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (good, &size);

  for (gsize rubbish = 0; rubbish <= 6; rubbish++)
    {
      g_autofree guint8 *shifted = g_malloc0 (size + rubbish);
      g_autoptr (GBytes) frame = NULL;
      g_autoptr (YcCard) card = NULL;

      memcpy (shifted + rubbish, bytes, size);
      frame = g_bytes_new (shifted, size + rubbish);
      card = yc_idcard_decode_reply (frame, NULL);
      g_assert_cmpint (card != NULL, ==, rubbish <= 2);
    }
  {
    g_autoptr (GBytes) frame = g_bytes_new (bytes + 1, size - 1);
    g_autoptr (YcCard) card = yc_idcard_decode_reply (frame, NULL);

    g_assert_nonnull (card);
  }
}

/* Every cut asks for more, or fails with words. */
static void
test_every_cut (void)
{
  g_autoptr (GBytes) good = yc_test_card_frame (yc_test_text_resident, 0);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (good, &size);

  for (gsize cut = 0; cut < size; cut++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, MAX (cut, 1));
      g_autoptr (GBytes) frame = g_bytes_new (copy, cut);
      g_autoptr (GError) error = NULL;
      YcIdcardReply reply;

      g_assert_cmpint (yc_idcard_parse_reply (copy, cut, &reply, &error), ==, 0);
      g_assert_no_error (error);
      assert_refused (frame, YC_DEVICE_ERROR_PROTOCOL, "cut short");
    }
}

/* A bit that turns anywhere from the length on is seen. */
static void
test_every_flip (void)
{
  g_autoptr (GBytes) good = yc_test_card_frame (yc_test_text_resident, 0);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (good, &size);

  for (gsize bit = 0; bit < size * 8; bit++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      g_autoptr (GBytes) frame = NULL;
      g_autoptr (YcCard) card = NULL;
      g_autoptr (GError) error = NULL;

      copy[bit / 8] ^= (guint8) (1 << bit % 8);
      frame = g_bytes_new (copy, size);
      card = yc_idcard_decode_reply (frame, &error);
      /* The first byte of the preamble may be anything. */
      if (bit < 8)
        g_assert_nonnull (card);
      else
        g_assert_true (card == NULL && error != NULL && error->message[0] != '\0');
    }
}

static void
test_sam_id (void)
{
  g_autoptr (GBytes) frame = yc_test_from_hex (
    "AAAAAA9669001400009005000300FF4C400101000000FFFFFFFF71");
  YcIdcardReply reply;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (yc_idcard_parse_reply (g_bytes_get_data (frame, NULL),
                                          g_bytes_get_size (frame), &reply, &error),
                   ==, (int) g_bytes_get_size (frame));
  text = yc_idcard_format_sam_id (reply.data, reply.size_bytes, &error);
  g_assert_cmpstr (text, ==, "05.03-20991231-0000000001-4294967295");
  g_assert_null (yc_idcard_format_sam_id (reply.data, 15, &error));
  g_assert_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL);
}

static void
test_more_addresses (void)
{
  guint8 bytes[140];
  g_auto (GStrv) addresses = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < sizeof bytes; i += 2)
    {
      bytes[i] = ' ';
      bytes[i + 1] = 0;
    }
  bytes[70] = 0x4B;
  bytes[71] = 0x6D;
  addresses = yc_idcard_decode_more_addresses (bytes, sizeof bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (addresses), ==, 1);
  g_assert_cmpstr (addresses[0], ==, "测");
  g_assert_null (yc_idcard_decode_more_addresses (bytes, 71, &error));
  g_assert_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL);
}

static void
test_json (void)
{
  g_autoptr (YcCard) card = decode_card (yc_test_text_resident);
  json_t *json = yc_card_to_json (card);

  g_assert_cmpstr (json_string_value (json_object_get (json, "kind")), ==, "resident");
  g_assert_cmpstr (json_string_value (json_object_get (json, "name")), ==, "测试甲");
  g_assert_cmpstr (json_string_value (json_object_get (json, "birth")), ==, "1949-12-31");
  g_assert_true (json_is_null (json_object_get (json, "valid_to")));
  g_assert_true (json_is_true (json_object_get (json, "long_term")));
  g_assert_null (json_object_get (json, "pass_number"));
  json_decref (json);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/idcard/requests", test_requests);
  g_test_add_func ("/idcard/resident", test_resident);
  g_test_add_func ("/idcard/permit", test_permit);
  g_test_add_func ("/idcard/foreign", test_foreign);
  g_test_add_func ("/idcard/fingerprints", test_fingerprints);
  g_test_add_func ("/idcard/must-refuse", test_must_refuse);
  g_test_add_func ("/idcard/senseless-content", test_senseless_content);
  g_test_add_func ("/idcard/rare-characters", test_rare_characters);
  g_test_add_func ("/idcard/block-lengths", test_block_lengths);
  g_test_add_func ("/idcard/resync", test_resync);
  g_test_add_func ("/idcard/every-cut", test_every_cut);
  g_test_add_func ("/idcard/every-flip", test_every_flip);
  g_test_add_func ("/idcard/sam-id", test_sam_id);
  g_test_add_func ("/idcard/more-addresses", test_more_addresses);
  g_test_add_func ("/idcard/json", test_json);
  return g_test_run ();
}
