/* Hashes, signatures and spellings, against published values. */

#include "yc-crypto.h"

#include <string.h>

static void
parse_hex (const char *text,
           guint8     *ret_bytes)
{
  for (gsize i = 0; text[2 * i] != '\0'; i++)
    ret_bytes[i] = g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]);
}

/* FIPS 180-4's own examples. */
static void
test_sha256 (void)
{
  guint8 hash[YC_SHA256_SIZE];
  guint8 again[YC_SHA256_SIZE];
  char text[YC_SHA256_TEXT_SIZE];

  yc_sha256 ("abc", 3, hash);
  yc_sha256_to_text (hash, text);
  g_assert_cmpstr (text, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_true (yc_sha256_parse (text, again));
  g_assert_cmpmem (hash, sizeof hash, again, sizeof again);

  yc_sha256 (NULL, 0, hash);
  yc_sha256_to_text (hash, text);
  g_assert_cmpstr (text, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* GB/T 32905-2016, appendix A; in one piece and in several. */
static void
test_sm3 (void)
{
  static const YcHashPiece abc[] = { { "a", 1 }, { NULL, 0 }, { "bc", 2 } };
  YcHashPiece pieces[16];
  guint8 hash[YC_SM3_SIZE];
  char text[YC_SHA256_TEXT_SIZE];

  yc_sm3 (abc, G_N_ELEMENTS (abc), hash);
  yc_sha256_to_text (hash, text);
  g_assert_cmpstr (text, ==, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    pieces[i] = (YcHashPiece){ "abcd", 4 };
  yc_sm3 (pieces, G_N_ELEMENTS (pieces), hash);
  yc_sha256_to_text (hash, text);
  g_assert_cmpstr (text, ==, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

static void
test_sha256_parse_refuses (void)
{
  static const char *const wrong[] = {
    "",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015add",
    "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
    "xa7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  };
  guint8 hash[YC_SHA256_SIZE] = { 7 };

  g_assert_false (yc_sha256_parse (NULL, hash));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (yc_sha256_parse (wrong[i], hash));
  g_assert_cmpint (hash[0], ==, 7);
}

/* RFC 8032 section 7.1, tests 1 and 2. */
static void
test_ed25519 (void)
{
  static const struct
  {
    const char *seed;
    const char *public_key;
    const char *message;
    const char *signature;
  } known[] = {
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
      "d25bf5f0595bbe24655141438e7a100b" },
    { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "\x72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
      "387b2eaeb4302aeeb00d291612bb0c00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (YcKeyPair) key = NULL;
      guint8 seed[YC_KEY_SIZE], public_key[YC_KEY_SIZE];
      guint8 expected[YC_ED25519_SIGNATURE_SIZE], signature[YC_ED25519_SIGNATURE_SIZE];
      gsize size = strlen (known[i].message);

      parse_hex (known[i].seed, seed);
      parse_hex (known[i].public_key, public_key);
      parse_hex (known[i].signature, expected);
      key = yc_key_pair_new (seed);
      g_assert_cmpmem (yc_key_pair_get_public (key), YC_KEY_SIZE, public_key, YC_KEY_SIZE);
      yc_key_pair_sign (key, known[i].message, size, signature);
      g_assert_cmpmem (signature, sizeof signature, expected, sizeof expected);
      g_assert_true (yc_signature_verify (public_key, known[i].message, size, signature));
    }
}

static void
test_signature_refused (void)
{
  g_autoptr (YcKeyPair) key = yc_key_pair_new_random ();
  g_autoptr (YcKeyPair) other = yc_key_pair_new_random ();
  g_autoptr (GBytes) message = g_bytes_new_static ("a signed op", 11);
  g_autoptr (GBytes) signature = yc_key_pair_sign_bytes (key, message);
  guint8 changed[YC_ED25519_SIGNATURE_SIZE];
  guint8 not_a_key[YC_KEY_SIZE];

  memset (not_a_key, 0xff, sizeof not_a_key);
  g_assert_cmpuint (g_bytes_get_size (signature), ==, sizeof changed);
  memcpy (changed, g_bytes_get_data (signature, NULL), sizeof changed);
  g_assert_true (yc_signature_verify (yc_key_pair_get_public (key), "a signed op", 11, changed));
  g_assert_false (yc_signature_verify (yc_key_pair_get_public (other), "a signed op", 11, changed));
  g_assert_false (yc_signature_verify (yc_key_pair_get_public (key), "A signed op", 11, changed));
  g_assert_false (yc_signature_verify (yc_key_pair_get_public (key), "a signed op", 10, changed));
  g_assert_false (yc_signature_verify (not_a_key, "a signed op", 11, changed));

  for (gsize bit = 0; bit < 8 * sizeof changed; bit++)
    {
      changed[bit / 8] ^= 1 << bit % 8;
      g_assert_false (yc_signature_verify (yc_key_pair_get_public (key), "a signed op", 11, changed));
      changed[bit / 8] ^= 1 << bit % 8;
    }
}

/* By the neutral point as its key anything is signed, by the equation alone. */
static void
test_key_of_small_order (void)
{
  const guint8 neutral[YC_KEY_SIZE] = { 1 };
  const guint8 signature[YC_ED25519_SIGNATURE_SIZE] = { 1 };

  g_assert_false (yc_signature_verify (neutral, "an op", 5, signature));
  g_assert_false (yc_signature_verify (neutral, "another op", 10, signature));
}

static void
test_key_survives_keeping (void)
{
  g_autoptr (YcKeyPair) key = yc_key_pair_new_random ();
  g_autoptr (GBytes) seed = yc_key_pair_dup_seed (key);
  g_autoptr (YcKeyPair) again = yc_key_pair_new (g_bytes_get_data (seed, NULL));

  g_assert_cmpuint (g_bytes_get_size (seed), ==, YC_KEY_SIZE);
  g_assert_cmpmem (yc_key_pair_get_public (key), YC_KEY_SIZE, yc_key_pair_get_public (again), YC_KEY_SIZE);
}

static void
test_base64url (void)
{
  guint8 every[256];

  for (gsize i = 0; i < sizeof every; i++)
    every[i] = (guint8) (255 - i);
  for (gsize size = 0; size <= sizeof every; size++)
    {
      g_autofree char *text = yc_base64url_encode (every, size);
      g_autoptr (GBytes) bytes = yc_base64url_decode (text);

      g_assert_null (strpbrk (text, "+/="));
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), every, size);
    }
}

static void
test_base64url_refuses (void)
{
  /* A cut group, padding, the other alphabet, a blank, bits after the last byte. */
  static const char *const wrong[] = { "A", "QUJDR", "QUI=", "+/+/", "QU I", "QUK", "QR", "QUJ\xc3" };

  g_assert_null (yc_base64url_decode (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (yc_base64url_decode (wrong[i]));
}

static void
test_secrets (void)
{
  guint8 a[32], b[32];

  yc_random_bytes (a, sizeof a);
  memcpy (b, a, sizeof b);
  g_assert_true (yc_secret_equal (a, b, sizeof a));
  b[31] ^= 1;
  g_assert_false (yc_secret_equal (a, b, sizeof a));
  g_assert_true (yc_secret_equal (NULL, NULL, 0));

  yc_secret_clear (a, sizeof a);
  for (gsize i = 0; i < sizeof a; i++)
    g_assert_cmpint (a[i], ==, 0);
  yc_secret_clear (NULL, 5);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/sha256", test_sha256);
  g_test_add_func ("/crypto/sm3", test_sm3);
  g_test_add_func ("/crypto/sha256-parse-refuses", test_sha256_parse_refuses);
  g_test_add_func ("/crypto/ed25519", test_ed25519);
  g_test_add_func ("/crypto/signature-refused", test_signature_refused);
  g_test_add_func ("/crypto/key-of-small-order", test_key_of_small_order);
  g_test_add_func ("/crypto/key-survives-keeping", test_key_survives_keeping);
  g_test_add_func ("/crypto/base64url", test_base64url);
  g_test_add_func ("/crypto/base64url-refuses", test_base64url_refuses);
  g_test_add_func ("/crypto/secrets", test_secrets);
  return g_test_run ();
}
