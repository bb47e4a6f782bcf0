/* A case as a form that the catalogue can check. */
#pragma once

#include "yc-case.h"
#include "yc-form.h"

G_BEGIN_DECLS

/* Lives on the stack: { .form = …, .c = … } made by yc_case_form_init(). */
typedef struct
{
  YcForm form;
  YcCase *c; /* not owned */
} YcCaseForm;

void yc_case_form_init (YcCaseForm *self,
                        YcCase     *c);

G_END_DECLS
