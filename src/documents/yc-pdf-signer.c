/* yc-pdf-signer.c: whoever can seal a PDF */

#include "yc-pdf-signer.h"

G_DEFINE_INTERFACE (YcPdfSigner, yc_pdf_signer, G_TYPE_OBJECT)

static void
yc_pdf_signer_default_init (YcPdfSignerInterface *iface)
{
}

/**
 * yc_pdf_signer_sign:
 * @self: a signer
 * @digest: SHA-256 of what the signature covers
 * @cancellable: (nullable): gives up waiting
 * @error: what failed
 *
 * Blocks until the signer has answered.
 *
 * Returns: (transfer full) (nullable): a CMS in DER
 */
GBytes *
yc_pdf_signer_sign (YcPdfSigner  *self,
                    const guint8  digest[YC_SHA256_SIZE],
                    GCancellable *cancellable,
                    GError      **error)
{
  g_return_val_if_fail (YC_IS_PDF_SIGNER (self), NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return YC_PDF_SIGNER_GET_IFACE (self)->sign (self, digest, cancellable, error);
}
