/* The ciphers against what is published, and their keys against one another.
 *
 * GB/T 32907-2016 appendix A: SM4, one block, once and a million times. The
 * examples of GCM are in the self-test itself (RFC 8998 A.1; McGrew and Viega,
 * case 16), which the store asks before it opens. */

#include "yc-cipher.h"

#include <gcrypt.h>
#include <string.h>

static const guint8 standard_key[16] = {
  0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10,
};

static void
test_block (void)
{
  static const guint8 once[16] = {
    0x68, 0x1e, 0xdf, 0x34, 0xd2, 0x06, 0x96, 0x5e, 0x86, 0xb3, 0xe9, 0x4f, 0x53, 0x6e, 0x42, 0x46,
  };
  static const guint8 million[16] = {
    0x59, 0x52, 0x98, 0xc7, 0xc6, 0xfd, 0x27, 0x1f, 0x04, 0x02, 0xf8, 0x04, 0xc3, 0x3d, 0x3f, 0x66,
  };
  guint8 block[16];
  gcry_cipher_hd_t handle;

  g_assert_true (yc_cipher_self_test (YC_CIPHER_SM4_GCM, NULL)); /* also initialises the library */
  g_assert_cmpint (gcry_cipher_open (&handle, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_ECB, 0), ==, 0);
  g_assert_cmpint (gcry_cipher_setkey (handle, standard_key, sizeof standard_key), ==, 0);
  memcpy (block, standard_key, sizeof block);
  for (int i = 0; i < 1000000; i++)
    {
      g_assert_cmpint (gcry_cipher_encrypt (handle, block, sizeof block, NULL, 0), ==, 0);
      if (i == 0)
        g_assert_cmpmem (block, sizeof block, once, sizeof once);
    }
  g_assert_cmpmem (block, sizeof block, million, sizeof million);
  gcry_cipher_close (handle);
}

static void
test_published (void)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < YC_CIPHERS; i++)
    {
      g_assert_true (yc_cipher_self_test ((YcCipher) i, &error));
      g_assert_no_error (error);
    }
}

static void
test_names (void)
{
  YcCipher cipher = YC_CIPHERS;

  for (guint i = 0; i < YC_CIPHERS; i++)
    {
      g_assert_true (yc_cipher_parse (yc_cipher_to_text ((YcCipher) i), &cipher));
      g_assert_cmpint (cipher, ==, i);
    }
  g_assert_false (yc_cipher_parse ("SM4", &cipher));
  g_assert_false (yc_cipher_parse ("", &cipher));
  g_assert_false (yc_cipher_parse (NULL, &cipher));
}

/* No two ciphers share a key, nor has one the bytes all come from. */
static void
test_keys_differ (void)
{
  static const guint8 master[YC_KEY_SIZE] = { 1, 2, 3 };
  static const guint8 zeros[YC_KEY_SIZE] = { 0 };
  guint8 aes[YC_KEY_SIZE], sm4[YC_KEY_SIZE], again[YC_KEY_SIZE];

  yc_cipher_derive_key (YC_CIPHER_AES_256_GCM, master, aes);
  yc_cipher_derive_key (YC_CIPHER_SM4_GCM, master, sm4);
  yc_cipher_derive_key (YC_CIPHER_SM4_GCM, master, again);
  g_assert_cmpmem (sm4, sizeof sm4, again, sizeof again);
  g_assert_true (memcmp (aes, sm4, 16) != 0);
  g_assert_true (memcmp (aes, master, 16) != 0);
  g_assert_true (memcmp (sm4, master, 16) != 0);
  /* 128 bits for SM4, and nothing behind them. */
  g_assert_true (memcmp (sm4, zeros, 16) != 0);
  g_assert_cmpmem (sm4 + 16, 16, zeros, 16);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cipher/published", test_published);
  g_test_add_func ("/cipher/block", test_block);
  g_test_add_func ("/cipher/names", test_names);
  g_test_add_func ("/cipher/keys-differ", test_keys_differ);
  return g_test_run ();
}
