/* Who read and who signed which paper of a case. */
#pragma once

#include "yc-case.h"

G_BEGIN_DECLS

/* What a signature brings along: the handwriting, the record of how it came
 * about, and the paper with it. The first two must be there. */
#define YC_SIGN_FILE_STROKES "strokes"
#define YC_SIGN_FILE_EVIDENCE "evidence"
#define YC_SIGN_FILE_RESULT "result"

/* A paper was on the display whole, before the person it is for. */
typedef struct
{
  YcId document;
  char *person; /* path */
  char *sha256; /* of the very bytes that were shown */
  gint64 pages;
  gint64 dwell_ms;
  YcMoment at;
} YcReadPaper;

typedef struct
{
  YcId document;
  char *person;   /* path */
  char *name;     /* as it stood in the form */
  char *sha256;   /* of the bytes that were read and signed */
  char *strokes;  /* SHA-256 of the handwriting, as stored */
  char *evidence; /* SHA-256 of the record beside it */
  char *device;   /* "pen", "mouse", "touch" */
  char *result;   /* (nullable): SHA-256 of the signed file */
  gint64 result_size; /* bytes; 0 without a result */
  char *by;       /* operator who had it before them */
  YcMoment at;
} YcSignature;

/* Both (transfer none), in the stream's order. */
GPtrArray         *yc_case_get_signatures        (YcCase            *self);
GPtrArray         *yc_case_get_read_papers       (YcCase            *self);
const YcDocument  *yc_case_find_document         (YcCase            *self,
                                                  const YcId        *id);
const YcDocument  *yc_case_find_newest_document  (YcCase            *self,
                                                  const char        *kind);
const YcSignature *yc_case_find_signature        (YcCase            *self,
                                                  const YcId        *document,
                                                  const char        *person);
const char        *yc_case_get_document_sha256   (YcCase            *self,
                                                  const YcDocument  *document);
gboolean           yc_case_signature_is_current  (YcCase            *self,
                                                  const YcSignature *signature);
gboolean           yc_case_has_read              (YcCase            *self,
                                                  const YcId        *document,
                                                  const char        *person,
                                                  const char        *sha256);

G_END_DECLS
