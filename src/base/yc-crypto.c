/* yc-crypto.c: hashes, signatures, random bytes
 *
 * Only what cannot fail for a reason a caller could mend has no error: a
 * machine whose OpenSSL cannot hash or has no randomness must not go on.
 * Verification answers yes or no and never says why not.
 *
 * Ed25519 is libsodium's: a hub checks every op that comes, and it takes half
 * the time that OpenSSL's does. It also refuses the few public keys by which
 * anything could be signed.
 */

#include "yc-crypto.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT (YC_KEY_SIZE == crypto_sign_SEEDBYTES && YC_KEY_SIZE == crypto_sign_PUBLICKEYBYTES);
G_STATIC_ASSERT (YC_ED25519_SIGNATURE_SIZE == crypto_sign_BYTES);

struct _YcKeyPair
{
  guint8 secret[crypto_sign_SECRETKEYBYTES]; /* the seed, and the public key behind it */
  guint8 public_key[YC_KEY_SIZE];
};

typedef struct
{
  gsize size;
  guint8 bytes[];
} Secret;

/**
 * yc_random_bytes:
 * @bytes: (out): where to put them
 * @size: how many
 *
 * A machine without randomness must not make keys, so a failure ends the
 * program.
 */
void
yc_random_bytes (guint8 *bytes,
                 gsize   size)
{
  g_return_if_fail (bytes != NULL && size <= INT_MAX);

  if (RAND_bytes (bytes, (int) size) != 1)
    g_error ("The system gives no random numbers");
}

/**
 * yc_secret_clear:
 * @secret: (nullable): memory that held a secret
 * @size: its bytes
 *
 * Overwrites in a way the compiler may not leave out.
 */
void
yc_secret_clear (gpointer secret,
                 gsize    size)
{
  if (secret != NULL)
    OPENSSL_cleanse (secret, size);
}

/* Takes the same time wherever the first difference is. */
gboolean
yc_secret_equal (gconstpointer a,
                 gconstpointer b,
                 gsize         size)
{
  g_return_val_if_fail (size == 0 || (a != NULL && b != NULL), FALSE);

  return size == 0 || CRYPTO_memcmp (a, b, size) == 0;
}

static void
secret_free (gpointer data)
{
  Secret *secret = data;

  OPENSSL_cleanse (secret->bytes, secret->size);
  g_free (secret);
}

/**
 * yc_secret_new:
 * @data: a secret; copied
 * @size: its bytes
 *
 * Returns: (transfer full): bytes whose memory is overwritten when the last
 *   reference goes
 */
GBytes *
yc_secret_new (gconstpointer data,
               gsize         size)
{
  Secret *secret;

  g_return_val_if_fail (data != NULL || size == 0, NULL);

  secret = g_malloc (sizeof *secret + size);
  secret->size = size;
  if (size > 0)
    memcpy (secret->bytes, data, size);
  return g_bytes_new_with_free_func (secret->bytes, size, secret_free, secret);
}

/**
 * yc_sha256:
 * @data: what to hash
 * @size: its bytes
 * @ret_hash: (out): SHA-256 (FIPS 180-4)
 */
void
yc_sha256 (gconstpointer data,
           gsize         size,
           guint8        ret_hash[YC_SHA256_SIZE])
{
  g_return_if_fail (data != NULL || size == 0);
  g_return_if_fail (ret_hash != NULL);

  if (EVP_Digest (data != NULL ? data : "", size, ret_hash, NULL, EVP_sha256 (), NULL) != 1)
    g_error ("OpenSSL cannot hash");
}

void
yc_sha256_bytes (GBytes *bytes,
                 guint8  ret_hash[YC_SHA256_SIZE])
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  yc_sha256 (data, size, ret_hash);
}

void
yc_sha256_to_text (const guint8 hash[YC_SHA256_SIZE],
                   char         text[YC_SHA256_TEXT_SIZE])
{
  static const char digits[] = "0123456789abcdef";

  g_return_if_fail (hash != NULL);

  for (gsize i = 0; i < YC_SHA256_SIZE; i++)
    {
      text[2 * i] = digits[hash[i] >> 4];
      text[2 * i + 1] = digits[hash[i] & 15];
    }
  text[YC_SHA256_TEXT_SIZE - 1] = '\0';
}

/**
 * yc_sha256_parse:
 * @text: (nullable): 64 lower-case hexadecimal digits
 * @ret_hash: (out): untouched on failure
 *
 * Returns: %TRUE if @text spells a hash; upper case is refused, so that a
 *   hash has one spelling
 */
gboolean
yc_sha256_parse (const char *text,
                 guint8      ret_hash[YC_SHA256_SIZE])
{
  g_return_val_if_fail (ret_hash != NULL, FALSE);

  if (text == NULL || strlen (text) != YC_SHA256_TEXT_SIZE - 1 ||
      strspn (text, "0123456789abcdef") != YC_SHA256_TEXT_SIZE - 1)
    return FALSE;

  for (gsize i = 0; i < YC_SHA256_SIZE; i++)
    ret_hash[i] = g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]);
  return TRUE;
}

/* Looked up once: each use of EVP_sm3() would ask all of OpenSSL's providers. */
static const EVP_MD *
get_sm3 (void)
{
  static gsize ready;
  static EVP_MD *sm3;

  if (g_once_init_enter (&ready))
    {
      sm3 = EVP_MD_fetch (NULL, "SM3", NULL);
      if (sm3 == NULL)
        g_error ("OpenSSL has no SM3");
      g_once_init_leave (&ready, 1);
    }
  return sm3;
}

