/* yc-seal-record.c: one stored record, sealed to its place
 *
 *   byte  0       the format: which cipher, and which of the keys
 *                   1  AES-256-GCM under the key itself; opened, not written any more
 *                   2  AES-256-GCM under the key derived for it
 *                   3  SM4-GCM under the key derived for it
 *   bytes 1-12    the nonce, drawn anew for every sealing
 *   bytes 13-28   the place: SHA-256 over table, id and version, cut to 128 bits
 *   then          the cipher text, as long as the plain text
 *   last 16       the tag
 *
 * Everything before the cipher text but the nonce is associated data, so a
 * record moved to another row, or an old version put back, does not open.
 * The place stands in the record so that such a move can be told from a wrong
 * key: it names nothing that the row's clear columns do not say anyway.
 *
 * Each cipher has a key of its own, derived from the one that is kept
 * (yc-cipher.c). A sealer writes with one cipher and opens all.
 *
 * Random nonces of 96 bits are good for 2^32 records under one key; a window
 * writes fewer in a century.
 */

#include "yc-seal-record.h"

#include <string.h>

#define FORMAT_AES_UNDER_KEY_ITSELF 1
#define FORMAT_AES 2
#define FORMAT_SM4 3
#define NONCE_AT 1
#define PLACE_AT (NONCE_AT + YC_CIPHER_NONCE_SIZE)
#define PLACE_SIZE 16
#define TEXT_AT (PLACE_AT + PLACE_SIZE)
#define ASSOCIATED_SIZE (1 + PLACE_SIZE)

G_STATIC_ASSERT (TEXT_AT + YC_CIPHER_TAG_SIZE == YC_SEAL_OVERHEAD);

struct _YcSealer
{
  gatomicrefcount ref_count;
  YcCipher cipher; /* what is written with */
  guint8 master[YC_KEY_SIZE];
  guint8 keys[YC_CIPHERS][YC_KEY_SIZE];
};

G_DEFINE_QUARK (yc-seal-error-quark, yc_seal_error)

/**
 * yc_sealer_new:
 * @key: what the ciphers' keys are derived from; copied
 * @cipher: what to write with; what stands in another one is opened all the same
 *
 * Returns: (transfer full): the sealer
 */
