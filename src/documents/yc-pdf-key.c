/* yc-pdf-key.c: a key for a desk or for training, with its own certificate
 *
 * X.509 v3, issued by itself: who trusts it has been given the certificate by
 * hand. What it says of itself is that it seals a desk's records; it is nobody's
 * personal certificate.
 */

#include "yc-pdf-key.h"

#include "yc-crypto.h"
#include "yc-pdf-cms.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>

#define RSA_BITS 3072
#define SERIAL_SIZE 16 /* bytes, random, the first bit 0 */
#define COMMENT "Key of a service desk: seals what the desk recorded. Not the certificate of a person who signed."

static gboolean
add_extension (X509       *certificate,
               int         nid,
               const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;
  gboolean added;

  X509V3_set_ctx_nodb (&context);
  X509V3_set_ctx (&context, certificate, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  added = extension != NULL && X509_add_ext (certificate, extension, -1) == 1;
  X509_EXTENSION_free (extension);
  return added;
}

static gboolean
add_extensions (X509 *certificate)
{
  return add_extension (certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension (certificate, NID_key_usage, "critical,digitalSignature,nonRepudiation") &&
         add_extension (certificate, NID_subject_key_identifier, "hash") &&
         add_extension (certificate, NID_authority_key_identifier, "keyid:always") &&
         add_extension (certificate, NID_netscape_comment, COMMENT);
}

static gboolean
set_serial (X509 *certificate)
{
  guint8 bytes[SERIAL_SIZE];
  BIGNUM *number;
  gboolean set;

  yc_random_bytes (bytes, sizeof bytes);
  bytes[0] = (bytes[0] & 0x7F) | 0x40;
  number = BN_bin2bn (bytes, sizeof bytes, NULL);
  set = number != NULL && BN_to_ASN1_INTEGER (number, X509_get_serialNumber (certificate)) != NULL;
  BN_free (number);
  return set;
}

static gboolean
add_to_name (X509_NAME  *name,
             const char *key,
             const char *value)
{
  return value == NULL ||
         X509_NAME_add_entry_by_txt (name, key, MBSTRING_UTF8, (const guint8 *) value, -1, -1, 0) == 1;
}

static X509 *
create_certificate (EVP_PKEY   *key,
                    const char *name,
                    const char *organisation,
                    gint64      from_s,
                    guint       days)
{
  X509 *certificate = X509_new ();
  X509_NAME *subject = X509_get_subject_name (certificate);
  time_t from = from_s;

  if (X509_set_version (certificate, X509_VERSION_3) == 1 && set_serial (certificate) &&
      add_to_name (subject, "O", organisation) && add_to_name (subject, "CN", name) &&
      X509_set_issuer_name (certificate, subject) == 1 &&
      X509_time_adj_ex (X509_getm_notBefore (certificate), 0, 0, &from) != NULL &&
      X509_time_adj_ex (X509_getm_notAfter (certificate), days, 0, &from) != NULL &&
      X509_set_pubkey (certificate, key) == 1 && add_extensions (certificate) &&
      X509_sign (certificate, key, EVP_sha256 ()) > 0)
    return certificate;
  X509_free (certificate);
  return NULL;
}

/* What was written to memory, which is wiped behind it. */
static GBytes *
take_pem (BIO *bio)
{
  char *text = NULL;
  long size = BIO_get_mem_data (bio, &text);
  GBytes *bytes = size > 0 ? yc_secret_new (text, size) : NULL;

  if (size > 0)
    yc_secret_clear (text, size);
  BIO_free (bio);
  return bytes;
}

/**
 * yc_pdf_key_make:
 * @kind: which key
 * @name: the common name, at most 64 characters
 * @organisation: (nullable): whose desk it is, at most 64 characters
 * @from_s: from when on the certificate is good, in seconds since 1970
 * @days: for how long, at most %YC_PDF_KEY_DAYS_MAX
 * @ret_key_pem: (out) (transfer full): PKCS #8 in PEM, without a password
 * @ret_certificate_pem: (out) (transfer full): in PEM
 * @error: KEY
 *
 * Returns: %TRUE if both were set; they are untouched on failure
 */
gboolean
yc_pdf_key_make (YcPdfKeyKind  kind,
                 const char   *name,
                 const char   *organisation,
                 gint64        from_s,
                 guint         days,
                 GBytes      **ret_key_pem,
                 GBytes      **ret_certificate_pem,
                 GError      **error)
{
  EVP_PKEY *key;
  X509 *certificate;
  BIO *key_bio = NULL, *certificate_bio = NULL;
  gboolean made;

  g_return_val_if_fail (name != NULL && days > 0 && days <= YC_PDF_KEY_DAYS_MAX, FALSE);

  key = kind == YC_PDF_KEY_RSA ? EVP_RSA_gen (RSA_BITS) : EVP_EC_gen ("P-256");
  certificate = key != NULL ? create_certificate (key, name, organisation, from_s, days) : NULL;
  key_bio = BIO_new (BIO_s_mem ());
  certificate_bio = BIO_new (BIO_s_mem ());
  made = certificate != NULL && PEM_write_bio_PKCS8PrivateKey (key_bio, key, NULL, NULL, 0, NULL, NULL) == 1 &&
         PEM_write_bio_X509 (certificate_bio, certificate) == 1;
  X509_free (certificate);
  EVP_PKEY_free (key);
  if (!made)
    {
      g_autofree char *reason = yc_pdf_openssl_reason ();

      BIO_free (key_bio);
      BIO_free (certificate_bio);
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_KEY,
                   "No key and certificate could be made for “%s”: %s", name, reason);
      return FALSE;
    }
  *ret_key_pem = take_pem (key_bio);
  *ret_certificate_pem = take_pem (certificate_bio);
  return TRUE;
}
