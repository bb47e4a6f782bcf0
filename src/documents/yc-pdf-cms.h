/* The CMS of a PAdES signature: made around a key that is elsewhere, and taken
 * apart again (RFC 5652, RFC 5035, ETSI EN 319 142-1). */
#pragma once

#include "yc-crypto.h"
#include "yc-pdf-sign-error.h"

#include <openssl/x509.h>

G_BEGIN_DECLS

#define YC_PDF_CMS_CERTIFICATES_MAX 16
#define YC_PDF_CMS_PROTECT_OID "1.2.840.113549.1.9.52" /* id-aa-CMSAlgorithmProtect, RFC 6211 */

/* A CMS that lacks nothing but the signature. For a key that leaves its token
 * or its platform never:
 *
 *   cms = yc_pdf_cms_new (certificates, digest, &error);
 *   signature = …sign (yc_pdf_cms_get_attributes (cms)), RSA PKCS #1 or ECDSA in DER, with SHA-256…
 *   der = yc_pdf_cms_finish (cms, signature, &error);
 */
typedef struct _YcPdfCms YcPdfCms;

YcPdfCms *yc_pdf_cms_new            (GBytes       *certificates_pem,
                                     const guint8  digest[YC_SHA256_SIZE],
                                     GError      **error);
GBytes   *yc_pdf_cms_get_attributes (YcPdfCms     *self);
GBytes   *yc_pdf_cms_finish         (YcPdfCms     *self,
                                     GBytes       *signature,
                                     GError      **error);
void      yc_pdf_cms_free           (YcPdfCms     *self);

/* What a CMS says and whether it holds. */
typedef struct
{
  char *subject;  /* (nullable): of the signer's certificate, as RFC 2253 writes it */
  char *issuer;   /* (nullable) */
  char *serial;   /* (nullable): hexadecimal */
  char *digest;   /* (nullable): "SHA-256" */
  char *fault;    /* (nullable): why it does not hold; %NULL: it holds */
  guint unsigned_attributes; /* which the signature does not protect */
  X509 *certificate;         /* (nullable) */
  STACK_OF (X509) *others;   /* (nullable) */
} YcPdfCmsFinding;

/* Hashes what was signed with the digest the CMS names; OpenSSL's name of it. */
typedef GBytes *(*YcPdfDigestFunc) (const char *digest,
                                    gpointer    data);

YcPdfCmsFinding *yc_pdf_cms_check        (gconstpointer     der,
                                          gsize             size_bytes,
                                          gboolean          cades,
                                          YcPdfDigestFunc   digest_func,
                                          gpointer          digest_data);
void             yc_pdf_cms_finding_free (YcPdfCmsFinding  *self);
char            *yc_pdf_cms_find_trust   (YcPdfCmsFinding  *self,
                                          GBytes           *trust_pem,
                                          gint64            time_s);

GPtrArray *yc_pdf_certificates_parse (GBytes  *pem,
                                      GError **error);
char      *yc_pdf_openssl_reason     (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPdfCms, yc_pdf_cms_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPdfCmsFinding, yc_pdf_cms_finding_free)

G_END_DECLS