/**
 * yc_sm3:
 * @pieces: what to hash, in this order
 * @n_pieces: how many
 * @ret_hash: (out): SM3 (GB/T 32905-2016) over all of them; spelt as
 *   yc_sha256_to_text() spells a hash
 */
void
yc_sm3 (const YcHashPiece *pieces,
        gsize              n_pieces,
        guint8             ret_hash[YC_SM3_SIZE])
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gboolean good;

  g_return_if_fail (pieces != NULL || n_pieces == 0);
  g_return_if_fail (ret_hash != NULL);

  good = context != NULL && EVP_DigestInit_ex (context, get_sm3 (), NULL) == 1;
  for (gsize i = 0; good && i < n_pieces; i++)
    good = pieces[i].size == 0 || EVP_DigestUpdate (context, pieces[i].data, pieces[i].size) == 1;
  if (!good || EVP_DigestFinal_ex (context, ret_hash, NULL) != 1)
    g_error ("OpenSSL cannot hash");
  EVP_MD_CTX_free (context);
}

/**
 * yc_base64url_encode:
 * @data: bytes
 * @size: how many
 *
 * Returns: (transfer full): RFC 4648 section 5, without padding
 */
char *
yc_base64url_encode (gconstpointer data,
                     gsize         size)
{
  char *text;

  g_return_val_if_fail (data != NULL || size == 0, NULL);

  text = size > 0 ? g_base64_encode (data, size) : g_strdup ("");
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/**
 * yc_base64url_decode:
 * @text: (nullable): RFC 4648 section 5, without padding
 *
 * Bytes have one spelling: padding, foreign characters and set bits after
 * the last byte are refused.
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL
 */
GBytes *
yc_base64url_decode (const char *text)
{
  g_autoptr (GString) padded = NULL;
  g_autofree guchar *data = NULL;
  g_autofree char *again = NULL;
  gsize size;

  if (text == NULL || text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                         "0123456789-_")] != '\0')
    return NULL;

  padded = g_string_new (text);
  if (padded->len % 4 == 1)
    return NULL;
  while (padded->len % 4 != 0)
    g_string_append_c (padded, '=');
  g_strdelimit (padded->str, "-", '+');
  g_strdelimit (padded->str, "_", '/');

  data = g_base64_decode (padded->str, &size);
  again = yc_base64url_encode (data, size);
  if (strcmp (again, text) != 0)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

/* It chooses the fastest code for this processor. */
static void
ensure_sodium (void)
{
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      if (sodium_init () < 0)
        g_error ("libsodium cannot be used");
      g_once_init_leave (&ready, 1);
    }
}

/**
 * yc_key_pair_new:
 * @seed: the 32 secret bytes of RFC 8032; copied
 *
 * Returns: (transfer full): the key
 */
YcKeyPair *
yc_key_pair_new (const guint8 seed[YC_KEY_SIZE])
{
  YcKeyPair *self;

  g_return_val_if_fail (seed != NULL, NULL);

  ensure_sodium ();
  self = g_new0 (YcKeyPair, 1);
  crypto_sign_seed_keypair (self->public_key, self->secret, seed);
  return self;
}

YcKeyPair *
yc_key_pair_new_random (void)
{
  guint8 seed[YC_KEY_SIZE];
  YcKeyPair *self;

  yc_random_bytes (seed, sizeof seed);
  self = yc_key_pair_new (seed);
  yc_secret_clear (seed, sizeof seed);
  return self;
}

void
yc_key_pair_free (YcKeyPair *self)
{
  if (self == NULL)
    return;
  yc_secret_clear (self->secret, sizeof self->secret);
  g_free (self);
}

/* 32 bytes that live as long as the key. */
const guint8 *
yc_key_pair_get_public (const YcKeyPair *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->public_key;
}

/* The 32 secret bytes, for keeping; cleared when released. */
GBytes *
yc_key_pair_dup_seed (const YcKeyPair *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return yc_secret_new (self->secret, YC_KEY_SIZE);
}

/**
 * yc_key_pair_sign:
 * @self: a key
 * @data: what to sign
 * @size: its bytes
 * @ret_signature: (out): 64 bytes, the same for the same key and data
 */
void
yc_key_pair_sign (const YcKeyPair *self,
                  gconstpointer    data,
                  gsize            size,
                  guint8           ret_signature[YC_ED25519_SIGNATURE_SIZE])
{
  g_return_if_fail (self != NULL && ret_signature != NULL);
  g_return_if_fail (data != NULL || size == 0);

  crypto_sign_detached (ret_signature, NULL, data, size, self->secret);
}

GBytes *
yc_key_pair_sign_bytes (const YcKeyPair *self,
                        GBytes          *bytes)
{
  guint8 signature[YC_ED25519_SIGNATURE_SIZE];
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  yc_key_pair_sign (self, data, size, signature);
  return g_bytes_new (signature, sizeof signature);
}

/**
 * yc_signature_verify:
 * @public_key: 32 bytes from outside; need not be a point of the curve
 * @data: what was signed
 * @size: its bytes
 * @signature: 64 bytes from outside
 *
 * Returns: %TRUE if the holder of @public_key signed exactly @data
 */
gboolean
yc_signature_verify (const guint8  public_key[YC_KEY_SIZE],
                     gconstpointer data,
                     gsize         size,
                     const guint8  signature[YC_ED25519_SIGNATURE_SIZE])
{
  g_return_val_if_fail (public_key != NULL && signature != NULL, FALSE);
  g_return_val_if_fail (data != NULL || size == 0, FALSE);

  ensure_sodium ();
  return crypto_sign_verify_detached (signature, data, size, public_key) == 0;
}
