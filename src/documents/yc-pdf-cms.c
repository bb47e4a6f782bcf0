/* yc-pdf-cms.c: a CMS made around a signature that comes from outside
 *
 * OpenSSL builds the structure with CMS_CADES, so it carries the hash of the
 * signer's certificate (signing-certificate-v2). It is never asked to sign: that
 * would put a signing-time in, which PAdES forbids; the time stands in the
 * signature's dictionary. The signed attributes go out in their DER form, as a
 * SET OF and sorted (RFC 5652, 5.4), and what comes back is put in their place.
 *
 * The attribute of RFC 6211 protects the names of the algorithms, which nothing
 * else does.
 */

#include "yc-pdf-cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

struct _YcPdfCms
{
  CMS_ContentInfo *cms;
  CMS_SignerInfo *signer; /* the CMS's */
  EVP_PKEY *key;          /* the certificate's, public */
  GBytes *attributes;
};

/* Returns: (transfer full): the last reason of OpenSSL's, whose queue is emptied */
char *
yc_pdf_openssl_reason (void)
{
  char text[256];
  unsigned long code = ERR_peek_last_error ();

  ERR_clear_error ();
  if (code == 0)
    return g_strdup ("no reason given");
  ERR_error_string_n (code, text, sizeof text);
  return g_strdup (text);
}

/**
 * yc_pdf_certificates_parse:
 * @pem: certificates in PEM
 * @error: KEY
 *
 * Returns: (transfer full) (nullable) (element-type X509): at least one, at most
 *   %YC_PDF_CMS_CERTIFICATES_MAX
 */
GPtrArray *
yc_pdf_certificates_parse (GBytes  *pem,
                           GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  BIO *bio = BIO_new_mem_buf (g_bytes_get_data (pem, NULL), g_bytes_get_size (pem));
  X509 *certificate;

  while (found->len <= YC_PDF_CMS_CERTIFICATES_MAX && (certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL)) != NULL)
    g_ptr_array_add (found, certificate);
  BIO_free (bio);
  ERR_clear_error ();
  if (found->len == 0 || found->len > YC_PDF_CMS_CERTIFICATES_MAX)
    {
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_KEY,
                   "From 1 to %d certificates in PEM are needed; there are %s", YC_PDF_CMS_CERTIFICATES_MAX,
                   found->len == 0 ? "none" : "more");
      return NULL;
    }
  return g_steal_pointer (&found);
}

static gboolean
set_openssl_error (GError    **error,
                   const char *what)
{
  g_autofree char *reason = yc_pdf_openssl_reason ();

  g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_KEY, "%s: %s", what, reason);
  return FALSE;
}

/* SEQUENCE { digest algorithm, [1] signature algorithm } */
static gboolean
add_protection (CMS_SignerInfo *signer)
{
  X509_ALGOR *digest, *signature;
  g_autofree guint8 *content = NULL;
  guint8 *at, *tag;
  ASN1_OBJECT *object;
  int digest_size, signature_size, size, added;

  CMS_SignerInfo_get0_algs (signer, NULL, NULL, &digest, &signature);
  digest_size = i2d_X509_ALGOR (digest, NULL);
  signature_size = i2d_X509_ALGOR (signature, NULL);
  size = ASN1_object_size (1, digest_size + signature_size, V_ASN1_SEQUENCE);
  content = at = g_malloc (size);
  ASN1_put_object (&at, 1, digest_size + signature_size, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  i2d_X509_ALGOR (digest, &at);
  tag = at;
  i2d_X509_ALGOR (signature, &at);
  *tag = V_ASN1_CONTEXT_SPECIFIC | V_ASN1_CONSTRUCTED | 1;
  object = OBJ_txt2obj (YC_PDF_CMS_PROTECT_OID, 1);
  added = CMS_signed_add1_attr_by_OBJ (signer, object, V_ASN1_SEQUENCE, content, size);
  ASN1_OBJECT_free (object);
  return added == 1;
}

static int
compare_der (gconstpointer a,
             gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *) a, *(GBytes *const *) b);
}

/* The signed attributes as they are signed: a SET OF in DER. */
static GBytes *
spell_attributes (CMS_SignerInfo *signer)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GByteArray) set = g_byte_array_new ();
  guint8 head[8], *at = head;
  gsize total = 0;

  for (int i = 0; i < CMS_signed_get_attr_count (signer); i++)
    {
      guint8 *der = NULL;
      int size = i2d_X509_ATTRIBUTE (CMS_signed_get_attr (signer, i), &der);

      g_assert (size > 0);
      g_ptr_array_add (list, g_bytes_new (der, size));
      OPENSSL_free (der);
      total += size;
    }
  g_ptr_array_sort (list, compare_der);
  ASN1_put_object (&at, 1, total, V_ASN1_SET, V_ASN1_UNIVERSAL);
  g_byte_array_append (set, head, at - head);
  for (guint i = 0; i < list->len; i++)
    g_byte_array_append (set, g_bytes_get_data (g_ptr_array_index (list, i), NULL),
                         g_bytes_get_size (g_ptr_array_index (list, i)));
  return g_byte_array_free_to_bytes (g_steal_pointer (&set));
}

