/* Authenticated ciphers: AES-256-GCM over OpenSSL, SM4-GCM over libgcrypt. */
#pragma once

#include "yc-crypto.h"

G_BEGIN_DECLS

#define YC_CIPHER_NONCE_SIZE 12 /* bytes */
#define YC_CIPHER_TAG_SIZE 16   /* bytes */

typedef enum
{
  YC_CIPHER_AES_256_GCM, /* FIPS 197, NIST SP 800-38D */
  YC_CIPHER_SM4_GCM,     /* GB/T 32907-2016, RFC 8998 */
  YC_CIPHERS,
} YcCipher;

const char *yc_cipher_to_text    (YcCipher       self);
gboolean    yc_cipher_parse      (const char    *text,
                                  YcCipher      *ret_cipher);
void        yc_cipher_derive_key (YcCipher       self,
                                  const guint8   master[YC_KEY_SIZE],
                                  guint8         ret_key[YC_KEY_SIZE]);
void        yc_cipher_encrypt    (YcCipher       self,
                                  const guint8  *key,
                                  const guint8   nonce[YC_CIPHER_NONCE_SIZE],
                                  gconstpointer  associated,
                                  gsize          associated_size,
                                  const guint8  *plain,
                                  gsize          size,
                                  guint8        *ret_text,
                                  guint8         ret_tag[YC_CIPHER_TAG_SIZE]);
gboolean    yc_cipher_decrypt    (YcCipher       self,
                                  const guint8  *key,
                                  const guint8   nonce[YC_CIPHER_NONCE_SIZE],
                                  gconstpointer  associated,
                                  gsize          associated_size,
                                  const guint8  *text,
                                  gsize          size,
                                  const guint8   tag[YC_CIPHER_TAG_SIZE],
                                  guint8        *ret_plain);
gboolean    yc_cipher_self_test  (YcCipher       self,
                                  GError       **error);

G_END_DECLS
