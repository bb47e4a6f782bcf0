/* The two lines at the foot of a passport (ICAO Doc 9303, parts 3 and 4). */
#pragma once

#include "yc-date.h"

G_BEGIN_DECLS

#define YC_MRZ_LINE 44      /* characters of one of the two lines of TD3 */
#define YC_MRZ_INPUT_MAX 512 /* bytes looked at */

typedef struct
{
  char number[10];     /* without fillers */
  char issuer[4];      /* of the document: three letters, "UTO"; "D" for Germany */
  char nationality[4]; /* the same */
  char sex;            /* 'M', 'F', or 'X' where it does not say */
  YcDate birth;
  YcDate expires;
  char surname[40];
  char given[40];      /* "" where there is none */
} YcMrz;

/* All that is wrong, at once; (transfer full): of YcFinding, path "/mrz/1" or
 * "/mrz/2". @ret_mrz is set where none of it is an error but for the expiry. */
GPtrArray  *yc_mrz_parse        (const char   *text,
                                 const YcDate *today,
                                 YcMrz        *ret_mrz);
/* Weights 7 3 1, modulo 10; letters count from 10, a filler 0; 0 for others. */
char        yc_mrz_check_digit  (const char   *text,
                                 gsize         length);
/* "ERIKSSON ANNA MARIA"; (transfer full) */
char       *yc_mrz_dup_name     (const YcMrz  *self);

G_END_DECLS
