/* Hashes, signatures, random bytes and their spellings, over OpenSSL 3. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_SHA256_SIZE 32         /* bytes */
#define YC_SHA256_TEXT_SIZE 65    /* 64 lower-case hexadecimal digits and the closing zero */
#define YC_SM3_SIZE 32            /* bytes */
#define YC_KEY_SIZE 32            /* bytes: a secret key, an Ed25519 seed or public key */
#define YC_ED25519_SIGNATURE_SIZE 64 /* bytes */

void     yc_random_bytes   (guint8       *bytes,
                            gsize         size);
void     yc_secret_clear   (gpointer      secret,
                            gsize         size);
gboolean yc_secret_equal   (gconstpointer a,
                            gconstpointer b,
                            gsize         size);
GBytes  *yc_secret_new     (gconstpointer data,
                            gsize         size);

void     yc_sha256         (gconstpointer data,
                            gsize         size,
                            guint8        ret_hash[YC_SHA256_SIZE]);
void     yc_sha256_bytes   (GBytes       *bytes,
                            guint8        ret_hash[YC_SHA256_SIZE]);
void     yc_sha256_to_text (const guint8  hash[YC_SHA256_SIZE],
                            char          text[YC_SHA256_TEXT_SIZE]);
gboolean yc_sha256_parse   (const char   *text,
                            guint8        ret_hash[YC_SHA256_SIZE]);

/* One of several pieces that are hashed as if they were one. */
typedef struct
{
  gconstpointer data;
  gsize size;
} YcHashPiece;

void     yc_sm3            (const YcHashPiece *pieces,
                            gsize         n_pieces,
                            guint8        ret_hash[YC_SM3_SIZE]);

char    *yc_base64url_encode (gconstpointer data,
                              gsize         size);
GBytes  *yc_base64url_decode (const char   *text);

/* An Ed25519 key (RFC 8032). It never changes; any thread may sign with it. */
typedef struct _YcKeyPair YcKeyPair;

YcKeyPair    *yc_key_pair_new_random  (void);
YcKeyPair    *yc_key_pair_new         (const guint8     seed[YC_KEY_SIZE]);
void          yc_key_pair_free        (YcKeyPair       *self);
const guint8 *yc_key_pair_get_public  (const YcKeyPair *self);
GBytes       *yc_key_pair_dup_seed    (const YcKeyPair *self);
void          yc_key_pair_sign        (const YcKeyPair *self,
                                       gconstpointer    data,
                                       gsize            size,
                                       guint8           ret_signature[YC_ED25519_SIGNATURE_SIZE]);
GBytes       *yc_key_pair_sign_bytes  (const YcKeyPair *self,
                                       GBytes          *bytes);
gboolean      yc_signature_verify     (const guint8     public_key[YC_KEY_SIZE],
                                       gconstpointer    data,
                                       gsize            size,
                                       const guint8     signature[YC_ED25519_SIGNATURE_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcKeyPair, yc_key_pair_free)

G_END_DECLS
