/* Identifiers and stream names have one spelling each. */

#include "yc-id.h"

#include <string.h>

#define TEXT "00112233445566778899aabbccddeeff"

static void
test_round (void)
{
  YcId id;
  char text[YC_ID_TEXT_SIZE];

  g_assert_true (yc_id_parse (TEXT, &id));
  g_assert_cmpint (id.bytes[0], ==, 0x00);
  g_assert_cmpint (id.bytes[15], ==, 0xff);
  yc_id_to_text (&id, text);
  g_assert_cmpstr (text, ==, TEXT);
}

static void
test_refused (void)
{
  static const char *const wrong[] = {
    "",
    "0011223344556677 899aabbccddeeff",
    "00112233445566778899aabbccddeef",
    "00112233445566778899aabbccddeefff",
    "00112233445566778899AABBCCDDEEFF",
    "00112233445566778899aabbccddeefg",
    "0x112233445566778899aabbccddeeff",
    "0011223344556677-899aabbccddeeff",
    "\xef\xbc\x90" "0112233445566778899aabbccddee",
  };
  YcId id = { { 9 } };

  g_assert_false (yc_id_parse (NULL, &id));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (yc_id_parse (wrong[i], &id));
  g_assert_cmpint (id.bytes[0], ==, 9);
}

static void
test_random (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);

  for (int i = 0; i < 10000; i++)
    {
      YcId id;

      yc_id_init_random (&id);
      g_assert_false (yc_id_is_nil (&id));
      g_assert_true (g_hash_table_add (seen, yc_id_copy (&id)));
    }
}

static void
test_order (void)
{
  YcId a = { { 0, 1 } };
  YcId b = { { 0, 0x80 } };
  YcId nil = { 0 };

  g_assert_cmpint (yc_id_compare (&a, &b), <, 0);
  g_assert_cmpint (yc_id_compare (&b, &a), >, 0);
  g_assert_cmpint (yc_id_compare (&a, &a), ==, 0);
  g_assert_true (yc_id_is_nil (&nil));
  g_assert_false (yc_id_is_nil (&a));
}

static void
test_stream (void)
{
  static const char *const texts[] = { "case-" TEXT, "visit-" TEXT, "window-" TEXT };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      YcStream stream;
      char text[YC_STREAM_TEXT_SIZE];

      g_assert_true (yc_stream_parse (texts[i], &stream));
      g_assert_cmpint (stream.type, ==, YC_STREAM_CASE + i);
      yc_stream_to_text (&stream, text);
      g_assert_cmpstr (text, ==, texts[i]);
    }
}

static void
test_stream_refused (void)
{
  static const char *const wrong[] = {
    "", "case-", "case" TEXT, "Case-" TEXT, "case-case-" TEXT, "case-" TEXT "0", " case-" TEXT,
    "desk-" TEXT, "-" TEXT, TEXT, "case-" TEXT "\n",
  };
  YcStream stream = { YC_STREAM_VISIT, { { 9 } } };

  g_assert_false (yc_stream_parse (NULL, &stream));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (yc_stream_parse (wrong[i], &stream));
  g_assert_cmpint (stream.type, ==, YC_STREAM_VISIT);
  g_assert_cmpint (stream.id.bytes[0], ==, 9);
}

static void
test_stream_equal (void)
{
  YcStream a, b, c;

  g_assert_true (yc_stream_parse ("case-" TEXT, &a));
  g_assert_true (yc_stream_parse ("case-" TEXT, &b));
  g_assert_true (yc_stream_parse ("visit-" TEXT, &c));
  g_assert_true (yc_stream_equal (&a, &b));
  g_assert_false (yc_stream_equal (&a, &c));
  g_assert_cmpuint (yc_stream_hash (&a), ==, yc_stream_hash (&b));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id/round", test_round);
  g_test_add_func ("/id/refused", test_refused);
  g_test_add_func ("/id/random", test_random);
  g_test_add_func ("/id/order", test_order);
  g_test_add_func ("/stream/round", test_stream);
  g_test_add_func ("/stream/refused", test_stream_refused);
  g_test_add_func ("/stream/equal", test_stream_equal);
  return g_test_run ();
}
