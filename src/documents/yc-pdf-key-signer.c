/* yc-pdf-key-signer.c: seals with a key in memory (RSA or elliptic, PKCS #8 in PEM) */

#include "yc-pdf-signer.h"

#include "yc-pdf-cms.h"

#include <openssl/err.h>
#include <openssl/pem.h>

struct _YcPdfKeySigner
{
  GObject parent_instance;

  EVP_PKEY *key;
  GBytes *certificates;
};

static void yc_pdf_key_signer_iface_init (YcPdfSignerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YcPdfKeySigner, yc_pdf_key_signer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YC_TYPE_PDF_SIGNER, yc_pdf_key_signer_iface_init))

static GBytes *
sign_bytes (EVP_PKEY *key,
            GBytes   *bytes,
            GError  **error)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gsize size = EVP_PKEY_get_size (key);
  g_autofree guint8 *signature = g_malloc (size);
  gboolean good = EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, key) == 1 &&
                  EVP_DigestSign (context, signature, &size, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) == 1;

  EVP_MD_CTX_free (context);
  if (good)
    return g_bytes_new (signature, size);
  {
    g_autofree char *reason = yc_pdf_openssl_reason ();

    g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_KEY, "The key did not sign: %s", reason);
    return NULL;
  }
}

static GBytes *
yc_pdf_key_signer_sign (YcPdfSigner  *signer,
                        const guint8  digest[YC_SHA256_SIZE],
                        GCancellable *cancellable,
                        GError      **error)
{
  YcPdfKeySigner *self = YC_PDF_KEY_SIGNER (signer);
  g_autoptr (YcPdfCms) cms = yc_pdf_cms_new (self->certificates, digest, error);
  g_autoptr (GBytes) signature = NULL;

  if (cms == NULL)
    return NULL;
  signature = sign_bytes (self->key, yc_pdf_cms_get_attributes (cms), error);
  return signature != NULL ? yc_pdf_cms_finish (cms, signature, error) : NULL;
}

static void
yc_pdf_key_signer_iface_init (YcPdfSignerInterface *iface)
{
  iface->sign = yc_pdf_key_signer_sign;
}

static void
yc_pdf_key_signer_finalize (GObject *object)
{
  YcPdfKeySigner *self = YC_PDF_KEY_SIGNER (object);

  EVP_PKEY_free (self->key);
  g_clear_pointer (&self->certificates, g_bytes_unref);
  G_OBJECT_CLASS (yc_pdf_key_signer_parent_class)->finalize (object);
}

static void
yc_pdf_key_signer_class_init (YcPdfKeySignerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = yc_pdf_key_signer_finalize;
}

static void
yc_pdf_key_signer_init (YcPdfKeySigner *self)
{
}

/* A key that asks for a password is not one for a desk: nobody types it. */
static int
give_no_password (char *buffer,
                  int   size,
                  int   writing,
                  void *data)
{
  return -1;
}

/**
 * yc_pdf_key_signer_new:
 * @key_pem: a private key in PEM, without a password
 * @certificates_pem: its certificate, then the chain, in PEM
 * @error: KEY
 *
 * Returns: (transfer full) (nullable): a signer
 */
YcPdfKeySigner *
yc_pdf_key_signer_new (GBytes  *key_pem,
                       GBytes  *certificates_pem,
                       GError **error)
{
  g_autoptr (YcPdfKeySigner) self = g_object_new (YC_TYPE_PDF_KEY_SIGNER, NULL);
  g_autoptr (GPtrArray) certificates = yc_pdf_certificates_parse (certificates_pem, error);
  BIO *bio;

  if (certificates == NULL)
    return NULL;
  bio = BIO_new_mem_buf (g_bytes_get_data (key_pem, NULL), g_bytes_get_size (key_pem));
  self->key = PEM_read_bio_PrivateKey (bio, NULL, give_no_password, NULL);
  BIO_free (bio);
  if (self->key == NULL || X509_check_private_key (g_ptr_array_index (certificates, 0), self->key) != 1)
    {
      g_set_error_literal (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_KEY,
                           self->key == NULL ? "The key cannot be read: a private key in PEM without a password is needed"
                                             : "The key is not that of the first certificate");
      ERR_clear_error ();
      return NULL;
    }
  self->certificates = g_bytes_ref (certificates_pem);
  return g_steal_pointer (&self);
}
