/* What can be wrong with a PDF that is to be signed or checked. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_PDF_SIGN_BYTES_MAX (256 * 1024 * 1024) /* of a file, signed */
#define YC_PDF_SIGN_PAGES_MAX 5000
#define YC_PDF_SIGN_FIELDS_MAX 256        /* form fields looked at in a file */
#define YC_PDF_SIGN_EVIDENCE_BYTES_MAX (4 * 1024 * 1024) /* of one evidence record */
#define YC_PDF_SIGN_TEXT_BYTES_MAX 512    /* of a name, a tooltip or a reason, in UTF-8 */
#define YC_PDF_CMS_BYTES_MAX 16384        /* reserved for one signature's CMS, before hexadecimal */

typedef enum
{
  YC_PDF_SIGN_ERROR_TOO_BIG,     /* one of the limits above was passed */
  YC_PDF_SIGN_ERROR_NOT_PDF,     /* something else */
  YC_PDF_SIGN_ERROR_BROKEN,      /* a PDF that only guessing could read */
  YC_PDF_SIGN_ERROR_ENCRYPTED,   /* needs a password, or is protected by one */
  YC_PDF_SIGN_ERROR_SIGNED,      /* is signed, and what was asked would change what was signed */
  YC_PDF_SIGN_ERROR_FIELD,       /* a signature field is missing, taken or impossible */
  YC_PDF_SIGN_ERROR_UNSUPPORTED, /* a kind of form this program leaves alone */
  YC_PDF_SIGN_ERROR_TEXT,        /* no font on this machine has one of the characters */
  YC_PDF_SIGN_ERROR_KEY,         /* key or certificate cannot be used */
  YC_PDF_SIGN_ERROR_CMS,         /* the signer's answer is not a signature of this document */
} YcPdfSignError;

#define YC_PDF_SIGN_ERROR (yc_pdf_sign_error_quark ())

GQuark yc_pdf_sign_error_quark (void);

G_END_DECLS