YcSealer *
yc_sealer_new (const guint8 key[YC_KEY_SIZE],
               YcCipher     cipher)
{
  YcSealer *self;

  g_return_val_if_fail (key != NULL && cipher < YC_CIPHERS, NULL);

  self = g_new0 (YcSealer, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->cipher = cipher;
  memcpy (self->master, key, YC_KEY_SIZE);
  for (guint i = 0; i < YC_CIPHERS; i++)
    yc_cipher_derive_key ((YcCipher) i, key, self->keys[i]);
  return self;
}

YcSealer *
yc_sealer_ref (YcSealer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
yc_sealer_unref (YcSealer *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  yc_secret_clear (self->master, sizeof self->master);
  yc_secret_clear (self->keys, sizeof self->keys);
  g_free (self);
}

static void
append_name (GByteArray *bytes,
             const char *name)
{
  guint8 size = (guint8) strlen (name);

  g_byte_array_append (bytes, &size, 1);
  g_byte_array_append (bytes, (const guint8 *) name, size);
}

/* Both names carry their length, so that no two places spell the same. */
static void
hash_place (const char *table,
            const char *id,
            gint64      version,
            guint8      ret_place[PLACE_SIZE])
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 hash[YC_SHA256_SIZE];
  guint64 big_endian = GUINT64_TO_BE ((guint64) version);

  append_name (bytes, table);
  append_name (bytes, id);
  g_byte_array_append (bytes, (const guint8 *) &big_endian, sizeof big_endian);
  yc_sha256 (bytes->data, bytes->len, hash);
  memcpy (ret_place, hash, PLACE_SIZE);
}

/* The first byte of what @self writes. */
guint8
yc_sealer_get_format (YcSealer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->cipher == YC_CIPHER_SM4_GCM ? FORMAT_SM4 : FORMAT_AES;
}

/* FALSE for a format this program does not know. */
static gboolean
find_key (YcSealer      *self,
          guint8         format,
          YcCipher      *ret_cipher,
          const guint8 **ret_key)
{
  *ret_cipher = format == FORMAT_SM4 ? YC_CIPHER_SM4_GCM : YC_CIPHER_AES_256_GCM;
  *ret_key = format == FORMAT_AES_UNDER_KEY_ITSELF ? self->master : self->keys[*ret_cipher];
  return format >= FORMAT_AES_UNDER_KEY_ITSELF && format <= FORMAT_SM4;
}

/* The format and the place. */
static void
get_associated (const guint8 *head,
                guint8        ret_associated[ASSOCIATED_SIZE])
{
  ret_associated[0] = head[0];
  memcpy (ret_associated + 1, head + PLACE_AT, PLACE_SIZE);
}

static gboolean
is_name (const char *text)
{
  return text != NULL && strlen (text) <= YC_SEAL_NAME_MAX;
}

/**
 * yc_seal_record:
 * @self: the key
 * @table: where the record is kept
 * @id: which record of the table
 * @version: which version of the record; 0 where it never changes
 * @plain: what to seal; at most %YC_SEAL_PLAIN_MAX bytes
 * @size: its bytes
 *
 * Returns: (transfer full): %YC_SEAL_OVERHEAD bytes more than @plain,
 *   different at every call
 */
GBytes *
yc_seal_record (YcSealer      *self,
                const char    *table,
                const char    *id,
                gint64         version,
                gconstpointer  plain,
                gsize          size)
{
  g_autofree guint8 *sealed = NULL;
  guint8 associated[ASSOCIATED_SIZE];

  g_return_val_if_fail (self != NULL && is_name (table) && is_name (id), NULL);
  g_return_val_if_fail (size <= YC_SEAL_PLAIN_MAX && (plain != NULL || size == 0), NULL);

  sealed = g_malloc (size + YC_SEAL_OVERHEAD);
  sealed[0] = yc_sealer_get_format (self);
  yc_random_bytes (sealed + NONCE_AT, YC_CIPHER_NONCE_SIZE);
  hash_place (table, id, version, sealed + PLACE_AT);
  get_associated (sealed, associated);
  yc_cipher_encrypt (self->cipher, self->keys[self->cipher], sealed + NONCE_AT, associated, sizeof associated,
                     plain, size, sealed + TEXT_AT, sealed + TEXT_AT + size);
  return g_bytes_new_take (g_steal_pointer (&sealed), size + YC_SEAL_OVERHEAD);
}

/* The plain text, whatever place the record was sealed to, or NULL. */
static GBytes *
decrypt (YcCipher      cipher,
         const guint8 *key,
         const guint8 *sealed,
         gsize         text_size)
{
  g_autofree guint8 *plain = g_malloc (text_size + 1);
  guint8 associated[ASSOCIATED_SIZE];

  get_associated (sealed, associated);
  if (yc_cipher_decrypt (cipher, key, sealed + NONCE_AT, associated, sizeof associated, sealed + TEXT_AT, text_size,
                         sealed + TEXT_AT + text_size, plain))
    return g_bytes_new_take (g_steal_pointer (&plain), text_size);
  return NULL;
}

/**
 * yc_open_record:
 * @self: the key
 * @table: where the record was found
 * @id: which record of the table
 * @version: which version is expected there
 * @sealed: bytes from the disk, of any shape
 * @size: how many
 * @error: of %YC_SEAL_ERROR
 *
 * Returns: (transfer full): the plain text, or %NULL
 */
GBytes *
yc_open_record (YcSealer      *self,
                const char    *table,
                const char    *id,
                gint64         version,
                gconstpointer  sealed,
                gsize          size,
                GError       **error)
{
  g_autoptr (GBytes) plain = NULL;
  const guint8 *bytes = sealed;
  const guint8 *key;
  guint8 place[PLACE_SIZE];
  YcCipher cipher;

  g_return_val_if_fail (self != NULL && is_name (table) && is_name (id), NULL);
  g_return_val_if_fail (sealed != NULL || size == 0, NULL);

  if (size < YC_SEAL_OVERHEAD || size > YC_SEAL_OVERHEAD + YC_SEAL_PLAIN_MAX ||
      !find_key (self, bytes[0], &cipher, &key))
    {
      g_set_error (error, YC_SEAL_ERROR, YC_SEAL_ERROR_FORMAT,
                   "Record %s of %s is not sealed in a way this program knows", id, table);
      return NULL;
    }

  plain = decrypt (cipher, key, bytes, size - YC_SEAL_OVERHEAD);
  if (plain == NULL)
    {
      g_set_error (error, YC_SEAL_ERROR, YC_SEAL_ERROR_TAMPERED,
                   "Record %s of %s was sealed with another key, or is damaged", id, table);
      return NULL;
    }

  hash_place (table, id, version, place);
  if (memcmp (place, bytes + PLACE_AT, PLACE_SIZE) != 0)
    {
      g_set_error (error, YC_SEAL_ERROR, YC_SEAL_ERROR_WRONG_PLACE,
                   "What stands at record %s of %s belongs to another record or version", id, table);
      return NULL;
    }
  return g_steal_pointer (&plain);
}
