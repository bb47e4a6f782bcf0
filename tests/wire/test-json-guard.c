/* The guard before JSON: what passes, what does not, and what it costs. */

#include "yc-json-guard.h"
#include "yc-wire-error.h"

#include <string.h>

static const YcJsonLimits wide = {
  .bytes_max = 64 << 20,
  .depth_max = YC_JSON_DEPTH_MAX,
  .members_max = 4 << 20,
  .string_bytes_max = 1 << 20,
};

static json_t *
parse (const char         *text,
       gsize               size,
       const YcJsonLimits *limits,
       GError            **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, size);

  return yc_json_parse (bytes, limits, error);
}

static void
test_passes (void)
{
  static const char *const good[] = {
    "{}",
    " [ ] \n",
    "[1,-1,0,-0,9007199254740992,-9007199254740992]",
    "{\"a\":{\"a\":{\"a\":[]}},\"b\":[{\"a\":1},{\"a\":2}]}",
    "[true,false,null,\"\"]",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u4e2d\\ud83d\\ude00\"]",
    "[\"聊城市 \xf0\xa0\x80\x80 \xef\xbf\xbf \xf4\x8f\xbf\xbf \x7f\"]",
    "{\"\":1,\"a\":2,\"aa\":3,\"A\":4}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (json_t) json = parse (good[i], strlen (good[i]), &wide, &error);

      g_assert_no_error (error);
      g_assert_nonnull (json);
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } bad[] = {
    { "", "byte 0: neither an object nor an array" },
    { "1", "byte 0: neither an object nor an array" },
    { "\xef\xbb\xbf{}", "byte 0: neither an object nor an array" },
    { "{} {}", "byte 3: something after the end" },
    { "[1,]", "byte 3: not a value" },
    { "[1", "byte 2: neither a comma nor the end" },
    { "[1}", "byte 2: neither a comma nor the end" },
    { "[", "byte 1: not a value" },
    { "{\"a\"}", "byte 4: a name without a colon" },
    { "{\"a\":}", "byte 5: not a value" },
    { "{\"a\":1,}", "byte 7: a member without a name" },
    { "{a:1}", "byte 1: a member without a name" },
    { "[nul]", "byte 1: not a value" },
    { "[1]//x", "byte 3: something after the end" },
    { "[/**/1]", "byte 1: not a value" },
    { "[01]", "byte 1: a number with a leading zero" },
    { "[-]", "byte 2: not a number" },
    { "[+1]", "byte 1: not a value" },
    { "[1.0]", "byte 1: a number that is not an integer" },
    { "[1e2]", "byte 1: a number that is not an integer" },
    { "[9007199254740993]", "byte 1: an integer beyond ±2^53" },
    { "[-99999999999999999999999999]", "byte 1: an integer beyond ±2^53" },
    { "[NaN]", "byte 1: not a value" },
    { "{\"a\":1,\"a\":2}", "byte 7: a name that was there before" },
    { "{\"a\":1,\"b\":{},\"\\u0061\":2}", "byte 14: a name that was there before" },
    { "[{\"x\":{\"a\":1,\"c\":2,\"b\":3,\"c\":4}}]", "byte 25: a name that was there before" },
    { "[\"\\u0000\"]", "byte 4: the character U+0000" },
    { "[\"\\ud800\"]", "byte 4: half of a surrogate pair" },
    { "[\"\\ud800\\u0041\"]", "byte 4: half of a surrogate pair" },
    { "[\"\\udc00\"]", "byte 4: half of a surrogate pair" },
    { "[\"\\u12g4\"]", "byte 6: \\u without four hexadecimal digits" },
    { "[\"\\x41\"]", "byte 3: an escape that JSON does not have" },
    { "[\"\\", "byte 3: an escape that JSON does not have" },
    { "[\"a\nb\"]", "byte 3: a control character in a string" },
    { "[\"abc", "byte 5: a string without an end" },
    { "[\"\xc0\xaf\"]", "byte 2: not UTF-8" },
    { "[\"\xe0\x80\xaf\"]", "byte 2: not UTF-8" },
    { "[\"\xed\xa0\x80\"]", "byte 2: not UTF-8" },
    { "[\"\xf4\x90\x80\x80\"]", "byte 2: not UTF-8" },
    { "[\"\xe4\xb8\"]", "byte 2: not UTF-8" },
    { "[\"\xe4\xb8", "byte 2: not UTF-8" },
    { "[\"\xff\"]", "byte 2: not UTF-8" },
    { "\xff", "byte 0: neither an object nor an array" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (bad[i].text, strlen (bad[i].text), &wide, &error));
      g_assert_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_JSON);
      g_assert_cmpstr (error->message, ==, bad[i].message);
    }
}

