/* test-value.c: what a field may hold */

#include "yc-value.h"

#include <string.h>

static gboolean
is_valid (const char *text)
{
  YcValue value = { .type = YC_VALUE_TEXT, .text = (char *) text };

  return yc_value_is_valid (&value);
}

static gboolean
is_normal (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);

  return normal != NULL && strcmp (normal, text) == 0;
}

/* What GLib says, character by character, alone and behind one that combines
 * with much, and with all that any character comes apart into. */
static void
test_normal (void)
{
  for (gunichar code = 1; code <= 0x10ffff; code++)
    {
      char alone[8] = { 0 }, behind[8] = "e", apart[16] = { 0 };
      gunichar first, second;
      int size;

      if (!g_unichar_validate (code))
        continue;
      g_unichar_to_utf8 (code, alone);
      g_unichar_to_utf8 (code, behind + 1);
      if (is_valid (alone) != is_normal (alone) || is_valid (behind) != is_normal (behind))
        g_error ("U+%04X", code);
      if (!g_unichar_decompose (code, &first, &second))
        continue;
      size = g_unichar_to_utf8 (first, apart);
      if (second != 0)
        g_unichar_to_utf8 (second, apart + size);
      if (is_valid (apart) != is_normal (apart))
        g_error ("U+%04X apart", code);
    }
}

static void
test_texts (void)
{
  g_autofree char *longest = g_strnfill (YC_VALUE_TEXT_MAX, 'x');
  g_autofree char *longer = g_strnfill (YC_VALUE_TEXT_MAX + 1, 'x');

  g_assert_true (is_valid ("上海市黄浦区南京东路 1 号（甲）"));
  g_assert_true (is_valid ("Müller"));
  g_assert_false (is_valid ("Mu\xcc\x88ller"));
  g_assert_false (is_valid ("\xe4\xb8"));
  g_assert_false (is_valid ("x\xff"));
  g_assert_false (is_valid (""));
  g_assert_true (is_valid (longest));
  g_assert_false (is_valid (longer));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/texts", test_texts);
  g_test_add_func ("/value/normal", test_normal);
  return g_test_run ();
}