static gboolean
build (YcPdfCms     *self,
       GPtrArray    *certificates,
       const guint8 *digest,
       GError      **error)
{
  const unsigned int flags = CMS_PARTIAL | CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES;
  X509 *own = g_ptr_array_index (certificates, 0);

  self->cms = CMS_sign (NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_DETACHED | CMS_BINARY);
  self->key = X509_get_pubkey (own);
  if (self->cms == NULL || self->key == NULL)
    return set_openssl_error (error, "The certificate has no key that can sign here");
  /* The certificate's public key stands for the one that signs elsewhere. */
  self->signer = CMS_add1_signer (self->cms, own, self->key, EVP_sha256 (), flags);
  if (self->signer == NULL)
    return set_openssl_error (error, "The certificate cannot be put into a signature");
  for (guint i = 1; i < certificates->len; i++)
    if (CMS_add1_cert (self->cms, g_ptr_array_index (certificates, i)) != 1)
      return set_openssl_error (error, "A certificate of the chain cannot be put into a signature");
  if (CMS_signed_add1_attr_by_NID (self->signer, NID_pkcs9_contentType, V_ASN1_OBJECT, OBJ_nid2obj (NID_pkcs7_data), -1) != 1 ||
      CMS_signed_add1_attr_by_NID (self->signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest, YC_SHA256_SIZE) != 1 ||
      !add_protection (self->signer))
    return set_openssl_error (error, "The signature cannot be prepared");
  return TRUE;
}

/**
 * yc_pdf_cms_new:
 * @certificates_pem: the signer's certificate (RSA or elliptic), then its chain
 * @digest: SHA-256 of what the ByteRange covers
 * @error: KEY
 *
 * Returns: (transfer full) (nullable): a CMS that waits for its signature
 */
YcPdfCms *
yc_pdf_cms_new (GBytes       *certificates_pem,
                const guint8  digest[YC_SHA256_SIZE],
                GError      **error)
{
  g_autoptr (YcPdfCms) self = g_new0 (YcPdfCms, 1);
  g_autoptr (GPtrArray) certificates = yc_pdf_certificates_parse (certificates_pem, error);

  if (certificates == NULL || !build (self, certificates, digest, error))
    return NULL;
  self->attributes = spell_attributes (self->signer);
  return g_steal_pointer (&self);
}

void
yc_pdf_cms_free (YcPdfCms *self)
{
  CMS_ContentInfo_free (self->cms);
  EVP_PKEY_free (self->key);
  g_clear_pointer (&self->attributes, g_bytes_unref);
  g_free (self);
}

/* Returns: (transfer none): the bytes to be signed, with SHA-256 */
GBytes *
yc_pdf_cms_get_attributes (YcPdfCms *self)
{
  return self->attributes;
}

static gboolean
verify_signature (YcPdfCms *self,
                  GBytes   *signature)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gboolean good = EVP_DigestVerifyInit (context, NULL, EVP_sha256 (), NULL, self->key) == 1 &&
                  EVP_DigestVerify (context, g_bytes_get_data (signature, NULL), g_bytes_get_size (signature),
                                    g_bytes_get_data (self->attributes, NULL), g_bytes_get_size (self->attributes)) == 1;

  EVP_MD_CTX_free (context);
  ERR_clear_error ();
  return good;
}

/**
 * yc_pdf_cms_finish:
 * @self: a CMS
 * @signature: of its attributes, by the key of its certificate
 * @error: CMS for a signature of something else or by another key
 *
 * Returns: (transfer full) (nullable): the CMS in DER
 */
GBytes *
yc_pdf_cms_finish (YcPdfCms *self,
                   GBytes   *signature,
                   GError  **error)
{
  guint8 *der = NULL;
  GBytes *bytes;
  int size;

  if (!verify_signature (self, signature))
    {
      g_set_error_literal (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_CMS,
                           "The signature is not of this document, or not by the key of the certificate; "
                           "nothing was signed");
      return NULL;
    }
  ASN1_STRING_set (CMS_SignerInfo_get0_signature (self->signer), g_bytes_get_data (signature, NULL),
                   g_bytes_get_size (signature));
  size = i2d_CMS_ContentInfo (self->cms, &der);
  if (size <= 0)
    {
      set_openssl_error (error, "The signature cannot be written");
      return NULL;
    }
  bytes = g_bytes_new (der, size);
  OPENSSL_free (der);
  return bytes;
}
