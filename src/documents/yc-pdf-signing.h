/* One signature on a PDF, in three steps, of which the middle may be elsewhere.
 *
 *   signing = yc_pdf_signing_prepare (pdf, &options, &error);
 *   …show or send yc_pdf_signing_get_digest (signing)…
 *   cms = yc_pdf_signer_sign (signer, digest, cancellable, &error);
 *   signed_pdf = yc_pdf_signing_embed (signing, cms, &error);
 */
#pragma once

#include "yc-pdf-look.h"
#include "yc-pdf-signer.h"

G_BEGIN_DECLS

typedef struct
{
  const char *field;         /* an empty signature field of the PDF */
  const char *name;          /* who signs; not empty */
  gint64 time_s;             /* when, in seconds since 1970 */
  int offset_minutes;        /* of the wall clock shown, east of UTC */
  const char *reason;        /* (nullable) */
  GArray *ink;               /* (nullable): of YcInkCurve, as yc_ink_fit() makes them */
  GBytes *evidence;          /* (nullable): a record of how it was signed, JSON */
  const char *evidence_name; /* (nullable): its file name; else made of the field's */
} YcPdfSigningOptions;

typedef struct _YcPdfSigning YcPdfSigning;

YcPdfSigning *yc_pdf_signing_prepare    (GBytes                    *pdf,
                                         const YcPdfSigningOptions *options,
                                         GError                   **error);
const guint8 *yc_pdf_signing_get_digest (YcPdfSigning              *self);
GBytes       *yc_pdf_signing_embed      (YcPdfSigning              *self,
                                         GBytes                    *cms,
                                         GError                   **error);
void          yc_pdf_signing_free       (YcPdfSigning              *self);

GBytes       *yc_pdf_sign               (GBytes                    *pdf,
                                         const YcPdfSigningOptions *options,
                                         YcPdfSigner               *signer,
                                         GCancellable              *cancellable,
                                         GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPdfSigning, yc_pdf_signing_free)

G_END_DECLS
