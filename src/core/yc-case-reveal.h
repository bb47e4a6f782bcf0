/* Who looked at personal data of a case, and why. */
#pragma once

#include "yc-case.h"

G_BEGIN_DECLS

#define YC_REVEAL_PATHS_MAX 400 /* of one look */

/* Why somebody looks; codes as in person.reveal. */
#define YC_REVEAL_DOCUMENT "document" /* to hold it against a document */
#define YC_REVEAL_CONTACT "contact"   /* to reach the applicant */
#define YC_REVEAL_REVIEW "review"     /* to examine the case */
#define YC_REVEAL_REQUEST "request"   /* because the applicant asks for it */
#define YC_REVEAL_OTHER "other"       /* for what the text says */

typedef struct
{
  YcId op;
  char *purpose;    /* one of those above, or of a newer program's */
  char *text;       /* (nullable) */
  char *by;
  YcMoment at;
  GPtrArray *paths; /* of char *: what was shown; a list's stands for all its rows */
} YcReveal;

const char *const *yc_reveal_list_purposes (void);
GPtrArray         *yc_case_get_reveals     (YcCase     *self);
const YcReveal    *yc_case_find_reveal     (YcCase     *self,
                                            const YcId *op);

G_END_DECLS
