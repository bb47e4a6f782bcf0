/* What an outside office answers to a request, and whether it may be taken (D30). */
#pragma once

#include "yc-case-progress.h"
#include "yc-catalogue.h"

G_BEGIN_DECLS

#define YC_OFFICE_POINTS_MAX 64
#define YC_OFFICE_OUTPUTS_MAX 64
#define YC_OFFICE_TEXT_MAX 600 /* bytes of one text */

typedef enum
{
  YC_OFFICE_DONE,
  YC_OFFICE_CORRECT,
  YC_OFFICE_REFUSE,
} YcOfficeOutcome;

typedef struct
{
  YcId request;
  YcId c; /* the case it says it is for */
  YcOfficeOutcome outcome;
  YcBody *body; /* items as module.done, module.correct or module.refuse has them; owned */
} YcOfficeAnswer;

YcOfficeAnswer *yc_office_answer_new   (const YcId           *request,
                                        const YcId           *c,
                                        YcOfficeOutcome       outcome);
void            yc_office_answer_free  (YcOfficeAnswer       *self);
const char     *yc_office_answer_check (const YcOfficeAnswer *self,
                                        YcCase               *c,
                                        const YcMatter       *matter,
                                        const YcDate         *today,
                                        const char          **ret_module);
const char     *yc_office_answer_get_kind (const YcOfficeAnswer *self);
YcBody         *yc_office_answer_dup_body (const YcOfficeAnswer *self,
                                        const char           *module);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcOfficeAnswer, yc_office_answer_free)

G_END_DECLS
