/* yc-seal-record.c: one stored record, sealed to its place
 *
 *   byte  0       the format: 1, AES-256-GCM (NIST SP 800-38D)
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
 * Random nonces of 96 bits are good for 2^32 records under one key; a window
 * writes fewer in a century.
 */

#include "yc-seal-record.h"

#include <openssl/evp.h>
#include <string.h>

#define FORMAT_AES_256_GCM 1
#define NONCE_AT 1
#define NONCE_SIZE 12
#define PLACE_AT (NONCE_AT + NONCE_SIZE)
#define PLACE_SIZE 16
#define TEXT_AT (PLACE_AT + PLACE_SIZE)
#define TAG_SIZE 16

G_STATIC_ASSERT (TEXT_AT + TAG_SIZE == YC_SEAL_OVERHEAD);

struct _YcSealer
{
  gatomicrefcount ref_count;
  guint8 key[YC_KEY_SIZE];
};

G_DEFINE_QUARK (yc-seal-error-quark, yc_seal_error)

YcSealer *
yc_sealer_new (const guint8 key[YC_KEY_SIZE])
{
  YcSealer *self;

  g_return_val_if_fail (key != NULL, NULL);

  self = g_new0 (YcSealer, 1);
  g_atomic_ref_count_init (&self->ref_count);
  memcpy (self->key, key, YC_KEY_SIZE);
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
  yc_secret_clear (self->key, sizeof self->key);
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

/* Both directions: key, nonce, then the format and the place as associated data. */
static EVP_CIPHER_CTX *
begin (YcSealer     *self,
       const guint8 *head,
       gboolean      sealing)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  int done;

  if (context == NULL ||
      EVP_CipherInit_ex2 (context, EVP_aes_256_gcm (), self->key, head + NONCE_AT, sealing, NULL) != 1 ||
      EVP_CipherUpdate (context, NULL, &done, head, 1) != 1 ||
      EVP_CipherUpdate (context, NULL, &done, head + PLACE_AT, PLACE_SIZE) != 1)
    g_error ("OpenSSL has no AES-256-GCM");
  return context;
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
  EVP_CIPHER_CTX *context;
  int done = 0;

  g_return_val_if_fail (self != NULL && is_name (table) && is_name (id), NULL);
  g_return_val_if_fail (size <= YC_SEAL_PLAIN_MAX && (plain != NULL || size == 0), NULL);

  sealed = g_malloc (size + YC_SEAL_OVERHEAD);
  sealed[0] = FORMAT_AES_256_GCM;
  yc_random_bytes (sealed + NONCE_AT, NONCE_SIZE);
  hash_place (table, id, version, sealed + PLACE_AT);

  context = begin (self, sealed, TRUE);
  if ((size > 0 && EVP_CipherUpdate (context, sealed + TEXT_AT, &done, plain, (int) size) != 1) ||
      EVP_CipherFinal_ex (context, sealed + TEXT_AT + size, &done) != 1 ||
      EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, sealed + TEXT_AT + size) != 1)
    g_error ("OpenSSL cannot seal");
  EVP_CIPHER_CTX_free (context);
  return g_bytes_new_take (g_steal_pointer (&sealed), size + YC_SEAL_OVERHEAD);
}

/* The plain text, whatever place the record was sealed to, or NULL. */
static GBytes *
decrypt (YcSealer     *self,
         const guint8 *sealed,
         gsize         text_size)
{
  g_autofree guint8 *plain = g_malloc (text_size + 1);
  EVP_CIPHER_CTX *context = begin (self, sealed, FALSE);
  guint8 tag[TAG_SIZE];
  gboolean genuine;
  int done = 0;

  memcpy (tag, sealed + TEXT_AT + text_size, TAG_SIZE);
  genuine = (text_size == 0 ||
             EVP_CipherUpdate (context, plain, &done, sealed + TEXT_AT, (int) text_size) == 1) &&
            EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, tag) == 1 &&
            EVP_CipherFinal_ex (context, plain + text_size, &done) == 1;
  EVP_CIPHER_CTX_free (context);
  if (genuine)
    return g_bytes_new_take (g_steal_pointer (&plain), text_size);
  yc_secret_clear (plain, text_size);
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
  guint8 place[PLACE_SIZE];

  g_return_val_if_fail (self != NULL && is_name (table) && is_name (id), NULL);
  g_return_val_if_fail (sealed != NULL || size == 0, NULL);

  if (size < YC_SEAL_OVERHEAD || size > YC_SEAL_OVERHEAD + YC_SEAL_PLAIN_MAX ||
      bytes[0] != FORMAT_AES_256_GCM)
    {
      g_set_error (error, YC_SEAL_ERROR, YC_SEAL_ERROR_FORMAT,
                   "Record %s of %s is not sealed in a way this program knows", id, table);
      return NULL;
    }

  plain = decrypt (self, bytes, size - YC_SEAL_OVERHEAD);
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
