/* The signatures of a case: which are wanted, which are there, and asking for the next. */
#pragma once

#include "yc-case-file.h"
#include "yc-case-sign.h"
#include "yc-signing.h"

G_BEGIN_DECLS

typedef enum
{
  YC_SIGN_READY,      /* can be signed now */
  YC_SIGN_NO_PAPER,   /* the paper has not been made */
  YC_SIGN_OUT_OF_DATE, /* the paper says something else than the form: to be made anew */
  YC_SIGN_CONTESTED,  /* a field it shows has two values (D7) */
  YC_SIGN_NOBODY,     /* who signs has no name yet, or was not identified */
  YC_SIGN_SIGNED,
  YC_SIGN_OLD,        /* signed, but not the current text (D8) */
} YcSignState;

/* One paper and one who signs it. */
typedef struct
{
  const YcSignedPaper *spec; /* the catalogue's */
  const YcDocument *document; /* (nullable): the case's */
  const YcSignature *signature; /* (nullable): the case's */
  char *person; /* path */
  char *name;   /* "" while it is not known */
  YcSignState state;
} YcSignLine;

void        yc_sign_line_free             (gpointer              line);

/* Returns: (transfer full): of YcSignLine, in the catalogue's order; good until
 * the case changes. Empty where the matter asks for no signatures. */
GPtrArray  *yc_case_file_list_sign_lines  (YcCaseFile           *self);
/* How many of them must still be there before it is submitted. */
guint       yc_case_file_count_unsigned   (YcCaseFile           *self);

/* Opens @document as it is now and gives it to be read and signed by @person.
 * What they do is stored as they do it: the reading when they say that they
 * have read it, the signature when they have written it. The signing says how
 * that went (yc_signing_get_state(), yc_signing_get_trouble()). */
void        yc_case_file_begin_signing_async (YcCaseFile        *self,
                                           const YcId           *document,
                                           const char           *person,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
YcSigning  *yc_case_file_begin_signing_finish (YcCaseFile       *self,
                                           GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
