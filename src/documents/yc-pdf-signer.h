/* Whoever can seal a PDF: the desk's key, a USB key, an e-seal platform, a phone. */
#pragma once

#include "yc-crypto.h"
#include "yc-pdf-sign-error.h"

G_BEGIN_DECLS

#define YC_TYPE_PDF_SIGNER (yc_pdf_signer_get_type ())
G_DECLARE_INTERFACE (YcPdfSigner, yc_pdf_signer, YC, PDF_SIGNER, GObject)

/* What is asked of it: a CMS in DER over @digest, at most YC_PDF_CMS_BYTES_MAX
 * bytes, with the signing certificate's hash and without a signing time. A token
 * that signs bytes only makes it with YcPdfCms. It may block: call it on a
 * worker (D3); an implementation has a timeout of its own. */
struct _YcPdfSignerInterface
{
  GTypeInterface parent;

  GBytes *(*sign) (YcPdfSigner  *self,
                   const guint8  digest[YC_SHA256_SIZE],
                   GCancellable *cancellable,
                   GError      **error);
};

GBytes *yc_pdf_signer_sign (YcPdfSigner  *self,
                            const guint8  digest[YC_SHA256_SIZE],
                            GCancellable *cancellable,
                            GError      **error);

/* A key in memory. A desk's own: it seals what the desk recorded, and is not the
 * certificate of the person who wrote their name. */
#define YC_TYPE_PDF_KEY_SIGNER (yc_pdf_key_signer_get_type ())
G_DECLARE_FINAL_TYPE (YcPdfKeySigner, yc_pdf_key_signer, YC, PDF_KEY_SIGNER, GObject)

YcPdfKeySigner *yc_pdf_key_signer_new (GBytes  *key_pem,
                                       GBytes  *certificates_pem,
                                       GError **error);

G_END_DECLS