/* A zero byte ends nothing and hides nothing. */
static void
test_refuses_zero_bytes (void)
{
  g_assert_false (yc_json_check ("[1]\0", 4, &wide, NULL));
  g_assert_false (yc_json_check ("[\0001]", 4, &wide, NULL));
  g_assert_false (yc_json_check ("[\"\0\"]", 5, &wide, NULL));
  g_assert_false (yc_json_check (NULL, 0, &wide, NULL));
}

static void
test_limits (void)
{
  static const struct
  {
    const char *text;
    YcJsonLimits limits;
    const char *message; /* NULL: just within */
  } cases[] = {
    { "[[1]]", { 5, 2, 2, 1 }, NULL },
    { "[[1]]", { 4, 2, 2, 1 }, "byte 4: more than 4 bytes" },
    { "[[1]]", { 5, 1, 2, 1 }, "byte 1: more than 1 levels" },
    { "[[1]]", { 5, 2, 1, 1 }, "byte 2: more than 1 members" },
    { "[]", { 5, 0, 0, 0 }, "byte 0: more than 0 levels" },
    { "[\"中\"]", { 9, 1, 1, 3 }, NULL },
    { "[\"中\"]", { 9, 1, 1, 2 }, "byte 5: more than 2 bytes in a string" },
    { "[\"\\u4e2d\"]", { 10, 1, 1, 3 }, NULL },
    { "{\"name\":1}", { 10, 1, 1, 3 }, "byte 6: more than 3 bytes in a string" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean passed = yc_json_check (cases[i].text, strlen (cases[i].text), &cases[i].limits,
                                       &error);

      g_assert_cmpint (passed, ==, cases[i].message == NULL);
      if (passed)
        continue;
      g_assert_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_TOO_BIG);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* Ten million brackets cost no more than reaching the thirty-third. */
static void
test_nesting (void)
{
  gsize size = 10 << 20;
  g_autofree char *text = g_malloc (size);
  g_autoptr (GError) error = NULL;

  memset (text, '[', size);
  g_assert_false (yc_json_check (text, size, &wide, &error));
  g_assert_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_TOO_BIG);
  g_assert_cmpstr (error->message, ==, "byte 32: more than 32 levels");

  g_clear_error (&error);
  for (gsize i = 0; i + 5 <= size; i += 5)
    memcpy (text + i, "{\"a\":", 5);
  g_assert_false (yc_json_check (text, size, &wide, &error));
  g_assert_cmpstr (error->message, ==, "byte 160: more than 32 levels");
}

/* A quarter of a million names: all the same, and all different but for the last. */
static void
test_many_names (void)
{
  g_autoptr (GString) same = g_string_new ("{");
  g_autoptr (GString) other = g_string_new ("{");
  gint64 start_us = g_get_monotonic_time ();

  for (int i = 0; i < 250000; i++)
    {
      g_string_append (same, "\"a\":1,");
      g_string_append_printf (other, "\"%d\":1,", i);
    }
  g_string_append (same, "\"a\":1}");
  g_assert_false (yc_json_check (same->str, same->len, &wide, NULL));

  g_string_append (other, "\"x\":1}");
  g_assert_true (yc_json_check (other->str, other->len, &wide, NULL));
  other->str[other->len - 5] = '7';
  g_assert_false (yc_json_check (other->str, other->len, &wide, NULL));
  g_test_message ("%.2f s", (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC);
}

/* Every prefix of a good text is refused, whatever it ends in. */
static void
test_cut (void)
{
  static const char text[] =
    "{\"a\":[1,-20,{\"中\\n\":\"\\ud83d\\ude00\",\"b\":null}],\"c\":true}";

  g_assert_true (yc_json_check (text, strlen (text), &wide, NULL));
  for (gsize size = 0; size < strlen (text); size++)
    {
      g_autofree char *cut = g_memdup2 (text, size);

      g_assert_false (yc_json_check (cut, size, &wide, NULL));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-guard/passes", test_passes);
  g_test_add_func ("/json-guard/refuses", test_refuses);
  g_test_add_func ("/json-guard/refuses-zero-bytes", test_refuses_zero_bytes);
  g_test_add_func ("/json-guard/limits", test_limits);
  g_test_add_func ("/json-guard/nesting", test_nesting);
  g_test_add_func ("/json-guard/many-names", test_many_names);
  g_test_add_func ("/json-guard/cut", test_cut);

  return g_test_run ();
}
