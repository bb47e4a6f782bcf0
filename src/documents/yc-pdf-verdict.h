/* Who signed a PDF, when, over what, and whether it is still what they signed. */
#pragma once

#include "yc-pdf-sign-error.h"

G_BEGIN_DECLS

#define YC_PDF_SIGNATURES_MAX 64

typedef enum
{
  YC_PDF_TRUST_NOT_ASKED,
  YC_PDF_TRUST_YES,
  YC_PDF_TRUST_NO,
} YcPdfTrust;

/* One signature. All texts but @field may be %NULL: not there, or unreadable. */
typedef struct
{
  char *field;
  char *name;          /* /Name: who is said to have signed; nothing proves it but the seal around it */
  char *reason;
  char *kind;          /* /SubFilter */
  char *time;          /* /M, "2026-11-26T21:04:05+08:00" */
  gint64 time_s;       /* the same, in seconds since 1970; 0 if unknown */
  char *subject;       /* of the certificate that seals it */
  char *issuer;
  char *serial;
  char *digest;        /* "SHA-256" */
  char *cms_fault;     /* why the CMS does not hold; %NULL: it does */
  guint unsigned_attributes;
  char *range_fault;   /* why the ByteRange is not one gap, /Contents; %NULL: it is */
  gboolean is_whole;   /* covers all of the file as it was then */
  gsize covered_bytes; /* up to where */
  guint later;         /* how many signatures came after it */
  GPtrArray *changes;  /* of text: what came directly after it, beside signatures */
  YcPdfTrust trust;
  char *trust_fault;
  char *evidence_name;
  GBytes *evidence;
  char *evidence_sha256;
  char *evidence_fault;
} YcPdfSignature;

typedef struct
{
  GPtrArray *signatures; /* of YcPdfSignature, as they were made */
  gsize size_bytes;
  gsize trailing_bytes;  /* behind the last %%EOF that ends something readable */
  gsize uncovered_bytes; /* behind the last signature */
  gboolean is_unchanged; /* there are signatures, all hold, and nothing else was done to the file */
} YcPdfVerdict;

YcPdfVerdict *yc_pdf_verify             (GBytes         *pdf,
                                         GBytes         *trust_pem,
                                         GError        **error);
void          yc_pdf_verdict_free       (YcPdfVerdict   *self);
gboolean      yc_pdf_verdict_is_trusted (YcPdfVerdict   *self);
gboolean      yc_pdf_signature_is_good  (YcPdfSignature *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPdfVerdict, yc_pdf_verdict_free)

G_END_DECLS
