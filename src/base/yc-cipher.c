/* yc-cipher.c: two authenticated ciphers behind one face
 *
 * Both are GCM over a block of 128 bits: a nonce of 96 bits, a tag of 128, the
 * same limits (2^32 texts under one key with random nonces, 2^36 bytes in one
 * text). AES has a key of 256 bits, SM4 one of 128.
 *
 * OpenSSL 3.0 has SM4, but not in GCM; libgcrypt has it since 1.9.
 *
 * What is decrypted is handed on only when its tag is right.
 */

#include "yc-cipher.h"

#include <gcrypt.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <string.h>

#define VECTOR_SIZE_MAX 64 /* bytes */

typedef struct
{
  const char *name;
  const char *label;  /* says what a derived key is for */
  const char *digest; /* of HKDF */
  gsize key_size;     /* bytes */
  /* A published answer, in hexadecimal digits. */
  const char *key;
  const char *nonce;
  const char *associated;
  const char *plain;
  const char *text;
  const char *tag;
} CipherInfo;

static const CipherInfo ciphers[YC_CIPHERS] = {
  /* McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16 */
  [YC_CIPHER_AES_256_GCM] = {
    .name = "aes-256-gcm",
    .label = "yichuang record aes-256-gcm",
    .digest = "SHA256",
    .key_size = 32,
    .key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
    .nonce = "cafebabefacedbaddecaf888",
    .associated = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    .plain = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
             "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    .text = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
    .tag = "76fc6ece0f4e1768cddf8853bb2d551b",
  },
  /* RFC 8998, appendix A.1 */
  [YC_CIPHER_SM4_GCM] = {
    .name = "sm4-gcm",
    .label = "yichuang record sm4-gcm",
    .digest = "SM3",
    .key_size = 16,
    .key = "0123456789abcdeffedcba9876543210",
    .nonce = "00001234567800000000abcd",
    .associated = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    .plain = "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
             "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
    .text = "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
            "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
    .tag = "83de3541e4c2b58177e065a9bf7b62ec",
  },
};

/* As it is written in options and in a store. */
const char *
yc_cipher_to_text (YcCipher self)
{
  g_return_val_if_fail (self < YC_CIPHERS, NULL);

  return ciphers[self].name;
}

/**
 * yc_cipher_parse:
 * @text: (nullable): "aes-256-gcm" or "sm4-gcm"
 * @ret_cipher: (out): untouched on failure
 */
gboolean
yc_cipher_parse (const char *text,
                 YcCipher   *ret_cipher)
{
  g_return_val_if_fail (ret_cipher != NULL, FALSE);

  for (guint i = 0; text != NULL && i < YC_CIPHERS; i++)
    if (strcmp (text, ciphers[i].name) == 0)
      {
        *ret_cipher = (YcCipher) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * yc_cipher_derive_key:
 * @self: which cipher the key is for
 * @master: a secret that is no cipher's key itself
 * @ret_key: (out): as many bytes as the cipher's key has, then zeros
 *
 * HKDF (RFC 5869) without salt: over SHA-256 for AES, over SM3 for SM4. The
 * label names the cipher, so that no two ciphers ever have the same key.
 */
void
yc_cipher_derive_key (YcCipher      self,
                      const guint8  master[YC_KEY_SIZE],
                      guint8        ret_key[YC_KEY_SIZE])
{
  const CipherInfo *info = &ciphers[self];
  EVP_KDF *kdf = EVP_KDF_fetch (NULL, "HKDF", NULL);
  EVP_KDF_CTX *context = EVP_KDF_CTX_new (kdf);
  OSSL_PARAM parameters[] = {
    OSSL_PARAM_utf8_string (OSSL_KDF_PARAM_DIGEST, (char *) info->digest, strlen (info->digest)),
    OSSL_PARAM_octet_string (OSSL_KDF_PARAM_KEY, (guint8 *) master, YC_KEY_SIZE),
    OSSL_PARAM_octet_string (OSSL_KDF_PARAM_INFO, (char *) info->label, strlen (info->label)),
    OSSL_PARAM_END,
  };

  memset (ret_key, 0, YC_KEY_SIZE);
  if (context == NULL || EVP_KDF_derive (context, ret_key, info->key_size, parameters) != 1)
    g_error ("OpenSSL has no HKDF over %s", info->digest);
  EVP_KDF_CTX_free (context);
  EVP_KDF_free (kdf);
}

/* AES, over OpenSSL. */

static EVP_CIPHER_CTX *
begin_aes (const guint8  *key,
           const guint8  *nonce,
           gconstpointer  associated,
           gsize          associated_size,
           gboolean       encrypting)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  int done;

  if (context == NULL || EVP_CipherInit_ex2 (context, EVP_aes_256_gcm (), key, nonce, encrypting, NULL) != 1 ||
      EVP_CipherUpdate (context, NULL, &done, associated, (int) associated_size) != 1)
    g_error ("OpenSSL has no AES-256-GCM");
  return context;
}

static void
encrypt_aes (const guint8  *key,
             const guint8  *nonce,
             gconstpointer  associated,
             gsize          associated_size,
             const guint8  *plain,
             gsize          size,
             guint8        *text,
             guint8        *tag)
{
  EVP_CIPHER_CTX *context = begin_aes (key, nonce, associated, associated_size, TRUE);
  guint8 rest[YC_CIPHER_TAG_SIZE];
  int done = 0;

  if ((size > 0 && EVP_CipherUpdate (context, text, &done, plain, (int) size) != 1) ||
      EVP_CipherFinal_ex (context, rest, &done) != 1 ||
      EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, YC_CIPHER_TAG_SIZE, tag) != 1)
    g_error ("OpenSSL cannot seal");
  EVP_CIPHER_CTX_free (context);
}

