/* What of a personal datum everybody may see: one function for every place. */
#pragma once

#include "yc-catalogue.h"

G_BEGIN_DECLS

typedef enum
{
  YC_MASK_NONE,    /* nothing to hide */
  YC_MASK_NUMBER,  /* of an identity document: 310***********1234 */
  YC_MASK_PHONE,   /* 138****5678 */
  YC_MASK_ADDRESS, /* to the district */
  YC_MASK_NAME,    /* 张** */
  YC_MASK_TEXT,    /* all of it */
} YcMask;

char   *yc_mask_dup_text        (YcMask             mask,
                                 const char        *text);
YcMask  yc_field_spec_get_mask  (const YcFieldSpec *self);

G_END_DECLS
