/* A key for a desk, with a certificate that it has issued itself. */
#pragma once

#include "yc-pdf-sign-error.h"

G_BEGIN_DECLS

typedef enum
{
  YC_PDF_KEY_P256, /* ECDSA on P-256 (FIPS 186-4) */
  YC_PDF_KEY_RSA,  /* RSA with 3072 bits */
} YcPdfKeyKind;

#define YC_PDF_KEY_DAYS_MAX 7300 /* a certificate's life, in days */

gboolean yc_pdf_key_make (YcPdfKeyKind  kind,
                          const char   *name,
                          const char   *organisation,
                          gint64        from_s,
                          guint         days,
                          GBytes      **ret_key_pem,
                          GBytes      **ret_certificate_pem,
                          GError      **error);

G_END_DECLS
