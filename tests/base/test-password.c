/* Passwords and wrapped secrets: right ones, wrong ones, hostile stored texts. */

#include "yc-password.h"

#include "yc-seal-record.h"

#include <string.h>

static void
test_verify (void)
{
  g_autofree char *stored = yc_password_hash ("一窗 2026");
  g_autofree char *again = yc_password_hash ("一窗 2026");

  g_assert_cmpuint (strlen (stored), <=, YC_PASSWORD_TEXT_MAX);
  g_assert_cmpstr (stored, !=, again);
  g_assert_true (yc_password_verify ("一窗 2026", stored));
  g_assert_true (yc_password_verify ("一窗 2026", again));
  g_assert_false (yc_password_verify ("一窗 2027", stored));
  g_assert_false (yc_password_verify ("", stored));
}

/* Made with another program: Python's hashlib.scrypt. */
static void
test_known (void)
{
  g_assert_true (yc_password_verify ("correct horse",
                                     "scrypt$10$8$1$AAECAwQFBgcICQoLDA0ODw$nfkj3u1fRTHCea-fVr03sWV770kp5wLOLoEakziKhqE"));
}

static void
test_stored_is_hostile (void)
{
  static const char *const texts[] = {
    "", "scrypt", "scrypt$$$$$", "plain$10$8$1$AAECAwQFBgcICQoLDA0ODw$AAAA",
    "scrypt$0$8$1$AAECAwQFBgcICQoLDA0ODw$nfkj3u1fRTHCea-fVr03sWV770kp5wLOLoEakziKhqE",
    "scrypt$10$8$1$AAECAwQFBgcICQoLDA0ODw$nfkj3u1fRTHCea-fVr03sWV770kp5wLOLoEakziKhqE$",
    "scrypt$10$8$1$AAECAwQFBgcICQoLDA0O$nfkj3u1fRTHCea-fVr03sWV770kp5wLOLoEakziKhqE",
    "scrypt$10$8$1$AAECAwQFBgcICQoLDA0ODw$",
    "scrypt$-10$8$1$AAECAwQFBgcICQoLDA0ODw$nfkj3u1fRTHCea-fVr03sWV770kp5wLOLoEakziKhqE",
    /* 4 GiB of memory, and more than there is */
    "scrypt$20$32$1$AAECAwQFBgcICQoLDA0ODw$nfkj3u1fRTHCea-fVr03sWV770kp5wLOLoEakziKhqE",
    "scrypt$63$64$64$AAECAwQFBgcICQoLDA0ODw$nfkj3u1fRTHCea-fVr03sWV770kp5wLOLoEakziKhqE",
  };
  g_autofree char *endless = g_strnfill (1 << 20, '$');

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (yc_password_verify ("correct horse", texts[i]));
  g_assert_false (yc_password_verify ("correct horse", endless));
  g_assert_false (yc_password_verify ("correct horse", NULL));
}

static void
test_password_too_long (void)
{
  g_autofree char *stored = yc_password_hash ("short");
  g_autofree char *endless = g_strnfill (YC_PASSWORD_MAX + 1, 'a');

  g_assert_false (yc_password_verify (endless, stored));
}

static void
test_wrap (void)
{
  g_autoptr (GBytes) secret = g_bytes_new_static ("a session's key", 15);
  g_autoptr (GBytes) wrapped = yc_secret_wrap ("good", secret);
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (GBytes) nothing = g_bytes_new_static (NULL, 0);
  g_autoptr (GBytes) wrapped_nothing = yc_secret_wrap ("", nothing);
  g_autoptr (GBytes) opened_nothing = NULL;
  g_autoptr (GError) error = NULL;

  opened = yc_secret_unwrap ("good", wrapped, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, secret));
  opened_nothing = yc_secret_unwrap ("", wrapped_nothing, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (opened_nothing), ==, 0);

  g_assert_null (yc_secret_unwrap ("bad", wrapped, &error));
  g_assert_error (error, YC_PASSWORD_ERROR, YC_PASSWORD_ERROR_WRONG);
}

/* Every byte counts, costs and salt too; and every shorter text is refused. */
static void
test_wrap_damaged (void)
{
  g_autoptr (GBytes) secret = g_bytes_new_static ("k", 1);
  g_autoptr (GBytes) wrapped = yc_secret_wrap ("good", secret);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (wrapped, &size);

  for (gsize at = 0; at < size; at++)
    {
      g_autofree guint8 *changed = g_memdup2 (bytes, size);
      g_autoptr (GBytes) damaged = NULL;
      g_autoptr (GBytes) cut = g_bytes_new (bytes, at);

      changed[at] ^= 1;
      damaged = g_bytes_new_take (g_steal_pointer (&changed), size);
      g_assert_null (yc_secret_unwrap ("good", damaged, NULL));
      g_assert_null (yc_secret_unwrap ("good", cut, NULL));
    }
}

static void
test_wrap_is_hostile (void)
{
  guint8 bytes[80] = { 1, 20, 32, 16 };
  g_autoptr (GBytes) dear = g_bytes_new (bytes, sizeof bytes);
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_secret_unwrap ("good", dear, &error));
  g_assert_error (error, YC_PASSWORD_ERROR, YC_PASSWORD_ERROR_FORMAT);
}

int
main (int    argc,
      char **argv)
{
  YcPasswordCost cheap = { .log_n = 4, .r = 8, .p = 1 };

  g_test_init (&argc, &argv, NULL);
  yc_password_set_cost_for_tests (&cheap);
  g_test_add_func ("/password/verify", test_verify);
  g_test_add_func ("/password/known", test_known);
  g_test_add_func ("/password/stored-is-hostile", test_stored_is_hostile);
  g_test_add_func ("/password/too-long", test_password_too_long);
  g_test_add_func ("/password/wrap", test_wrap);
  g_test_add_func ("/password/wrap-damaged", test_wrap_damaged);
  g_test_add_func ("/password/wrap-is-hostile", test_wrap_is_hostile);
  return g_test_run ();
}