static gboolean
decrypt_aes (const guint8  *key,
             const guint8  *nonce,
             gconstpointer  associated,
             gsize          associated_size,
             const guint8  *text,
             gsize          size,
             const guint8  *tag,
             guint8        *plain)
{
  EVP_CIPHER_CTX *context = begin_aes (key, nonce, associated, associated_size, FALSE);
  guint8 rest[YC_CIPHER_TAG_SIZE];
  gboolean genuine;
  int done = 0;

  genuine = (size == 0 || EVP_CipherUpdate (context, plain, &done, text, (int) size) == 1) &&
            EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, YC_CIPHER_TAG_SIZE, (guint8 *) tag) == 1 &&
            EVP_CipherFinal_ex (context, rest, &done) == 1;
  EVP_CIPHER_CTX_free (context);
  return genuine;
}

/* SM4, over libgcrypt. */

/* Another library of this process may have been first. */
static void
ensure_gcrypt (void)
{
  static gsize ready = 0;

  if (!g_once_init_enter (&ready))
    return;
  if (!gcry_control (GCRYCTL_INITIALIZATION_FINISHED_P))
    {
      if (gcry_check_version (GCRYPT_VERSION) == NULL)
        g_error ("libgcrypt is older than %s", GCRYPT_VERSION);
      gcry_control (GCRYCTL_DISABLE_SECMEM, 0);
      gcry_control (GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
  g_once_init_leave (&ready, 1);
}

static gcry_cipher_hd_t
begin_sm4 (const guint8  *key,
           const guint8  *nonce,
           gconstpointer  associated,
           gsize          associated_size)
{
  gcry_cipher_hd_t handle;

  ensure_gcrypt ();
  if (gcry_cipher_open (&handle, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_GCM, 0) != 0 ||
      gcry_cipher_setkey (handle, key, ciphers[YC_CIPHER_SM4_GCM].key_size) != 0 ||
      gcry_cipher_setiv (handle, nonce, YC_CIPHER_NONCE_SIZE) != 0 ||
      gcry_cipher_authenticate (handle, associated, associated_size) != 0)
    g_error ("libgcrypt has no SM4-GCM");
  return handle;
}

static void
encrypt_sm4 (const guint8  *key,
             const guint8  *nonce,
             gconstpointer  associated,
             gsize          associated_size,
             const guint8  *plain,
             gsize          size,
             guint8        *text,
             guint8        *tag)
{
  gcry_cipher_hd_t handle = begin_sm4 (key, nonce, associated, associated_size);

  if ((size > 0 && gcry_cipher_encrypt (handle, text, size, plain, size) != 0) ||
      gcry_cipher_gettag (handle, tag, YC_CIPHER_TAG_SIZE) != 0)
    g_error ("libgcrypt cannot seal");
  gcry_cipher_close (handle);
}

static gboolean
decrypt_sm4 (const guint8  *key,
             const guint8  *nonce,
             gconstpointer  associated,
             gsize          associated_size,
             const guint8  *text,
             gsize          size,
             const guint8  *tag,
             guint8        *plain)
{
  gcry_cipher_hd_t handle = begin_sm4 (key, nonce, associated, associated_size);
  gboolean genuine;

  genuine = (size == 0 || gcry_cipher_decrypt (handle, plain, size, text, size) == 0) &&
            gcry_cipher_checktag (handle, tag, YC_CIPHER_TAG_SIZE) == 0;
  gcry_cipher_close (handle);
  return genuine;
}

/**
 * yc_cipher_encrypt:
 * @self: which cipher
 * @key: 32 bytes for AES, 16 for SM4
 * @nonce: never used before with @key
 * @associated: what the tag covers beside the text; not empty
 * @associated_size: its bytes
 * @plain: what to encrypt
 * @size: its bytes; less than 2 GiB
 * @ret_text: (out): as many bytes
 * @ret_tag: (out): 16 bytes
 *
 * A library that cannot do it ends the program: nothing may be kept in the clear.
 */
void
yc_cipher_encrypt (YcCipher       self,
                   const guint8  *key,
                   const guint8   nonce[YC_CIPHER_NONCE_SIZE],
                   gconstpointer  associated,
                   gsize          associated_size,
                   const guint8  *plain,
                   gsize          size,
                   guint8        *ret_text,
                   guint8         ret_tag[YC_CIPHER_TAG_SIZE])
{
  g_return_if_fail (self < YC_CIPHERS && size <= G_MAXINT);

  if (self == YC_CIPHER_SM4_GCM)
    encrypt_sm4 (key, nonce, associated, associated_size, plain, size, ret_text, ret_tag);
  else
    encrypt_aes (key, nonce, associated, associated_size, plain, size, ret_text, ret_tag);
}

/**
 * yc_cipher_decrypt:
 * @tag: what yc_cipher_encrypt() gave
 * @ret_plain: (out): as many bytes as @text; cleared on failure
 *
 * Returns: %TRUE if key, nonce, associated bytes, text and tag belong together
 */
gboolean
yc_cipher_decrypt (YcCipher       self,
                   const guint8  *key,
                   const guint8   nonce[YC_CIPHER_NONCE_SIZE],
                   gconstpointer  associated,
                   gsize          associated_size,
                   const guint8  *text,
                   gsize          size,
                   const guint8   tag[YC_CIPHER_TAG_SIZE],
                   guint8        *ret_plain)
{
  gboolean genuine;

  g_return_val_if_fail (self < YC_CIPHERS && size <= G_MAXINT, FALSE);

  if (self == YC_CIPHER_SM4_GCM)
    genuine = decrypt_sm4 (key, nonce, associated, associated_size, text, size, tag, ret_plain);
  else
    genuine = decrypt_aes (key, nonce, associated, associated_size, text, size, tag, ret_plain);
  if (!genuine)
    yc_secret_clear (ret_plain, size);
  return genuine;
}

/* Returns: how many bytes */
static gsize
read_digits (const char *digits,
             guint8      ret_bytes[VECTOR_SIZE_MAX])
{
  gsize size = strlen (digits) / 2;

  g_assert (size <= VECTOR_SIZE_MAX);
  for (gsize i = 0; i < size; i++)
    ret_bytes[i] = (guint8) (g_ascii_xdigit_value (digits[2 * i]) << 4 | g_ascii_xdigit_value (digits[2 * i + 1]));
  return size;
}

/**
 * yc_cipher_self_test:
 * @self: which cipher
 * @error: %G_IO_ERROR_FAILED
 *
 * Has the library encrypt and decrypt a published example, and makes sure that
 * it refuses a wrong tag. What it would seal otherwise could not be opened by
 * anybody, or by everybody.
 *
 * Returns: %TRUE if the answers are those that are published
 */
gboolean
yc_cipher_self_test (YcCipher   self,
                     GError   **error)
{
  const CipherInfo *info = &ciphers[self];
  guint8 key[VECTOR_SIZE_MAX], nonce[VECTOR_SIZE_MAX], associated[VECTOR_SIZE_MAX], plain[VECTOR_SIZE_MAX];
  guint8 text[VECTOR_SIZE_MAX], tag[VECTOR_SIZE_MAX], answer[VECTOR_SIZE_MAX], answer_tag[YC_CIPHER_TAG_SIZE];
  gsize associated_size = read_digits (info->associated, associated);
  gsize size = read_digits (info->plain, plain);
  gboolean good;

  read_digits (info->key, key);
  read_digits (info->nonce, nonce);
  read_digits (info->text, text);
  read_digits (info->tag, tag);
  yc_cipher_encrypt (self, key, nonce, associated, associated_size, plain, size, answer, answer_tag);
  good = memcmp (answer, text, size) == 0 && memcmp (answer_tag, tag, sizeof answer_tag) == 0 &&
         yc_cipher_decrypt (self, key, nonce, associated, associated_size, text, size, tag, answer) &&
         memcmp (answer, plain, size) == 0;
  tag[0] ^= 1;
  if (good && !yc_cipher_decrypt (self, key, nonce, associated, associated_size, text, size, tag, answer))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               "The library answers the published example of %s wrongly", info->name);
  return FALSE;
}
